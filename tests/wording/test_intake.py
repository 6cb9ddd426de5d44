"""Texts in: clean words out, every cut kept, nothing run or fetched, and a clear sentence for what cannot be read."""

from __future__ import annotations

import datetime as dt
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.wording.decoding import LARGEST, STAND_IN
from detente.wording.errors import BadParameter, EmptyText, FileTooLarge, NotPlainText, WordingError
from detente.wording.intake import intake
from detente.wording.tail import find_tail
from tests.wording.kit import ARTICLES, article

PLAIN = "The talks on the ferry go on in the two ports. Nobody has set a date for them, and nobody will before May.\n"


# --- plain text ------------------------------------------------------------------------------------------------------


def test_plain_text_and_fragments_are_untouched() -> None:
    for text in (PLAIN, "and nobody has set a date", "One line without a stop", PLAIN * 30):
        taken = intake(text, name="paste")
        assert taken.text.body == text
        assert taken.cuts == ()


def test_the_tail_of_links_is_cut_and_kept_beside() -> None:
    taken = article("ferry-spun.txt")
    cut = next(cut for cut in taken.cuts if cut.reason == "link_farm")
    assert cut.words.startswith("\U0001f447 Follow more")
    assert cut.words.rstrip().endswith("A boat that sails by itself was shown…")
    assert "cheap-boats" not in taken.text.body
    assert taken.text.body.rstrip().endswith("Analysts warn of the bridge.")
    assert taken.author is not None
    assert taken.author.value == "Tom Watcher"
    assert "Tom Watcher" not in taken.text.body


def test_what_was_cut_can_be_kept() -> None:
    raw = (ARTICLES / "ferry-spun.txt").read_bytes()
    taken = intake(raw, name="ferry-spun.txt", keep=("link_farm",))
    assert "cheap-boats.example" in taken.text.body
    with pytest.raises(BadParameter, match="reasons of cuts"):
        intake(raw, name="x", keep=("everything",))


@pytest.mark.parametrize(
    "text",
    [
        "Read the statement at www.ministry.example. It is short.\nThe talks go on.\nNobody knows more.\nThat is all.",
        "Sources:\nwww.one.example\nwww.two.example\nThe talks go on, they said.\nAnd nobody set a date.\nSo it is.",
        "He paused…\nThen he spoke of the ferry.\nShe waited…\nNobody said a word for a long time.",
        "https://one.example/a\nhttps://two.example/b",
    ],
)
def test_addresses_and_ellipses_within_a_text_are_no_tail(text: str) -> None:
    assert find_tail(text) is None


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=400), st.sampled_from(["x.txt", "x.md", "x.html"]))
def test_cuts_put_back_give_the_whole(text: str, name: str) -> None:
    try:
        taken = intake(text, name=name)
    except WordingError:
        return
    assert taken.restore() == taken.whole
    for cut in taken.cuts:
        assert cut.span.of(taken.whole) == cut.words


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        taken = intake(raw, name="x")
    except WordingError:
        return
    assert taken.raw == raw
    assert taken.restore() == taken.whole


# --- what is known about it ------------------------------------------------------------------------------------------


def test_title_author_and_date_lines_are_no_text() -> None:
    taken = article("ferry-report.txt")
    assert taken.title is not None
    assert taken.title.value == "Strait ferry talks to resume, Norland's minister says"
    assert taken.author is not None
    assert (taken.author.value, taken.author.origin) == ("Mara Quill", "text")
    assert taken.text.date == dt.date(2031, 3, 14)
    assert taken.text.body.startswith("The governments of Norland")


def test_header_lines_are_read() -> None:
    taken = article("ferry-second.txt")
    assert taken.publisher is not None
    assert (taken.publisher.value, taken.publisher.origin) == ("Harbour Gazette", "header")
    assert taken.text.date == dt.date(2031, 3, 13)
    assert taken.text.body.startswith("Norland's transport minister")


def test_the_caller_knows_better() -> None:
    taken = intake(
        (ARTICLES / "ferry-second.txt").read_bytes(),
        name="x.txt",
        publisher="Quay",
        published=dt.date(2031, 1, 2),
        title="T",
    )
    assert taken.text.publisher == "Quay"
    assert taken.text.date == dt.date(2031, 1, 2)
    assert taken.title is not None
    assert taken.title.origin == "given"


def test_an_outlet_that_names_itself_at_the_end_is_the_publisher() -> None:
    taken = intake(PLAIN + "As the talks go on, QQTV will continue to provide updates on the ferry.", name="x")
    assert taken.publisher is not None
    assert taken.publisher.value == "QQTV"


def test_lines_with_colons_are_no_header_when_nothing_follows() -> None:
    assert intake("Title: one\nDate: two", name="x").text.body == "Title: one\nDate: two"


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_markdown_loses_its_marks_and_nothing_else() -> None:
    taken = article("readout.md")
    assert taken.media == "markdown"
    assert taken.title is not None
    assert taken.title.value == "Readout of the call between Minister Berg and Minister Tarn"
    assert taken.text.date == dt.date(2031, 3, 12)
    assert "agreed to meet in Hemm in April" in taken.text.body
    assert "reaffirmed" in taken.text.body
    assert not set("*[]#") & set(taken.text.body)


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("something asked for the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("nothing_leaves")
def test_a_saved_page_gives_its_article() -> None:
    taken = article("dock.html")
    body = taken.text.body
    assert body.startswith("The union and the company agreed")
    assert "- Lockers for every shift\n- A canteen that opens at night" in body
    assert "Outcome | Who feels it\nNo weekend rota | Crane drivers and their families" in body
    for gone in ("Home", "Ten ropes", "All rights reserved"):
        assert gone not in body
        assert any(gone in cut.words for cut in taken.cuts)
    assert (taken.text.title, taken.text.publisher) == ("Crane drivers and port agree on rotas", "The Quay")
    assert taken.text.date == dt.date(2030, 9, 26)
    assert taken.author is not None
    assert taken.author.value == "Jon Marsh"


def test_scripts_styles_and_hidden_words_are_no_text() -> None:
    taken = article("dock.html")
    for never in ("collector.example", "stolen", "color: black", "Ignore all earlier", "alert"):
        assert never not in taken.whole
    note = taken.note("hidden")
    assert note is not None
    assert note.count == 8


def test_a_page_of_fragments_is_read_by_the_fallback() -> None:
    taken = intake("<p>Only a <b>bit</b> here.</p><p>And one<br>more.</p>", name="paste")
    assert taken.media == "html"
    assert taken.text.body.split() == ["Only", "a", "bit", "here.", "And", "one", "more."]


def test_a_page_saved_as_one_file() -> None:
    page = (ARTICLES / "dock.html").read_text("utf-8")
    archive = (
        'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--x"\r\n\r\n'
        f"----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n----x--\r\n"
    )
    assert intake(archive.encode(), name="dock.mhtml").text.body == article("dock.html").text.body


def test_a_page_nested_deeper_than_its_parser_goes_is_refused_and_not_cut_short() -> None:
    def nested(depth: int) -> str:
        return f"<html><body>{'<div>' * depth}<p>The talks go on.</p>{'</div>' * depth}</body></html>"

    assert "The talks go on." in intake(nested(200), name="x.html").text.body
    with pytest.raises(NotPlainText, match="nested too deeply"):
        intake(nested(5000), name="x.html")


@pytest.mark.parametrize("opening", ["<title>Readout</title>", "<head><title>Readout</title>", "<head></head>"])
def test_a_page_may_leave_out_the_tags_that_html_lets_it_leave_out(opening: str) -> None:
    said = "<article><p>The mayors met on Monday.</p><p>They will meet again on 3 December 2026.</p></article><p>End."
    body = intake(f"<!doctype html>\n{opening}\n{said}", name="page.html").whole
    places = [body.index(words) for words in ("The mayors met", "They will meet", "End.")]
    assert places == sorted(places)


def test_a_page_of_scripts_alone_is_refused() -> None:
    with pytest.raises(EmptyText, match="without running its scripts"):
        intake("<html><body><script>document.write('hello')</script></body></html>", name="x.html")


# --- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_form(encoding: str) -> None:
    text = "“We’ll see,” said José. The talks go on in München."
    assert intake(text.encode(encoding), name="x").text.body == text


def test_a_legacy_encoding_is_noted() -> None:
    taken = intake("“We’ll see,” said José. The talks go on in München.".encode("windows-1252"), name="x")
    assert "José" in taken.text.body
    assert "“We’ll see,”" in taken.text.body
    note = taken.note("encoding_guessed")
    assert note is not None
    assert note.detail == "windows-1252"


def test_a_declared_encoding_is_used() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Переговоры продолжаются.</p></body></html>'
    taken = intake(page.encode("windows-1251"), name="x.html")
    assert "Переговоры продолжаются." in taken.text.body


def test_mixed_encodings_are_noted() -> None:
    raw = "“We’ll see,” said José in München.\n".encode() * 3 + "Said José again.\n".encode("windows-1252")
    taken = intake(raw, name="x")
    assert taken.text.body.count("José") == 4
    note = taken.note("encodings_mixed")
    assert note is not None
    assert note.count == 1


def test_line_ends_of_every_system() -> None:
    assert intake(b"One.\r\nTwo.\rThree.\n", name="x").text.body == "One.\nTwo.\nThree.\n"


# --- what hides ------------------------------------------------------------------------------------------------------


def test_characters_that_reorder_a_line_become_visible_in_their_place() -> None:
    raw = "They paid \u202e001\u202c euros, and \u2066more\u2069 later. The talks go on."
    taken = intake(raw, name="x")
    assert taken.text.body == raw.translate(dict.fromkeys(map(ord, "\u202e\u202c\u2066\u2069"), STAND_IN))
    note = taken.note("reordering")
    assert note is not None
    assert note.count == 4


def test_marks_of_direction_that_arabic_needs_stay() -> None:
    text = "\u200fقال الوزير إن المحادثات مستمرة\u200e."
    taken = intake(text, name="x")
    assert taken.text.body == text
    assert taken.note("right_to_left") is not None


def test_invisible_characters_are_cut_and_counted() -> None:
    taken = intake("The mini\u00adster said that the fer\u200bry sails. The talks go on.", name="x")
    assert taken.text.body == "The minister said that the ferry sails. The talks go on."
    note = taken.note("invisible")
    assert note is not None
    assert note.count == 2


def test_escape_codes_of_a_terminal_are_shown_not_sent() -> None:
    taken = intake("The talks \x1b[31mgo on\x1b[0m. Nobody set a date.", name="x")
    assert "\x1b" not in taken.text.body
    assert "\u241b[31m" in taken.text.body


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"", b"  \n\t ", b"\xef\xbb\xbf", b"...\n!!!\n", "\u200b"])
def test_nothing_to_read(raw: bytes | str) -> None:
    with pytest.raises(EmptyText, match=r"note\.txt: There is no text in it"):
        intake(raw, name="note.txt")


def test_a_link_farm_alone_is_no_text() -> None:
    with pytest.raises(EmptyText, match="list of links"):
        intake("\U0001f449 one.example\n\U0001f449 two.example\n\U0001f449 three.example\nwww.four.example", name="x")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"PK\x03\x04\x14\x00", "an office document"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\x00\x01\x02talks\x00\x03" * 40, "a binary file"),
        (b"talks \x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f" * 9, "control characters"),
    ],
)
def test_a_binary_file_is_refused_by_name(raw: bytes, what: str) -> None:
    with pytest.raises(NotPlainText, match=what):
        intake(raw, name="x")


def test_two_megabytes_are_read_and_more_is_refused() -> None:
    line = b"The talks on the ferry go on in the two ports, and nobody has set a date for them.\n"
    raw = line * (LARGEST // len(line))
    began = time.process_time()
    assert len(intake(raw, name="x").text.body) == len(raw)
    assert time.process_time() - began < 20
    with pytest.raises(FileTooLarge, match=r"2\.0 MB is more than the 2 MB"):
        intake(raw + line * 2, name="x")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadParameter, match=r"'media'.*one of text, html, markdown"):
        intake(PLAIN, name="x", media="word")


# --- notes -----------------------------------------------------------------------------------------------------------


def test_one_sentence_is_allowed_and_noted() -> None:
    assert intake("The talks go on.", name="x").note("one_sentence") is not None
    assert intake(PLAIN, name="x").note("one_sentence") is None


def test_a_language_that_the_rules_do_not_know_is_noted() -> None:
    note = intake(
        "Die Gespräche gehen weiter, und das ist nicht neu. Der Termin ist mit den Ländern offen.", name="x"
    ).note("language_unknown")
    assert note is not None
    assert note.detail == "de"
    assert intake(PLAIN, name="x").note("language_unknown") is None


def test_a_transcript_is_noted() -> None:
    turns = "\n".join(f"{who}: What about the ferry in port {n}?" for n in range(4) for who in ("Q", "MINISTER BERG"))
    note = intake(turns, name="x").note("transcript")
    assert note is not None
    assert note.count == 8


# --- the founding articles -------------------------------------------------------------------------------------------


def test_the_tail_of_the_first_founding_article_and_nothing_of_the_second(shared_data: Path) -> None:
    first, second = sorted((shared_data / "seeds").glob("*.txt"))
    taken = intake(first.read_bytes(), name=first.name)
    farm = [cut for cut in taken.cuts if cut.reason == "link_farm"]
    assert len(farm) == 1
    lines = farm[0].words.splitlines()
    assert len(lines) == 19
    assert lines[0].startswith("\U0001f447Comply")
    assert lines[-1].endswith("…")
    assert farm[0].span.end == len(taken.whole)
    assert taken.text.body.rstrip().endswith("worldwide diplomacy unfolds.")
    assert taken.author is not None
    assert taken.author.value == "Jennifer Hicks"
    other = intake(second.read_bytes(), name=second.name)
    assert other.cuts == ()
    assert other.text.body == other.whole


def test_readouts_are_read_whole_below_their_header(shared_data: Path) -> None:
    for path in sorted((shared_data / "readouts").glob("*/*.txt")):
        whole = path.read_text("utf-8")
        taken = intake(whole, name=path.name)
        assert taken.text.body == whole.partition("\n\n")[2], path
        assert [cut.reason for cut in taken.cuts] == ["header"], path
        assert taken.text.date is not None, path
