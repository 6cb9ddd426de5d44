"""The pages of texts about an encounter in a real browser: from a saved page to a text entered, and their looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.filling import printed
from tests.browser.looking import bears
from tests.cli.running import site
from tests.web.encounters import two_towns

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LOOKS: dict[str, Any] = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "arabic": {"viewport": {"width": 1000, "height": 800}, "color_scheme": "dark"},
}
SAVED = (
    "<!doctype html><html lang='en'><head><title>Norhavn on the ferry</title></head><body>"
    "<nav><a href='/'>Home</a> <a href='/n'>News</a></nav><article><h1>Norhavn on the ferry</h1>{}</article>"
    "<footer><a href='/i'>Imprint</a> <a href='/j'>Jobs</a></footer></body></html>"
)
Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    data = tmp_path_factory.mktemp("texts") / "data"
    with site(data) as running:
        yield printed(data, "fill_encounter_texts.py") | {"origin": f"http://127.0.0.1:{running.port}"}


@pytest.fixture
def opened(browser: Browser, texts: dict[str, str]) -> Opened:
    """Open the editor's browser; what it asks of another host, or says on its console, fails the test."""

    @contextmanager
    def visit(**options: Any) -> Iterator[Page]:
        context = browser.new_context(bypass_csp=True, reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        cookie = {"name": "__Secure-staff", "value": texts["session"], "domain": "127.0.0.1", "path": "/staff/"}
        context.add_cookies([cookie | {"secure": True}])  # type: ignore[list-item] # the names are the TypedDict's
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda sent: None if sent.url.startswith(texts["origin"]) else faults.append(sent.url))
        try:
            yield page
        finally:
            context.close()
        assert faults == []

    return visit


def test_a_saved_page_becomes_a_text_without_scripts(texts: dict[str, str], opened: Opened) -> None:
    saved = SAVED.format("".join(f"<p>{line}</p>" for line in two_towns.NORHAVN.split("\n") if line))
    with opened(java_script_enabled=False) as page:
        page.goto(f"{texts['origin']}/staff/e/{texts['bare']}/")
        page.get_by_role("link", name="Enter the readout of Norhavn").click()
        file = {"name": "ferry.html", "mimeType": "text/html", "buffer": saved.encode()}
        page.get_by_label("Or choose a file").set_input_files(file)  # type: ignore[arg-type] # as above
        page.get_by_role("button", name="Look at it").click()
        page.get_by_role("button", name="Put all of it back").first.click()
        assert "Imprint" in page.locator(".enc-text").inner_text()
        page.get_by_role("button", name="Leave all of it out again").first.click()
        assert "Imprint" not in page.locator(".enc-text").inner_text()
        page.get_by_label("Publisher").fill("Town of Norhavn")
        page.get_by_role("button", name="Enter this text").click()
        assert "From now on its words do not change." in page.inner_text("main, .staff-notices >> nth=0")
        assert "Both sides agreed to keep the ferry running" in page.inner_text("main")


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_page_of_texts_holds_up(texts: dict[str, str], opened: Opened, look: str) -> None:
    desk, tongue = f"{texts['origin']}/staff/e/{texts['encounter']}/", "ar" if look == "arabic" else "en"
    with opened(**LOOKS[look]) as page:
        page.goto(f"{texts['origin']}/staff/")
        page.select_option("select[name=language]", tongue)
        page.click("form.card button[type=submit]")
        places = ["", "about/", "texts/new/", f"texts/{texts['a']}/", f"texts/{texts['a']}/?act=withdraw"]
        for place in (*places, f"texts/{texts['gone']}/", "../../encounters/new/"):
            page.goto(desk + place)
            bears(page)
        page.goto(f"{desk}texts/{texts['b']}/?act=take_down")
        page.fill("textarea[name=why]", "The council asked for it.")
        page.click("button.danger")
        page.locator("button[value=yes]").wait_for()
        bears(page)
        page.goto(f"{desk}words/")
        page.click("button[value=preview]")
        page.locator("#changes").wait_for()
        bears(page)
        page.goto(f"{texts['origin']}/staff/e/{texts['bare']}/texts/new/?part=report")
        page.fill("textarea[name=text]", SAVED.format(f"<p>{two_towns.REPORT}</p>"))
        page.click("form[enctype] .button.primary")
        page.locator("button[value=throw_away]").wait_for()
        bears(page)
        page.click("button[value=throw_away]")
        for key in ("a", "report", "gone"):
            page.goto(f"{texts['origin']}/e/{texts['encounter']}/{tongue}/texts/{texts[key]}/")
            bears(page)
