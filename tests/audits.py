"""A small checklist with rules, to try out what comes after the rules without those of any course."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from auditor.audit import Audit, audit_repository
from auditor.place import Place
from auditor.report import Report, Tick
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, Polarity, Rule, absent, partial, present, unverifiable
from auditor.rulebook import Item, Question, Rulebook
from tests.repositories import repository_of

FILES = {
    "tests/test_waves.py": """
        def test_waves():
            assert 1 + 1 == 2
        """,
    "train.py": """
        import os
        os.environ["WANDB_API_KEY"] = "00112233445566778899aabbccddeeff00112233"
        """,
    "report.md": "* [x] Write tests",
}


def _tests(snapshot: Snapshot) -> Finding:
    found = [path for path in snapshot.entries if path.startswith("tests/")]
    evidence = [Evidence("test", "a test with an assertion", Place(path, 1, 2)) for path in found]
    return present("There is a test.", evidence) if found else absent("No test was found.")


def _tracking(snapshot: Snapshot) -> Finding:
    return partial("A key is set, and nothing is logged.", [Evidence("call", "sets a key", Place("train.py", 2, 2))])


def _image(snapshot: Snapshot) -> Finding:
    against = Evidence("file", "there is no Dockerfile", Place("train.py"), Polarity.AGAINST)
    return absent("No Dockerfile was found.", [against])


def _cloud(snapshot: Snapshot) -> Finding:
    return unverifiable("Ask to see the console.", [Evidence("commit", "the audited commit", Place(commit="0" * 40))])


def _rule(item: str, judge: Callable[..., Finding]) -> Rule:
    return Rule(item, f"What {item} asks for.", judge, ("snapshot",), (Example("a test", "present"),))


RULEBOOK = Rulebook(
    name="small",
    version="1",
    items=tuple(
        Item(id_, text, ("t1",), criteria={"present": "it is there", "otherwise": "absent"})
        for id_, text in {
            "tests": "Write tests",
            "tracking": "Track experiments",
            "image": "Build an image",
            "cloud": "Train in the cloud",
            "docs": "Write documentation",
        }.items()
    ),
    questions={"t1": (Question(1, "Who are you?"), Question(2, "How did it go?", words=(1, 5)))},
    rules={
        "tests": _rule("tests", _tests),
        "tracking": _rule("tracking", _tracking),
        "image": _rule("image", _image),
        "cloud": _rule("cloud", _cloud),
    },
)


def report_with(ticks: Mapping[str, bool | None]) -> Report:
    """A report whose checklist has these ticks."""
    read = {
        item: Tick(item, ticked, item, Place("report.md", line, line))
        for line, (item, ticked) in enumerate(ticks.items(), 1)
    }
    return Report("report.md", ("report.md",), "t1", ticks=read, members=("s1", "s2"))


@contextmanager
def audit_of(
    ticks: Mapping[str, bool | None], files: Mapping[str, str | bytes] = FILES, rulebook: Rulebook = RULEBOOK
) -> Iterator[Audit]:
    """The audit of a small repository with this checklist."""
    with repository_of(files) as repository:
        yield audit_repository(repository, rulebook, "swell", report=report_with(ticks))
