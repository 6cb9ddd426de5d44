"""The pages of taking part bear looking at: axe, widths, touch targets, both schemes, right to left, on paper."""

from __future__ import annotations

import pytest

from tests.browser.looking import bears
from tests.browser.taking_part import SECOND_PRESS, Place, Visit

pytestmark = pytest.mark.browser

PAGES = ("", "promise/", "next/", "vote/", "votes/", "join/", "forget/")
LOOKS = [("light", 390, "en"), ("dark", 390, "ar"), ("light", 1200, "ar"), ("dark", 1200, "en"), ("light", 320, "ru")]


@pytest.mark.parametrize(("scheme", "width", "language"), LOOKS)
def test_nothing_is_inaccessible_or_cut_off(place: Place, visit: Visit, scheme: str, width: int, language: str) -> None:
    size = {"width": width, "height": 844}
    options = {"bypass_csp": True, "color_scheme": scheme, "viewport": size, "reduced_motion": "reduce"}
    with visit(expected=("400 (Bad Request)",), **options) as page:  # the form that comes back with its errors
        page.goto(place.address("vote/", language))
        report = page.locator("a.report").get_attribute("href")
        page.locator(".choice.agree").click()
        page.locator("#bar[value='1']").wait_for()
        bears(page)
        for path in PAGES:
            page.goto(place.address(path, language))
            bears(page)
        page.goto(place.origin + report)
        bears(page)
        page.locator("form.form").evaluate("form => { form.noValidate = true }")
        page.locator("form.form button").click()
        page.locator(".error-summary").wait_for()
        bears(page)
        for which in ("dealt", "ready", "closed", "erased"):
            page.goto(place.address("", language, which))
            bears(page)


@pytest.mark.parametrize("path", PAGES)
def test_every_target_can_be_hit_with_a_thumb(place: Place, visit: Visit, path: str) -> None:
    with visit(has_touch=True, is_mobile=True) as page:
        page.goto(place.address(path))
        small = page.locator("button, .button, .choice, .matters, nav a, footer a, .brand").evaluate_all(
            """all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 47.5)
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert small == []


def test_arabic_runs_from_right_to_left(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/", "ar"))
        assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
        agree, disagree = (page.locator(f".choice.{which}").bounding_box() for which in ("agree", "disagree"))
        assert agree["x"] > disagree["x"]
        assert page.locator(".brand").bounding_box()["x"] > 195
        bar = page.locator(".progress")
        assert bar.locator("progress").bounding_box()["x"] < bar.locator("span").bounding_box()["x"]


def test_a_statement_without_translation_keeps_its_own_direction(place: Place, visit: Visit) -> None:
    with visit() as page:
        page.goto(place.address("vote/"))
        seen = {}
        for number in range(8):
            heading = page.locator(".statement")
            seen[heading.get_attribute("lang")] = heading.evaluate("e => getComputedStyle(e).direction")
            page.wait_for_timeout(SECOND_PRESS)
            page.locator(".choice.pass").click()
            page.locator("#count", has_text=f"{number + 1} of 8").wait_for()
        assert seen == {"en": "ltr", "ar": "rtl"}


def test_the_first_answer_is_on_the_first_screen_of_a_phone(place: Place, visit: Visit) -> None:
    with visit(viewport={"width": 390, "height": 664}) as page:
        for path, button in (("", ".begin button"), ("vote/", ".choice.agree")):
            page.goto(place.address(path))
            box = page.locator(button).bounding_box()
            assert box["y"] + box["height"] <= 664


def test_sides_differ_without_colour(place: Place, visit: Visit) -> None:
    with visit(joined=False) as page:
        page.goto(place.address())
        shapes = page.locator(".side").evaluate_all("all => all.map(e => getComputedStyle(e, '::before').clipPath)")
        assert len(set(shapes)) == len(shapes) == 2
