"""Sizes, tables and hexagons: what is left when small numbers are taken out, and what follows from the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.opinion.disclosure_sizes import shown_parts, shown_table
from detente.opinion.hexagons import SIZES, hexagons


@given(st.lists(st.integers(0, 40), max_size=5), st.integers(0, 40))
def test_parts_of_a_total_leave_nobody_or_ten(parts: list[int], between: int) -> None:
    total = sum(parts) + between
    if 0 < total < 10:
        return
    shown = shown_parts(np.array(parts, np.int64), total, 10)
    kept = [part for part, s in zip(parts, shown, strict=True) if s]
    assert all(part == 0 or part >= 10 for part in kept)
    assert total - sum(kept) == 0 or total - sum(kept) >= 10


@given(
    st.lists(st.lists(st.integers(0, 25), min_size=3, max_size=3), min_size=2, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_no_small_sum_of_hidden_cells_follows_from_the_margins(table: list[list[int]], known: list[bool]) -> None:
    """Against linear algebra: whether the indicator of a set of hidden cells lies in the span of the margins."""
    people = np.array(table, np.int64)
    n_rows, n_columns = people.shape
    if np.any((people.sum(axis=1) > 0) & (people.sum(axis=1) < 10)):
        return
    known_columns = np.array(known) & (people.sum(axis=0) >= 10)
    shown = shown_table(people, known_columns, 10)
    assert np.all(people[shown] >= 10)
    if not shown.any():
        return
    hidden = [(i, j) for i in range(n_rows) for j in range(n_columns) if not shown[i, j] and people[i].any()]
    if not hidden:
        return
    margins = [[float(i == row) for i, _ in hidden] for row in range(n_rows)]
    margins += [[float(j == column) for _, j in hidden] for column in range(n_columns) if known_columns[column]]
    span = np.linalg.matrix_rank(np.array(margins))
    sizes = np.array([people[at] for at in hidden])
    for chosen in range(1, 2 ** len(hidden)):
        word = np.array([chosen >> at & 1 for at in range(len(hidden))], float)
        if 0 < word @ sizes < 10:
            assert np.linalg.matrix_rank(np.array([*margins, word.tolist()])) > span


@given(st.integers(0, 2**31), st.integers(0, 300), st.integers(0, 30))
def test_hexagons_hold_ten_and_leave_nobody_or_ten(seed: int, n: int, unplaced: int) -> None:
    position = np.random.default_rng(seed).normal(size=(n, 2))
    total = n + unplaced
    drawn, size = hexagons(position, totals=(total, n), floor=10)
    counts = [hexagon.n_people for hexagon in drawn]
    assert all(count >= 10 for count in counts)
    if drawn:
        assert size in SIZES
        for whole in (total, n):
            assert whole - sum(counts) == 0 or whole - sum(counts) >= 10


@given(st.integers(0, 2**31), st.integers(20, 150), st.floats(0.2, 0.8))
def test_where_there_are_camps_hexagons_still_hold_ten(seed: int, n: int, part: float) -> None:
    rng = np.random.default_rng(seed)
    camps = ((-1.0, 0.0), (1.0, 0.0))
    position = np.array(camps)[(rng.random(n) > part).astype(int)] + rng.normal(size=(n, 2)) * 0.4
    drawn, size = hexagons(position, totals=(n,), camps=camps)
    assert all(hexagon.n_people >= 10 for hexagon in drawn)
    left = n - sum(hexagon.n_people for hexagon in drawn)
    assert not drawn or left == 0 or left >= 10
    assert not drawn or size in SIZES


@pytest.mark.parametrize("seed", range(8))
def test_two_camps_on_a_line_are_drawn_with_a_valley_between(seed: int) -> None:
    """Sixty people at six standard deviations: each camp has most of its people drawn, and a gap between."""
    rng = np.random.default_rng(seed)
    x = np.repeat([-0.9, 0.9], [28, 32]) + rng.normal(size=60) * 0.3
    drawn, size = hexagons(np.stack([x, np.zeros(60)], axis=1), totals=(60,), camps=((-0.9, 0.0), (0.9, 0.0)))
    left = [hexagon for hexagon in drawn if hexagon.x < 0]
    right = [hexagon for hexagon in drawn if hexagon.x > 0]
    assert sum(hexagon.n_people for hexagon in left) >= 0.6 * 28
    assert sum(hexagon.n_people for hexagon in right) >= 0.6 * 32
    between = [h.n_people for h in drawn if h.x == 0]
    if between:
        assert between[0] <= min(max(h.n_people for h in camp) for camp in (left, right)) / 2
    else:
        assert right[0].x - left[-1].x > 1.4 * np.sqrt(3) * size


@pytest.mark.parametrize(("n", "least"), [(26, 2), (230, 5), (2000, 30)])
def test_hexagons_stay_useful(n: int, least: int) -> None:
    """Two camps show as two even with 26 people, and a crowd shows its shape."""
    rng = np.random.default_rng(1)
    position = rng.normal(size=(n, 2)) * 0.4 + np.repeat([[-1.5, 0.0], [1.5, 0.0]], n // 2, axis=0)
    drawn, _ = hexagons(position, totals=(n,), camps=((-1.5, 0.0), (1.5, 0.0)))
    assert len(drawn) >= least
    assert sum(hexagon.n_people for hexagon in drawn) >= 0.7 * n
    assert {hexagon.x > 0 for hexagon in drawn} == {True, False}
