"""Which points of two texts report the same matter: one-to-many assignment, and the likeliest counterparts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

__all__ = ["SETTINGS", "Settings", "best", "pairs"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Where pairs are cut off.

    Attributes
    ----------
    link : float
        Score from which a pair is a link at all.
    proposed : float
        Score from which a link is proposed; below it is one to check.
    second : float
        What the second counterpart of one point gives up.
    """

    link: float = 0.16
    proposed: float = 0.24
    second: float = 0.05


SETTINGS = Settings()
"""`link` maximises F1 on the six real pairs; left out one by one it comes out as .16 to .18 (docs/algorithms)."""


def pairs(scores: Matrix, *, settings: Settings = SETTINGS) -> list[tuple[int, int]]:
    """Choose pairs of the greatest total score.

    The assignment problem (H. W. Kuhn, Naval Research Logistics Quarterly 2, 1955; solved by SciPy's modification of
    Jonker and Volgenant), where each point of the shorter text stands twice: it may take two counterparts, the second
    at a small loss. Each point of the longer text takes one. In texts of equal length every point takes one.

    Parameters
    ----------
    scores : ndarray of shape (n, m)
        Between 0 and 1.
    settings : Settings
        Pairs under `link` are never chosen.

    Returns
    -------
    list of (int, int)
        Row and column of each pair, in order.

    Examples
    --------
    >>> pairs(np.array([[0.9, 0.3, 0.4], [0.1, 0.1, 0.0]]))
    [(0, 0), (0, 2)]
    """
    if not scores.size:
        return []
    turned = scores.shape[0] > scores.shape[1]
    table = scores.T if turned else scores
    twice = np.vstack([table, table - settings.second]) if table.shape[0] < table.shape[1] else table
    gain = np.where(twice >= settings.link, twice, 0.0)
    # Of equal totals the one that keeps the order of the texts, whichever of them comes first.
    places, widths = np.arange(len(twice)) % len(table) / len(table), np.arange(table.shape[1]) / table.shape[1]
    order = np.where(gain > 0, 1e-9 * (1 - np.abs(places[:, None] - widths[None, :])), 0.0)
    rows, columns = linear_sum_assignment(gain + order, maximize=True)
    chosen = [
        (int(row) % len(table), int(column)) for row, column in zip(rows, columns, strict=True) if gain[row, column] > 0
    ]
    return sorted((column, row) if turned else (row, column) for row, column in chosen)


def best(scores: npt.NDArray[np.float64], count: int = 5) -> list[int]:
    """Return the indices of the largest scores, largest first; of equals the earlier.

    >>> best(np.array([0.2, 0.7, 0.2]), 2)
    [1, 0]
    """
    order = np.argsort(-scores, kind="stable")
    return [int(index) for index in order[:count]]
