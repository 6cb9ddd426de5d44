"""How much of what can be predicted the groups carry."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from detente.opinion.axes import MapAxes
from detente.opinion.divisions import NOT_PLACED, Division
from detente.opinion.estimates import CrossFit
from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.results import ExplainedShare
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["explained_share", "labels_of_folds"]

_PRIOR = 2.0
_JITTER = 1e-4  # keeps a place's covariance invertible along an axis that is not shown


def _log_loss(probability: FloatArray, agreed: FloatArray) -> float:
    p = np.clip(probability, 1e-6, 1.0 - 1e-6)
    return float(-np.where(agreed > 0, np.log(p), np.log1p(-p)).mean())


def labels_of_folds(
    model: VoteModel, cross: CrossFit, axes: MapAxes, division: Division, placed: npt.NDArray[np.bool_]
) -> IntArray:
    """The group of each person as each fold's model sees it, who never saw that fold's votes: (folds, P).

    A fold's model has coordinates of its own, so its positions are carried over to the map by linear regression on
    those placed. -1 between groups, -2 not placed.
    """
    shown = axes.positions(model.mean)
    labels = np.full((len(cross.models), model.n_participants), NOT_PLACED, np.int64)
    if not placed.any():
        return labels
    for number, fold in enumerate(cross.models):
        known = np.concatenate([np.ones((model.n_participants, 1)), fold.mean], axis=1)
        carry = np.linalg.lstsq(known[placed], shown[placed])[0]
        covariance = np.einsum("da,nde,eb->nab", carry[1:], fold.covariance, carry[1:]) + _JITTER * np.eye(2)
        found = division.labels_at(known @ carry, covariance[:, 0, 0], covariance)
        labels[number] = np.where(placed, found, NOT_PLACED)
    return labels


def explained_share(votes: VoteMatrix, cross: CrossFit, label: IntArray) -> ExplainedShare | None:
    """Mean log-loss of agree or disagree by statement, by statement and group, and by the whole model.

    All three predict every vote from the same votes, those of the other folds: comparing groups found from all votes
    with a model that saw three quarters of them would credit the groups with what the last quarter tells. Rates
    carry two prior votes at the rate above them.

    Parameters
    ----------
    label : ndarray of shape (folds, P), int
        Group of each person by the votes outside each fold, negative for none.

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
    person, fold = votes.participant[spoke], cross.fold[spoke]
    size = votes.n_statements
    n_groups = int(label.max(initial=-1)) + 1
    base, by_group = np.empty(len(agreed)), np.empty(len(agreed))
    for number in range(len(label)):
        out = fold == number
        rest = ~out
        rate = float(agreed[rest].mean()) if rest.any() else 0.5
        total = np.bincount(statement[rest], minlength=size)
        yes = np.bincount(statement[rest], weights=agreed[rest], minlength=size)
        rates = (yes + _PRIOR * rate) / (total + _PRIOR)
        own = label[number, person]
        inside = rest & (own >= 0)
        cell = own[inside] * size + statement[inside]
        group_total = np.bincount(cell, minlength=n_groups * size).reshape(n_groups, size)
        group_yes = np.bincount(cell, weights=agreed[inside], minlength=n_groups * size).reshape(n_groups, size)
        group_rates = np.concatenate([(group_yes + _PRIOR * rates) / (group_total + _PRIOR), rates[None]])
        base[out] = rates[statement[out]]
        by_group[out] = group_rates[np.where(own[out] >= 0, own[out], n_groups), statement[out]]
    chosen = cross.probability[spoke]
    model = chosen[:, 2] / (chosen[:, 0] + chosen[:, 2])
    losses = (_log_loss(base, agreed), _log_loss(by_group, agreed), _log_loss(model, agreed))
    gain = losses[0] - losses[2]
    share = float(np.clip((losses[0] - losses[1]) / gain, 0.0, 1.0)) if gain > 1e-9 else None
    return ExplainedShare(*losses, share)
