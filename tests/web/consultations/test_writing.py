"""Sending a statement, and reading by receipt what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from detente.web.consultations import receipts, sealed
from detente.web.consultations.actions import moderating, writing
from detente.web.consultations.actions.batches import show_batches
from detente.web.consultations.models import (
    Appeal,
    Consultation,
    Moderator,
    Participant,
    Phase,
    Serve,
    Stage,
    Statement,
    Vote,
)
from detente.web.core.clock import today
from detente.web.core.keys import random_key
from detente.web.dialogues.models import Standing
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.web.conftest import add_statement
from tests.web.consultations.voters import give, join

Make = Callable[..., Consultation]
PLAIN = "Both towns should open a library on the bridge."


@pytest.fixture
def place(make_consultation: Make) -> Consultation:
    return make_consultation(statements=3)


@pytest.fixture
def writer(place: Consultation, visitor: Callable[[], Client]) -> tuple[Client, Participant, bytes]:
    someone, cookie = join(place, place.dialogue.sides.first())
    client = visitor()
    give(client, cookie)
    return client, someone, cookie


def address(place: Consultation, name: str, language: str = "en") -> str:
    return f"/c/{place.pk}/{language}/{name}/"


def send(client: Client, place: Consultation, text: str, **fields: str) -> Any:
    return client.post(address(place, "write"), {"text": text, "in_language": "en"} | fields)


def receipt_in(page: Any) -> str:
    found = re.search(r'data-receipt="([A-Z-]{14})"', page.content.decode())
    assert found is not None, page.content.decode()
    return found.group(1)


def decided_yesterday(statement: Statement) -> None:
    Statement.objects.filter(pk=statement.pk).update(decided_on=today() - timedelta(days=1))


def test_a_statement_waits_without_a_vote_and_its_author_holds_the_receipt(
    place: Consultation, writer: tuple[Client, Participant, bytes]
) -> None:
    client, someone, cookie = writer
    answer = send(client, place, f"  {PLAIN} ")
    assert answer.status_code == 200
    assert not answer.cookies
    made = Statement.objects.get(stage=Stage.WAITING)
    someone.refresh_from_db()
    assert made.author_id == someone.pk
    assert made.submitted_on == today()
    assert made.texts.get().text == PLAIN
    assert sealed.opened(bytes(someone.own), cookie) == [made.pk]
    assert (someone.waiting, sealed.written_on(bytes(someone.own), cookie, today())) == (1, 1)
    assert len(bytes(someone.own)) == len(sealed.empty(cookie))
    assert not Vote.objects.exists()
    assert not Entry.objects.exists()
    receipt = receipt_in(answer)
    assert receipts.found(place, receipt.lower().replace("-", " ")) == made
    assert receipt.encode() not in bytes(made.receipt)


def test_the_same_form_sent_twice_is_one_statement(
    place: Consultation, writer: tuple[Client, Participant, bytes]
) -> None:
    client, someone, _cookie = writer
    form = client.get(address(place, "write")).content.decode()
    drawn = re.search(r'name="receipt" value="([A-Z-]{14})"', form)
    assert drawn is not None
    first = send(client, place, PLAIN, receipt=drawn.group(1))
    again = send(client, place, PLAIN, receipt=drawn.group(1), anyway="1")
    assert receipt_in(first) == receipt_in(again) == drawn.group(1)
    assert Statement.objects.filter(stage=Stage.WAITING).count() == 1
    someone.refresh_from_db()
    assert someone.waiting == 1
    other = send(client, place, "The bridge needs a new railing.", receipt=drawn.group(1))
    assert receipt_in(other) != drawn.group(1)


def test_three_wait_and_five_a_day(
    place: Consultation, writer: tuple[Client, Participant, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, someone, cookie = writer
    words = "apples bridges carts dams eels ferries".split()
    sent = [send(client, place, f"We want more {word} than before.", anyway="1") for word in words[:4]]
    assert [answer.status_code for answer in sent] == [200, 200, 200, 409]
    assert "3 statements of yours still wait" in sent[3].content.decode()
    assert "more dams than" in sent[3].content.decode(), "the text is still in the form"
    Participant.objects.filter(pk=someone.pk).update(waiting=0)
    sent = [send(client, place, f"We want more {word} than before.", anyway="1") for word in words[3:]]
    assert [answer.status_code for answer in sent] == [200, 200, 409]
    Participant.objects.filter(pk=someone.pk).update(waiting=0)
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr("detente.web.consultations.actions.writing.today", lambda: tomorrow)
    assert send(client, place, "A new day, a new thought.").status_code == 200
    someone.refresh_from_db()
    own = bytes(someone.own)
    assert (sealed.written_on(own, cookie, tomorrow), sealed.written_on(own, cookie, today())) == (1, 0)
    assert len(sealed.opened(own, cookie)) == 6


def test_once_it_is_decided_the_row_of_its_author_looks_like_anybodys(
    place: Consultation, writer: tuple[Client, Participant, bytes], moderator: User
) -> None:
    """On the day itself, when only one person wrote: no count and no day is left in the clear."""
    client, someone, cookie = writer
    send(client, place, PLAIN)
    made = Statement.objects.get(stage=Stage.WAITING)
    place.moderators.create(user=moderator)
    moderating.accept(actor=moderator, consultation=place, statement=made.pk)
    silent = Participant.objects.create(
        consultation=place, side=someone.side, token=b"0" * 32, own=sealed.empty(cookie)
    )
    sealed_or_random = {"id", "token", "own"}
    seen = [
        {name: value for name, value in row.items() if name not in sealed_or_random}
        for row in Participant.objects.filter(pk__in=(someone.pk, silent.pk)).values()
    ]
    assert seen[0] == seen[1]


def test_what_still_waits_at_the_end_loses_its_author_and_the_author_the_count(
    place: Consultation, writer: tuple[Client, Participant, bytes]
) -> None:
    client, someone, _cookie = writer
    send(client, place, PLAIN)
    Consultation.objects.filter(pk=place.pk).update(phase=Phase.CLOSED)
    show_batches()
    someone.refresh_from_db()
    assert someone.waiting == 0
    assert not Statement.objects.exclude(author=None).exists()


def test_no_more_than_the_sealed_list_can_hold(place: Consultation, writer: tuple[Client, Participant, bytes]) -> None:
    client, someone, cookie = writer
    own = bytes(someone.own)
    for _number in range(sealed.MOST):
        own = sealed.added(own, cookie, random_key())
    Participant.objects.filter(pk=someone.pk).update(own=own)
    assert send(client, place, PLAIN).status_code == 409


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": " \u200b "}, 400),
        ({"text": PLAIN}, 400),
        ({"text": PLAIN, "in_language": "de"}, 400),
        ({"text": "x" * 281, "in_language": "en"}, 400),
        ({"text": "look at example.com", "in_language": "en"}, 400),
        ({"text": PLAIN, "in_language": "en", "receipt": "nonsense \0"}, 200),
    ],
)
def test_bad_input_is_refused_on_the_page(
    place: Consultation, writer: tuple[Client, Participant, bytes], fields: dict[str, str], status: int
) -> None:
    answer = writer[0].post(address(place, "write"), fields)
    assert answer.status_code == status
    assert Statement.objects.filter(stage=Stage.WAITING).count() == (status == 200)


def test_shown_ones_like_it_come_first_and_waiting_ones_are_not_told(
    place: Consultation, writer: tuple[Client, Participant, bytes]
) -> None:
    client, _someone, _cookie = writer
    shown = add_statement(place, "Both towns should open a library on the bridge soon.", rank=9)
    add_statement(place, "Both towns should open a library at the bridge.", stage=Stage.WAITING, shown_on=None)
    page = send(client, place, PLAIN).content.decode()
    assert "on the bridge soon." in page
    assert "at the bridge." not in page
    assert not Statement.objects.filter(stage=Stage.WAITING, author__isnull=False).exists()
    assert send(client, place, PLAIN, anyway="1").status_code == 200
    assert Statement.objects.filter(stage=Stage.WAITING, author__isnull=False).count() == 1
    assert f"/write/{shown.pk}/" in page


def test_voting_on_the_one_that_is_there(place: Consultation, writer: tuple[Client, Participant, bytes]) -> None:
    client, someone, _cookie = writer
    chosen = place.statements.first()
    assert chosen is not None
    answer = client.post(f"{address(place, 'write')}{chosen.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (303, address(place, "vote"))
    assert Serve.objects.get(participant=someone).slot == "chosen"
    assert client.post(f"{address(place, 'write')}{chosen.pk}/").status_code == 303
    waiting = add_statement(place, "Not yet.", stage=Stage.WAITING)
    for key in (waiting.pk, 1, 2**80):
        assert client.post(f"{address(place, 'write')}{key}/").status_code == 404
    assert Serve.objects.count() == 1


def test_nobody_reads_another_consultations_receipt(
    place: Consultation, make_consultation: Make, writer: tuple[Client, Participant, bytes]
) -> None:
    receipt = receipt_in(send(writer[0], place, PLAIN))
    other = make_consultation(statements=0)
    page = writer[0].post(address(other, "outcome"), {"receipts": receipt}).content.decode()
    assert PLAIN not in page
    with pytest.raises(receipts.UnknownReceipt):
        receipts.found(other, receipt)


def outcome(client: Client, place: Consultation, receipt: str) -> str:
    answer = client.post(address(place, "outcome"), {"receipts": receipt})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_refusal_is_told_from_the_next_day_and_can_be_appealed_once(
    place: Consultation, writer: tuple[Client, Participant, bytes], moderator: User, convener: User
) -> None:
    client, someone, _cookie = writer
    Moderator.objects.create(consultation=place, user=moderator)
    receipt = receipt_in(send(client, place, PLAIN))
    made = Statement.objects.get(stage=Stage.WAITING)
    appeal = {"receipt": receipt, "plea": "It is about the question."}
    assert client.post(address(place, "outcome/appeal"), appeal).status_code == 409
    moderating.refuse(actor=moderator, consultation=place, statement=made.pk, reason="off_topic")
    made.refresh_from_db()
    someone.refresh_from_db()
    assert made.author_id is None
    assert someone.waiting == 0
    assert "There is no decision to read yet" in outcome(client, place, receipt)
    assert client.post(address(place, "outcome/appeal"), appeal).status_code == 409
    decided_yesterday(made)
    page = outcome(client, place, receipt)
    assert "It does not speak to the question." in page
    assert PLAIN in page
    for bad in ("", "write to a@b.c", "x" * 281):
        assert client.post(address(place, "outcome/appeal"), appeal | {"plea": bad}).status_code == 400
    answer = client.post(address(place, "outcome/appeal"), appeal)
    assert answer.status_code == 200
    assert "Your appeal is sent" in answer.content.decode()
    assert client.post(address(place, "outcome/appeal"), appeal).status_code == 409
    with pytest.raises(moderating.AnotherPerson), transaction.atomic():
        moderating.grant_appeal(actor=moderator, consultation=place, statement=made.pk)
    moderating.deny_appeal(actor=convener, consultation=place, statement=made.pk)
    assert "Appeal is being decided" in outcome(client, place, receipt)
    decided_yesterday(made)
    page = outcome(client, place, receipt)
    assert "This is final" in page
    assert "Send the appeal" not in page
    made.refresh_from_db()
    assert (made.appeal, made.plea) == (Appeal.DENIED, "")
    assert client.post(address(place, "outcome/appeal"), appeal).status_code == 409


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stage": Stage.SHOWN}, "Others are asked about it now."),
        ({"stage": Stage.SHOWN, "by_clock": True}, "Nobody decided in time"),
        ({"stage": Stage.ACCEPTED, "decided_on": "yesterday"}, "next daily batch"),
        ({"stage": Stage.ACCEPTED, "decided_on": "today"}, "There is no decision to read yet"),
        ({"stage": Stage.RETIRED, "reason": "duplicate"}, "Another statement says the same."),
    ],
)
def test_each_outcome_has_its_words(
    place: Consultation, writer: tuple[Client, Participant, bytes], fields: dict[str, Any], words: str
) -> None:
    days = {"yesterday": today() - timedelta(days=1), "today": today()}
    receipt = receipt_in(send(writer[0], place, PLAIN))
    changed = {name: days.get(value, value) if isinstance(value, str) else value for name, value in fields.items()}
    Statement.objects.filter(stage=Stage.WAITING).update(**changed)
    assert words in outcome(writer[0], place, receipt)


def test_many_receipts_and_nonsense(place: Consultation, writer: tuple[Client, Participant, bytes]) -> None:
    lines = "\n".join(["ABCD-EFGH-JKMN", "x\0<b>", *(f"A{number}" for number in range(500))])
    page = outcome(writer[0], place, lines)
    assert page.count("Not found") <= sealed.MOST
    assert "<b>" not in page
    assert writer[0].post(address(place, "outcome"), {}).status_code == 400


@pytest.mark.parametrize("state", ["closed", "suspended", "stranger", "draft"])
def test_who_may_not_write(
    place: Consultation, writer: tuple[Client, Participant, bytes], visitor: Callable[[], Client], state: str
) -> None:
    client = writer[0]
    expected = {"closed": 409, "suspended": 409, "stranger": 404, "draft": 404}[state]
    if state in ("closed", "draft"):
        Consultation.objects.filter(pk=place.pk).update(phase=Phase(state))
    elif state == "suspended":
        place.dialogue.standing = Standing.SUSPENDED
        place.dialogue.save()
    else:
        client = visitor()
    assert client.get(address(place, "write")).status_code == expected
    assert send(client, place, PLAIN).status_code == expected
    assert client.post(f"{address(place, 'write')}1/").status_code == (404 if state == "stranger" else expected)
    reading = 404 if state == "draft" else 200
    assert client.get(address(place, "outcome")).status_code == reading
    assert client.get(address(place, "rules")).status_code == reading
    assert not Statement.objects.filter(stage=Stage.WAITING).exists()


def test_arabic_pages_run_from_the_right(place: Consultation, writer: tuple[Client, Participant, bytes]) -> None:
    for name in ("write", "outcome", "rules"):
        assert 'dir="rtl"' in writer[0].get(address(place, name, "ar")).content.decode()
    text = "يجب أن نبني جسراً جديداً فوق النهر"
    answer = writer[0].post(address(place, "write", "ar"), {"text": text, "in_language": "ar"})
    assert answer.status_code == 200
    assert Statement.objects.get(stage=Stage.WAITING).texts.get().language == "ar"


def test_a_receipt_is_drawn_at_random_and_can_be_typed() -> None:
    drawn = {receipts.fresh() for _number in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(r"([A-HJKMNP-Z]{4}-){2}[A-HJKMNP-Z]{4}", receipt) for receipt in drawn)
    assert receipts.tidy("abcd efgh.jkmn") == "ABCD-EFGH-JKMN"
    assert receipts.tidy("abcd") == receipts.tidy("") == ""


def test_a_text_is_checked_by_the_action_too(place: Consultation, writer: tuple[Client, Participant, bytes]) -> None:
    _client, someone, cookie = writer
    with pytest.raises(writing.NoSuchLanguage), transaction.atomic():
        writing.write(consultation=place, participant=someone, cookie=cookie, text=PLAIN, language="de")
    someone.delete()
    with pytest.raises(writing.NotJoined), transaction.atomic():
        writing.write(consultation=place, participant=someone, cookie=cookie, text=PLAIN, language="en")
