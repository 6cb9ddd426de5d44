"""Classic Polis by hand: every formula on numbers small enough for a pencil, and what the method does at its edges."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.opinion import polis
from detente.opinion.errors import BadParameter, BadVotes
from detente.opinion.votes import VoteMatrix


def one_statement(*groups: tuple[int, int, int]) -> tuple[VoteMatrix, list[int]]:
    """Votes on one statement by groups of (agrees, disagrees, passes), and the group of each participant."""
    answers = [answer for group in groups for answer, n in zip((1, -1, 0), group, strict=True) for _ in range(n)]
    label = [index for index, group in enumerate(groups) for _ in range(sum(group))]
    return VoteMatrix.from_triples(range(len(answers)), [0] * len(answers), answers), label


def random_votes(seed: int, people: int, statements: int, share: float = 0.4) -> VoteMatrix:
    rng = np.random.default_rng(seed)
    person, statement = np.nonzero(rng.random((people, statements)) < share)
    lean = rng.normal(size=(people, 1)) * rng.normal(size=statements) + rng.normal(size=statements)
    answer = np.where(rng.random(len(person)) < 0.2, 0, np.sign(lean + rng.normal(size=lean.shape))[person, statement])
    answer = answer.astype(int)
    return VoteMatrix.from_triples(person, statement, answer, n_participants=people, n_statements=statements)


def test_representativeness_by_hand() -> None:
    # group 0: 3 agree, 0 disagree, 1 passes; the rest: 1 agrees, 3 disagree, 1 passes; ungrouped people do not count
    votes, group = one_statement((3, 0, 1), (1, 3, 1), (50, 0, 0))
    group = [label if label < 2 else -1 for label in group]
    found = polis.representativeness(votes, group)
    first = (0, 0)
    assert found.agree_share[first] == pytest.approx(4 / 6)
    assert found.disagree_share[first] == pytest.approx(1 / 6)
    assert found.agree_test[first] == pytest.approx(2 * 5**0.5 * (4 / 5 - 1 / 2))
    assert found.disagree_test[first] == pytest.approx(2 * 5**0.5 * (1 / 5 - 1 / 2))
    assert found.agree_ratio[first] == pytest.approx((4 / 6) / (2 / 7))
    assert found.disagree_ratio[first] == pytest.approx((1 / 6) / (4 / 7))
    # p1 = 4/5, p2 = 2/6, q = 6/11, q (1 - q) (1/5 + 1/6) = 1/11
    assert found.agree_ratio_test[first] == pytest.approx((4 / 5 - 2 / 6) * 11**0.5)
    assert found.disagree_ratio_test[first] == pytest.approx(
        (1 / 5 - 4 / 6) / (5 / 11 * 6 / 11 * (1 / 5 + 1 / 6)) ** 0.5
    )


def test_ratio_test_is_zero_where_everybody_agrees() -> None:
    votes, group = one_statement((4, 0, 0), (6, 0, 0))  # q = 12/12 = 1
    assert polis.representativeness(votes, group).agree_ratio_test.tolist() == [[0.0], [0.0]]


def test_lists_put_best_agree_first_and_agrees_before_disagrees() -> None:
    # statement 0: group 0 rejects it, group 1 wants it; 1: group 0 agrees, so does most of group 1; 2: nobody voted
    person = np.repeat(np.arange(20), 2)
    statement = np.tile([0, 1], 20)
    answer = np.where(statement == 0, np.where(person < 10, -1, 1), np.where(person < 13, 1, -1))
    votes = VoteMatrix.from_triples(person, statement, answer, n_statements=3)
    found = polis.representativeness(votes, [0] * 10 + [1] * 10)
    first, second = polis.representative_statements(found)
    assert [(entry.statement, entry.vote) for entry in first] == [(1, "agree"), (0, "disagree")]
    assert [(entry.statement, entry.vote) for entry in second] == [(0, "agree"), (1, "disagree")]
    assert [entry.best_agree for entry in (*first, *second)] == [True, False, True, False]
    assert polis.representative_statements(found, excluded=[0])[1][0].statement == 1
    assert polis.representative_statements(found, excluded=[0, 1, 2]) == ((), ())


def test_a_group_without_candidates_gets_its_best_agree_or_the_largest_ratio_test() -> None:
    votes, group = one_statement((5, 1, 0), (5, 1, 0))  # alike: no candidate, but 5 of 6 agree
    (alone,), _ = polis.representative_statements(polis.representativeness(votes, group))
    # at equal ratio tests the direction falls to "disagree", though the statement is there as the best agree
    assert (alone.statement, alone.vote, alone.best_agree, alone.n_success) == (0, "disagree", True, 1)
    votes, group = one_statement((1, 2, 1), (1, 3, 1))  # nobody agrees enough
    (alone,), _ = polis.representative_statements(polis.representativeness(votes, group))
    assert (alone.statement, alone.best_agree) == (0, False)


def test_lists_hold_at_most_five() -> None:
    people, statements = 24, 9
    person = np.repeat(np.arange(people), statements)
    statement = np.tile(np.arange(statements), people)
    votes = VoteMatrix.from_triples(person, statement, np.where(person < 12, 1, -1))
    found = polis.representativeness(votes, [0] * 12 + [1] * 12)
    agreeing, disagreeing = polis.representative_statements(found)
    assert len(agreeing) == len(disagreeing) == 5
    assert {entry.vote for entry in disagreeing} == {"disagree"}


def test_majority_needs_no_sixty_per_cent() -> None:
    # 59 of 100 agree: share 60/102 < 0.6, test 2 sqrt(101) (60/101 - 1/2) = 1.89 > 1.2816
    votes, _ = one_statement((59, 41, 0))
    (entry,) = polis.majority_statements(votes).agree
    assert entry.share == pytest.approx(60 / 102)
    assert entry.test == pytest.approx(2 * 101**0.5 * (60 / 101 - 1 / 2))
    assert polis.majority_statements(votes, excluded=[0]).agree == ()


@pytest.mark.parametrize(("groups", "product"), [(2, 0.64), (3, 0.512), (5, 0.32768)])
def test_consensus_shrinks_with_the_number_of_groups(groups: int, product: float) -> None:
    votes, group = one_statement(*[(7, 1, 0)] * groups)  # (7 + 1) / (8 + 2) = 0.8 in each
    assert polis.group_informed_consensus(polis.group_tallies(votes, group)).tolist() == pytest.approx([product])


def test_priority_by_hand() -> None:
    votes, group = one_statement((4, 1, 1), (2, 1, 1))  # A = 6, P = 2, S = 10
    tallies = polis.group_tallies(votes, group)
    # (1 - 3/12) x (0.5 + 1) x 7/12 x (1 + 8 x 2^-2) = 1.96875
    assert polis.priorities(tallies, [0.5]).tolist() == pytest.approx([1.96875**2])
    assert polis.priorities(tallies, [0.5], meta=[0]).tolist() == [49.0]


def test_in_conversation_fills_up_with_the_most_active() -> None:
    counts = [9, 0, 3, 7, 5, 3] + [1] * 20
    person = np.repeat(np.arange(len(counts)), counts)
    statement = np.concatenate([np.arange(n) for n in counts])
    inside = polis.in_conversation(VoteMatrix.from_triples(person, statement, np.ones(len(person))))
    # fifteen, and never the one without a vote
    assert np.flatnonzero(inside).tolist() == [0, 2, 3, 4, 5, *range(6, 16)]


def test_in_conversation_asks_for_seven_votes_once_there_are_enough_people() -> None:
    person = np.repeat(np.arange(17), [7] * 15 + [6, 8])
    statement = np.concatenate([np.arange(n) for n in [7] * 15 + [6, 8]])
    inside = polis.in_conversation(VoteMatrix.from_triples(person, statement, np.ones(len(person))))
    assert np.flatnonzero(~inside).tolist() == [15]


@pytest.mark.parametrize("statements", [20, 150])  # the direct and the iterative solver
def test_axes_equal_those_of_the_dense_imputed_matrix(statements: int) -> None:
    votes = random_votes(3, 90, statements)
    dense = np.full((90, statements), np.nan)
    dense[votes.participant, votes.statement] = votes.vote
    dense[:, 4] = 0.0  # a statement that moderators rejected is 0 for everybody
    mean = np.nanmean(dense, 0)
    filled = np.where(np.isnan(dense), mean, dense) - mean
    components = np.linalg.svd(filled, full_matrices=False)[2][:2]
    axes = polis.statement_axes(votes, zeroed=[4])
    sign = np.sign((axes.components * components).sum(1))
    np.testing.assert_allclose(axes.components, sign[:, None] * components, atol=1e-8)
    seen = (~np.isnan(dense)).sum(1)
    placed = np.sqrt(statements / seen)[:, None] * (filled @ axes.components.T)
    np.testing.assert_allclose(polis.project(votes, axes), placed, atol=1e-9)


def test_k_means_by_hand() -> None:
    # weights 1 1 and 3 1: centres at their weighted means; the start from the first two points does not matter
    points = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 2.0], [10.0, 4.0]])
    found = polis.group_clusters(points, np.array([1.0, 3.0, 1.0, 1.0]))
    assert found.label.tolist() == [0, 1, 0, 1]
    assert found.centres.tolist() == [[0.0, 1.0], [10.0, 1.0]]
    assert found.weight.tolist() == [2.0, 4.0]


def test_silhouette_by_hand() -> None:
    points, label = np.array([[0.0, 0.0], [0.0, 2.0], [6.0, 0.0], [6.0, 2.0]]), np.array([0, 0, 1, 1])
    between = (6 + 40**0.5) / 2
    assert polis.silhouette(points, label) == pytest.approx((between - 2) / between)
    assert polis.silhouette(points, np.zeros(4, int)) == 0


def test_polis_divides_a_public_without_divisions() -> None:
    """What the opinion map must not do: independent votes at every statement's own rate, and two groups or more."""
    rng = np.random.default_rng(5)
    rate = rng.uniform(0.2, 0.8, 40)
    for _ in range(5):
        answer = np.where(rng.random((150, 40)) < rate, 1, -1)
        person, statement = np.nonzero(np.ones_like(answer))
        votes = VoteMatrix.from_triples(person, statement, answer.ravel())
        assert polis.classic_polis(votes).n_groups >= 2


@pytest.mark.parametrize(
    ("person", "statement", "answer", "people", "statements"),
    [
        pytest.param([], [], [], 0, 0, id="empty"),
        pytest.param([], [], [], 5, 3, id="no votes"),
        pytest.param([0], [0], [1], 1, 1, id="1 x 1"),
        pytest.param([0, 1], [0, 0], [0, 0], 2, 4, id="passes only"),
        pytest.param(np.arange(96) // 8, np.arange(96) % 8, [1] * 96, 12, 9, id="all alike"),
        pytest.param([0, 1], [0, 0], [1, -1], 2, 100, id="one direction"),
    ],
)
def test_edges_have_a_defined_answer(
    person: npt.ArrayLike, statement: npt.ArrayLike, answer: npt.ArrayLike, people: int, statements: int
) -> None:
    votes = VoteMatrix.from_triples(person, statement, answer, n_participants=people, n_statements=statements)
    found = polis.classic_polis(votes)
    for array in (found.position, found.axes.components, found.consensus, found.extremity, found.priority):
        assert np.isfinite(array).all()
    assert found.group.shape == (people,)
    assert found.tallies.agree.shape == (found.n_groups, statements)
    assert (found.group >= 0).tolist() == found.in_conversation.tolist()


def test_refusals_name_the_parameter() -> None:
    votes = random_votes(0, 20, 6)
    with pytest.raises(BadParameter, match="'meta'"):
        polis.priorities(polis.group_tallies(votes, [0] * 20), np.zeros(6), meta=[6])
    with pytest.raises(BadParameter, match="'zeroed'"):
        polis.classic_polis(votes, moderated_out=[-1])
    with pytest.raises(BadVotes, match="extremity"):
        polis.priorities(polis.group_tallies(votes, [0] * 20), np.zeros(5))
    with pytest.raises(BadVotes, match="6 statements"):
        polis.project(random_votes(0, 20, 5), polis.statement_axes(votes))
    with pytest.raises(BadVotes, match="one label per participant"):
        polis.representativeness(votes, [0, 1])


@given(st.integers(0, 2**32 - 1))
def test_inverting_every_vote_keeps_the_groups_and_swaps_the_answers(seed: int) -> None:
    votes = random_votes(seed, 40, 12)
    mirrored = VoteMatrix(votes.pointer, votes.statement, (-votes.vote).astype(np.int8), votes.n_statements)
    one, two = polis.classic_polis(votes), polis.classic_polis(mirrored)
    np.testing.assert_allclose(one.axes.mean, -two.axes.mean)
    np.testing.assert_allclose(one.axes.components, two.axes.components, atol=1e-6)
    assert one.group.tolist() == two.group.tolist()
    np.testing.assert_array_equal(one.tallies.agree, two.tallies.disagree)
    assert one.majority.agree == two.majority.disagree


@given(st.integers(0, 2**32 - 1))
def test_same_votes_same_bytes(seed: int) -> None:
    votes = random_votes(seed, 30, 70)
    one, two = polis.classic_polis(votes, rng=1), polis.classic_polis(votes, rng=1)
    assert one.position.tobytes() == two.position.tobytes()
    assert one.representative == two.representative
