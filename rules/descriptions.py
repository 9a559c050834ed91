"""What the answers describe with concrete detail: more than that a thing was done, less than a trace of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence
from rules.figures import shown_figures

if TYPE_CHECKING:
    from auditor.facts.template import TemplateMatch
    from auditor.prose.answers import Answers
    from auditor.prose.sentences import Sentence

# Words of somebody who tells what was done. Textbook sentences ("monitoring helps us see ...") have none of them.
_DONE = re.compile(
    r"\b(?:used|using|set[- ]?up|created?|implement(?:ed|ing)|configured|defined|added|made|built|established|exported"
    r"|utili[sz]ed|tracked|track|monitored|monitor|monitors|integrated|deployed|trained|fine-?tuned|ran|launched|started|run"
    r"|submitted|managed|enabled|wrote|performed|conducted|tested|simulated|simulates?|observed|triggered|triggers|sends?)\b",
    re.IGNORECASE,
)
_SUPPOSING = re.compile(
    r"\b(?:would|could|should|might|ideally|(?:had|given) more time|ready for|in the future|going forward)\b",
    re.IGNORECASE,
)
_OBSERVED = re.compile(r"\b(?:showed|shown|observed|measured|found|saw|resulted|results were)\b", re.IGNORECASE)
_CONTRIBUTIONS = (27, 31)  # the last question by version of the template: who did what, without saying how


def described(
    answers: Answers,
    report: Report | None,
    names: Collection[str],
    detail: re.Pattern[str],
    about: str,
    where: re.Pattern[str] | None = None,
    but_not: re.Pattern[str] | None = None,
    following: int = 1,
) -> Iterator[Evidence]:
    """Evidence for sentences that say that a thing was done, with concrete detail in them or in what follows.

    names: what the thing is called; about: the thing, for the message; where: what a sentence that names it must say
    besides; but_not: what it must not say; following: how many sentences further on the detail may stand.
    """
    sentences = answers.sentences
    position = {id(sentence): number for number, sentence in enumerate(sentences)}
    told: dict[Place, Evidence] = {}
    for mention in answers.saying(*names):
        sentence = mention.sentence
        if sentence.question == last_question(report) or not says_done(sentence):
            continue
        if (where and not where.search(sentence.plain)) or (but_not and but_not.search(sentence.plain)):
            continue
        number = position[id(sentence)]
        for near in sentences[number : number + 1 + following]:
            if near.question == sentence.question and _has(near, detail):
                message = f"question {sentence.question} describes {about}"
                told[sentence.place] = Evidence("answer", message, sentence.place)
                told.setdefault(near.place, Evidence("answer", message, near.place))
    yield from told.values()


def commands_told(answers: Answers, command: re.Pattern[str]) -> Iterator[Evidence]:
    """Evidence for commands that the answers give, in code or in a sentence that affirms them."""
    for sentence in answers.sentences:
        found = command.search(sentence.text)
        if found and (sentence.context == "code" or _has(sentence, command)):
            yield Evidence("answer", f"question {sentence.question} gives the command {found[0]}", sentence.place)


def last_question(report: Report | None) -> int:
    """The question about each member's contributions, which gives no detail."""
    return _CONTRIBUTIONS[0] if report and report.template == "t2023" else _CONTRIBUTIONS[1]


def says_done(sentence: Sentence) -> bool:
    """Whether a sentence tells of something done rather than of what one could do."""
    return bool(_DONE.search(sentence.plain)) and not _SUPPOSING.search(sentence.plain)


def _has(sentence: Sentence, detail: re.Pattern[str]) -> bool:
    return any(
        _OBSERVED.search(sentence.plain)
        or (mood_of(sentence, match.span()) is Mood.AFFIRMED and not _SUPPOSING.search(sentence.plain))
        for match in detail.finditer(sentence.text)
        if match.end() > match.start()
    )


def screenshots(
    report: Report | None,
    snapshot: Snapshot,
    template: TemplateMatch,
    pattern: re.Pattern[str],
    questions: Collection[int] = (),
) -> Iterator[Evidence]:
    """Evidence for figures of the group's own in its answers whose path or text the pattern finds.

    questions: only in the answers to these; in all where none is given.
    """
    for shown in shown_figures(snapshot, report, []):
        if not shown.path or (questions and shown.question not in questions):
            continue
        is_own = not template.owns_blob(snapshot.entries[shown.path].oid)
        if is_own and (pattern.search(shown.path.rpartition("/")[2]) or pattern.search(shown.alt)):
            message = f"a screenshot that the answer to question {shown.question} shows"
            yield Evidence("figure", message, Place(shown.path))
