"""The rulebook of DTU course 02476, Machine Learning Operations: one module per checklist item."""

from __future__ import annotations

import sys

import yaml

from auditor.baseline import Baseline
from auditor.rulebook import Rulebook, collect_rules, read_items, read_questions, read_resource
from rules.topics import topics
from rules.vocabulary import vocabulary

VERSION = "2026.1"


def rulebook() -> Rulebook:
    """The rulebook with its items, questions and rules."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Rulebook(
        name="02476",
        version=VERSION,
        items=read_items(yaml.load(read_resource(__name__, "catalogue.yaml"), loader)),
        questions=read_questions(yaml.load(read_resource(__name__, "questions.yaml"), loader)),
        rules=collect_rules(sys.modules[__name__]),
        vocabulary=vocabulary(),
        topics=topics(),
        baseline=Baseline.from_bytes(read_resource(__name__, "baseline.json")),
    )
