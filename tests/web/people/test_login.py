"""Log in, second factor, recovery codes, limits: through HTTP, as a browser does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from detente.web.people import actions
from detente.web.people.models import Role, User

PASSWORD = "a river runs between two towns"
Visitor = Callable[[], Client]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def clara(db: None) -> User:
    user = User(email="clara@example.org", name="Clara", role=Role.CONVENER)
    user.set_password(PASSWORD)
    user.save()
    return user


def code_for(seed: str, *, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238, 30 seconds)."""
    return format_hotp_value(hotp_value(seed, int(time.time()) // 30 + steps))


def log_in(client: Client, password: str = PASSWORD, email: str = "clara@example.org"):
    return client.post("/staff/account/login/", {"login": email, "password": password})


def seed_on(page: str) -> str:
    found = re.search(r'staff-seed"[^>]*>([A-Z2-7]{32})<', page)
    assert found
    return found[1]


def set_up(client: Client) -> str:
    """Walk through the set-up of the second factor and return the seed."""
    seed = seed_on(client.get("/staff/account/2fa/totp/activate/").content.decode())
    answer = client.post("/staff/account/2fa/totp/activate/", {"code": code_for(seed)})
    assert answer.status_code == 302
    assert answer["Location"] == "/staff/account/2fa/recovery-codes/"
    return seed


def test_smoke(visitor: Visitor, clara: User) -> None:
    client = visitor()
    page = client.get("/staff/account/login/")
    assert page.status_code == 200, page.content
    answer = log_in(client)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/staff/"
    answer = client.get("/staff/")
    assert answer["Location"] == "/staff/account/2fa/totp/activate/?next=%2Fstaff%2F"
    set_up(client)
    page = client.get("/staff/account/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    for path in (
        "/staff/",
        "/staff/people/",
        "/staff/account/2fa/",
        "/staff/account/password/change/",
        "/staff/account/2fa/recovery-codes/generate/",
        "/staff/account/2fa/totp/deactivate/",
        "/staff/account/logout/",
    ):
        assert client.get(path).status_code == 200, path
