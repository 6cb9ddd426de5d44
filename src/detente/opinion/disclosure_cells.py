"""Which votes stand behind each published count.

Private book-keeping of `detente.opinion.disclosure`. A *row* is one statement among one stratum (a declared side, or
those who declared none); a *column* is one statement among one opinion group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

__all__ = ["NOT_RECORDED", "WITHDRAWN", "Ballots", "BoolArray", "Cells", "IntArray"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

WITHDRAWN = 2  # in `Cells.vote`: was in an earlier release of its row and is not in the present one
NOT_RECORDED = -1  # in `Cells.marks`: whoever voted could not say that it matters, or the row is not published


@dataclass(frozen=True, eq=False)
class Ballots:
    """Votes as they stand now, under stable ids, each array of votes ordered by (statement, participant).

    `participants` (P,) and `statements` (S,) hold ids in ascending order; `stratum` (P,) counts declared sides from 0,
    the last stratum declared none. `statement` and `participant` (n,) index into them. `chance` is (n,), or empty
    where no chance of being shown was logged. `matters` is (n,), or empty where it was not recorded: whether the voter
    said that the statement matters to them.
    """

    participants: IntArray
    stratum: IntArray
    statements: IntArray
    participant: IntArray
    statement: IntArray
    vote: IntArray
    chance: npt.NDArray[np.float64]
    matters: BoolArray


@dataclass(frozen=True, eq=False)
class Cells:
    """What is published and which votes are in it. Holds votes: never publish it.

    K sides make K + 1 strata; L group names have been in use; S statements and P participants have an id here;
    n votes are or were in a published row.

    Attributes
    ----------
    side_names, group_names : tuple of str
        K and L names. Groups keep their place for good, because history must keep it.
    statements, participants : ndarray of shape (S,), (P,)
        Ids, ascending.
    stratum, group : ndarray of shape (P,)
        Stratum, and place in `group_names` by the last full release (-1: in no group that is shown).
    position : ndarray of shape (P, 2)
        Place on the last full release's map; nan where not placed. Turns the next map the same way.
    counted : ndarray of shape (P,), bool
        Has been counted as taking part by a full release.
    spent : ndarray, int64
        Ids of people who left or changed sides after a vote of theirs was released. They never count as new again.
    statement, participant, vote : ndarray of shape (n,)
        Indices, and the vote as the row shows it (-1, 0, 1 or `WITHDRAWN`). Ordered by statement, then participant.
    kind : ndarray of shape (n,), int64
        Votes of one statement that were in exactly the same published numbers, in the same versions, share a kind.
    shown_in : ndarray of shape (n,), uint64
        Bit l: group l's cell of this statement has held this vote.
    chance : ndarray of shape (n,) or (0,)
        Chance with which the statement had been shown, as of the release.
    counts : ndarray of shape (S, K + 1, 3)
        Disagree, pass, agree, as published; all 0 where nothing is.
    marks : ndarray of shape (S, K + 1)
        How many of these votes came with a mark that the statement matters, as published; or `NOT_RECORDED`. Renewed
        with `counts` and never without them.
    group_counts, group_redraw : ndarray of shape (S, L, 3), (S, L)
        The same for groups, and the full release whose membership they follow.
    next_kind : int
        First kind not in use.
    """

    side_names: tuple[str, ...]
    group_names: tuple[str, ...]
    statements: IntArray
    participants: IntArray
    stratum: IntArray
    group: IntArray
    position: npt.NDArray[np.float64]
    counted: BoolArray
    spent: IntArray
    statement: IntArray
    participant: IntArray
    vote: IntArray
    kind: IntArray
    shown_in: npt.NDArray[np.uint64]
    chance: npt.NDArray[np.float64]
    counts: IntArray
    marks: IntArray
    group_counts: IntArray
    group_redraw: IntArray
    next_kind: int

    @classmethod
    def empty(cls, side_names: tuple[str, ...]) -> Cells:
        """Nothing published yet."""
        none = np.zeros(0, np.int64)
        return cls(
            side_names=side_names,
            group_names=(),
            statements=none,
            participants=none,
            stratum=none,
            group=none,
            position=np.zeros((0, 2)),
            counted=np.zeros(0, bool),
            spent=none,
            statement=none,
            participant=none,
            vote=none,
            kind=none,
            shown_in=np.zeros(0, np.uint64),
            chance=np.zeros(0),
            counts=np.zeros((0, len(side_names) + 1, 3), np.int64),
            marks=np.zeros((0, len(side_names) + 1), np.int64),
            group_counts=np.zeros((0, 0, 3), np.int64),
            group_redraw=np.zeros((0, 0), np.int64),
            next_kind=0,
        )

    @property
    def live(self) -> BoolArray:
        """Votes that are in the published rows, ndarray of shape (n,)."""
        live: BoolArray = self.vote != WITHDRAWN
        return live

    def people_shown(self) -> BoolArray:
        """Participants with at least one vote in a published row, ndarray of shape (P,)."""
        shown = np.zeros(len(self.participants), bool)
        shown[self.participant[self.live]] = True
        return shown

    def residue(self) -> IntArray:
        """Published votes of people who have left since: ndarray of shape (S, K + 1, 3).

        Who left is unknown here; their votes stay in the published counts until the row is renewed.
        """
        return self.counts - self.live_counts()

    def live_counts(self) -> IntArray:
        """Votes in the published rows whose voters are here: ndarray of shape (S, K + 1, 3)."""
        n_statements, n_strata, _ = self.counts.shape
        row = self.statement * n_strata + self.stratum[self.participant]
        flat = np.bincount((row * 3 + self.vote + 1)[self.live], minlength=n_statements * n_strata * 3)
        return flat.reshape(self.counts.shape).astype(np.int64)

    def regroup(
        self, names: tuple[str, ...], kept: tuple[str, ...], group: IntArray, position: npt.NDArray[np.float64]
    ) -> Cells:
        """The same on a new map: `group` (P,) indexes `names`, -1 for nobody's; `position` (P, 2) may be nan.

        Names not in `kept`, those of the last map, start empty: a letter may come back for other people.
        """
        all_names = self.group_names + tuple(name for name in names if name not in self.group_names)
        more = len(all_names) - len(self.group_names)
        slot = np.array([*(all_names.index(name) for name in names), -1], np.int64)
        goes_on = np.array([name in kept for name in all_names], bool)
        return replace(
            self,
            group_names=all_names,
            group=slot[group],
            position=position,
            group_counts=np.pad(self.group_counts, ((0, 0), (0, more), (0, 0))) * goes_on[:, None],
            group_redraw=np.pad(self.group_redraw, ((0, 0), (0, more))) * goes_on,
        )
