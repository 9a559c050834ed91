"""A repository by its address: cloned for as long as it is needed."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import UnusableInput
from auditor.repository.store import closed_environment
from auditor.secrets import mask

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|(?:[\w.-]+@)[\w.-]+:\S+", re.IGNORECASE)
_PROTOCOLS = "https:http:ssh:git:file"
# How this machine reaches the network. Everything else that could change what git does stays out.
_NETWORK = ("HOME", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_FOLDERS_WITHOUT_A_NAME = (".git", "repo", "repository")


def is_address(location: str) -> bool:
    """Whether a location is an address to clone from: a URL, or USER@HOST:PATH."""
    return _ADDRESS.fullmatch(location) is not None and not Path(location).exists()


@contextmanager
def located(location: str) -> Iterator[Path]:
    """The repository at a location on this machine: a path as it is, an address as a bare clone in a temporary folder.

    Raises UnusableInput where an address cannot be cloned.
    """
    if not is_address(location):
        yield Path(location)
        return
    with tempfile.TemporaryDirectory(prefix="auditor-clone-") as folder:
        clone = Path(folder) / "clone"
        _clone(location, clone)
        yield clone


def group_of(location: str, url: str | None) -> str:
    """The id of a group that nobody named: OWNER/NAME of its web address (url), else the folder's or address's name."""
    if url is not None:
        return url.split("/", 3)[3]
    if is_address(location):
        return re.split(r"[/:]", location.rstrip("/"))[-1].removesuffix(".git")
    path = Path(location).resolve()
    named = path.parent if path.name in _FOLDERS_WITHOUT_A_NAME else path
    return named.name.removesuffix(".git") or "repository"


def _clone(address: str, folder: Path) -> None:
    import git
    from git.exc import GitError

    network = {name: os.environ[name] for name in os.environ if name in _NETWORK or name.lower() in _PROXIES}
    environment = {
        **closed_environment(),
        **network,
        "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
        "GIT_TEMPLATE_DIR": "",
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
    }
    try:
        git.Repo.clone_from(address, folder, bare=True, env=environment).close()
    except GitError as error:
        raise UnusableInput(f"{mask(address)} cannot be cloned: {mask(_reason(error))}") from None


def _reason(error: Exception) -> str:
    """What git said last, without the framing of GitPython."""
    said = str(getattr(error, "stderr", "") or error)
    lines = [line.strip(" '\"") for line in said.splitlines() if line.strip(" '\"")]
    fatal = [line for line in lines if line.startswith(("fatal:", "ERROR:"))]
    return re.sub(r"^(?:fatal|ERROR):\s*", "", (fatal or lines or ["git gave no reason"])[0])
