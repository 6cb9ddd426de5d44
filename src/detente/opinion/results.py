"""The leaves of an opinion map: what a reader is told, in numbers.

Everything here is frozen, and nothing here names or places a single person except `People`, which stays with the
analyst: the published map (`detente.opinion.disclosure`) is made of the same leaves without it.

Shares are of *those who took part*, never of a population. Statements are named by their index in the vote matrix.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detente.codec import LATER

__all__ = [
    "PUBLISHED_FORMAT",
    "Axis",
    "AxisStatement",
    "Cell",
    "EngineInfo",
    "ExplainedShare",
    "Group",
    "Hexagon",
    "Interval",
    "MapSummary",
    "People",
    "PublishedMap",
    "RankedStatement",
    "Representative",
    "SideSummary",
    "StatementResult",
    "Verdict",
]


PUBLISHED_FORMAT = "detente/published-map/1"
"""`PublishedMap.format` of the maps that this version writes; the number rises when a reader would have to change."""


@dataclass(frozen=True)
class Interval:
    """A share between 0 and 1 with its 90 % interval (5 % below `low`, 5 % above `high`)."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Cell:
    """One statement among some people: everybody, one declared side, or one opinion group.

    Attributes
    ----------
    n_people : int
        Size of those people who took part (at least one vote on anything).
    n_votes, agreed, disagreed, passed : int
        Votes they cast on this statement; ``n_votes = agreed + disagreed + passed``.
    agree, disagree, pass_ : Interval or None
        Estimated share of all `n_people` who would agree, disagree, pass. None where there are not enough votes,
        or where the numbers are not published; `withheld` says which.
    withheld : str
        ``""`` (all shown) · ``"not_enough"`` (fewer votes than the floor) · ``"hidden"`` (would give another cell
        away). When hidden by disclosure the counts are 0 and say nothing.
    redraw : int
        In a published map the number of the full release that the estimates and, in a group's cell, the membership
        belong to (1 is the first; 0: none yet). Smaller than `PublishedMap.redraw` where a cell had to wait.
    marked : int or None
        How many of the `n_votes` came with the mark "this matters to me". None where that was not recorded or the
        counts are not published, and always for an opinion group: marks are never cut by groups.
    newer : bool
        Whether the counts have been renewed since the release that the estimates belong to: the three shares are then
        not made of these counts. Never true where nothing was estimated.
    """

    n_people: int
    n_votes: int
    agreed: int
    disagreed: int
    passed: int
    agree: Interval | None = None
    disagree: Interval | None = None
    pass_: Interval | None = None
    withheld: str = ""
    redraw: int = 0
    marked: int | None = field(default=None, metadata=LATER)
    newer: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True)
class StatementResult:
    """One statement: everybody, each declared side (order of `MapSummary.sides`), each group (order of `groups`).

    `vector` is the statement's loading on the published map: ``(b, w_1, .., w_k)``, log-odds of agreeing given no
    pass, where ``w`` has one number per map dimension (at least one): agree logit = b + w . position.
    `pass_vector` is the same for passing: pass logit = c + g . position. Empty where nothing is published.
    """

    statement: int
    overall: Cell
    sides: tuple[Cell, ...]
    groups: tuple[Cell, ...]
    vector: tuple[float, ...] = ()
    pass_vector: tuple[float, ...] = ()


@dataclass(frozen=True)
class AxisStatement:
    """A statement that explains an axis: P(agree | not pass) at the axis's low and high end. An end is the mean place
    of the quarter of people placed who lie lowest or highest; in a published map of the floor at least, and of the half
    where that leaves fewer between the ends (`detente.opinion.axes.axis_ends`)."""

    statement: int
    low_end: float
    high_end: float


@dataclass(frozen=True)
class Axis:
    """One axis of the map. `strength` is its eigenvalue in agree logits (0.1 is noise, 0.4 to 3 is common);
    `share` its part of the total of all dimensions. Statements strongest first: those that the high end agrees
    with more, and those that the low end agrees with more; none in a published map where an end would be fewer people
    than the floor."""

    strength: float
    share: float
    high: tuple[AxisStatement, ...]
    low: tuple[AxisStatement, ...]


@dataclass(frozen=True)
class Representative:
    """What marks a group off from the rest: difference of the shares (group minus the rest) and its lower bound
    (one-sided 95 %), `vote` says on which answer (``"agree"`` or ``"disagree"``)."""

    statement: int
    vote: str
    group: float
    rest: float
    difference: float
    lower_bound: float


@dataclass(frozen=True)
class Group:
    """A camp, or an end or the middle of a spectrum.

    `kind` is ``"camp"``, ``"end"`` or ``"middle"``. `name` is a letter for camps ("A", "B", ...) and
    ``"low end"``, ``"middle"``, ``"high end"`` otherwise; a group keeps its name from one map to the next.
    `n_people` counts those placed with a membership of at least 0.9 (everybody by position for ends and middle);
    `share` is the mean membership of a camp; None for ends and middle, which are thirds by their making. `centre` and
    `covariance` are in map coordinates (2 and 2 × 2 numbers).
    In a published map `n_people` and `share` are None where they would give a number under the floor away; `share` also
    where the shares of the others leave that of fewer people than the floor.
    """

    name: str
    kind: str
    n_people: int | None
    share: float | None
    centre: tuple[float, float]
    covariance: tuple[tuple[float, float], tuple[float, float]]
    representative: tuple[Representative, ...]


@dataclass(frozen=True)
class Verdict:
    """What the votes say of divisions among those who took part.

    `kind` is ``"too_few"`` (not enough people or votes for any verdict), ``"no_structure"``, ``"spectrum"`` or
    ``"camps"``. `n_camps` is 0 unless camps. The evidence: `strength` of the first axis, and for the best mixture
    of two or more (None where none was fitted) the drop in BIC against one group, the least distance of two
    centres in shared standard deviations, the least weight, and the deepest point of the shallowest valley
    relative to the lower peak. In a published map these four are None too where a group of that mixture holds fewer
    people than the floor; camps that do are not counted in `n_camps`, and where fewer than two are left the kind is
    ``"too_few"``.
    """

    kind: str
    n_camps: int
    strength: float
    bic_drop: float | None = None
    separation: float | None = None
    least_weight: float | None = None
    valley: float | None = None


@dataclass(frozen=True)
class RankedStatement:
    """A statement in a ranking. `score` orders it (larger first) and is what the page prints: for common ground
    the lower bound of the least agreeing side and group, for divisive the lower bound of the largest difference (a
    statement that divides the sides and the groups is there twice, once for each), for unsure the lower bound of the
    share who pass, for majority the lower bound of the larger of agree and disagree. `vote` is ``"agree"``,
    ``"disagree"``, ``"pass"`` or ``""``. What matters is scored by the lower bound of the share of answers that came
    with the mark, on the side where it is least. `least` names who decides it: ``"side:NAME"``, ``"group:NAME"``, two
    of them joined by ``" | "`` for a difference, or ``""``."""

    statement: int
    score: float
    vote: str
    least: str = ""


@dataclass(frozen=True)
class ExplainedShare:
    """How much of what can be predicted the groups carry, measured on votes the fit did not see.

    Mean log-loss of agree or disagree (passes left out): `base` by statement alone, `groups` by statement and
    group, `model` by the whole model. ``share = (base - groups) / (base - model)``, between 0 and 1; None where
    the model predicts no better than the base. All of it is absent from a published map that does not show every group.
    """

    base: float
    groups: float
    model: float
    share: float | None


@dataclass(frozen=True)
class SideSummary:
    """A declared side: its people who took part, their votes, and how many of them fall in each group (same order
    as `MapSummary.groups`; the last number counts those between groups or not placed). Numbers under the floor
    are None in a published map."""

    name: str
    n_people: int
    n_votes: int | None
    by_group: tuple[int | None, ...]


@dataclass(frozen=True)
class MapSummary:
    """Everything an opinion map says that is not about single persons.

    `n_participants` took part (one vote at least), `n_placed` have enough votes to be placed (None in a published
    map where the difference is under the floor). Rankings hold statement indices, best first. `matters` is what came
    with the mark "this matters to me" more often than other statements (`detente.opinion.marks`).
    """

    n_participants: int
    n_statements: int
    n_votes: int
    n_placed: int | None
    verdict: Verdict
    axes: tuple[Axis, ...]
    groups: tuple[Group, ...]
    sides: tuple[SideSummary, ...]
    statements: tuple[StatementResult, ...]
    common_ground: tuple[RankedStatement, ...]
    divisive: tuple[RankedStatement, ...]
    unsure: tuple[RankedStatement, ...]
    majority: tuple[RankedStatement, ...]
    explained: ExplainedShare | None
    matters: tuple[RankedStatement, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True)
class Hexagon:
    """Ten or more people near one place of the map: centre in map coordinates and a count."""

    x: float
    y: float
    n_people: int


@dataclass(frozen=True, eq=False)
class People:
    """Each participant's place. For the analyst's own eyes, never published.

    Attributes
    ----------
    position : ndarray of shape (P, 2)
        Posterior mean in map coordinates; the second is 0 where the second axis carries nothing.
    covariance : ndarray of shape (P, 2, 2)
        Posterior covariance: the error ellipse of one standard deviation.
    membership : ndarray of shape (P, G)
        Probability of each group (order of `MapSummary.groups`); 0 columns where there is no group.
    group : ndarray of shape (P,), int
        Index of the group with a membership of at least 0.9, -1 between groups, -2 not placed (too few votes).
    side : ndarray of shape (P,), int
        Index of the declared side, -1 undeclared.
    n_votes : ndarray of shape (P,), int
        Votes cast; 0 for organisers, whose votes are not counted.
    """

    position: npt.NDArray[np.float64]
    covariance: npt.NDArray[np.float64]
    membership: npt.NDArray[np.float64]
    group: npt.NDArray[np.int64]
    side: npt.NDArray[np.int64]
    n_votes: npt.NDArray[np.int64]


@dataclass(frozen=True)
class EngineInfo:
    """What made a result: engine version, dimensions, seed. With the same votes it gives the same map."""

    version: str
    dimensions: int
    seed: int


@dataclass(frozen=True)
class PublishedMap:
    """What anybody may see: a summary with small cells withheld, hexagons of ten or more, and no person.

    Made by `detente.opinion.disclosure.release` and by nothing else. `hexagon_size` is the distance from a
    hexagon's centre to a corner, in map coordinates; `n_drawn` people stand in the hexagons, the others are not
    drawn. `floor` is the least number behind any published number. `redraw` counts full releases (1 is the first):
    counts of votes may be newer than it, everything else is of that release.
    """

    format: str
    engine: EngineInfo
    floor: int
    summary: MapSummary
    hexagons: tuple[Hexagon, ...]
    hexagon_size: float
    n_drawn: int
    redraw: int = 1
