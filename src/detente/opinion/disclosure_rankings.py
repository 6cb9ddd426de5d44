"""Rankings that a reader could make from the page: scores are computed anew from the published cells.

The engine chooses which statements belong in a ranking, from all it knows. A score of its own could tell of a cell
that is not shown, so what is printed comes from cells that are.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import hypot

from detente.opinion.divisions import ENDS
from detente.opinion.results import Cell, Interval, RankedStatement, StatementResult

__all__ = ["common_ground", "difference", "divisive", "of_everybody"]

DIGITS = 2


def difference(one: Interval, other: Interval) -> float:
    """Lower bound of the absolute difference of two shares, from their intervals.

    The square-and-add bound (Newcombe 1998, Statistics in Medicine 17, method 10; Zou and Donner 2008, Statistics in
    Medicine 27): d - sqrt((p - low of p)^2 + (high of q - q)^2) with p the larger. As one-sided as the intervals'
    ends: 95 % for 90 % intervals.

    Examples
    --------
    >>> round(difference(Interval(0.8, 0.7, 0.88), Interval(0.3, 0.2, 0.4)), 3)
    0.359
    """
    high, low = (one, other) if one.estimate >= other.estimate else (other, one)
    return high.estimate - low.estimate - hypot(high.estimate - high.low, low.high - low.estimate)


def _ordered(entries: list[RankedStatement]) -> tuple[RankedStatement, ...]:
    """Best first; equal scores in the order of the statements, so that the order tells no further digit."""
    rounded = [replace(entry, score=round(entry.score, DIGITS) + 0.0) for entry in entries]
    return tuple(sorted(rounded, key=lambda entry: (-entry.score, entry.statement)))


def _share(cell: Cell, vote: str) -> Interval | None:
    return {"agree": cell.agree, "disagree": cell.disagree, "pass": cell.pass_}[vote]


def _named(
    result: StatementResult, sides: tuple[str, ...], groups: tuple[str, ...], vote: str, redraw: int
) -> tuple[list[tuple[str, Interval]], list[tuple[str, Interval]]]:
    """Sides and groups whose cell shows estimates of this redraw."""
    found: tuple[list[tuple[str, Interval]], list[tuple[str, Interval]]] = ([], [])
    for place, (kind, names, cells) in enumerate((("side", sides, result.sides), ("group", groups, result.groups))):
        for name, cell in zip(names, cells, strict=True):
            share = _share(cell, vote)
            if not cell.withheld and cell.redraw == redraw and share is not None:
                found[place].append((f"{kind}:{name}", share))
    return found


def common_ground(
    entries: tuple[RankedStatement, ...],
    results: list[StatementResult],
    sides: tuple[str, ...],
    groups: tuple[str, ...],
    redraw: int,
) -> tuple[RankedStatement, ...]:
    """Common ground by the lower bound of the least agreeing side and group.

    `entries` are the engine's: statements that also groups not on the map agree on. A statement is left out while its
    total, or the cell of any side, of any camp or of either end, is not shown: nothing is called common that a reader
    cannot check. The middle of a spectrum may be hidden; it lies between the ends.
    """
    needed = {*(f"side:{name}" for name in sides), *(f"group:{name}" for name in groups if name != ENDS[1])}
    kept = []
    for entry in entries:
        result = results[entry.statement]
        everybody = _share(result.overall, entry.vote)
        if result.overall.withheld or everybody is None:
            continue
        of_sides, of_groups = _named(result, sides, groups, entry.vote, redraw)
        if not needed <= {name for name, _ in (*of_sides, *of_groups)}:
            continue
        name, share = min([*of_sides, *of_groups] or [("", everybody)], key=lambda part: part[1].low)
        kept.append(replace(entry, score=share.low, least=name))
    return _ordered(kept)


def divisive(
    entries: tuple[RankedStatement, ...],
    results: list[StatementResult],
    sides: tuple[str, ...],
    groups: tuple[str, ...],
    redraw: int,
) -> tuple[RankedStatement, ...]:
    """What divides, by the lower bound of the largest difference of two sides or two groups that are shown.

    An entry that the engine lists for its sides is judged by the sides, one for its groups by the groups.
    """
    kept = []
    for entry in entries:
        result = results[entry.statement]
        of_sides, of_groups = _named(result, sides, groups, "agree", redraw)
        family = of_sides if entry.least.startswith("side:") else of_groups
        pairs = [
            (difference(one, other), f"{name_one} | {name_other}")
            for (name_one, one), (name_other, other) in combinations(family, 2)
        ]
        bound, who = max(pairs, key=lambda pair: pair[0], default=(0.0, ""))
        if bound > 0 and not result.overall.withheld:
            kept.append(replace(entry, score=bound, least=who))
    return _ordered(kept)


def of_everybody(entries: tuple[RankedStatement, ...], results: list[StatementResult]) -> tuple[RankedStatement, ...]:
    """Majority and unsure: lower bounds of everybody's shares."""
    kept = []
    for entry in entries:
        overall = results[entry.statement].overall
        share = _share(overall, entry.vote)
        if not overall.withheld and share is not None:
            kept.append(replace(entry, score=share.low, least=""))
    return _ordered(kept)
