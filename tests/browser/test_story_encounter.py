"""From two pasted texts to a public page, with the keyboard alone; then it is read, answered and followed.

The real command with its worker: on SQLite, or on PostgreSQL where DETENTE_DATABASE_URL names one.
Every page on the way holds up on a phone.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.looking import bears
from tests.cli.running import Site, python, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
TITLE = "Mayor Rell and Mayor Osk on the telephone"
ANSWER = "The quarry was named in one sentence while the call was ending. We will gladly talk about it."

PAIR = HERE.parent.parent / "docs" / "tutorial" / "two-readouts"
"""The texts of the tutorial (docs/tutorial/compare-two-readouts.md): what is done here is what it tells to do."""

BOTH: dict[tuple[str, str], tuple[str, ...]] = {
    ("plans of the footbridge", "plans of the footbridge"): ("condition",),
    ("600,000 euros", "450,000 euros"): ("number", "strength"),
    ("The water boards", "The meeting of the water boards"): (),
    ("open the road bridge at night", "open at night"): ("date",),
    ("the toll on the road bridge stays", "lift the toll"): ("who_speaks",),
    ("every hour", "every two hours"): ("number",),
    ("noise of the quarry", "noise of the quarry"): ("negation",),
    ("training of the fire brigades", "train together"): ("strength",),
    ("thanked Benholt for the boats", "recalled the boats"): (),
    ("will speak again", "date of the next call"): ("date",),
}
"""What belongs together, by words that stand in it, and which differences are some: what a reader of both knows."""


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """A database of the story's own where PostgreSQL is asked for; else SQLite in the data folder."""
    url = os.environ.get("DETENTE_DATABASE_URL", "")
    if not url:
        yield {}
        return
    import psycopg

    name = f"story_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        server, _, options = url.partition("?")
        yield {"DETENTE_DATABASE_URL": f"{server.rpartition('/')[0]}/{name}?{options}"}
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def somebody(browser: Browser, running: Site, session: str = "") -> Iterator[Keyboard]:
    """Somebody's browser. A fault on its console, or a request to elsewhere, fails the story."""
    origin = f"http://127.0.0.1:{running.port}"
    # bypass_csp: the pages' own policy rightly refuses the checker's script.
    context = browser.new_context(
        base_url=origin, viewport=DESK, bypass_csp=True, locale="en-US", reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(20_000)
    if session:
        cookie = {"name": "__Secure-staff", "value": session, "domain": "127.0.0.1", "path": "/staff/"}
        context.add_cookies([cookie | {"secure": True}])  # type: ignore[list-item] # the names are the TypedDict's
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("request", lambda sent: None if sent.url.startswith(origin) else faults.append(sent.url))
    try:
        yield Keyboard(page)
    finally:
        context.close()
    assert faults == []


def holds_up(page: Page) -> None:
    """On a phone: axe finds nothing, nothing scrolls sideways, nothing is cut off."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type] # the names are those of the TypedDict
    bears(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type] # as above


def enter_the_encounter(keys: Keyboard) -> None:
    keys.page.goto("/staff/")
    keys.follow("Enter an encounter")
    holds_up(keys.page)
    keys.type("Who met", TITLE)
    keys.select("What it was", "a call")
    keys.day("On which day", "10.03.2025")
    keys.type("Side A", "Alvera")
    keys.type("Other names of side A in the texts, one on a line", "Mayor Rell")
    keys.type("Side B", "Benholt")
    keys.type("Other names of side B in the texts, one on a line", "Mayor Osk")
    keys.type("How a side reaches you", "desk@example.org")
    keys.tick("A council and those who live and trade in its streets")
    keys.follow("Begin", "button")
    holds_up(keys.page)


def enter_a_text(keys: Keyboard, name: str, *, look: bool = False) -> None:
    keys.follow(f"Enter the readout of {name}")
    if look:
        holds_up(keys.page)
    keys.paste("Paste the text", (PAIR / f"{name.lower()}.txt").read_text(encoding="utf-8"))
    keys.follow("Look at it", "button")
    if look:
        holds_up(keys.page)
    assert "The lines above the text" in keys.page.inner_text("main")
    keys.type("Under what terms it may be shown here", "public record")
    keys.follow("Enter this text", "button")
    assert "From now on its words do not change." in keys.page.locator("[role=status]").first.inner_text()
    keys.follow(TITLE)


def confirm_everything(keys: Keyboard) -> None:
    page = keys.page
    keys.follow("Lay them side by side", "button")
    keys.follow("Confirm the rows")
    holds_up(page)
    added = False
    for _step in range(80):
        if page.locator("[data-all-done]").count():
            break
        before = page.locator("[data-row]").get_attribute("data-sequence")
        shown = " ".join(points(page)[1])
        if "for ambulances and residents only" in shown and hand(page) == "difference" and not added:
            added = True
            keys.press("a", *"Only Benholt says for whom.", "Enter")
        else:
            keys.press(*what_to_press(page))
        page.locator(f"[data-confirm]:not([aria-busy]) [data-row]:not([data-sequence='{before}'])").wait_for()
    assert "Every row is decided." in page.inner_text("main")
    holds_up(page)


def hand(page: Page) -> str | None:
    return page.locator("[data-row]").get_attribute("data-hand")


def points(page: Page) -> list[list[str]]:
    """The points of A and of B in the row in hand."""
    sides = page.locator(".enc-sides > .enc-side").all()
    return [side.locator(".enc-point > blockquote").all_inner_texts() for side in sides]


def what_to_press(page: Page) -> tuple[str, ...]:
    """What the tutorial tells to press."""
    a, b = points(page)
    pair = next((one for one in BOTH if one[0] in " ".join(a) or one[1] in " ".join(b)), None)
    if hand(page) == "difference":
        assert pair is not None
        kind = json.loads(page.locator("[data-keys='Enter y']").get_attribute("value") or "")["kind"]
        return ("Enter",) if kind in BOTH[pair] else ("x",)
    if "spoke by telephone" in " ".join(b):
        return ("f",)
    if any("We have lost two years" in text and "did not wait" not in text for text in a):
        return ("j",)
    if pair is None or (pair[0] in " ".join(a) and pair[1] in " ".join(b)):
        return ("Enter",)
    # The machine missed it among its five likeliest; it stands last in the list of all.
    return ("v", "End", "Tab", "Enter")


def publish(keys: Keyboard) -> None:
    keys.follow("Publish")
    holds_up(keys.page)
    keys.follow("Publish", "button")
    assert "Edition 1 is public now, under your name." in keys.page.inner_text("body")


def nobody_sees_it_yet(keys: Keyboard) -> None:
    keys.page.goto("/en/encounters/")
    holds_up(keys.page)
    assert TITLE not in keys.page.inner_text("body")


def a_reader_reads_it(keys: Keyboard) -> None:
    page = keys.page
    page.goto("/en/")
    assert "both report" in page.inner_text("main")
    holds_up(page)
    keys.follow("Read both side by side")
    holds_up(page)
    said = page.inner_text("main")
    assert "Edition 1 of 1, published by Edna Voss" in said
    assert "Collected by Edna Voss, not submitted by the sides." in said
    assert "Both report 10 things that a person has confirmed." in said
    assert "Alvera offered 450,000 euros towards the footbridge." in said
    keys.follow("What became of it")
    holds_up(page)
    assert "18 March 2025" in page.inner_text("main")


def a_row_is_answered(keys: Keyboard) -> None:
    page = keys.page
    keys.follow(TITLE)
    keys.follow("A side answers a row")
    holds_up(page)
    keys.follow_in(page.locator("ol.announced > li", has_text="The noise of the quarry"), "Answer this row")
    holds_up(page)
    keys.choose("Benholt")
    keys.type("The answer, in the side's own words", ANSWER)
    keys.type("How it came, and who speaks for the side", "Letter of the town hall, 14 March 2025")
    keys.follow("Put it beside the row", "button")


def what_was_announced_is_followed(keys: Keyboard) -> None:
    page = keys.page
    keys.follow(TITLE)
    keys.follow("What was announced, and what became of it")
    holds_up(page)
    keys.follow_in(
        page.locator("ol.announced > li", has_text="The water boards of both towns will meet"), "Record what"
    )
    holds_up(page)
    keys.choose("happened otherwise")
    keys.day("On which day", "19.03.2025")
    keys.type("In your words", "The water boards met a day later, at the weir.")
    keys.type("Where a reader can check it", "Minutes of the meeting, signed by both")
    keys.follow("Record it", "button")


def the_reader_finds_both(keys: Keyboard, running: Site) -> None:
    page = keys.page
    page.reload()
    assert "The water boards met a day later, at the weir." in page.inner_text("main")
    holds_up(page)
    keys.follow(TITLE)
    assert ANSWER in page.inner_text("main")
    holds_up(page)
    file = page.get_by_role("link", name="concordance.json")
    keys.reach(file)
    assert json.loads(running.ask(file.get_attribute("href") or "").body)["edition"] == 1


def test_from_paste_to_a_public_page_with_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with database() as where, site(data, **where) as running:
        filled = python(HERE / "fill_story_encounter.py", DETENTE_DATA=str(data), **where)
        assert filled.returncode == 0, filled.stderr
        session = json.loads(filled.stdout)["session"]
        with somebody(browser, running, session) as editor, somebody(browser, running) as reader:
            enter_the_encounter(editor)
            enter_a_text(editor, "Alvera", look=True)
            enter_a_text(editor, "Benholt")
            confirm_everything(editor)
            nobody_sees_it_yet(reader)
            publish(editor)
            a_reader_reads_it(reader)
            a_row_is_answered(editor)
            what_was_announced_is_followed(editor)
            the_reader_finds_both(reader, running)
        assert running.log.read_text(encoding="utf-8") == ""
