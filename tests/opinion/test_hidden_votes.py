"""On a recorded conversation hidden votes are predicted at least as well as in the measurements kept beside it."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from detente.opinion import VoteMatrix, fit


@pytest.fixture(scope="module")
def evaluation(shared_data: Path) -> ModuleType:
    path = shared_data.parent / "tools" / "opinion_eval.py"
    if not path.is_file():
        pytest.skip("the evaluation program is not beside the recorded conversations")
    spec = importlib.util.spec_from_file_location("opinion_eval", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_hidden_votes_of_a_recorded_conversation(evaluation: ModuleType, shared_data: Path) -> None:
    with (shared_data.parent / "tools" / "baseline_logloss.csv").open(newline="") as file:
        stored = {
            row["method"]: (float(row["ll3"]), float(row["ll2"]))
            for row in csv.DictReader(file)
            if (row["conv"], row["seed"]) == ("brexit-consensus", "0")
        }
    votes, people, size = evaluation.load(str(shared_data / "polis" / "brexit-consensus"))
    hidden = np.random.default_rng(1000).random(len(votes)) < 0.15
    seen, asked = votes[~hidden], votes[hidden]
    matrix = VoteMatrix.from_triples(seen[:, 0], seen[:, 1], seen[:, 2], n_participants=people, n_statements=size)
    scores = evaluation.score_probs(fit(matrix, rng=0).predict(asked[:, 0], asked[:, 1]), asked[:, 2])
    # log-loss over three answers, and over agree and disagree alone; another machine may differ in the last digits
    assert scores["ll3"] <= stored["vb8"][0] * 1.001
    assert scores["ll2"] <= stored["vb8"][1] * 1.001
    # statement rates by the groups that the peer would show, and a calibrated two-dimensional PCA
    for rival in ("polis_km", "polis2"):
        assert scores["ll3"] < stored[rival][0]
        assert scores["ll2"] < stored[rival][1]
