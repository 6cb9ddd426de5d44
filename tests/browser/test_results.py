"""The results in a real browser: what a phone shows first, one's own place, and whether everybody can read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from detente.opinion.codec import from_plain
from detente.opinion.model import VoteModel
from detente.opinion.results import PublishedMap
from tests.browser.filling import printed
from tests.browser.looking import bears
from tests.cli.running import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
VALUES = {"agree": 1, "pass": 0, "disagree": -1}


@dataclass
class Shown:
    """A running site with publications."""

    origin: str
    told: dict[str, Any]

    def address(self, which: str = "shown", language: str = "en", path: str = "") -> str:
        return f"{self.origin}/c/{self.told[which]}/{language}/results/{path}"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    data = tmp_path_factory.mktemp("results") / "data"
    with site(data) as running:
        yield Shown(f"http://127.0.0.1:{running.port}", printed(data, "fill_results.py"))


def bottom(page: Page, words: str) -> float:
    """How far down the page the first text with these words ends."""
    return float(
        page.evaluate(
            """words => {
                const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const range = document.createRange();
                for (let node; (node = walk.nextNode());) {
                    if (!node.data.includes(words)) continue;
                    range.selectNodeContents(node);
                    const box = range.getBoundingClientRect();
                    if (box.height) return box.bottom + scrollY;
                }
                return Infinity;
            }""",
            words,
        )
    )


def test_six_things_stand_on_the_first_screen_and_a_half_of_a_phone(page: Page, shown: Shown) -> None:
    page.set_viewport_size(PHONE)
    page.goto(shown.address())
    reach = 1.5 * PHONE["height"]
    wanted = {
        "what was asked": "what should Alvera and Benholt settle together?",
        "how many took part on each side": "600 people took part: 312 on side",
        "one thing both sides share": "At least 75",
        "its statement": "one telephone number should answer",
        "one that divides them": "Of the 312 people who took part and called themselves",
        "whether there are camps": "no camps were found",
        "until when": "Answers are taken until",
        "what becomes of it": "What the sides talk about, and what they answer",
    }
    too_far = {what: bottom(page, words) for what, words in wanted.items() if bottom(page, words) > reach}
    assert too_far == {}


def test_nobody_can_read_a_share_of_a_population_into_it(page: Page, shown: Shown) -> None:
    page.goto(shown.address())
    said = page.inner_text("main").lower()
    assert "self-declared, not a sample of any population" in said
    for claim in ("most of the country", "the people of alvera", "voters of", "the public thinks", "majority of"):
        assert claim not in said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("which", "language", "path"),
    [("shown", "en", ""), ("shown", "ar", ""), ("camps", "en", ""), ("empty", "en", ""), ("shown", "en", "statement")],
)
def test_everybody_can_read_it(
    browser: Browser, shown: Shown, which: str, language: str, path: str, width: int, scheme: str
) -> None:
    # bypass_csp: the page's own policy rightly refuses the checker's script
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(shown.address(which, language, f"{shown.told['statement']}/" if path else ""))
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    bears(page)
    context.close()


def test_nothing_is_missed_without_the_script(browser: Browser, shown: Shown) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shown.address())
    assert not page.locator("#where-i-stand").is_visible()
    assert page.locator("svg.map").is_visible()
    context.close()


def place_of(votes: dict[str, str], published: PublishedMap, keys: list[str]) -> list[float]:
    """The same place by the engine: its own `place`, with the published loadings taken as exact."""
    rows = [(at, r) for at, r in enumerate(published.summary.statements) if len(r.vector) > 1]
    vectors = np.array([[r.vector for _, r in rows], [r.pass_vector for _, r in rows]])
    size = vectors.shape[2] - 1
    none = np.zeros(0, np.int64)
    model = VoteModel(
        vectors, np.zeros((*vectors.shape, size + 1)), np.zeros((0, size)), np.zeros((0, size, size)), none, none
    )
    answered = [(place, VALUES[votes[keys[at]]]) for place, (at, _) in enumerate(rows) if keys[at] in votes]
    return model.place(np.array([a for a, _ in answered]), np.array([v for _, v in answered])).mean.tolist()


def told(page: Page) -> str:
    """What the script says, once it has said it. (The page's policy lets no other script wait for it.)"""
    page.wait_for_selector("#where-i-stand [role=status]:not(:empty)")
    return page.inner_text("#where-i-stand [role=status]")


def stand(page: Page, shown: Shown, votes: dict[str, str], which: str = "shown") -> None:
    """Keep these answers in the browser as the page of votes does, and open the results."""
    kept = {"mark": "m", "until": "2999-01-01", "votes": {k: [v, False] for k, v in votes.items()}, "waiting": []}
    page.goto(shown.address(which))
    page.evaluate(
        "([key, kept]) => localStorage.setItem(key, kept)", [f"detente:{shown.told[which]}", json.dumps(kept)]
    )
    page.reload()
    told(page)


@pytest.mark.parametrize("seed", range(6))
def test_a_place_is_that_of_the_engine_and_is_told_to_nobody(page: Page, shown: Shown, seed: int) -> None:
    asked: list[str] = []
    keys = shown.told["statements"]
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(keys))[: (10, 14, 20, 30, 36, 36)[seed]]
    kinds = list(VALUES) if seed < 4 else ["agree"] if seed == 4 else ["pass"]
    votes = {keys[at]: str(rng.choice(kinds)) for at in chosen}
    page.on(
        "request", lambda request: asked.append(f"{request.method} {request.url} {request.post_data or ''}".strip())
    )
    stand(page, shown, votes)
    page.wait_for_selector("svg.map .me", state="attached")
    found = [float(number) for number in page.get_attribute("#where-i-stand", "data-place").split()]
    raw = page.request.get(f"{shown.origin}/c/{shown.told['shown']}/results/map.json").json()
    np.testing.assert_allclose(found, place_of(votes, from_plain(PublishedMap, raw), keys), atol=1e-3)
    allowed = (f"GET {shown.origin}/static/", f"GET {shown.address()}", f"GET {shown.origin}/c/")
    assert all(request.startswith(allowed) for request in asked), asked
    assert [r for r in asked if "/c/" in r and r != f"GET {shown.address()}"] == [
        f"GET {shown.origin}/c/{shown.told['shown']}/results/map.json"
    ] * sum("map.json" in r for r in asked)


def test_below_ten_answers_it_says_how_many_are_missing(page: Page, shown: Shown) -> None:
    keys = shown.told["statements"]
    stand(page, shown, dict.fromkeys(keys[:7], "agree"))
    assert "missing: 3" in told(page)
    assert page.locator("svg.map .me").count() == 0


def test_without_answers_it_says_so_and_asks_for_nothing(page: Page, shown: Shown) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shown.address())
    told(page)
    assert "keeps no answers of yours" in page.inner_text("#where-i-stand")
    assert not [url for url in asked if "map.json" in url]
