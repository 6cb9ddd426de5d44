"""From a paste or a file to a text that is entered, through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from detente.web.core.clock import earlier
from detente.web.encounters.digests import unpublished
from detente.web.encounters.models import Draft, Encounter, Source, Version
from detente.web.encounters.tasks import forget_old_drafts
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.web.encounters import two_towns
from tests.web.encounters.conftest import Enter

Staff = Callable[[User], Client]

ABOUT = {
    "title": "The mayors of Norhavn and Sundby on the ferry",
    "language": "en",
    "kind": "meeting",
    "held_on": "2025-05-05",
    "contact": "desk@example.org",
    "a_name": "Norhavn",
    "a_aliases": "Ilse Brandt\nthe Norhavn delegation",
    "b_name": "Sundby",
    "b_aliases": "Karl Oster",
    "packs": ["municipal", "general"],
}
FACTS = {
    "publisher": "Town of Norhavn",
    "title": "Norhavn on the ferry",
    "published_on": "2025-05-05",
    "address": "https://norhavn.example.org/ferry",
    "language": "en",
    "licence": "public record",
}
PAGE = """<!doctype html><html lang="en"><head><title>Norhavn on the ferry - Town of Norhavn</title>
<meta property="og:site_name" content="Town of Norhavn"><meta property="article:published_time" content="2025-05-05">
<link rel="canonical" href="https://norhavn.example.org/ferry"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/contact">Contact us</a></nav>
<article><h1>Norhavn on the ferry</h1>{}<script>alert("ferry")</script>
<img src="https://tracker.example.org/pixel.gif" onerror="alert(1)"></article>
<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a> <a href="/jobs">Jobs</a></footer></body></html>"""


@pytest.fixture
def desk(staff: Staff, editor: User) -> Client:
    return staff(editor)


def new_text(encounter: Encounter, **query: object) -> str:
    return reverse("text_new", args=[encounter.pk]) + "".join(f"?{key}={value}" for key, value in query.items())


def staged(desk: Client, encounter: Encounter, fields: dict[str, object], **query: object) -> Draft:
    answer = desk.post(new_text(encounter, **query), fields)
    assert answer.status_code == 303, answer.content.decode()
    return Draft.objects.get(pk=answer.headers["Location"].rstrip("/").rpartition("/")[2])


def draft_page(draft: Draft) -> str:
    return reverse("text_draft", args=[draft.encounter_id, draft.pk])


def test_an_editor_enters_an_encounter_and_finds_it_on_the_desk(desk: Client) -> None:
    answer = desk.post(reverse("encounter_new"), ABOUT)
    made = Encounter.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("encounter_manage", args=[made.pk]))
    assert made.parties[0] == {"name": "Norhavn", "aliases": ["Ilse Brandt", "the Norhavn delegation"]}
    assert (made.packs, made.collected_by.name) == (["municipal", "general"], "Edna")
    home = desk.get(reverse("staff_home")).content.decode()
    assert made.title in home
    assert "a readout is missing" in home
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "Collected by <bdi>Edna</bdi>, not submitted by the sides." in page
    entry = Entry.objects.get()
    assert entry.action == "encounter.created"
    assert made.title not in str(entry.details)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "required"),
        ("held_on", "2999-01-01", "Give a day that is past."),
        ("held_on", "yesterday", "valid date"),
        ("b_name", "NORHAVN", "This is the name of side A"),
        ("packs", [], "Choose at least one."),
        ("packs", ["poetry"], "Choose from these."),
        ("kind", "duel", "valid choice"),
        ("kind", "", "required"),
        ("a_aliases", "x" * 200, "longer than 80 characters"),
        ("a_aliases", "\n".join(f"name {n}" for n in range(60)), "at most 40"),
        ("dialogue", "nowhere", ""),
    ],
)
def test_what_is_wrong_with_an_encounter_is_said_at_its_field(
    desk: Client, dialogue: object, field: str, value: object, sentence: str
) -> None:
    answer = desk.post(reverse("encounter_new"), ABOUT | {field: value})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Encounter.objects.exists()


def test_a_pasted_text_is_looked_at_and_entered(desk: Client, bare_encounter: Encounter) -> None:
    draft = staged(desk, bare_encounter, FACTS | {"part": "a", "text": two_towns.NORHAVN})
    page = desk.get(draft_page(draft)).content.decode()
    assert "Nothing was left out." in page
    assert "Both sides agreed to keep the ferry running" in page
    answer = desk.post(draft_page(draft), FACTS | {"act": "enter"})
    assert answer.status_code == 303
    version = Version.objects.get()
    assert version.body == two_towns.NORHAVN.strip()
    assert (version.number, version.source.publisher, version.entered_by.name) == (1, "Town of Norhavn", "Edna")
    assert not Draft.objects.exists()
    assert desk.post(draft_page(draft), FACTS | {"act": "enter"}).status_code == 404  # pressed twice
    assert Version.objects.count() == 1
    entry = Entry.objects.get(action="encounter.text_entered")
    assert entry.details["digest"] == unpublished(version.digest) != version.digest


def test_a_saved_page_tells_what_it_declares_and_its_markup_is_inert(desk: Client, bare_encounter: Encounter) -> None:
    body = "".join(f"<p>{line}</p>" for line in two_towns.NORHAVN.strip().split("\n") if line)
    for way in ("file", "text"):
        page = PAGE.format(body)
        sent = SimpleUploadedFile("ferry.html", page.encode()) if way == "file" else page
        draft = staged(desk, bare_encounter, {"part": "a", way: sent})
        known = {name: draft.fields[name] for name in ("title", "publisher", "address", "published_on", "language")}
        assert known == {
            "title": "Norhavn on the ferry",
            "publisher": "Town of Norhavn",
            "address": "https://norhavn.example.org/ferry",
            "published_on": "2025-05-05",
            "language": "en",
        }
        shown = desk.get(draft_page(draft)).content.decode()
        assert "as the page declares" in shown
        assert "<script>alert" not in shown
        assert "onerror" not in shown
        assert "tracker.example.org" not in shown
        stands = shown[shown.index('class="enc-text"') : shown.index('id="left"')]
        assert "Imprint" not in stands
        draft.delete()


def test_what_a_page_declares_is_tamed(desk: Client, bare_encounter: Encounter) -> None:
    named = "Nor&#x202e;havn &#0;&#1;<b>&amp; " + "x" * 5000
    page = PAGE.replace('content="Town of Norhavn"', f'content="{named}"').format(f"<p>{two_towns.NORHAVN}</p>")
    draft = staged(desk, bare_encounter, {"part": "a", "text": page})
    publisher = draft.fields["publisher"]
    assert publisher.startswith("Norhavn")
    assert len(publisher) <= 120
    assert publisher.isprintable()
    shown = desk.get(draft_page(draft)).content.decode()
    assert "\u202e" not in shown
    assert "<b>&" not in shown


def test_each_piece_that_was_left_out_is_put_back_with_one_click(desk: Client, bare_encounter: Encounter) -> None:
    body = "".join(f"<p>{line}</p>" for line in two_towns.NORHAVN.strip().split("\n") if line)
    draft = staged(desk, bare_encounter, {"part": "a", "text": PAGE.format(body)})
    numbers = [n for n, cut in enumerate(draft.cuts) if cut["reason"] == "outside_article"]
    assert numbers
    sent = {"act": "put_back", "reason": "outside_article", "piece": str(numbers[-1])}
    answer = desk.post(draft_page(draft), sent)
    assert answer.status_code == 303
    draft.refresh_from_db()
    assert [n for n, cut in enumerate(draft.cuts) if cut["kept"]] == numbers[-1:]
    shown = desk.get(draft_page(draft)).content.decode()
    stands = shown[shown.index('class="enc-text"') : shown.index('id="left"')]
    assert "Imprint" in stands
    desk.post(draft_page(draft), sent | {"act": "leave_out"})
    draft.refresh_from_db()
    assert not any(cut["kept"] for cut in draft.cuts)
    desk.post(draft_page(draft), {"act": "put_back", "reason": "outside_article"})
    draft.refresh_from_db()
    assert all(cut["kept"] for cut in draft.cuts if cut["reason"] == "outside_article")


@pytest.mark.parametrize("sent", [{"piece": "99"}, {"piece": "-1"}, {"piece": "x" * 9000}, {"reason": "poetry"}])
def test_a_piece_that_is_none_is_refused(desk: Client, bare_encounter: Encounter, sent: dict[str, str]) -> None:
    draft = staged(desk, bare_encounter, {"part": "a", "text": "By Ada Berg\n\nThe talks go on. Nobody set a date."})
    answer = desk.post(draft_page(draft), {"act": "put_back", "reason": "byline"} | sent)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("readout.pdf", b"%PDF-1.7 ...", "This is not a text"),
        ("readout.docx", b"PK\x03\x04....", "This is not a text"),
        ("readout.txt", bytes(range(256)) * 20, "This is not a text"),
        ("readout.txt", b"", "There is no text in it"),
        ("readout.txt", b" \n\t ", "There is no text in it"),
        ("readout.html", b"<html><body><script>document.write('x')</script></body></html>", "There is no text in it"),
        ("readout.txt", b"word " * 100_000, "longer than any readout"),
        ("readout.txt", b"word " * 410_000, "larger than 2 MB"),
    ],
)
def test_what_is_no_readable_text_is_refused_and_nothing_is_kept(
    desk: Client, bare_encounter: Encounter, name: str, raw: bytes, sentence: str
) -> None:
    answer = desk.post(new_text(bare_encounter), {"part": "a", "file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Draft.objects.exists()


def test_more_than_any_form_sends_is_refused_at_the_door(desk: Client, bare_encounter: Encounter) -> None:
    sent = {"part": "a", "file": SimpleUploadedFile("readout.txt", b"word " * 500_000)}
    assert desk.post(new_text(bare_encounter), sent).status_code == 413


def test_neither_paste_nor_file_and_both_are_refused(desk: Client, bare_encounter: Encounter) -> None:
    answer = desk.post(new_text(bare_encounter), {"part": "a"})
    assert (answer.status_code, "Paste the text, or choose a file" in answer.content.decode()) == (400, True)
    both = {"part": "a", "text": "The talks go on.", "file": SimpleUploadedFile("a.txt", b"The talks go on.")}
    answer = desk.post(new_text(bare_encounter), both)
    assert (answer.status_code, "Either paste the text or choose a file" in answer.content.decode()) == (400, True)
    answer = desk.post(new_text(bare_encounter), {"part": "a", "text": "nul\x00nul"})
    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_hidden_direction_and_a_wrong_encoding_are_shown(desk: Client, bare_encounter: Encounter) -> None:
    words = "The mayors met. The toll is \u202eoorez\u202c, they said. Nobody set a date for the caf\u00e9."
    draft = staged(desk, bare_encounter, {"part": "a", "text": words})
    page = desk.get(draft_page(draft)).content.decode()
    assert "\u202e" not in page
    assert "replaced by ◊" in page
    sent = {
        "part": "b",
        "file": SimpleUploadedFile("b.txt", words.replace("\u202e", "").replace("\u202c", "").encode("cp1252")),
    }
    page = desk.get(draft_page(staged(desk, bare_encounter, sent))).content.decode()
    assert "café" in page
    assert "it was read as windows-1252" in page
    sent = {"part": "joint", "text": "Стороны встретились во вторник. Они договорились о пароме."}
    draft = staged(desk, bare_encounter, sent)
    assert draft.fields["language"] == "ru"
    assert "read English only" in desk.get(draft_page(draft)).content.decode()


def test_a_text_without_publisher_or_language_is_not_entered(desk: Client, bare_encounter: Encounter) -> None:
    draft = staged(desk, bare_encounter, {"part": "a", "text": two_towns.NORHAVN})
    for missing in ("publisher", "language"):
        answer = desk.post(draft_page(draft), FACTS | {"act": "enter", missing: ""})
        assert answer.status_code == 400
    assert not Version.objects.exists()
    assert desk.post(draft_page(draft), FACTS | {"act": "enter", "language": "xx-no"}).status_code == 400
    assert desk.post(draft_page(draft), FACTS | {"act": "dance"}).status_code == 404


def test_the_same_text_is_entered_once(desk: Client, encounter: Encounter, enter_text: Enter) -> None:
    answer = desk.post(new_text(encounter), {"part": "report", "text": two_towns.NORHAVN.replace("\n", "  \n")})
    assert (answer.status_code, "entered already" in answer.content.decode()) == (409, True)
    # It was staged before somebody else entered it.
    draft = staged(desk, encounter, FACTS | {"part": "report", "text": two_towns.REPORT})
    enter_text(encounter, "report", two_towns.REPORT)
    answer = desk.post(draft_page(draft), FACTS | {"act": "enter"})
    assert (answer.status_code, "entered already" in answer.content.decode()) == (400, True)
    assert Source.objects.filter(part="report").count() == 1


def test_there_is_one_readout_of_each_side(desk: Client, bare_encounter: Encounter, enter_text: Enter) -> None:
    draft = staged(desk, bare_encounter, FACTS | {"part": "a", "text": two_towns.NORHAVN})
    enter_text(bare_encounter, "a", two_towns.SUNDBY)
    answer = desk.post(draft_page(draft), FACTS | {"act": "enter"})
    assert (answer.status_code, "has such a text already" in answer.content.decode()) == (400, True)
    answer = desk.post(new_text(bare_encounter), FACTS | {"part": "a", "text": "Another text about the ferry."})
    assert answer.status_code == 400
    assert desk.post(new_text(bare_encounter), FACTS | {"part": "c", "text": "Another text."}).status_code == 400


def test_a_draft_is_thrown_away_or_forgotten_after_seven_days(desk: Client, bare_encounter: Encounter) -> None:
    draft = staged(desk, bare_encounter, {"part": "a", "text": two_towns.NORHAVN})
    assert desk.post(draft_page(draft), {"act": "throw_away"}).status_code == 303
    assert not Draft.objects.exists()
    with earlier(8):
        staged(desk, bare_encounter, {"part": "a", "text": two_towns.NORHAVN})
    kept = staged(desk, bare_encounter, {"part": "b", "text": two_towns.SUNDBY})
    forget_old_drafts()
    assert list(Draft.objects.all()) == [kept]


def test_an_address_is_a_link_only_where_it_is_one(desk: Client, bare_encounter: Encounter) -> None:
    for address, linked in (
        ("https://norhavn.example.org/ferry", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://[half", False),
        ("the board at the town hall", False),
    ):
        fields = FACTS | {"part": "report", "text": f"{two_towns.REPORT} {address}", "address": address}
        draft = staged(desk, bare_encounter, fields)
        answer = desk.post(draft_page(draft), FACTS | {"act": "enter", "address": address})
        page = desk.get(answer.headers["Location"]).content.decode()
        assert (
            re.search(rf'<a href="{re.escape(address)}" rel="nofollow noopener noreferrer"', page) is not None
        ) == linked
        assert 'href="javascript' not in page


def test_only_editors_and_conveners_come_in(
    staff: Staff, visitor: Callable[[], Client], moderator: User, convener: User, encounter: Encounter
) -> None:
    source = encounter.sources.get(part="a")
    addresses = [
        reverse("encounter_new"),
        reverse("encounter_manage", args=[encounter.pk]),
        reverse("encounter_edit", args=[encounter.pk]),
        reverse("text_new", args=[encounter.pk]),
        reverse("text_manage", args=[encounter.pk, source.pk]),
        reverse("encounter_words", args=[encounter.pk]),
    ]
    for address in addresses:
        assert staff(moderator).get(address).status_code == 404
        assert staff(moderator).post(address).status_code == 404
        assert staff(convener).get(address).status_code == 200
        assert visitor().get(address).status_code == 302
        assert visitor().post(address).status_code == 404
    public = reverse("encounter_text", args=[encounter.pk, "en", source.pk])
    assert staff(convener).get(public).status_code == 404  # nothing is public before the first edition
