"""A way back in for a convener whom nobody else can let in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.test import Client

from detente.cli import main
from detente.web.ledger.models import Entry
from detente.web.people.models import User


def test_a_lone_convener_gets_back_in(
    convener: User, staff: Callable[[User], Client], visitor: Callable[[], Client]
) -> None:
    before = staff(convener)
    assert before.get("/staff/").status_code == 200
    done = CliRunner().invoke(main, ["rescue", convener.email.upper()], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    link = re.search(r"/staff/invite/\S+", done.output)
    assert link is not None
    assert before.get("/staff/").status_code == 302  # whoever held the old session is out
    page = visitor()
    assert page.get(link[0]).status_code == 200
    sent = page.post(link[0], {"password": "a quiet river at night", "again": "a quiet river at night"})
    assert sent.status_code == 302
    convener.refresh_from_db()
    assert convener.check_password("a quiet river at night")
    assert page.get(link[0]).status_code == 404
    entry = Entry.objects.get(action="person.rescued")
    assert entry.details["name"] == convener.name
    assert convener.email not in str(entry.details)


@pytest.mark.django_db
def test_nobody_of_that_name() -> None:
    done = CliRunner().invoke(main, ["rescue", "nobody@example.org"])
    assert done.exit_code == 1
    assert "nobody@example.org" in done.output
    assert not Entry.objects.exists()
