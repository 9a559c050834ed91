"""Closed lists of English words that tell what a sentence asserts. Lower case; no name of a tool is among them."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Verbs of making, using and telling; those with irregular forms as base/past/participle.
_VERBS = """
    abandon access achieve activate add adopt allow annotate appear apply attempt authenticate automate avoid
    become/became/become begin/began/begun benefit block break/broke/broken build/built cache calculate call carry
    change check choose/chose/chosen clean clone collaborate collect commit/committed compare complete compute
    conduct configure connect consider consist contain containerise containerize continue copy cost/cost crash
    create cut/cut decide define delete deploy describe design develop discuss do/did/done dockerise dockerize
    document download drop/dropped employ enable encode encounter end ensure evaluate execute expect experience
    experiment explain explore expose face fail fetch find/found finish fix focus follow force forecast format
    gather generate get/got/gotten give/gave/given go/went/gone group handle happen have/had help hold/held hope
    host implement improve include increase initialise initialize install integrate introduce investigate invoke
    keep/kept know/knew/known last lead/led learn leave/left let/let link lint load log/logged look/looked make/made
    manage mean/meant measure mention merge migrate modify monitor motivate mount move need obtain omit/omitted open
    opt/opted optimise optimize organise organize package perform plan/planned plot predict prevent prioritise
    prioritize process produce profile/profiled provide publish pull push put/put reach read/read realise realize
    receive reduce register rely remain remove replace report request require resolve respond result return reuse
    review run/ran/run save say/said schedule see/saw/seen seem send/sent serve set/set share show/showed/shown
    simulate skip/skipped solve specify spend/spent split/split start stay store structure struggle succeed support
    sweep/swept switch tag/tagged take/took/taken test think/thought track train trigger try/tried tune turn update
    upload use utilise utilize validate verify version visualise visualize want work wrap/wrapped
    write/wrote/written
"""


def _past_of(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2] not in "aeou" else base + "ed"


def _third_of(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


_FORMS = [entry.split("/") for entry in _VERBS.split()]
_PLURALS = word_set("""
    accesses attempts builds calls changes checks copies cuts designs documents formats groups links loads logs
    measures merges models mounts needs packages plans plots processes profiles pulls pushes reports requests
    results returns reviews runs sets shares splits starts stores structures supports sweeps tags tests tracks
    triggers turns updates versions works
""")

BASES = frozenset(form[0] for form in _FORMS)
PASTS = frozenset(form[1] if len(form) > 1 else _past_of(form[0]) for form in _FORMS) - BASES
# Third persons, without those that are rather plurals of nouns.
THIRDS = (frozenset(map(_third_of, BASES)) - _PLURALS) | {"has", "does", "is"}

BE = word_set("is are was were am be been being get gets got")
MODALS = word_set("will would can could should might may must shall ought")
AUXILIARIES = MODALS | word_set("is are was were am be been has have had do does did")
FINITE = (AUXILIARIES - {"be", "been"}) | PASTS | THIRDS

PERSONS = word_set("we i they he she")
PRONOUNS = PERSONS | word_set("it this that these those there you one nobody everyone everything nothing none")
DETERMINERS = word_set("the a an our my this that these those their its his her each every all some any no")
PREPOSITIONS = word_set("""
    about across after against as at because before besides between by due during for from in inside into on onto
    outside over per through to toward towards under upon using via with within
""")
# Adverbs that stand between an auxiliary, a negation and a verb.
ADVERBS = word_set("""
    actually additionally again already also always automatically both certainly clearly completely consciously
    consistently currently definitely deliberately directly either entirely especially even eventually ever
    explicitly extensively finally first formally fully further furthermore generally heavily hence here however
    ideally immediately initially instead intentionally just later locally mainly manually maybe moreover mostly
    necessarily nevertheless nonetheless now obviously often once only originally particularly perhaps personally
    possibly primarily probably properly quite really sadly separately simply so soon specifically still strictly
    successfully systematically then therefore thus too typically ultimately unfortunately usually very widely yet
""")

# Subjects that stand for those who write.
GROUP = word_set("we i us group team members member students student he she they everyone everybody ourselves")

# "X was not ..." with one of these says that X is not there.
DONE = word_set("""
    achieved activated adopted applicable applied attempted available begun built calculated carried chosen
    collected completed computed conducted configured considered covered created deemed defined developed done
    employed enabled established executed exploited explored feasible finalised finalized finished implemented
    included incorporated installed integrated introduced involved kept leveraged logged made maintained measured
    merged necessary needed option part performed place possible present prioritised prioritized priority profiled
    provided published pursued reached realised realized relevant reported required run scheduled selected set
    something started supported there tracked tried undertaken used utilised utilized worked worth written
""")
# "X is ..." with one of these says so too.
NOT_THERE = word_set("""
    abandoned absent deleted deprecated disabled discarded ditched dropped excluded impossible inapplicable
    infeasible irrelevant lacking missing neglected nonexistent omited omitted overkill postponed redundant removed
    scrapped skipped unavailable unfinished unimplemented unnecessary unused
""")
# Verbs whose object is there even if they are negated.
KEEPING = word_set("""
    alter altered avoid avoided break broken change changed crash customise customize delete deleted denied deny
    deviate deviated disable disabled doubt drop dropped enjoy exaggerate fail failed forget forgotten hesitate
    ignore ignored like mind modified modify neglect notice noticed optimise optimised optimize optimized overlook
    overlooked overstate regret regretted remove removed replace replaced skip skipped stop stopped stray stress
    touch touched trust tune tuned underestimate update updated
""")
TROUBLE = word_set("""
    bug bugs challenge challenges change changes complaint complaints conflict conflicts cost costs crash crashes
    delay delays difficulties difficulty doubt downtime drawback drawbacks effect effort error errors failure
    failures hassle impact interruption interruptions issue issues loss overhead problem problems regression
    regressions surprise surprises trouble troubles warning warnings
""")
NEED = word_set("""
    appropriate beneficial crucial fit helpful important justified necessary need needed needs relevant required
    sense suitable suited useful value worth worthwhile
""")
# Gerunds that say no more than that a thing is used.
USING = word_set("""
    adding applying attempting building configuring creating deploying doing employing having implementing including
    installing integrating introducing making needing performing relying requiring setting trying using utilising
    utilizing writing
""")
# With these a negation says how much, not whether: "not used much", "not in great depth".
AMOUNTS = word_set("""
    actively consistently deeply depth depths detail details every everytime extensively far frequently great
    heavily lot many much often optimally perfect perfectly regularly thoroughly
""")
# What is not this is there in part.
FULL = word_set("""
    advanced bulk complete completely comprehensive entirely exhaustive extensive full full-fledged fully
    fully-fledged in-depth large-scale majority most sophisticated thorough
""")
# Before a noun these tell which or how many, and there are others of it: "no new images", "not a single container".
WHICH_ONES = FULL | word_set("""
    100 additional another better bigger extra further high higher larger main more new newer
    other own perfect same separate shared single
""")
# Nouns that add nothing to a name before them: to do without the "X tool" is to do without X.
HEADS = word_set("""
    api app application cluster code container containers custom dashboard dashboards directories directory engine
    extension feature features file files folder folders framework frameworks functionalities functionality image
    images implementation instance instances integration integrations itself job jobs libraries library machine
    machines module notebook notebooks package packages part pipeline pipelines platform platforms plugin run runs
    script scripts service services setup software solution solutions step steps stuff support system systems tool
    tools usage virtual vm vms workflow workflows
""")
# Participles that begin a clause of their own behind a comma.
RESULTING = word_set("""
    allowing causing demonstrating eliminating enabling ensuring forcing giving helping hence improving indicating
    keeping leading leaving letting making meaning providing reducing resulting showing thereby therefore
""")
