"""The site answers, with its headers, and sets no cookie."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/healthz", 200), ("/no/such/page", 404)])
def test_every_answer_has_the_policy_and_no_cookie(path: str, status: int) -> None:
    answer = Client().get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not answer.cookies
