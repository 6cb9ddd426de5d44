"""Estimated shares: the formulas by hand, what they reduce to, and whether intervals cover."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

from detente.opinion import Sides, VoteMatrix, VoteModel, map_opinion
from detente.opinion.estimates import CellSums, CrossFit, Populations, collect_sums, cross_fit, estimate
from detente.opinion.results import Interval, MapSummary
from detente.opinion.simulate import SimulatedPublic, simulate_public

AGREE = 2


def sums_of_one_statement() -> CellSums:
    """Ten people, four and six in the two strata, of whom two and three answered; only the column agree is used."""
    return CellSums(
        people=np.array([4.0, 6.0]),
        answered=np.array([[2.0, 3.0]]),
        said=np.array([[0.0, 0.0, 3.0]]),
        imputed=np.array([[0.0, 0.0, 2.5]]),
        probed=np.array([[2.0, 3.0]]),
        residual=np.array([[[0, 0, 0.6], [0, 0, -0.9]]]),
        squared=np.array([[[0, 0, 0.5], [0, 0, 0.66]]]),
    )


def test_an_estimate_without_logged_chances_by_hand() -> None:
    """Two and three of four and six answered, so |H| = 2 and 3.

    T = [3 + 2.5 + 2 x 0.6 / (2 + 5) + 3 x (-0.9) / (3 + 5)] / 10 = (5.5 + 0.1714286 - 0.3375) / 10 = 0.5333929
    pooled s^2 = (0.5 + 0.66) / 5 = 0.232
    s_1^2 = (0.5 + 2 x 0.232) / (2 + 2) = 0.241,  s_2^2 = (0.66 + 2 x 0.232) / (3 + 2) = 0.2248
    N^2 var = 0.241 (2^2 / 7 + 2) + 0.2248 (3^2 / 8 + 3) = 0.6197143 + 0.9273 = 1.5470143
    error = sqrt(1.5470143) / 10 = 0.1243790
    5 answers: 4 degrees of freedom, t_.95 = 2.1318468 (any table); margin 2.1318468 x 0.1243790 + 0.5 / 10 = 0.3151570
    """
    found = estimate(sums_of_one_statement())
    assert found.share[0, AGREE] == pytest.approx(0.5333929, abs=1e-7)
    assert found.error[0, AGREE] == pytest.approx(0.1243790, abs=1e-7)
    assert found.low[0, AGREE] == pytest.approx(0.5333929 - 0.3151570, abs=1e-6)
    assert found.high[0, AGREE] == pytest.approx(0.5333929 + 0.3151570, abs=1e-6)


def test_an_estimate_with_logged_chances_by_hand() -> None:
    """Eight people, three answers with pi = 1/2, 1/2, 1/4 and residuals 0.4, -0.2, 0.6; two agreed; |H| = 5.

    a = (1 - pi) / pi = 1, 1, 3: sum 5, squares 11, effective answers e = 25 / 11 = 2.2727273
    T = [2 + 2.2 + 5 x (0.4 - 0.2 + 1.8) / 5 x e / (e + 5)] / 8 = (4.2 + 2 x 0.3125) / 8 = 0.603125
    mean square (0.16 + 0.04 + 9 x 0.36) / 11 = 0.3127273, pooled (0.16 + 0.04 + 0.36) / 3 = 0.1866667
    s^2 = (e x 0.3127273 + 2 x 0.1866667) / (e + 2) = 0.2537203
    error = sqrt(0.2537203 (25 / (e + 5) + 5)) / 8 = sqrt(0.2537203 x 8.4375) / 8 = 0.1828919
    the least 2 degrees of freedom: t_.95 = 2.9199856; margin 2.9199856 x 0.1828919 + 0.5 / 8 = 0.5965417
    """
    found = estimate(
        CellSums(
            people=np.array([4.0, 4.0]),
            answered=np.array([[2.0, 1.0]]),
            said=np.array([[0.0, 0.0, 2.0]]),
            imputed=np.array([[0.0, 0.0, 2.2]]),
            probed=np.array([[2.0, 1.0]]),
            residual=np.array([[[0, 0, 0.2], [0, 0, 0.6]]]),
            squared=np.array([[[0, 0, 0.2], [0, 0, 0.36]]]),
            weighted=np.array([[0.0, 0.0, 2.0]]),
            weighted_squared=np.array([[0.0, 0.0, 3.44]]),
            weight=np.array([5.0]),
            weight_squared=np.array([11.0]),
        )
    )
    assert found.share[0, AGREE] == pytest.approx(0.603125)
    assert found.error[0, AGREE] == pytest.approx(0.1828919, abs=1e-6)
    assert found.low[0, AGREE] == pytest.approx(0.603125 - 0.5965417, abs=1e-5)
    assert found.high[0, AGREE] == 1.0  # 0.603 + 0.597 is cut off


def test_equal_chances_weigh_like_none() -> None:
    """Whatever the common chance is, with one stratum the two formulas are one."""
    alone = replace(
        sums_of_one_statement(),
        people=np.array([10.0]),
        answered=np.array([[5.0]]),
        probed=np.array([[5.0]]),
        residual=np.array([[[0, 0, -0.3]]]),
        squared=np.array([[[0, 0, 1.16]]]),
    )
    for a in (0.25, 1.0, 9.0):
        logged = replace(
            alone,
            weighted=np.array([[0, 0, -0.3 * a]]),
            weighted_squared=np.array([[0, 0, 1.16 * a**2]]),
            weight=np.array([5 * a]),
            weight_squared=np.array([5 * a**2]),
        )
        for name in ("share", "low", "high", "error"):
            np.testing.assert_allclose(getattr(estimate(logged), name), getattr(estimate(alone), name))


def test_margins_are_students() -> None:
    for answers in (2, 3, 6, 40, 400):
        sums = replace(
            sums_of_one_statement(),
            people=np.array([500.0, 500.0]),
            answered=np.array([[answers / 2, answers / 2]]),
            probed=np.array([[answers / 2, answers / 2]]),
            imputed=np.array([[0.0, 0.0, 500.0]]),
            squared=np.array([[[0, 0, 0.01], [0, 0, 0.01]]]),
        )
        found = estimate(sums)
        expected = student.ppf(0.95, max(answers - 1, 2)) * found.error[0, AGREE] + 0.5 / 1000
        assert found.high[0, AGREE] - found.share[0, AGREE] == pytest.approx(expected)


def coin_model(people: int, size: int) -> VoteModel:
    """Everybody passes on nothing (log-odds -40) and agrees with everything by the toss of a coin."""
    items = np.zeros((2, size, 2))
    items[1, :, 0] = -40.0
    return VoteModel(
        items,
        np.zeros((2, size, 2, 2)),
        np.zeros((people, 1)),
        np.tile(np.eye(1), (people, 1, 1)),
        np.zeros(size, np.int64),
        np.zeros(people, np.int64),
    )


def test_sums_are_taken_over_the_right_people() -> None:
    """Four people, two statements. Person 3 is no member; person 1 is one only through the vote on statement 0."""
    votes = VoteMatrix.from_triples([0, 1, 1, 2, 3], [0, 0, 1, 0, 1], [1, -1, 0, 1, 1])
    predicted = np.array([[0.2, 0.1, 0.7], [0.3, 0.1, 0.6], [0.5, 0.2, 0.3], [0.1, 0.0, 0.9], [0.4, 0.4, 0.2]])
    (sums,) = collect_sums(
        votes,
        CrossFit((coin_model(4, 2), coin_model(4, 2)), predicted, np.array([0, 1, 0, 1, 0])),
        Populations(
            member=np.array([[True, True, True, False]]),
            counts=np.array([[True, False, True, True, False]]),
            upper=np.array([False, True, True, False]),
            upper_without=np.array([False, True, True, False, False]),
        ),
        np.array([0.5, 0.5, 0.8, 0.25, 0.1]),
    )
    assert sums.people.tolist() == [1, 2]
    assert sums.answered.tolist() == [[1, 2], [0, 1]]
    assert sums.said.tolist() == [[1, 0, 2], [0, 1, 0]]
    # nobody among the members left statement 0 open; 0 and 2 did not vote on 1, half an agree each
    np.testing.assert_allclose(sums.imputed, [[0, 0, 0], [1, 0, 1]], atol=1e-12)
    assert sums.probed.tolist() == [[2, 0], [0, 1]]
    np.testing.assert_allclose(sums.residual[0, 0], [-0.2 - 0.1, -0.1, 0.3 + 0.1])
    np.testing.assert_allclose(sums.squared[0, 0, AGREE], 0.09 + 0.01)
    np.testing.assert_allclose(sums.residual[1, 1], [-0.5, 0.8, -0.3])
    # (1 - pi) / pi is 1 and 3 on statement 0, 0.25 on statement 1
    assert sums.weighted is not None
    assert sums.weighted_squared is not None
    assert sums.weight is not None
    assert sums.weight_squared is not None
    np.testing.assert_allclose(sums.weighted[0, AGREE], 0.3 * 1 + 0.1 * 3)
    np.testing.assert_allclose(sums.weighted_squared[0, AGREE], 0.09 * 1 + 0.01 * 9)
    np.testing.assert_allclose(sums.weight, [1 + 3, 0.25])
    np.testing.assert_allclose(sums.weight_squared, [1 + 9, 0.0625])


def test_every_vote_is_predicted_from_the_others() -> None:
    """Turning one vote around changes predictions of other votes, not its own by its own fold's models."""
    votes = simulate_public(n_participants=60, n_statements=12, median_votes=8, rng=1).votes
    turned_at = 17
    turned = votes.vote.copy()
    turned[turned_at] = 1 if turned[turned_at] != 1 else -1
    other = VoteMatrix(votes.pointer, votes.statement, turned, votes.n_statements)
    one, two = (cross_fit(v, dimensions=4, rng=np.random.default_rng(3)) for v in (votes, other))
    np.testing.assert_array_equal(one.probability[turned_at], two.probability[turned_at])
    assert np.bincount(one.fold).max() - np.bincount(one.fold).min() <= 1
    assert np.abs(one.probability - two.probability).max() > 1e-3
    np.testing.assert_allclose(one.probability.sum(1), 1)


def everyones_summary(public: SimulatedPublic, **options: Any) -> MapSummary:
    return map_opinion(public.votes, **options).summary


@pytest.mark.parametrize("logged", [None, 1.0, 0.3])
def test_where_everybody_answered_an_estimate_is_the_plain_share(logged: float | None) -> None:
    public = simulate_public(n_participants=60, n_statements=9, kind="cloud", routing="full", rng=2)
    sides = Sides(("left", "right"), public.truth.side)
    summary = everyones_summary(
        public, sides=sides, chance=None if logged is None else np.full(public.votes.n_votes, logged)
    )
    table = public.truth.completed()
    for result in summary.statements:
        for cell, among in [(result.overall, np.ones(60, bool))] + [
            (result.sides[side], public.truth.side == side) for side in (0, 1)
        ]:
            column = table[among, result.statement]
            for interval, answer in ((cell.agree, 1), (cell.pass_, 0), (cell.disagree, -1)):
                share = (column == answer).mean()
                assert interval is not None
                assert interval.estimate == pytest.approx(share)
                # nothing is left to know but half a person
                assert interval.low == pytest.approx(max(share - 0.5 / among.sum(), 0))
                assert interval.high == pytest.approx(min(share + 0.5 / among.sum(), 1))


def test_the_three_shares_add_up_to_one() -> None:
    public = simulate_public(n_participants=200, n_statements=20, kind="cloud", median_votes=8, rng=4)
    for result in everyones_summary(public).statements:
        shares = [result.overall.agree, result.overall.disagree, result.overall.pass_]
        if all(share is not None for share in shares):
            total = sum(share.estimate for share in shares if share is not None)
            assert total == pytest.approx(1.0, abs=1e-6)


def covered(cells: list[tuple[Interval | None, float]]) -> float:
    return float(np.mean([i.low - 1e-9 <= truth <= i.high + 1e-9 for i, truth in cells if i is not None]))


def agree_cells(routing: str, logged: bool, seeds: range) -> dict[str, list[tuple[Interval | None, float]]]:
    """Agree intervals of everybody, and of two declared sides, with the share that a complete poll would give."""
    cells: dict[str, list[tuple[Interval | None, float]]] = {"everybody": [], "sides": []}
    for seed in seeds:
        public = simulate_public(
            n_participants=200, n_statements=24, kind="cloud", median_votes=10, routing=routing, rng=seed
        )
        sides = Sides(("left", "right"), public.truth.side)
        summary = everyones_summary(public, sides=sides, chance=public.chance if logged else None)
        agreed = public.truth.completed() == 1
        came = public.votes.votes_per_participant > 0
        for result in summary.statements:
            cells["everybody"].append((result.overall.agree, float(agreed[came, result.statement].mean())))
            for side in (0, 1):
                among = came & (public.truth.side == side)
                cells["sides"].append((result.sides[side].agree, float(agreed[among, result.statement].mean())))
    return cells


@pytest.mark.parametrize(("routing", "logged"), [("random", False), ("balanced", False), ("lopsided", True)])
def test_ninety_per_cent_intervals_cover_the_truth_of_those_who_took_part(routing: str, logged: bool) -> None:
    """Four publics of 24 statements: 96 and 192 intervals that hang together, so the band is wide."""
    cells = agree_cells(routing, logged, range(4))
    for among in cells.values():
        assert 0.83 <= covered(among) <= 0.97
    widths = [i.high - i.low for i, _ in cells["everybody"] if i is not None]
    assert np.median(widths) < 0.25  # covering by saying nothing would be easy
