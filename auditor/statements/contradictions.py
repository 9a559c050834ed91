"""Where a report disagrees with itself: a tick with an answer, two answers, two figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.prose.mentions import Mention, find_mentions
from auditor.prose.mood import Mood
from auditor.rule import Status
from auditor.statements.numbers import read_numbers

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence
    from auditor.statements.said import Said
    from auditor.statements.stance import Position
    from auditor.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that cannot both be right. first: an item whose tick is one of them, or a sentence."""

    first: str | Sentence
    second: Sentence
    summary: str


def find_contradictions(said: Said, vocabulary: Vocabulary) -> list[Contradiction]:
    """The contradictions of a report, each once."""
    found = [
        *_denied_ticks(said),
        *_described_without_tick(said),
        *_diagram_without_tick(said),
        *_only_deployed_locally(said),
        *_trained_elsewhere(said),
        *_affirmed_and_denied(said),
        *_other_tools(said, vocabulary),
        *_services_left_out(said, vocabulary),
        *_parts_of_a_total(said),
        *_two_percentages(said),
        *_kept_and_removed(said),
    ]
    seen = {}
    for one in found:
        first = one.first if isinstance(one.first, str) else (one.first.question, one.first.text)
        seen.setdefault((first, one.second.question, one.second.text), one)
    return list(seen.values())


def _denied_ticks(said: Said) -> Iterator[Contradiction]:
    """Ticked items that an answer plainly denies, unless another plainly affirms them."""
    affirmed = {item for p in said.positions if p.plain and not p.denies for item in p.items if item in p.topic.denied}
    for position in said.positions:
        if not (position.denies and position.plain):
            continue
        for item in (*position.items, *position.topic.doubts):
            doubted = item in position.topic.doubts
            if said.ticked(item) and item not in affirmed and not (doubted and _is_affirmed(said, item)):
                summary = f"Ticked, but the answer denies it: no {position.topic.key}."
                yield Contradiction(item, position.sentence, summary)


def _is_affirmed(said: Said, item: str) -> bool:
    return any(item in position.items and not position.denies for position in said.positions)


# Items that a group can hardly leave unticked by intent while its answers describe them.
_DESCRIBED = (
    "pep8", "typing-docs", "data-versioning", "dockerfiles", "config-files", "hydra", "profiling", "wandb", "sweep",
    "lightning", "tests-data", "tests-model", "coverage", "ci", "ci-lint", "pre-commit", "gcp-bucket-dvc",
    "docker-trigger", "fastapi", "api-tests-ci", "load-test", "onnx-bentoml", "frontend", "drift-robustness",
    "gcp-training", "gcp-deploy",
)  # fmt: skip


def _described_without_tick(said: Said) -> Iterator[Contradiction]:
    """Items that are not ticked though an answer tells how the group did them, and the repository shows it."""
    denied = {item for p in said.positions if p.plain and p.denies for item in p.items}
    described: dict[str, Position] = {}
    for position in said.positions:
        told_in = {said.number(asks) for asks in position.topic.told_in}
        if not position.plain or position.denies or position.sentence.question not in told_in:
            continue
        if not _HALF_HEARTED.search(position.sentence.plain):
            for item in position.items:
                if item in _DESCRIBED and item not in denied:
                    described.setdefault(item, position)
    for item, position in described.items():
        if said.ticked(item) is False and said.shows(item, Status.PRESENT, Status.PARTIAL):
            summary = f"Not ticked, but the answer describes it ({position.topic.key})."
            yield Contradiction(item, position.sentence, summary)


_HALF_HEARTED = re.compile(
    r"\b(?:some|a little|a bit|briefly|originally|initially|tried|attempted|partly|partially|wanted|not a lot)\b",
    re.IGNORECASE,
)


def _diagram_without_tick(said: Said) -> Iterator[Contradiction]:
    item, number = "architecture-diagram", said.number("architecture")
    answer = said.report.answers.get(number) if said.report and number is not None else None
    sentences = said.answer("architecture")
    if said.ticked(item) is False and answer and answer.images and sentences:
        about = next((s for s in sentences if _DIAGRAM.search(s.plain)), sentences[0])
        yield Contradiction(item, about, "Not ticked, but the answer shows and explains a diagram.")


_DIAGRAM = re.compile(r"\b(?:figure|diagram|image|picture|overview|starting point)\b", re.IGNORECASE)
_LOCALLY = re.compile(r"\blocal(?:ly|host)?\b|\b0\.0\.0\.0\b|127\.0\.0\.1", re.IGNORECASE)
_CLOUD = re.compile(
    r"\bcloud|\bgcp\b|\bazure|\baws\b|\bheroku|\bhugging ?face|run\.app|\bapp engine|\bkubernetes|\bserver\b|\bstreamlit"
    r"|\bvertex|\bcompute engine|\bgoogle\b",
    re.IGNORECASE,
)


def _only_deployed_locally(said: Said) -> Iterator[Contradiction]:
    """A deployment in the cloud is ticked, and the answer on deployment tells of a local one alone."""
    item, answer = "gcp-deploy", said.answer("deployment")
    local = next((s for s in answer if s.context != "code" and _LOCALLY.search(s.plain)), None)
    if said.ticked(item) and local and not any(_CLOUD.search(s.plain) for s in answer):
        yield Contradiction(item, local, "Ticked, but the answer on deployment tells only of a local one.")


_ENGINES = re.compile(r"\bengine\b|\bvertex|\bVMs?\b|\bvirtual machine|\binstances?\b|\bcustom job", re.IGNORECASE)
_CLOUD_RUN = re.compile(r"\bcloud run\b", re.IGNORECASE)


def _trained_elsewhere(said: Said) -> Iterator[Contradiction]:
    """Training with the Engine or Vertex AI is ticked, and the answer on it tells of another service alone."""
    item, answer = "gcp-training", said.answer("cloud training")
    other = next((s for s in answer if _CLOUD_RUN.search(s.plain) and "train" in s.plain.lower()), None)
    if said.ticked(item) and other and not any(_ENGINES.search(s.plain) for s in answer):
        summary = "Ticked as trained with the Engine or Vertex AI, but the answer says it was done in Cloud Run."
        yield Contradiction(item, other, summary)


def _affirmed_and_denied(said: Said) -> Iterator[Contradiction]:
    """A topic that one answer plainly denies and another affirms."""
    contributions = said.number("contributions")
    by_topic: dict[str, list[Position]] = defaultdict(list)
    for position in said.positions:
        by_topic[position.topic.key].append(position)
    for key, positions in by_topic.items():
        denials = [p for p in positions if p.denies and p.plain]
        for denial in denials[:1]:
            others = [
                p
                for p in positions
                if not p.denies
                and (p.plain or p.sentence.question == contributions)
                and p.sentence.question != denial.sentence.question
            ]
            for other in others[:1]:
                summary = f"One answer says that there was no {key}, the other tells of it."
                yield Contradiction(other.sentence, denial.sentence, summary)


def _mentions_by_question(
    said: Said, vocabulary: Vocabulary, kinds: frozenset[str], about: re.Pattern[str] | None = None
) -> dict[int, list[Mention]]:
    """Where answers affirm a tool of these kinds."""
    names = {key: (*t.names, *t.exact) for key, t in vocabulary.items() if t.kind in kinds and (t.names or t.exact)}
    found: dict[int, list[Mention]] = defaultdict(list)
    sentences = [s for s in said.sentences if s.context in {"prose", "list"} and (not about or about.search(s.plain))]
    for mention in find_mentions(sentences, names):
        if mention.mood is Mood.AFFIRMED:
            found[mention.sentence.question].append(mention)
    return found


_EXAMPLES = re.compile(r"\be\.g\b|\bsuch as\b|\bfor example\b|\blike\b|\bfor instance\b", re.IGNORECASE)
_LINTING = re.compile(r"lint|format|style|quality|pep|ruff|flake8|black|check", re.IGNORECASE)
_USING = re.compile(
    r"\b(?:us(?:e|ed|ing)|with|chose|via|implemented|built|ran|runs?|through|by|setup|set up|lints?)\b", re.IGNORECASE
)


def _other_tools(said: Said, vocabulary: Vocabulary) -> Iterator[Contradiction]:
    """One answer names other linters, or another documentation tool, than the other."""
    style, integration = said.number("style"), said.number("integration")
    linters = _mentions_by_question(said, vocabulary, frozenset({"linter", "formatter"}), _LINTING)
    documentation = _mentions_by_question(said, vocabulary, frozenset({"documentation"}))
    pairs = [("linters", linters, a, b) for a, b in [(style, integration)] if a in linters and b in linters]
    numbers = sorted(documentation)
    pairs += [("documentation tools", documentation, a, b) for a in numbers for b in numbers if a < b]
    for what, mentions, one, other in pairs:
        first, second = ([m for m in mentions[n] if _is_own_choice(m)] for n in (one, other) if n is not None)
        a, b = {m.key for m in first}, {m.key for m in second}
        if a and b and not a & b and not {m.key for m in mentions[one or 0]} & {m.key for m in mentions[other or 0]}:
            summary = f"The answers name different {what}: {_joined(a)} and {_joined(b)}."
            yield Contradiction(first[0].sentence, second[0].sentence, summary)


def _is_own_choice(mention: Mention) -> bool:
    plain = mention.sentence.plain
    return _USING.search(plain) is not None and not _EXAMPLES.search(plain)


def _joined(keys: set[str]) -> str:
    return " and ".join(sorted(keys))


_MAIN_SERVICES = {
    "compute-engine": re.compile(r"compute|\bengine\b|\bGCE\b|\bVMs?\b|virtual machine|instance", re.IGNORECASE),
    "vertex-ai": re.compile(r"vertex|\bAI platform\b|custom job", re.IGNORECASE),
    "cloud-run": re.compile(r"[cC][lL][oO][uU][dD][- ]?[rR][uU][nN]\b|\bRun\b"),
    "cloud-functions": re.compile(r"[cC]loud[- ]?[fF]unctions?|\bFunctions?\b"),
}
_SERVICE_USE = re.compile(
    r"\b(?:we|i)\s+(?:(?!not\b)\w+\s+){0,2}?(?:use|used|utili[sz]ed|made use of)\s+(?:\w+\s+){0,3}$", re.IGNORECASE
)
_INDIRECTLY = re.compile(
    r"indirect|under the hood|behind|through|via\b|not\b|n['’]t\b|primarily|tried|issues", re.IGNORECASE
)
_ALL_SERVICES = re.compile(r"\ball (?:of )?the (?:GCP |Google )?services\b", re.IGNORECASE)
_ANY_SERVICE = re.compile(
    r"bucket|storage|registry|cloud build|compute engine|vertex|cloud run|cloud functions?|secret manager|monitoring|IAM|"
    r"logging|big ?query|pub/?sub|\bVMs?\b|firestore|scheduler",
    re.IGNORECASE,
)


def _services_left_out(said: Said, vocabulary: Vocabulary) -> Iterator[Contradiction]:
    """The list of all cloud services leaves out one that another answer tells the use of, or that a tick needs."""
    answer = [s for s in said.answer("services") if s.context != "code"]
    listed = " ".join(f"{s.lead} {s.plain}" for s in answer)
    if _ALL_SERVICES.search(listed) or len({match[0].lower() for match in _ANY_SERVICE.finditer(listed)}) < 3:
        return
    left_out = {key for key, pattern in _MAIN_SERVICES.items() if not pattern.search(listed)}
    number = answer[0].question
    mentions = _mentions_by_question(said, vocabulary, frozenset({"cloud-service"}))
    used = [
        mention
        for question in sorted(mentions)
        if question != number
        for mention in mentions[question]
        if mention.key in left_out and _is_told_to_be_used(mention)
    ]
    if used:
        keys = {mention.key for mention in used}
        summary = f"The list of all services used leaves out {_joined(keys)}, which the other answer tells of."
        yield Contradiction(answer[0], used[0].sentence, summary)
    named = {mention.key for found in mentions.values() for mention in found}
    runs = {"cloud-run", "cloud-functions"}
    if (
        said.ticked("gcp-deploy")
        and runs <= left_out
        and not runs & named
        and not re.search(r"app engine|kubern", listed)
    ):
        summary = "Ticked as deployed with Functions or Run, but the list of all services used has neither."
        yield Contradiction("gcp-deploy", answer[0], summary)


def _is_told_to_be_used(mention: Mention) -> bool:
    plain = mention.sentence.plain
    return _SERVICE_USE.search(plain[: mention.span[0]]) is not None and not _INDIRECTLY.search(plain)


_TESTS = re.compile(r"\btests?\b", re.IGNORECASE)
_PART = re.compile(
    r"\(\s*(\d{1,3})\s*(?:unit |integration )?tests?\b[^)]{0,20}\)|^\W*(\d{1,3})\s+tests?\b", re.IGNORECASE
)
_INCLUDING = re.compile(
    r"\bincluding\b|\bexcluding\b|\bamong\b|\bof which\b|\bfor example\b|\bmain(?:ly)?\b", re.IGNORECASE
)


def _parts_of_a_total(said: Said) -> Iterator[Contradiction]:
    """A total of tests, and a list of parts with their numbers that add up to another."""
    answer = said.answer("tests")
    total = next(
        (
            (sentence, amount.number)
            for sentence in answer[:3]
            if sentence.context == "prose"
            for amount in read_numbers(sentence.plain)
            if amount.is_exact and _TESTS.search(sentence.plain, amount.span[1], amount.span[1] + 30)
        ),
        None,
    )
    parts = [
        (sentence, int(match[1] or match[2]))
        for sentence in answer
        if sentence.context == "list"
        for match in [_PART.search(sentence.plain)]
        if match
    ]
    if total is None or len(parts) < 2 or _INCLUDING.search(total[0].plain):
        return
    items = [sentence for sentence in answer if sentence.context == "list" and re.search(r":", sentence.plain[:60])]
    added = sum(number for _, number in parts)
    if added != total[1] and len(parts) >= len(items):
        numbers = " + ".join(str(number) for _, number in parts)
        summary = f"{total[1]} tests in total, but the parts add up to {added} ({numbers})."
        yield Contradiction(total[0], parts[0][0], summary)


_TOTAL_COVERAGE = re.compile(
    r"\b(?:total|overall|our)\s+(?:test\s+|code\s+)?coverage\b[^.%]{0,60}?(\d{1,3}(?:[.,]\d+)?)\s?%"
    r"|\b(?:total|overall|code|test) coverage of (?:around |about |approximately |roughly |~)?(\d{1,3}(?:[.,]\d+)?)\s?%",
    re.IGNORECASE,
)
_ALMOST = 1.0  # percentage points that rounding may make


def _two_percentages(said: Said) -> Iterator[Contradiction]:
    """Two figures for the coverage of the code in different answers."""
    found = [
        (sentence, float((match[1] or match[2]).replace(",", ".")))
        for sentence in said.sentences
        if sentence.context in {"prose", "list"} and "%" in sentence.plain and "coverage" in sentence.plain.lower()
        for match in [_TOTAL_COVERAGE.search(sentence.plain)]
        if match and float((match[1] or match[2]).replace(",", ".")) < 100 and not _NOT_OURS.search(sentence.plain)
    ]
    own = next((entry for entry in found if entry[0].question == said.number("coverage")), None)
    for sentence, value in found:
        if own and sentence.question != own[0].question and abs(value - own[1]) > _ALMOST:
            summary = f"The coverage is {own[1]:g} % in one answer and {value:g} % in the other."
            yield Contradiction(own[0], sentence, summary)
            return


_NOT_OURS = re.compile(
    r"\b(?:even (?:if|with)|would|could|at least|minimum|threshold|below|drops?|initial|before|close to|if |required?s?)\b",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    r"`/?([\w.-]+)/?`|\b([\w-]+)/(?!\w)|\b(?:the )?[\"“']?([\w-]+)[\"”']? (?:folder|director(?:y|ies))\b"
)
_KEPT = re.compile(r"\b(?:kept|filled (?:out|in)|used|made use of)\b", re.IGNORECASE)
_REMOVED = re.compile(r"\b(?:removed|deleted|dropped|got rid of)\b", re.IGNORECASE)
_NOT = re.compile(r"\bno[tn]?\b|n['’]t\b|\bexcept\b|\bunused\b", re.IGNORECASE)


def _kept_and_removed(said: Said) -> Iterator[Contradiction]:
    """A folder that the answer on the project's structure says was kept, and was removed."""
    kept: dict[str, Sentence] = {}
    removed: dict[str, Sentence] = {}
    for sentence in said.answer("structure"):
        text = sentence.plain
        for into, verb, other in ((kept, _KEPT, _REMOVED), (removed, _REMOVED, _KEPT)):
            match = verb.search(text)
            if match and not other.search(text, 0, match.end()) and (into is removed or not _NOT.search(text)):
                stop = other.search(text, match.end())
                part = text[match.end() : stop.start() if stop else len(text)]
                part = re.split(
                    r"\b(?:because|since|as we|so that|into|from|and (?:we )?(?:added|created|put|moved))\b", part
                )[0]
                for found in _FOLDER.finditer(part):
                    name = (found[1] or found[2] or found[3]).lower()
                    if name not in _NO_FOLDERS:
                        into.setdefault(name, sentence)
    for name in sorted(kept.keys() & removed.keys()):
        if kept[name] is not removed[name]:
            yield Contradiction(
                kept[name], removed[name], f"The folder {name} is kept in one sentence and removed in the other."
            )


_NO_FOLDERS = frozenset(
    {
        "the",
        "this",
        "that",
        "a",
        "some",
        "following",
        "these",
        "and",
        "other",
        "any",
        "our",
        "all",
        "new",
        "unused",
        "unnecessary",
    }
)
