"""Keep the gettext catalogues in step with the sentences in the code.

``python tools/catalogues.py`` collects every sentence under ``src/detente``, brings each ``.po`` up to date (sentences
that are gone leave it, new ones are empty) and compiles the ``.mo`` beside it. There are two domains: ``detente``
(`say`, `counted`, `N_` of the command and the reports) and ``django`` (gettext in the site's Python and templates).
``tests/report/test_catalogues.py`` and ``tests/web/test_catalogues.py`` fail where this was forgotten or a translation
is missing.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "detente"
LOCALE = SOURCE / "locale"
DJANGO = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# The key of every sentence is English. No person has checked the other two yet: "Last-Translator" says so, and the
# pages read it from there. Whoever checks a language puts a name here.
TRANSLATOR = {"en": "the source", "ru": "machine draft", "ar": "machine draft"}

# A fixed day: the same sentences give the same bytes.
DAY = datetime(2026, 11, 22, tzinfo=UTC)


Found = tuple[Any, list[str], str | None]
"""A sentence (or its two forms), comments for the translator, and a context."""


def _of_the_command() -> Iterator[Found]:
    for room in ("cli", "exchange", "report"):
        keywords = {"say": None, "counted": (1, 2), "N_": None}
        for _, _, message, comments, context in extract_from_dir(
            SOURCE / room, [("**.py", "python")], keywords=keywords
        ):
            yield message, comments, context


def _of_the_site() -> Iterator[Found]:
    for path in sorted((SOURCE / "web").rglob("*.py")):
        yield from _python(path.read_bytes())
    for path in sorted((SOURCE / "web").rglob("templates/**/*.*")):
        yield from _python(_templatized(path).encode())


def _python(text: bytes) -> Iterator[Found]:
    for _, message, comments, context in extract("python", io.BytesIO(text), keywords=DJANGO):
        yield message, comments, context


def _templatized(path: Path) -> str:
    from django.utils.translation.template import templatize

    return str(templatize(path.read_text(encoding="utf-8"), origin=path.name))


@dataclass(frozen=True)
class Domain:
    """One set of catalogues, and how its sentences are found."""

    name: str
    find: Callable[[], Iterator[Found]]


DOMAINS = {domain.name: domain for domain in (Domain("detente", _of_the_command), Domain("django", _of_the_site))}


def sentences(domain: str = "detente") -> Catalog:
    """Every sentence in the code, without translations."""
    found = Catalog(project="Detente", version="1", copyright_holder="The Detente contributors", creation_date=DAY)
    for message, comments, context in DOMAINS[domain].find():
        found.add(message, auto_comments=comments, context=context)
    return found


def updated(code: str, template: Catalog, domain: str = "detente") -> Catalog:
    """The catalogue of a language with exactly the sentences of `template`."""
    path = source(code, domain)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=code)
    else:
        old = Catalog(locale=code)
    new = Catalog(
        locale=code,
        project="Detente",
        version="1",
        header_comment=f"# Detente, {code}: {TRANSLATOR[code]}.",
        copyright_holder="The Detente contributors",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator=TRANSLATOR[code],
        language_team="Detente",
        creation_date=DAY,
        revision_date=DAY,
        fuzzy=False,
    )
    for message in sorted((m for m in template if m.id), key=lambda m: (str(m.id), m.context or "")):
        before = old.get(message.id, message.context)
        translation = _translation(code, new, message.id, before.string if before else None)
        new.add(message.id, translation, context=message.context)
    return new


def _translation(code: str, catalogue: Catalog, key: object, before: object) -> object:
    if code == "en":
        return key
    if isinstance(key, tuple | list):
        known = before if isinstance(before, tuple | list) and len(before) == catalogue.num_plurals else ()
        return tuple(known) or ("",) * catalogue.num_plurals
    return before if isinstance(before, str) else ""


def source(code: str, domain: str = "detente") -> Path:
    """Where a language's catalogue stands."""
    return LOCALE / code / "LC_MESSAGES" / f"{domain}.po"


def as_po(catalogue: Catalog) -> bytes:
    """The text of a catalogue."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True)
    return buffer.getvalue()


def compiled(text: bytes) -> bytes:
    """What the program reads, made of a catalogue's text."""
    catalogue = read_po(io.BytesIO(text))
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(text: bytes) -> list[Any]:
    """The sentences of a catalogue's text that have no translation."""
    return [message.id for message in read_po(io.BytesIO(text)) if message.id and not _whole(message.string)]


def main() -> int:
    """Bring all catalogues up to date; 1 where translations are missing."""
    missing = 0
    for domain in DOMAINS:
        template = sentences(domain)
        for code in TRANSLATOR:
            text = as_po(updated(code, template, domain))
            path = source(code, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            path.with_suffix(".mo").write_bytes(compiled(text))
            empty = untranslated(text)
            missing += len(empty)
            print(f"{domain}, {code}: {len(template)} sentences, {len(empty)} without a translation")
    return 1 if missing else 0


def _whole(translation: object) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)


if __name__ == "__main__":
    sys.exit(main())
