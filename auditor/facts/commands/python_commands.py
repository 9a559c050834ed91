"""Shell commands that Python code runs: through subprocess and os, invoke and nox, and in a notebook's cells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from auditor.facts.python import Call, PythonCode, PythonModule
from auditor.facts.python.notebooks import read_cells
from auditor.facts.shell import ShellCommand, split_commands
from auditor.repository.snapshot import Snapshot

_RUNNERS = frozenset(
    {
        f"subprocess.{name}"
        for name in ("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput")
    }
    | {"os.system", "os.popen", "asyncio.create_subprocess_shell", "asyncio.create_subprocess_exec"}
    | {f"os.{name}" for name in ("execvp", "execv", "execlp")}
)
# Runners of tasks: what they hand to a task as its first parameter has a method `run`.
_TASK_RUNNERS = frozenset({"invoke", "nox", "fabric"})
_TASK_CALLS = frozenset({"invoke.run", "invoke.Context.run", "invoke.context.Context.run", "nox.Session.run"})
# How many names are followed from one to the next.
_MAX_DEPTH = 5


def run_by_python(python: PythonCode) -> Iterator[tuple[Call, bool, list[ShellCommand]]]:
    """The calls that run commands, whether it is as a project task, and the commands, in lines of the call's file.

    Of texts that are put together, the literal parts are taken, and module constants filled in; what is only known
    when the code runs is left as {name}.
    """
    for module in python.modules:
        is_task_file = any(imported.top in _TASK_RUNNERS for imported in module.imports)
        helpers: dict[str, tuple[int, bool]] = {}
        for call in module.calls:
            is_task = call.name in _TASK_CALLS or (is_task_file and not call.is_resolved and call.attribute == "run")
            if is_task or call.name in _RUNNERS:
                # Of a command whose program is only known when the code runs there is nothing to tell.
                commands = [found for found in _commands(module, call) if not "".join(found.words[:1]).startswith("{")]
                yield call, is_task, commands
                helpers |= {name: (position, is_task) for name, position in _helper_around(module, call)}
        for call in module.calls if helpers else ():
            position, is_task = helpers.get(call.written, (-1, False))
            if 0 <= position < len(call.arguments):
                reader = _Reader(module, call)
                node = call.arguments[position].node
                words = reader.words(node)
                text = " ".join(words) if words is not None else reader.text(node)
                found = [reader.placed(command) for command in split_commands(text)]
                yield call, is_task, [one for one in found if not "".join(one.words[:1]).startswith("{")]


def _helper_around(module: PythonModule, call: Call) -> Iterator[tuple[str, int]]:
    """The function of a module that a runner's call stands in, if it runs what it is given: its name and where."""
    first = call.arguments[0].node if call.arguments else None
    for function in module.functions if isinstance(first, ast.Name) else ():
        if function.qualified_name == call.function and not function.owner and isinstance(first, ast.Name):
            names = [parameter.name for parameter in function.parameters]
            if first.id in names:
                yield function.name, names.index(first.id)


def run_by_notebooks(snapshot: Snapshot, python: PythonCode) -> Iterator[tuple[str, list[ShellCommand]]]:
    """The paths of notebooks with the commands of their `!` lines and `%%bash` cells."""
    for module in python.modules:
        text = snapshot.text(module.path) if module.is_notebook else None
        if text is None or ('"!' not in text and '"%%' not in text and " !" not in text):
            continue
        commands: list[ShellCommand] = []
        for cell in read_cells(text):
            if cell.lines[0].startswith(("%%bash", "%%sh", "%%script bash")):
                lines = zip(cell.lines[1:], cell.file_lines[1:], strict=True)
                shell_lines = [(number, line) for line, number in lines]
            else:
                shell_lines = cell.shell_lines
            for number, line in shell_lines:
                commands += split_commands(line, number)
        if commands:
            yield module.path, commands


def _commands(module: PythonModule, call: Call) -> list[ShellCommand]:
    if not call.arguments and "args" not in call.keywords:
        return []
    reader = _Reader(module, call)
    first = call.arguments[0].node if call.arguments else call.keywords["args"].node
    words = reader.words(first)
    if words is None and call.attribute in ("create_subprocess_exec", "run") and len(call.arguments) > 1:
        words = [reader.text(argument.node) for argument in call.arguments]  # session.run("pytest", "--cov")
    if words is not None:
        return [reader.placed(ShellCommand(tuple(words), " ".join(words), 1, 1))] if words else []
    text = reader.text(first)
    return [reader.placed(command) for command in split_commands(text)]


class _Reader:
    """Reads the text of expressions in one call, and keeps in mind where in the call's function it stands."""

    def __init__(self, module: PythonModule, call: Call) -> None:
        self._values: dict[str, ast.expr] = {}
        self._local_lines: dict[str, int] = {}
        self._start, self._end = call.place.start or 1, call.place.end or 1
        for assignment in module.assignments:
            line = assignment.place.start or 0
            is_local = assignment.function == call.function and line <= self._start
            if not assignment.function or is_local:
                self._values[assignment.target] = assignment.value.node
                self._local_lines.pop(assignment.target, None)
            if assignment.function and is_local:
                self._local_lines[assignment.target] = line

    def placed(self, command: ShellCommand) -> ShellCommand:
        """The command with the lines from the first that its text was read from to the end of the call."""
        return replace(command, start=self._start, end=self._end)

    def _value(self, name: str) -> ast.expr | None:
        """What a name stands for."""
        self._start = min(self._start, self._local_lines.get(name, self._start))
        return self._values.get(name)

    def words(self, node: ast.expr, depth: int = _MAX_DEPTH) -> list[str] | None:
        """The words of a list of arguments, or None where the expression is something else."""
        if isinstance(node, ast.Name) and depth and (known := self._value(node.id)) is not None:
            return self.words(known, depth - 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and depth:
            left, right = self.words(node.left, depth - 1), self.words(node.right, depth - 1)
            return left if left is None else left + (right or [])
        if not isinstance(node, ast.List | ast.Tuple):
            return None
        return [self.text(element) for element in node.elts if not isinstance(element, ast.Starred)]

    def text(self, node: ast.expr, depth: int = _MAX_DEPTH) -> str:
        """The text of an expression, with {name} for what is not literal."""
        if isinstance(node, ast.Constant):
            return str(node.value)
        if isinstance(node, ast.JoinedStr):
            return "".join(self.text(part, depth) for part in node.values)
        if isinstance(node, ast.FormattedValue):
            return self.text(node.value, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and depth:
            return self.text(node.left, depth - 1) + self.text(node.right, depth - 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self.text(node.left, depth - 1) if depth else "{}"
        if isinstance(node, ast.Name):
            known = self._value(node.id)
            return self.text(known, depth - 1) if known is not None and depth else f"{{{node.id}}}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and depth:
            return self._method(node, node.func, depth)
        if isinstance(node, ast.Attribute):
            is_interpreter = node.attr == "executable" and isinstance(node.value, ast.Name) and node.value.id == "sys"
            return "python" if is_interpreter else f"{{{node.attr}}}"
        return "{}"

    def _method(self, node: ast.Call, function: ast.Attribute, depth: int) -> str:
        """`"...".format(...)`, `" ".join([...])`, `shlex.split("...")` and `textwrap.dedent("...")`."""
        if function.attr in ("format", "strip", "split"):
            owner = function.value
            is_module = isinstance(owner, ast.Name) and owner.id == "shlex"
            return self.text(node.args[0] if is_module and node.args else owner, depth - 1)
        if function.attr == "join" and node.args:
            words = self.words(node.args[0], depth - 1)
            return self.text(function.value, depth - 1).join(words) if words is not None else "{}"
        if function.attr in ("dedent", "cleandoc") and node.args:
            return self.text(node.args[0], depth - 1)
        return "{}"
