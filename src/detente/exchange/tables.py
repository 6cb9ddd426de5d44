"""CSV as RFC 4180 has it, read whole or refused with the line.

The standard `csv` module does the splitting, in strict mode: without it an unclosed quotation mark swallows the rest
of the file in silence. A cell may not pass the module's own limit (`CELL_LIMIT`), which is left as it is because it is
one setting for the whole process.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path

from detente.exchange.errors import (
    BadCell,
    BadQuotes,
    CellTooLarge,
    DuplicateColumn,
    DuplicateId,
    EmptyFile,
    MissingColumn,
    NulByte,
    RaggedRow,
    TruncatedFile,
    UnclosedQuotation,
    Unreadable,
    WrongEncoding,
    WrongSeparator,
)
from detente.exchange.messages import N_, shown

__all__ = ["CELL_LIMIT", "Table", "read_table", "read_text", "split_first_line"]

CELL_LIMIT = 131_072
"""Most characters in one cell: the default of the csv module; the longest statement of Polis has 1,000."""

LARGEST_ID = 2**53
"""Ids and counts beyond this are not ids: JSON readers and spreadsheets round them."""


def read_text(path: str | PathLike[str]) -> str:
    """The text of a UTF-8 file, a byte order mark left out, line ends as they are.

    Raises
    ------
    Unreadable, EmptyFile, WrongEncoding, NulByte
    """
    try:
        data = Path(path).read_bytes()
    except OSError as fault:
        raise Unreadable(path, cause=fault.strerror or type(fault).__name__) from fault
    if not data.strip():
        raise EmptyFile(path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise WrongEncoding(path, 1, guess="UTF-16")
    if data[:4] == b"PK\x03\x04":
        raise WrongEncoding(path, 1, guess=N_("a zip archive or a spreadsheet file"))
    nul = data.find(b"\0")
    if nul >= 0:
        raise NulByte(path, data.count(b"\n", 0, nul) + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # utf-8-sig counts from behind the mark in some versions; a mark is three bytes without a line end, so the
        # line is the same
        line = data.count(b"\n", 0, fault.start) + 1
        raise WrongEncoding(path, line, guess="Windows-1252 / ISO-8859-1") from fault


def split_first_line(text: str) -> tuple[str, str]:
    """The first line without its end, and the rest."""
    first, _, rest = text.partition("\n")
    return first.rstrip("\r"), rest


@dataclass(frozen=True)
class Table:
    """Rows of one width under a header, each with the line it starts on."""

    path: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def index(self, column: str) -> int:
        """Place of a column that is known to exist."""
        return self.header.index(column)

    def has(self, column: str) -> bool:
        """Whether the header names the column."""
        return column in self.header

    def texts(self, column: str) -> list[str]:
        """The cells of a column as they are."""
        at = self.index(column)
        return [row[at] for row in self.rows]

    def whole_numbers(self, column: str, *, least: int = 0) -> list[int]:
        """The cells of a column as whole numbers from `least` on.

        Raises
        ------
        BadCell
            Naming the first line where the cell is something else.
        """
        at = self.index(column)
        numbers = []
        for row, line in zip(self.rows, self.lines, strict=True):
            cell = row[at].strip()
            digits = cell[1:] if cell[:1] == "-" else cell
            # int() alone takes "1_0" and digits of every script
            number = int(cell) if digits.isascii() and digits.isdigit() and len(digits) < 20 else least - 1
            if not least <= number <= LARGEST_ID:
                raise BadCell(self.path, line, column=column, expected=N_("a whole number"), value=shown(cell))
            numbers.append(number)
        return numbers

    def check_unique(self, column: str, ids: Sequence[object]) -> None:
        """Refuse a second row with the same id."""
        if len(set(ids)) == len(ids):
            return
        first: dict[object, int] = {}
        for value, line in zip(ids, self.lines, strict=True):
            if value in first:
                raise DuplicateId(self.path, line, column=column, value=value, first=first[value])
            first[value] = line


def read_table(
    path: str | PathLike[str],
    needed: Sequence[str],
    *,
    known: Sequence[str] = (),
    text: str | None = None,
    first_line: int = 1,
) -> Table:
    """A CSV file with a header.

    Parameters
    ----------
    path : path
        The file; also what messages name.
    needed : sequence of str
        Columns without which it is refused. Others are kept.
    known : sequence of str
        More columns that mean something. These and the needed ones may be written in capitals.
    text : str, optional
        Its text, where it was read before; `first_line` is then the line that the text begins on.

    Raises
    ------
    ExchangeError
        One of the classes for whole files, rows and columns.
    """
    if text is None:
        text = read_text(path)
    shown_path = fspath(path)
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: tuple[str, ...] | None = None
    offset = first_line - 1
    start = first_line
    try:
        for row in reader:
            if row:
                if header is None:
                    header = _checked_header(shown_path, start, row, needed, known)
                elif len(row) == len(header):
                    rows.append(row)
                    lines.append(start)
                elif len(row) < len(header) and _is_last(text, reader.line_num):
                    raise TruncatedFile(shown_path, start)
                else:
                    raise RaggedRow(shown_path, start, got=len(row), expected=len(header))
            start = reader.line_num + 1 + offset
    except csv.Error as fault:
        if "field limit" in str(fault):
            raise CellTooLarge(shown_path, start, limit=CELL_LIMIT) from fault
        if "unexpected end of data" in str(fault):
            raise UnclosedQuotation(shown_path, start) from fault
        raise BadQuotes(shown_path, reader.line_num + offset, cause=str(fault)) from fault
    if header is None:
        raise EmptyFile(shown_path)
    return Table(shown_path, header, rows, lines)


def _is_last(text: str, line_num: int) -> bool:
    """Whether line `line_num` of the text is its last and lacks a line end: what a cut leaves."""
    # not splitlines(), which also cuts at line separators that are part of a cell
    return not text.endswith(("\n", "\r")) and line_num == len(re.findall(r"\r\n|\r|\n", text)) + 1


def _checked_header(
    path: str, line: int, row: list[str], needed: Sequence[str], known: Sequence[str]
) -> tuple[str, ...]:
    names = [name.strip() for name in row]
    usual = {name.casefold(): name for name in (*needed, *known) if name not in names}
    header = tuple(usual.get(name.casefold(), name) for name in names)
    for column in needed:
        if column not in header:
            separator = next((mark for mark in (";", "\t", "|") if len(header) == 1 and mark in header[0]), None)
            if separator is not None:
                raise WrongSeparator(path, line, separator=shown(separator))
            raise MissingColumn(
                path, line, column=column, columns=shown(", ".join(header), 200), needed=", ".join(needed)
            )
    if len(set(header)) < len(header):
        twin = next(name for i, name in enumerate(header) if name in header[:i])
        raise DuplicateColumn(path, line, column=twin)
    return header
