"""Random keys and keyed digests.

Serial keys, insertion order and times are as dangerous as a column with a name (anonymity.md 2.6), so every key is
random, and what a person holds (cookie, code, receipt) is kept as an HMAC only.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["RandomKey", "keyed_digest", "random_key", "subkey"]


def random_key() -> int:
    """A random integer of 62 bits, never 0."""
    return secrets.randbits(62) or random_key()


class RandomKey(models.BigIntegerField):  # type: ignore[type-arg] # the stub is generic, the class is not
    """A primary key that says nothing about order.

    On SQLite the column is declared ``integer``, which makes it the rowid: rows then lie in the order of their random
    keys, and no hidden counter keeps the order in which they came.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", random_key)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """``integer`` on SQLite, ``bigint`` elsewhere."""
        return "integer" if connection.vendor == "sqlite" else "bigint"

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type of a column that points here."""
        return self.db_type(connection)


@cache
def subkey(purpose: str) -> bytes:
    """A key for one purpose, derived from the installation's secret (32 bytes)."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"detente/" + purpose.encode(), hashlib.sha256)


def keyed_digest(purpose: str, *parts: str | bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104) of the parts under the key of `purpose`; each part is preceded by its length."""
    made = hmac.new(subkey(purpose), digestmod=hashlib.sha256)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        made.update(len(raw).to_bytes(4, "big") + raw)
    return made.digest()
