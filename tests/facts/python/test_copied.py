from __future__ import annotations

import pytest

from auditor.facts.python.copied import copied_modules
from tests.repositories import facts_of


@pytest.mark.parametrize(
    ("head", "is_copied"),
    [
        ("# Copyright (c) Example Platforms, Inc. and affiliates.\n# All rights reserved.", True),
        ("# Copyright 2024 The Example Authors. All rights reserved.", True),
        ('"""Layers.\n\nCopyright (c) 2023 Example Corporation\n"""', True),
        ("# Copyright 2026 Ada Lovelace and Grace Hopper", False),
        ("# Written for Example Inc.", False),
        ("copyright = '2026, Group 12'", False),
        ("x = 1\n" * 30 + "# Copyright (c) Example, Inc.", False),
    ],
)
def test_copies_begin_with_the_notice_of_an_organisation(head: str, is_copied: bool) -> None:
    with facts_of({"src/a.py": f"{head}\nx = 1"}) as facts:
        assert bool(copied_modules(facts.python, facts.snapshot)) is is_copied
