"""Dialogues: what everybody reads, and how a convener creates, changes, suspends and closes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from detente.web.consultations.models import Code, Consultation, Phase
from detente.web.core.keys import keyed_digest
from detente.web.dialogues import actions
from detente.web.dialogues.models import Colour, Dialogue, Standing
from detente.web.dialogues.texts import said_in, tidy
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import sentence
from detente.web.people.models import User

Visit = Callable[[], Client]
SignIn = Callable[[User], Client]


def frame(**changed: Any) -> str:
    values = {"language": ["en", "ar"], "sides": "2"} | changed
    return "&".join([*(f"language={code}" for code in values["language"]), f"sides={values['sides']}"])


def words(**changed: str) -> dict[str, str]:
    return {
        "name_en": "The river",
        "name_ar": "النهر",
        "about_en": "Two towns talk.",
        "about_ar": "",
        "side0_name_en": "Upstream",
        "side0_name_ar": "أعلى",
        "side0_language": "en",
        "side0_colour": "blue",
        "side1_name_en": "Downstream",
        "side1_name_ar": "أسفل",
        "side1_language": "ar",
        "side1_colour": "orange",
    } | changed


def last() -> Entry:
    found = Entry.objects.order_by("-sequence").first()
    assert found is not None
    return found


# --- what everybody reads ---


@pytest.mark.django_db
def test_the_empty_first_page_says_what_to_do(visitor: Visit) -> None:
    page = visitor().get("/en/").content.decode()
    assert "No dialogue has begun here yet." in page
    assert "/staff/dialogues/new/" in page


@pytest.mark.parametrize(("wish", "language"), [("ar,en;q=0.5", "ar"), ("ru-RU", "ru"), ("xx", "en")])
def test_a_dialogue_without_language_leads_to_the_best_one(
    visitor: Visit, dialogue: Dialogue, wish: str, language: str
) -> None:
    answer = visitor().get(f"/d/{dialogue.pk}/", headers={"Accept-Language": wish})
    assert answer.status_code == 302
    assert answer["Location"] == f"/d/{dialogue.pk}/{language}/"
    assert not answer.cookies


def test_the_first_page_lists_what_is_open_and_no_draft(
    visitor: Visit, dialogue: Dialogue, make_consultation: Callable[..., Consultation]
) -> None:
    make_consultation(statements=0, question={"en": "Shall the ferry run at night?"})
    make_consultation(statements=0, question={"en": "A secret draft?"}, phase=Phase.DRAFT)
    for address in ("/", "/en/", f"/d/{dialogue.pk}/en/"):
        page = visitor().get(address).content.decode()
        assert "Shall the ferry run at night?" in page
        assert "A secret draft?" not in page


def test_names_keep_their_language_and_direction(visitor: Visit, dialogue: Dialogue) -> None:
    arabic = visitor().get(f"/d/{dialogue.pk}/ar/").content.decode()
    assert '<bdi dir="auto" lang="ar">النهر</bdi>' in arabic
    # The sides have no Arabic name: the English one is shown as English, with its colour.
    assert '<bdi class="side side-blue" dir="auto" lang="en">Upstream</bdi>' in arabic


def test_a_hostile_name_is_inert(visitor: Visit, dialogue: Dialogue) -> None:
    dialogue.name = {"en": "<script>alert(1)</script>"}
    dialogue.save()
    page = visitor().get(f"/d/{dialogue.pk}/en/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("standing", "says"),
    [
        (Standing.SUSPENDED, "No votes and no statements are taken until it is resumed."),
        (Standing.CLOSED, "Nothing more is asked here."),
    ],
)
def test_the_page_says_why_and_what_stays_up(visitor: Visit, dialogue: Dialogue, standing: Standing, says: str) -> None:
    dialogue.standing, dialogue.notice = standing, {"en": "The bridge has fallen."}
    dialogue.save()
    page = visitor().get(f"/d/{dialogue.pk}/en/").content.decode()
    assert "The bridge has fallen." in page
    assert says in page
    assert "stay up" in page


def test_nothing_is_called_open_while_the_dialogue_is_suspended(
    visitor: Visit, dialogue: Dialogue, make_consultation: Callable[..., Consultation]
) -> None:
    make_consultation(statements=0)
    assert "Open now" in visitor().get(f"/d/{dialogue.pk}/en/").content.decode()
    dialogue.standing, dialogue.notice = Standing.SUSPENDED, {"en": "Flood."}
    dialogue.save()
    page = visitor().get(f"/d/{dialogue.pk}/en/").content.decode()
    assert "Open now" not in page
    assert "Waiting until the dialogue is resumed" in page
    assert "Read and take part" not in page


@pytest.mark.django_db
def test_an_unknown_dialogue_does_not_exist(visitor: Visit) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    assert visitor().get(f"/d/{unknown}/").status_code == 404
    assert visitor().get(f"/d/{unknown}/en/").status_code == 404
    assert visitor().get(f"/d/{unknown}/xx/").status_code == 404


# --- creating ---


def test_a_convener_creates_a_dialogue_in_two_pages(staff: SignIn, convener: User, visitor: Visit) -> None:
    client = staff(convener)
    first = client.get("/staff/dialogues/new/").content.decode()
    assert 'name="sides"' in first
    second = client.get(f"/staff/dialogues/new/?{frame()}").content.decode()
    assert 'name="side1_name_ar"' in second
    assert 'name="side2_name_en"' not in second
    assert 'name="name_ru"' not in second
    answer = client.post(f"/staff/dialogues/new/?{frame()}", words())
    assert answer.status_code == 303
    made = Dialogue.objects.get()
    assert answer["Location"] == f"/staff/d/{made.pk}/"
    assert made.languages == ["en", "ar"]
    assert made.about == {"en": "Two towns talk."}
    assert [(s.position, s.name["ar"], s.colour) for s in made.sides.all()] == [
        (0, "أعلى", "blue"),
        (1, "أسفل", "orange"),
    ]
    assert last().action == "dialogue.created"
    assert "The river" not in str(last().details)  # a digest, no text
    assert visitor().get(f"/d/{made.pk}/ar/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name_ar": ""}, "This field is required."),
        ({"side1_name_en": ""}, "This field is required."),
        ({"side1_colour": "blue"}, "Another side has this colour already."),
        ({"side1_colour": "pink"}, "Select a valid choice."),
        ({"side1_language": "ru"}, "Select a valid choice."),
        ({"side1_name_en": "UPSTREAM"}, "Another side has this name already."),
        ({"name_en": "x" * 121}, "at most 120 characters"),
        ({"about_en": "x" * 1501}, "at most 1500 characters"),
        ({"name_en": "\u202e\u2066"}, "This field is required."),
    ],
)
def test_a_fault_is_named_and_nothing_is_made(
    staff: SignIn, convener: User, changed: dict[str, str], fault: str
) -> None:
    answer = staff(convener).post(f"/staff/dialogues/new/?{frame()}", words(**changed))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert fault in page
    assert "error-summary" in page
    assert not Dialogue.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("query", ["sides=1&language=en", "sides=7&language=en", "sides=2", "sides=2&language=xx", ""])
def test_a_frame_that_is_not_offered_makes_nothing(staff: SignIn, convener: User, query: str) -> None:
    client = staff(convener)
    assert client.get(f"/staff/dialogues/new/?{query}").status_code == 200
    assert client.post(f"/staff/dialogues/new/?{query}", words()).status_code == 404
    assert not Dialogue.objects.exists()


def test_the_action_holds_the_rules_without_the_form(convener: User) -> None:
    one = actions.GivenSide({"en": "A"}, "en", Colour.BLUE)
    other = actions.GivenSide({"en": "B"}, "en", Colour.GREEN)
    common: dict[str, Any] = {"actor": convener, "name": {"en": "N"}, "about": {}, "languages": ["en"]}
    for sides in ([one], [one, one], [one, other, actions.GivenSide({"en": "C"}, "ru", Colour.SKY)]):
        with pytest.raises(actions.SidesWrong):
            actions.create_dialogue(**common, sides=sides)
    with pytest.raises(actions.NameMissing):
        actions.create_dialogue(**common | {"languages": ["en", "ru"]}, sides=[one, other])
    assert not Entry.objects.exists()


def test_nobody_but_a_convener_gets_in(staff: SignIn, moderator: User, visitor: Visit, dialogue: Dialogue) -> None:
    for address in ("/staff/dialogues/new/", f"/staff/d/{dialogue.pk}/"):
        assert staff(moderator).get(address).status_code == 404
        assert staff(moderator).post(address, {"act": "resume"}).status_code == 404
        assert visitor().get(address).status_code == 302
        assert visitor().post(address, {"act": "resume"}).status_code == 404


# --- changing ---


def test_words_and_sides_change_before_the_first_opening(
    staff: SignIn, convener: User, dialogue: Dialogue, make_consultation: Callable[..., Consultation]
) -> None:
    draft = make_consultation(statements=0, phase=Phase.DRAFT)
    client = staff(convener)
    page = client.get(f"/staff/d/{dialogue.pk}/?edit=1").content.decode()
    assert 'value="Upstream"' in page
    # Two sides swap their colours, a third one comes, Russian goes.
    sent = words(side0_colour="orange", side1_colour="blue", act="change") | {
        "side2_name_en": "The islands",
        "side2_name_ar": "الجزر",
        "side2_language": "en",
        "side2_colour": "green",
    }
    answer = client.post(f"/staff/d/{dialogue.pk}/?{frame(sides='3')}", sent)
    assert answer.status_code == 303
    dialogue.refresh_from_db()
    assert dialogue.languages == ["en", "ar"]
    assert [side.colour for side in dialogue.sides.all()] == ["orange", "blue", "green"]
    draft.refresh_from_db()
    assert draft.languages == ["en", "ar"]
    assert last().action == "dialogue.changed"


def test_sides_are_fixed_once_a_consultation_opened(
    staff: SignIn, convener: User, dialogue: Dialogue, make_consultation: Callable[..., Consultation]
) -> None:
    make_consultation(statements=0)
    client = staff(convener)
    page = client.get(f"/staff/d/{dialogue.pk}/?edit=1").content.decode()
    assert "side0_name_en" not in page
    assert "The sides and languages are fixed" in page
    sent = {"act": "change", "name_en": "The great river", "name_ru": "Река", "name_ar": "النهر"}
    assert client.post(f"/staff/d/{dialogue.pk}/", sent).status_code == 303
    dialogue.refresh_from_db()
    assert dialogue.name["en"] == "The great river"
    assert [side.name["en"] for side in dialogue.sides.all()] == ["Upstream", "Downstream"]


def test_sides_are_fixed_once_a_code_names_one(
    convener: User, dialogue: Dialogue, make_consultation: Callable[..., Consultation]
) -> None:
    draft = make_consultation(statements=0, phase=Phase.DRAFT)
    side = dialogue.sides.first()
    assert side is not None
    Code.objects.create(digest=keyed_digest("code", "x"), consultation=draft, side=side)
    sides = [
        actions.GivenSide({"en": "A", "ru": "А", "ar": "ا"}, "en", Colour.BLUE),
        actions.GivenSide({"en": "B", "ru": "Б", "ar": "ب"}, "en", Colour.GREEN),
    ]
    name = {"en": "N", "ru": "Н", "ar": "ن"}
    with pytest.raises(actions.SidesFixed):
        actions.change_dialogue(actor=convener, dialogue=dialogue, name=name, about={}, sides=sides)
    assert Code.objects.exists()


# --- standing ---


def test_suspending_resuming_and_closing_are_one_line_each(staff: SignIn, convener: User, dialogue: Dialogue) -> None:
    client = staff(convener)
    address = f"/staff/d/{dialogue.pk}/"
    lines = []
    for act, notice, standing in (
        ("suspend", {"notice_en": "The bridge has fallen."}, Standing.SUSPENDED),
        ("resume", {}, Standing.ACTIVE),
        ("close", {"notice_ar": "انتهى"}, Standing.CLOSED),
    ):
        assert client.post(address, {"act": act} | notice).status_code == 303
        dialogue.refresh_from_db()
        assert dialogue.standing == standing
        lines.append(last().action)
    assert lines == ["dialogue.suspended", "dialogue.resumed", "dialogue.closed"]
    assert Entry.objects.count() == 3
    assert dialogue.notice == {"ar": "انتهى"}
    assert client.post(address, {"act": "resume"}).status_code == 409  # closed is for good
    assert client.post(address, {"act": "change"} | {"name_en": "x", "name_ru": "x", "name_ar": "x"}).status_code in (
        400,
        409,
    )
    assert Entry.objects.count() == 3


@pytest.mark.parametrize("act", ["suspend", "close"])
def test_a_standing_without_a_reason_is_refused(staff: SignIn, convener: User, dialogue: Dialogue, act: str) -> None:
    answer = staff(convener).post(f"/staff/d/{dialogue.pk}/", {"act": act, "notice_en": "  "})
    assert answer.status_code == 400
    assert "Say in at least one language why" in answer.content.decode()
    dialogue.refresh_from_db()
    assert dialogue.standing == Standing.ACTIVE
    assert not Entry.objects.exists()


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.READY])
def test_a_dialogue_is_closed_after_its_consultations(
    staff: SignIn, convener: User, dialogue: Dialogue, make_consultation: Callable[..., Consultation], phase: Phase
) -> None:
    make_consultation(statements=0, phase=phase)
    answer = staff(convener).post(f"/staff/d/{dialogue.pk}/", {"act": "close", "notice_en": "Over."})
    assert answer.status_code == 409
    assert "Close it first" in answer.content.decode()


def test_an_unknown_act_does_nothing(staff: SignIn, convener: User, dialogue: Dialogue) -> None:
    assert staff(convener).post(f"/staff/d/{dialogue.pk}/", {"act": "burn"}).status_code == 404
    assert staff(convener).post(f"/staff/d/{dialogue.pk}/").status_code == 404


def test_the_desk_and_the_ledger_know_dialogues(staff: SignIn, convener: User, dialogue: Dialogue) -> None:
    client = staff(convener)
    client.post(f"/staff/d/{dialogue.pk}/", {"act": "suspend", "notice_en": "Flood."})
    assert f"/staff/d/{dialogue.pk}/" in client.get("/staff/").content.decode()
    with translation.override("en"):
        assert "suspended the dialogue" in sentence(last())


# --- texts ---


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  two   words ", "two words"),
        ("cafe\u0301", "café"),
        ("a\u202eb\u2066c\x07d\0\ufeff", "abcd"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800x", "x"),
    ],
)
def test_what_conveners_write_is_tidied(raw: str, kept: str) -> None:
    assert tidy(raw) == kept
    assert tidy(kept) == kept


def test_a_missing_language_falls_back_and_says_which() -> None:
    assert said_in({"en": "river", "ar": ""}, "ar") == ("river", "en")
    assert said_in({"en": "river", "ar": "نهر"}, "ar") == ("نهر", "ar")
    assert said_in({}, "ru") == ("", "ru")
