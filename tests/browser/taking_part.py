"""A running site with consultations in every state, and what a person does there in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECOND_PRESS = 450
"""Milliseconds after which the script no longer takes a press for the second half of a double click."""

Visit = Callable[..., AbstractContextManager["Page"]]


@dataclass
class Place:
    """A running site with consultations in each state, and cookies of people who have joined the open one."""

    origin: str
    told: dict[str, Any] = field(default_factory=dict)

    def address(self, path: str = "", language: str = "en", which: str = "open") -> str:
        return f"{self.origin}/c/{self.told[which]}/{language}/{path}"

    def cookie(self) -> dict[str, Any]:
        """Somebody new."""
        return {
            "name": "__Secure-p",
            "value": self.told["cookies"].pop(),
            "domain": "127.0.0.1",
            "path": f"/c/{self.told['open']}/",
            "secure": True,
            "httpOnly": True,
            "sameSite": "Strict",
        }


def press(page: Page, value: str) -> None:
    """Answer, and wait for the next statement."""
    before = page.locator(".statement").inner_text()
    page.wait_for_timeout(SECOND_PRESS)
    page.locator(f".choice.{value}").click()
    page.wait_for_function(
        "before => document.querySelector('.statement')?.textContent.trim() !== before.trim()", arg=before
    )


def kept(page: Page, place: Place) -> dict[str, Any]:
    """What the browser keeps."""
    found = page.evaluate("key => localStorage.getItem(key)", f"detente:{place.told['open']}")
    return json.loads(found) if found else {}


def own_answers(page: Page, place: Place) -> list[tuple[str, str]]:
    """What the site has, by its own page."""
    page.goto(place.address("votes/"))
    return page.locator("[data-statement]").evaluate_all("all => all.map(e => [e.dataset.value, e.dataset.matters])")
