"""Repositories of a cohort: local ones as they are, the others as bare clones in a folder that runs share."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event

from auditor.batch.groups import Group
from auditor.errors import UnusableInput
from auditor.repository.cloning import has_control_characters, network_environment, reason
from auditor.repository.locating import git_directory
from auditor.repository.snapshot import large_blobs
from auditor.secrets import mask

SECONDS = 300.0  # for all that one repository's clone may take
ATTEMPTS = 3

# Everything that the audit looks at. Pull requests of GitHub and GitLab.
_REFS = (
    "+refs/heads/*:refs/heads/*",
    "+refs/tags/*:refs/tags/*",
    "+refs/pull/*/head:refs/pull/*/head",
    "+refs/merge-requests/*/head:refs/merge-requests/*/head",
)
# Blobs that the audit would not read are not fetched; a server that cannot leave them out sends them all the same.
_FETCH = (
    *("--quiet", "--prune", "--no-tags", "--no-auto-gc", "--no-write-fetch-head"),
    f"--filter={large_blobs()}",
)
# What servers and git say where a repository is not there, or not for us: hosts do not tell one from the other.
_NOT_FOR_US = re.compile(
    r"not found|does not exist|does not appear to be a git repository|authentication failed|could not read username"
    r"|could not read password|terminal prompts disabled|permission denied|access denied|not authorized"
    r"|returned error: 40[134]|http basic|repository .* not exported|unable to access .* 40[134]",
    re.IGNORECASE,
)
_REDIRECT = re.compile(r"^warning: redirecting to (?P<address>\S+)", re.MULTILINE)
# The variables that hold a token, the host it is for, and the user that this host wants beside a token.
_TOKENS = (
    ("GH_TOKEN", "github.com", "x-access-token"),
    ("GITHUB_TOKEN", "github.com", "x-access-token"),
    ("GITLAB_TOKEN", "gitlab.com", "oauth2"),
)


class Access(StrEnum):
    """What became of a repository."""

    READY = "ready"
    MISSING = "private-or-missing"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Acquired:
    """A repository on this machine. path: None unless it is ready. why: what there is to tell of it, in one line."""

    access: Access
    path: Path | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fetching:
    """How addresses are cloned.

    cache: the folder of the clones. seconds: for each repository, all attempts together. pause: seconds before the
    second attempt, twice as many before the next. stop: once set, nothing more is fetched, and what is under way ends.
    """

    cache: Path
    seconds: float = SECONDS
    attempts: int = ATTEMPTS
    pause: float = 2.0
    stop: Event = Event()  # noqa: RUF009 (one that nobody sets; a run brings its own)


def default_cache() -> Path:
    """Where clones are kept unless told: `checklist-auditor/clones` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "checklist-auditor" / "clones"


def acquire(group: Group, fetching: Fetching) -> Acquired:
    """The repository of a group on this machine, with all that the server has now.

    Where the server cannot be reached, an earlier clone will do, and `why` says so.
    """
    if group.is_local:
        try:
            git_directory(Path(group.repository))
        except UnusableInput as error:
            return Acquired(Access.MISSING, None, str(error))
        return Acquired(Access.READY, Path(group.repository))
    if has_control_characters(group.repository):
        return Acquired(Access.MISSING, None, "its address has control characters")
    clone = fetching.cache / _folder_name(group.repository)
    try:
        fetching.cache.mkdir(parents=True, exist_ok=True)
        with _alone(clone):
            found = _with_retries(group.repository, clone, fetching)
    except OSError as error:
        return Acquired(Access.UNREACHABLE, None, f"{clone} cannot be used: {error.strerror or error}")
    if found.access is not Access.READY and (clone / _COMPLETE).exists():
        return Acquired(Access.READY, clone, f"as of an earlier clone, {found.access} now: {found.why}")
    return found


_COMPLETE = "auditor-complete"  # a file in each clone that once held all that its server had


class _Failed(Exception):
    """git did not do it; access and message say why."""

    def __init__(self, access: Access, message: str) -> None:
        super().__init__(message)
        self.access = access


def _with_retries(address: str, clone: Path, fetching: Fetching) -> Acquired:
    deadline = time.monotonic() + fetching.seconds
    environment = network_environment() | _credentials(os.environ)

    def git(*arguments: str) -> tuple[str, str]:
        return _run(["git", *arguments], environment, deadline - time.monotonic(), fetching.stop)

    for attempt in range(fetching.attempts):
        try:
            return Acquired(Access.READY, clone, _update(address, clone, git))
        except _Failed as failed:
            failure = Acquired(failed.access, None, mask(str(failed)))
        pause = fetching.pause * 2**attempt
        if failure.access is not Access.UNREACHABLE or time.monotonic() + pause > deadline:
            break
        if attempt + 1 < fetching.attempts and fetching.stop.wait(pause):
            break
    return failure


def _update(address: str, clone: Path, git: Callable[..., tuple[str, str]]) -> str:
    """Make the clone, or bring it up to date; what there is to tell of it."""
    listing, said = git("ls-remote", "--symref", "--", address)
    moved = _REDIRECT.search(said)
    digest = hashlib.sha256(f"{address}\n{listing}".encode()).hexdigest()
    complete = clone / _COMPLETE
    if not (complete.is_file() and complete.read_text() == digest):
        if not (clone / "HEAD").is_file():
            git("init", "--quiet", "--bare", "--template=", str(clone))
        for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*"):  # of a git that was killed: we are alone
            for left in clone.glob(pattern):
                left.unlink(missing_ok=True)
        at = f"--git-dir={clone}"
        git(at, "config", "remote.origin.url", address)
        git(at, "fetch", *_FETCH, "origin", *_REFS)
        if head := re.match(r"ref: (refs/heads/\S+)\tHEAD\n", listing):
            git(at, "symbolic-ref", "HEAD", head[1])
        complete.write_text(digest)
    return f"has moved to {mask(moved['address'])}" if moved else ""


def _run(command: list[str], environment: dict[str, str], seconds: float, stop: Event) -> tuple[str, str]:
    """Standard output and standard error of a git command. Raises _Failed where it fails, or takes too long."""
    deadline = time.monotonic() + seconds
    # Files and not pipes: a helper of git that outlives it would keep a pipe open. A session of its own: it can be
    # ended with all its helpers, and has no terminal to ask at.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=said, start_new_session=True
            )
        except FileNotFoundError:
            raise _Failed(Access.UNREACHABLE, "git is not installed, or not on the PATH") from None
        try:
            while process.poll() is None:
                if stop.is_set():
                    raise _Failed(Access.UNREACHABLE, "the run was stopped")
                if time.monotonic() > deadline:
                    raise _Failed(Access.TIMED_OUT, "the server took too long")
                _wait(process, 0.2)
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        out.seek(0)
        said.seek(0)
        errors = said.read().decode("utf-8", errors="replace")
        if process.returncode:
            access = Access.MISSING if _NOT_FOR_US.search(errors) else Access.UNREACHABLE
            raise _Failed(access, reason(errors))
        return out.read().decode("utf-8", errors="replace"), errors


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@contextmanager
def _alone(clone: Path) -> Iterator[None]:
    """Keep other runs from the clone meanwhile."""
    with clone.with_name(f"{clone.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder_name(address: str) -> str:
    """A file name for the clone of an address: legible, and another one for every address."""
    legible = re.sub(r"[^\w.-]+", "+", address.partition("://")[2]).strip(".")[:80]
    return f"{legible}-{hashlib.sha256(address.lower().encode()).hexdigest()[:12]}.git"


def _credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Settings for git, as variables: the user's own credential helpers, and tokens, each for its own host alone.

    In the environment of a git process they are on no command line and in no file.
    """
    settings = _own_helpers(environment)
    hosts: set[str] = set()
    for variable, host, user in _TOKENS:
        token = environment.get(variable, "").strip()
        if token and host not in hosts:
            hosts.add(host)
            encoded = base64.b64encode(f"{user}:{token}".encode()).decode()
            settings.append((f"http.https://{host}/.extraHeader", f"Authorization: Basic {encoded}"))
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


def _own_helpers(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The credential settings in the user's configuration, the only ones of it that are in effect here."""
    command = ["git", "config", "--global", "--null", "--get-regexp", r"^credential\."]
    try:
        made = subprocess.run(
            command, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError:
        return []
    pairs = (item.partition("\n") for item in made.stdout.decode("utf-8", errors="replace").split("\0") if item)
    return [(key, value) for key, _, value in pairs]
