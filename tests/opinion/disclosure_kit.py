"""A public that votes in random order, a map without a model, and an attacker who saves every page.

The attacker knows what each published number is *about* (which cell, and when it changed) and combines them; the true
votes serve only to judge what a combination would have told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

import numpy as np

from detente.opinion.disclosure import Release, release
from detente.opinion.results import (
    Axis,
    AxisStatement,
    Cell,
    EngineInfo,
    ExplainedShare,
    Group,
    Interval,
    MapSummary,
    People,
    PublishedMap,
    RankedStatement,
    Representative,
    SideSummary,
    StatementResult,
    Verdict,
)
from detente.opinion.votes import Sides, VoteMatrix

Vote = tuple[int, int]  # participant, and how they voted; or, for marks, `MARKED` or `UNMARKED`
UNMARKED, MARKED = 10, 11


@dataclass(frozen=True)
class StubMap:
    """What `release` needs of an opinion map."""

    summary: MapSummary
    people: People
    engine: EngineInfo


def stub_map(
    votes: VoteMatrix,
    sides: Any = None,
    chance: Any = None,
    previous: Any = None,
    organisers: Any = (),
    dimensions: int = 8,
    rng: int = 0,
    progress: Any = None,
) -> StubMap:
    """Two camps by the mean vote, "between" near zero; every estimate is the raw share. Quick, and exactly as leaky as
    its input: whatever a published number tells here, it tells of the votes given."""
    n, s = votes.n_participants, votes.n_statements
    cast = votes.votes_per_participant
    mean = np.bincount(votes.participant, weights=votes.vote, minlength=n) / np.maximum(cast, 1)
    group = np.where(cast < 2, -2, np.where(mean > 0.2, 0, np.where(mean < -0.2, 1, -1)))
    names = ("A", "B")
    side = np.full(n, -1) if sides is None else np.asarray(sides.of_participant)
    side_names = () if sides is None else tuple(sides.names)
    everybody, by_group, by_side = (
        votes.counts(),
        votes.counts(np.maximum(group, -1), 2),
        votes.counts(side, len(side_names)) if side_names else np.zeros((0, s, 3), int),
    )

    def cell(counts: np.ndarray, size: int) -> Cell:
        total = max(int(counts.sum()), 1)
        shares = [Interval(c / total, c / total - 0.01234, c / total + 0.01234) for c in counts.tolist()]
        d, p, a = counts.tolist()
        return Cell(size, d + p + a, a, d, p, shares[2], shares[0], shares[1])

    statements = tuple(
        StatementResult(
            j,
            cell(everybody[j], n),
            tuple(cell(by_side[k, j], int((side == k).sum())) for k in range(len(side_names))),
            tuple(cell(by_group[g, j], int((group == g).sum())) for g in range(2)),
            (float(everybody[j, 2]) / 7, 0.123456),
            (0.5, 0.5),
        )
        for j in range(s)
    )
    ranked = tuple(RankedStatement(j, float(everybody[j, 2]), "agree", "group:A") for j in range(s))
    summary = MapSummary(
        n_participants=n,
        n_statements=s,
        n_votes=votes.n_votes,
        n_placed=int((group != -2).sum()),
        verdict=Verdict("camps", 2, 1.23456, 45.678, 2.34567, 0.34567, 0.45678),
        axes=(Axis(1.23456, 0.65432, tuple(AxisStatement(j, 0.12345, 0.54321) for j in range(s)), ()),),
        groups=tuple(
            Group(
                name,
                "camp",
                int((group == g).sum()),
                float((group == g).mean()) if n else 0.0,
                (1.23456 - 2 * g, 0.0),
                ((0.12345, 0.0), (0.0, 0.12345)),
                tuple(
                    Representative(j, "agree", float(by_group[g, j, 2]), 0.5, 0.25, float(by_group[g, j, 2]))
                    for j in range(s)
                ),
            )
            for g, name in enumerate(names)
        ),
        sides=tuple(SideSummary(name, int((side == k).sum()), 0, (0, 0, 0)) for k, name in enumerate(side_names)),
        statements=statements,
        common_ground=ranked,
        divisive=(
            *ranked,
            *(replace(entry, least=f"side:{name}") for entry in ranked for name in side_names[:1]),
        ),
        unsure=tuple(replace(entry, least="") for entry in ranked),
        majority=tuple(replace(entry, least="") for entry in ranked),
        explained=ExplainedShare(0.12345, 0.1, 0.05, 0.54321),
    )
    people = People(
        position=np.stack([mean * 3, np.cos(np.arange(n))], axis=1),
        covariance=np.zeros((n, 2, 2)),
        membership=np.zeros((n, 2)),
        group=group,
        side=side,
        n_votes=cast,
    )
    return StubMap(summary, people, EngineInfo("stub", dimensions, rng))


@dataclass
class Public:
    """Who is there, and how they vote now. Ids are never used twice."""

    side_names: tuple[str, ...]
    n_statements: int
    side: dict[int, int] = field(default_factory=dict)
    votes: dict[int, dict[int, int]] = field(default_factory=dict)
    next_id: int = 0
    lots: np.random.Generator | None = None  # where marks are recorded: by which lot people mark
    marks: set[tuple[int, int]] = field(default_factory=set)  # participant, statement

    def matrix(self, order: np.random.Generator | None = None) -> dict[str, Any]:
        """Arguments of `release`; with `order` the rows come in another order each time."""
        ids = np.array(sorted(self.side), np.int64)
        if order is not None:
            order.shuffle(ids)
        row = {person: at for at, person in enumerate(ids.tolist())}
        cast = [(row[p], s, v) for p, given in self.votes.items() for s, v in given.items()]
        table = np.array(cast, np.int64).reshape(-1, 3)
        matrix = VoteMatrix.from_triples(
            table[:, 0], table[:, 1], table[:, 2], n_participants=len(ids), n_statements=self.n_statements
        )
        sides = Sides(self.side_names, np.array([self.side[p] for p in ids.tolist()], np.int64))
        given = {"votes": matrix, "sides": sides if self.side_names else None, "participants": ids}
        if self.lots is not None:
            pairs = zip(ids[matrix.participant].tolist(), matrix.statement.tolist(), strict=True)
            given["matters"] = np.array([pair in self.marks for pair in pairs], bool)
        return given

    def cell(self, statement: int, side: int) -> set[Vote]:
        """Everybody of a side (-1: of none) who has a vote on the statement, with that vote."""
        return {(p, given[statement]) for p, given in self.votes.items() if self.side[p] == side and statement in given}

    def cell_marks(self, statement: int, side: int) -> set[Vote]:
        """The same people, each marked or not."""
        return {(p, MARKED if (p, statement) in self.marks else UNMARKED) for p, _ in self.cell(statement, side)}

    def remark(self, person: int, statement: int) -> None:
        """By lot, they say that it matters to them, or no longer."""
        if self.lots is not None:
            (self.marks.add if self.lots.random() < 0.3 else self.marks.discard)((person, statement))


def step(public: Public, rng: np.random.Generator, *, newcomers: float, aligned: float) -> str:
    """One thing that one person does. `aligned`: how closely opinion follows the side."""
    what = rng.random()
    ids = sorted(public.side)
    if what < newcomers or not ids:
        person, public.next_id = public.next_id, public.next_id + 1
        public.side[person] = int(rng.choice(np.arange(-1, len(public.side_names)), p=_weights(public)))
        public.votes[person] = {}
        return "joins"
    person = int(rng.choice(ids))
    given = public.votes[person]
    if public.lots is not None and given and public.lots.random() < 0.1:
        public.remark(person, int(public.lots.choice(sorted(given))))
    statement = int(rng.integers(public.n_statements))
    if what > 0.995 and public.side_names:
        public.side[person] = (public.side[person] + 2) % (len(public.side_names) + 1) - 1
        return "changes sides"
    if what > 0.98:
        del public.side[person], public.votes[person]
        return "leaves"
    if what > 0.94 and given:
        given.pop(int(rng.choice(sorted(given))))
        return "withdraws"
    if statement in given and rng.random() < 0.7:
        unseen = [s for s in range(public.n_statements) if s not in given]
        if unseen:
            statement = int(rng.choice(unseen))
    lean = {0: 1, 1: -1}.get(public.side[person], 1 if person % 2 else -1)
    if rng.random() > aligned:
        lean = int(rng.integers(-1, 2))
    given[statement] = lean
    public.remark(person, statement)
    return "votes"


def _weights(public: Public) -> list[float]:
    n = len(public.side_names)
    return [1.0] if n == 0 else [0.2, *[0.8 / n] * n]


# --- people by hand ----------------------------------------------------------------------------------------------

A, B, NEITHER = 0, 1, -1


def new_public(n_statements: int = 2, side_names: tuple[str, ...] = ("A", "B")) -> Public:
    return Public(side_names, n_statements)


def join(people: Public, side: int, n: int, votes: dict[int, int] | None = None) -> list[int]:
    """`n` newcomers of a side who all vote alike."""
    ids = list(range(people.next_id, people.next_id + n))
    people.next_id += n
    for person in ids:
        people.side[person] = side
        people.votes[person] = dict(votes or {0: 1, 1: 1})
    return ids


def publish(previous: Release | None, people: Public, **options: Any) -> Release:
    return release(previous, **people.matrix(), _map_opinion=stub_map, **options)


def page(result: Release) -> PublishedMap:
    assert result.published is not None
    return result.published


def opened(n_a: int = 12, n_b: int = 12, n_statements: int = 2) -> tuple[Public, Release]:
    people = new_public(n_statements)
    join(people, A, n_a)
    join(people, B, n_b)
    return people, publish(None, people)


# --- what a reader can save ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A published triple of counts, or a pair (unmarked, marked).

    Which cell, what it said, and (for the judge) whose votes it held.
    """

    statement: int
    cell: str
    counts: tuple[int, ...]
    truth: frozenset[Vote]


def tally(votes: Iterable[Vote]) -> tuple[int, int, int]:
    """Disagree, pass, agree."""
    values = [value for _, value in votes]
    return values.count(-1), values.count(0), values.count(1)


def published_counts(result: Release) -> dict[tuple[int, str], tuple[int, int, int]]:
    """Every count of votes on the page."""
    seen: dict[tuple[int, str], tuple[int, int, int]] = {}
    if result.published is None:
        return seen
    summary = result.published.summary
    for row in summary.statements:
        cells = [("all", row.overall)]
        cells += [(f"side:{side.name}", cell) for side, cell in zip(summary.sides, row.sides, strict=True)]
        cells += [(f"group:{group.name}", cell) for group, cell in zip(summary.groups, row.groups, strict=True)]
        for name, cell in cells:
            assert cell.n_votes == cell.agreed + cell.disagreed + cell.passed
            if cell.n_votes:
                seen[row.statement, name] = (cell.disagreed, cell.passed, cell.agreed)
    return seen


def published_marks(result: Release) -> dict[tuple[int, str], int]:
    """Every number of marks on the page."""
    if result.published is None:
        return {}
    summary = result.published.summary
    names = ("all", *(f"side:{side.name}" for side in summary.sides))
    return {
        (row.statement, name): cell.marked
        for row in summary.statements
        for name, cell in zip(names, (row.overall, *row.sides), strict=True)
        if cell.marked is not None
    }


class Poller:
    """Saves every page of `release`, and lets the judge note whose votes each number held."""

    def __init__(self) -> None:
        self.numbers: list[Number] = []
        self.rows: dict[tuple[int, int], set[Vote]] = {}  # votes in each published row
        self.marks: dict[tuple[int, int], set[Vote]] = {}  # and whether each was marked
        self.remain: dict[tuple[int, int], set[Vote]] = {}  # less those of people who have left since
        self.last: dict[tuple[int, str], tuple[Any, ...]] = {}

    def poll(self, public: Public, result: Release) -> None:
        """Read a page. Rows must hold exactly what stood in the cell when they last changed."""
        seen = published_counts(result)
        cells = result.state.cells
        names = public.side_names
        live = cells.live
        now: dict[tuple[int, int], set[Vote]] = defaultdict(set)
        members: dict[tuple[int, int], set[Vote]] = defaultdict(set)
        for s, p, v in zip(cells.statement[live], cells.participant[live], cells.vote[live], strict=True):
            statement, person = int(cells.statements[s]), int(cells.participants[p])
            now[statement, int(cells.stratum[p])].add((person, int(v)))
            members[statement, int(cells.group[p])].add((person, int(v)))
        for (_, k), kept in self.remain.items():
            side = k if k < len(names) else -1
            kept -= {(p, v) for p, v in kept if not public.votes.get(p) or public.side[p] != side}
        for (statement, k), votes in now.items():
            side = k if k < len(names) else -1
            if votes != self.remain.get((statement, k)):
                assert votes == public.cell(statement, side)  # released whole, as it stands
                self.rows[statement, k], self.remain[statement, k] = votes, set(votes)
                name = f"side:{names[k]}" if side >= 0 else "rest"
                self.numbers.append(Number(statement, name, tally(votes), frozenset(votes)))
                if public.lots is not None:
                    marks = self.marks[statement, k] = public.cell_marks(statement, side)
                    n_marked = sum(mark == MARKED for _, mark in marks)
                    counts = (len(marks) - n_marked, n_marked)
                    self.numbers.append(Number(statement, f"marks of {name}", counts, frozenset(marks)))
        for (statement, name), marked in published_marks(result).items():
            kind, _, label = name.partition(":")
            rows = [names.index(label)] if kind == "side" else list(range(len(names) + 1))
            held = [mark for k in rows for _, mark in self.marks.get((statement, k), ())]
            assert marked == held.count(MARKED)  # as when the row was last released, and not as marked since
        for (statement, name), counts in seen.items():
            kind, _, label = name.partition(":")
            if kind == "side":
                assert counts == tally(self.rows[statement, names.index(label)])
            elif kind == "all":
                assert counts == tally(
                    vote for k in range(len(names) + 1) for vote in self.rows.get((statement, k), ())
                )
            else:
                slot = cells.group_names.index(label)
                at = int(np.searchsorted(cells.statements, statement))
                mark = (counts, int(cells.group_redraw[at, slot]))
                if self.last.get((statement, name)) != mark:
                    assert counts == tally(members[statement, slot])
                    self.last[statement, name] = mark
                    self.numbers.append(Number(statement, name, counts, frozenset(members[statement, slot])))


# --- what can be made of it -----------------------------------------------------------------------------------------

PRIME = 1_000_003


def fewest_touched(numbers: Sequence[Number], *, tries: int = 30, seed: int = 0) -> int:
    """Fewest people, above none, in any combination of these numbers that the search finds.

    A combination touches a person if that person's vote (in any version) does not cancel. Tried: every number, all
    sums and differences of two and of three, all differences of unions of cells that stood side by side at the end,
    and echelon forms under random orders of the people: each row of one is a combination that cancels as many
    people as it can (information-set search for light words of a linear code).
    """
    found = 10**9
    by_statement: dict[int, list[Number]] = defaultdict(list)
    for number in numbers:
        by_statement[number.statement].append(number)
    for of_one in by_statement.values():
        found = min(found, _fewest(of_one, tries, np.random.default_rng(seed)))
    return found


def _fewest(numbers: list[Number], tries: int, rng: np.random.Generator) -> int:
    held = sorted(set().union(*(number.truth for number in numbers)))
    people = sorted({p for p, _ in held})
    place = {vote: at for at, vote in enumerate(held)}
    owner = np.array([people.index(p) for p, _ in held])
    matrix = np.zeros((len(numbers), len(held)), np.int64)
    for at, number in enumerate(numbers):
        matrix[at, [place[vote] for vote in number.truth]] = 1

    def touched(words: np.ndarray) -> int:
        per_person = np.zeros((len(words), len(people)), bool)
        for column in range(len(held)):
            per_person[:, owner[column]] |= words[:, column] != 0
        sizes = per_person.sum(axis=1)
        return int(sizes[sizes > 0].min(initial=10**9))

    found = touched(matrix)
    n = len(matrix)
    pairs = np.array(list(combinations(range(n), 2)), int).reshape(-1, 2)
    for sign in (1, -1):
        found = min(found, touched(matrix[pairs[:, 0]] + sign * matrix[pairs[:, 1]]))
    triples = np.array(list(combinations(range(n), 3)), int).reshape(-1, 3)
    if len(triples) > 20_000:
        triples = triples[rng.choice(len(triples), 20_000, replace=False)]
    for a, b in product((1, -1), repeat=2):
        words = matrix[triples[:, 0]] + a * matrix[triples[:, 1]] + b * matrix[triples[:, 2]]
        found = min(found, touched(words))
    latest = list({number.cell: at for at, number in enumerate(numbers)}.values())[:10]
    unions = np.array(list(product((-1, 0, 1), repeat=len(latest)))) if len(latest) <= 8 else np.zeros((0, len(latest)))
    found = min(found, touched(unions.astype(int) @ matrix[latest])) if len(unions) else found
    for _ in range(tries):
        order = rng.permutation(len(people))
        columns = np.argsort(order[owner], kind="stable")
        words = _echelon(matrix[:, columns])
        back = np.empty_like(columns)
        back[columns] = np.arange(len(columns))
        found = min(found, touched(words[:, back]))
    return found


def _echelon(matrix: np.ndarray) -> np.ndarray:
    """Reduced row echelon form modulo a prime, without its empty rows."""
    rows = matrix % PRIME
    rank = 0
    for column in range(rows.shape[1]):
        at = np.flatnonzero(rows[rank:, column])
        if not at.size:
            continue
        rows[[rank, rank + at[0]]] = rows[[rank + at[0], rank]]
        rows[rank] = rows[rank] * pow(int(rows[rank, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != rank]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[rank]) % PRIME
        rank += 1
        if rank == len(rows):
            break
    return rows[:rank]


def run(
    seed: int,
    *,
    steps: int = 700,
    side_names: tuple[str, ...] = ("A", "B"),
    n_statements: int = 3,
    newcomers: float = 0.15,
    aligned: float = 0.5,
    shuffled: bool = False,
    marking: bool = False,
    fit: Any = stub_map,
) -> tuple[list[Number], list[Release]]:
    """A whole consultation, polled after everything that anybody does."""
    rng, deal = np.random.default_rng(seed), np.random.default_rng(seed)
    public, poller = Public(side_names, n_statements), Poller()
    public.lots = np.random.default_rng(seed + 100) if marking else None
    result: Release | None = None
    pages = []
    for _ in range(steps):
        step(public, rng, newcomers=newcomers, aligned=aligned)
        result = release(result, **public.matrix(deal if shuffled else None), _map_opinion=fit)
        poller.poll(public, result)
        pages.append(result)
    return poller.numbers, pages
