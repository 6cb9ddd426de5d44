"""Agenda, answers and rounds in a real browser: readable for everybody on a phone and on a large screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.looking import bears
from tests.cli.running import environment, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
LOOKS = (("en", "light", 390), ("en", "dark", 1280), ("ar", "dark", 390))
SEEN = [(name, *look) for name in ("item", "rounds") for look in LOOKS]
SEEN += [(name, *LOOKS[2]) for name in ("agenda", "withdrawn", "dialogue")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], str]]:
    data = tmp_path_factory.mktemp("agenda") / "data"
    with site(data) as running:
        filled = subprocess.run(
            [sys.executable, str(HERE / "fill_agenda.py")],
            env=environment(DETENTE_DATA=str(data), PYTHONPATH=os.pathsep.join(filter(None, sys.path))),
            capture_output=True,
            encoding="utf-8",
            timeout=90,
            check=False,
        )
        assert filled.returncode == 0, filled.stderr
        told = json.loads(filled.stdout)
        origin = f"http://127.0.0.1:{running.port}"
        yield lambda name, language: origin + told[name].replace("LANGUAGE", language)


@pytest.mark.parametrize(("name", "language", "scheme", "width"), SEEN)
def test_it_holds_up(
    browser: Browser, address: Callable[[str, str], str], name: str, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 844})
    page = context.new_page()
    try:
        assert page.goto(address(name, language)).status == 200
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if folder := os.environ.get("DETENTE_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{language}-{scheme}-{width}.png", full_page=True)
        bears(page)
    finally:
        context.close()
