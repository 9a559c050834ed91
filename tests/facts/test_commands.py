import json

import pytest

from auditor.facts.commands import Command, Origin, runs, using
from tests.repositories import facts_of


def commands(files: dict[str, str | bytes]) -> list[Command]:
    with facts_of(files) as facts:
        return facts.commands


def seen(files: dict[str, str | bytes]) -> list[tuple[str, str, str]]:
    return [(str(one.place), one.origin.value, " ".join(one.words)) for one in commands(files)]


def test_commands_of_every_kind_of_file() -> None:
    assert seen(
        {
            ".github/workflows/a.yml": "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n",
            ".gitlab-ci.yml": "t:\n  script: tox\n",
            ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: a, entry: make lint}]}]",
            "Dockerfile": "FROM x\nRUN pip install .",
            "Makefile": b"# old:\n#\tls\nlint:\n\truff check\n",
            "Procfile": "web: gunicorn app",
            "README.md": "```sh\ndvc pull\n```",
            "cloudbuild.yaml": "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [push, x]\n",
            "compose.yml": "services: {a: {image: x, command: serve 1}}",
            "dvc.yaml": "stages:\n  fit:\n    cmd: python fit.py\n",
            "run": "#!/usr/bin/env bash\n# ls\npython a.py\n",
            "run.bat": ":: a remark\nrem another\npython b.py\n",
            "words": "python is a snake\n",
        }
    ) == [
        (".github/workflows/a.yml:6", "workflow", "pytest"),
        (".gitlab-ci.yml:2", "pipeline", "tox"),
        (".pre-commit-config.yaml:1", "hook", "make lint"),
        ("Dockerfile:2", "dockerfile", "pip install ."),
        ("Makefile:4", "makefile", "ruff check"),
        ("Procfile:1", "script", "gunicorn app"),
        ("README.md:2", "document", "dvc pull"),
        ("cloudbuild.yaml:3", "cloudbuild", "docker push x"),
        ("compose.yml:1", "compose", "serve 1"),
        ("dvc.yaml:3", "task", "python fit.py"),
        ("run:3", "script", "python a.py"),
        ("run.bat:3", "script", "python b.py"),
    ]


def test_tasks_of_many_runners() -> None:
    assert seen(
        {
            ".vscode/launch.json": '{"configurations": [\n  // main\n  {"module": "shop.train", "args": ["-v"]}]}',
            "Taskfile.yml": "tasks:\n  t:\n    cmds:\n      - pytest\n      - task: u\n      - cmd: ls\n  u: pwd\n",
            "justfile": "t:\n  pytest\n",
            "package.json": '{\n"scripts": {\n"build": "vite build"}}',
            "pyproject.toml": "[tool.poe.tasks]\na = 'ruff check'\nb = {shell = 'pytest && ls'}\n"
            "[tool.hatch.envs.t.scripts]\nc = ['coverage run', 'coverage report']\n"
            "[tool.pdm.scripts]\nd = {cmd = ['a', 'b']}",
            "tox.ini": "[testenv]\ndeps = pytest\ncommands =\n    pytest -q\n    ruff check\n"
            "[testenv:docs]\ncommands = mkdocs build\n",
        }
    ) == [
        (".vscode/launch.json:3", "task", "python -m shop.train -v"),
        ("Taskfile.yml:4", "task", "pytest"),
        ("Taskfile.yml:6", "task", "ls"),
        ("Taskfile.yml:7", "task", "pwd"),
        ("justfile:2", "task", "pytest"),
        ("package.json:3", "task", "vite build"),
        ("pyproject.toml:2", "task", "ruff check"),
        ("pyproject.toml:3", "task", "pytest"),
        ("pyproject.toml:3", "task", "ls"),
        ("pyproject.toml:5", "task", "coverage run"),
        ("pyproject.toml:5", "task", "coverage report"),
        ("pyproject.toml:7", "task", "a b"),
        ("tox.ini:4", "task", "pytest -q"),
        ("tox.ini:5", "task", "ruff check"),
        ("tox.ini:7", "task", "mkdocs build"),
    ]


def test_commands_that_python_runs() -> None:
    files: dict[str, str | bytes] = {
        "tasks.py": """
            import nox
            from invoke import Context, task
            NAME = "shop"
            @task
            def train(ctx: Context, seed=1):
                # ctx.run("ls")
                ctx.run(f"python src/{NAME}/train.py --seed {seed}")
            @task
            def clean(c):
                c.run("rm " + "out")
            @nox.session
            def tests(session):
                session.run("pytest", "--cov")
            """,
        "ship.py": """
            import os, subprocess, sys
            from subprocess import check_call as run
            run([sys.executable, "-m", "pip", "install", "."])
            os.system("gcloud run deploy %s" % os.environ["X"])
            def push(path):
                command = ["dvc", "push", path]
                subprocess.Popen(command)
                subprocess.run(path, shell=True)
            "os.system('never')"
            """,
    }
    assert seen(files) == [
        ("ship.py:3", "python", "python -m pip install ."),
        ("ship.py:4", "python", "gcloud run deploy %s"),
        ("ship.py:6-7", "python", "dvc push {path}"),  # from where the command is written
        ("tasks.py:7", "task", "python src/shop/train.py --seed {seed}"),
        ("tasks.py:10", "task", "rm out"),
        ("tasks.py:13", "task", "pytest --cov"),
    ]
    assert [one.name for one in commands(files)][-3:] == ["train", "clean", "tests"]


def test_commands_of_notebooks() -> None:
    cells = [["!pip install torch\n", "x = 1"], ["%%bash\n", "dvc pull"], ["print('!ls')"]]
    notebook = {"cells": [{"cell_type": "code", "source": source} for source in cells], "nbformat": 4}
    text = json.dumps(notebook, indent=1)
    found = commands({"a.ipynb": text.encode()})
    assert [(one.origin, one.words) for one in found] == [
        (Origin.NOTEBOOK, ("pip", "install", "torch")),
        (Origin.NOTEBOOK, ("dvc", "pull")),
    ]
    assert "dvc pull" in text.split("\n")[(found[1].place.start or 0) - 1]


def test_what_nothing_runs_is_not_live() -> None:
    files: dict[str, str | bytes] = {
        ".github/workflows/a.yml": """
            on: push
            jobs:
              a:
                if: false
                runs-on: x
                steps: [{run: one}]
              b:
                runs-on: x
                steps: [{run: two}]
            """,
        "README.md": "```sh\nthree\n```",
        "run.sh": "four",
    }
    assert {one.text: one.live for one in commands(files)} == {"one": False, "two": True, "three": False, "four": True}


@pytest.mark.parametrize(
    ("line", "wanted", "does"),
    [
        ("gcloud run deploy shop", "gcloud run deploy", True),
        ("sudo gcloud --project x --quiet beta run --region eu deploy shop", "gcloud run deploy", True),
        ("uv run gcloud run deploy shop", "gcloud run deploy", True),
        ("bash -c 'cd x && docker buildx build .'", "docker build", True),
        ("docker --debug build .", "docker build", True),
        ("gcloud builds submit", "gcloud run deploy", False),
        ("gcloud run services list", "gcloud run deploy", False),
        ("echo gcloud run deploy", "gcloud run deploy", False),
        ("gcloud run", "gcloud run deploy", False),
    ],
)
def test_commands_are_found_by_tool_and_subcommands(line: str, wanted: str, does: bool) -> None:
    assert bool(list(using(commands({"a.sh": line}), *wanted.split()))) is does


def test_a_program_without_words_runs_nothing() -> None:
    assert not runs((), "docker")
