from inspect import cleandoc

import pytest

from auditor.facts.shell import ShellCommand, program, programs, split_commands


def words_of(text: str) -> list[str]:
    return [" ".join(command.words) for command in split_commands(cleandoc(text))]


def only(text: str) -> ShellCommand:
    [command] = split_commands(text)
    return command


def test_commands_stand_where_they_are_written() -> None:
    text = "# set up\npip install \\\n    -r requirements.txt\n\npytest -q && echo 'all # well'  # at last\n"
    found = [(command.words, command.start, command.end) for command in split_commands(text, first_line=20)]
    assert found == [
        (("pip", "install", "-r", "requirements.txt"), 21, 22),
        (("pytest", "-q"), 24, 24),
        (("echo", "all # well"), 24, 24),
    ]
    assert split_commands(text)[0].text == "pip install -r requirements.txt"


def test_compound_commands_come_apart_into_what_they_run() -> None:
    assert words_of("""
        if [ -f setup.py ]; then pip install . ; else make install; fi
        for name in a b; do
          ruff check $name || exit 1
        done
        (cd app && npm test) | tee log.txt 2>&1
        case "$1" in
          serve) uvicorn app:app ;;
        esac
        build() { docker build . ; }
        if [[ $a == b && -n $c ]]; then exit; fi
    """) == [
        "[ -f setup.py ]",
        "pip install .",
        "make install",
        "ruff check $name",
        "exit 1",
        "cd app",
        "npm test",
        "tee log.txt",
        "uvicorn app:app",
        "docker build .",
        "[[ $a == b && -n $c ]]",
        "exit",
    ]


def test_a_here_document_is_no_command() -> None:
    assert words_of("""
        cat <<'END' > notes.txt
        pytest
        END
        echo done
    """) == ["cat", "echo done"]


def test_assignments_and_redirections_are_no_words() -> None:
    command = only("WANDB_MODE=offline SEED=1 python train.py lr=0.1 > train.log 2>&1")
    assert command.words == ("python", "train.py", "lr=0.1")
    assert command.assignments == ("WANDB_MODE=offline", "SEED=1")


def test_a_substituted_command_runs_too_and_stays_in_its_word() -> None:
    inner, outer = split_commands('URL="$(gcloud run services describe api)"')
    assert inner.words == ("gcloud", "run", "services", "describe", "api")
    assert outer.assignments == ("URL=$(gcloud run services describe api)",)


def test_a_workflow_expression_is_one_word() -> None:
    assert only("docker push ${{ env.HOST || 'a; b' }}/image").words == (
        "docker",
        "push",
        "${{ env.HOST || 'a; b' }}/image",
    )


@pytest.mark.parametrize(
    "text",
    ['echo "never closed', "echo 'never closed", "echo $(never closed", "a ) b", "x <<", "if (", "`", "\\", "${{", "@"],
)
def test_broken_text_is_taken_as_it_comes(text: str) -> None:
    for command in split_commands(text):
        programs(command)


def test_hostile_text_takes_no_time() -> None:
    for piece in ("$(", "`", '"$(', "${{", "<<A\n", "(" * 3, "'\"", "\\\n"):
        split_commands(piece * 20_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uv run --extra dev --with mypy ruff check .", "ruff check ."),
        ("uv run python -m pytest -q", "pytest -q"),
        ("uv run -m pytest -q", "pytest -q"),
        ("uv run src/train.py lr=1", "python src/train.py lr=1"),
        ("uvx ruff@0.9.1 format --check", "ruff format --check"),
        ("poetry run black .", "black ."),
        ("conda run -n work --no-capture-output python -u train.py", "python -u train.py"),
        ("sudo -E env A=b timeout -k 5 60 xvfb-run -a /usr/bin/python3.11 -m flake8", "flake8"),
        (".venv/bin/pytest tests", "pytest tests"),
        ("pip3 install dvc", "pip install dvc"),
        ("bash -euxc 'mypy src'", "mypy src"),
        ("invoke test", "invoke test"),
        ("uv sync --dev", "uv sync --dev"),
        ("bash scripts/test.sh", "bash scripts/test.sh"),
    ],
)
def test_program_is_the_tool_behind_what_starts_it(text: str, expected: str) -> None:
    assert " ".join(program(only(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uv run coverage run --source src -m pytest tests", ["coverage", "pytest"]),
        ("coverage report -m", ["coverage"]),
        ("torchrun --nproc_per_node 2 train.py", ["torchrun", "python"]),
        ("python -m cProfile -o out.prof -m shop.train", ["cProfile", "shop.train"]),
        ("docker run --rm --entrypoint sh tests -lc 'uv run pytest'", ["docker", "pytest"]),
        ("docker run --rm tests bash -c 'pytest'", ["docker", "pytest"]),
        ("docker run --rm tests pytest -c pytest.ini", ["docker"]),
        ("sh -c 'black --check . && flake8'", ["black", "flake8"]),
        ("A=b", []),
    ],
)
def test_programs_are_all_the_layers(text: str, expected: list[str]) -> None:
    assert [words[0] for words in programs(only(text))] == expected
