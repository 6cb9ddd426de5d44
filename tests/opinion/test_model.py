"""The vote model: probabilities that recover a known truth, symmetries, sums that merge, and placing a new person.

What may be asked of symmetries: the order of *participants* does not matter beyond rounding. The order of *statements*
changes which random numbers the start gives to which statement, and eight dimensions of which two carry something
leave room to end in different places, so predictions agree on the whole and not cell by cell.
"""

from __future__ import annotations

import importlib.util
import time
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from detente.opinion import PartitionStatistics, VoteMatrix, VoteModel, fit
from detente.opinion.errors import BadParameter, BadVotes, DuplicateVote
from detente.opinion.fitting import ItemPosterior, partition_statistics, update_items
from detente.opinion.kernels import Answers, expected_logistic
from detente.opinion.packing import congruence, pack, pack_triangle, second_moment, trace_weights, unpack_triangle
from detente.opinion.simulate import SimulatedPublic, simulate_public

needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="the extra 'fast' (Numba) is not installed"
)


def flipped(votes: VoteMatrix) -> VoteMatrix:
    return VoteMatrix(votes.pointer, votes.statement, (-votes.vote).astype(np.int8), votes.n_statements)


def cells(votes: VoteMatrix) -> tuple[np.ndarray, np.ndarray]:
    person, statement = np.divmod(np.arange(votes.n_participants * votes.n_statements), votes.n_statements)
    return person, statement


def rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


@pytest.fixture(scope="module")
def public() -> SimulatedPublic:
    return simulate_public(n_participants=300, n_statements=30, kind="cloud", median_votes=15, rng=3)


@pytest.fixture(scope="module")
def model(public: SimulatedPublic) -> VoteModel:
    return fit(public.votes)


# --- arithmetic, against direct computation ---


def test_packed_moments_are_the_matrices_they_stand_for() -> None:
    rng = np.random.default_rng(0)
    a, b = (np.einsum("nab,ncb->nac", m, m) for m in rng.normal(size=(2, 5, 4, 4)))
    np.testing.assert_allclose((pack(a) * trace_weights(3) * pack(b)).sum(1), np.einsum("nab,nba->n", a, b))
    turn, covariance = rng.normal(size=(3, 3)), a[:, 1:, 1:]
    np.testing.assert_allclose(pack_triangle(covariance) @ congruence(turn), pack_triangle(turn @ covariance @ turn.T))
    np.testing.assert_array_equal(unpack_triangle(pack_triangle(covariance), 3), covariance)
    mean = rng.normal(size=(5, 3))
    extended = np.concatenate([np.ones((5, 1)), mean], axis=1)
    expected = extended[:, :, None] * extended[:, None, :]
    expected[:, 1:, 1:] += covariance
    np.testing.assert_allclose(second_moment(mean, pack_triangle(covariance)), pack(expected))


def test_expected_logistic_is_close_to_the_integral() -> None:
    for mean in np.linspace(-6, 6, 5):
        for variance in (0.0, 0.5, 2.0, 9.0):
            deviation = np.sqrt(variance)

            def value(z: float, mean: float = mean, deviation: float = deviation) -> float:
                return float(expit(mean + deviation * z) * norm.pdf(z))

            def slope(z: float, mean: float = mean, deviation: float = deviation) -> float:
                at = expit(mean + deviation * z)
                return float(at * (1 - at) * norm.pdf(z))

            probability, weight = expected_logistic(np.array(mean), np.array(variance))
            # The largest errors of MacKay's approximation on this grid; it is exact at variance 0.
            least = 1e-12 if variance == 0 else 0.0135
            assert abs(probability - quad(value, -12, 12)[0]) < least
            assert abs(weight - quad(slope, -12, 12)[0]) < least


def known_items(item_mean: np.ndarray) -> VoteModel:
    """A model whose statements are known exactly: (2, S, D + 1)."""
    size, width = item_mean.shape[1:]
    return VoteModel(
        item_mean,
        np.zeros((2, size, width, width)),
        np.zeros((0, width - 1)),
        np.zeros((0, width - 1, width - 1)),
        np.zeros(size, np.int64),
        np.zeros(0, np.int64),
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_place_is_the_posterior_that_quadrature_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    items = np.stack([rng.normal(0, 1, (12, 2)), np.stack([rng.normal(-1, 0.5, 12), rng.normal(0, 0.4, 12)], 1)])
    votes = rng.choice([-1, 0, 1], 12, p=[0.3, 0.2, 0.5])

    def density(theta: float) -> float:
        passing = expit(items[1, :, 0] + items[1, :, 1] * theta)
        agreeing = expit(items[0, :, 0] + items[0, :, 1] * theta)
        chance = np.where(votes == 0, passing, (1 - passing) * np.where(votes > 0, agreeing, 1 - agreeing))
        return float(np.prod(chance) * norm.pdf(theta)) * 1e6

    whole = quad(density, -8, 8)[0]
    mean = quad(lambda t: t * density(t), -8, 8)[0] / whole
    variance = quad(lambda t: (t - mean) ** 2 * density(t), -8, 8)[0] / whole
    place = known_items(items).place(np.arange(12), votes)
    assert abs(place.mean[0] - mean) < 0.03
    # the Gaussian nearest in Kullback-Leibler's sense is a little too sure
    assert 0.9 * variance < place.covariance[0, 0] < 1.02 * variance


# --- what the fit finds ---


def test_predictions_are_probabilities(model: VoteModel, public: SimulatedPublic) -> None:
    predicted = model.predict(*cells(public.votes))
    assert predicted.shape == (300 * 30, 3)
    assert predicted.min() > 0
    np.testing.assert_allclose(predicted.sum(1), 1)
    np.testing.assert_allclose(model.table().reshape(-1, 3), predicted, atol=1e-12)
    np.testing.assert_allclose(model.table(np.array([7, 2])), model.table()[[7, 2]], atol=1e-12)


def test_a_simulated_public_is_recovered() -> None:
    made = simulate_public(n_participants=800, n_statements=40, kind="cloud", routing="full", rng=3)
    person, statement = cells(made.votes)
    truth = made.truth.probabilities(person, statement)
    counts = made.votes.counts() + 1.0
    rates = (counts / counts.sum(1, keepdims=True))[statement]
    model = fit(made.votes)

    def loss(predicted: np.ndarray) -> float:
        return float(-(truth * np.log(predicted)).sum(1).mean())

    # nobody can do better than the truth; two thirds of the way to it from the statements' rates are recovered
    assert loss(truth) < loss(model.predict(person, statement)) < loss(truth) + (loss(rates) - loss(truth)) / 3
    basis = np.linalg.lstsq(model.mean, made.truth.position, rcond=None)[0]
    assert np.corrcoef((model.mean @ basis)[:, 0], made.truth.position[:, 0])[0, 1] > 0.85


def test_positions_are_scaled_to_the_prior(model: VoteModel) -> None:
    second = model.covariance.mean(0) + model.mean.T @ model.mean / model.n_participants
    assert np.abs(model.mean.mean(0)).max() < 0.1
    assert np.abs(second - np.eye(8)).max() < 0.15
    eigenvalues = np.linalg.eigvalsh(model.covariance)
    assert eigenvalues.min() > 0
    assert eigenvalues.max() <= 1 + 1e-9  # a vote never makes anybody less certain


def test_the_same_seed_gives_the_same_numbers(public: SimulatedPublic) -> None:
    first, second = (fit(public.votes, rng=np.random.default_rng(5)) for _ in range(2))
    assert first.mean.tobytes() == second.mean.tobytes()
    assert first.item_mean.tobytes() == second.item_mean.tobytes()
    assert first.item_covariance.tobytes() == second.item_covariance.tobytes()


def test_the_order_of_participants_does_not_matter(model: VoteModel, public: SimulatedPublic) -> None:
    votes = public.votes
    order = np.random.default_rng(0).permutation(votes.n_participants)
    moved = VoteMatrix.from_triples(order[votes.participant], votes.statement, votes.vote, n_statements=30)
    np.testing.assert_allclose(fit(moved).mean[order], model.mean, atol=1e-9)


def test_the_order_of_statements_matters_little(model: VoteModel, public: SimulatedPublic) -> None:
    votes = public.votes
    order = np.random.default_rng(1).permutation(votes.n_statements)
    moved = VoteMatrix.from_triples(votes.participant, order[votes.statement], votes.vote, n_participants=300)
    person, statement = cells(votes)
    difference = fit(moved).predict(person, order[statement]) - model.predict(person, statement)
    assert rms(difference) < 0.04


def test_turning_every_vote_around_mirrors_the_model(model: VoteModel, public: SimulatedPublic) -> None:
    mirrored = fit(flipped(public.votes)).predict(*cells(public.votes))[:, ::-1]
    assert rms(mirrored - model.predict(*cells(public.votes))) < 0.02


# --- sums over partitions ---


@pytest.mark.parametrize("partition", [7, 299])
def test_any_partitioning_gives_the_same_model(public: SimulatedPublic, model: VoteModel, partition: int) -> None:
    parts = fit(public.votes, partition=partition)
    np.testing.assert_allclose(parts.mean, model.mean, atol=1e-9)
    np.testing.assert_allclose(parts.item_mean, model.item_mean, atol=1e-9)
    np.testing.assert_allclose(parts.covariance, model.covariance, atol=1e-9)


@pytest.mark.parametrize("partition", [100, 3000])
def test_any_partitioning_gives_the_same_model_where_the_fit_warms_up_on_some(partition: int) -> None:
    votes = simulate_public(n_participants=3000, n_statements=12, routing="full", rng=4).votes
    whole, parts = fit(votes, dimensions=2), fit(votes, dimensions=2, partition=partition)
    np.testing.assert_allclose(parts.mean, whole.mean, atol=1e-9)
    np.testing.assert_allclose(parts.item_mean, whole.item_mean, atol=1e-9)


def items_of(model: VoteModel) -> ItemPosterior:
    width = model.dimensions + 1
    return ItemPosterior(
        model.item_mean.reshape(-1, width),
        model.item_covariance.reshape(-1, width, width),
        np.zeros((2, width)),
        np.ones((2, width)),
    )


@settings(max_examples=10)
@given(st.lists(st.integers(0, 300), max_size=4))
def test_statistics_of_partitions_add_up(public: SimulatedPublic, model: VoteModel, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 300]
    items = items_of(model)

    def statistics(parts: list[tuple[int, int]]) -> PartitionStatistics:
        mean, triangle = model.mean.copy(), pack_triangle(model.covariance)
        answers = Answers.of(public.votes)
        return reduce(
            add, (partition_statistics(answers, items, mean, triangle, start=a, stop=b, rounds=2) for a, b in parts)
        )

    whole = statistics([(0, 300)])
    summed = statistics(list(pairwise(edges)))
    assert summed.n_people == whole.n_people == 300
    for name in ("precision", "linear", "moments"):
        np.testing.assert_allclose(getattr(summed, name), getattr(whole, name), rtol=1e-9, atol=1e-9)


def test_partitions_far_apart_work_with_their_own_people(public: SimulatedPublic, model: VoteModel) -> None:
    """What a cluster would do: each machine holds some people's votes, and only the sums travel."""
    items, answered = items_of(model), np.ones(60)
    mean, triangle = model.mean.copy(), pack_triangle(model.covariance)
    whole = partition_statistics(Answers.of(public.votes), items, mean, triangle)
    away = []
    for first, stop in ((0, 90), (90, 300)):
        own = public.votes.participants(first, stop)
        away.append(
            partition_statistics(
                Answers.of(own), items, model.mean[first:stop].copy(), pack_triangle(model.covariance[first:stop])
            )
        )
    there, here = update_items(items, away[0] + away[1], answered), update_items(items, whole, answered)
    np.testing.assert_allclose(there[0].mean, here[0].mean, atol=1e-9)
    np.testing.assert_allclose(there[2], here[2], atol=1e-9)


@needs_numba
def test_the_compiled_kernel_gives_the_same_model(public: SimulatedPublic, model: VoteModel) -> None:
    compiled = fit(public.votes, kernel="numba")
    np.testing.assert_allclose(compiled.mean, model.mean, atol=1e-6)
    np.testing.assert_allclose(compiled.covariance, model.covariance, atol=1e-6)
    np.testing.assert_allclose(compiled.item_mean, model.item_mean, atol=1e-6)


def test_a_compiled_kernel_that_is_not_there_is_refused(
    public: SimulatedPublic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadParameter, match="'numpy' where the extra 'fast' is not installed"):
        fit(public.votes, kernel="numba")


# --- little to go by ---


def test_people_and_statements_without_votes_are_what_the_prior_says() -> None:
    votes = VoteMatrix.from_triples([0, 0, 2], [0, 1, 1], [1, -1, 0], n_participants=4, n_statements=3)
    model = fit(votes, dimensions=3)
    for person in (1, 3):
        np.testing.assert_allclose(model.mean[person], 0, atol=1e-12)
        np.testing.assert_allclose(model.covariance[person], np.eye(3), atol=1e-12)
    predicted = model.predict([0, 1, 2, 3], [2, 2, 2, 2])
    assert np.isfinite(predicted).all()
    np.testing.assert_allclose(predicted.sum(1), 1)


@pytest.mark.parametrize(("people", "size"), [(0, 0), (0, 3), (3, 0), (4, 2), (1, 1)])
def test_no_votes_at_all_make_a_model_that_knows_nothing(people: int, size: int) -> None:
    votes = VoteMatrix.from_triples([], [], [], n_participants=people, n_statements=size)
    model = fit(votes)
    np.testing.assert_array_equal(model.mean, np.zeros((people, 8)))
    np.testing.assert_allclose(model.covariance, np.tile(np.eye(8), (people, 1, 1)))
    assert model.predict([], []).shape == (0, 3)
    if people and size:
        # an even chance of agreeing, and nothing about anybody
        predicted = model.table()
        np.testing.assert_allclose(predicted[..., 0], predicted[..., 2], atol=1e-12)


@settings(max_examples=25)
@given(st.data())
def test_few_votes_of_any_kind_give_finite_numbers(data: st.DataObject) -> None:
    people, size = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    table = data.draw(st.lists(st.sampled_from([-1, 0, 1, None]), min_size=people * size, max_size=people * size))
    kept = [(cell // size, cell % size, vote) for cell, vote in enumerate(table) if vote is not None]
    person, statement, vote = (list(column) for column in zip(*kept, strict=True)) if kept else ([], [], [])
    votes = VoteMatrix.from_triples(person, statement, vote, n_participants=people, n_statements=size)
    model = fit(votes, dimensions=data.draw(st.integers(1, 8)))
    predicted = model.table()
    assert np.isfinite(predicted).all()
    assert np.isfinite(model.mean).all()
    assert np.isfinite(model.item_mean).all()
    np.testing.assert_allclose(predicted.sum(-1), 1)


# --- placing a new person ---


def test_a_place_is_what_refitting_that_person_gives(model: VoteModel, public: SimulatedPublic) -> None:
    pointer = public.votes.pointer
    for person in range(0, 300, 15):
        own = slice(pointer[person], pointer[person + 1])
        place = model.place(public.votes.statement[own], public.votes.vote[own])
        np.testing.assert_allclose(place.mean, model.mean[person], atol=0.03)
        np.testing.assert_allclose(place.covariance, model.covariance[person], atol=0.02)


def test_the_order_of_a_persons_votes_does_not_matter(model: VoteModel) -> None:
    one = model.place([3, 11, 20], [1, 0, -1])
    other = model.place([20, 3, 11], [-1, 1, 0])
    assert one.mean.tobytes() == other.mean.tobytes()


def test_without_votes_a_place_is_the_prior(model: VoteModel) -> None:
    place = model.place([], [])
    np.testing.assert_array_equal(place.mean, np.zeros(8))
    np.testing.assert_array_equal(place.covariance, np.eye(8))


def test_placing_takes_a_few_milliseconds(model: VoteModel) -> None:
    statements, votes = np.arange(30), np.tile([1, -1, 0], 10)
    model.place(statements, votes)
    took = []
    for _ in range(5):
        began = time.process_time()
        model.place(statements, votes)
        took.append(time.process_time() - began)
    assert min(took) < 0.02  # 3 ms where nothing else runs


# --- refusals ---


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.place([30], [1]), r"statement must lie in 0 to 29\. Got 30"),
        (lambda m: m.place([-1], [1]), r"statement must lie in 0 to 29\. Got -1"),
        (lambda m: m.place([0.5], [1]), r"statement must be a one-dimensional array of whole numbers"),
        (lambda m: m.place([0, 1], [1]), r"one length"),
        (lambda m: m.place([0], [3]), r"vote must be \+1 .* Got 3"),
        (lambda m: m.predict([300], [0]), r"participant must lie in 0 to 299\. Got 300"),
        (lambda m: m.predict([0], [True]), r"statement must be .* Got type bool"),
        (lambda m: m.predict([0, 1], [0]), r"one length\. Got 2 and 1"),
        (lambda m: m.predict([[0]], [0]), r"participant must be a one-dimensional array"),
    ],
)
def test_indices_and_votes_that_do_not_exist_are_refused(model: VoteModel, call: Any, message: str) -> None:
    with pytest.raises(BadVotes, match=message):
        call(model)


def test_two_votes_on_one_statement_are_refused(model: VoteModel) -> None:
    with pytest.raises(DuplicateVote, match="two votes on one statement"):
        model.place([4, 4], [1, -1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dimensions": 0}, r"'dimensions' parameter of fit must be an int in the range \[1, 16\]\. Got 0"),
        ({"dimensions": 17}, r"Got 17 instead"),
        ({"dimensions": 2.0}, r"Got 2\.0 instead"),
        ({"dimensions": True}, r"Got True instead"),
        ({"sweeps": 0}, r"'sweeps' parameter of fit must be an int in the range \[1, inf\)"),
        ({"partition": -5}, r"'partition' parameter of fit .* Got -5"),
        ({"kernel": "gpu"}, r"'kernel' parameter of fit must be 'auto', 'numpy' or 'numba'\. Got 'gpu'"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadParameter, match=message):
        fit(VoteMatrix.from_triples([0], [0], [1]), **options)


def test_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []
    fit(VoteMatrix.from_triples([0], [0], [1]), sweeps=3, progress=lambda done, whole: heard.append((done, whole)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
