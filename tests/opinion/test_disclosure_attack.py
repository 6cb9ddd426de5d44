"""The attacker's script: poll after every vote, changed vote and deletion; add, subtract, solve.

Its reach is tested too: five plausible ways to publish, each with one rule missing, are caught.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.opinion.disclosure import Release, release
from detente.opinion.simulate import simulate_public
from detente.opinion.votes import VoteMatrix
from tests.opinion.disclosure_kit import Number, Poller, Public, Vote, fewest_touched, run, step, stub_map, tally

FLOOR = 10


def fewest_newcomers(numbers: list[Number]) -> int:
    """Fewest people in any published number who were in none that its cell showed before."""
    ever: dict[tuple[int, str], set[int]] = {}
    fewest = 10**9
    for number in numbers:
        people = {person for person, _ in number.truth}
        before = ever.setdefault((number.statement, number.cell), set())
        fewest = min(fewest, len(people - before))
        before |= people
    return fewest


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("aligned", [0.2, 0.6, 0.95])
def test_two_sides_seven_hundred_steps(seed: int, aligned: float) -> None:
    numbers, pages = run(seed, aligned=aligned)
    assert sum(page.full for page in pages) >= 2
    assert len(numbers) > 12
    assert fewest_newcomers(numbers) >= FLOOR
    assert fewest_touched(numbers) >= FLOOR


@pytest.mark.parametrize("side_names", [(), ("A", "B"), ("A", "B", "C")])
def test_many_full_releases_with_members_moving_between_groups(side_names: tuple[str, ...]) -> None:
    numbers, pages = run(7, steps=1400, side_names=side_names, n_statements=2, newcomers=0.25, aligned=0.5)
    assert sum(page.full for page in pages) >= 4
    assert sum(number.cell.startswith("group:") for number in numbers) >= 10
    assert fewest_newcomers(numbers) >= FLOOR
    assert fewest_touched(numbers) >= FLOOR


def test_the_engine_itself_people_coming_one_by_one() -> None:
    """Camps that cut across the sides, found by the real model; every page saved while 150 people come and vote."""
    made = simulate_public(
        n_participants=150,
        n_statements=12,
        kind="camps",
        alignment=0.3,
        separation=5.0,
        median_votes=10,
        spread=0.3,
        rng=4,
    )
    public, poller = Public(("A", "B"), 12), Poller()
    result: Release | None = None
    groups, fulls = set(), 0
    for person in range(150):
        public.side[person] = int(made.truth.side[person])
        public.votes[person] = {}
        for at in range(int(made.votes.pointer[person]), int(made.votes.pointer[person + 1])):
            public.votes[person][int(made.votes.statement[at])] = int(made.votes.vote[at])
        if person % 40 == 39:
            del public.votes[person - 20], public.side[person - 20]
        result = release(result, **public.matrix())
        poller.poll(public, result)
        fulls += result.full
        if result.full and result.published is not None:
            groups |= {group.name for group in result.published.summary.groups}
    assert fulls >= 4
    assert groups == {"A", "B"}
    assert sum(number.cell.startswith("group:") for number in poller.numbers) >= 20
    assert fewest_newcomers(poller.numbers) >= FLOOR
    assert fewest_touched(poller.numbers) >= FLOOR


@pytest.mark.parametrize("side_names", [(), ("A", "B")])
def test_marks_go_with_their_rows(side_names: tuple[str, ...]) -> None:
    numbers, pages = run(3, steps=900, side_names=side_names, n_statements=2, newcomers=0.25, marking=True)
    assert sum(page.full for page in pages) >= 3
    marks = [number for number in numbers if number.cell.startswith("marks")]
    assert len(marks) >= 8
    assert any(number.cell.startswith("group:") for number in numbers)
    assert {number.counts[1] > 0 for number in marks} == {True}
    assert fewest_newcomers(numbers) >= FLOOR
    assert fewest_touched(numbers) >= FLOOR


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 24), min_size=3, max_size=3), min_size=3, max_size=3))
def test_any_table_of_sides_by_groups(table: list[list[int]]) -> None:
    """One release, any sizes: no combination with factors -1, 0, 1 (among others) is about one to nine people."""
    public, poller = Public(("A", "B"), 2), Poller()
    for side, row in zip((0, 1, -1), table, strict=True):
        for n, votes in zip(row, ({0: 1, 1: 1}, {0: -1, 1: -1}, {0: 1, 1: -1}), strict=True):
            for _ in range(n):
                public.side[public.next_id], public.votes[public.next_id] = side, dict(votes)
                public.next_id += 1
    poller.poll(public, release(None, **public.matrix(), _map_opinion=stub_map))
    assert fewest_touched(poller.numbers, tries=5) >= FLOOR


# --- ways to publish that look right ------------------------------------------------------------------------------


def _rows(public: Public) -> Iterator[tuple[int, str, set[Vote]]]:
    for statement in range(public.n_statements):
        for k in range(-1, len(public.side_names)):
            yield statement, f"side:{public.side_names[k]}" if k >= 0 else "rest", public.cell(statement, k)


class Naive:
    """Rows by the right rule, and one thing wrong besides."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.numbers: list[Number] = []
        self.held: dict[tuple[int, str], set[Vote]] = {}
        self.ever: dict[tuple[int, str], set[int]] = {}
        self.people: set[int] = set()

    def show(self, statement: int, cell: str, votes: set[Vote]) -> None:
        self.numbers.append(Number(statement, cell, tally(votes), frozenset(votes)))
        self.held[statement, cell] = set(votes)
        self.ever.setdefault((statement, cell), set()).update(p for p, _ in votes)

    def new(self, statement: int, cell: str, votes: set[Vote]) -> int:
        if self.fault == "changes count as new":
            return len(votes ^ self.held.get((statement, cell), set()))
        return len({p for p, _ in votes} - self.ever.get((statement, cell), set()))

    def poll(self, public: Public) -> None:
        for statement, cell, votes in _rows(public):
            if self.fault == "marks at once" and (statement, cell) in self.held:
                marks = public.cell_marks(statement, public.side_names.index(cell[5:]) if cell[5:] else -1)
                if marks != self.held.get((statement, f"marks of {cell}")):
                    self.show(statement, f"marks of {cell}", marks)
            if self.fault == "a cell of ten is renewed at once":
                due = len(votes) >= FLOOR and votes != self.held.get((statement, cell))
            else:
                due = self.new(statement, cell, votes) >= FLOOR and len(votes) >= FLOOR
            if due:
                self.show(statement, cell, votes)
        for statement in range(public.n_statements):
            everybody = {vote for s, _, votes in _rows(public) if s == statement for vote in votes}
            if self.fault == "totals on their own clock" and self.new(statement, "all", everybody) >= FLOOR:
                self.show(statement, "all", everybody)
        if self.fault.startswith("groups") and len(set(public.votes) - self.people) >= 25:
            self.people |= set(public.votes)
            for statement, group, votes in self.grouped(public):
                patient = self.fault == "groups wait for ten newcomers"
                if len(votes) >= FLOOR and (not patient or self.new(statement, group, votes) >= FLOOR):
                    self.show(statement, group, votes)

    def grouped(self, public: Public) -> Iterator[tuple[int, str, set[Vote]]]:
        given = public.matrix()
        votes: VoteMatrix = given["votes"]
        group = stub_map(votes).people.group
        member = dict(zip(given["participants"].tolist(), group.tolist(), strict=True))
        for statement in range(public.n_statements):
            shown = {
                vote
                for k in [*public.side_names, None]
                for vote in self.held.get((statement, f"side:{k}" if k else "rest"), set())
            }
            for g, name in enumerate("AB"):
                yield statement, f"group:{name}", {(p, v) for p, v in shown if member.get(p) == g}


@pytest.mark.parametrize(
    "fault",
    [
        "totals on their own clock",
        "changes count as new",
        "a cell of ten is renewed at once",
        "groups at once",
        "groups wait for ten newcomers",
        "marks at once",
    ],
)
def test_the_attack_catches_a_release_with_one_rule_missing(fault: str) -> None:
    rng = np.random.default_rng(5)
    public, naive = Public(("A", "B"), 2, lots=np.random.default_rng(6)), Naive(fault)
    for _ in range(500):
        step(public, rng, newcomers=0.25, aligned=0.8)
        naive.poll(public)
    assert fewest_touched(naive.numbers[:60]) < FLOOR


def test_the_attack_passes_rows_alone() -> None:
    """What it catches above is the fault, not the rows that every one of them shares."""
    rng = np.random.default_rng(5)
    public, naive = Public(("A", "B"), 2), Naive("none")
    for _ in range(500):
        step(public, rng, newcomers=0.25, aligned=0.8)
        naive.poll(public)
    assert len(naive.numbers) > 15
    assert fewest_touched(naive.numbers) >= FLOOR
