"""How many container images and Dockerfiles there are, and which, held against those of the repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.facts.commands import Origin, using
from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.counts.phrases import Counted, counted
from auditor.statements.numbers import Amount

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.commands import Command
    from auditor.facts.containers import Dockerfile

_IMAGES = re.compile(
    r"(?:docker[\s-]?files?|(?:docker[\s-]?|container[\s-]?)?images?(?:\s+variants?)?|(?:docker[\s-]?)?containers?)\b"
    r"(?!\s+(?:sizes?|classification|folders?|registry|tags?|pixels?|samples?|types?|versions?|datasets?|evaluation|with)\b)",
    re.IGNORECASE,
)
_DOCKER = re.compile(r"docker|container", re.IGNORECASE)
_MADE = re.compile(
    r"\b(?:develop\w*|creat\w*|buil[dt]\w*|ma[dk]es?|made|have|had|us(?:e|es|ed|ing)|wr[io]te\w*|written|contain\w*|"
    r"produc\w*|defin\w*|implement\w*|into|consists?|split)\b",
    re.IGNORECASE,
)
_AMONG_OTHERS = re.compile(
    r"\b(?:all|both|these|those|other|another|additional|further|first|last|remaining|the|following|same|base|final|test|"
    r"training|input|latest|new|more|sample|dataset|only|each)$",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    {"separate", "different", "distinct", "main", "primary", "specialized", "individual", "own", "dedicated", "total"}
    | {"docker", "container", "custom", "various"}
)
_MOST_IMAGES = 12  # more than that are pictures
_ITEM = re.compile(r"\b(?:one|another)\s+(?:\w+\s+){0,2}?(?:for|to|which|that|is|contain\w*)\b", re.IGNORECASE)
# "Several images: one for training, one for ..." gives a number all the same.
_ONE_BY_ONE = re.compile(
    r"\b(?:several|multiple|various|different|separate)\s+(?:\w+\s+){0,2}?"
    r"(?P<noun>docker[\s-]?files?|images|containers)\b[^.;:]{0,40}[:,(-]\s*(?=one\b)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:,\s*namely\s+|:\s*|\(\s*)(?P<items>[^.:;()]+)")
_ASIDE = re.compile(
    r"(?:^|[/_.-])(?:test|dummy|old|trash|dev|template|example)(?:$|[/_.-])|devcontainer", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"(?<![\w./-])(?:[\w.-]+/)*(?:[\w.-]+[./]docker[_-]?file(?:\.[\w.-]*\w)?|docker[_-]?file\.[\w.-]*\w)(?![\w/-])",
    re.IGNORECASE,
)
_BUILT = re.compile(r"\b(?:docker[\s-]?files?|images?|containers?|buil[dt]\w*)\b", re.IGNORECASE)
_BUILDS = re.compile(
    r"(?<![\w./-])(?P<name>[\w./-]*\w\.ya?ml)\b[^.]{0,80}?\b(?P<build>(?:re-?|\(re-\))?buil(?:d|ds|ding))\b[^.]{0,40}\b(?:docker|container)?\s?images?\b",
    re.IGNORECASE,
)
_PUSHED = re.compile(r"\bpush(?:es|ed|ing)?\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\W*(?:you can (?:find|see|view)|links?\b|see\b|here\b|an example|one of|the (?:link to|docker ?file is linked))",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"(?:.{0,20}:\s*)?(?:sudo\s+)?docker\s+(?:buildx\s+)?(?:build|run|push|tag)\b", re.IGNORECASE)
_FEWEST_WORDS = 5  # of a sentence that says more than where a file is
_OTHER_BUILDERS = ("bentoml", "bentofile", "buildpack", "project.toml", "procfile")


def find(facts: Facts) -> Iterator[Statement]:
    """Statements on the number of images, one an answer, and on the Dockerfiles that they are built from, each once."""
    images = _Images(facts)
    for _, group in groupby(facts.answers.sentences, key=lambda sentence: sentence.question):
        answer = [sentence for sentence in group if sentence.context in ("prose", "list", "table")]
        if not any(_DOCKER.search(sentence.plain) for sentence in answer):
            continue
        phrases = (*_phrases(answer), *_told_one_by_one(answer))
        number = next(filter(None, (images.judge(phrase, answer) for phrase in phrases)), None)
        if number:
            yield number
        for sentence in answer:
            if _FILE_NAME.search(sentence.text) and not (number and number.quote == sentence.text):
                statement = images.judge_names(sentence)
                if statement:
                    yield statement
                    break
        yield from filter(None, map(images.judge_builder, answer))


def _phrases(answer: Sequence[Sentence]) -> Iterator[Counted]:
    """The numbers of container images, not of pictures."""
    for sentence in answer:
        if "image" not in sentence.plain.lower() and _DOCKER.search(sentence.plain) is None:
            continue
        for phrase in counted(sentence, _IMAGES, frozenset({"docker"})):
            if _AMONG_OTHERS.search(phrase.before.rstrip()) or any(_AMONG_OTHERS.search(word) for word in phrase.words):
                continue
            is_named = _DOCKER.search(phrase.text) is not None
            is_plain = _PLAIN.issuperset(phrase.words) and not phrase.after.lstrip().startswith("of ")
            if not is_named and not (is_plain and _MADE.search(phrase.before)):
                continue
            if phrase.amount.value <= _MOST_IMAGES and phrase.is_affirmed:
                yield phrase


def _told_one_by_one(answer: Sequence[Sentence]) -> Iterator[Counted]:
    for sentence in answer:
        match = _ONE_BY_ONE.search(sentence.plain)
        number = float(len(_ITEM.findall(sentence.plain[match.end() :]))) if match else 0.0
        if match and number > 1:
            amount = Amount(number, number, number, match.span())
            phrase = Counted(amount, (), match["noun"].lower(), sentence, match.start(), match.end("noun"))
            if phrase.is_affirmed:
                yield phrase


class _Images:
    """The Dockerfiles of a repository, and what builds them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._files = [f for f in facts.containers.dockerfiles if not f.commented_out and not f.is_empty]
        self._own = [file for file in self._files if not _ASIDE.search(file.path)]
        self._named: set[str] = set()

    def judge(self, phrase: Counted, answer: Sequence[Sentence]) -> Statement | None:
        """Whether there are that many."""
        amount = phrase.amount
        text = "\n".join(sentence.text for sentence in answer)
        named = [file for file in self._files if posixpath.basename(file.path).lower() in text.lower()]
        there = f"There {_described(self._files)}"
        is_of_pushed = _PUSHED.search(phrase.sentence.plain) is not None
        built = [file for file in self._files if file.path in self._built]
        groups: list[tuple[Sequence[Dockerfile], str]] = [(built, "{} are built by a command or workflow")]
        if not is_of_pushed:
            groups = [
                (self._files, ""),
                (self._own, "{} are not set aside"),
                (named, "{} are named in the answer"),
                *groups,
            ]
        for group, which in groups:
            if group and amount.covers(len(group)) and (amount.value > 1 or len(group) == len(self._own)):
                rest = f", of which {which.format(len(group))}" if which and len(group) < len(self._files) else ""
                return self._counted(phrase, Outcome.CONFIRMED, f"{there}{rest}.", group)
        if amount.value == 1:
            return None  # of several it may well be one that matters
        services = [service for service in self._facts.containers.services if service.build or service.image]
        folders = [posixpath.dirname(file.path) for file in self._files]
        is_folder = not is_of_pushed and any(amount.covers(folders.count(folder)) for folder in folders)
        is_told = is_folder or _describes(phrase, answer)
        if is_told and amount.low <= len(self._files):
            reason = f"{there}, those described among them."
            return self._counted(phrase, Outcome.CONFIRMED, reason, self._files)
        if services and amount.covers(len(services)):
            reason = f"{there}; {len(services)} services are composed."
            return self._counted(phrase, Outcome.CONFIRMED, reason, self._files)
        if amount.low > max(len(self._files), len(services), self._tags()):
            # Containers may be run from images of others.
            is_open = phrase.noun.endswith(("container", "containers")) or self._may_be_built_otherwise()
            outcome = Outcome.UNVERIFIABLE if is_open else Outcome.REFUTED
            return self._counted(phrase, outcome, f"{there}.", self._files)
        if _DOCKER.search(phrase.text) and not is_of_pushed:
            return self._counted(phrase, Outcome.UNVERIFIABLE, f"{there}.", self._files)
        return None

    def judge_names(self, sentence: Sentence) -> Statement | None:
        """Whether the Dockerfiles that a sentence names as those of images are there."""
        matches = list(_FILE_NAME.finditer(sentence.text))
        by_name = {posixpath.basename(file.path).lower(): file for file in self._files}
        found = [by_name.get(posixpath.basename(match[0]).lower()) for match in matches]
        said = _FILE_NAME.sub(" ", sentence.plain)
        if not all(found) or len(said.split()) < _FEWEST_WORDS or not _BUILT.search(said):
            return None
        if (
            mood_of(sentence, matches[0].span()) is not Mood.AFFIRMED
            or _COMMAND.match(sentence.plain)
            or _POINTER.match(sentence.plain)
        ):
            return None
        files = list(dict.fromkeys(file for file in found if file))
        if self._named.issuperset(file.path for file in files):
            return None
        self._named.update(file.path for file in files)
        built = [self._built[file.path] for file in files if file.path in self._built]
        names = ", ".join(file.path for file in files)
        runs = f", and {built[0].place} builds {'it' if len(files) == 1 else 'from there'}" if built else ""
        return stated(
            sentence,
            Kind.DOCKER_IMAGES,
            files[0].path if len(files) == 1 else len(files),
            Outcome.CONFIRMED,
            f"{names} {'is' if len(files) == 1 else 'are'} in the tree{runs}.",
            evidence=(*(Evidence("dockerfile", "is in the tree", file.place) for file in files), *built[:2]),
            items=("dockerfiles",),
        )

    def judge_builder(self, sentence: Sentence) -> Statement | None:
        """Whether a workflow or Cloud Build file that a sentence names builds an image, as it says; each file once."""
        match = _BUILDS.search(sentence.text)
        name = posixpath.basename(match["name"]) if match else ""
        if match is None or name in self._named or sentence.plain.lower().startswith("docker"):
            return None
        places = [place for path, place in self._builders if posixpath.basename(path) == name]
        if not places or mood_of(sentence, match.span("build")) is not Mood.AFFIRMED:
            return None
        self._named.add(name)
        return stated(
            sentence,
            Kind.DOCKER_IMAGES,
            f"{name} builds an image",
            Outcome.CONFIRMED,
            f"{places[0]} builds an image.",
            evidence=(Evidence("command", "builds an image", places[0]),),
            items=("docker-build",),
        )

    @cached_property
    def _builders(self) -> list[tuple[str, Place]]:
        """The workflow and Cloud Build files that build images, with where they do."""
        found = [
            (command.place.path or "", command.place)
            for command in self._commands
            if command.origin in (Origin.WORKFLOW, Origin.CLOUDBUILD)
        ]
        for workflow in self._facts.workflows:
            found += [
                (workflow.path, step.place)
                for _, step in workflow.live_steps()
                if step.action.startswith(("docker/build-push-action", "docker/bake-action"))
            ]
        return found

    @cached_property
    def _commands(self) -> list[Command]:
        """The live commands that build images."""
        commands = [command for command in self._facts.commands if command.live and "build" in command.text]
        return list(using(commands, "docker", "build"))

    @cached_property
    def _built(self) -> dict[str, Evidence]:
        """The paths of Dockerfiles that a command or a workflow step builds, and where it first does."""
        found: dict[str, Evidence] = {}
        for command in self._commands:
            for path in self._paths_in(command.text):
                found.setdefault(path, Evidence("command", f"builds {path}", command.place))
        for workflow in self._facts.workflows:
            for job, step in workflow.live_steps():
                for value in step.inputs.values() if step.action.startswith("docker/") else ():
                    for path in (path for text in job.resolve(value) for path in self._paths_in(text)):
                        found.setdefault(path, Evidence("workflow-step", f"builds {path}", step.place))
        return found

    def _paths_in(self, text: str) -> list[str]:
        return [file.path for file in self._files if re.search(rf"(?<![\w-]){re.escape(file.path)}(?![\w.-])", text)]

    def _tags(self) -> int:
        """How many differently named images the commands build."""
        names = {
            re.sub(r":[^/]*$", "", tag)
            for command in self._commands
            for tag in re.findall(r"(?:-t|--tag)[\s=]+[\"']?([^\s\"']+)", command.text)
        }
        pushed = {re.sub(r":[^/]*$", "", image) for build in self._facts.cloud_builds for image in build.images}
        return len(names | pushed)

    def _may_be_built_otherwise(self) -> bool:
        return any(word in path.lower() for path in self._facts.snapshot.entries for word in _OTHER_BUILDERS)

    def _counted(self, phrase: Counted, outcome: Outcome, reason: str, files: Sequence[Dockerfile]) -> Statement:
        return stated(
            phrase.sentence,
            Kind.DOCKER_IMAGES,
            phrase.value,
            outcome,
            reason,
            actual=len(self._files),
            evidence=(Evidence("dockerfile", "is in the tree", Place(file.path)) for file in files),
            items=("dockerfiles",) if outcome is Outcome.CONFIRMED else (),
        )


def _describes(phrase: Counted, answer: Sequence[Sentence]) -> bool:
    """Whether the answer tells what as many images are for, one by one."""
    listed = _LISTED.match(phrase.after)
    items = re.split(r",\s*(?:and\s+)?|\s+and\s+", listed["items"]) if listed else []
    below = [sentence for sentence in answer if sentence.context == "list" and sentence.lead == phrase.sentence.plain]
    ones = len(_ITEM.findall(" ".join(sentence.plain for sentence in answer)))
    return any(phrase.amount.covers(number) for number in (len(items), len(below), ones) if number > 1)


def _described(files: Sequence[Dockerfile]) -> str:
    names = ", ".join(file.path for file in files)
    if not files:
        return "is no Dockerfile"
    return f"is one Dockerfile: {names}" if len(files) == 1 else f"are {len(files)} Dockerfiles: {names}"
