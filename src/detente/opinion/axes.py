"""The axes of the map: which directions of opinion carry weight, and what they mean.

The map shows *agreeing*, not passing: its axes are the principal directions of the agree logits,

    G = sum_j n_j E[w_j] E[w_j]' / sum_j n_j,

with n_j the votes on statement j and positions scaled to mean 0 and covariance I. The eigenvalue of an axis is the
mean square, over votes, of the log-odds that one standard deviation along it moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.results import Axis, AxisStatement

__all__ = ["FLAT", "MapAxes", "align", "axis_ends", "chance_strength", "explain", "find_axes"]

# Eigenvalues that votes without any structure reach fall as 1 / people: 0.36 at 22 people placed, 0.16 at 190, 0.06
# at 1,200 (median). An axis has to be above these plus what chance gives.
FLAT, WEAK, CHANCE = 0.1, 0.25, 30.0
RELATIVE = 0.2  # of the first axis, for the second
DISTINCT = 2.0 / 3.0  # of the second axis, at most, for the third
_EXPLAINERS = 5
_PARTICULAR = 0.05  # an explaining statement moves P(agree) by at least this from end to end


@dataclass(frozen=True, eq=False)
class MapAxes:
    """Directions in model space and how much they carry.

    Attributes
    ----------
    directions : ndarray of shape (D, D)
        Orthonormal rows; the first `n_shown` are the axes of the map, the others complete the basis.
    strengths : ndarray of shape (D,)
        Mean square log-odds moved by one standard deviation along each row.
    n_shown : int
        1 or 2 axes that are drawn.
    """

    directions: FloatArray
    strengths: FloatArray
    n_shown: int

    def positions(self, mean: FloatArray) -> FloatArray:
        """Map coordinates (n, 2) of positions (n, D); the second is 0 where one axis is shown."""
        shown = np.zeros((len(mean), 2))
        shown[:, : self.n_shown] = mean @ self.directions[: self.n_shown].T
        return shown

    def ellipses(self, covariance: FloatArray) -> FloatArray:
        """Covariances in map coordinates, (n, D, D) to (n, 2, 2); zero along an axis that is not shown."""
        shown = np.zeros((len(covariance), 2, 2))
        rows = self.directions[: self.n_shown]
        shown[:, : self.n_shown, : self.n_shown] = np.einsum("ad,ndf,bf->nab", rows, covariance, rows)
        return shown


def chance_strength(n_placed: int) -> float:
    """What an axis must carry on top of its threshold when only `n_placed` people made it."""
    return CHANCE / max(n_placed, 1)


def find_axes(model: VoteModel, n_placed: int) -> MapAxes:
    """Principal axes of the agree logits of a model in which `n_placed` people have enough votes to be placed.

    Signs are fixed so that the largest loading, in absolute value, is positive on each axis: without that a sign
    would hang on rounding.
    """
    loadings = model.item_mean[0, :, 1:]
    weight = model.votes_per_statement / max(int(model.votes_per_statement.sum()), 1)
    values, vectors = np.linalg.eigh(np.einsum("j,ja,jb->ab", weight, loadings, loadings))
    directions = vectors.T[::-1].copy()
    strengths = np.maximum(values[::-1], 0.0)
    projected = loadings @ directions.T
    for axis in range(len(directions)):
        if len(projected) and projected[np.argmax(np.abs(projected[:, axis])), axis] < 0:
            directions[axis] *= -1.0
    # A second axis as strong as the third turns with the seed: on one conversation its places correlated .43 to .82.
    third = strengths[2] if len(strengths) > 2 else 0.0
    second = (
        len(strengths) > 1
        and strengths[1] >= max(RELATIVE * strengths[0], WEAK + chance_strength(n_placed))
        and third <= DISTINCT * strengths[1]
    )
    return MapAxes(directions, strengths, 2 if second else 1)


def align(axes: MapAxes, mean: FloatArray, weight: FloatArray, previous: FloatArray, n_previous: int) -> MapAxes:
    """Turn the map to an earlier one by the people who are on both (orthogonal Procrustes, Schoenemann 1966).

    Parameters
    ----------
    mean : ndarray of shape (n, D)
        Present positions of those people.
    weight : ndarray of shape (n,)
        How much each counts.
    previous : ndarray of shape (n, 2)
        Their coordinates on the earlier map, of which `n_previous` axes were shown.

    Returns
    -------
    MapAxes
        Rotated or mirrored within the axes shown; strengths are those of the turned axes.
    """
    shown = min(axes.n_shown, n_previous)
    directions = axes.directions.copy()
    here = mean @ directions[: axes.n_shown].T
    if shown == 1:
        if float(np.sum(weight * here[:, 0] * previous[:, 0])) < 0:
            directions[0] *= -1.0
        return MapAxes(directions, axes.strengths, axes.n_shown)
    left, _, right = np.linalg.svd((here * weight[:, None]).T @ previous)
    turn = left @ right
    directions[:2] = turn.T @ directions[:2]
    strengths = axes.strengths.copy()
    strengths[:2] = np.diag(turn.T @ np.diag(axes.strengths[:2]) @ turn)
    return MapAxes(directions, strengths, axes.n_shown)


def axis_ends(position: FloatArray, least: int) -> tuple[float, float] | None:
    """Where the two ends of an axis lie: the mean place of the quarter of people who stand lowest, and highest.

    A percentile would be the place of one or two people. An end is at least `least` people, and so are those between
    the ends: the places of all sum to what is known. Where they would be fewer, each end is a half.

    Parameters
    ----------
    position : ndarray of shape (n,)
        Places of people along the axis.

    Returns
    -------
    tuple of float, or None
        None for fewer than two times `least` people.

    Examples
    --------
    >>> axis_ends(np.arange(40.0), 10)
    (4.5, 34.5)
    >>> axis_ends(np.arange(26.0), 10)
    (6.0, 19.0)
    """
    n = len(position)
    if n < 2 * least:
        return None
    along = np.sort(position)
    low = n // 2 if n < 3 * least else max(least, n // 4)
    high = n - low if n < 3 * least else low
    return float(along[:low].mean()), float(along[n - high :].mean())


def explain(axes: MapAxes, model: VoteModel, position: FloatArray, eligible: npt.NDArray[np.bool_]) -> tuple[Axis, ...]:
    """What the ends of each shown axis say: the statements on which P(agree | no pass) differs most between the two
    (`axis_ends`), all other coordinates at their mean.

    Parameters
    ----------
    position : ndarray of shape (n, 2)
        Map coordinates of the people placed.
    eligible : ndarray of shape (S,), bool
        Statements with enough votes to explain anything.
    """
    total = float(axes.strengths.sum())
    explained = []
    for number in range(axes.n_shown):
        ends = axis_ends(position[:, number], 1) or (0.0, 0.0)
        intercept = model.item_mean[0, :, 0]
        loading = model.item_mean[0, :, 1:] @ axes.directions[number]
        low, high = expit(intercept + loading * ends[0]), expit(intercept + loading * ends[1])
        gap = np.where(eligible, high - low, 0.0)
        order = np.argsort(-gap, kind="stable")

        def chosen(
            indices: npt.NDArray[np.intp], low: FloatArray = low, high: FloatArray = high, gap: FloatArray = gap
        ) -> tuple[AxisStatement, ...]:
            return tuple(
                AxisStatement(int(j), float(low[j]), float(high[j])) for j in indices if abs(gap[j]) >= _PARTICULAR
            )

        highs = chosen(order[gap[order] > 0][:_EXPLAINERS])
        lows = chosen(order[::-1][gap[order[::-1]] < 0][:_EXPLAINERS])
        strength = float(axes.strengths[number])
        explained.append(Axis(strength, strength / total if total > 0 else 0.0, highs, lows))
    return tuple(explained)
