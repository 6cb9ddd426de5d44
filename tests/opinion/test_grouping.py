"""Mixtures, evidence and ends, against other programs and formulas written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from sklearn.mixture import GaussianMixture

from detente.opinion import VoteMatrix, map_opinion
from detente.opinion.grouping import (
    Choice,
    Likelihoods,
    Mixture,
    choose_mixture,
    ends,
    fit_mixture,
    memberships,
)


def camps(centres: list[list[float]], sizes: list[int], deviation: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.concatenate(
        [rng.normal(centre, deviation, (n, len(centre))) for centre, n in zip(centres, sizes, strict=True)]
    )


def seen_with_noise(truth: np.ndarray, noise: float, seed: int = 99) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Observations of positions with N(0, noise) errors, and the posterior each gives with the prior N(0, I)."""
    observed = truth + np.random.default_rng(seed).normal(0, np.sqrt(noise), truth.shape)
    shrink = 1 / (1 + noise)
    d = truth.shape[1]
    return observed, observed * shrink, np.tile(np.eye(d) * noise * shrink, (len(truth), 1, 1))


def mixture(weight: list[float], centre: list[list[float]], covariance: np.ndarray | None = None) -> Mixture:
    c = np.array(centre, float)
    return Mixture(np.array(weight), c, np.eye(c.shape[1]) if covariance is None else covariance, 0.0)


def test_dividing_by_the_prior_leaves_what_the_votes_say() -> None:
    observed, mean, covariance = seen_with_noise(np.array([[0.3, -2.0], [1.0, 0.0]]), 0.5)
    people = Likelihoods.of(mean, covariance)
    # N(x | z, 0.5) in z has precision 2 and linear term 2 x
    np.testing.assert_allclose(people.precision, np.tile(2 * np.eye(2), (2, 1, 1)), atol=1e-9)
    np.testing.assert_allclose(people.linear, 2 * observed, atol=1e-9)


@pytest.mark.parametrize("dimensions", [1, 2])
def test_without_noise_the_mixture_is_that_of_scikit_learn(dimensions: int) -> None:
    centres = [[-1.2, 0.4], [1.0, -0.3]]
    points = camps([centre[:dimensions] for centre in centres], [120, 60], 0.5)
    covariance = np.tile(np.eye(dimensions) * 1e-7, (len(points), 1, 1))
    people = Likelihoods.of(points * (1 - 1e-7), covariance)
    ours = fit_mixture(people, 2, [np.array([centre[:dimensions] for centre in centres])])
    theirs = GaussianMixture(
        2, covariance_type="tied", tol=1e-10, max_iter=2000, reg_covar=1e-6, means_init=ours.centre
    ).fit(points)
    np.testing.assert_allclose(ours.weight, theirs.weights_, atol=2e-3)
    np.testing.assert_allclose(ours.centre, theirs.means_, atol=2e-3)
    np.testing.assert_allclose(ours.covariance, theirs.covariances_, atol=2e-3)
    np.testing.assert_allclose(ours.responsibilities(people), theirs.predict_proba(points), atol=5e-3)
    # Likelihoods carry no constants, so only differences between mixtures can be compared.
    one = fit_mixture(people, 1, [points.mean(0, keepdims=True)])
    alone = GaussianMixture(1, covariance_type="tied").fit(points)
    gained = 2 * len(points) * (theirs.score(points) - alone.score(points))
    assert 2 * (ours.log_likelihood - one.log_likelihood) == pytest.approx(gained, abs=0.05)
    # scikit-learn's BIC counts the parameters by itself
    assert one.bic(180) - ours.bic(180) == pytest.approx(alone.bic(points) - theirs.bic(points), abs=0.05)


def test_with_noise_the_likelihood_is_that_of_the_observations() -> None:
    """Marginally an observation has the mixture's covariance plus its own noise: computed directly."""
    observed, mean, covariance = seen_with_noise(camps([[-1.0, 0], [1.0, 0.5]], [40, 40], 0.4), 0.3)
    people = Likelihoods.of(mean, covariance)
    fitted = fit_mixture(people, 2, [np.array([[-1.0, 0], [1.0, 0.5]])])
    one = fit_mixture(people, 1, [mean.mean(0, keepdims=True)])

    def direct(of: Mixture) -> tuple[float, np.ndarray]:
        each = np.stack(
            [
                w * multivariate_normal(c, of.covariance + 0.3 * np.eye(2)).pdf(observed)
                for w, c in zip(of.weight, of.centre, strict=True)
            ],
            axis=1,
        )
        return float(np.log(each.sum(1)).sum()), each / each.sum(1, keepdims=True)

    assert fitted.log_likelihood - one.log_likelihood == pytest.approx(direct(fitted)[0] - direct(one)[0], abs=0.02)
    np.testing.assert_allclose(memberships(fitted, mean, covariance), direct(fitted)[1], atol=1e-9)
    # noise is not taken for spread
    assert np.sqrt(fitted.covariance[0, 0]) == pytest.approx(0.4, abs=0.1)


def test_schwarz_criterion_written_out() -> None:
    two = Mixture(np.array([0.4, 0.6]), np.zeros((2, 2)), np.eye(2), -100.0)
    # one weight, two centres of two numbers, three numbers of the covariance: 8; -2 (-100) + 8 log 50
    assert two.bic(50) == pytest.approx(200 + 8 * 3.912023005428146)
    three = Mixture(np.ones(3) / 3, np.zeros((3, 1)), np.eye(1), -10.0)
    assert three.bic(100) == pytest.approx(20 + (2 + 3 + 1) * 4.605170185988092)


def test_distance_of_centres_is_in_shared_deviations() -> None:
    assert mixture([0.5, 0.5], [[0.0], [3.0]], np.array([[2.25]])).separation() == pytest.approx(2.0)
    three = mixture([0.3, 0.3, 0.4], [[0.0, 0.0], [3.0, 0.0], [0.0, 8.0]], np.diag([1.0, 4.0]))
    assert three.separation() == pytest.approx(3.0)  # 8 in units of 2 is 4
    assert mixture([1.0], [[0.0]]).separation() == np.inf


@pytest.mark.parametrize(
    ("weight", "centre"),
    [
        ([0.5, 0.5], [0.0, 4.0]),
        ([0.8, 0.2], [0.0, 4.0]),
        ([0.92, 0.08], [0.0, 4.3]),  # the larger camp is higher at the middle than the smaller at its peak
        ([0.25, 0.5, 0.25], [-5.0, 0.0, 5.0]),
        ([1 / 3, 1 / 3, 1 / 3], [-5.0, 0.0, 5.0]),
        ([0.4, 0.2, 0.4], [-4.0, 0.0, 6.0]),
    ],
)
def test_a_valley_is_the_lowest_point_between_two_peaks(weight: list[float], centre: list[float]) -> None:
    z = np.linspace(min(centre) - 1, max(centre) + 1, 20_001)
    density = norm.pdf(z[:, None] - np.array(centre)) @ np.array(weight)
    inner = density[1:-1]
    peaks = np.flatnonzero((inner > density[:-2]) & (inner > density[2:])) + 1
    assert len(peaks) == len(centre)
    ratios = [density[a:b].min() / min(density[a], density[b]) for at, a in enumerate(peaks) for b in peaks[at + 1 :]]
    assert mixture(weight, [[c] for c in centre]).valley() == pytest.approx(max(ratios), rel=2e-3)
    # the same along any line of the plane
    turned = [[0.6 * c, 0.8 * c] for c in centre]
    assert mixture(weight, turned).valley() == pytest.approx(max(ratios), rel=2e-3)


def test_two_centres_on_one_peak_have_no_valley() -> None:
    assert mixture([0.5, 0.5], [[0.0], [1.9]]).valley() == 1.0  # two equal camps part at 2 deviations
    assert mixture([0.97, 0.03], [[0.0], [2.8]]).valley() == 1.0  # a shoulder
    assert mixture([1.0], [[0.0]]).valley() == 0.0


def chosen(truth: np.ndarray, noise: float = 0.1) -> Choice:
    _, mean, covariance = seen_with_noise(truth / truth.std(0), noise)
    return choose_mixture(mean, covariance)


@pytest.mark.parametrize("seed", range(3))
def test_camps_are_believed_where_they_are(seed: int) -> None:
    assert chosen(camps([[-2.5], [2.5]], [100, 100], 1.0, seed)).mixture.n_groups == 2
    assert chosen(camps([[-2.5], [2.5]], [180, 20], 1.0, seed)).mixture.n_groups == 2
    assert chosen(camps([[-6.0], [0.0], [6.0]], [60, 90, 60], 1.0, seed)).mixture.n_groups == 3
    corners = camps([[-3.0, 0.0], [3.0, 0.0], [0.0, 5.0]], [70, 70, 70], 1.0, seed)
    assert chosen(corners).mixture.n_groups == 3


@pytest.mark.parametrize("seed", range(5))
def test_one_cloud_is_one_cloud_however_lopsided(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for truth in (rng.normal(size=(200, 1)), rng.gamma(4.0, 1.0, (200, 1)), rng.normal(size=(200, 2))):
        choice = chosen(truth - truth.mean(0))
        assert choice.mixture.n_groups == 1
        assert choice.rival is not None  # the evidence against is kept


def test_few_people_need_more_evidence() -> None:
    """With 22 people a split in two by chance was believed in a fifth of all draws until BIC had to fall by 6."""
    believed = 0
    for seed in range(15):
        choice = chosen(np.random.default_rng(seed).normal(size=(22, 1)))
        assert choice.mixture.n_groups == 1 or (choice.bic_drop or 0) > 6
        believed += choice.mixture.n_groups > 1
    assert believed <= 1


def test_people_of_whom_nothing_is_known_do_not_shape_groups() -> None:
    _, mean, covariance = seen_with_noise(camps([[-1.0], [1.0]], [60, 60], 0.3), 0.05)
    silent = np.zeros((40, 1)), np.ones((40, 1, 1))
    with_silent = choose_mixture(np.concatenate([mean, silent[0]]), np.concatenate([covariance, silent[1]]))
    alone = choose_mixture(mean, covariance)
    np.testing.assert_allclose(with_silent.mixture.centre, alone.mixture.centre, atol=1e-3)
    # and belong to each with its weight
    share = memberships(with_silent.mixture, *silent)
    np.testing.assert_allclose(share, np.tile(with_silent.mixture.weight, (40, 1)), atol=1e-6)


def test_the_ends_are_thirds_of_the_people_as_far_as_they_are_known() -> None:
    rng = np.random.default_rng(2)
    position, variance = rng.normal(size=500), rng.uniform(0.05, 0.6, 500)
    share, (low, high) = ends(position, variance)
    np.testing.assert_allclose(share.sum(1), 1)
    np.testing.assert_allclose(share.mean(0), 1 / 3, atol=1e-9)
    np.testing.assert_allclose(share[:, 0], norm.cdf(low, position, np.sqrt(variance)))
    np.testing.assert_allclose(share[:, 2], norm.sf(high, position, np.sqrt(variance)))
    mirrored, (other_low, other_high) = ends(-position, variance)
    np.testing.assert_allclose(mirrored[:, ::-1], share, atol=1e-9)
    assert (other_low, other_high) == pytest.approx((-high, -low))


def test_a_single_person_has_ends_too() -> None:
    share, (low, high) = ends(np.array([0.7]), np.array([0.25]))
    # the 1/3 and 2/3 points of N(0.7, 0.5^2): 0.7 -+ 0.5 x 0.430727
    assert (low, high) == pytest.approx((0.4846364, 0.9153636), abs=1e-6)
    np.testing.assert_allclose(share, 1 / 3)
    assert ends(np.zeros(0), np.zeros(0))[0].shape == (0, 3)


@pytest.mark.parametrize("seed", [1, 4])
def test_a_few_telling_statements_do_not_make_four_camps_of_two(seed: int) -> None:
    # 100 people a side; eight statements nine in ten of one side agree with and one in ten of the other, four that
    # all like. Seeds 1 and 4 were called four camps by Gaussian likelihoods alone.
    rng = np.random.default_rng(seed)
    side = np.arange(200) % 2
    likes = rng.random(8) < 0.5
    chance = np.where(np.stack([likes, ~likes])[side], 0.9, 0.1)
    agrees = rng.random((200, 12)) < np.concatenate([chance, np.full((200, 4), 0.85)], axis=1)
    person, statement = np.nonzero(rng.random((200, 12)) < 0.7)
    votes = VoteMatrix.from_triples(
        person, statement, np.where(agrees[person, statement], 1, -1), n_participants=200, n_statements=12
    )
    opinion = map_opinion(votes)
    assert (opinion.summary.verdict.kind, opinion.summary.verdict.n_camps) == ("camps", 2)
    sure = opinion.people.group >= 0
    wrong = np.mean(opinion.people.group[sure] != side[sure])
    assert min(wrong, 1 - wrong) < 0.05
