"""The page: its order, its tables, what it must never hold, and what users' texts can do to it (nothing)."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import time
from itertools import pairwise

import pytest

from detente.report import content_security_policy, render_page
from detente.report.markup import cleaned
from tests.report.making import TEXTS, people, published, subject
from tests.report.tree import Element, parsed

VERDICTS = ("too_few", "no_structure", "spectrum", "camps")
SIDES = ((), ("Norland", "Südmark"), ("Norland", "Südmark", "Ilê"))
EVERY = [(verdict, sides) for verdict in VERDICTS for sides in SIDES]


def page(verdict: str = "camps", sides: tuple[str, ...] = SIDES[1], **options: object) -> Element:
    return parsed(render_page(published(verdict, sides), subject(), **options))


@pytest.mark.parametrize(
    ("verdict", "sides", "sections"),
    [
        (
            "camps",
            SIDES[1],
            "answer verdict common-ground divides unsure map groups sides statements method reading",
        ),
        ("spectrum", (), "answer verdict common-ground divides unsure map groups statements method reading"),
        ("no_structure", (), "answer verdict common-ground divides unsure map statements method reading"),
        ("too_few", SIDES[1], "answer verdict common-ground divides unsure map sides statements method reading"),
    ],
)
def test_the_order_of_the_page(verdict: str, sides: tuple[str, ...], sections: str) -> None:
    root = page(verdict, sides)
    assert [s.attributes["id"] for s in root.first("main").children if isinstance(s, Element)] == sections.split()
    assert len(list(root.all("h1"))) == 1


@pytest.mark.parametrize(("verdict", "sides"), EVERY)
@pytest.mark.parametrize("code", ["en", "ar"])
def test_structure_that_readers_of_all_kinds_rely_on(verdict: str, sides: tuple[str, ...], code: str) -> None:
    public = published(verdict, sides)
    root = parsed(render_page(public, subject(), language=code, people=people(public)))
    levels = [int(h.name[1]) for h in root.all("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), "a heading level is skipped"
    ids = [e.attributes["id"] for e in root.all() if "id" in e.attributes]
    assert len(set(ids)) == len(ids)
    for link in root.all("a"):
        target = link.attributes["href"] or ""
        assert target.startswith("#"), "the page must not lead elsewhere"
        assert target[1:] in ids, target
    for table in root.all("table"):
        assert table.first("caption").text.strip()
        assert all(cell.attributes.get("scope") in ("col", "row") for cell in table.all("th"))
        assert {len([c for c in row.children if isinstance(c, Element)]) for row in table.first("thead").all("tr")}
    for drawing in root.all("svg"):
        names = [child.name for child in drawing.children if isinstance(child, Element)]
        assert names[:2] == ["title", "desc"]
        assert drawing.first("title").text.strip()
        assert drawing.first("desc").text.strip()
    html = root.first("html")
    assert (html.attributes["lang"], html.attributes["dir"]) == (code, "rtl" if code == "ar" else "ltr")


@pytest.mark.parametrize(("verdict", "sides"), EVERY)
def test_nothing_runs_and_nothing_is_fetched(verdict: str, sides: tuple[str, ...]) -> None:
    text = render_page(published(verdict, sides), subject())
    root = parsed(text)
    assert {e.name for e in root.all()}.isdisjoint(
        {"script", "iframe", "object", "embed", "img", "link", "base", "form"}
    )
    for element in root.all():
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in element.attributes)
    style = root.first("style").text
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in text.replace("http-equiv", "")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(m.attributes["content"] for m in root.all("meta") if m.attributes.get("http-equiv"))
    assert policy == content_security_policy()
    assert f"style-src 'sha256-{digest}'" in (policy or "")
    assert (policy or "").startswith("default-src 'none'")


def test_what_users_write_is_text_and_nothing_else() -> None:
    root = page()
    shown = [item.with_class("text")[0].text for item in root.by_id("statements").all("li")]
    assert shown == [cleaned(text) or "(no text)" for text in TEXTS]
    nasty = TEXTS[3]
    evil = render_page(
        published("camps", (nasty, "\u202eevil")),
        subject(topic=nasty, description=nasty, decisions=(nasty,), source=nasty),
    )
    assert "<script" not in evil
    assert not set(evil) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00")
    parsed(evil)


def test_what_users_write_has_its_own_direction() -> None:
    root = page()
    for block in (*root.with_class("text"), root.first("h1"), *(q.first("p") for q in root.all("blockquote"))):
        assert block.attributes.get("dir") == "auto"
    answer = root.by_id("answer")
    assert [b.text for b in answer.all("bdi")][:2] == ["Norland", "Südmark"]


def test_a_number_stands_in_a_table_for_every_bar_and_every_hexagon() -> None:
    public = published("camps")
    root = parsed(render_page(public, subject()))
    for row in root.by_id("statements").all("tr"):
        for drawing in row.all("svg"):
            cells = " ".join(cell.text for cell in row.all("td") if not list(cell.all("svg")))
            for share in re.findall(r"\d+\xa0%", drawing.first("title").text):
                assert share in cells
    numbers = [row.text for table in root.by_id("map").all("table") for row in table.first("tbody").all("tr")]
    assert len(numbers) == len(public.hexagons) + len(public.summary.groups)
    assert len(root.with_class("h")) == len(public.hexagons)


def test_withheld_numbers_are_words_and_never_zero() -> None:
    root = page()
    hidden = root.by_id("s1").with_class("none")
    assert "withheld, to give nobody away" in {cell.text for cell in hidden}
    last = root.by_id(f"s{len(TEXTS) - 1}").with_class("none")
    assert last[0].text == "not enough votes to show"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_people_are_drawn_on_the_private_page_alone(verdict: str) -> None:
    public = published(verdict)
    open_page = parsed(render_page(public, subject()))
    assert not open_page.with_class("dot")
    assert not open_page.with_class("error")
    assert "Private" not in open_page.text
    everybody = people(public)
    names = tuple(f"person-{i}" for i in range(len(everybody.group)))
    private = parsed(render_page(public, subject(), people=everybody, names=names))
    placed = int((everybody.group > -2).sum())
    assert len(private.with_class("dot")) == len(private.with_class("error")) == placed
    assert "Private: for the analyst’s own eyes." in private.with_class("private")[0].text
    assert "person-411" in private.by_id("people").text


def test_a_simulated_conversation_says_so_before_anything_else() -> None:
    root = parsed(render_page(published(), subject(simulated=True)))
    body = root.first("body").text
    assert body.index("Simulated: nobody voted here.") < body.index("The crossing")
    assert "Simulated" not in page().text


@pytest.mark.parametrize("code", ["ru", "ar"])
def test_a_machine_draft_says_so(code: str) -> None:
    notes = list(page(language=code).first("footer").all("p"))
    assert len(notes) == len(list(page().first("footer").all("p"))) + 1


def test_a_flat_map_is_a_line_of_columns() -> None:
    public = published("spectrum", flat=True)
    root = parsed(render_page(public, subject()))
    assert len(root.first("main").with_class("span")) == 2  # two ends; the middle has no mark
    assert not list(root.by_id("map").all("polygon"))
    assert "From bottom to top" not in [h.text for h in root.all("h3")]


def test_camps_on_a_line_are_drawn_as_curves_unless_sizes_are_withheld() -> None:
    public = published("camps", flat=True)
    for withheld, curves in ((0, 3), (1, 3), (2, 0)):
        groups = tuple(
            dataclasses.replace(group, share=None if i < withheld else group.share)
            for i, group in enumerate(public.summary.groups)
        )
        changed = dataclasses.replace(public, summary=dataclasses.replace(public.summary, groups=groups))
        root = parsed(render_page(changed, subject()))
        assert len(root.by_id("map").with_class("curve")) == curves
        assert ("Curves:" in root.by_id("map").text) == bool(curves)


@pytest.mark.parametrize(
    ("placed", "drawn", "words"),
    [
        (
            395,
            300,
            "395 people have cast enough votes to have a place; 300 of them are drawn, the others stand too far",
        ),
        (395, 395, "395 people have cast enough votes to have a place; all of them are drawn."),
        (
            None,
            300,
            "300 of 412 people are drawn; the others stand too far apart to be shown without pointing at them, or",
        ),
    ],
)
def test_the_map_says_why_people_are_not_drawn(placed: int | None, drawn: int, words: str) -> None:
    public = dataclasses.replace(published(), n_drawn=drawn)
    public = dataclasses.replace(public, summary=dataclasses.replace(public.summary, n_placed=placed))
    assert words in parsed(render_page(public, subject())).by_id("map").text


def test_rows_with_newer_counts_show_the_shares_of_these_counts_and_say_so() -> None:
    public = published("no_structure")
    assert "newer than the map" not in parsed(render_page(public, subject())).text
    first = public.summary.common_ground[0].statement
    row = public.summary.statements[first]
    side = dataclasses.replace(row.sides[0], n_votes=87, agreed=16, passed=1, disagreed=70, newer=True)
    rows = [*public.summary.statements]
    rows[first] = dataclasses.replace(row, sides=(side, *row.sides[1:]))
    changed = dataclasses.replace(public, summary=dataclasses.replace(public.summary, statements=tuple(rows)))
    root = parsed(render_page(changed, subject()))
    assert "some counts have been renewed" in root.by_id("answer").text
    assert "some counts below are newer" in root.by_id("common-ground").text
    (line,) = [tr for tr in root.by_id(f"s{first}").all("tr") if "newer than the map" in tr.text]
    told = [td.text for td in line.all("td")][1:]
    assert told == ["18\xa0% 16 of 87", "1\xa0% 1 of 87", "80\xa0% 70 of 87", "87"]
    assert not line.with_class("w")  # nothing is estimated, so nothing has a range


def test_the_first_axis_needs_more_where_few_are_placed_and_the_page_says_how_much() -> None:
    public = published("spectrum")
    for placed, needed in ((26, "1.25 or more"), (None, "1.25 or more (1.86 if 9 people have no place)")):
        summary = dataclasses.replace(public.summary, n_participants=26, n_placed=placed)
        text = parsed(render_page(dataclasses.replace(public, summary=summary), subject())).by_id("method").text
        assert needed in text
    assert "found from the same votes" in text


def test_a_claim_about_everybody_has_a_row_for_everybody() -> None:
    cards = page().by_id("unsure").with_class("bars")
    assert cards
    assert all("Everybody" in card.text for card in cards)
    assert "Everybody" not in page().by_id("divides").text


def test_cards_leave_out_a_withheld_middle_and_say_so_once() -> None:
    public = published("spectrum")
    rows = tuple(
        dataclasses.replace(
            row, groups=(row.groups[0], dataclasses.replace(row.groups[1], withheld="hidden"), row.groups[2])
        )
        for row in public.summary.statements
    )
    root = parsed(
        render_page(
            dataclasses.replace(public, summary=dataclasses.replace(public.summary, statements=rows)), subject()
        )
    )
    assert root.text.count("Where the middle is not listed") == 1
    assert not any("The middle" in card.text for card in root.by_id("divides").with_class("bars"))
    assert "The middle" in root.by_id("s0").text


def test_sides_and_groups_divide_under_their_own_headings() -> None:
    public = published("camps")
    ranked = public.summary.divisive
    summary = dataclasses.replace(
        public.summary, divisive=(dataclasses.replace(ranked[0], least="group:A | group:B"), *ranked[1:])
    )
    headings = [
        h.text
        for h in parsed(render_page(dataclasses.replace(public, summary=summary), subject())).by_id("divides").all("h3")
    ]
    assert headings == ["Between the sides", "Between the groups"]
    alone = dataclasses.replace(public, summary=dataclasses.replace(summary, divisive=summary.divisive[:1]))
    assert (
        "No statement sets two sides against each other for certain."
        in parsed(render_page(alone, subject())).by_id("divides").text
    )


def test_who_is_counted_is_said_without_a_number_of_people() -> None:
    text = page().by_id("method").text
    assert "people without a side while there are fewer than 10 of them" in text
    assert "without a side" not in parsed(render_page(published(sides=()), subject())).by_id("method").text


def test_an_empty_conversation_has_a_page() -> None:
    root = parsed(
        render_page(published("too_few", (), n_statements=0, n_people=0), subject(0, topic="", description=""))
    )
    assert "There are no statements." in root.text
    assert root.first("h1").text == "Opinion map"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert render_page(published(), subject()) == render_page(published(), subject())


def test_six_hundred_statements_with_three_sides_stay_small_and_quick() -> None:
    public, words = published("camps", SIDES[2], n_statements=600), subject(600)
    render_page(public, words)
    start = time.process_time()
    text = render_page(public, words)
    assert time.process_time() - start < 2  # 0.3 s on the machine it was written on
    assert len(text.encode()) < 3_000_000


@pytest.mark.parametrize("scope", [page, lambda: page("spectrum", ()), lambda: page("no_structure", ())])
def test_the_page_never_speaks_of_a_population(scope) -> None:
    words = re.sub(r"not a sample of any population", "", scope().text)
    for text in TEXTS:
        words = words.replace(cleaned(text), "")
    assert not re.search(r"population|the country|the public|citizens|most people in", words, re.I)
