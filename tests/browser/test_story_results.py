"""From votes to an answer, in a browser: the page stands still until the rule allows, and the loop closes.

The real command with its worker; every vote is a request of its own. The redraw is called as the worker calls it, so
that nobody waits two minutes for the worker's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import IO, TYPE_CHECKING, Any

import pytest

from tests.browser.fill_story_results import STATEMENTS
from tests.browser.taking_part import press
from tests.cli.running import ROOT, Site, environment, python, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
PHONE = {"width": 390, "height": 844}
GROUND = STATEMENTS[0][0]
PLACES = {english: place for place, (english, _arabic) in enumerate(STATEMENTS)}
MOST = 4
"""Clicks from a voice to its answer."""


@dataclass
class Loop:
    """A running site, a redraw at hand, and who takes part."""

    running: Site
    told: dict[str, Any]
    worker: subprocess.Popen[str]
    came: Counter[str] = field(default_factory=Counter)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    def path(self, rest: str, language: str = "en") -> str:
        return f"/c/{self.told['consultation']}/{language}/{rest}"

    def redraw(self) -> None:
        """One tick of the worker, to its end."""
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        self.worker.stdin.write("\n")
        self.worker.stdin.flush()
        assert self.worker.stdout.readline() == "redrawn\n"

    def shown(self) -> str:
        """The results page as it is sent."""
        answer = self.running.ask(self.path("results/"))
        assert answer.status == 200
        return answer.body

    def come(self, side: str) -> None:
        """Somebody of a side answers everything, one request for each answer."""
        cookie = self.told["cookies"][side].pop()
        self.came[side] += 1
        headers = {
            "Cookie": f"__Secure-p={cookie}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        fields: dict[str, str] = {"next": "1"}
        for _each in range(len(STATEMENTS) + 1):
            answer = self.running.ask(self.path("vote/"), "POST", json.dumps(fields), headers)
            assert answer.status == 200, answer.body
            statement = json.loads(answer.body)["statement"]
            if statement is None:
                return
            fields = {"statement": statement["id"], "value": self.opinion(side, statement["text"])}
        raise AssertionError("there are more statements than there are")

    def opinion(self, side: str, text: str) -> str:
        """All agree on the first statement; on every other one after it the sides differ, the rest is taste."""
        place = PLACES[text]
        # The same in every run, in whatever order the site serves statements.
        lot = Random(f"{side} {self.came[side]} {place}")
        if place == 0:
            return "agree"
        if place % 2 and lot.random() < 0.95:
            return "agree" if side == "Benholt" else "disagree"
        return lot.choice(("agree", "agree", "disagree", "pass"))


@contextmanager
def redrawing(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that redraws when it is told to, so that Django is loaded once."""
    with subprocess.Popen(
        [sys.executable, str(HERE / "redrawing.py")],
        env=environment(DETENTE_DATA=str(data), PYTHONPATH=os.pathsep.join((str(ROOT / "src"), str(ROOT)))),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            said: IO[str] | None = process.stdout
            assert said is not None
            assert said.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@contextmanager
def somebody(browser: Browser, loop: Loop, name: str, value: str, path: str) -> Iterator[Page]:
    """A phone with a cookie; a fault on its console fails the story."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": path, "secure": True}])
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    try:
        yield page
    finally:
        context.close()
    assert faults == []


def still_until_ten_of_each_side(loop: Loop) -> None:
    """Nine of each side change nothing, not a byte; the tenth of the second side does."""
    loop.redraw()
    before = loop.shown()
    assert "There is nothing to show yet." in before
    for _pair in range(9):
        for side in ("Alvera", "Benholt"):
            loop.come(side)
            loop.redraw()
            assert loop.shown() == before
    loop.come("Alvera")
    loop.redraw()
    halfway = loop.shown()
    assert "There is nothing to show yet." in halfway
    assert GROUND not in halfway
    loop.come("Benholt")
    loop.redraw()
    assert GROUND in loop.shown()


def a_voter_sees_their_place(loop: Loop, page: Page) -> None:
    """Seven answers are too few; twelve give a place. Neither moves the page by a byte: one person is not ten."""
    before = loop.shown()
    page.goto(loop.origin + loop.path(""))
    page.get_by_role("button", name="Begin or continue").click()
    page.wait_for_url("**/vote/")
    if page.get_by_role("button", name="Show me a statement").count():
        page.get_by_role("button", name="Show me a statement").click()
    for _each in range(7):
        press(page, loop.opinion("Alvera", page.locator(".statement").inner_text()))
    assert "Answers still missing: 3." in where_i_stand(loop, page)
    assert page.locator("svg.map .me").count() == 0
    page.goto(loop.origin + loop.path("vote/"))
    for _each in range(4):
        press(page, loop.opinion("Alvera", page.locator(".statement").inner_text()))
    assert "Your place is marked on the map" in where_i_stand(loop, page)
    page.wait_for_selector("svg.map .me", state="attached")
    loop.redraw()
    assert loop.shown() == before


def where_i_stand(loop: Loop, page: Page) -> str:
    page.goto(loop.origin + loop.path("votes/"))
    page.get_by_role("link", name="Where I stand").click()
    page.wait_for_selector("#where-i-stand [role=status]:not(:empty)")
    return page.inner_text("#where-i-stand [role=status]")


def nine_more_change_nothing_ten_do(loop: Loop) -> None:
    """With the voter above nine of Alvera are new, and nine of Benholt; then the tenth of each."""
    before = loop.shown()
    for _pair in range(8):
        for side in ("Alvera", "Benholt"):
            loop.come(side)
        loop.redraw()
        assert loop.shown() == before
    loop.come("Benholt")
    loop.redraw()
    assert loop.shown() == before
    loop.come("Benholt")
    loop.come("Alvera")
    loop.redraw()
    assert loop.shown() != before


def pin_and_answer(loop: Loop, page: Page) -> None:
    """The convener puts what all share to the sides, and records what each of them said."""
    page.goto(f"{loop.origin}/staff/")
    page.get_by_role("link", name="The Sarn talks").last.click()
    page.wait_for_url("**/agenda/")
    card = page.locator("#candidates ~ .list > li", has_text=GROUND)
    card.get_by_role("link", name="Put it on the agenda").click()
    page.wait_for_url("**/pin/*/")
    assert page.locator("[name=basis]").first.is_checked()
    page.locator("[name=why_en]").fill("Both sides share it, and both councils can begin at once.")
    page.locator("[name=why_ar]").fill("يتفق عليه الجانبان، ويمكن للمجلسين البدء به فورًا.")
    page.get_by_role("button", name="Put it on the agenda").click()
    page.wait_for_url("**/staff/d/*/agenda/*")
    today = datetime.now(UTC).date()
    answers: tuple[tuple[str, str, dict[str, str]], ...] = (
        (
            "Alvera",
            "will_do",
            {
                "reason_en": "We pay for the gauges on our bank.",
                "office": "Water board of Alvera",
                "due_on": (today + timedelta(days=90)).isoformat(),
                "source": "Minutes of the council of Alvera, https://example.org/minutes",
            },
        ),
        (
            "Benholt",
            "will_not",
            {
                "reason_en": "We trust our own gauges and will not pay twice.",
                "source": "Letter of the mayor of Benholt to the convener",
            },
        ),
    )
    for side, kind, words in answers:
        page.locator(".agenda > li", has_text=GROUND).get_by_role("link", name=f"Record the answer · {side}").click()
        page.wait_for_url("**/answers/*/")
        page.locator(f"[name=kind][value={kind}]").check()
        for name, text in words.items():
            page.locator(f"[name={name}]").fill(text)
        page.get_by_role("button", name="Record the answer").click()
        page.wait_for_url("**/staff/d/*/agenda/*")


def the_voter_finds_them_and_walks_back(loop: Loop, page: Page) -> None:
    """From the page on which they voted to the answers, to the votes behind them, and to where they voted again."""
    page.goto(loop.origin + loop.path("vote/"))
    clicks = 0
    page.get_by_role("link", name="1 statement from here is on the agenda of the sides").click()
    clicks += 1
    page.wait_for_url("**/agenda/")
    item = page.locator(".agenda > li", has_text=GROUND)
    assert item.get_by_text("We pay for the gauges on our bank.").is_visible()
    assert item.get_by_text("We trust our own gauges and will not pay twice.").is_visible()
    item.get_by_role("link", name="The whole answer").first.click()
    clicks += 1
    page.wait_for_url("**/agenda/*/#answer-*")
    assert page.get_by_text("Minutes of the council of Alvera").is_visible()
    assert page.get_by_text("Water board of Alvera").is_visible()
    assert page.get_by_text("Both sides share it, and both councils can begin at once.").is_visible()
    page.get_by_role("link", name="All numbers of this statement, as they are now").click()
    clicks += 1
    page.wait_for_url("**/results/*/")
    assert page.locator("h1").inner_text() == GROUND
    page.get_by_role("link", name="Answer statements yourself").click()
    clicks += 1
    page.wait_for_url("**/vote/")
    assert clicks <= MOST


def beside_their_own_answer_too(loop: Loop, page: Page) -> None:
    """One click from the list of one's own answers, in the other language as well."""
    for language, question in (("en", "What each side answers"), ("ar", "ألفيرا")):
        page.goto(loop.origin + loop.path("votes/", language))
        item = page.locator("[data-statement] a[href*='/agenda/']")
        assert item.count() == 1
        item.click()
        page.wait_for_url(f"**/{language}/agenda/*/")
        assert page.get_by_text(question).first.is_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator(".answer").count() == 2


def test_votes_become_results_and_a_statement_gets_its_answers(browser: Browser, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with site(data) as running:
        filled = python(HERE / "fill_story_results.py", DETENTE_DATA=str(data))
        assert filled.returncode == 0, filled.stderr
        told = json.loads(filled.stdout)
        with redrawing(data) as worker:
            loop = Loop(running, told, worker)
            still_until_ten_of_each_side(loop)
            cookie, path = told["cookies"]["Alvera"].pop(), f"/c/{told['consultation']}/"
            with (
                somebody(browser, loop, "__Secure-p", cookie, path) as voter,
                somebody(browser, loop, "__Secure-staff", told["session"], "/staff/") as convener,
            ):
                a_voter_sees_their_place(loop, voter)
                nine_more_change_nothing_ten_do(loop)
                pin_and_answer(loop, convener)
                the_voter_finds_them_and_walks_back(loop, voter)
                beside_their_own_answer_too(loop, voter)
        assert running.log.read_text(encoding="utf-8") == ""
