"""Points: what a text says happened, and everything that is read from each."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.wording.errors import EmptyText, HiddenDirection, NotPlainText, TextTooLong
from detente.wording.lexicon import load_lexicon
from detente.wording.points import points
from detente.wording.results import CERTAINTIES, COMMITMENTS, Party, Point, Span, Text
from tests.wording.two_towns import NORHAVN, SUNDBY, readout

LEXICON = load_lexicon("municipal")


def of(text: Text) -> tuple[Point, ...]:
    return points(text, lexicon=LEXICON)


def the(found: tuple[Point, ...], words: str) -> Point:
    return next(point for point in found if words in point.text)


def test_frames_are_folded_and_kept() -> None:
    found = of(readout(NORHAVN))
    assert [point.text for point in found if point.kind == "frame"] == [
        "Readout of the meeting on the ferry",
        "Mayor Ilse Brandt met today with Mayor Karl Oster of Sundby.",
    ]


def test_a_point_carries_what_was_read_from_it() -> None:
    text = readout(NORHAVN)
    found = of(text)
    ferry = the(found, "keep the ferry")
    assert (ferry.commitment, ferry.sides) == ("agreed", ("Norhavn", "Sundby"))
    assert [(d.relation, d.end) for d in ferry.dates] == [("until", dt.date(2030, 10, 31))]
    assert [(a.certainty, a.interval.words if a.interval else "") for a in ferry.announcements] == [
        ("agreed", "until 31 October")
    ]
    ramp = the(found, "new ramp")
    assert [(n.low, n.unit) for n in ramp.numbers] == [(2.4e6, "EUR")]
    assert [c.span.of(text.body) for c in ramp.conditions] == ["subject to approval by its council"]
    assert [a.certainty for a in ramp.announcements] == ["conditional"]
    quoted = the(found, "close to a timetable")
    assert (quoted.speaker, quoted.sides) == ("Mayor Ilse Brandt", ("Norhavn",))
    assert the(found, "toll").commitment == "denied"


def test_a_date_that_is_said_to_be_open_is_announced_as_open() -> None:
    opening = the(of(readout(SUNDBY)), "opening")
    announced = opening.announcements[0]
    assert (announced.certainty, announced.interval is not None and announced.interval.start) == ("undecided", None)


def test_the_core_leaves_names_and_reporting_out() -> None:
    assert the(of(readout(SUNDBY)), "ambulances").core == "the free passage of ambulances"


def test_conditions_are_carried_from_lead_in_and_note() -> None:
    body = (
        "The towns agreed to build a ramp.\n\nNorhavn will pay for the paint.\n\nThe toll falls in June.\n\n"
        "Note: Items 1 and 2 take effect after:\n\nthe approval of the council;\n\nthe survey of the harbour."
    )
    text = readout(body)
    found = of(text)
    for words in ("build a ramp", "the paint"):
        assert [c.span.of(body) for c in the(found, words).conditions if c.carried] == [
            "Note: Items 1 and 2 take effect after:"
        ]
    assert the(found, "toll falls").conditions == ()
    for words in ("take effect after", "approval of", "survey"):
        assert (the(found, words).commitment, the(found, words).announcements) == ("stated", ())
    for words in ("approval of", "survey"):
        assert the(found, words).conditions == ()  # it is the condition itself


def test_without_parties_the_most_named_in_the_opening_are_the_sides() -> None:
    body = (
        "President Ana Silva of Brazil spoke with Prime Minister Ken Mori of Japan. Silva thanked Mori for the visit. "
        "The leaders agreed to lower tariffs."
    )
    found = points(Text(body, language="en"), lexicon=load_lexicon("diplomacy"))
    assert [point.sides for point in found] == [("Brazil",), ("Brazil",), ("Brazil", "Japan")]
    assert found[1].core == "the visit"


def test_a_language_that_the_rules_do_not_know_is_cut_into_sentences_only() -> None:
    text = Text("Стороны договорились о встрече 5 мая. Они обсудили пошлины на 12 %.", date=dt.date(2030, 5, 1))
    found = of(text)
    assert [point.kind for point in found] == ["point", "point"]
    assert {point.commitment for point in found} == {"stated"}
    assert [(n.low, n.unit) for n in found[1].numbers] == [(12.0, "%")]


@pytest.mark.parametrize(
    ("body", "refusal", "code"),
    [
        ("", EmptyText, "wording.empty_text"),
        (" \n\t … — \n", EmptyText, "wording.empty_text"),
        ("PK\x03\x04\x14\x00\x06", NotPlainText, "wording.not_plain_text"),
        ("They agreed to \u202epay\u202c nothing.", HiddenDirection, "wording.hidden_direction"),
        ("They agreed to meet. " * 20_000, TextTooLong, "wording.text_too_long"),
    ],
)
def test_what_is_no_readout_is_refused(body: str, refusal: type[Exception], code: str) -> None:
    with pytest.raises(refusal) as caught:
        of(Text(body))
    assert getattr(caught.value, "code", "") == code


def test_right_to_left_text_with_its_marks_is_read() -> None:
    body = "اتفق الطرفان على \u2067فتح معبرين\u2069. سيجتمعان في مايو."
    assert [point.kind for point in of(Text(body))] == ["point", "point"]


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [*NORHAVN.split(". "), *SUNDBY.split(". "), "1. ", "- item\n", "Note: Item 1 takes effect after:\n"]
        ),
        st.text(alphabet='abcABC .,:;"“”?!%$€0123456789\n-', max_size=20),
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(PIECES)
def test_every_span_slices_back_and_points_cover_the_text(body: str) -> None:
    if not any(letter.isalnum() for letter in body):
        return
    found = of(readout(body))
    for one, other in pairwise(found):
        assert one.span.end <= other.span.start
    for point in found:
        assert point.text == point.span.of(body)
        assert point.sentence.contains(point.span)
        assert point.commitment in COMMITMENTS
        assert point.core.strip()
        spans = (
            [c.span for c in point.conditions] + [n.span for n in point.numbers] + [q.span for q in point.quotations]
        )
        assert all(0 <= span.start < span.end <= len(body) for span in spans)
        for interval in point.dates:
            assert interval.words == interval.span.of(body)
        for announced in point.announcements:
            assert announced.certainty in CERTAINTIES
            assert announced.sign.of(body)
    covered = {place for point in found for place in range(point.span.start, point.span.end)}
    missed = [place for place, letter in enumerate(body) if letter.isalpha() and place not in covered]
    # Letters of list marks alone: "a)", "iv."
    assert all(
        Span(max(0, p - 5), p + 6).of(body).count(")") + Span(max(0, p - 5), p + 6).of(body).count(".") for p in missed
    )
    assert found == of(readout(body))


def test_more_words_for_the_ladder_come_from_the_pack() -> None:
    from detente.wording.lexicon import parse_lexicon

    pack = parse_lexicon('format = "detente/lexicon/1"\nname = "oath"\n[commitment]\ncommitted = ["swore"]\n')
    found = points(Text("The mayor swore a long oath.", parties=(Party("Town"),)), lexicon=pack)
    assert found[0].commitment == "committed"


@pytest.mark.parametrize(
    "body",
    [
        "a" * 100_000,
        "and " * 25_000,
        "." * 100_000 + "a",
        " " * 100_000 + "a",
        "x\n" * 20_000,
        ", at x" * 15_000,
        "“a" * 30_000,
    ],
    ids=["letters", "and", "stops", "spaces", "lines", "commas", "marks"],
)
def test_what_nobody_wrote_is_read_within_seconds(body: str) -> None:
    began = time.process_time()
    found = of(readout(body))
    assert found
    assert max(len(point.text) for point in found) <= 3001
    assert time.process_time() - began < 6
