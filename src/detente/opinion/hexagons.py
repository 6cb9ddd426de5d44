"""People on the map, counted in hexagons of ten or more.

A dot per person is a fingerprint: rounded to a tenth it is unique for 94 % of voters (median of sixteen real
conversations). A hexagon says that at least `floor` people stand near a place, and nothing about any one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from detente.opinion.results import Hexagon

__all__ = ["SIZES", "hexagons"]

# A fixed ladder: a size fitted to the data would tell where the outermost person stands.
SIZES = tuple(float(2.0 ** (step / 4)) for step in range(-16, 25))
ENOUGH = 0.75  # of the people placed; the finest size that still draws so many is taken
FEWEST = 3  # hexagons drawn where there are no camps: two beside each other look like two camps, one does not
PART = 0.2  # of the people drawn: what stands apart with fewer is a straggler, not a camp
EACH = 0.6  # and of the people nearest each camp, where there are camps
VALLEY = 0.5  # between two camps there is a hexagon with at most so many people, relative to the lower peak
AROUND = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
ANCHORS = (0.0, 0.5, 0.25, 0.75)  # the origin lies on a centre, on an edge, or between them
STEPS = 60  # places looked at between two camps


def _cells(position: npt.NDArray[np.float64], size: float, anchor: float) -> npt.NDArray[np.int64]:
    """Axial coordinates (q, r) of the hexagon that holds each point: pointy top, one centre `anchor` widths right."""
    across = (np.sqrt(3) / 3 * position[:, 0] - position[:, 1] / 3) / size - anchor
    down = (2 / 3 * position[:, 1]) / size
    cube = np.stack([across, -across - down, down], axis=1)
    rounded = np.round(cube)
    # Rounding three coordinates that sum to 0 can break the sum: the one rounded most gives way.
    worst = np.abs(rounded - cube).argmax(axis=1)
    rows = np.arange(len(cube))
    rounded[rows, worst] -= rounded.sum(axis=1)
    return rounded[:, [0, 2]].astype(np.int64)


def _kept(counts: npt.NDArray[np.int64], totals: tuple[int, ...], floor: int) -> npt.NDArray[np.bool_]:
    """Hexagons to draw. Whoever subtracts them from a published total must find nobody or `floor` people."""
    keep = counts >= floor
    order = np.lexsort((np.arange(len(counts)), counts))
    for at in order[keep[order]]:
        drawn = int(counts[keep].sum())
        if not any(0 < total - drawn < floor for total in totals):
            break
        keep[at] = False
    return keep


@dataclass(frozen=True, eq=False)
class _Grid:
    """A choice of hexagons to draw: axial coordinates (h, 2) and counts (h,)."""

    size: float
    anchor: float
    places: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    @property
    def drawn(self) -> int:
        return int(self.counts.sum())

    @property
    def centres(self) -> npt.NDArray[np.float64]:
        x = self.size * np.sqrt(3) * (self.places[:, 0] + self.places[:, 1] / 2 + self.anchor)
        return np.stack([x, self.size * 1.5 * self.places[:, 1]], axis=1)

    def shows(self, camps: npt.NDArray[np.float64], nearest: npt.NDArray[np.int64]) -> bool:
        """Whether every camp has a peak of its own, with most of its people, and a valley to every other.

        `camps` (g, 2) are centres, `nearest` (g,) the people nearer to each of them than to the others.
        """
        of_hexagon = _nearest(self.centres, camps)
        drawn = np.bincount(of_hexagon, self.counts, len(camps))
        if np.any(drawn < EACH * nearest):
            return False
        peak = np.zeros(len(camps))
        np.maximum.at(peak, of_hexagon, self.counts)
        count = {(int(q), int(r)): int(n) for (q, r), n in zip(self.places, self.counts, strict=True)}
        along = np.linspace(0.0, 1.0, STEPS)[:, None]
        for one, other in combinations(range(len(camps)), 2):
            way = _cells(camps[one] + along * (camps[other] - camps[one]), self.size, self.anchor)
            least = min(count.get((int(q), int(r)), 0) for q, r in way)
            if least > VALLEY * min(peak[one], peak[other]):
                return False
        return True

    def looks_whole(self) -> bool:
        """Whether nobody would see camps: no two parts of some size with a valley, or nothing, between them.

        Hexagons are laid down from the fullest. Where two heaps meet, the lower one is a camp to the eye if the
        ground between is at most `VALLEY` of its peak; and so is all that does not hang together with the largest.
        """
        if len(self.counts) == 1:
            return True
        if len(self.counts) < FEWEST:
            return False
        heap: dict[tuple[int, int], int] = {}  # where a hexagon lies -> the heap it was laid on
        peak: list[int] = []
        people: list[int] = []
        least = PART * self.drawn
        for at in np.argsort(-self.counts, kind="stable"):
            q, r = (int(part) for part in self.places[at])
            count = int(self.counts[at])
            near = {heap[q + dq, r + dr] for dq, dr in AROUND if (q + dq, r + dr) in heap}
            if not near:
                heap[q, r] = len(peak)
                peak.append(count)
                people.append(count)
                continue
            into, *others = sorted(near, key=lambda number: -peak[number])
            for other in others:
                if count <= VALLEY * peak[other] and people[other] >= least:
                    return False
                people[into] += people[other]
                people[other] = 0
                heap.update({place: into for place, number in heap.items() if number == other})
            heap[q, r] = into
            people[into] += count
        return self.drawn - max(people) < least


def _nearest(position: npt.NDArray[np.float64], camps: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    distance = np.asarray(np.linalg.norm(position[:, None] - camps[None], axis=2))
    return np.asarray(distance.argmin(axis=1), np.int64)


def hexagons(
    position: npt.NDArray[np.float64],
    *,
    totals: tuple[int, ...],
    camps: Sequence[tuple[float, float]] = (),
    floor: int = 10,
) -> tuple[tuple[Hexagon, ...], float]:
    """Hexagons of `floor` people or more, as fine as leaves three people in four drawn, and camps apart or none seen.

    Parameters
    ----------
    position : ndarray of shape (n, 2)
        Map coordinates of the people placed.
    camps : sequence of (float, float)
        Published centres of camps. The finest grid is taken that shows each of them with most of its people and a
        valley between; where none does, the finest that draws three people in four. Where there are no camps the
        picture must not make any: see `_Grid.looks_whole`.
    totals : tuple of int
        Published numbers that the drawn people are part of. The rest of each is 0 or at least `floor`: otherwise the
        smallest hexagon is left out too.

    Returns
    -------
    drawn : tuple of Hexagon
        From the left to the right, then upwards. Empty where no hexagon may be drawn.
    size : float
        Distance from a centre to a corner, one of `SIZES`; 0 where nothing is drawn.

    Examples
    --------
    >>> people = np.repeat([[-1.0, 0.0], [1.0, 0.0]], [30, 20], axis=0)
    >>> drawn, size = hexagons(people, camps=[(-1.0, 0.0), (1.0, 0.0)], totals=(50,))
    >>> [h.n_people for h in drawn]
    [30, 20]
    """
    centres = np.asarray(camps, np.float64).reshape(-1, 2)
    nearest = np.bincount(_nearest(position, centres), minlength=len(centres)) if len(centres) > 1 else None
    best: _Grid | None = None
    apart: _Grid | None = None
    enough = False
    for size in SIZES:
        for anchor in ANCHORS if nearest is not None else ANCHORS[:2]:
            places, counts = np.unique(_cells(position, size, anchor), axis=0, return_counts=True)
            keep = _kept(counts.astype(np.int64), totals, floor)
            grid = _Grid(size, anchor, places[keep], counts[keep].astype(np.int64))
            if not grid.drawn:
                continue
            if nearest is None and not grid.looks_whole():
                continue
            if nearest is not None and grid.drawn >= ENOUGH * len(position) and grid.shows(centres, nearest):
                apart = grid if apart is None or grid.drawn > apart.drawn else apart
            if not enough and (best is None or grid.drawn > best.drawn):
                best = grid
        enough = best is not None and best.drawn >= ENOUGH * len(position)
        if apart is not None or (enough and nearest is None):
            break
    best = apart or best
    if best is None:
        return (), 0.0
    x, y = best.centres.T
    order = np.lexsort((y, x))
    return tuple(Hexagon(float(x[i]), float(y[i]), int(best.counts[i])) for i in order), best.size
