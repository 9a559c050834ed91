"""Dependencies and scripts of setup.py, read without running it, and of setup.cfg."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from auditor.facts.ini import Option, Section, parse_ini
from auditor.facts.manifests.model import Dependency, Manifest, ManifestKind, Script, normalised
from auditor.facts.manifests.requirements import parse_requirement
from auditor.facts.paths import beside
from auditor.facts.python.parsing import parse
from auditor.place import Place

# A text with the line that it begins and ends on.
_Text = tuple[str, int, int]


def parse_setup_py(text: str, path: str) -> Manifest | None:
    """What the `setup()` call of the setup.py at path declares, or None where it has none.

    Lists may be written out, named, or added up. Where they are anything else (a file that is read, for one), the
    requirements files that the script names are taken as included. Raises Unparsable where the text is no Python.
    """
    tree = parse(text)
    call = next((node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func)), None)
    if call is None:
        return None
    arguments = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    # Later assignments win; a script that builds its list step by step is read up to its first step.
    names = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    reader = _StaticReader(names)
    dependencies = list(_dependencies(reader.texts(arguments.get("install_requires")), "", path))
    dependencies += _dependencies(reader.texts(arguments.get("tests_require")), "test", path)
    for group, node in reader.entries(arguments.get("extras_require")):
        dependencies += _dependencies(reader.texts(node), group, path)
    scripts = [
        script
        for kind, node in reader.entries(arguments.get("entry_points"))
        if kind == "console_scripts"
        for line, start, end in reader.texts(node)
        for script in _script(line, Place(path, start, end))
    ]
    name = [text for text, _, _ in reader.texts(arguments.get("name"))]
    return Manifest(
        path,
        ManifestKind.SETUP_PY,
        tuple(dependencies),
        tuple(scripts),
        includes=tuple(_named_files(tree, path)) if reader.met_unknown else (),
        project=normalised(name[0]) if name else "",
    )


def _is_setup(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "setup"


class _StaticReader:
    """Reads lists of strings off expressions. met_unknown: one of them was no literal."""

    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self._names = names
        # Lists of names of lists of names ... could otherwise be made to take for ever.
        self._budget = 10_000
        self.met_unknown = False

    def texts(self, node: ast.expr | None, depth: int = 10) -> list[_Text]:
        """The strings that an expression holds, one for each line of a string of several."""
        self._budget -= 1
        if node is None or depth == 0 or self._budget < 0:
            return []
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return _lines_of(node, node.value)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [found for element in node.elts for found in self.texts(element, depth - 1)]
        if isinstance(node, ast.Starred):
            return self.texts(node.value, depth - 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.texts(node.left, depth - 1) + self.texts(node.right, depth - 1)
        if isinstance(node, ast.Name) and node.id in self._names:
            return self.texts(self._names[node.id], depth - 1)
        self.met_unknown = True
        return []

    def entries(self, node: ast.expr | None) -> Iterator[tuple[str, ast.expr]]:
        """The entries of a dictionary whose keys are literal."""
        if isinstance(node, ast.Name):
            node = self._names.get(node.id)
        for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _lines_of(node: ast.expr, text: str) -> list[_Text]:
    end = node.end_lineno or node.lineno
    if node.lineno == end:
        return [(line, end, end) for line in text.split("\n") if line.strip()]
    return [(line, node.lineno + i, node.lineno + i) for i, line in enumerate(text.split("\n")) if line.strip()]


def _dependencies(texts: list[_Text], group: str, path: str) -> Iterator[Dependency]:
    for text, start, end in texts:
        if found := parse_requirement(text, Place(path, start, end), group):
            yield found


def _script(line: str, place: Place) -> Iterator[Script]:
    name, separator, target = line.partition("=")
    if separator:
        yield Script(name.strip(), target.strip(), place)


def _named_files(tree: ast.AST, path: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith((".txt", ".in")):
            yield beside(path, node.value)


def parse_setup_cfg(text: str, path: str) -> Manifest | None:
    """What the setup.cfg at path declares, or None where it only configures tools."""
    sections = {section.name: section for section in parse_ini(text)}
    options = sections.get("options")
    if options is None and "metadata" not in sections:
        return None
    listed = [("", options.get("install_requires")), ("test", options.get("tests_require"))] if options else []
    listed += [(option.name, option) for option in _options(sections.get("options.extras_require"))]
    dependencies: list[Dependency] = []
    includes: list[str] = []
    for group, option in listed:
        if option is None:
            continue
        if named := re.match(r"\s*file:(.*)", option.value):
            includes += [beside(path, name.strip()) for name in named[1].split(",")]
        else:
            dependencies += _dependencies(_values(option), group, path)
    scripts = [
        script
        for option in _options(sections.get("options.entry_points"))
        if option.name == "console_scripts"
        for line, start, end in _values(option)
        for script in _script(line, Place(path, start, end))
    ]
    name = sections["metadata"].get("name") if "metadata" in sections else None
    return Manifest(
        path,
        ManifestKind.SETUP_CFG,
        tuple(dependencies),
        tuple(scripts),
        includes=tuple(includes),
        project=normalised(name.value) if name else "",
    )


def _options(section: Section | None) -> tuple[Option, ...]:
    return section.options if section else ()


def _values(option: Option) -> list[_Text]:
    """The lines of an option's value, each of which holds one requirement."""
    return [
        (line.partition(" #")[0], option.start + offset, option.start + offset)
        for offset, line in enumerate(option.value.split("\n"))
        if line.strip() and not line.lstrip().startswith("#")
    ]
