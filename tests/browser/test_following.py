"""What was announced, what became of it, and how it meets the publics, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.filling import printed
from tests.browser.looking import bears
from tests.cli.running import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOOKS = (("en", "light", 390), ("en", "dark", 1280), ("ar", "dark", 390))
SEEN = [(name, *look) for name in ("announced", "item") for look in LOOKS]
SEEN += [("agenda", *LOOKS[2]), ("landing", *LOOKS[0]), ("encounter", *LOOKS[0])]
SEEN += [(name, *LOOKS[0]) for name in ("announced_manage", "reply")]
SEEN += [
    (name, *LOOKS[1])
    for name in ("announced_manage", "happened", "reply_rows", "agenda_manage", "pin_announced", "opening", "desk")
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    data = tmp_path_factory.mktemp("following") / "data"
    with site(data) as running:
        yield printed(data, "fill_following.py") | {"origin": f"http://127.0.0.1:{running.port}"}


@pytest.mark.parametrize(("name", "language", "scheme", "width"), SEEN)
def test_it_holds_up(
    browser: Browser, filled: dict[str, str], name: str, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 844})
    cookie = {"name": "__Secure-staff", "value": filled["session"], "domain": "127.0.0.1", "path": "/staff/"}
    context.add_cookies([cookie | {"secure": True}])  # type: ignore[list-item] # the names are the TypedDict's
    page = context.new_page()
    try:
        answer = page.goto(filled["origin"] + filled[name].replace("LANGUAGE", language))
        assert answer is not None
        assert answer.status == 200
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if folder := os.environ.get("DETENTE_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{language}-{scheme}-{width}.png", full_page=True)
        bears(page)
    finally:
        context.close()
