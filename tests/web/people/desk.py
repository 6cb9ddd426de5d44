"""People who log in, as their browsers and phones do it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from detente.web.people.models import Role, User

PASSWORD = "a river runs between two towns"
Visitor = Callable[[], Client]


def person(name: str, role: str = Role.CONVENER) -> User:
    """Somebody with a password and no second factor yet."""
    user = User(email=f"{name.lower()}@example.org", name=name, role=role)
    user.set_password(PASSWORD)
    user.save()
    return user


def code_for(seed: str) -> str:
    """What an authenticator app shows now (RFC 6238, 30 seconds)."""
    return format_hotp_value(hotp_value(seed, int(time.time()) // 30))


def log_in(client: Client, *, password: str = PASSWORD, email: str = "clara@example.org") -> Any:
    return client.post("/staff/account/login/", {"login": email, "password": password})


def set_up(client: Client) -> str:
    """Walk through the set-up of the second factor and return the seed."""
    where = "/staff/account/2fa/totp/activate/"
    found = re.search(r'staff-seed"[^>]*>([A-Z2-7]{32})<', client.get(where).content.decode())
    assert found
    answer = client.post(where, {"code": code_for(found[1])})
    assert next_of(answer) == "/staff/account/2fa/recovery-codes/"
    return found[1]


def next_of(answer: Any) -> str:
    """Where an answer leads."""
    assert answer.status_code == 302, (answer.status_code, answer.content.decode()[:2000])
    return str(answer["Location"])
