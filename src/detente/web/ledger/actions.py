"""The only way into the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import rfc8785
from django.db import connection

from detente.web.core.clock import now
from detente.web.ledger.models import Entry

if TYPE_CHECKING:
    from detente.web.people.models import User

__all__ = ["CLOCK", "digest_of", "record"]

CLOCK = "clock"


def record(
    action: str,
    *,
    actor: User | None,
    dialogue: UUID | None = None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Append one line, inside the caller's transaction: both are kept or neither.

    Parameters
    ----------
    action : str
        Dotted name; `ledger.sentences` knows how to say it.
    actor : User or None
        None for the clock.
    dialogue : UUID, optional
        Where it belongs; such lines stand on that dialogue's public page.
    subject : str
        ``kind:key``.
    details : mapping
        JSON; digests of texts, never a text of a participant.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a ledger line is written in the transaction of the act it records")
    last = Entry.objects.order_by("-sequence").first()
    entry = Entry(
        sequence=(last.sequence if last else 0) + 1,
        at=now(),
        actor=actor.name if actor else CLOCK,
        actor_key=actor.pk if actor else None,
        action=action,
        dialogue=dialogue,
        subject=subject,
        details=dict(details or {}),
        previous=last.digest if last else "0" * 64,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: Entry) -> str:
    """SHA-256 of the entry as canonical JSON (RFC 8785), in hex; `actor_key` and `digest` are left out."""
    body = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "dialogue": str(entry.dialogue) if entry.dialogue else None,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous,
    }
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()
