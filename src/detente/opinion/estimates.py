"""What share of some people would agree, with an interval that covers.

People do not answer the same statements, so the raw share of those who did is biased by who was asked. For N people,
of whom O answered statement s and H did not, with y = 1 where the answer is the one counted and m its cross-fitted
predicted probability:

without a log of chances (strata h: the two halves of the first axis)

    T   = [ sum_O y + sum_H m + sum_h |H_h| sum_Oh (y - m) / (n_h + 5) ] / N
    var = sum_h [ |H_h|^2 s_h^2 / (n_h + 5) + |H_h| s_h^2 ] / N^2

with the chance pi that the person was shown the statement: an answer stands for a = (1 - pi) / pi people who were
not, with e = (sum_O a)^2 / sum_O a^2 the effective number of answers,

    T   = [ sum_O y + sum_H m + |H| (sum_O a (y - m) / sum_O a) e / (e + 5) ] / N
    var = s^2 [ |H|^2 / (e + 5) + |H| ] / N^2

The first is a model-assisted post-stratified estimator, the second a difference estimator whose weights are scaled to
the number known to be missing (Saerndal, Swensson and Wretman 1992, "Model Assisted Survey Sampling", chapters 5 to
7; Hajek 1971). Where all chances are equal the second is the first with one stratum.

Residuals come from models that did not see the vote, m of those who did not vote is the mean of the same models, and
in a group found from votes each residual counts where its owner stands without that vote (`influence`). s^2 is the
mean square residual, weighted by a^2 where chances were logged, shrunk to that of all statements by two units. The
90 % interval is Student's, with one degree of freedom less than the (effective) number of answers, plus half a person
at either end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from detente.opinion.fitting import fit
from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["CellSums", "CrossFit", "Estimate", "Populations", "collect_sums", "cross_fit", "estimate"]

N_FOLDS, N_STRATA = 4, 2
_FOLD_DIMENSIONS, _FOLD_SWEEPS = 4, 8
_SHRINK, _SHRINK_VARIANCE = 5.0, 2.0
_LEAST_CHANCE = 0.02  # a smaller logged chance would let one answer speak for more than fifty people
_LEAST_FREEDOM = 2.0
_CELLS = 1 << 21


@dataclass(frozen=True, eq=False)
class CrossFit:
    """Models that each left a quarter of the votes out, their predictions of those, ndarray of shape (n, 3), and
    which model left each vote out, ndarray of shape (n,)."""

    models: tuple[VoteModel, ...]
    probability: FloatArray
    fold: IntArray


def cross_fit(votes: VoteMatrix, *, dimensions: int, rng: np.random.Generator) -> CrossFit:
    """Predict every vote from the other three quarters of the votes (4 folds, by lot)."""
    fold = rng.permutation(votes.n_votes) % N_FOLDS
    probability = np.empty((votes.n_votes, 3))
    models = []
    for number in range(N_FOLDS):
        out = fold == number
        model = fit(
            votes.select(~out),
            dimensions=min(dimensions, _FOLD_DIMENSIONS),
            sweeps=_FOLD_SWEEPS,
            rng=int(rng.integers(2**31)),
        )
        probability[out] = model.predict(votes.participant[out], votes.statement[out].astype(np.int64))
        models.append(model)
    return CrossFit(tuple(models), probability, fold)


@dataclass(frozen=True, eq=False)
class Populations:
    """Sets of people to estimate shares of, and where each vote's residual counts.

    Attributes
    ----------
    member : ndarray of shape (Q, P), bool
    counts : ndarray of shape (Q, n), bool
        Whether a vote's owner is a member *without that vote*; the same as `member` for sets that do not depend on
        votes.
    upper : ndarray of shape (P,), bool
        The stratum: above the median of the first axis.
    upper_without : ndarray of shape (n,), bool
        The same for a vote's owner without that vote.
    """

    member: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.bool_]
    upper: npt.NDArray[np.bool_]
    upper_without: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CellSums:
    """Sums over people that an estimate needs, for S statements, H strata and the 3 answers (disagree, pass, agree).

    Attributes
    ----------
    people : ndarray of shape (S, H) or (H,)
        People of the population in each stratum.
    answered : ndarray of shape (S, H)
        Members who voted.
    said, imputed : ndarray of shape (S, 3)
        Votes cast, and the sum of predictions over members who did not vote.
    probed : ndarray of shape (S, H)
        Votes whose residuals count.
    residual, squared : ndarray of shape (S, H, 3)
        Sums of y - m and of its square over those.
    weighted, weighted_squared : ndarray of shape (S, 3), or None
        With logged chances: sums of a (y - m) and of a^2 (y - m)^2, with a = (1 - pi) / pi.
    weight, weight_squared : ndarray of shape (S,), or None
        Sums of a and of a^2.
    """

    people: FloatArray
    answered: FloatArray
    said: FloatArray
    imputed: FloatArray
    probed: FloatArray
    residual: FloatArray
    squared: FloatArray
    weighted: FloatArray | None = None
    weighted_squared: FloatArray | None = None
    weight: FloatArray | None = None
    weight_squared: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Estimate:
    """Shares with 90 % intervals, (S, 3) each, in the order disagree, pass, agree, and their standard errors.

    `low` is also the one-sided 95 % bound.
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray
    error: FloatArray


def estimate(sums: CellSums) -> Estimate:
    """Shares of a population on each statement; see the module for the formulas."""
    people = np.broadcast_to(sums.people, sums.answered.shape)
    size = np.maximum(people.sum(axis=1), 1.0)[:, None]
    missing = np.maximum(people - sums.answered, 0.0)
    count = sums.probed.sum(axis=1)[:, None]
    pooled = sums.squared.sum(axis=(0, 1)) / max(float(count.sum()), 1.0)
    base = sums.said + sums.imputed
    if sums.weighted is None or sums.weighted_squared is None or sums.weight is None or sums.weight_squared is None:
        probed = sums.probed[:, :, None]
        variance = (sums.squared + _SHRINK_VARIANCE * pooled) / (probed + _SHRINK_VARIANCE)
        gap = missing[:, :, None]
        total = base + (gap * sums.residual / (probed + _SHRINK)).sum(axis=1)
        spread = (variance * (gap**2 / (probed + _SHRINK) + gap)).sum(axis=1)
        freedom = count - 1.0
    else:
        heavy = np.maximum(sums.weight_squared, 1e-12)[:, None]
        effective = sums.weight[:, None] ** 2 / heavy
        mean_square = sums.weighted_squared / heavy
        variance = (effective * mean_square + _SHRINK_VARIANCE * pooled) / (effective + _SHRINK_VARIANCE)
        gap = missing.sum(axis=1)[:, None]
        mean = sums.weighted / np.maximum(sums.weight, 1e-12)[:, None]
        total = base + gap * mean * effective / (effective + _SHRINK)
        spread = variance * (gap**2 / (effective + _SHRINK) + gap)
        freedom = effective - 1.0
    error = np.sqrt(spread) / size
    width = stdtrit(np.maximum(freedom, _LEAST_FREEDOM), 0.95) * error + 0.5 / size
    share = np.clip(total / size, 0.0, 1.0)
    return Estimate(share, np.maximum(share - width, 0.0), np.minimum(share + width, 1.0), error)


def collect_sums(
    votes: VoteMatrix, cross: CrossFit, populations: Populations, chance: FloatArray | None
) -> list[CellSums]:
    """The sums of several populations, which may overlap, in one pass over blocks of people.

    Parameters
    ----------
    chance : ndarray of shape (n,) or None
        Chance that the person was shown the statement, for every vote cast.

    Returns
    -------
    list of CellSums, one per population
    """
    imputed = _imputed(votes, cross, populations.member)
    size = votes.n_statements
    statement = votes.statement.astype(np.int64)
    answer = np.eye(3)[votes.vote + 1]
    residual = answer - cross.probability
    stratum = populations.upper.astype(np.int64)
    own_cell = statement * N_STRATA + stratum[votes.participant]
    cell_without = statement * N_STRATA + populations.upper_without

    def total(weights: FloatArray, cell: npt.NDArray[np.int64], strata: int) -> FloatArray:
        sums: FloatArray = np.bincount(cell, weights=weights, minlength=size * strata).astype(np.float64)
        return sums.reshape(size, strata)

    def three(weights: FloatArray, values: FloatArray, cell: npt.NDArray[np.int64], strata: int) -> FloatArray:
        return np.stack([total(weights * values[:, kind], cell, strata) for kind in range(3)], axis=-1)

    results = []
    for number in range(len(populations.member)):
        member = populations.member[number, votes.participant].astype(np.float64)
        counts = populations.counts[number].astype(np.float64)
        weighted = weighted_squared = weight = weight_squared = None
        if chance is not None:
            pi = np.clip(chance, _LEAST_CHANCE, 1.0)
            factor = counts * (1.0 - pi) / pi
            weighted = three(factor, residual, statement, 1)[:, 0]
            weighted_squared = three(factor**2, residual**2, statement, 1)[:, 0]
            weight = total(factor, statement, 1)[:, 0]
            weight_squared = total(factor**2, statement, 1)[:, 0]
        results.append(
            CellSums(
                people=np.bincount(stratum, weights=populations.member[number], minlength=N_STRATA).astype(np.float64),
                answered=total(member, own_cell, N_STRATA),
                said=three(member, answer, statement, 1)[:, 0],
                imputed=imputed[number],
                probed=total(counts, cell_without, N_STRATA),
                residual=three(counts, residual, cell_without, N_STRATA),
                squared=three(counts, residual**2, cell_without, N_STRATA),
                weighted=weighted,
                weighted_squared=weighted_squared,
                weight=weight,
                weight_squared=weight_squared,
            )
        )
    return results


def _imputed(votes: VoteMatrix, cross: CrossFit, member: npt.NDArray[np.bool_]) -> FloatArray:
    """Sum of mean predictions over members who did not vote, ndarray of shape (Q, S, 3)."""
    size = votes.n_statements
    result = np.zeros((len(member), size, 3))
    block = max(1, _CELLS // max(size, 1))
    for first in range(0, votes.n_participants, block):
        rows = np.arange(first, min(first + block, votes.n_participants))
        inside = slice(int(votes.pointer[rows[0]]), int(votes.pointer[rows[-1] + 1]))
        table = sum((model.table(rows) for model in cross.models), np.zeros((len(rows), size, 3)))
        table[votes.participant[inside] - first, votes.statement[inside]] = 0.0
        result += np.tensordot(member[:, rows].astype(np.float64), table, axes=1)
    return result / len(cross.models)
