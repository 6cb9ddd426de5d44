"""Deciding about statements, by the published rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from detente.web.consultations.actions import moderating
from detente.web.consultations.actions.batches import show_batches
from detente.web.consultations.models import (
    Appeal,
    Consultation,
    Moderator,
    Origin,
    Participant,
    Phase,
    Reason,
    Report,
    Stage,
    Statement,
    StatementText,
)
from detente.web.consultations.queries.moderating import queue, refusals
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused
from detente.web.dialogues.models import Standing
from detente.web.ledger.models import Entry
from detente.web.people.models import Role, User
from tests.web.conftest import add_statement, person
from tests.web.consultations.voters import join

Make = Callable[..., Consultation]
Staff = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def place(make_consultation: Make, moderator: User) -> Consultation:
    made = make_consultation(statements=2)
    Moderator.objects.create(consultation=made, user=moderator)
    return made


def waiting(place: Consultation, text: str = "Let us swim.", days_ago: int = 0, **fields: Any) -> Statement:
    someone, _cookie = join(place)
    Participant.objects.filter(pk=someone.pk).update(waiting=1)
    return add_statement(
        place,
        text,
        origin=Origin.PUBLIC,
        stage=Stage.WAITING,
        shown_on=None,
        rank=None,
        opened=False,
        author=someone,
        submitted_on=today() - days_ago * DAY,
        **fields,
    )


def address(place: Consultation, tail: str = "") -> str:
    return f"/staff/c/{place.pk}/moderate/{tail}"


def say(client: Client, place: Consultation, statement: Statement, decision: str, **headers: str) -> Any:
    return client.post(address(place, f"{statement.pk}/"), {"decision": decision}, headers=headers)


# --- decisions ---


@pytest.mark.parametrize(
    ("decision", "stage", "action", "details"),
    [
        ("accept", Stage.ACCEPTED, "statement.accepted", {"late": False}),
        ("refuse:duplicate", Stage.REFUSED, "statement.refused", {"late": False, "reason": "duplicate"}),
    ],
)
def test_a_decision_drops_the_author_and_is_one_line_without_the_text(
    place: Consultation,
    moderator: User,
    staff: Staff,
    decision: str,
    stage: Stage,
    action: str,
    details: dict[str, object],
) -> None:
    made = waiting(place, "Let us all swim in the morning.")
    author = made.author_id
    assert say(staff(moderator), place, made, decision).status_code == 303
    made.refresh_from_db()
    assert (made.stage, made.author_id, made.decided_on) == (stage, None, today())
    assert Participant.objects.get(pk=author).waiting == 0
    line = Entry.objects.get()
    assert (line.action, line.actor, line.dialogue) == (action, "Mo", place.dialogue_id)
    assert details.items() <= line.details.items()
    assert re.fullmatch(r"[0-9a-f]{64}", line.details["text"])
    assert "swim" not in str(line.details) + line.subject
    assert str(author) not in str(line.details) + line.subject
    assert say(staff(moderator), place, made, decision).status_code == 409
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ("refuse:", 400),
        ("refuse:dislike", 400),
        ("refuse", 400),
        ("accept:off_topic", 400),
        ("", 400),
        ("praise", 400),
        ("keep", 409),
        ("retire:abuse", 409),
        ("grant", 409),
        ("deny", 409),
        ("undo", 409),
    ],
)
def test_bad_decisions_change_nothing(
    place: Consultation, moderator: User, staff: Staff, decision: str, status: int
) -> None:
    made = waiting(place)
    assert say(staff(moderator), place, made, decision).status_code == status
    made.refresh_from_db()
    assert made.stage == Stage.WAITING
    assert made.author_id is not None
    assert not Entry.objects.exists()


def test_who_may_decide(
    place: Consultation, make_consultation: Make, moderator: User, convener: User, staff: Staff, visitor: Any
) -> None:
    made = waiting(place)
    stranger = staff(person(Role.MODERATOR, "Nadia"))
    for path in (address(place), address(place, "shown/")):
        assert stranger.get(path).status_code == 404
        assert visitor().get(path).status_code == 302
        assert staff(convener).get(path).status_code == 200
    for client in (stranger, visitor(), staff(convener)):
        assert say(client, place, made, "accept").status_code == 404
    other = make_consultation(statements=0)
    Moderator.objects.create(consultation=other, user=moderator)
    assert say(staff(moderator), other, made, "accept").status_code == 404
    assert staff(moderator).post(address(place, f"{2**90}/"), {"decision": "accept"}).status_code == 404
    assert staff(moderator).get(address(place, f"{made.pk}/")).status_code == 405
    Consultation.objects.filter(pk=place.pk).update(phase=Phase.DRAFT)
    assert staff(moderator).get(address(place)).status_code == 404


# --- what a moderator sees ---


def test_neither_author_nor_side_nor_day_nor_order(place: Consultation, moderator: User, staff: Staff) -> None:
    made = [waiting(place, f"Number {number} of the things I want.", days_ago=number % 3) for number in range(12)]
    page = staff(moderator).get(address(place)).content.decode()
    for statement in made:
        assert str(statement.pk) in page
        assert str(statement.author_id) not in page
        assert statement.submitted_on.isoformat() not in page
    assert "Upstream" not in page
    orders = {tuple(item.key for item in queue(place, moderator).waiting) for _view in range(8)}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset(str(statement.pk) for statement in made)}


def test_similar_ones_translations_and_reports_stand_beside(place: Consultation, moderator: User, staff: Staff) -> None:
    made = waiting(place, "We want a ferry on Sundays.")
    StatementText.objects.create(statement=made, language="ar", text="نريد عبّارة أيام الأحد.")
    waiting(place, "We want a ferry on Sundays too.")
    shown = place.statements.filter(stage=Stage.SHOWN).first()
    assert shown is not None
    for reason in ("abuse", "abuse", "off_topic"):
        Report.objects.create(participant=join(place)[0], statement=shown, reason=reason)
    drawn = queue(place, moderator)
    item = next(each for each in drawn.waiting if each.key == str(made.pk))
    assert [text.language for text in item.texts] == ["en", "ar"]
    assert [text.text for text in item.similar] == ["We want a ferry on Sundays too."]
    assert [count for _reason, count in drawn.reported[0].reports] == [2, 1]
    assert drawn.total == 3
    page = staff(moderator).get(address(place)).content.decode()
    assert "نريد عبّارة" in page
    assert f"/c/{place.pk}/en/rules/" in page


def test_reports_are_answered_by_keeping_or_retiring(place: Consultation, moderator: User, staff: Staff) -> None:
    kept, gone = place.statements.filter(stage=Stage.SHOWN).order_by("rank")
    for statement in (kept, gone):
        Report.objects.create(participant=join(place)[0], statement=statement, reason="abuse")
    client = staff(moderator)
    assert say(client, place, kept, "keep").status_code == 303
    assert say(client, place, gone, "retire:abuse").status_code == 303
    assert not Report.objects.exists()
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.stage, gone.reason, gone.opened) == (Stage.RETIRED, "abuse", False)
    assert kept.stage == Stage.SHOWN
    assert [line.action for line in Entry.objects.order_by("sequence")] == ["statement.kept", "statement.retired"]


# --- taking back ---


def test_a_decision_is_taken_back_the_same_day_without_the_author(
    place: Consultation, moderator: User, staff: Staff
) -> None:
    made = waiting(place)
    Moderator.objects.create(consultation=place, user=person(Role.MODERATOR, "Nadia"))
    client = staff(moderator)
    for decision in ("accept", "refuse:abuse"):
        say(client, place, made, decision)
        assert "Take it back" in client.get(address(place)).content.decode()
        assert say(staff(User.objects.get(name="Nadia")), place, made, "undo").status_code == 409
        assert say(client, place, made, "undo").status_code == 303
        made.refresh_from_db()
        assert (made.stage, made.reason, made.decided_on, made.author_id) == (Stage.WAITING, "", None, None)
    say(client, place, made, "accept")
    with time_machine.travel(today() + DAY, tick=False):
        again = staff(moderator)
        assert say(again, place, made, "undo").status_code == 409
        assert not queue(place, moderator).decided


def test_todays_refusals_are_not_counted_yet(place: Consultation, moderator: User) -> None:
    made = waiting(place)
    moderating.refuse(actor=moderator, consultation=place, statement=made.pk, reason="abuse")
    assert sum(row[1] for row in refusals(place).rows) == 0
    with time_machine.travel(today() + DAY, tick=False):
        counted = {row[0]: row[1] for row in refusals(place).rows}
    assert counted[str(Reason.ABUSE.label)] == 1
    assert sum(counted.values()) == 1


# --- appeals ---


def refused(place: Consultation, moderator: User) -> Statement:
    made = waiting(place)
    moderating.refuse(actor=moderator, consultation=place, statement=made.pk, reason="abuse")
    Statement.objects.filter(pk=made.pk).update(appeal=Appeal.ASKED, plea="Why?", decided_on=today() - DAY)
    return made


@pytest.mark.parametrize(("decision", "stage"), [("grant", Stage.ACCEPTED), ("deny", Stage.REFUSED)])
def test_an_appeal_is_decided_by_somebody_else_and_for_good(
    place: Consultation, moderator: User, staff: Staff, decision: str, stage: Stage
) -> None:
    made = refused(place, moderator)
    other = person(Role.MODERATOR, "Nadia")
    Moderator.objects.create(consultation=place, user=other)
    assert not queue(place, moderator).appeals
    assert say(staff(moderator), place, made, decision).status_code == 409
    assert "Why?" in staff(other).get(address(place)).content.decode()
    assert say(staff(other), place, made, decision).status_code == 303
    made.refresh_from_db()
    assert (made.stage, made.plea, made.decided_on) == (stage, "", today())
    assert say(staff(other), place, made, decision).status_code == 409
    assert say(staff(other), place, made, "undo").status_code == 409


def test_a_convener_who_is_alone_decides_about_their_own_refusal(place: Consultation, convener: User) -> None:
    place.moderators.all().delete()
    made = waiting(place, days_ago=3)
    moderating.refuse(actor=convener, consultation=place, statement=made.pk, reason="unlawful")
    Statement.objects.filter(pk=made.pk).update(appeal=Appeal.ASKED)
    assert len(queue(place, convener).appeals) == 1
    moderating.grant_appeal(actor=convener, consultation=place, statement=made.pk)


# --- the clock ---


@pytest.mark.parametrize(
    ("days_ago", "with_moderator", "with_convener", "shown"),
    [
        (0, True, False, False),
        (2, True, False, False),
        (3, False, True, False),
        (4, False, True, False),
        (5, 0, 0, True),
    ],
)
def test_two_days_for_moderators_two_for_the_convener_then_it_is_shown(
    place: Consultation,
    moderator: User,
    convener: User,
    days_ago: int,
    with_moderator: bool,
    with_convener: bool,
    shown: bool,
) -> None:
    made = waiting(place, days_ago=days_ago)
    author = made.author_id
    show_batches()
    made.refresh_from_db()
    assert [bool(queue(place, moderator).waiting), bool(queue(place, convener).late)] == [with_moderator, with_convener]
    assert (made.stage == Stage.SHOWN, made.by_clock, made.author_id is None) == (shown, shown, shown)
    if shown:
        assert (made.shown_on, made.rank, made.opened) == (today(), None, False)
        assert Participant.objects.get(pk=author).waiting == 0
        line = Entry.objects.get()
        assert (line.action, line.actor_key) == ("statement.shown_by_clock", None)
    show_batches()
    assert Entry.objects.count() == shown


def test_a_late_statement_is_refused_for_two_reasons_only(
    place: Consultation, moderator: User, convener: User, staff: Staff
) -> None:
    made = waiting(place, days_ago=3)
    assert say(staff(moderator), place, made, "accept").status_code == 409
    client = staff(convener)
    for reason in set(Reason) - {Reason.UNLAWFUL, Reason.PRIVATE_PERSON}:
        assert say(client, place, made, f"refuse:{reason}").status_code == 409
    page = client.get(address(place)).content.decode()
    assert "refuse:unlawful" in page
    assert "refuse:off_topic" not in page
    assert say(client, place, made, "refuse:private_person").status_code == 303
    other = waiting(place, days_ago=4)
    assert say(client, place, other, "accept").status_code == 303
    assert Entry.objects.filter(details__late=True).count() == 2


def test_accepted_ones_appear_together_on_the_next_day(place: Consultation, moderator: User) -> None:
    made = [waiting(place, f"Thought {number} about the boats.") for number in range(3)]
    for statement in made:
        moderating.accept(actor=moderator, consultation=place, statement=statement.pk)
    show_batches()
    assert place.statements.filter(stage=Stage.ACCEPTED).count() == 3
    day = today() + DAY
    with time_machine.travel(day, tick=False):
        show_batches()
        show_batches()
    assert set(place.statements.filter(stage=Stage.SHOWN, shown_on=day).values_list("pk", flat=True)) == {
        statement.pk for statement in made
    }
    batch = Entry.objects.filter(action="statements.shown")
    assert [line.details["statements"] for line in batch] == [3]


@pytest.mark.parametrize("stop", ["closed", "suspended"])
def test_nothing_appears_while_the_consultation_stands_still(place: Consultation, moderator: User, stop: str) -> None:
    waiting(place, days_ago=9)
    Statement.objects.filter(pk=waiting(place).pk).update(stage=Stage.ACCEPTED, decided_on=date(2020, 1, 1))
    if stop == "closed":
        Consultation.objects.filter(pk=place.pk).update(phase=Phase.CLOSED)
    else:
        place.dialogue.standing = Standing.SUSPENDED
        place.dialogue.save()
    show_batches()
    assert place.statements.filter(stage=Stage.SHOWN).count() == 2
    assert not Entry.objects.exists()


def test_after_the_last_day_only_reports_are_looked_at(
    place: Consultation, moderator: User, convener: User, staff: Staff
) -> None:
    made, late, appealed = waiting(place), waiting(place, days_ago=3), refused(place, moderator)
    shown = place.statements.filter(stage=Stage.SHOWN).first()
    assert shown is not None
    Report.objects.create(participant=join(place)[0], statement=shown, reason="unlawful")
    Consultation.objects.filter(pk=place.pk).update(phase=Phase.CLOSED)
    place.refresh_from_db()
    for user in (moderator, convener):
        drawn = queue(place, user)
        assert (drawn.total, len(drawn.reported)) == (1, 1)
    assert say(staff(moderator), place, made, "accept").status_code == 409
    assert say(staff(convener), place, late, "refuse:unlawful").status_code == 409
    assert say(staff(convener), place, appealed, "grant").status_code == 409
    assert say(staff(convener), place, shown, "retire:unlawful").status_code == 303
    show_batches()
    assert not Statement.objects.filter(author__isnull=False).exists()


# --- corrections ---


def test_a_correction_is_a_new_statement(place: Consultation, moderator: User, convener: User, staff: Staff) -> None:
    old = place.statements.filter(origin=Origin.ORGANISERS).order_by("rank").first()
    assert old is not None
    path = address(place, f"{old.pk}/correct/")
    assert staff(moderator).get(path).status_code == 404
    client = staff(convener)
    assert client.get(path).status_code == 200
    for bad in ({}, {"text-en": "see www.a.b"}, {"text-en": "x" * 300}):
        assert client.post(path, bad).status_code == 400
    assert client.post(path, {"text-en": "A better sentence about the river."}).status_code == 303
    old.refresh_from_db()
    new = Statement.objects.get(instead_of=old)
    assert (old.stage, old.texts.get().text) == (Stage.RETIRED, "Statement number 0 about the river.")
    assert (new.stage, new.origin, new.texts.get().text) == (
        Stage.ACCEPTED,
        Origin.ORGANISERS,
        "A better sentence about the river.",
    )
    assert client.get(path).status_code == 404
    publics = add_statement(place, "Mine.", origin=Origin.PUBLIC)
    assert client.get(address(place, f"{publics.pk}/correct/")).status_code == 404
    with pytest.raises(moderating.OnlyOrganisers):
        moderating.correct(actor=convener, consultation=place, statement=publics.pk, wording={"en": "Yours."})
    with pytest.raises(NotFound):
        moderating.correct(actor=moderator, consultation=place, statement=publics.pk, wording={"en": "Yours."})


# --- pages ---


def test_the_rules_page_says_what_the_program_does(place: Consultation, visitor: Callable[[], Client]) -> None:
    page = visitor().get(f"/c/{place.pk}/en/rules/").content.decode()
    for reason in Reason:
        assert str(reason.label) in page
    assert "Until the end of day 2 the moderators decide." in page
    assert "until the end of day 4" in page
    assert "At most 5 statements a day from one person, and 3 waiting at a time." in page


def test_the_keyboards_script_gets_a_line_of_json(place: Consultation, moderator: User, staff: Staff) -> None:
    made = waiting(place)
    client = staff(moderator)
    answer = say(client, place, made, "accept", Accept="application/json", **{"Sec-Fetch-Site": "same-origin"})
    assert answer.json() == {"code": "accept", "message": "Accepted. It appears with tomorrow's batch."}
    answer = say(client, place, made, "accept", Accept="application/json", **{"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.json()["code"]) == (409, "consultations.already_decided")


def test_a_hundred_decisions_need_a_page_and_a_hundred_short_requests(
    place: Consultation, moderator: User, staff: Staff, django_assert_max_num_queries: Any
) -> None:
    for number in range(100):
        waiting(place, f"Wish {number * number}: {chr(97 + number % 26) * 9} for both towns.")
    client = staff(moderator)
    with django_assert_max_num_queries(30):
        page = client.get(address(place)).content.decode()
    keys = re.findall(r"data-item", page)
    assert len(keys) == 100
    assert page.count("<script src=") == 1
    with django_assert_max_num_queries(100 * 20):
        for statement in place.statements.filter(stage=Stage.WAITING):
            answer = say(client, place, statement, "accept", Accept="application/json")
            assert answer.status_code == 200
            assert len(answer.content) < 200
    assert place.statements.filter(stage=Stage.ACCEPTED).count() == 100


def test_every_refusal_here_says_what_to_do() -> None:
    rules = [each for each in vars(moderating).values() if isinstance(each, type) and issubclass(each, Refused)]
    assert len(rules) > 5
    for rule in rules:
        assert str(rule.sentence).endswith(".")
        assert rule.status in (400, 404, 409)
