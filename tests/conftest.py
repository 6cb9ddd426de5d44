"""Fixtures that every test may use, and how Hypothesis searches."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every machine and day: a test that is sometimes red teaches people to look away.
settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("DETENTE_HYPOTHESIS", "same"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of recorded conversations, which lies beside the checkout and is not part of it."""
    shared = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
    folder = (shared / "data").resolve()
    if not folder.is_dir():
        pytest.skip("the recorded conversations are not here: set DETENTE_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    pytest.skip("no Chromium found: install it (Debian: apt install chromium)")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start the system's Chromium, once in each test process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that reaches only files and 127.0.0.1; asking elsewhere, or an error, fails the test."""
    context = browser.new_context()
    faults: list[str] = []

    def only_here(route: Route, request: Request) -> None:
        url = request.url
        if url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1:")):
            route.continue_()
        else:
            faults.append(f"asked for {url}")
            route.abort()

    context.route("**/*", only_here)
    opened = context.new_page()
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert not faults, faults
