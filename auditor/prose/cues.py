"""The turns of phrase that change what a sentence asserts, as data.

A cue is a pattern of words, the mood that it gives, and how far it reaches. In patterns

    a|b       is either word                      <name>    any word of the list of that name
    x? x*     may be missing; any number of x     ...4      up to four words, neither marks nor conjunctions
    => x y    is looked at only: what follows must be x y, but is free for other cues

A pattern is tried at each word that it can begin with, the cues of a word in the order in which they stand here; the
first that matches counts, and the words that it takes are not looked at again. Nothing is said of what no cue reaches:
it is affirmed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from auditor.prose import words


class Mood(StrEnum):
    """How a thing is mentioned."""

    AFFIRMED = "affirmed"  # it is there, it was done
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"  # "could be", "we would have", "if we had"
    ATTEMPTED = "attempted"  # tried, begun, looked into; whether it came to anything is not said, or it did not
    PLANNED = "planned"  # still to come
    GENERAL = "general"  # textbook talk, said of no project; headings
    QUOTED = "quoted"  # from the question or its example, or asked
    OTHERS = "others"  # said of somebody or something else


class Reach(Enum):
    """How far a cue reaches from the words that it stands at."""

    NOTHING = auto()  # it only keeps other cues from its words
    NOUN = auto()  # the nouns behind it
    AFTER = auto()  # what is behind it in the clause
    SUBJECT = auto()  # the subject of its clause
    BOTH = auto()  # the subject, and what is behind it
    PASSIVE = auto()  # as BOTH if the clause is in the passive voice or has no verb, otherwise as AFTER
    CLAUSE = auto()  # all of its clause, and what leads into it


@dataclass(frozen=True, slots=True)
class Cue:
    """by_group: only where those who write are the subject."""

    pattern: re.Pattern[str]
    mood: Mood
    reach: Reach
    by_group: bool = False


_LISTS: Mapping[str, Collection[str]] = {
    "adv": words.ADVERBS - {"instead", "fully", "completely", "entirely", "properly"},
    "be": words.BE,
    "aux": words.AUXILIARIES,
    "done": words.DONE,
    "not-there": words.NOT_THERE,
    "keeping": words.KEEPING,
    "amount": words.AMOUNTS,
    "full": words.FULL,
    "trouble": words.TROUBLE,
    "need": words.NEED,
    "using": words.USING,
    "no": ["not", "never", "no", "none", "nothing", "nobody"],
    "person": [*words.PERSONS, "it", "this", "that", "there", "they", ",", "."],
    "us": ["us", "me", "our", "the", "them"],
    "drop": "skip skipped omit omitted drop dropped abandon abandoned discard discarded scrap scrapped ditch ditched "
    "exclude excluded remove removed delete deleted forgo forwent neglected skipping dropping omitting removing "
    "excluding".split(),
    "drop-it": "skipped omitted dropped abandoned discarded scrapped ditched excluded removed deleted neglected".split(),
    "tell": "describe explain discuss mention present elaborate go see show refer focus cover look list note".split(),
}

_A, _D, _H, _P, _T, _O = (
    Mood.AFFIRMED,
    Mood.DENIED,
    Mood.HYPOTHETICAL,
    Mood.PLANNED,
    Mood.ATTEMPTED,
    Mood.OTHERS,
)

# pattern, mood, reach; a fourth entry "group" where only the group's own doing counts
_TABLE: tuple[tuple[str, Mood, Reach] | tuple[str, Mood, Reach, str], ...] = (
    # What looks like a denial and is none.
    ("not|never <adv>* only|just|merely|simply|solely|necessarily|all|every|always|everything|everyone", _A, Reach.NOTHING),
    ("not to mention", _A, Reach.NOTHING),
    ("not that|because ...4 not", _A, Reach.NOTHING),
    ("not|never => ...6 until|till", _A, Reach.NOTHING),
    ("not|never => ...6 <amount>", _A, Reach.NOTHING),
    ("not|never => ...6 <full>", _T, Reach.AFTER),
    ("not|never <adv>* mean|imply|say ...4 not", _A, Reach.NOTHING),
    ("not|never <adv>* used to", _A, Reach.NOTHING),
    ("not|never <adv>* found|seen|caught", _A, Reach.NOTHING),
    ("not|never <adv>* <keeping>", _A, Reach.NOTHING),
    ("not|never <adv>* have|encounter|encountered|experience|experienced|face|faced|see|find|cause|run|had ...4 <trouble>", _A, Reach.NOTHING),
    ("not|never <adv>* used|worked|tried|heard|done|seen|had => ...6 before", _A, Reach.NOTHING),
    ("<no> => ...6 that|which|who <adv>* <aux> not", _A, Reach.NOTHING),
    ("that|which|who <adv>* <aux> not => ...12 not", _A, Reach.NOTHING),
    # What is begun and not brought to an end.
    ("not|never <adv>* fully|entirely|completely|perfectly|quite|totally|properly|correctly", _T, Reach.PASSIVE),
    ("not|never <adv>* work|works|working|worked|succeed|function|cooperate", _T, Reach.BOTH),
    # Opinions: "we don't think X is needed" denies it, "we don't think X is perfect" does not.
    ("not|never <adv>* think|believe|feel|find|consider|see|deem => ...12 <need>", _D, Reach.AFTER),
    ("not|never <adv>* think|believe|say|claim|know|understand", _A, Reach.NOTHING),
    # Denials by a negated verb.
    ("not|never <adv>* be|been? <adv>* used|needed|required by", _O, Reach.SUBJECT),
    ("not|never <adv>* be|been? <adv>* <done>", _D, Reach.PASSIVE),
    ("not|never <adv>* happen|exist|occur|apply|needed|yet", _D, Reach.BOTH),
    ("not|never", _D, Reach.AFTER),
    ("no longer|more <adv>* <done>", _D, Reach.BOTH),
    ("no longer", _D, Reach.AFTER),
    ("yet to", _D, Reach.BOTH),
    ("neither|nor", _D, Reach.AFTER),
    ("fail|failed|failing|unable|impossible|forgot|refused to <keeping>", _A, Reach.NOTHING),
    ("fail|failed|failing|forgot|refused to", _D, Reach.AFTER, "group"),
    ("unable|impossible|infeasible to", _D, Reach.AFTER),
    ("prevent|prevented|prevents|stopped|kept|blocked|hindered|barred|preventing <us>? from", _D, Reach.AFTER),
    ("too => ...3 to", _D, Reach.AFTER),
    ("decide|decided|opted|chose|advised against", _D, Reach.AFTER),
    ("refrain|refrained from", _D, Reach.AFTER),
    # Denials by a noun.
    ("no => <person>", _A, Reach.NOTHING),
    ("no one|doubt|matter|wonder", _A, Reach.NOTHING),
    ("no need|needs|reason|reasons|point|time|capacity|chance|opportunity|resources|possibility|way|option|access", _D, Reach.AFTER),
    ("no ...2 <trouble>", _A, Reach.NOTHING),
    ("no ...2 use|usage|support|form|kind|sort|type|sign|trace|implementation|integration of|for|with", _D, Reach.AFTER),
    ("no", _D, Reach.NOUN),
    ("none|nobody of us", _A, Reach.NOTHING),
    ("none|nothing|anything but", _A, Reach.NOTHING),
    ("other|apart|aside than|from", _A, Reach.NOUN),
    ("besides|beyond", _A, Reach.NOUN),
    ("in addition to", _A, Reach.NOUN),
    ("none|nobody|nothing", _D, Reach.AFTER),
    ("with or without", _A, Reach.NOTHING),
    ("without any|major|further|significant|many|much? ...1 <trouble>", _A, Reach.NOTHING),
    ("without <using>", _D, Reach.AFTER),
    ("without", _D, Reach.NOUN),
    ("instead of", _D, Reach.NOUN),
    ("in place|lieu of", _D, Reach.NOUN),
    ("rather than", _D, Reach.NOUN),
    ("as opposed to", _D, Reach.NOUN),
    ("lack|lacks|lacked|lacking|absence of?", _D, Reach.NOUN),
    ("everything|all but|except", _D, Reach.NOUN),
    ("except|excluding for?", _D, Reach.NOUN),
    ("with the exception of", _D, Reach.NOUN),
    ("do|did|done|does without", _D, Reach.NOUN),
    ("get|got|getting rid of", _D, Reach.NOUN),
    ("left|leave|leaving out", _D, Reach.NOUN),
    ("left|leave => ...4 out", _D, Reach.AFTER),
    ("stay|stayed|move|moved|moving|steer|steered away from", _D, Reach.NOUN),
    ("switch|switched|switching|migrate|migrated|migrating|transitioned|changed ...2 from", _D, Reach.NOUN),
    ("replace|replaced|replaces|replacing => <person>", _A, Reach.NOTHING),
    ("<be> <adv>* replaced", _D, Reach.SUBJECT),
    ("replace|replaced|replaces|replacing", _D, Reach.NOUN),
    ("<be> <adv>* <not-there>", _D, Reach.SUBJECT),
    ("<be> <adv>* out of scope|question", _D, Reach.SUBJECT),
    ("<be> <adv>* left out", _D, Reach.SUBJECT),
    ("remain|remains|remained|stay|stayed <not-there>", _D, Reach.SUBJECT),
    ("<drop>", _D, Reach.NOUN, "group"),
    ("avoid|avoided|avoiding <using>?", _D, Reach.NOUN, "group"),
    ("missing", _D, Reach.NOUN),
    # A choice of one thing over another.
    ("chose|choose|chosen|prefer|preferred|opted|favored|favoured|selected|picked ...6 over", _D, Reach.NOUN),
    ("in favor|favour of", _A, Reach.NOTHING),
    # Attempts and thoughts.
    ("try|tried|attempted|struggled", _T, Reach.AFTER, "group"),
    ("attempt|attempts to|at", _T, Reach.AFTER),
    ("<be> <adv>* tried|attempted|explored|investigated|tested out?", _T, Reach.SUBJECT),
    ("experimented|played|tinkered|toyed around? with", _T, Reach.AFTER),
    ("explored|investigated", _T, Reach.AFTER, "group"),
    ("looked|looking into", _T, Reach.AFTER, "group"),
    ("gave|give|given|giving up", _T, Reach.AFTER),
    ("<be> <adv>* considered|contemplated|discussed", _H, Reach.SUBJECT),
    ("considered|contemplated|considering", _H, Reach.AFTER, "group"),
    ("thought about|of", _H, Reach.AFTER, "group"),
    # Plans.
    ("will|shall <adv>* <tell>", _A, Reach.NOTHING),
    ("will|shall", _P, Reach.AFTER, "group"),
    ("going to", _P, Reach.AFTER, "group"),
    ("plan|plans|planned|planning|intend|intends|intended|hope|hopes|hoped|wish|wished|wants|wanted|want|aspire to|on", _P, Reach.AFTER, "group"),
    ("supposed|meant to", _P, Reach.AFTER, "group"),
    ("plan|idea|intention|goal|hope|ambition|aim|wish|dream was|were ...2 to", _P, Reach.AFTER),
    ("plan|intention|hope|ambition is ...2 to", _P, Reach.AFTER),
    ("<be> <adv>* planned|postponed", _P, Reach.SUBJECT),
    ("left for future|later", _P, Reach.SUBJECT),
    ("planned for|in|as", _P, Reach.SUBJECT),
    ("remain|remains to be", _P, Reach.BOTH),
    ("still need|needs|have|has to", _P, Reach.BOTH),
    ("still to be", _P, Reach.BOTH),
    ("todo|wip", _P, Reach.CLAUSE),
    ("work in progress", _P, Reach.CLAUSE),
    ("in the|a near? future", _P, Reach.CLAUSE),
    ("future work|improvement|improvements|iteration|iterations|version|versions|extension|extensions|development|step|steps", _P, Reach.CLAUSE),
    ("next step|steps|iteration|version <be>", _P, Reach.CLAUSE),
    ("going|moving forward", _P, Reach.CLAUSE),
    # What is only thought of.
    ("could not => have", _H, Reach.CLAUSE),
    ("could => not", _A, Reach.NOTHING),
    ("can could => not", _A, Reach.NOTHING),
    ("in|of may", _A, Reach.NOTHING),
    ("would|could|should|might|may|ought", _H, Reach.CLAUSE),
    ("ideally|hypothetically", _H, Reach.CLAUSE),
    ("given|with more|additional|extra|enough|better time|resources", _H, Reach.CLAUSE),
    ("nice to have", _H, Reach.CLAUSE),
    # Other things and other people.
    ("unlike|versus", _O, Reach.NOUN),
    ("similar|compared|comparable|contrary|equivalent|analogous|alternative|alternatives to|with", _O, Reach.NOUN),
)


_CONJUNCTIONS = "(?:but|because|since|although|though|while|whereas|if|when|so|as)"


def _compile(pattern: str) -> tuple[list[str], re.Pattern[str]]:
    """The words that a pattern can begin with, and the pattern for text with a space before each word."""
    taken, _, looked_at = pattern.partition(" => ")
    first = taken.split()[0]
    regex = "".join(map(_element, taken.split())) + "(?![^ ])"
    if looked_at:
        regex += "(?=" + "".join(map(_element, looked_at.split())) + "(?![^ ]))"
    return _words(first), re.compile(regex)


def _element(element: str) -> str:
    if element.startswith("..."):
        return rf"(?: (?!{_CONJUNCTIONS} )[^\s,;:|()?!-][^ ]*){{0,{element[3:]}}}?"
    times = {"?": "?", "*": "{0,4}"}.get(element[-1], "")
    alternatives = "|".join(re.escape(word) for word in _words(element.rstrip("?*")))
    return f"(?: (?:{alternatives})(?![^ ])){times}"


def _words(element: str) -> list[str]:
    return sorted(_LISTS[element[1:-1]]) if element.startswith("<") else element.split("|")


def _by_first_word() -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = defaultdict(list)
    for pattern, mood, reach, *group in _TABLE:
        firsts, compiled = _compile(pattern)
        for word in firsts:
            found[word].append(Cue(compiled, mood, reach, bool(group)))
    return {word: tuple(cues) for word, cues in found.items()}


# The cues by the words that they can begin with.
CUES: Mapping[str, tuple[Cue, ...]] = _by_first_word()
