"""What sides answer and what became of it: recorded with a source, never overwritten, readable by everybody."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from detente.web.agenda.actions import AgendaClosed, ItemWithdrawn, withdraw
from detente.web.answers import actions
from detente.web.answers.models import Answer, Outcome
from detente.web.core.clock import today
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Colour, Dialogue, Side, Standing
from detente.web.ledger.models import Entry


def answer(convener, item, side=0, **fields):
    said = {
        "kind": "will_do",
        "reason": {"en": "The weir is ours."},
        "office": "Water board",
        "due_on": today() + timedelta(days=30),
        "source": "Letter of the council",
        "given_on": today(),
    }
    return actions.record_answer(
        actor=convener, item=item, side=item.dialogue.sides.get(position=side), **(said | fields)
    )


def page_of(visitor, item) -> str:
    return visitor().get(reverse("agenda_item", args=(item.dialogue_id, "en", item.pk))).content.decode()


def test_a_later_answer_stands_beside_the_earlier_one(item, convener, visitor) -> None:
    first = answer(convener, item)
    assert answer(convener, item) == first  # the same again, as by a second press of the button
    second = answer(convener, item, kind="will_not", due_on=None, reason={"en": "It costs too much."})
    assert [first.revision, second.revision] == [1, 2]
    page = page_of(visitor, item)
    assert page.index("It costs too much.") < page.index("1 earlier answer") < page.index("The weir is ours.")
    assert "Letter of the council" in page
    assert "Clara" in page
    assert "belongs to no side" in page
    assert "No answer from" not in page.split('id="side-1"')[0]
    assert Entry.objects.filter(action="answers.recorded").count() == 2


def test_what_an_answer_needs(item, convener, dialogue) -> None:
    later = today() + timedelta(days=1)
    for rule, fields in (
        (actions.ReasonMissing, {"reason": {"en": ""}}),
        (actions.SourceMissing, {"source": ""}),
        (actions.OfficeMissing, {"office": ""}),
        (actions.DaysWrong, {"given_on": later}),
        (actions.DaysWrong, {"due_on": today() - timedelta(days=1)}),
        (actions.DaysWrong, {"kind": "not_ours"}),  # and yet it names a day
        (actions.DaysWrong, {"due_on": today() + timedelta(days=366 * 21)}),
    ):
        with pytest.raises(rule):
            answer(convener, item, **fields)
    other = Dialogue.objects.create(name={"en": "Another"}, languages=["en"])
    stranger = Side.objects.create(dialogue=other, position=0, name={"en": "X"}, language="en", colour=Colour.BLUE)
    with pytest.raises(NotFound):
        actions.record_answer(
            actor=convener,
            item=item,
            side=stranger,
            kind="will_not",
            reason={"en": "No."},
            office="",
            due_on=None,
            source="x",
            given_on=today(),
        )
    assert not Answer.objects.exists()
    assert not Entry.objects.filter(action__startswith="answers.").exists()


def test_the_convener_records_by_the_pages(item, convener, staff, visitor) -> None:
    client = staff(convener)
    address = reverse("answer_edit", args=(item.dialogue_id, item.pk, 1))
    assert client.get(address).status_code == 200
    sent = {"kind": "will_discuss", "reason_en": "We will put it to the council.", "given_on": str(today())}
    wrong = client.post(address, sent | {"due_on": "2020-01-01", "given_on": "2999-01-01"})
    assert wrong.status_code == 400
    for words in ("This field is required", "still to come", "Name the office"):
        assert words in wrong.content.decode()
    assert client.post(address, sent | {"kind": "nonsense"}).status_code == 400
    assert not Answer.objects.exists()
    told = sent | {"office": "Council", "source": "https://example.org/minutes"}
    assert client.post(address, told).status_code == 303
    page = page_of(visitor, item)
    assert 'href="https://example.org/minutes"' in page
    assert "will discuss" in page
    assert client.get(address).content.decode().count("We will put it to the council.") == 2  # in force, and as a start


def test_what_became_of_it(item, convener, staff, visitor) -> None:
    client = staff(convener)
    address = reverse("outcome_edit", args=(item.dialogue_id, item.pk, 0))
    assert client.get(address).status_code == 409
    answer(convener, item)
    assert client.get(address).status_code == 200
    assert client.post(address, {"done": "yes"}).status_code == 400
    assert client.post(address, {"done": "perhaps", "evidence": "It was seen."}).status_code == 400
    assert not Outcome.objects.exists()
    assert client.post(address, {"done": "no", "evidence": "The money was refused."}).status_code == 303
    assert client.post(address, {"done": "no", "evidence": "The money was refused."}).status_code == 303
    assert client.post(address, {"done": "yes", "evidence": "The weir was opened in May."}).status_code == 303
    assert list(Outcome.objects.values_list("revision", "done")) == [(2, True), (1, False)]
    page = page_of(visitor, item)
    assert page.index("The weir was opened in May.") < page.index("The money was refused.")
    lines = visitor().get(reverse("dialogue_ledger", args=(item.dialogue_id, "en"))).content.decode()
    assert "not done." in lines
    assert "it will do it." in lines


def test_nothing_becomes_of_a_refusal_or_of_an_old_answer(item, convener) -> None:
    old = answer(convener, item)
    new = answer(convener, item, kind="will_not", due_on=None)
    for one in (old, new):
        with pytest.raises(actions.NothingToBecome):
            actions.record_outcome(actor=convener, answer=one, done=True, evidence="Seen.")
    assert not Outcome.objects.exists()


def test_a_day_that_has_passed_is_shown(item, convener, visitor, staff) -> None:
    made = answer(convener, item)
    assert "overdue" not in page_of(visitor, item)
    Answer.objects.update(given_on=today() - timedelta(days=9), due_on=today() - timedelta(days=1))
    assert "overdue" in page_of(visitor, item)
    assert "1 promise is overdue" in staff(convener).get(reverse("staff_home")).content.decode()
    actions.record_outcome(actor=convener, answer=made, done=False, evidence="Nothing was built.")
    page = page_of(visitor, item)
    assert "overdue" not in page
    assert "Nothing was built." in page


def test_answers_outlive_a_suspension_and_outcomes_the_end(item, convener) -> None:
    Dialogue.objects.update(standing=Standing.SUSPENDED)
    made = answer(convener, item)
    Dialogue.objects.update(standing=Standing.CLOSED)
    with pytest.raises(AgendaClosed):
        answer(convener, item, side=1)
    assert actions.record_outcome(actor=convener, answer=made, done=True, evidence="Seen.").done


def test_what_was_taken_off_takes_no_answer(item, convener, staff) -> None:
    withdraw(actor=convener, item=item, why={"en": "Settled."})
    with pytest.raises(ItemWithdrawn):
        answer(convener, item)
    address = reverse("answer_edit", args=(item.dialogue_id, item.pk, 0))
    assert staff(convener).get(address).status_code == 409


def test_what_is_not_there_is_not_there(item, convener, staff, moderator, visitor) -> None:
    other = Dialogue.objects.create(name={"en": "Another"}, languages=["en"])
    Side.objects.create(dialogue=other, position=0, name={"en": "X"}, language="en", colour=Colour.BLUE)
    answer(convener, item)
    client = staff(convener)
    for name in ("answer_edit", "outcome_edit"):
        for place in (
            (other.pk, item.pk, 0),
            (item.dialogue_id, uuid.uuid4(), 0),
            (item.dialogue_id, item.pk, 2),
            (item.dialogue_id, item.pk, 2**63),
        ):
            assert client.get(reverse(name, args=place)).status_code == 404
            assert client.post(reverse(name, args=place), {"done": "yes", "evidence": "x"}).status_code == 404
        here = reverse(name, args=(item.dialogue_id, item.pk, 0))
        assert staff(moderator).get(here).status_code == 404
        assert visitor().get(here).status_code == 302
        assert visitor().post(here).status_code == 404


def test_an_answer_in_another_language_keeps_its_direction(item, convener, visitor) -> None:
    answer(convener, item, reason={"ar": "السد لنا."})
    page = page_of(visitor, item)
    assert 'dir="auto" lang="ar">السد لنا.' in page


def test_days_are_written_as_the_browsers_box_wants_them(item, convener, staff) -> None:
    made = answer(convener, item)
    client = staff(convener)
    address = reverse("answer_edit", args=(item.dialogue_id, item.pk, 0))
    for language in ("en", "ru", "ar"):
        page = client.get(address, headers={"Accept-Language": language}).content.decode()
        assert f'value="{made.due_on.isoformat()}"' in page
