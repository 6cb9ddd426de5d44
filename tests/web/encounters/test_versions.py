"""Corrections, withdrawals and takedowns, for editors and for everybody."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.encounters.actions import deciding, publishing, texts
from detente.web.encounters.digests import unpublished
from detente.web.encounters.errors import (
    AlreadyWithdrawn,
    ChangedMeanwhile,
    NothingChanged,
    NotWithdrawn,
    NoVersion,
    SameTwice,
    Unwritten,
    WasTakenDown,
)
from detente.web.encounters.models import Decision, Draft, Edition, Encounter, Part, Source, Verb, Version
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.queries.texts import digest_of
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.web.encounters import two_towns
from tests.web.encounters.conftest import Enter

Staff = Callable[[User], Client]

CORRECTED = two_towns.NORHAVN.replace("2.4 million euros", "2.5 million euros")
WHY = "The town asked for it on 3 June: its council had not approved the text."
SECRET = "subject to approval by its council"


@pytest.fixture
def desk(staff: Staff, editor: User) -> Client:
    return staff(editor)


@pytest.fixture
def a(encounter: Encounter) -> Source:
    return encounter.sources.get(part=Part.A)


@pytest.fixture
def published(encounter: Encounter, editor: User) -> Edition:
    """All rows confirmed as the machine proposes them, and published."""
    comparison = deciding.compare(actor=editor, encounter=encounter)
    for row in state_of(comparison).rows:
        one, other = row.key.split("|")
        if one and other:
            told: dict[str, object] = {"a": one.split("+"), "b": other.split("+")}
            deciding.decide(
                actor=editor, comparison=comparison, verb=Verb.PAIR, told=told, seen=comparison.decisions.count()
            )
        else:
            told = {"point": one or other}
            deciding.decide(
                actor=editor, comparison=comparison, verb=Verb.ALONE, told=told, seen=comparison.decisions.count()
            )
    return publishing.publish(actor=editor, encounter=encounter, note="")


def manage(source: Source, query: str = "") -> str:
    return reverse("text_manage", args=[source.encounter_id, source.pk]) + query


def public(source: Source, language: str = "en") -> str:
    return reverse("encounter_text", args=[source.encounter_id, language, source.pk])


def test_a_correction_is_a_new_version_and_shows_what_changed(desk: Client, encounter: Encounter, a: Source) -> None:
    answer = desk.post(reverse("text_new", args=[encounter.pk]) + f"?source={a.pk}", {"text": CORRECTED})
    address = answer.headers["Location"]
    facts = {"publisher": "Town of Norhavn", "language": "en", "title": "Norhavn on the ferry", "act": "enter"}
    assert desk.post(address, facts).status_code == 400  # not a word of what it corrects
    answer = desk.post(address, facts | {"note": "The sum was corrected."})
    assert answer.status_code == 400
    assert "Say whose correction it is." in answer.content.decode()
    assert desk.post(address, facts | {"note": "The sum was corrected.", "whose": "publisher"}).status_code == 303
    first, second = a.versions.order_by("number")
    assert (first.body, second.body) == (two_towns.NORHAVN.strip(), CORRECTED.strip())
    page = desk.get(manage(a)).content.decode()
    changed = page[page.index("enc-changes") :]
    assert re.search(r"<del><span[^>]*>taken out: </span>2\.4 <span", changed)
    assert re.search(r"<ins><span[^>]*>put in: </span>2\.5 <span", changed)
    assert "The sum was corrected." in page
    assert "The publisher changed the text." in page
    assert "Version 1 in full" in page


@pytest.mark.parametrize(
    ("whose", "says"),
    [("publisher", "Its publisher has corrected it since"), ("editor", "Its publisher changed nothing.")],
)
def test_readers_are_told_whose_correction_it_is(
    whose: str, says: str, visitor: Callable[[], Client], editor: User, encounter: Encounter, a: Source,
    published: Edition, enter_text: Enter,
) -> None:  # fmt: skip
    enter_text(encounter, "a", CORRECTED, source=a, whose=whose)
    deciding.compare(actor=editor, encounter=encounter)
    publishing.publish(actor=editor, encounter=encounter, note="A word is other now.")
    page = visitor().get(reverse("encounter_edition", args=(encounter.pk, "en", 1))).content.decode()
    assert says in page
    assert ("Its publisher has corrected" in page) == (whose == "publisher")
    assert ("the publisher changed nothing" in visitor().get(public(a)).content.decode()) == (whose == "editor")


def test_a_version_that_changes_nothing_is_refused(
    editor: User, encounter: Encounter, a: Source, enter_text: Enter
) -> None:
    with pytest.raises(SameTwice):
        enter_text(encounter, "a", two_towns.NORHAVN, source=a)
    with pytest.raises(Unwritten):
        enter_text(encounter, "a", CORRECTED, source=a, note="")
    enter_text(encounter, "a", CORRECTED, source=a)
    enter_text(encounter, "a", two_towns.NORHAVN, source=a)  # the publisher went back to the first
    assert [version.number for version in a.versions.all()] == [1, 2, 3]


def test_a_version_of_another_encounters_text_is_nothing_here(desk: Client, encounter: Encounter, editor: User) -> None:
    for key in (editor.pk, "nothing"):
        address = reverse("text_new", args=[encounter.pk]) + f"?source={key}"
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"text": CORRECTED}).status_code == 404


def test_a_withdrawn_text_stays_and_is_marked(desk: Client, a: Source, published: Edition) -> None:
    assert desk.get(manage(a, "?act=withdraw")).status_code == 200
    assert desk.post(manage(a), {"act": "withdraw", "on": "", "why": ""}).status_code == 400
    assert desk.post(manage(a), {"act": "withdraw", "on": "2999-01-01", "why": WHY}).status_code == 400
    sent = {"act": "withdraw", "on": "2025-06-03", "why": WHY}
    assert desk.post(manage(a), sent).status_code == 303
    assert desk.post(manage(a), sent).status_code == 409
    page = desk.get(public(a)).content.decode()
    assert "Its publisher has withdrawn this text on" in page
    assert WHY in page
    assert SECRET in page
    key = a.encounter_id
    places = [reverse("encounter", args=(key, "en")), reverse("encounter_announced", args=(key, "en")), "/en/"]
    for place in places:
        assert "took its text back on" in desk.get(place).content.decode(), place
    whole, table = (
        desk.get(reverse("encounter_file", args=(key, 1, name))).content.decode()
        for name in ("concordance.json", "rows.csv")
    )
    assert json.loads(whole)["withdrawn"] == [{"letter": "a", "on": "2025-06-03", "why": WHY}]
    assert "a on 2025-06-03" in table
    assert desk.post(manage(a), {"act": "stand_again"}).status_code == 303
    assert desk.post(manage(a), {"act": "stand_again"}).status_code == 409
    assert "withdrawn this text" not in desk.get(public(a)).content.decode()
    acts = list(Entry.objects.order_by("sequence").values_list("action", flat=True))[-2:]
    assert acts == ["encounter.text_withdrawn", "encounter.text_stands_again"]


def test_a_takedown_asks_twice(desk: Client, a: Source) -> None:
    page = desk.get(manage(a, "?act=take_down")).content.decode()
    assert "This is what will happen:" in page
    assert desk.post(manage(a), {"act": "take_down", "why": ""}).status_code == 400
    page = desk.post(manage(a), {"act": "take_down", "why": WHY}).content.decode()
    assert "Take the words down now" in page
    assert a.versions.get().body
    assert desk.post(manage(a), {"act": "take_down", "why": WHY, "sure": "yes"}).status_code == 303
    assert not a.versions.get().body
    assert desk.post(manage(a), {"act": "take_down", "why": WHY, "sure": "yes"}).status_code == 409


def test_after_a_takedown_the_words_are_nowhere_and_every_page_stands(
    desk: Client, editor: User, encounter: Encounter, a: Source, published: Edition, enter_text: Enter
) -> None:
    deciding.compare(actor=editor, encounter=encounter)
    given = texts.Given(part="a", publisher="Town of Norhavn")
    texts.stage(actor=editor, encounter=encounter, source=a, given=given, raw=CORRECTED, name="text")
    decisions, digest = Decision.objects.count(), a.versions.get().digest
    assert SECRET in str(Edition.objects.values())
    texts.take_down(actor=editor, source=a, why=WHY)
    for kind in (Version, Edition, Draft, Decision, Entry):
        assert SECRET not in str(list(kind._default_manager.values())), kind
    version = a.versions.get()
    assert (version.title, version.body, version.digest) == ("", "", digest)
    assert version.words == len(two_towns.NORHAVN.split())
    assert Decision.objects.count() == decisions
    page = desk.get(public(a)).content.decode()
    assert "The words were taken down on" in page
    assert WHY in page
    assert digest in page
    assert SECRET not in page
    desk_page = desk.get(reverse("encounter_manage", args=[encounter.pk]))
    assert "can no longer be worked on" in desk_page.content.decode()
    assert desk.get(reverse("staff_home")).status_code == 200
    assert desk.get(reverse("encounter_words", args=[encounter.pk])).status_code == 200
    answer = desk.post(reverse("encounter_manage", args=[encounter.pk]), {"act": "compare"})
    assert answer.status_code == 409
    line = Entry.objects.filter(action="encounter.text_taken_down").get()
    assert line.details["versions"] == [unpublished(digest)]
    assert WHY not in str(line.details)


def test_after_a_takedown_another_version_can_be_laid_side_by_side(
    desk: Client, editor: User, encounter: Encounter, a: Source, published: Edition, enter_text: Enter
) -> None:
    texts.take_down(actor=editor, source=a, why=WHY)
    with pytest.raises(WasTakenDown):
        enter_text(encounter, "a", two_towns.NORHAVN, source=a)
    enter_text(encounter, "a", CORRECTED, source=a, title="A corrected text")
    page = desk.get(manage(a)).content.decode()
    assert "2.5 million" in page
    assert "What changed since" not in page  # what is gone cannot be compared
    home = reverse("encounter_manage", args=[encounter.pk])
    assert desk.post(home, {"act": "compare"}).status_code == 303
    assert desk.get(home).status_code == 200


def test_a_joint_statement_that_is_taken_down_leaves_the_comparison(
    desk: Client, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    enter_text(encounter, "joint", two_towns.JOINT)
    deciding.compare(actor=editor, encounter=encounter)
    texts.take_down(actor=editor, source=encounter.sources.get(part="joint"), why=WHY)
    page = desk.get(reverse("encounter_manage", args=[encounter.pk])).content.decode()
    assert "can no longer be worked on" not in page
    assert "wait for a decision" in page


def test_each_act_on_a_text_is_done_once(editor: User, encounter: Encounter, a: Source) -> None:
    texts.withdraw(actor=editor, source=a, on=dt.date(2025, 6, 3), why=WHY)
    with pytest.raises(AlreadyWithdrawn):
        texts.withdraw(actor=editor, source=a, on=dt.date(2025, 6, 3), why=WHY)
    texts.stand_again(actor=editor, source=a)
    with pytest.raises(NotWithdrawn):
        texts.stand_again(actor=editor, source=a)
    texts.take_down(actor=editor, source=a, why=WHY)
    with pytest.raises(NoVersion):
        texts.take_down(actor=editor, source=a, why=WHY)


def test_unknown_acts_are_nothing(desk: Client, encounter: Encounter, a: Source) -> None:
    assert desk.post(manage(a), {"act": "burn"}).status_code == 404
    assert desk.post(reverse("encounter_manage", args=[encounter.pk]), {"act": "burn"}).status_code == 404


def test_what_is_entered_after_an_edition_is_nobodys_to_read_until_the_next(
    visitor: Callable[[], Client], desk: Client, editor: User, encounter: Encounter, a: Source, enter_text: Enter,
    published: Edition,
) -> None:  # fmt: skip
    edition = reverse("encounter", args=(encounter.pk, "en"))
    before = visitor().get(edition).content
    report = enter_text(encounter, "report", two_towns.REPORT).source
    second = enter_text(encounter, "a", CORRECTED, source=a)
    assert visitor().get(public(report)).status_code == 404
    page = visitor().get(public(a)).content.decode()
    assert "2.5 million" not in page
    assert "A figure was corrected." not in page
    assert visitor().get(edition).content == before
    assert "The newest version is not public" in desk.get(manage(a)).content.decode()
    comparison = deciding.compare(actor=editor, encounter=encounter)
    listed = desk.get(reverse("encounter_publish", args=(encounter.pk,))).content.decode()
    listed = listed[listed.index('id="new-texts"') : listed.index('id="changes"')]
    assert "River Courier" in listed
    assert "Town of Norhavn" in listed
    assert "Sundby council" not in listed
    assert (comparison.a, publishing.ready(encounter).texts[0]) == (second, second)
    publishing.publish(actor=editor, encounter=encounter, note="A figure was corrected.")
    assert "2.5 <" in visitor().get(public(a)).content.decode()
    assert visitor().get(public(report)).status_code == 200
    first = visitor().get(reverse("encounter_edition", args=(encounter.pk, "en", 1))).content.decode()
    assert "there is a version 2" in first
    assert 'id="reports"' not in first


def test_a_report_alone_is_reason_enough_for_an_edition(
    visitor: Callable[[], Client], editor: User, encounter: Encounter, published: Edition, enter_text: Enter
) -> None:
    report = enter_text(encounter, "report", two_towns.REPORT).source
    seen = publishing.ready(encounter).seen
    other = enter_text(encounter, "report", CORRECTED)
    with pytest.raises(ChangedMeanwhile):
        publishing.publish(actor=editor, encounter=encounter, note="A report was added.", seen=seen)
    texts.take_down(actor=editor, source=other.source, why=WHY)
    publishing.publish(actor=editor, encounter=encounter, note="A report was added.", seen=seen)
    page = visitor().get(reverse("encounter", args=(encounter.pk, "en"))).content.decode()
    assert public(report) in page
    with pytest.raises(NothingChanged):
        publishing.publish(actor=editor, encounter=encounter, note="Once more.")


def test_a_report_is_briefed_for_editors_and_never_compared(
    visitor: Callable[[], Client], desk: Client, editor: User, encounter: Encounter, published: Edition,
    enter_text: Enter,
) -> None:  # fmt: skip
    report = enter_text(encounter, "report", two_towns.REPORT).source
    publishing.publish(actor=editor, encounter=encounter, note="A report was added.")
    page = visitor().get(public(report)).content.decode()
    assert "Who is said to have said what" not in page
    assert "We are close to a timetable" in page
    assert "A report is no side’s own account" in page
    assert "Collected by <bdi>Edna</bdi>, not submitted by the sides." in page
    assert visitor().get(public(report, "ar")).status_code == 200
    page = desk.get(manage(report)).content.decode()
    assert "Who is said to have said what" in page
    assert "We are close to a timetable" in page
    assert "Ilse Brandt" in page
    assert "nobody has confirmed it. Only editors see it." in page
    long = enter_text(encounter, "report", two_towns.REPORT * 150).source
    assert "cannot be read in short here" in desk.get(manage(long)).content.decode()


def test_the_page_of_a_text_is_public_with_the_encounter(
    visitor: Callable[[], Client], a: Source, encounter: Encounter
) -> None:
    assert visitor().get(public(a)).status_code == 404
    assert "edition" not in str(Entry.objects.values_list("action"))


def test_markup_in_a_text_that_is_entered_stays_words(
    visitor: Callable[[], Client], editor: User, encounter: Encounter, published: Edition, enter_text: Enter
) -> None:
    words = "Mayor <b onmouseover=alert(1)>Brandt said that the ferry runs & the toll goes.\n\nNobody set a date."
    source = enter_text(encounter, "report", words, title="<script>alert(1)</script>", publisher="<i>Courier").source
    publishing.publish(actor=editor, encounter=encounter, note="A report was added.")
    page = visitor().get(public(source)).content.decode()
    for markup in ("<b onmouseover", "<script>alert", "<i>Courier"):
        assert markup not in page


def test_the_fingerprint_is_of_title_and_body() -> None:
    assert digest_of("a", "b") != digest_of("", "a\nb".replace("a\n", "")) != digest_of("b", "a")
