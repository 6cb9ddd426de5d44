"""The whole map: verdicts on publics whose truth is known, names and turns that last, facts counted as given."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente.opinion import OpinionMap, Sides, VoteMatrix, map_opinion
from detente.opinion.errors import BadParameter, BadVotes, NotTheSamePublic
from detente.opinion.results import PublishedMap
from detente.opinion.simulate import SimulatedPublic, simulate_public


def public(kind: str, seed: int, **options: Any) -> SimulatedPublic:
    return simulate_public(
        kind=kind, rng=seed, **{"n_participants": 240, "n_statements": 40, "median_votes": 25, **options}
    )


def same_public(votes: VoteMatrix, keep: np.ndarray) -> VoteMatrix:
    """The votes of some people, renumbered in the same order."""
    number = np.cumsum(keep) - 1
    mine = keep[votes.participant]
    return VoteMatrix.from_triples(
        number[votes.participant[mine]],
        votes.statement[mine],
        votes.vote[mine],
        n_participants=int(keep.sum()),
        n_statements=votes.n_statements,
    )


@pytest.fixture(scope="module")
def camps() -> SimulatedPublic:
    return public("camps", 1, separation=6.0, camps=(0.6, 0.4), median_votes=35)


@pytest.fixture(scope="module")
def camps_map(camps: SimulatedPublic) -> OpinionMap:
    return map_opinion(camps.votes, sides=Sides(("left", "right"), camps.truth.side))


@pytest.fixture(scope="module")
def cloud() -> SimulatedPublic:
    return public("cloud", 4, sides=(0.5, 0.4))


@pytest.fixture(scope="module")
def cloud_map(cloud: SimulatedPublic) -> OpinionMap:
    return map_opinion(cloud.votes)


# --- verdicts ---


@pytest.mark.parametrize("seed", range(3))
def test_votes_without_structure_get_no_groups(seed: int) -> None:
    summary = map_opinion(public("none", seed).votes).summary
    assert summary.verdict.kind == "no_structure"
    assert summary.groups == summary.axes == ()
    assert summary.explained is None


def test_one_cloud_is_seldom_taken_for_camps() -> None:
    """Four clouds, two with a long tail, of which the rule takes one in twenty for camps: seed 10 is one."""
    kinds = [
        map_opinion(public(kind, 10 + seed).votes).summary.verdict.kind
        for kind in ("cloud", "skewed")
        for seed in range(2)
    ]
    assert kinds.count("spectrum") >= 3
    assert "too_few" not in kinds


def test_camps_are_found_with_the_right_people_in_them(camps: SimulatedPublic, camps_map: OpinionMap) -> None:
    summary, people = camps_map.summary, camps_map.people
    assert (summary.verdict.kind, summary.verdict.n_camps) == ("camps", 2)
    assert [(group.name, group.kind) for group in summary.groups] == [("A", "camp"), ("B", "camp")]
    certain = people.group >= 0
    assert certain.mean() > 0.6
    # a membership of 0.9 and more: .98 on average, so about two in a hundred are wrong and no more than five here
    right = people.group[certain] == camps.truth.camp[certain]
    assert max(right.mean(), 1 - right.mean()) > 0.95
    assert sorted(group.share or 0 for group in summary.groups) == pytest.approx([0.4, 0.6], abs=0.08)
    placed = people.group != -2
    np.testing.assert_array_equal(placed, camps.votes.votes_per_participant >= 7)
    np.testing.assert_allclose(people.membership[placed].sum(1), 1)
    assert not people.membership[~placed].any()
    best = people.membership.max(1)
    assert (best[certain] >= 0.9).all()
    assert (best[people.group == -1] < 0.9).all()
    np.testing.assert_array_equal(people.group[certain], people.membership.argmax(1)[certain])


def test_the_evidence_for_camps_is_told(camps_map: OpinionMap) -> None:
    verdict = camps_map.summary.verdict
    assert verdict.bic_drop is not None
    assert verdict.bic_drop > 6
    assert verdict.separation is not None
    assert verdict.separation >= 2
    assert verdict.valley is not None
    assert verdict.valley <= 0.65
    assert verdict.least_weight is not None
    assert verdict.least_weight >= 0.05


def test_a_spectrum_has_two_ends_and_most_in_between(cloud_map: OpinionMap) -> None:
    summary = cloud_map.summary
    assert (summary.verdict.kind, summary.verdict.n_camps) == ("spectrum", 0)
    assert [(group.name, group.kind) for group in summary.groups] == [
        ("low end", "end"),
        ("middle", "middle"),
        ("high end", "end"),
    ]
    low, middle, high = (group.n_people or 0 for group in summary.groups)
    assert middle > low + high
    position = cloud_map.people.position[:, 0]
    assert position[cloud_map.people.group == 0].max() < position[cloud_map.people.group == 2].min()
    assert summary.groups[0].centre[0] < summary.groups[1].centre[0] < summary.groups[2].centre[0]
    assert summary.verdict.bic_drop is not None  # what spoke against camps
    # thirds by their making: a share would say nothing
    assert {group.share for group in summary.groups} == {None}


def test_too_few_people_get_no_verdict() -> None:
    made = public("camps", 2, n_participants=9, separation=6.0)
    verdict = map_opinion(made.votes).summary.verdict
    assert (verdict.kind, verdict.bic_drop) == ("too_few", None)


def test_axes_are_explained_from_their_low_to_their_high_end(cloud: SimulatedPublic, cloud_map: OpinionMap) -> None:
    axis = cloud_map.summary.axes[0]
    assert 0 < axis.share <= 1
    assert axis.high
    assert axis.low
    for item in axis.high:
        assert item.high_end - item.low_end >= 0.05
    gaps = [abs(item.high_end - item.low_end) for item in axis.high]
    assert gaps == sorted(gaps, reverse=True)
    # those who sit high agree more with these, and less with those of the low end: counted, not modelled
    position = cloud_map.people.position[:, 0]
    high_half = (position > np.median(position)).astype(int)
    counts = cloud.votes.counts(high_half, 2).astype(float)
    agree = counts[:, :, 2] / np.maximum(counts[:, :, 0] + counts[:, :, 2], 1)
    for items, sign in ((axis.high, 1), (axis.low, -1)):
        assert all(sign * (agree[1, item.statement] - agree[0, item.statement]) > 0 for item in items[:3])


def test_statement_vectors_predict_on_the_map(cloud: SimulatedPublic, cloud_map: OpinionMap) -> None:
    """vector is (b, w): agree logit b + w . position, so it must tell agreeing from disagreeing votes."""
    summary, votes = cloud_map.summary, cloud.votes
    width = 1 + len(summary.axes)
    assert all(len(result.vector) == len(result.pass_vector) == width for result in summary.statements)
    vectors = np.array([result.vector for result in summary.statements])
    spoke = votes.vote != 0
    place = cloud_map.people.position[votes.participant[spoke], : width - 1]
    of_vote = vectors[votes.statement[spoke]]
    logit = of_vote[:, 0] + (of_vote[:, 1:] * place).sum(1)
    assert ((logit > 0) == (votes.vote[spoke] > 0)).mean() > 0.75


# --- facts are counted, not guessed ---


def test_sides_are_facts_and_cells_are_counts(camps: SimulatedPublic, camps_map: OpinionMap) -> None:
    votes, side = camps.votes, camps.truth.side
    summary = camps_map.summary
    overall, by_side = votes.counts(), votes.counts(side, 2)
    by_group = votes.counts(np.maximum(camps_map.people.group, -1), 2)
    for result in summary.statements:
        for cell, counts in [
            (result.overall, overall[result.statement]),
            *((result.sides[s], by_side[s, result.statement]) for s in (0, 1)),
            *((result.groups[g], by_group[g, result.statement]) for g in (0, 1)),
        ]:
            assert (cell.disagreed, cell.passed, cell.agreed) == tuple(counts)
            assert cell.n_votes == counts.sum()
    for s, told in enumerate(summary.sides):
        assert (told.name, told.n_people, told.n_votes) == (("left", "right")[s], (side == s).sum(), by_side[s].sum())
        assert sum(n or 0 for n in told.by_group) == told.n_people
        assert told.by_group[0] == ((side == s) & (camps_map.people.group == 0)).sum()
    np.testing.assert_array_equal(camps_map.people.side, side)


def test_undeclared_people_count_overall_only(cloud: SimulatedPublic) -> None:
    assert (cloud.truth.side == -1).sum() == 24
    summary = map_opinion(cloud.votes, sides=Sides(("left", "right"), cloud.truth.side)).summary
    assert [told.n_people for told in summary.sides] == [120, 96]
    assert summary.n_participants == 240
    for result in summary.statements:
        assert sum(cell.n_votes for cell in result.sides) <= result.overall.n_votes


def test_declared_sides_do_not_move_the_map(cloud: SimulatedPublic, cloud_map: OpinionMap) -> None:
    with_sides = map_opinion(cloud.votes, sides=Sides(("left", "right"), cloud.truth.side))
    np.testing.assert_array_equal(with_sides.people.position, cloud_map.people.position)
    assert [s.overall for s in with_sides.summary.statements] == [s.overall for s in cloud_map.summary.statements]


def test_organisers_are_not_counted_as_people(cloud: SimulatedPublic) -> None:
    votes = cloud.votes
    organisers = [3, 17, 200]
    found = map_opinion(votes, organisers=organisers, sides=Sides(("left", "right"), cloud.truth.side))
    without = map_opinion(votes.select(~np.isin(votes.participant, organisers)))
    assert found.summary.n_participants == 237
    assert found.people.n_votes[organisers].tolist() == [0, 0, 0]
    assert found.people.group[organisers].tolist() == [-2, -2, -2]
    assert found.people.side[organisers].tolist() == [-1, -1, -1]
    assert not found.people.position[organisers].any()
    assert [s.overall for s in found.summary.statements] == [s.overall for s in without.summary.statements]


def test_chances_correct_who_was_asked() -> None:
    """Statements shown four times as often to one half: with the chances logged the estimates are nearer the truth."""
    made = public("cloud", 8, routing="lopsided", n_participants=300, n_statements=30, median_votes=12)
    truth = (made.truth.completed() == 1)[made.votes.votes_per_participant > 0].mean(0)

    def error(chance: np.ndarray | None) -> float:
        statements = map_opinion(made.votes, chance=chance).summary.statements
        return float(
            np.sqrt(
                np.mean([(s.overall.agree.estimate - truth[s.statement]) ** 2 for s in statements if s.overall.agree])
            )
        )

    raw = made.votes.counts()[:, 2] / made.votes.votes_per_statement
    assert error(made.chance) < 0.75 * float(np.sqrt(np.mean((raw - truth) ** 2)))
    assert error(made.chance) < error(None)


def test_under_the_floor_a_share_is_not_given() -> None:
    made = public("cloud", 5, median_votes=3, n_participants=80)
    for floor in (5, 9):
        summary = map_opinion(made.votes, floor=floor).summary
        cells = [cell for result in summary.statements for cell in (result.overall, *result.groups)]
        assert {cell.withheld for cell in cells} == {"", "not_enough"}
        for cell in cells:
            few = cell.n_votes < floor
            assert (cell.withheld == "not_enough") == few
            assert (cell.agree is None) == (cell.disagree is None) == (cell.pass_ is None) == few
        given = {result.statement for result in summary.statements if result.overall.withheld == ""}
        for ranking in (summary.common_ground, summary.divisive, summary.unsure, summary.majority):
            assert {item.statement for item in ranking} <= given


def test_rankings_and_marks_are_made_of_the_shares_shown(camps_map: OpinionMap) -> None:
    summary = camps_map.summary
    by_name = {f"side:{side.name}": ("sides", s) for s, side in enumerate(summary.sides)}
    by_name |= {f"group:{group.name}": ("groups", g) for g, group in enumerate(summary.groups)}
    assert summary.common_ground
    for item in summary.common_ground:
        lows = {
            name: getattr(getattr(summary.statements[item.statement], part)[at], item.vote).low
            for name, (part, at) in by_name.items()
        }
        assert item.score == pytest.approx(min(lows.values()))
        assert lows[item.least] == pytest.approx(item.score)
        assert item.score > 0.5
    for group, other in ((0, 1), (1, 0)):
        for mark in summary.groups[group].representative:
            cells = summary.statements[mark.statement].groups
            own, rest = getattr(cells[group], mark.vote), getattr(cells[other], mark.vote)
            assert mark.group == pytest.approx(own.estimate)
            assert mark.group > mark.rest
            assert 0 < mark.lower_bound < mark.difference
            assert mark.difference == pytest.approx(mark.group - mark.rest)
            assert own.estimate > rest.estimate


def test_groups_explain_a_part_of_what_can_be_predicted(cloud_map: OpinionMap, camps_map: OpinionMap) -> None:
    of_ends, of_camps = cloud_map.summary.explained, camps_map.summary.explained
    assert of_ends is not None
    assert of_camps is not None
    assert of_ends.model < of_ends.base
    assert of_ends.share is not None
    assert of_camps.share is not None
    # three stretches of a line say less of it than two camps say of themselves
    assert 0 < of_ends.share < of_camps.share <= 1


# --- the same again ---


def test_the_same_votes_and_seed_give_the_same_bytes(cloud: SimulatedPublic, cloud_map: OpinionMap) -> None:
    assert map_opinion(cloud.votes).to_json() == cloud_map.to_json()
    assert map_opinion(cloud.votes, rng=1).to_json() != cloud_map.to_json()


def test_json_gives_the_map_back(camps_map: OpinionMap) -> None:
    text = camps_map.to_json()
    again = OpinionMap.from_json(text)
    assert again.to_json() == text
    assert again.summary.verdict.kind == "camps"
    np.testing.assert_allclose(again.people.position, camps_map.people.position, atol=1e-6)
    assert json.loads(text)["format"] == "detente/opinion-map/1"
    assert not isinstance(again, PublishedMap)


def test_turning_every_vote_around_mirrors_the_map(camps: SimulatedPublic, camps_map: OpinionMap) -> None:
    votes = camps.votes
    turned = VoteMatrix(votes.pointer, votes.statement, (-votes.vote).astype(np.int8), votes.n_statements)
    mirrored = map_opinion(turned).summary
    assert mirrored.verdict.kind == "camps"
    for here, there in zip(camps_map.summary.statements, mirrored.statements, strict=True):
        assert (here.overall.agreed, here.overall.disagreed) == (there.overall.disagreed, there.overall.agreed)
        assert here.overall.agree is not None
        assert there.overall.disagree is not None
        assert here.overall.agree.estimate == pytest.approx(there.overall.disagree.estimate, abs=0.03)


def test_the_order_of_participants_changes_no_place(camps: SimulatedPublic, camps_map: OpinionMap) -> None:
    """Which votes are left out together hangs on their order, so estimated shares move a little; places do not."""
    votes = camps.votes
    order = np.random.default_rng(0).permutation(votes.n_participants)
    moved = map_opinion(
        VoteMatrix.from_triples(order[votes.participant], votes.statement, votes.vote, n_participants=240)
    )
    np.testing.assert_allclose(moved.people.position[order], camps_map.people.position, atol=1e-8)
    np.testing.assert_array_equal(moved.people.group[order], camps_map.people.group)
    for here, there in zip(camps_map.summary.statements, moved.summary.statements, strict=True):
        assert here.overall.agree is not None
        assert there.overall.agree is not None
        assert here.overall.agree.estimate == pytest.approx(there.overall.agree.estimate, abs=0.03)


# --- after an earlier map ---


def test_a_new_map_is_turned_to_the_one_before(cloud: SimulatedPublic, cloud_map: OpinionMap) -> None:
    first_200 = np.arange(240) < 200
    before = map_opinion(same_public(cloud.votes, first_200))
    flat = before.people.position * np.array([-1.0, 1.0])
    earlier = replace(before, people=replace(before.people, position=flat))
    after = map_opinion(cloud.votes, previous=earlier)
    straight = map_opinion(cloud.votes, previous=before)
    assert np.corrcoef(after.people.position[:200, 0], flat[:, 0])[0, 1] > 0.9
    np.testing.assert_allclose(after.people.position[:, 0], -straight.people.position[:, 0], atol=1e-9)
    # the low end lies low, whichever way the map was turned
    for found in (after, straight):
        assert [group.name for group in found.summary.groups] == ["low end", "middle", "high end"]
        assert found.summary.groups[0].centre[0] < found.summary.groups[2].centre[0]
    np.testing.assert_array_equal(after.people.group == 0, straight.people.group == 2)
    assert {i.statement for i in after.summary.axes[0].high} == {i.statement for i in straight.summary.axes[0].low}
    # no share of everybody changes by turning a picture
    assert [s.overall for s in after.summary.statements] == [s.overall for s in straight.summary.statements]


@pytest.mark.parametrize("names", [("B", "A"), ("C", "D")])
def test_camps_keep_their_names(camps: SimulatedPublic, camps_map: OpinionMap, names: tuple[str, str]) -> None:
    first_200 = np.arange(240) < 200
    before = map_opinion(same_public(camps.votes, first_200))
    assert before.summary.verdict.kind == "camps"
    renamed = tuple(replace(group, name=name) for group, name in zip(before.summary.groups, names, strict=True))
    earlier = replace(before, summary=replace(before.summary, groups=renamed))
    after = map_opinion(camps.votes, previous=earlier)
    assert sorted(group.name for group in after.summary.groups) == sorted(names)
    for old, name in enumerate(names):
        new = [group.name for group in after.summary.groups].index(name)
        both = (after.people.group[:200] >= 0) & (before.people.group == old)
        assert both.sum() > 30
        assert (after.people.group[:200][both] == new).mean() > 0.95


def test_an_earlier_map_of_more_people_is_refused(cloud_map: OpinionMap) -> None:
    fewer = VoteMatrix.from_triples([0, 1, 2], [0, 1, 2], [1, 0, -1], n_participants=3, n_statements=40)
    with pytest.raises(NotTheSamePublic, match=r"240 participants and these votes have 3\. .* add new"):
        map_opinion(fewer, previous=cloud_map)


# --- refusals ---


SMALL = VoteMatrix.from_triples([0, 0, 1], [0, 1, 1], [1, 0, -1])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"dimensions": 0},
            BadParameter,
            r"'dimensions' parameter of map_opinion must be an int in the range \[1, 16\]",
        ),
        ({"rng": -1}, BadParameter, r"'rng' parameter of map_opinion .* Got -1"),
        ({"rng": 0.5}, BadParameter, r"'rng' parameter of map_opinion .* Got 0\.5"),
        (
            {"floor": 0},
            BadParameter,
            r"'floor' parameter of map_opinion must be an int in the range \[1, inf\)\. Got 0",
        ),
        ({"organisers": [2]}, BadVotes, r"organisers must be participants 0 to 1"),
        ({"organisers": [-1]}, BadVotes, r"organisers must be participants 0 to 1"),
        ({"organisers": [0.5]}, BadVotes, r"organisers must hold whole numbers"),
        ({"organisers": ["ada"]}, BadVotes, r"organisers must hold whole numbers"),
        ({"sides": Sides(("a",), np.array([0, 0, 0]))}, BadVotes, r"one side per participant \(2\)"),
        ({"sides": Sides(("a",), np.array([0, 1]))}, BadVotes, r"a side must be -1 \(undeclared\) or lie in 0 to 0"),
        ({"chance": np.ones(2)}, BadVotes, r"chance must hold one number per vote \(3\)\. Got shape \(2,\)"),
        ({"chance": np.array([0.5, 0.0, 1.0])}, BadVotes, r"chance must lie above 0 and at most at 1"),
        ({"chance": np.array([0.5, 1.1, 1.0])}, BadVotes, r"chance must lie above 0 and at most at 1"),
        ({"chance": np.array([0.5, np.nan, 1.0])}, BadVotes, r"chance must lie above 0 and at most at 1"),
        ({"chance": ["often", "seldom", "never"]}, BadVotes, r"chance must hold numbers"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        map_opinion(SMALL, **options)


def test_progress_is_told() -> None:
    heard: list[tuple[str, int, int]] = []
    map_opinion(SMALL, progress=lambda stage, done, whole: heard.append((stage, done, whole)))
    assert heard[0] == ("fit", 1, 10)
    assert heard[-2:] == [("estimate", 0, 1), ("estimate", 1, 1)]
