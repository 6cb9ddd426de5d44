"""The brief of invented articles: what is found, that every line is a slice, and clear answers for poor input."""

from __future__ import annotations

import datetime as dt
import json
import time

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import codec
from detente.exchange.schema import schema
from detente.wording.brief import brief
from detente.wording.brief_results import Brief, Report
from detente.wording.errors import BadParameter, TextTooLong, WordingError
from detente.wording.intake import intake
from detente.wording.lexicon import load_lexicon
from detente.wording.points import points
from detente.wording.results import Party, Text
from tests.wording.kit import COMPANY, NORLAND, SUDRIA, UNION, article, brief_of, ferry, found_in


@pytest.fixture(scope="module")
def three() -> Brief:
    return ferry("report", "second", "spun")


def reports(found: Brief, *, text: int = 0) -> list[Report]:
    return [report for report in found.reports if report.said.text == text]


# --- nothing is invented ---------------------------------------------------------------------------------------------


def holds(found: Brief) -> None:
    for passage in found_in(found):
        body = found.sources[passage.text].body
        assert passage.words == passage.span.of(body)
        assert passage.context == passage.sentence.of(body)
        assert passage.words.strip()
        assert passage.sentence.overlaps(passage.span)


def test_every_line_is_a_slice_of_its_text(three: Brief) -> None:
    holds(three)
    assert len(found_in(three)) > 200


FRAGMENTS = st.sampled_from(
    (
        "Norland said that ", "Sudrian officials denied ", "it waits. ", "“Nobody knows,” ", "Ada Berg said. ",
        "Key points include:\n", "- One: two.\n", "They added ", "in the coming weeks ", "by Easter. ", "A | B\n",
        "According to Norland, ", "the Kremlin ", "and ", "both leaders agreed ", "has yet to be decided. ",
        "4 percent ", "\u202e", "...", "“", "Recommendations\n", "\n\n",
    )
)  # fmt: skip


@given(st.lists(FRAGMENTS, min_size=1, max_size=25).map("".join))
def test_whatever_the_text_lines_are_slices_and_json_survives(text: str) -> None:
    try:
        taken = intake(text, name="x")
    except WordingError:
        return
    found = brief([taken], lexicon=load_lexicon("general"), parties=(NORLAND, SUDRIA))
    holds(found)
    assert codec.loads(Brief, codec.dumps(found)) == found


def test_the_same_texts_give_the_same_bytes() -> None:
    assert codec.dumps(ferry("report", "spun")) == codec.dumps(ferry("report", "spun"))


def test_the_grade_comes_first_and_the_json_fits_its_schema(three: Brief) -> None:
    text = codec.dumps(three, in_order=True)
    assert text.startswith('{"grade":"derivative","format":"detente/brief/1"')
    jsonschema.Draft202012Validator(schema("brief")).validate(json.loads(text))


# --- who said what ---------------------------------------------------------------------------------------------------


def test_quotations_have_their_speaker_and_side(three: Brief) -> None:
    verbatim = [(r.names, r.sides, r.said.words[:20]) for r in reports(three) if r.manner == "verbatim"]
    assert verbatim == [
        (("Ada Berg",), ("Norland",), "We have not set a da"),
        (("Ivo Lenz",), ("Sudria",), "these are early days"),
        (("Ivo Lenz",), ("Sudria",), "Nobody should expect"),
    ]


def test_scare_quotes_are_kept_apart_from_speech(three: Brief) -> None:
    marked = [r for r in reports(three) if r.manner == "marked"]
    assert [r.said.words for r in marked] == ["gift"]
    assert marked[0].commitment == ""


@pytest.mark.parametrize(
    ("words", "names", "level"),
    [
        ("it was ready to talk at any time", ("Sudria",), "ready"),
        ("the timing and format of a meeting have yet to be decided", ("Sudria",), "stated"),
        ("a long pause may push freight to the bridge", ("analysts",), "stated"),
        ("both sides to keep one boat running", ("Hemm Island Council",), "stated"),
    ],
)
def test_reports_have_speaker_verb_and_level(three: Brief, words: str, names: tuple[str, ...], level: str) -> None:
    report = next(r for r in reports(three) if r.said.words == words)
    assert (report.names, report.commitment, report.manner) == (names, level, "paraphrase")
    assert report.verb is not None
    assert report.verb.words in report.said.context


def test_lists_belong_to_their_party(three: Brief) -> None:
    listed = {r.said.words.split(":")[0]: r.sides for r in reports(three) if r.how == "list"}
    assert listed == {
        "Fares": ("Norland",),
        "Safety": ("Norland",),
        "Crews": ("Norland",),
        "Open berths": ("Sudria",),
        "Night boats": ("Sudria",),
        "A joint inspector": (),
        "Public hearings": (),
    }
    assert next(r for r in reports(three) if r.said.words.startswith("Public")).names == ("experts",)


def test_side_by_side_holds_every_report_of_a_party_once(three: Brief) -> None:
    for beside in three.side_by_side:
        assert beside.parties == ("Norland", "Sudria")
        for number, party in enumerate(beside.parties):
            held = [place for row in beside.rows for place in row.cells[number].reports]
            expected = [
                place
                for place, report in enumerate(three.reports)
                if report.said.text == beside.text and party in report.sides and report.manner != "marked"
            ]
            assert sorted(held) == expected


# --- what may contradict ---------------------------------------------------------------------------------------------


def test_swapped_roles_within_one_text_are_offered(three: Brief) -> None:
    swap = three.tensions[0]
    assert swap.kind == "roles_swapped"
    assert set(swap.parties) == {"Norland", "Sudria"}
    assert "framed by Sudria as a sign of cooperation" in swap.first.words
    assert "hints at lasting tensions" in swap.second.words
    assert {p.words for p in (*swap.signs_first, *swap.signs_second)} >= {"cooperation", "accountability", "tensions"}


def test_a_number_that_differs_between_texts_is_offered(three: Brief) -> None:
    clash = next(t for t in three.tensions if t.kind == "number")
    assert {clash.first.text, clash.second.text} == {0, 1}
    assert {clash.signs_first[0].words, clash.signs_second[0].words} == {"more than 4 percent", "more than 7 percent"}


def test_a_denial_of_what_another_text_says_is_offered() -> None:
    found = brief_of(
        "Norland said that Sudria agreed to reopen the northern berth for night boats.",
        "Sudria said that it had not agreed to reopen the northern berth for night boats.",
        parties=(NORLAND, SUDRIA),
    )
    assert [t.kind for t in found.tensions] == ["negation"]
    assert [p.words for p in found.tensions[0].signs_second] == ["not"]


def test_dates_that_differ_are_offered() -> None:
    found = brief_of(
        "Norland said that the new boats will sail between the ports from 3 May 2031.",
        "Sudria said that the new boats will sail between the ports from 9 June 2031.",
        parties=(NORLAND, SUDRIA),
    )
    assert [t.kind for t in found.tensions] == ["date"]


@pytest.mark.parametrize(
    "text",
    [
        "Norland said that the boats sail from May. Sudria said that the crews train in June.",
        "Norland said that it will not wait. Norland said again that it will not wait for the crews.",
        "Norland stressed cooperation. Sudria stressed cooperation too, and Norland thanked it.",
        "Sudria wants 3 boats. Sudria wants 4 inspectors.",
        "Norland and Sudria stressed cooperation. Norland accused Sudria, and Sudria accused Norland.",
    ],
)
def test_no_tension_where_none_is(text: str) -> None:
    assert brief_of(text, parties=(NORLAND, SUDRIA)).tensions == ()


# --- what is announced -----------------------------------------------------------------------------------------------


def test_windows_hang_on_the_day_of_the_interview(three: Brief) -> None:
    coming = next(
        a for a in three.announced if a.what.text == 0 and a.when and a.when.words == "in the coming days and weeks"
    )
    assert coming.timing == "vague"
    assert coming.hangs_on is not None
    assert coming.hangs_on.words == "12 March"
    # four weeks, the convention of `dates`, from the day of the interview and not of the article (14 March)
    assert (coming.start, coming.end) == ("2031-03-12", "2031-04-09")


def test_without_a_year_a_window_is_shown_with_its_words_only() -> None:
    text = "Talking to Coast Radio on January 12, Ada Berg said that a call is expected in the coming days and weeks."
    found = brief_of(text, parties=(NORLAND, SUDRIA)).announced
    assert [(a.timing, a.start, a.when and a.when.words, a.hangs_on and a.hangs_on.words) for a in found] == [
        ("unanchored", "", "in the coming days and weeks", "January 12")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sudria said the timing has yet to be decided.", "has yet to be decided"),
        ("Sudria said the dates have but to be decided.", "have but to be decided"),
        ("No definitive timeline has been set for the talks, Norland said.", "No definitive timeline has been set"),
        ("Norland said that no plans have been made for a call.", "no plans have been made"),
        ("“We have not set a framework for it,” Norland said.", "have not set a framework"),
        ("The details of a meeting remain unclear, Norland said.", "remain unclear"),
    ],
)
def test_an_announcement_of_no_date(text: str, words: str) -> None:
    found = brief_of(text, parties=(NORLAND, SUDRIA)).announced
    assert [(a.timing, a.certainty, a.when and a.when.words, a.start) for a in found] == [
        ("undecided", "undecided", words, "")
    ]


def test_the_month_of_may_is_no_maybe() -> None:
    lexicon = load_lexicon("municipal")
    for verb, certainty in (("will", "committed"), ("may", "possible")):
        text = Text(f"The town of Norhavn {verb} publish its plan by 1 May 2026.", date=dt.date(2026, 3, 1))
        (announced,) = points(text, lexicon=lexicon)[0].announcements
        assert announced.certainty == certainty


def test_the_past_is_not_announced() -> None:
    text = "Norland signed the plan in 2019. Sudria, which will vote, lost the 2016 election. They met last week."
    assert brief_of(text, parties=(NORLAND, SUDRIA)).announced == ()


def test_a_day_ahead(three: Brief) -> None:
    friday = next(a for a in three.announced if a.when is not None and a.when.words.endswith("Friday"))
    # 14 March 2031 is a Friday; "will speak again on Friday" is the next one
    assert (friday.timing, friday.start, friday.certainty) == ("day", "2031-03-21", "committed")


# --- actors, tables, recommendations, statements ---------------------------------------------------------------------


def test_parties_third_parties_and_voices(three: Brief) -> None:
    roles = {actor.name: actor.role for actor in three.actors}
    assert roles["Norland"] == roles["Sudria"] == "party"
    assert roles["Ada Berg"] == roles["Ivo Lenz"] == "for_a_party"
    assert roles["Hemm Island Council"] == "third_party"
    assert roles["analysts"] == "voice"
    assert roles["Coast Radio"] == "source"
    assert "Tom Watcher" not in roles


def test_tables_have_rows_and_heads(three: Brief) -> None:
    rows = [tuple(cell.words for cell in row.cells) for row in three.outcomes]
    assert rows == [
        ("Talks resume in April", "Freight returns to the boats before the summer."),
        ("Talks fail", "Hemm loses its only crossing."),
    ]
    assert [head.words for head in three.outcomes[0].heads] == ["Outcome", "Likely effect"]


def test_a_table_of_a_page() -> None:
    found = brief_of(article("dock.html"), parties=(UNION, COMPANY), lexicon="labour")
    assert [[cell.words for cell in row.cells] for row in found.outcomes] == [
        ["No weekend rota", "Crane drivers and their families"]
    ]
    assert found.parties == ("Union", "Company")
    listed = [(r.sides, r.said.words) for r in found.reports if r.how == "list"]
    assert listed == [(("Union",), "Lockers for every shift"), (("Union",), "A canteen that opens at night")]


def test_recommendations(three: Brief) -> None:
    first = [r for r in three.recommendations if r.what.text == 0]
    assert [(r.title.words if r.title else "", r.what.words, r.names) for r in first] == [
        ("A joint inspector", "Appoint one inspector whom both ports accept.", ("experts",)),
        ("Public hearings", "Hold hearings in both ports before a fare is changed.", ("experts",)),
        ("", "It is essential for both governments to publish the reports on the accidents.", ()),
    ]


def test_statements_are_trimmed_slices_for_an_editor(three: Brief) -> None:
    assert 6 <= len(three.statements) <= 12
    for statement in three.statements:
        assert statement.status == "to_be_rewritten_by_an_editor"
        words = " ".join(piece.words for piece in statement.pieces)
        assert 5 <= len(words.split()) <= 34
        assert not words.startswith(("They ", "It ", "This ", "He ", "We "))
    texts = [statement.pieces[0].words for statement in three.statements]
    assert "Hold hearings in both ports before a fare is changed" in texts
    assert "No fare should rise by more than 4 percent before 2033" in texts
    assert len(set(texts)) == len(texts)


# --- poor input ------------------------------------------------------------------------------------------------------


def test_no_text_is_refused() -> None:
    with pytest.raises(BadParameter, match="1 to 50 texts"):
        brief([], lexicon=load_lexicon("general"))
    with pytest.raises(BadParameter, match="Got 51"):
        brief([intake("One two.", name="x")] * 51, lexicon=load_lexicon("general"))


def test_a_book_is_refused() -> None:
    with pytest.raises(TextTooLong, match=r"note\.txt: 60,000 words are more than the 50,000"):
        brief_of("Norland waits. " * 30_000)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("The sun shines.", {"one_sentence:0", "no_party_found", "nobody_reported"}),
        (
            "The talks go on. It rains in the port, and the boats wait for a better day.",
            {"no_party_found", "nobody_reported"},
        ),
        ("Norland said that it waits for the boats. It rains.", {"one_party_found"}),
        (
            "Die Gespräche gehen weiter, und das ist nicht neu. Der Termin ist mit den Ländern offen.",
            {"language:0:de", "no_party_found", "nobody_reported"},
        ),
    ],
)
def test_what_a_run_could_not_do_is_told(text: str, limits: set[str]) -> None:
    parties = (NORLAND,) if "Norland" in text else ()
    assert set(brief_of(text, parties=parties).limits) == limits


def test_a_transcript_is_told() -> None:
    turns = "\n".join(f"{who}: What about the ferry in port {n}?" for n in range(4) for who in ("Q", "MINISTER BERG"))
    assert "transcript:0" in brief_of(turns).limits


def test_a_right_to_left_text_is_read_without_harm() -> None:
    found = brief_of("قال الوزير إن «المحادثات مستمرة». لم يحدد موعد حتى الآن.")
    assert "language:0:ar" in found.limits
    holds(found)


def test_dates_of_the_caller_give_days() -> None:
    text = intake("Norland expects a call in the coming weeks. Sudria waits.", name="x", published=dt.date(2031, 3, 10))
    found = brief_of(text, parties=(NORLAND, SUDRIA)).announced
    assert [(a.start, a.end) for a in found] == [("2031-03-10", "2031-04-07")]


# --- three articles that were written when the rules were done; what they taught is held here ------------------------


@pytest.fixture(scope="module")
def unseen() -> list[Brief]:
    alder = Party("Alder", ("the town", "Rita Holm", "the mayor"))
    federation = Party("Federation", ("the federation", "the haulage federation", "Karl Oster"))
    return [
        brief_of(article("bridge-toll.txt"), parties=(alder, federation), lexicon="municipal"),
        brief_of(article("water-release.txt"), parties=(Party("Harrow"), Party("Saltmere")), lexicon="general"),
        brief_of(article("grain-transit.txt")),
    ]


@pytest.mark.parametrize(
    ("number", "words", "names"),
    [
        (0, "In April we had a number", ("Karl Oster",)),  # "he" follows a sentence about both
        (0, "Ask the mayor.", ("Karl Oster",)),
        (0, "to comment", ("ministry",)),  # of nobody's side
        (0, "more lorries in their streets", ("residents",)),
        (1, "not replied to the invitation", ("Saltmere",)),  # the denial stays
        (1, "The paper was new", ("Elin Voss",)),  # ", she said, and"
        (1, "the delay unacceptable", ("Anglers' Union",)),
        (2, "Neither Poland nor Ukraine commented on the offer", ("Poland", "Ukraine")),
        (2, "a solution is within reach", ("Henrik Dahl",)),
        (2, "We are friends", ("Jan Wilk",)),  # a title and a name between quotation and verb
    ],
)
def test_what_unseen_articles_taught(unseen: list[Brief], number: int, words: str, names: tuple[str, ...]) -> None:
    report = next(r for r in unseen[number].reports if r.said.words.startswith(words))
    assert report.names == names


def test_no_side_is_given_words_of_the_other(unseen: list[Brief]) -> None:
    sides = {
        name: side for found in unseen for r in found.reports for name, side in zip(r.names, r.sides, strict=False)
    }
    assert sides["Karl Oster"] == "Federation"
    assert sides["Elin Voss"] == "Harrow"
    assert sides["Tomas Reed"] == "Saltmere"
    assert sides["Jan Wilk"] == "Poland"
    assert "ministry" not in sides


@pytest.mark.parametrize(
    "text",
    [
        "Russia said that " * 1500,
        "“a” said Bob. " * 1500,
        "a" * 100_000 + " said Russia.",
        "a-" * 30_000,
        "Talks" + " " * 100_000 + "go on.",
        "Russia, which " * 2000,
        "Key points include:\n" + "- Russia said that it waits\n" * 1500,
        "both leaders agreed to " * 1500,
    ],
    ids=lambda text: text[:20],
)
def test_no_text_takes_forever(text: str) -> None:
    began = time.process_time()
    brief_of(text)
    assert time.process_time() - began < 20
