"""The page of a brief: grade first, every line with its sentence, as reported and never as a side's own account."""

from __future__ import annotations

import dataclasses

import pytest

from detente.report import LANGUAGES, render_brief, render_brief_text
from detente.wording.brief_results import Brief, Reason
from tests.report.making_briefs import brief, passage
from tests.report.tree import Element, parsed


@pytest.fixture(scope="module")
def page() -> Element:
    return parsed(render_brief(brief()))


@pytest.fixture(scope="module")
def alone() -> Element:
    return parsed(render_brief(brief(several=False)))


def squeezed(element: Element) -> str:
    return " ".join(element.text.split())


# --- the grade stands on top -----------------------------------------------------------------------------------------


def test_the_weakest_grade_is_met_before_anything_is_quoted(page: Element, alone: Element) -> None:
    for shown in (page, alone):
        banner = shown.first("header").with_class("grade")[0]
        assert "derivative" in (banner.attributes["class"] or "").split()
        assert squeezed(banner).startswith("Derivative. ")
        assert "not to be used before it has been checked against their own accounts" in squeezed(banner)
        body = shown.first("body").text
        assert body.index("Derivative.") < body.index("I do expect")
        sections = [s.attributes["id"] for s in shown.first("main").children if isinstance(s, Element)]
        assert sections[:2] == ["texts", "in-short"]


def test_each_text_says_grade_why_flags_and_what_is_known(page: Element) -> None:
    first, second = page.by_id("t1"), page.by_id("t2")
    assert first.with_class("grade-label")[0].text == "Derivative"
    assert second.with_class("grade-label")[0].text == "Report with quotations"
    assert "Its wording looks as if a machine had rewritten it. See “Town Adviser”." in first.with_class("why")[0].text
    flags = squeezed(first.with_class("flags")[0])
    assert "“Town Adviser” looks like “Town Clerk” in other words." in flags
    assert "Text 2 prints this quotation in other words." in flags
    assert "a name within the coming days" in flags
    assert "a call in the coming days" in flags
    assert "63\xa0% of its runs of three words stand in Text 2 too." in first.with_class("flags")[0].text
    known = {row.first("dt").text: squeezed(row.first("dd")) for row in second.with_class("known")[0].all("div")}
    assert known["Publisher"] == "The Courieras given with the file"
    assert known["Date"] == "3 March 2031as the lines above the text say"
    assert known["Author"] == "not known"


def test_words_that_differ_are_marked_within_the_quotation(page: Element) -> None:
    full = brief()
    flag = full.sources[0].flags[2]
    quote, other = flag.passages[0], flag.beside[0]
    changed = dataclasses.replace(
        flag,
        passages=(quote, passage("a name", quote.words)),
        beside=(other, passage("a call", other.words, text=1)),
    )
    why = (*full.sources[0].why, Reason("altered_quotation", changed.passages))
    first = dataclasses.replace(full.sources[0], flags=(changed,), why=why)
    shown = parsed(render_brief(dataclasses.replace(full, sources=(first, full.sources[1])))).by_id("t1")
    here, there = shown.with_class("flags")[0].all("blockquote")
    assert [[m.text for m in quote.all("mark")] for quote in (here, there)] == [["a name"], ["a call"]]
    assert "other words. See “I do expect a name within the coming days.”." in shown.with_class("why")[0].text


def test_what_was_cut_is_one_click_away(page: Element) -> None:
    cut = next(d for d in page.by_id("t1").all("details") if "What was cut" in d.first("summary").text)
    assert "open" not in cut.attributes
    assert "a tail of links and teasers" in cut.text
    assert "lamps.example" in cut.text
    assert not list(cut.all("a"))  # an address of a link farm is never a link
    assert "Nothing was cut." in page.by_id("t2").text


def test_what_reorders_words_is_seen(page: Element) -> None:
    assert "2 characters that make words show in another order" in page.by_id("t1").text
    assert "pay ◊001◊ & <b>bold</b>" in page.text
    assert "\u202e" not in page.text
    assert not list(page.all("script"))


# --- who said what ---------------------------------------------------------------------------------------------------


def test_every_report_says_speaker_side_manner_verb_level_and_source(page: Element) -> None:
    entry = page.by_id("q1")
    assert squeezed(entry.with_class("speaker")[0]) == "Ida Moll (Alvera) Text 1"
    assert entry.first("blockquote").text == "“I do expect a name within the coming days.”"
    assert squeezed(entry.with_class("levels")[0]) == "readyquoted · “told”"
    assert "Another given text prints this in other words." in entry.text
    assert "Town Adviser Ida Moll told the Courier on March 3:" in entry.first("details").text
    retold = page.by_id("q3")
    assert squeezed(retold.with_class("levels")[0]) == "committedas the text puts it · “said”"
    assert "“it” was followed back to “Benholt”." in retold.text
    assert "by a noun such as “statement” or “call for”" in page.by_id("q2").text


def test_words_at_arms_length_stand_apart_from_speech(page: Element) -> None:
    entry = page.by_id("q4")
    assert not entry.with_class("speaker")
    assert squeezed(entry.with_class("levels")[0]) == "words at arm’s length"
    said = squeezed(page.by_id("said"))
    assert said.index("Only in quotation marks") < said.index("lamp war")


def test_side_by_side_is_marked_as_reported_and_shows_its_holes(page: Element) -> None:
    part = page.by_id("as-reported")
    assert "As reported by the text, not by the sides themselves." in part.text
    talks, other = (row for row in part.with_class("by-theme")[0].children if isinstance(row, Element))
    assert [cell.with_class("who")[0].text for cell in talks.with_class("cell")] == ["Alvera", "Benholt"]
    assert "a step to calm" in talks.with_class("cell")[0].text
    assert "it would open the bridge" in talks.with_class("cell")[1].text
    assert "nothing attributed" in other.with_class("cell")[1].text
    assert "Ida Moll · “told”" in squeezed(other.with_class("cell")[0])
    for cell in part.with_class("cell"):
        entries = list(cell.all("li"))
        assert all(e.first("details").first("summary").text == "Source sentence" for e in entries)


def test_tensions_show_both_sentences_and_judge_neither(page: Element) -> None:
    part = page.by_id("tensions")
    assert "Both sentences are shown and neither is judged." in part.text
    quotes = [squeezed(q) for q in part.all("blockquote")]
    assert quotes == [
        "Alvera called the talks a step to calm, while Benholt stressed what is owed.",
        "Alvera has stressed what is owed, while Benholt spoke of a step to calm.",
    ]
    assert "The roles are swapped" in part.text


def test_announcements_give_windows_as_words_and_days(page: Element) -> None:
    first, second, third = (squeezed(e) for e in page.by_id("announced").with_class("strip")[0].all("li"))
    assert first.startswith(
        "3 to 17 March 2031 “within the coming days”a vague window: its ends are a convention of this program"
    )
    assert "Counted from “on March 3”." in first
    assert "expected" in first
    assert second.startswith("1 April 2031 “on 1 April”planned")
    assert third.startswith("“yet to be set”an announcement that there is no datenot decided")


def test_the_rest_is_there(page: Element) -> None:
    named = squeezed(page.by_id("named"))
    assert "Third partiesSarnmouthgroup · named 1 time1 sentence on how it is affected" in named
    table = page.by_id("outcomes").first("table")
    assert [c.text for c in table.first("thead").all("th")] == ["Outcome", "Impact"]
    assert [c.text for c in table.first("tbody").all("th", "td")] == ["More talks", "Fewer quarrels"]
    assert "set a schedule for the two councils" in page.by_id("recommended").text
    assert "Attributed to Experts." in page.by_id("recommended").text
    candidates = page.by_id("candidates").with_class("candidates")[0]
    items = [e for e in candidates.children if isinstance(e, Element)]
    assert all(e.with_class("stamp")[0].text == "to be rewritten by an editor" for e in items)
    assert items[0].first("blockquote").text == "set a schedule … two councils"


def test_every_line_of_a_text_is_a_slice_of_it(page: Element) -> None:
    bodies = " ".join(" ".join(source.body.split()) for source in brief().sources)
    bodies = bodies.replace("\u202e", "◊").replace("\u202c", "◊")
    for entry in page.first("main").all("blockquote"):
        for part in entry.all("bdi"):
            assert part.text.strip("“”") in bodies


def test_numbers_lead_to_what_they_count(page: Element) -> None:
    counts = page.by_id("in-short").with_class("counts")[0]
    shown = {box.first("dt").text: box.first("dd").text for box in counts.all("div")}
    assert shown == {
        "quoted": "1", "retold": "3", "announced": "3", "may contradict": "1", "recommended": "1",
        "candidate statements": "2",
    }  # fmt: skip
    for link in counts.all("a"):
        assert page.by_id((link.attributes["href"] or "").removeprefix("#"))


def test_one_text_alone_is_not_numbered(alone: Element) -> None:
    assert "Text 1" not in alone.text
    assert "The text is a single sentence." in alone.first("header").text


def test_every_identifier_once_and_every_link_inside(page: Element) -> None:
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert len(set(ids)) == len(ids)
    for link in page.all("a"):
        assert (link.attributes["href"] or "").removeprefix("#") in ids


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language(code: str) -> None:
    text = render_brief(brief(), language=code)
    assert parsed(text).first("html").attributes["lang"] == code
    if code != "en":
        for english in ("Source sentence", "Derivative", "Nothing was cut", "named 1", "to be rewritten"):
            assert english not in text
    render_brief_text(brief(), language=code)


def test_a_brief_with_nothing_in_it() -> None:
    full = brief(several=False)
    empty = {f.name: () for f in dataclasses.fields(Brief) if isinstance(getattr(full, f.name), tuple)}
    bare = dataclasses.replace(
        full, **{**empty, "sources": full.sources, "limits": ("no_party_found", "nobody_reported")}
    )
    page = parsed(render_brief(bare))
    assert page.first("h1").text == "What these texts report"
    assert "Nobody is quoted or reported as saying anything." in page.text
    assert "Nothing is announced." in page.text
    assert "no party was recognised" in page.text.lower()
    assert render_brief_text(bare).startswith("A call is coming")


def test_the_summary_for_a_pipe_begins_with_the_grade() -> None:
    text = render_brief_text(brief())
    assert ": Derivative.\n  Its wording looks as if a machine had rewritten it." in text
    assert "Quoted\n  1. Ida Moll (Alvera): I do expect a name within the coming days. [ready]\n" in text
    assert "\u2068" not in text
    assert all(len(line) <= 88 for line in text.splitlines())
