"""Decisions folded over the engine's proposals: any sequence of them, and each of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.web.encounters.state import (
    CONFIRMED,
    Decided,
    State,
    difference_key,
    difference_of,
    effective,
    row_key,
    span_of,
    touched,
)
from tests.web.encounters.folding_pair import choices, decisions_of, key, keys_in, now, state_after


def shown(state: State) -> object:
    """Everything of a state but the numbers of decisions."""
    return (
        state.found,
        [(row.key, row.status, [(d.key, d.kind, d.status, d.note) for d in row.differences]) for row in state.rows],
        state.frames,
        [(s.key, s.a, s.b, [(r, d.key, d.status) for r, d in s.differences]) for s in state.sentences],
    )


def whole(state: State) -> None:
    """Rows part the points of both texts; whatever says it holds is to be seen."""
    points = [k for k, point in state.keys.items() if point.kind == "point"]
    assert sorted(keys_in(state)) == sorted(points)
    assert set(state.frames) == {k for k, point in state.keys.items() if point.kind == "frame"}
    assert [row.number for row in state.rows] == list(range(1, len(state.rows) + 1))
    for row in state.rows:
        assert (row.status == CONFIRMED) == (row.decided is not None)
        assert row.decided is None or state.standing[row.decided.sequence] == "holds"
        assert row.key == row_key(*([k for k in points if k in row.key.split("|")[i].split("+")] for i in (0, 1)))
    for letter in "ab":
        spans = [span_of(k)[1] for k in state.keys if k[0] == letter]
        assert all(one.end <= after.start for one, after in itertools.pairwise(spans))
    assert set(state.standing.values()) <= {"holds", "replaced", "lapsed", "undone"}
    assert [one.sequence for one in state.lapsed] == [n for n, how in sorted(state.standing.items()) if how == "lapsed"]


@settings(max_examples=60)
@given(decisions_of())
def test_any_sequence_folds(decisions: list[Decided]) -> None:
    whole(state_after(decisions))


@settings(max_examples=30)
@given(decisions_of(6), st.randoms(use_true_random=False))
def test_taking_everything_back_restores_the_first_state(decisions: list[Decided], order: object) -> None:
    holding = [one.sequence for one in effective(decisions)]
    getattr(order, "shuffle")(holding)  # noqa: B009 - the type of Hypothesis' generators is private
    undone = list(decisions)
    for sequence in holding:
        undone.append(now(len(undone) + 1, "undo", sequence=sequence))
    assert shown(state_after(undone)) == shown(state_after([]))
    for sequence in range(len(decisions) + 1, len(undone) + 1):
        undone.append(now(len(undone) + 1, "undo", sequence=sequence))
    assert shown(state_after(undone)) == shown(state_after(decisions))


@settings(max_examples=40)
@given(decisions_of(5), st.integers(0, 10**6))
def test_one_more_and_back_changes_nothing(decisions: list[Decided], pick: int) -> None:
    before = state_after(decisions)
    offered = [one for one in choices(before, decisions) if one[0] != "undo"]
    verb, told = offered[pick % len(offered)]
    more = now(len(decisions) + 1, verb, **told)
    back = now(len(decisions) + 2, "undo", sequence=more.sequence)
    assert shown(state_after([*decisions, more, back])) == shown(before)


@settings(max_examples=20)
@given(decisions_of(5))
def test_decisions_do_not_hang_on_what_their_makers_are_called(decisions: list[Decided]) -> None:
    other = [Decided(d.sequence, d.verb, d.told, "Somebody", d.at, editor=d.editor) for d in decisions]
    assert shown(state_after(decisions)) == shown(state_after(other))


def after(*told: tuple[str, dict[str, object]]) -> list[Decided]:
    return [now(number, verb, **what) for number, (verb, what) in enumerate(told, start=1)]


def test_split_and_join_restore_the_pieces() -> None:
    first = state_after([])
    point = key("a", first, "20 May")
    middle = span_of(point)[1].start + len("The next")
    cut = state_after(after(("split", {"point": point, "at": middle})))
    halves = [k for k in cut.keys if k not in first.keys]
    assert [cut.keys[half].text for half in halves] == ["The next", "meeting is set for 20 May."]
    again = state_after(
        after(("split", {"point": point, "at": middle}), ("join", {"point": halves[0], "next": halves[1]}))
    )
    assert shown(again) == shown(first)


def test_what_a_cut_took_lapses_and_comes_back() -> None:
    first = state_after([])
    point, other = key("a", first, "20 May"), key("b", first, "yet to be decided")
    pair = ("pair", {"a": [point], "b": [other]})
    split = ("split", {"point": point, "at": span_of(point)[1].start + 8})
    decisions = after(pair, split, ("difference", {"row": f"{point}|{other}", "of": "", "kind": "scope", "note": "x"}))
    cut = state_after(decisions)
    assert [one.sequence for one in cut.lapsed] == [1, 3]
    assert cut.standing == {1: "lapsed", 2: "holds", 3: "lapsed"}
    back = state_after([*decisions, now(4, "undo", sequence=2)])
    row = back.row(f"{point}|{other}")
    assert row is not None
    assert row.decided is not None
    assert row.decided.sequence == 1
    assert [one.note for one in row.differences if one.difference is None] == ["x"]
    assert back.standing == {1: "holds", 2: "undone", 3: "holds", 4: "undone"}


def test_a_later_word_replaces_an_earlier_one() -> None:
    first = state_after([])
    point = key("a", first, "20 May")
    ferry, meeting = key("b", first, "August"), key("b", first, "yet to be decided")
    state = state_after(
        after(
            ("pair", {"a": [point], "b": [ferry]}),
            ("pair", {"a": [point], "b": [meeting]}),
            ("alone", {"point": ferry}),
            ("reading", {"point": point, "commitment": "agreed"}),
            ("reading", {"point": point, "commitment": "stated"}),
        )
    )
    assert state.standing == {1: "replaced", 2: "holds", 3: "holds", 4: "replaced", 5: "holds"}
    assert state.keys[point].commitment == "stated"
    row = state.row_of(ferry)
    assert row is not None
    assert row.status == CONFIRMED
    assert not row.a


def test_a_point_taken_out_leaves_the_rest_of_its_row() -> None:
    first = state_after([])
    a, b = key("a", first, "31 October"), key("b", first, "August")
    other = key("b", first, "3 million")
    pay = key("a", first, "2 million")
    pairs = [("pair", {"a": [a], "b": [b, other]}), ("pair", {"a": [pay], "b": [other]})]
    state = state_after(after(*pairs))
    assert {row.key: row.decided.sequence for row in state.rows if row.decided} == {
        f"{a}|{b}": 1,
        f"{pay}|{other}": 2,
    }
    assert state.standing == {1: "holds", 2: "holds"}


def test_a_reading_put_right_changes_what_differs() -> None:
    first = state_after([])
    a, b = key("a", first, "2 million"), key("b", first, "3 million")
    pair = ("pair", {"a": [a], "b": [b]})
    kinds = [[d.kind for d in row.differences] for row in state_after(after(pair)).rows if row.decided]
    assert kinds == [["number", "strength"]]
    right = ("reading", {"point": b, "commitment": state_after([]).keys[a].commitment})
    kinds = [[d.kind for d in row.differences] for row in state_after(after(pair, right)).rows if row.decided]
    assert kinds == [["number"]]


def test_what_was_dropped_is_nowhere() -> None:
    first = state_after([])
    said, meeting = key("a", first, "We are close"), key("a", first, "20 May")
    assert first.keys[said].quotations
    assert first.keys[meeting].announcements
    assert any(q.span in [p.span for p in first.keys[said].quotations] for q in first.found.quotations_a)
    state = state_after(
        after(
            ("reading", {"point": said, "drop": "quotation"}), ("reading", {"point": meeting, "drop": "announcement"})
        )
    )
    assert not state.keys[said].quotations
    assert not state.keys[meeting].announcements
    assert not set(first.keys[said].quotations) & set(state.found.quotations_a)


def test_what_was_confirmed_stays_when_the_machine_no_longer_finds_it() -> None:
    first = state_after([])
    a, b = key("a", first, "2 million"), key("b", first, "3 million")
    row = f"{a}|{b}"
    pair = ("pair", {"a": [a], "b": [b]})
    with_it = state_after(after(pair)).row(row)
    assert with_it is not None
    strength = next(d for d in with_it.differences if d.kind == "strength")
    decisions = after(
        pair,
        ("difference", {"row": row, "of": strength.key, "kind": "strength", "note": ""}),
        ("reading", {"point": b, "commitment": first.keys[a].commitment}),
    )
    left = state_after(decisions).row(row)
    assert left is not None
    kept = {d.key: d for d in left.differences}[strength.key]
    assert kept.status == CONFIRMED
    assert kept.difference is not None
    assert kept.difference.a_says == (strength.difference.a_says if strength.difference else ())


def test_a_joint_sentence_has_its_support_and_what_differs_from_it() -> None:
    first = state_after([])
    sentence = first.sentences[1]
    assert sentence.a is not None
    assert "20 May" in sentence.a.text
    assert not sentence.settled
    other = key("b", first, "August")
    support = ("support", {"sentence": sentence.key, "a": "", "b": other})
    state = state_after(after(support))
    now_there = state.sentences[1]
    assert (now_there.a, now_there.b) == (None, state.keys[other])
    assert now_there.waits is not None
    assert now_there.waits[0] == f"{sentence.key}/{other}"
    row, difference = now_there.waits
    decided = state_after(
        after(support, ("difference", {"row": row, "of": difference.key, "kind": "none", "note": ""}))
    )
    assert decided.sentences[1].differences[0][1].status == "dismissed"
    cut = ("split", {"point": other, "at": span_of(other)[1].start + 9})
    assert state_after(after(support, cut)).standing == {1: "lapsed", 2: "holds"}
    assert state_after(after(support, cut)).sentences[1].decided is None
    reviewed = state_after(after(support, ("review", {"row": sentence.key}))).sentences[1]
    assert reviewed.reviewed is not None


@pytest.mark.parametrize("wrong", ["", "a", "a3-3", "a9-3", "c1-2", "a1-2 ", "a1_2", "a-1-2"])
def test_a_key_is_a_letter_and_a_passage(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        span_of(wrong)


def test_a_difference_is_made_again_from_its_key() -> None:
    for row in state_after([]).rows:
        for one in row.differences:
            assert one.difference is not None
            again = difference_of(one.key)
            assert (again.type, again.a_says, again.b_says) == (
                one.difference.type,
                one.difference.a_says,
                one.difference.b_says,
            )
            assert difference_key(again) == one.key
    with pytest.raises(ValueError, match="number"):
        difference_of("number:1-2")


def test_two_editors_contend_for_pieces() -> None:
    def of(decisions: Sequence[Decided]) -> list[frozenset[str]]:
        known = {one.sequence: one for one in decisions}
        return [touched(one, known) for one in decisions]

    decisions = after(
        ("pair", {"a": ["a0-5"], "b": ["b0-5", "b6-9"]}),
        ("join", {"point": "a0-5", "next": "a6-9"}),
        ("undo", {"sequence": 1}),
        ("undo", {"sequence": 99}),
        ("support", {"sentence": "j0-9", "a": "a0-5", "b": ""}),
        ("difference", {"row": "j0-9/a0-5", "of": "", "kind": "scope", "note": "x"}),
    )
    assert of(decisions) == [
        {"a0-5", "b0-5", "b6-9"},
        {"a0-5", "a6-9"},
        {"a0-5", "b0-5", "b6-9"},
        set(),
        {"j0-9"},
        {"j0-9"},
    ]
