"""Publishing: what it needs, what it writes, and the page on which an editor sees what becomes public."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from detente.web.encounters import errors
from detente.web.encounters.actions.deciding import compare, decide, undo
from detente.web.encounters.actions.publishing import changes, publish, ready
from detente.web.encounters.actions.texts import take_down
from detente.web.encounters.editions import thaw
from detente.web.encounters.models import Comparison, Edition, Encounter, Part
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.state import RowState, key_of
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.web.encounters import two_towns
from tests.web.encounters.issuing import confirm, issue

FERRY = ("keep the ferry running", "ferry will run")


@pytest.fixture
def comparison(editor: User, encounter: Encounter) -> Comparison:
    return compare(actor=editor, encounter=encounter)


def settle(actor: User, comparison: Comparison, row: RowState) -> None:
    """Confirm a row as the machine proposes it."""
    keys = {letter: [key_of(letter, point.span) for point in getattr(row, letter)] for letter in ("a", "b")}
    told = keys if keys["a"] and keys["b"] else {"point": (keys["a"] or keys["b"])[0]}
    verb = "pair" if keys["a"] and keys["b"] else "alone"
    decide(actor=actor, comparison=comparison, verb=verb, told=told, seen=comparison.decisions.count())


def test_an_edition_counts_what_is_confirmed_and_what_is_not(
    comparison: Comparison, encounter: Encounter, editor: User
) -> None:
    rows = state_of(comparison).rows
    settle(editor, comparison, rows[0])
    edition = publish(actor=editor, encounter=encounter, note="")
    content = thaw(edition).content
    assert (edition.number, edition.published_by, edition.note) == (1, editor, "")
    assert [row.key for row in content.rows] == [rows[0].key]
    assert content.rows[0].confirmed.by == "Edna"
    assert content.rows[0].reviewed is None
    counts = content.counts
    assert (counts.both, counts.only_a, counts.only_b) == (1, 0, 0)
    assert counts.waiting_a == sum(len(row.a) for row in rows[1:])
    assert counts.waiting_b == sum(len(row.b) for row in rows[1:])
    assert counts.waiting_differences == 1
    line = Entry.objects.get(action="encounter.published")
    assert line.actor == "Edna"
    assert line.details == {
        "edition": 1,
        "digest": edition.digest,
        "both": 1,
        "only_a": 0,
        "only_b": 0,
        "waiting": counts.waiting_a + counts.waiting_b,
    }


def test_what_publishing_refuses(comparison: Comparison, encounter: Encounter, editor: User) -> None:
    with pytest.raises(errors.NothingConfirmed):
        publish(actor=editor, encounter=encounter, note="")
    rows = state_of(comparison).rows
    settle(editor, comparison, rows[0])
    Encounter.objects.filter(pk=encounter.pk).update(contact=" ")
    with pytest.raises(errors.NoContact):
        publish(actor=editor, encounter=encounter, note="")
    Encounter.objects.filter(pk=encounter.pk).update(contact="desk@example.org")
    with pytest.raises(errors.ChangedMeanwhile):
        publish(actor=editor, encounter=encounter, note="", seen="0" * 64)
    publish(actor=editor, encounter=encounter, note="", seen=ready(encounter).seen)
    with pytest.raises(errors.NothingChanged):
        publish(actor=editor, encounter=encounter, note="The same again.")
    settle(editor, comparison, rows[1])
    with pytest.raises(errors.NoWordOfChange):
        publish(actor=editor, encounter=encounter, note="  ")
    assert list(Edition.objects.values_list("number", flat=True)) == [1]
    assert not Entry.objects.filter(action="encounter.published").exclude(details__edition=1).exists()


def test_nothing_is_published_on_words_that_are_not_the_newest_or_are_gone(
    comparison: Comparison, encounter: Encounter, editor: User, enter_text
) -> None:
    confirm(editor, comparison)
    source = encounter.sources.get(part=Part.A)
    enter_text(encounter, Part.A, two_towns.NORHAVN.replace("31 October", "30 October"), source=source)
    with pytest.raises(errors.Superseded):
        publish(actor=editor, encounter=encounter, note="")
    take_down(actor=editor, source=source, why="It was asked for.")
    with pytest.raises(errors.WordsGone):
        publish(actor=editor, encounter=encounter, note="")


def test_a_decision_that_is_taken_back_is_not_in_the_next_edition(
    comparison: Comparison, encounter: Encounter, editor: User
) -> None:
    rows = state_of(comparison).rows
    settle(editor, comparison, rows[0])
    settle(editor, comparison, rows[1])
    first = publish(actor=editor, encounter=encounter, note="")
    undo(actor=editor, comparison=comparison, seen=comparison.decisions.count())
    settle(editor, comparison, rows[2])
    second = publish(actor=editor, encounter=encounter, note="A row was wrong.")
    found = changes(thaw(second).content, thaw(first).content)
    assert found is not None
    assert (found.new, found.gone, found.decided_anew, found.texts) == (1, 1, 0, ())
    assert [row.key for row in thaw(second).content.rows] == [rows[0].key, rows[2].key]


def test_a_note_on_a_difference_makes_its_row_decided_anew(
    comparison: Comparison, encounter: Encounter, editor: User
) -> None:
    row = state_of(comparison).rows[0]
    settle(editor, comparison, row)
    first = publish(actor=editor, encounter=encounter, note="")
    told = {"row": row.key, "of": "", "kind": "framing", "note": "One keeps it, the other lets it run."}
    decide(actor=editor, comparison=comparison, verb="difference", told=told, seen=comparison.decisions.count())
    second = publish(actor=editor, encounter=encounter, note="A difference was seen.")
    found = changes(thaw(second).content, thaw(first).content)
    assert found is not None
    assert (found.new, found.gone, found.decided_anew) == (0, 0, 1)
    (difference,) = thaw(second).content.rows[0].differences
    assert (difference.kind, difference.tier, difference.note) == ("framing", "", told["note"])


def test_the_page_shows_what_becomes_public_and_what_does_not(
    comparison: Comparison, encounter: Encounter, editor: User, staff
) -> None:
    client, address = staff(editor), reverse("encounter_publish", args=(encounter.pk,))
    page = client.get(address).content.decode()
    assert "No row is confirmed yet" in page
    assert "<button" not in page.split("<main")[1]
    rows = state_of(comparison).rows
    settle(editor, comparison, rows[0])
    page = client.get(address).content.decode()
    public, rest = html.unescape(page).split('id="waiting"')
    assert rows[0].a[0].text in public
    assert all(row.a[0].text not in public for row in rows[1:] if row.a)
    assert all(row.a[0].text in rest for row in rows[1:] if row.a)
    assert "Mayor Ilse Brandt met today with Mayor Karl Oster of Sundby" in rest  # set aside as no point
    assert "desk@example.org" in rest
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    settle(editor, comparison, rows[1])
    assert client.post(address, {"seen": seen[1]}).status_code == 409  # a row more than the page showed
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    assert seen is not None
    answer = client.post(address, {"seen": seen[1]})
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    page = client.get(address).content.decode()
    assert "Edition 1 is public now, under your name." in page
    assert "Nothing was decided since the last edition" in page
    assert client.post(address, {"seen": seen[1]}).status_code == 409


def test_a_later_edition_needs_a_word_on_what_changed(encounter: Encounter, editor: User, staff, enter_text) -> None:
    issue(editor, encounter, pairs=(FERRY,))
    corrected = two_towns.NORHAVN.replace("31 October", "30 October")
    enter_text(encounter, Part.A, corrected, source=encounter.sources.get(part=Part.A))
    confirm(editor, compare(actor=editor, encounter=encounter))
    client, address = staff(editor), reverse("encounter_publish", args=(encounter.pk,))
    page = client.get(address).content.decode()
    assert "version 2 of the text of <bdi>Town of Norhavn</bdi> is new" in page
    digest = ready(encounter).seen
    answer = client.post(address, {"seen": digest, "note": " "})
    assert answer.status_code == 400
    assert "Say in a sentence what changed" in answer.content.decode()
    assert client.post(address, {"seen": digest, "note": "Norhavn corrected a date."}).status_code == 303
    assert encounter.editions.get(number=2).note == "Norhavn corrected a date."


def test_without_a_contact_the_page_says_where_to_give_one(encounter: Encounter, editor: User, staff) -> None:
    confirm(editor, compare(actor=editor, encounter=encounter))
    Encounter.objects.filter(pk=encounter.pk).update(contact="")
    page = staff(editor).get(reverse("encounter_publish", args=(encounter.pk,))).content.decode()
    assert "Nobody could reach you" in page
    assert reverse("encounter_edit", args=(encounter.pk,)) in page
