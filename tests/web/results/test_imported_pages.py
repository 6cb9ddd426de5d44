"""What the pages say of a consultation that was held elsewhere: nothing about people who come, days or moderators."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from detente.exchange import read_polis
from detente.web.consultations.models import Consultation, Phase
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue
from detente.web.people.models import User
from detente.web.results import pages
from detente.web.results.actions import redraw
from detente.web.results.importing import import_polis
from tests.exchange.making import write_c
from tests.web.results.test_importing import crowd

HELD = "held elsewhere and read in from files"
SAID_TO_THOSE_WHO_TAKE_PART = (
    "First day",
    "Last day",
    "the last day",
    "How people join",
    "When people joined",
    "What the moderators did",
    "With the moderators",
    "Moderators see the text",
    "Refused",
    "A question to you",
    "on the device you used",
    "My answers",
    "Statements you wrote",
    "Forget everything here",
    "your side",
    "Your network",
    "the side you chose",
    "No name is asked",
    "Anybody can take part",
    "about you is destroyed",
    "The convener of this site, who hosts",
    "promised to everybody who takes part",
    "Upstream",
)


@pytest.fixture
def imported(dialogue: Dialogue, tmp_path: Path) -> Consultation:
    conversation = read_polis(write_c(tmp_path / "export", crowd()))
    made = import_polis(dialogue=dialogue, conversation=conversation, language="en", source="Riverton <b>, CC BY 4.0")
    assert redraw(made.consultation) is not None
    return Consultation.objects.get(pk=made.consultation.pk)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


PAGES = ("consultation", "what_next", "promise", "rules", "results")


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.ERASED])
@pytest.mark.parametrize("name", [*PAGES, "consultation_manage"])
def test_a_page_says_where_it_was_held_and_nothing_that_was_not(
    imported: Consultation,
    staff: Callable[[User], Client],
    visitor: Callable[[], Client],
    convener: User,
    name: str,
    phase: Phase,
) -> None:
    imported.phase = phase
    imported.save()
    pages.forget()
    told = (
        words(visitor(), reverse(name, args=[imported.pk, "en"]))
        if name in PAGES
        else words(staff(convener), reverse(name, args=[imported.pk]))
    )
    assert HELD in told
    assert "Riverton &lt;b&gt;, CC BY 4.0" in told
    assert [said for said in SAID_TO_THOSE_WHO_TAKE_PART if said in told] == []
    if name == "results":
        assert "What the sides talk about, and what they answer" not in told
        assert "of every side" not in told
    destroyed = date_format(imported.erases_on, "DATE_FORMAT")
    assert (destroyed in told) == (phase == Phase.CLOSED or name != "rules")
    if phase == Phase.ERASED:
        assert "random number" not in told
    assert date_format(today(), "DATE_FORMAT") not in told.replace(f"Publication no. 1, {date_format(today())}", "")


def test_the_sentences_stand_where_somebody_took_part(
    make_consultation: Callable[..., Consultation],
    staff: Callable[[User], Client],
    visitor: Callable[[], Client],
    convener: User,
) -> None:
    """So that not finding them above means something."""
    held = make_consultation(phase=Phase.CLOSED)
    told = " ".join(words(visitor(), reverse(name, args=[held.pk, "en"])) for name in PAGES)
    told += words(staff(convener), reverse("consultation_manage", args=[held.pk]))
    missing = {said for said in SAID_TO_THOSE_WHO_TAKE_PART if said not in told}
    # Said while it is open, or with a publication.
    assert missing <= {"the last day", "When people joined", "What the moderators did"}
    assert HELD not in told


def test_the_list_of_a_dialogue_names_no_day_on_which_it_closed(
    imported: Consultation, visitor: Callable[[], Client]
) -> None:
    told = words(visitor(), reverse("dialogue", args=[imported.dialogue_id, "en"]))
    assert "Held elsewhere" in told
    assert "Closed since" not in told


@pytest.mark.parametrize("name", ["join", "begin", "wait", "vote", "my_votes", "write", "outcome", "forget", "appeal"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_answers_as_if_somebody_could_take_part(
    imported: Consultation,
    make_consultation: Callable[..., Consultation],
    visitor: Callable[[], Client],
    name: str,
    method: str,
) -> None:
    def status(place: Consultation) -> int:
        return getattr(visitor(), method)(reverse(name, args=[place.pk, "en"])).status_code

    there = status(make_consultation())
    assert status(imported) == (405 if there == 405 else 404)


def test_no_work_is_given_for_it(imported: Consultation, visitor: Callable[[], Client]) -> None:
    assert visitor().get(reverse("challenge", args=[imported.pk])).status_code == 404
