"""The code was profiled: a profiler in live code, in a script or task, or a committed profile.

Known are cProfile, line_profiler, pyinstrument, scalene, py-spy, memory profilers, torch.profiler, the profilers of
training frameworks and notebooks' magic commands. A committed profile is a `.prof` file, a trace, a profiler's printed
table, or a figure of one that the report or a document shows. Only a dependency, a commented-out use, code that is
timed, or a description with results in the answers is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.prose.mood import Mood
from auditor.report import Report
from auditor.repository.snapshot import Entry, Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.descriptions import says_done
from rules.figures import is_shown
from rules.gathering import called, commented, imported, once, required
from rules.lightning import TRAINERS
from rules.vocabulary import programs, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.configs import ConfigFile
    from auditor.facts.documents import Document
    from auditor.facts.manifests import Manifests
    from auditor.prose.answers import Answers

_TOOLS = tools_of_kind("profiler")
_CALLS = (
    "cProfile.*",
    "profile.run",
    "profile.runctx",
    "profile.Profile",
    "pstats.Stats",
    "line_profiler.*",
    "pyinstrument.*",
    "memory_profiler.*",
    "memray.*",
    "scalene.*",
    "torch.profiler.*",
    "torch.autograd.profiler.*",
    "tensorflow.profiler.*",
    "jax.profiler.*",
    "lightning.pytorch.profilers.*",
    "pytorch_lightning.profilers.*",
    "pytorch_lightning.profiler.*",
    "tracemalloc.*",
    "torch.cuda.nvtx.*",
    "torch.utils.bottleneck.*",
    "viztracer.*",
    "yappi.*",
)
_TIMERS = ("timeit.*", "torch.utils.benchmark.*")
_MODULES = frozenset({"torch.utils.bottleneck"})  # run with python -m
_MAGIC = re.compile(r'^\s*(?:"\s*)?%%?(?P<name>prun|lprun|mprun|memit|timeit)\b')
_PROFILE_FILE = re.compile(
    r"\.(?:prof|pstats?|lprof|pyisession)$|\.pt\.trace\.json$|(?:^|/)cprofile[^/]*\.txt$", re.IGNORECASE
)
_TABLE_FILE = re.compile(r"profil[^/]*\.(?:txt|log|md)$|(?:^|/)profil[^/]*/[^/]+\.(?:txt|log)$", re.IGNORECASE)
_TABLE = re.compile(r"function calls|\bcumtime\b|\btottime\b|Self CPU|% Time\b|Mem usage")
_FLAME_GRAPH = re.compile(
    r"(?:flame[_-]?graph|profile|speedscope)[^/]*\.svg$|(?:flame[_-]?graph|scalene|pyinstrument|memray)[^/]*\.html$"
    r"|speedscope\.json$|(?:^|/)(?:\w+[_-])?trace\.json(?:\.gz)?$",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"profil|snakeviz|flame_?graph|tuna", re.IGNORECASE)
# The endings of all of the above, to pass over a great many files quickly.
_PROFILE_ENDINGS = frozenset({
    ".prof", ".pstat", ".pstats", ".lprof", ".pyisession", ".json", ".gz", ".txt", ".log", ".md", ".svg", ".html",
})  # fmt: skip
_LARGEST = 1_000_000  # bytes of a printed table
_FIGURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf")


def judge(
    python: PythonCode,
    commands: list[Command],
    configs: list[ConfigFile],
    manifests: Manifests,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
    answers: Answers,
) -> Finding:
    magic, timed = _magic(python, snapshot)
    live = [*called(python.calls(*_CALLS)), *_trainer_profilers(python), *_configured(configs), *_decorated(python)]
    live += magic
    run, documented = _commands(commands)
    committed = list(_committed(snapshot, report, documents))
    if live or run or committed:
        return present("The code is profiled.", [*live, *run, *committed])
    weak = [
        *documented,
        *commented(python.commented_calls(*_CALLS)),
        *imported(python, *_TOOLS),
        *required(manifests, *_TOOLS),
        *_described(answers),
        *timed,
        *called(python.calls(*_TIMERS), "times code"),
    ]
    if weak:
        return partial(
            "Profiling is described or prepared, but neither code nor a profile of it is there.", once(weak), ["profil"]
        )
    return absent("No profiler in code, commands or configuration, and no committed profile.", words=["profil"])


def _trainer_profilers(python: PythonCode) -> Iterator[Evidence]:
    for call in python.calls(*TRAINERS):
        profiler = call.keywords.get("profiler")
        if profiler is not None and profiler.literal is not None:
            yield Evidence("call", "gives the Trainer a profiler", call.place)


def _decorated(python: PythonCode) -> Iterator[Evidence]:
    """Functions under `@profile`, a name that only kernprof and mprof give a script."""
    for module in python.own:
        for call in module.calls:
            if call.is_decorator and call.name == "profile" and not call.is_resolved:
                yield Evidence("call", "marks a function for a line or memory profiler", call.place)


def _magic(python: PythonCode, snapshot: Snapshot) -> tuple[list[Evidence], list[Evidence]]:
    """The magic commands of notebooks that profile, and those that only time."""
    found: tuple[list[Evidence], list[Evidence]] = ([], [])
    for path in (module.path for module in python.own if module.is_notebook):
        for number, line in enumerate(snapshot.lines(path), start=1):
            if match := _MAGIC.match(line):
                piece = Evidence("command", f"runs %{match['name']}", Place(path, number, number))
                found[match["name"] == "timeit"].append(piece)
    return found


def _configured(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        for setting in config.settings:
            parts = setting.key.split(".")
            if parts[-1] == "profiler" and setting.value not in (None, "", "null", "None", False):
                yield Evidence("configuration", f"sets the profiler to {setting.value}", setting.place)


def _commands(commands: list[Command]) -> tuple[list[Evidence], list[Evidence]]:
    """Commands that run a profiler, and those that a document only shows."""
    names = frozenset(programs(_TOOLS)) - {"snakeviz"}  # which shows a profile and makes none
    run: list[Evidence] = []
    documented: list[Evidence] = []
    for command in commands:
        if any(
            words and (words[0] in names or words[0] in _MODULES or _profiles_tests(words))
            for words in command.programs()
        ):
            piece = Evidence("command", f"runs a profiler: {command.text}", command.place)
            (run if command.live else documented).append(piece)
    return run, documented


def _profiles_tests(words: tuple[str, ...]) -> bool:
    """Whether pytest is told to profile the tests, by its plugins."""
    return words[0] in ("pytest", "py.test") and any(
        word in ("--profile", "--profile-svg", "--memray") for word in words
    )


def _committed(snapshot: Snapshot, report: Report | None, documents: list[Document]) -> Iterator[Evidence]:
    for entry in snapshot.files:
        suffix = entry.suffix
        if suffix in _PROFILE_ENDINGS and _is_profile(entry, snapshot):
            yield Evidence("file", "a committed profile", Place(entry.path))
        elif suffix in _FIGURE_ENDINGS and _FIGURE.search(entry.name) and is_shown(entry.path, report, documents):
            yield Evidence("figure", "a figure of a profile that the report or a document shows", Place(entry.path))


def _is_profile(entry: Entry, snapshot: Snapshot) -> bool:
    named = _PROFILE_FILE.search(entry.path) or _FLAME_GRAPH.search(entry.path)
    return named is not None or _is_table(entry, snapshot)


def _is_table(entry: Entry, snapshot: Snapshot) -> bool:
    """Whether a text file that is called so holds what a profiler prints."""
    if not _TABLE_FILE.search(entry.path) or (entry.size or 0) > _LARGEST:
        return False
    return any(_TABLE.search(line) for line in snapshot.lines(entry.path))


def _described(answers: Answers) -> Iterator[Evidence]:
    names = [name for tool in _TOOLS for name in (*tool.names, *tool.exact)]
    names += ["profiling", "profiler", "profiled"]
    others = answers.saying(*names, moods=frozenset(Mood) - {Mood.AFFIRMED})
    unclear = {id(mention.sentence) for mention in others}
    denying = {mention.sentence.question for mention in others if mention.mood is Mood.DENIED}
    for mention in answers.saying(*names):
        sentence = mention.sentence
        # An answer that says no may go on to praise it: "profiling can offer valuable insights".
        if id(sentence) not in unclear and (sentence.question not in denying or says_done(sentence)):
            yield Evidence("answer", f"question {sentence.question} describes profiling", sentence.place)


EXAMPLES = [
    Example(
        "cProfile in code",
        "present",
        {"src/p.py": "import cProfile\n\ncProfile.run('main()', 'out.prof')"},
        at=("src/p.py:3",),
    ),
    Example(
        "torch's profiler around the loop",
        "present",
        {"src/t.py": "from torch.profiler import profile\n\nwith profile() as p:\n    pass"},
    ),
    Example("a task", "present", {"Makefile": "profile:\n\tpython -m cProfile -o out.prof src/train.py"}),
    Example(
        "Lightning's",
        "present",
        {"src/t.py": "import lightning as L\n\nL.Trainer(profiler='simple')"},
    ),
    Example("a committed profile", "present", {"reports/train.prof": b"\x00\x01"}),
    Example(
        "a figure that the report shows",
        "present",
        {"reports/figures/profile.png": b"\x89PNG\x00", "reports/README.md": "x"},
        answers={16: "See ![profile](figures/profile.png)."},
    ),
    Example(
        "a notebook's magic command",
        "present",
        {
            "a.ipynb": '{"cells": [{"cell_type": "code", "source": ["%prun train()"]}], "nbformat": 4}'.replace(
                '["', '[\n"'
            )
        },
        at=("a.ipynb:2",),
    ),
    Example("a decorator that kernprof gives", "present", {"a.py": "@profile\ndef train():\n    pass"}),
    Example(
        "a printed table", "present", {"reports/profiling.txt": "   12 function calls in 0.1 seconds\n ncalls  tottime"}
    ),
    Example("a profile of data", "absent", {"reports/data_profile.html": "<html></html>", "docs/profile.md": "# Us"}),
    Example("code that is timed", "partial", {"a.py": "import timeit\n\ntimeit.timeit('f()')"}),
    Example("no profiler set", "absent", {"src/t.py": "import lightning as L\n\nL.Trainer(profiler=None)"}),
    Example("only required", "partial", {"requirements.txt": "snakeviz==2.2"}),
    Example("commented out", "partial", {"src/t.py": "# import cProfile\n# cProfile.run('main()')\nx = 1"}),
    Example(
        "described with results",
        "partial",
        {"a.py": "x = 1"},
        answers={16: "We ran cProfile on the training script, and most time went into loading images."},
    ),
    Example(
        "denied",
        "absent",
        {"a.py": "x = 1"},
        answers={16: "We did not profile our code with cProfile."},
    ),
    Example(
        "denied, and praised",
        "absent",
        {"a.py": "x = 1"},
        answers={16: "We have not implemented profiling. Profiling can offer valuable insights into bottlenecks."},
    ),
    Example("a user profile", "absent", {"src/profile.py": "def profile(user):\n    return user\n\nprofile(1)"}),
]
