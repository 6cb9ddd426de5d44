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
from tests.web.encounters import two_towns

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
TITLE = "The mayors of Norhavn and Sundby on the ferry"
ANSWER = "We said that we can offer two million this year, and that more needs a vote of our council."

BOTH = (
    ("keep the ferry running", "the ferry will run"),
    ("2.4 million euros", "2 million euros"),
    ("publish the readings", "Noise readings"),
    ("rejected a toll", "did not reject a toll"),
    ("The next meeting", "The mayors will meet again"),
)
"""What belongs together, by words that stand in it: what somebody who has read both texts knows."""


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
    keys.select("What it was", "a meet")
    keys.day("On which day", two_towns.DAY.strftime("%d.%m.%Y"))
    for label, party in zip("AB", two_towns.PARTIES, strict=True):
        keys.type(f"Side {label}", party.name)
        keys.type(f"Other names of side {label} in the texts, one on a line", "\n".join(party.aliases))
    keys.type("How a side reaches you", "desk@example.org")
    keys.follow("Begin", "button")
    holds_up(keys.page)


def enter_a_text(keys: Keyboard, name: str, publisher: str, words: str, *, look: bool = False) -> None:
    keys.follow(f"Enter the readout of {name}")
    if look:
        holds_up(keys.page)
    keys.paste("Paste the text", words)
    keys.type("Publisher", publisher)
    keys.type("Title, as published", f"{name} on the ferry")
    keys.day("Day of publication", two_towns.DAY.strftime("%d.%m.%Y"))
    keys.type("Under what terms it may be shown here", "public record")
    keys.follow("Look at it", "button")
    if look:
        holds_up(keys.page)
    keys.follow("Enter this text", "button")
    assert "From now on its words do not change." in keys.page.locator("[role=status]").first.inner_text()
    keys.follow(TITLE)


def confirm_everything(keys: Keyboard) -> None:
    page = keys.page
    keys.follow("Lay them side by side", "button")
    if "/confirm/" not in page.url:
        keys.follow("Confirm the rows")
    holds_up(page)
    for _step in range(60):
        if page.locator("[data-all-done]").count():
            break
        before = page.locator("[data-row]").get_attribute("data-sequence")
        keys.press(what_to_press(page))
        page.locator(f"[data-confirm]:not([aria-busy]) [data-row]:not([data-sequence='{before}'])").wait_for()
    assert "Every row is decided." in page.inner_text("main")
    holds_up(page)


def what_to_press(page: Page) -> str:
    """Enter where the page shows what belongs together; else the number of the counterpart, or 0 for none."""
    a, b = (page.locator(f".enc-{side} .enc-point > blockquote").all_inner_texts() for side in "ab")
    if page.locator("[data-row]").get_attribute("data-hand") == "difference":
        return "Enter"
    pair = next((one for one in BOTH if any(one[0] in text for text in a) or any(one[1] in text for text in b)), None)
    if pair is None:
        return "0" if a and b else "Enter"
    if any(pair[0] in text for text in a) and any(pair[1] in text for text in b):
        return "Enter"
    shown = page.locator(".enc-candidates > ol > li > p:first-child").all_inner_texts()
    return str(next(place for place, text in enumerate(shown, start=1) if pair[0] in text or pair[1] in text))


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
    assert "Noise readings will be made public in a fortnight." in said
    for one in two_towns.PARTIES:
        assert one.name in said
    keys.follow("What became of it")
    holds_up(page)
    assert "20 May" in page.inner_text("main")


def a_row_is_answered(keys: Keyboard) -> None:
    page = keys.page
    keys.follow(TITLE)
    keys.follow("A side answers a row")
    holds_up(page)
    keys.follow_in(page.locator("ol.announced > li", has_text="Norhavn will pay 2.4 million euros"), "Answer this row")
    holds_up(page)
    keys.choose("Norhavn")
    keys.type("The answer, in the side's own words", ANSWER)
    keys.type("How it came, and who speaks for the side", "Letter of the mayor's office, 8 May 2025")
    keys.follow("Put it beside the row", "button")


def what_was_announced_is_followed(keys: Keyboard) -> None:
    page = keys.page
    keys.follow(TITLE)
    keys.follow("What was announced, and what became of it")
    holds_up(page)
    keys.follow_in(page.locator("ol.announced > li", has_text="The next meeting is set for 20 May."), "Record what")
    holds_up(page)
    keys.choose("happened otherwise")
    keys.day("On which day", "22.05.2025")
    keys.type("In your words", "The mayors met two days later, on the ferry.")
    keys.type("Where a reader can check it", "Minutes of both councils")
    keys.follow("Record it", "button")


def the_reader_finds_both(keys: Keyboard, running: Site) -> None:
    page = keys.page
    page.reload()
    assert "The mayors met two days later, on the ferry." in page.inner_text("main")
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
            enter_a_text(editor, "Norhavn", "Town of Norhavn", two_towns.NORHAVN, look=True)
            enter_a_text(editor, "Sundby", "Sundby council", two_towns.SUNDBY)
            confirm_everything(editor)
            nobody_sees_it_yet(reader)
            publish(editor)
            a_reader_reads_it(reader)
            a_row_is_answered(editor)
            what_was_announced_is_followed(editor)
            the_reader_finds_both(reader, running)
        assert running.log.read_text(encoding="utf-8") == ""
