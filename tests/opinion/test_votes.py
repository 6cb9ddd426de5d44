"""A vote matrix says exactly what it was given, refuses what it cannot be, and does not depend on the order given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.opinion import Sides, VoteMatrix
from detente.opinion.errors import BadParameter, BadVotes, DuplicateVote

ANSWERS = {-1: 0, 0: 1, 1: 2}


@st.composite
def triples(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], int, int]:
    """Votes in any order, each cell once, with people and statements that may have none."""
    people, size = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    cells = draw(st.lists(st.integers(0, people * size - 1), unique=True, max_size=40))
    votes = draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=len(cells), max_size=len(cells)))
    return [cell // size for cell in cells], [cell % size for cell in cells], votes, people, size


def matrix(case: tuple[list[int], list[int], list[int], int, int]) -> VoteMatrix:
    person, statement, vote, people, size = case
    return VoteMatrix.from_triples(person, statement, vote, n_participants=people, n_statements=size)


@given(triples())
def test_it_holds_what_it_was_given(case: tuple[list[int], list[int], list[int], int, int]) -> None:
    votes = matrix(case)
    given_cells = dict(zip(zip(case[0], case[1], strict=True), case[2], strict=True))
    held = zip(votes.participant.tolist(), votes.statement.tolist(), strict=True)
    assert dict(zip(held, votes.vote.tolist(), strict=True)) == given_cells
    assert (votes.n_participants, votes.n_statements, votes.n_votes) == (case[3], case[4], len(given_cells))
    assert votes.votes_per_participant.sum() == votes.votes_per_statement.sum() == votes.n_votes
    assert sorted(zip(votes.participant, votes.statement, strict=True)) == list(
        zip(votes.participant, votes.statement, strict=True)
    )


@given(triples(), st.randoms(use_true_random=False))
def test_the_order_given_does_not_matter(case: tuple[list[int], list[int], list[int], int, int], random: Any) -> None:
    order = list(range(len(case[0])))
    random.shuffle(order)
    shuffled = ([case[0][k] for k in order], [case[1][k] for k in order], [case[2][k] for k in order], *case[3:])
    assert matrix(shuffled).digest == matrix(case).digest


@given(triples(), st.data())
def test_counts_are_counted(case: tuple[list[int], list[int], list[int], int, int], data: st.DataObject) -> None:
    votes = matrix(case)
    group = data.draw(st.lists(st.integers(-1, 2), min_size=case[3], max_size=case[3]))
    expected = np.zeros((3, case[4], 3), int)
    overall = np.zeros((case[4], 3), int)
    for person, statement, vote in zip(*case[:3], strict=True):
        overall[statement, ANSWERS[vote]] += 1
        if group[person] >= 0:
            expected[group[person], statement, ANSWERS[vote]] += 1
    np.testing.assert_array_equal(votes.counts(), overall)
    np.testing.assert_array_equal(votes.counts(group, 3), expected)


@given(triples(), st.data())
def test_selected_and_split_votes_are_the_same_votes(
    case: tuple[list[int], list[int], list[int], int, int], data: st.DataObject
) -> None:
    votes = matrix(case)
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=votes.n_votes, max_size=votes.n_votes)), bool)
    chosen = votes.select(keep)
    np.testing.assert_array_equal(chosen.participant, votes.participant[keep])
    np.testing.assert_array_equal(chosen.statement, votes.statement[keep])
    np.testing.assert_array_equal(chosen.vote, votes.vote[keep])
    assert (chosen.n_participants, chosen.n_statements) == (votes.n_participants, votes.n_statements)
    cut = data.draw(st.integers(0, case[3]))
    parts = votes.participants(0, cut), votes.participants(cut, case[3])
    np.testing.assert_array_equal(parts[0].counts() + parts[1].counts(), votes.counts())
    np.testing.assert_array_equal(parts[1].participant + cut, votes.participant[votes.n_votes - parts[1].n_votes :])


def test_the_digest_tells_votes_apart() -> None:
    base: dict[str, Any] = {"participant": [0, 1], "statement": [0, 1], "vote": [1, -1]}
    different = [
        VoteMatrix.from_triples(**base),
        VoteMatrix.from_triples(**{**base, "vote": [1, 0]}),
        VoteMatrix.from_triples(**{**base, "statement": [1, 1]}),
        VoteMatrix.from_triples(**{**base, "participant": [0, 0]}),
        VoteMatrix.from_triples(**base, n_participants=3),
        VoteMatrix.from_triples(**base, n_statements=3),
    ]
    assert len({votes.digest for votes in different}) == len(different)


def test_a_second_vote_is_refused_or_the_last_given_kept() -> None:
    twice = ([1, 0, 1, 1], [2, 0, 2, 2], [1, 1, 0, -1])
    with pytest.raises(DuplicateVote, match=r"Participant 1 votes twice on statement 2\. Keep one vote, or pass"):
        VoteMatrix.from_triples(*twice)
    kept = VoteMatrix.from_triples(*twice, duplicates="last")
    assert kept.vote.tolist() == [1, -1]
    assert VoteMatrix.from_triples([1, 0, 1], [2, 0, 2], [-1, 1, 1], duplicates="last").vote.tolist() == [1, 1]


REFUSED: list[tuple[dict[str, Any], type[BadVotes] | type[BadParameter], str]] = [
    ({"vote": [1, 2]}, BadVotes, r"vote must be \+1 .* Got 2 \(participant 1, statement 1\)"),
    ({"vote": [1]}, BadVotes, r"one length\. Got 2, 2 and 1"),
    ({"participant": [0, -1]}, BadVotes, r"participant must not be negative\. Got -1"),
    ({"statement": [0, -3]}, BadVotes, r"statement must not be negative\. Got -3"),
    ({"n_participants": 1}, BadVotes, r"participant 1 does not exist: n_participants is 1"),
    ({"n_statements": 1}, BadVotes, r"statement 1 does not exist: n_statements is 1"),
    ({"n_statements": 2.0}, BadParameter, r"'n_statements' parameter of VoteMatrix\.from_triples must be an int"),
    ({"n_participants": True}, BadParameter, r"'n_participants' parameter .* Got True instead"),
    ({"statement": [0, 0.5]}, BadVotes, r"statement must hold whole numbers\. Got an array of type float64"),
    ({"vote": [1, float("nan")]}, BadVotes, r"vote must hold whole numbers"),
    ({"vote": ["agree", "pass"]}, BadVotes, r"vote must hold whole numbers\. Got an array of type <U5"),
    ({"participant": [[0, 1]]}, BadVotes, r"participant must be one-dimensional\. Got 2 dimensions"),
    ({"duplicates": "first"}, BadParameter, r"'duplicates' parameter .* 'refuse' or 'last'\. Got 'first'"),
    ({"statement": [0, 2**31]}, BadVotes, r"2147483649 statements are more than a vote matrix can hold"),
]


@pytest.mark.parametrize(("change", "error", "message"), REFUSED, ids=[message for *_, message in REFUSED])
def test_what_is_no_vote_is_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    base: dict[str, Any] = {"participant": [0, 1], "statement": [0, 1], "vote": [1, -1]}
    with pytest.raises(error, match=message):
        VoteMatrix.from_triples(**{**base, **change})


def test_votes_given_as_whole_floats_are_votes() -> None:
    votes = VoteMatrix.from_triples([0.0, 1.0], np.array([1, 0], np.uint8), [1.0, -1.0])
    assert votes.counts().tolist() == [[1, 0, 0], [0, 0, 1]]


def test_groups_that_do_not_fit_are_refused() -> None:
    votes = VoteMatrix.from_triples([0, 1], [0, 1], [1, -1])
    with pytest.raises(BadVotes, match=r"one label per participant \(2\)\. Got 3"):
        votes.counts([0, 0, 1])
    with pytest.raises(BadVotes, match=r"group 3 does not exist: n_groups is 2"):
        votes.counts([0, 3], 2)
    with pytest.raises(BadVotes, match=r"keep must hold one value per vote \(2\)"):
        votes.select(np.ones(3, bool))
    assert votes.counts([-1, -1], 2).sum() == 0


def test_votes_cannot_be_changed_afterwards() -> None:
    person = np.array([0, 1])
    votes = VoteMatrix.from_triples(person, [0, 1], [1, -1])
    with pytest.raises(ValueError, match="read-only"):
        votes.vote[0] = -1
    with pytest.raises(ValueError, match="read-only"):
        votes.participant[0] = 1
    person[0] = 1  # the caller's own array stays the caller's
    assert votes.participant.tolist() == [0, 1]


def test_sides_leave_the_callers_array_alone() -> None:
    mine = np.array([0, 1, -1])
    sides = Sides(("left", "right"), mine)
    mine[0] = 1
    assert sides.of_participant.tolist() == [0, 1, -1]
    with pytest.raises(ValueError, match="read-only"):
        sides.of_participant[0] = 1
