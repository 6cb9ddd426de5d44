"""Report pages in a real browser: nothing inaccessible, nothing cut off, nothing run, by light, dark and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from detente.report import render_page
from tests.browser.looking import hold_up
from tests.report.making import TEXTS, people, published, subject

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NASTY = subject(topic=TEXTS[3], description=TEXTS[8], simulated=True)
LONG_SIDES = ("Association of the communities on the northern bank of the river Sarn", "ضفة النهر الجنوبية")


def pages() -> dict[str, str]:
    camps = published("camps", LONG_SIDES, n_people=90)
    line = published("spectrum", n_people=90, flat=True)
    return {
        "camps-private": render_page(camps, NASTY, people=people(camps)),
        "spectrum-arabic": render_page(published("spectrum"), subject(), language="ar"),
        "line-russian": render_page(line, subject(), language="ru", people=people(line)),
        "too-few": render_page(published("too_few"), subject()),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, text in pages().items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


# Every page, and every way to see it, at least once: each look at a page takes seconds.
SEEN = [
    ("camps-private", "light", 360),
    ("camps-private", "dark", 1280),
    ("spectrum-arabic", "dark", 360),
    ("spectrum-arabic", "light", 1280),
    ("line-russian", "light", 360),
    ("too-few", "dark", 1280),
]


@pytest.mark.parametrize(("name", "scheme", "width"), SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser, folder: Path, name: str, scheme: str, width: int
) -> None:
    hold_up(browser, folder / f"{name}.html", scheme, width)


@pytest.mark.parametrize("name", ["camps-private", "spectrum-arabic"])
def test_the_page_works_with_scripts_off_and_by_keyboard(browser, folder: Path, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    try:
        page.goto((folder / f"{name}.html").as_uri())
        page.keyboard.press("Tab")
        assert page.locator(".skip").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.url.endswith("#answer")
        page.locator("#common-ground .more").first.press("Enter")
        assert "#s" in page.url
        assert page.locator(f"#{page.url.rsplit('#', 1)[1]}").is_visible()
    finally:
        context.close()


def test_users_texts_run_nothing(page: Page, folder: Path) -> None:
    page.goto((folder / "camps-private.html").as_uri())
    assert page.title().startswith("<script>")
    assert page.locator("script").count() == 0
    assert page.locator("#statements b").count() == 0


def test_the_pages_own_policy_lets_its_style_in_and_nothing_else(browser, folder: Path) -> None:
    page = browser.new_page()  # not the fixture: the refused script below is an error in the console, as it should be
    try:
        page.goto((folder / "camps-private.html").as_uri())
        assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
        ran = page.evaluate(
            """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
                       document.body.append(s); return window.ran === 1 }"""
        )
        assert ran is False
    finally:
        page.close()


def test_paper_shows_what_is_folded_away(page: Page, folder: Path) -> None:
    page.goto((folder / "camps-private.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("summary").first.is_visible()
    assert page.locator("#method table").first.bounding_box()["height"] > 50
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
