"""Camps, a spectrum, or nothing: what may be said of divisions.

A person's position is known only as well as their votes tell. Each posterior is divided by the prior N(0, I), which
leaves what the votes alone say (a Gaussian likelihood), and mixtures of G = 1 .. 4 Gaussians with one shared
covariance are fitted to those likelihoods by EM, so that noise is not taken for spread (deconvolution; Bovy, Hogg
and Roweis 2011, "Extreme deconvolution", Annals of Applied Statistics 5). G > 1 is believed only where

- BIC does not speak for one group: it may rise by at most 2 ("not worth more than a bare mention", Kass and
  Raftery 1995), and must fall by 6 where fewer than 75 people are placed or two axes are used,
- every two centres are at least 2 shared standard deviations apart,
- every group has at least 5 % of the weight, and
- the density between any two centres dips to at most 0.65 of the lower peak: a long tail is not a camp.

The valley does most of the work: BIC alone calls every skewed cloud two camps. The four numbers were set together
on redrawn votes with known answers; docs/algorithms/groups has the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp, ndtr

from detente.opinion.packing import FloatArray

__all__ = ["Choice", "Likelihoods", "Mixture", "choose_mixture", "ends", "fit_mixture", "memberships"]

MOST_GROUPS = 4
SEPARATION, LEAST_WEIGHT, VALLEY = 2.0, 0.05, 0.65
BIC_MANY, BIC_FEW, FEW = -2.0, 6.0, 75
# What the votes' own likelihoods must say: along a line their BIC may rise by no more than 8 (they find far fewer true
# camps, so they only veto), in the plane it must fall.
AGREE_LINE, AGREE_PLANE, _SHALLOW = -8.0, 0.0, 0.95
_FIRST_STEPS, _STEPS, _TOLERANCE = 10, 150, 3e-6
_SAMPLE = 1000
_HOPELESS = 10.0  # once BIC has risen by this with one group more, still more are not tried


@dataclass(frozen=True, eq=False)
class Likelihoods:
    """What each person's votes say of their position z: log-likelihood linear . z - z' precision z / 2 + constant.

    Attributes
    ----------
    linear : ndarray of shape (n, d)
    precision : ndarray of shape (n, d, d)
    """

    linear: FloatArray
    precision: FloatArray

    @classmethod
    def of(cls, mean: FloatArray, covariance: FloatArray) -> Likelihoods:
        """Posterior Gaussians (n, d), (n, d, d) divided by the prior N(0, I)."""
        inverse = np.linalg.inv(covariance)
        # the covariance never exceeds the prior's, but rounding may say so
        values, vectors = np.linalg.eigh(inverse - np.eye(mean.shape[1]))
        precision = np.einsum("nab,nb,ncb->nac", vectors, np.maximum(values, 1e-9), vectors)
        return cls(np.einsum("nab,nb->na", inverse, mean), precision)

    def take(self, index: FloatArray) -> Likelihoods:
        """Some of the people."""
        return Likelihoods(self.linear[index], self.precision[index])


@dataclass(frozen=True, eq=False)
class Mixture:
    """Weights (G,), centres (G, d), one shared covariance (d, d), and the log-likelihood of the people."""

    weight: FloatArray
    centre: FloatArray
    covariance: FloatArray
    log_likelihood: float

    @property
    def n_groups(self) -> int:
        """G."""
        return len(self.weight)

    def bic(self, n_people: int) -> float:
        """Schwarz's criterion; G - 1 weights, G d centres, d (d + 1) / 2 numbers of the covariance."""
        d = int(self.centre.shape[1])
        free = (self.n_groups - 1) + self.n_groups * d + d * (d + 1) // 2
        return float(-2.0 * self.log_likelihood + free * np.log(max(n_people, 1)))

    def separation(self) -> float:
        """Least Mahalanobis distance of two centres, in shared standard deviations; infinity for one group."""
        inverse = np.linalg.inv(self.covariance)
        gaps = [
            float(np.sqrt((a - b) @ inverse @ (a - b))) for at, a in enumerate(self.centre) for b in self.centre[:at]
        ]
        return min(gaps, default=np.inf)

    def valley(self) -> float:
        """Shallowest valley: over all pairs of centres, the largest ratio of the lowest density between their peaks,
        on the line through both, to the lower peak; 0 for one group, 1 where two centres lie on one peak."""
        inverse = np.linalg.inv(self.covariance)
        t = np.linspace(-0.25, 1.25, 301)[:, None]
        worst = 0.0
        for at in range(self.n_groups):
            for other in range(at):
                line = (1.0 - t) * self.centre[other] + t * self.centre[at]
                gap = line[:, None, :] - self.centre[None]
                density = np.exp(-0.5 * np.einsum("tga,ab,tgb->tg", gap, inverse, gap)) @ self.weight
                # uphill from either centre: the highest point of a half may be the slope of another, larger camp
                first, second = sorted((_summit(density, 50), _summit(density, 250)))
                lowest = float(density[first : second + 1].min())
                worst = max(worst, lowest / float(min(density[first], density[second])))
        return worst

    def responsibilities(self, people: Likelihoods) -> FloatArray:
        """Membership probabilities, ndarray of shape (n, G)."""
        evidence = _evidence(people, self)[0]
        share: FloatArray = np.exp(evidence - logsumexp(evidence, axis=0, keepdims=True))
        return np.ascontiguousarray(share.T)


def _summit(density: FloatArray, index: int) -> int:
    """Where a climb from `index` ends."""
    step = 1 if density[index + 1] > density[index] else -1
    while 0 <= index + step < len(density) and density[index + step] > density[index]:
        index += step
    return index


def _evidence(people: Likelihoods, mixture: Mixture) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log of weight times marginal likelihood (G, n), posterior means (G, n, d) and covariances (n, d, d)."""
    inner = np.linalg.inv(mixture.covariance)
    total = people.precision + inner
    pulled = mixture.centre @ inner
    pull = people.linear[None] + pulled[:, None, :]
    constant = np.log(mixture.weight) + 0.5 * (np.linalg.slogdet(inner)[1] - (pulled * mixture.centre).sum(axis=1))
    if total.shape[1] == 1:
        covariance = 1.0 / total
        mean = pull * covariance[:, :, 0]
        quadratic, log_det = (pull * mean)[:, :, 0], np.log(total[:, 0, 0])
    else:
        det = total[:, 0, 0] * total[:, 1, 1] - total[:, 0, 1] ** 2
        covariance = np.empty_like(total)
        covariance[:, 0, 0], covariance[:, 1, 1] = total[:, 1, 1] / det, total[:, 0, 0] / det
        covariance[:, 0, 1] = covariance[:, 1, 0] = -total[:, 0, 1] / det
        mean = np.empty_like(pull)
        mean[:, :, 0] = pull[:, :, 0] * covariance[:, 0, 0] + pull[:, :, 1] * covariance[:, 0, 1]
        mean[:, :, 1] = pull[:, :, 0] * covariance[:, 0, 1] + pull[:, :, 1] * covariance[:, 1, 1]
        quadratic, log_det = pull[:, :, 0] * mean[:, :, 0] + pull[:, :, 1] * mean[:, :, 1], np.log(det)
    return constant[:, None] + 0.5 * (quadratic - log_det), mean, covariance


def _step(people: Likelihoods, mixture: Mixture) -> Mixture:
    """One round of EM; the log-likelihood kept is that of the mixture it began with."""
    n, d = people.linear.shape
    evidence, mean, covariance = _evidence(people, mixture)
    top = evidence.max(axis=0)
    share = np.exp(evidence - top)
    each = share.sum(axis=0)
    share /= each
    mass = np.maximum(share.sum(axis=1), 1e-9)
    weighted = share[:, :, None] * mean
    centre = weighted.sum(axis=1) / mass[:, None]
    second = weighted.reshape(-1, d).T @ mean.reshape(-1, d) - (mass[:, None] * centre).T @ centre
    spread = (second + covariance.sum(axis=0)) / n
    return Mixture(mass / mass.sum(), centre, spread + 1e-6 * np.eye(d), float(top.sum() + np.log(each).sum()))


def fit_mixture(people: Likelihoods, n_groups: int, starts: list[FloatArray]) -> Mixture:
    """A mixture with one shared covariance, by EM from several sets of centres (G, d): a few rounds of each, then
    the best of them to the end."""
    d = people.linear.shape[1]
    best: Mixture | None = None
    for start in starts:
        mixture = Mixture(np.full(n_groups, 1.0 / n_groups), start.copy(), np.eye(d) / n_groups, -np.inf)
        for _ in range(_FIRST_STEPS if len(starts) > 1 else 1):
            mixture = _step(people, mixture)
        if best is None or mixture.log_likelihood > best.log_likelihood:
            best = mixture
    if best is None:
        raise AssertionError("fit_mixture needs a start")
    for _ in range(_STEPS):
        after = _step(people, best)
        gain = after.log_likelihood - best.log_likelihood
        best = after
        if gain < _TOLERANCE * len(people.linear):
            break
    return best


def _starts(position: FloatArray, n_groups: int) -> list[FloatArray]:
    """Centres to begin from, without chance: equal parts along each axis, and a small camp at either end."""
    if n_groups == 1:
        return [position.mean(axis=0, keepdims=True)]
    starts = []
    for axis in range(position.shape[1]):
        order = np.argsort(position[:, axis], kind="stable")
        starts.append(np.array([position[part].mean(axis=0) for part in np.array_split(order, n_groups)]))
        for end in (order, order[::-1]):
            few = np.array_split(end, max(8, n_groups))
            rest = np.array_split(np.concatenate(few[1:]), n_groups - 1)
            starts.append(np.array([position[few[0]].mean(axis=0)] + [position[part].mean(axis=0) for part in rest]))
    return starts


SecondOpinion = Callable[[Mixture], tuple[float, Mixture]]


@dataclass(frozen=True, eq=False)
class Choice:
    """The mixture believed (one group where none of more is), and the best one of two or more with its evidence."""

    mixture: Mixture
    rival: Mixture | None
    bic_drop: float | None


def _stands(mixture: Mixture) -> bool:
    """Centres apart, no group tiny, valleys between."""
    return (
        mixture.separation() >= SEPARATION
        and float(mixture.weight.min()) >= LEAST_WEIGHT
        and mixture.valley() <= VALLEY
    )


def _choose(
    people: Likelihoods,
    position: FloatArray,
    bic_drop: float,
    second_opinion: SecondOpinion | None,
    least_agreement: float,
) -> Choice:
    n = len(position)
    one = fit_mixture(people, 1, _starts(position, 1))
    tried: list[tuple[float, Mixture]] = []
    for n_groups in range(2, min(MOST_GROUPS, n // 2) + 1):
        mixture = fit_mixture(people, n_groups, _starts(position, n_groups))
        tried.append((one.bic(n) - mixture.bic(n), mixture))
        if tried[-1][0] < max(drop for drop, _ in tried) - _HOPELESS:
            break
    rival = max(tried, key=lambda pair: pair[0], default=None)
    good = [(drop, mixture) for drop, mixture in tried if drop > bic_drop and _stands(mixture)]
    if not good:
        return Choice(one, rival[1] if rival else None, rival[0] if rival else None)
    drop, best = max(good, key=lambda pair: pair[0])
    if second_opinion is None:
        return Choice(best, best, drop)
    alone = second_opinion(one)[0]
    again = {m.n_groups: second_opinion(m) for _, m in tried if m.n_groups <= best.n_groups}
    wanted = min(again, key=lambda n_groups: again[n_groups][0])
    if alone - again[wanted][0] <= least_agreement or again[wanted][1].valley() > _SHALLOW:
        return Choice(one, best, drop)
    if wanted != best.n_groups:
        drop, best = next(pair for pair in tried if pair[1].n_groups == wanted)
        if not (drop > bic_drop and _stands(best)):
            best = again[wanted][1]
            if not _stands(best):
                return Choice(one, best, drop)
    return Choice(best, best, drop)


def choose_mixture(
    mean: FloatArray, covariance: FloatArray, second_opinion: Callable[[int], SecondOpinion] | None = None
) -> Choice:
    """The number of groups that the evidence carries: along the first axis, and in the plane where two are shown.

    Parameters
    ----------
    mean : ndarray of shape (n, d)
        Posterior means of those placed, in the d = 1 or 2 coordinates shown.
    covariance : ndarray of shape (n, d, d)
        Their posterior covariances.
    second_opinion : callable, optional
        Asked only before groups are believed: takes the number of coordinates and returns a function from a mixture
        to its BIC and its refit under the votes' own likelihoods (`grid.GridLikelihood`). It may veto groups and
        lower their number, never raise it.

    Returns
    -------
    Choice
        The mixture has centres in the plane only where the plane needs more groups than the first axis does. Above
        1,000 people an evenly spaced 1,000 shape it.
    """
    if len(mean) > _SAMPLE:
        index = np.linspace(0, len(mean) - 1, _SAMPLE).round().astype(int)
        mean, covariance = mean[index], covariance[index]
    line = _choose(
        Likelihoods.of(mean[:, :1], covariance[:, :1, :1]),
        mean[:, :1],
        BIC_FEW if len(mean) < FEW else BIC_MANY,
        second_opinion(1) if second_opinion else None,
        AGREE_LINE,
    )
    if mean.shape[1] == 1:
        return line
    plane = _choose(
        Likelihoods.of(mean, covariance), mean, BIC_FEW, second_opinion(2) if second_opinion else None, AGREE_PLANE
    )
    return plane if plane.mixture.n_groups > line.mixture.n_groups else line


def memberships(mixture: Mixture, mean: FloatArray, covariance: FloatArray) -> FloatArray:
    """Probability of each group for people with these posteriors, ndarray of shape (n, G)."""
    d = mixture.centre.shape[1]
    return mixture.responsibilities(Likelihoods.of(mean[:, :d], covariance[:, :d, :d]))


def ends(position: FloatArray, variance: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
    """Low end, middle and high end of a spectrum.

    The cuts leave a third of those placed below and above, each person spread as their votes leave it open. An end's
    membership is the probability of lying beyond its cut, so that nobody is put at an end whose votes do not say so.

    Parameters
    ----------
    position, variance : ndarray of shape (n,)
        Posterior means and variances along the first axis.

    Returns
    -------
    ndarray of shape (n, 3)
        Probabilities of low end, middle and high end.
    tuple of float
        The two cuts.
    """
    deviation = np.sqrt(np.maximum(variance, 1e-12))

    def share_below(cut: float) -> float:
        return float(ndtr((cut - position) / deviation).mean())

    reach = float(np.abs(position).max() + 6.0 * deviation.max()) if len(position) else 1.0
    low, high = (
        float(brentq(lambda cut, third=third: share_below(cut) - third, -reach, reach)) if len(position) else 0.0
        for third in (1.0 / 3.0, 2.0 / 3.0)
    )
    below, above = ndtr((low - position) / deviation), ndtr((position - high) / deviation)
    return np.stack([below, np.maximum(1.0 - below - above, 0.0), above], axis=1), (low, high)
