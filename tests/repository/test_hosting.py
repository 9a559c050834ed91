"""Addresses of repositories, and links to lines in them."""

from __future__ import annotations

import pytest

from auditor.repository.hosting import permalink, remote_url, web_address


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://github.com/owner/name.git", "https://github.com/owner/name"),
        ("https://github.com/owner/name/", "https://github.com/owner/name"),
        ("https://token:x-oauth@GitHub.com/owner/name", "https://github.com/owner/name"),
        ("https://github.com/owner/name/tree/main/src", "https://github.com/owner/name"),
        ("https://github.com/owner/name?tab=readme#top", "https://github.com/owner/name"),
        ("git@github.com:owner/name.git", "https://github.com/owner/name"),
        ("ssh://git@gitlab.example.org:2222/team/part/name.git", "https://gitlab.example.org/team/part/name"),
        ("git://example.org/owner/name", "https://example.org/owner/name"),
        ("/srv/git/name.git", None),
        ("../name", None),
        ("file:///srv/git/name.git", None),
        ("C:/git/name", None),
        ("https://github.com/owner", None),
        ("", None),
    ],
)
def test_the_page_of_an_address(address: str, page: str | None) -> None:
    assert web_address(address) == page


def test_the_remote_called_origin_or_the_only_one() -> None:
    origin = {"remote.origin.url": "git@github.com:owner/name.git"}
    upstream = {"remote.upstream.url": "git@github.com:course/template.git", "remote.upstream.fetch": "+refs/heads/*"}
    assert remote_url(origin | upstream) == "https://github.com/owner/name"
    assert remote_url(upstream) == "https://github.com/course/template"
    assert remote_url(upstream | {"remote.fork.url": "git@github.com:other/template.git"}) is None
    assert remote_url({}) is None


def test_links_to_a_commit_a_file_and_lines() -> None:
    github, gitlab = "https://github.com/owner/name", "https://gitlab.example.org/owner/name"
    assert permalink(github, "c0ffee", None, None, None) == f"{github}/commit/c0ffee"
    assert permalink(github, "c0ffee", "a b/#1.py", None, None) == f"{github}/blob/c0ffee/a%20b/%231.py"
    assert permalink(github, "c0ffee", "a.py", 3, 3) == f"{github}/blob/c0ffee/a.py#L3"
    assert permalink(github, "c0ffee", "a.py", 3, 5) == f"{github}/blob/c0ffee/a.py#L3-L5"
    assert permalink(gitlab, "c0ffee", "a.py", 3, 5) == f"{gitlab}/-/blob/c0ffee/a.py#L3-5"
    assert permalink("https://example.org/owner/name", "c0ffee", "a.py", 3, 5) is None
    assert permalink(None, "c0ffee", "a.py", 3, 5) is None
