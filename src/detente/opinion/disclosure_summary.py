"""A summary that anybody may see, from an engine's summary and the counts that may be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from detente.opinion import disclosure_rankings as rankings
from detente.opinion.disclosure_cells import NOT_RECORDED, Cells
from detente.opinion.disclosure_evidence import (
    Placed,
    axes_of_many,
    explained_of_many,
    shares_of_many,
    verdict_of_many,
)
from detente.opinion.disclosure_sizes import Sizes
from detente.opinion.marks import what_matters
from detente.opinion.results import (
    Axis,
    AxisStatement,
    Cell,
    ExplainedShare,
    Group,
    Interval,
    MapSummary,
    RankedStatement,
    Representative,
    SideSummary,
    StatementResult,
    Verdict,
)

__all__ = ["full_summary", "refreshed_summary"]

IntArray = npt.NDArray[np.int64]

DIGITS = 2  # of everything that the model makes


def _round(number: float) -> float:
    return round(number, DIGITS) + 0.0


def _maybe(number: float | None) -> float | None:
    return None if number is None else _round(number)


def _interval(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    return Interval(_round(interval.estimate), _round(interval.low), _round(interval.high))


def _cell(counts: IntArray, n_people: int, source: Cell | None, marked: int = NOT_RECORDED) -> Cell:
    """Counts with the estimates of `source`. People are counted by full releases, and more may have voted since."""
    disagreed, passed, agreed = (int(n) for n in counts)
    n_votes = agreed + disagreed + passed
    return Cell(
        n_people=max(n_people, n_votes),
        n_votes=n_votes,
        agreed=agreed,
        disagreed=disagreed,
        passed=passed,
        agree=_interval(source.agree) if source else None,
        disagree=_interval(source.disagree) if source else None,
        pass_=_interval(source.pass_) if source else None,
        redraw=source.redraw if source else 0,
        marked=None if marked == NOT_RECORDED else marked,
        newer=source.newer if source else False,
    )


def _told_apart(cell: Cell, was: Cell) -> Cell:
    """The cell, marked where its counts have changed and its estimates have not."""
    same = (cell.agreed, cell.disagreed, cell.passed) == (was.agreed, was.disagreed, was.passed)
    return cell if same or cell.withheld or cell.agree is None else replace(cell, newer=True)


def _empty(n_people: int, why: str) -> Cell:
    return Cell(n_people=n_people, n_votes=0, agreed=0, disagreed=0, passed=0, withheld=why)


@dataclass(frozen=True, eq=False)
class _Columns:
    """Published counts in the order of the statements asked for: (S, K + 1, 3) with (S, K + 1) marks, (S, G, 3), and
    (S, G) redraws."""

    rows: IntArray
    marks: IntArray
    groups: IntArray
    redraws: IntArray

    @classmethod
    def of(cls, cells: Cells, statements: IntArray, names: tuple[str, ...]) -> _Columns:
        at = np.searchsorted(cells.statements, statements)
        slots = [cells.group_names.index(name) for name in names]
        groups, redraws = cells.group_counts[at][:, slots], cells.group_redraw[at][:, slots]
        return cls(cells.counts[at], cells.marks[at], groups, redraws)


def _statement(
    index: int,
    counts: _Columns,
    people: IntArray,
    groups: tuple[Group, ...],
    overall: Cell | None,
    sides: tuple[Cell | None, ...],
    of_groups: tuple[Cell | None, ...],
) -> StatementResult:
    rows, marks = counts.rows[index], counts.marks[index]
    n_sides = len(rows) - 1
    shown = rows.sum(axis=1) > 0
    side_cells = tuple(
        _cell(rows[k], int(people[k]), source, int(marks[k])) if shown[k] else _empty(int(people[k]), "not_enough")
        for k, source in enumerate(sides)
    )
    everybody = int(people.sum())
    # A total without one of its sides would pass for everybody, so it waits for all of them.
    if shown.any() and shown[:n_sides].all():
        known = bool((marks[shown] != NOT_RECORDED).all())
        total = _cell(rows.sum(axis=0), everybody, overall, int(marks[shown].sum()) if known else NOT_RECORDED)
    else:
        total = _empty(everybody, "not_enough")
    group_cells = tuple(
        replace(
            _cell(counts.groups[index, g], source.n_people if source else group.n_people or 0, source),
            redraw=int(counts.redraws[index, g]),
        )
        if counts.groups[index, g].any()
        else _empty(group.n_people or 0, "hidden")
        for g, (group, source) in enumerate(zip(groups, of_groups, strict=True))
    )
    return StatementResult(index, total, side_cells, group_cells)


def full_summary(
    summary: MapSummary,
    cells: Cells,
    statements: IntArray,
    visible: tuple[int, ...],
    sizes: Sizes,
    placed: Placed,
    renewed: npt.NDArray[np.bool_],
    redraw: int,
    previous: MapSummary | None,
    previous_index: IntArray,
) -> MapSummary:
    """What a full release publishes of an engine's summary.

    Parameters
    ----------
    summary : MapSummary
        Made of the votes in `cells` and of no others; statements in the order of `statements`.
    statements : ndarray of shape (S,)
        Ids.
    visible : tuple of int
        Groups to show, as indices into ``summary.groups``.
    placed : Placed
        Whom the evidence for the verdict and the ends of the axes rest on.
    renewed : ndarray of shape (S, G)
        Cells of these groups that this release renews. The others keep what they showed, estimates included.
    previous_index : ndarray of shape (S,)
        Index of each statement in `previous`, -1 where it is new.
    """
    names = tuple(summary.groups[g].name for g in visible)
    side_names = tuple(side.name for side in summary.sides)
    counts = _Columns.of(cells, statements, names)
    older = {group.name: g for g, group in enumerate(previous.groups)} if previous else {}
    with_shares = shares_of_many(tuple(summary.groups[g] for g in visible), sizes.groups, placed)
    groups = tuple(
        _group(
            with_shares[place],
            sizes.groups[place],
            renewed[:, place],
            previous.groups[older[names[place]]] if previous and names[place] in older else None,
            previous_index,
            np.asarray(counts.groups[:, place].any(axis=1), np.bool_),
        )
        for place in range(len(visible))
    )
    results = []
    for index, new in enumerate(summary.statements):
        was = previous.statements[previous_index[index]] if previous and previous_index[index] >= 0 else None
        of_groups = tuple(
            replace(new.groups[g], n_people=sizes.groups[place] or 0, redraw=redraw)
            if renewed[index, place]
            else was.groups[older[names[place]]]
            if was and names[place] in older
            else None
            for place, g in enumerate(visible)
        )
        result = _statement(
            index,
            counts,
            sizes.strata,
            groups,
            replace(new.overall, redraw=redraw),
            tuple(replace(cell, redraw=redraw) for cell in new.sides),
            of_groups,
        )
        if counts.rows[index].any():
            result = replace(
                result,
                vector=tuple(_round(w) for w in new.vector),
                pass_vector=tuple(_round(w) for w in new.pass_vector),
            )
        results.append(result)
    shown = np.asarray(counts.rows.any(axis=(1, 2)), np.bool_)
    return MapSummary(
        n_participants=int(sizes.strata.sum()),
        n_statements=len(statements),
        n_votes=int(counts.rows.sum()),
        n_placed=sizes.n_placed,
        verdict=_verdict(verdict_of_many(summary.verdict, len(visible), placed)),
        axes=tuple(_axis(axis, shown) for axis in axes_of_many(summary.axes, summary.statements, placed)),
        groups=groups,
        sides=_sides(summary.sides, counts.rows, sizes),
        statements=tuple(results),
        common_ground=rankings.common_ground(summary.common_ground, results, side_names, names, redraw),
        divisive=rankings.divisive(summary.divisive, results, side_names, names, redraw),
        unsure=rankings.of_everybody(summary.unsure, results),
        majority=rankings.of_everybody(summary.majority, results),
        explained=_explained(explained_of_many(summary.explained, len(summary.groups), len(visible))),
        matters=what_matters(results, side_names),
    )


def refreshed_summary(
    previous: MapSummary, cells: Cells, statements: IntArray, strata: IntArray, previous_index: IntArray
) -> MapSummary:
    """The last full release with the counts of today: nothing that the model made changes.

    `strata` (K + 1,) are the people counted by that release; `statements` (S,) and `previous_index` (S,) as in
    `full_summary`.
    """
    names = tuple(group.name for group in previous.groups)
    counts = _Columns.of(cells, statements, names)
    new_index = {int(old): new for new, old in enumerate(previous_index) if old >= 0}
    results = []
    for index, old in enumerate(previous_index):
        was = previous.statements[old] if old >= 0 else None
        result = _statement(
            index,
            counts,
            strata,
            previous.groups,
            was.overall if was else None,
            was.sides if was else (None,) * (len(strata) - 1),
            was.groups if was else (None,) * len(names),
        )
        if was:
            result = replace(
                result,
                overall=_told_apart(result.overall, was.overall),
                sides=tuple(map(_told_apart, result.sides, was.sides)),
                groups=tuple(map(_told_apart, result.groups, was.groups)),
                vector=was.vector,
                pass_vector=was.pass_vector,
            )
        results.append(result)
    return replace(
        previous,
        n_statements=len(statements),
        n_votes=int(counts.rows.sum()),
        axes=tuple(
            replace(axis, high=_moved(axis.high, new_index), low=_moved(axis.low, new_index)) for axis in previous.axes
        ),
        groups=tuple(
            replace(group, representative=_moved(group.representative, new_index)) for group in previous.groups
        ),
        sides=tuple(replace(side, n_votes=int(counts.rows[:, k].sum())) for k, side in enumerate(previous.sides)),
        statements=tuple(results),
        common_ground=_moved(previous.common_ground, new_index),
        divisive=_moved(previous.divisive, new_index),
        unsure=_moved(previous.unsure, new_index),
        majority=_moved(previous.majority, new_index),
        # Made of counts alone, so it goes with them and not with the model.
        matters=what_matters(results, tuple(side.name for side in previous.sides)),
    )


_Entry = TypeVar("_Entry", AxisStatement, RankedStatement, Representative)


def _moved(entries: tuple[_Entry, ...], new_index: dict[int, int]) -> tuple[_Entry, ...]:
    return tuple(
        replace(entry, statement=new_index[entry.statement]) for entry in entries if entry.statement in new_index
    )


def _verdict(verdict: Verdict) -> Verdict:
    return replace(
        verdict,
        strength=_round(verdict.strength),
        bic_drop=None if verdict.bic_drop is None else float(round(verdict.bic_drop)),
        separation=_maybe(verdict.separation),
        least_weight=_maybe(verdict.least_weight),
        valley=_maybe(verdict.valley),
    )


def _axis(axis: Axis, shown: npt.NDArray[np.bool_]) -> Axis:
    def kept(entries: tuple[AxisStatement, ...]) -> tuple[AxisStatement, ...]:
        return tuple(
            AxisStatement(entry.statement, _round(entry.low_end), _round(entry.high_end))
            for entry in entries
            if shown[entry.statement]
        )

    return Axis(_round(axis.strength), _round(axis.share), kept(axis.high), kept(axis.low))


def _group(
    group: Group,
    n_people: int | None,
    renewed: npt.NDArray[np.bool_],
    previous: Group | None,
    previous_index: IntArray,
    shown: npt.NDArray[np.bool_],
) -> Group:
    """Representative statements only where the group's cell shows just these estimates."""
    marks = [
        Representative(
            mark.statement,
            mark.vote,
            _round(mark.group),
            _round(mark.rest),
            _round(mark.difference),
            _round(mark.lower_bound),
        )
        for mark in group.representative
        if renewed[mark.statement]
    ]
    if previous:
        new_index = {int(old): new for new, old in enumerate(previous_index) if old >= 0}
        marks += [
            mark
            for mark in _moved(previous.representative, new_index)
            if shown[mark.statement] and not renewed[mark.statement]
        ]
    (x, y), ((xx, xy), (yx, yy)) = group.centre, group.covariance
    return Group(
        name=group.name,
        kind=group.kind,
        n_people=n_people,
        share=_maybe(group.share),
        centre=(_round(x), _round(y)),
        covariance=((_round(xx), _round(xy)), (_round(yx), _round(yy))),
        representative=tuple(sorted(marks, key=lambda mark: (-mark.lower_bound, mark.statement))),
    )


def _sides(sides: tuple[SideSummary, ...], rows: IntArray, sizes: Sizes) -> tuple[SideSummary, ...]:
    return tuple(
        SideSummary(side.name, int(sizes.strata[k]), int(rows[:, k].sum()), sizes.table[k])
        for k, side in enumerate(sides)
    )


def _explained(explained: ExplainedShare | None) -> ExplainedShare | None:
    if explained is None:
        return None
    return ExplainedShare(
        _round(explained.base), _round(explained.groups), _round(explained.model), _maybe(explained.share)
    )
