"""The likelihood of votes on a grid, against the product of their probabilities and another EM."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm

from detente.opinion import VoteMatrix, VoteModel
from detente.opinion.grid import GridLikelihood
from detente.opinion.grouping import Mixture


def model_of(items: np.ndarray, people: int) -> VoteModel:
    """Statements known exactly, (2, S, D + 1); everybody at the prior."""
    size, width = items.shape[1:]
    return VoteModel(
        items,
        np.zeros((2, size, width, width)),
        np.zeros((people, width - 1)),
        np.tile(np.eye(width - 1), (people, 1, 1)),
        np.zeros(size, np.int64),
        np.zeros(people, np.int64),
    )


def test_a_likelihood_is_the_product_of_the_answers() -> None:
    rng = np.random.default_rng(0)
    items = rng.normal(size=(2, 5, 2))
    votes = VoteMatrix.from_triples([0, 0, 0, 1], [0, 2, 4, 1], [1, 0, -1, 1], n_statements=5)
    grid = GridLikelihood.of(votes, model_of(items, 2), np.eye(1), np.array([0, 1]))
    place = grid.points[:, 0]
    passing = expit(items[1, :, :1] + items[1, :, 1:] * place)
    agreeing = expit(items[0, :, :1] + items[0, :, 1:] * place)
    first = (1 - passing[0]) * agreeing[0] * passing[2] * (1 - passing[4]) * (1 - agreeing[4])
    second = (1 - passing[1]) * agreeing[1]
    np.testing.assert_allclose(grid.likelihood, np.stack([first / first.max(), second / second.max()]), rtol=1e-9)


def test_what_is_unknown_in_other_directions_widens() -> None:
    """One agree vote that hangs on two coordinates alike: the second is averaged over its prior, N(0, 1)."""
    items = np.zeros((2, 1, 3))
    items[0, 0] = [0.3, 1.0, 1.0]
    items[1, 0, 0] = -40.0
    votes = VoteMatrix.from_triples([0], [0], [1])
    grid = GridLikelihood.of(votes, model_of(items, 1), np.eye(2)[:1], np.array([0]))
    z = np.linspace(-9, 9, 4001)
    exact = (expit(0.3 + grid.points + z) * norm.pdf(z)).sum(1) * (z[1] - z[0])
    np.testing.assert_allclose(grid.likelihood[0], exact / exact.max(), atol=0.015)


def test_mixtures_on_a_grid_are_those_of_the_observations() -> None:
    """Gaussian likelihoods of spread 0.3 around observations of two camps: EM written for one line, and its optimum."""
    rng = np.random.default_rng(1)
    observed = np.concatenate([rng.normal(-1.2, 0.4, 60), rng.normal(1.0, 0.4, 90)]) + rng.normal(0, 0.3, 150)
    points = np.linspace(-4.5, 4.5, 73)
    likelihood = np.exp(-0.5 * ((points - observed[:, None]) / 0.3) ** 2)
    fitted = GridLikelihood(points[:, None], likelihood, float(points[1] - points[0])).fit(
        Mixture(np.array([0.5, 0.5]), np.array([[-1.0], [1.0]]), np.eye(1), 0.0)
    )
    weight, centre, variance = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), 1.0
    for _ in range(500):
        share = weight * norm.pdf(observed[:, None], centre, np.sqrt(variance + 0.09))
        share /= share.sum(1, keepdims=True)
        gain = variance / (variance + 0.09)
        mean = centre + gain * (observed[:, None] - centre)
        weight = share.mean(0)
        new = (share * mean).sum(0) / share.sum(0)
        variance = float((share * ((mean - new) ** 2)).sum(1).mean() + variance * (1 - gain))
        centre = new
    np.testing.assert_allclose(fitted.weight, weight, atol=0.01)
    np.testing.assert_allclose(fitted.centre[:, 0], centre, atol=0.02)
    assert np.sqrt(fitted.covariance[0, 0]) == pytest.approx(np.sqrt(variance), abs=0.02)


def test_two_coordinates_make_a_grid_of_the_plane() -> None:
    items = np.zeros((2, 1, 3))
    items[0, 0] = [0.0, 2.0, -1.0]
    items[1, 0, 0] = -40.0
    votes = VoteMatrix.from_triples([0], [0], [1])
    grid = GridLikelihood.of(votes, model_of(items, 1), np.eye(2), np.array([0]))
    expected = expit(2 * grid.points[:, 0] - grid.points[:, 1])
    np.testing.assert_allclose(grid.likelihood[0], expected / expected.max(), rtol=1e-9)
    assert grid.points.shape == (625, 2)
