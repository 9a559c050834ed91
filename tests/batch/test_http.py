"""A cohort on a git server: what becomes of each group, and what the server and the results get to see."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from auditor.batch.acquire import Access, Fetching, _credentials, acquire
from auditor.batch.groups import Group
from auditor.batch.run import Plan, State, run_cohort
from auditor.batch.workers import Limits
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.batch import faults
from tests.batch.cohorts import Heard
from tests.batch.git_server import GitServer, git_server
from tests.repositories import make_repository
from tests.repository import workbench
from tests.repository.workbench import git

LARGE = 10_000_001  # bytes, one more than are read


def serve(folder: Path, *names: str) -> None:
    """Make a bare repository of each name in folder."""
    for name in names:
        make_repository(folder / f"{name}.git", [ExampleCommit({"main.py": f"print('{name}')"})])


def group(server: GitServer, name: str) -> Group:
    return Group(name, f"{server.address}/{name}.git")


def fetching(folder: Path, seconds: float = 20) -> Fetching:
    return Fetching(folder / "cache", seconds, attempts=2, pause=0.01)


def test_every_repository_of_a_cohort_gets_its_state(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    serve(tmp_path, "good", "dropped-good")
    make_repository(tmp_path / "empty.git", [])
    names = ["good", "moved-good", "dropped-good", "busy-good", "secret-good", "gone", "empty"]
    plan = Plan(tmp_path / "results", fetching(tmp_path), Limits(1, 30), html=False)
    with git_server(tmp_path) as server:
        outcomes = run_cohort([group(server, name) for name in names], plan, Heard(), faults.work)
        slow = acquire(group(server, "slow-good"), fetching(tmp_path, seconds=0.3))
        lists = {name: len([path for path in server.requests_for(f"{name}.git") if "refs" in path]) for name in names}
    why = {outcome.group: outcome.why for outcome in outcomes}
    assert {outcome.group: outcome.state for outcome in outcomes} == {
        "good": State.AUDITED,
        "moved-good": State.AUDITED,
        "dropped-good": State.UNREACHABLE,
        "busy-good": State.UNREACHABLE,
        "secret-good": State.MISSING,
        "gone": State.MISSING,
        "empty": State.EMPTY,
    }
    assert (slow.access, slow.why) == (Access.TIMED_OUT, "the server took too long")
    assert why["moved-good"] == f"has moved to {server.address}/good.git/"
    assert "401" in why["secret-good"] or "Authentication failed" in why["secret-good"]
    assert all("\n" not in text for text in why.values())
    # What is not there is not asked for again. A fetch asks for the list of branches once more.
    assert (lists["gone"], lists["secret-good"], lists["busy-good"], lists["dropped-good"]) == (1, 2, 2, 4)
    assert capfd.readouterr().err == ""  # nobody was asked for anything


def test_a_later_run_fetches_only_what_is_new(tmp_path: Path) -> None:
    serve(tmp_path, "good")
    with git_server(tmp_path) as server:
        acquire(group(server, "good"), fetching(tmp_path))
        first = len(server.asked)
        acquire(group(server, "good"), fetching(tmp_path))
        unchanged = len(server.asked) - first
        git(tmp_path / "good.git", "branch", "new", "main")
        found = acquire(group(server, "good"), fetching(tmp_path))
    assert unchanged < first
    assert found.path is not None
    with open_repository(found.path) as opened:
        assert [branch.name for branch in opened.history.branches] == ["main", "new"]


@pytest.mark.parametrize("can_filter", [True, False])
def test_what_would_not_be_read_is_not_fetched(can_filter: bool, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "main.py": "print()",
        "data.csv": b"1,2\n" * (LARGE // 4 + 1),
        "limit.csv": b"1" * (LARGE - 1),
    }
    served = make_repository(tmp_path / "good.git", [ExampleCommit(files)])
    git(served, "config", "uploadpack.allowFilter", str(can_filter).lower())
    with git_server(tmp_path) as server:
        found = acquire(group(server, "good"), fetching(tmp_path))
        assert found.path is not None
        before = len(server.asked)
        with open_repository(found.path) as clone, open_repository(served) as whole:
            for name in files:
                assert clone.snapshot.text(name) == whole.snapshot.text(name)
                assert clone.snapshot.why_unread(name) == whole.snapshot.why_unread(name)
            assert clone.snapshot.why_unread("data.csv") == "it has more than the 10,000,000 bytes that are read"
            size = clone.snapshot.entries["data.csv"].size
            held = clone.snapshot.store.read(clone.snapshot.entries["data.csv"].oid)
        assert (held is None) is can_filter
        assert (size == LARGE) is can_filter
        assert len(server.asked) == before  # nor fetched when somebody looks for it


def test_a_token_goes_to_no_other_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    token = "made-up-token-of-nobody"
    for variable in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN"):
        monkeypatch.setenv(variable, token)
    serve(tmp_path, "good")
    with git_server(tmp_path) as server:
        found = [acquire(group(server, name), fetching(tmp_path)) for name in ("good", "secret-good", "gone")]
    assert [one.access for one in found] == [Access.READY, Access.MISSING, Access.MISSING]
    encoded = [base64.b64encode(f"{user}:{token}".encode()).decode() for user in ("x-access-token", "oauth2")]
    written = [path.read_text(errors="replace") for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    for secret in (token, *encoded):
        assert not [text for text in (*server.said, *map(str, found), *written, *capfd.readouterr()) if secret in text]


def test_a_token_is_for_its_own_host_over_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which addresses git itself takes the setting to be for."""
    settings = _credentials({"GITHUB_TOKEN": "made-up-token-of-nobody", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    monkeypatch.setattr(workbench, "NOBODY", {**workbench.NOBODY, **settings})

    def is_sent(address: str) -> bool:
        return "Authorization" in git(tmp_path, "config", "--get-urlmatch", "http", address)

    assert is_sent("https://github.com/ada/engine")
    for other in ("http://github.com/ada/engine", "https://github.com.example.org/a/b", "https://gitlab.com/a/b"):
        with pytest.raises(subprocess.CalledProcessError):  # there is no such setting for it
            is_sent(other)
