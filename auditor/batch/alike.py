"""Which parts of several groups' work are alike: the same, or with most of their lines in common.

Compared in a database on disk, so that memory stays the same however many groups there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from auditor.baseline.pieces import is_figure, kind_of
from auditor.batch.fingerprints import SHINGLE, WHOLE, Fingerprint

# How much of the shorter one of two parts must stand in the other. Where every third line was changed, here and there,
# three in ten of the lines in threes are left.
LIKENESS = 0.3
# How many lines that must be: less is alike without anybody's help. Of settings more, which everyone takes from the
# documentation of the same tools; of a file that is the same from end to end fewer.
_LEAST = 20
_LEAST_OF_THE_SAME = 10
_LEAST_OF_SETTINGS = 40
_LEAST_OF_ANSWERS = 4  # sentences


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A file of a group, or its answer to a question (None for a file). lines: how many of its own it has."""

    group: str
    path: str
    question: int | None
    lines: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Parts of several groups that are the same (likeness 1), or of which two are much the same.

    lines: how many they share. shingles: digests of these, as in fingerprints. content: of what is the same, as there.
    """

    parts: tuple[Part, ...]
    likeness: float
    lines: int
    shingles: frozenset[int]
    content: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """alike: what at most so many groups have as may be told of, most lines first. widespread: what more have."""

    alike: list[Alike]
    widespread: list[tuple[Part, ...]]


_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE part (id INTEGER PRIMARY KEY, grp, path, question, content, lines INTEGER);
    CREATE TABLE shingle (digest INTEGER, part INTEGER, grp INTEGER);
"""
# How many groups have a shingle; of one that few have, its parts.
_SPREAD = """
    CREATE INDEX by_digest ON shingle (digest, grp, part);
    CREATE TABLE spread AS SELECT digest, count(DISTINCT grp) AS groups FROM shingle GROUP BY digest HAVING groups > 1;
    CREATE TABLE rare AS
        SELECT digest, part, grp FROM spread CROSS JOIN shingle USING (digest) WHERE groups <= :many;
    CREATE INDEX rare_by_digest ON rare (digest);
    CREATE INDEX rare_by_part ON rare (part, digest);
    CREATE TABLE own AS
        SELECT part, count(*) AS shingles FROM shingle LEFT JOIN spread USING (digest)
        JOIN part ON part.id = shingle.part
        WHERE coalesce(groups, 1) <= :many AND coalesce(question, -1) <> :whole GROUP BY part;
    CREATE UNIQUE INDEX own_by_part ON own (part);
"""
_SAME = """
    SELECT content, count(DISTINCT grp) AS groups FROM part WHERE coalesce(question, -1) <> :whole
    GROUP BY content HAVING groups > 1 ORDER BY content
"""
_PAIRS = """
    SELECT one.part, other.part, count(*) AS shared, min(a.shingles, b.shingles) AS shorter
    FROM rare AS one JOIN rare AS other ON other.digest = one.digest AND other.part > one.part AND other.grp <> one.grp
    JOIN own AS a ON a.part = one.part JOIN own AS b ON b.part = other.part
    GROUP BY one.part, other.part HAVING shared >= :least AND shared >= :likeness * shorter
    ORDER BY shared DESC, one.part, other.part
"""


def find_alike(parts: Iterable[tuple[str, Fingerprint]], many: int) -> Found:
    """What groups have alike. parts: of all groups, each with its group's id. many: more groups share a source."""
    # An empty name is a database of one connection, in a file that goes with it.
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        _fill(database, parts)
        for statement in _SPREAD.strip().rstrip(";").split(";"):
            database.execute(statement, {"many": many, "whole": WHOLE})
        alike, widespread = _same(database, many)
        alike += _near(database)
    order = sorted(alike, key=lambda one: (-one.lines * one.likeness, one.parts))
    return Found(order, sorted(widespread, key=lambda same: (-len(same), same)))


def _fill(database: sqlite3.Connection, parts: Iterable[tuple[str, Fingerprint]]) -> None:
    database.executescript(_SCHEMA)
    database.execute("BEGIN")
    numbers: dict[str, int] = {}
    for identity, (group, one) in enumerate(parts):
        number = numbers.setdefault(group, len(numbers))
        row = (identity, group, one.path, one.question, one.content, one.lines)
        database.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", row)
        database.executemany("INSERT INTO shingle VALUES (?, ?, ?)", ((s, identity, number) for s in one.shingles))
    database.execute("COMMIT")


def _same(database: sqlite3.Connection, many: int) -> tuple[list[Alike], list[tuple[Part, ...]]]:
    alike, widespread = [], []
    for content, groups in database.execute(_SAME, {"whole": WHOLE}).fetchall():
        rows = database.execute("SELECT id FROM part WHERE content = ? ORDER BY id", (content,)).fetchall()
        parts = tuple(sorted(_part(database, identity) for (identity,) in rows))
        if groups > many:
            widespread.append(parts)
            continue
        shingles = database.execute("SELECT digest FROM shingle WHERE part = ?", rows[0])
        if is_figure(parts[0].path) or parts[0].lines >= _least(parts[0], _LEAST_OF_THE_SAME):
            alike.append(Alike(parts, 1.0, parts[0].lines, frozenset(digest for (digest,) in shingles), content))
    return alike, widespread


def _near(database: sqlite3.Connection) -> Iterator[Alike]:
    """Pairs of parts that are not the same; of a part, the one of each other group that it shares most with."""
    told: set[tuple[int, str]] = set()
    contents: set[tuple[str, str]] = set()
    limits = {"least": _LEAST_OF_ANSWERS - SHINGLE + 1, "likeness": LIKENESS}
    for first, second, shared, shorter in database.execute(_PAIRS, limits).fetchall():
        (one, content), (other, other_content) = _part_and_content(database, first), _part_and_content(database, second)
        has_closer = (first, other.group) in told or (second, one.group) in told
        told |= {(first, other.group), (second, one.group)}
        if content == other_content or has_closer or (content, other_content) in contents:
            continue
        contents |= {(content, other_content), (other_content, content)}
        lines = shared + SHINGLE - 1
        if lines < max(_least(one, _LEAST), _least(other, _LEAST)):
            continue
        query = "SELECT digest FROM rare WHERE part = ? INTERSECT SELECT digest FROM rare WHERE part = ?"
        shingles = frozenset(digest for (digest,) in database.execute(query, (first, second)))
        yield Alike(tuple(sorted((one, other))), round(min(shared / shorter, 0.99), 2), lines, shingles)


def _least(part: Part, of_others: int) -> int:
    """How many lines of a part must be alike for it to be told. of_others: where it is neither answer nor settings."""
    if part.question is not None:
        return _LEAST_OF_ANSWERS
    return _LEAST_OF_SETTINGS if kind_of(part.path) in ("settings", "script") else of_others


def _part(database: sqlite3.Connection, identity: int) -> Part:
    return _part_and_content(database, identity)[0]


def _part_and_content(database: sqlite3.Connection, identity: int) -> tuple[Part, str]:
    query = "SELECT grp, path, question, lines, content FROM part WHERE id = ?"
    group, path, question, lines, content = database.execute(query, (identity,)).fetchone()
    return Part(group, path, question, lines), content
