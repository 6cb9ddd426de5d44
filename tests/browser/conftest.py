"""A site to take part in, started once for all tests of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.taking_part import Place, Visit
from tests.cli.running import environment, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("taking-part") / "data"
    with site(data) as running:
        filled = subprocess.run(
            [sys.executable, str(HERE / "fill_take_part.py")],
            env=environment(DETENTE_DATA=str(data), PYTHONPATH=os.pathsep.join(filter(None, sys.path))),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert filled.returncode == 0, filled.stderr
        yield Place(f"http://127.0.0.1:{running.port}", json.loads(filled.stdout) | {"data": str(data)})


@pytest.fixture
def visit(browser: Browser, place: Place) -> Visit:
    """Open a phone's browser; anything on its console, or asked of another host, fails the test."""

    @contextmanager
    def opened(*, joined: bool = True, expected: tuple[str, ...] = (), **options: Any) -> Iterator[Page]:
        context = browser.new_context(**({"viewport": {"width": 390, "height": 844}} | options))
        if joined:
            context.add_cookies([place.cookie()])  # type: ignore[list-item] # the names are those of the TypedDict
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("request", lambda sent: None if sent.url.startswith(place.origin) else faults.append(sent.url))
        try:
            yield page
        finally:
            context.close()
        assert [fault for fault in faults if not any(part in fault for part in expected)] == []

    return opened
