"""Which statements a participant wrote, and how many on the last day, sealed under a key that only the cookie holds.

After the decision nothing in the database leads from a statement to its author; yet the author must never be asked
about their own. So the list travels with the participant's row, encrypted: whoever has the database alone reads
nothing, and every list has the same length. The count of the day is in it too: in the clear, beside the day on which a
statement was sent, it would lead to the author of one that was decided on the same day.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["MOST", "SealBroken", "added", "empty", "opened", "written_on"]

MOST = 32
"""Statements one participant can write in one consultation."""

_LIST = 8 * MOST
"""Bytes of the keys; behind them four of a day and four of a count."""


class SealBroken(ValueError):
    """The list was not sealed under this cookie."""

    code = "consultations.seal_broken"


def empty(cookie: bytes) -> bytes:
    """A sealed list of nothing (292 bytes)."""
    return _sealed([], b"", cookie)


def opened(own: bytes, cookie: bytes) -> list[int]:
    """The keys of the statements in the list.

    Raises
    ------
    SealBroken
        Sealed under another cookie, or altered.
    """
    return _keys(_plain(own, cookie))


def written_on(own: bytes, cookie: bytes, day: date) -> int:
    """How many statements of the list were added for this day.

    Raises
    ------
    SealBroken
        As `opened`.
    """
    return _count(_plain(own, cookie), day)


def added(own: bytes, cookie: bytes, statement: int, day: date = date.min) -> bytes:
    """The list with one more, added for a day, sealed anew.

    Raises
    ------
    SealBroken
        As `opened`.
    ValueError
        The list is full (`MOST`).
    """
    plain = _plain(own, cookie)
    keys = _keys(plain)
    if len(keys) >= MOST:
        raise ValueError(f"a participant can write at most {MOST} statements")
    count = _count(plain, day) + 1
    return _sealed([*keys, statement], day.toordinal().to_bytes(4, "big") + count.to_bytes(4, "big"), cookie)


def _plain(own: bytes, cookie: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        return AESGCM(_key(cookie)).decrypt(bytes(own[:12]), bytes(own[12:]), None)
    except InvalidTag:
        raise SealBroken("The list of own statements was not sealed under this cookie.") from None


def _keys(plain: bytes) -> list[int]:
    keys = (int.from_bytes(plain[place : place + 8], "big") for place in range(0, _LIST, 8))
    return [key for key in keys if key]


def _count(plain: bytes, day: date) -> int:
    same = int.from_bytes(plain[_LIST : _LIST + 4], "big") == day.toordinal()
    return int.from_bytes(plain[_LIST + 4 : _LIST + 8], "big") if same else 0


def _key(cookie: bytes) -> bytes:
    return hmac.digest(cookie, b"detente/own-statements", hashlib.sha256)


def _sealed(keys: list[int], day_and_count: bytes, cookie: bytes) -> bytes:
    plain = b"".join(key.to_bytes(8, "big") for key in keys).ljust(_LIST, b"\0") + day_and_count.ljust(8, b"\0")
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(cookie)).encrypt(nonce, plain, None)
