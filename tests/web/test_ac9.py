"""AC9 (anonymity.md section 10): nothing is done for a request from elsewhere, and no proof of work counts twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import altcha
import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from detente.web.consultations.actions import codes
from detente.web.consultations.models import Consultation, Level, Participant
from detente.web.core import work
from detente.web.people.models import User
from tests.web.consultations.voters import give, join

Make = Callable[..., Consultation]
Browser = Callable[[], Client]

ELSEWHERE: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://localhost"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "localhost"},
    {"Origin": "https://example.org"},
    {"Origin": "https://localhost.example.org"},
    {"Origin": "https://localhost:8443"},
]
OURS: list[dict[str, str]] = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "https://localhost"}]


def patterns(within: Any = None) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (within or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name), pattern
        else:
            yield from patterns(pattern)


class World:
    """An open and a dealt consultation, a code, and somebody who takes part and is offered a statement."""

    def __init__(self, make: Make, convener: User) -> None:
        self.open, self.dealt = make(level=Level.OPEN), make(level=Level.DEALT)
        side = self.dealt.dialogue.sides.get(position=0)
        self.code = codes.issue(actor=convener, consultation=self.dealt, side=side, count=1)[0]
        self.person, self.cookie = join(self.open, side)
        client = self.client(OURS[0])
        client.post(reverse("begin", kwargs={"consultation": self.open.pk, "language": "en"}))
        self.statement = self.person.serves.get().statement_id

    def client(self, headers: dict[str, str]) -> Client:
        made = Client(headers=headers, SERVER_NAME="localhost", **{"wsgi.url_scheme": "https"})  # type: ignore[arg-type] # WSGI names
        give(made, self.cookie)
        return made

    def addresses(self) -> list[tuple[str, str]]:
        """Name and address of everything below the open consultation."""
        values = {"consultation": self.open.pk, "language": "en", "statement": self.statement}
        found = []
        for name, pattern in patterns():
            named = set(pattern.pattern.converters)
            if "consultation" in named and not named - set(values):
                found.append((name, reverse(name, kwargs={key: values[key] for key in named})))
        return found

    def sent(self) -> dict[str, str]:
        """Fields that would do something at one address or another."""
        return {
            "statement": str(self.statement),
            "value": "agree",
            "side": "1",
            "reason": "abuse",
            "text": "The bridge should be open to everybody on market days.",
            "in_language": "en",
            "receipt": "ABCD-EFGH-JKMN",
            "receipts": "ABCD-EFGH-JKMN",
            "code": self.code,
        }


@pytest.fixture
def world(make_consultation: Make, convener: User) -> World:
    return World(make_consultation, convener)


def dump() -> dict[str, list[Any]]:
    """Every row of the database."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_ac9_nothing_is_done_for_a_request_from_elsewhere(world: World, headers: dict[str, str]) -> None:
    client, before = world.client(headers), dump()
    addresses = world.addresses()
    assert {name for name, _address in addresses} >= {"begin", "join", "wait", "vote", "report", "write", "forget"}
    for name, address in addresses:
        for method in (client.post, client.put, client.patch, client.delete):
            answer = method(address, world.sent())
            assert answer.status_code == 403, name
            assert not answer.cookies, name
    dealt = reverse("join", kwargs={"consultation": world.dealt.pk, "language": "en"})
    assert client.post(dealt, {"code": world.code}).status_code == 403
    assert dump() == before


@pytest.mark.parametrize("headers", OURS, ids=str)
@pytest.mark.parametrize("name", ["join", "vote", "report", "forget", "dealt"])
def test_ac9_the_same_requests_from_here_do_something(world: World, headers: dict[str, str], name: str) -> None:
    client, before = world.client(headers), dump()
    addresses = dict(world.addresses())
    addresses["dealt"] = reverse("join", kwargs={"consultation": world.dealt.pk, "language": "en"})
    assert client.post(addresses[name], world.sent()).status_code in (200, 303)
    assert dump() != before


def test_ac9_a_solution_counts_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_WORK", ((10, "0"),) * 5)
    anybody = Client(headers=OURS[0], SERVER_NAME="localhost")
    challenge = anybody.get(f"/c/{world.open.pk}/challenge.json").json()
    address = reverse("join", kwargs={"consultation": world.open.pk, "language": "en"})
    statuses = []
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    for _ in range(3):
        assert solution is not None
        solved = {"counter": solution.counter, "derivedKey": solution.derived_key}
        payload = base64.b64encode(json.dumps({"challenge": challenge, "solution": solved}).encode()).decode()
        for proof in (payload, payload):
            browser = Client(headers=OURS[0], SERVER_NAME="localhost")
            statuses.append(browser.post(address, {"side": "neither", "proof": proof}).status_code)
        # Another solution of the same challenge is no other proof.
        solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge), counter_start=solution.counter + 1)
    assert statuses == [303, 409, 409, 409, 409, 409]
    assert Participant.objects.filter(consultation=world.open).count() == 2
