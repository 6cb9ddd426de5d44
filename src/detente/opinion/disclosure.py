"""The only road from votes to anything published.

`release` is called again and again while people vote. Each call may see every vote, and answers with what anybody may
see: nothing in it changes for fewer than `floor` (ten) new voters, and no adding or subtracting of published counts,
over everything a reader ever saved, isolates between one person and nine. Rules, proofs and limits are in
``docs/algorithms/disclosure.md``.

Two things make that short to prove. Published counts are renewed by two rules only (`disclosure_rules`). And the
model never sees a vote that is not in a published count: everything else on a published map is computed from those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from detente.opinion.disclosure_cells import Ballots, Cells
from detente.opinion.disclosure_evidence import Placed
from detente.opinion.disclosure_rules import refresh_columns, refresh_rows
from detente.opinion.disclosure_sizes import count_people
from detente.opinion.disclosure_state import State
from detente.opinion.disclosure_summary import full_summary, refreshed_summary
from detente.opinion.errors import BadParameter, NotTheSamePublic
from detente.opinion.hexagons import hexagons
from detente.opinion.opinion_map import map_opinion
from detente.opinion.results import PUBLISHED_FORMAT, EngineInfo, Group, MapSummary, People, PublishedMap
from detente.opinion.votes import Sides, VoteMatrix

__all__ = ["Release", "State", "Waiting", "release"]

IntArray = npt.NDArray[np.int64]


class MapLike(Protocol):
    """What `release` needs of an opinion map."""

    @property
    def summary(self) -> MapSummary:
        """What it says."""

    @property
    def people(self) -> People:
        """Where everybody stands."""

    @property
    def engine(self) -> EngineInfo:
        """What made it."""


@dataclass(frozen=True)
class Waiting:
    """What the next full release waits for. May be published: it never tells how many are missing.

    Attributes
    ----------
    floor : int
        New voters that each of `sides` needs whose answers stand in a cell that is open.
    sides : tuple of str
        Sides that do not have them yet.
    anybody : bool
        True where no sides are declared and the whole public does not have them yet.
    """

    floor: int
    sides: tuple[str, ...]
    anybody: bool


@dataclass(frozen=True, eq=False)
class Release:
    """What anybody may see, and what the next call needs.

    Attributes
    ----------
    published : PublishedMap or None
        For everybody. None until every side has its first ten voters.
    waiting : Waiting
        For everybody.
    state : State
        Private: it holds votes. Keep it where the votes are kept, and give the whole release to the next call.
    full : bool
        Whether this call was a full release.
    """

    published: PublishedMap | None
    waiting: Waiting
    state: State
    full: bool


def release(
    previous: Release | None,
    votes: VoteMatrix,
    *,
    sides: Sides | None = None,
    participants: npt.ArrayLike | None = None,
    statements: npt.ArrayLike | None = None,
    organisers: npt.ArrayLike = (),
    chance: npt.ArrayLike | None = None,
    matters: npt.ArrayLike | None = None,
    floor: int = 10,
    dimensions: int = 8,
    rng: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
    _map_opinion: Callable[..., MapLike] | None = None,
) -> Release:
    """Publish what may be published of these votes.

    A *full release* refits and publishes groups, map, vectors, rankings and intervals. It needs `floor` new voters on
    every side since the last one (those who declared no side never count as a side; without sides, `floor` new
    voters in all). Between full releases only counts are renewed, each cell whole and for `floor` new voters in it.

    Parameters
    ----------
    previous : Release or None
        What the last call for this consultation answered; None the first time.
    votes : VoteMatrix
        Votes of P participants on S statements as they stand now. Who deletes everything has no row or no votes.
    sides : Sides, optional
        Declared sides. Their names stay the same from call to call.
    participants, statements : array_like of shape (P,) and (S,), optional
        Ids of the rows and columns, each for one participant or statement for good; by default their index.
    organisers : array_like of int, optional
        Ids of participants whose votes do not count.
    chance : array_like of shape (n,), optional
        Chance with which each vote's statement had been shown, in the order of `votes`.
    matters : array_like of shape (n,), optional
        Whether each vote came with the mark "this matters to me". Leave it out where that was not recorded: nobody
        marked is not nobody could.
    floor : int, default 10
        Least number of voters behind any published number, and of new voters behind any change. At least 2.
    dimensions, rng, progress
        As in `map_opinion`, which only full releases call.

    Returns
    -------
    Release

    Raises
    ------
    BadParameter
        Ids that repeat or do not match the votes, a floor under 2, a chance outside (0, 1], marks that are not true or
        false for each vote.
    NotTheSamePublic
        `previous` was made with other sides or another floor.
    """
    if isinstance(floor, bool) or not isinstance(floor, int) or floor < 2:
        raise BadParameter("floor", "release", "an int in the range [2, inf)", floor)
    names = tuple(sides.names) if sides is not None else ()
    columns = _ids(statements, votes.n_statements, "statements")
    state = previous.state if previous is not None else State.empty(names, floor)
    if state.cells.side_names != names or state.floor != floor:
        raise NotTheSamePublic(
            f"The previous release was made with the sides {state.cells.side_names} and the floor {state.floor}. "
            f"Got {names} and {floor}. Keep both through a consultation, or start it anew with previous=None."
        )
    ballots = _ballots(votes, sides, participants, columns, organisers, chance, matters)
    cells, _ = refresh_rows(state.cells, ballots, floor=floor)
    shown = cells.people_shown()
    fresh = np.bincount(
        cells.stratum[shown & ~cells.counted & ~np.isin(cells.participants, cells.spent)], minlength=len(names) + 1
    )
    needed = np.arange(len(names)) if names else np.zeros(1, np.int64)
    short = fresh[needed] < floor
    waiting = Waiting(
        floor=floor,
        sides=tuple(name for name, missing in zip(names, short, strict=False) if missing),
        anybody=not names and bool(short[0]),
    )
    old = previous.published if previous is not None else None
    if not short.any():
        fit = partial(_map_opinion or map_opinion, dimensions=dimensions, rng=rng, progress=progress)
        return _full(replace(state, cells=cells), old, columns, fresh, fit)
    if old is None:
        # Nothing is public yet, so nothing needs to be remembered: the first release takes everything as it is then.
        return Release(None, waiting, State.empty(names, floor), False)
    cells, _ = refresh_columns(
        cells,
        _changed(state.cells, cells),
        tuple(group.name for group in old.summary.groups),
        spare=_spare(old.summary.groups),
        floor=floor,
        redraw=state.redraw,
    )
    summary = refreshed_summary(old.summary, cells, columns, state.sizes, _index_in(state.columns, columns))
    return Release(replace(old, summary=summary), waiting, replace(state, cells=cells, columns=columns), False)


def _ids(given: npt.ArrayLike | None, size: int, name: str) -> IntArray:
    if given is None:
        return np.arange(size, dtype=np.int64)
    ids = np.asarray(given)
    if ids.size == 0:
        ids = ids.astype(np.int64)
    if ids.shape != (size,) or ids.dtype.kind not in "iu" or len(np.unique(ids)) < size:
        raise BadParameter(name, "release", f"{size} different whole numbers, one for each in the votes", given)
    return ids.astype(np.int64)


def _ballots(
    votes: VoteMatrix,
    sides: Sides | None,
    participants: npt.ArrayLike | None,
    columns: IntArray,
    organisers: npt.ArrayLike,
    chance: npt.ArrayLike | None,
    matters: npt.ArrayLike | None,
) -> Ballots:
    rows = _ids(participants, votes.n_participants, "participants")
    n_sides = len(sides.names) if sides is not None else 0
    stratum = np.full(len(rows), n_sides, np.int64)
    if sides is not None:
        declared = np.asarray(sides.of_participant)
        if declared.shape != stratum.shape or np.any(declared >= n_sides):
            raise BadParameter("sides", "release", "one side, or -1, for each row of the votes", declared)
        stratum = np.where(declared >= 0, declared, n_sides)
    odds = np.zeros(0)
    if chance is not None:
        odds = np.asarray(chance, float)
        if odds.shape != (votes.n_votes,) or not np.all((odds > 0) & (odds <= 1)):
            raise BadParameter("chance", "release", "a number in (0, 1] for each vote", chance)
    marked = np.zeros(0, bool)
    if matters is not None:
        marked = np.asarray(matters)
        if marked.shape != (votes.n_votes,) or marked.dtype != bool:
            raise BadParameter("matters", "release", "true or false for each vote", matters)
    counts = ~np.isin(rows, np.asarray(organisers, np.int64))[votes.participant]
    # Who has no vote (any more) is not there: whoever takes back the last vote leaves as if the row were deleted.
    here = np.zeros(len(rows), bool)
    here[votes.participant[counts]] = True
    row_order, column_order = np.flatnonzero(here)[np.argsort(rows[here])], np.argsort(columns)
    row_rank, column_rank = np.zeros(len(rows), np.int64), np.argsort(column_order)
    row_rank[row_order] = np.arange(len(row_order))
    participant, statement = row_rank[votes.participant[counts]], column_rank[votes.statement[counts]]
    order = np.argsort(statement * max(len(rows), 1) + participant, kind="stable")
    return Ballots(
        participants=rows[row_order],
        stratum=stratum[row_order],
        statements=columns[column_order],
        participant=participant[order],
        statement=statement[order],
        vote=votes.vote[counts][order].astype(np.int64),
        chance=odds[counts][order] if odds.size else odds,
        matters=marked[counts][order] if marked.size else marked,
    )


def _changed(before: Cells, after: Cells) -> npt.NDArray[np.bool_]:
    """Statements of `after` with a row that is not as it was in `before`."""
    first_new_kind = np.zeros(len(after.statements), bool)
    first_new_kind[after.statement[after.kind >= before.next_kind]] = True
    return first_new_kind


def _spare(groups: Sequence[Group]) -> tuple[bool, ...]:
    """Groups to give up first where one cannot be shown: the middle says least."""
    return tuple(group.kind == "middle" for group in groups)


def _index_in(old: IntArray, new: IntArray) -> IntArray:
    """Place of each of `new` in `old`, -1 where it is not there."""
    place = {int(statement): at for at, statement in enumerate(old)}
    return np.array([place.get(int(statement), -1) for statement in new], np.int64)


def _released_votes(cells: Cells, columns: IntArray) -> tuple[VoteMatrix, IntArray, IntArray, npt.NDArray[np.float64]]:
    """Exactly the votes in the published rows, as the engine takes them.

    Returns the votes; for each of their rows the stratum; the participant (index into ``cells.participants``, -1 for
    votes that people left behind, which are put together into as few rows as hold them); and each vote's chance.
    """
    place = _index_in(columns, cells.statements)
    use = cells.live & (place[cells.statement] >= 0)
    people, row = np.unique(cells.participant[use], return_inverse=True)
    person, item, vote = [row], [place[cells.statement[use]]], [cells.vote[use]]
    stratum, who, n_rows = [cells.stratum[people]], [people], len(people)
    odds = [cells.chance[use] if cells.chance.size else np.zeros(0)]
    left = cells.residue() * (place >= 0)[:, None, None]
    for k in range(left.shape[1]):
        per_item = left[:, k].sum(axis=1)
        height = int(per_item.max(initial=0))
        if not height:
            continue
        of_item = np.repeat(np.arange(len(place)), per_item)
        nth = np.arange(len(of_item)) - np.repeat(np.cumsum(per_item) - per_item, per_item)
        person.append(n_rows + (nth + of_item) % height)  # turned by one from item to item: no row of only one answer
        item.append(place[of_item])
        vote.append(np.repeat(np.tile([-1, 0, 1], len(place)), left[:, k].ravel()))
        stratum.append(np.full(height, k))
        who.append(np.full(height, -1))
        odds.append(np.ones(len(of_item)) if cells.chance.size else np.zeros(0))
        n_rows += height
    whole_person, whole_item = np.concatenate(person), np.concatenate(item)
    matrix = VoteMatrix.from_triples(
        whole_person, whole_item, np.concatenate(vote), n_participants=n_rows, n_statements=len(columns)
    )
    chance = np.concatenate(odds)
    if chance.size:
        chance = chance[np.lexsort((whole_item, whole_person))]
    return matrix, np.concatenate(stratum), np.concatenate(who), chance


def _full(
    state: State,
    old: PublishedMap | None,
    columns: IntArray,
    fresh: IntArray,
    fit: Callable[..., MapLike],
) -> Release:
    cells, floor, names = state.cells, state.floor, state.cells.side_names
    matrix, stratum, who, chance = _released_votes(cells, columns)
    n_sides = len(names)
    opinion = fit(
        matrix,
        sides=Sides(names, np.where(stratum < n_sides, stratum, -1)) if names else None,
        chance=chance if chance.size else None,
        previous=state.memory_of_rows(who),
    )
    # Those without a side are counted anew only for `floor` new ones among them; until then as they were.
    admitted = fresh >= floor
    shown = cells.people_shown()
    counted = cells.counted | (shown & admitted[cells.stratum])
    taking_part = np.flatnonzero((who >= 0) & counted[who])
    group = np.asarray(opinion.people.group)[taking_part]
    total = np.bincount(group[group >= 0], minlength=len(opinion.summary.groups))
    visible = tuple(int(g) for g in np.flatnonzero(total >= floor))
    if len(visible) < 2:  # one group alone is told apart from nothing
        visible = ()
    renumber = np.full(len(total) + 1, -1, np.int64)
    renumber[list(visible)] = np.arange(len(visible))
    of_person = renumber[np.where(group >= 0, group, len(total))]
    placed = group != -2
    people = np.bincount(stratum[taking_part], minlength=n_sides + 1).astype(np.int64)
    people = np.where(admitted, people, state.sizes)
    standing = Placed(
        np.asarray(opinion.people.position)[taking_part[placed]],
        int(np.count_nonzero(np.asarray(opinion.people.group) != -2)),
        floor,
    )
    sizes = count_people(stratum[taking_part], of_person, placed, people, len(visible), floor)
    membership = np.full(len(cells.participants), -1, np.int64)
    membership[who[taking_part]] = of_person
    position = np.full((len(cells.participants), 2), np.nan)
    known = (who >= 0) & (np.asarray(opinion.people.group) != -2)
    position[who[known]] = np.asarray(opinion.people.position)[known]
    group_names = tuple(opinion.summary.groups[g].name for g in visible)
    redraw = state.redraw + 1
    kept = tuple(group.name for group in old.summary.groups) if old else ()
    cells = replace(cells, counted=counted).regroup(group_names, kept, membership, position)
    cells, renewed = refresh_columns(
        cells,
        np.ones(len(cells.statements), bool),
        group_names,
        spare=_spare([opinion.summary.groups[g] for g in visible]),
        floor=floor,
        redraw=redraw,
    )
    summary = full_summary(
        opinion.summary,
        cells,
        columns,
        visible,
        sizes,
        standing,
        renewed[np.searchsorted(cells.statements, columns)],
        redraw,
        old.summary if old else None,
        _index_in(state.columns, columns),
    )
    totals = (int(people.sum()), *(() if sizes.n_placed is None else (sizes.n_placed,)))
    camps = tuple(group.centre for group in summary.groups if group.kind == "camp")
    drawn, size = (
        hexagons(standing.position, totals=totals, camps=camps, floor=floor)
        if summary.verdict.kind != "too_few"
        else ((), 0.0)
    )
    published = PublishedMap(
        format=PUBLISHED_FORMAT,
        engine=opinion.engine,
        floor=floor,
        summary=summary,
        hexagons=drawn,
        hexagon_size=size,
        n_drawn=sum(hexagon.n_people for hexagon in drawn),
        redraw=redraw,
    )
    outline = replace(
        summary,
        statements=(),
        common_ground=(),
        divisive=(),
        unsure=(),
        majority=(),
        matters=(),
        sides=(),
        explained=None,
    )
    state = replace(state, cells=cells, columns=columns, sizes=sizes.strata, redraw=redraw, outline=outline)
    return Release(published, Waiting(floor, names, not names), state, True)
