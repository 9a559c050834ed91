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
from auditor.prose.phrases import Phrases
from auditor.prose.words import word_set

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.rulebook import Question
    from auditor.topics import Topic, Topics


@dataclass(frozen=True, slots=True)
class Position:
    """A sentence that affirms a topic, or denies it.

    plain: it is the group that says so of its own doing, and nothing in the sentence takes it back. narrowed: it denies
    a case of the topic, or an amount ("no extensive profiling"), which is true if there is nothing of it at all.
    """

    topic: Topic
    sentence: Sentence
    denies: bool
    plain: bool
    narrowed: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """The checklist items that it is about."""
        return self.topic.denied if self.denies else self.topic.affirmed

    def is_plain_on(self, item: str) -> bool:
        """Whether it settles an item: a topic that cannot deny an item affirms it loosely at best."""
        return self.plain and item in self.topic.denied


_DOING = (
    "add(?:ed)? applied automated built chose collect(?:ed)? configured conducted created deployed developed did "
    "employed ensured evaluated gathered generated had have hosted implement(?:ed)? included instrumented integrated "
    "keep kept leveraged linked logged made managed measured monitor(?:ed)? perform(?:ed)? profiled pushed ran relied "
    "run save[ds]? set started stored? test(?:ed)? tracked trained? used? utili[sz]ed? versioned written wrote"
)
_OWN_DOING = re.compile(
    r"\b(?:we|i|our (?:group|team)|the (?:group|team))(?:['’]ve)?\s+(?:(?!not\b|never\b)\w+\s+){0,2}?"
    rf"(?:{'|'.join(_DOING.split())})\b(?! not\b)|\bour (?:\w+\s){{0,2}}tests\b",
    re.IGNORECASE,
)
_TROUBLE = word_set("""
    challenge challenges challenging difficult difficulties difficulty issue issues possibilities possibility possible
    problem problems struggle struggled struggles trouble
""")

_NEGATIONS = word_set("no nor not never neither without")
# With these before it a name is not denied as such: "no extensive X", "all X", "the remaining X", "X at first".
_WEAKENING = word_set("""
    actively actual advanced again aggressive all always anymore before completely correctly currently dedicated deep
    deeply default direct directly else enough entire every everything except excluding explicit explicitly
    extensive extensively failing full fully further gpu gpus heavily initially large-scale longer lot main manual
    manually many more much necessarily often only other particular perfect previously primary proper properly
    really remaining rest same separate sole specific sufficient unnecessary until visual
""")
_OF_GROUP = word_set("we i our group team")
# Those of them that only leave open whether there is some of it.
_AMOUNTS = word_set("""
    actively advanced complete completely dedicated deep deeply entire explicit explicitly extensive extensively full
    fully gpu gpus heavily large-scale manual manually many much proper properly really separate specific sufficient
    visual
""")
_AT_FIRST = Phrases(
    "at first", "in the beginning", "at the start|beginning", "so far", "at that point|time", "that well", "in the past"
)
# Behind these a name only tells of what is denied: "no tests for X". "No time for X" and the like deny X.
_BELONGING = word_set("for on about in with using via through under from at")
_NOT_BELONGING = word_set("time need reason room use us")
# Words that may follow a denied name and neither narrow it nor say more of it.
_ADDING_NOTHING = word_set("""
    a ai an and any api apis app application are at automatically backend be been both build building builds by cloud
    code codebase compute conducted container containers control controlled created current data dataset deployed
    detection developed did do docker dockerimages done during either engine executed for from frontend gcp github
    google had has have hook hooks image images implementation implemented in included infrastructure into is it its
    load made management model models my no nor not of on optimisation optimization or our ourselves own performed
    pipeline platform policies process production project published repository respective run service services set
    setup sweep sweeps system systems test testing tests that the their them this throughout to tool tools training
    unfortunately unit us used using version versioning vertex was webpage were whole with within workflow workflows
    yet your
""")
_GOES_ON = word_set("""
    , ; : ( ) - | ? ! although as because but despite due even given however if instead since so though when where which
    while
""")
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
# What says of one that nothing came of it.
_FAILED = re.compile(
    r"\b(?:never|did not|didn['’]t|(?:could|were|was) not|couldn['’]t|without)"
    r"\s+(?:\w+\s+)?(?:succe\w+|manage\w*|finish\w*|get)\b"
    r"|\bbut\s+(?:it\s+)?(?:failed|never worked|did not work)\b",
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
            plain = Mood.AFFIRMED not in moods and _is_plain_denial(topic, sentence, span)
            narrowed = not plain and Mood.AFFIRMED not in moods and _is_narrowed_denial(sentence, span)
            yield Position(topic, sentence, denies=True, plain=plain, narrowed=narrowed)
        elif mention.mood is Mood.ATTEMPTED and _GIVEN_UP.search(sentence.plain, span[1]):
            yield Position(topic, sentence, denies=True, plain=True)
        elif mention.mood is Mood.ATTEMPTED and _FAILED.search(sentence.plain, span[1]):
            yield Position(topic, sentence, denies=True, plain=False, narrowed=True)
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
    return start, max(words.ends[clause.hi - 1], span[1])


@lru_cache(maxsize=256)
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


def _is_plain_denial(topic: Topic, sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a denied name is denied as such, neither a case of it nor its amount, and nothing takes that back."""
    words = words_of(sentence.plain)
    first, last = words.index_at(span[0]), words.index_at(span[1] - 1)
    before = words.texts[words.clauses[words.clause_of(first)].lo : first]
    return (
        _WEAKENING.isdisjoint(before)
        and _ends_there(words.texts[last + 1 :], topic.near)
        and _is_denied_itself(sentence, span)
    )


def _is_narrowed_denial(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether what is denied, and is not denied as such, is a case or an amount of what the name stands for."""
    words = words_of(sentence.plain)
    first = words.index_at(span[0])
    before = words.texts[words.clauses[words.clause_of(first)].lo : first]
    is_own = not _OF_GROUP.isdisjoint(before)
    return is_own and (_WEAKENING - _AMOUNTS).isdisjoint(before) and _is_denied_itself(sentence, span)


def _is_denied_itself(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the name is of what is denied, for good, and nothing takes that back."""
    words = words_of(sentence.plain)
    first, last = words.index_at(span[0]), words.index_at(span[1] - 1)
    lo = words.clauses[words.clause_of(first)].lo
    return not (
        _AT_FIRST.found(words.texts, lo, last)
        or _belongs_to_denied(words.texts[lo:first])
        or _TAKEN_BACK.search(sentence.plain, span[1])
    )


def _belongs_to_denied(before: Sequence[str]) -> bool:
    """Whether a name with these words before it only tells more of what is denied: "no tests for the front end"."""
    negation = next((index for index, word in enumerate(before) if word in _NEGATIONS), len(before))
    return any(
        word in _BELONGING
        and before[index - 1] not in _NOT_BELONGING
        and before[index + 1 : index + 3] != ["our", "project"]
        for index, word in enumerate(before)
        if index > negation
    )


def _ends_there(following: Sequence[str], near: tuple[str, ...]) -> bool:
    """Whether nothing that matters follows a denied name, near what makes it the topic's, up to the end of it all."""
    for word in following:
        if word in _GOES_ON:
            return True
        if word not in _ADDING_NOTHING and not word.startswith(near):
            return False
    return True


def _is_plain_affirmation(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the group tells what it did, up to the end of the clause that has the name."""
    words = words_of(sentence.plain)
    first = words.index_at(span[0])
    if not _TROUBLE.isdisjoint(words.texts[words.clauses[words.clause_of(first)].lo : first]):
        return False
    _, end = _clause_around(sentence, span)
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
            if _NO_BY_ITSELF.match(sentence.plain.strip()) or _OWN_DOING.search(sentence.plain):
                break  # what comes later may be about the details of what was done
