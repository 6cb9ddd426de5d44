"""AC3: no time finer than a day on the paths of participants, votes and authors; every key there is random."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from detente.web.consultations.models import Consultation, Participant, Serve, Vote
from detente.web.core.keys import RandomKey
from detente.web.ledger.models import Entry

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if model.__module__.startswith("detente.")]
PARTICIPANTS = [model for model in OURS if model._meta.app_label == "consultations"]

MOMENTS = {
    "django_migrations.applied",
    "django_session.expire_date",
    "ledger_entry.at",
    "people_invitation.expires_at",
    "people_invitation.used_at",
    "people_signinlink.expires_at",
    "people_user.last_login",
    "encounters_comparison.made_at",
    "encounters_decision.at",
    "encounters_draft.entered_at",
    "encounters_edition.published_at",
    "encounters_happened.recorded_at",
    "encounters_reply.recorded_at",
    "encounters_version.entered_at",
    "account_emailconfirmation.created",
    "account_emailconfirmation.sent",
    "mfa_authenticator.created_at",
    "mfa_authenticator.last_used_at",
}
"""Every column of the database that holds a moment: acts and log-ins of staff, and the program's own."""


def columns() -> dict[str, str]:
    """Each ``table.column`` with the type that the database itself gives it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                kind = connection.introspection.get_field_type(column.type_code, column)
                found[f"{table}.{column.name}"] = kind if isinstance(kind, str) else kind[0]
    return found


def test_only_staff_tables_know_moments() -> None:
    kinds = columns()
    assert kinds["consultations_participant.joined_on"] == "DateField"  # the introspection tells days from moments
    assert kinds["ledger_entry.at"] == "DateTimeField"
    moments = {name for name, kind in kinds.items() if kind in ("DateTimeField", "TimeField", "DurationField")}
    assert moments <= MOMENTS


def test_no_number_or_text_is_a_moment_in_disguise(make_consultation: Callable[..., Consultation]) -> None:
    """Whatever the columns are called, no value of a participant's row comes near the clock's."""
    import time

    consultation = make_consultation(statements=2)
    person = a_person(consultation)
    Vote.objects.create(participant=person, statement=consultation.statements.all()[0], value="agree")
    Serve.objects.create(participant=person, statement=consultation.statements.all()[0], slot="uniform", chance=1)
    clock = time.time()
    for model in PARTICIPANTS:
        for row in model._default_manager.values():
            for name, value in row.items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    for unit in (1, 10**3, 10**6, 10**9):
                        assert not abs(value / unit - clock) < 86400, f"{model.__name__}.{name}"
                assert not hasattr(value, "hour"), f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", PARTICIPANTS, ids=lambda model: model.__name__)
def test_keys_are_random(model: type[models.Model]) -> None:
    if isinstance(model._meta.pk, models.CompositePrimaryKey):
        keys: list[Any] = [model._meta.get_field(name) for name in model._meta.pk.field_names]
        assert all(isinstance(key.target_field, RandomKey) for key in keys)
        return
    key = model._meta.pk
    if isinstance(key, models.UUIDField):
        assert key.get_default().version == 4
    elif isinstance(key, models.BinaryField):
        assert key.max_length == 32  # a keyed or plain digest
    else:
        assert isinstance(key, RandomKey)


def test_no_counter_runs_in_the_tables_of_participants() -> None:
    """A sequence or a rowid would number the rows as they came."""
    tables = [model._meta.db_table for model in PARTICIPANTS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = ANY(%s) "
                "AND (column_default LIKE 'nextval%%' OR is_identity = 'YES')",
                [tables],
            )
            assert cursor.fetchall() == []
            return
        for model in PARTICIPANTS:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [model._meta.db_table])
            (made,) = cursor.fetchone()
            assert "AUTOINCREMENT" not in made.upper()
            if not isinstance(model._meta.pk, RandomKey | models.UUIDField):
                # A random integer key is the rowid itself; other tables have none.
                assert made.upper().rstrip().endswith("WITHOUT ROWID"), model.__name__


def test_the_order_in_which_people_came_is_not_in_the_order_of_the_rows(
    make_consultation: Callable[..., Consultation],
) -> None:
    consultation = make_consultation(statements=1)
    came = [a_person(consultation).pk for _ in range(200)]
    assert len(set(came)) == 200
    assert statistics.fmean(key.bit_length() for key in came) > 58
    assert abs(statistics.correlation(range(200), sorted(range(200), key=came.__getitem__))) < 0.25
    assert not Participant.objects.filter(pk__in=range(10_000)).exists()


def test_the_ledger_says_nothing_about_participants(make_consultation: Callable[..., Consultation]) -> None:
    before = Entry.objects.count()
    consultation = make_consultation(statements=1)
    person = a_person(consultation)
    Vote.objects.create(participant=person, statement=consultation.statements.get(), value="agree")
    assert Entry.objects.count() == before
    assert not [field for field in Entry._meta.get_fields() if field.is_relation and field.related_model is Participant]


def a_person(consultation: Consultation) -> Participant:
    import os

    return Participant.objects.create(
        consultation=consultation, side=consultation.dialogue.sides.first(), token=os.urandom(32), own=os.urandom(284)
    )
