"""Tools that the answers say are used, or are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.prose.mentions import Mention, find_names
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.means import is_means
from auditor.statements.usage import Usage
from auditor.statements.wording import joined

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Tool, Vocabulary

_LINT_KINDS = ("linter", "formatter", "type-checker")
# A library of these kinds leaves an import wherever it is used.
_IMPORTED_KINDS = frozenset(
    [
        *("logging", "configuration", "training-framework", "tracker", "api", "front-end", "command-line", "drift"),
        *("metrics", "model-library", "tuner", "energy", "cloud-database", "test-client"),
    ]
)
# These are used on web pages, or beside what is kept.
_BESIDE_THE_TREE = frozenset(["cloud-service", "notebook"])
_ABOUT_CI = re.compile(
    r"\bworkflows?\b|\bcontinuous integration\b|\bCI\b|\bgithub actions?\b|\bpre-?commit\b|\.ya?ml\b", re.I
)
_IN_CI = re.compile(
    r"\b(?:in|into|through|via|by|with|using|on)\s+(?:\w+\s+){0,2}"
    r"(?:CI(?:/CD)?|continuous integration|github[- ]actions?)\b",
    re.IGNORECASE,
)
_ABOUT_CODE = re.compile(
    r"\bscripts?\b|\bcode(?:base)?\b|\btraining\b|\bmodules?\b|\bdocumentation\b|\bdocs\b|\bAPI\b|\blogg", re.I
)
_NOT_KEPT = re.compile(
    r"\b(?:removed|deleted|dropped|did not implement|didn.t implement|initially|originally|early on|to begin with"
    r"|(?:at|in the|from the)\s+(?:first|beginning|start)|(?:started|began)\s+(?:out|off|by|with|using))\b",
    re.IGNORECASE,
)
# What was used for one thing instead of a tool says nothing of the tool's use for others.
_RATHER_THAN = re.compile(r"\b(?:instead of|rather than|in place of|over|replac\w+)\b[^.;,]{0,40}$", re.IGNORECASE)
# What one could do with a tool, and what another one is made with.
_OF_OTHERS = re.compile(
    r"\bwe (?:can|could)\b|\b(?:built|based|implemented|written)\s+(?:using|on|upon|with|in)\b", re.IGNORECASE
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|neither|without|instead|rather|over|than|avoid\w*|omit\w*|skip\w*|left out)\b|n['’]t\b",
    re.I,
)
_USING = re.compile(r"\bus(?:e|es|ed|ing)\b", re.IGNORECASE)
# Tools that a sentence names as examples, or as where another one comes from.
_EXAMPLES = re.compile(
    r"\be\.g\.|\bsuch as\b|\blike\b|\bfor example\b|\btaken from\b|\badapted from\b|\bagainst\b", re.IGNORECASE
)
# What may follow a denied tool so that the denial is of the tool as such, and not of one use of it.
_WHOLLY_DENIED = re.compile(
    r"^s?[`\"'*)\]]*\s*(?:\([^)]{0,40}\)\s*)?"
    r"(?:$|[.,;!]|(?:in|during|throughout)\s+(?:our|this|the)\s+project\b|(?:because|since|as|but|at all)\b)",
    re.IGNORECASE,
)
# What may be said of the tool itself: "hence X was omitted from the project".
_LEFT_OUT = re.compile(
    r"^[`\"'*)\]]*\s+(?:is|was|has been)\s+(?:\w+\s+)?(?:omit+ed|left out|skipped|discarded"
    r"|not (?:used|included|needed))\b(?!\s+(?:for|in the|to|when|while)\b)",
    re.IGNORECASE,
)
# What may stand right before it then. "Using" is only that: "did not train it using X" denies the training.
_DIRECTLY_DENIED = re.compile(
    r"(?:^|\b(?:used?|(?:make|made|making) use of|us(?:e|age) of|utili[sz]ed?|employ(?:ed)?|appl(?:y|ied)|adopt(?:ed)?"
    r"|(?:implement|integrat|includ|introduc|incorporat|install|configur|consider|attempt)(?:e|ed|ing)?"
    r"|set(?:ting)? up|add(?:ed|ing)?|have|had|need(?:ed)?(?: for)?|chose|choose|pick(?:ed)?|pursued?"
    r"|(?:opt|go|went)(?:ed)? (?:for|with)"
    r"|rel(?:y|ied) on|work(?:ed)? with|tr(?:y|ied)(?: out)?|no|not|nor|neither|without|over|than|instead of|of using"
    r"|(?:not|up|without|avoid(?:ed)?|against|by|were|was|are|consider(?:ed)?|than|start(?:ed)?"
    r"|stop(?:ped)?) using))\s+"
    r"(?:[\w.&-]+(?:\s[\w.&-]+)?(?:\s*,\s*(?:n?or\s|and\s)?|\s(?:n?or|and)\s)\s*){0,4}?"
    r"(?:(?:the|an?|any|either|our|both|gcp(?:'s)?|google(?:'s)?|cloud(?:'s)?|tools?|frameworks?|like|direct)\s+){0,4}[`\"'*(\[]*$",
    re.IGNORECASE,
)

# Names of tools that are verbs as well, and what stands around them then: "to invoke the service a user would call".
_VERBS = frozenset(["invoke"])
_BEFORE_VERB = re.compile(
    r"\b(?:to|can|could|will|would|may|might|must|should|we|you|they|users?|clients?|and|or|then|simply|directly)\s+$",
    re.IGNORECASE,
)
_AFTER_VERB = re.compile(
    r"\s+(?:the|an?|our|your|its?|their|this|that|these|those|them|each|every|any|all)\b", re.IGNORECASE
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """The first statement on each tool in each answer; linters that one sentence names are one statement."""
    names = {key: (*tool.names, *tool.exact) for key, tool in vocabulary.items() if tool.names or tool.exact}
    usage = Usage(facts, vocabulary)
    seen: set[tuple[int, str, bool]] = set()
    by_sentence: dict[int, list[Mention]] = {}
    for tool, sentence, span in find_names(facts.answers.sentences, names):
        # Of a service it only matters what it is used for, and whether it is denied.
        is_service = vocabulary[tool].kind == "cloud-service"
        if is_service and not is_means(sentence, span) and not _NEGATION.search(sentence.plain):
            continue
        mention = Mention(tool, sentence, span, mood_of(sentence, span))
        exact = vocabulary[mention.key].exact
        written = mention.sentence.plain[slice(*mention.span)]
        if mention.mood in (Mood.AFFIRMED, Mood.DENIED) and (
            not exact or vocabulary[mention.key].names or (written in exact and not _is_verb(mention))
        ):
            by_sentence.setdefault(id(mention.sentence), []).append(mention)
    ci_questions = {s.question for s in facts.answers.sentences if _ABOUT_CI.search(s.plain)}
    for mentions in by_sentence.values():
        sentence = mentions[0].sentence
        if sentence.context in ("code", "heading", "quote"):
            continue
        affirmed = [m for m in mentions if m.mood is Mood.AFFIRMED]
        linters = [m for m in affirmed if vocabulary[m.key].kind in _LINT_KINDS]
        chosen = [vocabulary[key] for key in dict.fromkeys(m.key for m in linters)]
        if any((sentence.question, m.key, False) not in seen for m in linters):
            seen.update((sentence.question, m.key, False) for m in linters)
            yield from _linters(sentence, chosen, usage, sentence.question in ci_questions)
        elif linters and _IN_CI.search(sentence.plain):
            yield from _linters_in_ci(sentence, chosen, usage)
        for mention in mentions:
            denied = mention.mood is Mood.DENIED
            key = (sentence.question, mention.key, denied)
            if key not in seen:
                seen.add(key)
                check = _denied if denied else _used
                yield from check(mention, vocabulary[mention.key], usage)


def _is_verb(mention: Mention) -> bool:
    plain, (start, end) = mention.sentence.plain, mention.span
    return plain[start:end] in _VERBS and bool(
        _BEFORE_VERB.search(plain, max(0, start - 20), start) or _AFTER_VERB.match(plain, end)
    )


def _linters(sentence: Sentence, chosen: Sequence[Tool], usage: Usage, about_ci: bool) -> Iterator[Statement]:
    used = {tool.key: usage.of(tool) for tool in chosen}
    missing = [tool for tool in chosen if not used[tool.key]]
    evidence = tuple(piece for pieces in used.values() for piece in pieces)
    value = tuple(tool.key for tool in chosen)
    if not missing:
        reason = f"{joined([t.key for t in chosen])} {'is' if len(chosen) == 1 else 'are'} configured or run."
        yield stated(sentence, Kind.LINT_TOOL, value, Outcome.CONFIRMED, reason, evidence=evidence, items=("pep8",))
        return
    # A linter can be run by hand and leave no trace; one that a workflow or a hook is said to run cannot.
    in_ci = about_ci and (sentence.context == "list" or _ABOUT_CI.search(f"{sentence.lead} {sentence.plain}"))
    by_hand = {tool.key: usage.in_commits(tool) for tool in missing} if not in_ci else {}
    listed = joined([tool.key for tool in missing])
    if by_hand and all(by_hand.values()) and not _EXAMPLES.search(sentence.plain):
        commits = tuple(piece for pieces in by_hand.values() for piece in pieces)
        reason = f"Commits name {listed} ({', '.join(str(piece.place) for piece in commits)})."
        evidence = (*evidence, *commits)
        yield stated(sentence, Kind.LINT_TOOL, value, Outcome.CONFIRMED, reason, evidence=evidence, items=("pep8",))
    elif in_ci and not _EXAMPLES.search(sentence.plain) and not any(usage.required(tool) for tool in missing):
        reason = f"No workflow, hook, command, setting or requirement has to do with {listed}."
        yield stated(sentence, Kind.LINT_TOOL, value, Outcome.REFUTED, reason, evidence=evidence, items=("pep8",))


def _linters_in_ci(sentence: Sentence, chosen: Sequence[Tool], usage: Usage) -> Iterator[Statement]:
    """That continuous integration runs linters which the answer has named before."""
    used = {tool.key: [piece for piece in usage.of(tool) if _is_in_workflow(piece)] for tool in chosen}
    if all(used.values()):
        value = tuple(f"{tool.key} in continuous integration" for tool in chosen)
        evidence = tuple(piece for pieces in used.values() for piece in pieces)
        reason = f"Workflows run {joined([tool.key for tool in chosen])}: {evidence[0].message} ({evidence[0].place})."
        yield stated(sentence, Kind.LINT_TOOL, value, Outcome.CONFIRMED, reason, evidence=evidence, items=("ci-lint",))


def _is_in_workflow(piece: Evidence) -> bool:
    return (piece.place.path or "").startswith(".github/")


def _used(mention: Mention, tool: Tool, usage: Usage) -> Iterator[Statement]:
    if tool.kind in _LINT_KINDS or (tool.kind == "cloud-service" and not is_means(mention.sentence, mention.span)):
        return
    found = usage.of(tool)
    sentence, value = mention.sentence, (tool.key,)
    if found:
        reason = f"The repository uses {_name(tool)}: {found[0].message} ({found[0].place})."
        yield stated(sentence, Kind.TOOL_USE, value, Outcome.CONFIRMED, reason, evidence=found, items=tool.items)
        return
    leaves_trace = tool.kind in _IMPORTED_KINDS or (tool.files and tool.kind not in _BESIDE_THE_TREE)
    if any(pattern.search(sentence.plain) for pattern in (_NOT_KEPT, _EXAMPLES, _OF_OTHERS)):
        return
    if not leaves_trace or not _USING.search(sentence.plain):
        return
    required = usage.required(tool)
    if required and tool.kind in _IMPORTED_KINDS and _ABOUT_CODE.search(sentence.plain):
        if not usage.is_named_in_code(tool):
            reason = f"{_name(tool)} is only required; no code imports it{usage.elsewhere(tool)}."
            yield stated(sentence, Kind.TOOL_USE, value, Outcome.REFUTED, reason, evidence=required, items=tool.items)
    elif not required and not usage.is_named_somewhere(tool):
        # Code that was taken out of the tree may go on where it was deployed to.
        outcome = Outcome.UNVERIFIABLE if usage.was_imported(tool) else Outcome.REFUTED
        reason = f"Nothing in the tree but the report names {_name(tool)}{usage.elsewhere(tool)}."
        yield stated(sentence, Kind.TOOL_USE, value, outcome, reason, items=tool.items)


def _denied(mention: Mention, tool: Tool, usage: Usage) -> Iterator[Statement]:
    start, end = mention.span
    plain = mention.sentence.plain
    before, behind = plain[max(0, start - 120) : start], plain[end:]
    if not _LEFT_OUT.match(behind) and not (_WHOLLY_DENIED.match(behind) and _DIRECTLY_DENIED.search(before)):
        return
    found = usage.of(tool)
    if not found:
        reason = f"No code, command, hook or file uses {_name(tool)}{usage.elsewhere(tool)}."
        yield stated(
            mention.sentence, Kind.NO_TOOL_USE, (tool.key,), Outcome.CONFIRMED, reason, items=tool.items, denies=True
        )
    elif any(piece.kind in ("import", "call", "hook") for piece in found) and not _RATHER_THAN.search(plain[:start]):
        reason = f"The repository does use {_name(tool)}: {found[0].message} ({found[0].place})."
        yield stated(
            mention.sentence,
            Kind.NO_TOOL_USE,
            (tool.key,),
            Outcome.REFUTED,
            reason,
            evidence=found,
            items=tool.items,
            denies=True,
        )


def _name(tool: Tool) -> str:
    return (*tool.names, *tool.exact, tool.key)[0]
