"""A repository by its address: cloned for as long as it is needed."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import UnusableInput
from auditor.repository.processes import closed_environment
from auditor.repository.snapshot import large_blobs
from auditor.secrets import mask

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|(?:[\w.-]+@)[\w.-]+:\S+", re.IGNORECASE)
# Not `file`: what is on this machine is read in place, and not by git's own server, which obeys its configuration.
_PROTOCOLS = "https:http:ssh:git"
_LOCAL = "file://"
# In an address such characters, written out or not, can pass for the end of it, or show as something else.
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]|%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_SECONDS = 300.0  # for a clone
# How this machine reaches the network. Everything else that could change what git does stays out.
_NETWORK = ("HOME", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_FOLDERS_WITHOUT_A_NAME = (".git", "repo", "repository")


def is_address(location: str) -> bool:
    """Whether a location is an address to clone from: a URL, or USER@HOST:PATH. A file:// URL is a path."""
    if location.startswith(_LOCAL):
        return False
    return _ADDRESS.fullmatch(location) is not None and not Path(location).exists()


@contextmanager
def located(location: str) -> Iterator[Path]:
    """The repository at a location on this machine: a path as it is, an address as a bare clone in a temporary folder.

    Raises UnusableInput where an address cannot be cloned.
    """
    if not is_address(location):
        yield Path(location.removeprefix(_LOCAL))
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
    path = Path(location.removeprefix(_LOCAL)).resolve()
    named = path.parent if path.name in _FOLDERS_WITHOUT_A_NAME else path
    return named.name.removesuffix(".git") or "repository"


def network_environment() -> dict[str, str]:
    """The environment of a git process that reaches the network: it never asks for a password."""
    return {
        **closed_environment(),
        **{name: value for name, value in os.environ.items() if name in _NETWORK or name.lower() in _PROXIES},
        "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
    }


def has_control_characters(address: str) -> bool:
    """Whether an address holds characters that no honest one has."""
    return _CONTROL.search(address) is not None


def reason(said: str) -> str:
    """The line of git's messages that names the reason: the first that is fatal, else the last."""
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "ERROR:"))]
    return (fatal or lines[-1:] or ["git gave no reason"])[0].removeprefix("fatal:").removeprefix("ERROR:").strip()


def _clone(address: str, folder: Path) -> None:
    if has_control_characters(address):
        raise UnusableInput(f"{mask(address)} has control characters: it is no address")
    # Not through GitPython, which hands the caller's whole environment on.
    without = f"--filter={large_blobs()}"  # a server that cannot leave blobs out sends them
    command = ["git", "clone", "--bare", "--quiet", "--template=", without, "--", address, str(folder)]
    try:
        made = subprocess.run(
            command,
            env=network_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UnusableInput(f"{mask(address)} cannot be cloned: the server took too long") from None
    except FileNotFoundError:
        raise UnusableInput("git is not installed, or not on the PATH") from None
    if made.returncode:
        said = made.stderr.decode("utf-8", errors="replace")
        raise UnusableInput(f"{mask(address)} cannot be cloned: {mask(reason(said))}")
