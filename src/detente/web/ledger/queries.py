"""Every read of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from detente.protocol.chain import Verdict, verify
from detente.web.ledger.models import Entry

__all__ = ["Page", "as_chain", "chain", "page_of", "verdict"]

A_PAGE = 50
A_BATCH = 500


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first.

    Attributes
    ----------
    entries : list of Entry
    older : int or None
        Ask for the entries before this number to go on; None at the beginning of the ledger.
    """

    entries: list[Entry]
    older: int | None


def page_of(*, dialogue: UUID | None = None, before: int | None = None, size: int = A_PAGE) -> Page:
    """The newest entries before a number, of one dialogue or of the whole site."""
    found = Entry.objects.order_by("-sequence")
    if dialogue is not None:
        found = found.filter(dialogue=dialogue)
    if before is not None:
        found = found.filter(sequence__lt=before)
    entries = list(found[: size + 1])
    return Page(entries=entries[:size], older=entries[size - 1].sequence if len(entries) > size else None)


def as_chain(entry: Entry) -> dict[str, object]:
    """An entry as `detente.protocol.chain` reads it: public, without the person's key."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "dialogue": str(entry.dialogue) if entry.dialogue else None,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def chain() -> Iterator[dict[str, object]]:
    """The whole ledger from its first entry on, read in batches, so that appending never waits for it."""
    last = 0
    while batch := list(Entry.objects.filter(sequence__gt=last).order_by("sequence")[:A_BATCH]):
        yield from map(as_chain, batch)
        last = batch[-1].sequence


def verdict() -> Verdict:
    """Check the ledger of this site."""
    return verify(chain())
