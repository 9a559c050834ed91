"""What the answers say of each checklist item: that it was done, or that it was not.

Most of it is no statement that a repository could confirm or refute, and only decides the item's stance. A denial may
lead to an accusation, so it counts only where it is plain: of the thing as such, without "much", "fully" or "yet", and
not taken back in the same breath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor.prose.clauses import words_of
from auditor.prose.mentions import Mention, find_names
from auditor.prose.mood import Mood, mood_of

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.rulebook import Question
    from auditor.topics import Topic, Topics


@dataclass(frozen=True, slots=True)
class Position:
    """A sentence that affirms a topic, or denies it.

    plain: it is the group that says so of its own doing, and nothing in the sentence takes it back.
    """

    topic: Topic
    sentence: Sentence
    denies: bool
    plain: bool

    @property
    def items(self) -> tuple[str, ...]:
        """The checklist items that it is about."""
        return self.topic.denied if self.denies else self.topic.affirmed

    def is_plain_on(self, item: str) -> bool:
        """Whether it settles an item: a topic that cannot deny an item affirms it loosely at best."""
        return self.plain and item in self.topic.denied


_DOING = (
    "add(?:ed)? automated built configured conducted created deployed developed did ensured evaluated gathered generated "
    "have(?! not) had hosted implement(?:ed)? included instrumented integrated linked logged made managed measured monitor(?:ed)? "
    "perform(?:ed)? profiled ran set stored? tested tracked trained? use used utili[sz]ed? versioned wrote written run "
    "collected? started applied chose relied employed pushed save[ds]? kept keep leveraged tested test"
)
_OWN_DOING = re.compile(
    r"\b(?:we|i|our (?:group|team)|the (?:group|team))(?:['’]ve)?\s+(?:(?!not\b|never\b)\w+\s+){0,2}?"
    rf"(?:{'|'.join(_DOING.split())})\b(?! not\b)|\bour (?:\w+\s){{0,2}}tests\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(r"\b(?:issues?|problems?|difficult\w*|struggl\w+|trouble|challeng\w+|possib\w+)\b", re.IGNORECASE)
_WEAKENED = re.compile(
    r"\b(?:much|many|lot|extensive\w*|really|full\w*|further|more|entire\w*|complete\w*|explicit\w*|direct\w*|always|"
    r"often|all|every\w*|initially|at first|in the beginning|at the (?:start|beginning)|deep\w*|proper\w*|necessarily|"
    r"only|main|primar\w+|remaining|rest|other|else|sole\w*|particular\w*|that well|heavily|perfect\w*|currently|"
    r"before|until|so far|anymore|at that (?:point|time)|longer|same|every ?time|GPUs?|again|correctly|"
    r"sufficient\w*|enough|dedicated|specific|advanced|aggressive\w*|separate\w*|actual\w*|manual\w*|visual\w*|"
    r"actively|large[- ]scale|default|unnecessary|failing)\b",
    re.IGNORECASE,
)
_GENERIC = (
    r"(?:(?:our|the|this|my|any|a|an|your|its|their|of|for|in|on|to|with|within|from|into|during|throughout|and|or|nor|"
    r"own|final|deployed|whole|current|automatically|finished|end|submitted|respective|specific|both|"
    r"project|code|codebase|model|models|api|apis|application|app|system|service|services|data|dataset|data set|workflow|"
    r"repository|github|cloud|gcp|google cloud(?: platform)?|images?|docker|containers?|pipeline|setup|hooks?|tests?|"
    r"testing|unit|load|build(?:ing|s)?|docker ?images?|it|them|that|this|ourselves|at all|yet|unfortunately|either|us|the|vertex(?: ai)?|compute engine|engine|"
    r"cloud run|frontend|backend|webpage|systems?|tools?|management|version(?:ing)?|control(?:led)?|production|training|"
    r"implementation|process|infrastructure|workflows?|using|by|"
    r"done|implemented|used|performed|conducted|included|made|set up|executed|run|created|developed|published|"
    r"was|were|is|are|not|been|has|have|had|do|did|be|no|sweeps?|optimi[sz]ation|policies|detection)\b[\s`\"'*]*)*"
)
_NOTHING_MORE = re.compile(
    rf"^(?:['’]?s\b|es\b)?[`\"'*)\]]*\s*(?:\([^)]{{0,60}}\)\s*)?{_GENERIC}\s*"
    r"(?:$|[.,;:!()–—-]|(?:because|since|as|due|but|so|although|though|which|while|however|instead|even|in order|despite|"
    r"for (?:this|the) (?:project|simple)|in this|when|given|where)\b)",
    re.IGNORECASE,
)
# Behind these a name only tells of what is denied: "no tests for the front end".
_BELONGING = re.compile(
    r"(?<!time )(?<!need )(?<!reason )(?<!room )(?<!use )(?<!prevented us )\b(?:for|on|about|in|with|using|via|through|under|from|at)\s+(?!our project\b|this\b)",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\bno[tr]?\b|n['’]?t\b|\bnever\b|\bneither\b|\bwithout\b", re.IGNORECASE)
_OF_THE_PAST_OR_OTHERS = re.compile(r"\b(?:in the past|other groups|previous(?:ly)?|normally)\b", re.IGNORECASE)

_TAKEN_BACK = re.compile(
    r"\b(?:but|however|though)\b[^.]{0,60}\b(?:did manage|managed|were able|did get)\b", re.IGNORECASE
)
# What says of an attempt that it was ended.
_GIVEN_UP = re.compile(
    r"\b(?:decided|chose|opted)\s+(?:to\s+not|not\s+to)\s+(?:do|use|implement|include|pursue|deploy)\b|\bgave up on\b|"
    r"\b(?:had|decided|chose)\s+to\s+(?:drop|abandon|skip|discard|give up)\b|"
    r"\bended up not (?:using|doing|including|implementing|deploying)\b",
    re.IGNORECASE,
)
_YES = re.compile(r"^(?:yes|yep|yeah|indeed)\b", re.IGNORECASE)
_NO_ALONE = re.compile(r"^(?:no|nope)\W*$", re.IGNORECASE)
_WE_DID_NOT = (
    r"(?:we|i|it|this|that)\s+(?:ultimately\s+|unfortunately\s+|sadly\s+)?"
    r"(?:did\s?n[o'’]?t|did not|were not|weren['’]?t|was not|wasn['’]?t|could not|couldn['’]?t|have not|haven['’]?t)\s+"
)
_NO_BY_ITSELF = re.compile(
    r"^(?:(?:unfortunately|sadly|no|however|regrettably)\W+)*"
    rf"{_WE_DID_NOT}(?:succeed|manage|get|able|do|done|use|used|make|made|work|have time|get around)?\s*"
    r"(?:to\s+(?:do\s+)?)?(?:so|this|it|that|in this|any)?\s*(?:in (?:our|this|the) project|use of it)?\s*"
    r"(?:$|[.,;!]|because|since|due|as\b)",
    re.IGNORECASE,
)
_NO_WITH_DENIAL = re.compile(rf"^(?:no|nope)\b\W*(?:unfortunately\W+)?{_WE_DID_NOT}", re.IGNORECASE)
_OPENING_SENTENCES = 3


def find_positions(facts: Facts, topics: Topics, questions: Sequence[Question]) -> list[Position]:
    """What the answers affirm and deny, in the report's order.

    Of each topic, question and stance the first plain sentence, or else the first. questions: those of the report's
    template.
    """
    sentences = [s for s in facts.answers.sentences if s.context not in {"code", "heading", "quote"}]
    found: dict[tuple[str, int, bool], Position] = {}
    for position in (*_by_opening(sentences, topics, questions), *_by_mention(sentences, topics, questions)):
        key = (position.topic.key, position.sentence.question, position.denies)
        if key not in found or (position.plain and not found[key].plain):
            found[key] = position
    return sorted(found.values(), key=lambda p: (p.sentence.question, p.sentence.place, p.topic.key, p.denies))


def _by_mention(sentences: Sequence[Sentence], topics: Topics, questions: Sequence[Question]) -> Iterator[Position]:
    asks = {question.number: question.asks for question in questions}
    affirmed: set[tuple[str, int]] = set()
    meant: dict[tuple[int, str], list[Mention]] = {}
    for key, sentence, span in find_names(sentences, {key: topic.names for key, topic in topics.items()}):
        topic = topics[key]
        if not _stands_beside(topic, sentence, span):
            continue
        if topic.denied or not topic.affirmed:
            mention = Mention(key, sentence, span, mood_of(sentence, span))
            meant.setdefault((id(sentence), key), []).append(mention)
        elif (key, sentence.question) not in affirmed and mood_of(sentence, span) is Mood.AFFIRMED:
            # Of what is only affirmed, it matters how plainly where a question asks for it, and nowhere else.
            plain = asks.get(sentence.question) in topic.told_in and _is_plain_affirmation(sentence, span)
            if plain or asks.get(sentence.question) not in topic.told_in:
                affirmed.add((key, sentence.question))
            yield Position(topic, sentence, denies=False, plain=plain)
    for mentions in meant.values():
        yield from _settled(mentions, topics[mentions[0].key])


def _settled(mentions: Sequence[Mention], topic: Topic) -> Iterator[Position]:
    """What one sentence says of a topic that it names once or several times."""
    moods = {mention.mood for mention in mentions}
    for mention in mentions:
        sentence, span = mention.sentence, mention.span
        if mention.mood is Mood.DENIED:
            plain = Mood.AFFIRMED not in moods and _is_plain_denial(sentence, span)
            yield Position(topic, sentence, denies=True, plain=plain)
        elif mention.mood is Mood.ATTEMPTED and _GIVEN_UP.search(sentence.plain, span[1]):
            yield Position(topic, sentence, denies=True, plain=True)
        elif mention.mood is Mood.AFFIRMED:
            plain = Mood.DENIED not in moods and _is_plain_affirmation(sentence, span)
            yield Position(topic, sentence, denies=False, plain=plain)


def _stands_beside(topic: Topic, sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a name stands beside what makes it speak of the topic; in the same clause if that can be denied."""
    if topic.unless and _beginnings(topic.unless).search(sentence.plain):
        return False
    if not topic.near:
        return True
    near = _beginnings(topic.near)
    if topic.affirmed and not topic.denied:
        return near.search(sentence.plain) is not None or near.search(sentence.lead) is not None
    start, end = _clause_around(sentence, span)
    return near.search(sentence.plain, start, end) is not None


def _clause_around(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    """Where the clause begins and ends in its sentence that a name stands in."""
    words = words_of(sentence.plain)
    clause = words.clauses[words.clause_of(words.index_at(span[0]))]
    start = words.ends[clause.lo - 1] if clause.lo else 0
    return start, max(words.ends[min(clause.hi, len(words.ends)) - 1], span[1])


@lru_cache(maxsize=256)
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


def _is_plain_denial(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a denied name is denied as such, neither a case of it nor its amount, and nothing takes that back."""
    plain = sentence.plain
    start, _ = _clause_around(sentence, span)
    before = plain[start : span[0]]
    negation = _NEGATION.search(before)
    return (
        not _WEAKENED.search(before)
        and not (negation and _BELONGING.search(before, negation.end()))
        and not _OF_THE_PAST_OR_OTHERS.search(plain)
        and _NOTHING_MORE.match(plain[span[1] :]) is not None
        and not _TAKEN_BACK.search(plain, span[1])
    )


def _is_plain_affirmation(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the group tells what it did, up to the end of the clause that has the name."""
    start, end = _clause_around(sentence, span)
    if _TROUBLE.search(sentence.plain, start, span[0]):
        return False
    return _OWN_DOING.search(sentence.plain, 0, end) is not None or _OWN_DOING.search(sentence.lead) is not None


def _by_opening(sentences: Sequence[Sentence], topics: Topics, questions: Sequence[Question]) -> Iterator[Position]:
    """What the first sentences of an answer say to a question that asks whether something was done."""
    asked = [(topic, q.number) for topic in topics.values() if topic.asked for q in questions if topic.asked == q.asks]
    for topic, number in asked:
        opening = [sentence for sentence in sentences if sentence.question == number][:_OPENING_SENTENCES]
        if opening and _YES.match(opening[0].plain):
            yield Position(topic, opening[0], denies=False, plain=True)
        elif opening and (_NO_ALONE.match(opening[0].plain) or _NO_WITH_DENIAL.match(opening[0].plain)):
            yield Position(topic, opening[0], denies=True, plain=bool(_NO_ALONE.match(opening[0].plain)))
        for sentence in opening:
            if _NO_BY_ITSELF.match(sentence.plain.strip()):
                yield Position(topic, sentence, denies=True, plain=True)
                break
