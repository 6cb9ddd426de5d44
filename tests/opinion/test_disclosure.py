"""What `release` publishes, when, and what it keeps to itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from detente.opinion.codec import dumps
from detente.opinion.disclosure import Release, Waiting, release
from detente.opinion.votes import VoteMatrix
from tests.opinion.disclosure_kit import NEITHER, A, B, join, new_public, opened, page, publish, run, stub_map

# --- when ---------------------------------------------------------------------------------------------------------


def test_nothing_before_every_side_has_ten_voters() -> None:
    people = new_public()
    join(people, A, 30)
    join(people, B, 9)
    join(people, NEITHER, 20)
    result = publish(None, people)
    assert result.published is None
    assert result.waiting == Waiting(floor=10, sides=("B",), anybody=False)
    join(people, B, 1)
    result = publish(result, people)
    assert result.full
    assert page(result).summary.n_participants == 60


def test_waiting_never_tells_how_many_are_missing() -> None:
    people = new_public()
    join(people, A, 10)
    result, seen = None, set()
    for _ in range(9):
        join(people, B, 1)
        result = publish(result, people)
        seen.add(dumps(result.waiting))
    assert seen == {'{"anybody":false,"floor":10,"sides":["B"]}'}


def test_without_sides_ten_voters_in_all() -> None:
    people = new_public(side_names=())
    join(people, NEITHER, 9)
    result = publish(None, people)
    assert result.published is None
    assert result.waiting == Waiting(floor=10, sides=(), anybody=True)
    join(people, NEITHER, 1)
    assert page(publish(result, people)).summary.statements[0].overall.n_votes == 10


def test_a_full_release_needs_ten_new_voters_on_every_side() -> None:
    people, result = opened()
    join(people, A, 30)
    join(people, B, 9)
    join(people, NEITHER, 30)
    result = publish(result, people)
    assert not result.full
    assert page(result).redraw == 1
    assert page(result).summary.sides[A].n_people == 12
    join(people, B, 1)
    result = publish(result, people)
    assert result.full
    assert page(result).redraw == 2
    assert [side.n_people for side in page(result).summary.sides] == [42, 22]


def test_old_voters_on_new_statements_are_not_new_voters() -> None:
    people, result = opened(n_statements=3)
    for given_votes in people.votes.values():
        given_votes[2] = 1
    result = publish(result, people)
    assert not result.full
    assert page(result).summary.statements[2].sides[A].n_votes == 12  # its cells open all the same
    assert page(result).summary.statements[2].overall.agree is None  # and the model has not seen them yet
    assert page(result).summary.statements[2].vector == ()


def test_a_cell_stands_still_until_ten_have_come_and_is_then_released_whole() -> None:
    people, result = opened()
    before = dumps(page(result))
    changed = next(iter(people.votes))
    people.votes[changed][0] = -1
    for _ in range(9):
        join(people, A, 1, {0: 1})
        result = publish(result, people)
        assert dumps(page(result)) == before
    join(people, A, 1, {0: 1})
    cell = page(publish(result, people)).summary.statements[0].sides[A]
    assert (cell.n_votes, cell.agreed, cell.disagreed) == (22, 21, 1)


def test_counts_that_are_newer_than_the_estimates_say_so() -> None:
    people, result = opened()
    first = page(result).summary
    assert not any(cell.newer for row in first.statements for cell in (row.overall, *row.sides, *row.groups))
    join(people, A, 10, {0: -1})
    result = publish(result, people)
    row, untouched = page(result).summary.statements
    before = first.statements[0]
    assert (row.overall.newer, row.sides[A].newer, row.sides[B].newer) == (True, True, False)
    assert (row.sides[A].agree, row.sides[A].disagreed) == (before.sides[A].agree, before.sides[A].disagreed + 10)
    assert not any(cell.newer for cell in (untouched.overall, *untouched.sides))
    join(people, B, 5)
    result = publish(result, people)
    assert page(result).summary.statements[0].sides[A].newer  # and goes on saying so while nothing is estimated anew
    join(people, A, 10)
    join(people, B, 10)
    result = publish(result, people)
    assert result.full
    rows = page(result).summary.statements
    assert not any(cell.newer for row in rows for cell in (row.overall, *row.sides))


def test_changed_and_deleted_votes_open_nothing_and_close_nothing() -> None:
    people, result = opened()
    before = dumps(page(result))
    for person in list(people.votes):
        people.votes[person][0] = -1
        result = publish(result, people)
        assert dumps(page(result)) == before
        people.votes[person].pop(1)
        result = publish(result, people)
        assert dumps(page(result)) == before
        del people.votes[person], people.side[person]
        result = publish(result, people)
        assert dumps(page(result)) == before


def test_coming_back_is_not_new() -> None:
    people, result = opened()
    gone = list(people.votes)[:12]
    kept = {person: people.votes.pop(person) for person in gone}
    result = publish(result, people)
    people.votes |= kept
    before = dumps(page(result))
    result = publish(result, people)
    join(people, A, 9)
    result = publish(result, people)
    assert dumps(page(result)) == before


def test_changing_sides_is_not_new() -> None:
    people, result = opened()
    before = dumps(page(result))
    for person in list(people.side)[:12]:
        people.side[person] = B
        result = publish(result, people)
    assert dumps(page(result)) == before


# --- what ---------------------------------------------------------------------------------------------------------


def test_no_cell_under_ten() -> None:
    people = new_public()
    join(people, A, 10, {0: 1, 1: 1})
    join(people, B, 10, {0: 1})
    join(people, B, 9, {1: 1})
    first, second = page(publish(None, people)).summary.statements
    assert first.overall.n_votes == 20
    assert second.sides[A].n_votes == 10
    assert (second.sides[B].n_votes, second.sides[B].withheld, second.sides[B].agree) == (0, "not_enough", None)
    # a total without side B would pass for everybody, and one with it would give the nine away
    assert (second.overall.n_votes, second.overall.withheld) == (0, "not_enough")


def test_those_without_a_side_count_in_totals_once_they_are_ten() -> None:
    people = new_public()
    join(people, A, 10)
    join(people, B, 10)
    join(people, NEITHER, 9)
    result = publish(None, people)
    assert page(result).summary.statements[0].overall.n_votes == 20
    assert page(result).summary.n_participants == 20
    join(people, NEITHER, 1)
    result = publish(result, people)
    assert page(result).summary.statements[0].overall.n_votes == 30
    assert page(result).summary.n_participants == 20  # people are counted by full releases
    join(people, A, 10)
    join(people, B, 10)
    join(people, NEITHER, 3)
    result = publish(result, people)
    assert page(result).summary.n_participants == 50  # and the three wait


def test_those_without_a_side_are_counted_anew_when_ten_of_them_are_new() -> None:
    people = new_public(3)
    join(people, A, 10)
    join(people, B, 10)
    old = join(people, NEITHER, 20)
    result = publish(None, people)
    assert page(result).summary.n_participants == 40
    for person in old[:7]:
        people.votes[person][2] = 1
    join(people, NEITHER, 3, {2: 1})  # with the seven they open a cell, and three is too few to count
    join(people, A, 10)
    join(people, B, 10)
    result = publish(result, people)
    assert result.full
    assert page(result).summary.statements[2].overall.n_votes == 0  # its sides are closed, and so its total
    assert page(result).summary.n_participants == 60
    for person in old[7:10]:
        people.votes[person][2] = 1
    join(people, NEITHER, 7, {2: 1})
    join(people, A, 10)
    join(people, B, 10)
    assert page(publish(result, people)).summary.n_participants == 90  # the three of before and the seven are ten


def test_everything_the_model_makes_has_two_decimals() -> None:
    _, pages = run(0, steps=500)
    shown = json.loads(dumps(page(pages[-1])))
    numbers: list[float] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)
        elif isinstance(node, float):
            numbers.append(node)

    walk(shown["summary"])
    assert len(numbers) > 50
    assert all(round(number, 2) == number for number in numbers)


def test_votes_that_wait_change_nothing_that_is_published() -> None:
    """Two publics differ in every vote that is not released yet: their pages are the same, full releases included."""

    def story(other: int) -> list[str]:
        people = new_public(3)
        pages = []
        join(people, A, 12, {0: 1, 1: 1})
        join(people, B, 12, {0: -1, 1: 1})
        join(people, A, 9, {2: other})
        join(people, B, 5, {2: -other})
        result = publish(None, people)
        pages.append(dumps(page(result)))
        join(people, A, 10, {0: 1})
        join(people, B, 10, {0: -1})
        join(people, A, 9, {1: other})
        join(people, NEITHER, 9, {0: other, 1: other, 2: other})
        result = publish(result, people)
        assert result.full
        pages.append(dumps(page(result)))
        return pages

    assert story(1) == story(-1)


def test_a_group_cell_that_must_wait_keeps_its_numbers_and_says_of_which_redraw() -> None:
    people = new_public(3)
    for lean in (1, -1):
        for side in (A, B):
            join(people, side, 15, {0: lean, 1: lean})
    result = publish(None, people)
    first = page(result).summary.statements[0].groups
    assert [cell.n_votes for cell in first] == [30, 30]
    join(people, A, 10, {2: 1, 1: 1})
    join(people, B, 10, {2: 1, 1: 1})
    result = publish(result, people)
    assert result.full
    summary = page(result).summary
    assert summary.groups[0].n_people == 50
    assert summary.statements[0].groups == first
    assert first[0].redraw == 1
    # on statement 1 nobody new is outside the group, so that its change could be told apart from the sides' by few
    assert summary.statements[1].groups[0].redraw == 1
    assert {mark.statement for mark in summary.groups[0].representative} >= {0}


def test_a_name_that_comes_back_does_not_bring_the_numbers_of_others() -> None:
    calls: list[VoteMatrix] = []

    def without_groups_once(votes: VoteMatrix, **options: Any) -> Any:
        calls.append(votes)
        made = stub_map(votes, **options)
        if len(calls) != 2:
            return made
        return replace(made, people=replace(made.people, group=np.full(votes.n_participants, -1)))

    people, shown = new_public(3), []
    result: Release | None = None
    for lean in (1, -1):
        join(people, A, 15, {0: lean, 1: lean})
        join(people, B, 15, {0: lean, 1: lean})
    for _ in range(3):
        result = release(result, **people.matrix(), _map_opinion=without_groups_once)
        shown.append([cell.n_votes for cell in page(result).summary.statements[0].groups])
        join(people, A, 10, {2: 1, 1: 1})
        join(people, B, 10, {2: 1, 1: 1})
    assert len(calls) == 3
    assert shown == [[30, 30], [], [0, 0]]


def test_a_group_that_is_a_side_but_for_a_few_is_hidden() -> None:
    people = new_public()
    join(people, A, 20, {0: 1, 1: 1})
    join(people, A, 3, {0: 1, 1: -1})  # between: side A less group A would be about these three
    join(people, B, 20, {0: -1, 1: -1})
    summary = page(publish(None, people)).summary
    row = summary.statements[0]
    assert summary.groups[0].representative == ()
    assert summary.groups[1].representative != ()
    assert [cell.n_votes for cell in row.sides] == [23, 20]
    assert row.groups[0].withheld == "hidden"
    assert row.groups[0].n_votes == 0
    assert row.groups[1].n_votes == 20  # exactly side B: nothing to subtract


def test_nobody_is_named_and_nothing_is_as_long_as_the_list_of_people() -> None:
    people = new_public()
    people.next_id = 770_000
    join(people, A, 41)
    join(people, B, 43)
    shown = dumps(page(publish(None, people)))
    assert "7700" not in shown

    def longest(node: Any) -> int:
        if isinstance(node, dict):
            return max((longest(value) for value in node.values()), default=0)
        return max([len(node), *map(longest, node)]) if isinstance(node, list) else 0

    assert longest(json.loads(shown)) < 41


# --- people who leave ---------------------------------------------------------------------------------------------


def test_who_leaves_leaves_no_row_behind() -> None:
    people, result = opened(n_statements=2)
    gone = next(iter(people.votes))
    del people.votes[gone], people.side[gone]
    result = publish(result, people)
    cells = result.state.cells
    assert gone not in cells.participants[cells.participant]
    assert gone not in cells.participants
    assert page(result).summary.statements[0].sides[A].n_votes == 12  # the published count stays until ten come
    assert cells.residue()[0, A].sum() == 1
    join(people, A, 10)
    result = publish(result, people)
    assert page(result).summary.statements[0].sides[A].n_votes == 21
    assert result.state.cells.residue().sum() == 0


def test_a_row_without_votes_is_nobody() -> None:
    people, result = opened()
    people.votes[next(iter(people.votes))].clear()
    assert publish(result, people).state.cells.residue().sum() == 2


def test_organisers_do_not_count() -> None:
    people = new_public()
    team = join(people, A, 5)
    join(people, A, 9)
    join(people, B, 10)
    assert publish(None, people, organisers=team).published is None
    join(people, A, 1)
    assert page(publish(None, people, organisers=team)).summary.statements[0].sides[A].n_votes == 10
