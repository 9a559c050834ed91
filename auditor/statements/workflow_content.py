"""What single workflows do, as the answers say; that continuous integration builds images, or uses a cache."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.workflows import Step, Workflow
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

Words = tuple[str, ...]

_HIDES = frozenset(
    {"make", "invoke", "inv", "nox", "tox", "just", "task", "poe", "hatch", "bash", "sh", "npm", "python", "taskipy"}
)
_IMAGE_ACTIONS = ("docker/build-push-action", "docker/bake-action", "redhat-actions/buildah-build")
_DEPLOY_ACTIONS = (
    "google-github-actions/deploy-",
    "azure/webapps-deploy",
    "actions/deploy-pages",
    "azure/container-apps",
)


def _is_test(words: Words) -> bool:
    return words[0] in ("pytest", "py.test", "unittest", "tox", "nox") or _is_task(words, "test")


def _is_hooks(words: Words) -> bool:
    return words[0] in ("pre-commit", "prek") and words[1:2] in (("run",), ("run-all",))


def _is_image_build(words: Words) -> bool:
    first, rest = words[0], words[1:]
    if first in ("docker", "podman", "buildah", "docker-compose"):
        return any(word in ("build", "bake", "bud", "--build") for word in rest[:4])
    if first == "gcloud":
        return "submit" in rest or any(word.split("=")[0] == "--source" for word in rest)
    return "kaniko" in first or _is_task(words, "docker") or _is_task(words, "image") or _is_task(words, "build")


def _is_deployment(words: Words) -> bool:
    deploys = words[0] in ("gcloud", "kubectl", "az", "fly", "flyctl", "firebase", "vercel", "mkdocs", "modal")
    return (deploys and any(word in ("deploy", "apply", "gh-deploy", "update", "replace") for word in words[1:5])) or (
        _is_task(words, "deploy")
    )


def _is_coverage(words: Words) -> bool:
    return words[0] == "coverage" or any(word.startswith("--cov") for word in words) or _is_task(words, "cov")


def _is_task(words: Words, name: str) -> bool:
    return words[0] in _HIDES and any(name in word.lower() for word in words[1:4])


@dataclass(frozen=True, slots=True)
class _Work:
    """A kind of work. said: how a sentence says that it is done, actions: beginnings of those that do it.

    is_plain: a workflow that does it cannot but do it in a step that tells so, so that it can be refuted.
    """

    name: str
    said: re.Pattern[str]
    tells: Callable[[Words], bool]
    actions: tuple[str, ...] = ()
    is_plain: bool = True


_WORKS = (
    _Work(
        "runs the pre-commit hooks",
        re.compile(
            r"\b(?:run(?:s|ning)?|invok(?:es?|ing)|execut(?:es?|ing)|us(?:es?|ing)|enforc(?:es?|ing)|validat(?:es?|ing)|checks?)"
            r"\s+(?:\w+\s+){0,2}[`'\"]?pre[-_ ]?commits?\b(?![`'\"]?\s+(?:auto-?)?update)",
            re.IGNORECASE,
        ),
        _is_hooks,
        ("pre-commit/action", "j178/prek-action"),
    ),
    _Work(
        "runs tests",
        re.compile(
            r"\b(?:run(?:s|ning)?|execut(?:es?|ing))\s+(?:(?!load|stress|performance|locust|smoke)\w+[-\s]+){0,4}?"
            r"(?:unit[- ]?tests?|integration tests?|tests|pytests?|test suite)\b",
            re.IGNORECASE,
        ),
        _is_test,
    ),
    _Work(
        "builds images",
        re.compile(
            r"\b(?:re-?)?build(?:s|ing)?\s+(?:and\s+(?:push(?:es|ing)?|deploys?|publish(?:es)?)\s+)?(?:\w+[-\s]+){0,4}?"
            r"(?:docker|container)\s+images?\b",
            re.IGNORECASE,
        ),
        _is_image_build,
        _IMAGE_ACTIONS,
    ),
    _Work(
        "deploys", re.compile(r"\bdeploy(?:s|ing)\b", re.IGNORECASE), _is_deployment, _DEPLOY_ACTIONS, is_plain=False
    ),
    _Work(
        "measures coverage",
        re.compile(r"\bcoverage\b", re.IGNORECASE),
        _is_coverage,
        ("codecov/codecov-action",),
        is_plain=False,
    ),
)
_IMAGE_IS_BUILT = re.compile(
    r"\bimages?\s+(?:is|are|gets?|will be)\s+(?:then\s+|also\s+|automatically\s+|being\s+){0,3}(?:re-?)?built\b"
    rf"|{_WORKS[2].said.pattern}",
    re.IGNORECASE,
)
_PIPELINE = re.compile(r"\bCI\b|\bgithub[- ]actions?\b|\bcontinuous integration\b|\bworkflows?\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\bcloud\s?build|\btriggers?\b(?!\s+(?:github|the (?:github|CI)|CI))|\bGCP\b|\bgcloud\b|\bgoogle\b", re.IGNORECASE
)
_AUTOMATIC = re.compile(r"\bautomat\w+\b", re.IGNORECASE)
_CACHE = re.compile(
    r"\b(?:us(?:e|ed|es|ing)|ma[dk]e use of|utili[sz]\w+|leverag\w+|includ\w+|implement\w*|enabl\w+|add(?:ed)?"
    r"|rely on)\s+(?:[\w'’`]++[-\s]++){0,6}?['’`]?cach(?:e|es|ing)\b|\b(?:we|workflows?) cache\b"
    r"|\bcaching is (?:used|enabled)\b|\b(?:dependencies|installs|packages|requirements) are cached\b",
    re.IGNORECASE,
)
# Caches of something else; what all workflows have is another sort of statement.
_OTHER_CACHES = re.compile(
    r"\b(?:all|each|every)\s+(?:(?:of|our|the|these|GitHub)\s+){0,3}workflows?\b"
    r"|\bdocker\w*|\blayers?\b|\bimages?\b|\bmodels?\b|\bpredictions?\b|\bgcp\b|\blocally\b|\bmount",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:want\w*|wish\w*|hop(?:ed|ing)|intend\w*|idea|goal|straightforward|eas(?:y|ier)|attempt\w*|tr(?:y|ied|ying))\b",
    re.IGNORECASE,
)
_INSTALLING = re.compile(r"(?:^|\s)(?:pip3?|uv|poetry|conda|mamba|pixi|pdm)\s+(?:\S+\s+)?(?:install|sync|add|update)\b")
_FILE = re.compile(r"(?<![\w.-])(?P<name>[\w.-]+\.ya?ml)\b", re.IGNORECASE)
_ITEM_NAME = re.compile(r"^\W{0,6}(?P<name>[\w][\w .&/'-]{1,48}?)\W{0,4}\s*[:–—]\s", re.IGNORECASE)
_THE_WORKFLOW = re.compile(
    r"\b(?:the|our|a|an)\s+[\"'`*“]{0,3}(?P<name>[\w-]+(?:[\s-][\w-]+){0,3}?)[\"'`*”]{0,3}\s+workflow\b(?!s)",
    re.IGNORECASE,
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a workflow does some work, that images are built by workflows, that a cache is used."""
    live = [workflow for workflow in facts.workflows if workflow.is_live]
    if not live:
        return
    seen: set[tuple[int, str]] = set()
    for sentence in facts.answers.sentences:
        if sentence.context in ("prose", "list"):
            for statement in _of_sentence(sentence, live, facts):
                key = (statement.question, str(statement.value))
                if key not in seen:
                    seen.add(key)
                    yield statement


def _of_sentence(sentence: Sentence, live: Sequence[Workflow], facts: Facts) -> Iterator[Statement]:
    plain = sentence.plain
    workflow = _named(sentence, live)
    if workflow is not None:
        for work in _WORKS:
            if _is_affirmed(sentence, work.said) and _is_behind_its_name(sentence, work, workflow):
                yield from _works(sentence, work, workflow)
    elif _PIPELINE.search(plain) and not _ELSEWHERE.search(plain) and _is_affirmed(sentence, _IMAGE_IS_BUILT):
        yield from _images(sentence, live, facts)
    if "cach" in plain and not _OTHER_CACHES.search(plain):
        match = _CACHE.search(plain)
        if _is_affirmed(sentence, _CACHE):
            yield from _caches(sentence, live)
        elif match and mood_of(sentence, match.span()) is Mood.DENIED:
            yield from _no_caches(sentence, live)


def _is_affirmed(sentence: Sentence, pattern: re.Pattern[str]) -> bool:
    match = pattern.search(sentence.plain)
    if match is None or _WANTED.search(sentence.plain, 0, match.start()):
        return False
    return mood_of(sentence, match.span()) is Mood.AFFIRMED


def _named(sentence: Sentence, live: Sequence[Workflow]) -> Workflow | None:
    """The one workflow that a sentence is about: by its file, or by its name before a colon or "workflow"."""
    plain = sentence.plain
    if "ml" in plain:
        files = {match["name"].lower() for match in _FILE.finditer(sentence.text)}
        named = [w for w in live if w.path.rpartition("/")[2].lower() in files]
        if named:
            return named[0] if len(named) == 1 else None
    about = f"{sentence.lead} {plain}".lower()
    match = _ITEM_NAME.match(plain) if sentence.context == "list" else None
    if match is None and "workflow" in about:
        matches = list(_THE_WORKFLOW.finditer(plain))
        match = matches[0] if len(matches) == 1 else None
    if match is None:
        return None
    wanted = _letters(match["name"])
    named = [w for w in live if wanted in (_letters(_stem(w)), _letters(w.name))]
    return named[0] if len(named) == 1 and len(wanted) > 3 else None


def _is_behind_its_name(sentence: Sentence, work: _Work, workflow: Workflow) -> bool:
    """Whether the work is told behind the workflow's file, if the sentence names that, or in the same clause before."""
    match, name = work.said.search(sentence.plain), workflow.path.rpartition("/")[2].lower()
    at = sentence.plain.lower().find(name)
    if match is None or at < 0 or at < match.start():
        return True
    return not re.search(r"[,;(]|\b(?:and|then)\b", sentence.plain[match.end() : at])


def _stem(workflow: Workflow) -> str:
    return workflow.path.rpartition("/")[2].rpartition(".")[0]


def _letters(name: str) -> str:
    return re.sub(r"workflow|[^a-z0-9]", "", name.lower()).rstrip("s")


def _works(sentence: Sentence, work: _Work, workflow: Workflow) -> Iterator[Statement]:
    pieces = list(_pieces(work, workflow))
    file = workflow.path.rpartition("/")[2]
    value = f"{file} {work.name}"
    if pieces:
        reason = f"{file} {work.name}: {pieces[0].message} ({pieces[0].place})."
        yield _statement(sentence, Kind.OTHER, value, Outcome.CONFIRMED, reason, pieces)
    elif work.is_plain and not _hides(workflow):
        steps = [step.name or step.action or step.run.partition("\n")[0] for _, step in workflow.live_steps()]
        reason = f"No step of {file} {work.name}; its steps: {', '.join(filter(None, steps))}."
        piece = Evidence("workflow", "none of its steps does", Place(workflow.path))
        yield _statement(sentence, Kind.OTHER, value, Outcome.REFUTED, reason, [piece])


def _pieces(work: _Work, workflow: Workflow) -> Iterator[Evidence]:
    for _, step in workflow.live_steps():
        if step.action.startswith(work.actions) and work.actions:
            yield Evidence("workflow-step", f"uses {step.action}", step.place)
        for words, place in step.programs():
            if words and work.tells(words):
                yield Evidence("workflow-step", f"runs {' '.join(words[:5])}", place)


def _hides(workflow: Workflow) -> bool:
    """Whether a workflow runs what does not tell what it does: a task, a script, a workflow or action of others."""
    return any(job.uses and not job.steps for job in workflow.jobs) or any(
        _is_opaque(step) for _, step in workflow.live_steps()
    )


def _is_opaque(step: Step) -> bool:
    known = step.action.startswith(
        ("actions/", "astral-sh/", "google-github-actions/", "docker/", "peter-evans/", "iterative/")
    )
    return (bool(step.action) and not known) or any(
        words and (words[0] in _HIDES or words[0].startswith(".") or "/" in words[0]) for words, _ in step.programs()
    )


def _images(sentence: Sentence, live: Sequence[Workflow], facts: Facts) -> Iterator[Statement]:
    """Images are built by "the CI pipeline"."""
    work = _WORKS[2]
    found = {workflow.path: list(_pieces(work, workflow)) for workflow in live}
    pieces = [piece for of_workflow in found.values() for piece in of_workflow]
    value = "images built by workflows"
    by_hand = [workflow for workflow in live if found[workflow.path] and _is_only_by_hand(workflow)]
    if pieces and _AUTOMATIC.search(sentence.plain) and len(by_hand) == sum(map(bool, found.values())):
        if not _has_trigger(facts) and not facts.cloud_builds:
            names = " and ".join(workflow.path.rpartition("/")[2] for workflow in by_hand)
            reason = f"Only {names} builds an image, and it is started by hand (workflow_dispatch) alone."
            yield _statement(sentence, Kind.OTHER, value, Outcome.REFUTED, reason, pieces)
    elif pieces:
        reason = f"A workflow builds images: {pieces[0].message} ({pieces[0].place})."
        yield _statement(sentence, Kind.OTHER, value, Outcome.CONFIRMED, reason, pieces)
    elif not any(_hides(workflow) for workflow in live) and not _has_trigger(facts) and not facts.pipelines:
        builds = [build.path for build in facts.cloud_builds if not build.commented_out]
        also = f"; {', '.join(builds)} does, which no workflow submits" if builds else ""
        reason = f"None of the {len(live)} workflows builds an image{also}."
        pieces = [Evidence("workflow", "none of its steps builds an image", Place(workflow.path)) for workflow in live]
        yield _statement(sentence, Kind.OTHER, value, Outcome.REFUTED, reason, pieces)


def _is_only_by_hand(workflow: Workflow) -> bool:
    return set(workflow.triggers) == {"workflow_dispatch"}


def _has_trigger(facts: Facts) -> bool:
    """Whether the answers speak of a trigger, which builds images though no file says so."""
    return any(
        re.search(r"\btriggers?\b", s.plain, re.IGNORECASE)
        and re.search(r"\bcloud\s?build|\bGCP\b|\bgoogle\b|\bgcloud\b|\bimages?\b", s.plain, re.IGNORECASE)
        for s in facts.answers.sentences
    )


def _caches(sentence: Sentence, live: Sequence[Workflow]) -> Iterator[Statement]:
    caching = [(step.cache, step.place) for workflow in live for _, step in workflow.live_steps() if step.cache]
    value = "a cache"
    if caching:
        pieces = [Evidence("workflow-step", f"caches: {what}", place) for what, place in caching]
        reason = f"{len(pieces)} steps of the workflows cache, such as {caching[0][0]} ({caching[0][1]})."
        reason = reason if len(pieces) > 1 else f"A step caches: {caching[0][0]} ({caching[0][1]})."
        yield _statement(sentence, Kind.TOOL_USE, value, Outcome.CONFIRMED, reason, pieces, ("ci-matrix-caching",))
    elif any(_INSTALLING.search(command.text) for w in live for _, step in w.live_steps() for command in step.commands):
        pieces = [Evidence("workflow", "has no step that caches", Place(workflow.path)) for workflow in live]
        reason = "No step of a live workflow caches anything."
        if not any(_hides_cache(workflow) for workflow in live):
            yield _statement(sentence, Kind.TOOL_USE, value, Outcome.REFUTED, reason, pieces, ("ci-matrix-caching",))


def _no_caches(sentence: Sentence, live: Sequence[Workflow]) -> Iterator[Statement]:
    """No cache is used."""
    caching = [(step.cache, step.place) for workflow in live for _, step in workflow.live_steps() if step.cache]
    if caching:
        pieces = [Evidence("workflow-step", f"caches: {what}", place) for what, place in caching]
        reason = f"A step caches: {caching[0][0]} ({caching[0][1]})."
        yield _statement(sentence, Kind.NO_TOOL_USE, "no cache", Outcome.REFUTED, reason, pieces)
    elif not any(_hides_cache(workflow) for workflow in live):
        pieces = [Evidence("workflow", "has no step that caches", Place(workflow.path)) for workflow in live]
        reason = "No step of a live workflow caches anything."
        yield _statement(sentence, Kind.NO_TOOL_USE, "no cache", Outcome.CONFIRMED, reason, pieces)


def _hides_cache(workflow: Workflow) -> bool:
    return any(job.uses and not job.steps for job in workflow.jobs) or any(
        "cach" in text
        for _, step in workflow.live_steps()
        for text in (*step.texts(), step.name.lower(), *map(str.lower, step.inputs))
    )


def _statement(
    sentence: Sentence,
    kind: Kind,
    value: str,
    outcome: Outcome,
    reason: str,
    evidence: Sequence[Evidence],
    items: tuple[str, ...] = (),
) -> Statement:
    return stated(
        sentence,
        kind,
        value,
        outcome,
        reason,
        evidence=evidence[:4],
        items=items,
    )
