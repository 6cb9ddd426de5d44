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


@pytest.mark.parametrize(("n", "least"), [(26, 2), (230, 5), (2000, 30)])
def test_hexagons_stay_useful(n: int, least: int) -> None:
    """Two camps show as two even with 26 people, and a crowd shows its shape."""
    rng = np.random.default_rng(1)
    position = rng.normal(size=(n, 2)) * 0.4 + np.repeat([[-1.5, 0.0], [1.5, 0.0]], n // 2, axis=0)
    drawn, _ = hexagons(position, totals=(n,))
    assert len(drawn) >= least
    assert sum(hexagon.n_people for hexagon in drawn) >= 0.7 * n
    assert {hexagon.x > 0 for hexagon in drawn} == {True, False}
