"""Are confident members the same on another 80 % of the votes?

Two groups are forced, as a spectrum has none to compare; people with ten votes or more. An ARI of 1 is trivial where
everybody is one group, so the share of people placed and the positive control of `benchmarks.divisions` stand beside
it.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from benchmarks.common import CONVERSATIONS, adjusted_rand, conversation, show
from detente.opinion import VoteMatrix, fit
from detente.opinion.axes import find_axes
from detente.opinion.grouping import Likelihoods, fit_mixture, memberships

RUNS = 4


def two_groups(votes: VoteMatrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Label and confidence of everybody in a mixture of two along the first axis, and their positions."""
    model = fit(votes)
    placed = votes.votes_per_participant >= 7
    axes = find_axes(model, int(placed.sum()))
    mean = (model.mean @ axes.directions[0])[:, None]
    covariance = np.einsum("a,nab,b->n", axes.directions[0], model.covariance, axes.directions[0])[:, None, None]
    order = np.sort(mean[placed, 0])
    starts = [np.array([[order[: len(order) // 2].mean()], [order[len(order) // 2 :].mean()]])]
    mixture = fit_mixture(Likelihoods.of(mean[placed], covariance[placed]), 2, starts)
    share = memberships(mixture, mean, covariance)
    return np.where(placed, share.argmax(axis=1), -1), share.max(axis=1), mean[:, 0]


def main() -> None:
    """ARI of confident members and how many are placed."""
    totals: list[tuple[float, ...]] = []

    def rows():
        for name in CONVERSATIONS:
            votes = conversation(name)
            runs = [
                two_groups(votes.select(np.random.default_rng(50 + run).random(votes.n_votes) < 0.8))
                for run in range(RUNS)
            ]
            often = votes.votes_per_participant >= 10
            found = []
            for (a, sure_a, at_a), (b, sure_b, at_b) in combinations(runs, 2):
                both = often & (a >= 0) & (b >= 0)
                sure = both & (sure_a >= 0.9) & (sure_b >= 0.9)
                found.append(
                    (
                        adjusted_rand(a[sure], b[sure]) if sure.sum() > 5 else np.nan,
                        sure.sum() / both.sum(),
                        adjusted_rand(a[both], b[both]),
                        abs(np.corrcoef(at_a[both], at_b[both])[0, 1]),
                    )
                )
            mean = np.nanmean(found, axis=0)
            totals.append(tuple(mean))
            yield name, *(f"{x:.3f}" for x in mean)
        yield "**mean**", *(f"**{x:.3f}**" for x in np.nanmean(totals, axis=0))
        yield "**worst**", *(f"{x:.3f}" for x in np.nanmin(totals, axis=0))

    show(
        f"{RUNS} subsets of 80 % of the votes, all pairs",
        ("conversation", "ARI of confident members", "share placed", "ARI of everybody", "correlation on axis 1"),
        rows(),
    )
