"""What configuration files are said to hold: settings by name, their number, a sweep's goal, Hydra's entry points."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor.facts.configs import Shape
from auditor.facts.hydra import read_hydra
from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, Value, stated
from auditor.statements.numbers import read_numbers
from auditor.statements.wording import joined

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.configs import ConfigFile
    from auditor.prose.sentences import Sentence

# Settings as people call them, and how keys of files name them.
_SETTINGS = {
    "learning rate": (r"\blearning[- ]?rates?\b|\blr\b", r"(?<![a-z])lr(?![a-z])|learning_?rate|learn_?rate|base_lr"),
    "batch size": (r"\bbatch[- ]?sizes?\b", r"batch|(?<![a-z])bs(?![a-z])"),
    "epochs": (r"\bepochs?\b", r"epoch"),
    "optimizer": (r"\boptimi[sz]ers?\b", r"opt"),
    "dropout": (r"\bdropout\b", r"drop"),
    "weight decay": (r"\bweight[- ]?decay\b", r"decay|(?<![a-z])wd(?![a-z])"),
    "hidden size": (r"\bhidden (?:size|dim|layer|unit|channel)\w*", r"hidden|dim|layer|unit|channel|fc|width"),
    "number of workers": (r"\b(?:number of |num[_ ])workers\b", r"worker"),
    "seed": (r"\bseeds?\b", r"seed|random_state"),
    "momentum": (r"\bmomentum\b", r"momentum|betas?"),
    "patience": (r"\bpatience\b", r"patience|stopping"),
}
_FILE = re.compile(r"(?<![\w/.-])(?P<path>(?:[\w.-]+/)*[\w-]+\.ya?ml)\b", re.IGNORECASE)
_THIS_FILE = re.compile(
    r"\b(?:this|the|that|these|our|a|all|main|master)\s+(?:\w+[- ]){0,2}?(?:config\w*|yaml|settings?|hydra)\s+files?\b"
    r"|\bthis file\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:includ\w+|contain\w*|hold(?:s|ing)?|stor(?:e|es|ed|ing)|defin(?:e|es|ed|ing)|specif\w+|keeps?|has|have|had|"
    r"list(?:s|ed)|with|sets?)\b",
    re.IGNORECASE,
)
_NOT_THESE = re.compile(
    r"\bsweeps?\b|\boverr\w+|\bcommand[- ]line\b|\bchang\w+|\bhydra[/ ]folder|\boutputs?\b|\blogg?\w*", re.IGNORECASE
)
_SWEEP = re.compile(r"\bsweep", re.IGNORECASE)
_GOAL = re.compile(
    r"\b(?P<goal>maximi[sz]\w*|minimi[sz]\w*)\s+(?:the\s+|our\s+|its\s+)?"
    r"(?P<metric>(?P<split>train(?:ing)?|validation|val|test|evaluation|eval)?[\s_/-]*(?P<what>acc(?:uracy)?|loss|f1|error|mse|rmse|mae|auc|iou|map|precision|recall))\b",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:(?P<bayes>bayes(?:ian)?(?:\s+(?:optimi[sz]ation|search|sweep|hyper\w+))?)|(?P<random>random\s+(?:search|sweep))"
    r"|(?P<grid>grid[- ]?(?:search|sweep)))\b",
    re.IGNORECASE,
)
_VARIED = re.compile(r"\bsweeps?\b|\bvar(?:y|ied|ying)\b|\bexplor\w+|\btun(?:e|ed|ing)\b|\bsearch\w*", re.IGNORECASE)
# What came out of it, which the file does not show.
_RESULTS = re.compile(r"\b(?:reveal\w*|best|better|impactful|importan\w*|influential|crucial|decided)\b", re.IGNORECASE)
# A parameter of a sweep, and not one that it keeps fixed: "parameters.train.lr.max".
_PARAMETER = re.compile(r"parameters\.(?P<name>.+)\.(?:values|min|max|mu|sigma|distribution|q|probabilities)(?:\.\d+)?")
_SPLITS = {"train": "train", "validation": "val", "val": "val", "test": "test", "evaluation": "val", "eval": "val"}
_COUNTED = re.compile(r"\bhyper-?parameters?\b|\bparameters?\b|\bsettings?\b", re.IGNORECASE)
_ENTRY_POINT = re.compile(
    r"\bhydra\b[^.;]{0,20}\bentry[- ]?points?\b|\bentry[- ]?points?\b[^.;]{0,30}\bhydra\b", re.IGNORECASE
)
_FOLDER = re.compile(r"(?<![\w/.-])(?P<path>(?:[\w.-]+/)+)(?![\w-])")


def find(facts: Facts) -> Iterator[Statement]:
    """Statements on what configuration files hold."""
    configs = [config for config in facts.configs if config.settings and not config.is_output]
    sentences = facts.answers.sentences
    for before, sentence in pairwise([None, *sentences]):
        assert sentence is not None
        if sentence.context not in ("prose", "list"):
            continue
        earlier = before if before and before.question == sentence.question else None
        if configs:
            yield from _listed_settings(sentence, earlier, configs, facts)
            yield from _sweep_goal(sentence, configs)
            yield from _sweep_method(sentence, configs)
            yield from _sweep_parameters(sentence, configs)
            yield from _number_of_settings(sentence, configs)
        if "ydra" in sentence.plain:
            yield from _entry_points(sentence, facts)


def _listed_settings(
    sentence: Sentence, before: Sentence | None, configs: Sequence[ConfigFile], facts: Facts
) -> Iterator[Statement]:
    """A configuration file holds such and such."""
    plain = sentence.plain
    if "config" not in plain.lower() and "file" not in plain and ".y" not in plain:
        return
    file = _FILE.search(plain) or (before and _THIS_FILE.search(plain) and _FILE.search(before.plain))
    verb = _HOLDS.search(plain)
    if verb is None or not (file or _THIS_FILE.search(plain)) or _NOT_THESE.search(plain):
        return
    named = [name for name, (said, _) in _SETTINGS.items() if re.search(said, plain, re.IGNORECASE)]
    if len(named) < 2 or mood_of(sentence, verb.span()) is not Mood.AFFIRMED:
        return
    wanted = posixpath.basename(file["path"]).lower() if file else ""
    own = [config for config in configs if posixpath.basename(config.path).lower() == wanted] or list(configs)
    found = {name: _setting(name, own) or _setting(name, configs) for name in named}
    missing = [name for name, piece in found.items() if piece is None]
    pieces = [piece for piece in found.values() if piece]
    if not missing:
        files = ", ".join(dict.fromkeys(piece.place.path or "" for piece in pieces))
        reason = f"{joined(named)} {'is' if len(named) == 1 else 'are'} set in {files}."
        yield _statement(sentence, Kind.CONFIG, tuple(named), Outcome.CONFIRMED, reason, pieces)
    elif pieces and not _is_mentioned(missing, facts):
        files = own[0].path if wanted and len(own) == 1 else "any configuration file"
        reason = f"No {joined(missing)} is set in {files}" + (", nor in another." if files == own[0].path else ".")
        yield _statement(
            sentence, Kind.CONFIG, tuple(missing), Outcome.REFUTED, reason, pieces, f"no {joined(missing)}"
        )


def _setting(name: str, configs: Sequence[ConfigFile]) -> Evidence | None:
    pattern = re.compile(_SETTINGS[name][1], re.IGNORECASE)
    for config in configs:
        for setting in config.settings:
            if pattern.search(setting.key) or (setting.key.endswith("_target_") and pattern.search(str(setting.value))):
                return Evidence("setting", f"{setting.key} is {setting.value}", setting.place)
    return None


def _is_mentioned(names: Sequence[str], facts: Facts) -> bool:
    """Whether a configuration file of any kind has one of the settings in its text, or in its name."""
    patterns = [re.compile(_SETTINGS[name][1], re.IGNORECASE) for name in names]
    paths = [entry.path for entry in facts.snapshot.files if entry.suffix in (".yaml", ".yml", ".toml", ".json")]
    paths = [path for path in paths if re.search(r"conf|param|setting|sweep|exp", path, re.IGNORECASE)]
    return any(p.search(path) or p.search(facts.snapshot.text(path) or "") for path in paths for p in patterns)


def _sweep_goal(sentence: Sentence, configs: Sequence[ConfigFile]) -> Iterator[Statement]:
    """A sweep maximises or minimises a metric."""
    match = _GOAL.search(sentence.plain) if _SWEEP.search(sentence.plain) else None
    if match is None or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
        return
    goals: list[tuple[str, str, Place]] = []
    for config in configs:
        if config.shape(Shape.SWEEP):
            by_key = {setting.key: setting for setting in config.settings}
            metric, goal = by_key.get("metric.name"), by_key.get("metric.goal")
            if metric and goal:
                place = Place(config.path, metric.place.start, goal.place.end)
                goals.append((str(goal.value).lower(), str(metric.value), place))
    if not goals:
        return
    claimed = f"{match['goal'].lower()} {match['metric'].strip()}"
    fits = [goal for goal in goals if _fits(match, goal[0], goal[1])]
    to_do, name, place = (fits or goals)[0]
    pieces = [Evidence("sweep", f"the sweep is to {to_do} {name}", place)]
    if fits:
        reason = f"{place.path} is to {to_do} {name}."
        yield _statement(sentence, Kind.CONFIG, claimed, Outcome.CONFIRMED, reason, pieces)
    else:
        reason = f"{place.path} is to {to_do} {name} instead."
        yield _statement(sentence, Kind.CONFIG, claimed, Outcome.REFUTED, reason, pieces, name)


def _sweep_method(sentence: Sentence, configs: Sequence[ConfigFile]) -> Iterator[Statement]:
    """A sweep searches at random, in a grid, or as Bayes' theorem has it."""
    match = _METHOD.search(sentence.plain)
    if match is None or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
        return
    methods = [
        (str(setting.value).lower(), setting.place)
        for config in configs
        if config.shape(Shape.SWEEP)
        for setting in config.settings
        if setting.key == "method"
    ]
    if not methods:
        return
    wanted = match.lastgroup or ""
    fits = [place for method, place in methods if method == wanted]
    pieces = [Evidence("sweep", f"the method is {method}", place) for method, place in methods]
    if fits:
        reason = f"{fits[0].path} has the method {wanted}."
        yield _statement(sentence, Kind.CONFIG, match[0], Outcome.CONFIRMED, reason, pieces)
    elif _SWEEP.search(sentence.plain) and len(_METHOD.findall(sentence.plain)) == 1:
        there = ", ".join(dict.fromkeys(method for method, _ in methods))
        reason = f"{methods[0][1].path} has the method {there}; the sweep that was run may have had another."
        yield _statement(sentence, Kind.CONFIG, match[0], Outcome.UNVERIFIABLE, reason, pieces, there)


def _fits(match: re.Match[str], goal: str, metric: str) -> bool:
    if goal[:5] != match["goal"].lower()[:5]:
        return False
    name = metric.lower()
    split = _SPLITS.get((match["split"] or "").lower().removesuffix("ing"))
    actual = next((short for word, short in _SPLITS.items() if word in name), None)
    is_other_split = split is not None and actual is not None and split != actual
    return not is_other_split and match["what"].lower()[:3] in name


def _sweep_parameters(sentence: Sentence, configs: Sequence[ConfigFile]) -> Iterator[Statement]:
    """A sweep varies such and such. That it does not is not said: other sweeps may have been run."""
    if not _VARIED.search(sentence.plain) or _RESULTS.search(sentence.plain):
        return
    said = {name: re.search(pattern, sentence.plain, re.IGNORECASE) for name, (pattern, _) in _SETTINGS.items()}
    named = {name: match.span() for name, match in said.items() if match}
    if len(named) < 2 or any(mood_of(sentence, span) is not Mood.AFFIRMED for span in named.values()):
        return
    for config in configs:
        if not config.shape(Shape.SWEEP):
            continue
        varied = [(match["name"], s.place) for s in config.settings if (match := _PARAMETER.fullmatch(s.key))]
        found = {
            name: next(((key, place) for key, place in varied if re.search(_SETTINGS[name][1], key, re.I)), None)
            for name in named
        }
        pieces = [Evidence("sweep", f"the sweep varies {one[0]}", one[1]) for one in found.values() if one]
        if len(pieces) == len(named):
            reason = f"The sweep in {config.path} varies {joined(list(named))}."
            yield _statement(sentence, Kind.CONFIG, tuple(named), Outcome.CONFIRMED, reason, pieces)
            return


def _number_of_settings(sentence: Sentence, configs: Sequence[ConfigFile]) -> Iterator[Statement]:
    """There are so many hyperparameters in a file."""
    file = _FILE.search(sentence.plain)
    if file is None or not _COUNTED.search(sentence.plain):
        return
    amount = next(
        (a for a in read_numbers(sentence.plain) if _COUNTED.match(sentence.plain, _behind(a.span[1], sentence))), None
    )
    if amount is None or mood_of(sentence, amount.span) is not Mood.AFFIRMED:
        return
    name = posixpath.basename(file["path"])
    own = [config for config in configs if posixpath.basename(config.path) == name]
    if not own:
        return
    counts = [count for config in own for count in _counts(config)]
    pieces = [Evidence("configuration", f"sets {_counts(config)[0]}", config.place) for config in own]
    value = amount.claimed(sentence.plain)
    if any(amount.covers(count) for count in counts):
        reason = f"{own[0].path} sets {value}."
        yield _statement(sentence, Kind.NUMBER_OTHER, value, Outcome.CONFIRMED, reason, pieces)
    elif len(own) == 1:
        keys = ", ".join(_names(own[0])[:12])
        reason = f"{own[0].path} sets {counts[0]}: {keys}."
        yield _statement(sentence, Kind.NUMBER_OTHER, value, Outcome.REFUTED, reason, pieces, counts[0])


def _behind(offset: int, sentence: Sentence) -> int:
    match = re.compile(r"\s*(?:different|main|key|important|model|training)?\s*").match(sentence.plain, offset)
    return match.end() if match else offset


def _names(config: ConfigFile) -> list[str]:
    """The settings under a mapping of hyperparameters, or all."""
    keys = dict.fromkeys(
        re.sub(r"(?:\.\d{1,9}){1,20}$", "", s.key) for s in config.settings if not s.key.startswith("defaults")
    )
    under = [key for key in keys if re.match(r"(?:hyper|h|model_|train)?_?param\w*\.", key, re.IGNORECASE)]
    return [key.rpartition(".")[2] for key in under or keys]


def _counts(config: ConfigFile) -> list[int]:
    """How many settings a file has by every honest counting: hyperparameters, all, and those of each mapping."""
    keys = dict.fromkeys(re.sub(r"(?:\.\d{1,9}){1,20}$", "", s.key) for s in config.settings)
    tops: dict[str, int] = {}
    for key in keys:
        tops[key.partition(".")[0]] = tops.get(key.partition(".")[0], 0) + 1
    return [len(_names(config)), len(keys), len(tops), *tops.values()]


def _entry_points(sentence: Sentence, facts: Facts) -> Iterator[Statement]:
    """Hydra's entry points lie in a folder."""
    match, folder = _ENTRY_POINT.search(sentence.plain), _FOLDER.search(sentence.plain)
    if match is None or folder is None or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
        return
    path = folder["path"].lstrip("./")
    entries = [
        entry
        for entry in read_hydra(facts.python, facts.configs, facts.snapshot)
        if entry.module.startswith(path) or f"/{path}" in entry.module
    ]
    if entries:
        names = tuple(posixpath.splitext(posixpath.basename(entry.module))[0] for entry in entries)
        reason = f"{path} has {len(entries)} Hydra entry points: {', '.join(names)}."
        pieces = [Evidence("call", f"loads {entry.name}", entry.place) for entry in entries]
        yield _statement(sentence, Kind.CONFIG, names, Outcome.CONFIRMED, reason, pieces)


def _statement(
    sentence: Sentence,
    kind: Kind,
    value: Value,
    outcome: Outcome,
    reason: str,
    evidence: Sequence[Evidence],
    actual: Value = None,
) -> Statement:
    return stated(
        sentence,
        kind,
        value,
        outcome,
        reason,
        actual=actual,
        evidence=evidence[:4],
    )
