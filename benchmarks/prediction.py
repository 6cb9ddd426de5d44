"""Held-out votes: 15 % hidden by lot, three seeds, against stored figures of other methods on the same votes."""

from __future__ import annotations

import numpy as np

from benchmarks.common import CONVERSATIONS, SHARED, shared_tool, show
from detente.opinion import VoteMatrix, fit

RIVALS = {
    "polis2": "calibrated PCA-2",
    "polis2+": "PCA-2 and a person's own rates",
    "polis_km": "group base rates",
    "vb8": "the lab's model",
}


def main() -> None:
    """Log-loss of each conversation and how far it lies below each rival's."""
    score_engine, evaluation = shared_tool("score_engine"), shared_tool("opinion_eval")
    baselines = score_engine.baselines()
    cuts: dict[str, list[np.ndarray]] = {rival: [] for rival in RIVALS}

    def rows():
        for short in CONVERSATIONS:
            votes, n_participants, n_statements = evaluation.load(str(SHARED / "data" / "polis" / short))
            scores = []
            for seed in (0, 1, 2):
                hidden = np.random.default_rng(1000 + seed).random(len(votes)) < 0.15
                seen = VoteMatrix.from_triples(
                    *votes[~hidden].T, n_participants=n_participants, n_statements=n_statements
                )
                probability = fit(seen, rng=seed).predict(*votes[hidden][:, :2].T)
                scored = evaluation.score_probs(probability, votes[hidden][:, 2])
                scores.append((scored["ll3"], scored["ll2"]))
            ours = np.mean(scores, axis=0)
            cells = []
            for rival in RIVALS:
                theirs = np.mean([baselines[score_engine.NAMES.get(short, short), rival][s] for s in (0, 1, 2)], axis=0)
                cut = 100.0 * (1.0 - ours / theirs)
                cuts[rival].append(cut)
                cells.append(f"{cut[0]:+.1f} / {cut[1]:+.1f}")
            yield short, f"{ours[0]:.4f}", f"{ours[1]:.4f}", *cells
        for label, statistic in (("**median**", np.median), ("**worst**", np.min)):
            yield (
                label,
                "",
                "",
                *("{:+.1f} / {:+.1f}".format(*(statistic(np.array(cuts[rival]), axis=0))) for rival in RIVALS),
            )

    show(
        "Held-out log-loss; % below each rival, three classes / agree against disagree",
        ("conversation", "three classes", "two classes", *RIVALS.values()),
        rows(),
    )
