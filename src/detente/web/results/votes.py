"""Reading every vote of a consultation at once: about a microsecond a vote, in one view of the database.

No object is made for a vote. The database packs the answers of one participant into one value, a chunk of participants
comes over at a time, and NumPy takes it apart. SQLite reads through a connection of its own, so that its read
transaction holds up no writer and sees no half of anything; PostgreSQL sends a binary COPY.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import UUID

import numpy as np
import numpy.typing as npt
import psycopg
from django.db import connection, transaction

from detente.opinion.routing import shown_probability
from detente.opinion.votes import Sides, VoteMatrix
from detente.web.consultations.models import (
    AGREE,
    PASS,
    Consultation,
    Participant,
    Phase,
    Serve,
    Stage,
    Statement,
    Vote,
)
from detente.web.core.keys import keyed_digest
from detente.web.results.models import Import

__all__ = ["VoteInput", "side_names", "vote_input"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

CHUNK = 2_000
"""Participants that come over at once: some 60,000 votes, a megabyte of text."""

_KEY = (1 << 62) - 1

_MARK = 3
"""Stands behind a vote that came with the mark "this matters to me": the answer that no vote has, and no key."""


@dataclass(frozen=True, eq=False)
class VoteInput:
    """What a redraw reads. Private: it holds rows of votes.

    Attributes
    ----------
    votes : VoteMatrix
        Of everybody who has a vote; organisers are no participants, so nobody has to be left out.
    participants, statements : ndarray, int64
        Keys of the rows and columns, ascending.
    sides : Sides or None
        Declared sides; None where one public without sides is published.
    matters : ndarray of shape (n,) or None
        For each vote whether it came with the mark "this matters to me"; None where nobody could say so.
    chance : ndarray of shape (n,) or None
        For each vote the chance that its statement was shown to this person; None where no serves are kept.
    joined_on : ndarray of shape (P,), int64
        The day on which each joined, as `date.toordinal`.
    """

    votes: VoteMatrix
    participants: IntArray
    statements: IntArray
    sides: Sides | None
    matters: BoolArray | None
    chance: npt.NDArray[np.float64] | None
    joined_on: IntArray

    @cached_property
    def digest(self) -> str:
        """Names this input, under a key of the installation: a short list of votes could be guessed."""
        sides = self.sides
        parts: list[str | bytes] = [
            self.votes.digest.encode(),
            self.participants.tobytes(),
            self.statements.tobytes(),
            self.joined_on.tobytes(),
            b"" if self.chance is None else self.chance.tobytes(),
            b"" if self.matters is None else np.packbits(self.matters).tobytes(),
        ]
        if sides is not None:
            parts += [sides.of_participant.tobytes(), *sides.names]
        return keyed_digest("results/input", *parts).hex()


def side_names(consultation: Consultation) -> tuple[str, ...]:
    """The sides' names in the published map: those in the dialogue's first language, in the order of their places."""
    first = consultation.dialogue.languages[0]
    return tuple(
        side.name.get(first) or next(iter(side.name.values()))
        for side in consultation.dialogue.sides.order_by("position")
    )


def vote_input(consultation: Consultation, *, names: tuple[str, ...] | None = None) -> VoteInput:
    """Every vote of a consultation as it stands now.

    Statements that were retired stay: their votes were given to a text that was shown, and a column that vanished from
    the sums would tell by the difference what stood in it.

    Parameters
    ----------
    consultation : Consultation
    names : tuple of str, optional
        Names of the sides that an earlier release was made with; they stay through a consultation. Empty: none.
    """
    keys, shown_on = _statements(consultation)
    with _view() as view:
        people = view.people(consultation.pk)
        votes = view.packed(Vote, consultation.pk)
        serves = view.packed(Serve, consultation.pk)
    imported = Import.objects.filter(consultation=consultation).exists()
    stratum, names = _strata(consultation, people[:, 1], names, imported=imported)
    row, column, answer, marked = _places(votes, people[:, 0], keys)
    served = _places(serves, people[:, 0], keys)[:2]
    chance = None
    if len(served[0]):
        table = _chances(len(names) + 1, stratum, people[:, 2], shown_on, (row, column), served)
        chance = table[stratum[row], column]
    with_votes, pointer = np.unique(row, return_index=True)
    return VoteInput(
        # The constructor, not `from_triples`: everything is in order already, and sorting again would cost more than
        # reading did.
        votes=VoteMatrix(np.append(pointer, len(row)).astype(np.int64), column.astype(np.int32), answer, len(keys)),
        participants=people[with_votes, 0],
        statements=keys,
        sides=Sides(names, np.where(stratum < len(names), stratum, -1)[with_votes]) if names else None,
        matters=None if imported else marked,
        chance=chance,
        joined_on=people[with_votes, 2],
    )


def _statements(consultation: Consultation) -> tuple[IntArray, IntArray]:
    rows = list(
        Statement.objects.filter(consultation=consultation, stage__in=(Stage.SHOWN, Stage.RETIRED))
        .order_by("pk")
        .values_list("pk", "shown_on")
    )
    days = [day.toordinal() if day else 0 for _key, day in rows]
    return np.array([key for key, _day in rows], np.int64), np.array(days, np.int64)


def _strata(
    consultation: Consultation, side: IntArray, names: tuple[str, ...] | None, *, imported: bool
) -> tuple[IntArray, tuple[str, ...]]:
    """For each participant the place of their side, behind the last for those who declared none; and the names."""
    sides = list(consultation.dialogue.sides.order_by("position").values_list("pk", flat=True))
    place = {key: at for at, key in enumerate(sides)}
    if names is None:
        # While people can still join, somebody may declare a side, and sides cannot come in later.
        over = consultation.phase in (Phase.CLOSED, Phase.ERASED)
        names = () if imported or (over and not side.any()) else side_names(consultation)
    if not names:
        return np.zeros(len(side), np.int64), ()
    declared, which = np.unique(side, return_inverse=True)
    known = np.array([place.get(int(key), len(names)) for key in declared], np.int64)
    return known[which], names


@dataclass(frozen=True, eq=False)
class _Packed:
    """Rows of votes or serves: `people` (P,) with `counts` (P,) rows each, in this order; and which were marked."""

    people: IntArray
    counts: IntArray
    statement: IntArray
    answer: npt.NDArray[np.int8]
    marked: BoolArray


def _unpacked(people: Sequence[int], counts: Sequence[int], parts: Sequence[IntArray]) -> _Packed:
    whole = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    rows = np.array(counts, np.int64)
    marks = whole == _MARK
    marked = np.zeros(len(whole), bool)
    marked[:-1] = marks[1:]
    if marks.any():
        rows -= np.bincount(np.repeat(np.arange(len(rows)), rows)[marks], minlength=len(rows))
        whole, marked = whole[~marks], marked[~marks]
    answer = ((whole & 3) - 1).astype(np.int8)
    whole >>= 2
    whole &= _KEY
    return _Packed(np.array(people, np.int64), rows, whole, answer, marked)


class _View(ABC):
    """One moment of the database."""

    people_sql = f"""
        SELECT id, COALESCE(side_id, 0), joined_on FROM {Participant._meta.db_table}
        WHERE consultation_id = %s ORDER BY id
    """
    # A key has 62 bits; the answer takes the two that are left, so a mark is a number of its own behind its vote.
    word = f"CASE t.value WHEN '{AGREE}' THEN 2 WHEN '{PASS}' THEN 1 ELSE 0 END"

    def people(self, consultation: UUID) -> IntArray:
        """Key, side (0: none) and day of joining of each participant, ascending by key."""
        rows = self.rows(consultation)
        if not rows:
            return np.zeros((0, 3), np.int64)
        days = {day: _ordinal(day) for day in {row[2] for row in rows}}
        return np.array([(key, side, days[day]) for key, side, day in rows], np.int64)

    @abstractmethod
    def rows(self, consultation: UUID) -> list[tuple[int, int, Any]]:
        """Key, side and day of each participant, as the database gives them."""

    @abstractmethod
    def packed(self, table: type[Vote | Serve], consultation: UUID) -> _Packed:
        """Every row of a table, in the order of its key."""


def _ordinal(day: date | str) -> int:
    return (date.fromisoformat(day) if isinstance(day, str) else day).toordinal()


class _SQLite(_View):
    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def rows(self, consultation: UUID) -> list[tuple[int, int, Any]]:
        return self.raw.execute(self.people_sql.replace("%s", "?"), [consultation.hex]).fetchall()

    def packed(self, table: type[Vote | Serve], consultation: UUID) -> _Packed:
        # One text of numbers for each participant: a third of the time of one row of two numbers for each vote.
        packed = f"(t.statement_id << 2) | {self.word if table is Vote else '0'}"
        if table is Vote:
            packed = f"CASE WHEN t.matters THEN ({packed}) || ',{_MARK}' ELSE {packed} END"
        found = self.raw.execute(
            f"SELECT p.id, (SELECT group_concat({packed}) FROM {table._meta.db_table} t"
            f" WHERE t.participant_id = p.id) FROM (SELECT id FROM {Participant._meta.db_table}"
            " WHERE consultation_id = ? ORDER BY id) p",
            [consultation.hex],
        )
        people: list[int] = []
        counts: list[int] = []
        parts: list[IntArray] = []
        while rows := found.fetchmany(CHUNK):
            texts = [(key, text) for key, text in rows if text]
            people += [key for key, _text in texts]
            counts += [text.count(",") + 1 for _key, text in texts]
            parts.append(np.fromstring(",".join(text for _key, text in texts), np.int64, sep=","))
        return _unpacked(people, counts, parts)


class _PostgreSQL(_View):
    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw

    def rows(self, consultation: UUID) -> list[tuple[int, int, Any]]:
        with psycopg.ClientCursor(self.raw) as cursor:
            return cursor.execute(self.people_sql, [consultation]).fetchall()

    def packed(self, table: type[Vote | Serve], consultation: UUID) -> _Packed:
        packed = f"int8send((t.statement_id << 2) | {self.word if table is Vote else '0'})"
        if table is Vote:
            packed = f"CASE WHEN t.matters THEN {packed} || int8send({_MARK}) ELSE {packed} END"
        people: list[int] = []
        counts: list[int] = []
        parts: list[IntArray] = []
        with (
            psycopg.ClientCursor(self.raw) as cursor,
            cursor.copy(
                f"COPY (SELECT t.participant_id, string_agg({packed}, '') "
                f"FROM {table._meta.db_table} t WHERE t.participant_id IN "
                f"(SELECT id FROM {Participant._meta.db_table} WHERE consultation_id = %s)"
                " GROUP BY t.participant_id ORDER BY t.participant_id) TO STDOUT (FORMAT BINARY)",
                [consultation],
            ) as copy,
        ):
            copy.set_types(["int8", "bytea"])
            for rows in iter(lambda: list(itertools.islice(copy.rows(), CHUNK)), []):
                people += [key for key, _raw in rows]
                counts += [len(raw) // 8 for _key, raw in rows]
                parts.append(np.frombuffer(b"".join(raw for _key, raw in rows), ">i8").astype(np.int64))
        return _unpacked(people, counts, parts)


@contextlib.contextmanager
def _view() -> Iterator[_View]:
    """One moment of the database; inside a transaction of the caller, what that transaction sees."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        own = not connection.in_atomic_block
        with transaction.atomic():
            if own:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield _PostgreSQL(connection.connection)
        return
    name = str(connection.settings_dict["NAME"])
    if connection.in_atomic_block or "memory" in name.partition("?")[2]:
        yield _SQLite(connection.connection)
        return
    with _beside(name) as view:
        yield view


@contextlib.contextmanager
def _beside(path: str) -> Iterator[_SQLite]:
    """A file, read through a connection of its own."""
    with contextlib.closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None)) as raw:
        raw.execute("BEGIN")
        yield _SQLite(raw)


def _places(
    packed: _Packed, known: IntArray, keys: IntArray
) -> tuple[IntArray, IntArray, npt.NDArray[np.int8], BoolArray]:
    """Row, column, answer and mark of each entry. A statement that was shown since the keys were read has to wait."""
    row = np.repeat(np.searchsorted(known, packed.people), packed.counts)
    column = np.searchsorted(keys, packed.statement)
    if not len(keys):
        return row[:0], column[:0], packed.answer[:0], packed.marked[:0]
    answer, marked = packed.answer, packed.marked
    fits = keys[np.minimum(column, len(keys) - 1)] == packed.statement
    if not fits.all():
        row, column, answer, marked = row[fits], column[fits], answer[fits], marked[fits]
    place = row * len(keys) + column
    if np.any(np.diff(place) < 0):
        # Both databases follow the key; neither promises to, and asking for it doubles the time on PostgreSQL.
        order = np.argsort(place, kind="stable")
        row, column, answer, marked = row[order], column[order], answer[order], marked[order]
    return row, column, answer, marked


def _chances(
    n_strata: int,
    stratum: IntArray,
    joined_on: IntArray,
    shown_on: IntArray,
    voted: tuple[IntArray, IntArray],
    served: tuple[IntArray, IntArray],
) -> npt.NDArray[np.float64]:
    """Chance of having been shown each statement, by stratum: docs/algorithms/redraw.md says what it assumes."""
    size = (n_strata, len(shown_on))
    shown = np.zeros(size, np.int64)
    reached = np.zeros(size, np.int64)
    # The latest day on which a person is known to have been here.
    last = joined_on.copy()
    here = np.zeros(len(stratum), bool)
    for row, column in (voted, served):
        counted = np.bincount(stratum[row] * size[1] + column, minlength=size[0] * size[1]).reshape(size)
        shown = np.maximum(shown, counted)
        np.maximum.at(last, row, shown_on[column])
        here[row] = True
    for side in range(n_strata):
        days = np.sort(last[here & (stratum == side)])
        reached[side] = len(days) - np.searchsorted(days, shown_on)
    return shown_probability(shown, reached)
