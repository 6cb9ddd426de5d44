"""The catalogues hold every sentence of the code, whole, and the compiled files are those of the sources."""

from __future__ import annotations

import gettext
import io
import re

import pytest
from babel.messages.pofile import read_po

from detente.report import LANGUAGES, language
from tools import catalogues

PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


@pytest.fixture(scope="module")
def template():
    return catalogues.sentences()


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogue_is_current(code: str, template) -> None:
    expected = catalogues.as_po(catalogues.updated(code, template))
    assert catalogues.source(code).read_bytes() == expected, "run: python tools/catalogues.py"


@pytest.mark.parametrize("code", LANGUAGES)
def test_compiled_catalogue_is_that_of_the_source(code: str) -> None:
    source = catalogues.source(code)
    assert source.with_suffix(".mo").read_bytes() == catalogues.compiled(source.read_bytes())


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_translated_with_its_fields(code: str) -> None:
    catalogue = read_po(io.BytesIO(catalogues.source(code).read_bytes()))
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        keys = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(forms) == (catalogue.num_plurals if len(keys) == 2 else 1), message.id
        wanted = set().union(*map(placeholders, keys))
        for form in forms:
            assert form.strip(), f"no translation of {message.id!r}"
            # A plural form may spell the number out ("one person"); every other field must stand in it.
            assert wanted - {"n"} <= placeholders(form) <= wanted, message.id
        if len(keys) == 1:
            assert placeholders(forms[0]) == wanted, message.id


def test_only_checked_languages_claim_to_be_checked() -> None:
    assert {code for code in LANGUAGES if language(code).machine_draft} == {"ru", "ar"}


def test_plural_forms_follow_each_language() -> None:
    people = ("%(n)s person took part.", "%(n)s people took part.")
    english, russian, arabic = (language(code) for code in ("en", "ru", "ar"))
    assert [english.counted(*people, n) for n in (1, 2)] == ["1 person took part.", "2 people took part."]
    # CLDR plural rules: one for 1, 21; few for 2 to 4, 22; many for 5 to 20
    assert len({russian.counted(*people, n).replace(str(n), "") for n in (1, 2, 5)}) == 3
    assert russian.counted(*people, 21) == russian.counted(*people, 1).replace("1", "21")
    # zero, one, two, few (3 to 10), many (11 to 99), other (100)
    shapes = [arabic.counted(*people, n).replace(str(n), "") for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(shapes)) == 6


def test_the_compiled_files_are_what_the_standard_library_reads() -> None:
    for code in LANGUAGES:
        with catalogues.source(code).with_suffix(".mo").open("rb") as file:
            found = gettext.GNUTranslations(file)
        assert found.info()["language"] == code
        assert found.gettext("Common ground") == language(code).say("Common ground")
