"""What users write cannot leave its place."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from detente.report.markup import cleaned, inline, paragraphs, plain, quoted, shortened, tag

ANY_TEXT = st.text(st.characters(), max_size=60)


class _Collect(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(ANY_TEXT)
def test_any_text_becomes_one_bdi_element_with_that_text(text: str) -> None:
    parser = _Collect()
    parser.feed(inline(quoted(text)))
    parser.close()
    assert parser.tags == ["bdi"]
    assert parser.text == html.unescape(html.escape(cleaned(text)))


@given(ANY_TEXT)
def test_any_text_stays_inside_its_attribute(text: str) -> None:
    parser = _Collect()
    parser.feed(tag("p", title=text))
    assert parser.tags == ["p"]


@given(ANY_TEXT)
def test_no_control_character_survives(text: str) -> None:
    found = cleaned(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in found)
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")
    found.encode()  # no lone surrogate


def test_marks_that_languages_need_stay() -> None:
    assert cleaned("ع\u200cر \u200f!") == "ع\u200cر \u200f!"


def test_a_users_isolates_are_not_ours() -> None:
    assert inline(quoted("a\u2069b\u2068c")) == "<bdi>abc</bdi>"
    assert plain(quoted("a\u2069b")) == "ab"


def test_long_texts_are_cut_at_a_word() -> None:
    assert shortened("word " * 100, 50) == "word word word word word word word word word word…"
    assert shortened("x" * 100, 50) == "x" * 50 + "…"


def test_paragraphs_of_a_description() -> None:
    assert paragraphs("One.\r\n\r\nTwo\ttabs.\rThree.\n\n") == ["One.", "Two tabs.", "Three."]
