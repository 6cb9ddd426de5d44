"""One consultation from the first log-in to the first outcome, on phones: docs/tutorial/first-consultation.md in acts.

The real command, a fresh data folder, SQLite; PostgreSQL where DETENTE_DATABASE_URL is set (a database of its own is
made there). DETENTE_SHOTS names a folder for pictures of every page, light and dark.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from detente.web.demo.content import content
from tests.browser.looking import bears
from tests.browser.taking_part import press
from tests.cli.running import Site, python, site
from tests.web.people.desk import PASSWORD, code_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
PHONE = {"width": 390, "height": 844}
SHOTS = os.environ.get("DETENTE_SHOTS", "")
MAIL = "http://mail.example/"
OPENING = [sentence.words for sentence in content().settings["running"].sentences[:9]]
QUESTION = content().settings["running"].question
TABLE = "\n".join(["text_en,text_ar", *(f'"{words["en"]}","{words["ar"]}"' for words in OPENING)])


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """The variable that names an empty database; none for SQLite."""
    given = os.environ.get("DETENTE_DATABASE_URL", "")
    if not given:
        yield {}
        return
    import psycopg

    name = f"story_{token_hex(4)}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield {"DETENTE_DATABASE_URL": urlsplit(given)._replace(path=f"/{name}").geturl()}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass
class Story:
    """A running site, the phones of its people, and what the pages told them."""

    browser: Browser
    running: Site
    stack: ExitStack
    origin: str = ""
    consultation: str = ""
    cards: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    looked: int = 0

    def phone(self, *, scheme: str = "light", **options: Any) -> Page:
        """A phone of somebody's own; what its console says fails the story."""
        # bypass_csp: the checker is a script that the page's own policy rightly refuses (test_people holds the policy)
        settings = {"viewport": PHONE, "color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
        context: BrowserContext = self.browser.new_context(**(settings | options))
        self.stack.callback(context.close)
        context.route(MAIL, lambda route: route.fulfill(content_type="text/html", body=self.mail()))
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        return page

    def mail(self) -> str:
        """A page of another site with the link that a convener sent round."""
        return f'<!doctype html><title>Mail</title><a href="{self.origin}/c/{self.consultation}/">The consultation</a>'

    def look(self, page: Page, name: str) -> None:
        """The page holds up by day and by night."""
        before = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two literals
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{self.looked:02}-{name}-{scheme}.png", full_page=True)
            bears(page)
        page.emulate_media(color_scheme="dark" if before else "light")
        self.looked += 1

    def address(self, path: str = "", language: str = "en") -> str:
        return f"{self.origin}/c/{self.consultation}/{language}/{path}"


@contextmanager
def story(browser: Browser, data: Path, database: dict[str, str]) -> Iterator[Story]:
    with site(data, **database) as running, ExitStack() as stack:
        yield Story(browser, running, stack, origin=f"http://localhost:{running.port}")


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def continue_to(page: Page, step: str) -> None:
    button(page, "Keep and continue")
    page.wait_for_url(f"**/setup/{step}/")


def log_in_for_the_first_time(told: Story, page: Page, address: str, name: str) -> None:
    page.goto(address)
    told.look(page, "invitation")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your mail address").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Make the log-in")
    page.wait_for_url("**/2fa/totp/activate/")
    seed = re.search(r"[A-Z2-7]{32}", page.locator(".staff-seed").text_content() or "")
    assert seed
    page.locator("[name=code]").fill(code_for(seed[0]))
    button(page, "Check the code")
    page.wait_for_url("**/recovery-codes/")
    page.get_by_role("link", name="to the desk").click()
    page.wait_for_url("**/staff/")
    told.look(page, f"desk-{name}")


def create_a_dialogue(told: Story, page: Page) -> None:
    page.goto(f"{told.origin}/staff/dialogues/new/")
    page.locator("[name=language][value=ar]").check()
    told.look(page, "dialogue-frame")
    button(page, "Continue")
    for code in ("en", "ar"):
        page.locator(f"[name=name_{code}]").fill(content().name[code])
        page.locator(f"[name=about_{code}]").fill(content().about[code])
        for number, side in enumerate(content().sides):
            page.locator(f"[name=side{number}_name_{code}]").fill(side["name"][code])
    told.look(page, "dialogue-words")
    button(page, "Begin the dialogue")
    page.wait_for_url(re.compile(r"/staff/d/[0-9a-f-]{36}/$"))
    told.look(page, "dialogue")


def invite_a_moderator(told: Story, page: Page) -> Page:
    page.goto(f"{told.origin}/staff/people/")
    page.locator("[name=role]").first.select_option("moderator")
    page.get_by_label("For whom").fill("Salma of the water board")
    button(page, "Make an invitation")
    page.wait_for_url("**/people/link/**")
    link = page.locator(".copy").inner_text().strip()
    phone = told.phone(scheme="dark")
    log_in_for_the_first_time(told, phone, link, "Salma")
    return phone


def walk_through_the_wizard(told: Story, page: Page, dialogue: str) -> None:
    page.goto(f"{dialogue.rstrip('/')}/consultations/new/")
    told.look(page, "prepare")
    button(page, "Begin")
    page.wait_for_url("**/setup/question/")
    told.consultation = page.url.split("/staff/c/")[1].split("/")[0]
    about = content().settings["running"].about
    for code in ("en", "ar"):
        page.locator(f"[name=question_{code}]").fill(QUESTION[code])
        page.locator(f"[name=about_{code}]").fill(about[code])
    told.look(page, "wizard-question")
    continue_to(page, "sides")
    page.locator("[name=expected]").fill("80")
    page.locator("[name=confirmed]").check()
    told.look(page, "wizard-sides")
    continue_to(page, "statements")
    page.locator("[name=pasted]").fill(TABLE)
    button(page, "Take the statements")
    page.goto(page.url.partition("#")[0])  # browsers hand the fragment on from page to page
    assert page.locator(".setup-list > li").count() == len(OPENING)
    told.look(page, "wizard-statements")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_url("**/setup/dates/")
    today = datetime.now(UTC).date()
    for name, days in (("opens_on", 0), ("closes_on", 21), ("erases_on", 60)):
        page.locator(f"[name={name}]").fill((today + timedelta(days=days)).isoformat())
    told.look(page, "wizard-dates")
    continue_to(page, "moderators")
    page.locator("[name=moderator]").check()
    page.locator("[name=neutral]").check()
    told.look(page, "wizard-moderators")
    continue_to(page, "level")
    page.locator("[name=level][value=dealt]").check()
    told.look(page, "wizard-level")
    continue_to(page, "turnout")
    told.look(page, "wizard-turnout")
    continue_to(page, "harm")
    for choice in page.locator("input[type=radio][value=no]").all():
        choice.check()
    page.locator("[name=small][value=unknown]").check()
    told.look(page, "wizard-harm")
    continue_to(page, "review")
    told.look(page, "wizard-review")
    for box in page.locator("[name=accepted]").all():
        box.check()
    button(page, "Open the consultation")
    page.wait_for_url(re.compile(r"/staff/c/[0-9a-f-]{36}/$"))
    told.look(page, "running")


def print_cards(told: Story, page: Page, tmp_path: Path) -> None:
    for number, side in enumerate(("Alvera", "Benholt")):
        page.goto(f"{told.origin}/staff/c/{told.consultation}/cards/")
        if not number:
            told.look(page, "cards-form")
        page.locator("[name=side]").select_option(label=side)
        page.locator("[name=count]").fill("12")
        button(page, "Make the cards and show them once")
        told.cards[side] = [text.strip() for text in page.locator(".code-card .letters").all_inner_texts()]
        assert len(set(told.cards[side])) == 12
        told.look(page, f"cards-{side}")
        paper = page.pdf(path=Path(SHOTS or tmp_path) / f"cards-{side}.pdf", format="A4", print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2  # eight cards on a sheet
    # Shown once: the same address again has no code on it.
    page.goto(f"{told.origin}/staff/c/{told.consultation}/cards/")
    assert page.locator(".code-card").count() == 0


def somebody_of_alvera(told: Story) -> tuple[Page, str]:
    """Scans the square on a card, votes and writes; the browser keeps the receipt."""
    page = told.phone()
    page.goto(told.address("join/") + f"#{told.cards['Alvera'][0].replace('-', '')}")
    assert page.locator("[data-code]").input_value().startswith(told.cards["Alvera"][0][:4])
    told.look(page, "join-code")
    page.locator("form:has([data-code]) button").click()
    page.wait_for_url("**/vote/")
    told.look(page, "vote")
    for value in ("agree", "disagree", "pass"):
        press(page, value)
    assert page.locator("#count").inner_text().startswith("3 of")
    page.goto(told.address("write/"))
    told.look(page, "write")
    page.locator("[name=text]").fill("A night bus over the bridge would help us more than any declaration.")
    button(page, "Send it to the moderators")
    page.locator("[data-receipt]").wait_for()
    told.look(page, "receipt")
    return page, page.locator("[data-receipt]").inner_text()


def somebody_of_benholt_in_arabic(told: Story) -> None:
    """Types the code by hand; the page runs from right to left."""
    page = told.phone(scheme="dark", locale="ar")
    page.goto(f"{told.origin}/c/{told.consultation}/")
    page.wait_for_url("**/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    told.look(page, "landing-ar")
    page.locator("form.begin button").click()
    page.wait_for_url("**/ar/join/")
    page.locator("[name=code]").fill(told.cards["Benholt"][0].lower())
    told.look(page, "join-ar")
    page.locator("form:has([name=code]) button").click()
    page.wait_for_url("**/ar/vote/")
    told.look(page, "vote-ar")
    agree, disagree = (page.locator(f".choice.{value}").bounding_box() for value in ("agree", "disagree"))
    assert agree is not None
    assert disagree is not None
    assert agree["x"] > disagree["x"]
    shown = {page.locator(".statement").inner_text()}
    for value in ("agree", "agree", "disagree", "agree"):
        press(page, value)
        shown.add(page.locator(".statement").inner_text())
    assert shown <= {words["ar"] for words in OPENING}
    page.goto(told.address("write/", "ar"))
    page.locator("[name=text]").fill("ينبغي أن تكون العبّارة مجانية في أيام السوق.")
    told.look(page, "write-ar")
    page.locator("form:has([name=text]) button.primary").click()
    page.locator("[data-receipt]").wait_for()
    told.look(page, "receipt-ar")
    page.goto(told.address("promise/", "ar"))
    told.look(page, "promise-ar")


def somebody_without_scripts(told: Story) -> tuple[Page, str]:
    """Types a code, votes and writes with plain forms; the receipt is for paper."""
    page = told.phone(java_script_enabled=False)
    page.goto(told.address())
    button(page, "Begin or continue")
    page.wait_for_url("**/join/")
    page.locator("[name=code]").fill(told.cards["Benholt"][1])
    page.locator("form:has([name=code]) button").click()
    page.wait_for_url("**/vote/")
    seen = []
    for value in ("agree", "disagree", "agree"):
        seen.append(page.locator(".statement").inner_text())
        page.locator(f".choice.{value}").click()
        page.wait_for_load_state()
    assert len({*seen, page.locator(".statement").inner_text()}) == 4
    page.goto(told.address("votes/"))
    assert page.locator("[data-statement]").count() == 3
    page.goto(told.address("write/"))
    page.locator("[name=text]").fill("Whoever tips rubble into the river should clear it away.")
    button(page, "Send it to the moderators")
    receipt = page.locator("[data-receipt]").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){2}", receipt)
    assert page.get_by_text("Write these letters down").is_visible()
    return page, receipt


def come_back_by_a_link_in_a_mail(told: Story, page: Page) -> None:
    """A link on another site brings no SameSite=Strict cookie; Begin or continue is a step of this site, which does."""
    page.goto(MAIL)
    page.get_by_role("link", name="The consultation").click()
    page.wait_for_url(told.address())
    told.look(page, "landing")
    button(page, "Begin or continue")
    page.wait_for_url("**/vote/")
    assert page.locator("#count").inner_text().startswith("3 of")
    page.goto(told.address("votes/"))
    assert page.locator("[data-statement]").count() == 3
    told.look(page, "my-votes")


def decide_by_keyboard(told: Story, page: Page) -> None:
    """y accepts, n and a number refuse, u takes back; the moderator never touches the screen."""
    page.goto(f"{told.origin}/staff/")
    told.look(page, "desk-moderator")
    assert page.get_by_text("3 statements to decide about").is_visible()
    page.get_by_role("link", name=QUESTION["en"]).press("Enter")
    page.wait_for_url("**/moderate/")
    assert page.locator("[data-item]").count() == 3
    told.look(page, "queue")
    refused = page.locator("[data-item]", has_text="rubble")
    for _step in range(3):
        current = page.locator("[data-item][aria-current=true]")
        if current.get_attribute("id") == refused.get_attribute("id"):
            page.keyboard.press("y")
            page.keyboard.press("u")
            page.keyboard.press("n")
            page.keyboard.press("1")
        else:
            page.keyboard.press("y")
    page.locator("[data-left]", has_text="0").wait_for()
    # Decisions are shown at once and sent one after another behind: wait until the site has answered the last of each.
    for words, count in (("Refused.", 1), ("Accepted.", 2)):
        page.wait_for_function(
            """([words, count]) => [...document.querySelectorAll('[data-result]')]
                .filter(result => result.textContent.startsWith(words)).length === count""",
            arg=[words, count],
        )
    page.reload()
    assert page.locator("[data-item]").count() == 0
    assert page.locator(".tag.good").count() == 2
    assert page.locator(".tag.bad").count() == 1
    told.look(page, "decided")


def let_a_night_pass(data: Path, database: dict[str, str]) -> None:
    done = python(
        HERE / "next_day.py", DETENTE_DATA=str(data), DJANGO_SETTINGS_MODULE="detente.web.settings", **database
    )
    assert done.returncode == 0, done.stderr


def read_the_outcomes(told: Story, kept: Page, written: Page, receipt: str) -> None:
    kept.goto(told.address("outcome/"))
    kept.locator(".cards .tag").wait_for()
    assert kept.locator(".cards").get_by_text("night bus").is_visible()
    assert kept.locator(".tag.good").is_visible()
    told.look(kept, "outcome")
    written.goto(told.address("outcome/"))
    written.locator("[name=receipts]").fill(receipt.lower())
    button(written, "Show the decisions")
    assert written.locator(".tag.bad").is_visible()
    assert written.get_by_text("It does not speak to the question.").is_visible()


def read_what_everybody_can(told: Story) -> None:
    page = told.phone()
    for name in ("rules/", "next/", "forget/"):
        page.goto(told.address(name))
        told.look(page, name.strip("/"))
    page.goto(f"{told.origin}/en/")
    told.look(page, "home")
    page.goto(f"{told.origin}/en/ledger/")
    assert page.get_by_text("Salma").count() > 0
    assert page.get_by_text("night bus").count() == 0  # a digest at most, never a participant's text
    told.look(page, "ledger")
    assert page.context.cookies() == []


def test_a_consultation_from_the_first_log_in_to_the_first_outcome(
    browser: Browser, tmp_path: Path, database: dict[str, str]
) -> None:
    data = tmp_path / "data"
    with story(browser, data, database) as told:
        convener = told.phone()
        address = next(found[0] for line in told.running.said if (found := re.search(r"http://\S+/invite/\S+", line)))
        log_in_for_the_first_time(told, convener, address, "Clara")
        create_a_dialogue(told, convener)
        dialogue = convener.url
        moderator = invite_a_moderator(told, convener)
        walk_through_the_wizard(told, convener, dialogue)
        print_cards(told, convener, tmp_path)
        author, _receipt = somebody_of_alvera(told)
        somebody_of_benholt_in_arabic(told)
        without_scripts, receipt = somebody_without_scripts(told)
        come_back_by_a_link_in_a_mail(told, author)
        decide_by_keyboard(told, moderator)
        let_a_night_pass(data, database)
        read_the_outcomes(told, author, without_scripts, receipt)
        read_what_everybody_can(told)
        assert told.faults == []
