"""Keep the gettext catalogues in step with the sentences in the code.

``python tools/catalogues.py`` collects every sentence (`say`, `counted`, `N_`) under ``src/detente``, brings each
``detente.po`` up to date (sentences that are gone leave it, new ones are empty) and compiles ``detente.mo`` beside it.
``tests/report/test_catalogues.py`` fails where this was forgotten or a translation is missing.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "detente" / "locale"
ROOMS = ("cli", "exchange", "report")
KEYWORDS = {"say": None, "counted": (1, 2), "N_": None}

# The key of every sentence is English. No person has checked the other two yet: "Last-Translator" says so, and the
# pages read it from there. Whoever checks a language puts a name here.
TRANSLATOR = {"en": "the source", "ru": "machine draft", "ar": "machine draft"}

# A fixed day: the same sentences give the same bytes.
DAY = datetime(2026, 11, 22, tzinfo=UTC)


def sentences() -> Catalog:
    """Every sentence in the code, without translations."""
    found = Catalog(project="Detente", version="1", copyright_holder="The Detente contributors", creation_date=DAY)
    for room in ROOMS:
        folder = ROOT / "src" / "detente" / room
        for _, _, message, comments, context in extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS):
            found.add(message, auto_comments=comments, context=context)
    return found


def updated(code: str, template: Catalog) -> Catalog:
    """The catalogue of a language with exactly the sentences of `template`."""
    path = source(code)
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
    for message in sorted((m for m in template if m.id), key=lambda m: str(m.id)):
        before = old.get(message.id)
        new.add(message.id, _translation(code, new, message.id, before.string if before else None))
    return new


def _translation(code: str, catalogue: Catalog, key: object, before: object) -> object:
    if code == "en":
        return key
    if isinstance(key, tuple | list):
        known = before if isinstance(before, tuple | list) and len(before) == catalogue.num_plurals else ()
        return tuple(known) or ("",) * catalogue.num_plurals
    return before if isinstance(before, str) else ""


def source(code: str) -> Path:
    """Where a language's catalogue stands."""
    return LOCALE / code / "LC_MESSAGES" / "detente.po"


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


def main() -> int:
    """Bring all catalogues up to date; 1 where translations are missing."""
    template = sentences()
    missing = 0
    for code in TRANSLATOR:
        text = as_po(updated(code, template))
        source(code).parent.mkdir(parents=True, exist_ok=True)
        source(code).write_bytes(text)
        source(code).with_suffix(".mo").write_bytes(compiled(text))
        empty = [m.id for m in read_po(io.BytesIO(text)) if m.id and not _whole(m.string)]
        missing += len(empty)
        print(f"{code}: {len(template)} sentences, {len(empty)} without a translation")
    return 1 if missing else 0


def _whole(translation: object) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)


if __name__ == "__main__":
    sys.exit(main())
