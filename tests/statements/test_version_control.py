from __future__ import annotations

import pytest

from auditor.repository.history import Ref
from auditor.rule import ExampleCommit
from auditor.statements.version_control import find
from tests.reports import report_of
from tests.repositories import facts_of
from tests.statements.checking import outcomes

LINE = tuple(ExampleCommit({"a.py": f"x = {n}\n"}, message=f"Step {n}") for n in range(12))
SQUASHED = tuple(ExampleCommit({"a.py": f"x = {n}\n"}, message=f"Step {n} (#{n + 1})") for n in range(12))


def test_branches_show_in_the_refs() -> None:
    history = (*LINE, ExampleCommit({"b.py": "y = 1\n"}, branch="feature"))
    assert outcomes(find, "We used branches for new features.", history=history) == [("branches", True, "confirmed")]


def test_words_that_end_like_a_negation_are_none() -> None:
    history = (*LINE, ExampleCommit({"b.py": "y = 1\n"}, branch="feature"))
    answer = "To be consistent we used different branches in development."
    assert outcomes(find, answer, history=history) == [("branches", True, "confirmed")]


def test_pull_requests_show_in_the_messages_of_merges() -> None:
    assert outcomes(find, "We used pull requests for every change.", history=SQUASHED) == [
        ("pull-requests", True, "confirmed")
    ]


def test_a_history_without_a_name_of_one_proves_nothing() -> None:
    assert outcomes(find, "We made use of pull requests.", history=LINE) == [("pull-requests", True, "unverifiable")]


def test_pull_requests_of_bots_are_nobodys() -> None:
    bot = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
    history = (*LINE, ExampleCommit({"r.txt": "x\n"}, bot, "Bump x (#3)"))
    assert outcomes(find, "We used pull requests.", history=history) == [("pull-requests", True, "unverifiable")]


@pytest.mark.parametrize(
    "answer",
    [
        "We locked our main branch so that no one could push straight to it.",
        "Direct commits to the main branch are prohibited.",
        "All code had to be merged through pull requests.",
        "All code was merged exclusively through PRs.",
        "Changes came through pull requests rather than pushed directly.",
        "We worked on features rather than committing directly to main.",
    ],
)
def test_a_locked_branch_that_people_push_to(answer: str) -> None:
    kind = "pull-requests" if "pull" in answer or "PR" in answer else "branches"
    assert (kind, "no direct pushes", "refuted") in outcomes(find, answer, history=LINE)
    assert (kind, "no direct pushes", "confirmed") in outcomes(find, answer, history=SQUASHED)


BRANCH = (*LINE, ExampleCommit({"b.py": "y = 1\n"}, branch="feature"))


@pytest.mark.parametrize(
    ("answer", "history", "expected"),
    [
        ("We did not use any branches.", LINE, [("branches", False, "confirmed")]),
        ("We did not use any branches.", BRANCH, []),  # not all the time, perhaps
        ("We did not use any branches.", LINE[:3], []),
        ("We did not need protection rules for our branch.", LINE, []),
        ("We never used pull requests.", LINE, [("pull-requests", False, "confirmed")]),
        ("We never used pull requests.", SQUASHED, [("pull-requests", False, "refuted")]),
    ],
)
def test_what_is_denied(answer: str, history: tuple[ExampleCommit, ...], expected: list[object]) -> None:
    assert outcomes(find, answer, history=history) == expected


@pytest.mark.parametrize(
    ("answer", "history", "expected"),
    [
        ("For each new feature we created a branch.", SQUASHED, ["confirmed"]),
        ("We had a branch for every task.", SQUASHED, ["confirmed"]),
        ("We had a branch for every task.", (*LINE, *SQUASHED), []),  # by fast-forward, perhaps
        ("We would have a branch for every task.", SQUASHED, []),
    ],
)
def test_a_branch_for_each(answer: str, history: tuple[ExampleCommit, ...], expected: list[str]) -> None:
    assert [o for _, value, o in outcomes(find, answer, history=history) if value == "a branch for each"] == expected


@pytest.mark.parametrize(
    ("answer", "left", "outcome"),
    [
        ("We merged these branches and subsequently deleted the branches.", (), "confirmed"),
        ("After merging, the branch is deleted.", ("clay", "fire", "glaze", "kiln"), "refuted"),
        ("After merging, the branch is deleted.", ("clay", "fire"), None),  # forgotten, perhaps
        ("We did not delete the branches after merging.", (), None),
        ("We deleted the branch of the release.", (), None),
    ],
)
def test_merged_branches_that_are_deleted(answer: str, left: tuple[str, ...], outcome: str | None) -> None:
    with facts_of(history=SQUASHED, report=report_of({1: answer})) as facts:
        facts.history.branches += tuple(Ref(name, facts.history.head) for name in left)
        found = [s.outcome.value for s in find(facts, {}) if s.value == "merged branches are deleted"]
    assert found == ([outcome] if outcome else [])


def test_a_pull_request_as_an_event_is_no_claim() -> None:
    assert outcomes(find, "Our workflow runs on every push and pull request.", history=LINE) == []


@pytest.mark.parametrize(
    "answer",
    [
        "At first, we didn’t use branches or pull requests much because we were in a hurry.",
        "We have a workflow that posts the results as PR comments.",
        "We also made a job that automatically opens a pull request with the new data.",
        "Linting: checks what we push, and also works in development branches.",
        "This spares us formatting issues in pull requests and makes reviews short.",
        "We could use more columns for any given branch.",
    ],
)
def test_what_is_no_claim_that_people_used_them(answer: str) -> None:
    history = (*SQUASHED, ExampleCommit({"b.py": "y = 1\n"}, branch="feature"))
    assert outcomes(find, answer, history=history) == []
