"""What one process remembers of each open consultation, so that the next statement costs no query.

`docs/algorithms/serving.md` has the rule, the bound on the error of the counts and what was measured. The facts are the
rows of `Serve`; this memory is thrown away and read again.
"""

from __future__ import annotations

import math
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count

from detente.opinion.routing import next_statement
from detente.web.consultations.models import Origin, Serve, Stage, Statement, StatementText
from detente.web.core.writer import within

__all__ = ["Memory", "Offered", "forget", "memory_of"]

INTERVAL = 1.0
"""Seconds between two readings of the open set, and between two counts of what was shown."""

SHARE, LONGEST = 0.05, 60.0
"""Counting takes at most this share of the time: a count of 0.2 s is repeated after 4 s, any after a minute."""

PATIENCE = 2.0
"""What is older than its interval by this much is read before it is used, not beside it."""

WORDS_INTERVAL = 30.0
"""Seconds between two readings of the texts of statements already known: translations may be added."""


@dataclass(frozen=True)
class Offered:
    """A statement chosen for one participant, as the row of `Serve` keeps it.

    Attributes
    ----------
    statement : int
    slot : str
        ``"balanced"`` or ``"uniform"``.
    chance : int
        k of 2^-k, nearest to its chance in this slot.
    """

    statement: int
    slot: str
    chance: int


class Part:
    """Something that is read again after an interval, by one thread at a time."""

    def __init__(self, read: Callable[[], None]) -> None:
        self.read = read
        self.reading = threading.Lock()
        self.read_at = -math.inf
        self.interval = INTERVAL

    def refresh(self) -> None:
        """Read it beside the request where it is a little late, before the request goes on where it is very late.

        Nobody waits for a reading that another thread has begun, except for the first.
        """
        late = time.monotonic() - self.read_at - self.interval
        if late <= 0:
            return
        first = self.read_at == -math.inf
        if not self.reading.acquire(blocking=first):
            return
        # In a transaction a caller may count on what only it can see; but in the writer's thread all voters wait.
        if late < PATIENCE and (within() or not connection.in_atomic_block):
            _process.beside(self)
            return
        try:
            if time.monotonic() - self.read_at > self.interval:
                self.read()
        finally:
            self.reading.release()


class Memory:
    """One consultation: the open set, its texts, and how often each statement was shown to each side."""

    def __init__(self, consultation: UUID) -> None:
        self.consultation = consultation
        self.statements, self.counts = Part(self.read_statements), Part(self.read_counts)
        self._worded_at = -math.inf
        self._lock = threading.Lock()
        self._statements: tuple[int, ...] = ()
        self._places: dict[int, int] = {}
        self._organisers: frozenset[int] = frozenset()
        self._words: dict[int, dict[str, str]] = {}
        self._shown: dict[int | None, npt.NDArray[np.int64]] = {}
        self._mine: deque[tuple[float, int | None, int]] = deque()

    def __contains__(self, statement: int) -> bool:
        """Whether it is offered to people now."""
        return statement in self._places

    def __len__(self) -> int:
        """The size of the open set."""
        return len(self._statements)

    def left(self, without: Iterable[int]) -> int:
        """How many statements of the open set are not among these."""
        return len(self._statements) - sum(statement in self._places for statement in set(without))

    def shown(self, side: int | None) -> dict[int, int]:
        """How often each statement was shown to people of a side (None: those who declared none)."""
        with self._lock:
            counts = self._shown.get(side)
            return {s: 0 if counts is None else int(counts[i]) for s, i in self._places.items()}

    def offer(self, side: int | None, without: Collection[int]) -> Offered | None:
        """Choose the next statement and count it as shown, at once.

        Parameters
        ----------
        side : int or None
            The participant's side; those without one are a stratum of their own.
        without : collection of int
            What must not be offered: served to this participant before, or written by them.

        Returns
        -------
        Offered or None
            None when nothing is left.
        """
        with self._lock:
            seen = np.zeros(len(self._statements), np.bool_)
            for statement in without:
                place = self._places.get(statement)
                if place is not None:
                    seen[place] = True
            counts = self._counts(side)
            made = next_statement(counts, seen, rng=_lots())
            if made is None:
                return None
            counts[made.statement] += 1
            statement = self._statements[made.statement]
            self._mine.append((time.monotonic(), side, statement))
        return Offered(statement, made.slot, round(-math.log2(made.total)))

    def words(self, statement: int, language: str) -> dict[str, object]:
        """A statement as pages show it: ``id`` (a string), ``text``, ``language``, ``direction``, ``organisers``."""
        texts = self._words[statement]
        spoken = language if language in texts else next(iter(texts), language)
        return {
            "id": str(statement),
            "text": texts.get(spoken, ""),
            "language": spoken,
            "direction": "rtl" if spoken in settings.LANGUAGES_BIDI else "ltr",
            "organisers": statement in self._organisers,
        }

    def read(self) -> None:
        """Read everything now."""
        self.read_statements()
        self.read_counts()

    def read_statements(self) -> None:
        """Read the open set. Counts of statements that stay are kept; a statement that was just opened was shown to
        nobody.
        """
        began = time.monotonic()
        origins = dict(
            Statement.objects.filter(consultation=self.consultation, stage=Stage.SHOWN, opened=True)
            .order_by("pk")
            .values_list("pk", "origin")
        )
        words = self._words
        if began - self._worded_at >= WORDS_INTERVAL or not origins.keys() <= words.keys():
            words = self._read_words()
            self._worded_at = began
        with self._lock:
            if origins.keys() != self._places.keys():
                before = self._places
                self._statements = tuple(origins)
                self._places = {statement: place for place, statement in enumerate(origins)}
                moved = {}
                for side, counts in self._shown.items():
                    moved[side] = np.array([counts[before[s]] if s in before else 0 for s in origins], np.int64)
                self._shown = moved
            self._words = words
            self._organisers = frozenset(s for s, origin in origins.items() if origin == Origin.ORGANISERS)
            self.statements.read_at = began

    def read_counts(self) -> None:
        """Count the rows. What this process served since the count began is added to what it found."""
        began = time.monotonic()
        rows = list(
            Serve.objects.filter(participant__consultation=self.consultation)
            .order_by()
            .values_list("participant__side_id", "statement_id")
            .annotate(times=Count("*"))
        )
        with self._lock:
            while self._mine and self._mine[0][0] < began:
                self._mine.popleft()
            self._shown = {}
            for side, statement, times in (*rows, *((side, statement, 1) for _at, side, statement in self._mine)):
                place = self._places.get(statement)
                if place is not None:
                    self._counts(side)[place] += times
            self.counts.read_at = began
            self.counts.interval = min(LONGEST, max(INTERVAL, (time.monotonic() - began) / SHARE))

    def _counts(self, side: int | None) -> npt.NDArray[np.int64]:
        if side not in self._shown:
            self._shown[side] = np.zeros(len(self._statements), np.int64)
        return self._shown[side]

    def _read_words(self) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        rows = StatementText.objects.filter(
            statement__consultation=self.consultation, statement__stage=Stage.SHOWN, statement__opened=True
        ).order_by("-original", "language")  # the first of each is the language it was written in
        for statement, language, text in rows.values_list("statement_id", "language", "text"):
            found.setdefault(statement, {})[language] = text
        return found


class _Process:
    """The memories of this process, and the thread that reads beside the requests."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.memories: dict[UUID, Memory] = {}
        self.reader: ThreadPoolExecutor | None = None

    def beside(self, part: Part) -> None:
        """Read again, in the reader's thread; the caller holds `part.reading`."""
        with self.lock:
            if self.reader is None:
                self.reader = ThreadPoolExecutor(1, "detente-serving")
        try:
            self.reader.submit(_read_beside, part)
        except RuntimeError:  # the process is about to end; what it knows will do
            part.reading.release()


_process = _Process()
os.register_at_fork(after_in_child=_process.__init__)  # type: ignore[misc] # a child has no threads of its parent
_threads = threading.local()


def _lots() -> np.random.Generator:
    """The system's randomness, one generator for each thread."""
    if not hasattr(_threads, "lots"):
        _threads.lots = np.random.default_rng(secrets.randbits(128))
    made: np.random.Generator = _threads.lots
    return made


def _read_beside(part: Part) -> None:
    try:
        part.read()
    except DatabaseError:
        connection.close()  # a later request reads by itself and meets the error
    finally:
        part.reading.release()


def memory_of(consultation: UUID) -> Memory:
    """What this process knows of a consultation; the caller has made sure that it exists."""
    with _process.lock:
        memory = _process.memories.get(consultation)
        if memory is None:
            memory = _process.memories[consultation] = Memory(consultation)
    memory.statements.refresh()
    memory.counts.refresh()
    return memory


def forget(consultation: UUID | None = None) -> None:
    """Read the rows anew at the next question; called where this process has changed the open set or its words."""
    with _process.lock:
        if consultation is None:
            _process.memories.clear()
        else:
            _process.memories.pop(consultation, None)
