"""A browser for the pages. What they log as an error, ask a person, or request from anywhere else fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

OpenPage: TypeAlias = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    executable = shutil.which("chromium")
    if executable is None:
        missing = "Chromium is not installed: apt-get install chromium"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a file, or an address below `root`, with options of `Browser.new_context`, as nobody has seen it before."""
    complaints: list[str] = []

    def listen(page: Page, allowed: str) -> None:
        def hear(said: ConsoleMessage) -> None:
            if said.type in ("error", "warning"):
                complaints.append(said.text)

        def see(sent: Request) -> None:
            if not sent.url.startswith((allowed, "data:")):
                complaints.append(f"asks for {sent.url}")

        def answer(dialog: Dialog) -> None:
            complaints.append(f"says {dialog.message}")
            dialog.dismiss()

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", see)
        page.on("dialog", answer)

    with ExitStack() as stack:

        def open_(file: Path, fragment: str = "", root: str = "", **options: Any) -> Page:
            context = stack.enter_context(browser.new_context(**options))
            context.set_default_timeout(10_000)
            page = context.new_page()
            listen(page, root or file.parent.as_uri())
            page.goto((f"{root}/{file.name}" if root else file.as_uri()) + fragment)
            return page

        yield open_
    assert complaints == []
