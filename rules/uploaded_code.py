"""All code is uploaded: the project's source is there, and so are the files that the answers name.

Files or folders that the answers name as the group's own and that are missing make it `partial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.rule import Evidence, Example, Finding, Polarity, absent, partial, present

if TYPE_CHECKING:
    from auditor.facts.named_paths import NamedPaths
    from auditor.repository.snapshot import Snapshot

_SOURCE = (".py", ".ipynb", ".js", ".ts", ".tsx", ".jl", ".r", ".cpp", ".go", ".rs", ".java")

LOOKS_ELSEWHERE = False


def judge(python: PythonCode, snapshot: Snapshot, named_paths: NamedPaths) -> Finding:
    code = [
        Evidence("source", f"{len(module.functions)} functions, {len(module.classes)} classes", Place(module.path))
        for module in python.own
        if module.functions or module.classes or module.calls
    ]
    code += [Evidence("source", "source code", Place(e.path)) for e in snapshot.files if e.suffix in _SOURCE[2:]]
    if not code:
        return absent("There is no source code in the repository.", words=["def ", "import "])
    missing = [
        Evidence(
            "answer", f"question {named.question} names {named.path}, which is not there", named.place, Polarity.AGAINST
        )
        for named in named_paths.missing
    ]
    if missing:
        count = len({piece.message for piece in missing})
        return partial(
            f"The source is there, but {count} thing{'s' if count != 1 else ''} that the answers name "
            f"{'are' if count != 1 else 'is'} not.",
            [*code, *missing],
        )
    return present("The source code and the files that the answers name are there.", code)


_CODE = {"src/app/train.py": "def train():\n    return 1"}

EXAMPLES = [
    Example("code, and nothing named", "present", _CODE),
    Example("a named file that is there", "present", _CODE, answers={12: "Run `python src/app/train.py` to train."}),
    Example("a file that is not there", "partial", _CODE, answers={15: "See `docker/train.Dockerfile` for our image."}),
    Example("denied", "present", _CODE, answers={5: "We removed the `notebooks/` folder."}),
    Example("no code", "absent", {"README.md": "Soon."}),
]
