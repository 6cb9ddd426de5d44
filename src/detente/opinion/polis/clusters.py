"""Polis's two rounds of k-means: many small base clusters, then two to five groups of them, k by silhouette.

Deterministic: both start from the first distinct points, so the order of the participants decides the start, as it
does in a deployed Polis. Nothing here asks whether there are groups at all: Polis always reports at least two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Clusters", "base_clusters", "group_clusters", "silhouette"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

N_BASE = 100
BASE_ROUNDS = 100
GROUP_ROUNDS = 20
"""Polis means 100 rounds for groups too, and a fault gives 20; on at most 100 points the difference is rare."""

STILL = 0.01
"""k-means stops when no centre moves this far in one round."""

MOST_GROUPS = 5
PEOPLE_PER_GROUP = 12
BLOCK = 1024
"""Points per block of distances: small enough for the cache."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """A partition of N points.

    Attributes
    ----------
    label : ndarray of shape (N,), int64
        Cluster of each point.
    centres : ndarray of shape (K, 2)
        Weighted mean of each cluster's points.
    weight : ndarray of shape (K,)
        Sum of the points' weights.
    silhouettes : tuple of (int, float)
        For groups: the mean silhouette of each k tried. Empty for base clusters.
    """

    label: IntArray
    centres: FloatArray
    weight: FloatArray
    silhouettes: tuple[tuple[int, float], ...] = ()


def _first_distinct(points: FloatArray, most: int) -> FloatArray:
    found: dict[tuple[float, float], None] = {}
    for x, y in points.tolist():
        found.setdefault((x, y))
        if len(found) == most:
            break
    return np.array(list(found), np.float64).reshape(-1, 2)


def _nearest(points: FloatArray, centres: FloatArray) -> IntArray:
    """Nearest centre of each point, ties to the first: the one with the least |c|^2 / 2 - x . c."""
    label = np.empty(len(points), np.int64)
    half = (centres**2).sum(1) / 2
    for start in range(0, len(points), BLOCK):
        score = points[start : start + BLOCK] @ -centres.T
        score += half
        label[start : start + BLOCK] = score.argmin(1)
    return label


def _sums(label: IntArray, values: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.bincount(label, values, minlength=size), np.float64)


def _lloyd(points: FloatArray, weights: FloatArray, centres: FloatArray, rounds: int) -> Clusters:
    """Lloyd's k-means; a cluster that loses its last point is dropped."""
    while True:
        rounds -= 1
        label = _nearest(points, centres)
        total = _sums(label, weights, len(centres))
        alive = total > 0
        if not alive.all():
            label = (np.cumsum(alive) - 1)[label]
            total, centres = total[alive], centres[alive]
        mean = np.stack([_sums(label, weights * points[:, axis], len(total)) for axis in (0, 1)], 1) / total[:, None]
        step = np.linalg.norm(mean - centres, axis=1)
        centres = mean
        if rounds <= 0 or step.max() < STILL:
            return Clusters(label, centres, total)


def base_clusters(points: FloatArray) -> Clusters:
    """Up to 100 small clusters of people: k-means from the first 100 distinct points, at most 100 rounds.

    Parameters
    ----------
    points : ndarray of shape (N, 2)
        People in the conversation, in the order of their index.

    Examples
    --------
    >>> base_clusters(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])).label.tolist()
    [0, 1, 0]
    """
    if not len(points):
        return Clusters(np.zeros(0, np.int64), np.zeros((0, 2)), np.zeros(0))
    return _lloyd(points, np.ones(len(points)), _first_distinct(points, N_BASE), BASE_ROUNDS)


def silhouette(points: FloatArray, label: IntArray) -> float:
    """Mean silhouette width (Rousseeuw 1987) of N points, each counted once; a point alone in its cluster scores 0.

    O(N^2) in time and memory: meant for at most 100 base clusters. NaN never: one cluster scores 0.

    Examples
    --------
    >>> round(silhouette(np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0]]), np.array([0, 0, 1])), 4)
    0.5025
    """
    _, label = np.unique(label, return_inverse=True)
    size = np.bincount(label)
    if len(size) < 2:
        return 0.0
    distance = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(2))
    to_cluster = distance @ np.eye(len(size))[label]
    row = np.arange(len(points))
    own = to_cluster[row, label] / np.maximum(size[label] - 1, 1)
    to_cluster = to_cluster / size
    to_cluster[row, label] = np.inf
    other = to_cluster.min(1)
    larger = np.maximum(own, other)
    width = np.divide(other - own, larger, out=np.zeros(len(points)), where=(larger > 0) & (size[label] > 1))
    return float(width.mean())


def group_clusters(centres: FloatArray, weight: FloatArray) -> Clusters:
    """Groups of base clusters: k-means weighted by size for k = 2..K, the k with the best mean silhouette.

    K = min(5, 2 + floor(B / 12)) for B base clusters. The first of equal silhouettes wins. A deployed Polis keeps
    its old k until a new one has won four rounds of computing in a row; that memory is not in the votes.

    Parameters
    ----------
    centres : ndarray of shape (B, 2)
    weight : ndarray of shape (B,)
        People in each base cluster.

    Returns
    -------
    Clusters
        One cluster where there are fewer than two distinct centres, none where there is no centre.
    """
    start = _first_distinct(centres, MOST_GROUPS)
    most = min(MOST_GROUPS, 2 + len(centres) // PEOPLE_PER_GROUP, len(start))
    if most < 2:
        total = np.array([weight.sum()] if len(start) else [])
        middle = np.average(centres, 0, weight).reshape(-1, 2) if len(start) else start
        return Clusters(np.zeros(len(centres), np.int64), middle, total)
    tried = [(k, _lloyd(centres, weight, start[:k], GROUP_ROUNDS)) for k in range(2, most + 1)]
    scores = tuple((k, silhouette(centres, found.label)) for k, found in tried)
    best = max(range(len(tried)), key=lambda at: scores[at][1])
    chosen = tried[best][1]
    return Clusters(chosen.label, chosen.centres, chosen.weight, scores)
