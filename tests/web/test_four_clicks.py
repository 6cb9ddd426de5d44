"""From any answer to the statement and the votes behind it and back in four clicks or fewer, for everybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.agenda import actions as agenda
from detente.web.agenda.models import Basis, Item
from detente.web.answers import actions as answers
from detente.web.answers.models import Answer
from detente.web.consultations import cookies, receipts, sealed
from detente.web.consultations.models import Consultation, Participant, Vote
from detente.web.core.clock import today
from detente.web.results import pages
from tests.web.agenda.publics import publish
from tests.web.crawling import Crawler

MOST = 4


@pytest.fixture
def world(make_consultation, convener) -> Consultation:
    """Two consultations of one dialogue; three items, one withdrawn, one answered twice and done."""
    pages.forget()
    first, second = make_consultation(statements=6), make_consultation(statements=6)
    publish(first, per_side=20)
    publish(second, per_side=20, seed=9)
    items = [
        agenda.pin(
            actor=convener,
            consultation=place,
            statement=place.statements.get(rank=rank),
            basis=Basis.STATEMENT,
            why={"en": "It was asked for."},
        )
        for place, rank in ((first, 2), (first, 1), (second, 3))
    ]
    for item, kinds in zip(items, (("will_not", "will_do"), ("will_discuss",), ("not_ours",)), strict=True):
        for side in item.dialogue.sides.all():
            for kind in kinds:
                given = answers.record_answer(
                    actor=convener,
                    item=item,
                    side=side,
                    kind=kind,
                    reason={"en": f"Because of {kind}."},
                    office="Town hall",
                    due_on=today() + timedelta(days=9) if kind in answers.PROMISES else None,
                    source="The council's minutes",
                    given_on=today(),
                )
        if kinds[-1] == "will_do":
            answers.record_outcome(actor=convener, answer=given, done=True, evidence="It was opened.")
    agenda.withdraw(actor=convener, item=items[2], why={"en": "It is settled."})
    return first


def anchors(client: Client, item: Item) -> set[str]:
    """The answers that an item's page shows."""
    page = client.get(reverse("agenda_item", args=(item.dialogue_id, "en", item.pk))).content.decode()
    return set(re.findall(r'id="answer-(\d+)"', page))


def test_from_every_answer_to_the_votes_and_back(world, visitor) -> None:
    stranger = visitor()
    crawler = Crawler(stranger)
    measured = []
    for item in Item.objects.select_related("statement"):
        given = {str(answer.pk) for answer in Answer.objects.filter(item=item)}
        assert given
        assert anchors(stranger, item) == given
        for language in world.languages:
            of_item = reverse("agenda_item", args=(item.dialogue_id, language, item.pk))
            votes = reverse("result_statement", args=(item.statement.consultation_id, language, item.statement_id))
            there = crawler.clicks(of_item, lambda page, votes=votes: page == votes, MOST)
            back = crawler.clicks(votes, lambda page, of_item=of_item: page == of_item, MOST)
            assert there is not None
            assert back is not None
            measured.append(there + back)
            assert stranger.get(votes).status_code == 200
            # The page shows numbers, not only the words.
            assert re.search(r"\d+\s?(?:%|٪)", stranger.get(votes).content.decode())
    assert max(measured) <= MOST


def test_from_the_agenda_everything_is_reached(world, visitor) -> None:
    """The agenda leads to each item, and the site's first page to the agenda."""
    crawler = Crawler(visitor())
    of_dialogue = reverse("agenda", args=(world.dialogue_id, "en"))
    linked = crawler.links_on(of_dialogue)
    for item in Item.objects.all():
        assert reverse("agenda_item", args=(item.dialogue_id, "en", item.pk)) in linked
    away = crawler.clicks(reverse("home_in", args=("en",)), lambda page: page == of_dialogue, MOST)
    assert away is not None
    assert away <= 2


def test_who_voted_finds_the_answer_from_where_they_voted(world, visitor) -> None:
    cookie = cookies.fresh()
    person = Participant.objects.create(
        consultation=world, side=None, token=cookies.token_of(world, cookie), own=sealed.empty(cookie)
    )
    item = Item.objects.get(statement__consultation=world, statement__rank=2)
    Vote.objects.create(participant=person, statement=item.statement, value="agree")
    Vote.objects.create(participant=person, statement=world.statements.get(rank=5), value="agree")
    client = visitor()
    probe = client.get("/healthz")
    cookies.give(probe, world, cookie)
    client.cookies[cookies.NAME] = probe.cookies[cookies.NAME].value
    of_item = reverse("agenda_item", args=(world.dialogue_id, "en", item.pk))
    of_dialogue = reverse("agenda", args=(world.dialogue_id, "en"))
    mine = client.get(reverse("my_votes", args=(world.pk, "en"))).content.decode()
    assert mine.count(of_item) == 1  # beside the one that is there, not beside the other
    for name in ("vote", "what_next", "consultation"):
        assert of_dialogue in Crawler(client).links_on(reverse(name, args=(world.pk, "en"))), name


def test_who_wrote_finds_the_answer_by_their_receipt(world, visitor) -> None:
    item = Item.objects.get(statement__consultation=world, statement__rank=2)
    receipt = receipts.fresh()
    item.statement.receipt = receipts.digest(world, receipt)
    item.statement.origin = "public"
    item.statement.save()
    address = reverse("outcome", args=(world.pk, "en"))
    page = visitor().post(address, {"receipts": receipt}).content.decode()
    assert reverse("agenda_item", args=(world.dialogue_id, "en", item.pk)) in page


def test_nothing_is_said_of_an_agenda_where_there_is_none(make_consultation, visitor) -> None:
    empty = make_consultation()
    linked = Crawler(visitor()).links_on(reverse("consultation", args=(empty.pk, "en")))
    assert reverse("agenda", args=(empty.dialogue_id, "en")) not in linked


def test_the_crawler_counts_and_gives_up(world, visitor) -> None:
    """A path that does not exist is not found, and one that is too long is none."""
    crawler = Crawler(visitor())
    start = reverse("dialogue", args=(world.dialogue_id, "en"))
    assert crawler.clicks(start, lambda page: page == start, 0) == 0
    assert crawler.clicks(start, lambda page: page == "/nowhere/", 2) is None
    votes = reverse("result_statement", args=(world.pk, "en", world.statements.get(rank=2).pk))
    assert crawler.clicks(start, lambda page: page == votes, 1) is None
    assert crawler.clicks(start, lambda page: page == votes, 2) == 2
