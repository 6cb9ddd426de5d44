"""One table: every address of the site × who comes × what they get; and a test that no address is missing from it."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from detente.opinion import codec
from detente.opinion.disclosure import release
from detente.opinion.votes import Sides, VoteMatrix
from detente.web.agenda.models import Basis, Item
from detente.web.answers.models import Answer, Kind
from detente.web.consultations import cookies, sealed
from detente.web.consultations.models import Consultation, Moderator, Participant, Phase, Report, Serve, Vote
from detente.web.core.clock import today
from detente.web.core.keys import random_key
from detente.web.ledger.actions import record
from detente.web.people import actions as people
from detente.web.people.adapter import sealer
from detente.web.people.models import Role, User
from detente.web.results.models import MapSnapshot
from tests.web import addresses_agenda, addresses_encounters
from tests.web.addresses import AFTERWARDS, PHASES, TABLE, VISITORS
from tests.web.conftest import person


def patterns(within: Any = None) -> Iterator[URLPattern]:
    for pattern in (within or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from patterns(pattern)


PATTERNS = {str(pattern.name): pattern for pattern in patterns()}


PASSWORD = make_password("a long enough passphrase")


@cache
def published_map() -> Any:
    """What is published of twenty people of each of two sides who answered three statements; made once."""
    rng = np.random.default_rng(11)
    triples = [(person, place, int(rng.choice((-1, 1)))) for person in range(40) for place in range(3)]
    sides = Sides(("Upstream", "Downstream"), np.repeat((0, 1), 20))
    made = release(None, VoteMatrix.from_triples(*zip(*triples, strict=True), n_statements=3), sides=sides).published
    assert made is not None
    return made


def published(consultation: Consultation) -> MapSnapshot:
    """A publication of a consultation of three statements."""
    return MapSnapshot.objects.create(
        consultation=consultation,
        number=1,
        made_on=today(),
        full=True,
        engine=published_map().engine.version,
        parameters={"floor": published_map().floor},
        digest="ab" * 32,
        published=codec.to_plain(published_map()),
        statements=[str(key) for key in consultation.statements.order_by("rank").values_list("pk", flat=True)],
        about={},
    )


class World:
    """A site in which every kind of visitor and every kind of thing exists once."""

    def __init__(
        self, make: Callable[..., Consultation], staff: Callable[[User], Client], visitor: Callable[[], Client]
    ) -> None:
        self.make_client, self.staff = visitor, staff
        self.here, self.elsewhere = make(statements=3), make(statements=3)
        self.cookies = {place.pk: self.taking_part(place) for place in (self.here, self.elsewhere)}
        self.people = {
            "convener": User.objects.get(name="Clara"),
            "half_signed_in": person(Role.CONVENER, "Hal"),
            "moderator": person(Role.MODERATOR, "Mo"),
            "moderator_elsewhere": person(Role.MODERATOR, "Mae"),
            "editor": person(Role.EDITOR, "Edna"),
        }
        for user in self.people.values():
            user.password = PASSWORD
            user.save()
        Moderator.objects.create(consultation=self.here, user=self.people["moderator"], neutral=True)
        Moderator.objects.create(consultation=self.elsewhere, user=self.people["moderator_elsewhere"], neutral=True)
        with transaction.atomic():
            record(
                "dialogue.created", actor=self.people["convener"], dialogue=self.here.dialogue_id, details={"sides": 2}
            )
        self.snapshot = published(self.here)
        self.item = self.answered()
        self.places = self.named()

    @staticmethod
    def taking_part(place: Consultation) -> bytes:
        """Somebody who has answered one statement and is offered a second."""
        cookie = cookies.fresh()
        who = Participant.objects.create(
            consultation=place,
            side=place.dialogue.sides.first(),
            token=cookies.token_of(place, cookie),
            own=sealed.empty(cookie),
        )
        first, second = place.statements.order_by("rank")[:2]
        for statement in (first, second):
            Serve.objects.create(participant=who, statement=statement, slot="uniform", chance=3)
        Vote.objects.create(participant=who, statement=first, value="agree")
        return cookie

    def answered(self) -> Item:
        """An item of the agenda, to which the first side has said that it will do it."""
        item = Item.objects.create(
            dialogue=self.here.dialogue,
            statement=self.here.statements.order_by("rank")[1],
            snapshot=self.snapshot,
            basis=Basis.STATEMENT,
            why={"en": "Both towns ask for it."},
            position=1,
            pinned_on=today(),
        )
        Answer.objects.create(
            item=item,
            side=self.here.dialogue.sides.get(position=0),
            revision=1,
            kind=Kind.WILL_DO,
            reason={"en": "It can be done."},
            office="Harbour master",
            source="Minutes of the council",
            given_on=today(),
            recorded_by="Clara",
            recorded_on=today(),
        )
        return item

    def named(self) -> dict[str, object]:
        """What each part of an address stands for here."""
        convener = self.people["convener"]
        invitation, token = people.invite(actor=convener, role=Role.MODERATOR)
        content = f'{{"person": "{convener.pk}", "token": "{token}"}}'
        return {
            "consultation": self.here.pk,
            "dialogue": self.here.dialogue.pk,
            "language": "en",
            "statement": self.here.statements.order_by("rank")[1].pk,
            "token": token,
            "sealed": sealer("people-link").encrypt(content.encode()).decode(),
            "person": self.people["moderator_elsewhere"].pk,
            "key": invitation.pk,
            "step": "question",
            "snapshot": self.snapshot.pk,
            "item": self.item.pk,
            "side": 0,
            "name": "map.json",
            **addresses_encounters.places(self.people["editor"]),
        }

    def data_of(self, fields: dict[str, str]) -> dict[str, str]:
        """A form's fields with the keys of this world in them."""
        offered = self.here.statements.order_by("rank")[1].pk
        foreign = self.elsewhere.statements.order_by("rank")[1].pk
        return {name: text.format(offered=offered, foreign=foreign) for name, text in fields.items()}

    def client(self, visitor: str) -> Client:
        if visitor in ("convener", "moderator", "moderator_elsewhere", "editor"):
            return self.staff(self.people[visitor])
        client = self.make_client()
        if visitor == "half_signed_in":
            client.force_login(self.people[visitor])
        elif visitor == "signed_out":
            client.force_login(self.people["convener"])
            client.post(reverse("account_logout"))
        elif visitor in ("here", "elsewhere"):
            # The path of the cookie would keep it at home; a visitor who sends it all the same gets nothing by it.
            probe = Client()
            answer = probe.get("/healthz")
            cookies.give(answer, self.here, self.cookies[getattr(self, visitor).pk])
            client.cookies[cookies.NAME] = answer.cookies[cookies.NAME].value
        return client

    def address(self, name: str, /, **other: object) -> str:
        everything = self.places | addresses_encounters.PLACES.get(name, {}) | other
        return reverse(name, kwargs={part: everything[part] for part in parts_of(name)})


def parts_of(name: str) -> list[str]:
    """The names of the parts of an address."""
    return list(get_resolver().reverse_dict.getlist(name)[0][0][0][1])


@pytest.fixture
def world(make_consultation, staff, visitor, convener) -> World:
    return World(make_consultation, staff, visitor)


def test_every_address_is_in_the_table() -> None:
    listed = {row.name for row in TABLE}
    assert set(PATTERNS) - listed == set(), "add them to tests/web/addresses.py"
    assert listed - set(PATTERNS) == set()


@pytest.mark.parametrize("name", sorted({line.name for line in TABLE}))
def test_everybody_gets_what_the_table_says(world: World, name: str) -> None:
    clients = {visitor: world.client(visitor) for visitor in VISITORS}
    for line in (line for line in TABLE if line.name == name):
        address = world.address(name) + line.query
        found = {}
        for visitor, client in clients.items():
            with transaction.atomic():
                if line.method == "GET":
                    answer = client.get(address)
                    assert address.startswith("/staff/") or not answer.cookies, visitor
                else:
                    answer = copy.deepcopy(client).post(address, world.data_of(line.data))
                found[visitor] = answer.status_code
                transaction.set_rollback(True)
        assert found == line.status, str(line)


def unknown() -> dict[str, list[object]]:
    """For each part of an address, values behind which there is nothing."""
    return {
        "consultation": [uuid.uuid4()],
        "dialogue": [uuid.uuid4()],
        "statement": [random_key(), 0, 2**63],
        "person": [uuid.uuid4()],
        "key": [uuid.uuid4()],
        "token": ["x", "\N{SNOWMAN}", "a" * 500],
        "sealed": ["x", "\N{SNOWMAN}", "a" * 500],
        "item": [uuid.uuid4()],
        "snapshot": [uuid.uuid4()],
        "name": ["x", "\N{SNOWMAN}", "a" * 500],
        "encounter": [uuid.uuid4()],
        "source": [uuid.uuid4()],
        "draft": [uuid.uuid4()],
        "announced": [uuid.uuid4()],
        **addresses_agenda.UNKNOWN,
        **addresses_encounters.UNKNOWN,
    }


def test_nothing_stands_behind_a_key_that_is_none(world: World) -> None:
    participant, convener = world.client("here"), world.client("convener")
    for name in PATTERNS:
        methods = {line.method for line in TABLE if line.name == name}
        fields = world.data_of(AFTERWARDS.get(name, {}))
        for part in set(parts_of(name)) & set(unknown()):
            for value in unknown()[part]:
                address = world.address(name, **{part: value})
                for client, method in product((participant, convener), methods):
                    answer = client.get(address) if method == "GET" else client.post(address, fields)
                    assert answer.status_code in (302, 404, 405), (name, method)
                    if answer.status_code == 302:  # only to the log-in
                        assert client is participant
                        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_what_belongs_to_another_consultation_is_nothing_here(world: World) -> None:
    foreign = world.elsewhere.statements.first().pk
    client = world.client("here")
    assert client.get(world.address("report", statement=foreign)).status_code == 404
    assert client.post(world.address("report", statement=foreign), {"reason": "abuse"}).status_code == 404
    assert not Report.objects.exists()
    before = Vote.objects.count()
    assert client.post(world.address("vote"), {"statement": foreign, "value": "agree"}).status_code == 404
    assert Vote.objects.count() == before


def test_a_post_from_another_site_is_refused_everywhere(world: World) -> None:
    """AC9: cross-site, same-site, and requests that do not say where they come from."""
    for visitor in ("here", "convener"):
        client, silent = world.client(visitor), world.client(visitor)
        silent.defaults.pop("HTTP_SEC_FETCH_SITE")
        before = counts()
        for name in PATTERNS:
            address = world.address(name)
            for site in ("cross-site", "same-site", "none"):
                assert client.post(address, headers={"Sec-Fetch-Site": site}).status_code == 403
            assert client.delete(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
            assert silent.post(address).status_code == 403
            for origin in ("https://elsewhere.example", "null"):
                assert silent.post(address, headers={"Origin": origin}).status_code == 403
        assert counts() == before


def counts() -> dict[str, int]:
    """Rows in every table but the sessions."""
    kinds = [kind for kind in apps.get_models() if kind is not Session]
    return {kind.__name__: kind._default_manager.count() for kind in kinds}


@pytest.mark.parametrize("phase", PHASES)
def test_a_consultation_in_another_state_answers_as_the_table_says(world: World, phase: str) -> None:
    place = world.here
    if phase in Phase.values:
        place.phase = phase
        place.save()
    else:
        place.dialogue.standing = phase.removeprefix("dialogue ")
        place.dialogue.save()
    found = {}
    for name in PHASES[phase]:
        address = world.address(name)
        with transaction.atomic():
            client = world.client("here")
            gotten = client.get(address).status_code
            sent = client.post(address, world.data_of(AFTERWARDS.get(name, {}))).status_code
            found[name] = (gotten, sent)
            transaction.set_rollback(True)
    assert found == PHASES[phase]


def test_what_is_sent_twice_counts_once(world: World) -> None:
    def twice(visitor: str, name: str, data: dict[str, str]) -> tuple[list[int], dict[str, int]]:
        client, address = world.client(visitor), world.address(name)
        first = client.post(address, world.data_of(data)).status_code
        before = counts()
        again = client.post(address, world.data_of(data)).status_code
        return [first, again], {kind: number for kind, number in counts().items() if number != before[kind]}

    vote = {"statement": "{offered}", "value": "agree"}
    assert twice("here", "vote", vote) == ([303, 303], {})
    written = {"text": "The ferry should run on Sundays too.", "in_language": "en", "receipt": "ABCD-EFGH-JKMN"}
    assert twice("here", "write", written | {"anyway": "1"}) == ([200, 200], {})
    assert twice("here", "report", {"reason": "abuse"})[1] == {}
    assert twice("here", "forget", {}) == ([200, 200], {})
    assert twice("moderator", "moderate_decide", {"decision": "retire:off_topic"}) == ([303, 409], {})
    assert twice("convener", "invitation_revoke", {}) == ([302, 404], {})
    assert twice("convener", "consultation_manage", {"act": "close"}) == ([303, 409], {})
    suspend = {"act": "suspend", "notice_en": "The bridge is closed."}
    assert twice("convener", "dialogue_manage", suspend) == ([303, 409], {})
    assert twice("convener", "person_remove", {}) == ([302, 404], {})


def test_an_invitation_makes_one_log_in(world: World) -> None:
    (line,) = (line for line in TABLE if str(line) == "POST invitation")
    answers = [world.client("stranger").post(world.address("invitation"), line.data).status_code for _ in range(2)]
    assert answers == [302, 404]
