"""The tools, services and files that a course's checklist and answers speak of, and how each shows in a repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, service or sort of file.

    kind: what sort of thing ("linter", "tracker"). names: as people write it, case ignored; exact: names that are
    ordinary words unless written just so. The rest says how it shows: imports (Python packages, dotted), distributions
    (as manifests declare them), programs (as shells run them, with the subcommand where there is one: "gcloud run"),
    hooks (pre-commit ids), actions (GitHub's, owner/name), files (glob patterns of paths), images (container images),
    addresses (what the addresses of a service hold), calls (full dotted names). items: the checklist items that are
    about it.
    """

    key: str
    kind: str
    names: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


Vocabulary = Mapping[str, Tool]


def read_vocabulary(entries: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """A vocabulary from the entries of a vocabulary file: under each key a kind, and lists for the other fields."""
    return {
        key: Tool(key, entry["kind"], **{name: tuple(entry[name]) for name in entry if name != "kind"})
        for key, entry in entries.items()
    }
