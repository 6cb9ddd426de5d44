"""The site's words exist in every language, whole, with the places that values go into, and compiled."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from tools import catalogues

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PLACE = re.compile(r"%\((\w+)\)[sd]|(?<![{%])\{(\w*)\}|(%%)")
TAG = re.compile(r"</?\w+[^>]*>")
WEB = Path(catalogues.SOURCE) / "web"


def places(text: str) -> set[str]:
    return {"".join(found) for found in PLACE.findall(text)}


def shapes(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = message.id if isinstance(message.id, tuple) else (message.id,)
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return keys, forms


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogues.sentences("django")


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogue_is_current(code: str, template: Catalog) -> None:
    expected = catalogues.as_po(catalogues.updated(code, template, "django"))
    assert catalogues.source(code, "django").read_bytes() == expected, "run: python tools/catalogues.py"


@pytest.mark.parametrize("code", LANGUAGES)
def test_compiled_catalogue_is_that_of_the_source(code: str) -> None:
    source = catalogues.source(code, "django")
    assert source.with_suffix(".mo").read_bytes() == catalogues.compiled(source.read_bytes())


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_missing(code: str) -> None:
    assert catalogues.untranslated(catalogues.source(code, "django").read_bytes()) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_has_the_places_and_tags_of_its_sentence(code: str) -> None:
    catalogue = read_po(io.BytesIO(catalogues.source(code, "django").read_bytes()))
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        keys, forms = shapes(message)
        assert len(forms) == (catalogue.num_plurals if len(keys) == 2 else 1), message.id
        wanted, tags = set().union(*map(places, keys)), sorted(TAG.findall(keys[-1]))
        for form in forms:
            if len(keys) == 1:
                assert places(form) == wanted, message.id
            else:  # a form may spell its number out ("one card")
                assert places(form) <= wanted, message.id
            assert sorted(TAG.findall(form)) == tags, message.id
            assert form == form.strip() or keys[0] != keys[0].strip(), message.id


def test_russian_and_arabic_have_all_their_plural_forms() -> None:
    found = {code: read_po(io.BytesIO(catalogues.source(code, "django").read_bytes())) for code in LANGUAGES}
    assert {code: catalogue.num_plurals for code, catalogue in found.items()} == {"en": 2, "ru": 3, "ar": 6}
    with translation.override("ru"):
        cards = [translation.ngettext("%(number)s card", "%(number)s cards", n) % {"number": n} for n in (1, 3, 5, 21)]
    assert cards == ["1 карточка", "3 карточки", "5 карточек", "21 карточка"]
    with translation.override("ar"):
        shapes = [translation.ngettext("%(number)s card", "%(number)s cards", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(shapes)) >= 5


@pytest.mark.parametrize("code", LANGUAGES)
def test_only_checked_languages_claim_to_be_checked(code: str) -> None:
    catalogue = read_po(io.BytesIO(catalogues.source(code, "django").read_bytes()))
    assert catalogue.last_translator == {"en": "the source"}.get(code, "machine draft")


def test_no_script_speaks() -> None:
    """A word in a script would stay English: scripts take their words from `data-` attributes of the page."""
    for path in WEB.rglob("static/**/*.js"):
        text = re.sub(
            r"/\*.*?\*/|^\s*//.*$|(?<=[;{}(),\s])//.*$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M
        )
        # two words of letters with a space between them, beginning with a capital: a sentence
        found = re.findall(r"""["'`]([A-Z][a-z]+(?: [a-z]+)+[^"'`]*)["'`]""", text)
        assert found == [], path.name


def test_no_word_of_a_page_is_outside_the_catalogues() -> None:
    """Text between tags that no translation tag holds: letters that would be English in every language."""
    for path in sorted(WEB.rglob("templates/**/*.html")):
        text = re.sub(r"{%\s*block body_class.*?endblock\s*%}", "", path.read_text(encoding="utf-8"))
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.S)
        text = re.sub(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", "", text, flags=re.S)
        text = re.sub(r'<(\w+)[^>]* class="copy"[^>]*>.*?</\1>', "", text, flags=re.S)  # a command to copy
        text = re.sub(
            r"{%.*?%}|{{.*?}}|<(?:style|svg|code|kbd)\b.*?</(?:style|svg|code|kbd)>|<[^>]*>|&\w+;",
            " ",
            text,
            flags=re.S,
        )
        words = [word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in ("Detente", "UTC")]
        assert words == [], path.name


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_day_ends_without_a_full_stop(code: str) -> None:
    """Sentences end with days, and put their own full stop after them."""
    with translation.override(code):
        assert not date_format(date(2027, 2, 7), "DATE_FORMAT").endswith(".")


@pytest.mark.parametrize("domain", ["django", "detente"])
def test_arabic_counts_from_11_to_99_in_the_accusative(domain: str) -> None:
    """The headers have 11 to 99 as the last form and 100 to 102 before it; other programs have it otherwise."""
    catalogue = read_po(io.BytesIO(catalogues.source("ar", domain).read_bytes()))
    counted = re.compile(r"%\(\w+\)[sd] (\S+)")
    told = 0
    for message in catalogue:
        if len(shapes(message)[0]) == 1:
            continue
        of_100, of_12 = (counted.search(shapes(message)[1][form]) for form in (4, 5))
        if of_100 and of_12 and ("ا" in of_100[1][-2:]) != ("ا" in of_12[1][-2:]):
            told += 1
            assert "ا" in of_12[1][-2:], message.id
    assert told > 20
