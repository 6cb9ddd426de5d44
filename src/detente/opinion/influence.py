"""Where people would stand had they not cast one vote.

A group found from votes looks more united than it is when it is judged by the same votes: whoever agreed is in it
partly because they agreed. So a vote is always judged with the membership its owner has without it. Removing one
vote from a Gaussian posterior is a rank-one update (Sherman and Morrison 1950): with u = V w, slope h and residual
y - p, the mean moves by -u (y - p) / (1 - h w'u).
"""

from __future__ import annotations

import numpy as np

from detente.opinion.kernels import expected_logistic
from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.votes import VoteMatrix

__all__ = ["positions_without"]

_BLOCK = 1 << 15
_LEAST_REST = 0.05  # a lone vote cannot carry more than all but this share of what is known


def positions_without(model: VoteModel, votes: VoteMatrix, directions: FloatArray) -> FloatArray:
    """Map coordinates of each vote's owner without that vote.

    Parameters
    ----------
    directions : ndarray of shape (k, D)
        Orthonormal rows of the map.

    Returns
    -------
    ndarray of shape (n, k)
    """
    result = np.empty((votes.n_votes, len(directions)))
    shown_covariance = np.einsum("pab,kb->pka", model.covariance, directions)
    for first in range(0, votes.n_votes, _BLOCK):
        part = slice(first, first + _BLOCK)
        person, statement = votes.participant[part], votes.statement[part]
        vote = votes.vote[part]
        mean, covariance = model.mean[person], model.covariance[person]
        place = mean @ directions.T
        for kind in (0, 1):
            loading = model.item_mean[kind, statement, 1:]
            item_covariance = model.item_covariance[kind, statement]
            pull = np.einsum("nab,nb->na", covariance, loading)
            known = np.einsum("na,na->n", loading, pull)
            logit = model.item_mean[kind, statement, 0] + np.einsum("na,na->n", loading, mean)
            extended = np.concatenate([np.ones((len(mean), 1)), mean], axis=1)
            variance = (
                known
                + np.einsum("na,nab,nb->n", extended, item_covariance, extended)
                + np.einsum("nab,nab->n", item_covariance[:, 1:, 1:], covariance)
            )
            probability, slope = expected_logistic(logit, variance)
            answer = (vote > 0) if kind == 0 else (vote == 0)
            asked = (vote != 0) if kind == 0 else np.ones(len(vote), bool)
            rest = np.maximum(1.0 - slope * known, _LEAST_REST)
            move = np.where(asked, (answer - probability) / rest, 0.0)
            place = place - np.einsum("nka,na->nk", shown_covariance[person], loading) * move[:, None]
        result[part] = place
    return result
