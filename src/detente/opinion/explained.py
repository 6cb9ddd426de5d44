"""How much of what can be predicted the groups carry."""

from __future__ import annotations

import numpy as np

from detente.opinion.packing import FloatArray
from detente.opinion.results import ExplainedShare
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["explained_share"]

_PRIOR = 2.0


def _log_loss(probability: FloatArray, agreed: FloatArray) -> float:
    p = np.clip(probability, 1e-6, 1.0 - 1e-6)
    return float(-np.where(agreed > 0, np.log(p), np.log1p(-p)).mean())


def explained_share(
    votes: VoteMatrix, predicted: FloatArray, label: IntArray, label_without: IntArray
) -> ExplainedShare | None:
    """Mean log-loss of agree or disagree by statement, by statement and group, and by the whole model.

    Every vote is predicted by the others: the statement's and the group's rates leave it out (two prior votes at the
    rate above them), group membership is its owner's without it, and `predicted` is cross-fitted.

    Parameters
    ----------
    predicted : ndarray of shape (n, 3)
    label : ndarray of shape (P,), int
        Group of each person, negative for none.
    label_without : ndarray of shape (n,), int
        Group of each vote's owner without that vote.

    Returns
    -------
    ExplainedShare or None
        None where nobody agreed or disagreed with anything.
    """
    spoke = votes.vote != 0
    if not spoke.any():
        return None
    agreed = (votes.vote[spoke] > 0).astype(np.float64)
    statement = votes.statement[spoke].astype(np.int64)
    total = np.bincount(statement, minlength=votes.n_statements)
    yes = np.bincount(statement, weights=agreed, minlength=votes.n_statements)
    rate = agreed.mean()
    base = (yes[statement] - agreed + _PRIOR * rate) / (total[statement] - 1.0 + _PRIOR)
    n_groups = int(max(label.max(initial=-1), label_without.max(initial=-1))) + 1
    by_group = base.copy()
    if n_groups:
        own = label[votes.participant[spoke]]
        counted = own >= 0
        cell = own[counted] * votes.n_statements + statement[counted]
        size = n_groups * votes.n_statements
        group_total = np.bincount(cell, minlength=size)
        group_yes = np.bincount(cell, weights=agreed[counted], minlength=size)
        without = label_without[spoke]
        at = np.maximum(without, 0) * votes.n_statements + statement
        mine = (own == without).astype(np.float64)
        inside = (group_yes[at] - mine * agreed + _PRIOR * base) / (group_total[at] - mine + _PRIOR)
        by_group = np.where(without >= 0, inside, base)
    chosen = predicted[spoke]
    model = chosen[:, 2] / (chosen[:, 0] + chosen[:, 2])
    losses = (_log_loss(base, agreed), _log_loss(by_group, agreed), _log_loss(model, agreed))
    gain = losses[0] - losses[2]
    share = float(np.clip((losses[0] - losses[1]) / gain, 0.0, 1.0)) if gain > 1e-9 else None
    return ExplainedShare(*losses, share)
