"""What every page has to bear, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def open_page(page: Page, file: Path, scheme: str, width: int) -> None:
    """Open a page in a colour scheme and a width, with everything unfolded and nothing skipped."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(file.as_uri())
    # What is folded away must hold up too; and what is skipped while out of sight.
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.add_style_tag(content=".statements > li { content-visibility: visible !important }")


def hold_up(browser: Browser, file: Path, scheme: str, width: int) -> None:
    """axe finds nothing, nothing scrolls sideways, nothing is cut off."""
    # bypass_csp: the page's own policy rightly refuses the checker's script
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    try:
        open_page(page, file, scheme, width)
        bears(page)
    finally:
        context.close()


def bears(page: Page) -> None:
    """The open page holds up as it stands; its context must have been made with ``bypass_csp=True``."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px too wide"
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main p, main td, main th, main li, main dd, header *')]
            .filter(e => !e.closest('caption') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
                         && getComputedStyle(e).display !== 'inline')
            .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert cut == []
