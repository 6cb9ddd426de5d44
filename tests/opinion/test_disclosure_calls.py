"""From call to call: what is kept, in which order things may come, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente.opinion.codec import dumps, loads
from detente.opinion.disclosure import Release, State, Waiting, release
from detente.opinion.errors import BadParameter, NotAnOpinionMap, NotTheSamePublic
from detente.opinion.results import PublishedMap
from detente.opinion.votes import Sides, VoteMatrix
from tests.opinion.disclosure_kit import A, B, join, new_public, opened, page, publish, run, step, stub_map


def test_from_json_goes_on_as_from_memory() -> None:
    rng = np.random.default_rng(11)
    people = new_public()
    kept: Release | None = None
    restored: Release | None = None
    fulls = 0
    for number in range(600):
        step(people, rng, newcomers=0.3, aligned=0.3)
        if number % 5:
            continue
        kept, restored = publish(kept, people), publish(restored, people)
        assert (kept.published is None) == (restored.published is None)
        if kept.published is not None:
            assert restored.published is not None
            text = dumps(kept.published)
            assert text == dumps(restored.published)
            restored = replace(restored, published=loads(PublishedMap, text))
        assert kept.state.to_json() == restored.state.to_json()
        restored = replace(
            restored,
            state=State.from_json(restored.state.to_json()),
            waiting=loads(Waiting, dumps(restored.waiting)),
        )
        fulls += kept.full
    assert fulls >= 3


def test_the_order_of_rows_changes_nothing() -> None:
    _, plain = run(3, steps=400)
    _, shuffled = run(3, steps=400, shuffled=True)
    assert plain[-1].published is not None
    for one, other in zip(plain, shuffled, strict=True):
        assert one.published == other.published


def test_statements_may_come_move_and_go() -> None:
    people, result = opened(n_statements=3)
    given = people.matrix()
    votes: VoteMatrix = given["votes"]

    def columns(ids: list[int], known: Release) -> PublishedMap:
        place = {statement: at for at, statement in enumerate(ids)}
        use = np.isin(votes.statement, ids)
        matrix = VoteMatrix.from_triples(
            votes.participant[use],
            [place[s] for s in votes.statement[use].tolist()],
            votes.vote[use],
            n_participants=votes.n_participants,
            n_statements=len(ids),
        )
        return page(release(known, **(given | {"votes": matrix}), statements=ids, _map_opinion=stub_map))

    before = page(result).summary
    moved = columns([7, 1, 0], result).summary
    assert [row.statement for row in moved.statements] == [0, 1, 2]
    assert moved.statements[1].sides == before.statements[1].sides
    assert moved.statements[2].sides == before.statements[0].sides
    assert moved.statements[0].overall.n_votes == 0
    assert [entry.statement for entry in moved.unsure] == [2, 1]  # the order of before
    gone = release(
        result, **(given | {"votes": votes.select(votes.statement != 0)}), _map_opinion=stub_map
    )  # every vote on it withdrawn
    assert page(gone).summary == before


def test_chances_go_with_their_votes() -> None:
    seen: list[Any] = []

    def spy(votes: VoteMatrix, **options: Any) -> Any:
        seen.append((votes, options["chance"]))
        return stub_map(votes, **options)

    people, _ = opened()
    given = people.matrix()
    votes: VoteMatrix = given["votes"]
    odds = 0.1 + 0.8 * (votes.participant * 2 + votes.statement) / (2 * votes.n_participants)
    result = release(None, **given, chance=odds, _map_opinion=spy)
    assert np.array_equal(seen[0][1], odds)
    gone = next(iter(people.votes))
    del people.votes[gone], people.side[gone]
    join(people, A, 10, {0: 1})
    join(people, B, 10, {0: 1})
    given = people.matrix()
    votes = given["votes"]
    release(result, **given, chance=np.full(votes.n_votes, 0.5), _map_opinion=spy)
    fitted, chance = seen[1]
    assert fitted.n_votes == votes.n_votes + 1  # what the one who left had said on statement 1 is still published
    assert len(chance) == fitted.n_votes
    assert set(np.unique(chance[fitted.statement == 0])) == {0.5}


@pytest.mark.parametrize("side_names", [(), ("A", "B")])
def test_nobody_and_nothing_is_a_defined_answer(side_names: tuple[str, ...]) -> None:
    for n_statements in (0, 1, 3):
        people = new_public(n_statements, side_names)
        result = publish(publish(None, people), people)
        assert result.published is None
        assert result.waiting == Waiting(10, side_names, not side_names)
        assert State.from_json(result.state.to_json()).redraw == 0


def test_everybody_may_leave() -> None:
    people, result = opened()
    before = page(result)
    people.votes.clear()
    people.side.clear()
    result = publish(result, people)
    assert page(result) == before
    assert len(result.state.cells.vote) == 0


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("floor", [1, 0, True, 10.0])
def test_a_floor_under_two_is_refused(floor: Any) -> None:
    with pytest.raises(BadParameter, match="floor"):
        publish(None, new_public(), floor=floor)


def test_ids_must_be_whole_and_different() -> None:
    votes = VoteMatrix.from_triples([0, 1], [0, 0], [1, 1])
    for ids in ([1, 1], [1], [0.5, 1.5], [[1, 2]]):
        with pytest.raises(BadParameter, match="participants"):
            release(None, votes, participants=ids, _map_opinion=stub_map)
    with pytest.raises(BadParameter, match="statements"):
        release(None, votes, statements=[1, 2], _map_opinion=stub_map)


def test_chances_and_sides_must_match_the_votes() -> None:
    votes = VoteMatrix.from_triples([0, 1], [0, 0], [1, 1])
    for chance in ([0.5], [0.0, 1.0], [1.5, 1.0], [float("nan"), 1.0]):
        with pytest.raises(BadParameter, match="chance"):
            release(None, votes, chance=chance, _map_opinion=stub_map)
    for sides in ([0], [0, 2]):
        with pytest.raises(BadParameter, match="sides"):
            release(None, votes, sides=Sides(("A", "B"), np.array(sides)), _map_opinion=stub_map)


def test_other_sides_or_another_floor_are_another_public() -> None:
    people, result = opened()
    with pytest.raises(NotTheSamePublic, match="floor 10"):
        publish(result, people, floor=5)
    people.side_names = ("A", "C")
    with pytest.raises(NotTheSamePublic, match="sides"):
        publish(result, people)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format": "detente/release-state/9"}'])
def test_another_text_is_no_state(text: str) -> None:
    with pytest.raises(NotAnOpinionMap):
        State.from_json(text)


def test_a_damaged_state_is_refused() -> None:
    _, result = opened()
    text = result.state.to_json()
    with pytest.raises(NotAnOpinionMap):
        State.from_json(text.replace('"data":"eJ', '"data":"xx', 1))
    with pytest.raises(NotAnOpinionMap):
        State.from_json(text[: len(text) // 2])
