"""Nothing, one vote, everybody alike: a defined answer, all numbers finite, and back from JSON the same."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.opinion import OpinionMap, Sides, VoteMatrix, map_opinion

P, S = 30, 10
PERSON, STATEMENT = np.divmod(np.arange(P * S), S)


def holes(value: Any, path: str = "$") -> list[str]:
    """Where a number that is no number hides."""
    if isinstance(value, dict):
        return [hole for key, part in value.items() for hole in holes(part, f"{path}.{key}")]
    if isinstance(value, list):
        return [hole for at, part in enumerate(value) for hole in holes(part, f"{path}[{at}]")]
    return [path] if isinstance(value, float) and not math.isfinite(value) else []


def checked(votes: VoteMatrix, **options: Any) -> OpinionMap:
    found = map_opinion(votes, **options)
    text = found.to_json()
    assert holes(json.loads(text)) == []
    assert OpinionMap.from_json(text).to_json() == text
    for result in found.summary.statements:
        for cell in (result.overall, *result.sides, *result.groups):
            for interval in (cell.agree, cell.disagree, cell.pass_):
                if interval is not None:
                    assert 0 <= interval.low <= interval.estimate <= interval.high <= 1
    return found


def full(vote: Any) -> VoteMatrix:
    return VoteMatrix.from_triples(PERSON, STATEMENT, np.broadcast_to(vote, P * S))


@pytest.mark.parametrize(("people", "size"), [(0, 0), (3, 0), (0, 4), (5, 4), (40, 40)])
def test_no_votes_make_a_map_that_says_nothing(people: int, size: int) -> None:
    votes = VoteMatrix.from_triples([], [], [], n_participants=people, n_statements=size)
    found = checked(votes, sides=Sides(("a", "b"), np.zeros(people, np.int64)))
    summary = found.summary
    assert summary.verdict.kind == "too_few"
    assert (summary.n_participants, summary.n_votes, summary.n_placed) == (0, 0, 0)
    assert len(summary.statements) == size
    assert all(result.overall.withheld == "not_enough" for result in summary.statements)
    assert summary.common_ground == summary.divisive == summary.majority == summary.unsure == ()
    assert [side.n_people for side in summary.sides] == [0, 0]
    assert not found.people.position.any()


@pytest.mark.parametrize("vote", [1, 0, -1])
def test_one_vote_is_a_map_of_one_vote(vote: int) -> None:
    summary = checked(VoteMatrix.from_triples([0], [0], [vote])).summary
    assert summary.verdict.kind == "too_few"
    assert summary.statements[0].overall.n_votes == 1
    assert summary.statements[0].overall.agree is None
    # and where one vote is enough for a share, it is that vote
    shown = checked(VoteMatrix.from_triples([0], [0], [vote]), floor=1).summary.statements[0].overall
    assert [part.estimate for part in (shown.disagree, shown.pass_, shown.agree) if part] == [
        float(vote == -1),
        float(vote == 0),
        float(vote == 1),
    ]


@pytest.mark.parametrize(("vote", "word"), [(1, "agree"), (-1, "disagree")])
def test_where_all_say_the_same_there_is_common_ground_and_no_structure(vote: int, word: str) -> None:
    summary = checked(full(vote)).summary
    assert summary.verdict.kind == "no_structure"
    assert [item.vote for item in summary.common_ground] == [word] * S
    assert [item.vote for item in summary.majority] == [word] * S
    assert summary.unsure == summary.divisive == ()
    share = getattr(summary.statements[0].overall, word)
    assert (share.estimate, share.high) == (1.0, 1.0)
    assert share.low == pytest.approx(1 - 0.5 / P)


def test_where_all_pass_everything_is_unsure() -> None:
    summary = checked(full(0)).summary
    assert summary.verdict.kind == "no_structure"
    assert len(summary.unsure) == S
    assert summary.common_ground == summary.majority == ()
    assert summary.explained is None


def test_two_halves_that_agree_on_nothing_are_two_camps() -> None:
    summary = checked(full(np.where((PERSON % 2 == 0) == (STATEMENT % 2 == 0), 1, -1))).summary
    assert (summary.verdict.kind, summary.verdict.n_camps) == ("camps", 2)
    assert [group.n_people for group in summary.groups] == [P // 2, P // 2]
    assert len(summary.divisive) == S
    assert summary.common_ground == ()


@pytest.mark.parametrize(
    ("participant", "statement", "kind"),
    [
        (np.arange(40), np.arange(40) % 10, "too_few"),  # a vote each
        (np.zeros(40, int), np.arange(40), "too_few"),  # one person
        (np.arange(40), np.zeros(40, int), "no_structure"),  # one statement
        (np.arange(40) // 20, np.arange(40) % 20, "too_few"),  # two people
    ],
)
def test_narrow_tables_get_a_verdict(participant: np.ndarray, statement: np.ndarray, kind: str) -> None:
    votes = VoteMatrix.from_triples(participant, statement, np.arange(40) % 3 - 1)
    assert checked(votes).summary.verdict.kind == kind


def test_only_organisers_is_nobody() -> None:
    summary = checked(full(1), organisers=range(P)).summary
    assert (summary.n_participants, summary.n_votes) == (0, 0)
    assert summary.verdict.kind == "too_few"


def test_one_loud_person_does_not_make_a_map() -> None:
    """Thirty people with one vote each, one with ten: nobody but that one can be placed."""
    person = np.concatenate([np.arange(30), np.full(10, 30)])
    statement = np.concatenate([np.arange(30) % 10, np.arange(10)])
    found = checked(VoteMatrix.from_triples(person, statement, np.arange(40) % 3 - 1))
    assert (found.summary.verdict.kind, found.summary.n_placed) == ("too_few", 1)
    assert (found.people.group[:30] == -2).all()


@settings(max_examples=12)
@given(st.data())
def test_small_tables_of_any_kind_make_finite_maps(data: st.DataObject) -> None:
    people, size = data.draw(st.integers(1, 14)), data.draw(st.integers(1, 4))
    kinds = st.sampled_from([-1, 0, 1, None])
    table = data.draw(st.lists(kinds, min_size=people * size, max_size=people * size))
    kept = np.array([(cell // size, cell % size, vote) for cell, vote in enumerate(table) if vote is not None])
    person, statement, vote = kept.reshape(-1, 3).T
    votes = VoteMatrix.from_triples(person, statement, vote, n_participants=people, n_statements=size)
    side = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=people, max_size=people)))
    chance = np.array(data.draw(st.lists(st.floats(1e-6, 1), min_size=len(vote), max_size=len(vote))))
    checked(votes, sides=Sides(("a", "b"), side), chance=chance, floor=data.draw(st.integers(1, 5)), dimensions=3)
