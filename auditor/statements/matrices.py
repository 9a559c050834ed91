"""Operating systems and versions that the answers say tests run on, held against the expanded matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.workflows import Job
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_SYSTEMS = {
    "Linux": re.compile(r"\bubuntu\b|\blinux\b", re.IGNORECASE),
    "Windows": re.compile(r"\bwindows\b", re.IGNORECASE),
    "macOS": re.compile(r"\bmac[- ]?os\b|\bos ?x\b|\bmacs?\b", re.IGNORECASE),
}
_CONTEXT = re.compile(
    r"\btest\w*|\bmatri\w*|\bCI\b|\bcontinuous\b|\bworkflows?\b|\bactions?\b|\bpipelines?\b|\brun(?:s|ning)?\b|\bexecuted\b"
    r"|\bpython-version\b|\boperati(?:ng|on) systems?\b|\bOSs?\b|\bOSes\b|\bunit ?test\w*|\blint\w*",
    re.IGNORECASE,
)
# What a sentence may be about instead, whatever it names of systems and versions.
_ELSEWHERE = re.compile(
    r"\bdocker\w*|\bcontainers?\b|\bimages?\b|\blaptops?\b|\blocal\w*|\bVMs?\b|\binstances?\b|\bcompute\b|\bbase\b"
    r"|\bconda\b|\bdevelop\w*|\bfailed\b",
    re.IGNORECASE,
)
# What it is about instead where it does not speak of workflows: "we install it on both systems in tests.yaml".
_PERHAPS_ELSEWHERE = re.compile(
    r"\binstall\w*|\bmachines?\b|\brequire[sd]?\b|\benvironment\b|\bcreate\b|\bproblem\w*|\bissue\w*", re.IGNORECASE
)
_WORKFLOWS = re.compile(
    r"\bmatri(?:x|ces)\b|\bworkflows?\b|\bCI\b|\bcontinuous integration\b|\bgithub actions\b|\w\.ya?ml\b", re.IGNORECASE
)
# A sentence with one of these may take back what it names.
_BUT = re.compile(
    r"\bbut\b|\bexcept|\beasily\b|\bexpanded\b|\bextended\b|\bdifficult|\bhowever\b|\bnot\b|n't\b|\bwithout\b|\bonly\b|\bremoved\b|\bdropped\b|\binitially\b"
    r"|\bat first\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:multiple|several|different|various|other|two|three|all)\s+(?:(?!cloud\b|GPU|hardware\b)\w+\s+){0,2}"
    r"(?:operati(?:ng|on) systems?|OSs?\b|OSes|platforms\b(?!\s+(?:such as|like|including|e\.g\.)))",
    re.IGNORECASE,
)
_ONE_SYSTEM = re.compile(
    r"\b(?:only|just|solely|exclusively|limit\w*|restrict\w*)\b[^.,;:()]{0,50}?\b(?:ubuntu|linux)\b"
    r"|\b(?:ubuntu|linux)[- ](?:only|alone)\b",
    re.IGNORECASE,
)
_ON_LINUX = re.compile(
    r"\b(?:runs?|ran|running|tests?|tested|testing|executed|us(?:e|es|ed|ing)|limit\w*|specifically|namely)\b[^.;:]{0,60}?"
    r"\b(?P<name>ubuntu|linux)\b",
    re.IGNORECASE,
)
_SEVERAL_PYTHONS = re.compile(
    r"\b(?:multiple|several|different|various)\s+(?:\w+\s+)?python\s+versions\b", re.IGNORECASE
)
_ONE_PYTHON = re.compile(r"\b(?:one|single)\s+(?:\w+\s+)?python\s+version\b(?!s)", re.IGNORECASE)
_BUT_ONCE = re.compile(
    r"\b(?:removed|dropped|initially|at first|originally|earlier|would|could|should|but|though|although|however|kept"
    r"|reduced|in the end|at last|eventually|ended up)\b",
    re.IGNORECASE,
)
# Jobs that are told apart from those that run the tests.
_OF_SOME_JOBS = re.compile(
    r"\b(?:lint\w*|format\w*|isort|flake8|ruff|black|mypy|pre-?commit|docs?|documentation|build\w*|deploy\w*|rest|other|others|this|second|third"
    r"|first|one)\b",
    re.IGNORECASE,
)
_PART_ENDS = re.compile(r";|\b(?:because|since|so that|to ensure|to make sure|in order to)\b|,\s+as\b", re.IGNORECASE)
_REASONS = re.compile(r",|\bbecause\b|\bsince\b|\bas\b", re.IGNORECASE)
_PYTHON_LIST = re.compile(
    r"\bpython(?:[- ]?versions?)?\b:?[^.;:!?]{0,60}?\b3\.\d{1,2}\b|\bpython-version\b", re.IGNORECASE
)
_VERSION = re.compile(r"(?<![\w.])3\.(\d{1,2})(?!\d)(?:\.(?:\d+|x))?(?!\.\d)")
_TORCH = re.compile(
    r"\b(?:py)?torch\b[^.;!?]{0,80}?(?:\d+\.\d+(?:\.\d+)?(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*/\s*)?){2,}", re.IGNORECASE
)
_TORCH_VERSION = re.compile(r"(?<![\w.])[12]\.\d{1,2}(?:\.\d{1,2})?(?![\w.]*\d)")


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements on the systems, Python versions and PyTorch versions of continuous integration."""
    if not facts.workflows:
        return
    jobs = [job for workflow in facts.workflows if workflow.is_live for job in workflow.jobs if not job.dead]
    for sentence in facts.answers.sentences:
        around = f"{sentence.lead} {sentence.plain}"
        if sentence.context == "heading" or not _CONTEXT.search(around):
            continue
        yield from _systems(sentence, jobs)
        if "python" in around.lower():
            yield from _pythons(sentence, jobs, facts)
            yield from _number_of_pythons(sentence, jobs)
        if "torch" in sentence.plain.lower():
            yield from _torches(sentence, jobs)


def _systems(sentence: Sentence, jobs: list[Job]) -> Iterator[Statement]:
    named = {
        system: match.span()
        for system, pattern in _SYSTEMS.items()
        if (match := pattern.search(sentence.plain)) is not None
    }
    actual = _union(jobs, "operating_systems")
    part = _part_of(sentence, min((start for start, _ in named.values()), default=0))
    if len(named) >= 2 and _may_be_of_ci(part):
        moods = {_mood(sentence, span) for span in named.values()}
        claimed = tuple(named)
        if moods == {Mood.AFFIRMED}:
            if set(claimed) <= set(actual):
                reason = f"Jobs of the workflows run on {_listed(actual)}."
                yield _statement(sentence, Kind.OS_MATRIX, claimed, Outcome.CONFIRMED, reason, actual, jobs)
            elif actual and sentence.context != "code" and _is_plain(sentence):
                reason = f"The jobs of all live workflows run on {_listed(actual)} only."
                yield _statement(sentence, Kind.OS_MATRIX, claimed, Outcome.REFUTED, reason, actual, jobs)
    elif outcome := _linux_alone(sentence, actual, part) if list(named) == ["Linux"] else None:
        reason = f"The jobs of all live workflows run on {_listed(actual)}."
        yield _statement(sentence, Kind.OS_MATRIX, ("Linux",), outcome, reason, actual, jobs)
    else:
        yield from _number_of_systems(sentence, jobs, actual)


def _linux_alone(sentence: Sentence, actual: tuple[str, ...], part: str) -> Outcome | None:
    """What becomes of a sentence that names Linux and no other system. part: what is around its name."""
    alone = _ONE_SYSTEM.search(sentence.plain)
    if alone and actual and _is_of_ci_alone(sentence) and mood_of(sentence, alone.span()) is Mood.AFFIRMED:
        if actual == ("Linux",):
            return Outcome.CONFIRMED
        return None if _may_be_taken_back(sentence) else Outcome.REFUTED
    match = _ON_LINUX.search(sentence.plain) if actual == ("Linux",) else None
    if (
        match
        and _is_about_ci(sentence)
        and _may_be_of_ci(part)
        and _mood(sentence, match.span("name")) is Mood.AFFIRMED
    ):
        return Outcome.CONFIRMED
    return None


def _number_of_systems(sentence: Sentence, jobs: list[Job], actual: tuple[str, ...]) -> Iterator[Statement]:
    """One system, or several, without their names."""
    several = _SEVERAL.search(sentence.plain)
    if several is None or not _is_about_ci(sentence):
        return
    mood = mood_of(sentence, several.span())
    # Of a denial, the reasons that follow may name anything.
    said = _REASONS.split(sentence.plain)[0] if mood is Mood.DENIED else sentence.plain
    is_named = any(pattern.search(said) for pattern in _SYSTEMS.values())
    if several.end() > len(said) or is_named or _ELSEWHERE.search(said) or _PERHAPS_ELSEWHERE.search(said):
        return
    if mood is Mood.DENIED:
        outcome = Outcome.CONFIRMED if len(actual) <= 1 else Outcome.UNVERIFIABLE
        reason = f"The jobs of all live workflows run on {_listed(actual)}."
        yield _statement(sentence, Kind.OS_MATRIX, ("one system",), outcome, reason, actual, jobs)
    elif mood is Mood.AFFIRMED and re.search(r"\bwe\b|\bour\b", sentence.plain, re.IGNORECASE):
        if len(actual) > 1:
            reason = f"Jobs of the workflows run on {_listed(actual)}."
            yield _statement(sentence, Kind.OS_MATRIX, ("several systems",), Outcome.CONFIRMED, reason, actual, jobs)
        elif actual and re.search(r"\btest", sentence.plain, re.IGNORECASE):
            reason = f"The jobs of all live workflows run on {_listed(actual)} only."
            yield _statement(sentence, Kind.OS_MATRIX, ("several systems",), Outcome.REFUTED, reason, actual, jobs)


def _number_of_pythons(sentence: Sentence, jobs: list[Job]) -> Iterator[Statement]:
    """One version of Python, or several, without their numbers."""
    several, one = _SEVERAL_PYTHONS.search(sentence.plain), _ONE_PYTHON.search(sentence.plain)
    match = several or one
    if match is None or _VERSION.search(sentence.plain) or _is_open(jobs) or not _is_of_ci_alone(sentence):
        return
    actual = _union(jobs, "python_versions")
    mood = mood_of(sentence, match.span())
    if mood not in (Mood.AFFIRMED, Mood.DENIED) or not actual or (one and mood is Mood.DENIED):
        return
    is_several = bool(several) and mood is Mood.AFFIRMED
    outcome = Outcome.CONFIRMED if is_several == (len(actual) > 1) else Outcome.REFUTED
    if _may_be_taken_back(sentence) and (is_several or outcome is Outcome.REFUTED):
        return
    value = ("several versions",) if is_several else ("one version",)
    reason = f"The jobs of all live workflows set up Python {_listed(actual)}."
    yield _statement(sentence, Kind.PYTHON_MATRIX, value, outcome, reason, actual, jobs)


def _pythons(sentence: Sentence, jobs: list[Job], facts: Facts) -> Iterator[Statement]:
    match = _PYTHON_LIST.search(sentence.plain) or _PYTHON_LIST.search(f"{sentence.lead} {sentence.plain}")
    claimed = tuple(dict.fromkeys(f"3.{minor[1]}" for minor in _VERSION.finditer(sentence.plain)))
    first = _VERSION.search(sentence.plain)
    if match is None or first is None or not _may_be_of_ci(_part_of(sentence, first.start())):
        return
    if _mood(sentence, first.span()) is not Mood.AFFIRMED:
        return
    actual = _union(jobs, "python_versions")
    minors = {".".join(version.split(".")[:2]) for version in actual}
    if set(claimed) <= minors:
        reason = f"Jobs of the workflows set up Python {_listed(actual)}."
        yield _statement(sentence, Kind.PYTHON_MATRIX, claimed, Outcome.CONFIRMED, reason, actual, jobs)
    elif set(claimed) <= minors | _other_versions(facts):
        return  # a version file or a requirement says so, which the sentence may mean
    elif (
        minors and not _is_open(jobs) and sentence.context != "code" and _is_about_ci(sentence) and _is_plain(sentence)
    ):
        reason = f"The jobs of all live workflows set up Python {_listed(actual)} only."
        axes = (axis for job in jobs for axis in job.unused_axes if set(claimed) <= set(map(str, axis.values)))
        if axis := next(axes, None):
            reason = f"{reason[:-1]}; the matrix lists the others as {axis.name}, which no step uses."
        yield _statement(sentence, Kind.PYTHON_MATRIX, claimed, Outcome.REFUTED, reason, actual, jobs)


def _part_of(sentence: Sentence, position: int) -> str:
    """The part of a sentence around a position, up to the semicolons, or to the reasons that it gives."""
    start = sentence.plain.rfind(";", 0, position) + 1
    end = _PART_ENDS.search(sentence.plain, position)
    return sentence.plain[start : end.start() if end else None]


def _may_be_of_ci(text: str) -> bool:
    """Whether systems or versions in a text may be those of continuous integration."""
    return not _ELSEWHERE.search(text) and (not _PERHAPS_ELSEWHERE.search(text) or bool(_WORKFLOWS.search(text)))


def _is_plain(sentence: Sentence) -> bool:
    """Whether a sentence is about continuous integration, and nothing in it may make it be about something else or
    take it back.
    """
    others = (_ELSEWHERE, _PERHAPS_ELSEWHERE, _BUT)
    return not any(other.search(sentence.plain) for other in others) and _is_about_ci(sentence)


def _is_about_ci(sentence: Sentence) -> bool:
    return bool(
        re.search(r"\btest\w*|\bmatri|\bCI\b|\bworkflow|\bactions\b", f"{sentence.lead} {sentence.plain}", re.I)
    )


def _is_of_ci_alone(sentence: Sentence) -> bool:
    """Whether a sentence is about continuous integration as it is, and nothing else that has systems and versions."""
    return _is_about_ci(sentence) and not _ELSEWHERE.search(sentence.plain)


def _may_be_taken_back(sentence: Sentence) -> bool:
    """Whether a sentence speaks of some jobs only, or of what was so once."""
    return bool(_OF_SOME_JOBS.search(sentence.plain) or _BUT_ONCE.search(sentence.plain))


def _is_open(jobs: list[Job]) -> bool:
    """Whether some job's Python version is not written in the workflow."""
    return any(
        "${{" in step.inputs.get("python-version", "") and not job.python_versions
        for job in jobs
        for step in job.live_steps
    ) or any("python-version-file" in step.inputs for job in jobs for step in job.live_steps)


def _other_versions(facts: Facts) -> set[str]:
    """Python versions that a version file or a manifest names."""
    texts = [
        facts.snapshot.text(path) or "" for path in (".python-version", "runtime.txt") if path in facts.snapshot.entries
    ]
    return {f"3.{match[1]}" for text in texts for match in _VERSION.finditer(text)}


def _torches(sentence: Sentence, jobs: list[Job]) -> Iterator[Statement]:
    """Versions of PyTorch in a matrix; an axis that no step uses tests nothing."""
    match = _TORCH.search(sentence.plain)
    if match is None or mood_of(sentence, match.span()) is not Mood.AFFIRMED or not _is_about_ci(sentence):
        return
    claimed = tuple(dict.fromkeys(version[0] for version in _TORCH_VERSION.finditer(match[0])))
    if len(claimed) < 2:
        return
    pinned = {v for job in jobs for name, vs in job.package_versions.items() if name == "torch" for v in vs}
    if set(claimed) <= pinned:
        reason = f"Jobs of the workflows install PyTorch {_listed(tuple(sorted(pinned)))}."
        yield _statement(sentence, Kind.OTHER, claimed, Outcome.CONFIRMED, reason, tuple(sorted(pinned)), jobs)
        return
    unused = [(job, axis) for job in jobs for axis in job.unused_axes if set(claimed) <= set(map(str, axis.values))]
    if unused:
        axis = unused[0][1]
        evidence = (Evidence("matrix", f"the axis {axis.name}, which no step uses", axis.place),)
        reason = (
            f"The matrix lists these versions as {axis.name}, but no step uses it, so every job installs the same one."
        )
        yield stated(
            sentence,
            Kind.OTHER,
            claimed,
            Outcome.REFUTED,
            reason,
            evidence=evidence,
            items=("ci-matrix-caching",),
        )


def _mood(sentence: Sentence, span: tuple[int, int]) -> Mood:
    """The mood of a mention; a line of code that an answer quotes is affirmed."""
    return Mood.AFFIRMED if sentence.context == "code" else mood_of(sentence, span)


def _union(jobs: list[Job], name: str) -> tuple[str, ...]:
    found = {value for job in jobs for value in getattr(job, name)}
    return tuple(sorted(found))


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) if values else "nothing that is named"


def _statement(
    sentence: Sentence,
    kind: Kind,
    claimed: tuple[str, ...],
    outcome: Outcome,
    reason: str,
    actual: tuple[str, ...],
    jobs: list[Job],
) -> Statement:
    evidence = tuple(
        Evidence("job", f"runs on {_listed(job.operating_systems)}; Python {_listed(job.python_versions)}", place)
        for job in jobs
        for place in [job.matrix.place if job.matrix else Place(job.place.path, job.place.start)]
        if job.operating_systems or job.python_versions
    )
    return stated(
        sentence,
        kind,
        claimed,
        outcome,
        reason,
        actual=actual,
        evidence=dict.fromkeys(evidence),
        items=("ci-matrix-caching",) if len(claimed) > 1 else ("ci",),
    )
