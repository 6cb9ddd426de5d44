"""The writer on a real SQLite file, in a process of its own: prints what happened, for `test_writer`."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import threading
from concurrent.futures import Future
from typing import Any

import django
from django.db import connection, transaction

from detente.web.core import writer
from detente.web.core.writer import Overloaded, Writer, commit

os.environ["DJANGO_SETTINGS_MODULE"] = "detente.web.settings"
django.setup()


def write(number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (%s)", [number])
    return number


def kept() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kept ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


def held(by: Writer) -> tuple[threading.Event, Future[Any]]:
    """Keep the writer's thread busy until the event is set, so that jobs wait."""
    begun, go = threading.Event(), threading.Event()
    busy = by.submit(lambda: (begun.set(), go.wait(10)))
    begun.wait(10)
    return go, busy


def outcome(future: Future[Any]) -> str:
    failure = future.exception(10)
    return type(failure).__name__ if failure else repr(future.result())


def together() -> dict[str, object]:
    """Ten jobs that wait: one transaction. The commit hooks of all run after the last of them has written."""
    by, seen = Writer(), []

    def job(number: int) -> int:
        transaction.on_commit(lambda: seen.append(number))
        seen.append(-number)
        return write(number)

    go, _busy = held(by)
    futures = [by.submit(lambda number=number: job(number)) for number in range(1, 11)]
    go.set()
    outcomes = [outcome(future) for future in futures]
    by.close()
    return {"outcomes": outcomes, "order": seen, "kept": kept()}


def one_fails() -> dict[str, object]:
    by = Writer()

    def bad() -> None:
        write(21)
        raise LookupError("a fault of this job alone")

    go, _busy = held(by)
    futures = [by.submit(lambda: write(20)), by.submit(bad), by.submit(lambda: write(22))]
    go.set()
    outcomes = [outcome(future) for future in futures]
    by.close()
    return {"outcomes": outcomes, "kept": [number for number in kept() if 20 <= number < 30]}


def broken_query() -> dict[str, object]:
    by = Writer()

    def bad() -> None:
        write(31)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO nowhere VALUES (1)")

    go, _busy = held(by)
    futures = [by.submit(lambda: write(30)), by.submit(bad), by.submit(lambda: write(32))]
    go.set()
    outcomes = [outcome(future) for future in futures]
    by.close()
    return {"outcomes": outcomes, "kept": [number for number in kept() if 30 <= number < 40]}


def refused_at_commit() -> dict[str, object]:
    """A row without its parent, which SQLite finds at the commit: its own job fails, and those beside it are kept."""
    by = Writer()

    def bad() -> None:
        write(71)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO leaf VALUES (77)")

    go, _busy = held(by)
    futures = [by.submit(lambda: write(70)), by.submit(bad), by.submit(lambda: write(72))]
    go.set()
    outcomes = [outcome(future) for future in futures]
    by.close()
    return {"outcomes": outcomes, "kept": [number for number in kept() if 70 <= number < 80]}


def given_up() -> dict[str, object]:
    """The whole transaction is rolled back below Django, as SQLite does on a full disk: nobody is told it was kept."""
    by = Writer()

    def bad() -> None:
        connection.connection.execute("ROLLBACK")
        raise OSError("disk full")

    go, _busy = held(by)
    futures = [by.submit(lambda: write(40)), by.submit(bad)]
    go.set()
    outcomes = [outcome(future) for future in futures]
    outcomes.append(outcome(by.submit(lambda: write(42))))
    by.close()
    return {"outcomes": outcomes, "kept": [number for number in kept() if 40 <= number < 50]}


def full() -> dict[str, object]:
    by = Writer(most_waiting=3)
    go, _busy = held(by)
    futures = [by.submit(lambda number=number: write(number)) for number in (50, 51, 52)]
    try:
        by.submit(lambda: write(53))
    except Overloaded as refused:
        said = [refused.status, refused.code]
    else:
        said = []
    go.set()
    outcomes = [outcome(future) for future in futures]
    by.close()
    return {"refused": said, "outcomes": outcomes, "kept": [number for number in kept() if 50 <= number < 60]}


def closing() -> dict[str, object]:
    """What waits at the close is written; what comes after it is refused."""
    by = Writer()
    go, _busy = held(by)
    futures = [by.submit(lambda number=number: write(number)) for number in range(60, 66)]
    closer = threading.Thread(target=by.close)
    closer.start()
    while not by._closed:
        pass
    try:
        by.submit(lambda: write(66))
    except Overloaded as refused:
        said = refused.status
    else:
        said = 0
    go.set()
    closer.join()
    return {"refused": said, "outcomes": [outcome(future) for future in futures], "done": [f.done() for f in futures]}


def many_threads() -> dict[str, object]:
    answers: list[int] = []
    threads = [
        threading.Thread(
            target=lambda first=first: answers.extend(commit(lambda n=n: write(n)) for n in range(first, first + 25))
        )
        for first in range(1000, 1200, 25)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"answers": sorted(answers), "kept": [number for number in kept() if number >= 1000]}


def leave(number: int) -> None:
    """End without waiting for a job that was taken."""
    connection.close()
    writer._only.get().submit(lambda: write(number))


def ended_child() -> dict[str, object]:
    """A process that `multiprocessing` started, as servers do."""
    connection.close()
    child = multiprocessing.get_context("fork").Process(target=leave, args=(80,))
    child.start()
    child.join(20)
    return {"code": child.exitcode, "kept": [number for number in kept() if 80 <= number < 90]}


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number integer PRIMARY KEY)")
        cursor.execute("CREATE TABLE leaf (number integer REFERENCES kept (number) DEFERRABLE INITIALLY DEFERRED)")
    scenarios = (
        together,
        one_fails,
        broken_query,
        refused_at_commit,
        given_up,
        full,
        closing,
        many_threads,
        ended_child,
    )
    json.dump({scenario.__name__: scenario() for scenario in scenarios}, sys.stdout)
    # Left to the end of the process: a job that nobody waits for is written too.
    leave(9999)


if __name__ == "__main__":
    sys.exit(main())
