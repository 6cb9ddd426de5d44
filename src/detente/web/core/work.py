"""What joining an open consultation costs: some work of the browser, or, without scripts, some seconds of waiting.

Both proofs are made by the server without remembering anything, signed under a key of their own, bound to one
consultation, and expire. `altcha` accepts the same solution twice (checked in its source, 2.3), so whoever accepts a
`Proof` here writes its digest into a unique row.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import altcha
from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused
from detente.web.core.keys import keyed_digest, subkey

__all__ = [
    "ALGORITHM",
    "LIFE",
    "BadProof",
    "ExpiredProof",
    "Proof",
    "StillWaiting",
    "challenge",
    "redeemed",
    "seconds_of",
    "solved",
    "ticket",
]

ALGORITHM = "PBKDF2/SHA-256"
LIFE = 20 * 60
"""Seconds until a challenge or a ticket is worth nothing."""

# (iterations of one try, hex prefix that the result must have): each row doubles the expected number of iterations
# of the row before, 256 * 5,000 in the first. The iterations stay at or below 20,000 because one try is what checking
# costs the server.
_WORK = ((5_000, "00"), (10_000, "00"), (20_000, "00"), (2_500, "000"), (5_000, "000"))
_SECONDS = (15, 30, 60, 120, 240)
_LONGEST = 4_000


class BadProof(Refused):
    """Neither a solution nor a ticket of this consultation."""

    code = "core.bad_proof"
    status = 400
    sentence = _("The proof that came with this page is not valid here. Open the page again and repeat it.")


class ExpiredProof(Refused):
    """The solution or ticket is too old."""

    code = "core.expired_proof"
    status = 400
    sentence = _("This page was open for too long. Open it again and repeat it.")


class StillWaiting(Refused):
    """The ticket is not ripe yet."""

    code = "core.still_waiting"
    status = 429
    sentence = _("Not yet: please wait %(seconds)d more seconds, then press the button again.")


@dataclass(frozen=True)
class Proof:
    """A valid solution or ticket: what to keep so that it is good for one use, and until when."""

    digest: bytes
    expires_on: date


def challenge(bound: UUID, level: int) -> dict[str, Any]:
    """An ALTCHA challenge (version 2) for one consultation, as hard as `level` asks."""
    cost, prefix = _WORK[level]
    made = altcha.create_challenge(
        ALGORITHM,
        cost,
        key_prefix=prefix,
        expires_at=int(time.time()) + LIFE,
        data={"for": str(bound)},
        hmac_secret=subkey("work"),
    )
    found: dict[str, Any] = made.to_dict()
    return found


def solved(payload: str, bound: UUID) -> Proof:
    """Check a solution of `challenge`.

    Raises
    ------
    BadProof, ExpiredProof
        Malformed, of another consultation or another site, or wrong; too old.
    """
    try:
        given = json.loads(base64.b64decode(payload[:_LONGEST], validate=True))
        whole = altcha.Payload.from_dict(given)
        mine = whole.challenge.parameters.data == {"for": str(bound)}
        until, nonce = whole.challenge.parameters.expires_at, whole.challenge.parameters.nonce
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadProof from None
    if not mine or not isinstance(until, int) or not isinstance(nonce, str):
        raise BadProof
    checked = altcha.verify_solution(whole, subkey("work"))
    if checked.expired:
        raise ExpiredProof
    if not checked.verified:
        raise BadProof
    # The nonce names the challenge. A second solution of the same challenge is the same use.
    return Proof(keyed_digest("used", "solution", nonce), _day(until))


def seconds_of(level: int) -> int:
    """How long somebody without scripts waits at a level."""
    return _SECONDS[level]


def ticket(bound: UUID, level: int) -> str:
    """A ticket that is good once, for one consultation, from `seconds_of(level)` from now on."""
    ripe = int(time.time()) + _SECONDS[level]
    body = ripe.to_bytes(5, "big") + (ripe + LIFE).to_bytes(5, "big") + secrets.token_bytes(16)
    return base64.urlsafe_b64encode(body + _seal(bound, body)).decode()


def redeemed(text: str, bound: UUID) -> Proof:
    """Check a ticket.

    Raises
    ------
    BadProof, ExpiredProof
        As `solved`.
    StillWaiting
        It is not ripe; the details say how many seconds are left.
    """
    try:
        raw = base64.b64decode(text[:_LONGEST], altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadProof from None
    body, seal = raw[:26], raw[26:]
    if not hmac.compare_digest(seal, _seal(bound, body)):
        raise BadProof
    ripe, until = int.from_bytes(body[:5], "big"), int.from_bytes(body[5:10], "big")
    left = ripe - time.time()
    if left > 0:
        raise StillWaiting(seconds=int(left) + 1)
    if until < time.time():
        raise ExpiredProof
    return Proof(keyed_digest("used", "ticket", body), _day(until))


def _seal(bound: UUID, body: bytes) -> bytes:
    return hmac.digest(subkey("ticket"), bound.bytes + body, hashlib.sha256)


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()
