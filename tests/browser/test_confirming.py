"""Confirming ten points beside twenty-five with the keyboard alone, in a real browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.browser.looking import bears
from tests.cli.running import environment, site
from tests.web.encounters import ten_by_twentyfive as truth

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
MOST_KEYS = 120
Opened = Callable[..., Any]


def _script(data: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, str(HERE / "fill_confirming.py"), *arguments],
        env=environment(DETENTE_DATA=data, PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT), *sys.path]))),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    data = tmp_path_factory.mktemp("confirming") / "data"
    with site(data) as running:
        yield _script(str(data)) | {"origin": f"http://127.0.0.1:{running.port}", "data": str(data)}


@pytest.fixture
def opened(browser: Browser, desk: dict[str, str]) -> Opened:
    """Open the browser of an editor; faults on its console fail the test."""

    @contextmanager
    def visit(who: str = "Edna", expected: str = "", **options: Any) -> Iterator[Page]:
        context = browser.new_context(**({"viewport": DESK, "reduced_motion": "reduce"} | options))
        context.set_default_timeout(20_000)
        cookie = {
            "name": "__Secure-staff",
            "value": desk[who],
            "domain": "127.0.0.1",
            "path": "/staff/",
            "secure": True,
        }
        context.add_cookies([cookie])  # type: ignore[list-item] # the names are those of the TypedDict
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


class Editor:
    """Somebody who has read both texts, knows what belongs together, and has a keyboard.

    Sees what the page shows of the row in hand and nothing else; presses what the truth asks for.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys: list[str] = []
        self.told = set[str]()

    def press(self, key: str) -> None:
        self.keys.append(key)
        self.page.keyboard.press(key)
        self.page.locator("[data-confirm]:not([aria-busy])").wait_for()

    def texts(self, side: str) -> list[str]:
        return self.page.locator(f".enc-{side} .enc-point > blockquote").all_inner_texts()

    def number_of(self, words: str) -> str:
        """The key of the counterpart that has these words."""
        shown = self.page.locator(".enc-candidates > ol > li > p:first-child").all_inner_texts()
        return str(next(place for place, text in enumerate(shown, start=1) if words in text))

    def step(self) -> bool:
        """Decide one thing; False where everything is decided."""
        if self.page.locator("[data-all-done]").count():
            return False
        a, b = self.texts("a"), self.texts("b")
        hand = self.page.locator("[data-row]").get_attribute("data-hand")
        pair = next((one for one in truth.PAIRS if any(one[0] in text for text in a)), None)
        if hand == "difference":
            self.difference(pair)
        elif hand == "row":
            self.row(a, b, pair)
        else:
            pytest.fail(f"nothing waits here: {a} {b}")
        return True

    def difference(self, pair: Any) -> None:
        assert pair is not None
        _a, _b, kinds, missed = pair
        if missed and missed not in self.told:
            self.told.add(missed)
            for key in ("a", *missed, "Enter"):
                self.press(key)
            return
        sent = json.loads(self.page.locator("[data-keys='Enter y']").get_attribute("value") or "")
        wanted = kinds[sent["kind"]]
        letters = dict(
            zip(("number", "date", "negation", "strength", "condition", "scope", "framing"), "ndetcom", strict=True)
        )
        self.press("Enter" if wanted == sent["kind"] else "x" if wanted == "none" else letters[wanted])

    def row(self, a: list[str], b: list[str], pair: Any) -> None:
        if any(text in truth.FRAMES for text in b):
            self.press("f")
        elif a and a[0] in truth.CUT:
            cuts = self.page.locator("[data-keys^='s'][name=decision]").all_text_contents()
            self.press("s")
            self.press(next(str(i) for i, cut in enumerate(cuts, start=1) if truth.CUT[a[0]] in cut))
        elif any(text in truth.JOINED for text in b):
            self.press("p")
            self.press("j")
        elif pair is None:
            self.press("0" if a and b else "Enter")
        else:
            missing = [words for words in pair[1] if not any(words in text for text in b)]
            wrong = [text for text in b if not any(words in text for words in pair[1])]
            if wrong or not b:
                self.press(self.number_of(missing[0]))
            elif missing:
                self.press("+")
                self.press(self.number_of(missing[0]))
            else:
                self.press("Enter")


def test_ten_points_beside_twenty_five_in_few_keys(
    desk: dict[str, str], opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened() as page:
        page.goto(f"{desk['origin']}/staff/e/{desk['pair']}/confirm/")
        editor = Editor(page)
        for _step in range(200):
            if not editor.step():
                break
        assert "Every row is decided." in page.locator("main").inner_text()
        page.reload()
        assert page.locator("[data-all-done]").count() == 1
    found = _script(desk["data"], desk["pair"])
    paired = [row for row in found["rows"] if row["a"] and row["b"]]
    assert len(paired) == len(truth.PAIRS)
    for words, counterparts, kinds, missed in truth.PAIRS:
        [row] = [row for row in paired if words in row["a"][0]]
        assert len(row["a"]) == 1
        assert len(row["b"]) == len(counterparts)
        assert all(any(part in text for text in row["b"]) for part in counterparts)
        wanted = {kind: now for kind, now in kinds.items() if now != "none" and kind in row["differences"]}
        assert row["differences"] == wanted | ({missed: "scope"} if missed else {})
        assert set(kinds) - {kind for kind, now in kinds.items() if now == "none"} == set(wanted)
    assert [text for row in found["rows"] if not row["b"] for text in row["a"]] == [
        next(line for line in truth.A.splitlines() if words in line) for words in truth.ALONE
    ]
    assert all(row["settled"] for row in found["rows"])
    assert set(truth.FRAMES) <= set(found["frames"])
    with capsys.disabled():
        sys.stdout.write(f"\n10 x 25 points confirmed with {len(editor.keys)} key presses\n")
    assert len(editor.keys) <= MOST_KEYS


def test_keys_typed_ahead_are_not_lost(desk: dict[str, str], opened: Opened) -> None:
    with opened() as page:
        page.goto(f"{desk['origin']}/staff/e/{desk['ahead']}/confirm/")
        for _press in range(20):
            page.keyboard.press("Enter")
        page.locator("[data-row][data-sequence='20']").wait_for()
        for key in "uuu":
            page.keyboard.press(key)
        page.locator("[data-row][data-sequence='23']").wait_for()
        # Words typed ahead go into the field that a key before them opens.
        row = page.locator(".enc-lines a:has(b:text('A')):has(b:text('B'))").first.get_attribute("href")
        page.goto(f"{desk['origin']}/staff/e/{desk['ahead']}/confirm/{row}")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        for key in ("a", *"one town", "Enter"):
            page.keyboard.press(key)
        page.locator("[data-row][data-sequence='24']").wait_for()
    found = _script(desk["data"], desk["ahead"])
    assert found["decisions"] == 24
    assert [row["differences"]["one town"] for row in found["rows"] if "one town" in row["differences"]] == ["scope"]


def test_two_editors_meet_and_choose(desk: dict[str, str], opened: Opened) -> None:
    address = f"{desk['origin']}/staff/e/{desk['looks']}/confirm/"
    with opened("Edna") as hers, opened("Emil", expected="409") as his:
        hers.goto(address)
        address += hers.locator(".enc-lines a:has(b:text('A')):has(b:text('B'))").first.get_attribute("href") or ""
        hers.goto(address)
        his.goto(address)
        hers.keyboard.press("0")
        hers.locator("[data-row][data-sequence='1']").wait_for()
        his.keyboard.press("Enter")
        his.locator("[data-refused='encounters.meanwhile']").wait_for()
        assert "Edna decided on the same point" in his.locator("main").inner_text()
        his.keyboard.press("m")
        his.locator("[data-row][data-sequence='2']").wait_for()
        his.keyboard.press("u")
        his.locator("[data-row][data-sequence='3']").wait_for()


TYPED = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {...%s, bubbles: true, cancelable: true}))"


def test_keys_of_any_layout_and_no_choice_no_decision(desk: dict[str, str], opened: Opened) -> None:
    with opened() as page:
        page.goto(f"{desk['origin']}/staff/e/{desk['looks']}/confirm/")
        before = int(page.locator("[data-row]").get_attribute("data-sequence") or "")
        lines = page.locator(".enc-lines a:has(b:text('A')):not(:has(b:text('B')))")
        single = lines.filter(has_not_text="✓").first
        page.goto(f"{desk['origin']}/staff/e/{desk['looks']}/confirm/{single.get_attribute('href')}")
        assert page.locator("[data-keys='1']").count() == 1
        assert page.locator("[data-keys='+5']").count() == 0
        for keys in (["+", "5"], ["Shift+Digit5"]):
            for key in keys:
                page.keyboard.press(key)
            page.get_by_text("Nothing was decided.").wait_for()
            assert page.locator("[data-row]").get_attribute("data-sequence") == str(before)
        page.keyboard.press("y")
        page.locator(f"[data-row][data-sequence='{before + 1}']").wait_for()
        # Cyrillic, Arabic, an Arabic-Indic digit.
        page.evaluate(TYPED % "{key: 'г', code: 'KeyU'}")
        page.locator(f"[data-row][data-sequence='{before + 2}']").wait_for()
        page.evaluate(TYPED % "{key: '١', code: 'Digit1'}")
        page.locator(f"[data-row][data-sequence='{before + 3}']").wait_for()
        page.evaluate(TYPED % "{key: 'ع', code: 'KeyU'}")
        page.locator(f"[data-row][data-sequence='{before + 4}']").wait_for()


def test_without_a_script(desk: dict[str, str], opened: Opened) -> None:
    with opened(java_script_enabled=False, viewport=PHONE) as page:
        page.goto(f"{desk['origin']}/staff/e/{desk['looks']}/confirm/joint/")
        page.locator("[data-keys='Enter y']").click()
        page.get_by_text("1 of 3 sentences confirmed.").wait_for()
        page.goto(f"{desk['origin']}/staff/e/{desk['looks']}/decisions/")
        page.get_by_role("button", name="Take it back").first.click()
        page.get_by_text("taken back", exact=True).first.wait_for()


def test_fields_keep_their_keys(desk: dict[str, str], opened: Opened) -> None:
    with opened() as page:
        page.goto(f"{desk['origin']}/staff/e/{desk['looks']}/confirm/")
        before = page.locator("[data-row]").get_attribute("data-sequence")
        page.keyboard.press("s")
        page.keyboard.press("|")
        box = page.locator("#words")
        words = box.input_value()
        page.keyboard.press("End")
        page.keyboard.type("xy1")
        assert box.input_value() == words + "xy1"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.matches('[data-row]')")
        page.keyboard.press("?")
        page.locator("[data-keys-on]").uncheck()
        page.locator("[data-row]").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("0")
        assert page.locator("[data-row]").get_attribute("data-sequence") == before
        page.locator("[data-keys-on]").check()
        page.locator("[data-row]").focus()
        page.keyboard.press("l")
        page.keyboard.type("put as a d")
        page.keyboard.press("Enter")
        page.locator(f"[data-row]:not([data-sequence='{before}'])").wait_for()
        assert page.locator("select[data-keys=l]").input_value() == "denied"
        page.keyboard.press("u")
        page.locator(f"[data-row][data-sequence='{int(before or 0) + 2}']").wait_for()
        assert page.locator("select[data-keys=l]").input_value() != "denied"


@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    [("en", "light", DESK), ("en", "dark", PHONE), ("ar", "light", PHONE), ("ar", "dark", DESK)],
)
def test_the_pages_bear_looking_at(
    desk: dict[str, str], opened: Opened, language: str, scheme: str, size: dict[str, int], tmp_path: Path
) -> None:
    folder = Path(os.environ.get("DETENTE_SCREENSHOTS", tmp_path))
    with opened(
        "Emil", "409", bypass_csp=True, color_scheme=scheme, viewport=size, locale=language,
        extra_http_headers={"Accept-Language": language},
    ) as page:  # fmt: skip
        base = f"{desk['origin']}/staff/e/{desk['looks']}/"
        page.goto(f"{base}confirm/")
        rows = [link.get_attribute("href") or "" for link in page.locator(".enc-lines a").all()]
        pages = [f"{base}confirm/{rows[0]}", f"{base}confirm/{rows[2]}", f"{base}confirm/joint/", f"{base}decisions/"]
        for number, address in enumerate(pages):
            page.goto(address)
            bears(page)
            page.screenshot(path=folder / f"confirm-{number}-{language}-{scheme}-{size['width']}-closed.png")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            bears(page)
            page.screenshot(path=folder / f"confirm-{number}-{language}-{scheme}-{size['width']}.png", full_page=True)
        page.goto(f"{base}confirm/{rows[0]}")
        stale = page.locator("#decide [name=seen]")
        assert re.fullmatch(r"\d+", stale.get_attribute("value") or "")
        gone = quote('{"verb":"alone","point":"a1-2"}')
        page.evaluate(f"document.querySelector('[data-keys~=Enter]').value = decodeURIComponent('{gone}')")
        page.keyboard.press("Enter")
        page.locator("[data-refused]").wait_for()
        bears(page)
        page.screenshot(path=folder / f"confirm-refused-{language}-{scheme}-{size['width']}.png")
