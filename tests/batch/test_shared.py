"""What groups have alike: found whatever it is called and however it is spaced, and nothing that is common to many."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.fingerprints import fingerprints, to_json
from auditor.batch.run import Outcome, State, fingerprints_path
from auditor.batch.shared import read_shared, write_shared
from auditor.batch.work import STATE
from auditor.errors import UnusableInput
from auditor.facts.template import TemplateMatch
from auditor.report.reading import read_report
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.report.reports import RULEBOOK, report
from tests.repositories import make_repository

CODE = "\n".join(f"    reading_{n} = sensor.read(port={n}, scale={n * 7 % 11}, name='swell {n}')" for n in range(30))
CODE = f"def read_all(sensor):\n{CODE}\n    return reading_1 + reading_2\n"
# The same with other spaces and quotes, a few lines changed, and more of it.
REWRITTEN = (
    CODE.replace("'", '"').replace("    ", "\t").replace("reading_3 ", "third ") + "\n\ndef other():\n    return 42\n"
)
ANSWER = (
    "We began with a small net of two layers. It did not learn a thing. Then we found that the labels were shifted by "
    "a day. After that it learned within minutes, and we could go on with the other half of the project. "
    "Nobody had thought of the clock of the buoy, which is an hour behind from March to October."
)


def shared_of(folder: Path, *groups: Mapping[str, str | bytes] | list[ExampleCommit]) -> dict[str, Any]:
    """What groups "a", "b", ... with these files, or this history, share."""
    results = folder / "results"
    (results / STATE).mkdir(parents=True)
    outcomes, rows = [], []
    for name, files in zip("abcdefghijk", groups, strict=False):
        history = files if isinstance(files, list) else [ExampleCommit(files)]
        repository = make_repository(folder / name, history)
        with open_repository(repository) as opened:
            template = TemplateMatch(opened.snapshot, None)
            found = fingerprints(opened.snapshot, read_report(opened.snapshot, RULEBOOK), template)
            rows.append({"group": name, "commit": opened.snapshot.commit})
        fingerprints_path(results, name).write_bytes(to_json(found))
        outcomes.append(Outcome(name, State.AUDITED, repository=repository))
    shared = write_shared(results, {"groups": rows}, outcomes)
    assert read_shared(results) == shared
    return shared


def test_the_same_under_another_name_and_who_had_it_first(tmp_path: Path) -> None:
    early = [ExampleCommit({"main.py": "print()"}), ExampleCommit({"read.py": CODE}, date="2026-01-10T12:00:00Z")]
    late = [ExampleCommit({"src/sensors.py": CODE.replace("'", '"')}, date="2026-01-12T12:00:00Z")]
    shared = shared_of(tmp_path, late, early, {"own.py": CODE.replace("reading", "wave").replace("sensor", "buoy")})
    (entry,) = shared["shared"]
    assert (entry["kind"], entry["first"], entry["lines"]) == ("identical", "b", 32)
    assert [(f["group"], f["path"], f["first_committed_at"]) for f in entry["files"]] == [
        ("a", "src/sensors.py", "2026-01-12T12:00:00Z"),
        ("b", "read.py", "2026-01-10T12:00:00Z"),
    ]
    assert shared["pairs"] == [{"groups": ["a", "b"], "files": 1, "lines": 32}]


def test_much_the_same_since_the_version_that_was_taken_over(tmp_path: Path) -> None:
    history = [
        ExampleCommit({"read.py": "print('begun')"}, date="2026-01-05T12:00:00Z"),
        ExampleCommit({"read.py": REWRITTEN}, date="2026-01-20T12:00:00Z"),
    ]
    (entry,) = shared_of(tmp_path, [ExampleCommit({"data.py": CODE}, date="2026-01-10T12:00:00Z")], history)["shared"]
    assert (entry["kind"], entry["first"]) == ("near-identical", "a")
    assert 0.8 < entry["likeness"] < 1
    assert [file["first_committed_at"][:10] for file in entry["files"]] == ["2026-01-10", "2026-01-20"]


def test_answers_are_compared_and_the_reports_questions_are_not(tmp_path: Path) -> None:
    answers = [ANSWER, "We did quite something else. It was a tree. " * 3, ANSWER]
    shared = shared_of(tmp_path, *({"reports/README.md": report(answers={4: answer})} for answer in answers))
    (entry,) = shared["shared"]
    assert [(file["group"], file["question"]) for file in entry["files"]] == [("a", 4), ("c", 4)]


@pytest.mark.parametrize(
    "files",
    [
        {"LICENSE": CODE},
        {"uv.lock": CODE},
        {"data/train.csv": CODE},
        {"outputs/2026-01-09/12-30-00/.hydra/config.yaml": CODE},
        {"src/__init__.py": CODE},
        {"short.py": "import torch\nprint(torch.__version__)\n"},
        {
            ".github/workflows/tests.yaml": "on: push\njobs:\n"
            + "".join(f"  step-{n}: value of {n}\n" for n in range(25))
        },
    ],
    ids=lambda files: next(iter(files)),
)
def test_what_is_common_is_not_told(files: Mapping[str, str], tmp_path: Path) -> None:
    shared = shared_of(tmp_path, files, files)
    assert (shared["shared"], shared["proposed_template"]) == ([], [])


def test_what_many_groups_have_is_proposed_for_the_baseline(tmp_path: Path) -> None:
    changed = [{"handed_out.py": CODE.replace("swell 29", f"swell of {name}")} for name in "abcd"]
    assert shared_of(tmp_path / "changed", *changed)["shared"] == []
    shared = shared_of(tmp_path / "same", *[{"handed_out.py": CODE}] * 4)
    assert shared["shared"] == []
    (proposal,) = shared["proposed_template"]
    assert (proposal["path"], proposal["groups"]) == ("handed_out.py", 4)


def test_a_common_history_tells_nobody_first(tmp_path: Path) -> None:
    history = [ExampleCommit({"read.py": CODE})]
    (entry,) = shared_of(tmp_path, history, [*history, ExampleCommit({"more.py": "print()"})])["shared"]
    assert (entry["common_history"], entry["first"]) == (True, None)


def test_a_folder_without_results_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"shared\.json cannot be read"):
        read_shared(tmp_path)
