"""Voting through HTTP: what is kept, what comes next, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from detente.web.consultations import sealed, serving
from detente.web.consultations.actions.voting import serve_next
from detente.web.consultations.models import Consultation, Participant, Phase, Serve, Stage, Statement, Vote
from detente.web.dialogues.models import Dialogue, Standing
from tests.web.consultations.voters import give, join

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def voter(
    make_consultation: Callable[..., Consultation], visitor: Callable[[], Client]
) -> Callable[..., tuple[Client, Participant, bytes]]:
    """Make somebody who has joined and has their first statement before them."""

    def make(consultation: Consultation | None = None, side: Any = None) -> tuple[Client, Participant, bytes]:
        where = consultation or make_consultation()
        person, cookie = join(where, side or where.dialogue.sides.first())
        serve_next(person, cookie)
        client = visitor()
        give(client, cookie)
        return client, person, cookie

    return make


def address(consultation: Consultation, language: str = "en") -> str:
    return reverse("vote", kwargs={"consultation": consultation.pk, "language": language})


def send(client: Client, consultation: Consultation, **fields: Any) -> Any:
    """Vote as our script does."""
    return client.post(address(consultation), fields, headers={"Accept": "application/json"})


def waiting(person: Participant) -> list[int]:
    served = Serve.objects.filter(participant=person).values_list("statement_id", flat=True)
    return sorted(set(served) - set(Vote.objects.filter(participant=person).values_list("statement_id", flat=True)))


def test_a_visit_meets_every_statement_once_and_ends(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    consultation = person.consultation
    (statement,) = waiting(person)
    met = []
    for number in range(1, 13):
        met.append(statement)
        told = send(client, consultation, statement=str(statement), value="agree").json()
        assert (told["answered"], told["open"]) == (number, 12)
        statement = int(told["statement"]["id"]) if told["statement"] else 0
    assert told["statement"] is None
    assert sorted(met) == sorted(consultation.statements.values_list("pk", flat=True))
    assert Vote.objects.filter(participant=person, value="agree", matters=False).count() == 12


def test_without_javascript_the_next_page_holds_the_next_statement(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    page = client.get(address(person.consultation))
    assert page.status_code == 200
    assert f'value="{first}"' in page.content.decode()
    answer = client.post(address(person.consultation), {"statement": first, "value": "disagree", "matters": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(person.consultation))
    assert Vote.objects.get(participant=person).matters
    (second,) = waiting(person)
    assert f'value="{second}"' in client.get(address(person.consultation)).content.decode()
    assert not answer.cookies


def test_a_repeated_request_is_answered_as_the_first_time(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    answers = [send(client, person.consultation, statement=first, value="pass").json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Serve.objects.filter(participant=person).count() == 2
    assert Vote.objects.filter(participant=person).count() == 1


def test_an_answer_can_be_changed_and_leaves_the_waiting_statement(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    then = send(client, person.consultation, statement=first, value="agree", matters="1").json()
    later = send(client, person.consultation, statement=first, value="disagree").json()
    assert then == later
    kept = Vote.objects.get(participant=person)
    assert (kept.value, kept.matters) == ("disagree", False)


def test_a_json_body_says_the_same(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    body = {"statement": str(first), "value": "agree", "matters": True}
    answer = client.post(
        address(person.consultation), json.dumps(body), "application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    assert Vote.objects.get(participant=person).matters


def test_a_statement_comes_in_the_language_asked_for(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    for statement in Statement.objects.all():
        statement.texts.create(language="ar", text=f"نص {statement.pk}")
    serving.forget()
    there = address(person.consultation, "ar")
    told = client.post(there, {"statement": first, "value": "pass"}, headers={"Accept": "application/json"}).json()
    assert (told["statement"]["language"], told["statement"]["direction"]) == ("ar", "rtl")
    other = address(person.consultation, "ru")
    told = client.post(other, {"statement": first, "value": "pass"}, headers={"Accept": "application/json"}).json()
    assert (told["statement"]["language"], told["statement"]["direction"]) == ("en", "ltr")
    assert told["statement"]["organisers"] is True


def test_nobody_is_asked_about_their_own(voter: Callable[..., Any], make_consultation: Callable[..., Any]) -> None:
    consultation = make_consultation(3)
    first, second, third = consultation.statements.values_list("pk", flat=True)
    person, cookie = join(consultation)
    person.own = sealed.added(person.own, cookie, second)
    person.save()
    serve_next(person, cookie)
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    give(client, cookie)
    for _ in range(2):
        (statement,) = waiting(person)
        told = send(client, consultation, statement=statement, value="agree").json()
    assert told == {"statement": None, "answered": 2, "open": 2}
    assert set(Serve.objects.values_list("statement_id", flat=True)) == {first, third}


def test_a_retired_statement_waits_for_nobody_and_keeps_its_votes(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    Statement.objects.filter(pk=first).update(stage=Stage.RETIRED)
    serving.forget()
    page = client.get(address(person.consultation))
    assert 'name="next"' in page.content.decode()
    told = client.post(address(person.consultation), {"next": "1"}, headers={"Accept": "application/json"}).json()
    assert told["statement"]["id"] != str(first)
    assert told["open"] == 11
    told = send(client, person.consultation, statement=first, value="agree").json()
    assert (told["answered"], told["open"]) == (1, 12)


def test_asking_for_the_next_twice_serves_one(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    for _ in range(3):
        assert client.post(address(person.consultation), {"next": "1"}).status_code == 303
    assert len(waiting(person)) == 1


def test_looking_writes_nothing(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    Serve.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page = client.get(address(person.consultation))
    assert 'name="next"' in page.content.decode()
    assert all(query["sql"].lstrip().startswith("SELECT") for query in seen)
    assert not page.cookies


def test_a_vote_is_three_statements_and_touches_no_shared_row(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (first,) = waiting(person)
    told = send(client, person.consultation, statement=first, value="agree").json()
    with CaptureQueriesContext(connection) as seen:
        send(client, person.consultation, statement=told["statement"]["id"], value="agree")
    asked = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 3
    assert [sql.split()[0] for sql in asked] == ["SELECT", "INSERT", "INSERT"]
    assert not any("FOR UPDATE" in sql for sql in asked)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"statement": "1", "value": "maybe"}, 400, "consultations.bad_value"),
        ({"value": "agree"}, 400, "consultations.bad_value"),
        ({"statement": "one", "value": "agree"}, 400, "consultations.bad_value"),
        ({"statement": "-1", "value": "agree"}, 400, "consultations.bad_value"),
        ({"statement": "9" * 40, "value": "agree"}, 400, "consultations.bad_value"),
        ({"statement": "9" * 19, "value": "agree"}, 404, "not_found"),
        ({"statement": "1", "value": "agree"}, 404, "not_found"),
        ({}, 400, "consultations.bad_value"),
        ({"statement": "1", "value": "agree", "more": "x" * 5000}, 413, "too_large"),
    ],
)
def test_a_bad_vote_is_refused(voter: Callable[..., Any], fields: dict[str, str], status: int, code: str) -> None:
    client, person, _ = voter()
    answer = send(client, person.consultation, **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Vote.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 4000, b'{"statement": 5, "value": "agree"}', b"\xff"])
def test_a_bad_body_is_refused(voter: Callable[..., Any], body: bytes) -> None:
    client, person, _ = voter()
    answer = client.post(address(person.consultation), body, "application/json", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert not Vote.objects.exists()


def test_only_what_was_served_can_be_answered(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (served,) = waiting(person)
    for other in person.consultation.statements.exclude(pk=served).values_list("pk", flat=True):
        assert send(client, person.consultation, statement=other, value="agree").status_code == 404
    assert not Vote.objects.exists()


def test_another_consultations_cookie_opens_nothing(
    voter: Callable[..., Any], make_consultation: Callable[..., Any]
) -> None:
    client, person, _ = voter()
    other = make_consultation()
    (served,) = waiting(person)
    answer = send(client, other, statement=served, value="agree")
    assert (answer.status_code, answer.json()["code"]) == (404, "consultations.not_joined")


def test_without_a_cookie_nothing_is_taken(
    make_consultation: Callable[..., Any], visitor: Callable[[], Client]
) -> None:
    consultation = make_consultation()
    answer = send(visitor(), consultation, statement="1", value="agree")
    assert (answer.status_code, answer.json()["code"]) == (404, "consultations.not_joined")
    assert visitor().post(address(consultation), {"next": "1"}).status_code == 404
    page = visitor().get(address(consultation))
    assert page.status_code == 303
    assert page.headers["Location"] == f"/c/{consultation.pk}/en/"
    assert not page.cookies


@pytest.mark.parametrize(("phase", "status"), [(Phase.CLOSED, 409), (Phase.READY, 409), (Phase.DRAFT, 404)])
def test_outside_its_days_nothing_is_taken(voter: Callable[..., Any], phase: Phase, status: int) -> None:
    client, person, _ = voter()
    (served,) = waiting(person)
    Consultation.objects.update(phase=phase)
    assert send(client, person.consultation, statement=served, value="agree").status_code == status
    assert client.post(address(person.consultation), {"next": "1"}).status_code == status
    assert client.get(address(person.consultation)).status_code == status
    assert not Vote.objects.exists()


def test_a_suspended_dialogue_takes_no_votes(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    (served,) = waiting(person)
    Dialogue.objects.update(standing=Standing.SUSPENDED)
    answer = send(client, person.consultation, statement=served, value="agree")
    assert (answer.status_code, answer.json()["code"]) == (409, "consultations.not_open")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_votes_come_from_our_own_page(voter: Callable[..., Any], site: str | None) -> None:
    _client, person, cookie = voter()
    (served,) = waiting(person)
    stranger = Client(headers={"Sec-Fetch-Site": site} if site else {})
    give(stranger, cookie)
    assert send(stranger, person.consultation, statement=served, value="agree").status_code == 403
    assert not Vote.objects.exists()


def test_other_methods_are_refused(voter: Callable[..., Any]) -> None:
    client, person, _ = voter()
    assert client.delete(address(person.consultation)).status_code == 405
    assert client.put(address(person.consultation)).status_code == 405


def test_on_sqlite_rows_lie_in_the_order_of_their_keys() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's tables are rewritten in the order of their keys at close")
    with connection.cursor() as cursor:
        for name in ("serve", "vote", "report", "code", "usedsolution"):
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"consultations_{name}"])
            assert cursor.fetchone()[0].endswith("WITHOUT ROWID"), name
