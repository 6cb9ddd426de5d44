"""Taking part in a real browser: with the script, without it, over a connection that breaks, on a shared phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.taking_part import SECOND_PRESS, Place, Visit, kept, own_answers, press

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = pytest.mark.browser


def test_the_next_statement_comes_with_the_answer(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/"))
        page.evaluate("window.untouched = true")
        first = page.locator("[name=statement]").input_value()
        page.locator(".matters").click()
        press(page, "disagree")
        assert page.evaluate("window.untouched")
        assert page.locator("#count").inner_text() == "1 of 8"
        assert page.locator("#bar").evaluate("bar => bar.value") == 1
        assert page.locator("[role=status].toast").inner_text() == "Kept."
        assert page.evaluate("document.activeElement.className") == "statement"
        assert not page.locator("[name=matters]").is_checked()
        assert page.locator(".choice[aria-pressed=true]").count() == 0
        second = page.locator("[name=statement]").input_value()
        assert second != first
        assert page.locator("a.report").get_attribute("href").endswith(f"/report/{second}/")
        mine = kept(page, place)
        assert mine["votes"] == {first: ["disagree", True]}
        assert mine["waiting"] == []
        assert own_answers(page, place) == [["disagree", "1"]]


def test_all_the_way_to_the_end_with_keys(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/"))
        texts = set()
        for number in range(8):
            texts.add(page.locator(".statement").inner_text())
            assert page.locator(".statement").evaluate("e => [e.lang, getComputedStyle(e).direction]") in (
                ["en", "ltr"],
                ["ar", "rtl"],
            )
            page.wait_for_timeout(SECOND_PRESS)
            page.keyboard.press("123"[number % 3])
            page.locator("#count", has_text=f"{number + 1} of 8").wait_for()
        page.get_by_role("heading", name="You have answered everything").wait_for()
        assert "Tolls < 5 & <b>no</b> more: that is fair." in texts
        assert len(texts) == 8
        assert sorted(value for value, _matters in own_answers(page, place)) == sorted(
            ["agree", "disagree", "pass"] * 2 + ["agree", "disagree"]
        )
        page.goto(place.address("vote/"))
        page.get_by_role("link", name="What happens next").click()
        page.get_by_role("heading", name="Thank you").wait_for()


def test_keys_pressed_elsewhere_are_no_votes(place: Place, visit: Visit) -> None:
    with visit() as page:
        sent = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        page.goto(place.address("vote/"))
        page.get_by_role("link", name="My answers").focus()
        page.keyboard.press("1")
        page.locator(".statement").focus()
        page.keyboard.press("Control+1")
        page.keyboard.press("4")
        page.wait_for_timeout(200)
        assert sent == []


def test_a_double_click_answers_one_statement(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/"))
        page.wait_for_timeout(SECOND_PRESS)
        page.locator(".choice.pass").dblclick()
        page.locator("#count", has_text="1 of 8").wait_for()
        page.wait_for_timeout(SECOND_PRESS)
        assert own_answers(page, place) == [["pass", "0"]]


def test_without_scripts_every_step_is_a_form(place: Place, visit: Visit) -> None:
    with visit(java_script_enabled=False) as page:
        page.goto(place.address("vote/"))
        assert not page.locator(".keys").is_visible()
        for number, value in enumerate(("agree", "pass", "disagree")):
            page.locator("#count", has_text=f"{number} of 8").wait_for()
            page.locator(f".choice.{value}").click()
        page.locator("#count", has_text="3 of 8").wait_for()
        page.get_by_role("link", name="Report this statement").click()
        page.get_by_text("It insults people").click()
        page.get_by_role("button", name="Send the report").click()
        page.get_by_text("The moderators look at it").wait_for()
        page.get_by_role("link", name="My answers").click()
        changed = page.locator("[data-value=disagree]")
        changed.get_by_text("This matters to me").click()
        changed.get_by_role("button", name="Pass").click()
        assert sorted(own_answers(page, place)) == [["agree", "0"], ["pass", "0"], ["pass", "1"]]


LOST = ("Failed to load resource", "ERR_FAILED", "ERR_INTERNET_DISCONNECTED")


def test_a_vote_over_a_broken_connection_waits_and_is_sent_again_once(place: Place, visit: Visit) -> None:
    with visit(expected=LOST) as page:
        attempts = []

        def broken(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
                return
            attempts.append(route.request.post_data)
            if len(attempts) == 1:
                route.abort()
            elif len(attempts) == 2:
                route.fulfill(status=503, body="busy")
            elif len(attempts) == 3:
                route.fetch()  # the site takes it, and the answer is lost
                route.abort()
            else:
                route.continue_()

        page.route("**/vote/", broken)
        page.goto(place.address("vote/"))
        text = page.locator(".statement").inner_text()
        page.locator(".choice.agree").click()
        page.get_by_text("Your answer waits in this browser").wait_for()
        assert page.locator(".statement").inner_text() == text
        assert page.locator(".choice.agree").get_attribute("aria-pressed") == "true"
        assert [vote["value"] for vote in kept(page, place)["waiting"]] == ["agree"]
        page.locator("#count", has_text="1 of 8").wait_for(timeout=20_000)
        assert page.locator(".statement").inner_text() != text
        assert page.locator(".toast").inner_text() == "Kept."
        assert len(attempts) == 4
        assert len(set(attempts)) == 1
        assert kept(page, place)["waiting"] == []
        assert own_answers(page, place) == [["agree", "0"]]


def test_a_waiting_vote_can_be_changed_and_survives_a_reload(place: Place, visit: Visit) -> None:
    with visit(expected=LOST) as page:
        page.route("**/vote/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        page.goto(place.address("vote/"))
        page.locator(".choice.agree").click()
        page.get_by_text("Your answer waits in this browser").wait_for()
        page.locator(".choice.disagree").click()
        page.locator(".choice.disagree[aria-pressed=true]").wait_for()
        assert [vote["value"] for vote in kept(page, place)["waiting"]] == ["disagree"]
        page.unroute("**/vote/")
        page.reload()
        page.locator("#count", has_text="1 of 8").wait_for()
        assert own_answers(page, place) == [["disagree", "0"]]


def test_it_is_sent_as_soon_as_the_phone_is_online_again(place: Place, visit: Visit) -> None:
    with visit(expected=LOST) as page:
        page.goto(place.address("vote/"))
        page.context.set_offline(True)
        page.locator(".choice.pass").click()
        page.get_by_text("Your answer waits in this browser").wait_for()
        page.context.set_offline(False)
        page.locator("#count", has_text="1 of 8").wait_for()


def test_what_the_site_refuses_is_said_and_not_sent_again(place: Place, visit: Visit) -> None:
    with visit(expected=LOST) as page:
        sent = []
        page.on("request", lambda request: sent.append(1) if request.method == "POST" else None)
        page.goto(place.address("vote/"))
        page.locator("[name=statement]").evaluate("field => { field.value = '1' }")
        page.locator(".choice.agree").click()
        page.locator(".toast[data-kind=alert]").wait_for()
        assert len(page.locator(".toast").inner_text()) > 20
        assert page.locator(".choice[aria-pressed=true]").count() == 0
        page.wait_for_timeout(1500)
        assert sent == [1]
        assert kept(page, place)["waiting"] == []


def test_on_a_shared_phone_nobody_sends_what_another_left(place: Place, visit: Visit) -> None:
    with visit(expected=LOST) as page:
        page.route("**/vote/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        page.goto(place.address("vote/"))
        page.locator(".choice.agree").click()
        page.get_by_text("Your answer waits in this browser").wait_for()
        first = kept(page, place)["mark"]
        page.unroute("**/vote/")
        page.context.clear_cookies()
        page.context.add_cookies([place.cookie()])  # type: ignore[list-item] # the names are those of the TypedDict
        page.goto(place.address("vote/"))
        press(page, "disagree")
        mine = kept(page, place)
        assert mine["mark"] != first
        assert [value for value, _matters in mine["votes"].values()] == ["disagree"]
        assert own_answers(page, place) == [["disagree", "0"]]


def test_forgetting_takes_the_browser_s_copy_away(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/"))
        press(page, "agree")
        assert kept(page, place)["votes"]
        page.get_by_role("link", name="Forget everything here").click()
        page.get_by_role("button").last.click()
        page.wait_for_function("key => localStorage.getItem(key) === null", arg=f"detente:{place.told['open']}")
        assert page.context.cookies() == []


def test_a_copy_goes_when_its_day_has_come(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/"))
        press(page, "agree")
        page.goto(place.address(which="ready"))
        assert kept(page, place)["votes"]
        page.evaluate(
            """key => {
                const found = JSON.parse(localStorage.getItem(key));
                localStorage.setItem(key, JSON.stringify({...found, until: new Date().toISOString().slice(0, 10)}));
                localStorage.setItem('detente:receipts', '[]');
            }""",
            f"detente:{place.told['open']}",
        )
        page.reload()
        assert kept(page, place) == {}
        assert page.evaluate("localStorage.getItem('detente:receipts')") == "[]"
