"""From a published statement to the agenda: what may be put there, what is refused, and what the public reads."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from detente.web.agenda import actions
from detente.web.agenda.models import Basis, Item
from detente.web.consultations.models import Reason, Stage
from detente.web.core.clock import today
from detente.web.core.keys import random_key
from detente.web.dialogues.models import Colour, Dialogue, Side, Standing
from detente.web.ledger.models import Entry
from detente.web.results.queries import newest
from detente.web.results.released import ranked
from tests.web.agenda.publics import publish
from tests.web.conftest import add_statement

WHY = {"en": "Both towns say so.", "ar": "كلتا المدينتين تقول ذلك."}


def pin(convener, consultation, rank=2, basis=Basis.STATEMENT, why=WHY):
    return actions.pin(
        actor=convener,
        consultation=consultation,
        statement=consultation.statements.get(rank=rank),
        basis=basis,
        why=why,
    )


def test_each_basis_is_what_the_numbers_list(published, convener) -> None:
    ground = pin(convener, published, 0, Basis.COMMON_GROUND)
    divide = pin(convener, published, 1, Basis.DIVIDE)
    plain = pin(convener, published, 2, Basis.STATEMENT)
    assert [i.position for i in (ground, divide, plain)] == [1, 2, 3]
    assert plain.snapshot == published.snapshots.first()
    # The engine orders statements by their random keys, so which of the others are listed can differ.
    found = newest(published)
    ground, divided = ranked(found, "common_ground"), ranked(found, "divisive")
    for rank in range(3, 12):
        key = published.statements.get(rank=rank).pk
        wrong = [basis for basis, there in ((Basis.COMMON_GROUND, ground), (Basis.DIVIDE, divided)) if key not in there]
        for basis in (*wrong, "nonsense"):
            with pytest.raises(actions.WrongBasis):
                pin(convener, published, rank, basis)
    with pytest.raises(actions.AlreadyThere):
        pin(convener, published, 0, Basis.DIVIDE)
    assert Item.objects.count() == 3


def test_only_what_is_published_is_put_there(make_consultation, published, convener) -> None:
    add_statement(published, "Nobody has voted on this one.", rank=90)
    with pytest.raises(actions.NotPublished):
        pin(convener, published, 90)
    silent = make_consultation()
    with pytest.raises(actions.NotPublished):
        pin(convener, silent)
    refused = published.statements.get(rank=3)
    refused.stage, refused.reason = Stage.RETIRED, Reason.PRIVATE_PERSON
    refused.save()
    with pytest.raises(actions.NotPublished):
        pin(convener, published, 3)
    assert not Item.objects.exists()


def test_once_with_a_reason_and_never_after_the_end(published, convener, dialogue) -> None:
    with pytest.raises(actions.WhyMissing):
        pin(convener, published, why={"en": ""})
    pin(convener, published)
    with pytest.raises(actions.AlreadyThere):
        pin(convener, published)
    dialogue.standing = Standing.CLOSED
    dialogue.save()
    published.refresh_from_db()
    with pytest.raises(actions.AgendaClosed):
        pin(convener, published, 3)
    assert Item.objects.count() == 1


def test_the_convener_pins_by_the_pages(published, convener, staff, visitor) -> None:
    client = staff(convener)
    manage = reverse("agenda_manage", args=(published.dialogue_id,))
    first = client.get(manage)
    assert b"Statement number 0 about" in first.content
    found = client.get(manage, {"of": str(published.pk), "q": "number 7"})
    assert b"Statement number 7 about" in found.content
    assert b"Statement number 8 about" not in found.content
    assert b"has these words" in client.get(manage, {"q": "unheard of"}).content
    address = reverse("pin", args=(published.pk, published.statements.get(rank=0).pk))
    assert b"common ground" in client.get(address).content
    empty = client.post(address, {"basis": "common_ground"})
    assert empty.status_code == 400
    assert b"in at least one language" in empty.content
    assert client.post(address, {"basis": "divide", "why_en": "Because."}).status_code == 400
    assert not Item.objects.exists()
    answer = client.post(address, {"basis": "common_ground", "why_en": "Because both want it."})
    assert answer.status_code == 303
    assert client.post(address, {"basis": "common_ground", "why_en": "Again."}).status_code == 409
    page = visitor().get(reverse("agenda", args=(published.dialogue_id, "en"))).content.decode()
    assert "Statement number 0 about the river." in page
    assert "Because both want it." in page
    assert "called themselves" in page
    assert "yet: it was put on the agenda today" in page


def test_days_without_an_answer_are_counted(item, visitor) -> None:
    Item.objects.update(pinned_on=today() - timedelta(days=12))
    page = visitor().get(reverse("agenda", args=(item.dialogue_id, "en"))).content.decode()
    assert page.count("for 12 days.") == 2
    Item.objects.update(pinned_on=today() - timedelta(days=1))
    page = visitor().get(reverse("agenda_item", args=(item.dialogue_id, "en", item.pk))).content.decode()
    assert page.count("for 1 day.") == 2


def test_order_and_withdrawal(published, convener, staff, visitor) -> None:
    first, second = pin(convener, published, 2), pin(convener, published, 3)
    client, address = staff(convener), reverse("agenda_manage", args=(published.dialogue_id,))

    def order() -> list[Item]:
        return list(Item.objects.order_by("position"))

    before = Entry.objects.count()
    assert client.post(address, {"item": str(first.pk), "act": "up"}).status_code == 303  # it is the first
    assert (order(), Entry.objects.count()) == ([first, second], before)
    assert client.post(address, {"item": str(first.pk), "act": "down"}).status_code == 303
    assert order() == [second, first]
    assert client.post(address, {"item": str(first.pk), "act": "up"}).status_code == 303
    assert order() == [first, second]
    assert b"Take it off the agenda" in client.get(address, {"withdraw": str(first.pk)}).content
    assert client.post(address, {"item": str(first.pk), "act": "withdraw"}).status_code == 400
    sent = {"item": str(first.pk), "act": "withdraw", "why_en": "The towns have settled it."}
    assert client.post(address, sent).status_code == 303
    assert client.post(address, sent).status_code == 409
    assert client.post(address, {"item": str(first.pk), "act": "up"}).status_code == 409
    page = visitor().get(reverse("agenda_item", args=(published.dialogue_id, "en", first.pk))).content.decode()
    assert "The towns have settled it." in page
    assert "had not answered when it was taken off" in page
    page = visitor().get(reverse("agenda", args=(published.dialogue_id, "en"))).content.decode()
    assert "Taken off the agenda" in page


def test_every_act_has_its_line_in_the_ledger(published, convener, visitor) -> None:
    first, second = pin(convener, published, 0, Basis.COMMON_GROUND), pin(convener, published, 1, Basis.DIVIDE)
    pin(convener, published, 2)
    actions.move(actor=convener, item=second, up=True)
    actions.move(actor=convener, item=second, up=False)
    actions.withdraw(actor=convener, item=first, why={"en": "Settled."})
    page = visitor().get(reverse("dialogue_ledger", args=(published.dialogue_id, "en"))).content.decode()
    for words in (
        "put common ground on the agenda",
        "put an open divide on the agenda",
        "put a statement on the agenda",
        "moved an item of the agenda up",
        "moved an item of the agenda down",
        "took an item off the agenda",
    ):
        assert words in page
    assert "Settled." not in str([e.details for e in Entry.objects.all()])


def test_what_is_not_there_is_not_there(item, published, convener, staff, moderator, visitor) -> None:
    other = Dialogue.objects.create(name={"en": "Another"}, languages=["en"])
    Side.objects.create(dialogue=other, position=0, name={"en": "X"}, language="en", colour=Colour.BLUE)
    client = staff(convener)
    assert visitor().get(reverse("agenda_item", args=(other.pk, "en", item.pk))).status_code == 404
    assert visitor().get(reverse("agenda_item", args=(item.dialogue_id, "en", uuid.uuid4()))).status_code == 404
    assert visitor().get(reverse("agenda", args=(uuid.uuid4(), "en"))).status_code == 404
    foreign = reverse("agenda_manage", args=(other.pk,))
    for key in (str(item.pk), "nonsense", ""):
        assert client.post(foreign, {"item": key, "act": "up"}).status_code == 404
    own = reverse("agenda_manage", args=(item.dialogue_id,))
    assert client.post(own, {"item": str(item.pk), "act": "nonsense"}).status_code == 404
    for key in (random_key(), 0, 2**63):
        assert client.get(reverse("pin", args=(published.pk, key))).status_code == 404
    assert staff(moderator).get(own).status_code == 404
    assert visitor().get(own).status_code == 302
    assert visitor().post(own, {"item": str(item.pk), "act": "up"}).status_code == 404


def test_a_closed_dialogue_keeps_its_agenda_readable(item, published, convener, staff, visitor) -> None:
    Dialogue.objects.update(standing=Standing.CLOSED, notice={"en": "It is over."})
    assert visitor().get(reverse("agenda", args=(item.dialogue_id, "en"))).status_code == 200
    client = staff(convener)
    assert client.get(reverse("agenda_manage", args=(item.dialogue_id,))).status_code == 200
    address = reverse("pin", args=(published.pk, published.statements.get(rank=3).pk))
    assert client.get(address).status_code == 200
    assert client.post(address, {"basis": "statement", "why_en": "Late."}).status_code == 409


def test_a_statement_that_is_taken_back_later_is_no_longer_repeated(item, visitor) -> None:
    statement = item.statement
    statement.stage, statement.reason = Stage.RETIRED, Reason.PRIVATE_PERSON
    statement.save()
    for address in (
        reverse("agenda", args=(item.dialogue_id, "en")),
        reverse("agenda_item", args=(item.dialogue_id, "en", item.pk)),
    ):
        assert b"Statement number 0" not in visitor().get(address).content


def test_newer_numbers_leave_an_item_as_it_was(item, published, convener) -> None:
    publish(published, per_side=20, seed=8, ground=0.1)
    item.refresh_from_db()
    assert item.snapshot.number == 1
    assert published.snapshots.first().number == 2


def test_texts_are_shown_and_never_run(published, convener, visitor) -> None:
    made = pin(convener, published, why={"en": "<script>alert(1)</script>"})
    page = visitor().get(reverse("agenda_item", args=(published.dialogue_id, "en", made.pk))).content
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;" in page
