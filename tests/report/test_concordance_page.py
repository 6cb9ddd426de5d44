"""The side-by-side page of two readouts: holes, tiers, counts, sources, and texts that mean harm."""

from __future__ import annotations

import dataclasses

import pytest

from detente.report import LANGUAGES, render_concordance, render_concordance_text, text_policy
from detente.wording.results import Concordance
from tests.report.making_texts import NASTY, THEMES, concordance, joint
from tests.report.tree import Element, parsed


@pytest.fixture(scope="module")
def page() -> Element:
    return parsed(render_concordance(concordance(), joint=joint(), themes_named=THEMES))


def rows(page: Element) -> list[Element]:
    return page.by_id("rows").with_class("row")


def squeezed(element: Element) -> str:
    return " ".join(element.text.split())


def test_counts_stand_on_top_and_there_is_no_score(page: Element) -> None:
    counts = page.by_id("in-short").with_class("counts")[0]
    shown = {box.first("dt").text: box.first("dd").text for box in counts.all("div")}
    assert shown == {"both report": "3", "only A": "2", "only B": "1", "to check": "1"}
    text = squeezed(page.by_id("in-short"))
    assert "“Both report” does not say that it is true" in text
    assert "“Only A reports” does not say that B hides or denies it." in text
    assert "There is no score of agreement or of honesty here" in text
    assert "%" not in text
    assert "0.71" not in page.text  # the score of a link orders proposals and is nothing to read


def test_it_is_marked_as_a_proposal(page: Element) -> None:
    banner = page.with_class("banner")[0]
    assert banner.text.startswith("Proposed by a machine, confirmed by nobody.")
    assert "Proposed by a machine, confirmed by nobody." in page.first("footer").text


def test_rows_run_in_the_order_of_a_and_holes_stay_visible(page: Element) -> None:
    kinds = [row.attributes["class"].split()[1] for row in rows(page)]
    assert kinds == ["proposed", "proposed", "to_check", "only_a", "proposed", "only_b", "only_a"]
    for row in rows(page):
        a, middle, b = row.with_class("cell")
        empty = ["empty" in (cell.attributes["class"] or "") for cell in (a, b)]
        assert empty == {"only_a": [False, True], "only_b": [True, False]}.get(
            row.attributes["class"].split()[1], [False, False]
        )
        # stacked on a phone: each cell says whose it is, and the one between says what it found
        assert a.with_class("who")[0].text == "A Alvera"
        assert b.with_class("who")[0].text == "B Benholt"
        assert middle.text.strip()


def test_a_point_that_only_b_has_stands_where_b_says_it() -> None:
    found = concordance()
    early = dataclasses.replace(found, only_b=("p7", "p3"), links=(found.links[0], *found.links[2:]))
    shown = [squeezed(r.with_class("cell")[2]) for r in rows(parsed(render_concordance(early)))]
    order = [next(i for i, text in enumerate(shown) if words in text) for words in ("opening the", "30 lamps", "ferry")]
    assert order == sorted(order)


def test_a_point_with_two_counterparts_is_one_row(page: Element) -> None:
    both = rows(page)[2].with_class("cell")[2]
    assert [squeezed(quote) for quote in both.all("blockquote")][:3:2] == [
        "Benholt set out its plan for the dam.",
        "The ferry was a subject too.",
    ]
    assert "The same matter? To check" in rows(page)[2].text


def test_the_two_tiers_look_and_read_differently(page: Element) -> None:
    close, clash = rows(page)[0], rows(page)[1]
    assert "clash" in clash.attributes["class"]
    assert "clash" not in close.attributes["class"]
    assert [m.text for m in clash.all("mark") if m.attributes["class"] == "differ"] == ["40 lamps", "30 lamps"]
    assert not close.with_class("differ")
    assert {m.text for m in close.all("mark") if m.attributes["class"] == "look"} >= {
        "from 1 May",
        "agreed to",
        "once the police have agreed",
    }
    assert squeezed(clash.with_class("values-differ")[0]) == (
        "≠ Values differNumber: A has “40 lamps”, B has “30 lamps”."
    )
    assert "? Look closelyDate: only A has “from 1 May”." in squeezed(close.with_class("look-closely")[0])
    # a condition from a lead-in or note stands beside the point that it governs
    assert "Condition elsewhere in B: once the police have agreed" in squeezed(close)


def test_levels_are_words(page: Element) -> None:
    levels = rows(page)[0].with_class("middle")[0].with_class("levels")[0]
    assert squeezed(levels) == "A agreedB discussed"
    assert squeezed(rows(page)[4].with_class("middle")[0].with_class("levels")[0]) == "committed"
    assert [e.first("dt").text for e in page.by_id("method").with_class("ladder")[0].all("div")] == [
        "agreed", "committed", "ready", "discussed", "stated", "put as a denial",
    ]  # fmt: skip
    assert "A level says how firmly the readout puts it, whoever acts." in page.by_id("rows").text
    assert "somebody" not in page.by_id("method").with_class("ladder")[0].text


def test_every_line_carries_its_source_sentence(page: Element) -> None:
    points = [p for row in rows(page) for p in row.with_class("point")]
    assert len(points) == 12
    for point in points:
        assert point.first("details").first("summary").text == "Source sentence"
        source = point.first("details").first("blockquote")
        assert squeezed(point.first("blockquote")) in squeezed(source)
    opened = squeezed(rows(page)[0].with_class("point")[1].first("details"))
    assert "opening the bridge at night, once the police have agreed." in opened
    assert "Theme: The bridge." in opened


def test_nearest_counterparts_stand_by_what_has_none(page: Element) -> None:
    assert "Nearest in B (Benholt), best first:The clerks will compare their notes." in squeezed(rows(page)[3])
    assert "Nearest" not in squeezed(rows(page)[1])


def test_announcements_run_by_day_and_say_what_kind_of_time_it_is(page: Element) -> None:
    first, second = page.by_id("announced").with_class("strip")[0].all("li")
    assert squeezed(first.with_class("when")[0]) == (
        "10 March to 21 April 2031 “in the coming weeks”a vague window: its ends are a convention of this program"
    )
    assert squeezed(second.with_class("when")[0]) == "12 April 2031 “on 12 April”"
    assert [e.with_class("level")[0].text for e in (first, second)] == ["reported as planned", "reported as confirmed"]
    # the text is named as an account: what it announces is not what its publisher promises
    assert [squeezed(e.with_class("who-line")[0]) for e in (first, second)] == [
        "In readout A (Alvera): reported as planned",
        "In readout B (Benholt): reported as confirmed",
    ]


def test_quotations_name_their_speaker(page: Element) -> None:
    a, b = page.by_id("quotes").with_class("pair")[0].children
    assert "Mayor Rell (Alvera)" in squeezed(a)
    assert "in these words · said · stated" in squeezed(a)
    assert "No speech in quotation marks." in squeezed(b)


def test_themes_are_bars_with_the_same_numbers_beside_them(page: Element) -> None:
    body = page.by_id("themes").first("tbody")
    for row, numbers in zip(body.all("tr"), (("40", "50"), ("10", "30"), ("50", "20")), strict=True):
        assert [cell.text for cell in row.with_class("n")] == [f"{n}\xa0%" for n in numbers]
        drawing = row.first("svg")
        assert drawing.first("title").text
        assert drawing.first("desc").text == f"A {numbers[0]}\xa0%, B {numbers[1]}\xa0%"
        assert drawing.attributes["role"] == "img"
        for link in row.all("a"):
            assert page.by_id(link.attributes["href"].removeprefix("#"))


def test_frames_are_folded_not_dropped(page: Element) -> None:
    folded = page.by_id("frames").first("details")
    assert folded.first("summary").text == "2 lines that only set the scene"
    assert "The mayors of Alvera and Benholt met on Monday." in folded.text
    assert "Mayor Osk received Mayor Rell." in folded.text


def test_the_draft_stands_beside_both_readouts(page: Element) -> None:
    items = page.by_id("joint").with_class("carried")
    assert [i.with_class("verdict-line")[0].text for i in items] == [
        "Carried by both", "Only A carries it", "Neither carries it", "Only B carries it",
    ]  # fmt: skip
    assert "Weaker of the two: discussed" in squeezed(items[0])
    assert "The draft is firmer than this readout." in items[0].with_class("cell")[1].text
    assert "Number: the draft has “35 lamps”, A has “40 lamps”." in squeezed(items[1])
    assert "nothing found" in items[2].with_class("cell")[1].text
    assert "Nearest words:" in squeezed(items[1].with_class("cell")[1])
    text = squeezed(page.by_id("joint"))
    assert "The date of the draft is not known" in text


def test_texts_run_nothing_and_what_reorders_them_is_seen(page: Element) -> None:
    assert not list(page.all("script", "b.bold"))
    assert "pay ◊001◊ & <b>bold</b>" in page.text
    assert "\u202e" not in page.text
    for quote in page.all("blockquote"):
        (inside,) = quote.children
        assert isinstance(inside, Element)
        assert (inside.name, inside.attributes["dir"], inside.attributes["lang"]) == ("bdi", "auto", "en")
    assert NASTY not in render_concordance_text(concordance())


def test_one_file_with_its_own_policy(page: Element) -> None:
    assert text_policy() in [m.attributes.get("content") for m in page.all("meta")]
    assert not list(page.all("link", "img", "iframe", "form"))
    assert all(a.attributes["href"].startswith("#") for a in page.all("a"))
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language(code: str) -> None:
    text = render_concordance(concordance(), joint=joint(), themes_named=THEMES, language=code)
    root = parsed(text).first("html")
    assert root.attributes["lang"] == code
    assert ("machine draft" in text or "машинный" in text or "آلي" in text) == (code != "en")
    if code != "en":
        # what is left of English is the given texts, their themes and names
        assert "Source sentence" not in text
        assert "Both report" not in text
    render_concordance_text(concordance(), joint=joint(), language=code)


def test_limits_are_said_at_the_head() -> None:
    limits = ("language:ru", "languages_differ", "no_party_found:A", "transcript:B", "one_sentence:A", "no_point:B")
    page = parsed(render_concordance(concordance(limits=limits)))
    shown = [squeezed(b) for b in page.with_class("banners")[0].with_class("banner")[1:]]
    assert len(shown) == len(limits)
    assert "The rules read English only. In a text in another language (ru)" in shown[0]
    assert "B (Benholt) reads like a transcript" in shown[3]


def test_nothing_shared_and_nothing_at_all() -> None:
    found = concordance()
    apart = dataclasses.replace(found, links=(), only_a=("p2",), only_b=("p2",))
    assert "No point of one readout was found in the other." in parsed(render_concordance(apart)).text
    bare = Concordance(found.a, found.b, (), (), (), (), (), {}, (), 3, 3, (), (), ("no_point:A",), "general")
    page = parsed(render_concordance(bare))
    assert "Neither readout holds a point." in page.text
    assert "Neither readout announces anything." in page.text


def test_names_tell_two_readouts_of_one_publisher_apart() -> None:
    found = concordance()
    house = dataclasses.replace(found.a, side="", publisher="The House")
    other = dataclasses.replace(found.b, side="", publisher="The House", title="A second one")
    page = parsed(render_concordance(dataclasses.replace(found, a=house, b=other)))
    assert page.first("h1").text == "Alvera and Benholt open the bridge and A second one: two readouts"
    same = dataclasses.replace(found, a=dataclasses.replace(house, title=""), b=dataclasses.replace(other, title=""))
    assert parsed(render_concordance(same)).first("h1").text == "Two readouts side by side"


def test_the_summary_for_a_pipe() -> None:
    text = render_concordance_text(concordance(), joint=joint(), themes_named=THEMES)
    assert text.startswith("A  Alvera: Alvera and Benholt open the bridge · 10 March 2031 · 70 words\n")
    assert "Both report 3 points.\n  Only in A (Alvera): 2.\n  Only in B (Benholt): 1.\n" in text
    assert "Values differ\n  1. A: Mayor Osk promised 40 lamps for the footpath.\n" in text
    assert "Look closely\n  1. A: Both towns agreed to open the bridge" in text
    assert "\u2068" not in text
    assert all(len(line) <= 88 for line in text.splitlines())
