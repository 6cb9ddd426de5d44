"""Simulated publics are what they say they are: their truth, who was asked, and real cells redrawn."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import skew

from detente.opinion import polis
from detente.opinion.errors import BadParameter, BadVotes
from detente.opinion.simulate import KINDS, SimulatedPublic, StatementTraits, redraw, simulate_public
from detente.opinion.votes import VoteMatrix


def public(kind: str = "cloud", **options: Any) -> SimulatedPublic:
    return simulate_public(kind=kind, **{"n_participants": 300, "n_statements": 40, "rng": 1, **options})


def within_variance(position: npt.NDArray[np.float64], label: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.mean([position[label == camp].var(0) for camp in np.unique(label)], axis=0)


@pytest.mark.parametrize("routing", ["full", "random", "balanced", "lopsided"])
def test_every_observed_vote_is_the_persons_answer(routing: str) -> None:
    made = public(routing=routing, median_votes=12)
    table = made.truth.completed()
    assert table.shape == (300, 40)
    np.testing.assert_array_equal(table[made.votes.participant, made.votes.statement], made.votes.vote)
    assert made.chance.shape == made.uniform.shape == (made.votes.n_votes,)
    assert ((made.chance > 0) & (made.chance <= 1)).all()


def test_answers_follow_the_true_probabilities() -> None:
    made = public("camps", n_participants=2000, n_statements=30)
    person, statement = np.divmod(np.arange(60_000), 30)
    chances = made.truth.probabilities(person, statement)
    np.testing.assert_allclose(chances.sum(1), 1)
    answers = made.truth.answers(person, statement)
    for column, answer in enumerate((-1, 0, 1)):
        for low in np.arange(0, 1, 0.1):
            inside = (chances[:, column] >= low) & (chances[:, column] < low + 0.1)
            expected, n = chances[inside, column].sum(), int(inside.sum())
            if n > 200:
                deviation = np.sqrt((chances[inside, column] * (1 - chances[inside, column])).sum())
                assert abs((answers[inside] == answer).sum() - expected) < 4.5 * deviation


def test_lots_of_neighbouring_cells_are_unrelated() -> None:
    flat = StatementTraits(np.zeros(50), np.zeros((50, 2)), np.zeros((50, 1)), np.full(50, -30.0))
    made = simulate_public(n_participants=2000, sides=[1.0], kind="none", statements=flat, routing="full", rng=3)
    table = made.truth.completed().astype(float)
    assert abs(table.mean()) < 4.5 / 100_000**0.5
    assert abs((table[:, 1:] * table[:, :-1]).mean()) < 4.5 / 98_000**0.5
    assert abs((table[1:] * table[:-1]).mean()) < 4.5 / 99_950**0.5


def test_without_structure_everybody_has_the_same_probabilities() -> None:
    made = public("none", sides=(0.6, 0.4))
    chances = made.truth.probabilities(np.arange(300), np.full(300, 7))
    assert np.ptp(chances, axis=0).max() == 0


def test_cloud_and_skewed_cloud() -> None:
    cloud, tail = public("cloud", n_participants=20_000), public("skewed", n_participants=20_000)
    for made, skewness in ((cloud, 0.0), (tail, 1.0)):
        position = made.truth.position
        np.testing.assert_allclose(position.mean(0), 0, atol=0.04)
        np.testing.assert_allclose(position.var(0), 1, atol=0.06)
        assert skew(position[:, 0]) == pytest.approx(skewness, abs=0.1)
        assert not made.truth.camp.any()


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.8, 0.2), (0.4, 0.35, 0.25), (0.25, 0.25, 0.25, 0.25)])
def test_camps_have_their_shares_and_their_separation(shares: tuple[float, ...]) -> None:
    truth = public("camps", n_participants=20_000, camps=shares, separation=5.0).truth
    assert np.bincount(truth.camp) / 20_000 == pytest.approx(shares, abs=0.02)
    centres = np.array([truth.position[truth.camp == camp].mean(0) for camp in range(len(shares))])
    spread = within_variance(truth.position, truth.camp)[0] ** 0.5
    neighbours = np.linalg.norm(centres - np.roll(centres, 1, axis=0), axis=1)
    distance = np.abs(centres[:, 0] - np.roll(centres[:, 0], 1)) if len(shares) == 2 else neighbours
    np.testing.assert_allclose(distance / spread, 5, rtol=0.05)
    used = slice(0, 1) if len(shares) == 2 else slice(0, 2)
    assert truth.position[:, used].var(0).mean() == pytest.approx(1, abs=0.05)


def test_far_camps_are_there_to_be_found() -> None:
    made = public("camps", separation=8.0, routing="full", sides=(1.0,))
    found = polis.classic_polis(made.votes)
    crossed = np.zeros((found.n_groups, 2))
    np.add.at(crossed, (found.group, made.truth.camp), 1)
    assert crossed.max(1).sum() >= 0.97 * 300


def test_sides_have_their_shares_and_follow_the_axis_as_asked() -> None:
    truth = public(n_participants=10_000, sides=(0.6, 0.3)).truth
    assert np.bincount(truth.side + 1) / 10_000 == pytest.approx([0.1, 0.6, 0.3], abs=1e-3)
    blind = public(n_participants=10_000, alignment=0.0).truth
    assert abs(np.corrcoef(blind.side, blind.position[:, 0])[0, 1]) < 0.045
    strict = public(n_participants=10_000, alignment=1.0).truth
    assert strict.position[strict.side == 0, 0].max() <= strict.position[strict.side == 1, 0].min()


def test_votes_per_person_are_log_normal() -> None:
    count = public(n_participants=20_000, n_statements=2000, median_votes=30, spread=0.8).votes.votes_per_participant
    assert np.median(count) == pytest.approx(30, abs=1)
    assert np.log(count).std() == pytest.approx(0.8, abs=0.03)


def test_routed_public_is_level_within_sides_and_logs_its_slots() -> None:
    made = public(routing="balanced", sides=(0.7, 0.2), median_votes=12)
    counts = made.votes.counts(made.truth.side, 2).sum(2)
    assert np.ptp(counts, axis=1).max() <= 4
    share = made.uniform.mean()
    assert abs(share - 0.2) < 4.5 * (0.16 / made.votes.n_votes) ** 0.5
    side = made.truth.side[made.votes.participant]
    people = np.bincount(made.truth.side[made.truth.side >= 0])
    known = side >= 0
    expected = counts[side[known], made.votes.statement[known]] / people[side[known]]
    np.testing.assert_allclose(made.chance[known], expected)


def test_logged_chances_undo_a_lopsided_routing() -> None:
    """Raw shares are off by design; weights of one over the logged chance are right on average."""
    raw, weighted = [], []
    for seed in range(12):
        made = public(n_participants=600, routing="lopsided", median_votes=10, spread=0.5, rng=seed)
        truth = (made.truth.completed() == 1).mean(0)
        agreed, at = made.votes.vote == 1, made.votes.statement
        raw.append(np.bincount(at, agreed, 40) / np.bincount(at, minlength=40) - truth)
        inverse = 1 / made.chance
        weighted.append(np.bincount(at, agreed * inverse, 40) / np.bincount(at, inverse, 40) - truth)
    assert np.sqrt(np.mean(np.square(weighted))) < 0.75 * np.sqrt(np.mean(np.square(raw)))
    assert abs(np.mean(weighted)) < 0.01


def test_given_statements_are_used() -> None:
    traits = StatementTraits(
        agree=np.zeros(2),
        loading=np.zeros((2, 2)),
        side=np.array([[3.0, -3.0], [0.0, 0.0]]),
        pass_=np.array([-30.0, 30.0]),
    )
    made = simulate_public(n_participants=400, statements=traits, kind="none", routing="full", rng=0)
    table = made.truth.completed()
    assert (table[:, 1] == 0).all()
    assert (table[made.truth.side == 0, 0] == 1).mean() > 0.9
    assert (table[made.truth.side == 1, 0] == 1).mean() < 0.1


def test_same_seed_same_public() -> None:
    one, two = public(routing="balanced"), public(routing="balanced")
    assert one.votes.digest == two.votes.digest
    assert one.chance.tobytes() == two.chance.tobytes()
    assert public(routing="balanced", rng=2).votes.digest != one.votes.digest


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "clouds"),
        ("routing", "clever"),
        ("n_participants", 0),
        ("n_statements", 0),
        ("alignment", 1.5),
        ("separation", -1),
        ("spread", float("nan")),
        ("median_votes", 0),
        ("reluctance", -0.1),
        ("sides", ()),
        ("sides", (0.7, 0.7)),
        ("camps", (0.5, 0.4)),
        ("camps", (1.0,)),
        ("camps", (1 / 7,) * 7),
        ("statements", StatementTraits(np.zeros(40), np.zeros((40, 2)), np.zeros((40, 3)), np.zeros(40))),
    ],
)
def test_refusals_name_the_parameter(name: str, value: object) -> None:
    with pytest.raises(BadParameter, match=f"'{name}'"):
        public(**{name: value})


def answered(seed: int) -> VoteMatrix:
    return public("cloud", n_participants=400, n_statements=60, median_votes=20, rng=seed).votes


@pytest.mark.parametrize("kind", KINDS)
def test_redraw_keeps_the_cells(kind: str) -> None:
    votes = answered(1)
    made, camp = redraw(votes, kind, rng=5)
    np.testing.assert_array_equal(made.pointer, votes.pointer)
    np.testing.assert_array_equal(made.statement, votes.statement)
    assert set(camp.tolist()) == ({0, 1} if kind == "camps" else {0})
    assert redraw(votes, kind, rng=5)[0].digest == made.digest
    assert redraw(votes, kind, rng=6)[0].digest != made.digest


def test_redraw_without_structure_keeps_the_statements_rates() -> None:
    votes = answered(2)
    counts = votes.counts().astype(float)
    rates = counts / counts.sum(1, keepdims=True)
    total = np.zeros_like(counts)
    for seed in range(40):
        total += redraw(votes, "none", rng=seed)[0].counts()
    deviation = np.sqrt(rates * (1 - rates) / (40 * counts.sum(1, keepdims=True)))
    # the smoothing pulls rates towards the overall ones by one vote
    slack = 1 / (counts.sum(1, keepdims=True) + 1)
    assert (np.abs(total / total.sum(1, keepdims=True) - rates) < 4.5 * deviation + slack).all()


def test_redraw_refuses() -> None:
    with pytest.raises(BadParameter, match="'kind'"):
        redraw(answered(1), "continuum")
    with pytest.raises(BadParameter, match="'separation'"):
        redraw(answered(1), "camps", separation=-1)
    with pytest.raises(BadParameter, match="'camps'"):
        redraw(answered(1), "camps", camps=(0.5, 0.6))
    with pytest.raises(BadVotes, match="no vote"):
        redraw(VoteMatrix.from_triples([], [], [], n_participants=3, n_statements=2), "none")


@pytest.fixture(scope="module")
def evaluation(shared_data: Path) -> ModuleType:
    path = shared_data.parent / "tools" / "opinion_eval.py"
    if not path.is_file():
        pytest.skip("the evaluation tool is not beside the recorded conversations")
    spec = importlib.util.spec_from_file_location("opinion_eval", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def described(votes: VoteMatrix, camp: npt.NDArray[np.int64]) -> list[float]:
    """What tells the kinds apart: rates, how people differ in passing, strength and shape of the first axis, camps."""
    axes = polis.statement_axes(votes)
    active = votes.votes_per_participant >= 10
    place = polis.project(votes, axes)[active]
    passed = np.bincount(votes.participant, votes.vote == 0, votes.n_participants)
    first = place[:, 0] * np.sign(skew(place[:, 0]) or 1)
    flatness = float((first**4).mean() / (first**2).mean() ** 2)  # two camps are flat, a tail is not
    label = camp[active] - camp[active].mean()
    return [
        abs(float((place[:, 0] * label).mean())) / float(place[:, 0].std() * max(label.std(), 1e-9)),
        float((votes.vote == 1).mean()),
        float((votes.vote == 0).mean()),
        float((passed / np.maximum(votes.votes_per_participant, 1)).std()),
        float(place[:, 0].std()),
        flatness,
    ]


@pytest.mark.parametrize(
    ("kind", "theirs"), [("none", "indep"), ("cloud", "continuum"), ("skewed", "skewed"), ("camps", "camps")]
)
def test_redraw_behaves_like_the_evaluation_tool(
    kind: str, theirs: str, evaluation: ModuleType, shared_data: Path
) -> None:
    """Another program written from the same description: on a recorded conversation both make the same publics."""
    rows = json.loads((shared_data / "polis-math" / "150ptpt-3gp-no-strict-no-meta" / "votes.json").read_text())
    votes = VoteMatrix.from_triples(*([row[key] for row in rows] for key in ("participant_id", "statement_id", "vote")))
    people, statements, draws = votes.n_participants, votes.n_statements, 60
    triples = np.stack([votes.participant, votes.statement, votes.vote], axis=1)
    ours = np.array([described(*redraw(votes, kind, rng=seed)) for seed in range(draws)])
    made = []
    for seed in range(draws):
        rng = np.random.default_rng(1000 + seed)
        drawn, camp = evaluation.simulate(theirs, triples, people, statements, rng)
        again = VoteMatrix.from_triples(*drawn.T, n_participants=people, n_statements=statements)
        made.append(described(again, camp))
    reference = np.array(made)
    error = np.sqrt((ours.var(0, ddof=1) + reference.var(0, ddof=1)) / draws)
    assert (np.abs(ours.mean(0) - reference.mean(0)) < 4 * error + 1e-3).all()
