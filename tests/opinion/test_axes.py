"""Axes, turning a map to an earlier one, and positions without one vote."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from scipy.special import expit

from detente.opinion import VoteModel, fit
from detente.opinion.axes import MapAxes, align, chance_strength, explain, find_axes
from detente.opinion.influence import positions_without
from detente.opinion.simulate import simulate_public


def known(loadings: np.ndarray, votes_per_statement: list[int], intercept: float = 0.0) -> VoteModel:
    size, d = loadings.shape
    mean = np.zeros((2, size, d + 1))
    mean[0, :, 0], mean[0, :, 1:] = intercept, loadings
    return VoteModel(
        mean,
        np.zeros((2, size, d + 1, d + 1)),
        np.zeros((5, d)),
        np.tile(np.eye(d), (5, 1, 1)),
        np.array(votes_per_statement),
        np.zeros(5, np.int64),
    )


def test_axes_are_the_principal_directions_of_the_logits() -> None:
    """By hand: votes 30 and 10, loadings (3, 4) and (0, 2): G = .75 [[9, 12], [12, 16]] + .25 [[0, 0], [0, 4]]
    = [[6.75, 9], [9, 13]]; its eigenvalues are 9.875 +- sqrt(3.125^2 + 81) = 19.402100 and 0.347900."""
    axes = find_axes(known(np.array([[3.0, 4.0], [0.0, 2.0]]), [30, 10]), 100)
    np.testing.assert_allclose(axes.strengths, [19.4021, 0.3479], atol=1e-6)
    np.testing.assert_allclose(axes.directions @ axes.directions.T, np.eye(2), atol=1e-12)
    matrix = np.array([[6.75, 9.0], [9.0, 13.0]])
    np.testing.assert_allclose(matrix @ axes.directions[0], axes.strengths[0] * axes.directions[0])
    assert axes.n_shown == 1  # 0.35 is less than a fifth of 19.4
    # the statement that moves most on an axis lies at its high end
    assert (np.array([3.0, 4.0]) @ axes.directions[0]) > 0


@pytest.mark.parametrize(("second", "placed", "shown"), [(1.0, 1000, 2), (0.7, 1000, 1), (1.0, 40, 1), (2.0, 60, 2)])
def test_a_second_axis_is_drawn_where_it_carries_weight(second: float, placed: int, shown: int) -> None:
    # strengths 2 and second^2 / 2; needed: a fifth of the first, and .25 with what chance gives (30 / people) on top
    axes = find_axes(known(np.array([[2.0, 0.0], [0.0, second]]), [10, 10]), placed)
    assert axes.n_shown == shown
    assert chance_strength(40) == 0.75


def test_coordinates_are_projections_and_a_hidden_axis_is_flat() -> None:
    rng = np.random.default_rng(0)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    mean, root = rng.normal(size=(4, 3)), rng.normal(size=(4, 3, 3))
    covariance = np.einsum("nab,ncb->nac", root, root)
    two, one = MapAxes(turn, np.ones(3), 2), MapAxes(turn, np.ones(3), 1)
    np.testing.assert_allclose(two.positions(mean), mean @ turn[:2].T)
    np.testing.assert_allclose(two.ellipses(covariance), turn[:2] @ covariance @ turn[:2].T)
    np.testing.assert_allclose(one.positions(mean)[:, 0], mean @ turn[0])
    assert not one.positions(mean)[:, 1].any()
    assert not one.ellipses(covariance)[:, 1].any()


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("degrees", [10.0, 100.0, 170.0, 250.0])
def test_a_turned_map_is_turned_back(degrees: float, mirrored: bool) -> None:
    rng = np.random.default_rng(1)
    mean = rng.normal(size=(40, 4))
    turn = Rotation.from_euler("z", degrees, degrees=True).as_matrix()[:2, :2]
    if mirrored:
        turn[:, 1] *= -1
    axes = MapAxes(np.eye(4), np.array([3.0, 1.0, 0.5, 0.1]), 2)
    turned = align(axes, mean, np.ones(40), axes.positions(mean) @ turn, 2)
    np.testing.assert_allclose(turned.positions(mean), axes.positions(mean) @ turn, atol=1e-9)
    np.testing.assert_allclose(turned.directions @ turned.directions.T, np.eye(4), atol=1e-12)
    # strength along a direction u of the plane is u' diag(3, 1) u: the total stays
    assert turned.strengths[:2].sum() == pytest.approx(4.0)
    first = np.array([turn[0, 0], turn[1, 0]])
    assert turned.strengths[0] == pytest.approx(first @ np.diag([3.0, 1.0]) @ first)


def test_a_turn_is_the_best_of_all_turns() -> None:
    """Orthogonal Procrustes leaves less between two noisy maps than any other turn tried."""
    rng = np.random.default_rng(2)
    mean, previous = rng.normal(size=(30, 2)), rng.normal(size=(30, 2))
    weight = rng.uniform(0.2, 2, 30)
    axes = align(MapAxes(np.eye(2), np.array([2.0, 1.0]), 2), mean, weight, previous, 2)

    def left(shown: np.ndarray) -> float:
        return float((weight[:, None] * (shown - previous) ** 2).sum())

    best = left(axes.positions(mean))
    for angle in np.linspace(0, 2 * np.pi, 73):
        c, s = np.cos(angle), np.sin(angle)
        for turn in (np.array([[c, -s], [s, c]]), np.array([[c, s], [s, -c]])):
            assert best <= left(mean @ turn) + 1e-9


@pytest.mark.parametrize(("shown", "before"), [(1, 1), (1, 2), (2, 1)])
def test_where_either_map_has_one_axis_only_its_sign_is_kept(shown: int, before: int) -> None:
    rng = np.random.default_rng(3)
    mean = rng.normal(size=(20, 3))
    axes = MapAxes(np.eye(3), np.array([2.0, 1.0, 0.1]), shown)
    previous = np.stack([-mean[:, 0], mean[:, 1] * (before == 2)], axis=1)
    turned = align(axes, mean, np.ones(20), previous, before)
    np.testing.assert_array_equal(turned.directions, np.diag([-1.0, 1.0, 1.0]))
    again = align(axes, mean, np.ones(20), -previous, before)
    np.testing.assert_array_equal(again.directions, np.eye(3))


def test_axes_are_explained_by_the_statements_that_move_most() -> None:
    loadings = np.array([[2.0, 0], [-1.0, 0], [0.05, 0], [3.0, 0], [0.0, 0.5]])
    model = known(loadings, [10] * 5, intercept=0.4)
    position = np.stack([np.linspace(-2, 2, 101), np.zeros(101)], axis=1)
    (axis,) = explain(MapAxes(np.eye(2), np.array([3.0, 1.0]), 1), model, position, np.array([1, 1, 1, 0, 1], bool))
    # the 25 lowest people stand at -1.52 in the mean, the 25 highest at 1.52
    # statement 3 has too few votes, 2 and 4 move too little
    assert [item.statement for item in axis.high] == [0]
    assert [item.statement for item in axis.low] == [1]
    assert axis.high[0].low_end == pytest.approx(expit(0.4 - 3.04))
    assert axis.high[0].high_end == pytest.approx(expit(0.4 + 3.04))
    assert axis.low[0].low_end == pytest.approx(expit(0.4 + 1.52))
    assert (axis.strength, axis.share) == (3.0, 0.75)


def test_positions_without_a_vote_are_those_of_a_refit_without_it() -> None:
    """The rank-one update against placing the person anew: it removes nine tenths of the difference."""
    votes = simulate_public(n_participants=200, n_statements=30, kind="cloud", median_votes=15, rng=3).votes
    model = fit(votes)
    quick = positions_without(model, votes, np.eye(8))
    left, moved = [], []
    for at in np.random.default_rng(0).choice(votes.n_votes, 60, replace=False):
        person = votes.participant[at]
        own = np.arange(votes.pointer[person], votes.pointer[person + 1])
        rest = own[own != at]
        exact = model.place(votes.statement[rest], votes.vote[rest]).mean
        left.append(np.linalg.norm(quick[at] - exact))
        moved.append(np.linalg.norm(model.mean[person] - exact))
    assert np.median(left) < 0.1 * np.median(moved)
    assert max(left) < 0.25 * max(moved)
    # along any direction it is the projection of the same
    direction = np.full((1, 8), 8**-0.5)
    np.testing.assert_allclose(positions_without(model, votes, direction), quick @ direction.T, atol=1e-12)


def test_without_their_only_vote_a_person_is_nearly_at_the_prior() -> None:
    votes = simulate_public(n_participants=150, n_statements=30, median_votes=10, spread=1.5, rng=5).votes
    model = fit(votes)
    lone = np.flatnonzero(votes.votes_per_participant == 1)
    assert len(lone) >= 3
    quick = positions_without(model, votes, np.eye(8))[votes.pointer[lone]]
    assert np.linalg.norm(quick, axis=1).max() < 0.1
    assert np.linalg.norm(model.mean[lone], axis=1).max() > 0.3
