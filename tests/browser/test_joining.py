"""Joining in a real browser: by work, by waiting without scripts, by the square on a card, from a link in a mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.filling import printed
from tests.browser.looking import RULES, bears
from tests.browser.taking_part import Place, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def dealt(place: Place) -> dict[str, Any]:
    """Some codes, and tickets whose seconds have passed."""
    return printed(Path(place.told["data"]), "fill_joining.py", place.told["dealt"], place.told["open"])


def cookies(page: Page) -> list[dict[str, Any]]:
    return [dict(cookie) for cookie in page.context.cookies()]


def statement(page: Page) -> str:
    page.wait_for_url("**/vote/")
    return page.locator("[name=statement]").input_value()


def test_some_work_lets_a_browser_in(place: Place, visit: Visit) -> None:
    with visit(joined=False) as page:
        page.goto(place.address(language="ar"))
        page.locator("form.begin button").click()
        page.wait_for_url("**/ar/join/")
        assert cookies(page) == []
        page.locator("[name=side][value='1']").check()
        page.locator("form[data-work] button").click()
        assert page.locator("[role=status]").inner_text() != ""
        assert statement(page)
        (cookie,) = cookies(page)
        assert (cookie["name"], cookie["path"]) == ("__Secure-p", f"/c/{place.told['open']}/")
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        # Before the first vote the side can change; afterwards the choice is gone.
        page.goto(place.address("join/"))
        assert page.locator("[name=side]:checked").input_value() == "1"
        page.locator("[name=side][value=neither]").check()
        page.get_by_role("button", name="Keep this choice and continue").click()
        assert statement(page)
        page.wait_for_timeout(450)
        page.locator(".choice.agree").click()
        page.locator("#count", has_text="1 of").wait_for()
        page.goto(place.address("join/"))
        assert page.locator("[name=side]").count() == 0
        page.get_by_role("button", name="Continue").click()
        assert statement(page)


def test_waiting_lets_a_browser_in_without_scripts(place: Place, visit: Visit, dealt: dict[str, Any]) -> None:
    with visit(joined=False, java_script_enabled=False, expected=("429",)) as page:
        page.goto(place.address())
        page.locator("form.begin button").click()
        page.locator("[name=side][value='0']").check()
        page.get_by_role("button", name="I have read this: begin").click()
        page.wait_for_url("**/wait/")
        assert "wait 15 seconds" in page.locator(".lead").inner_text()
        page.get_by_role("button", name="Begin").click()
        assert "Not yet" in page.locator("[role=alert]").inner_text()
        assert cookies(page) == []
        # A ticket of a minute ago takes the place of waiting here.
        page.locator("[name=ticket]").evaluate("(field, ripe) => { field.value = ripe }", dealt["tickets"][0])
        page.get_by_role("button", name="Begin").click()
        first = statement(page)
        assert len(cookies(page)) == 1
        page.locator(".choice.agree").click()
        assert statement(page) != first


def test_a_worker_that_fails_leads_to_the_waiting_page(place: Place, visit: Visit) -> None:
    with visit(joined=False, expected=("work.js", "ERR_FAILED", "Failed to load")) as page:
        page.route("**/work*.js", lambda route: route.abort())
        page.goto(place.address("join/"))
        page.locator("[name=side][value='0']").check()
        page.locator("form[data-work] button").click()
        page.wait_for_url("**/wait/")
        assert page.locator("[name=ticket]").count() == 1


def test_the_square_on_a_card_fills_the_code_in(place: Place, visit: Visit, dealt: dict[str, Any]) -> None:
    code = dealt["codes"][0]
    asked: list[str] = []
    with visit(joined=False) as page:
        page.on("request", lambda sent: asked.append(sent.url + str(sent.headers)))
        page.goto(place.address("join/", "en", "dealt") + f"#{code}")
        assert page.locator("[data-code]").input_value().replace("-", "") == code
        assert page.url == place.address("join/", "en", "dealt")
        assert not [line for line in asked if code in line]
        page.get_by_role("button", name="I have read this: begin").click()
        first = statement(page)
        mine = cookies(page)
    # Typed by hand on another device, without scripts: the same person.
    with visit(joined=False, java_script_enabled=False, expected=("400",)) as page:
        page.goto(place.address("join/", "ru", "dealt"))
        wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
        page.locator("[data-code]").fill(wrong.lower())
        page.locator("form.form button").click()
        assert page.locator(".error-summary").count() == 1
        assert page.locator("[data-code]").input_value() == wrong.lower()
        page.locator("[data-code]").fill(" ".join(code[at : at + 4] for at in range(0, 28, 4)).lower())
        page.locator("form.form button").click()
        assert statement(page) == first
        assert [cookie["value"] for cookie in cookies(page)] == [cookie["value"] for cookie in mine]


def test_who_comes_from_a_link_in_a_mail_is_the_same_person(place: Place, visit: Visit, dealt: dict[str, Any]) -> None:
    with visit(joined=False, expected=("http://mail.example/",)) as page:
        page.goto(place.address("join/", "en", "dealt") + f"#{dealt['codes'][1]}")
        page.locator("form.form button").click()
        first, before = statement(page), cookies(page)
        link = place.address("", "en", "dealt")
        page.route(
            "http://mail.example/",
            lambda route: route.fulfill(body=f'<a href="{link}">The consultation</a>', content_type="text/html"),
        )
        page.goto("http://mail.example/")
        with page.expect_request(link) as arriving:
            page.locator("a").click()
        page.wait_for_url(link)
        assert "cookie" not in arriving.value.all_headers()
        assert cookies(page) == before
        page.locator("form.begin button").click()
        assert statement(page) == first
        assert cookies(page) == before


def test_forgetting_clears_the_browser_too(place: Place, visit: Visit, dealt: dict[str, Any]) -> None:
    with visit(joined=False, expected=("409",)) as page:
        page.goto(place.address("join/", "en", "dealt") + f"#{dealt['codes'][2]}")
        page.locator("form.form button").click()
        statement(page)
        page.evaluate("id => localStorage.setItem(`detente:${id}`, 'x')", place.told["dealt"])
        page.evaluate("id => localStorage.setItem(`detente:${id}`, 'x')", place.told["open"])
        page.goto(place.address("forget/", "en", "dealt"))
        page.get_by_role("button", name="Delete everything about me here").click()
        page.locator("[data-forget]").wait_for()
        assert cookies(page) == []
        assert page.evaluate("Object.keys(localStorage)") == [f"detente:{place.told['open']}"]
        page.goto(place.address("join/", "en", "dealt"))
        page.locator("[data-code]").fill(dealt["codes"][2])
        page.locator("form.form button").click()
        assert "had everything forgotten" in page.locator(".error-summary").inner_text()


@pytest.mark.parametrize(("scheme", "width", "language"), [("light", 390, "en"), ("dark", 320, "ar")])
def test_the_pages_bear_looking_at(place: Place, visit: Visit, scheme: str, width: int, language: str) -> None:
    size = {"width": width, "height": 844}
    options = {"color_scheme": scheme, "viewport": size, "bypass_csp": True, "reduced_motion": "reduce"}
    with visit(joined=False, expected=("400", "429", "work.js", "ERR_FAILED"), **options) as page:
        page.goto(place.address("join/", language, "dealt"))
        bears(page)
        page.locator("[data-code]").fill("ABCD")
        page.locator("form.form button").click()
        page.locator(".error-summary").wait_for()
        bears(page)
        page.route("**/work*.js", lambda route: route.abort())
        page.goto(place.address("join/", language))
        page.locator("[value=neither]").check()
        page.locator("form[data-work] button").click()
        page.wait_for_url("**/wait/")
        bears(page)
        page.locator("form.actions button").click()
        page.locator("[role=alert]").wait_for()
        bears(page)
        page.goto(place.address("forget/", language, "dealt"))
        page.locator("button.danger").click()
        page.locator("[data-forget]").wait_for()
        bears(page)


def test_the_cards_bear_looking_at_and_fill_sheets_of_eight(
    place: Place, visit: Visit, dealt: dict[str, Any], tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with visit(joined=False, bypass_csp=True, color_scheme="dark") as page:
        staff = {"name": "__Secure-staff", "value": dealt["session"], "domain": "127.0.0.1", "path": "/staff/"}
        page.context.add_cookies([staff | {"secure": True, "httpOnly": True}])  # type: ignore[list-item] # as the fixture
        page.goto(f"{place.origin}/staff/c/{place.told['dealt']}/cards/")
        page.locator("[name=count]").fill("17")
        page.locator("form.form button").click()
        page.locator(".code-card").first.wait_for()
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert page.locator(".code-card svg").count() == 17
        made = page.pdf(path=tmp_path / "cards.pdf", prefer_css_page_size=True)
        assert made.count(b"/Type /Page\n") == 3
        page.emulate_media(media="print")
        box = page.locator(".code-card").first.bounding_box()
        assert box is not None
        assert box["height"] == pytest.approx(70 * 96 / 25.4, abs=2)
