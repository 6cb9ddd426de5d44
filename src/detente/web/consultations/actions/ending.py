"""What happens after the end: rows lie in the order of random keys, and on the announced day they are gone.

Both look at days and flags only, so a tick that was missed is made up by the next one, and a second run finds nothing
to do.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection, router, transaction
from django.db.models import F, Model, QuerySet

from detente.web.consultations.actions.drafts import line
from detente.web.consultations.models import (
    Appeal,
    Code,
    Consultation,
    Participant,
    Phase,
    Report,
    Serve,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.core.clock import today

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

__all__ = ["FEWEST_TOLD", "REWRITTEN", "empty_log", "erase_due", "mix_each_day", "settle_ended"]

FEWEST_TOLD = 10
"""A count of people or votes below this is not told (anonymity.md section 1, point 5)."""

REWRITTEN: list[type[Model]] = [Vote, Serve, Report, Code, Participant, Statement, StatementText]
"""Tables in which people leave rows; an app above adds its own in ``AppConfig.ready``."""


def erase_due() -> None:
    """Destroy what belongs to participants, on the day that was announced to them.

    Votes, serves, reports, codes and participants go; so do receipts, pleas, and the texts that were never shown.
    Shown statements, reasons of refusals and what was released stay. Nobody can stop it: the day was promised.
    """
    due = Consultation.objects.exclude(phase__in=(Phase.DRAFT, Phase.ERASED)).filter(erases_on__lte=today())
    for key in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            held = Consultation.objects.select_for_update().exclude(phase=Phase.ERASED).filter(pk=key).first()
            if held is not None:
                _erase(held)


def _erase(held: Consultation) -> None:
    people = Participant.objects.filter(consultation=held)
    of_people = people.values("pk")
    counts = {
        "participants": people.count(),
        "votes": Vote.objects.filter(participant__in=of_people).count(),
    }
    statements = Statement.objects.filter(consultation=held)
    statements.update(author=None, receipt=None, plea="")
    statements.filter(appeal=Appeal.ASKED).update(appeal=Appeal.NONE)
    _destroy(StatementText.objects.filter(statement__in=_never_shown(held).values("pk")))
    for model in (Vote, Serve, Report):
        _destroy(model.objects.filter(participant__in=of_people))
    _destroy(Code.objects.filter(consultation=held))
    _destroy(people)
    held.phase, held.settled = Phase.ERASED, False
    held.save(update_fields=("phase", "settled"))
    told = {name: count if count >= FEWEST_TOLD else None for name, count in counts.items()}
    line("consultation.erased", None, held, **told)


def _never_shown(held: Consultation) -> QuerySet[Statement]:
    return Statement.objects.filter(consultation=held).exclude(stage__in=(Stage.SHOWN, Stage.RETIRED))


def _destroy(rows: QuerySet[Model]) -> None:
    # One DELETE. The public `delete()` would first read every row into memory to look for what refers to it, and
    # nothing does any more.
    rows._raw_delete(router.db_for_write(rows.model))


def settle_ended() -> None:
    """Write the tables anew after a consultation closed or was erased, so that no trace of order or of rows is left.

    SQLite: the tables are WITHOUT ROWID, hence in key order already; VACUUM and a truncated log remove old pages.
    PostgreSQL: an UPDATE gives all rows of the consultation the same transaction number, CLUSTER lays them in key
    order and drops the dead ones. It locks a table while it writes it: voters elsewhere wait as long.
    """
    ended = Consultation.objects.filter(phase__in=(Phase.CLOSED, Phase.ERASED), settled=False)
    found = list(ended.values_list("pk", "phase"))
    # Neither VACUUM nor CLUSTER exists inside a transaction: where the caller is in one, the next tick does it.
    if not found or connection.in_atomic_block:
        return
    if connection.vendor == "postgresql":
        _same_transaction([key for key, phase in found if phase == Phase.CLOSED])
    if not (_cluster() if connection.vendor == "postgresql" else _vacuum()):
        return  # somebody read at that moment, so old rows are still in the files; the next tick tries again
    if any(phase == Phase.ERASED for _key, phase in found):
        _drop_copies(settings.CONFIG.data / "backups")
    Consultation.objects.filter(pk__in=[key for key, _phase in found]).update(settled=True)


_mixed_on: list[date] = []
"""The day on which this process has last laid the rows anew; empty in a process that has not."""


def mix_each_day() -> None:
    """PostgreSQL: once a day lay the rows of running consultations in key order, under one transaction number.

    Between two of these, ``ctid`` and ``xmin`` tell in which order people came: a day's order at most, as the day is
    the finest time that any column holds. SQLite has nothing to mix. It locks a table while it writes it, so it runs
    with the first tick of a day in UTC, or of the worker. A count of 990,000 rows took a third of a second there; the
    lock is of that order (docs: how-to/postgresql).
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block or today() in _mixed_on:
        return
    running = list(Consultation.objects.filter(phase=Phase.OPEN).values_list("pk", flat=True))
    if running:
        _same_transaction(running)
        _cluster()
    _mixed_on[:] = [today()]


def _same_transaction(keys: list[UUID]) -> None:
    with transaction.atomic():
        for key in keys:
            people = Participant.objects.filter(consultation=key)
            Vote.objects.filter(participant__in=people.values("pk")).update(value=F("value"))
            Serve.objects.filter(participant__in=people.values("pk")).update(slot=F("slot"))
            Report.objects.filter(participant__in=people.values("pk")).update(reason=F("reason"))
            Code.objects.filter(consultation=key).update(used=F("used"))
            people.update(joined_on=F("joined_on"))
            Statement.objects.filter(consultation=key).update(rank=F("rank"))


def _cluster() -> bool:
    """Lay each table in the order of its keys; whether every dead row is gone.

    PostgreSQL keeps a dead row for whoever began to read before it died (a backup, its own ANALYZE) and takes it along
    into the new file. CLUSTER counts them, and says so in a notice alone; other sessions are hidden from us.
    """
    kept: list[int] = []

    def count(notice: Diagnostic) -> None:
        number = re.match(r"\d+", notice.message_detail or "")
        kept.append(int(number[0]) if number else 0)

    connection.ensure_connection()
    connection.connection.add_notice_handler(count)
    try:
        with connection.cursor() as cursor:
            for model in REWRITTEN:
                table = model._meta.db_table
                found = connection.introspection.get_constraints(cursor, table)
                (key,) = (name for name, constraint in found.items() if constraint["primary_key"])
                name = connection.ops.quote_name
                cursor.execute(f"CLUSTER VERBOSE {name(table)} USING {name(key)}")
                cursor.execute(f"ANALYZE {name(table)}")
    finally:
        connection.connection.remove_notice_handler(count)
    return not sum(kept)


def _vacuum() -> bool:
    """Write the file anew and empty SQLite's log, which holds older versions of pages; whether that was possible."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _frames, _moved = cursor.fetchone()
    return not busy


def empty_log() -> None:
    """Empty SQLite's log at every tick, and not only when something ended.

    It holds the changed pages of every commit, one behind the other: who voted after whom, and who wrote what has been
    decided since. Voters wait for it a twentieth of a second at most; where somebody reads just then, the next tick
    tries again.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if not log.is_file() or not log.stat().st_size:
        return
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 50")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience:d}")


def _drop_copies(folder: Path) -> None:
    """Copies made before an upgrade hold the rows that are gone now; so they go too, half-written ones among them."""
    for pattern in ("before-*", ".before-*"):
        for copy in folder.glob(pattern):
            copy.unlink(missing_ok=True)
