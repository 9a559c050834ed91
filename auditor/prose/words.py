"""Closed lists of English words that tell what a sentence asserts. Lower case; the lists hold no names of tools."""

from __future__ import annotations

# Verbs of making and using: base form, past form, and past participle where it is another.
_VERBS = """
    use utilize utilise employ apply implement create build/built make/made write/wrote/written add include set/set
    configure develop design train test run/ran/run perform conduct execute do/did/done carry/carried deploy host serve
    push pull store save load track log monitor profile measure calculate compute report integrate connect link install
    adopt introduce choose/chose/chosen decide opt go/went/gone get/got/gotten have/had need require try/tried attempt
    plan want intend hope start begin/began/begun finish complete end continue keep/kept work rely help allow enable
    ensure provide support handle contain consist become/became/become give/gave/given take/took/taken show/showed/shown
    see/saw/seen find/found think/thought know/knew/known say/said mean/meant learn lead/led follow call send/sent
    receive return fail succeed manage struggle encounter experience face drop/dropped skip/skipped omit/omitted remove
    delete abandon replace switch move migrate change modify update fix solve resolve improve optimize optimise reduce
    increase check verify validate lint format document annotate split/split merge commit/committed commit open review
    trigger automate schedule publish upload download fetch read/read process clean visualize visualise plot tune sweep
    experiment explore investigate consider discuss focus spend/spent prioritize prioritise leave/left stay end
    collaborate organize organise structure describe explain mention compare define specify register tag version
    containerize containerise dockerize dockerise package wrap/wrapped expose invoke request respond predict evaluate
    generate produce make/made obtain achieve reach reuse share access authenticate mount copy/copied initialize
    initialise clone activate expect realize realise prevent avoid block break/broke/broken crash turn seem appear
    remain result turn result simulate collect gather group set/set put/put let/let cut/cut
"""


def _past_of(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2] not in "aeou" else base + "ed"


def _third_of(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


_FORMS = [tuple(entry.split("/")) for entry in _VERBS.split()]
SAME_IN_PAST = frozenset({"set", "run", "read", "split", "put", "let", "cut", "commit"})

BASES = frozenset(form[0] for form in _FORMS)
PASTS = frozenset(form[1] if len(form) > 1 else _past_of(form[0]) for form in _FORMS) - SAME_IN_PAST | {
    "profiled", "planned", "opted", "tagged", "logged", "committed"
}
# Third persons that are hardly ever plurals of nouns.
THIRDS = frozenset(_third_of(base) for base in BASES) - frozenset(
    "tests runs builds logs tracks tags uses-cases reports packages processes links sets pulls pushes stores models "
    "needs plans attempts fixes requests calls loads checks splits reviews versions triggers formats documents groups "
    "designs helps-outs sweeps plots measures profiles results supports changes updates accesses mounts copies".split()
) | {"uses", "has", "does", "is"}

BE = frozenset("is are was were am be been being get gets got".split())
HAVE = frozenset("has have had having".split())
DO = frozenset("do does did".split())
MODALS = frozenset("will would can could should might may must shall ought".split())
AUXILIARIES = (BE - {"get", "gets", "got", "being"}) | (HAVE - {"having"}) | DO | MODALS
FINITE = (AUXILIARIES - {"be", "been"}) | PASTS | THIRDS

PERSONS = frozenset("we i they he she".split())
PRONOUNS = PERSONS | frozenset("it this that these those there you one nobody everyone everything nothing none".split())
DETERMINERS = frozenset("the a an our my this that these those their its his her each every all some any no".split())
PREPOSITIONS = frozenset(
    "for in to with on at from by via during under across per within into through after before inside between using "
    "about against as onto over towards toward upon outside besides due because".split()
)
# Adverbs that stand between an auxiliary, a negation and a verb.
ADVERBS = frozenset(
    "really actually also yet ever even still just simply only directly explicitly necessarily currently then later "
    "initially originally first finally eventually unfortunately sadly therefore thus hence however instead deliberately "
    "intentionally consciously personally systematically formally strictly ultimately immediately always usually often "
    "typically generally specifically particularly especially particular fully completely entirely properly successfully "
    "in-depth already now here so further separately manually automatically mainly mostly primarily quite very too "
    "definitely certainly probably possibly perhaps maybe ideally both either additionally furthermore moreover again "
    "once locally widely heavily extensively consistently nevertheless nonetheless soon obviously clearly".split()
)

# Who is meant by a subject: the group that writes, or somebody else.
GROUP = frozenset("we i us group team members member student students he she they everyone everybody ourselves".split())

# Words whose negation says that a thing is not there: "X was not ...".
DONE = frozenset(
    "used utilized utilised employed applied implemented created built made written added included set configured "
    "developed performed conducted executed run done carried integrated adopted introduced needed required enabled "
    "activated finished completed achieved realized realised explored considered pursued prioritized prioritised deemed "
    "calculated measured attempted tried covered installed exploited leveraged undertaken provided supported reached "
    "established something involved worked tested-out necessary relevant possible feasible applicable available present part "
    "there place option priority focus performed conducted touched-upon finalized finalised reported tracked logged "
    "scheduled chosen selected carried-out published collected kept maintained merged started begun profiled computed "
    "defined executed required utilzed implmented implemeted a-part incorporated realised set-up setup".split()
)
# The same in one word: "X is ...".
NOT_THERE = frozenset(
    "missing absent unused unimplemented unavailable unnecessary redundant overkill infeasible impossible lacking "
    "nonexistent omitted skipped dropped abandoned discarded scrapped excluded removed deleted disabled unfinished "
    "neglected ditched deprecated postponed irrelevant inapplicable".split()
)
# Verbs whose object is there whether they are negated or not.
KEEPING = frozenset(
    "change changed modify modified alter altered deviate deviated stray touch touched update updated optimize optimise "
    "optimized optimised tune tuned customize customise forget forgotten fail failed hesitate mind regret doubt deny "
    "denied notice noticed skip skipped avoid avoided ignore ignored remove removed delete deleted drop dropped replace "
    "replaced regretted disable disabled overlook overlooked neglect underestimate trust like enjoy break broken crash "
    "overstate exaggerate stress stop stopped".split()
)
TROUBLE = frozenset(
    "problem problems issue issues error errors bug bugs trouble troubles difficulty difficulties challenge challenges "
    "conflict conflicts complaint complaints crash crashes failure failures downtime doubt surprise surprises effect "
    "cost costs effort hassle delay delays interruption interruptions overhead loss impact change changes warning warnings "
    "drawbacks drawback regressions regression".split()
)
NEED = frozenset(
    "need needed needs necessary required useful relevant worth worthwhile sense beneficial value important crucial "
    "helpful suitable suited appropriate fit justified".split()
)
# Gerunds that say no more than that a thing is used.
USING = frozenset(
    "using having needing requiring relying adding implementing writing setting deploying creating doing performing "
    "employing including introducing installing integrating utilizing utilising applying configuring making building".split()
)
# With these a negation says how much, not whether: "not used much", "not in great depth".
AMOUNTS = frozenset(
    "much many often extensively frequently heavily optimally consistently thoroughly regularly deeply depth depths "
    "detail details far lot everytime every great perfect perfectly actively".split()
)
# What is not this is there in part.
FULL = frozenset(
    "full fully complete extensive comprehensive thorough exhaustive in-depth fully-fledged full-fledged most majority "
    "sophisticated advanced large-scale".split()
)
# Before a noun they tell which or how many, and there are others of it: "no new images", "not a single container".
WHICH_ONES = FULL | frozenset(
    "100 high higher new newer more additional extra other another single separate multiple different further same "
    "larger bigger better perfect".split()
)
# Nouns that add nothing to a name before them: to do without the "X tool" is to do without X.
HEADS = frozenset(
    "tool tools framework frameworks library libraries package packages service services system systems platform "
    "platforms solution solutions software feature features functionality functionalities instance instances vm vms "
    "machine machines image images container containers file files folder folders directory directories job jobs setup "
    "integration integrations pipeline pipelines engine api extension module plugin run runs cluster support usage "
    "workflow workflows step steps part stuff itself app application implementation script scripts code".split()
)
# Participles that begin a clause of their own behind a comma.
RESULTING = frozenset(
    "making allowing enabling ensuring leading resulting causing meaning giving providing keeping letting helping forcing "
    "eliminating reducing improving showing demonstrating indicating thereby therefore hence leaving".split()
)
