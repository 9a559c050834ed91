"""A rule applied to a repository: its finding, and what template, unread files and other branches make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.errors import Unread
from auditor.facts import Facts
from auditor.facts.python.liveness import in_uncalled_functions
from auditor.rule import Evidence, Finding, Polarity, Rule, Status, partial, unverifiable

if TYPE_CHECKING:
    from auditor.facts.template import TemplateMatch

# Kinds of evidence that are only worth something where the code runs.
_OF_CODE = frozenset({"call", "class", "route", "function", "import"})


def judge(rule: Rule, facts: Facts) -> tuple[Finding, bool]:
    """The rule's finding and whether all its evidence is the template's.

    A finding that rests on not having found something gives way to evidence on unmerged branches or in removed files,
    and is left open where files that could hold it were not read.
    """
    finding = _weighed(_marked(rule.apply(facts), facts.template), rule, facts)
    if _is_template_only(finding) and rule.template_only is not None and finding.status is Status.PRESENT:
        finding = replace(finding, status=rule.template_only)
    if finding.status in (Status.ABSENT, Status.UNVERIFIABLE) and rule.looks_elsewhere:
        finding = _found_in_dead_code(rule, finding, facts) or _found_elsewhere(rule, facts) or finding
    if finding.status is Status.ABSENT:
        finding = _left_open(finding, _unread_for(rule, finding, facts))
    return finding, _is_template_only(finding)


def judge_or_leave(rule: Rule, facts: Facts) -> tuple[Finding, bool, tuple[Unread, ...]]:
    """As `judge`; a rule that fails costs its own item, which is left open, and not the audit."""
    try:
        finding, template_only = judge(rule, facts)
    except MemoryError:
        raise  # what is left of the audit would be judged without the room to do it
    except Exception as error:  # whatever a repository made a rule stumble over
        failure = Unread("", f"the rule {rule.item} failed: {type(error).__name__}: {error}")
        return unverifiable("Cannot be judged: the rule failed on this repository, see the errors."), False, (failure,)
    return finding, template_only, ()


def _is_template_only(finding: Finding) -> bool:
    speaking_for = [piece for piece in finding.evidence if piece.polarity is Polarity.FOR]
    return bool(speaking_for) and all(piece.template for piece in speaking_for)


def _found_in_dead_code(rule: Rule, finding: Finding, facts: Facts) -> Finding | None:
    """What the rule would find if the code that can never run could, where that is more."""
    if "python" not in rule.facts or finding.status is not Status.ABSENT:
        return None
    modules = [module.path for module in facts.python.modules if module.has_dead_code]
    if not any(_could_hold(path, finding.words, facts) for path in modules):
        return None
    found = _marked(rule.apply(facts.with_dead_code), facts.template)
    known = {piece.place for piece in finding.evidence}
    evidence = [piece for piece in found.evidence if piece.place not in known and not piece.template]
    if found.status not in (Status.PRESENT, Status.PARTIAL) or not evidence:
        return None
    return partial(f"Only in code that can never run: {found.summary}", evidence)


def _found_elsewhere(rule: Rule, facts: Facts) -> Finding | None:
    """What the rule finds in files of unmerged branches and in removed ones, if it is the group's own and enough."""
    elsewhere = facts.elsewhere
    if not elsewhere.origins:
        return None
    finding = _marked(rule.apply(facts.of_elsewhere), facts.of_elsewhere.template)
    if finding.status is not Status.PRESENT:
        return None
    evidence = [
        replace(piece, place=elsewhere.place(piece.place))
        for piece in finding.evidence
        if piece.place.path in elsewhere.origins and not piece.template
    ]
    if not evidence:
        return None
    branches = sorted({piece.place.ref for piece in evidence if piece.place.ref})
    removed = [piece.place.path for piece in evidence if not piece.place.ref]
    where = f"on the unmerged branch {branches[0]}" if branches else f"in {removed[0]}, which was removed since"
    return partial(f"Only {where}: {finding.summary}", evidence)


def _marked(finding: Finding, template: TemplateMatch) -> Finding:
    """The finding with the evidence that is handed-out material marked as such."""
    evidence = [replace(one, template=template.owns(one.place)) for one in finding.evidence]
    return replace(finding, evidence=tuple(evidence))


def _weighed(finding: Finding, rule: Rule, facts: Facts) -> Finding:
    """Evidence in code that nothing runs says so; where there is no other, it is not enough for `present`."""
    if finding.status not in (Status.PRESENT, Status.PARTIAL) or not rule.looks_elsewhere:
        return finding
    of_code = [piece.place for piece in finding.evidence if piece.kind in _OF_CODE]
    unused = facts.unused_modules if of_code else frozenset()
    uncalled = in_uncalled_functions(facts, of_code) if finding.status is Status.PRESENT else frozenset()

    def why_dead(piece: Evidence) -> str:
        if piece.place.path in unused:
            return ", in a module that nothing imports or runs"
        return ", in a function that nothing calls" if piece.place in uncalled else ""

    evidence = tuple(replace(piece, message=piece.message + why_dead(piece)) for piece in finding.evidence)
    live = [old for old in finding.evidence if old.polarity is Polarity.FOR and not why_dead(old)]
    if finding.status is Status.PARTIAL or live:
        return replace(finding, evidence=evidence)
    return partial(f"Only in code that nothing imports or runs: {finding.summary}", evidence)


def _left_open(finding: Finding, unread: list[Unread]) -> Finding:
    if not unread:
        return finding
    first = unread[0]
    where = first.path or "the repository"
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    return unverifiable(
        f"Cannot be judged: {where} could not be read ({first.message}){more}. Elsewhere: {finding.summary}",
        finding.evidence,
    )


def _unread_for(rule: Rule, finding: Finding, facts: Facts) -> list[Unread]:
    """What was not read of the files that the rule's facts are made from, and could hold what was not found."""
    kinds = [kind for fact in rule.facts for kind in FILES_OF_FACT.get(fact, ())]
    history = facts.history.unread if "history" in rule.facts else []
    return [
        *history,
        *(
            problem
            for problem in facts.snapshot.unread
            if (not problem.path or any(_is_of_kind(problem.path, kind) for kind in kinds))
            and _could_hold(problem.path, finding.words, facts)
        ),
    ]


def _could_hold(path: str, words: Iterable[str], facts: Facts) -> bool:
    """Whether a file that could not be parsed may matter: its text has one of the words, or cannot be seen."""
    text = facts.snapshot.text(path) if path else None
    if text is None or not words:
        return True
    lower = text.lower()
    return any(word.lower() in lower for word in words)


# Which files a fact is made from: endings, or beginnings with a slash at the end.
FILES_OF_FACT: dict[str, tuple[str, ...]] = {
    "python": (".py", ".ipynb"),
    "tests": (".py",),
    "workflows": (".github/", ".gitlab-ci.yml"),
    "cloud_builds": (".yaml", ".yml", ".json"),
    "hooks": (".pre-commit-config.yaml", ".pre-commit-config.yml"),
    "containers": ("dockerfile", ".docker", ".yaml", ".yml"),
    "dvc": (".dvc", ".dvc/config", "dvc.yaml", "dvc.lock"),
    "configs": (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg"),
    "manifests": (".txt", ".toml", ".yml", ".yaml", ".lock", "pipfile", "setup.py", "setup.cfg"),
    "documents": (".md", ".rst"),
    "commands": (".sh", "makefile", ".yml", ".yaml", ".py", ".ps1", ".bat", "dockerfile"),
}


def _is_of_kind(path: str, kind: str) -> bool:
    lower = path.lower()
    return lower.startswith(kind) if kind.endswith("/") else lower.endswith(kind)
