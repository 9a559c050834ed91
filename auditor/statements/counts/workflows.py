"""How many workflow files there are, held against those of the repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, Value, stated
from auditor.statements.counts.phrases import Counted, counted

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.workflows import Workflow
    from auditor.vocabulary import Vocabulary

_WORKFLOWS = re.compile(
    r"(?:workflows?(?:\s+(?:files?|configurations?))?|actions?(?:\s+(?:workflows?|files?))?|(?:(?:ya?ml|ci)\s+)?files?)\b"
    r"(?!\s+(?:runs?|jobs?|steps?|secrets?)\b)",
    re.IGNORECASE,
)
_MAIN = frozenset({"main", "primary", "important", "major", "key", "core"})
_ON_INTEGRATION = re.compile(
    r"\bCI\b|\bCI/CD\b|\bcontin\w+[\s-]+integration\b|\bgithub actions?\b|\bworkflows?\b", re.IGNORECASE
)
_FOR_INTEGRATION = re.compile(r"\s+(?:for|in|of)\s+(?:our|the)?\s*(?:CI\b|continuous integration\b)", re.IGNORECASE)
_AMONG_OTHERS = re.compile(
    r"\b(?:all|both|these|those|other|another|additional|further|more|first|last|remaining|the|following|new|same|"
    r"failing|triggered|reusable)$",
    re.IGNORECASE,
)
# What narrows the workflows down to some of them: "two workflows for testing", "three workflows related to deployment".
_SOME = re.compile(
    r"\s*(?:,\s*)?(?:for|related|relating|concerning|dedicated|responsible|that|which|as|running)\b"
    r"(?!\s+(?:on\s+)?(?:our|the|this|a)?\s*(?:CI\b|CI/CD|continuous|project|repo|github))",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?P<number>several|multiple|various|a (?:few|number of|couple of))\s+(?:[\w/-]+\s+){0,3}?"
    r"(?P<noun>workflows?(?:\s+files)?)(?!\s+(?:runs?|jobs?|steps?)\b)",
    re.IGNORECASE,
)
_INTO = re.compile(r"\b(?:into|in|of|through|only|just)\s+(?:an?\s+)?$", re.IGNORECASE)
_ONE_FOR = re.compile(
    r"\b(?:one|another|a second|a third)\s+(?:\w+\s+){0,2}?(?:for|to|which|that|is|runs?|handles?)\b", re.IGNORECASE
)
# Tools by which a workflow checks the code, which is what most people mean by continuous integration.
_CHECKING = frozenset({"linter", "formatter", "type-checker", "hook-manager", "test-runner", "coverage"})
_FOLDER = ".github/workflows/"


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Statements on the number of workflow files; the first in an answer."""
    for _, group in groupby(facts.answers.sentences, key=lambda sentence: sentence.question):
        answer = list(group)
        for index, sentence in enumerate(answer):
            phrase = _phrase(sentence, answer[:index]) if _may_count(sentence) else None
            statement = _judge(phrase, answer, facts, vocabulary) if phrase else None
            if statement:
                yield statement
                break
        else:
            yield from _several(answer, facts)


def _several(answer: Sequence[Sentence], facts: Facts) -> Iterator[Statement]:
    """That there are several, which two bear out; of fewer it could be meant in another way."""
    workflows = [workflow for workflow in facts.workflows if workflow.path.startswith(_FOLDER)]
    for sentence in answer if len(workflows) > 1 else ():
        match = _SEVERAL.search(sentence.plain) if sentence.context in ("prose", "list") else None
        if match and mood_of(sentence, match.span("noun")) is Mood.AFFIRMED:
            reason = f"There {_described(workflows)}."
            value = match["number"].lower()
            yield _statement(sentence, value, Outcome.CONFIRMED, reason, len(workflows), workflows)
            return


def _may_count(sentence: Sentence) -> bool:
    text = sentence.plain.lower()
    return sentence.context in ("prose", "list", "table") and ("workflow" in text or "action" in text or "file" in text)


def _phrase(sentence: Sentence, before: Sequence[Sentence]) -> Counted | None:
    """The number of workflow files that a sentence gives."""
    for phrase in counted(sentence, _WORKFLOWS, frozenset({"ci"})):
        is_main = not _MAIN.isdisjoint(phrase.words)
        if _AMONG_OTHERS.search(phrase.before.rstrip()) or any(_AMONG_OTHERS.search(word) for word in phrase.words):
            continue
        if _ONE_FOR.search(phrase.before) or not phrase.is_affirmed:
            continue
        if "action" in phrase.noun and "github" not in " ".join((*phrase.words, phrase.noun)):
            continue
        if phrase.noun.startswith("file") and not _are_of_integration(phrase, before):
            continue
        is_whole = is_main or _INTO.search(phrase.before) is not None
        if not is_whole and (_SOME.match(phrase.after) or (phrase.amount.value == 1 and "single" not in phrase.text)):
            continue
        return phrase
    return None


_PLAIN = frozenset(
    {
        "separate",
        "different",
        "distinct",
        "individual",
        "independent",
        "dedicated",
        "specialized",
        "configuration",
        "own",
    }
    | {"single", "main", "primary", "workflow", "github", "actions", "action", "yaml", "yml", "ci", "total"}
)
_WORKFLOW_FILE = re.compile(r"(?<![\w.-])[\w.-]+\.ya?ml\b")


def _are_of_integration(phrase: Counted, before: Sequence[Sentence]) -> bool:
    """Whether "files" are workflow files."""
    if not _PLAIN.issuperset(phrase.words):
        return False
    if (
        _ON_INTEGRATION.search(phrase.before)
        or _FOR_INTEGRATION.match(phrase.after)
        or not {"workflow", "ci", "actions"}.isdisjoint(phrase.words)
    ):
        return True
    said_before = " ".join(sentence.plain for sentence in before[-2:])
    return bool(_WORKFLOW_FILE.search(phrase.after) and _ON_INTEGRATION.search(said_before))


def _judge(phrase: Counted, answer: Sequence[Sentence], facts: Facts, vocabulary: Vocabulary) -> Statement | None:
    workflows = [workflow for workflow in facts.workflows if workflow.path.startswith(_FOLDER)]
    text = "\n".join(sentence.text for sentence in answer).lower()
    live = [workflow for workflow in workflows if workflow.is_live]
    pushed = [workflow for workflow in live if workflow.runs_on_push_or_pull_request]
    checking = [workflow for workflow in pushed if _checks(workflow, vocabulary)]
    named = [workflow for workflow in workflows if _is_named(workflow, text)]
    listed = {posixpath.splitext(name)[0] for name in _WORKFLOW_FILE.findall(phrase.after.lower())}
    in_list = [one for one in workflows if posixpath.splitext(posixpath.basename(one.path.lower()))[0] in listed]
    others = _others(facts, text)
    amount, number = phrase.amount, len(workflows)
    there = f"There {_described(workflows)}"
    groups = (
        (workflows, ""),
        (live, "can run"),
        (pushed, "run on a push or pull request"),
        (checking, "check the code"),
        (named, "are named in the answer"),
        (in_list, "are listed"),
    )
    for group, which in groups:
        if group and amount.covers(len(group)):
            rest = f", of which {len(group)} {which}" if len(group) < number else ""
            return _statement(phrase.sentence, phrase.value, Outcome.CONFIRMED, f"{there}{rest}.", number, group)
    if any(amount.covers(number + extra) for extra in range(1, len(others) + 1)):
        reason = f"{there}; what else the answer may count is {', '.join(others)}."
        return _statement(phrase.sentence, phrase.value, Outcome.CONFIRMED, reason, number, workflows)
    is_of_main = not _MAIN.isdisjoint(phrase.words) or amount.covers(len(_ONE_FOR.findall(text)))
    if is_of_main and amount.low <= number:
        reason = f"{there}; the answer speaks of {phrase.value} of them."
        return _statement(phrase.sentence, phrase.value, Outcome.CONFIRMED, reason, number, workflows)
    may_be_some = len(checking) <= amount.low < number
    if may_be_some or any(".github/" in problem.path for problem in facts.snapshot.unread):
        return _statement(phrase.sentence, phrase.value, Outcome.UNVERIFIABLE, f"{there}.", number, workflows)
    names = {entry.name.lower() for entry in facts.snapshot.files}
    missing = [name for name in dict.fromkeys(_WORKFLOW_FILE.findall(text)) if name not in names]
    gone = f"; the answer also names {' and '.join(missing)}, which is not in the tree" if missing else ""
    return _statement(phrase.sentence, phrase.value, Outcome.REFUTED, f"{there}{gone}.", number, workflows)


def _checks(workflow: Workflow, vocabulary: Vocabulary) -> bool:
    tools = [tool for tool in vocabulary.values() if tool.kind in _CHECKING]
    programs = {program for tool in tools for program in tool.programs}
    actions = {action.lower() for tool in tools for action in tool.actions}
    return any(
        step.action in actions or any(words and words[0] in programs for words, _ in step.programs())
        for _, step in workflow.live_steps()
    )


def _is_named(workflow: Workflow, text: str) -> bool:
    """Whether a text in lower case names a workflow by its file: tests.yaml, "pre-commit"."""
    name = workflow.path.rpartition("/")[2].lower()
    words = [re.escape(word) for word in re.split(r"[-_.\s]+", name.rpartition(".")[0]) if word]
    return re.search(rf"(?<![a-z]){'[-_ ]?'.join(words)}(?![a-z])", text) is not None


def _others(facts: Facts, text: str) -> list[str]:
    """What an answer may count besides workflows where it speaks of it."""
    found: list[str] = []
    if "dependabot" in text:
        found += [
            path for path in (".github/dependabot.yml", ".github/dependabot.yaml") if path in facts.snapshot.entries
        ]
    if re.search(r"pre-?commit", text):
        found += [file for file in (".pre-commit-config.yaml",) if file in facts.snapshot.entries]
    if re.search(r"cloud[\s-]?build|cloud triggers?", text):
        found += [build.path for build in facts.cloud_builds]
    return found + [pipeline.path for pipeline in facts.pipelines]


def _described(workflows: Sequence[Workflow]) -> str:
    names = ", ".join(workflow.path.removeprefix(_FOLDER) for workflow in workflows)
    if not workflows:
        return f"is no workflow in {_FOLDER}"
    return f"is one workflow file: {names}" if len(workflows) == 1 else f"are {len(workflows)} workflow files: {names}"


def _statement(
    sentence: Sentence, value: Value, outcome: Outcome, reason: str, actual: int, workflows: Sequence[Workflow]
) -> Statement:
    return stated(
        sentence,
        Kind.WORKFLOW_COUNT,
        value,
        outcome,
        reason,
        actual=actual,
        evidence=(Evidence("workflow", "is a workflow file", Place(workflow.path)) for workflow in workflows),
        items=("ci",) if outcome is Outcome.CONFIRMED else (),
    )
