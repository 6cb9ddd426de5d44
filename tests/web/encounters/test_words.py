"""Names and word lists: previewed, refused with place and cause, kept; the desk of an encounter; its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.encounters.actions import deciding
from detente.web.encounters.models import Comparison, Edition, Encounter, Source, Version
from detente.web.encounters.queries.standing import standing_of
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.web.encounters import two_towns
from tests.web.encounters.conftest import Enter

Staff = Callable[[User], Client]

WORDS = {
    "a_name": "Norhavn",
    "a_aliases": "Ilse Brandt\nthe Norhavn delegation",
    "b_name": "Sundby",
    "b_aliases": "Karl Oster\nthe Sundby council",
    "others": "",
    "packs": ["municipal", "general"],
    "own_words": "",
}
OWN = """format = "detente/lexicon/1"
name = "ferry"
[themes.ferry]
label = "The ferry"
words = ["ferry", "ramp", "timetable", "toll"]
"""


@pytest.fixture
def desk(staff: Staff, editor: User) -> Client:
    return staff(editor)


@pytest.fixture
def words(encounter: Encounter) -> str:
    return reverse("encounter_words", args=[encounter.pk])


def test_what_would_change_is_shown_and_nothing_is_kept(desk: Client, encounter: Encounter, words: str) -> None:
    page = desk.get(words).content.decode()
    assert "Ilse Brandt\nthe Norhavn delegation" in page
    same = desk.post(words, WORDS | {"act": "preview"}).content.decode()
    assert "Nothing: the same pairs would be proposed" in same
    page = desk.post(words, WORDS | {"act": "preview", "own_words": OWN}).content.decode()
    assert "points would change their theme" in page
    assert "<bdi>The ferry</bdi>" in page
    encounter.refresh_from_db()
    assert encounter.own_words == ""
    assert not Entry.objects.filter(action="encounter.words_changed").exists()


def test_what_is_kept_changes_the_proposals(desk: Client, editor: User, encounter: Encounter, words: str) -> None:
    comparison = deciding.compare(actor=editor, encounter=encounter)
    sent = WORDS | {"act": "save", "own_words": OWN, "others": "Ferry Union = Dana Ilves, the crews\nRiver Board"}
    assert desk.post(words, sent).status_code == 303
    encounter.refresh_from_db()
    assert encounter.own_words == OWN
    assert encounter.parties[2:] == [
        {"name": "Ferry Union", "aliases": ["Dana Ilves", "the crews"]},
        {"name": "River Board", "aliases": []},
    ]
    assert standing_of(encounter).comparison == comparison
    assert standing_of(encounter).waiting > 0
    page = desk.get(words).content.decode()
    assert "Ferry Union = Dana Ilves, the crews\nRiver Board" in page
    assert Entry.objects.filter(action="encounter.words_changed").count() == 1


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ('format = "detente/lexicon/1"\nname = ferry\n', "line 2"),
        ('name = "x"', "format must be"),
        (OWN.replace("themes.ferry", "topics.ferry"), "topics"),
        (OWN.replace('"toll"', '"*"'), "themes.ferry.words"),
        ("x = " + "[" * 20_000, "could not be read"),
        ("# " + "x" * 100_001, "at most"),
        ("a\x00b", "could not be read"),
    ],
)
@pytest.mark.parametrize("act", ["preview", "save"])
def test_own_words_are_refused_with_place_and_cause(
    desk: Client, encounter: Encounter, words: str, act: str, own: str, sentence: str
) -> None:
    answer = desk.post(words, WORDS | {"act": act, "own_words": own})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert sentence in page or "Null characters" in page
    encounter.refresh_from_db()
    assert encounter.own_words == ""


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("b_name", "norhavn", "This is the name of side A"),
        ("b_name", "", "required"),
        ("others", "Sundby = somebody", "is named twice"),
        ("others", "River Board\nriver board", "is named twice"),
        ("others", "= somebody", "no name before the equals sign"),
        ("others", "\n".join(f"party {n}" for n in range(21)), "at most 20"),
        ("others", "x" * 81, "longer than 80"),
        ("packs", [], "Choose at least one."),
        ("packs", ["../../secrets"], "Choose from these."),
    ],
)
def test_names_that_cannot_be_are_refused(desk: Client, words: str, field: str, value: object, sentence: str) -> None:
    answer = desk.post(words, WORDS | {"act": "save", field: value})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_without_both_readouts_there_is_nothing_to_preview(desk: Client, bare_encounter: Encounter) -> None:
    page = desk.post(reverse("encounter_words", args=[bare_encounter.pk]), WORDS | {"act": "preview"}).content.decode()
    assert "Both readouts have to be entered" in page


def test_the_desk_says_what_comes_next(
    desk: Client, editor: User, bare_encounter: Encounter, enter_text: Enter
) -> None:
    home, address = reverse("staff_home"), reverse("encounter_manage", args=[bare_encounter.pk])
    assert "Enter the readouts of both sides." in desk.get(address).content.decode()
    enter_text(bare_encounter, "a", two_towns.NORHAVN)
    assert "Enter the readout of <bdi>Sundby</bdi>." in desk.get(address).content.decode()
    enter_text(bare_encounter, "b", two_towns.SUNDBY)
    assert "to be laid side by side" in desk.get(home).content.decode()
    assert desk.post(address, {"act": "compare"}).status_code == 303
    waiting = standing_of(bare_encounter).waiting
    assert waiting > 5
    assert f"{waiting} rows wait" in desk.get(home).content.decode()
    enter_text(bare_encounter, "a", two_towns.NORHAVN + "More.", source=bare_encounter.sources.get(part="a"))
    assert "A newer version is entered." in desk.get(address).content.decode()


def test_who_met_and_when_is_corrected(desk: Client, encounter: Encounter) -> None:
    address = reverse("encounter_edit", args=[encounter.pk])
    assert encounter.title in desk.get(address).content.decode()
    sent = {"title": "The ferry talks", "language": "en", "kind": "talks", "held_on": "2025-05-06", "contact": ""}
    assert desk.post(address, sent | {"title": ""}).status_code == 400
    assert desk.post(address, sent).status_code == 303
    encounter.refresh_from_db()
    assert (encounter.title, encounter.kind, encounter.contact) == ("The ferry talks", "talks", "")
    assert Entry.objects.filter(action="encounter.changed").count() == 1


def test_an_encounter_that_was_never_published_is_deleted_after_a_question(
    desk: Client, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    deciding.compare(actor=editor, encounter=encounter)
    address = reverse("encounter_manage", args=[encounter.pk])
    assert "Delete it for good" in desk.post(address, {"act": "delete"}).content.decode()
    assert Encounter.objects.exists()
    answer = desk.post(address, {"act": "delete", "sure": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("staff_home"))
    for kind in (Encounter, Source, Version, Comparison):
        assert not kind._default_manager.exists()
    assert Entry.objects.filter(action="encounter.deleted").count() == 1
    assert desk.post(address, {"act": "delete", "sure": "yes"}).status_code == 404


def test_what_was_published_is_not_deleted(desk: Client, editor: User, encounter: Encounter) -> None:
    comparison = deciding.compare(actor=editor, encounter=encounter)
    Edition.objects.create(
        encounter=encounter,
        number=1,
        comparison=comparison,
        content={},
        digest="ab" * 32,
        published_by=editor,
        published_at=comparison.made_at,
    )
    address = reverse("encounter_manage", args=[encounter.pk])
    assert "Delete this encounter" not in desk.get(address).content.decode()
    for sent in ({"act": "delete"}, {"act": "delete", "sure": "yes"}):
        assert desk.post(address, sent).status_code == 409
    assert Encounter.objects.exists()
