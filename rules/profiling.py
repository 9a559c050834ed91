"""The code was profiled: a profiler in live code, in a script or task, or a committed profile.

Known are cProfile, line_profiler, pyinstrument, scalene, py-spy, memory profilers, torch.profiler and the profilers of
training frameworks. A committed profile is a `.prof` file, a trace, or a figure of one that the report or a document
shows. Only a dependency, a commented-out use, or a description with results in the answers is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.figures import is_shown
from rules.gathering import called, commented, imported, required
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
    "torch.utils.bottleneck.*",
    "tensorflow.profiler.*",
    "jax.profiler.*",
    "lightning.pytorch.profilers.*",
    "pytorch_lightning.profilers.*",
    "pytorch_lightning.profiler.*",
    "tracemalloc.*",
)
_PROFILE_FILE = re.compile(
    r"\.(?:prof|pstats?|lprof|pyisession)$|\.pt\.trace\.json$|(?:^|/)cprofile[^/]*\.txt$", re.IGNORECASE
)
_FIGURE = re.compile(r"profil|snakeviz|flame_?graph|tuna", re.IGNORECASE)
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
    live = [*called(python.calls(*_CALLS)), *_trainer_profilers(python), *_configured(configs)]
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
    ]
    if weak:
        return partial(
            "Profiling is described or prepared, but neither code nor a profile of it is there.", weak, ["profil"]
        )
    return absent("No profiler in code, commands or configuration, and no committed profile.", words=["profil"])


def _trainer_profilers(python: PythonCode) -> Iterator[Evidence]:
    for call in python.calls(*TRAINERS):
        profiler = call.keywords.get("profiler")
        if profiler is not None and profiler.literal is not None:
            yield Evidence("call", "gives the Trainer a profiler", call.place)


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
        if any(words and words[0] in names for words in command.programs()):
            piece = Evidence("command", f"runs a profiler: {command.text}", command.place)
            (run if command.live else documented).append(piece)
    return run, documented


def _committed(snapshot: Snapshot, report: Report | None, documents: list[Document]) -> Iterator[Evidence]:
    for entry in snapshot.files:
        if _PROFILE_FILE.search(entry.path):
            yield Evidence("file", "a committed profile", Place(entry.path))
        elif entry.suffix in _FIGURE_ENDINGS and _FIGURE.search(entry.name) and is_shown(entry.path, report, documents):
            yield Evidence("figure", "a figure of a profile that the report or a document shows", Place(entry.path))


def _described(answers: Answers) -> Iterator[Evidence]:
    names = [name for tool in _TOOLS for name in (*tool.names, *tool.exact)]
    for mention in answers.saying(*names, "profiling", "profiler", "profiled"):
        yield Evidence("answer", f"question {mention.sentence.question} describes profiling", mention.sentence.place)


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
    Example("a user profile", "absent", {"src/profile.py": "def profile(user):\n    return user\n\nprofile(1)"}),
]
