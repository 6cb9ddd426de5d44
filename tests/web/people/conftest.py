"""Log-ins that are quick, and limits that begin anew with each test."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _quick_and_fresh(settings: LazySettings) -> None:
    # scrypt is slow on purpose; `test_passwords_are_kept_as_scrypt` looks at the real one.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
