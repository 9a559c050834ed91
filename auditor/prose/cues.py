"""The turns of phrase that change what a sentence asserts, as data.

A cue is a phrase, the mood that it gives, and how far it reaches. A phrase is tried at each word that it can begin
with, those of a word in the order in which they stand here; the first that matches counts, and the words that it takes
are not looked at again. What no cue reaches is affirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.prose.phrases import Phrase, phrase


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


class Reach(StrEnum):
    """How far a cue reaches from the words that it stands at."""

    NOTHING = "nothing"  # it only keeps other cues from its words
    NOUN = "noun"  # the nouns behind it
    AFTER = "after"  # what is behind it in the clause
    SUBJECT = "subject"  # the subject of its clause
    BOTH = "both"  # the subject, and what is behind it
    PASSIVE = "passive"  # as BOTH if the clause is in the passive voice or has no verb, otherwise as AFTER
    CLAUSE = "clause"  # all of its clause, and what leads into it


@dataclass(frozen=True, slots=True)
class Cue:
    """by_group: only where those who write are the subject."""

    phrase: Phrase
    mood: Mood
    reach: Reach
    by_group: bool = False


# Lines of "mood reach: phrase"; "nothing" for phrases that only keep other cues from their words; "group" for those
# that count only where those who write are the subject.
_TABLE = """
# What looks like a denial and is none.
nothing: not|never <adv>* only|just|merely|simply|solely|necessarily|all|every|always|everything|everyone
nothing: not to mention
nothing: not that|because ...4 not
nothing: not|never => ...6 until|till
nothing: not|never => ...6 <amount>
attempted after: not|never => ...6 <full>
attempted after: not|never => ...4 main part|parts
nothing: not|never accidentally
nothing: not|never <adv>* show|shown|depict|depicted|display|displayed|illustrate|illustrated|visualize|reflect
nothing: not|never <adv>* a? part|included|covered|contained|provided|taught? in|of|by|from ...2 <given>
nothing: not|never <adv>* mean|imply|say ...4 not
nothing: not|never <adv>* mean|imply|guarantee|indicate|say
nothing: or not
nothing: not|never <adv>* used to
nothing: not|never <adv>* found|seen|caught
nothing: not|never <adv>* <keeping>
nothing: not|never <adv>* <meet> ...4 <trouble>
nothing: not|never <adv>* used|worked|tried|heard|done|seen|had => ...6 before
nothing: <no> => ...6 that|which|who <adv>* <aux> not
nothing: that|which|who <adv>* <aux> not => ...12 not

# What is begun and not brought to an end.
attempted passive: not|never <adv>* fully|entirely|completely|perfectly|quite|totally|properly|correctly
denied after group: not|never <adv>* work|working|worked with|on
attempted both: not|never <adv>* work|works|working|worked|succeed|function|cooperate

# Opinions: "we don't think X is needed" denies it, "we don't think X is perfect" does not.
denied after: not|never <adv>* think|believe|feel|find|consider|see|deem => ...12 <need>
nothing: not|never <adv>* think|believe|say|claim|know|understand

# Denials by a verb.
others subject: not|never <adv>* be|been? <adv>* used|needed|required by
denied passive: not|never|neither <adv>* be|been? <adv>* <done>
denied passive: not|never <adv>* a|an option|possibility|alternative|priority|requirement|focus|part
denied both: not => $
denied both: not => ,
denied both: not|never <adv>* happen|exist|occur|apply|needed|yet
denied after: not|never
denied both: no longer|more <adv>* <done>
denied after: no longer
denied both: yet to
denied after: neither|nor
nothing: fail|failed|failing|unable|impossible|forgot|refused to <keeping>
denied after group: fail|failed|failing|forgot|refused to
denied after: unable|impossible|infeasible to
denied after: prevent|prevents|prevented|preventing|stopped|kept|blocked|hindered|barred us|me|our|the|them? from
denied after: too => ...3 to
denied after: denied access
denied after: removed|removes|removing|eliminates|avoids the need for|to
denied after: decide|decided|opted|chose|advised against
denied after: refrain|refrained from|for

# Denials by a noun.
nothing: no => <person>
nothing: no one|doubt|matter|wonder
denied after: no need|needs|reason|reasons|point|time|capacity|chance|opportunity|resources|possibility|way
denied after: no option|access
nothing: no ...2 <trouble>
denied after: no ...2 use|usage|support|form|kind|sort|type|sign|trace|implementation|integration of|for|with
denied noun: no
nothing: none|nobody of us
nothing: none|nothing|anything but
denied after: none|nobody|nothing
nothing: with or without
nothing: without any|major|further|significant|many|much? ...1 <trouble>
denied after: without <using>
denied noun: without
denied noun: instead of
denied noun: in place|lieu of
denied noun: rather than
denied noun: as opposed to
denied noun: lack|lacks|lacked|lacking|absence of?
denied noun: everything|all|every ...2 but|except
denied noun: except for?
denied noun: with the exception of
denied noun: do|did|done|does without
denied noun: get|got|getting rid of
denied noun: left|leave|leaving out
denied after: left|leave => ...4 out
denied noun: stay|stayed|move|moved|moving|steer|steered away from
denied noun: switch|switched|switching|migrate|migrated|migrating|transitioned|changed ...2 from
nothing: replace|replaced|replaces|replacing => <person>
denied subject: <be> <adv>* replaced
denied after: replace|replaced|replaces|replacing the? need|needs|use|usage for|of|to
denied noun: replace|replaced|replaces|replacing
denied subject: <be> <adv>* <not-there>
denied subject: <be> <adv>* out of scope|question
denied subject: <be> <adv>* left out
denied subject: remain|remains|remained|stay|stayed <not-there>
denied noun group: <drop>
denied noun group: avoid|avoided|avoiding <using>?
denied noun: missing
denied noun: chose|choose|chosen|prefer|preferred|opted|favored|favoured|selected|picked ...6 over

# What stands beside a denial and is not part of it.
affirmed noun: other|apart|aside than|from
affirmed noun: besides|beyond
affirmed noun: in addition to
nothing: in favor|favour of
others noun: excluding

# Attempts and thoughts.
attempted after group: try|tried|attempted|struggled
attempted after: attempt|attempts to|at
attempted both: <be> <adv>* tried|attempted|explored|investigated
attempted both: <be> <adv>* looked at|into
attempted after: experimented|played|tinkered|toyed around? with
attempted after group: explored|investigated
attempted after group: looked|looking into
attempted after: gave|give|given|giving up
hypothetical subject: <be> <adv>* considered|contemplated|discussed
hypothetical after group: considered|contemplated|considering
hypothetical after group: thought about|of

# Plans.
nothing: will|shall <adv>* <tell>
planned after group: will|shall
planned after group: going to
planned after group: plan|plans|planned|planning|intend|intends|intended|aspire to|on
planned after group: hope|hopes|hoped|wish|wished|want|wants|wanted|supposed|meant to
planned after: plan|idea|intention|goal|hope|ambition|aim|wish|dream was|were ...2 to
planned after: plan|intention|hope|ambition is ...2 to
planned subject: <be> <adv>* planned|postponed
planned subject: left for future|later
planned subject: planned for|in|as
planned both: remain|remains to be
planned both: still need|needs|have|has to
planned both: still to be
planned clause: todo|wip
planned clause: work in progress
planned clause: in the|a near? future
planned clause: future work|improvement|improvements|iteration|iterations|version|versions|extension|extensions
planned clause: future development|step|steps
planned clause: next step|steps|iteration|version <be>
planned clause: going|moving forward

# What is only thought of.
hypothetical clause: could not => have
nothing: could => not
nothing: in|of may
nothing: would like to thank
hypothetical clause: would|could|should|might|may|ought
hypothetical clause: ideally|hypothetically
hypothetical clause: given|with more|additional|extra|enough|better time|resources
hypothetical clause: nice to have

# Other things.
others noun: unlike|versus
others noun: substitute|substitutes|replacement|replacements for|of
others noun: similar|compared|comparable|contrary|equivalent|analogous|alternative|alternatives to|with
"""


def _read_table() -> Mapping[str, Sequence[Cue]]:
    found: dict[str, list[Cue]] = defaultdict(list)
    for line in _TABLE.split("\n"):
        kind, is_cue, pattern = line.partition(": ")
        if not is_cue or line.startswith("#"):
            continue
        mood, reach, *group = kind.split() if kind != "nothing" else (Mood.AFFIRMED, Reach.NOTHING)
        cue = Cue(phrase(pattern), Mood(mood), Reach(reach), bool(group))
        for word in cue.phrase.firsts:
            found[word].append(cue)
    return dict(found)


# The cues by the words that they can begin with.
CUES = _read_table()
