"""How many people of one network asked to join within the hour: in memory, under a key that lives an hour.

A full bucket raises the work and never blocks, because carriers' gateways and Tor share addresses among many
(anonymity.md section 6). Nothing of it is written anywhere; a restart forgets it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

__all__ = ["JOINS", "Buckets"]


class Buckets:
    """Counts by HMAC of a network, forgotten with their key every hour.

    Parameters
    ----------
    each : int
        How many fill the first bucket; every further step takes twice as many.
    steps : int
        The highest level.
    most : int
        Networks told apart within an hour. The others share one bucket, so that many networks cannot fill memory.
    clock : callable
        Seconds; a test sets it.
    """

    def __init__(
        self, *, each: int = 20, steps: int = 4, most: int = 50_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._each, self._steps, self._most, self._clock = each, steps, most, clock
        self._lock = threading.Lock()
        self._fresh()

    def _fresh(self) -> None:
        self._key = secrets.token_bytes(32)
        self._since = self._clock()
        self._counts: dict[bytes, int] = {}

    def enter(self, network: bytes) -> int:
        """Count one more and return the level that this one meets: 0 for the first `each` of the hour."""
        with self._lock:
            if self._clock() - self._since >= 3600:
                self._fresh()
            name = hmac.digest(self._key, network, hashlib.sha256)[:16]
            if name not in self._counts and len(self._counts) >= self._most:
                name = b""
            before = self._counts.get(name, 0)
            self._counts[name] = before + 1
        return min((before // self._each).bit_length(), self._steps)


JOINS = Buckets()
"""This process's count of people who ask to join."""
