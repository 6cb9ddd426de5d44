"""The groups of a map: who is in which, under which name, and where each lies.

Camps, or the two ends and the middle of a spectrum, or none; `grouping` decides which the evidence carries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.special import ndtr

from detente.opinion.axes import FLAT, MapAxes, chance_strength
from detente.opinion.grid import GridLikelihood
from detente.opinion.grouping import Choice, Mixture, SecondOpinion, choose_mixture, ends, memberships
from detente.opinion.model import VoteModel
from detente.opinion.packing import FloatArray
from detente.opinion.results import Group, Verdict
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["BETWEEN", "CERTAIN", "NOT_PLACED", "Division", "divide"]

CERTAIN = 0.9
BETWEEN, NOT_PLACED = -1, -2
FEWEST_PLACED = 10
_SECOND_SAMPLE = 400
ENDS = ("low end", "middle", "high end")


@dataclass(frozen=True, eq=False)
class Division:
    """What was found, in the axes it was found in.

    Attributes
    ----------
    verdict : Verdict
    kinds, names : tuple of str
        One per group.
    membership : ndarray of shape (P, G)
        0 in every column for those not placed.
    label : ndarray of shape (P,), int
    choice : Choice or None
    cuts : tuple of float
        Of a spectrum.
    flipped : bool
        The spectrum's low end lies at the high end of the axis it was found on.
    """

    verdict: Verdict
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    membership: FloatArray
    label: IntArray
    choice: Choice | None = None
    cuts: tuple[float, float] = (0.0, 0.0)
    flipped: bool = False

    def labels_at(self, place: FloatArray, variance: FloatArray, covariance: FloatArray) -> IntArray:
        """Group of people at other places with the same uncertainty: int array (n,), -1 between groups.

        `place` (n, 2) and `covariance` (n, 2, 2) are in the axes of the division; `variance` (n,) is that of the
        first.
        """
        if not self.names:
            return np.full(len(place), BETWEEN, np.int64)
        if self.verdict.kind == "camps" and self.choice is not None:
            d = self.choice.mixture.centre.shape[1]
            share = memberships(self.choice.mixture, place[:, :d], covariance[:, :d, :d])
            return _certain(share)
        deviation = np.sqrt(np.maximum(variance, 1e-12))
        low = ndtr((self.cuts[0] - place[:, 0]) / deviation) >= CERTAIN
        high = ndtr((place[:, 0] - self.cuts[1]) / deviation) >= CERTAIN
        return _spectrum_label(low, high, self.flipped)

    def reorder(self, order: Sequence[int], names: tuple[str, ...]) -> Division:
        """The same camps in another order, with `names`."""
        position = np.argsort(np.asarray(order))
        choice = self.choice
        if choice is not None:
            mixture = choice.mixture
            index = np.asarray(order)
            turned = type(mixture)(
                mixture.weight[index], mixture.centre[index], mixture.covariance, mixture.log_likelihood
            )
            choice = Choice(turned, choice.rival, choice.bic_drop)
        label = np.where(self.label >= 0, position[np.maximum(self.label, 0)], self.label)
        return Division(
            self.verdict, self.kinds, names, self.membership[:, list(order)], label.astype(np.int64), choice
        )


def _certain(share: FloatArray) -> IntArray:
    best = share.argmax(axis=1)
    return np.where(share[np.arange(len(share)), best] >= CERTAIN, best, BETWEEN).astype(np.int64)


def _spectrum_label(low: np.ndarray, high: np.ndarray, flipped: bool) -> IntArray:
    first, last = (2, 0) if flipped else (0, 2)
    return np.where(low, first, np.where(high, last, 1)).astype(np.int64)


def _second_opinion(
    votes: VoteMatrix, model: VoteModel, axes: MapAxes, placed: np.ndarray
) -> Callable[[int], SecondOpinion]:
    people = np.flatnonzero(placed)
    if len(people) > _SECOND_SAMPLE:
        people = people[np.linspace(0, len(people) - 1, _SECOND_SAMPLE).round().astype(int)]

    def along(d: int) -> SecondOpinion:
        made: list[GridLikelihood] = []

        def judge(mixture: Mixture) -> tuple[float, Mixture]:
            if not made:
                made.append(GridLikelihood.of(votes, model, axes.directions[:d], people))
            again = made[0].fit(mixture)
            return again.bic(len(people)), again

        return judge

    return along


def divide(model: VoteModel, votes: VoteMatrix, axes: MapAxes, placed: np.ndarray, *, flipped: bool) -> Division:
    """The verdict and everybody's group.

    Parameters
    ----------
    votes : VoteMatrix
        Those that `model` was fitted to.
    placed : ndarray of shape (P,), bool
        Those with enough votes.
    flipped : bool
        The map shown turns the first axis around.
    """
    n_placed = int(np.count_nonzero(placed))
    strength = float(axes.strengths[0]) if n_placed else 0.0
    label = np.where(placed, BETWEEN, NOT_PLACED).astype(np.int64)
    nobody = np.zeros((model.n_participants, 0))
    if n_placed < FEWEST_PLACED:
        return Division(Verdict("too_few", 0, strength), (), (), nobody, label)
    if strength < FLAT + chance_strength(n_placed):
        return Division(Verdict("no_structure", 0, strength), (), (), nobody, label)
    shown = axes.n_shown
    mean = axes.positions(model.mean[placed])[:, :shown]
    covariance = axes.ellipses(model.covariance[placed])[:, :shown, :shown]
    choice = choose_mixture(mean, covariance, _second_opinion(votes, model, axes, placed))
    rival = choice.rival
    evidence = (
        (choice.bic_drop, rival.separation(), float(rival.weight.min()), rival.valley())
        if rival is not None
        else (None, None, None, None)
    )
    if choice.mixture.n_groups > 1:
        n_groups = choice.mixture.n_groups
        share = memberships(choice.mixture, mean, covariance)
        membership = np.zeros((model.n_participants, n_groups))
        membership[placed] = share
        label[placed] = _certain(share)
        found = Division(
            Verdict("camps", n_groups, strength, *evidence),
            ("camp",) * n_groups,
            tuple(ascii_uppercase[:n_groups]),
            membership,
            label,
            choice,
        )
        # from one end of the first axis to the other
        order = np.argsort(choice.mixture.centre[:, 0] * (-1.0 if flipped else 1.0), kind="stable")
        return found.reorder(order.tolist(), found.names)
    share, cuts = ends(mean[:, 0], covariance[:, 0, 0])
    membership = np.zeros((model.n_participants, 3))
    membership[placed] = share[:, ::-1] if flipped else share
    label[placed] = _spectrum_label(share[:, 0] >= CERTAIN, share[:, 2] >= CERTAIN, flipped)
    return Division(
        Verdict("spectrum", 0, strength, *evidence),
        ("end", "middle", "end"),
        ENDS,
        membership,
        label,
        None,
        cuts,
        flipped,
    )


def keep_names(division: Division, previous_names: Sequence[str], previous_label: IntArray) -> Division:
    """Camps under the names they had, by the people they share (Kuhn 1955); new camps take letters not in use.

    `previous_label`, of shape (P,), holds each person's camp on the earlier map, negative for none.
    """
    if division.verdict.kind != "camps" or not previous_names:
        return division
    both = (division.label >= 0) & (previous_label >= 0)
    overlap = np.zeros((len(division.names), len(previous_names)))
    np.add.at(overlap, (division.label[both], previous_label[both]), 1.0)
    rows, columns = linear_sum_assignment(-overlap)
    taken = {
        int(row): previous_names[column] for row, column in zip(rows, columns, strict=True) if overlap[row, column] > 0
    }
    free = iter(letter for letter in ascii_uppercase if letter not in previous_names)
    names = [taken.get(row) or next(free) for row in range(len(division.names))]
    order = sorted(range(len(names)), key=lambda row: names[row])
    return division.reorder(order, tuple(names[row] for row in order))


def describe(division: Division, position: FloatArray, covariance: FloatArray, turn: FloatArray) -> list[Group]:
    """Groups with size, centre and spread in the axes shown, without what marks them.

    Parameters
    ----------
    position, covariance : ndarray of shape (P, 2) and (P, 2, 2)
        As shown.
    turn : ndarray of shape (2, 2)
        From the axes the division was found in to those shown.
    """
    placed = division.label != NOT_PLACED
    groups = []
    for number, (kind, name) in enumerate(zip(division.kinds, division.names, strict=True)):
        member = division.label == number
        inside = position[member] if member.any() else np.zeros((1, 2))
        centre = inside.mean(axis=0)
        spread = np.cov(inside.T, bias=True) if len(inside) > 1 else np.zeros((2, 2))
        if kind == "camp" and division.choice is not None:
            mixture = division.choice.mixture
            d = mixture.centre.shape[1]
            if d == 2:
                centre = turn @ mixture.centre[number]
                spread = turn @ mixture.covariance @ turn.T
            else:
                centre = np.array([turn[0, 0] * mixture.centre[number, 0], centre[1]])
                spread = np.array([[mixture.covariance[0, 0], 0.0], [0.0, spread[1, 1]]])
        groups.append(
            Group(
                name=name,
                kind=kind,
                n_people=int(member.sum()),
                share=float(division.membership[placed, number].mean()) if kind == "camp" else None,
                centre=(float(centre[0]), float(centre[1])),
                covariance=(
                    (float(spread[0, 0]), float(spread[0, 1])),
                    (float(spread[1, 0]), float(spread[1, 1])),
                ),
                representative=(),
            )
        )
    return groups
