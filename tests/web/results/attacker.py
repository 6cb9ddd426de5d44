"""Somebody who saves every public number after every act, and knows how to subtract.

Beside what everybody can read the attacker is given what the rule speaks of: who has voted on what, so that "ten new
voters" can be counted. `findings` is empty where the rules of docs/algorithms/disclosure.md and redraw.md held.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.opinion import codec
from detente.opinion.results import Cell, MapSummary, PublishedMap
from detente.web.consultations.models import Consultation, Participant, Vote
from detente.web.results.models import MapSnapshot, ReleaseMemory

__all__ = ["Attacker", "Page"]

Voters = dict[tuple[int, int], frozenset[int]]
"""Who has voted, by side (-1: none) and statement."""


@dataclass(frozen=True)
class Page:
    """Everything public about a consultation, as it was saved."""

    number: int
    published: PublishedMap
    statements: tuple[int, ...]
    about: dict[str, Any]
    waiting: dict[str, Any]
    plain: dict[str, Any]
    voters: Voters
    marks: Voters  # those of them who said that it matters

    @property
    def summary(self) -> MapSummary:
        """What it says."""
        return self.published.summary


def numbers(plain: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number below, with its place."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield from numbers(value, f"{path}.{name}")
    elif isinstance(plain, list):
        for at, value in enumerate(plain):
            yield from numbers(value, f"{path}[{at}]")
    elif isinstance(plain, (int, float)) and not isinstance(plain, bool):
        yield path, plain


@dataclass
class Attacker:
    """Saves pages (`look`) and says what they gave away (`findings`)."""

    consultation: Consultation
    floor: int = 10
    pages: list[Page] = field(default_factory=list)
    waits: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    rows: dict[tuple[int, int], tuple[tuple[int, ...], frozenset[int], frozenset[int]]] = field(default_factory=dict)
    marks: dict[tuple[int, int], int] = field(default_factory=dict)
    counted: dict[int, frozenset[int]] = field(default_factory=dict)

    def look(self) -> None:
        """Save what is public now, if it is not what was saved last."""
        memory = ReleaseMemory.objects.filter(consultation=self.consultation).first()
        row = MapSnapshot.objects.filter(consultation=self.consultation).order_by("-number").first()
        redraw = row.published["redraw"] if row else 0
        if memory is not None:
            self._wait(redraw, tuple(memory.waiting["sides"]))
        if row is None or (self.pages and self.pages[-1].number == row.number):
            return
        assert memory is not None
        page = Page(
            number=row.number,
            published=codec.from_plain(PublishedMap, row.published),
            statements=tuple(int(key) for key in row.statements),
            about=row.about,
            waiting=memory.waiting,
            plain={"map": row.published, "about": row.about},
            voters=self._voters(),
            marks=self._voters(matters=True),
        )
        self._alone(page)
        self._marks(page)
        self._rows(page)
        newcomers = self._newcomers(page)
        if self.pages:
            self._since(self.pages[-1], page, newcomers)
        for side, people in newcomers.items():
            self.counted[side] = self.counted.get(side, frozenset()) | people
        self.pages.append(page)

    def _voters(self, **which: bool) -> Voters:
        sides = list(self.consultation.dialogue.sides.values_list("pk", flat=True))
        found: dict[tuple[int, int], set[int]] = {}
        rows = Vote.objects.filter(participant__consultation=self.consultation, **which)
        for person, side, statement in rows.values_list("participant_id", "participant__side_id", "statement_id"):
            found.setdefault((sides.index(side) if side else -1, statement), set()).add(person)
        return {cell: frozenset(people) for cell, people in found.items()}

    def _marks(self, page: Page) -> None:
        """How many said that it matters: told with the counts of the row or not at all. Before `_rows`, which forgets
        what the row was."""
        for at, key in enumerate(page.statements):
            result = page.summary.statements[at]
            for side, counts in _strata(result.overall, result.sides):
                cell = result.sides[side] if side >= 0 else result.overall
                if cell.marked is None:
                    if not cell.withheld:
                        self.say(f"page {page.number}: statement {at}, side {side} shows counts without marks")
                    continue
                marked = cell.marked - (0 if side >= 0 else sum(each.marked or 0 for each in result.sides))
                before, now = self.marks.get((side, key), 0), len(page.marks.get((side, key), ()))
                same = counts == self.rows.get((side, key), ((0, 0, 0),))[0]
                if marked != (before if same else now):
                    self.say(f"page {page.number}: statement {at}, side {side} has {marked} marks, {before} before")
                self.marks[side, key] = marked
            if any(cell.marked is not None for cell in result.groups):
                self.say(f"page {page.number}: statement {at} has marks by group")

    def _rows(self, page: Page) -> None:
        """Whose votes stand in each row of this page: a row is taken whole whenever it changes."""
        for at, key in enumerate(page.statements):
            result = page.summary.statements[at]
            for side, counts in _strata(result.overall, result.sides):
                was, people, ever = self.rows.get((side, key), ((0, 0, 0), frozenset(), frozenset()))
                if counts == was:
                    continue
                people = page.voters.get((side, key), frozenset())
                if len(people - ever) < self.floor:
                    self.say(
                        f"page {page.number}: statement {at}, side {side} changed for {len(people - ever)} new voters"
                    )
                self.rows[side, key] = (counts, people, ever | people)

    def _newcomers(self, page: Page) -> dict[int, frozenset[int]]:
        """Who is counted by this page and by none before."""
        if self.pages and page.published.redraw == self.pages[-1].published.redraw:
            return {}
        here = frozenset().union(*page.voters.values())
        found: dict[int, frozenset[int]] = {}
        for (side, _key), (_counts, people, _ever) in self.rows.items():
            found[side] = found.get(side, frozenset()) | (people & here)
        fresh = {side: people - self.counted.get(side, frozenset()) for side, people in found.items()}
        for side, people in fresh.items():
            if side >= 0 and len(people) < self.floor:
                self.say(f"page {page.number}: a full release for {len(people)} new people of side {side}")
        # Those without a side are counted by themselves.
        return {side: people for side, people in fresh.items() if side >= 0 or len(people) >= self.floor}

    def _wait(self, redraw: int, sides: tuple[str, ...]) -> None:
        """What waits gets less between two full releases, and never more: more would tell that somebody left."""
        if self.waits and self.waits[-1][0] == redraw and not set(sides) <= set(self.waits[-1][1]):
            self.say(f"{sides} wait after {self.waits[-1][1]}")
        self.waits.append((redraw, sides))

    def say(self, finding: str) -> None:
        """Note something that should not have been there."""
        self.findings.append(finding)

    def small(self, number: float | None) -> bool:
        """Whether a number tells of somebody, and of too few."""
        return number is not None and 0 < number < self.floor

    # one page

    def _alone(self, page: Page) -> None:
        summary = page.summary
        for result in summary.statements:
            where = f"page {page.number}, statement {result.statement}"
            for name, cell in _cells(result.overall, result.sides, result.groups):
                if cell.withheld and (cell.n_votes or cell.agreed or cell.disagreed or cell.passed):
                    self.say(f"{where}: the withheld {name} has counts")
                if not cell.withheld and cell.n_votes < self.floor:
                    self.say(f"{where}: {name} holds {cell.n_votes}")
            # Each part less the other parts: with numbers, as anybody can.
            for parts in (result.sides, result.groups):
                shown = [cell.n_votes for cell in parts if not cell.withheld]
                for size in range(1, len(shown) + 1):
                    for some in itertools.combinations(shown, size):
                        if not result.overall.withheld and self.small(result.overall.n_votes - sum(some)):
                            self.say(f"{where}: {result.overall.n_votes} less {some}")
        self._sizes(page)

    def _sizes(self, page: Page) -> None:
        summary, where = page.summary, f"page {page.number}"
        total = summary.n_participants
        days = [each["people"] for each in page.about["days"]]
        given = [total, *days, *(side.n_people for side in summary.sides), *(g.n_people for g in summary.groups)]
        given += [summary.n_placed, *(hexagon.n_people for hexagon in page.published.hexagons), page.published.n_drawn]
        given += [n for side in summary.sides for n in side.by_group] + page.about["codes"]
        for number in given:
            if self.small(number):
                self.say(f"{where}: a size of {number}")
        rests = {
            "total less sides": total - sum(side.n_people for side in summary.sides),
            "total less placed": total - (summary.n_placed if summary.n_placed is not None else total),
            "total less drawn": total - page.published.n_drawn,
            "total less days": total - sum(days),
        }
        rests |= {
            f"codes less {side.name}": (issued or side.n_people) - side.n_people
            for side, issued in zip(summary.sides, page.about["codes"], strict=False)
        }
        for side in summary.sides:
            hidden = [n for n in side.by_group if n is None]
            if len(hidden) == 1:
                rests[f"the hidden group of {side.name}"] = side.n_people - sum(n or 0 for n in side.by_group)
        for name, rest in rests.items():
            if self.small(rest) or rest < 0:
                self.say(f"{where}: {name} is {rest}")

    # two pages

    def _since(self, before: Page, page: Page, newcomers: dict[int, frozenset[int]]) -> None:
        old = {key: before.summary.statements[at] for at, key in enumerate(before.statements)}
        full = page.published.redraw > before.published.redraw
        for at, key in enumerate(page.statements):
            result, was = page.summary.statements[at], old.get(key)
            if was is None or full:
                continue
            rows = _strata(result.overall, result.sides) != _strata(was.overall, was.sides)
            for name, cell, cell_was in (
                ("total", result.overall, was.overall),
                *((f"group {n}", a, b) for n, (a, b) in enumerate(zip(result.groups, was.groups, strict=True))),
            ):
                if _counts(cell) != _counts(cell_was) and not rows:
                    self.say(f"page {page.number}, statement {at}: {name} changed alone")
        if not full:
            self._between(before, page)
        self._days_since(before, page, frozenset().union(*newcomers.values()))

    def _between(self, before: Page, page: Page) -> None:
        """Between two full releases only counts of votes change, and what is ordered by them."""
        now, then = dict(numbers(page.plain)), dict(numbers(before.plain))
        counts = (".map.summary.statements", ".map.summary.n_votes", ".map.summary.n_statements", ".about.moderation")
        rankings = ("common_ground", "divisive", "unsure", "majority", "matters")
        orders = tuple(f".map.summary.{name}" for name in rankings)
        for place in sorted({*now, *then}):
            of_votes = place.startswith((*counts, *orders)) or place.endswith(".n_votes")
            if now.get(place) != then.get(place) and not of_votes:
                self.say(f"page {page.number}: {place} changed between two full releases")

    def _days_since(self, before: Page, page: Page, newcomers: frozenset[int]) -> None:
        """Days that both pages have are as they were, or hold ten newcomers more; so do days put together."""
        joined = dict(Participant.objects.filter(consultation=self.consultation).values_list("pk", "joined_on"))
        runs = {(each["first"], each["last"]): each["people"] for each in before.about["days"]}
        for each in page.about["days"]:
            if runs.get((each["first"], each["last"])) == each["people"]:
                continue
            fresh = [p for p in newcomers if each["first"] <= joined[p].isoformat() <= each["last"]]
            if len(fresh) < self.floor:
                self.say(f"page {page.number}: the days {each} changed for {len(fresh)} newcomers")


def _strata(overall: Cell, sides: tuple[Cell, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """Counts of each side, and under -1 what the total holds beside them."""
    found = [(at, (cell.disagreed, cell.passed, cell.agreed)) for at, cell in enumerate(sides)]
    whole = (overall.disagreed, overall.passed, overall.agreed)
    if overall.withheld:
        return found
    rest = tuple(n - sum(counts[at] for _side, counts in found) for at, n in enumerate(whole))
    return [*found, (-1, rest)]


def _cells(overall: Cell, sides: tuple[Cell, ...], groups: tuple[Cell, ...]) -> Iterator[tuple[str, Cell]]:
    yield "total", overall
    yield from ((f"side {at}", cell) for at, cell in enumerate(sides))
    yield from ((f"group {at}", cell) for at, cell in enumerate(groups))


def _counts(cell: Cell) -> tuple[object, ...]:
    return (cell.withheld, cell.n_votes, cell.agreed, cell.disagreed, cell.passed)
