"""Votes in, an opinion map out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

import detente
from detente.opinion import codec, rankings
from detente.opinion.axes import MapAxes, align, explain, find_axes
from detente.opinion.divisions import BETWEEN, NOT_PLACED, Division, describe, divide, keep_names
from detente.opinion.errors import BadParameter, BadVotes, NotTheSamePublic
from detente.opinion.estimates import Estimate, Populations, collect_sums, cross_fit, estimate
from detente.opinion.explained import explained_share, labels_of_folds
from detente.opinion.fitting import check_dimensions, fit
from detente.opinion.influence import positions_without
from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.results import (
    Cell,
    EngineInfo,
    ExplainedShare,
    Group,
    Interval,
    MapSummary,
    People,
    SideSummary,
    StatementResult,
)
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["OpinionMap", "map_opinion"]

FORMAT = "detente/opinion-map/1"
ENOUGH_TO_PLACE = 7
SMALLEST_END = 10
DISAGREE, PASS, AGREE = 0, 1, 2


class SidesLike(Protocol):
    """Declared sides; see `detente.opinion.Sides`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sides."""

    @property
    def of_participant(self) -> IntArray:
        """Index into `names` per participant, -1 for undeclared."""


class MapLike(Protocol):
    """An earlier map: what is needed of it to turn a new one the same way."""

    @property
    def summary(self) -> MapSummary:
        """Its axes and groups."""

    @property
    def people(self) -> People:
        """Everybody's place; row i is the same person as row i now."""


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """Everything the engine found. Not for publication: that is `detente.opinion.disclosure.release`.

    Attributes
    ----------
    summary : MapSummary
        What is not about single persons.
    people : People
        Where everybody stands.
    engine : EngineInfo
    format : str
    """

    summary: MapSummary
    people: People
    engine: EngineInfo
    format: str = FORMAT

    def to_json(self) -> str:
        """The whole map as JSON, floats rounded to six digits; the same map gives the same bytes."""
        return codec.dumps(self)

    @classmethod
    def from_json(cls, text: str) -> OpinionMap:
        """The inverse of `to_json`.

        Raises
        ------
        NotAnOpinionMap
        """
        return codec.loads(cls, text)


def map_opinion(
    votes: VoteMatrix,
    *,
    sides: SidesLike | None = None,
    chance: FloatArray | None = None,
    previous: MapLike | None = None,
    organisers: Sequence[int] = (),
    dimensions: int = 8,
    rng: int = 0,
    floor: int = 5,
    progress: Callable[[str, int, int], None] | None = None,
) -> OpinionMap:
    """The opinion map of a public.

    Parameters
    ----------
    votes : VoteMatrix
        P participants, S statements.
    sides : Sides, optional
        Declared sides. They are facts given by people: every number by side is counted by them, none is guessed.
    chance : ndarray of shape (n,), optional
        For every vote, in the order of ``votes.participant`` and ``votes.statement``, the chance that this person
        was shown this statement (0 < chance <= 1). Without it statements are taken as offered alike to everybody
        within half of the first axis.
    previous : OpinionMap, optional
        An earlier map of the same people (row i is the same person; there may be more now). The new one is turned to
        it and its groups keep their names.
    organisers : sequence of int
        Participants whose votes are not counted as people.
    dimensions : int
        Of the vote model, 1 to 16.
    rng : int
        Seed. The same votes and seed give the same map.
    floor : int
        Least votes in a cell for an estimate to be given.
    progress : callable, optional
        Called with (stage, done, in all).

    Returns
    -------
    OpinionMap

    Raises
    ------
    BadParameter, BadVotes, NotTheSamePublic

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [1, 1, -1, -1, 1, 0])
    >>> map_opinion(votes).summary.verdict.kind
    'too_few'
    """
    check_dimensions(dimensions, "map_opinion")
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        raise BadParameter("rng", "map_opinion", "an int in the range [0, inf)", rng)
    if isinstance(floor, bool) or not isinstance(floor, int | np.integer) or floor < 1:
        raise BadParameter("floor", "map_opinion", "an int in the range [1, inf)", floor)
    names, side = _sides(sides, votes.n_participants)
    votes, chance, side = _without(votes, chance, side, organisers)

    def report(stage: str) -> Callable[[int, int], None]:
        return lambda done, whole: progress(stage, done, whole) if progress is not None else None

    model = fit(votes, dimensions=dimensions, rng=int(rng), progress=report("fit"))
    placed = votes.votes_per_participant >= max(1, min(ENOUGH_TO_PLACE, votes.n_statements))
    own_axes = find_axes(model, int(placed.sum()))
    axes, turn = _turned(own_axes, model, placed, previous)
    division = divide(model, votes, own_axes, placed, flipped=bool(turn[0, 0] < 0))
    if previous is not None:
        division = _named(division, previous, votes.n_participants)
    report("estimate")(0, 1)
    tables = _estimate(votes, model, own_axes, division, side, len(names), chance, int(rng), dimensions)
    report("estimate")(1, 1)
    position = axes.positions(model.mean)
    covariance = axes.ellipses(model.covariance)
    groups = _groups(division, tables, position, covariance, turn, floor)
    summary = _summarise(votes, model, axes, placed, division, groups, tables, names, side, floor)
    people = People(
        position=np.where(votes.votes_per_participant[:, None] > 0, position, 0.0),
        covariance=covariance,
        membership=division.membership,
        group=division.label,
        side=side,
        n_votes=votes.votes_per_participant,
    )
    return OpinionMap(summary, people, EngineInfo(detente.__version__, int(dimensions), int(rng)))


def _sides(sides: SidesLike | None, n_participants: int) -> tuple[tuple[str, ...], IntArray]:
    if sides is None:
        return (), np.full(n_participants, -1, np.int64)
    of_participant = np.asarray(sides.of_participant)
    if of_participant.shape != (n_participants,):
        raise BadVotes(f"sides must hold one side per participant ({n_participants}). Got {of_participant.shape}.")
    if of_participant.size and (of_participant.min() < -1 or of_participant.max() >= len(sides.names)):
        raise BadVotes(f"a side must be -1 (undeclared) or lie in 0 to {len(sides.names) - 1}.")
    return tuple(sides.names), of_participant.astype(np.int64)


def _without(
    votes: VoteMatrix, chance: FloatArray | None, side: IntArray, organisers: Sequence[int]
) -> tuple[VoteMatrix, FloatArray | None, IntArray]:
    """Votes, chances and sides with the organisers' taken out."""
    if chance is not None:
        if np.asarray(chance).dtype.kind not in "iuf":
            raise BadVotes(f"chance must hold numbers. Got an array of type {np.asarray(chance).dtype}.")
        chance = np.asarray(chance, np.float64)
        if chance.shape != (votes.n_votes,):
            raise BadVotes(f"chance must hold one number per vote ({votes.n_votes}). Got shape {chance.shape}.")
        if chance.size and not (np.all(np.isfinite(chance)) and chance.min() > 0 and chance.max() <= 1):
            raise BadVotes("chance must lie above 0 and at most at 1.")
    index = np.asarray(list(organisers))
    if not index.size:
        return votes, chance, side
    if index.dtype.kind not in "iu":
        raise BadVotes(f"organisers must hold whole numbers. Got an array of type {index.dtype}.")
    if index.min() < 0 or index.max() >= votes.n_participants:
        raise BadVotes(f"organisers must be participants 0 to {votes.n_participants - 1}.")
    keep = ~np.isin(votes.participant, index)
    side = side.copy()
    side[index] = -1
    return votes.select(keep), None if chance is None else chance[keep], side


def _turned(own: MapAxes, model: VoteModel, placed: np.ndarray, previous: MapLike | None) -> tuple[MapAxes, FloatArray]:
    """The axes as shown, and the 2 x 2 matrix from the axes found to them."""
    axes = own
    if previous is not None and previous.summary.axes:
        common = len(previous.people.position)
        if not 0 < common <= model.n_participants:
            raise NotTheSamePublic(
                f"the previous map has {common} participants and these votes have {model.n_participants}. Row i must "
                "be the same person in both: give people who left an empty row, and add new ones at the end."
            )
        here = placed[:common] & (previous.people.group[:common] != NOT_PLACED)
        if here.any():
            axes = align(
                own,
                model.mean[:common][here],
                np.ones(int(here.sum())),
                previous.people.position[:common][here],
                len(previous.summary.axes),
            )
    turn = np.eye(2)
    shown = own.n_shown
    turn[:shown, :shown] = axes.directions[:shown] @ own.directions[:shown].T
    return axes, turn


def _named(division: Division, previous: MapLike, n_participants: int) -> Division:
    if previous.summary.verdict.kind != "camps":
        return division
    label = np.full(n_participants, BETWEEN, np.int64)
    label[: len(previous.people.group)] = previous.people.group
    return keep_names(division, [group.name for group in previous.summary.groups], label)


@dataclass(frozen=True, eq=False)
class _Tables:
    """Estimates of everybody, each side, each group and each group's rest; counts of the first three."""

    everybody: Estimate
    sides: list[Estimate]
    groups: list[Estimate]
    rests: list[Estimate]
    counts: IntArray  # (1 + sides + groups, S, 3)
    people: IntArray  # (1 + sides + groups,)
    rest_votes: IntArray  # (groups, S)
    explained: ExplainedShare | None


def _estimate(
    votes: VoteMatrix,
    model: VoteModel,
    axes: MapAxes,
    division: Division,
    side: IntArray,
    n_sides: int,
    chance: FloatArray | None,
    seed: int,
    dimensions: int,
) -> _Tables:
    owner = votes.participant
    took_part = votes.votes_per_participant > 0
    placed = division.label != NOT_PLACED
    first = model.mean @ axes.directions[0]
    middle = float(np.median(first[placed])) if placed.any() else 0.0
    ellipse = axes.ellipses(model.covariance)
    without = np.zeros((votes.n_votes, 2))
    without[:, : axes.n_shown] = positions_without(model, votes, axes.directions[: axes.n_shown])
    label_without = np.where(
        placed[owner], division.labels_at(without, ellipse[owner, 0, 0], ellipse[owner]), NOT_PLACED
    ).astype(np.int64)
    n_groups = len(division.names)
    member = [took_part] + [(side == s) & took_part for s in range(n_sides)]
    counts = [m[owner] for m in member]
    for g in range(n_groups):
        member.append(division.label == g)
        counts.append(label_without == g)
    for g in range(n_groups):
        member.append(placed & (division.label != g))
        counts.append(placed[owner] & (label_without != g))
    populations = Populations(
        np.array(member).reshape(len(member), votes.n_participants),
        np.array(counts).reshape(len(member), votes.n_votes),
        first > middle,
        without[:, 0] > middle,
    )
    cross = cross_fit(votes, dimensions=dimensions, rng=np.random.default_rng(seed))
    found = [estimate(sums) for sums in collect_sums(votes, cross, populations, chance)]
    cast = np.stack([votes.counts(np.where(m, 0, -1), 1)[0] for m in member])
    shown = 1 + n_sides + n_groups
    return _Tables(
        everybody=found[0],
        sides=found[1 : 1 + n_sides],
        groups=found[1 + n_sides : shown],
        rests=found[shown:],
        counts=cast[:shown],
        people=populations.member[:shown].sum(axis=1),
        rest_votes=cast[shown:].sum(axis=2),
        explained=explained_share(votes, cross, labels_of_folds(model, cross, axes, division, placed))
        if division.names
        else None,
    )


def _groups(
    division: Division,
    tables: _Tables,
    position: FloatArray,
    covariance: FloatArray,
    turn: FloatArray,
    floor: int,
) -> tuple[Group, ...]:
    shift = len(tables.people) - len(division.names)
    return tuple(
        replace(
            group,
            representative=rankings.representative(
                tables.groups[number],
                tables.rests[number],
                (tables.counts[shift + number].sum(axis=1) >= floor) & (tables.rest_votes[number] >= floor),
            ),
        )
        for number, group in enumerate(describe(division, position, covariance, turn))
    )


def _cells(estimates: Estimate, counts: IntArray, n_people: int, floor: int) -> list[Cell]:
    cells = []
    for j, (disagreed, passed, agreed) in enumerate(counts.tolist()):
        total = disagreed + passed + agreed
        agree, disagree, passing = (
            Interval(float(estimates.share[j, k]), float(estimates.low[j, k]), float(estimates.high[j, k]))
            if total >= floor
            else None
            for k in (AGREE, DISAGREE, PASS)
        )
        cells.append(
            Cell(
                n_people,
                total,
                agreed,
                disagreed,
                passed,
                agree,
                disagree,
                passing,
                withheld="" if total >= floor else "not_enough",
            )
        )
    return cells


def _summarise(
    votes: VoteMatrix,
    model: VoteModel,
    axes: MapAxes,
    placed: np.ndarray,
    division: Division,
    groups: tuple[Group, ...],
    tables: _Tables,
    names: tuple[str, ...],
    side: IntArray,
    floor: int,
) -> MapSummary:
    estimates = [tables.everybody, *tables.sides, *tables.groups]
    cells = [
        _cells(found, counts, int(people), floor)
        for found, counts, people in zip(estimates, tables.counts, tables.people, strict=True)
    ]
    enough = tables.counts.sum(axis=2) >= floor
    n_sides, n_groups = len(names), len(groups)
    loadings = model.item_mean[:, :, 1:] @ axes.directions[: axes.n_shown].T
    statements = tuple(
        StatementResult(
            statement=j,
            overall=cells[0][j],
            sides=tuple(cells[1 + s][j] for s in range(n_sides)),
            groups=tuple(cells[1 + n_sides + g][j] for g in range(n_groups)),
            vector=(float(model.item_mean[0, j, 0]), *loadings[0, j].tolist()),
            pass_vector=(float(model.item_mean[1, j, 0]), *loadings[1, j].tolist()),
        )
        for j in range(votes.n_statements)
    )
    part_names = [f"side:{name}" for name in names] + [f"group:{group.name}" for group in groups]
    parts = list(zip(part_names, estimates[1:], enough[1:], strict=True))
    # An end of a spectrum is a stretch of a line, not a party: one with a handful of people has no veto.
    decisive = [
        part
        for part, group in zip(parts, [*[None] * n_sides, *groups], strict=True)
        if group is None or group.kind == "camp" or (group.n_people or 0) >= SMALLEST_END
    ] or [("", tables.everybody, enough[0])]
    position = axes.positions(model.mean)[placed]
    structured = division.verdict.kind in ("spectrum", "camps")
    return MapSummary(
        n_participants=int(np.count_nonzero(votes.votes_per_participant)),
        n_statements=votes.n_statements,
        n_votes=votes.n_votes,
        n_placed=int(placed.sum()),
        verdict=division.verdict,
        axes=explain(axes, model, position, enough[0]) if structured else (),
        groups=groups,
        sides=tuple(
            SideSummary(
                name,
                int(tables.people[1 + s]),
                int(tables.counts[1 + s].sum()),
                (
                    *(int(np.count_nonzero((side == s) & (division.label == g))) for g in range(n_groups)),
                    int(tables.people[1 + s]) - int(np.count_nonzero((side == s) & (division.label >= 0))),
                ),
            )
            for s, name in enumerate(names)
        ),
        statements=statements,
        common_ground=rankings.common_ground(
            [(name, found) for name, found, _ in decisive], np.logical_and.reduce([ok for *_, ok in decisive])
        ),
        divisive=rankings.divisive([parts[:n_sides], parts[n_sides:]], votes.n_statements),
        unsure=rankings.unsure(tables.everybody, enough[0]),
        majority=rankings.majority(tables.everybody, enough[0]),
        explained=tables.explained,
    )
