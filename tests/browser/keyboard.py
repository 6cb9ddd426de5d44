"""Somebody who uses a page with the keyboard alone. Nothing is clicked, and no field is filled but by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 250


class Keyboard:
    """The keys of one person on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, what: Locator) -> None:
        """Press Tab until it has the focus."""
        what.wait_for()
        for _press in range(MOST_TABS):
            if what.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"no number of tabs leads to {what}")

    def follow(self, name: str, role: str = "link") -> None:
        """Go to a link or button, press Enter, and wait for the page it leads to."""
        self._enter(self.page.get_by_role("button" if role == "button" else "link", name=name).first)

    def follow_in(self, part: Locator, name: str) -> None:
        """The same with a link in one part of the page."""
        self._enter(part.get_by_role("link", name=name).first)

    def _enter(self, what: Locator) -> None:
        self.reach(what)
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, label: str, words: str) -> None:
        """Go to a field and type."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(words)

    def day(self, label: str, day: str) -> None:
        """Go to a field for a day, ``DD.MM.YYYY``, and type it as an English keyboard has it: month first."""
        date, month, year = day.split(".")
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(f"{month}{date}{year}")

    def paste(self, label: str, words: str) -> None:
        """Go to a field and press Control+V."""
        self.page.evaluate("words => navigator.clipboard.writeText(words)", words)
        self.reach(self.page.get_by_label(label, exact=True))
        self.press("Control+V")

    def select(self, label: str, first: str) -> None:
        """Go to a list and type the first letters of what to choose."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(first)

    def choose(self, label: str) -> None:
        """Go to a group of round boxes and press the arrow until the right one is chosen."""
        wanted = self.page.get_by_label(label, exact=True)
        wanted.wait_for()
        name = wanted.get_attribute("name")
        here = f"document.activeElement.type === 'radio' && document.activeElement.name === {name!r}"
        for _press in range(MOST_TABS):
            if self.page.evaluate(here):
                break
            self.press("Tab")
        self.press("Space")
        for _press in range(20):
            if wanted.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {label}")

    def tick(self, label: str) -> None:
        """Go to a square box and press the space bar."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.press("Space")
