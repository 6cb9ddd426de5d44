"""Which statements a participant wrote, sealed under a key that only the cookie holds.

After the decision nothing in the database leads from a statement to its author; yet the author must never be asked
about their own. So the list travels with the participant's row, encrypted: whoever has the database alone reads
nothing, and every list has the same length, so nobody sees who wrote at all.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["MOST", "SealBroken", "added", "empty", "opened"]

MOST = 32
"""Statements one participant can write in one consultation."""


class SealBroken(ValueError):
    """The list was not sealed under this cookie."""

    code = "consultations.seal_broken"


def empty(cookie: bytes) -> bytes:
    """A sealed list of nothing (284 bytes)."""
    return _sealed([], cookie)


def opened(own: bytes, cookie: bytes) -> list[int]:
    """The keys of the statements in the list.

    Raises
    ------
    SealBroken
        Sealed under another cookie, or altered.
    """
    from cryptography.exceptions import InvalidTag

    try:
        plain = AESGCM(_key(cookie)).decrypt(bytes(own[:12]), bytes(own[12:]), None)
    except InvalidTag:
        raise SealBroken("The list of own statements was not sealed under this cookie.") from None
    keys = (int.from_bytes(plain[i : i + 8], "big") for i in range(0, len(plain), 8))
    return [key for key in keys if key]


def added(own: bytes, cookie: bytes, statement: int) -> bytes:
    """The list with one more, sealed anew.

    Raises
    ------
    SealBroken
        As `opened`.
    ValueError
        The list is full (`MOST`).
    """
    keys = opened(own, cookie)
    if len(keys) >= MOST:
        raise ValueError(f"a participant can write at most {MOST} statements")
    return _sealed([*keys, statement], cookie)


def _key(cookie: bytes) -> bytes:
    return hmac.digest(cookie, b"detente/own-statements", hashlib.sha256)


def _sealed(keys: list[int], cookie: bytes) -> bytes:
    plain = b"".join(key.to_bytes(8, "big") for key in keys).ljust(8 * MOST, b"\0")
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(cookie)).encrypt(nonce, plain, None)
