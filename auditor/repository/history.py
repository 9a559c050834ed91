"""The commits, branches, tags and people of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice

from auditor.errors import Unread
from auditor.limits import limits
from auditor.repository.people import Person, Signature, is_bot, is_nobody, merge_people
from auditor.repository.store import ObjectStore

_CO_AUTHOR = re.compile(
    r"^[ \t]*+co-authored-by:[ \t]*+(?P<name>[^<>\n]*+)<(?P<email>[^<>\n]*+)>[ \t]*+$", re.IGNORECASE | re.MULTILINE
)
# As GitHub, GitLab and Bitbucket word the commits that merge a pull request; "(#12)" is a squashed one's.
_PULL_REQUEST = re.compile(
    r"^Merge pull request #(\d+)|^Merged in .*\(pull request #(\d+)\)|See merge request \S*!(\d+)|\(#(\d+)\)\s*$",
    re.MULTILINE,
)
_PULL_REF = re.compile(r"refs/(?:pull|merge-requests|remotes/\w+/pr)/(\d+)(?:/head)?")
_LONGEST_NAME = 300  # characters of a person's name or address
# Neither a name nor a message can hold a NUL, so that nothing in them can pass for the next field.
_FIELDS = ("%H", "%P", "%an", "%ae", "%ce", "%at", "%ct", "%B")
_LOG = ("log", "-z", "--no-show-signature", f"--format={'%x00'.join(_FIELDS)}")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. Times are seconds since 1970, as the commit says, which its author can set at will."""

    oid: str
    parents: tuple[str, ...]
    author: Signature
    authored_at: int
    committed_at: int
    message: str
    co_authors: tuple[Signature, ...] = ()
    committer_email: str = ""

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def is_merge(self) -> bool:
        """Whether the commit has several parents."""
        return len(self.parents) > 1

    @property
    def pull_request(self) -> int | None:
        """The number of the pull request that this commit brought in, where its message says so."""
        match = _PULL_REQUEST.search(self.message)
        return int(next(number for number in match.groups() if number)) if match else None


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch, tag or pull request by its short name, and the commit it points at."""

    name: str
    commit: str


class History:
    """All commits that branches, tags and pull requests lead to, newest first as git lists them."""

    def __init__(
        self,
        commits: Iterable[Commit],
        branches: Iterable[Ref] = (),
        tags: Iterable[Ref] = (),
        pull_requests: Iterable[Ref] = (),
        head: str = "",
        unread: Iterable[Unread] = (),
    ) -> None:
        """head: the audited commit. unread: what of the history could not be read."""
        self.commits = {commit.oid: commit for commit in commits}
        self.branches = tuple(sorted(branches, key=lambda ref: ref.name))
        self.tags = tuple(sorted(tags, key=lambda ref: ref.name))
        self.pull_requests = tuple(sorted(pull_requests, key=lambda ref: ref.name))
        self.head = head
        self.unread = list(unread)

    @cached_property
    def reachable(self) -> dict[str, Commit]:
        """The commits that the audited one builds on, itself first."""
        return {oid: self.commits[oid] for oid in self._ancestors(self.head)}

    def _ancestors(self, start: str) -> Iterator[str]:
        seen, waiting = {start}, [start]
        while waiting:
            oid = waiting.pop()
            if oid not in self.commits:
                continue
            yield oid
            for parent in self.commits[oid].parents:
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)

    @cached_property
    def first_commits(self) -> list[Commit]:
        """The root commits below the audited one, oldest first."""
        roots = [commit for commit in self.reachable.values() if not commit.parents]
        return sorted(roots, key=lambda commit: (commit.committed_at, commit.oid))

    @cached_property
    def unmerged_branches(self) -> list[Ref]:
        """The branches whose newest commit the audited one does not contain."""
        return [branch for branch in self.branches if branch.commit not in self.reachable]

    def later_on(self, branch: str) -> list[Commit]:
        """The commits of a branch that the audited one does not contain."""
        tips = {ref.name: ref.commit for ref in self.branches}
        tip = tips.get(f"origin/{branch}") or tips.get(branch, "")  # the remote's copy is the newer one
        return [self.commits[oid] for oid in self._ancestors(tip) if oid not in self.reachable]

    @cached_property
    def people_by_signature(self) -> dict[Signature, Person]:
        """Every signature of the history and the person behind it."""
        return merge_people(s for commit in self.commits.values() for s in (commit.author, *commit.co_authors))

    @cached_property
    def authors(self) -> dict[Person, list[Commit]]:
        """The human authors and co-authors over all branches with their commits, most commits first."""
        found: dict[Person, list[Commit]] = {}
        for commit in self.commits.values():
            signatures = [s for s in (commit.author, *commit.co_authors) if not is_bot(s) and not is_nobody(s)]
            for person in dict.fromkeys(self.people_by_signature[signature] for signature in signatures):
                if not person.is_bot:
                    found.setdefault(person, []).append(commit)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0].name)))

    def author_of(self, commit: Commit) -> Person:
        """The person who wrote a commit."""
        return self.people_by_signature[commit.author]


def read_commits(store: ObjectStore, tip: str) -> dict[str, Commit]:
    """The commits that lead to tip, as far as they can be read, newest first."""
    return _checked(store, store.run(*_LOG, _most(), tip, "--")[1])


def read_history(store: ObjectStore, head: str) -> History:
    """The history of the store's repository, with head (a full object name) as the audited commit."""
    branches, tags, pull_requests, unread = _refs(store)
    tips = sorted({head, *(ref.commit for ref in (*branches, *tags, *pull_requests))})
    status, log, error = store.run(*_LOG, _most(), "--stdin", "--", stdin="".join(f"{tip}\n" for tip in tips).encode())
    commits = _checked(store, log)
    if status or len(commits) > limits().commits:
        # Where a commit is missing, or there are too many: what leads to the audited one is worth having by itself.
        why = error if status else f"there are more than {limits().commits:,} commits"
        unread.append(Unread("", f"the history is incomplete: {why}"))
        commits = read_commits(store, head)
    elif any(parent not in commits for commit in commits.values() for parent in commit.parents):
        unread.append(Unread("", "the history is incomplete: a commit is damaged"))
    if store.is_shallow:
        unread.append(Unread("", "the history is incomplete: the clone is shallow"))
    cut = [oid for oid, commit in commits.items() if len(commit.message) == limits().message_characters]
    if cut:
        unread.append(Unread("", f"of {len(cut)} messages as long as that of {cut[0][:10]} only the beginning is read"))
    return History(commits.values(), branches, tags, pull_requests, head, unread)


def iso_time(seconds: int) -> str:
    """Seconds since 1970 as ISO 8601 in UTC; what lies outside the years 1 to 9999 is held to them."""
    low, high = -62135596800, 253402300799
    return datetime.fromtimestamp(min(max(seconds, low), high), UTC).isoformat().replace("+00:00", "Z")


def _most() -> str:
    """One commit more than are read, to see whether there are more."""
    return f"--max-count={limits().commits + 1}"


def _checked(store: ObjectStore, log: bytes) -> dict[str, Commit]:
    """The commits of git's output that are what their names say: git itself does not look."""
    commits = {commit.oid: commit for commit in _commits(log)}
    contents = store.read_many(commits)
    return {
        oid: commit for (oid, commit), content in zip(commits.items(), contents, strict=True) if content is not None
    }


def _refs(store: ObjectStore) -> tuple[list[Ref], list[Ref], list[Ref], list[Unread]]:
    """Branches, tags and pull requests, and whether there are more of them than are read.

    A remote's copy of a branch goes by its short name, unless there is a local one that stands elsewhere. Where one
    remote is called origin, what others have is the work of others.
    """
    status, listing, error = store.run(
        "for-each-ref", "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    )
    local: dict[str, str] = {}
    remote: dict[str, dict[str, str]] = {}
    tags: dict[str, str] = {}
    pulls: dict[str, str] = {}
    lines = [line.split("\0") for line in listing.decode("utf-8", errors="replace").split("\n")[:-1]]
    # Of a tag of a tag, older versions of git show the next one only.
    nested = _peeled(store, [oid for _, _, oid, peeled_kind, _ in lines if peeled_kind == "tag"])
    for name, kind, oid, peeled_kind, peeled_oid in lines:
        commit = oid if kind == "commit" else peeled_oid if peeled_kind == "commit" else nested.get(oid, "")
        if not commit:
            continue
        if name.startswith("refs/heads/"):
            local[name.removeprefix("refs/heads/")] = commit
        elif name.startswith("refs/tags/"):
            tags[name.removeprefix("refs/tags/")] = commit
        elif match := _PULL_REF.fullmatch(name):
            pulls[match[1]] = commit
        elif name.startswith("refs/remotes/") and not name.endswith("/HEAD"):
            owner, _, short = name.removeprefix("refs/remotes/").partition("/")
            remote.setdefault(owner, {})[short] = commit
    branches = dict(local)
    for owner in ["origin"] if "origin" in remote else sorted(remote):
        for short, commit in remote[owner].items():
            if branches.setdefault(short, commit) != commit:
                branches[f"{owner}/{short}"] = commit
    unread = [Unread("", f"not all refs were read: {error}")] if status else []
    most = limits().refs
    for what, found in (("branches", branches), ("tags", tags), ("pull requests", pulls)):
        if len(found) > most:
            unread.append(Unread("", f"of {len(found):,} {what} only the first {most:,} were read"))
    first = [[Ref(*item) for item in islice(found.items(), most)] for found in (branches, tags, pulls)]
    return first[0], first[1], first[2], unread


def _peeled(store: ObjectStore, tags: list[str]) -> dict[str, str]:
    """The commits that tags stand for, by the tags' own names; tags of anything else are left out."""
    asked = "".join(f"{oid}^{{commit}}\n" for oid in tags).encode()
    out = store.run("cat-file", "--batch-check=%(objectname)", stdin=asked)[1] if tags else b""
    found = zip(tags, out.decode("ascii", errors="replace").split("\n"), strict=False)
    return {tag: commit for tag, commit in found if re.fullmatch(r"[0-9a-f]{40,64}", commit)}


def _commits(log: bytes) -> Iterator[Commit]:
    fields = iter(log.split(b"\0"))
    for record in zip(*[fields] * len(_FIELDS), strict=False):  # the rest is what an output cut off leaves
        oid, parents, *people, authored_at, committed_at, message = map(_text, record)
        name, email, committer = (field[:_LONGEST_NAME] for field in people)
        message = message.strip("\n")[: limits().message_characters]
        co_authors = tuple(Signature(m["name"].rstrip(), m["email"]) for m in _CO_AUTHOR.finditer(message))
        yield Commit(
            oid,
            tuple(parents.split()),
            Signature(name, email),
            _seconds(authored_at),
            _seconds(committed_at),
            message,
            co_authors,
            committer,
        )


def _text(field: bytes) -> str:
    """UTF-8, into which git turns what a commit declares, or Latin-1 where that was a lie."""
    try:
        return field.decode("utf-8")
    except UnicodeDecodeError:
        return field.decode("latin-1")


def _seconds(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # a damaged date is empty in git's output
        return 0
