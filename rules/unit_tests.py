"""What the rules about unit tests share: which tests count, and what follows from them."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable

from auditor.facts.tests import Skip, TestFunction, TestSuite
from auditor.rule import Evidence, Finding, absent, partial, present

_WORDS = ("def test", "class Test")
_BUILT_IN = frozenset(dir(builtins)) - {"open", "__import__", "exec", "eval"}
_CLIENTS = (
    "fastapi.testclient.TestClient",
    "starlette.testclient.TestClient",
    "httpx.ASGITransport",
    "httpx.WSGITransport",
    "bentoml.SyncHTTPClient",
    "bentoml.AsyncHTTPClient",
    "bentoml.client.HTTPClient",
    "gradio_client.Client",
)
_API = (
    *(name for client in _CLIENTS for name in (client, f"{client}.*")),
    "flask.Flask.test_client",
    "flask.Flask.test_client.*",
    "flask.testing.*",
    "async_asgi_testclient.*",
    "litestar.testing.*",
    "schemathesis.*",
)
_REQUESTS = ("requests.*", "httpx.*", "aiohttp.ClientSession.*", "urllib.request.urlopen")
_SERVER_WORD = re.compile(r"api|endpoint|server|service|backend|deployed", re.IGNORECASE)


def says(word: str, test_name: str, path: str) -> bool:
    """Whether a test's name, or that of its file, has a word in it that begins so."""
    return bool(re.search(rf"(?:^|[_/.]){word}", f"{path}/{test_name}".lower().removeprefix("tests/")))


def conclude(
    tests: TestSuite,
    is_about: Callable[[str, str, frozenset[str]], bool],
    subject: str,
) -> Finding:
    """The finding on the tests that are about a subject. is_about takes a test's qualified name, path and names."""
    chosen = [test for test in tests.tests if is_about(test.qualified_name, test.path, test.names)]
    sound = [test for test in chosen if test.assertions and test.skip is not Skip.ALWAYS and not _is_hollow(test)]
    if sound:
        count = f"{len(sound)} test{'s' if len(sound) != 1 else ''} with assertions"
        return present(f"{count} exercise{'s' if len(sound) == 1 else ''} {subject}.", map(test_evidence, sound))
    almost = [test for test in tests.almost if is_about(test.qualified_name, test.path, test.names)]
    weak = [test_evidence(test) for test in chosen]
    weak += [Evidence("test", "pytest does not look into this file", test.place) for test in almost]
    if weak:
        summary = f"The tests of {subject} assert nothing of the project, are always skipped, or are not collected."
        return partial(summary, weak)
    if not tests.tests:
        return absent("There is no test that pytest would collect.", words=_WORDS)
    return absent(f"None of the {len(tests.tests)} collected tests exercises {subject}.", words=_WORDS)


def _is_hollow(test: TestFunction) -> bool:
    """Whether a test uses nothing but what Python has built in, files left out: it can only be about itself."""
    return all(name.partition(".")[0] in _BUILT_IN for name in test.names)


def is_api_test(test: TestFunction) -> bool:
    """Whether a test calls an API: through a test client, or over the network in a test that is named for it."""
    named = f"{test.path.removeprefix('tests/')} {test.qualified_name}"
    return test.uses(*_API) or (test.uses(*_REQUESTS) and bool(_SERVER_WORD.search(named)))


def test_evidence(test: TestFunction) -> Evidence:
    """Evidence for a test, with how many assertions it has and whether it is skipped."""
    if test.skip is Skip.ALWAYS:
        message = f"{test.name} is always skipped"
    elif not test.assertions:
        message = f"{test.name} asserts nothing"
    elif _is_hollow(test):
        message = f"{test.name} uses nothing of the project"
    else:
        where = ", skipped under a condition" if test.skip else ""
        message = f"{test.name} has {test.assertions} assertion{'s' if test.assertions != 1 else ''}{where}"
    return Evidence("test", message, test.place)
