"""The likelihood of each person's own votes on a grid of positions: slow, and right where a Gaussian is not.

With a handful of strongly telling statements a likelihood is flat on one side ("agrees with all eight"), a Gaussian
gives it a peak all the same, and people fall into clumps by the number of contrary answers. Two camps of 100 people
and eight telling statements looked like four; one cloud of 600 with five statements on the second axis looked like
two. So camps are believed only where mixtures fitted to these likelihoods do not speak against them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.opinion.grouping import Mixture
from detente.opinion.kernels import PROBIT
from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["GridLikelihood"]

_REACH = 4.5
_STEPS_LINE, _STEPS_PLANE = 73, 25
_ROUNDS, _TOLERANCE = 300, 1e-5


@dataclass(frozen=True, eq=False)
class GridLikelihood:
    """Likelihood of n people's votes at K places: `points` (K, d), `likelihood` (n, K), each row at most 1."""

    points: FloatArray
    likelihood: FloatArray
    spacing: float

    @classmethod
    def of(cls, votes: VoteMatrix, model: VoteModel, directions: FloatArray, people: IntArray) -> GridLikelihood:
        """Likelihoods along 1 or 2 orthonormal `directions`, of shape (d, D).

        The other coordinates are where the person's posterior puts them given the place; what stays unknown of them
        and of the statements widens each logit.
        """
        d = len(directions)
        line = np.linspace(-_REACH, _REACH, _STEPS_LINE if d == 1 else _STEPS_PLANE)
        points = line[:, None] if d == 1 else np.stack(np.meshgrid(line, line, indexing="ij"), -1).reshape(-1, 2)
        log_likelihood = np.zeros((len(people), len(points)))
        for row, person in enumerate(people):
            mean, covariance = model.mean[person], model.covariance[person]
            across = covariance @ directions.T
            slope = across @ np.linalg.inv(directions @ across)
            rest = covariance - slope @ across.T
            base = mean - slope @ (directions @ mean)
            inside = slice(int(votes.pointer[person]), int(votes.pointer[person + 1]))
            statement, vote = votes.statement[inside], votes.vote[inside]
            extended = np.concatenate([[1.0], mean])
            for kind in (0, 1):
                asked = vote != 0 if kind == 0 else np.ones(len(vote), bool)
                yes = vote[asked] > 0 if kind == 0 else vote[asked] == 0
                item, spread = model.item_mean[kind, statement[asked]], model.item_covariance[kind, statement[asked]]
                loading = item[:, 1:]
                variance = np.einsum("a,kab,b->k", extended, spread, extended)
                variance = variance + np.einsum("ka,ab,kb->k", loading, rest, loading)
                logit = (item[:, 0] + loading @ base)[:, None] + (loading @ slope) @ points.T
                logit = logit / np.sqrt(1.0 + PROBIT * variance)[:, None]
                log_likelihood[row] -= np.logaddexp(0.0, np.where(yes[:, None], -logit, logit)).sum(axis=0)
        likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
        return cls(points, likelihood, float(line[1] - line[0]))

    def fit(self, start: Mixture) -> Mixture:
        """EM from another mixture's weights, centres and covariance."""
        d = self.points.shape[1]
        weight, centre, covariance = start.weight, start.centre, start.covariance
        narrowest = (self.spacing / 2.0) ** 2 * np.eye(d)
        total = last = -np.inf
        for _ in range(_ROUNDS):
            values, vectors = np.linalg.eigh(covariance)
            covariance = (vectors * np.maximum(values, narrowest[0, 0])) @ vectors.T
            gap = self.points[None] - centre[:, None]
            exponent = -0.5 * np.einsum("gka,ab,gkb->gk", gap, np.linalg.inv(covariance), gap)
            shape = np.exp(exponent - exponent.max(axis=1, keepdims=True))
            density = weight[:, None] * shape / shape.sum(axis=1, keepdims=True)
            evidence = self.likelihood @ density.sum(axis=0)
            total = float(np.log(evidence).sum())
            if total - last < _TOLERANCE * len(evidence):
                break
            last = total
            share = density * ((1.0 / evidence) @ self.likelihood)
            mass = np.maximum(share.sum(axis=1), 1e-9)
            weight = mass / mass.sum()
            centre = share @ self.points / mass[:, None]
            gap = self.points[None] - centre[:, None]
            covariance = np.einsum("gk,gka,gkb->ab", share, gap, gap) / mass.sum()
        return Mixture(weight, centre, covariance, total)
