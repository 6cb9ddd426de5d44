"""The first convener's way in, and the ledger afterwards, in a real browser at the address that `detente up` prints."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.looking import bears
from tests.cli.running import site
from tests.web.people.desk import PASSWORD, code_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LOOKS = [("light", 390), ("dark", 390), ("light", 1200), ("dark", 1200)]
BY_NIGHT = ("second-factor", "people", "ledger")
"""Pages whose colours are looked at in the dark as well; the others have no colour that these lack."""
PICTURES = os.environ.get("DETENTE_PICTURES", "")
"""A folder to put screenshots into, for a person to look at."""


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    # No motion: a colour on its way to another would be measured half-way.
    context = browser.new_context(reduced_motion="reduce", **options)
    try:
        yield context.new_page()
    finally:
        context.close()


def look(page: Page, name: str) -> None:
    """The page holds up on a phone by day; some on a desk by night too.

    The checker's script is what the policy forbids, so that the same address is opened beside, without the policy.
    """
    for scheme, width in LOOKS:
        size: Any = {"width": width, "height": 844}
        if PICTURES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two literals
            page.set_viewport_size(size)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
        if (scheme, width) == LOOKS[0] or (name in BY_NIGHT and (scheme, width) == LOOKS[3]):
            known = page.context.storage_state()
            browser = page.context.browser
            assert browser is not None
            with opened(browser, bypass_csp=True, storage_state=known, color_scheme=scheme, viewport=size) as beside:
                beside.goto(page.url)
                bears(beside)


def seed_on(page: Page) -> str:
    found = re.search(r"[A-Z2-7]{32}", page.locator(".staff-seed").text_content() or "")
    assert found
    return found[0]


def test_the_first_convener_s_way_in(browser: Browser, tmp_path: Path) -> None:
    with site(tmp_path / "data") as running, opened(browser) as page:
        address = next(found[0] for line in running.said if (found := re.search(r"http://\S+/staff/invite/\S+", line)))
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)

        page.goto(address)
        look(page, "invitation")
        page.get_by_label("Your name").fill("Clara Brück")
        page.get_by_label("Your mail address").fill("clara@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make the log-in").click()

        page.wait_for_url("**/2fa/totp/activate/")
        look(page, "second-factor")
        seed = seed_on(page)
        page.locator("[name=code]").fill("000000")
        page.get_by_role("button", name="Check the code").click()
        assert page.locator("[role=alert]").is_visible()
        page.locator("[name=code]").fill(code_for(seed))
        page.get_by_role("button", name="Check the code").click()

        page.wait_for_url("**/recovery-codes/")
        look(page, "recovery-codes")
        assert page.locator(".staff-codes code").count() == 10
        page.get_by_role("link", name="to the desk").click()

        page.wait_for_url("**/staff/")
        look(page, "desk")
        # Chromium takes a `__Secure-` cookie on http://localhost, and keeps it below /staff/.
        assert [(cookie["name"], cookie["path"]) for cookie in page.context.cookies()] == [
            ("__Secure-staff", "/staff/")
        ]

        page.get_by_role("link", name="People", exact=True).click()
        page.get_by_label("For whom").fill("Mo of the water board")
        page.get_by_role("button", name="Make an invitation").click()
        page.wait_for_url("**/people/link/**")
        look(page, "link")
        page.get_by_role("link", name="Back to people").click()
        look(page, "people")

        page.get_by_role("navigation").get_by_role("link", name="My log-in").click()
        look(page, "my-log-in")
        page.goto(page.url.split("/staff/")[0] + "/en/ledger/")
        look(page, "ledger")
        page.goto(page.url.replace("/en/", "/ar/"))
        look(page, "ledger-ar")
        page.goto(page.url.split("/ar/")[0] + "/staff/")
        page.get_by_role("button", name="Log out").click()

        page.goto(address.split("/staff/")[0] + "/staff/")
        look(page, "log-in")
        page.locator("[name=login]").fill("clara@example.org")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/2fa/authenticate/")
        look(page, "second-step")
        assert faults == []
