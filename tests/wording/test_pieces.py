"""A segmentation that a person made: taken as given, read as the rules read, refused where it is none."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.wording_data import INVENTED, PARALLEL, REAL, event
from detente.wording.concordance import concord
from detente.wording.errors import BadPiece
from detente.wording.joint_check import check_joint
from detente.wording.lexicon import combine, load_lexicon
from detente.wording.pieces import LONGEST_PIECE
from detente.wording.points import points
from detente.wording.results import COMMITMENTS, Piece, Point, Span, Text
from tests.wording.test_points import PIECES as BODIES
from tests.wording.two_towns import NORHAVN, SUNDBY, readout

LEXICON = load_lexicon("municipal")


def of(text: Text, pieces: list[Piece] | None = None) -> tuple[Point, ...]:
    return points(text, lexicon=LEXICON, pieces=pieces)


def as_cut(found: tuple[Point, ...], *, kinds: bool = True) -> list[Piece]:
    return [Piece(point.span, point.kind if kinds else "") for point in found]


def words(body: str, text: str, kind: str = "") -> Piece:
    return Piece(Span(body.index(text), body.index(text) + len(text)), kind)


# --- the engine's own pieces --------------------------------------------------------------------------------------


def test_with_the_pieces_of_the_rules_nothing_changes_in_any_recorded_text(shared_data: Path) -> None:
    lexicon = combine(*(load_lexicon(name) for name in ("diplomacy", "labour", "municipal")))
    paths = sorted((shared_data / "readouts").rglob("*.txt"))
    assert len(paths) >= 22
    for path in paths:
        text = Text(path.read_text(encoding="utf-8"))
        own = points(text, lexicon=lexicon)
        assert points(text, lexicon=lexicon, pieces=as_cut(own)) == own, path.name
        assert points(text, lexicon=lexicon, pieces=as_cut(own, kinds=False)) == own, path.name


def test_with_the_pieces_of_the_rules_no_recorded_concordance_changes(shared_data: Path) -> None:
    lexicon = combine(*(load_lexicon(name) for name in ("diplomacy", "labour", "municipal")))
    for pair in (event(name) for name in (*REAL, *PARALLEL, *INVENTED)):
        own = concord(pair.a, pair.b, lexicon=lexicon)
        told = concord(pair.a, pair.b, lexicon=lexicon, pieces_a=as_cut(own.points_a), pieces_b=as_cut(own.points_b))
        assert told == own, pair.name


@given(BODIES)
def test_with_the_pieces_of_the_rules_nothing_changes(body: str) -> None:
    assume(any(letter.isalnum() for letter in body))
    own = of(readout(body))
    assert of(readout(body), as_cut(own)) == own
    assert of(readout(body), as_cut(own, kinds=False)) == own


def test_with_the_pieces_of_the_rules_a_joint_check_stays() -> None:
    a, b, draft = readout(NORHAVN), readout(SUNDBY), readout("The towns agreed to keep the ferry. A ramp will be paid.")
    own = check_joint(draft, a, b, lexicon=LEXICON)
    assert check_joint(draft, a, b, lexicon=LEXICON, pieces_a=as_cut(of(a)), pieces_b=as_cut(of(b))) == own


# --- any other pieces ---------------------------------------------------------------------------------------------


@given(BODIES, st.data())
def test_any_cut_gives_points_in_order_whose_words_are_the_text(body: str, data: st.DataObject) -> None:
    assume(any(letter.isalnum() for letter in body))
    edges = sorted(data.draw(st.sets(st.integers(0, len(body)), min_size=2, max_size=12)))
    pieces = [
        Piece(Span(start, end), data.draw(st.sampled_from(["", "point", "frame"])))
        for start, end in pairwise(edges)
        if body[start:end].strip() and data.draw(st.integers(0, 5))
    ]
    found = of(readout(body), pieces)
    assert [(point.span, point.kind) for point in found] == [
        (piece.span, piece.kind or point.kind) for piece, point in zip(pieces, found, strict=True)
    ]
    for point in found:
        assert point.text == point.span.of(body)
        assert point.sentence.contains(point.span)
        assert point.sentence.end <= len(body)
        assert point.core.strip()
        assert point.commitment in COMMITMENTS
        spans = [
            *(condition.span for condition in point.conditions),
            *(number.span for number in point.numbers),
            *(interval.span for interval in point.dates),
            *(quotation.span for quotation in point.quotations),
            *(announced.span for announced in point.announcements),
            *([point.commitment_sign] if point.commitment_sign else []),
        ]
        assert all(0 <= span.start < span.end <= len(body) for span in spans)
        assert all(point.span.contains(announced.span) for announced in point.announcements)
        assert len(set(point.conditions)) == len(point.conditions)
    assert found == of(readout(body), pieces)


@given(BODIES, st.data())
def test_joined_neighbours_carry_what_each_carried(body: str, data: st.DataObject) -> None:
    assume(any(letter.isalnum() for letter in body))
    own = of(readout(body))
    assume(len(own) > 1)
    at = data.draw(st.integers(0, len(own) - 2))
    one, other = own[at], own[at + 1]
    pieces = as_cut(own, kinds=False)
    pieces[at : at + 2] = [Piece(Span(one.span.start, other.span.end))]
    joined = of(readout(body), pieces)[at]
    assert joined.sentence == Span(one.sentence.start, other.sentence.end)
    for name in ("numbers", "dates", "quotations", "announcements"):
        assert {*getattr(one, name), *getattr(other, name)} <= set(getattr(joined, name))
    own_conditions = {c.span for point in (one, other) for c in point.conditions if not c.carried}
    assert own_conditions <= {c.span for c in joined.conditions}
    assert joined.kind == ("frame" if one.kind == other.kind == "frame" else "point")
    rest = [replaced for index, replaced in enumerate(of(readout(body), pieces)) if index != at]
    assert [(p.span, p.numbers, p.dates) for p in rest] == [
        (p.span, p.numbers, p.dates) for index, p in enumerate(own) if index not in {at, at + 1}
    ]


def test_several_sentences_are_one_point_with_the_strongest_word_and_every_announcement() -> None:
    body = (
        "Mayor Ilse Brandt met today with Mayor Karl Oster. They discussed the noise. Sundby promised to publish the "
        "readings by 20 May. Both sides agreed to meet again on 3 June if the council approves."
    )
    [joined] = of(readout(body), [Piece(Span(0, len(body)))])
    assert (joined.kind, joined.commitment, joined.sentence) == ("point", "agreed", Span(0, len(body)))
    assert [a.interval.words if a.interval else "" for a in joined.announcements] == ["by 20 May", "3 June"]
    assert [c.span.of(body) for c in joined.conditions] == ["if the council approves"]
    assert set(joined.sides) == {"Norhavn", "Sundby"}


def test_half_a_clause_is_read_alone() -> None:
    body = "Both sides agreed to hire 40 drivers and 12 cooks by spring."
    cut = "Both sides agreed to hire 40 drivers"
    pieces = [words(body, cut), words(body, "and 12 cooks by spring.")]
    first, second = of(readout(body), pieces)
    assert [(n.low, n.unit) for n in first.numbers] == [(40.0, "drivers")]
    assert [(n.low, n.unit) for n in second.numbers] == [(12.0, "cooks")]
    assert (first.dates, [d.words for d in second.dates]) == ((), ["by spring"])
    assert (first.commitment, second.commitment) == ("agreed", "agreed")
    assert first.sentence == second.sentence == Span(0, len(body))


def test_what_a_person_calls_a_point_is_read_as_one() -> None:
    body = "Both towns agree on a ramp by 20 May\n\nMayor Ilse Brandt met today with Mayor Karl Oster."
    heading, meeting = of(readout(body))
    assert (heading.kind, meeting.kind, heading.commitment) == ("frame", "frame", "stated")
    told, _ = of(readout(body), [Piece(heading.span, "point"), Piece(meeting.span)])
    assert (told.kind, told.commitment, len(told.announcements)) == ("point", "agreed", 1)
    folded = of(readout(body), [Piece(heading.span, "frame"), Piece(meeting.span, "point")])
    assert [(point.kind, point.announcements) for point in folded] == [("frame", ()), ("point", ())]


def test_a_note_joined_with_its_items_is_not_carried_to_itself() -> None:
    body = (
        "The towns agreed to build a ramp.\n\nNorhavn will pay for the paint.\n\n"
        "Note: Items 1 and 2 take effect after:\n\nthe approval of the council;\n\nthe survey of the harbour."
    )
    whole = of(readout(body), [Piece(Span(0, len(body)))])[0]
    assert [c for c in whole.conditions if c.carried] == []
    listed = of(readout(body), [words(body, "The towns agreed to build a ramp."), Piece(Span(69, len(body)))])
    assert [c.span.of(body) for c in listed[0].conditions] == ["Note: Items 1 and 2 take effect after:"]
    items = of(readout(body), [words(body, "the approval of the council;\n\nthe survey of the harbour.")])[0]
    assert items.conditions == ()  # they are what has to be so first


def test_list_marks_and_commas_may_be_pieces_too() -> None:
    body = "The towns agreed:\n\n- to build a ramp, noting that the noise is bad;\n- to paint it.\n\n-----"
    cut = ["The towns agreed:", "- ", "to build a ramp", ",", "-----"]
    pieces = [words(body, text) for text in cut]
    found = of(readout(body), pieces)
    assert [point.text for point in found] == cut
    assert found[2].commitment == "agreed"


def test_what_pieces_leave_out_is_in_no_point_and_none_at_all_is_said() -> None:
    found = concord(
        readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON, pieces_a=[words(NORHAVN, "Norhavn rejected a toll")]
    )
    assert [point.text for point in found.points_a] == ["Norhavn rejected a toll"]
    assert "one_sentence:A" not in found.limits
    empty = concord(readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON, pieces_a=[])
    assert (empty.points_a, empty.links) == ((), ())
    assert "no_point:A" in empty.limits
    checked = check_joint(readout("A ramp."), readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON, pieces_a=[])
    assert [sentence.a for sentence in checked.sentences] == [None]


def test_a_piece_over_two_sentences_supports_a_draft_as_a_whole() -> None:
    both = words(NORHAVN, "Norhavn rejected a toll on lorries. The next")
    rest = words(NORHAVN, "meeting is set for 20 May.")
    draft = readout("The next meeting is set for 21 May.")
    found = check_joint(draft, readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON, pieces_a=[both, rest])
    support = found.sentences[0].a
    assert support is not None
    assert support.point == "p2"
    assert ("values_differ", "date") in [(one.tier, one.type) for one in support.differences]


def test_sentences_of_an_unknown_language_can_be_cut_and_joined() -> None:
    body = "Стороны договорились о встрече. Они обсудили пошлины на 12 %."
    [joined] = of(Text(body), [Piece(Span(0, len(body)))])
    assert (joined.kind, [(n.low, n.unit) for n in joined.numbers]) == ("point", [(12.0, "%")])


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "number", "cause", "message"),
    [
        ([Piece(Span(-1, 4))], 1, "outside", "characters -1 to 4 lie outside"),
        ([Piece(Span(0, 4)), Piece(Span(10, 21))], 2, "outside", "which has 20"),
        ([Piece(Span(4, 5))], 1, "blank", "hold no letter or sign"),
        ([Piece(Span(4, 4))], 1, "blank", "hold no letter"),
        ([Piece(Span(9, 4))], 1, "blank", "hold no letter"),
        ([Piece(Span(0, 10)), Piece(Span(9, 19))], 2, "overlap", r"character 9, before piece 1 ends \(10\)"),
        ([Piece(Span(0, 10)), Piece(Span(0, 10))], 2, "overlap", "character 0, before piece 1 ends"),
        ([Piece(Span(11, 15)), Piece(Span(0, 4))], 2, "order", "before piece 1"),
        ([Piece(Span(0, 4), "heading")], 1, "kind", "Got 'heading' instead"),
    ],
)
def test_what_is_no_segmentation_is_refused(pieces: list[Piece], number: int, cause: str, message: str) -> None:
    body = "They met. They left."
    with pytest.raises(BadPiece, match=message) as caught:
        of(readout(body), pieces)
    assert (caught.value.number, caught.value.cause, caught.value.code) == (number, cause, "wording.bad_piece")
    with pytest.raises(BadPiece, match=f"Piece {number}: "):
        concord(readout(SUNDBY), readout(body), lexicon=LEXICON, pieces_b=pieces)


@pytest.mark.parametrize(
    "body",
    ["a" * 100_000, "and " * 25_000, ", at x" * 15_000, "“a" * 30_000, "the company " * 9_000, "They agreed. " * 8_000],
    ids=["letters", "and", "commas", "marks", "actors", "sentences"],
)
def test_a_piece_that_nobody_would_cut_is_read_within_seconds_or_refused(body: str) -> None:
    began = time.process_time()
    of(readout(body), [Piece(Span(0, LONGEST_PIECE))])
    of(readout(body), [Piece(Span(at, at + 1)) for at in range(0, 20_000, 2) if body[at].strip()])
    assert time.process_time() - began < 12
    with pytest.raises(BadPiece, match="Cut it into its matters"):
        of(readout(body), [Piece(Span(0, LONGEST_PIECE + 1))])
