"""The tests that pytest would collect: how many, what they assert, whether they are skipped, what they exercise.

Collection by name as pytest documents it (https://docs.pytest.org/en/stable/explanation/goodpractices.html): functions
and methods that begin with `test`, methods in classes that begin with `Test` and have no `__init__` or that derive from
unittest's TestCase, in files called `test_*.py` or `*_test.py` unless the project's configuration names others.
"""

from __future__ import annotations

import ast
import fnmatch
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.facts.python.model import PythonModule
from auditor.place import Place
from auditor.repository.snapshot import Snapshot

if TYPE_CHECKING:
    import libcst

PYTEST_FILES = ("test_*.py", "*_test.py")
_NOT_VISITED = ("build", "dist", "venv", "CVS", "_darcs")  # pytest's norecursedirs, with folders that begin with a dot
_ASSERTING = ("raises", "warns", "deprecated_call", "fail")


class Skip(Enum):
    """Whether a test is skipped: always, or where a condition holds."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"


@dataclass(frozen=True, slots=True)
class TestFunction:
    """One collected test function or method.

    assertions: how many statements can fail it (`assert True` cannot). cases: how often pytest runs it, parameters
    multiplied; None where their number is not written down. names: full dotted names of what it calls and reads,
    its fixtures and the helpers of its module included.
    """

    __test__ = False  # it is not a test itself, whatever its name says to pytest

    name: str
    qualified_name: str
    place: Place
    assertions: int
    skip: Skip | None
    cases: int | None
    names: frozenset[str]

    @property
    def path(self) -> str:
        return self.place.path or ""

    def uses(self, *patterns: str) -> bool:
        """Whether one of the names is a pattern, or lies below it where the pattern ends in `.*`."""
        return any(
            name == pattern or (pattern.endswith(".*") and name.startswith(pattern[:-1]))
            for pattern in patterns
            for name in self.names
        )


@dataclass(frozen=True, slots=True)
class TestSuite:
    """All collected tests, by path and line. almost: test functions in files that pytest does not look into."""

    __test__ = False

    tests: tuple[TestFunction, ...]
    almost: tuple[TestFunction, ...]
    files: tuple[str, ...]

    @property
    def cases(self) -> int:
        """How many tests pytest reports: parameters multiplied where their number is known."""
        return sum(test.cases or 1 for test in self.tests)

    def in_files(self, *patterns: str) -> list[TestFunction]:
        """The tests whose path matches one of the glob patterns."""
        return [test for test in self.tests if any(fnmatch.fnmatch(test.path, pattern) for pattern in patterns)]


def read_tests(snapshot: Snapshot, python: PythonCode, file_patterns: Sequence[str] = PYTEST_FILES) -> TestSuite:
    """The test suite of a snapshot. file_patterns: pytest's `python_files`."""
    tests: list[TestFunction] = []
    almost: list[TestFunction] = []
    files = []
    names = _Names(python)
    for module in python.modules:
        if module.is_notebook:
            continue
        collected = _is_collected(module.path, file_patterns)
        if not collected and not (module.is_test and "test" in module.path.rpartition("/")[2]):
            continue
        found = list(_read_file(snapshot.text(module.path) or "", module, names))
        if collected:
            files.append(module.path)
            tests += found
        else:
            almost += found
    return TestSuite(tuple(tests), tuple(almost), tuple(files))


def _is_collected(path: str, patterns: Sequence[str]) -> bool:
    folder, _, name = path.rpartition("/")
    if any(part in _NOT_VISITED or part.startswith(".") for part in folder.split("/")):
        return False
    return any(fnmatch.fnmatch(name, pattern.rpartition("/")[2]) for pattern in patterns)


def _read_file(text: str, module: PythonModule, names: _Names) -> Iterator[TestFunction]:
    import libcst

    try:
        tree = libcst.parse_module(text)
    except (libcst.ParserSyntaxError, RecursionError):
        return  # the interpreter's parser may have coped; without a concrete tree there is nothing to count
    places = {function.qualified_name: function.place for function in module.functions}
    helpers = _asserting_helpers(tree.body)
    skip_all = _module_skip(tree.body)
    for function, owners in _collect(tree.body, ()):
        qualified = ".".join([*(owner.name.value for owner in owners), function.name.value])
        if qualified not in places:
            continue  # in code that never runs
        decorators = [d.decorator for node in (function, *owners) for d in node.decorators]
        body = _statements(function.body)
        skips = [skip for skip in (skip_all, _decorated_skip(decorators), _body_skip(body)) if skip]
        yield TestFunction(
            name=function.name.value,
            qualified_name=qualified,
            place=places[qualified],
            assertions=_count_assertions(body, helpers),
            skip=Skip.ALWAYS if Skip.ALWAYS in skips else skips[0] if skips else None,
            cases=_cases(decorators),
            names=names.of(module, qualified),
        )


def _collect(
    body: Iterable[libcst.CSTNode], owners: tuple[libcst.ClassDef, ...]
) -> Iterator[tuple[libcst.FunctionDef, tuple[libcst.ClassDef, ...]]]:
    """Test functions with the classes around them; of several with one name the last, as Python binds them."""
    import libcst

    found: dict[str, tuple[libcst.FunctionDef, tuple[libcst.ClassDef, ...]]] = {}
    classes: dict[str, libcst.ClassDef] = {}
    for node in _flat(body):
        if isinstance(node, libcst.FunctionDef):
            found.pop(node.name.value, None)
            if node.name.value.startswith("test") and not _is_fixture(node):
                found[node.name.value] = (node, owners)
        elif isinstance(node, libcst.ClassDef):
            classes[node.name.value] = node
    yield from found.values()
    for node in classes.values():
        if _is_test_class(node):
            yield from _collect(node.body.body, (*owners, node))


def _flat(body: Iterable[libcst.CSTNode]) -> Iterator[libcst.CSTNode]:
    """Statements, and those inside `if`, `try` and `with` at the same level."""
    import libcst

    for node in body:
        yield node
        if isinstance(node, libcst.If | libcst.Try | libcst.With | libcst.Else):
            yield from _flat(node.body.body)
            following = getattr(node, "orelse", None)
            if following is not None:
                yield from _flat([following] if isinstance(following, libcst.If) else following.body.body)


def _is_test_class(node: libcst.ClassDef) -> bool:
    import libcst

    if any(_dotted(base.value).rpartition(".")[2].endswith("TestCase") for base in node.bases):
        return True
    has_init = any(isinstance(n, libcst.FunctionDef) and n.name.value == "__init__" for n in node.body.body)
    return node.name.value.startswith("Test") and not has_init


def _is_fixture(node: libcst.FunctionDef) -> bool:
    return any(_dotted(d.decorator).rpartition(".")[2] in ("fixture", "yield_fixture") for d in node.decorators)


def _dotted(node: libcst.CSTNode) -> str:
    """The dotted name of an expression, that of the callee for a call; empty where there is none."""
    import libcst

    parts: list[str] = []
    while True:
        if isinstance(node, libcst.Call):
            node = node.func
        elif isinstance(node, libcst.Attribute):
            parts.append(node.attr.value)
            node = node.value
        else:
            break
    if isinstance(node, libcst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


def _statements(body: libcst.BaseSuite) -> list[libcst.CSTNode]:
    """All statements below a body, compound ones before what they hold, nested definitions left out."""
    import libcst

    found: list[libcst.CSTNode] = []
    waiting: list[libcst.CSTNode] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, libcst.FunctionDef | libcst.ClassDef):
            continue
        if isinstance(node, libcst.SimpleStatementLine | libcst.SimpleStatementSuite):
            found += node.body
        elif isinstance(node, libcst.IndentedBlock):
            waiting += reversed(node.body)
        elif isinstance(node, libcst.BaseCompoundStatement | libcst.Else | libcst.ExceptHandler | libcst.Finally):
            found.append(node)
            parts = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
            parts[1:1] = getattr(node, "handlers", ())
            waiting += reversed([part for part in parts if part is not None])
    return found


def _count_assertions(statements: Sequence[libcst.CSTNode], helpers: frozenset[str]) -> int:
    import libcst

    count = 0
    for node in statements:
        if isinstance(node, libcst.Assert):
            count += not _is_always_true(node.test)
        elif isinstance(node, libcst.Raise):
            count += node.exc is not None and _dotted(node.exc) == "AssertionError"
        elif isinstance(node, libcst.With):
            count += any(_asserts(item.item, frozenset()) for item in node.items)
        elif isinstance(node, libcst.Expr | libcst.Return | libcst.Assign) and node.value is not None:
            value = node.value.expression if isinstance(node.value, libcst.Await) else node.value
            count += isinstance(value, libcst.Call) and _asserts(value, helpers)
    return count


def _asserts(node: libcst.CSTNode, helpers: frozenset[str]) -> bool:
    """Whether a call fails by an assertion: unittest's, numpy's and torch's, a mock's, pytest.raises, a helper's."""
    name = _dotted(node).rpartition(".")[2]
    return name.startswith("assert") or name in _ASSERTING or name in helpers


def _is_always_true(node: libcst.BaseExpression) -> bool:
    import libcst

    if isinstance(node, libcst.Tuple):
        return bool(node.elements)
    if isinstance(node, libcst.Name):
        return node.value == "True"
    if isinstance(node, libcst.Integer):
        return node.value != "0"
    return isinstance(node, libcst.SimpleString) and len(node.raw_value) > 0


def _asserting_helpers(body: Iterable[libcst.CSTNode]) -> frozenset[str]:
    """Functions and methods of a test file that are no tests and hold an assertion."""
    import libcst

    found = set()
    for node in _flat(body):
        inner = node.body.body if isinstance(node, libcst.ClassDef) else [node]
        for function in inner:
            if isinstance(function, libcst.FunctionDef) and not function.name.value.startswith("test"):
                if _count_assertions(_statements(function.body), frozenset()):
                    found.add(function.name.value)
    return frozenset(found)


def _decorated_skip(decorators: Sequence[libcst.BaseExpression]) -> Skip | None:
    import libcst

    result: Skip | None = None
    for decorator in decorators:
        name = _dotted(decorator).rpartition(".")[2]
        if name == "skip":
            return Skip.ALWAYS
        if name in ("skipif", "skipIf", "skipUnless"):
            result = Skip.SOMETIMES
            arguments = decorator.args if isinstance(decorator, libcst.Call) else ()
            condition = arguments[0].value if arguments else None
            if isinstance(condition, libcst.Name):
                value = {"True": True, "False": False}.get(condition.value)
                if value is (name != "skipUnless"):
                    return Skip.ALWAYS
    return result


def _body_skip(statements: Sequence[libcst.CSTNode]) -> Skip | None:
    """A call of pytest.skip: before anything else that can fail, it skips always."""
    import libcst

    for position, node in enumerate(statements):
        name = _dotted(node.value) if isinstance(node, libcst.Expr | libcst.Assign) else ""
        if name.rpartition(".")[2] in ("skip", "skipTest", "importorskip"):
            compound = any(isinstance(before, libcst.BaseCompoundStatement) for before in statements[:position])
            always = not compound and not name.endswith("importorskip")
            return Skip.ALWAYS if always else Skip.SOMETIMES
    return None


def _module_skip(body: Iterable[libcst.CSTNode]) -> Skip | None:
    import libcst

    for line in body:
        if not isinstance(line, libcst.SimpleStatementLine):
            continue
        for node in line.body:
            if isinstance(node, libcst.Expr) and _dotted(node.value) in ("pytest.skip", "skip"):
                return Skip.ALWAYS
            if isinstance(node, libcst.Assign) and _dotted(node.targets[0].target) == "pytestmark":
                marks = node.value.elements if isinstance(node.value, libcst.List | libcst.Tuple) else None
                values = [element.value for element in marks] if marks is not None else [node.value]
                return _decorated_skip(values)
    return None


def _cases(decorators: Sequence[libcst.BaseExpression]) -> int | None:
    """How many cases the parametrize decorators make together."""
    import libcst

    counts = []
    for decorator in decorators:
        name = _dotted(decorator).rpartition(".")[2]
        if name not in ("parametrize", "expand") or not isinstance(decorator, libcst.Call):
            continue
        position = 1 if name == "parametrize" else 0
        values = next((a.value for a in decorator.args if a.keyword and a.keyword.value == "argvalues"), None)
        if values is None and len(decorator.args) > position:
            values = decorator.args[position].value
        count = _length(values)
        if count is None:
            return None
        counts.append(count)
    return math.prod(counts)


def _length(node: libcst.CSTNode | None) -> int | None:
    import libcst

    if isinstance(node, libcst.List | libcst.Tuple | libcst.Set):
        plain = all(isinstance(element, libcst.Element) for element in node.elements)
        return len(node.elements) if plain else None
    if isinstance(node, libcst.Call) and _dotted(node) == "range":
        try:
            return len(range(*(int(ast.literal_eval(_integer(a.value))) for a in node.args)))
        except (ValueError, TypeError):
            return None
    return None


def _integer(node: libcst.CSTNode) -> str:
    import libcst

    return node.value if isinstance(node, libcst.Integer) else ""


class _Names:
    """What functions of test files call and read, followed through fixtures and helpers."""

    def __init__(self, python: PythonCode) -> None:
        self._python = python
        self._by_module: dict[str, dict[str, set[str]]] = {}

    def of(self, module: PythonModule, qualified: str) -> frozenset[str]:
        """Full names in a function, in the set-up of its class, its fixtures, and the helpers that it calls."""
        found: set[str] = set()
        seen: set[tuple[str, str]] = set()
        waiting = [(module, qualified)]
        owner = qualified.rpartition(".")[0]
        if owner:
            waiting += [(module, f"{owner}.{name}") for name in ("setUp", "setUpClass", "setup_method", "setup_class")]
        while waiting:
            current, function = waiting.pop()
            if (current.path, function) in seen:
                continue
            seen.add((current.path, function))
            names = self._names(current).get(function, set())
            found |= names
            waiting += self._fixtures(current, function)
            own = f"{current.name}."
            waiting += [(current, name[len(own) :]) for name in names if name.startswith(own)]
        return frozenset(found)

    def _names(self, module: PythonModule) -> dict[str, set[str]]:
        if module.path not in self._by_module:
            table: dict[str, set[str]] = {}
            for item in (*module.calls, *module.references):
                # as the test's own module names it, and what that stands for; an inner function's are its outer ones' too
                both = {item.name, self._python.full_name(item.name)}
                function = item.function
                while function:
                    table.setdefault(function, set()).update(both)
                    function = function.rpartition(".")[0]
            for text in module.texts:  # mock.patch("package.module.name") and the like
                if "." in text.value and text.value.replace(".", "").isidentifier():
                    table.setdefault(text.function, set()).add(text.value)
            self._by_module[module.path] = table
        return self._by_module[module.path]

    def _fixtures(self, module: PythonModule, function: str) -> list[tuple[PythonModule, str]]:
        """The fixtures that a function takes as parameters: of its module, or of a conftest.py above it."""
        parameters = {
            parameter.name
            for defined in module.functions
            if defined.qualified_name == function
            for parameter in defined.parameters
        }
        if not parameters:
            return []
        found = []
        folder = module.path.rpartition("/")[0]
        places: list[PythonModule | None] = [module, self._python.module(f"{folder}/conftest.py" if folder else "conftest.py")]
        while folder:
            folder = folder.rpartition("/")[0]
            places.append(self._python.module(f"{folder}/conftest.py" if folder else "conftest.py"))
        for place in places:
            for defined in place.functions if place else ():
                fixture_name = defined.name
                for decorator in defined.decorators:
                    named = decorator.keywords.get("name")
                    if named is not None and isinstance(named.literal, str):
                        fixture_name = named.literal
                if fixture_name in parameters and any(d.attribute == "fixture" for d in defined.decorators):
                    assert place is not None
                    found.append((place, defined.qualified_name))
        return found
