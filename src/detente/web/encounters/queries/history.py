"""Every decision on a comparison, newest first: who, when, what, and whether it still holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.web.encounters.asked import value
from detente.web.encounters.models import Comparison
from detente.web.encounters.queries.described import Words
from detente.web.encounters.queries.reading import decided
from detente.web.encounters.state import Decided, State, holding_undos

__all__ = ["Entry", "history", "not_carried"]


@dataclass(frozen=True)
class Entry:
    """One decision.

    `standing` is ``"holds"`` · ``"replaced"`` · ``"lapsed"`` · ``"undone"`` · ``"undo"`` (a taking-back that holds) ·
    ``""`` (the texts cannot be read any more). `back` is what its button sends; empty where there is none.
    """

    number: int
    said: str
    by: str
    at: dt.datetime
    carried: bool
    standing: str
    back: str
    lasting: bool


def history(comparison: Comparison, state: State | None) -> list[Entry]:
    """All decisions, newest first; without a state (a text was taken down) none can be taken back."""
    every = decided(comparison.decisions.select_related("editor"))
    by_number = {one.sequence: one for one in every}
    undos = holding_undos(every)
    words = Words(comparison)

    def entry(one: Decided) -> Entry:
        standing = state.standing.get(one.sequence, "") if state else ""
        if one.sequence in undos:
            standing = "undo"
        can = state is not None and standing in ("holds", "replaced", "lapsed", "undo")
        return Entry(
            number=one.sequence,
            said=words.say(one, by_number),
            by=one.by,
            at=one.at,
            carried=one.carried,
            standing=standing,
            back=value("undo", sequence=one.sequence) if can else "",
            lasting=standing == "undo",
        )

    return [entry(one) for one in reversed(every)]


def not_carried(comparison: Comparison, before: Comparison, state: State) -> list[Entry]:
    """What held in the comparison before and was not taken over: its words, or those beside them, changed.

    Parameters
    ----------
    comparison, before : Comparison
        A comparison and the one before it.
    state : State
        Of the one before.
    """
    words, there = Words(before), Words(comparison)
    taken = [
        (one.editor, one.at, there.say(one))
        for one in decided(comparison.decisions.filter(carried=True).select_related("editor"))
    ]
    found = []
    for one in decided(before.decisions.select_related("editor")):
        said = (one.editor, one.at, words.say(one))
        if state.standing[one.sequence] != "holds":
            continue
        if said in taken:
            taken.remove(said)
        else:
            found.append(Entry(one.sequence, said[2], one.by, one.at, one.carried, "holds", "", False))
    return found
