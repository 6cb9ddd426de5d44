"""What matters to people: statements that came with the mark "this matters to me" more often than others.

Everybody may mark any answer, and on some statements more people do by chance. A statement is listed only where, on
some side, so many marks would hardly come about if each answer were marked as often as that side's answers are on
average: the binomial tail, with 5 % shared out over everything compared (Bonferroni; Dunn 1961). What is listed is
ordered by the lower 95 % bound (Wilson 1927) on the side where it is marked *least*: more people on one side cannot
lift it.

Everything here is made of published counts, and of nothing else (docs/algorithms/rankings.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, log1p, sqrt

from detente.opinion.results import Cell, RankedStatement, StatementResult

__all__ = ["MOST", "ordinary", "standing_out", "tail", "what_matters", "wilson"]

MOST = 5
"""A list of what matters most that names every statement says nothing."""

DIGITS = 2
_ERROR = 0.05
_Z = 1.6448536269514722


def wilson(share: float, n: int, z: float) -> tuple[float, float]:
    """Both ends of the score interval of a share of `n` answers, `z` standard deviations to either side.

    Wilson 1927, *Journal of the American Statistical Association* 22.

    Examples
    --------
    >>> low, high = wilson(56 / 70, 70, 1.959964)
    >>> round(low, 4), round(high, 4)
    (0.6918, 0.877)
    """
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def tail(marked: int, n: int, share: float) -> float:
    """The chance of at least `marked` marks on `n` answers that are each marked with probability `share`.

    For more marks than expected, where the terms fall from the first one on.

    Examples
    --------
    >>> round(tail(9, 10, 0.5), 6)  # (10 + 1) / 1024
    0.010742
    """
    first = lgamma(n + 1) - lgamma(marked + 1) - lgamma(n - marked + 1)
    term = total = exp(first + marked * log(share) + (n - marked) * log1p(-share))
    for more in range(marked, n):
        term *= (n - more) / (more + 1) * share / (1 - share)
        total += term
        if term < 1e-12 * total:
            break
    return total


def ordinary(cells: Sequence[Cell]) -> float | None:
    """The share of all these people's published answers that were marked; None where no marks are published."""
    known = [cell for cell in cells if cell.marked is not None]
    votes = sum(cell.n_votes for cell in known)
    return sum(cell.marked or 0 for cell in known) / votes if votes else None


def _parts(result: StatementResult) -> tuple[Cell, ...]:
    """Each declared side, or everybody where there are none; nothing where one of them is withheld."""
    parts = result.sides or (result.overall,)
    return parts if all(cell.marked is not None for cell in (*parts, result.overall)) else ()


def standing_out(results: Sequence[StatementResult]) -> dict[int, tuple[int, ...]]:
    """The sides (their places; 0 where there are none) on which a statement is marked more than others.

    Parameters
    ----------
    results : sequence of StatementResult
        Every statement of a published map.

    Returns
    -------
    dict
        By `StatementResult.statement`, only where it stands out on some side.
    """
    compared = {result.statement: parts for result in results if (parts := _parts(result))}
    if not compared:
        return {}
    usual = [
        ordinary(column) for column in zip(*(result.sides or (result.overall,) for result in results), strict=True)
    ]
    strict = _ERROR / (len(compared) * len(usual))
    found = {
        statement: tuple(
            place
            for place, (cell, share) in enumerate(zip(parts, usual, strict=True))
            if share
            and cell.marked
            and cell.marked > share * cell.n_votes
            and tail(cell.marked, cell.n_votes, share) <= strict
        )
        for statement, parts in compared.items()
    }
    return {statement: places for statement, places in found.items() if places}


def what_matters(results: Sequence[StatementResult], sides: tuple[str, ...]) -> tuple[RankedStatement, ...]:
    """The statements that stand out, first those that are marked most on the side where they are marked least.

    Parameters
    ----------
    results : sequence of StatementResult
        Every statement of a published map.
    sides : tuple of str
        Names of the declared sides, in the order of their cells.
    """
    found = []
    by_statement = {result.statement: result for result in results}
    for statement in standing_out(results):
        parts = _parts(by_statement[statement])
        lows = [wilson((cell.marked or 0) / cell.n_votes, cell.n_votes, _Z)[0] for cell in parts]
        least = min(range(len(lows)), key=lows.__getitem__)
        score = round(max(lows[least], 0.0), DIGITS) + 0.0
        found.append(RankedStatement(statement, score, "", f"side:{sides[least]}" if sides else ""))
    return tuple(sorted(found, key=lambda entry: (-entry.score, entry.statement)))[:MOST]
