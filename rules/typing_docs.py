"""The code is typed a bit, and its essential parts are documented.

Present: at least a third of the functions have a type annotation, and at least a third have a docstring; or two in
five have a docstring or a comment on every tenth line, which is commented throughout. Only one of the two, or both at a
tenth or more, is `partial`. Tests, notebooks, functions of the template's own and files copied from libraries are left
out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.facts.python import Function, PythonCode
from auditor.facts.python.comments import comment_lines
from auditor.facts.python.copied import copied_modules
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.course import is_report_checker

if TYPE_CHECKING:
    from auditor.facts.template import TemplateMatch

LOOKS_ELSEWHERE = False

_ENOUGH, _SOME = 1 / 3, 1 / 10
_COMMENTED = 2 / 5  # of the functions have a docstring or are commented throughout
_LINES_PER_COMMENT = 10
# What a file with functions holds at the beginning of a line; in a notebook's file a quote stands before it.
_WORDS = ("\ndef ", "\nclass ", "\nasync def ")


@dataclass(frozen=True, slots=True)
class _Counted:
    function: Function
    is_commented: bool

    @property
    def is_explained(self) -> bool:
        return self.function.has_docstring or self.is_commented


def judge(python: PythonCode, snapshot: Snapshot, template: TemplateMatch) -> Finding:
    counted = _counted(python, snapshot, template)
    if not counted:
        return absent(
            "There are no functions of the group's own that could be annotated or documented.", words=("def ",)
        )
    total = len(counted)
    annotated = sum(one.function.is_annotated for one in counted)
    documented = sum(one.function.has_docstring for one in counted)
    explained = sum(one.is_explained for one in counted)
    is_typed = annotated >= _ENOUGH * total
    is_documented = documented >= _ENOUGH * total or explained >= _COMMENTED * total
    noun = "function" if total == 1 else "functions"
    told = f"Of {total} {noun}, {annotated} {_have(annotated)} a type annotation and {documented} a docstring"
    if documented < _ENOUGH * total and (is_documented or documented < _SOME * total <= explained):
        told += f"; {explained} {_have(explained)} a docstring or a comment on every tenth line"
    evidence = [_evidence(one) for one in counted if one.function.is_annotated or one.is_explained]
    if is_typed and is_documented:
        return present(f"{told}.", evidence)
    if is_typed or is_documented or (annotated >= _SOME * total and explained >= _SOME * total):
        return partial(f"{told}.", evidence)
    return absent(f"{told}.", evidence, _WORDS)


def _counted(python: PythonCode, snapshot: Snapshot, template: TemplateMatch) -> list[_Counted]:
    copied = copied_modules(python, snapshot)
    comments = comment_lines(python, snapshot)
    found = []
    for module in python.own:
        if module.is_notebook or module.path in copied or is_report_checker(module):
            continue
        for function in module.functions:
            if template.owns(function.place):
                continue
            start, end = function.place.start or 0, function.place.end or 0
            lines = sum(start <= number <= end for number in comments[module.path])
            found.append(_Counted(function, lines >= max(1, (end - start + 1) / _LINES_PER_COMMENT)))
    return found


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _evidence(one: _Counted) -> Evidence:
    function = one.function
    what = ["is annotated"] if function.is_annotated else []
    if one.is_explained:
        what.append("has a docstring" if function.has_docstring else "is commented throughout")
    return Evidence("function", f"{function.qualified_name} {' and '.join(what)}", function.place)


_PLAIN = "def f{n}(x):\n    return x\n\n"
_FULL = 'def g{n}(x: int) -> int:\n    """Return x."""\n    return x\n\n'


def _functions(plain: int, full: int) -> str:
    return "".join(_PLAIN.format(n=n) for n in range(plain)) + "".join(_FULL.format(n=n) for n in range(full))


EXAMPLES = [
    Example("a third of them", "present", {"src/a.py": _functions(2, 1)}, at=("src/a.py:7-9",)),
    Example(
        "comments throughout instead of docstrings",
        "present",
        {"a.py": "def f(x: int):\n    # Doubling it keeps the sum even.\n    y = 2 * x\n    return y"},
    ),
    Example("two of ten", "partial", {"a.py": _functions(8, 2)}),
    Example("types only", "partial", {"a.py": "def f(x: int) -> int:\n    return x"}),
    Example("docstrings only", "partial", {"a.py": 'def f(x):\n    """Return x."""\n    return x'}),
    Example("neither", "absent", {"a.py": _functions(3, 0)}),
    Example("one of twenty", "absent", {"a.py": _functions(19, 1)}),
    Example("code in comments is no comment", "partial", {"a.py": "def f(x: int):\n    # y = f(x)\n    return x"}),
    Example("only in tests", "absent", {"a.py": _functions(3, 0), "tests/test_a.py": _functions(0, 9)}),
    Example(
        "only in files copied from a library",
        "absent",
        {
            "a.py": _functions(3, 0),
            "b.py": f"# Copyright 2024 The Example Authors. All rights reserved.\n{_functions(0, 9)}",
        },
    ),
    Example("commented out", "absent", {"a.py": "# def f(x: int) -> int:\n#     return x\nx = 1"}),
]
