"""Opening statements from a table: a CSV with one column for each language, ``text_en,text_ru,...``.

Cells are texts and nothing else: what a spreadsheet would run as a formula is refused, so that no later export of the
statements can carry one. Every fault is named by its line; with one fault nothing is taken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from detente.web.consultations import texts
from detente.web.core.errors import Refused

__all__ = ["LARGEST", "MOST_ERRORS", "MOST_ROWS", "Read", "read", "template"]

LARGEST = 1024 * 1024
"""Bytes of a file."""

MOST_ROWS = 300
"""Statements of one file; eight to forty are usual."""

MOST_ERRORS = 20
"""Faults that are listed; a file with more is another file than was meant."""

_FORMULA = ("=", "+", "-", "@", "|")


@dataclass(frozen=True)
class Read:
    """What a table holds.

    Attributes
    ----------
    rows : tuple of {language: text}
        Checked texts; empty where there is any fault.
    errors : tuple of str
        Faults with their lines, in the active language.
    """

    rows: tuple[dict[str, str], ...] = ()
    errors: tuple[str, ...] = ()


def template(languages: Sequence[str]) -> bytes:
    """An empty table to fill in; the byte order mark makes spreadsheets read it as UTF-8."""
    return ("\ufeff" + ",".join(f"text_{code}" for code in languages) + "\r\n").encode()


def read(content: bytes | str, languages: Sequence[str]) -> Read:
    """Read a table that was uploaded (bytes) or pasted (text)."""
    if len(content) > LARGEST:
        return Read(errors=(_("This is larger than 1 MB. Opening statements need a few kilobytes."),))
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError:
            return Read(errors=(_("The file is not UTF-8 text. In your spreadsheet choose “CSV UTF-8” when saving."),))
    content = content.lstrip("\ufeff")
    if not content.strip():
        return Read(errors=(_("There is nothing in it yet. Download the template, fill it in and send it here."),))
    return _rows(content, languages)


def _rows(content: str, languages: Sequence[str]) -> Read:
    known = {f"text_{code}": code for code in languages}
    # Spreadsheets in Russian or Arabic settings save semicolons; what is copied out of one has tabs.
    first = content.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    rows: list[dict[str, str]] = []
    errors: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                wrong = [name for name in header if name not in known]
                if wrong or len(set(header)) < len(header):
                    return Read(errors=(_header_fault(begins, known),))
                continue
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                errors.append(
                    _(
                        "Line %(line)d: it has more cells than the first line has columns. Put a text that holds a "
                        "comma between quotation marks."
                    )
                    % {"line": begins}
                )
                continue
            row = _row(begins, [known[name] for name in header], cells, seen, errors)
            if row:
                rows.append(row)
            if len(rows) > MOST_ROWS:
                errors.append(
                    _("Line %(line)d: there are more than %(most)d statements. Nobody could vote on them all; choose.")
                    % {"line": begins, "most": MOST_ROWS}
                )
                break
    except csv.Error:
        errors.append(
            _(
                "Line %(line)d: the table cannot be read from here on. A quotation mark is probably open; double those "
                "inside a text."
            )
            % {"line": max(line, reader.line_num)}
        )
    if not errors and not rows:
        errors.append(_("There is no statement below the first line."))
    return Read(errors=tuple(errors[:MOST_ERRORS])) if errors else Read(rows=tuple(rows))


def _header_fault(line: int, known: dict[str, str]) -> str:
    return _("Line %(line)d: the first line must name the columns, in any order and no others: %(columns)s.") % {
        "line": line,
        "columns": ", ".join(known),
    }


def _row(
    line: int, codes: list[str], cells: list[str], seen: dict[tuple[str, str], int], errors: list[str]
) -> dict[str, str]:
    row: dict[str, str] = {}
    for code, cell in zip(codes, cells, strict=False):
        if not cell.strip():
            continue
        place = {"line": line, "column": f"text_{code}"}
        if any(ord(character) < 32 and character not in "\t\r\n" for character in cell):
            errors.append(_("Line %(line)d, %(column)s: it holds a control character. Type the text anew.") % place)
            continue
        if cell.lstrip().startswith(_FORMULA):
            errors.append(
                _(
                    "Line %(line)d, %(column)s: it begins with a sign that a spreadsheet takes for a formula. Begin "
                    "with a letter or a number."
                )
                % place
            )
            continue
        try:
            text = texts.checked(cell)
        except Refused as refused:
            errors.append(_("Line %(line)d, %(column)s: %(reason)s") % (place | {"reason": refused.message()}))
            continue
        earlier = seen.setdefault((code, text.casefold()), line)
        if earlier != line:
            errors.append(
                _("Line %(line)d, %(column)s: the same text as in line %(earlier)d.") % (place | {"earlier": earlier})
            )
            continue
        row[code] = text
    return row
