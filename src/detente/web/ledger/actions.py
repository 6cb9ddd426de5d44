"""The only way into the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import rfc8785
from django.db import connection

from detente.protocol.chain import ZERO, entry_digest
from detente.web.core.clock import now
from detente.web.ledger.models import Entry
from detente.web.ledger.queries import as_chain

if TYPE_CHECKING:
    from detente.web.people.models import User

__all__ = ["CLOCK", "digest_of", "record"]

CLOCK = "clock"
LOCK = 0x6C656467  # "ledg": one number for all processes that append


def record(
    action: str,
    *,
    actor: User | None,
    dialogue: UUID | None = None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Append one line, inside the caller's transaction: both are kept or neither.

    Call it last in the transaction: on PostgreSQL it waits for its turn and keeps it until the commit, and whoever
    waits for a row while others wait for the ledger may wait for ever. On SQLite a transaction has its turn from its
    first statement (``transaction_mode`` is IMMEDIATE).

    Parameters
    ----------
    action : str
        Dotted name; `ledger.sentences` knows how to say it.
    actor : User or None
        None for the clock and the command line.
    dialogue : UUID, optional
        Where it belongs; such lines stand on that dialogue's public page.
    subject : str
        ``kind:key``.
    details : mapping
        JSON without fractions; digests of texts, never a text of a participant.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a ledger line is written in the transaction of the act it records")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Entry.objects.order_by("-sequence").first()
    entry = Entry(
        sequence=(last.sequence if last else 0) + 1,
        at=now(),
        actor=actor.name if actor else CLOCK,
        actor_key=actor.pk if actor else None,
        action=action,
        dialogue=dialogue,
        subject=subject,
        # As it will be read back: tuples are lists, 2.0 is 2.
        details=json.loads(rfc8785.dumps(dict(details or {}))),  # type: ignore[arg-type] # checked by dumps
        previous=last.digest if last else ZERO,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: Entry) -> str:
    """SHA-256 of the entry as canonical JSON (RFC 8785), in hex; `actor_key` and `digest` are left out."""
    return entry_digest(as_chain(entry))
