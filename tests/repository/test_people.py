"""One person under several names is one, two persons are two, and programs are nobody."""

from __future__ import annotations

import time

import pytest

from auditor.repository.people import Signature, is_bot, is_nobody, merge_people


def people(*signatures: str) -> list[list[str]]:
    """The signatures of each person, both in the order given."""
    made = {text: Signature(*text.removesuffix(">").rsplit("<", 1)) for text in signatures}
    made = {text: Signature(found.name.strip(), found.email) for text, found in made.items()}
    merged = merge_people(made.values())
    found: dict[int, list[str]] = {}
    for text, signature in made.items():
        found.setdefault(id(merged[signature]), []).append(text)
    return list(found.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grace Hopper <grace@navy.example>", "amazing <GRACE@navy.example >"),
        ("Grace Hopper <grace@navy.example>", "grace hopper <g@yard.example>"),
        ("Grace Hopper <grace@navy.example>", "HOPPER, Grace <g@yard.example>"),
        ("Jørgen Møller <a@x.example>", "Jorgen Moeller <b@y.example>"),
        ("Åse Müller <a@x.example>", "Aase Mueller <b@y.example>"),
        ("José Núñez <a@x.example>", "Jose\u0301 Nunez <b@y.example>"),
        ("ghopper <g@navy.example>", "Grace <12345+ghopper@users.noreply.github.com>"),
        ("Grace <12345+ghopper@users.noreply.github.com>", "Hopper <ghopper@users.noreply.github.com>"),
        ("Grace <12345+old-name@users.noreply.github.com>", "Hopper <12345+new-name@users.noreply.github.com>"),
        ("Grace <s123456@student.dtu.dk>", "Hopper <s123456@dtu.dk>"),
        ("Grace Hopper <g@navy.example>", "ghop <grace.hopper@navy.example>"),
    ],
)
def test_surely_one_person(one: str, other: str) -> None:
    assert people(one, "Ada Lovelace <ada@example.org>", other) == [[one, other], ["Ada Lovelace <ada@example.org>"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grace Hopper <g@x.example>", "gracehopper <h@y.example>"),
        ("Grace Hopper <g@x.example>", "Admiral <gracehopper@y.example>"),
        ("cobol59 <7+cobol59@users.noreply.github.com>", "unknown <cobol59@y.example>"),
        ("Grace Hopper <7+amazing@users.noreply.github.com>", "Sailor <https://amazing@github.com>"),
        ("Grace Brewster Murray Hopper <g@x.example>", "Grace Hopper <h@y.example>"),
        ("Grace Brewster Hopper <g@x.example>", "sailor <gbhopper@y.example>"),
        ("Grace Brewster Hopper <g@x.example>", "gracebh <7+gracebh@users.noreply.github.com>"),
        ("Grace Hopper <g@x.example>", "hoppergrace <h@y.example>"),
        ("Grace Hopper <g@x.example>", "grahop12 <h@y.example>"),
        ("Grace <gracehopper27@x.example>", "Hopper <7+Hopper@users.noreply.github.com>"),
        ("Grace Hopper <g@x.example>", "Grace <h@y.example>"),
        ("Grace Hopper <g@x.example>", "grace <grace@graces-macbook.local>"),
        ("Grace Hopper <g@x.example>", "Grace <grace.hopper.42@y.example>"),
        ("Grace Hopper <7+amazing@users.noreply.github.com>", "Grace <s123456@dtu.dk>"),
    ],
)
def test_likely_one_person(one: str, other: str) -> None:
    assert people(one, "Ada Lovelace <ada@example.org>", other) == [[one, other], ["Ada Lovelace <ada@example.org>"]]


@pytest.mark.parametrize(
    "signatures",
    [
        ("Grace Hopper <g@x.example>", "Grace Kelly <h@y.example>", "Grace <i@z.example>"),
        ("Grace Hopper <g@x.example>", "Grace <gracekelly@y.example>"),
        ("Grace Hopper <s123456@dtu.dk>", "Grace <s654321@dtu.dk>"),
        ("Grace Hopper <s123456@dtu.dk>", "Grace B Hopper <s654321@dtu.dk>"),
        ("Grace Hopper <info@x.example>", "Ada Lovelace <info@y.example>"),
        ("Grace Hopper <grace@x.example>", "Grace Kelly <grace@y.example>"),
        ("Jens Hansen <jens@x.example>", "Hans Erik Nielsen <h@y.example>"),
        ("hansen <hansen@x.example>", "Hans Erik Nielsen <h@y.example>"),
        ("Grace Hopper <root@localhost>", "Ada Lovelace <root@localhost>"),
        ("Your Name <g@x.example>", "your name <a@y.example>"),
        ("unknown <g@x.example>", "unknown <a@y.example>"),
        ("Grace <you@example.com>", "Ada <you@example.com>"),
        ("Δημήτρης <d@x.example>", "Νίκος <n@y.example>"),
        ("李 <l@x.example>", "王 <w@y.example>"),
    ],
)
def test_two_people_stay_two(signatures: tuple[str, ...]) -> None:
    assert people(*signatures) == [[signature] for signature in signatures]


def test_two_students_are_not_one_by_way_of_a_third() -> None:
    hopper, kelly = "Grace Hopper <s123456@dtu.dk>", "Cooper Kelly <s654321@dtu.dk>"
    found = people(hopper, "gracehopper <cooperkelly@x.example>", kelly)
    assert [hopper in group for group in found] != [kelly in group for group in found]


def test_a_person_goes_by_the_name_used_most() -> None:
    used = [Signature("ghopper", "g@x.example")] * 2 + [Signature("Grace Hopper", "g@x.example")] * 3
    used += [Signature("unknown", "g@x.example")] * 9
    [person] = set(merge_people(used).values())
    assert person.name == "Grace Hopper"
    assert person.signatures == frozenset(used)
    assert {person.name for person in merge_people([Signature("", "g@x.example")]).values()} == {"g@x.example"}


@pytest.mark.parametrize(
    "signature",
    [
        "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
        "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>",
        "GitHub Actions Bot <actions@github.com>",
        "GitHub Action <action@github.com>",
        "project-pr-bot <bot@example.org>",
        "pre-commit-ci <>",
        "Claude Opus <noreply@anthropic.com>",
        "Copilot <198982749+Copilot@users.noreply.github.com>",
        "GitHub <noreply@github.com>",
    ],
)
def test_programs(signature: str) -> None:
    name, email = signature.removesuffix(">").split(" <")
    assert is_bot(Signature(name, email))
    assert merge_people([Signature(name, email)])[Signature(name, email)].is_bot


@pytest.mark.parametrize("name", ["Talbot", "Claude Monet", "robot-builder", "Bo Tang", "flotbot", "Jules Verne", ""])
def test_people_who_are_no_programs(name: str) -> None:
    assert not is_bot(Signature(name, "someone@example.org"))


def test_a_signature_that_nobody_set_is_nobodys() -> None:
    assert is_nobody(Signature("", ""))
    assert is_nobody(Signature(" Your Name ", "you@example.com"))
    assert is_nobody(Signature("--", "none"))
    assert not is_nobody(Signature("", "grace@x.example"))
    assert not is_nobody(Signature("Grace", ""))


def test_merging_is_the_same_in_any_order() -> None:
    signatures = [
        Signature(name, email)
        for name, email in (
            ("Grace Hopper", "g@x.example"),
            ("grace", "grace@laptop.local"),
            ("ghopper", "7+ghopper@users.noreply.github.com"),
            ("Ada", "ada.lovelace@x.example"),
            ("Ada Lovelace", "s123456@dtu.dk"),
            ("Ada King", "s654321@dtu.dk"),
        )
    ]
    groups = {person.signatures for person in merge_people(signatures).values()}
    assert len(groups) == 3
    assert {person.signatures for person in merge_people(reversed(signatures)).values()} == groups


def test_crowds_and_made_up_names_take_no_time() -> None:
    crowd = [Signature(f"Person {number} of many", f"p{number}@x.example") for number in range(3000)]
    name = " ".join("ab" * length for length in range(5, 15))
    spiteful = [Signature(name, f"{'ab' * 19}{number}@x.example") for number in range(30)]
    started = time.perf_counter()
    assert len(set(merge_people(crowd).values())) == 3000
    merge_people(spiteful)
    assert time.perf_counter() - started < 2
