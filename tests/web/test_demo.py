"""The demonstration: whole in three languages, within the rules of the site, quick, and put in only once."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from itertools import combinations

import pytest
import time_machine
from django.urls import resolve, reverse
from rapidfuzz.fuzz import ratio

from detente.web.agenda.models import Item
from detente.web.consultations.models import Code, Consultation, Participant, Phase, Stage, Statement, Vote
from detente.web.core.clock import today
from detente.web.demo import fill
from detente.web.demo.content import Sentence, content, said
from detente.web.demo.crowd import crowd
from detente.web.demo.encounter import encounter_told, readout_of
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.editions import thaw
from detente.web.encounters.models import Encounter
from detente.web.encounters.queries.following import Standing, announced_of_encounter, replies_beside
from detente.web.ledger.models import Entry
from detente.wording.concordance import concord
from detente.wording.lexicon import combine, load_lexicon
from detente.wording.results import Party, Text

SETTINGS = content().settings
PARTIES = tuple(Party(one["name"], tuple(one["aliases"])) for one in encounter_told()["party"])


def html_free(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"<[^>]*>", "", page)


@pytest.fixture(autouse=True)
def demonstration(settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, demo=True)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_text_is_there_in_every_language_and_fits(name: str) -> None:
    setting = SETTINGS[name]
    texts = [setting.question, *([setting.about] if setting.about else []), *(s.words for s in setting.sentences)]
    for words in texts:
        assert set(words) == set(content().languages)
        for language, text in words.items():
            assert 10 < len(text) <= 280
            assert text == unicodedata.normalize("NFC", text).strip()
            letters = [unicodedata.name(c).split()[0] for c in text if c.isalpha()]
            script = {"en": "LATIN", "ru": "CYRILLIC", "ar": "ARABIC"}[language]
            assert set(letters) == {script}, text


def test_no_two_opening_statements_say_nearly_the_same() -> None:
    for setting in SETTINGS.values():
        pairs = combinations([sentence.words["en"] for sentence in setting.sentences], 2)
        assert [pair for pair in pairs if ratio(*pair) > 80] == []


def test_sides_differ_and_common_ground_exists() -> None:
    sentences: tuple[Sentence, ...] = SETTINGS["running"].sentences
    towns = [sentence.answers[:2] for sentence in sentences]
    assert sum(min(pair) > 0.7 for pair in towns) >= 5
    assert sum(abs(a - b) > 0.25 for a, b in towns) >= 5
    people = crowd([s.answers for s in sentences], 240, SETTINGS["running"].sides, seed=7)
    agreed = {side: [[0, 0] for _ in sentences] for side in (0, 1)}
    for answer in people.answers:
        side = people.sides[answer.person]
        if side >= 0 and answer.value != "pass":
            agreed[side][answer.statement][0] += answer.value == "agree"
            agreed[side][answer.statement][1] += 1
    both = [tuple(agreed[side][n][0] / agreed[side][n][1] for side in (0, 1)) for n in range(len(sentences))]
    assert sum(min(pair) > 0.7 for pair in both) >= 4
    assert sum(abs(a - b) > 0.25 for a, b in both) >= 3


def test_the_same_seed_gives_the_same_crowd() -> None:
    answers = [sentence.answers for sentence in SETTINGS["closed"].sentences]
    first, again, other = (crowd(answers, 40, (0.5, 0.4), seed=seed) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.django_db
def test_it_is_put_in_once() -> None:
    filled = fill()
    assert filled.made
    consultations = {c.question["en"]: c for c in Consultation.objects.all()}
    assert {c.phase for c in consultations.values()} == {Phase.OPEN, Phase.CLOSED, Phase.DRAFT}
    running = consultations[SETTINGS["running"].question["en"]]
    assert running.participants.count() == SETTINGS["running"].people
    # Everything that holds an answer says that a program gave it.
    assert set(Vote.objects.values_list("participant__consultation__simulated", flat=True).distinct()) == {True}
    opening = running.statements.filter(origin="organisers", stage=Stage.SHOWN).count()
    assert opening == len(said(SETTINGS["running"], public=False))
    stages = set(running.statements.values_list("stage", "appeal"))
    assert {("waiting", "none"), ("accepted", "none"), ("refused", "none"), ("refused", "asked")} <= stages
    assert not Statement.objects.exclude(stage=Stage.WAITING).filter(author__isnull=False).exists()

    # The demonstration lived through its weeks: the ledger tells them in their order, and in the order of the pages.
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    opened = {e.subject: e.at.date() for e in entries if e.action == "consultation.opened"}
    assert opened == {f"consultation:{c.pk}": c.opens_on for c in consultations.values() if c.phase != Phase.DRAFT}

    before = (Vote.objects.count(), Participant.objects.count(), Entry.objects.count(), Code.objects.count())
    again = fill()
    assert (again.made, again.dialogue, again.pages) == (False, filled.dialogue, filled.pages)
    assert Dialogue.objects.count() == 1
    assert before[0] == Vote.objects.count()
    assert before[1:] == (Participant.objects.count(), Entry.objects.count(), Code.objects.count())
    # The links are for one use, so every start makes new ones.
    assert len(again.sign_in) == len(content().people) == 5
    assert not {a.path for a in again.sign_in} & {a.path for a in filled.sign_in}


@pytest.mark.django_db
def test_the_loop_is_closed_once_and_open_once(visitor) -> None:
    """One item with both answers, of which one was kept; one that a side has not answered, and for how long."""
    fill()
    first, second = Item.objects.filter(announced=None).order_by("position")
    given = {answer.side.position: answer for answer in first.answers.select_related("side")}
    assert {place: answer.kind for place, answer in given.items()} == {0: "will_do", 1: "will_not"}
    assert given[0].outcomes.get().done
    assert given[1].reason.keys() == set(content().languages)
    assert first.basis == "common_ground"
    assert [answer.side.position for answer in second.answers.select_related("side")] == [1]
    page = visitor().get(reverse("agenda", args=(first.dialogue_id, "en"))).content.decode()
    assert f"No answer from Alvera for {-content().agenda[1]['pinned']} days" in html_free(page)
    assert "simulated votes" in page
    home = visitor().get(reverse("home_in", args=("en",))).content.decode()
    assert reverse("agenda", args=(first.dialogue_id, "en")) in home


@pytest.mark.django_db
def test_two_readouts_are_confirmed_published_and_taken_up(visitor) -> None:
    """Nothing waits, both editors stand behind every row, and what was announced leads to an answer and a question."""
    fill()
    encounter = Encounter.objects.get()
    assert "invented" in encounter.title
    first, second = encounter.editions.order_by("number")
    for edition in (first, second):
        kept = thaw(edition).content
        assert (kept.counts.both, kept.counts.only_a, kept.counts.only_b, kept.counts.sentences) == (10, 4, 4, 4)
        assert (kept.counts.waiting_a, kept.counts.waiting_b, kept.counts.waiting_differences) == (0, 0, 0)
        assert {row.confirmed.by for row in kept.rows} == {"Irena Falk"}
        assert {row.reviewed.by for row in kept.rows if row.reviewed} == {"Daniel Obuya"}
        assert all(row.reviewed for row in kept.rows)
        # What the file says of each row is what stands there: no more kinds, and no fewer.
        told = sorted(sorted(row.get("differs", {})) for row in encounter_told()["row"])
        assert sorted(sorted(one.kind for one in row.differences) for row in kept.rows if row.a and row.b) == told
    assert "450,000" in str(first.content)
    assert "450,000" not in str(second.content["rows"])
    standing = {one.standing for one in announced_of_encounter(encounter)}
    assert {Standing.OTHERWISE, Standing.AHEAD} <= standing
    assert Standing.PASSED not in standing
    reply = encounter.replies.get()
    assert [one for row, found in replies_beside(second).items() if row for one in found] == [reply]
    item = Item.objects.get(announced__encounter=encounter)
    assert item.answers.get().side.position == 0
    asked = Consultation.objects.get(announced=item.announced)
    assert asked.question == SETTINGS["dealt"].question

    for address in ("/en/", "/ar/", reverse("dialogue", args=(item.dialogue_id, "en"))):
        page = visitor().get(address).content.decode()
        code = "ar" if address == "/ar/" else "en"
        assert reverse("encounter", args=(encounter.pk, code)) in page
        assert reverse("agenda_item", args=(item.dialogue_id, code, item.pk)) in page
        assert reverse("consultation", args=(asked.pk, code)) in page
        assert "<mark>540,000 euros</mark>" in page


@pytest.mark.parametrize("days", range(0, 366, 13))
def test_the_machine_reads_the_readouts_alike_all_the_year(days: int) -> None:
    """The days in the texts move with today; what is found in them does not."""
    with time_machine.travel(dt.datetime(2027, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=days), tick=False):
        day = today() - dt.timedelta(days=22)
        a, b = (
            Text(readout_of(part), date=day, side=party.name, parties=PARTIES)
            for part, party in zip("ab", PARTIES, strict=True)
        )
        found = concord(a, b, lexicon=combine(*map(load_lexicon, encounter_told()["encounter"]["packs"])))
    assert (len(found.links), len(found.only_a), len(found.only_b)) == (9, 6, 6)
    assert sum(len(link.differences) for link in found.links) == 13


@pytest.mark.django_db
def test_every_way_in_leads_somewhere(visitor) -> None:
    filled = fill()
    client = visitor()
    for address in filled.pages:
        answer = client.get(address.path)
        assert answer.status_code == 200
        assert "Alvera" in answer.content.decode() or "Sarn" in answer.content.decode()
    assert len(filled.codes) == 2 * SETTINGS["dealt"].visitors
    assert {resolve(address.path).url_name for address in filled.codes} == {"join"}
    assert {resolve(address.path).url_name for address in filled.sign_in} == {"sign_in_link"}


@pytest.mark.django_db
def test_pages_say_that_a_program_voted_even_on_a_site_that_is_no_demonstration(visitor, settings) -> None:
    filled = fill()
    settings.CONFIG = replace(settings.CONFIG, demo=False)
    for address in filled.pages:
        text = visitor().get(address.path).content.decode()
        assert "were made by a program" in text or "simulated votes" in text or "(invented)" in text
