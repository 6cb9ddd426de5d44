"""Something announced in an encounter stands on a dialogue's agenda, and each leads to the other."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from detente.web.agenda import actions as agenda
from detente.web.agenda.models import Basis, Item
from detente.web.answers import actions as answers
from detente.web.core.clock import today
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.actions import following as actions
from detente.web.encounters.actions.texts import take_down
from detente.web.encounters.models import Announced, Edition, Encounter, Part
from detente.web.encounters.queries import following as queries
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import sentence
from detente.web.people.models import User
from tests.web.agenda.publics import publish
from tests.web.crawling import Crawler
from tests.web.encounters import two_towns
from tests.web.encounters.issuing import issue
from tests.web.encounters.test_following import MEET, listed

WHY = {"en": "Both towns announced it."}


@pytest.fixture
def edition(editor: User, encounter: Encounter, dialogue: Dialogue) -> Edition:
    encounter.dialogue = dialogue
    encounter.save()
    return issue(editor, encounter, pairs=(MEET,))


@pytest.fixture
def meeting(edition: Edition) -> Announced:
    return listed(edition.encounter, "20 May").announced


@pytest.fixture
def item(convener: User, dialogue: Dialogue, meeting: Announced) -> Item:
    return agenda.pin_announced(actor=convener, dialogue=dialogue, announced=meeting, why=WHY)


def of_item(item: Item, language: str = "en") -> str:
    return reverse("agenda_item", args=(item.dialogue_id, language, item.pk))


def test_the_convener_puts_it_on_the_agenda(convener, editor, dialogue, meeting, staff, visitor) -> None:
    client = staff(convener)
    address = reverse("pin_announced", args=(dialogue.pk, meeting.pk))
    for start in (
        reverse("announced_manage", args=(meeting.encounter_id,)),
        reverse("happened_edit", args=(meeting.encounter_id, meeting.pk)),
        reverse("agenda_manage", args=(dialogue.pk,)),
    ):
        assert address in client.get(start).content.decode(), start
    assert address not in staff(editor).get(reverse("announced_manage", args=(meeting.encounter_id,))).content.decode()
    page = client.get(address).content.decode()
    assert "The next meeting is set for 20 May." in page
    assert "expected on 20 May 2025" in page
    assert client.post(address, {"why_en": ""}).status_code == 400
    assert client.post(address, {"why_en": "Both towns announced it."}).status_code == 303
    assert client.post(address, {"why_en": "Both towns announced it."}).status_code == 409
    item = Item.objects.get()
    assert (item.basis, item.statement, item.snapshot, item.announced) == (Basis.ANNOUNCED, None, None, meeting)
    assert address not in client.get(reverse("agenda_manage", args=(dialogue.pk,))).content.decode()
    assert "It is on the agenda already." in client.get(address).content.decode()
    assert "put something announced on the agenda" in " ".join(sentence(entry) for entry in Entry.objects.all())
    public = visitor().get(reverse("agenda", args=(dialogue.pk, "en"))).content.decode()
    assert "something announced" in public
    assert "the window has passed" in public


def test_the_items_page_shows_words_window_and_what_became_of_it(item, meeting, editor, visitor) -> None:
    page = visitor().get(of_item(item)).content.decode()
    row = f"#r{listed(meeting.encounter, '20 May').number}"
    for words in (
        "The next meeting is set for 20 May.",
        "The mayors will meet again on 20 May",
        "expected on 20 May 2025",
        "The window closed on 20 May 2025.",
        "Both towns announced it.",
        reverse("encounter_edition", args=(meeting.encounter_id, "en", 1)) + row,
    ):
        assert words in page
    actions.record_happened(
        actor=editor,
        announced=meeting,
        what="happened",
        note="They met in Sundby.",
        source="https://example.org/met",
        on=dt.date(2025, 5, 20),
    )
    page = visitor().get(of_item(item)).content.decode()
    assert ">happened</span>" in page
    assert "They met in Sundby." in page
    for language in ("ru", "ar"):
        assert visitor().get(of_item(item, language)).status_code == 200


def test_sides_answer_it_like_any_item(item, convener, staff, visitor) -> None:
    client, side = staff(convener), item.dialogue.sides.get(position=0)
    address = reverse("answer_edit", args=(item.dialogue_id, item.pk, 0))
    assert "The next meeting is set for 20 May." in client.get(address).content.decode()
    given = answers.record_answer(
        actor=convener,
        item=item,
        side=side,
        kind="will_do",
        reason={"en": "It is in the calendar."},
        office="Mayor's office",
        due_on=today(),
        source="The council's minutes",
        given_on=today(),
    )
    assert client.get(reverse("outcome_edit", args=(item.dialogue_id, item.pk, 0))).status_code == 200
    answers.record_outcome(actor=convener, answer=given, done=True, evidence="They met.")
    assert "It is in the calendar." in visitor().get(of_item(item)).content.decode()
    agenda.withdraw(actor=convener, item=item, why={"en": "It is settled."})
    assert "It is settled." in visitor().get(of_item(item)).content.decode()
    page = visitor().get(reverse("encounter_announced", args=(item.announced.encounter_id, "en"))).content.decode()
    assert "It was on the agenda and was taken off it" in page


def test_in_four_clicks_from_the_answer_to_the_words_and_back(item, meeting, visitor) -> None:
    crawler = Crawler(visitor())
    announced = reverse("encounter_announced", args=(meeting.encounter_id, "en"))
    words = reverse("encounter_edition", args=(meeting.encounter_id, "en", 1))
    for goal in (announced, words):
        there = crawler.clicks(of_item(item), lambda page, goal=goal: page == goal, 2)
        back = crawler.clicks(goal, lambda page: page == of_item(item), 2)
        assert there is not None, goal
        assert back is not None, goal
        assert there + back <= 4
    from_home = crawler.clicks(reverse("home_in", args=("en",)), lambda page: page == announced, 4)
    assert from_home is not None


def test_both_kinds_stand_on_one_agenda(item, make_consultation, convener, staff, visitor) -> None:
    consultation = make_consultation()
    publish(consultation)
    statement = consultation.statements.get(rank=2)
    other = agenda.pin(actor=convener, consultation=consultation, statement=statement, basis=Basis.STATEMENT, why=WHY)
    assert other.position == item.position + 1
    assert agenda.move(actor=convener, item=other, up=True)
    page = visitor().get(reverse("agenda", args=(item.dialogue_id, "en"))).content.decode()
    assert page.index(of_item(other)) < page.index(of_item(item))
    assert staff(convener).get(reverse("agenda_manage", args=(item.dialogue_id,))).status_code == 200
    of_statement = reverse("result_statement", args=(consultation.pk, "en", statement.pk))
    assert of_item(other) in visitor().get(of_statement).content.decode()


def test_only_encounters_of_the_dialogue_or_of_none(meeting, convener, staff) -> None:
    other = Dialogue.objects.create(name={"en": "The hills"}, languages=["en"])
    client = staff(convener)
    address = reverse("pin_announced", args=(other.pk, meeting.pk))
    assert client.get(address).status_code == 404
    assert client.post(address, {"why_en": "Why."}).status_code == 404
    with pytest.raises(NotFound):
        agenda.pin_announced(actor=convener, dialogue=other, announced=meeting, why=WHY)
    assert client.get(reverse("pin_announced", args=(other.pk, uuid.uuid4()))).status_code == 404
    meeting.encounter.dialogue = None
    meeting.encounter.save()
    assert client.get(address).status_code == 200
    other.standing = "closed"
    other.save()
    assert client.post(address, {"why_en": "Why."}).status_code == 409
    assert not Item.objects.exists()


def test_what_is_announced_no_more_is_not_pinned_and_stays_where_it_is(
    item, meeting, editor, convener, enter_text, staff, visitor
) -> None:
    encounter = meeting.encounter
    readings = listed(encounter, "made public in a fortnight").announced
    words = two_towns.SUNDBY.replace("Noise readings will be made public in a fortnight. ", "")
    words = words.replace("will meet again on 20 May", "hope to meet again")
    norhavn = two_towns.NORHAVN.replace("The next meeting is set for 20 May.", "The two sides parted as friends.")
    enter_text(encounter, Part.B, words, source=encounter.sources.get(part=Part.B))
    enter_text(encounter, Part.A, norhavn, source=encounter.sources.get(part=Part.A))
    issue(editor, encounter)
    with pytest.raises(agenda.AnnouncedNoMore):
        agenda.pin_announced(actor=convener, dialogue=item.dialogue, announced=readings, why=WHY)
    address = reverse("pin_announced", args=(item.dialogue_id, readings.pk))
    assert "announces this any more" in staff(convener).get(address).content.decode()
    assert address not in staff(convener).get(reverse("agenda_manage", args=(item.dialogue_id,))).content.decode()
    page = visitor().get(of_item(item)).content.decode()
    assert "The next meeting is set for 20 May." in page
    assert "No row of the newest edition announces this any more" in page


def test_a_takedown_reaches_the_agenda(item, meeting, editor, visitor) -> None:
    for part in ("a", "b"):
        take_down(actor=editor, source=meeting.encounter.sources.get(part=part), why="The publisher asked for it.")
    for address in (of_item(item), reverse("agenda", args=(item.dialogue_id, "en"))):
        page = visitor().get(address).content.decode()
        assert "20 May." not in page.replace("20 May 2025.", "")
        assert "its words were removed" in page
    told = visitor().get(f"/api/v1/dialogues/{item.dialogue_id}/agenda").json()["items"][0]["announced"]["told"]
    assert [one["words"] for one in told] == ["", ""]


def test_an_item_is_of_one_thing(item, make_consultation, convener) -> None:
    consultation = make_consultation()
    snapshot = publish(consultation)
    statement = consultation.statements.first()
    wrong = (
        {"announced": item.announced, "statement": statement, "snapshot": snapshot, "basis": "announced"},
        {"announced": item.announced, "basis": "statement"},
        {"statement": statement, "basis": "statement"},
        {"statement": statement, "snapshot": snapshot, "basis": "announced"},
        {"announced": item.announced, "basis": "announced"},  # twice
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.create(dialogue=item.dialogue, why=WHY, position=9, pinned_on=today(), **fields)


def test_the_api_tells_what_was_announced_and_what_became_of_it(item, meeting, editor, visitor) -> None:
    actions.record_happened(
        actor=editor, announced=meeting, what="not", note="Called off.", source="Both towns", on=None
    )
    (row,) = visitor().get(f"/api/v1/dialogues/{item.dialogue_id}/agenda").json()["items"]
    assert (row["consultation"], row["statement"], row["snapshot"], row["basis"]) == (None, None, None, "announced")
    found = row["announced"]
    assert (found["encounter"], found["starts"], found["standing"]) == (str(meeting.encounter_id), "2025-05-20", "not")
    assert found["told"][0] == {
        "side": "a",
        "name": "Norhavn",
        "words": "The next meeting is set for 20 May.",
        "language": "en",
        "when": "20 May",
        "start": "2025-05-20",
        "end": "2025-05-20",
        "certainty": "planned",
    }
    assert found["records"][0]["note"] == "Called off."
    assert visitor().get(f"/api/v1/dialogues/{item.dialogue_id}/agenda/{item.pk}").json() == row


def test_an_entry_of_a_row_finds_its_item_after_the_words_moved(item, meeting, editor, enter_text, visitor) -> None:
    encounter = meeting.encounter
    enter_text(encounter, Part.A, f"A preface.\n\n{two_towns.NORHAVN}", source=encounter.sources.get(part=Part.A))
    issue(editor, encounter, pairs=(MEET,))
    assert listed(encounter, "20 May").announced == meeting
    assert queries.one_announced(meeting).current
    page = visitor().get(of_item(item)).content.decode()
    assert reverse("encounter_edition", args=(encounter.pk, "en", 2)) in page
