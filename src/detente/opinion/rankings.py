"""What is put first: common ground, what divides, what people are unsure of, what most say, what marks a group.

Every ranking is by a one-sided 95 % bound, so that few answers never lift a statement. Where differences are
looked for among many statements the largest is partly luck: a statement is *listed* as dividing, or as marking a
group, only if its difference would stand with the 5 % shared out over everything compared (Bonferroni; Dunn 1961).

Common ground is the lower bound of the *least* agreeing side and group: more people on one side cannot lift it. The
peer's product over groups is in `detente.opinion.polis`; docs/algorithms/rankings compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from detente.opinion.estimates import Estimate
from detente.opinion.packing import FloatArray
from detente.opinion.results import RankedStatement, Representative

__all__ = ["common_ground", "divisive", "majority", "representative", "unsure"]

DISAGREE, PASS, AGREE = 0, 1, 2
_WORD = ("disagree", "pass", "agree")
_MAJORITY = 0.5
_UNSURE = 0.2  # lower bound of the share who pass
_MOST = 20
_MOST_REPRESENTATIVE = 8
_Z = 1.6448536269514722


def _ranked(
    score: FloatArray,
    eligible: npt.NDArray[np.bool_],
    least_score: float,
    word: Sequence[str],
    least: Sequence[str],
) -> tuple[RankedStatement, ...]:
    order = np.argsort(-score, kind="stable")
    return tuple(
        RankedStatement(int(j), float(score[j]), word[j], least[j])
        for j in order
        if eligible[j] and score[j] > least_score
    )[:_MOST]


def _strict(n_comparisons: int, *, both_ways: bool) -> float:
    """Normal quantile with 5 % shared out over `n_comparisons`, in both directions or in one."""
    return float(-ndtri(0.05 / max(n_comparisons, 1) / (2.0 if both_ways else 1.0)))


def common_ground(
    parts: Sequence[tuple[str, Estimate]], eligible: npt.NDArray[np.bool_]
) -> tuple[RankedStatement, ...]:
    """Statements that more than half of every part agree with, or that more than half of every part reject.

    Parameters
    ----------
    parts : sequence of (name, Estimate)
        Every declared side and every group; everybody where there are none.
    eligible : ndarray of shape (S,), bool
        Enough votes in every part.
    """
    names = [name for name, _ in parts]
    lows = np.stack([part.low for _, part in parts])
    least = lows.min(axis=0)
    direction = np.where(least[:, AGREE] >= least[:, DISAGREE], AGREE, DISAGREE)
    rows = np.arange(len(least))
    which = lows.argmin(axis=0)[rows, direction]
    named = len(parts) > 1 or names[0] != ""
    return _ranked(
        least[rows, direction],
        eligible,
        _MAJORITY,
        [_WORD[d] for d in direction],
        [names[w] if named else "" for w in which],
    )


def divisive(
    families: Sequence[Sequence[tuple[str, Estimate, npt.NDArray[np.bool_]]]], n_statements: int
) -> tuple[RankedStatement, ...]:
    """Statements on which two sides, or two groups, certainly differ in the share who agree.

    Parameters
    ----------
    families : sequence of sequences of (name, Estimate, enough)
        Parts are compared within a family only; `enough`, of shape (S,), says where a part has enough votes.

    Returns
    -------
    tuple of RankedStatement
        Twenty at most of each family, so that groups, which are found by their differences, do not crowd out the
        sides. A statement that divides two families is there twice.
    """
    pairs = [pair for family in families for pair in combinations(family, 2)]
    strict = _strict(sum(int(np.count_nonzero(a[2] & b[2])) for a, b in pairs), both_ways=True)
    found: list[RankedStatement] = []
    for family in families:
        best = np.full(n_statements, -1.0)
        who = [""] * n_statements
        for (name_a, a, enough_a), (name_b, b, enough_b) in combinations(family, 2):
            gap = np.abs(a.share[:, AGREE] - b.share[:, AGREE])
            error = np.hypot(a.error[:, AGREE], b.error[:, AGREE])
            bound = np.where(enough_a & enough_b & (gap > strict * error), gap - _Z * error, -1.0)
            for j in np.flatnonzero(bound > best):
                who[j] = f"{name_a} | {name_b}"
            best = np.maximum(best, bound)
        found += _ranked(best, best > 0, 0.0, [""] * n_statements, who)
    return tuple(sorted(found, key=lambda entry: -entry.score))


def unsure(everybody: Estimate, eligible: npt.NDArray[np.bool_]) -> tuple[RankedStatement, ...]:
    """Statements that certainly more than a fifth of those who took part pass on."""
    score = everybody.low[:, PASS]
    return _ranked(score, eligible, _UNSURE, ["pass"] * len(score), [""] * len(score))


def majority(everybody: Estimate, eligible: npt.NDArray[np.bool_]) -> tuple[RankedStatement, ...]:
    """Statements that certainly more than half of those who took part agree with, or reject."""
    lows = everybody.low[:, [AGREE, DISAGREE]]
    score = lows.max(axis=1)
    words = ["agree" if first >= second else "disagree" for first, second in lows]
    return _ranked(score, eligible, _MAJORITY, words, [""] * len(score))


def representative(group: Estimate, rest: Estimate, eligible: npt.NDArray[np.bool_]) -> tuple[Representative, ...]:
    """What marks a group off from everybody else placed: the difference of shares, by its lower bound."""
    found = []
    strict = _strict(2 * int(np.count_nonzero(eligible)), both_ways=False)
    for answer in (AGREE, DISAGREE):
        gap = group.share[:, answer] - rest.share[:, answer]
        error = np.hypot(group.error[:, answer], rest.error[:, answer])
        bound = np.where(gap > strict * error, gap - _Z * error, -1.0)
        found += [
            Representative(
                int(j),
                _WORD[answer],
                float(group.share[j, answer]),
                float(rest.share[j, answer]),
                float(gap[j]),
                float(bound[j]),
            )
            for j in np.flatnonzero(eligible & (bound > 0))
        ]
    found.sort(key=lambda item: (-item.lower_bound, item.statement))
    chosen: list[Representative] = []
    for item in found:
        if all(item.statement != other.statement for other in chosen):
            chosen.append(item)
    return tuple(chosen[:_MOST_REPRESENTATIVE])
