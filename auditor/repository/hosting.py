"""Addresses of a hosting site: where a repository was cloned from, and links to its lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

_SCP_FORM = re.compile(r"^(?:[\w.-]+@)?(?P<host>[\w.-]+):(?P<path>(?!//)[^\s]+)$")
_URL_FORM = re.compile(r"^(?:https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)(?::\d+)?/(?P<path>[^\s?#]+)")


def web_address(address: str) -> str | None:
    """The https page of a repository's address, without user, password, port or `.git`; None for a local one."""
    match = _URL_FORM.match(address) or _SCP_FORM.match(address)
    if not match or len(match["host"]) < 2 or "." not in match["host"]:
        return None
    path = re.sub(r"(?:(?:/-)?/(?:tree|blob)/.*|\.git/?|/+)$", "", match["path"].strip("/"))
    return f"https://{match['host'].lower()}/{path}" if "/" in path else None


def remote_url(settings: Mapping[str, str]) -> str | None:
    """The web address of the remote `origin` (of the only remote, if it is called otherwise), or None.

    settings: the repository's own, by git's full names.
    """
    remotes = {name: url for name, url in settings.items() if name.startswith("remote.") and name.endswith(".url")}
    only = next(iter(remotes.values())) if len(remotes) == 1 else ""
    return web_address(remotes.get("remote.origin.url", only))


def permalink(url: str | None, commit: str, path: str | None, start: int | None, end: int | None) -> str | None:
    """The address of lines of a file (or of the commit, without a path) at a commit, for hosts whose form is known."""
    if url is None or (path is not None and not {"", ".", ".."}.isdisjoint(path.split("/"))):
        return None  # a browser would follow `..` to another page
    host = url.split("/")[2]
    gitlab = "gitlab" in host
    if host != "github.com" and not gitlab:
        return None
    base = f"{url}/-" if gitlab else url
    if path is None:
        return f"{base}/commit/{commit}"
    address = f"{base}/blob/{commit}/{quote(path)}"
    if start is None:
        return address
    if end is None or end == start:
        return f"{address}#L{start}"
    return f"{address}#L{start}-{end}" if gitlab else f"{address}#L{start}-L{end}"
