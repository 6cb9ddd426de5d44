"""Receipts: twelve letters by which a writer, and nobody else, reads what became of a statement.

They are shown once, kept by the author's browser or on paper, and kept here as an HMAC only.
"""

from __future__ import annotations

import secrets

from django.utils.translation import gettext_lazy as _

from detente.web.consultations import texts
from detente.web.consultations.models import Consultation, Statement
from detente.web.core.errors import Refused
from detente.web.core.keys import keyed_digest

__all__ = ["UnknownReceipt", "digest", "found", "fresh", "tidy"]

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # without I, L and O, which are read as digits or as each other
_RECEIPT = 12  # letters: 54 bits, read from a screen and typed without a slip


class UnknownReceipt(Refused):
    """No statement here has this receipt."""

    code = "consultations.unknown_receipt"
    status = 404
    sentence = _("No statement here has the receipt “%(receipt)s”. Check its twelve letters.")


def fresh() -> str:
    """Twelve random letters in groups of four."""
    return tidy("".join(secrets.choice(_LETTERS) for _place in range(_RECEIPT)))


def tidy(typed: str) -> str:
    """The receipt as it is written, or nothing where it cannot be one."""
    letters = "".join(character for character in typed.upper() if character in _LETTERS)
    if len(letters) != _RECEIPT:
        return ""
    return "-".join(letters[place : place + 4] for place in range(0, _RECEIPT, 4))


def digest(consultation: Consultation, receipt: str) -> bytes:
    """What the database keeps of a receipt: an HMAC that binds the consultation."""
    return keyed_digest("receipt", consultation.pk.bytes, receipt)


def found(consultation: Consultation, typed: str) -> Statement:
    """The statement of a receipt.

    Raises
    ------
    UnknownReceipt
        There is none.
    """
    receipt = tidy(typed)
    hit = receipt and consultation.statements.filter(receipt=digest(consultation, receipt)).first()
    if not hit:
        raise UnknownReceipt(receipt=texts.normalised(typed[:40]))
    return hit
