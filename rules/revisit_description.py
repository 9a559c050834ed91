"""The initial project description was revisited: did the project turn out as wanted?

Present: a section of a document revisits the description, or a sentence that says what became of the plan was added to
the README or stands in the answers. A description that was edited after its first version, without comparing the two,
is `partial`. One can look back without writing it down, so that nothing of the kind leaves it open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, ExampleCommit, Finding, partial, present, unverifiable
from rules.project_descriptions import Part, description, parts

if TYPE_CHECKING:
    from auditor.facts.documents import Document
    from auditor.prose.answers import Answers
    from auditor.repository.versions import FileHistory, FileVersion

LOOKS_ELSEWHERE = False  # what counts is what became of the description on the audited branch

_README = re.compile(r"readme(?:\.(?:md|markdown|rst|txt))?", re.IGNORECASE)
_OWN_FILE = re.compile(
    r"(?:[^/]+/)?(?:project|initial)[-_ ]?(?:description|plan|proposal)\.(?:md|rst|txt)", re.IGNORECASE
)
_LOOKING_BACK = re.compile(
    r"\brevisit|retrospect|\b(?:initial|original) (?:project )?(?:description|plan|idea|goal)|\bturn(?:ed)? out\b"
    r"|\bplan(?:ned)? (?:vs\.?|versus|and|against) (?:outcome|results?|reality)|\bdeviations? from\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:initial|original) (?:project )?(?:description|plan|proposal|idea|intention|goal)s?\b"
    r"|\b(?:initially|originally|at first|first) (?:\w+ )?(?:planned|intended|wanted|expected|aimed|thought|hoped)\b"
    r"|\b(?:planned|intended|wanted|expected|aimed|hoped) (?:initially|originally|at first)\b"
    r"|\bwe had (?:planned|intended|wanted|expected|hoped)\b|\b(?:the|our) (?:plan|idea|aim) was\b"
    r"|\b(?:assumption|expectation)s?\b",
    re.IGNORECASE,
)
_PLAN_OF_THE_PROJECT = re.compile(
    r"\b(?:initial|original) (?:project (?:description|plan|proposal|idea|goals?)|description|proposal)\b"
    r"|\bthe project (?:has )?turned out\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\b(?:ended up|turn(?:ed|s)? out|in the end|eventually|instead|however|but|switched|changed|decided|managed"
    r"|succeeded|as (?:planned|expected|wanted|hoped)|differ\w*|deviat\w*|did not|didn't|achieved|fulfilled|reached"
    r"|became)\b",
    re.IGNORECASE,
)
_SECTION = 15  # words of a section that tells anything
_SESSION = 2 * 3600  # seconds within which the first version is still being written
_EDITED = 6  # changed words that are more than a correction


def judge(
    snapshot: Snapshot, documents: list[Document], history: History, file_history: FileHistory, answers: Answers
) -> Finding:
    found = [*_sections(documents), *_answered(answers)]
    path = _file(snapshot)
    now = parts(snapshot.text(path) or "") if path else []
    described = description(now)
    versions = file_history.versions(path) if path and described else []
    first = _first_version(versions, history)
    then = parts(first.text or "") if first else []
    if path and first:
        found += _added_sentences(path, now, then)
    if found:
        return present("A section, a sentence or an answer says what became of the plan.", found)
    if path is None or first is None:
        return unverifiable(
            "There is no project description whose first version could be compared with the latest one."
        )
    if _changed_words(now, then) < _EDITED:
        return unverifiable(
            "The project description is still that of its first version: ask how the project turned out."
        )
    edited = [Evidence("document", "the description as it is now", Place(path, p.start, p.end)) for p in described]
    start = Evidence("commit", "has the first version of the description", Place(commit=first.commit))
    return partial(
        "The description was edited later, without comparing plan and outcome.",
        [*edited, start, *_first_edit(versions, first, then)],
    )


def _file(snapshot: Snapshot) -> str | None:
    """The file with the project description: one called so, or the README at the root."""
    near = [entry.path for entry in snapshot.files if entry.path.count("/") < 2]
    return next((path for pattern in (_OWN_FILE, _README) for path in near if pattern.fullmatch(path)), None)


def _sections(documents: list[Document]) -> Iterator[Evidence]:
    for document in documents:
        for section in document.sections:
            words = sum(len(paragraph.text.split()) for paragraph in section.paragraphs)
            if section.heading and words >= _SECTION and _LOOKING_BACK.search(section.heading.text):
                end = max(paragraph.place.end or 0 for paragraph in section.paragraphs)
                place = Place(document.path, section.heading.place.start, end)
                yield Evidence("document", f"the section {section.heading.text} looks back", place)


def _answered(answers: Answers) -> Iterator[Evidence]:
    for sentence in answers.sentences:
        if _PLAN_OF_THE_PROJECT.search(sentence.plain) and _OUTCOME.search(sentence.plain):
            yield Evidence("answer", f"question {sentence.question} says what became of the plan", sentence.place)


def _first_version(versions: list[FileVersion], history: History) -> FileVersion | None:
    """The first version with a description, as it was when its authors had written it down."""
    first, since = None, 0
    for version in versions:
        commit = history.commits.get(version.commit)
        if commit is None or (first and commit.committed_at - since > _SESSION):
            continue
        if description(parts(version.text or "")):
            since = since or commit.committed_at
            first = version
    return first


def _first_edit(versions: list[FileVersion], first: FileVersion, then: list[Part]) -> Iterator[Evidence]:
    for version in versions[versions.index(first) + 1 :]:
        if _changed_words(parts(version.text or ""), then) >= _EDITED:
            yield Evidence("commit", "edits the description", Place(commit=version.commit))
            return


def _added_sentences(path: str, now: list[Part], then: list[Part]) -> Iterator[Evidence]:
    """Sentences on what became of the plan that the first version does not have."""
    old = {sentence for part in then for sentence in part.sentences}
    for part in now:
        if any(s not in old and _PLAN.search(s) and _OUTCOME.search(s) for s in part.sentences):
            yield Evidence("document", "says what became of the plan", Place(path, part.start, part.end))


def _changed_words(now: list[Part], then: list[Part]) -> int:
    """How many words of the description were changed, taken out, or added to its sections."""
    old, new = _sentences(then), _sentences(now)
    headings = {part.heading for part in description(then)}
    was_renamed = not headings <= {part.heading for part in now}
    removed = _words(s for part in description(then) for s in part.sentences if s not in new)
    added = _words(s for part in description(now) for s in part.sentences if s not in old)
    added_to = _words(
        sentence
        for part in description(now)
        if was_renamed or part.heading in headings
        for sentence in part.sentences
        if sentence not in old
    )
    return max((removed - added).total(), (added_to - removed).total())


def _sentences(found: Iterable[Part]) -> set[str]:
    return {sentence for part in found for sentence in part.sentences}


def _words(sentences: Iterable[str]) -> Counter[str]:
    return Counter(word for sentence in sentences for word in sentence.split())


_FIRST = """
    # Project description

    The goal of our project is to tell cats from dogs in photographs. We use ten thousand photographs from a public
    competition, and expect to train a small convolutional network on them with the help of a library.
"""
_EDITED_TEXT = _FIRST.replace(
    "a small convolutional network", "a vision transformer of medium size that others have trained before"
)
_LOOKING_BACK_SECTION = """
    ## Revisiting our description

    All of it was done, only that the network is larger than we thought it would be.
"""
_LATER = "2026-01-22T12:00:00+00:00"


def _then(text: str) -> tuple[ExampleCommit, ...]:
    return ExampleCommit({"README.md": _FIRST}), ExampleCommit({"README.md": text}, date=_LATER)


EXAMPLES = [
    Example(
        "a section looks back",
        "present",
        {"README.md": f"{_FIRST}{_LOOKING_BACK_SECTION}"},
    ),
    Example(
        "a sentence was added",
        "present",
        history=_then(f"{_FIRST}\n    We initially planned to train a small network, but ended up with a large one."),
        at=("README.md:1-6",),
    ),
    Example(
        "in an answer",
        "present",
        {"README.md": _FIRST},
        answers={28: "Compared to the initial project description we changed the model to a transformer."},
    ),
    Example("edited", "partial", history=_then(_EDITED_TEXT)),
    Example("unchanged", "unverifiable", {"README.md": _FIRST}),
    Example("corrected", "unverifiable", history=_then(_FIRST.replace("photographs", "pictures", 1))),
    Example(
        "only instructions were added",
        "unverifiable",
        history=_then(
            f"{_FIRST}\n    ## Installation\n\n    Install the package, and then run the script that trains."
        ),
    ),
    Example(
        "edited while it was written",
        "unverifiable",
        history=(
            ExampleCommit({"README.md": _FIRST}),
            ExampleCommit({"README.md": _EDITED_TEXT}, date="2026-01-10T12:40:00+00:00"),
        ),
    ),
    Example("no description", "unverifiable", {"train.py": "x = 1"}),
]
