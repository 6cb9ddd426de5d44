"""How many people: sizes of sides and groups, and which of them would give a smaller number away.

Sizes carry no vote, but "all of side A but three are in group 1" is about three people. Nothing under the floor is
shown, and nothing that leaves a sum under the floor when it is subtracted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Sizes", "count_people", "shown_parts", "shown_table"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MOST_MARGINS = 12  # rows and columns: up to 2 ** 12 choices are tried per cell; a wider table is not shown at all


@dataclass(frozen=True, eq=False)
class Sizes:
    """Numbers of people who took part, as they may be published.

    Attributes
    ----------
    strata : ndarray of shape (K + 1,)
        Per declared side, then those who declared none.
    groups : tuple of int or None
        Per group shown.
    n_placed : int or None
    table : tuple of tuple of int or None
        Per declared side: its people in each group shown, and all others.
    """

    strata: IntArray
    groups: tuple[int | None, ...]
    n_placed: int | None
    table: tuple[tuple[int | None, ...], ...]


def shown_parts(parts: IntArray, total: int, floor: int) -> BoolArray:
    """Parts of a published total that may be shown: none under `floor`, and neither the rest of them all together.

    Parameters
    ----------
    parts : ndarray of shape (n,)
        Disjoint parts; what they leave of `total` is never shown by itself.

    Returns
    -------
    ndarray of shape (n,), bool
        A part of 0 counts as shown: it says nothing of anybody.

    Examples
    --------
    >>> shown_parts(np.array([30, 14, 12]), 60, 10).tolist()  # 4 remain: the 12 keep them company
    [True, True, False]
    """
    shown: npt.NDArray[np.bool_] = (parts == 0) | (parts >= floor)
    for at in np.lexsort((np.arange(len(parts)), parts)):
        if shown[at] and parts[at] and 0 < total - int(parts[shown].sum()) < floor:
            shown[at] = False
    return shown


def _gives_away(table: IntArray, hidden: BoolArray, known_columns: BoolArray, floor: int) -> bool:
    """Whether some hidden cells that sum to 1 .. floor - 1 follow from the margins by addition and subtraction.

    Every row total is known, and the totals of `known_columns`. Give each row a number r and each known column a
    number d (other columns 0): the sum of r times the row totals less d times the column totals is known, and counts
    each hidden cell r - d times. It is the size of a set of cells just where r - d is 0 or 1 in every hidden cell (in
    empty ones too: nobody knows that they are empty). So from cell to cell there are two choices, and all are tried.
    """
    n_rows = len(table)
    ground = n_rows + len(known_columns)
    near: dict[int, list[tuple[int, int]]] = {}
    for row, column in zip(*(where.tolist() for where in np.nonzero(hidden)), strict=True):
        if table[row].any():  # a side known to be empty has no unknown cell
            node = n_rows + column if known_columns[column] else ground
            near.setdefault(row, []).append((node, int(table[row, column])))
            near.setdefault(node, []).append((row, int(table[row, column])))

    def search(order: list[int], value: dict[int, int], total: int) -> bool:
        if total >= floor:
            return False
        if len(value) == len(order):
            return total > 0
        node = order[len(value)]
        fixed = [(value[other], count) for other, count in near[node] if other in value]
        for step in (0, 1):
            number = fixed[0][0] + step if node < n_rows else fixed[0][0] - step
            apart = [(number - other if node < n_rows else other - number, count) for other, count in fixed]
            if all(gap in (0, 1) for gap, _ in apart) and search(
                order, {**value, node: number}, total + sum(gap * count for gap, count in apart)
            ):
                return True
        return False

    seen: set[int] = set()
    for root in sorted(near, reverse=True):  # the ground first: its number is 0
        if root not in seen:
            order = [root]
            for node in order:
                order += sorted({other for other, _ in near[node]} - set(order))
            seen.update(order)
            if search(order, {root: 0}, 0):
                return True
    return False


def shown_table(table: IntArray, known_columns: BoolArray, floor: int) -> BoolArray:
    """Cells of a table of sides by groups that may be shown, given that its row totals are published.

    Parameters
    ----------
    table : ndarray of shape (R, C)
        People per stratum and group. The last row (no side declared) and empty cells are never shown.
    known_columns : ndarray of shape (C,), bool
        Columns whose total is published.

    Returns
    -------
    ndarray of shape (R, C), bool
        Cells of `floor` or more, largest first, as long as no sum under `floor` can be had by subtraction.

    Examples
    --------
    >>> shown_table(np.array([[40, 3, 20], [5, 50, 15], [0, 0, 0]]), np.array([True, True, False]), 10).tolist()
    [[False, False, True], [False, False, True], [False, False, False]]
    """
    shown = np.zeros(table.shape, bool)
    if sum(table.shape) > MOST_MARGINS:
        return shown
    large = np.flatnonzero(table[:-1].ravel() >= floor)
    for at in large[np.argsort(-table.ravel()[large], kind="stable")]:
        shown.flat[at] = True
        if _gives_away(table, ~shown, known_columns, floor):
            shown.flat[at] = False
    return shown


def count_people(
    stratum: IntArray, group: IntArray, placed: BoolArray, people: IntArray, n_groups: int, floor: int
) -> Sizes:
    """Count people, and leave out what would give a number under `floor` away.

    Parameters
    ----------
    stratum, group : ndarray of shape (n,)
        Of everybody counted; group -1 for between groups, in a group that is not shown, or not placed.
    placed : ndarray of shape (n,), bool
        Has votes enough for a place on the map.
    people : ndarray of shape (K + 1,)
        Numbers of people to publish per stratum: at least as many as are counted here.
    """
    n_strata = len(people)
    width = n_groups + 1
    column = np.where(group >= 0, group, n_groups)
    table = np.bincount(stratum * width + column, minlength=n_strata * width).reshape(n_strata, width).astype(np.int64)
    table[:, n_groups] += people - table.sum(axis=1)  # who is published and has left since is in no group
    total = int(people.sum())
    unplaced = total - int(placed.sum())
    sizes = table.sum(axis=0)[:n_groups]
    shown = shown_parts(np.append(sizes, unplaced), total, floor)
    # the last column is known to whoever subtracts all groups from the total
    known = np.append(shown[:n_groups], bool(shown[:n_groups].all()))
    cells = shown_table(table, known, floor)
    return Sizes(
        strata=people,
        groups=tuple(int(n) if s else None for n, s in zip(sizes, shown[:n_groups], strict=True)),
        n_placed=total - unplaced if shown[-1] else None,
        table=tuple(
            tuple(int(table[k, c]) if cells[k, c] else None for c in range(width)) for k in range(n_strata - 1)
        ),
    )
