"""Single numbers out of a snapshot, for pages above the results: what one statement's published cells say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from detente.opinion.codec import from_plain
from detente.opinion.results import Cell, RankedStatement
from detente.web.consultations.models import Stage, Statement
from detente.web.dialogues.models import Side
from detente.web.results.models import MapSnapshot
from detente.web.results.queries import UNSPOKEN, Newest

__all__ = ["Numbers", "SideCell", "numbers_of", "ranked", "released"]


@dataclass(frozen=True)
class SideCell:
    """What one side's people answered."""

    side: Side
    cell: Cell


@dataclass(frozen=True)
class Numbers:
    """What was published of one statement in one snapshot.

    Attributes
    ----------
    overall : Cell
        Everybody who took part.
    sides : tuple of SideCell
        Each declared side; empty where the public has none.
    """

    overall: Cell
    sides: tuple[SideCell, ...]


def numbers_of(pairs: Iterable[tuple[MapSnapshot | UUID, int]], sides: list[Side]) -> dict[tuple[UUID, int], Numbers]:
    """The published cells of statements, each in its snapshot: ``{(snapshot, statement): Numbers}``.

    Parameters
    ----------
    pairs : iterable of (snapshot or its key, statement)
    sides : list of Side
        The sides of the dialogue in their order, which is the order of the published map.
    """
    found: dict[tuple[UUID, int], Numbers] = {}
    for snapshot, statement in pairs:
        key = snapshot.pk if isinstance(snapshot, MapSnapshot) else snapshot
        cells = _cells(key, statement)
        if cells:
            own = [SideCell(side, cell) for side, cell in zip(sides, cells[1:], strict=False)]
            found[key, statement] = Numbers(cells[0], tuple(own))
    return found


def released(found: Newest) -> set[int]:
    """The statements of which at least one number is published: everybody's, or one side's.

    One that the moderators took back for what it says is not among them: its words are no longer repeated.
    """
    rows = zip(found.statements, found.published.summary.statements, strict=True)
    there = {key for key, row in rows if any(not cell.withheld for cell in (row.overall, *row.sides))}
    unspoken = Statement.objects.filter(pk__in=there, stage=Stage.RETIRED, reason__in=UNSPOKEN)
    return there - set(unspoken.values_list("pk", flat=True))


def ranked(found: Newest, ranking: str) -> list[int]:
    """The statements of a ranking (``common_ground``, ``divisive``, ...), best first, each once."""
    entries: tuple[RankedStatement, ...] = getattr(found.published.summary, ranking)
    return list(dict.fromkeys(found.statements[entry.statement] for entry in entries))


# A snapshot never changes, so its cells may be kept; a whole one is some megabytes, so few are.
@lru_cache(maxsize=4)
def _whole(snapshot: UUID) -> tuple[dict[int, int], list[dict[str, object]]]:
    kept = MapSnapshot.objects.only("published", "statements").get(pk=snapshot)
    places = {int(key): place for place, key in enumerate(kept.statements)}
    return places, kept.published["summary"]["statements"]


@lru_cache(maxsize=4096)
def _cells(snapshot: UUID, statement: int) -> tuple[Cell, ...]:
    """Everybody's cell, then each side's; empty where the statement is not in the snapshot."""
    places, rows = _whole(snapshot)
    if statement not in places:
        return ()
    row = rows[places[statement]]
    sides = row["sides"]
    assert isinstance(sides, list)
    return tuple(from_plain(Cell, cell) for cell in (row["overall"], *sides))
