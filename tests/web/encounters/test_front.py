"""The first page: two readouts in three numbers, one difference in the sides' own words, nothing unpublished."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.dialogues.models import Dialogue
from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.publishing import publish
from detente.web.encounters.actions.texts import take_down
from detente.web.encounters.models import Encounter
from detente.web.encounters.queries.reading import newest_comparison, state_of
from detente.web.people.models import User
from tests.web.encounters.issuing import confirm, holding, issue

Visitor = Callable[[], Client]

MONEY = ("Norhavn will pay 2.4 million euros", "Norhavn offered to contribute 2 million euros")
MEET = ("The next meeting is set", "The mayors will meet again on 20 May")


def read(visitor: Visitor, address: str = "/en/") -> str:
    answer = visitor().get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def words(html: str) -> str:
    """What is read, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0])).split())


def with_a_difference(editor: User, encounter: Encounter) -> None:
    """Publish, with the sums of money confirmed as a difference."""
    comparison = compare(actor=editor, encounter=encounter)
    confirm(editor, comparison, pairs=(MONEY, MEET))
    row = state_of(comparison).row_of(holding(comparison, "a", MONEY[0]))
    assert row is not None
    number = next(one for one in row.differences if one.kind == "number")
    told = {"row": row.key, "of": number.key, "kind": "number", "note": ""}
    decide(actor=editor, comparison=comparison, verb="difference", told=told, seen=comparison.decisions.count())
    publish(actor=editor, encounter=encounter, note="")


@pytest.mark.django_db
def test_a_site_without_encounters_says_nothing_of_them(visitor: Visitor) -> None:
    page = read(visitor)
    assert "What each side tells" not in page
    assert "halves" not in page
    assert "No dialogue has begun here yet." in page


def test_what_is_not_published_stands_nowhere(visitor: Visitor, editor: User, encounter: Encounter) -> None:
    confirm(editor, compare(actor=editor, encounter=encounter))
    page = read(visitor)
    assert encounter.title not in page
    assert "What each side tells" not in page


def test_three_numbers_and_one_difference(visitor: Visitor, editor: User, encounter: Encounter) -> None:
    with_a_difference(editor, encounter)
    page = read(visitor)
    said = words(page)
    counts = encounter.editions.get().content["counts"]
    assert counts["both"] == 2
    assert f"only Norhavn {counts['only_a']} both report 2 only Sundby {counts['only_b']}" in said
    assert "<mark>2.4 million euros</mark>" in page
    assert "<mark>2 million euros</mark>" in page
    assert f'href="{reverse("encounter", args=(encounter.pk, "en"))}"' in page
    assert "That both report it does not say that it is true" in said
    # Nobody has taken up what was announced.
    assert "How the two meet" not in page


def test_only_a_difference_that_was_confirmed_is_told(visitor: Visitor, editor: User, encounter: Encounter) -> None:
    issue(editor, encounter, pairs=(MONEY,))
    page = read(visitor)
    assert "What each side tells" in page
    assert "<mark>" not in page


def test_the_words_of_a_text_that_was_taken_down_are_gone(visitor: Visitor, editor: User, encounter: Encounter) -> None:
    with_a_difference(editor, encounter)
    comparison = newest_comparison(encounter)
    assert comparison is not None
    take_down(actor=editor, source=comparison.a.source, why="Its publisher asked for it.")
    page = read(visitor)
    assert "2.4 million" not in page
    assert "<mark>" not in page
    assert encounter.title in page


def test_a_dialogue_tells_of_its_own_encounters_only(
    visitor: Visitor, editor: User, encounter: Encounter, dialogue: Dialogue
) -> None:
    issue(editor, encounter)
    address = reverse("dialogue", args=(dialogue.pk, "en"))
    assert "What each side tells" not in read(visitor, address)
    Encounter.objects.update(dialogue=dialogue)
    page = read(visitor, address)
    assert "What each side tells" in page
    assert encounter.title in page


def test_a_hostile_text_is_inert(visitor: Visitor, editor: User, encounter: Encounter) -> None:
    issue(editor, encounter)
    edition = encounter.editions.get()
    edition.content["title"] = "<script>alert(1)</script>"
    edition.content["parties"][0]["name"] = "<b>Norhavn</b>"
    edition.save()
    page = read(visitor)
    assert "<script>alert" not in page
    assert "<b>Norhavn" not in page
