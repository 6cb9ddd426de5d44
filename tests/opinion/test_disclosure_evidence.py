"""No number of the verdict, the axes or the groups is published that fewer than ten people make up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from detente.opinion import map_opinion
from detente.opinion.axes import axis_ends
from detente.opinion.disclosure import release
from detente.opinion.disclosure_evidence import Placed, shares_of_many, verdict_of_many
from detente.opinion.hexagons import hexagons
from detente.opinion.results import ExplainedShare, Group, Verdict
from detente.opinion.votes import VoteMatrix
from tests.opinion.disclosure_kit import NEITHER, StubMap, join, new_public, page, publish, stub_map

FLOOR = 10


def crowd(n: int, n_mapped: int | None = None) -> Placed:
    return Placed(np.zeros((n, 2)), n if n_mapped is None else n_mapped, FLOOR)


def camp(name: str, share: float) -> Group:
    return Group(name, "camp", 20, share, (0.0, 0.0), ((1.0, 0.0), (0.0, 1.0)), ())


# --- the evidence for the verdict ----------------------------------------------------------------------------------


@given(
    st.integers(1, 3000),
    st.integers(0, 40),
    st.floats(0.001, 0.5),
    st.sampled_from(["camps", "spectrum"]),
    st.integers(0, 4),
)
def test_evidence_speaks_of_groups_of_ten(n: int, strangers: int, least: float, kind: str, shown: int) -> None:
    verdict = Verdict(kind, 3 if kind == "camps" else 0, 1.0, 5.0, 2.5, least, 0.4)
    found = verdict_of_many(verdict, shown, crowd(n, n + strangers))
    told = [found.bic_drop, found.separation, found.least_weight, found.valley]
    assert None not in told or told == [None] * 4  # all of them speak of the smallest group
    if told[0] is not None:
        assert found == verdict
        # all who are nobody's, or not counted yet, may be in it, and ten of the others are in it still
        assert least * (n + strangers) - strangers >= FLOOR
    elif kind == "camps":
        assert (found.kind, found.n_camps) == (("camps", shown) if shown > 1 else ("too_few", 0))
    else:
        assert (found.kind, found.n_camps) == (kind, 0)


def test_one_of_twenty_six_is_not_a_share() -> None:
    verdict = Verdict("spectrum", 0, 1.44, -3.0, 4.77, 0.04, 0.2)
    assert verdict_of_many(verdict, 0, crowd(26)) == Verdict("spectrum", 0, 1.44)
    assert verdict_of_many(verdict, 0, crowd(260)) == verdict
    assert verdict_of_many(Verdict("no_structure", 0, 0.2), 0, crowd(26)) == Verdict("no_structure", 0, 0.2)


def test_a_large_crowd_is_shaped_by_four_hundred() -> None:
    verdict = Verdict("camps", 2, 1.0, 50.0, 4.0, 0.02, 0.1)
    assert verdict_of_many(verdict, 2, crowd(3000)).least_weight is None  # 0.02 of 400 are eight
    assert verdict_of_many(replace(verdict, least_weight=0.03), 2, crowd(3000)).least_weight == 0.03


# --- the shares of groups ------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 60), min_size=2, max_size=4), st.integers(0, 4), st.integers(0, 3))
def test_shares_leave_nobody_or_ten(people: list[int], n_hidden: int, without_size: int) -> None:
    """Whoever subtracts the published shares from the whole finds nothing, or a group of ten."""
    total = sum(people)
    shown = people[: max(len(people) - n_hidden, 0)]
    groups = tuple(camp("ABCD"[at], n / total) for at, n in enumerate(shown))
    sizes = tuple(None if at == without_size else n for at, n in enumerate(shown))
    found = shares_of_many(groups, sizes, crowd(total))
    told = [group.share for group in found if group.share is not None]
    left = (1.0 - sum(told)) * total
    assert not told or left < 1e-6 or left >= FLOOR - 1e-6
    assert all(group.share is None for group, size in zip(found, sizes, strict=True) if size is None)


def test_shares_of_all_groups_are_published() -> None:
    groups = (camp("A", 0.6), camp("B", 0.4))
    assert shares_of_many(groups, (60, 40), crowd(100)) == groups


# --- the ends of the axes ------------------------------------------------------------------------------------------


@given(st.integers(0, 2**31), st.integers(0, 200), st.integers(2, 15), st.floats(-5, 5))
def test_one_person_moves_an_end_by_a_tenth_of_their_way(seed: int, n: int, floor: int, way: float) -> None:
    """A percentile would move all the way with the one person who stands there."""
    rng = np.random.default_rng(seed)
    position = rng.normal(size=n)
    ends = axis_ends(position, floor)
    assert (ends is None) == (n < 2 * floor)
    if ends is None:
        return
    position[rng.integers(n)] += way
    after = axis_ends(position, floor)
    assert after is not None
    assert all(abs(b - a) <= abs(way) / floor + 1e-9 for a, b in zip(ends, after, strict=True))


@given(st.integers(20, 300))
def test_between_the_ends_is_nobody_or_ten(n: int) -> None:
    """One person apart from all others, at 1, makes the mean of an end 1 divided by its size."""
    lowest, highest = np.zeros(n), np.zeros(n)
    lowest[0], highest[-1] = -1.0, 1.0
    low, high = axis_ends(lowest, FLOOR), axis_ends(highest, FLOOR)
    assert low is not None
    assert high is not None
    sizes = [round(-1 / low[0]), round(1 / high[1])]
    assert min(sizes) >= FLOOR
    assert n - sum(sizes) == 0 or n - sum(sizes) >= FLOOR


def test_ends_of_axes_are_those_of_the_people_counted() -> None:
    people = new_public(side_names=())
    join(people, NEITHER, 30, {0: 1, 1: 1})
    join(people, NEITHER, 15, {0: -1, 1: -1})
    (axis,) = page(publish(None, people)).summary.axes
    # positions of the stand-in are 3 and -3 by the mean vote, the vector of statement 0 is (30 / 7, 0.123456)
    low = (-3.0 * 11) / 11
    assert axis.high[0].low_end == round(float(expit(30 / 7 + 0.123456 * low)), 2)
    assert axis.high[0].high_end == round(float(expit(30 / 7 + 0.123456 * 3.0)), 2)


def test_fewer_than_twenty_have_no_ends() -> None:
    people = new_public(side_names=())
    join(people, NEITHER, 10, {0: 1, 1: 1})
    join(people, NEITHER, 9, {0: -1, 1: -1})
    (axis,) = page(publish(None, people)).summary.axes
    assert (axis.high, axis.low) == ((), ())
    assert axis.strength == 1.23


# --- a release -----------------------------------------------------------------------------------------------------


def engine(change: Callable[[StubMap], StubMap]) -> Callable[..., StubMap]:
    def fit(*given: Any, **named: Any) -> StubMap:
        return change(stub_map(*given, **named))

    return fit


def test_a_camp_of_nine_is_not_published_as_one() -> None:
    """Nine who stand apart from thirty: no camps, no evidence, no shares, no map that shows them."""
    people = new_public(side_names=())
    join(people, NEITHER, 30, {0: 1, 1: 1})
    join(people, NEITHER, 9, {0: -1, 1: -1})

    def with_nine(made: StubMap) -> StubMap:
        return replace(made, summary=replace(made.summary, verdict=Verdict("camps", 2, 1.0, 9.0, 4.0, 9 / 39, 0.1)))

    published = page(release(None, **people.matrix(), _map_opinion=engine(with_nine)))
    assert published.summary.verdict == Verdict("too_few", 0, 1.0)
    assert published.summary.groups == ()
    assert published.summary.explained is None
    assert published.hexagons == ()


def test_what_groups_carry_waits_for_all_of_them() -> None:
    people = new_public(side_names=())
    join(people, NEITHER, 30, {0: 1, 1: 1})
    join(people, NEITHER, 20, {0: -1, 1: -1})
    assert page(publish(None, people)).summary.explained == ExplainedShare(0.12, 0.1, 0.05, 0.54)
    join(people, NEITHER, 10, {0: 1, 1: -1})

    def with_a_third(made: StubMap) -> StubMap:
        groups = (*made.summary.groups, replace(made.summary.groups[0], name="C", n_people=0))
        rows = tuple(replace(row, groups=(*row.groups, row.groups[0])) for row in made.summary.statements)
        return replace(made, summary=replace(made.summary, groups=groups, statements=rows))

    published = page(release(None, **people.matrix(), _map_opinion=engine(with_a_third)))
    assert [group.name for group in published.summary.groups] == ["A", "B"]
    assert published.summary.explained is None


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**31), st.integers(16, 50), st.integers(1, 9))
def test_a_few_who_stand_apart_leave_no_number_of_their_own(seed: int, n: int, few: int) -> None:
    """The real engine: however it groups them, what is published of its groups speaks of ten people each."""
    rng = np.random.default_rng(seed)
    lean = np.where(np.arange(n + few) < n, 1, -1)
    own = rng.random((n + few, 14)) < 0.15
    table = np.where(own, rng.integers(-1, 2, own.shape), lean[:, None])
    person, statement = np.indices(table.shape)
    votes = VoteMatrix.from_triples(person.ravel(), statement.ravel(), table.ravel())
    made = map_opinion(votes)
    published = page(release(None, votes, _map_opinion=lambda *_given, **_named: made))
    verdict, placed = made.summary.verdict, int((made.people.group != -2).sum())
    told = published.summary.verdict
    if told.least_weight is not None:
        assert verdict.least_weight is not None
        assert verdict.least_weight * placed >= FLOOR
    else:
        assert (told.bic_drop, told.separation, told.valley) == (None, None, None)
    if told.kind == "camps":
        assert told.n_camps <= (n + few) // FLOOR
    assert all(group.n_people is None or group.n_people >= FLOOR for group in published.summary.groups)
    if len(published.summary.groups) < len(made.summary.groups):
        assert published.summary.explained is None


# --- a map without camps -------------------------------------------------------------------------------------------


@given(st.integers(0, 2**31), st.integers(10, 400), st.booleans(), st.sampled_from(["normal", "even", "two"]))
def test_a_map_without_camps_shows_none(seed: int, n: int, flat: bool, kind: str) -> None:
    """One hexagon, or three and more that hang together; even where people do stand in two heaps."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n) if kind != "even" else rng.uniform(-2, 2, n)
    if kind == "two":
        x = x * 0.2 + np.where(rng.random(n) < 0.5, -1.0, 1.0)
    position = np.stack([x, np.zeros(n) if flat else rng.normal(size=n) * 0.3], axis=1)
    drawn, _size = hexagons(position, totals=(n,))
    assert len(drawn) != 2
    if not flat or len(drawn) < 2:
        return
    counts = [hexagon.n_people for hexagon in drawn]  # from the left to the right
    gaps = np.diff([hexagon.x for hexagon in drawn])
    for at in range(1, len(counts)):
        left, right = counts[:at], counts[at:]
        if min(sum(left), sum(right)) >= 0.2 * sum(counts):
            assert gaps[at - 1] < 1.5 * gaps.min()  # no gap between two parts of some size
        before = list(takewhile(counts[at].__lt__, reversed(left)))
        after = list(takewhile(counts[at].__lt__, counts[at + 1 :]))
        if min(sum(before), sum(after)) >= 0.2 * sum(counts):
            assert counts[at] > 0.5 * min(max(before), max(after))


@pytest.mark.parametrize("n", [30, 46, 60])
def test_forty_six_people_on_a_line_are_not_two_columns(n: int) -> None:
    """The closed consultation of the demonstration was drawn as columns of 21 and 25 people beside "no division"."""
    position = np.stack([np.random.default_rng(2).normal(size=n), np.zeros(n)], axis=1)
    drawn, _size = hexagons(position, totals=(n,))
    assert len(drawn) == 1 or len(drawn) >= 3
