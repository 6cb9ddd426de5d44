"""A dialogue of two sides, its people, and visitors who behave as browsers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations as DatabaseOperations
from django.test import Client
from django.utils import translation

from detente.web.consultations.models import Consultation, Level, Origin, Phase, Stage, Statement, StatementText
from detente.web.core.clock import today
from detente.web.dialogues.models import Colour, Dialogue, Side
from detente.web.people.models import Role, User

Visitor = Client


@pytest.fixture(autouse=True)
def _language_ends_with_the_test() -> Iterator[None]:
    """The language of the last page that a test opened would go on in the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def visitor() -> Callable[[], Client]:
    """Make a browser: https, and the Fetch metadata of a page of this site."""
    return lambda: Client(
        headers={"Sec-Fetch-Site": "same-origin"}, SERVER_NAME="localhost", **{"wsgi.url_scheme": "https"}
    )


def person(role: str, name: str) -> User:
    user = User(email=f"{name.lower()}@example.org", name=name, role=role)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def convener(db: None) -> User:
    return person(Role.CONVENER, "Clara")


@pytest.fixture
def moderator(db: None) -> User:
    return person(Role.MODERATOR, "Mo")


@pytest.fixture
def staff(visitor: Callable[[], Client]) -> Callable[[User], Client]:
    """Make a browser in which this person is signed in, with a second factor set up."""

    def signed_in(user: User) -> Client:
        data = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": data})
        client = visitor()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def dialogue(db: None) -> Dialogue:
    made = Dialogue.objects.create(name={"en": "The river", "ar": "النهر"}, languages=["en", "ru", "ar"])
    for position, (name, colour) in enumerate([("Upstream", Colour.BLUE), ("Downstream", Colour.ORANGE)]):
        Side.objects.create(dialogue=made, position=position, name={"en": name}, language="en", colour=colour)
    return made


@pytest.fixture
def make_consultation(dialogue: Dialogue) -> Callable[..., Consultation]:
    """Make a consultation that is open, with opening statements of the organisers."""

    def make(statements: int = 12, **fields: Any) -> Consultation:
        defaults = {
            "dialogue": dialogue,
            "question": {"en": "What should the two towns do about the river?"},
            "languages": ["en", "ru", "ar"],
            "phase": Phase.OPEN,
            "level": Level.OPEN,
            "opens_on": today(),
            "closes_on": today() + timedelta(days=20),
            "erases_on": today() + timedelta(days=60),
            "expected_per_side": 100,
        }
        made = Consultation.objects.create(**(defaults | fields))
        for number in range(statements):
            add_statement(made, f"Statement number {number} about the river.", rank=number)
        return made

    return make


def add_statement(consultation: Consultation, text: str, *, rank: int = 0, **fields: Any) -> Statement:
    defaults = {
        "consultation": consultation,
        "origin": Origin.ORGANISERS,
        "stage": Stage.SHOWN,
        "submitted_on": today(),
        "shown_on": today(),
        "rank": rank,
        "opened": True,
    }
    statement = Statement.objects.create(**(defaults | fields))
    StatementText.objects.create(statement=statement, language="en", text=text, original=True)
    return statement


@pytest.fixture(scope="session", autouse=True)
def _ledger_can_be_emptied_between_tests() -> Iterator[None]:
    """Transactional tests empty every table afterwards, which the ledger's triggers rightly refuse."""
    emptied = DatabaseOperations.execute_sql_flush

    def without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            postgres = self.connection.vendor == "postgresql"
            again = ["ALTER TABLE ledger_entry ENABLE TRIGGER USER"]
            if postgres:
                cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
            else:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
                again = [sql for _name, sql in triggers]
                for name, _sql in triggers:
                    cursor.execute(f"DROP TRIGGER {name}")
            emptied(self, sql_list)
            for statement in again:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
        yield
