"""No secret, no password of an address and no path of this machine is in any output, wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.output.untrusted import as_json
from auditor.rule import ExampleCommit
from tests.conftest import FIXTURES
from tests.repositories import make_repository
from tests.repository.workbench import git

TOKEN = "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"
PASSWORD = "hunter22secret"


def answers(number: int) -> str:
    return f"The token is {TOKEN}, and we pushed to the bucket gs://x/{TOKEN} with `dvc push -r {TOKEN}` in {number}."


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a token in all that it has: files of all kinds, names, messages, the report, the remote."""
    files: dict[str, str | bytes] = {}
    for path in sorted((FIXTURES / "sample").rglob("*")):
        if path.is_file():
            text = path.read_text("utf-8")
            mark = {".md": f"\n\n{answers(1)}\n", ".py": f'\nTOKEN = "{TOKEN}"  # {TOKEN}\n'}.get(
                path.suffix, f"\n# {TOKEN}\n"
            )
            files[path.relative_to(FIXTURES / "sample").as_posix()] = text + mark
    report = str(files["reports/README.md"])
    lines = [f"{line} {TOKEN}" if line.startswith(("* [", "- [")) else line for line in report.split("\n")]
    lines = [f"{line}\n\n{answers(number)}" if line.strip() == "Answer:" else line for number, line in enumerate(lines)]
    files["reports/README.md"] = "\n".join(lines)
    files[f"src/{TOKEN}.py"] = f"import wandb\nwandb.login(key='{TOKEN}')\nwandb.log({{'{TOKEN}': 1}})\n"
    files[".env"] = f"WANDB_API_KEY={TOKEN}\n"
    files["Dockerfile"] = f"FROM python:3.11\nENV TOKEN={TOKEN}\nRUN pip install git+https://{TOKEN}@github.com/x/y\n"
    files[".github/workflows/ci.yml"] = f"on: push\njobs: {{a: {{steps: [{{run: 'pytest --token {TOKEN}'}}]}}}}\n"
    files["conf/broken.yaml"] = f"a: [{TOKEN}\n"
    files["requirements.txt"] = f"x @ git+https://{TOKEN}@github.com/x/y\n"
    folder = tmp_path_factory.mktemp("leaky") / "repository"
    commits = [
        ExampleCommit(files, message=f"Add {TOKEN}", author=f"{TOKEN} <{TOKEN}@example.org>"),
        ExampleCommit({f"old_{TOKEN}.py": f"# {TOKEN}"}, branch=TOKEN, message=TOKEN),
    ]
    make_repository(folder, commits)
    git(folder, "tag", TOKEN)
    git(folder, "config", "remote.origin.url", f"https://user:{PASSWORD}@github.com/owner/name.git")
    return folder


def outputs(folder: Path, leaky: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    """Every output of every command on a repository."""
    for format_ in ("text", "json", "html", "sarif"):
        assert main(["audit", str(leaky), "--format", format_]) == 0
        yield format_, capsys.readouterr().out
    for graph in ("graph.json", "graph.graphml"):
        assert main(["audit", str(leaky), "--graph", str(folder / graph)]) == 0
        yield graph, (folder / graph).read_text("utf-8")
    capsys.readouterr()
    for item in ("wandb", "dockerfiles", "data-versioning", "ci", "git-repository", "coverage"):
        assert main(["explain", str(leaky), item]) == 0
        yield f"explain {item}", capsys.readouterr().out
    (folder / "groups.csv").write_text(f"group,repository\n1,{leaky}\n2,{leaky}-gone\n")
    assert main(["batch", str(folder / "groups.csv"), "--output", str(folder / "results")]) == 0
    said = capsys.readouterr()
    yield "batch", said.out
    for path in sorted((folder / "results").rglob("*")):
        if path.is_file() and path.suffix in (".csv", ".json", ".html"):
            yield path.name, path.read_text("utf-8")


def test_no_output_has_a_secret_or_a_path_of_this_machine(
    tmp_path: Path, leaky: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for name, text in outputs(tmp_path, leaky, capsys):
        for what in (TOKEN, PASSWORD, str(leaky.parent), str(tmp_path)):
            if what in text:
                place = text.index(what)
                found[name, what] = text[max(0, place - 120) : place + 60]
    assert not found


def test_what_a_terminal_would_obey_is_escaped_in_json() -> None:
    text = "a\u009b31m\u202eb\u2066c\ud800\u0085\u200b\x1b\x7f\u00e6"
    written = as_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert written == '{\n  "text": "a\\u009b31m\\u202eb\\u2066c\\ud800\\u0085\\u200b\\u001b\\u007f\u00e6"\n}\n'
