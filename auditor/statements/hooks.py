"""Linters and test runners that the answers say pre-commit runs, held against the hooks that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.prose.mentions import Mention, find_mentions
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.hooks import HookConfig
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Tool, Vocabulary

_KINDS = ("linter", "formatter", "type-checker")
_PRE_COMMIT = r"\bpre-?commits?(?:[- ]hooks?)?"
_PRE_COMMIT_IN = re.compile(_PRE_COMMIT, re.IGNORECASE)
# "Our pre-commit hooks that run", "pre-commit (for": what follows is what it runs.
_WHAT_RUNS_IT = re.compile(
    rf"{_PRE_COMMIT}(?:\s*\(\s*[^().;]{{0,60}}|\s*:\s*[^.;]{{0,40}}|\s+(?:[\w-]+\s+){{0,3}}?"
    r"(?:runs?|running|executes?|executing|checks? with|lints? with|formats? with|enforces?|applies|uses?|using|with)"
    r"\s+[^.;()]{0,50})$",
    re.IGNORECASE,
)
# "(Ruff runs) as a pre-commit hook", "added to pre-commit".
_RUN_BY_IT = re.compile(
    rf"[`'\"*)\]]*\s[^.;,()]{{0,40}}?\b(?:in|as|via|through|by|using|into|to)\s+(?:an?\s+|the\s+|our\s+|both\s+)?{_PRE_COMMIT}",
    re.IGNORECASE,
)
# "These have been added to pre-commit": the tools that were named right before.
_THESE = re.compile(
    r"^(?:all\s+(?:of\s+)?)?(?:these|those|both|they)\b(?:\s+(?:two\s+)?(?:tools|linters|formatters|checks))?[^.;,]{0,40}?"
    rf"\b(?:in|as|via|through|by|using|into|to|with)\s+(?:an?\s+|the\s+|our\s+)?{_PRE_COMMIT}",
    re.IGNORECASE,
)
_NEAR = 2  # sentences
# A hook of the group's own may call what runs the tool.
_RUNNERS = re.compile(r"\b(?:make|just|invoke|inv|tox|nox|hatch|task|poe|npm|bash|sh|run_?\w*\.py)\b|\.sh\b|\bpython\b")
_MOST_SHOWN = 6


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """The first statement in each answer that pre-commit runs a tool, where its hooks are known."""
    configs = [config for config in facts.hooks.configs if config.manager == "pre-commit" and not config.ignored]
    if not configs or not configs[0].hooks:
        return
    config = configs[0]
    text = (facts.snapshot.text(config.path) or "").lower()
    names = {key: (*tool.names, *tool.exact) for key, tool in vocabulary.items() if tool.kind in _KINDS}
    seen: set[tuple[int, str]] = set()
    sentences = [sentence for sentence in facts.answers.sentences if _PRE_COMMIT_IN.search(sentence.plain)]
    for mention in (*find_mentions(sentences, names), *_of_these(facts.answers.sentences, names)):
        key = (mention.sentence.question, mention.key)
        is_these = _THESE.match(mention.sentence.plain) is not None
        if key in seen or mention.mood is not Mood.AFFIRMED or not (is_these or _is_run_by_pre_commit(mention)):
            continue
        seen.add(key)
        yield from _held_against(mention, vocabulary[mention.key], config, text)


def _of_these(sentences: Sequence[Sentence], names: Mapping[str, Sequence[str]]) -> Iterator[Mention]:
    """The tools that a sentence means by "these": those of the nearest one before it that names any."""
    for index, sentence in enumerate(sentences):
        match = _THESE.match(sentence.plain) if sentence.context in ("prose", "list") else None
        if match is None or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
            continue
        before = [one for one in sentences[max(0, index - _NEAR) : index] if one.question == sentence.question]
        named = (find_mentions([one], names) for one in reversed(before))
        for mention in next((found for found in named if found), []):
            yield replace(mention, sentence=sentence, span=match.span())


def _is_run_by_pre_commit(mention: Mention) -> bool:
    plain, (start, end) = mention.sentence.plain, mention.span
    return bool(_WHAT_RUNS_IT.search(plain, max(0, start - 160), start) or _RUN_BY_IT.match(plain, end))


def _held_against(mention: Mention, tool: Tool, config: HookConfig, text: str) -> Iterator[Statement]:
    value = (f"{tool.key} in pre-commit",)
    hooks = [hook for hook in config.active_hooks if hook.id in tool.hooks]
    if hooks:
        pieces = [Evidence("hook", f"the hook {hook.id}", hook.place) for hook in hooks]
        reason = f"{config.path} has the hook {hooks[0].id}."
        yield stated(
            mention.sentence, Kind.LINT_TOOL, value, Outcome.CONFIRMED, reason, evidence=pieces, items=("pre-commit",)
        )
        return
    words = {word.lower() for word in (*tool.names, *tool.exact, *tool.distributions, *tool.programs, *tool.hooks)}
    calls_more = any(_RUNNERS.search(command.text) for hook in config.hooks for command in hook.commands)
    if calls_more or any(word in text for word in words):
        return
    reason = f"{config.path} has no hook of {(*tool.names, *tool.exact, tool.key)[0]}; it has {_listed(config)}."
    pieces = [Evidence("hook", f"the hook {hook.id}", hook.place, Polarity.AGAINST) for hook in config.hooks[:2]]
    yield stated(
        mention.sentence, Kind.LINT_TOOL, value, Outcome.REFUTED, reason, evidence=pieces, items=("pre-commit",)
    )


def _listed(config: HookConfig) -> str:
    ids: Sequence[str] = list(dict.fromkeys(hook.id for hook in config.hooks))
    return ", ".join(ids[:_MOST_SHOWN]) + (", …" if len(ids) > _MOST_SHOWN else "")
