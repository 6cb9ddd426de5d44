"""Briefs and concordances in a real browser: nothing inaccessible, nothing cut off, nothing run, on paper too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from detente.report import render_brief, render_concordance
from tests.browser.looking import hold_up
from tests.report.making_briefs import brief
from tests.report.making_texts import THEMES, concordance, joint

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("texts")
    for name, text in {
        "concord": render_concordance(concordance(), joint=joint(), themes_named=THEMES),
        "concord-arabic": render_concordance(concordance(), joint=joint(), themes_named=THEMES, language="ar"),
        "brief": render_brief(brief()),
        "brief-russian": render_brief(brief(several=False), language="ru"),
        "brief-arabic": render_brief(brief(), language="ar"),
    }.items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


# Every page, and every way to see it, at least once: each look at a page takes seconds.
SEEN = [
    ("concord", "light", 360),
    ("concord", "dark", 1280),
    ("concord-arabic", "dark", 360),
    ("brief", "dark", 360),
    ("brief", "light", 1280),
    ("brief-russian", "light", 360),
    ("brief-arabic", "dark", 1280),
]


@pytest.mark.parametrize(("name", "scheme", "width"), SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser, folder: Path, name: str, scheme: str, width: int
) -> None:
    hold_up(browser, folder / f"{name}.html", scheme, width)


def test_three_columns_on_a_desk_and_one_on_a_phone(page: Page, folder: Path) -> None:
    page.goto((folder / "concord.html").as_uri())

    def places() -> list[dict[str, float]]:
        return [cell.bounding_box() for cell in page.locator("#r1 > .cell").all()]

    page.set_viewport_size({"width": 1200, "height": 900})
    a, middle, b = places()
    assert a["x"] + a["width"] <= middle["x"] < middle["x"] + middle["width"] <= b["x"]
    page.set_viewport_size({"width": 360, "height": 800})
    a, middle, b = places()
    assert a["x"] == middle["x"] == b["x"]
    assert a["y"] < middle["y"] < b["y"]
    assert page.locator("#r1 .cell .who").first.bounding_box()["height"] > 10


def test_in_arabic_a_stands_on_the_right(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto((folder / "concord-arabic.html").as_uri())
    a, b = (page.locator(f"#r1 > .cell.{side}").bounding_box() for side in ("s0", "s1"))
    assert a["x"] > b["x"]
    # an English sentence keeps its own direction, its full stop at its own end
    assert page.evaluate("getComputedStyle(document.querySelector('#r1 blockquote bdi')).direction") == "ltr"


@pytest.mark.parametrize("name", ["concord", "brief-arabic"])
def test_the_page_works_with_scripts_off_and_by_keyboard(browser, folder: Path, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    try:
        page.goto((folder / f"{name}.html").as_uri())
        page.keyboard.press("Tab")
        assert page.locator(".skip").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.url.endswith("#in-short")
        opened = page.locator("main details[open]")
        before = opened.count()
        page.locator("main details:not([open]) > summary").first.press("Enter")
        assert opened.count() == before + 1
    finally:
        context.close()


@pytest.mark.parametrize("name", ["concord", "brief"])
def test_texts_run_nothing(page: Page, folder: Path, name: str) -> None:
    page.goto((folder / f"{name}.html").as_uri())
    assert page.locator("script").count() == 0
    assert page.title() != "owned"


def test_paper_shows_what_is_folded_away(page: Page, folder: Path) -> None:
    page.goto((folder / "brief.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("summary").first.is_visible()
    assert page.get_by_text("lamps.example").bounding_box()["height"] > 5
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
