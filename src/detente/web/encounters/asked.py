"""From what a button of the confirming pages sends to a decision.

Each button's value is the decision itself as JSON (``{"verb": "pair", "a": [...], "b": [...]}``), so that a page works
without a script and a script has nothing to know; a field beside it (kind, note, level, counterpart, where to cut)
fills its places.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.web.encounters.errors import BadDecision
from detente.web.encounters.state import span_of

__all__ = ["FIELDS", "Asked", "asked", "place_of_bar", "value"]

FIELDS = ("kind", "note", "commitment")
LONGEST = 8000


@dataclass(frozen=True)
class Asked:
    """A decision as a page sends it: on which comparison, and what its maker had seen."""

    comparison: int
    seen: int
    verb: str
    told: dict[str, Any]


def value(verb: str, **told: object) -> str:
    """What a button sends."""
    return json.dumps({"verb": verb, **told}, separators=(",", ":"))


def asked(sent: Mapping[str, str], bodies: Mapping[str, str]) -> Asked:
    """Read a form.

    Parameters
    ----------
    sent : mapping
        Its fields.
    bodies : mapping of {"a", "b"} to str
        The texts, to find where a point is cut.

    Raises
    ------
    BadDecision
        No button of ours sends this.
    """
    words = sent.get("decision", "")
    try:
        told = json.loads(words) if len(words) <= LONGEST else None
        known = int(sent.get("comparison", "")), int(sent.get("seen", ""))
    except (ValueError, RecursionError):
        raise BadDecision from None
    if not all(0 <= number < 10**9 for number in known):
        raise BadDecision
    if not isinstance(told, dict) or not isinstance(told.get("verb"), str):
        raise BadDecision
    verb = told.pop("verb")
    told |= {name: sent[name] for name in FIELDS if name in sent and name not in told}
    if verb == "pair" and "counterpart" in sent:
        told = _with(told, sent["counterpart"])
    if verb == "split" and "at" not in told:
        told["at"] = _place(str(told.get("point", "")), sent.get("words", ""), bodies)
    return Asked(*known, verb, told)


def _with(told: dict[str, Any], key: str) -> dict[str, Any]:
    """A pair with one more piece, chosen from a list."""
    if key[:1] not in ("a", "b") or not isinstance(told.get(key[0]), list):
        raise BadDecision
    return told | {key[0]: [*told[key[0]], key]}


def _place(point: str, words: str, bodies: Mapping[str, str]) -> int:
    try:
        letter, span = span_of(point)
    except ValueError:
        raise BadDecision from None
    place = place_of_bar(span.of(bodies.get(letter, "")), words)
    # Words that were changed, or hold no mark: a cut outside the point, which is refused with what was sent.
    return -1 if place is None else span.start + place


def place_of_bar(words: str, barred: str) -> int | None:
    """Where one ``|`` was put into words that are otherwise unchanged, white space apart; None where that is not so.

    >>> place_of_bar("It rained, and they met.", "It rained, | and they met.")
    10
    >>> place_of_bar("a | b", "a | b |"), place_of_bar("a b", "a c|"), place_of_bar("a b", "a b")
    (5, None, None)
    """
    letters = [place for place, letter in enumerate(words) if not letter.isspace()]
    plain = "".join(words.split())
    given = "".join(barred.split())
    for bar, letter in enumerate(given):
        if letter == "|" and given[:bar] + given[bar + 1 :] == plain:
            return letters[bar - 1] + 1 if bar else 0
    return None
