"""A consultation opened on something that was announced in an encounter."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from detente.web.consultations.actions.setup import create_draft
from detente.web.consultations.models import Consultation, Phase
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.models import Announced, Edition, Encounter
from detente.web.people.models import User
from detente.web.results import rounds
from tests.web.crawling import Crawler
from tests.web.encounters.issuing import issue
from tests.web.encounters.test_following import MEET, listed


@pytest.fixture
def edition(editor: User, encounter: Encounter, dialogue: Dialogue) -> Edition:
    encounter.dialogue = dialogue
    encounter.save()
    return issue(editor, encounter, pairs=(MEET,))


@pytest.fixture
def meeting(edition: Edition) -> Announced:
    return listed(edition.encounter, "20 May").announced


def test_the_convener_opens_one_from_what_was_announced(meeting, dialogue, convener, editor, staff, visitor) -> None:
    client = staff(convener)
    address = f"{reverse('consultation_new', args=(dialogue.pk,))}?announced={meeting.pk}"
    manage = reverse("announced_manage", args=(meeting.encounter_id,))
    assert address in client.get(manage).content.decode()
    assert address not in staff(editor).get(manage).content.decode()
    page = client.get(address).content.decode()
    assert "The next meeting is set for 20 May." in page
    assert "The mayors will meet again on 20 May" in page
    assert client.post(address).status_code == 303
    made = Consultation.objects.get()
    assert made.announced == meeting
    assert made.question == {}
    assert made.about["en"] == (
        "Norhavn announced: “The next meeting is set for 20 May.”\n"
        "Sundby announced: “The mayors will meet again on 20 May”"
    )
    step = client.get(reverse("setup", args=(made.pk, "question"))).content.decode()
    assert "Norhavn announced: “The next meeting is set for 20 May.”" in step
    public = reverse("encounter_announced", args=(meeting.encounter_id, "en"))
    assert "opened on this" not in visitor().get(public).content.decode()  # a draft is the convener's


def test_both_public_pages_lead_to_each_other(meeting, make_consultation, visitor) -> None:
    one = make_consultation(announced=meeting)
    announced = reverse("encounter_announced", args=(meeting.encounter_id, "en"))
    landing = reverse("consultation", args=(one.pk, "en"))
    page = visitor().get(landing).content.decode()
    assert re.search(r"Opened on what was announced in <a href=\"" + re.escape(f"{announced}#a-{meeting.pk}"), page)
    page = visitor().get(announced).content.decode()
    assert "1 consultation was opened on this" in page
    crawler = Crawler(visitor())
    assert crawler.clicks(announced, lambda there: there == landing, 1) == 1
    assert crawler.clicks(landing, lambda there: there == announced, 1) == 1
    other = make_consultation(announced=meeting)
    page = visitor().get(announced).content.decode()
    assert "2 consultations were opened on this: number 2" in page
    assert reverse("consultation", args=(other.pk, "en")) in page
    for language in ("ru", "ar"):
        assert visitor().get(reverse("consultation", args=(one.pk, language))).status_code == 200
    other.phase = Phase.DRAFT
    other.save()
    assert "1 consultation was opened on this" in visitor().get(announced).content.decode()


def test_a_new_round_is_asked_on_the_same_thing(meeting, make_consultation, convener) -> None:
    first = make_consultation(announced=meeting, phase=Phase.CLOSED)
    assert rounds.ask_again(actor=convener, consultation=first).announced == meeting
    assert rounds.ask_again(actor=convener, consultation=make_consultation(phase=Phase.CLOSED)).announced is None


def test_the_api_says_on_what_it_was_opened(meeting, make_consultation, visitor) -> None:
    on_it, on_nothing = make_consultation(announced=meeting), make_consultation()
    one = visitor().get(f"/api/v1/consultations/{on_it.pk}").json()["announced"]
    assert one["id"] == str(meeting.pk)
    assert one["encounter"] == str(meeting.encounter_id)
    assert one["told"][0]["words"] == "The next meeting is set for 20 May."
    assert (one["starts"], one["ends"]) == (f"{meeting.starts}", f"{meeting.ends}")
    assert visitor().get(f"/api/v1/consultations/{on_nothing.pk}").json()["announced"] is None
    rows = visitor().get(f"/api/v1/dialogues/{on_it.dialogue_id}/consultations").json()["items"]
    assert {row["id"]: row["announced"] and row["announced"]["id"] for row in rows} == {
        str(on_it.pk): str(meeting.pk),
        str(on_nothing.pk): None,
    }


def test_only_what_may_concern_the_dialogue(meeting, dialogue, convener, staff) -> None:
    client = staff(convener)
    other = Dialogue.objects.create(name={"en": "The hills"}, languages=["en"])
    wrong = f"{reverse('consultation_new', args=(other.pk,))}?announced={meeting.pk}"
    for address in (
        wrong,
        f"{reverse('consultation_new', args=(dialogue.pk,))}?announced=x",
        f"{reverse('consultation_new', args=(dialogue.pk,))}?announced={dialogue.pk}",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    with pytest.raises(NotFound):
        create_draft(actor=convener, dialogue=other, announced=meeting)
    assert wrong not in client.get(reverse("announced_manage", args=(meeting.encounter_id,))).content.decode()
    meeting.encounter.dialogue = None
    meeting.encounter.save()
    assert client.get(wrong).status_code == 200
    assert wrong in client.get(reverse("announced_manage", args=(meeting.encounter_id,))).content.decode()
    assert not Consultation.objects.exists()


def test_a_consultation_on_nothing_announced_says_nothing_of_it(make_consultation, visitor) -> None:
    page = visitor().get(reverse("consultation", args=(make_consultation().pk, "en"))).content.decode()
    assert "announced" not in page
