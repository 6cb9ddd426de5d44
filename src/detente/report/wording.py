"""Names and short phrases: what a side, a group, an end of a spectrum and a withheld number are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.opinion.results import Cell, Group, MapSummary, RankedStatement
from detente.report.language import Language
from detente.report.markup import cleaned, quoted

__all__ = ["Crowd", "Wording"]

HALF = 0.5
LOW_END, MIDDLE, HIGH_END = "low end", "middle", "high end"


@dataclass(frozen=True)
class Crowd:
    """Some of those who took part, as a reader meets them: everybody, a declared side or a group.

    `kind` is ``"everybody"``, ``"side"`` or ``"group"``; `index` counts within its kind; `label` starts a row,
    `inside` stands within a sentence.
    """

    kind: str
    index: int
    label: str
    inside: str

    @property
    def colour(self) -> str:
        """The class of its colour: ``"s0"``, ``"g2"``, or ``""`` for everybody."""
        return "" if self.kind == "everybody" else f"{self.kind[0]}{self.index % 6}"


class Wording:
    """The names in one map, in one language."""

    def __init__(self, summary: MapSummary, language: Language) -> None:
        self.language = language
        self.summary = summary
        self.everybody = Crowd("everybody", 0, language.say("Everybody"), language.say("everybody"))
        self.sides = tuple(Crowd("side", i, *self._side(side.name)) for i, side in enumerate(summary.sides))
        self.groups = tuple(Crowd("group", i, *self._group(group)) for i, group in enumerate(summary.groups))
        self._by_key = {f"side:{s.name}": crowd for s, crowd in zip(summary.sides, self.sides, strict=True)}
        self._by_key |= {f"group:{g.name}": crowd for g, crowd in zip(summary.groups, self.groups, strict=True)}

    def _side(self, name: str) -> tuple[str, str]:
        # A side that calls itself "Side B" is not "side Side B".
        if cleaned(name).casefold().startswith(("side ", "сторона ", "الجانب ")):
            return quoted(name), quoted(name)
        say = self.language.say
        return say("Side %(side)s", side=quoted(name)), say("side %(side)s", side=quoted(name))

    def _group(self, group: Group) -> tuple[str, str]:
        say = self.language.say
        if group.name == LOW_END:
            return say("End 1"), say("end 1")
        if group.name == HIGH_END:
            return say("End 2"), say("end 2")
        if group.name == MIDDLE:
            return say("The middle"), say("the middle")
        return say("Group %(group)s", group=group.name), say("group %(group)s", group=group.name)

    def mark(self, group: Group) -> str:
        """One or two characters that name the group on the map."""
        return {LOW_END: "1", MIDDLE: "", HIGH_END: "2"}.get(group.name, group.name)

    def kind(self, crowd: Crowd) -> str:
        """``"camp"``, ``"end"`` or ``"middle"`` of a group; ``"side"``, ``"everybody"``."""
        return self.summary.groups[crowd.index].kind if crowd.kind == "group" else crowd.kind

    @property
    def crowds(self) -> tuple[Crowd, ...]:
        """Everybody, then the sides, then the groups: the order of rows everywhere."""
        return (self.everybody, *self.sides, *self.groups)

    def cell(self, statement: int, crowd: Crowd) -> Cell:
        """The numbers of one statement among one crowd."""
        result = self.summary.statements[statement]
        if crowd.kind == "everybody":
            return result.overall
        return (result.sides if crowd.kind == "side" else result.groups)[crowd.index]

    def named(self, least: str) -> tuple[Crowd, ...]:
        """The one or two crowds that `RankedStatement.least` names; none where it names nobody.

        A side's name may itself hold " | ", so the text is compared with the known names instead of being split.
        """
        if least in self._by_key:
            return (self._by_key[least],)
        for key, crowd in self._by_key.items():
            rest = least.removeprefix(key + " | ")
            if rest != least and rest in self._by_key:
                return (crowd, self._by_key[rest])
        return ()

    def compared(self, ranked: RankedStatement) -> tuple[tuple[Crowd, Cell], ...]:
        """The two crowds that a divisive statement sets apart, the one that agrees more first; none where a
        number of theirs is withheld."""
        pair = [(crowd, self.cell(ranked.statement, crowd)) for crowd in self.named(ranked.least)]
        if len(pair) != 2 or any(cell.agree is None for _, cell in pair):
            return ()
        return tuple(sorted(pair, key=lambda item: -item[1].agree.estimate if item[1].agree else 0.0))

    def of_degree(self, ranked: RankedStatement) -> bool:
        """Whether most of both that a divisive statement sets apart give the same answer: they differ by how many, and
        are not divided."""
        if any(ranked.statement == common.statement for common in self.summary.common_ground):
            return True
        cells = [cell for _, cell in self.compared(ranked)]
        agree = [cell.agree.low > HALF for cell in cells if cell.agree is not None]
        disagree = [cell.disagree.low > HALF for cell in cells if cell.disagree is not None]
        return bool(cells) and (all(agree) or all(disagree))

    def listed(self, crowds: Iterable[Crowd]) -> str:
        """The crowds in a sentence."""
        return self.language.listed([crowd.inside for crowd in crowds])

    def withheld(self, cell: Cell) -> str:
        """Why there are no shares; ``""`` where there are."""
        if cell.withheld == "not_enough":
            return self.language.say("not enough votes to show")
        return self.language.say("withheld, to give nobody away") if cell.withheld else ""

    @staticmethod
    def only_counted(cell: Cell) -> bool:
        """Whether the counts are newer than the last estimates: what is shown is then the plain share of the counts."""
        return not cell.withheld and (cell.newer or cell.agree is None)

    @property
    def renewed(self) -> bool:
        """Whether any counts are newer than the last estimates."""
        rows = self.summary.statements
        return any(self.only_counted(cell) for row in rows for cell in (row.overall, *row.sides, *row.groups))

    def counted(self, n: int, cell: Cell) -> str:
        """How many of a cell's answers were of one kind: "16 of 87"."""
        number = self.language.number
        return self.language.say("%(n)s of %(all)s", n=number(n), all=number(cell.n_votes))

    def measured(self, cell: Cell) -> str:
        """The estimated share that agrees, with its interval and the votes that it was made of."""
        assert cell.agree is not None
        percent, ranged = self.language.percent, self.language.percent_range
        share = {"share": percent(cell.agree.estimate), "range": ranged(cell.agree.low, cell.agree.high)}
        if cell.newer:
            return self.language.say("%(share)s (%(range)s, before the newest votes)", **share)
        return self.language.counted(
            "%(share)s (%(range)s, from %(n)s vote)", "%(share)s (%(range)s, from %(n)s votes)", cell.n_votes, **share
        )
