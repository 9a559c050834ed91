"""What answers speak of besides tools, and which checklist items that is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, by the name that a person would give it.

    names: phrases that speak of it. near: beginnings of words of which one must stand in the same sentence (where the
    topic can be denied: in the same clause); unless: of which none may. asked: what the question asks (`Question.asks`)
    whose yes/no opening is about it; told_in: what those ask whose answers tell how it was done. traced: doing it leaves
    code behind. pictured: what the question asks whose answer shows an image of it. instead: beginnings of words that
    speak of something else, where the answer to asked has none of besides. listed_in: what the question asks that wants
    all such things listed; needed_by: items that cannot be without it. affirmed and denied are the items that are so with the topic; doubts are items whose ticks are at odds
    with a denial that is not about them.
    """

    key: str
    names: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    asked: str = ""
    told_in: tuple[str, ...] = ()
    traced: bool = False
    pictured: str = ""
    instead: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    listed_in: str = ""
    needed_by: tuple[str, ...] = ()
    affirmed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


Topics = Mapping[str, Topic]


def read_topics(entries: Mapping[str, Mapping[str, Any]]) -> Topics:
    """Topics from the entries of a topics file: under each key the lists of words and items, and asked."""
    return {
        key: Topic(
            key,
            names=tuple(entry["names"]),
            near=tuple(entry.get("near", ())),
            unless=tuple(entry.get("unless", ())),
            asked=entry.get("asked", ""),
            told_in=tuple(entry.get("told_in", ())),
            traced=entry.get("traced", False),
            pictured=entry.get("pictured", ""),
            instead=tuple(entry.get("instead", ())),
            besides=tuple(entry.get("besides", ())),
            listed_in=entry.get("listed_in", ""),
            needed_by=tuple(entry.get("needed_by", ())),
            affirmed=(*entry.get("items", ()), *entry.get("affirms", ())),
            denied=(*entry.get("items", ()), *entry.get("denies", ())),
            doubts=tuple(entry.get("doubts", ())),
        )
        for key, entry in entries.items()
    }
