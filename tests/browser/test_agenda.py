"""Agenda, answers and rounds in a real browser: readable for everybody on a phone and on a large screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.filling import printed
from tests.browser.looking import bears
from tests.cli.running import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOOKS = (("en", "light", 390), ("en", "dark", 1280), ("ar", "dark", 390))
SEEN = [(name, *look) for name in ("item", "rounds") for look in LOOKS]
SEEN += [(name, *LOOKS[2]) for name in ("agenda", "withdrawn", "dialogue")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], str]]:
    data = tmp_path_factory.mktemp("agenda") / "data"
    with site(data) as running:
        told = printed(data, "fill_agenda.py")
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
