"""The files of a Polis export, one by one, numbers still as the file writes them.

Three generations exist (docs/reference/files): A, the old zip; B, the first export of the Node server, which wrote
the stored sign and did not quote statements; C, the present one. They differ in names, times, quoting and sign, and
are told apart by what the files look like, never by their date.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from detente.exchange.errors import (
    BadCell,
    BadQuotes,
    CellTooLarge,
    EmptyFile,
    RaggedRow,
    TruncatedFile,
    UnknownColumn,
    UnknownVote,
)
from detente.exchange.messages import N_, shown
from detente.exchange.signs import VoteConvention, read_declaration_line
from detente.exchange.tables import CELL_LIMIT, Table, read_table, read_text, split_first_line

__all__ = ["Comments", "Log", "Matrix", "Summary", "read_comments", "read_log", "read_matrix", "read_summary"]

COMMENT_COLUMNS = (
    "timestamp",
    "comment-id",
    "author-id",
    "agrees",
    "disagrees",
    "moderated",
    "comment-body",
)
LOG_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
MATRIX_COLUMNS = ("participant",)
MATRIX_META = {"participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"}

NUMBERS = {"1": 1, "-1": -1, "0": 0, "+1": 1, "1.0": 1, "-1.0": -1, "0.0": 0}
"""Cells of a vote. Tools that hold missing votes as floats write them back as 1.0."""

MILLISECONDS = 10**11
"""Times from here on are milliseconds (as seconds this is the year 5138, as milliseconds March 1973)."""

TRUTH = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


@dataclass(frozen=True)
class Comments:
    """``comments.csv``, rows in the order of the file."""

    path: str
    lines: list[int]
    ids: list[int]
    authors: list[int]
    agrees: list[int]
    disagrees: list[int]
    moderated: list[int]
    texts: list[str]
    seeds: list[bool | None]
    meta: list[bool | None]
    milliseconds: bool
    every_text_quoted: bool


@dataclass(frozen=True)
class Log:
    """``votes.csv``: one row per vote cast, changed votes included."""

    path: str
    lines: list[int]
    times: list[int]
    statements: list[int]
    voters: list[int]
    numbers: list[int]
    milliseconds: bool
    declared: VoteConvention | None


@dataclass(frozen=True)
class Matrix:
    """``participants-votes.csv``: the last vote of each participant on each statement, as parallel lists."""

    path: str
    everybody: list[int]
    columns: list[int]
    voters: list[int]
    statements: list[int]
    numbers: list[int]
    lines: list[int]


@dataclass(frozen=True)
class Summary:
    """``summary.csv``."""

    topic: str
    description: str
    convention: str | None
    line: int | None


def read_comments(path: Path) -> Comments:
    """The statements of an export.

    Raises
    ------
    ExchangeError
        Missing columns, ragged rows, ids that are not numbers or appear twice, an unknown state.
    """
    text = read_text(path)
    table, quoted = _comment_table(path, text)
    if not table.rows:
        raise EmptyFile(table.path)
    ids = table.whole_numbers("comment-id")
    table.check_unique("comment-id", ids)
    moderated = table.whole_numbers("moderated", least=-1)
    for state, line in zip(moderated, table.lines, strict=True):
        if state > 1:
            raise BadCell(table.path, line, column="moderated", expected=N_("-1, 0 or 1"), value=state)
    texts = table.texts("comment-body")
    for body, line in zip(texts, table.lines, strict=True):
        if len(body) > CELL_LIMIT:
            raise CellTooLarge(table.path, line, limit=CELL_LIMIT)
    return Comments(
        path=table.path,
        lines=table.lines,
        ids=ids,
        authors=table.whole_numbers("author-id"),
        agrees=table.whole_numbers("agrees"),
        disagrees=table.whole_numbers("disagrees"),
        moderated=moderated,
        texts=texts,
        seeds=_flags(table, "is-seed"),
        meta=_flags(table, "is-meta"),
        milliseconds=_in_milliseconds(table),
        every_text_quoted=quoted,
    )


def _flags(table: Table, column: str) -> list[bool | None]:
    if not table.has(column):
        return [None] * len(table.rows)
    return [TRUTH.get(cell.strip().lower()) for cell in table.texts(column)]


def _in_milliseconds(table: Table) -> bool:
    times = table.whole_numbers("timestamp")
    return bool(times) and max(times) >= MILLISECONDS


def _comment_table(path: Path, text: str) -> tuple[Table, bool]:
    """The table, and whether the file puts every statement between quotation marks (as generation C does)."""
    first, _ = split_first_line(text)
    names = [name.strip() for name in first.split(",")]
    raw_rows = _unquoted_rows(text, names) if names[-1] == "comment-body" else None
    every_text_quoted = bool(raw_rows) and all(row[-1].startswith('"') for _, row in raw_rows or [])
    try:
        return read_table(path, COMMENT_COLUMNS, text=text), every_text_quoted
    except (RaggedRow, BadQuotes, TruncatedFile, CellTooLarge) as fault:
        # Only generation B writes statements without quotation marks, and only it has seconds without them: there a
        # comma or a line break in a statement is no fault of the file.
        times = [int(row[0]) for _, row in raw_rows or [] if row[0].isdigit()]
        if not raw_rows or every_text_quoted or not times or max(times) >= MILLISECONDS:
            raise
        if not text.endswith(("\n", "\r")):
            raise TruncatedFile(fault.file, raw_rows[-1][0]) from fault
        header = read_table(path, COMMENT_COLUMNS, text=first)
        rows = [row for _, row in raw_rows]
        return Table(header.path, header.header, rows, [line for line, _ in raw_rows]), False


def _unquoted_rows(text: str, names: list[str]) -> list[tuple[int, list[str]]] | None:
    """Rows of a file whose last cell is not quoted: everything up to the next line that begins like a row.

    None where the first line after the header does not begin like a row.
    """
    cells = "".join(r"([^,\n]*)," if name == "datetime" else r"(-?[0-9]*)," for name in names[:-1])
    begins = re.compile(cells)
    rows: list[tuple[int, list[str]]] = []
    bodies: list[list[str]] = []
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if number == 1:
            continue
        match = begins.match(line)
        if match:
            rows.append((number, list(match.groups())))
            bodies.append([line[match.end() :]])
        elif bodies:
            bodies[-1].append(line)
        elif line.strip():
            return None
    return [(number, [*cells, "".join(body).rstrip("\n")]) for (number, cells), body in zip(rows, bodies, strict=True)]


def read_log(path: Path) -> Log:
    """The votes as they were cast.

    Raises
    ------
    ExchangeError
        Missing columns, ragged rows, ids that are not numbers, a vote that is none.
    """
    text = read_text(path)
    first, rest = split_first_line(text)
    declared = read_declaration_line(first, path)
    if declared is None:
        table = read_table(path, LOG_COLUMNS, text=text)
    else:
        table = read_table(path, LOG_COLUMNS, text=rest, first_line=2)
    times = table.whole_numbers("timestamp")
    return Log(
        path=table.path,
        lines=table.lines,
        times=times,
        statements=table.whole_numbers("comment-id"),
        voters=table.whole_numbers("voter-id"),
        numbers=[_vote(cell, table.path, line) for cell, line in zip(table.texts("vote"), table.lines, strict=True)],
        milliseconds=bool(times) and max(times) >= MILLISECONDS,
        declared=declared,
    )


def _vote(cell: str, path: str, line: int) -> int:
    number = NUMBERS.get(cell.strip())
    if number is None:
        raise UnknownVote(path, line, value=shown(cell), expected="1, 0, -1")
    return number


def read_matrix(path: Path) -> Matrix:
    """The last votes, one row per participant.

    Raises
    ------
    ExchangeError
        Missing columns, ragged rows, a column that is no statement, a participant twice, a vote that is none.
    """
    table = read_table(path, MATRIX_COLUMNS)
    everybody = table.whole_numbers("participant")
    table.check_unique("participant", everybody)
    places = [k for k, name in enumerate(table.header) if name not in MATRIX_META]
    for k in places:
        if not re.fullmatch("[0-9]{1,15}", table.header[k]):
            raise UnknownColumn(table.path, 1, column=table.header[k])
    columns = [int(table.header[k]) for k in places]
    first = places[0] if places else 0
    one_block = places == list(range(first, first + len(places)))
    voters, statements, numbers, lines = [], [], [], []
    for person, row, line in zip(everybody, table.rows, table.lines, strict=True):
        cells = row[first : first + len(places)] if one_block else [row[k] for k in places]
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                number = NUMBERS.get(cell)
                if number is None:
                    if not cell.strip():
                        continue
                    number = _vote(cell, table.path, line)
                voters.append(person)
                statements.append(column)
                numbers.append(number)
                lines.append(line)
    return Matrix(table.path, everybody, columns, voters, statements, numbers, lines)


def read_summary(path: Path) -> Summary:
    """Topic, description and declaration of an export: key,value rows without a header.

    Raises
    ------
    ExchangeError
        Quotation marks that do not fit, or a file cut off inside a description.
    """
    found: dict[str, tuple[int, str]] = {}
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    start = 1
    try:
        for row in reader:
            if len(row) >= 2:
                # the declaration itself has no comma; a topic that was not quoted may
                found.setdefault(row[0].strip(), (start, ",".join(row[1:])))
            start = reader.line_num + 1
    except csv.Error as fault:
        if "field limit" in str(fault):
            raise CellTooLarge(path, start, limit=CELL_LIMIT) from fault
        if "unexpected end of data" in str(fault):
            raise TruncatedFile(path, start) from fault
        raise BadQuotes(path, reader.line_num, cause=str(fault)) from fault
    nothing = (None, "")
    line, convention = found.get("vote-convention", (None, None))
    return Summary(
        topic=found.get("topic", nothing)[1].strip(),
        description=found.get("conversation-description", nothing)[1].strip(),
        convention=convention,
        line=line,
    )
