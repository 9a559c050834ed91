"""What the answers say that container images are for, held against what the Dockerfiles are called and run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.wording import joined

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.containers import Dockerfile
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

# How people call a purpose, and what the names of a Dockerfile and of what its container runs have of it.
_PURPOSES = {
    "training": (
        r"(?:model\s+)?train(?:ing|er)?(?:\s+(?:of\s+)?(?:the|our|a)?\s*models?)?|trains?\b|fine-?tuning",
        r"train|finetune|fine_tune",
    ),
    "serving": (
        r"inference|predict(?:ion|ions|ing|or)?|(?:rest\s+|inference\s+|fast|model\s+)?api|back-?end|serv(?:ing|er|ice)"
        r"|deploy(?:ment|ing)?|application|app|classif(?:ication|ier)",
        r"api|app|back|infer|predict|serv|deploy|bento|web|uvicorn|gunicorn|hypercorn|functions-framework|flask",
    ),
    "evaluation": (r"(?:model\s+)?evaluat(?:ion|ing|e)", r"eval"),
    "the front end": (
        r"front-?end|(?:user\s+)?interface|ui|streamlit|gradio|web\s?(?:app|page|ui)",
        r"front|(?<![a-z])ui(?![a-z])|streamlit|gradio|web",
    ),
    "data": (
        r"(?:data\s+)?pre-?processing|data\s+(?:processing|preparation|loading)",
        r"process|data(?!.*drift)",
    ),
    "monitoring": (r"(?:data\s+)?drift(?:\s+(?:detection|monitoring|monitor))?|monitoring", r"drift|monitor"),
}
_NAME = "|".join(f"(?:{words})" for words, _ in _PURPOSES.values())
_IMAGES = (
    r"(?:docker[\s-]?files?|(?:docker|container)[\s-]?(?:images?|containers?)"
    r"|(?<!input )(?<!of )(?<!the )images?|containers?)"
)
_AND = (
    r"\s*(?:,\s*(?:and\s+)?|/|&|\band\b|\bas well as\b|\bplus\b)\s*"
    r"(?:(?:(?:(?:the\s+)?(?:last\s+|second\s+)?one|another|the\s+other|(?:a\s+)?second|two)\s+)?for\s+)?(?:both\s+)?"
    r"(?:the\s+|our\s+|an?\s+)?"
)
# "Images for training and for the API", and "images: one for training, one for inference".
_FOR = re.compile(
    rf"\b{_IMAGES}\s*(?:[:,(-]\s*)?(?:one\s+|each\s+)?\bfor\s+(?:both\s+)?(?:the\s+|our\s+|model\s+)?"
    rf"(?P<purposes>(?:{_NAME})\b(?:{_AND}(?:one\s+)?(?:{_NAME})\b){{0,5}})",
    re.IGNORECASE,
)
# "The training, API and front-end images".
_OF = re.compile(
    rf"(?<![\w-])(?P<purposes>(?:{_NAME})(?:{_AND}(?:{_NAME}))*)\s+(?:docker[\s-]?files?|docker[\s-]?(?:images?|containers?)"
    r"|images?|containers?)\b",
    re.IGNORECASE,
)
# Where a list of purposes goes on with others: "training, firing the kiln and inference".
_GOES_ON = re.compile(
    r"\s*(?:,\s*+(?:and\s+)?+|and\s++)(?!(?:one|which|that|we|it|where|each|they|both|all|then|so|but|as|using|with|our"
    r"|this|these|are|is|were|was|can|however|set|later|\w+ed)\b)(?:\w+ing\b(?=[^.]* and )|(?!\w+ing\b)[a-z])",
    re.IGNORECASE,
)
_DOCKER = re.compile(r"docker|container", re.IGNORECASE)
# Pictures, and what is in them.
_PICTURES = re.compile(r"\b(?:pixel|classif\w+ images?|test images?|input images?|upload\w*)\b", re.IGNORECASE)
_MOST = 4


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that there are images for such and such; each purpose once in an answer.

    They are confirmed where each purpose has its Dockerfile, and never refuted: one image may have several purposes.
    """
    files = _by_purpose([f for f in facts.containers.dockerfiles if not f.commented_out and not f.is_empty])
    about = {s.question for s in facts.answers.sentences if _DOCKER.search(s.plain)} if files else set()
    seen: set[tuple[int, str]] = set()
    for sentence in facts.answers.sentences:
        if sentence.question not in about or sentence.context not in ("prose", "list"):
            continue
        named = [purpose for purpose in _named(sentence) if (sentence.question, purpose) not in seen]
        if named and all(purpose in files for purpose in named):
            seen.update((sentence.question, purpose) for purpose in named)
            yield _confirmed(sentence, {purpose: files[purpose] for purpose in named})


def _named(sentence: Sentence) -> list[str]:
    """The purposes of images that a sentence affirms, in its order."""
    if _PICTURES.search(sentence.plain):
        return []
    found: dict[str, None] = {}
    for match in (*_FOR.finditer(sentence.plain), *_OF.finditer(sentence.plain)):
        if match.re is _FOR and _GOES_ON.match(sentence.plain, match.end()):
            return []
        is_of_docker = _DOCKER.search(f"{sentence.lead} {sentence.plain}")
        if is_of_docker and mood_of(sentence, match.span("purposes")) is Mood.AFFIRMED:
            for name in re.finditer(rf"\b(?:{_NAME})\b", match["purposes"], re.IGNORECASE):
                found[_purpose_of(name[0])] = None
    return list(found)


def _purpose_of(name: str) -> str:
    return next(p for p, (words, _) in _PURPOSES.items() if re.fullmatch(words, name.strip(), re.IGNORECASE))


def _by_purpose(files: Sequence[Dockerfile]) -> dict[str, list[Dockerfile]]:
    """The Dockerfiles of each purpose: by their names, or else by what their containers run."""
    found: dict[str, list[Dockerfile]] = {}
    for purpose, (_, marks) in _PURPOSES.items():
        mark = re.compile(marks)
        by_name = [file for file in files if mark.search(_name_of(file))]
        by_command = [file for file in files if mark.search(_run_by(file))]
        if by_name or by_command:
            found[purpose] = by_name or by_command
    return found


def _name_of(file: Dockerfile) -> str:
    folder, name = posixpath.split(file.path.lower())
    stem = re.sub(r"[._-]?docker(?:_?file)?[._-]?", " ", name).strip()
    return stem or posixpath.basename(folder)


def _run_by(file: Dockerfile) -> str:
    """The words of what a container of the image runs."""
    words = [w for i in file.of("CMD", "ENTRYPOINT") for command in i.commands for w in command.words]
    return " ".join(posixpath.basename(word) for word in words).lower()


def _confirmed(sentence: Sentence, files: Mapping[str, Sequence[Dockerfile]]) -> Statement:
    told = [f"{found[0].path} is for {purpose}" for purpose, found in files.items()]
    pieces = dict.fromkeys(Evidence("dockerfile", "is in the tree", found[0].place) for found in files.values())
    return stated(
        sentence,
        Kind.DOCKER_IMAGES,
        tuple(files),
        Outcome.CONFIRMED,
        f"{joined(told)}.",
        evidence=tuple(pieces)[:_MOST],
        items=("dockerfiles",),
    )
