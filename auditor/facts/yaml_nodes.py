"""YAML (and JSON, which is YAML too) as nodes with their lines. Nothing is constructed, whatever tags a file has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from auditor.limits import limits


class YamlError(Exception):
    """A text is no YAML, or more than is safe to read. line is where, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class Kind(Enum):
    """What a node is."""

    SCALAR = "scalar"
    MAPPING = "mapping"
    SEQUENCE = "sequence"


Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node of a document. start and end are its first and last line, from 1, without blank lines behind it.

    text is a scalar's text as YAML reads it, value the same with its type by YAML 1.1 (the text `on` has the value
    True). pairs are a mapping's keys and values with merge keys resolved, the last one of each key, elements those of
    a sequence. is_literal: a scalar in `|` style, whose first line of text is the line after start.

    An alias is the very node that it stands for, with that one's lines; one inside its own anchor is null.
    """

    kind: Kind
    start: int
    end: int
    tag: str = ""
    text: str = ""
    value: Scalar = None
    pairs: tuple[tuple[Node, Node], ...] = ()
    elements: tuple[Node, ...] = ()
    is_literal: bool = False

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return self.kind is Kind.MAPPING

    @property
    def is_sequence(self) -> bool:
        """Whether this is a sequence."""
        return self.kind is Kind.SEQUENCE

    @property
    def is_scalar(self) -> bool:
        """Whether this is a scalar, null included."""
        return self.kind is Kind.SCALAR

    @property
    def is_null(self) -> bool:
        """Whether this is null, written or left out."""
        return self.is_scalar and self.value is None

    def get(self, *keys: str) -> Node | None:
        """The value that keys (as texts) lead to from mapping to mapping, or None."""
        found: Node | None = self
        for key in keys:
            pair = found.pair(key) if found is not None else None
            found = pair[1] if pair else None
        return found

    def pair(self, key: str) -> tuple[Node, Node] | None:
        """A mapping's key with its value, or None."""
        return next(((name, value) for name, value in self.pairs if name.text == key and name.is_scalar), None)

    def text_of(self, key: str, default: str = "") -> str:
        """The text of a mapping's key where that is a scalar."""
        found = self.get(key)
        return found.text if found is not None and found.is_scalar else default

    def pairs_of(self, *keys: str) -> tuple[tuple[Node, Node], ...]:
        """The keys and values of the mapping that keys lead to; nothing where there is none."""
        found = self.get(*keys)
        return found.pairs if found is not None else ()

    def elements_of(self, *keys: str) -> tuple[Node, ...]:
        """The elements of the sequence that keys lead to; nothing where there is none."""
        found = self.get(*keys)
        return found.elements if found is not None else ()

    def texts_of(self, *keys: str) -> tuple[str, ...]:
        """The texts of the scalar, or the list of scalars, that keys lead to; nothing where there is none."""
        found = self.get(*keys)
        return tuple(scalar.text for scalar in found.scalars()) if found is not None else ()

    def scalars(self) -> list[Node]:
        """The scalars that this is a list of, itself where it is one; GitHub and others take both alike."""
        if self.is_scalar:
            return [] if self.is_null else [self]
        return [element for element in self.elements if element.is_scalar]

    def walk(self) -> Iterator[Node]:
        """This node and all below it in the order of the text, each once, whatever aliases lead there again."""
        waiting, seen = [self], {id(self)}
        while waiting:
            node = waiting.pop()
            yield node
            below = [child for pair in node.pairs for child in pair] if node.is_mapping else list(node.elements)
            for child in reversed(below):
                if id(child) not in seen:
                    seen.add(id(child))
                    waiting.append(child)


def read_yaml(text: str) -> list[Node]:
    """The documents of a text; empty documents between `---` are null scalars, a text without content has none.

    Raises YamlError, and nothing else.
    """
    import yaml

    if len(text) > limits().yaml_characters:
        raise YamlError(f"more than the {limits().yaml_characters:,} characters that are read", 1)
    # libyaml counts these as line ends, git and editors do not.
    text = text.translate({0x85: " ", 0x2028: " ", 0x2029: " "})
    lines = text.split("\n")
    try:
        if len(max(lines, key=len)) + text.count("[") + text.count("{") > limits().yaml_depth:
            _check_depth(text)
        documents = list(yaml.compose_all(text, _loader()))
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        raise YamlError(str(error.problem or error.context), mark.line + 1 if mark else 1) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        raise YamlError("a character that YAML does not allow", text.count("\n", 0, position) + 1) from None
    except (ValueError, UnicodeError) as error:
        raise YamlError(str(error), 1) from None
    converter = _Converter(lines)
    return [converter.convert(document) for document in documents]


@cache
def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _check_depth(text: str) -> None:
    """Events come without recursion, so that they can be counted safely: nodes are made by recursion in C."""
    import yaml

    most = limits().yaml_depth
    depth = 0
    for event in yaml.parse(text, _loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > most:
                mark: Any = event.start_mark
                raise YamlError(f"nested more than {most} levels deep", mark.line + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def plain_texts(node: Node, limit: int = 5_000) -> Any:
    """A node as lists and mappings of its scalars' texts.

    Raises YamlError where these are more than limit nodes, each counted as often as an alias repeats it.
    """
    left = limit

    def convert(inner: Node) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise YamlError(f"more than {limit} values once its aliases are written out", node.start)
        if inner.is_mapping:
            return {key.text: convert(value) for key, value in inner.pairs}
        return [convert(element) for element in inner.elements] if inner.is_sequence else inner.text

    return convert(node)


class _Converter:
    """PyYAML's nodes to ours, each once."""

    def __init__(self, lines: list[str]) -> None:
        import yaml

        self._lines = lines
        self._last = max(1, len(lines) - (not lines[-1]))  # what stands behind the last line's end is no line
        self._done: dict[int, Node] = {}
        self._open: set[int] = set()
        self._merged = 0
        self._constructor: Any = yaml.constructor.SafeConstructor()

    def convert(self, node: Any) -> Node:
        if (known := self._done.get(id(node))) is not None:
            return known
        start = self._line(node.start_mark)
        if id(node) in self._open:
            return Node(Kind.SCALAR, start, start)
        self._open.add(id(node))
        if node.id == "scalar":
            end = self._end_of_scalar(node, start)
            literal = node.style == "|"
            converted = Node(Kind.SCALAR, start, end, node.tag, node.value, self._value(node), is_literal=literal)
        elif node.id == "sequence":
            elements = tuple(self.convert(element) for element in node.value)
            converted = Node(Kind.SEQUENCE, start, self._end(node, elements), node.tag, elements=elements)
        else:
            written = [(self.convert(key), self.convert(value)) for key, value in node.value]
            end = self._end(node, [child for pair in written for child in pair])
            converted = Node(Kind.MAPPING, start, end, node.tag, pairs=self._with_merged(written))
        self._open.discard(id(node))
        self._done[id(node)] = converted
        return converted

    def _line(self, mark: Any) -> int:
        """The line of a mark; that of an empty value at the very end may lie behind the text."""
        return min(int(mark.line) + 1, self._last)

    def _end(self, node: Any, children: Sequence[Node]) -> int:
        """The last line of a collection: of a block that of its last child, for its mark stands before what follows."""
        if node.flow_style:
            return self._line(node.end_mark)
        return max((child.end for child in children), default=self._line(node.start_mark))

    def _end_of_scalar(self, node: Any, start: int) -> int:
        end = self._line(node.end_mark)
        if node.style in ("|", ">"):
            # The mark stands behind the blank lines that follow, at the beginning of the next line with text.
            end -= 0 if node.end_mark.column or node.end_mark.line >= self._last else 1
            while end > start and not self._lines[end - 1].strip():
                end -= 1
        return max(start, end)

    def _value(self, node: Any) -> Scalar:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        if kind == "null":
            return None
        text = str(node.value)
        if kind in ("bool", "int", "float"):
            try:
                found: Scalar = self._constructor.construct_object(node)
            except (ValueError, KeyError, IndexError):
                return text
            return found
        # 1e-3 is a number by YAML 1.2 and to everyone who writes it; YAML 1.1 wants a dot in it.
        if kind == "str" and not node.style and re.fullmatch(r"[-+]?\d+(\.\d*)?[eE][-+]?\d{1,3}", text):
            return float(text)
        return text

    def _with_merged(self, written: list[tuple[Node, Node]]) -> tuple[tuple[Node, Node], ...]:
        own = {(name.kind, name.text or id(name)): (name, value) for name, value in written if not _is_merge(name)}
        merged: dict[Any, tuple[Node, Node]] = {}
        for name, value in written:
            for source in (value.elements or (value,)) if _is_merge(name) else ():
                self._merged += len(source.pairs)
                if self._merged > limits().yaml_values:
                    raise YamlError("its merge keys add up to too much", name.start)
                for pair in source.pairs:
                    merged.setdefault((pair[0].kind, pair[0].text or id(pair[0])), pair)
        return tuple((merged | own).values())


def _is_merge(key: Node) -> bool:
    return key.tag == "tag:yaml.org,2002:merge"
