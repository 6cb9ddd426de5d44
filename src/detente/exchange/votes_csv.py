"""Votes, statements and sides as plain CSV files that anybody can write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from detente.exchange.conversation import Conversation, ReadNote, ReadReport, Sides, Statement
from detente.exchange.errors import (
    BadCell,
    ConventionConflict,
    DuplicateVote,
    EmptyFile,
    SideConflict,
    UnknownParticipant,
    UnknownStatement,
    WrongFile,
)
from detente.exchange.messages import N_, shown
from detente.exchange.signs import VoteConvention, parse_convention, read_declaration_line, read_vote
from detente.exchange.tables import Table, read_table, read_text, split_first_line
from detente.opinion.votes import VoteMatrix

__all__ = ["read_sides", "read_votes_csv"]

VOTE_COLUMNS = ("participant", "statement", "vote")
STATEMENT_COLUMNS = ("statement", "text")
SIDE_COLUMNS = ("participant", "side")
POLIS_MARKS = ("comment-id", "group-id")


def read_votes_csv(
    path: str | PathLike[str],
    *,
    convention: str | VoteConvention | None = None,
    statements: str | PathLike[str] | None = None,
) -> Conversation:
    """Read a CSV with one vote per row: ``participant,statement,vote`` and, if wanted, ``side``.

    Parameters
    ----------
    path : path
        Names of columns may be written in capitals. Votes are the words agree, disagree and pass, or numbers of a
        declared convention. The declaration is the file's first line
        (``# vote-convention: agree=+1;disagree=-1;pass=0``) or the next parameter.
    convention : str or VoteConvention, optional
        The same declaration.
    statements : path, optional
        A CSV ``statement,text`` that gives the order and the texts. Without it the cell of the column ``statement``
        is both id and text, and statements are sorted (as numbers where all are).

    Returns
    -------
    Conversation
        Participants sorted like statements; sides in alphabetical order, an empty side is undeclared.

    Raises
    ------
    ExchangeError
        One class per rule, with file and line: UndeclaredNumbers, UnknownVote, DuplicateVote, UnknownStatement,
        SideConflict and those for files, rows and columns.
    """
    text = read_text(path)
    first, rest = split_first_line(text)
    declared = read_declaration_line(first, path)
    first_line = 1
    if declared is not None:
        text, first_line = rest, 2
    if convention is not None:
        given = parse_convention(convention, path)
        if declared is not None and given != declared:
            option = N_("option")
            raise ConventionConflict(path, 1, one=declared, source=N_("first line"), other=given, other_source=option)
        declared = given
    header_line, _ = split_first_line(text)
    if any(mark in header_line.split(",") for mark in POLIS_MARKS):
        raise WrongFile(path, kind=N_("one file of a Polis export"))
    table = read_table(path, VOTE_COLUMNS, known=("side",), text=text, first_line=first_line)
    if not table.rows:
        raise EmptyFile(path)
    people = _ids(table, "participant")
    items = _ids(table, "statement")
    votes = [read_vote(cell, declared, path, line) for cell, line in _cells(table, "vote")]
    participants = _sorted_ids(people)
    known = _read_statements(statements) if statements is not None else None
    leaves = known if known is not None else tuple(Statement(id=name, text=name) for name in _sorted_ids(items))
    column = {leaf.id: k for k, leaf in enumerate(leaves)}
    row_of = {name: k for k, name in enumerate(participants)}
    _check_statements(table, items, column, statements)
    _check_pairs(table, people, items)
    matrix = VoteMatrix.from_triples(
        [row_of[name] for name in people],
        [column[name] for name in items],
        votes,
        n_participants=len(participants),
        n_statements=len(leaves),
    )
    sides = _sides_of(table, people, row_of) if table.has("side") else None
    return Conversation(
        votes=matrix,
        participants=participants,
        statements=leaves,
        sides=sides,
        organisers=(),
        topic=Path(path).stem,
        description="",
        report=_report(table, matrix, declared),
    )


def read_sides(path: str | PathLike[str], conversation: Conversation) -> Sides:
    """Read declared sides, a CSV ``participant,side``, for the participants of a conversation.

    Participants whom the file does not name, or names with an empty side, are undeclared. Names of sides are put in
    alphabetical order.

    Raises
    ------
    UnknownParticipant
        A side for somebody who is not in the votes.
    SideConflict
        Two sides for one participant.
    """
    table = read_table(path, SIDE_COLUMNS)
    if not table.rows:
        raise EmptyFile(path)
    people = _ids(table, "participant")
    row_of = {name: k for k, name in enumerate(conversation.participants)}
    for name, line in zip(people, table.lines, strict=True):
        if name not in row_of:
            raise UnknownParticipant(path, line, value=shown(name), count=len(row_of))
    return _sides_of(table, people, row_of)


def _cells(table: Table, column: str) -> Iterable[tuple[str, int]]:
    return zip(table.texts(column), table.lines, strict=True)


def _ids(table: Table, column: str) -> list[str]:
    ids = []
    for cell, line in _cells(table, column):
        name = cell.strip()
        if not name:
            raise BadCell(table.path, line, column=column, expected=N_("an id"), value=shown(cell))
        ids.append(name)
    return ids


def _sorted_ids(ids: Sequence[str]) -> tuple[str, ...]:
    """Distinct ids, as numbers where all are numbers, so that the order of rows does not matter."""
    distinct = set(ids)
    if all(name.isascii() and name.isdigit() for name in distinct):
        return tuple(sorted(distinct, key=lambda name: (int(name[:300]), name)))
    return tuple(sorted(distinct))


def _read_statements(path: str | PathLike[str]) -> tuple[Statement, ...]:
    table = read_table(path, STATEMENT_COLUMNS)
    if not table.rows:
        raise EmptyFile(path)
    ids = _ids(table, "statement")
    table.check_unique("statement", ids)
    return tuple(Statement(id=name, text=text) for name, text in zip(ids, table.texts("text"), strict=True))


def _check_statements(
    table: Table, items: list[str], column: dict[str, int], statements: str | PathLike[str] | None
) -> None:
    if statements is None:
        return
    unknown = [(name, line) for name, line in zip(items, table.lines, strict=True) if name not in column]
    if unknown:
        name, line = unknown[0]
        where = Path(statements).name
        raise UnknownStatement(table.path, line, value=shown(name), where=where, count=len(unknown), total=len(items))


def _check_pairs(table: Table, people: list[str], items: list[str]) -> None:
    pairs = list(zip(people, items, strict=True))
    if len(set(pairs)) == len(pairs):
        return
    first: dict[tuple[str, str], int] = {}
    for pair, line in zip(pairs, table.lines, strict=True):
        if pair in first:
            who, what = pair
            raise DuplicateVote(table.path, line, participant=shown(who), statement=shown(what), first=first[pair])
        first[pair] = line


def _sides_of(table: Table, people: list[str], row_of: dict[str, int]) -> Sides:
    chosen: dict[str, tuple[str, int]] = {}
    for name, cell, line in zip(people, table.texts("side"), table.lines, strict=True):
        side = cell.strip()
        if not side:
            continue
        other, first = chosen.setdefault(name, (side, line))
        if other != side:
            raise SideConflict(
                table.path, line, participant=shown(name), side=shown(side), other=shown(other), first=first
            )
    names = tuple(sorted({side for side, _ in chosen.values()}))
    index = {side: k for k, side in enumerate(names)}
    of_participant = np.full(len(row_of), -1, np.int64)
    for name, (side, _) in chosen.items():
        of_participant[row_of[name]] = index[side]
    return Sides(names, of_participant)


WORDS_NOTE = N_("Votes are written as words.")
NUMBERS_NOTE = N_('Sign of votes: declared as "{convention}".')
COUNT_NOTE = N_("Votes read: {rows}.")
WITHOUT_NOTE = N_("Statements without any vote: {count}.")
UNUSED_NOTE = N_("Columns that were not used: {columns}.")


def _report(table: Table, matrix: VoteMatrix, declared: VoteConvention | None) -> ReadReport:
    without = int((matrix.votes_per_statement == 0).sum())
    unused = [name for name in table.header if name not in (*VOTE_COLUMNS, "side")]
    notes = [
        ReadNote("sign", WORDS_NOTE)
        if declared is None
        else ReadNote("sign", NUMBERS_NOTE, (("convention", declared),)),
        ReadNote("votes", COUNT_NOTE, (("rows", len(table.rows)),), public=False),
    ]
    if without:
        notes.append(ReadNote("without_votes", WITHOUT_NOTE, (("count", without),)))
    if unused:
        notes.append(ReadNote("unused", UNUSED_NOTE, (("columns", ", ".join(unused)),), attention=True))
    return ReadReport(
        generation="",
        sign=-1 if declared is not None and declared.sign == -1 else 1,
        sign_basis="words" if declared is None else "declared",
        n_rows=len(table.rows),
        n_without_votes=without,
        notes=tuple(notes),
    )
