"""What matters to people: what is listed, in which order, and that a mark is told with its row or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.opinion.codec import dumps, loads, to_plain
from detente.opinion.disclosure import Release, State, release
from detente.opinion.errors import BadParameter
from detente.opinion.marks import MOST, ordinary, standing_out, tail, what_matters, wilson
from detente.opinion.results import Cell, PublishedMap, StatementResult
from detente.opinion.votes import VoteMatrix
from tests.opinion.disclosure_kit import (
    A,
    B,
    Public,
    join,
    new_public,
    opened,
    page,
    publish,
    published_marks,
    stub_map,
)


def cell(votes: int, marked: int | None) -> Cell:
    return Cell(max(votes, 1), votes, votes, 0, 0, marked=marked)


def rows(*sides: list[tuple[int, int | None]]) -> list[StatementResult]:
    """One statement per place; its sides, and everybody as their sum."""
    found = []
    for at, parts in enumerate(zip(*sides, strict=True)):
        known = all(marked is not None for _, marked in parts)
        whole = cell(sum(n for n, _ in parts), sum(marked or 0 for _, marked in parts) if known else None)
        found.append(StatementResult(at, whole, tuple(cell(*part) for part in parts), ()))
    return found


# --- the rule of the list -----------------------------------------------------------------------------------------


def test_the_tail_is_the_binomial() -> None:
    for n, marked, share in ((10, 4, 0.12), (40, 30, 0.5), (300, 60, 0.1)):
        exact = sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(marked, n + 1))
        assert tail(marked, n, share) == pytest.approx(exact, rel=1e-9)


@given(n=st.integers(1, 5000), data=st.data())
def test_wilson_holds_the_share(n: int, data: st.DataObject) -> None:
    share = data.draw(st.integers(0, n)) / n
    low, high = wilson(share, n, 1.6448536269514722)
    assert -1e-12 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1 + 1e-12


def test_what_matters_to_every_side_comes_first() -> None:
    usual = [(40, 4)] * 20
    a = [(40, 20), (40, 38), *usual]
    b = [(40, 20), (40, 2), *usual]
    ranked = what_matters(rows(a, b), ("A", "B"))
    assert [(entry.statement, entry.least) for entry in ranked] == [(0, "side:A"), (1, "side:B")]
    assert ranked[0].score == round(wilson(0.5, 40, 1.6448536269514722)[0], 2)
    assert standing_out(rows(a, b)) == {0: (0, 1), 1: (0,)}


def test_more_people_on_one_side_lift_nothing() -> None:
    usual = [(40, 4)] * 20
    b = [(40, 15), (40, 18), *usual]
    few = what_matters(rows([(40, 20), (40, 20), *usual], b), ("A", "B"))
    many = what_matters(rows([(4000, 3900), (40, 20), *usual], b), ("A", "B"))
    assert [entry.statement for entry in few] == [entry.statement for entry in many] == [1, 0]


def test_what_everybody_marks_everywhere_singles_out_nothing() -> None:
    for marked in (0, 5, 40):
        same = rows([(40, marked)] * 12, [(40, marked)] * 12)
        assert what_matters(same, ("A", "B")) == ()
        assert ordinary([result.sides[0] for result in same]) == marked / 40


def test_a_statement_waits_for_every_side() -> None:
    usual = [(40, 4)] * 20
    hidden = rows([(40, 38), *usual], [(0, None), *usual])
    assert what_matters(hidden, ("A", "B")) == ()
    nothing = rows([(40, None)] * 3)
    assert what_matters(nothing, ()) == ()
    assert ordinary([result.overall for result in nothing]) is None


def test_five_at_most_and_without_sides_by_everybody() -> None:
    everybody = [
        StatementResult(at, cell(200, marked), (), ())
        for at, marked in enumerate([160, 120, 120, 140, 100, 100, 100, *[10] * 60])
    ]
    ranked = what_matters(everybody, ())
    assert [entry.statement for entry in ranked] == [0, 3, 1, 2, 4]  # equal ones in the statements' order
    assert len(ranked) == MOST
    assert {entry.least for entry in ranked} == {""}


def test_chance_lists_hardly_anything() -> None:
    rng = np.random.default_rng(1)
    listed = 0
    for _ in range(300):
        drawn = [[(30, int(m)) for m in rng.binomial(30, 0.12, 24)] for _ in range(2)]
        listed += bool(what_matters(rows(*drawn), ("A", "B")))
    assert listed <= 300 * 0.05


# --- released with its row, and never alone --------------------------------------------------------------------------


def marked_public(n_statements: int = 2) -> Public:
    people = new_public(n_statements)
    people.lots = np.random.default_rng(0)
    return people


def test_a_changed_mark_renews_nothing() -> None:
    people = marked_public()
    first = join(people, A, 12) + join(people, B, 12)
    people.marks = {(p, 0) for p in first[:3]}
    result = publish(None, people)
    assert published_marks(result)[0, "side:A"] == 3
    assert published_marks(result)[0, "all"] == 3
    before = page(result)
    people.marks = {(p, s) for p in first for s in (0, 1)}
    for _ in range(9):
        join(people, A, 1)
        result = publish(result, people)
        assert page(result) == before
    join(people, A, 1)
    result = publish(result, people)
    assert published_marks(result)[0, "side:A"] == 12  # as they stand now
    assert published_marks(result)[0, "side:B"] == 0  # as they stood then


def test_who_leaves_takes_no_mark_off_the_page() -> None:
    people = marked_public()
    first = join(people, A, 12) + join(people, B, 12)
    people.marks = {(first[0], 0)}
    result = publish(None, people)
    before = page(result)
    del people.side[first[0]], people.votes[first[0]]
    result = publish(result, people)
    assert page(result) == before
    join(people, A, 10)
    assert published_marks(publish(result, people))[0, "side:A"] == 0


def test_organisers_mark_nothing() -> None:
    people = marked_public()
    first = join(people, A, 13) + join(people, B, 12)
    people.marks = {(first[0], 0), (first[1], 0)}
    result = publish(None, people, organisers=[first[0]])
    assert published_marks(result)[0, "side:A"] == 1


def test_where_nobody_was_asked_there_is_no_number() -> None:
    people, result = opened()
    assert published_marks(result) == {}
    text = dumps(page(result))
    assert "marked" not in text
    assert "matters" not in text
    assert dumps(loads(PublishedMap, text)) == text
    # From then on they are asked: a row tells when it is renewed, the total when all its rows can.
    people.lots = np.random.default_rng(0)
    people.marks = {(p, 0) for p in join(people, A, 10)}
    result = publish(result, people)
    assert published_marks(result) == {(0, "side:A"): 10, (1, "side:A"): 0}
    join(people, B, 10)
    result = publish(result, people)
    assert published_marks(result)[0, "all"] == 10
    assert loads(PublishedMap, dumps(page(result))).summary.statements == page(result).summary.statements


def test_a_state_from_before_marks_is_read_as_none() -> None:
    people = marked_public()
    people.marks = {(p, 0) for p in join(people, A, 12) + join(people, B, 12)}
    result = publish(None, people)
    whole = json.loads(result.state.to_json())
    del whole["cells"]["marks"]
    older = State.from_json(json.dumps(whole))
    assert set(older.cells.marks.ravel().tolist()) == {-1}
    assert np.array_equal(older.cells.counts, result.state.cells.counts)
    plain = to_plain(page(result))
    for row in plain["summary"]["statements"]:
        for part in (row["overall"], *row["sides"]):
            part.pop("marked", None)
    plain["summary"].pop("matters", None)
    went_on = publish(replace(result, published=loads(PublishedMap, json.dumps(plain)), state=older), people)
    assert published_marks(went_on) == {}
    join(people, A, 10)
    assert published_marks(publish(went_on, people)) == {(0, "side:A"): 12, (1, "side:A"): 0}


def test_new_statements_and_retired_ones_keep_their_marks() -> None:
    people = marked_public(3)
    people.marks = {(p, 1) for p in join(people, A, 12) + join(people, B, 12)}
    result = publish(None, people)
    for person in [*join(people, A, 10, {2: 1}), *join(people, B, 10, {2: 1})]:
        people.marks.add((person, 2))
    result = publish(result, people)
    assert {key: n for key, n in published_marks(result).items() if key[1] == "all"} == {
        (0, "all"): 0,
        (1, "all"): 24,
        (2, "all"): 20,
    }


@pytest.mark.parametrize("wrong", [[True], [1, 0], [0.5, 1.0], [[True, False]]])
def test_marks_must_match_the_votes(wrong: list[object]) -> None:
    votes = VoteMatrix.from_triples([0, 1], [0, 0], [1, 1])
    with pytest.raises(BadParameter, match="matters"):
        release(None, votes, matters=np.array(wrong), _map_opinion=stub_map)


ACTS = st.lists(
    st.tuples(st.sampled_from(["joins", "votes", "marks", "withdraws", "leaves"]), st.integers(0, 40), st.booleans()),
    min_size=20,
    max_size=120,
)


@settings(max_examples=80, deadline=None)
@given(acts=ACTS)
def test_no_mark_is_told_but_with_new_voters(acts: list[tuple[str, int, bool]]) -> None:
    """After every act: a number of marks that differs belongs to a row that differs, which holds `floor` new people."""
    floor, people = 3, marked_public(1)
    result: Release | None = None
    row: dict[str, tuple[object, ...]] = {}
    ever: dict[str, set[int]] = {"side:A": set(), "side:B": set()}
    for what, number, yes in [("joins", side, False) for side in (0, 1) * 4] + acts:
        who = sorted(people.side)[number % len(people.side)] if people.side else None
        if what == "joins" or who is None:
            who = join(people, number % 2, 1, {0: 1 if yes else -1})[0]
        elif what == "votes":
            people.votes[who][0] = 1 if yes else -1
        elif what == "withdraws":
            people.votes[who].pop(0, None)
        elif what == "leaves":
            del people.side[who], people.votes[who]
        if what in ("joins", "marks"):
            (people.marks.add if yes else people.marks.discard)((who, 0))
        result = publish(result, people, floor=floor)
        if result.published is None:
            continue
        for name, shown in zip(ever, result.published.summary.statements[0].sides, strict=True):
            now = (shown.disagreed, shown.passed, shown.agreed, shown.marked)
            if now == row.get(name):
                continue
            here = {p for p, _ in people.cell(0, "AB".index(name[-1]))}
            assert len(here - ever[name]) >= floor
            assert shown.n_votes == len(here)
            assert shown.marked == sum((p, 0) in people.marks for p in here)
            row[name] = now
            ever[name] |= here
