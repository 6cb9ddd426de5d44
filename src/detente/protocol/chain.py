"""The hash chain of the ledger: what one entry's digest covers, and where a chain breaks.

An entry is a mapping with the fields of `FIELDS`. Its digest is SHA-256 over its canonical JSON [1]_ without the digest
itself; because the entry names the digest of the one before, the last digest stands for the whole ledger. Whoever
keeps that one line can prove later that nothing before it was changed, taken out or put in.

What the chain does not show: entries cut off at its end, and a ledger that was written anew as a whole. Against both
helps a copy of an earlier digest in other hands (`verify`'s `head`).

References
----------
.. [1] A. Rundgren, B. Jordan, S. Erdtman (2020). RFC 8785: JSON Canonicalization Scheme (JCS).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

__all__ = ["FIELDS", "ZERO", "ChainError", "Fault", "Verdict", "canonical_bytes", "entry_digest", "verify"]

FIELDS = ("sequence", "at", "actor", "action", "dialogue", "subject", "details", "previous")
"""What an entry's digest covers."""

ZERO = "0" * 64
"""`previous` of the first entry."""


class ChainError(ValueError):
    """An entry that has no canonical bytes."""


@dataclass(frozen=True)
class Fault:
    """Where a chain breaks first.

    Attributes
    ----------
    place : int
        Which entry in the given order, from 1.
    sequence : int or None
        The number that it gives itself; None where it gives none.
    code : str
        ``shape`` (a field is missing, unknown or of the wrong kind), ``sequence`` (a number is missing or twice),
        ``previous`` (it does not follow from the entry before), ``digest`` (its content was changed) or ``head`` (the
        chain does not hold the digest that was asked for).
    message : str
        One sentence in English.
    """

    place: int
    sequence: int | None
    code: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What `verify` found.

    Attributes
    ----------
    entries : int
        How many entries hold, from the first on.
    head : str
        Digest of the last one that holds; `ZERO` where there is none.
    fault : Fault or None
        The first break.
    """

    entries: int
    head: str
    fault: Fault | None = None

    @property
    def holds(self) -> bool:
        """Whether the chain is whole."""
        return self.fault is None


def canonical_bytes(entry: Mapping[str, object]) -> bytes:
    """Return the canonical JSON (RFC 8785) of an entry's `FIELDS`.

    Parameters
    ----------
    entry : mapping
        Further keys, `digest` among them, are left out.

    Returns
    -------
    bytes
        UTF-8: keys sorted, no blanks, one spelling for each number.

    Raises
    ------
    ChainError
        A field is missing, or something in `details` has no canonical form: a number that is not finite, an integer
        beyond 2**53, text that is not Unicode.

    Examples
    --------
    >>> entry = {"sequence": 1, "at": "2026-11-22T09:00:00+00:00", "actor": "Clara", "action": "dialogue.created",
    ...          "dialogue": None, "subject": "", "details": {"sides": 2}, "previous": ZERO}
    >>> canonical_bytes(entry)[:57]
    b'{"action":"dialogue.created","actor":"Clara","at":"2026-1'
    """
    try:
        covered: dict[str, Any] = {name: entry[name] for name in FIELDS}
    except KeyError as missing:
        raise ChainError(f"field {missing.args[0]!r} is missing") from None
    try:
        return rfc8785.dumps(covered)
    except (ValueError, RecursionError) as problem:  # of rfc8785, and of text that is no Unicode
        raise ChainError(f"no canonical form: {problem}") from None


def entry_digest(entry: Mapping[str, object]) -> str:
    """Return SHA-256 of an entry's canonical bytes, in hex.

    Examples
    --------
    >>> entry = {"sequence": 1, "at": "2026-11-22T09:00:00+00:00", "actor": "Clara", "action": "dialogue.created",
    ...          "dialogue": None, "subject": "", "details": {"sides": 2}, "previous": ZERO}
    >>> entry_digest(entry)[:16]
    '3e6aa3c62d1fe528'
    >>> entry_digest(entry | {"actor": "Mo"}) == entry_digest(entry)
    False
    """
    return hashlib.sha256(canonical_bytes(entry)).hexdigest()


def verify(entries: Iterable[Mapping[str, object]], *, head: str | None = None) -> Verdict:
    """Check a whole chain, from the first entry on, and name the first break.

    Parameters
    ----------
    entries : iterable of mapping
        Each with `FIELDS` and ``digest``, in the order of ``sequence``. Read once, so a stream will do.
    head : str, optional
        A digest that somebody kept earlier: the chain must hold it. This shows a chain that was cut at its end or
        written anew.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> first = {"sequence": 1, "at": "2026-11-22T09:00:00+00:00", "actor": "Clara", "action": "dialogue.created",
    ...          "dialogue": None, "subject": "", "details": {}, "previous": ZERO}
    >>> first["digest"] = entry_digest(first)
    >>> verify([first]).holds
    True
    >>> verify([first | {"actor": "Mo"}]).fault.message
    'Entry 1 was changed after it was written: its digest does not fit its content.'
    >>> verify([first], head="f" * 64).fault.code
    'head'
    """
    previous, count, seen = ZERO, 0, head in (None, ZERO)
    for place, entry in enumerate(entries, start=1):
        fault = _fault(entry, place=place, previous=previous)
        if fault is not None:
            return Verdict(entries=count, head=previous, fault=fault)
        previous, count = str(entry["digest"]), place
        seen = seen or previous == head
    if not seen:
        message = "The chain does not hold the digest that was kept: it was cut at its end, or written anew."
        return Verdict(entries=count, head=previous, fault=Fault(count, count or None, "head", message))
    return Verdict(entries=count, head=previous)


def _fault(entry: object, *, place: int, previous: str) -> Fault | None:
    if not isinstance(entry, Mapping):
        return Fault(place, None, "shape", f"Entry {place} in the file is not an object.")
    given = entry.get("sequence")
    number = given if isinstance(given, int) and not isinstance(given, bool) else None
    unknown = sorted(map(str, set(entry) - {*FIELDS, "digest"}))
    if unknown:
        return Fault(place, number, "shape", f"Entry {place} in the file has unknown fields: {', '.join(unknown)}.")
    if number is None or not isinstance(entry.get("digest"), str):
        return Fault(place, number, "shape", f"Entry {place} in the file has no number or no digest.")
    if number != place:
        return Fault(place, number, "sequence", f"Entry {place} is missing: entry {number} stands in its place.")
    if entry.get("previous") != previous:
        message = f"Entry {number} does not follow from the one before: its `previous` does not fit."
        return Fault(place, number, "previous", message)
    try:
        expected = entry_digest(entry)
    except ChainError as problem:
        return Fault(place, number, "shape", f"Entry {number} cannot be read: {problem}.")
    if entry["digest"] != expected:
        message = f"Entry {number} was changed after it was written: its digest does not fit its content."
        return Fault(place, number, "digest", message)
    return None
