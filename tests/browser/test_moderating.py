"""Writing a statement and deciding about a hundred, in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.filling import printed
from tests.browser.looking import bears
from tests.cli.running import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 800}
Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    data = tmp_path_factory.mktemp("moderating") / "data"
    with site(data) as running:
        yield printed(data, "fill_moderating.py") | {"origin": f"http://127.0.0.1:{running.port}"}


@pytest.fixture
def opened(browser: Browser, desk: dict[str, Any]) -> Opened:
    """Open a browser of somebody signed in, or of a new participant; faults on its console fail the test."""

    @contextmanager
    def visit(who: str = "", expected: str = "", cookie: str = "", **options: Any) -> Iterator[Page]:
        context = browser.new_context(**({"viewport": DESK if who else PHONE, "reduced_motion": "reduce"} | options))
        name, value, path = "__Secure-p", cookie, f"/c/{desk['mixed']}/"
        if who:
            name, value, path = "__Secure-staff", desk[who], "/staff/"
        elif not cookie:
            value = desk["cookies"].pop()
        context.set_default_timeout(8000)
        context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": path, "secure": True}])
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        try:
            yield page
        finally:
            context.close()
        assert [fault for fault in faults if not expected or expected not in fault] == []

    return visit


def test_a_hundred_statements_by_keyboard(desk: dict[str, Any], opened: Opened) -> None:
    """Two keys at most for each: a person has 6 seconds for every statement, the site takes a small part of them."""
    with opened("Mo") as page:
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(asked.method))
        page.goto(f"{desk['origin']}/staff/c/{desk['full']}/moderate/")
        assert page.locator("[data-item]").count() == 100
        began = time.monotonic()
        for number in range(100):
            page.keyboard.press("n" if number % 10 == 9 else "y")
            if number % 10 == 9:
                page.keyboard.press("3")
        for _key in "uu":
            page.keyboard.press("u")
        assert page.locator("[data-left]").inner_text() == "2"
        page.keyboard.press("y")
        page.keyboard.press("k")
        page.keyboard.press("y")
        page.wait_for_function("document.querySelectorAll('.decided').length === 100")
        page.wait_for_load_state("networkidle")
        took = time.monotonic() - began
        assert sent.count("POST") == 104
        assert took < 60, f"{took:.1f} s"
        page.reload()
        assert page.locator("[data-item]").count() == 0
        assert page.locator(".tag.bad").count() == 9, "the last of ten refusals was taken back"
        assert page.locator(".tag.bad, .tag.good").count() == 100


def test_the_queue_without_a_script(desk: dict[str, Any], opened: Opened) -> None:
    with opened("Mo", java_script_enabled=False) as page:
        page.goto(f"{desk['origin']}/staff/c/{desk['mixed']}/moderate/")
        item = page.locator("[data-item]:has(.quote:text('also at night.'))")
        item.locator("summary").click()
        item.get_by_role("button", name="Another statement says the same.").click()
        page.get_by_text("Refused. The writer reads the reason tomorrow.").wait_for()
        page.get_by_role("button", name="Take it back").click()
        page.get_by_text("Taken back. The statement is in the queue again.").wait_for()


@pytest.mark.parametrize(("who", "scheme", "size"), [("Mo", "light", DESK), ("Clara", "dark", PHONE)])
def test_the_queue_bears_looking_at(
    desk: dict[str, Any], opened: Opened, who: str, scheme: str, size: dict[str, int]
) -> None:
    with opened(who, bypass_csp=True, color_scheme=scheme, viewport=size) as page:
        page.goto(f"{desk['origin']}/staff/c/{desk['mixed']}/moderate/")
        bears(page)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        bears(page)
        page.goto(f"{desk['origin']}/staff/c/{desk['mixed']}/moderate/shown/")
        bears(page)


def write(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.locator("form.form button.primary").click()


def test_a_receipt_is_kept_asked_with_and_forgotten(desk: dict[str, Any], opened: Opened) -> None:
    here = f"{desk['origin']}/c/{desk['mixed']}/en"
    with opened() as page:
        page.goto(f"{here}/write/")
        page.locator("textarea").fill("x" * 281)
        assert page.locator("[data-left]").inner_text() == "1 characters too many"
        write(page, "Ferries should be free on Sundays.")
        receipt = page.locator("[data-receipt]").inner_text()
        assert page.locator("[data-kept]").is_visible()
        page.goto(f"{here}/rules/")
        page.goto(f"{here}/outcome/")
        page.locator(".cards .quote", has_text="Ferries should be free").wait_for()
        assert receipt in page.locator(".cards").inner_text()
        page.go_back()
        assert page.url == f"{here}/rules/", "the Back button leads out"
        # From the day on which the rows are destroyed, any page with the voting script drops it
        until = "JSON.parse(localStorage.getItem(Object.keys(localStorage).find((n) => n.includes('receipts')))).until"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", page.evaluate(until))
        page.clock.set_fixed_time("2099-01-01")
        page.goto(f"{here}/")
        page.wait_for_function("!Object.keys(localStorage).some((name) => name.includes('receipts'))")
        # Somebody else on the same device
        page.context.clear_cookies()
        page.goto(f"{here}/outcome/")
        assert page.locator("textarea[name=receipts]").input_value() == ""
        assert page.locator(".cards").count() == 0


def test_writing_without_a_script_and_appealing(desk: dict[str, Any], opened: Opened) -> None:
    here = f"{desk['origin']}/c/{desk['mixed']}/en"
    with opened(java_script_enabled=False) as page:
        page.goto(f"{here}/write/")
        write(page, "The bridge must stay open for everyone, day and night.")
        page.get_by_role("button", name="Mine says something else: send it").click()
        assert page.locator("[data-not-kept]").is_visible()
        page.goto(f"{here}/outcome/")
        page.locator("textarea").fill(desk["refused"].lower())
        page.get_by_role("button", name="Show the decisions").click()
        page.locator("summary").click()
        page.locator("textarea[name=plea]").fill("Swimming is about the river.")
        page.get_by_role("button", name="Send the appeal").click()
        page.get_by_text("Your appeal is sent.").wait_for()


def test_voting_on_a_similar_one(desk: dict[str, Any], opened: Opened) -> None:
    with opened() as page:
        page.goto(f"{desk['origin']}/c/{desk['mixed']}/en/write/")
        write(page, "The bridge must stay open for everyone, day and night.")
        page.get_by_role("button", name="Vote on this one instead").click()
        page.locator("h1.statement", has_text="The bridge must stay open for everybody, day and night.").wait_for()


@pytest.mark.parametrize(
    ("scheme", "size", "language"), [("light", PHONE, "en"), ("dark", PHONE, "ar"), ("light", DESK, "ar")]
)
def test_the_pages_of_writing_bear_looking_at(
    desk: dict[str, Any], opened: Opened, scheme: str, size: dict[str, int], language: str
) -> None:
    here = f"{desk['origin']}/c/{desk['mixed']}/{language}"
    with opened(bypass_csp=True, color_scheme=scheme, viewport=size, expected="400 (Bad Request)") as page:
        for path in ("rules", "outcome", "write"):
            page.goto(f"{here}/{path}/")
            bears(page)
        write(page, "write to a@b.c about it")
        page.locator(".error-summary").wait_for()
        bears(page)
        page.locator("select").select_option("en")
        write(page, "The bridge must stay open for everyone, day and night.")
        page.locator("button[name=anyway]").wait_for()
        bears(page)
        page.locator("button[name=anyway]").click()
        page.locator("[data-receipt]").wait_for()
        bears(page)
        page.goto(f"{here}/outcome/")
        page.locator(".cards").wait_for()
        bears(page)
