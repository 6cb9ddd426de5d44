"""What is put first, and how much groups explain: small cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.opinion import VoteMatrix, map_opinion
from detente.opinion.estimates import CrossFit, Estimate
from detente.opinion.explained import explained_share
from detente.opinion.rankings import common_ground, divisive, majority, representative, unsure
from detente.opinion.simulate import simulate_public

EVERYWHERE = np.ones(3, bool)


def shares(agree: list[float], disagree: list[float], error: float = 0.04) -> Estimate:
    """Estimates that leave 1.645 standard errors to either side, the rest passing."""
    share = np.stack([disagree, 1 - np.array(agree) - np.array(disagree), agree], axis=1)
    margin = 1.6448536 * error
    return Estimate(share, np.maximum(share - margin, 0), np.minimum(share + margin, 1), np.full(share.shape, error))


LEFT = shares([0.9, 0.7, 0.1], [0.1, 0.1, 0.8])
RIGHT = shares([0.6, 0.75, 0.2], [0.3, 0.1, 0.7])


def test_common_ground_is_decided_by_the_least_agreeing_part() -> None:
    found = common_ground([("side:left", LEFT), ("side:right", RIGHT)], EVERYWHERE)
    # lower bounds: statement 0 .6 - .0658 on the right, 1 .7 - .0658 on the left, 2 rejected by .7 - .0658 on the right
    assert [(item.statement, item.vote, item.least) for item in found] == [
        (1, "agree", "side:left"),
        (2, "disagree", "side:right"),
        (0, "agree", "side:right"),
    ]
    assert [item.score for item in found] == pytest.approx([0.634206, 0.634206, 0.534206], abs=1e-6)


def test_more_agreement_on_the_best_side_lifts_nothing() -> None:
    before = common_ground([("side:left", LEFT), ("side:right", RIGHT)], EVERYWHERE)
    louder = shares([0.99, 0.99, 0.1], [0.0, 0.0, 0.9])
    after = common_ground([("side:left", louder), ("side:right", RIGHT)], EVERYWHERE)
    assert {i.statement: i.score for i in after}[0] == {i.statement: i.score for i in before}[0]


def test_the_order_of_sides_does_not_matter() -> None:
    one = common_ground([("side:left", LEFT), ("side:right", RIGHT)], EVERYWHERE)
    other = common_ground([("side:right", RIGHT), ("side:left", LEFT)], EVERYWHERE)
    assert [(i.statement, i.score, i.least) for i in one] == [(i.statement, i.score, i.least) for i in other]


def test_common_ground_needs_enough_votes_and_more_than_half_of_every_part() -> None:
    parts = [("side:left", LEFT), ("side:right", RIGHT)]
    assert [i.statement for i in common_ground(parts, np.array([True, False, True]))] == [2, 0]
    split = shares([0.54, 0.4, 0.3], [0.4, 0.5, 0.3])  # .54 - .066 is less than half
    assert common_ground([("side:left", LEFT), ("side:right", split)], EVERYWHERE) == ()


def test_without_parts_common_ground_is_everybodys_and_names_nobody() -> None:
    found = common_ground([("", LEFT)], EVERYWHERE)
    assert [(item.statement, item.least) for item in found] == [(0, ""), (2, ""), (1, "")]


def test_more_answers_rank_higher_at_equal_shares() -> None:
    few, many = shares([0.8] * 3, [0.1] * 3, 0.1), shares([0.8] * 3, [0.1] * 3, 0.02)
    mixed = Estimate(
        *(np.stack([getattr(few, name)[0], getattr(many, name)[0]]) for name in ("share", "low", "high", "error"))
    )
    assert [item.statement for item in majority(mixed, np.ones(2, bool))] == [1, 0]


def test_divisive_is_the_certain_part_of_the_largest_difference() -> None:
    third = shares([0.2, 0.72, 0.15], [0.7, 0.1, 0.7])
    family = [("side:left", LEFT, EVERYWHERE), ("side:right", RIGHT, EVERYWHERE), ("side:far", third, EVERYWHERE)]
    found = divisive([family], 3)
    # .9 - .2 less 1.6449 sqrt(.04^2 + .04^2) = .0930. Statement 2 differs by .1, which would do alone (.1 > .093), but
    # not as one of nine differences looked at: the 1 - .025/9 quantile is 2.7729, times .0566 is .157.
    assert [(item.statement, item.least) for item in found] == [(0, "side:left | side:far")]
    assert [item.score for item in found] == pytest.approx([0.606953], abs=1e-4)
    # families are not compared with one another, and a part without enough votes with nobody
    assert divisive([[family[0]], [family[2]]], 3) == ()
    assert [i.statement for i in divisive([[family[0], ("side:far", third, np.array([False, True, True]))]], 3)] == []


def test_what_divides_groups_does_not_crowd_out_what_divides_sides() -> None:
    """Thirty statements, groups further apart than sides on each: twenty of both are listed."""
    where = np.ones(30, bool)
    near, far = shares([0.6] * 30, [0.2] * 30), shares([0.3] * 30, [0.6] * 30)
    most, least = shares([0.9] * 30, [0.05] * 30), shares([0.1] * 30, [0.85] * 30)
    sides = [("side:left", near, where), ("side:right", far, where)]
    groups = [("group:A", most, where), ("group:B", least, where)]
    found = divisive([sides, groups], 30)
    assert [item.least for item in found] == ["group:A | group:B"] * 20 + ["side:left | side:right"] * 20


def test_unsure_and_majority_go_by_lower_bounds() -> None:
    everybody = shares([0.6, 0.3, 0.05], [0.1, 0.4, 0.7])
    # passing .3, .3, .25, less .0658: only above .2
    assert [(i.statement, i.vote) for i in unsure(everybody, EVERYWHERE)] == [(0, "pass"), (1, "pass")]
    assert [(i.statement, i.vote) for i in majority(everybody, EVERYWHERE)] == [(2, "disagree"), (0, "agree")]
    assert majority(everybody, np.zeros(3, bool)) == ()


def test_what_marks_a_group_is_where_it_certainly_differs() -> None:
    found = representative(LEFT, RIGHT, EVERYWHERE)
    # agreeing: .9 - .6 = .3, -.05, -.1; disagreeing: -.2, 0, .1, which one of six differences looked at has to be
    # larger than .0566 times the 1 - .05/6 quantile, 2.3940: .135
    assert [(item.statement, item.vote) for item in found] == [(0, "agree")]
    first = found[0]
    assert (first.group, first.rest, first.difference) == pytest.approx((0.9, 0.6, 0.3))
    assert first.lower_bound == pytest.approx(0.3 - 1.6448536 * 0.04 * 2**0.5, abs=1e-6)
    assert representative(LEFT, LEFT, EVERYWHERE) == ()


# --- explained share ---


def two_against_two() -> VoteMatrix:
    return VoteMatrix.from_triples([0, 1, 2, 3], [0, 0, 0, 0], [1, 1, -1, -1])


def each_left_out(agree: list[float]) -> CrossFit:
    """Every vote a fold of its own; a tenth of what is predicted is passing."""
    p = np.array(agree)
    return CrossFit((), np.stack([0.9 * (1 - p), np.full(len(p), 0.1), 0.9 * p], axis=1), np.arange(len(p)))


def same_in_each_fold(label: list[int]) -> np.ndarray:
    return np.tile(label, (4, 1))


def test_the_split_of_the_log_loss_by_hand() -> None:
    """Two agree, two disagree, each pair a group.

    base: each vote from the other three, of which one is like it: rate 1/3, and (1 + 2 x 1/3) / (3 + 2) = 1/3
    groups: from the other of the pair and two prior votes at that 1/3: (1 + 2 x 1/3) / (1 + 2) = 5/9
    model: 25/27 for what was said. With 5/9 : 1/3 = 5/3 and 25/27 : 1/3 = (5/3)^2 the share is 1/2.
    """
    found = explained_share(
        two_against_two(), each_left_out([25 / 27, 25 / 27, 2 / 27, 2 / 27]), same_in_each_fold([0, 0, 1, 1])
    )
    assert found is not None
    assert (found.base, found.groups, found.model) == pytest.approx((-np.log(1 / 3), -np.log(5 / 9), -np.log(25 / 27)))
    assert found.share == pytest.approx(0.5)


def test_who_is_in_no_group_is_predicted_by_the_statement() -> None:
    found = explained_share(two_against_two(), each_left_out([0.9, 0.9, 0.1, 0.1]), same_in_each_fold([-1, -1, -2, -2]))
    assert found is not None
    assert found.groups == found.base
    assert found.share == 0.0


def test_a_vote_is_judged_where_its_owner_stands_without_it() -> None:
    """By all other votes person 0 is in the group of those who disagree: (0 + 2 x 1/3) / (2 + 2) = 1/6 for agree."""
    label = same_in_each_fold([0, 0, 1, 1])
    label[0, 0] = 1
    found = explained_share(two_against_two(), each_left_out([0.9, 0.9, 0.1, 0.1]), label)
    assert found is not None
    assert found.groups == pytest.approx(-(np.log(1 / 6) + 3 * np.log(5 / 9)) / 4)


def test_passes_have_no_part_in_it_and_alone_explain_nothing() -> None:
    votes = VoteMatrix.from_triples([0, 1], [0, 0], [0, 0])
    assert explained_share(votes, each_left_out([0.5, 0.5]), np.zeros((2, 2), int)) is None


def test_a_model_no_better_than_the_rates_explains_no_share() -> None:
    found = explained_share(two_against_two(), each_left_out([0.1, 0.1, 0.9, 0.9]), same_in_each_fold([0, 0, 1, 1]))
    assert found is not None
    assert found.model > found.base
    assert found.share is None


def test_camps_say_less_of_votes_not_seen_than_the_model_does() -> None:
    """Groups found from every vote looked better informed than a model that had seen three quarters of them."""
    made = simulate_public(n_participants=240, n_statements=40, kind="camps", separation=6.0, median_votes=25, rng=1)
    summary = map_opinion(made.votes).summary
    assert summary.verdict.kind == "camps"
    assert summary.explained is not None
    assert summary.explained.model < summary.explained.groups < summary.explained.base
