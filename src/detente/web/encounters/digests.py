"""What the public ledger keeps of work that is not published: something that only this installation can recognise."""

from __future__ import annotations

from detente.web.core.keys import keyed_digest
from detente.web.dialogues.texts import digest

__all__ = ["unpublished"]


def unpublished(value: object) -> str:
    """A digest under the installation's secret, in hex, of a text or of any JSON.

    A plain one would let everybody try out what an editor is working on: published readouts are few, and a decision is
    a few numbers. An edition's own digest is plain, because the edition is there for everybody to compare.
    """
    return keyed_digest("encounters-ledger", digest(value)).hex()
