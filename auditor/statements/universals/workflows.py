"""Events and caches that all workflows are said to have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.workflows import Workflow

_ALL = re.compile(
    r"\b(?:all|each|every)(?:\s+(?:of|our|the|these|those|this|CI|CI/CD|GitHub|Actions?|continuous|integration|separate|single))*"
    r"\s+workflows?\b",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"\s*(?:(?:are|is|were|was|get|gets|will|be|also|automatically|only|both|set|up|to)\s+){0,4}"
    r"(?:trigger(?:s|ed)?|runs?|start(?:s|ed)?|activated|executed)\b",
    re.IGNORECASE,
)
_PUSH = re.compile(r"\bpush(?:es|ed|ing)?\b", re.IGNORECASE)
_PULL_REQUEST = re.compile(r"\bpull(?:[- ]requests?)?\b|\bPRs?\b")
_CACHE = re.compile(r"\bcach(?:e|es|ed|ing)\b", re.IGNORECASE)
_INSTALLING = re.compile(r"(?:^|\s)(?:pip3?|uv|poetry|conda|mamba|pixi|pdm)\s+(?:\S+\s+)?(?:install|sync|add|update)\b")
_FOLDER = ".github/workflows/"


def find(facts: Facts) -> Iterator[Statement]:
    """Statements that all workflows start on pushes or pull requests, or use a cache."""
    for _, group in groupby(facts.answers.sentences, key=lambda sentence: sentence.question):
        answer = list(group)
        for sentence in answer:
            match = _ALL.search(sentence.plain) if "workflow" in sentence.plain.lower() else None
            if match and mood_of(sentence, match.span()) is Mood.AFFIRMED:
                yield from _judge(sentence, sentence.plain[match.end() :], answer, facts)


def _judge(sentence: Sentence, said: str, answer: Sequence[Sentence], facts: Facts) -> Iterator[Statement]:
    live = [workflow for workflow in facts.workflows if workflow.is_live]
    said = re.split(r"[;:]|\bbut\b|\bexcept\b", said, maxsplit=1)[0]
    events = [event for event, pattern in (("push", _PUSH), ("pull_request", _PULL_REQUEST)) if pattern.search(said)]
    if not live or "except" in sentence.plain:
        return
    if events and _STARTED.match(said):
        lacking = [w for w in live if not w.runs_on_push_or_pull_request or not set(events) & set(_events(w))]
        without = "do not start on any of these" if len(events) > 1 else f"do not start on a {events[0]}"
        yield from _statement(sentence, " and ".join(events), live, lacking, without, answer)
    elif _CACHE.search(said) and not re.search(r"\bdocker\b", said, re.IGNORECASE):
        installing = [workflow for workflow in live if _installs(workflow)]
        lacking = [w for w in installing if not any(step.cache for _, step in w.live_steps())]
        yield from _statement(sentence, "caching", installing, lacking, "have no cache", answer)


def _events(workflow: Workflow) -> Iterator[str]:
    for event in (*workflow.triggers, *workflow.followed_events):
        yield "pull_request" if event == "pull_request_target" else event


def _installs(workflow: Workflow) -> bool:
    return any(_INSTALLING.search(command.text) for _, step in workflow.live_steps() for command in step.commands)


def _statement(
    sentence: Sentence,
    value: str,
    workflows: Sequence[Workflow],
    lacking: Sequence[Workflow],
    without: str,
    answer: Sequence[Sentence],
) -> Iterator[Statement]:
    """The statement, unless workflows lack it that the answer may well have left out."""
    text = " ".join(other.plain for other in answer).lower()
    spoken_of = [workflow for workflow in lacking if _is_spoken_of(workflow, text)]
    if not workflows or (lacking and not spoken_of and len(lacking) * 2 < len(workflows)):
        return
    names = ", ".join(workflow.path.removeprefix(_FOLDER) for workflow in lacking or workflows)
    yield stated(
        sentence,
        Kind.OTHER,
        value,
        Outcome.REFUTED if lacking else Outcome.CONFIRMED,
        f"Of {len(workflows)} workflows these {without}: {names}." if lacking else f"It holds for {names}.",
        actual=f"{len(workflows) - len(lacking)} of {len(workflows)}",
        evidence=tuple(
            Evidence("workflow", without, workflow.triggers_place or Place(workflow.path), Polarity.AGAINST)
            for workflow in lacking
        )
        or tuple(Evidence("workflow", "does so", Place(workflow.path)) for workflow in workflows),
    )


def _is_spoken_of(workflow: Workflow, text: str) -> bool:
    """Whether a text in lower case has all words of a workflow's file name, whatever stands between them."""
    name = workflow.path.rpartition("/")[2].rpartition(".")[0].lower()
    words = [word.rstrip("s") for word in re.findall(r"[a-z]+", name)]
    return all(re.search(rf"(?<![a-z]){word}", text) for word in words)
