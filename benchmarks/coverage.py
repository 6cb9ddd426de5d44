"""Do 90 % intervals cover? Hide 60 % of the votes, estimate the share among all who voted, compare.

``random``: every vote is kept with chance .4. ``routed``: each statement is kept four times as often on one half of
the map (.64 against .16), so the raw share is badly biased. ``logged`` hands those chances to the estimator. The
population of a statement is those who voted on it in the full data: everybody, or those of them on one estimated half
of the map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.common import SMALL, conversation, show
from detente.opinion import VoteMatrix, fit
from detente.opinion.axes import find_axes
from detente.opinion.estimates import CellSums, cross_fit, estimate
from detente.opinion.influence import positions_without

REPETITIONS = 3
NAMES = tuple(name for name in SMALL if name != "seattle-15-per-hour")  # too few votes a statement to hide 60 %
ANSWERS = ("disagree", "pass", "agree")


@dataclass(frozen=True)
class Trial:
    """One conversation with some of its votes hidden, and everything that the estimates are made of."""

    full: VoteMatrix
    kept: np.ndarray
    chance: np.ndarray
    imputed: np.ndarray
    residual: np.ndarray
    upper: np.ndarray
    upper_without: np.ndarray


def prepare(name: str, routed: bool, repetition: int) -> Trial:
    """Hide votes and fit what is left."""
    full = conversation(name)
    rng = np.random.default_rng(400 + repetition)
    chance = np.full(full.n_votes, 0.4)
    if routed:
        model = fit(full)
        place = model.mean @ find_axes(model, full.n_participants).directions[0]
        favoured = rng.random(full.n_statements) < 0.5
        above = place[full.participant] > np.median(place)
        chance = np.where(above == favoured[full.statement], 0.64, 0.16)
    kept = rng.random(full.n_votes) < chance
    seen = full.select(kept)
    model = fit(seen)
    direction = find_axes(model, full.n_participants).directions[:1]
    place = (model.mean @ direction.T)[:, 0]
    middle = np.median(place)
    cross = cross_fit(seen, dimensions=8, rng=np.random.default_rng(repetition))
    imputed = np.mean([m.predict(full.participant, full.statement.astype(np.int64)) for m in cross.models], axis=0)
    residual = np.zeros((full.n_votes, 3))
    residual[kept] = np.eye(3)[seen.vote + 1] - cross.probability
    upper_without = np.zeros(full.n_votes, bool)
    upper_without[kept] = positions_without(model, seen, direction)[:, 0] > middle
    return Trial(full, kept, chance, imputed, residual, place > middle, upper_without)


def hits(trial: Trial, half: int | None, logged: bool) -> np.ndarray:
    """Covered, error and width per answer, means over statements: ndarray of shape (3, 3)."""
    full, kept = trial.full, trial.kept
    size = full.n_statements
    owner_upper = trial.upper[full.participant]
    member = np.ones(full.n_votes, bool) if half is None else owner_upper == bool(half)
    counts = kept & (np.ones(full.n_votes, bool) if half is None else trial.upper_without == bool(half))
    answer = np.eye(3)[full.vote + 1]

    def total(weights: np.ndarray, stratum: np.ndarray | None = None) -> np.ndarray:
        if stratum is None:
            return np.bincount(full.statement, weights=weights, minlength=size)
        cell = 2 * full.statement.astype(np.int64) + stratum
        return np.bincount(cell, weights=weights, minlength=2 * size).reshape(size, 2)

    def three(weights: np.ndarray, values: np.ndarray, stratum: np.ndarray | None = None) -> np.ndarray:
        return np.stack([total(weights * values[:, k], stratum) for k in range(3)], axis=-1)

    n, o = total(member * 1.0), total((member & kept) * 1.0)
    factor = counts * (1.0 - trial.chance) / trial.chance
    sums = CellSums(
        people=total(member * 1.0, owner_upper),
        answered=total((member & kept) * 1.0, owner_upper),
        said=three((member & kept) * 1.0, answer),
        imputed=three((member & ~kept) * 1.0, trial.imputed),
        probed=total(counts * 1.0, trial.upper_without),
        residual=three(counts * 1.0, trial.residual, trial.upper_without),
        squared=three(counts * 1.0, trial.residual**2, trial.upper_without),
        weighted=three(factor, trial.residual) if logged else None,
        weighted_squared=three(factor**2, trial.residual**2) if logged else None,
        weight=total(factor) if logged else None,
        weight_squared=total(factor**2) if logged else None,
    )
    found = estimate(sums)
    truth = three(member * 1.0, answer) / np.maximum(n, 1.0)[:, None]
    use = (n >= 20) & (o >= 5)
    covered = (truth >= found.low - 1e-9) & (truth <= found.high + 1e-9)
    return np.stack(
        [
            covered[use].mean(axis=0),
            ((found.share - truth)[use] ** 2).mean(axis=0),
            (found.high - found.low)[use].mean(axis=0),
        ]
    )


def main() -> None:
    """Coverage, RMSE and width of agree shares; coverage of the other two answers; coverage by conversation."""

    def rows():
        for routed in (False, True):
            trials = {(name, r): prepare(name, routed, r) for name in NAMES for r in range(REPETITIONS)}
            for logged in (False, True):
                for label, halves in (("everybody", (None,)), ("half of the map", (0, 1))):
                    found = np.array(
                        [
                            np.mean(
                                [hits(trials[name, r], h, logged) for r in range(REPETITIONS) for h in halves], axis=0
                            )
                            for name in NAMES
                        ]
                    )
                    mean = found.mean(axis=0)
                    yield (
                        "routed 4:1" if routed else "random",
                        "chances logged" if logged else "no log",
                        label,
                        f"**{mean[0, 2]:.3f}**",
                        f"{np.sqrt(mean[1, 2]):.3f}",
                        f"{mean[2, 2]:.3f}",
                        f"{mean[0, 0]:.3f} / {mean[0, 1]:.3f}",
                        " ".join(f"{c:.2f}" for c in found[:, 0, 2]),
                    )

    show(
        f"Coverage of 90 % intervals, 60 % of votes hidden, {REPETITIONS} repetitions of {', '.join(NAMES)}",
        (
            "kept",
            "estimator",
            "share of",
            "agree covered",
            "RMSE",
            "width",
            "disagree / pass covered",
            "by conversation",
        ),
        rows(),
    )
