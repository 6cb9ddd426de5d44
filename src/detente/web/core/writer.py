"""Writes that wait are committed together.

SQLite has one writer at a time, and an honest commit waits for the disk (``synchronous=FULL``). So each process has one
thread that writes: it takes every job that waits, runs each in a savepoint of its own, commits once, and only then
lets the callers answer. 32 voters cost one fsync and not 32, and nobody polls for the lock. PostgreSQL does the same
by itself (group commit), so there each job is a transaction of its own in the caller's thread.

Every write of a participant goes through `commit`: a transaction that waits for SQLite's lock beside a busy writer may
wait long.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.util import Finalize
from typing import Any, TypeVar

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused

__all__ = ["MOST_TOGETHER", "MOST_WAITING", "Overloaded", "Writer", "commit", "within"]

T = TypeVar("T")

_here = threading.local()

MOST_WAITING = 1024
"""Jobs in the queue; at 300 a second that is a wait of three seconds, and then a refusal is kinder."""

MOST_TOGETHER = 128
"""Jobs in one commit."""


class Overloaded(Refused):
    """More writes wait than can be kept waiting, or the process is about to stop."""

    code = "core.overloaded"
    status = 503
    sentence = _("Too many people are here at this moment, and this was not kept. Send it again in a few seconds.")


class Writer:
    """The thread and its queue.

    Parameters
    ----------
    most_waiting, most_together : int
        See `MOST_WAITING`, `MOST_TOGETHER`.
    """

    def __init__(self, most_waiting: int = MOST_WAITING, most_together: int = MOST_TOGETHER) -> None:
        self._most_waiting, self._most_together = most_waiting, most_together
        self._waiting: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="detente-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Queue a job; its future resolves when the job is on the disk, or with what it raised.

        Raises
        ------
        Overloaded
            The queue is full, or the writer was closed.
        """
        future: Future[T] = Future()
        with self._gate:
            if self._closed or self._waiting.qsize() >= self._most_waiting:
                raise Overloaded
            self._waiting.put((job, future))
        return future

    def close(self) -> None:
        """Refuse what comes, finish what waits."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        _here.writes = True
        while True:
            taken = [self._waiting.get()]
            while len(taken) < self._most_together:
                try:
                    taken.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            self._together([item for item in taken if item is not None])
            if taken[-1] is None:  # nothing is queued behind it
                connection.close()
                return

    def _together(self, jobs: list[tuple[Callable[[], Any], Future[Any]]]) -> None:
        """Run the jobs in one transaction, then tell each caller."""
        outcomes: list[tuple[Any, Exception | None]] = []
        try:
            with transaction.atomic():
                for job, _future in jobs:
                    outcomes.append(_outcome(job))
                if connection.get_rollback():  # SQLite gave the whole transaction up, for example on a full disk
                    raise DatabaseError("the transaction was given up")
        except Exception as error:  # noqa: BLE001 # whatever it is belongs to the callers, who raise it
            connection.close()
            if isinstance(error, IntegrityError) and len(jobs) > 1:
                # A row without its parent is found at the commit only (deferred keys), and nothing tells whose it was.
                # Nothing of the jobs was kept: run each by itself, so that one fails alone.
                for each in jobs:
                    self._together([each])
                return
            outcomes = [(None, error)] * len(jobs)
        for (_job, future), (value, failure) in zip(jobs, outcomes, strict=True):
            if failure is None:
                future.set_result(value)
            else:
                future.set_exception(failure)


def _outcome(job: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        with transaction.atomic():
            return job(), None
    except Exception as error:  # noqa: BLE001 # the caller raises it
        return None, error


class _Only:
    """The process's writer, started at its first job."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.writer: Writer | None = None

    def get(self) -> Writer:
        """The writer."""
        with self.lock:
            if self.writer is None:
                self.writer = Writer()
                # `atexit` is not called in a child that `multiprocessing` started, as servers do; this is, in both.
                Finalize(None, self.writer.close, exitpriority=100)
            return self.writer


_only = _Only()
os.register_at_fork(after_in_child=_only.__init__)  # type: ignore[misc] # a child has no threads of its parent


def within() -> bool:
    """Whether this is a writer's thread; what can be read elsewhere should not be read here."""
    return getattr(_here, "writes", False)


def commit(job: Callable[[], T]) -> T:
    """Run a write; when this returns, it is on the disk.

    Inside a transaction of the caller the job is a part of that transaction, and the caller answers for its commit.

    Parameters
    ----------
    job : callable
        Writes through the ORM or `connection`. It may run in another thread, so it takes what it needs as values.

    Raises
    ------
    Overloaded
        Too many writes wait (SQLite).
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block and not _in_memory():
        return _only.get().submit(job).result()
    with transaction.atomic():
        return job()


def _in_memory() -> bool:
    """A database of tests without a file: its threads would lock each other out."""
    return "memory" in str(connection.settings_dict["NAME"]).partition("?")[2]
