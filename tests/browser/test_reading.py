"""The public pages of encounters in a real browser: both schemes, right to left, narrow and wide, and on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.filling import printed
from tests.browser.looking import bears
from tests.cli.running import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOOKS = (("en", "light", 390), ("en", "dark", 1280), ("ar", "light", 1280), ("ar", "dark", 390))
SEEN = [("newest", *look) for look in LOOKS]
SEEN += [("gone", *LOOKS[0]), ("gone", *LOOKS[1]), ("older", *LOOKS[0]), ("list", *LOOKS[0]), ("list", *LOOKS[3])]
A4 = 680
"""Points of the screen in the 180 mm between the margins of a page."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    data = tmp_path_factory.mktemp("reading") / "data"
    with site(data) as running:
        yield printed(data, "fill_reading.py") | {"origin": f"http://127.0.0.1:{running.port}"}


@pytest.mark.parametrize(("name", "language", "scheme", "width"), SEEN)
def test_it_holds_up(
    browser: Browser, filled: dict[str, str], name: str, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 844})
    page = context.new_page()
    try:
        answer = page.goto(filled["origin"] + filled[name].replace("LANGUAGE", language))
        assert answer is not None
        assert answer.status == 200
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if folder := os.environ.get("DETENTE_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{language}-{scheme}-{width}.png", full_page=True)
        bears(page)
    finally:
        context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_paper_the_three_columns_stay_side_by_side(browser: Browser, filled: dict[str, str], language: str) -> None:
    page = browser.new_page(viewport={"width": A4, "height": 960})
    try:
        page.goto(filled["origin"] + filled["newest"].replace("LANGUAGE", language))
        page.emulate_media(media="print")
        rows = page.evaluate(
            """() => [...document.querySelectorAll('.rows > .row')].map(row =>
                 [...row.querySelectorAll(':scope > .cell')].map(cell => cell.getBoundingClientRect())
                   .map(box => [Math.round(box.left), Math.round(box.width), Math.round(box.top)]))"""
        )
        assert len(rows) > 5
        for cells in rows:
            assert len(cells) == 3
            places = [left for left, _width, _top in cells]
            assert places == sorted(places, reverse=language == "ar")
            assert max(top for *_, top in cells) - min(top for *_, top in cells) <= 1
            assert min(width for _left, width, _top in (cells[0], cells[2])) > A4 * 0.33
        for unseen in (".bar", ".jump", "footer"):
            assert not page.locator(unseen).first.is_visible(), unseen
        assert page.evaluate("document.documentElement.scrollWidth") <= A4
    finally:
        page.close()
