"""What the answers say of branches and pull requests, held against the history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.repository.people import is_bot
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.repository.history import Commit, History, Ref
    from auditor.vocabulary import Vocabulary

_BRANCHES = re.compile(
    r"(?<!main )(?<!main-)(?<!master )(?<!default )(?<!protected )(?<!that )(?<!this )(?<!given )"
    r"\b(?:sub-?)?branch(?:es|ing)?\b(?! protection)",
    re.IGNORECASE,
)
_PULL_REQUESTS = re.compile(r"\bpull[- ]?requests?\b|\bPRs?\b|\bmerge requests?\b", re.IGNORECASE)
_NOT_ALLOWED = (
    r"\b(?:no(?:body| one| member)?|not|never|cannot|can't|couldn't|unable|prevent\w*|block\w*|forbid\w*|restrict\w*"
    r"|disallow\w*|without|avoid\w*|disabled)\b"
)
_ONLY = r"\b(?:only|exclusively|solely|had to be|must be|have to be)\b"
_CHANGES = (
    r"\b(?:changes?|code|commits?|work|everything)\b"  # of branches it may be so, and commits be pushed beside them
)
_THROUGH = r"(?:through|via|by|with|using)\s+(?:a\s+)?(?:pull[- ]?requests?|PRs?)\b"
_PROTECTED = re.compile(
    rf"{_NOT_ALLOWED}[^.]{{0,60}}\b(?:push|commit)\w*\b[^.]{{0,40}}\b(?:direct|straight)"
    rf"|{_NOT_ALLOWED}[^.]{{0,20}}\bdirect(?:ly)?\s+(?:push|commit)\w*"
    r"|\b(?:main|master)\b[^.]{0,60}\b(?:no one|nobody)\b[^.]{0,40}\bpush\w*[^.]{0,20}\b(?:straight|direct)"
    r"|\bdirect\s+(?:commit|push)\w*[^.]{0,40}\b(?:prohibited|forbidden|disabled|blocked|not (?:allowed|possible))"
    rf"|{_ONLY}\s+(?:be\s+)?merged?\b[^.]{{0,40}}\b{_THROUGH}|{_CHANGES}[^.]{{0,30}}\bmerged?\b[^.]{{0,40}}{_ONLY}\s+{_THROUGH}"
    r"|\b(?:pull[- ]?requests?|PRs?)\s+(?:rather than|instead of)\s+(?:being\s+)?push\w*\s+(?:\w+\s+){0,2}direct"
    r"|\b(?:rather than|instead of)\s+(?:commit|push)ting?\s+(?:\w+\s+)?(?:directly|straight)\s+(?:to|on|into)\s+"
    r"(?:the\s+)?(?:main|master)\b"
    rf"|\ball\s+{_CHANGES}[^.]{{0,40}}\b(?:need\w*|had|have|must)\s+(?:to\s+)?(?:go|come|pass)\s+{_THROUGH}",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:we|our|us|each (?:group |team )?member|everyone|everybody|every member|all members|i)\b", re.IGNORECASE
)
_USED = re.compile(
    r"\b(?:us(?:e|ed|es|ing)|made|make|making|creat\w*|work\w*|merg\w*|open\w*|had|have|did|follow\w*|adopt\w*|employ\w*"
    r"|submitt\w*|push\w*|review\w*|utiliz\w*|implement\w*|develop\w*|branch(?:ed|ing))\b",
    re.IGNORECASE,
)
# A pull request (or a push to a branch) as the event that starts something, rather than as what people made.
_EVENT = re.compile(
    r"\btrigger\w*|\b(?:on|upon|every|each|when(?:ever)?|any|for|if|after|before|once)\s+(?:\w+\s+){0,2}?"
    r"(?:push\w*|pull[- ]?requests?|PRs?|merg\w+)\b|\b(?:workflow|action|pipeline|CI)s?\b[^.]{0,80}"
    r"\b(?:run|check|start)"
    # what a workflow posts, opens or is run on by itself
    r"|\b(?:pull[- ]?requests?|PRs?)\s+(?:comments?|push)"
    r"|\b(?:issues|problems|errors) in (?:pull[- ]?requests?|PRs)\b"
    r"|\b(?:dependabot|renovate|bots?)\b"
    r"|\bautomatically\s+(?:open|creat|submit|rais)\w*"
    r"|^\W*(?:lint|test|code|coverage|build|docker|deploy|pre-?commit)[\w -]{0,24}:\s",
    re.IGNORECASE,
)
_FEW = re.compile(
    r"\b(?:did not|do not|never|hardly|barely|rarely|seldom|no|not|(?:did|do|does|have|has|was|were)\s?n['’´]?t)\b"
    r"[^.;,]{0,40}\b(?:branch|pull[- ]?request|PRs?\b|merge request)",
    re.IGNORECASE,
)
# That there is a branch for each thing that is done.
_FOR_EACH = re.compile(
    r"\b(?:each|every)\s+(?:\w+\s+){0,3}?(?:features?|tasks?|issues?|bug[- ]?fix\w*|functionality)\b[^.]{0,60}\bbranch"
    r"|\bbranch(?:es)?\b[^.]{0,40}\bfor\s+(?:each|every)\s+(?:\w+\s+){0,3}?(?:features?|tasks?|issues?|bug[- ]?fix)",
    re.IGNORECASE,
)
# That branches are taken away once they are merged.
_DELETED = re.compile(
    r"\bdelet(?:e|es|ed|ing)\b[^.;]{0,30}\bbranch(?:es)?\b|\bbranch(?:es)?\b[^.;]{0,60}\bdelet(?:e|ed|ing)\b",
    re.IGNORECASE,
)
_NOT_DELETED = re.compile(
    r"(?:\b(?:not|never|without|could|should|can|if)|n['’]t)\b[^.]{0,40}\bdelet\w+", re.IGNORECASE
)
_MERGED = re.compile(r"\bmerg\w+|\bafterwards?\b|\bonce\b|\bsubsequently\b", re.IGNORECASE)
# What branches are for: the list behind these words.
_FOR_WHAT = re.compile(
    r"\bbranch(?:es)?\b[^.;]{0,80}?\b(?:such as|like|e\.g\.|for example|for instance|including|named|called|namely)\b"
    r"(?P<list>.+)",
    re.IGNORECASE,
)
_PART = re.compile(r",|;|\band\b|\bor\b|[()\[\]]", re.IGNORECASE)
# Words that tell nothing of what a branch is for.
_OF_NO_BRANCH = frozenset(
    [
        "main",
        "master",
        "the",
        "our",
        "one",
        "for",
        "new",
        "and",
        "development",
        "implementation",
        "feature",
        "features",
        "work",
    ]
)
# A sentence without any of these says nothing of it.
_HINT = re.compile(r"branch|pull|merg|push|commit|\bPRs?\b", re.IGNORECASE)
_NO_DIRECT_PUSHES = "no direct pushes"
_DELETED_BRANCHES = "merged branches are deleted"
_DEFAULT = frozenset({"main", "master", "gh-pages"})
_SEVERAL = 3
_MANY = 1 / 3
_FEW_DIRECT = 1 / 10
_FEW_COMMITS = 10  # below that, a history says nothing of how its authors work
_GITHUB = "noreply@github.com"  # who commits what is merged, rebased or edited on GitHub's pages


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that branches, or pull requests, were or were not used; the first of each kind in an answer."""
    seen: set[tuple[int, Kind, str]] = set()
    for sentence in facts.answers.sentences:
        if not _HINT.search(sentence.plain):
            continue
        is_ours = (
            _OURS.search(f"{sentence.lead} {sentence.plain}")
            or _PROTECTED.search(sentence.plain)
            or _DELETED.search(sentence.plain)
        )
        if sentence.context in ("code", "heading", "quote") or not is_ours:
            continue
        for statement in _of_sentence(sentence, facts.history):
            sort = "whether" if isinstance(statement.value, bool) else str(statement.value)
            key = (statement.question, statement.kind, sort)
            if key not in seen:
                seen.add(key)
                yield statement


def _of_sentence(sentence: Sentence, history: History) -> Iterator[Statement]:
    protected = _PROTECTED.search(sentence.plain)
    if protected and mood_of(sentence, (protected.start(), protected.start() + 1)) in (Mood.AFFIRMED, Mood.DENIED):
        yield from _protected(sentence, history)
        return
    yield from _named_branches(sentence, history)
    yield from _deleted_branches(sentence, history)
    yield from _branch_for_each(sentence, history)
    if not _USED.search(sentence.plain) or _EVENT.search(sentence.plain):
        return
    for pattern, check in ((_BRANCHES, _branches), (_PULL_REQUESTS, _pull_requests)):
        match = pattern.search(sentence.plain)
        if match is None:
            continue
        mood = mood_of(sentence, match.span())
        if mood is Mood.AFFIRMED or mood is Mood.DENIED:
            yield from check(sentence, history, mood is Mood.DENIED)


def _named_branches(sentence: Sentence, history: History) -> Iterator[Statement]:
    """There are branches for such and such: two or more of these things are in the names of branches."""
    match = _FOR_WHAT.search(sentence.plain)
    if match is None or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
        return
    found: dict[str, Ref] = {}
    for part in _PART.split(match["list"]):
        words = {word for word in re.findall(r"[a-z0-9]{3,}", part.lower()) if word not in _OF_NO_BRANCH}
        for branch in history.branches:
            known = set(re.findall(r"[a-z0-9]{3,}", branch.name.lower())) - _OF_NO_BRANCH
            if words & known and not _is_bots(history.commits.get(branch.commit)) and len(words) < 6:
                found.setdefault(part.strip(" `'\"*."), branch)
    branches = list(dict.fromkeys(found.values()))
    if len(found) > 1 and len(branches) > 1:
        names = tuple(branch.name for branch in branches)
        reason = f"There are branches called so: {', '.join(names)}."
        evidence = [
            Evidence("branch", f"the branch {b.name}", Place(commit=b.commit, ref=b.name)) for b in branches[:3]
        ]
        yield stated(
            sentence, Kind.BRANCHES, tuple(found), Outcome.CONFIRMED, reason, actual=len(names), evidence=evidence
        )


def _own_branches(history: History) -> list[Ref]:
    """The branches of people besides the default one."""
    return [
        branch
        for branch in history.branches
        if branch.name.removeprefix("origin/") not in _DEFAULT and not _is_bots(history.commits.get(branch.commit))
    ]


def _deleted_branches(sentence: Sentence, history: History) -> Iterator[Statement]:
    """Branches are deleted once they are merged: then none is left that is wholly merged."""
    match = _DELETED.search(sentence.plain)
    if match is None or not _MERGED.search(f"{sentence.lead} {sentence.plain}"):
        return
    if _NOT_DELETED.search(sentence.plain, 0, match.end()):  # to the moods, what is deleted is denied
        return
    merges = [c for c in history.commits.values() if not _is_bots(c) and _names_branch(c)]
    unmerged = {branch.name for branch in history.unmerged_branches}
    left = [branch for branch in _own_branches(history) if branch.name not in unmerged]
    names = ", ".join(branch.name for branch in left[:4]) + (", …" if len(left) > 4 else "")
    if len(left) >= _SEVERAL and len(left) >= len(merges) * _MANY:
        reason = f"{len(left)} branches that are wholly merged are still there ({names})."
        evidence = [
            Evidence("branch", f"the merged branch {b.name}", Place(commit=b.commit, ref=b.name), Polarity.AGAINST)
            for b in left[:3]
        ]
        outcome = Outcome.REFUTED
    elif len(merges) >= _SEVERAL and not left:
        reason = f"Of {len(merges)} merges of branches none has left its branch behind."
        evidence = [Evidence("merge", c.subject, Place(commit=c.oid)) for c in merges[:3]]
        outcome = Outcome.CONFIRMED
    else:
        return
    yield stated(sentence, Kind.BRANCHES, _DELETED_BRANCHES, outcome, reason, actual=len(left), evidence=evidence)


def _branch_for_each(sentence: Sentence, history: History) -> Iterator[Statement]:
    """There was a branch for each feature: nearly all that is on the main branch was merged.

    What is not may be so by a fast-forward, so that nothing refutes it.
    """
    match = _FOR_EACH.search(sentence.plain)
    if match is None or mood_of(sentence, (match.end() - len("branch"), match.end())) is not Mood.AFFIRMED:
        return
    line = _first_parents(history)
    merged = [c for c in line if c.is_merge or c.pull_request]
    if len(merged) >= _FEW_COMMITS and len(line) - len(merged) <= len(line) * _FEW_DIRECT:
        reason = f"{len(merged)} of the {len(line)} commits on the main branch's own line merge a branch."
        evidence = [Evidence("merge", c.subject, Place(commit=c.oid)) for c in merged[:3]]
        value = "a branch for each"
        yield stated(sentence, Kind.BRANCHES, value, Outcome.CONFIRMED, reason, actual=len(merged), evidence=evidence)


def _branches(sentence: Sentence, history: History, denied: bool) -> Iterator[Statement]:
    own = _own_branches(history)
    merges = [c for c in history.commits.values() if c.is_merge and not is_bot(c.author) and _names_branch(c)]
    evidence = [Evidence("branch", f"the branch {b.name}", Place(commit=b.commit, ref=b.name)) for b in own[:3]]
    evidence += [Evidence("merge", c.subject, Place(commit=c.oid)) for c in merges[: 3 - len(evidence)]]
    if denied or _FEW.search(sentence.plain):
        # "We did not use branches for everything" and the like have too many honest readings.
        if not own and not merges and _is_plain_denial(sentence, "branch") and len(history.commits) >= _FEW_COMMITS:
            reason = "There is no branch besides the default one, and no merge of another."
            yield stated(sentence, Kind.BRANCHES, False, Outcome.CONFIRMED, reason, actual=0)
        return
    if own or merges:
        names = ", ".join(b.name for b in own[:4])
        there = f"{_counted(len(own), 'branch', 'branches')} besides the default one"
        there += f" ({names}{', …' if len(own) > 4 else ''})" if own else ""
        reason = f"The repository has {there} and {_counted(len(merges), 'merge', 'merges')} of branches."
        yield stated(sentence, Kind.BRANCHES, True, Outcome.CONFIRMED, reason, actual=len(own), evidence=evidence)
    elif len(history.commits) >= _FEW_COMMITS and not _squashed(history):
        reason = "The history is one line without a merge, and there is no branch besides the default one."
        yield stated(sentence, Kind.BRANCHES, True, Outcome.UNVERIFIABLE, reason, actual=0)


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _names_branch(commit: Commit) -> bool:
    """Whether a merge is of a branch other than the same one of the remote."""
    match = re.match(
        r"Merge (?:remote-tracking )?branch '(?:origin/)?([^']+)'(?: of \S+)?(?: into (\S+))?", commit.subject
    )
    if match:
        return match[1] not in ("main", "master") and match[1] != match[2]
    return commit.pull_request is not None


def _squashed(history: History) -> bool:
    return any(commit.pull_request for commit in history.commits.values())


def _pull_requests(sentence: Sentence, history: History, denied: bool) -> Iterator[Statement]:
    merged = [c for c in history.commits.values() if c.pull_request and not _is_bots(c)]
    heads = [ref for ref in history.pull_requests if not _is_bots(history.commits.get(ref.commit))]
    numbers = {c.pull_request for c in merged}
    evidence = [Evidence("pull-request", c.subject, Place(commit=c.oid)) for c in merged[:3]]
    count = len(numbers)
    if denied:
        if merged and _is_plain_denial(sentence, "(?:pull|PRs?)"):
            reason = f"{count} pull request{'s were' if count != 1 else ' was'} merged."
            yield stated(sentence, Kind.PULL_REQUESTS, False, Outcome.REFUTED, reason, actual=count, evidence=evidence)
        elif not merged and not history.pull_requests and len(history.commits) >= _FEW_COMMITS:
            reason = "No commit names a pull request, and none is known."
            yield stated(sentence, Kind.PULL_REQUESTS, False, Outcome.CONFIRMED, reason, actual=0)
        return
    if _FEW.search(sentence.plain):
        return
    if merged:
        reason = f"The history names {count} merged pull request{'s' if count != 1 else ''} of people."
        yield stated(sentence, Kind.PULL_REQUESTS, True, Outcome.CONFIRMED, reason, actual=count, evidence=evidence)
    elif heads:
        reason = f"{len(heads)} pull requests of people are known, though no commit names one."
        yield stated(sentence, Kind.PULL_REQUESTS, True, Outcome.CONFIRMED, reason, actual=len(heads))
    elif history.pull_requests:
        reason = f"All {len(history.pull_requests)} pull requests are of bots, and no commit of a person names one."
        yield stated(sentence, Kind.PULL_REQUESTS, True, Outcome.REFUTED, reason, actual=0)
    elif len(history.commits) >= _FEW_COMMITS:
        reason = "No commit names a pull request; ones that were merged by rebasing would leave no name."
        yield stated(sentence, Kind.PULL_REQUESTS, True, Outcome.UNVERIFIABLE, reason, actual=0)


def _is_plain_denial(sentence: Sentence, name: str) -> bool:
    """Whether a thing, whose name begins like the pattern, is denied within a few words."""
    denial = rf"\b(?:did not|didn't|did n't|never|have not|haven't)\s+(?:[\w,]+\s+){{0,4}}{name}"
    return bool(re.search(denial, sentence.plain, re.IGNORECASE))


def _is_bots(commit: Commit | None) -> bool:
    """Whether a commit is a bot's, or merges a bot's branch."""
    if commit is None:
        return False
    return is_bot(commit.author) or bool(re.search(r"\b(?:dependabot|renovate|pre-commit-ci)[/-]", commit.message))


def _protected(sentence: Sentence, history: History) -> Iterator[Statement]:
    """Nobody can push to the main branch directly: then its first-parent line holds only what was merged on a page."""
    line = _first_parents(history)
    kind = Kind.PULL_REQUESTS if _PULL_REQUESTS.search(sentence.plain) else Kind.BRANCHES
    direct = [
        c for c in line if c.parents and not c.pull_request and c.committer_email != _GITHUB and not is_bot(c.author)
    ]
    recent = [c for c in direct if line.index(c) < len(line) // 2]  # a protection may have come after the first days
    if len(recent) >= 2:
        evidence = [
            Evidence("commit", f"went to the branch directly: {c.subject}", Place(commit=c.oid), Polarity.AGAINST)
            for c in recent[:3]
        ]
        reason = (
            f"{len(recent)} commits in the later half of the main branch's history came there without a pull request."
        )
        yield stated(
            sentence,
            kind,
            _NO_DIRECT_PUSHES,
            Outcome.REFUTED,
            reason,
            actual="direct pushes",
            evidence=evidence,
        )
    elif not direct and len(line) >= _FEW_COMMITS:
        reason = "Every commit on the main branch's own line was merged or made on the hosting site."
        yield stated(sentence, kind, _NO_DIRECT_PUSHES, Outcome.CONFIRMED, reason, actual=0)


def _first_parents(history: History) -> list[Commit]:
    """The commits that were the audited branch's newest, newest first."""
    found = []
    oid = history.head
    while oid in history.commits:
        found.append(history.commits[oid])
        oid = found[-1].parents[0] if found[-1].parents else ""
    return found
