"""What is kept of a Python module: names resolved to full dotted names, each with its place."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from auditor.place import Place


class _Unknown:
    """The literal value of an expression that is not a literal."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN = _Unknown()


def written_name(node: ast.expr) -> str:
    """A dotted name as it is written, with a dot in front where it does not begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An expression: an argument, a default, the right side of an assignment.

    name is the full dotted name where the expression is a name, an attribute, or a call (then the callee's).
    """

    node: ast.expr
    name: str = ""

    @property
    def literal(self) -> object:
        """The Python value where the expression is a literal, else UNKNOWN."""
        try:
            return ast.literal_eval(self.node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return UNKNOWN

    @property
    def text(self) -> str:
        """The expression's text; for an f-string or a concatenation that of its literal parts."""
        if isinstance(self.node, ast.Constant) and isinstance(self.node.value, str):
            return self.node.value
        if isinstance(self.node, ast.JoinedStr):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in self.node.values)
        try:
            return ast.unparse(self.node)
        except RecursionError:
            return ""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call, or a decorator (which is a call, written with or without arguments).

    name is the full dotted name of what is called: `wandb.init` for `w()` after `from wandb import init as w`,
    `fastapi.FastAPI.get` for `app.get` after `app = FastAPI()`. Where its root is not known (is_resolved false) the
    name is as written, and begins with a dot where the root is no name. function: the qualified name of the function
    around it, empty at module level. spread: what is passed on with two asterisks. node: the expression that is called.
    is_of_result: what is called is a name for what a call of that full name gave back, as by `net = Net()` in `net(x)`.
    """

    name: str
    is_resolved: bool
    arguments: tuple[Value, ...]
    keywords: dict[str, Value]
    place: Place
    function: str
    is_decorator: bool = False
    spread: tuple[Value, ...] = ()
    node: ast.expr | None = None
    is_of_result: bool = False

    @property
    def written(self) -> str:
        """The name as it is written, whatever it stands for."""
        return written_name(self.node) if self.node else ""

    @property
    def attribute(self) -> str:
        """The last part of the name."""
        return self.name.rsplit(".", 1)[-1]

    def argument(self, position: int, keyword: str) -> Value | None:
        """An argument by its position or its keyword."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        return self.arguments[position] if 0 <= position < len(self.arguments) else None


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """One imported name, with its full dotted name.

    module: the path of the project's own module or package that it comes from (of a package without `__init__.py` its
    folder with a slash at the end), empty for a relative import that leads nowhere; None for a package of others.
    """

    name: str
    module: str | None
    place: Place

    @property
    def top(self) -> str:
        """The top-level package."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A function's parameter; default is None where it has none."""

    name: str
    is_annotated: bool
    default: Value | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or method. owner: the class it is defined in, empty for a function; body_lines: lines of its body."""

    name: str
    qualified_name: str
    owner: str
    decorators: tuple[Call, ...]
    parameters: tuple[Parameter, ...]
    returns_annotated: bool
    has_docstring: bool
    is_stub: bool
    place: Place

    @property
    def is_annotated(self) -> bool:
        """Whether the return value or a parameter has a type annotation."""
        return self.returns_annotated or any(parameter.is_annotated for parameter in self.parameters)


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class; bases by their full dotted names."""

    name: str
    qualified_name: str
    bases: tuple[str, ...]
    has_docstring: bool
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """A value given to a name (or to `self.name`, or a dictionary's key written as a literal)."""

    target: str
    value: Value
    place: Place
    function: str


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A name that is read, with its full dotted name: `torch.profiler.ProfilerActivity.CPU`."""

    name: str
    place: Place
    function: str


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A string literal that is no docstring; of an f-string its literal parts with {} between."""

    value: str
    place: Place
    function: str


@dataclass(slots=True, eq=False)
class PythonModule:
    """A module, a script, or the code cells of a notebook.

    name: its dotted name as the project imports it. exports: what its top-level names stand for. strings: line
    ranges of string literals over several lines, within which nothing is code or comment. asserting: the qualified
    names of functions with an assert statement. has_dead_code: some of its imports or calls can never run.
    """

    path: str
    name: str
    is_notebook: bool = False
    imports: list[Import] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    strings: list[tuple[int, int]] = field(default_factory=list)
    asserting: set[str] = field(default_factory=set)
    has_main_guard: bool = False
    has_dead_code: bool = False
    statements: int = 0

    @property
    def is_test(self) -> bool:
        """Whether pytest would look into it by its name, or it lies in a folder of tests."""
        folder, _, name = self.path.rpartition("/")
        return (
            name.startswith("test_")
            or name.endswith("_test.py")
            or name == "conftest.py"
            or any(part in ("test", "tests") for part in folder.split("/"))
        )
