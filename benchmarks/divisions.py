"""False and true divisions: votes redrawn in the same cells with a known answer.

Two sources of truth: statements with random loadings (`simulate.redraw`), and the loadings fitted to the real
conversation, with only the first axis replaced. Draws are of other seeds than those that set the thresholds.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from benchmarks.common import CONVERSATIONS, adjusted_rand, conversation, show
from detente.opinion import VoteMatrix, fit
from detente.opinion.axes import find_axes
from detente.opinion.divisions import divide
from detente.opinion.simulate import redraw

DRAWS = 9
FEW_DRAWS = 20
KINDS = (("none", 0.0), ("cloud", 0.0), ("skewed", 0.0), ("camps", 4.0), ("camps", 5.0))


def verdict(votes: VoteMatrix) -> tuple[str, int, np.ndarray]:
    """Kind of verdict, number of camps, and everybody's group."""
    model = fit(votes)
    placed = votes.votes_per_participant >= min(7, votes.n_statements)
    found = divide(model, votes, find_axes(model, int(placed.sum())), placed, flipped=False)
    return found.verdict.kind, found.verdict.n_camps, found.label


def fitted_draw(name: str, kind: str, separation: float, rng: np.random.Generator) -> tuple[VoteMatrix, np.ndarray]:
    """New votes from the loadings fitted to a real conversation, and each person's camp."""
    votes = conversation(name)
    model = fit(votes)
    axes = find_axes(model, votes.n_participants)
    place = rng.normal(size=(votes.n_participants, model.dimensions))
    camp = np.zeros(votes.n_participants, np.int64)
    if kind == "skewed":
        place[:, 0] = (rng.gamma(4.0, 1.0, votes.n_participants) - 4.0) / 2.0
    elif kind == "camps":
        camp = rng.integers(0, 2, votes.n_participants)
        place[:, 0] = (place[:, 0] + separation * (camp - 0.5)) / np.sqrt(1.0 + separation**2 / 4.0)
    theta = np.concatenate([np.ones((votes.n_participants, 1)), place @ axes.directions], axis=1)
    agree, passing = (
        expit(np.einsum("nd,nd->n", theta[votes.participant], model.item_mean[item, votes.statement]))
        for item in (0, 1)
    )
    spoke = np.where(rng.random(votes.n_votes) < agree, 1, -1)
    vote = np.where(rng.random(votes.n_votes) < passing, 0, spoke)
    drawn = VoteMatrix.from_triples(
        votes.participant,
        votes.statement,
        vote,
        n_participants=votes.n_participants,
        n_statements=votes.n_statements,
    )
    return drawn, camp


def few_statements(telling: int, chance: float, rng: np.random.Generator) -> VoteMatrix:
    """Two camps of 100 people: `telling` statements that one likes with `chance` and the other with 1 - `chance`,
    four that 85 % of both like; each answered with chance .7."""
    camp = np.arange(200) % 2
    likes = rng.random(telling) < 0.5
    agree = np.where(np.stack([likes, ~likes])[camp], chance, 1.0 - chance)
    agree = np.concatenate([agree, np.full((200, 4), 0.85)], axis=1)
    person, statement = np.nonzero(rng.random(agree.shape) < 0.7)
    vote = np.where(rng.random(len(person)) < agree[person, statement], 1, -1)
    return VoteMatrix.from_triples(person, statement, vote, n_participants=200, n_statements=telling + 4)


def strong_cloud(n_statements: int, rng: np.random.Generator) -> VoteMatrix:
    """200 people in one Gaussian cloud and a few statements that tell much of them (loadings 1.2 to 2.8)."""
    loading = rng.choice([-1.0, 1.0], n_statements) * rng.uniform(1.2, 2.8, n_statements)
    agree = expit(rng.normal(size=200)[:, None] * loading + rng.normal(0.0, 0.5, n_statements))
    person, statement = np.nonzero(rng.random(agree.shape) < 0.8)
    vote = np.where(rng.random(len(person)) < agree[person, statement], 1, -1)
    return VoteMatrix.from_triples(person, statement, vote, n_participants=200, n_statements=n_statements)


def two_axes(rng: np.random.Generator) -> VoteMatrix:
    """600 people in one Gaussian cloud; 25 statements on the first axis, five telling ones on the second."""
    place = rng.normal(size=(600, 2))
    loading = np.concatenate([rng.normal(0.0, 1.5, 25), rng.choice([-2.7, 2.7], 5)])
    axis = np.repeat([0, 1], [25, 5])
    agree = expit(place[:, axis] * loading + rng.normal(0.0, 0.5, 30))
    person, statement = np.nonzero(rng.random(agree.shape) < 0.7)
    vote = np.where(rng.random(len(person)) < agree[person, statement], 1, -1)
    return VoteMatrix.from_triples(person, statement, vote, n_participants=600, n_statements=30)


def main() -> None:
    """Share of draws called camps, per kind, conversation and source."""

    def rows():
        for source in ("random loadings", "fitted loadings"):
            for kind, separation in KINDS:
                if source == "fitted loadings" and kind == "none":
                    continue
                shares, agreement, total = [], [], []
                for name in CONVERSATIONS:
                    claims = []
                    for number in range(DRAWS):
                        rng = np.random.default_rng(500_000 + 1000 * number + len(name) + int(separation))
                        if source == "random loadings":
                            drawn, camp = redraw(conversation(name), kind, separation=separation or 4.0, rng=rng)
                        else:
                            drawn, camp = fitted_draw(name, kind, separation, rng)
                        called, _, label = verdict(drawn)
                        claims.append(called == "camps")
                        if called == "camps" and kind == "camps":
                            sure = label >= 0
                            agreement.append(adjusted_rand(label[sure], camp[sure]))
                    shares.append(f"{sum(claims)}")
                    total += claims
                label = kind if kind != "camps" else f"two camps, {separation:g} SD"
                yield (
                    source,
                    label,
                    f"{sum(total)} of {len(total)}",
                    f"{100 * np.mean(total):.1f} %",
                    f"{np.mean(agreement):.2f}" if agreement else "",
                    " ".join(shares),
                )

    show(
        f"Draws called camps ({DRAWS} draws of each of {', '.join(CONVERSATIONS)})",
        ("loadings", "truth", "called camps", "share", "ARI of those placed", "by conversation"),
        rows(),
    )

    def few_rows():
        for label, make in (
            ("one cloud, 10 statements", lambda rng: strong_cloud(10, rng)),
            ("one cloud, 20 statements", lambda rng: strong_cloud(20, rng)),
            ("one cloud of 600, five telling statements on axis 2", two_axes),
            ("two camps, 8 telling statements, 90 against 10 %", lambda rng: few_statements(8, 0.9, rng)),
            ("two camps, 16 telling statements, 80 against 20 %", lambda rng: few_statements(16, 0.8, rng)),
            ("two camps, 26 telling statements, 75 against 25 %", lambda rng: few_statements(26, 0.75, rng)),
        ):
            numbers = [verdict(make(np.random.default_rng(900_000 + draw)))[1] for draw in range(FEW_DRAWS)]
            yield label, *(numbers.count(n) for n in (0, 2, 3, 4))

    show(
        f"A few telling statements: camps found in {FEW_DRAWS} draws",
        ("truth", "none", "two", "three", "four"),
        few_rows(),
    )
