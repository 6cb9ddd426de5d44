"""The wizard over HTTP: every step keeps what is right, names what is wrong, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from detente.web.consultations.actions import setup as actions
from detente.web.consultations.models import Consultation, Level, Origin, Phase, Stage
from detente.web.consultations.queries.setup import STEPS
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.ledger.models import Entry
from detente.web.people.models import User

SignIn = Callable[[User], Client]
QUESTIONS = ("conflict", "laws", "device", "server", "minors", "reprisals", "visible", "small")


@pytest.fixture
def client(staff: SignIn, convener: User) -> Client:
    return staff(convener)


@pytest.fixture
def draft(client: Client, dialogue: Dialogue) -> Consultation:
    assert client.post(f"/staff/d/{dialogue.pk}/consultations/new/").status_code == 303
    return Consultation.objects.get()


def at(draft: Consultation, step: str) -> str:
    return f"/staff/c/{draft.pk}/setup/{step}/"


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def lines() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("action", flat=True))


def test_getting_the_start_writes_nothing(client: Client, dialogue: Dialogue) -> None:
    address = f"/staff/d/{dialogue.pk}/consultations/new/"
    assert client.get(address).status_code == 200
    assert not Consultation.objects.exists()
    answer = client.post(address)
    made = Consultation.objects.get()
    assert answer["Location"] == at(made, "question")
    assert (made.phase, made.languages) == (Phase.DRAFT, ["en", "ru", "ar"])
    assert lines() == ["consultation.prepared"]


def test_no_preparation_in_a_suspended_dialogue(client: Client, dialogue: Dialogue) -> None:
    dialogue.standing = Standing.SUSPENDED
    dialogue.save()
    assert client.post(f"/staff/d/{dialogue.pk}/consultations/new/").status_code == 409
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_every_step_opens_at_any_time_and_a_get_changes_nothing(client: Client, draft: Consultation, step: str) -> None:
    before = lines()
    page = client.get(at(draft, step))
    assert page.status_code == 200
    assert "<script" not in page.content.decode()
    assert lines() == before
    draft.refresh_from_db()
    assert draft.question == {}


def test_unknown_steps_and_consultations_do_not_exist(client: Client, draft: Consultation) -> None:
    assert client.get(at(draft, "payment")).status_code == 404
    assert client.post(at(draft, "payment")).status_code == 404
    assert client.get(f"/staff/c/{uuid4()}/setup/question/").status_code == 404
    assert client.get(f"/staff/c/{uuid4()}/setup/statements.csv").status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_moderators_and_strangers_find_no_wizard(
    staff: SignIn, moderator: User, visitor: Callable[[], Client], draft: Consultation, step: str
) -> None:
    for method in ("get", "post"):
        assert getattr(staff(moderator), method)(at(draft, step)).status_code == 404
    assert visitor().get(at(draft, step)).status_code == 302
    assert visitor().post(at(draft, step)).status_code == 404


# --- question ---


def test_one_complete_language_is_enough(client: Client, draft: Consultation) -> None:
    sent = {"question_ar": "ما العمل؟", "about_ar": "للمجلسين", "question_en": "What to do?", "next": "1"}
    answer = client.post(at(draft, "question"), sent)
    assert (answer.status_code, answer["Location"]) == (303, at(draft, "sides"))
    draft.refresh_from_db()
    assert draft.question == {"en": "What to do?", "ar": "ما العمل؟"}
    assert draft.about == {"ar": "للمجلسين"}
    page = client.get(at(draft, "question")).content.decode()
    assert 'value="What to do?"' in page


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({}, "in at least one language"),
        ({"question_en": "What?"}, "in at least one language"),
        ({"question_en": "What?", "about_ar": "x"}, "in at least one language"),
        ({"question_en": "x" * 201, "about_en": "x"}, "at most 200 characters"),
        ({"question_en": "x", "about_en": "x" * 3001}, "at most 3000 characters"),
    ],
)
def test_a_question_that_cannot_be_kept(client: Client, draft: Consultation, sent: dict[str, str], fault: str) -> None:
    answer = client.post(at(draft, "question"), sent)
    assert answer.status_code == 400
    assert fault in answer.content.decode()
    draft.refresh_from_db()
    assert draft.question == {}


def test_keeping_the_same_again_is_no_second_line(client: Client, draft: Consultation) -> None:
    sent = {"question_en": "What to do?", "about_en": "For the councils.", "stay": "1"}
    for _again in range(2):
        assert client.post(at(draft, "question"), sent)["Location"] == at(draft, "question")
    assert lines() == ["consultation.prepared", "consultation.draft_changed"]
    assert "What to do?" not in str(list(Entry.objects.values_list("details", flat=True)))


# --- sides and turnout ---


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"expected": "", "confirmed": "on"}, "This field is required."),
        ({"expected": "many", "confirmed": "on"}, "Enter a whole number."),
        ({"expected": "0", "confirmed": "on"}, "greater than or equal to 1"),
        ({"expected": "10000001", "confirmed": "on"}, "less than or equal to"),
        ({"expected": "40"}, "This field is required."),
    ],
)
def test_a_number_of_voters_that_cannot_be_kept(
    client: Client, draft: Consultation, sent: dict[str, str], fault: str
) -> None:
    answer = client.post(at(draft, "sides"), sent)
    assert answer.status_code == 400
    assert fault in answer.content.decode()
    draft.refresh_from_db()
    assert draft.expected_per_side is None


def test_turnout_warns_under_ten_answers_and_says_how_many_fit(client: Client, draft: Consultation) -> None:
    assert "Say first how many voters" in client.get(at(draft, "turnout")).content.decode()
    client.post(at(draft, "sides"), {"expected": "20", "confirmed": "on"})
    client.post(at(draft, "turnout"), {"votes": "4"})
    table = "text_en\n" + "".join(f"Claim {n} about the river.\n" for n in range(9))
    client.post(at(draft, "statements"), {"act": "import", "pasted": table})
    page = client.get(at(draft, "turnout")).content.decode()
    assert "Under ten answers to a statement" in page
    assert "8 statements fit, and you have 9." in page
    client.post(at(draft, "turnout"), {"votes": "30"})
    page = client.get(at(draft, "turnout")).content.decode()
    assert "60 statements fit in all, so that the publics can write 51 of their own." in page


@pytest.mark.parametrize("votes", ["", "0", "501", "x"])
def test_votes_out_of_range(client: Client, draft: Consultation, votes: str) -> None:
    assert client.post(at(draft, "turnout"), {"votes": votes}).status_code == 400


# --- dates ---


@pytest.mark.parametrize(
    ("opens", "closes", "erases", "fault"),
    [
        (-1, 10, 30, "This day has passed."),
        (366, 380, 400, "more than a year ahead"),
        (0, 0, 30, "The last day comes after the first day."),
        (0, 181, 200, "180 days at most"),
        (0, 10, 23, "Leave 14 days at least"),
        (0, 10, 411, "longer than 400 days"),
        ("", 10, 30, "This field is required."),
        (0, "soon", 30, "Enter a valid date."),
        (0, 10, "2027-02-30", "Enter a valid date."),
        (0, 10, "01/02/2027", "Enter a valid date."),
    ],
)
def test_days_that_do_not_fit(
    client: Client, draft: Consultation, opens: Any, closes: Any, erases: Any, fault: str
) -> None:
    given = zip(("opens_on", "closes_on", "erases_on"), (opens, closes, erases), strict=True)
    sent = {name: day(value) if isinstance(value, int) else value for name, value in given}
    answer = client.post(at(draft, "dates"), sent)
    assert answer.status_code == 400
    assert fault in answer.content.decode()
    draft.refresh_from_db()
    assert draft.opens_on is None


@pytest.mark.parametrize(("opens", "closes", "erases"), [(0, 1, 15), (0, 180, 580), (365, 400, 414)])
def test_days_at_the_limits_are_kept(client: Client, draft: Consultation, opens: int, closes: int, erases: int) -> None:
    sent = {"opens_on": day(opens), "closes_on": day(closes), "erases_on": day(erases)}
    assert client.post(at(draft, "dates"), sent).status_code == 303
    draft.refresh_from_db()
    assert draft.erases_on == date.fromisoformat(day(erases))
    assert f'value="{day(closes)}"' in client.get(at(draft, "dates")).content.decode()


# --- moderators and level ---


def test_moderators_are_chosen_from_those_with_the_role(
    client: Client, draft: Consultation, moderator: User, convener: User
) -> None:
    address = at(draft, "moderators")
    assert "Clara" not in client.get(address).content.decode().split("<main", 1)[1]
    assert client.post(address, {}).status_code == 400
    for nobody in (str(convener.pk), str(uuid4()), "x"):
        assert client.post(address, {"moderator": nobody}).status_code == 400
    assert client.post(address, {"moderator": str(moderator.pk)}).status_code == 303
    assert [(m.user, m.neutral) for m in draft.moderators.all()] == [(moderator, False)]
    client.post(address, {"moderator": str(moderator.pk), "neutral": str(moderator.pk)})
    assert [(m.user, m.neutral) for m in draft.moderators.all()] == [(moderator, True)]


def test_without_a_moderator_the_step_says_where_to_invite(client: Client, draft: Consultation) -> None:
    page = client.get(at(draft, "moderators")).content.decode()
    assert "Nobody has a log-in as a moderator yet." in page
    assert client.post(at(draft, "moderators"), {}).status_code == 400


@pytest.mark.parametrize(("level", "status"), [("open", 303), ("dealt", 303), ("secret", 400), ("", 400)])
def test_how_people_join(client: Client, draft: Consultation, level: str, status: int) -> None:
    assert client.post(at(draft, "level"), {"level": level}).status_code == status
    draft.refresh_from_db()
    assert draft.level == (level if status == 303 else Level.DEALT)


# --- harm ---


def test_answers_are_kept_one_by_one_and_their_consequences_shown(client: Client, draft: Consultation) -> None:
    address = at(draft, "harm")
    assert client.post(address, {"device": "yes"})["Location"] == address
    draft.refresh_from_db()
    assert draft.harm == {"device": "yes"}
    page = client.get(address).content.decode()
    assert "A warning before the first screen" in page
    client.post(address, {"device": "yes", "laws": "unknown"})
    page = client.get(address).content.decode()
    assert "It cannot open with these answers." in page
    assert "Do not run this before somebody who knows the law of each side has answered." in page
    client.post(address, {"minors": "yes"})
    assert "Your answers on harm ask for dealt codes" in client.get(at(draft, "level")).content.decode()
    client.post(address, {"conflict": "yes"})
    assert "neutral moderators only" in client.get(at(draft, "moderators")).content.decode()


def test_an_answer_that_is_not_offered(client: Client, draft: Consultation) -> None:
    assert client.post(at(draft, "harm"), {"device": "maybe"}).status_code == 400
    draft.refresh_from_db()
    assert draft.harm == {}


# --- review and opening ---


def fill(client: Client, draft: Consultation, moderator: User, **changed: Any) -> None:
    opens = changed.pop("opens", 0)
    harm = dict.fromkeys(QUESTIONS, "no") | changed.pop("harm", {})
    table = "text_en\n" + "".join(f"Claim number {n}.\n" for n in range(10))
    steps: dict[str, dict[str, str]] = {
        "harm": harm,  # in another order than the wizard's
        "dates": {"opens_on": day(opens), "closes_on": day(opens + 20), "erases_on": day(opens + 60)},
        "question": {"question_en": "What to do?", "about_en": "For the councils."},
        "level": {"level": changed.pop("level", "dealt")},
        "statements": {"act": "import", "pasted": table},
        "moderators": {"moderator": str(moderator.pk), "neutral": str(moderator.pk)},
        "sides": {"expected": changed.pop("expected", "100"), "confirmed": "on"},
        "turnout": {"votes": "30"},
    }
    assert not changed
    for step, sent in steps.items():
        assert client.post(at(draft, step), sent).status_code == 303, step


def press(client: Client, draft: Consultation, *accepted: str) -> Any:
    return client.post(at(draft, "review"), {"act": "open", "accepted": [*accepted]})


def test_an_empty_draft_says_everything_that_is_missing(client: Client, draft: Consultation) -> None:
    page = client.get(at(draft, "review")).content.decode()
    for step in ("question", "sides", "statements", "dates", "moderators", "harm"):
        assert f'href="{at(draft, step)}"' in page
    for sentence in ("At least one opening statement.", "At least one moderator.", "each of the eight questions"):
        assert sentence in page
    assert "not for people at risk of persecution" in page
    answer = press(client, draft, "persecution")
    assert answer.status_code == 400
    draft.refresh_from_db()
    assert draft.phase == Phase.DRAFT


def test_it_opens_today_with_one_line_and_fixed_words(client: Client, draft: Consultation, moderator: User) -> None:
    fill(client, draft, moderator, harm={"device": "yes"})
    review = client.get(at(draft, "review")).content.decode()
    assert "Nothing is missing." in review
    assert "Whoever takes this phone can read your votes" in review
    refused = press(client, draft, "persecution")
    assert refused.status_code == 400
    assert "Accept each consequence first" in refused.content.decode()
    answer = press(client, draft, "persecution", "device")
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/c/{draft.pk}/")
    draft.refresh_from_db()
    assert (draft.phase, draft.warned) == (Phase.OPEN, True)
    statements = draft.statements.all()
    assert {(s.stage, s.origin, s.shown_on) for s in statements} == {(Stage.SHOWN, Origin.ORGANISERS, today())}
    assert all(statement.opened for statement in statements)
    opened = Entry.objects.get(action="consultation.opened")
    assert opened.details["accepted"] == ["device", "persecution"]
    assert len(opened.details["digest"]) == 64
    assert opened.details["moderators"] == [{"name": "Mo", "neutral": True}]
    assert "Claim" not in str(opened.details)
    # Nothing that was opened can be changed here.
    for step in STEPS:
        assert client.get(at(draft, step)).status_code == 302
        assert client.post(at(draft, step), {"act": "add", "text_en": "Late."}).status_code == 409
    assert draft.statements.count() == 10


@pytest.mark.parametrize("phase", [Phase.READY, Phase.OPEN, Phase.CLOSED, Phase.ERASED])
def test_no_action_changes_words_that_are_fixed(
    convener: User, make_consultation: Callable[..., Consultation], phase: Phase
) -> None:
    fixed = make_consultation(statements=1, phase=phase)
    key = fixed.statements.get().pk
    common: dict[str, Any] = {"actor": convener, "consultation": fixed}
    for act in (
        lambda: actions.keep_question(**common, question={"en": "Else?"}, about={"en": "x"}),
        lambda: actions.keep_sides(**common, expected_per_side=30),
        lambda: actions.keep_turnout(**common, votes_a_visit=5),
        lambda: actions.keep_level(**common, level=Level.DEALT),
        lambda: actions.keep_harm(**common, answers={}),
        lambda: actions.keep_moderators(**common, chosen={}),
        lambda: actions.add_statements(**common, rows=[{"en": "Late."}], replace=True),
        lambda: actions.change_statement(**common, statement=key, row={"en": "Other words."}),
        lambda: actions.remove_statement(**common, statement=key),
        lambda: actions.discard_draft(**common),
        lambda: actions.open_consultation(**common, accepted=[*QUESTIONS, "persecution"]),
    ):
        with pytest.raises(actions.NotInPreparation):
            act()
    assert not Entry.objects.exists()


def test_the_first_page_says_what_is_not_translated(
    visitor: Callable[[], Client], make_consultation: Callable[..., Consultation]
) -> None:
    made = make_consultation(statements=0, question={"en": "What to do?", "ru": "Что делать?"}, about={"en": "Why."})
    said = {code: visitor().get(f"/c/{made.pk}/{code}/").content.decode() for code in ("en", "ru")}
    assert "What to do?" in said["en"]
    assert "translated into this language" not in said["en"]
    assert "Что делать?" in said["ru"]
    with translation.override("ru"):
        note = translation.gettext("This text is not translated into this language yet.")
        other = translation.gettext("The question is not translated into this language yet.")
    assert note in said["ru"]
    assert other not in said["ru"]


def test_it_waits_for_its_first_day_and_can_be_taken_back(
    client: Client, draft: Consultation, moderator: User, visitor: Callable[[], Client]
) -> None:
    fill(client, draft, moderator, opens=3)
    assert visitor().get(f"/c/{draft.pk}/en/").status_code == 404
    assert press(client, draft, "persecution").status_code == 303
    draft.refresh_from_db()
    assert draft.phase == Phase.READY
    assert not draft.statements.filter(stage=Stage.SHOWN).exists()
    assert visitor().get(f"/c/{draft.pk}/en/").status_code == 200
    assert client.post(f"/staff/c/{draft.pk}/", {"act": "withdraw"}).status_code == 303
    draft.refresh_from_db()
    assert (draft.phase, draft.warned) == (Phase.DRAFT, False)
    assert visitor().get(f"/c/{draft.pk}/en/").status_code == 404
    assert lines()[-2:] == ["consultation.readied", "consultation.withdrawn"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"harm": {"laws": "yes"}}, "do not run this consultation"),
        ({"harm": {"server": "unknown"}}, "do not run this consultation"),
        ({"harm": {"minors": "yes"}, "level": "open"}, "Your answers ask for dealt codes"),
        ({"expected": "19"}, "Fewer than twenty voters on a side"),
    ],
)
def test_what_stands_in_the_way_is_said_and_enforced(
    client: Client, draft: Consultation, moderator: User, changed: dict[str, Any], says: str
) -> None:
    fill(client, draft, moderator, **changed)
    page = client.get(at(draft, "review")).content.decode()
    assert says in page
    assert 'value="open" disabled' in page
    assert press(client, draft, *QUESTIONS, "persecution").status_code == 400
    draft.refresh_from_db()
    assert draft.phase == Phase.DRAFT


def test_a_suspended_dialogue_opens_nothing(
    client: Client, draft: Consultation, moderator: User, dialogue: Dialogue
) -> None:
    fill(client, draft, moderator)
    dialogue.standing = Standing.SUSPENDED
    dialogue.save()
    answer = press(client, draft, "persecution")
    assert answer.status_code == 400
    assert "Resume it first." in answer.content.decode()


def test_a_draft_is_thrown_away(client: Client, draft: Consultation, dialogue: Dialogue) -> None:
    client.post(at(draft, "statements"), {"act": "add", "text_en": "The ferry stays."})
    answer = client.post(at(draft, "review"), {"act": "discard"})
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/d/{dialogue.pk}/")
    assert not Consultation.objects.exists()
    assert lines()[-1] == "consultation.draft_discarded"
