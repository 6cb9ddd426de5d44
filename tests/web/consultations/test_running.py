"""Running a consultation: the clock, the dates that move and those that do not, moderators, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from detente.web.consultations import tasks
from detente.web.consultations.actions.opening import open_due
from detente.web.consultations.actions.running import close_due
from detente.web.consultations.models import Code, Consultation, Level, Moderator, Origin, Phase, Stage
from detente.web.consultations.queries import running as queries
from detente.web.core.clock import today
from detente.web.core.keys import keyed_digest
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import known, sentence
from detente.web.people.models import User
from tests.web.conftest import add_statement

SignIn = Callable[[User], Client]
Make = Callable[..., Consultation]


def day(ahead: int) -> date:
    return today() + timedelta(days=ahead)


@pytest.fixture
def running(make_consultation: Make, moderator: User) -> Consultation:
    made = make_consultation(statements=3, opens_on=day(-5), closes_on=day(10), erases_on=day(40))
    Moderator.objects.create(consultation=made, user=moderator, neutral=True)
    return made


@pytest.fixture
def client(staff: SignIn, convener: User) -> Client:
    return staff(convener)


def press(client: Client, consultation: Consultation, act: str, **sent: str) -> Any:
    return client.post(f"/staff/c/{consultation.pk}/", {"act": act} | sent)


def last() -> Entry:
    found = Entry.objects.order_by("-sequence").first()
    assert found is not None
    return found


# --- the page ---


def test_the_page_shows_state_links_and_nothing_finer_than_allowed(
    client: Client, running: Consultation, dialogue: Dialogue
) -> None:
    running.level = Level.DEALT
    running.save()
    first, second = dialogue.sides.all()
    for side, count in ((first, 12), (second, 9)):
        for number in range(count):
            digest = keyed_digest("code", f"{side.pk}:{number}")
            Code.objects.create(digest=digest, consultation=running, side=side, used=number < 9)
    page = client.get(f"/staff/c/{running.pk}/").content.decode()
    for link in ("cards/", "moderate/"):
        assert f'href="/staff/c/{running.pk}/{link}"' in page
    assert f"{settings.CONFIG.origin}/c/{running.pk}/" in page
    assert "<svg" in page
    assert "in 40 days" in page
    assert "10 days after today" in page
    codes = page[page.index('id="codes"') : page.index('id="moderators"')]
    assert '<td class="n">12</td>' in codes
    assert '<td class="n">9</td>' not in codes
    assert codes.count("under ten") == 3


def test_a_draft_leads_to_its_review(client: Client, make_consultation: Make) -> None:
    draft = make_consultation(statements=0, phase=Phase.DRAFT)
    answer = client.get(f"/staff/c/{draft.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/c/{draft.pk}/setup/review/")
    for act in ("close", "closing", "erasure", "withdraw"):
        sent = {"closes_on": day(5).isoformat(), "erases_on": day(30).isoformat()}
        assert press(client, draft, act, **sent).status_code == 409
    assert not Entry.objects.exists()


@pytest.mark.parametrize("phase", [Phase.READY, Phase.OPEN, Phase.CLOSED, Phase.ERASED])
def test_the_page_stands_in_every_phase(client: Client, running: Consultation, phase: Phase) -> None:
    running.phase = phase
    running.save()
    page = client.get(f"/staff/c/{running.pk}/")
    assert page.status_code == 200
    assert ('value="close"' in page.content.decode()) == (phase == Phase.OPEN)
    assert ('value="withdraw"' in page.content.decode()) == (phase == Phase.READY)
    assert ('value="erasure"' in page.content.decode()) == (phase != Phase.ERASED)


def test_the_backlog_has_the_clocks_of_the_oldest(running: Consultation) -> None:
    for ago in (0, 1, 2, 3, 4):
        add_statement(
            running, f"Sent {ago} days ago.", origin=Origin.PUBLIC, stage=Stage.WAITING, submitted_on=day(-ago)
        )
    found = queries.backlog(running)
    assert (found.moderators, found.convener) == (3, 2)
    # Sent two days ago: theirs through today, the convener's from tomorrow on.
    assert found.convener_on == day(1)
    # Sent four days ago: shown tomorrow unless refused today.
    assert found.shown_on == day(1)
    assert queries.statements_by_stage(running) == [("waiting for a decision", 0, 5), ("shown", 3, 0)]


# --- dates ---


@pytest.mark.parametrize("ahead", [0, 1, 26])
def test_the_last_day_moves_within_the_promise(client: Client, running: Consultation, ahead: int) -> None:
    assert press(client, running, "closing", closes_on=day(ahead).isoformat()).status_code == 303
    running.refresh_from_db()
    assert (running.closes_on, running.erases_on) == (day(ahead), day(40))
    assert last().action == "consultation.closing_moved"
    assert last().details == {"before": f"{day(10)}", "closes_on": f"{day(ahead)}"}


@pytest.mark.parametrize("ahead", [-1, 27, 400])
def test_the_last_day_never_moves_beyond_the_promise(client: Client, running: Consultation, ahead: int) -> None:
    answer = press(client, running, "closing", closes_on=day(ahead).isoformat())
    assert answer.status_code == 400
    running.refresh_from_db()
    assert running.closes_on == day(10)
    assert not Entry.objects.exists()


def test_no_consultation_runs_longer_than_180_days(client: Client, running: Consultation) -> None:
    running.opens_on, running.erases_on = day(-170), day(300)
    running.save()
    assert press(client, running, "closing", closes_on=day(11).isoformat()).status_code == 400
    assert press(client, running, "closing", closes_on=day(9).isoformat()).status_code == 303


@pytest.mark.parametrize(("ahead", "status"), [(24, 303), (39, 303), (40, 400), (41, 400), (23, 400), (0, 400)])
def test_the_destruction_only_comes_nearer(client: Client, running: Consultation, ahead: int, status: int) -> None:
    assert press(client, running, "erasure", erases_on=day(ahead).isoformat()).status_code == status
    running.refresh_from_db()
    assert running.erases_on == (day(ahead) if status == 303 else day(40))
    assert Entry.objects.count() == (status == 303)


def test_the_destruction_comes_nearer_after_the_close_too_but_not_today(client: Client, running: Consultation) -> None:
    running.phase, running.opens_on, running.closes_on = Phase.CLOSED, day(-60), day(-30)
    running.save()
    assert press(client, running, "erasure", erases_on=today().isoformat()).status_code == 400
    assert press(client, running, "erasure", erases_on=day(1).isoformat()).status_code == 303
    running.phase = Phase.ERASED
    running.save()
    assert press(client, running, "erasure", erases_on=day(0).isoformat()).status_code == 409


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-13-01"])
def test_a_day_that_is_none(client: Client, running: Consultation, text: str) -> None:
    assert press(client, running, "closing", closes_on=text).status_code == 400
    assert press(client, running, "erasure", erases_on=text).status_code == 400


# --- the clock ---


def test_the_clock_opens_on_the_first_day_and_not_before(make_consultation: Make, dialogue: Dialogue) -> None:
    due = make_consultation(statements=0, phase=Phase.READY)
    early = make_consultation(statements=0, phase=Phase.READY, opens_on=day(1))
    draft = make_consultation(statements=0, phase=Phase.DRAFT)
    for rank in range(9):
        add_statement(due, f"Claim {rank}.", rank=rank, stage=Stage.ACCEPTED, shown_on=None, opened=False)
    for _twice in range(2):
        open_due()
    phases = dict(Consultation.objects.values_list("pk", "phase"))
    assert phases == {due.pk: Phase.OPEN, early.pk: Phase.READY, draft.pk: Phase.DRAFT}
    assert due.statements.filter(stage=Stage.SHOWN, shown_on=today(), opened=True).count() == 9
    entry = Entry.objects.get(action="consultation.opened")
    assert (entry.actor_key, entry.subject) == (None, f"consultation:{due.pk}")


def test_the_clock_waits_while_the_dialogue_is_suspended(make_consultation: Make, dialogue: Dialogue) -> None:
    due = make_consultation(statements=1, phase=Phase.READY)
    dialogue.standing = Standing.SUSPENDED
    dialogue.save()
    open_due()
    due.refresh_from_db()
    assert due.phase == Phase.READY
    dialogue.standing = Standing.ACTIVE
    dialogue.save()
    open_due()
    due.refresh_from_db()
    assert due.phase == Phase.OPEN


def test_the_clock_closes_on_the_day_after_the_last(make_consultation: Make, dialogue: Dialogue) -> None:
    over = make_consultation(statements=0, opens_on=day(-9), closes_on=day(-1))
    last_day = make_consultation(statements=0, opens_on=day(-9), closes_on=day(0))
    never = make_consultation(statements=0, phase=Phase.READY, opens_on=day(-9), closes_on=day(-1))
    dialogue.standing = Standing.SUSPENDED  # the announced day holds all the same
    dialogue.save()
    open_due()
    for _twice in range(2):
        close_due()
    phases = dict(Consultation.objects.values_list("pk", "phase"))
    assert phases == {over.pk: Phase.CLOSED, last_day.pk: Phase.OPEN, never.pk: Phase.CLOSED}
    assert list(Entry.objects.values_list("action", "actor")) == [("consultation.closed", "clock")] * 2
    over.refresh_from_db()
    assert over.closes_on == day(-1)


def test_the_worker_opens_before_it_closes() -> None:
    order = [task.__name__ for task in tasks.TASKS]
    assert order.index("open_due") < order.index("close_due") < order.index("open_due_statements")


# --- by hand ---


def test_closing_by_hand_ends_it_today_and_keeps_the_promise(client: Client, running: Consultation) -> None:
    assert press(client, running, "close").status_code == 303
    running.refresh_from_db()
    assert (running.phase, running.closes_on, running.erases_on) == (Phase.CLOSED, today(), day(40))
    assert last().action == "consultation.closed"
    for act in ("close", "withdraw", "closing", "add"):
        sent = {"closes_on": day(3).isoformat(), "person": ""}
        assert press(client, running, act, **sent).status_code in (400, 409)
    assert Entry.objects.count() == 1


def test_an_open_consultation_is_not_taken_back(client: Client, running: Consultation) -> None:
    assert press(client, running, "withdraw").status_code == 409
    running.refresh_from_db()
    assert running.phase == Phase.OPEN


def test_moderators_come_and_go_and_one_stays(client: Client, running: Consultation, moderator: User) -> None:
    other = User.objects.create(email="nina@example.org", name="Nina", role="moderator")
    assert press(client, running, "remove", person=str(moderator.pk)).status_code == 409
    assert press(client, running, "add", person=str(other.pk), neutral="on").status_code == 303
    assert press(client, running, "add", person=str(other.pk)).status_code == 400  # decides here already
    assert press(client, running, "remove", person=str(moderator.pk)).status_code == 303
    assert [m.user for m in running.moderators.all()] == [other]
    actions = list(Entry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["consultation.moderator_added", "consultation.moderator_removed"]
    for nobody in ("", "x", str(moderator.pk)):
        assert press(client, running, "remove", person=nobody).status_code == 404


@pytest.mark.parametrize("act", ["", "erase", "open", "act"])
def test_unknown_acts_do_nothing(client: Client, running: Consultation, act: str) -> None:
    assert press(client, running, act).status_code == 404


def test_only_the_convener_runs_it(
    staff: SignIn, moderator: User, visitor: Callable[[], Client], running: Consultation
) -> None:
    for method in ("get", "post"):
        assert getattr(staff(moderator), method)(f"/staff/c/{running.pk}/").status_code == 404
    assert visitor().post(f"/staff/c/{running.pk}/", {"act": "close"}).status_code == 404
    assert visitor().get(f"/staff/c/{running.pk}/").status_code == 302


# --- the ledger's words ---


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_every_act_of_a_consultation_is_said_in_a_sentence(
    client: Client, running: Consultation, language: str
) -> None:
    press(client, running, "closing", closes_on=day(8).isoformat())
    press(client, running, "erasure", erases_on=day(30).isoformat())
    press(client, running, "close")
    with translation.override(language):
        said = [sentence(entry) for entry in Entry.objects.order_by("sequence")]
    assert len(said) == 3
    assert not any("did this" in words for words in said)
    assert {entry.action for entry in Entry.objects.all()} <= known()
