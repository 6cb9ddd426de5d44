"""Confirm every row of an encounter and publish it."""

from __future__ import annotations

from typing import Any

from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.publishing import publish
from detente.web.encounters.models import Comparison, Edition, Encounter
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.state import CONFIRMED, key_of
from detente.web.people.models import User

Pairs = tuple[tuple[str, str], ...]


def confirm(actor: User, comparison: Comparison, *, pairs: Pairs = ()) -> None:
    """Confirm the pairs of points that hold these words; every other point stands alone."""

    def act(verb: str, told: dict[str, Any]) -> None:
        decide(actor=actor, comparison=comparison, verb=verb, told=told, seen=comparison.decisions.count())

    for a, b in pairs:
        act("pair", {"a": [holding(comparison, "a", a)], "b": [holding(comparison, "b", b)]})
    for row in state_of(comparison).rows:
        if row.status != CONFIRMED:
            for letter in ("a", "b"):
                for point in getattr(row, letter):
                    act("alone", {"point": key_of(letter, point.span)})


def holding(comparison: Comparison, letter: str, words: str) -> str:
    """The key of the point in which these words stand."""
    found = state_of(comparison).found
    points = found.points_a if letter == "a" else found.points_b
    return next(key_of(letter, point.span) for point in points if words in point.text)


def issue(actor: User, encounter: Encounter, *, pairs: Pairs = ()) -> Edition:
    """Lay the newest versions side by side, confirm, publish."""
    confirm(actor, compare(actor=actor, encounter=encounter), pairs=pairs)
    return publish(
        actor=actor, encounter=encounter, note="A text was corrected." if encounter.editions.exists() else ""
    )
