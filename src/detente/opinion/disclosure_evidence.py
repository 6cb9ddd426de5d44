"""What may be said of divisions: numbers of groups that were only tried, and of ends of the map, rest on people too.

A count says how many people are behind it. The weight of a group that the fit tried does not: 0.04 of 26 people is one
person. So each of these numbers is traced to the fewest people it speaks of, and waits until they are `floor`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from detente.opinion.axes import axis_ends
from detente.opinion.results import Axis, AxisStatement, ExplainedShare, Group, StatementResult, Verdict

__all__ = ["Placed", "axes_of_many", "explained_of_many", "shares_of_many", "verdict_of_many"]

SHAPING = 400
"""The fewest people who shape a mixture of a larger crowd (`divisions.divide` asks so many for a second opinion): the
weight of a group is taken to be of these and no more, which can only withhold more."""
_NOBODY = 1e-6


@dataclass(frozen=True, eq=False)
class Placed:
    """Who stands on a map that is to be published.

    Attributes
    ----------
    position : ndarray of shape (n, 2)
        Map coordinates of the people counted.
    n_mapped : int
        Rows that the engine placed: these people, votes that others left behind, and people not counted yet.
    floor : int
    """

    position: npt.NDArray[np.float64]
    n_mapped: int
    floor: int

    def people_behind(self, share: float, shaping: int | None = None) -> float:
        """The fewest people who can make up a share of all rows placed: all rows that are nobody's are in it.

        A share of memberships that comes to ten is of ten people at least, since nobody's is more than 1.
        """
        rows = self.n_mapped if shaping is None else min(self.n_mapped, shaping)
        return share * rows - (self.n_mapped - len(self.position))


def verdict_of_many(verdict: Verdict, n_shown: int, placed: Placed) -> Verdict:
    """The verdict with evidence only where every group that the evidence speaks of holds `floor` people.

    Where a camp holds fewer, it is no camp for the public: the others are (`n_shown`, where they are two), and where
    there are not two others, there are too few people to tell.
    """
    least = verdict.least_weight
    if least is None or placed.people_behind(least, SHAPING) >= placed.floor:
        return verdict
    bare = replace(verdict, bic_drop=None, separation=None, least_weight=None, valley=None)
    if verdict.kind != "camps":
        return bare
    return replace(bare, n_camps=n_shown) if n_shown > 1 else replace(bare, kind="too_few", n_camps=0)


def shares_of_many(groups: tuple[Group, ...], sizes: tuple[int | None, ...], placed: Placed) -> tuple[Group, ...]:
    """Groups with the shares of those whose size is published, or without any where too few people are left over.

    `groups` are the ones shown, and shares of all groups sum to 1.
    """
    kept = tuple(
        group if size is not None else replace(group, share=None) for group, size in zip(groups, sizes, strict=True)
    )
    rest = 1.0 - sum(group.share or 0.0 for group in kept)
    if rest <= _NOBODY or placed.people_behind(rest) >= placed.floor:
        return kept
    return tuple(replace(group, share=None) for group in kept)


def explained_of_many(explained: ExplainedShare | None, n_groups: int, n_shown: int) -> ExplainedShare | None:
    """What the groups carry, where all of them are shown: otherwise it speaks of the others too."""
    return explained if n_shown == n_groups else None


def axes_of_many(axes: tuple[Axis, ...], statements: tuple[StatementResult, ...], placed: Placed) -> tuple[Axis, ...]:
    """Axes explained at ends that are `floor` people or more, and not at all where there are no such ends."""
    return tuple(_axis(axis, number, statements, placed) for number, axis in enumerate(axes))


def _axis(axis: Axis, number: int, statements: tuple[StatementResult, ...], placed: Placed) -> Axis:
    ends = axis_ends(placed.position[:, number], placed.floor)
    if ends is None:
        return replace(axis, high=(), low=())

    def moved(entries: tuple[AxisStatement, ...]) -> tuple[AxisStatement, ...]:
        found = []
        for entry in entries:
            vector = statements[entry.statement].vector
            low, high = (float(expit(vector[0] + vector[1 + number] * end)) for end in ends)
            found.append(AxisStatement(entry.statement, low, high))
        return tuple(found)

    return replace(axis, high=moved(axis.high), low=moved(axis.low))
