"""`ReleaseMemory` in and out. Private: it holds the votes behind what is published."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from detente.opinion.disclosure import State, Waiting
from detente.web.results.about import Bin
from detente.web.results.models import ReleaseMemory

__all__ = ["Remembered", "packed", "still_waiting", "unpacked"]

FORMAT = "detente/release-memory/1"


@dataclass(frozen=True, eq=False)
class Remembered:
    """What the next redraw must know.

    Attributes
    ----------
    state : State or None
        None as long as nothing is published: then nothing has to be remembered.
    days : tuple of Bin
        The published days of joining, with their people by stratum.
    waiting : Waiting or None
        What everybody reads about the next full release.
    """

    state: State | None
    days: tuple[Bin, ...]
    waiting: Waiting | None


def packed(remembered: Remembered) -> bytes:
    """As the column `state` keeps it."""
    whole = {
        "format": FORMAT,
        "state": None if remembered.state is None else remembered.state.to_json(),
        "days": [[each.first, each.last, list(each.people)] for each in remembered.days],
    }
    # Its arrays are compressed already; what is won here is what base64 had added. Level 1 wins it all.
    return zlib.compress(json.dumps(whole).encode(), 1)


def unpacked(row: ReleaseMemory | None) -> Remembered:
    """What a row remembers; nothing where there is none.

    Raises
    ------
    NotAnOpinionMap
        The state was written by a version that cannot be read.
    """
    if row is None:
        return Remembered(None, (), None)
    whole = json.loads(zlib.decompress(bytes(row.state)))
    return Remembered(
        None if whole["state"] is None else State.from_json(whole["state"]),
        tuple(Bin(first, last, tuple(people)) for first, last, people in whole["days"]),
        waiting_of(row),
    )


def waiting_of(row: ReleaseMemory) -> Waiting:
    """The public part of a row."""
    found = row.waiting
    return Waiting(int(found["floor"]), tuple(found["sides"]), bool(found["anybody"]))


def as_json(waiting: Waiting) -> dict[str, object]:
    """The public part, as the column keeps it."""
    return {"floor": waiting.floor, "sides": list(waiting.sides), "anybody": waiting.anybody}


def still_waiting(before: Waiting | None, now: Waiting, *, full: bool) -> Waiting:
    """What the page says next: a side leaves the list when it is ready and comes back at the next full release only.

    A side that was ready and is short again is one from which somebody went away; a page that said so would tell of
    single people (a deletion changes no page).
    """
    if full or before is None or before.anybody != now.anybody:
        return now
    sides = tuple(name for name in now.sides if name in before.sides)
    return Waiting(now.floor, sides or before.sides, now.anybody)
