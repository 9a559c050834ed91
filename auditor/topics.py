"""What answers speak of besides tools, and which checklist items that is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, by the name that a person would give it.

    names: phrases that speak of it. near: beginnings of words of which one must stand in the same sentence, or the same
    clause where the topic can be denied; unless: of which none may.

    A question is named by what it asks (`Question.asks`): asked, the one whose yes/no opening is about the topic;
    told_in, those whose answers tell how it was done; pictured, the one whose answer shows an image of it; listed_in,
    the one that wants all such things listed, listed_as: names that stand for it there as well. instead: beginnings of
    words that speak of something else, where the answer to asked has none of besides.

    affirmed and denied: the checklist items that are so with the topic. doubts: items whose ticks are at odds with a
    denial that is not about them. needed_by: items that cannot be without it. traced: doing it leaves code behind.
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
    listed_as: tuple[str, ...] = ()
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
            listed_as=tuple(entry.get("listed_as", ())),
            needed_by=tuple(entry.get("needed_by", ())),
            affirmed=(*entry.get("items", ()), *entry.get("affirms", ())),
            denied=(*entry.get("items", ()), *entry.get("denies", ())),
            doubts=tuple(entry.get("doubts", ())),
        )
        for key, entry in entries.items()
    }
