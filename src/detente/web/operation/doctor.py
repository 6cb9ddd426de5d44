"""What `detente doctor` looks at. Each check has a stable id, one sentence, and what to do where something is wrong."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

import detente
from detente.web.config import Config
from detente.web.core.clock import now, today
from detente.web.operation import schema
from detente.web.operation.worker import EVERY, ITS_TICK

__all__ = ["OK", "WRONG", "Finding", "examine", "folder_findings"]

OK, NOTE, WRONG = "ok", "note", "wrong"

LEAST_SPACE = 1024**3
"""Bytes that must be free: VACUUM writes the database a second time, and so does the copy before an upgrade."""
TICKS_MISSED = 6
"""Ticks that may be missed before the worker counts as dead."""


@dataclass(frozen=True)
class Finding:
    """One check's outcome.

    Attributes
    ----------
    id : str
        Stable: scripts may look for it.
    state : str
        ``"ok"``, ``"note"`` (nothing is broken) or ``"wrong"``.
    message : str
        One sentence.
    remedy : str
        What to do; empty where nothing is.
    """

    id: str
    state: str
    message: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Every check in turn. Those that need the tables are left out where the tables cannot be read."""
    config: Config = settings.CONFIG
    yield from folder_findings(config.data)
    yield _space(config.data)
    yield _origin(config)
    reachable = _database()
    yield reachable
    if reachable.state != WRONG:
        tables = _tables()
        yield tables
        if tables.state == OK:
            checks: tuple[Callable[[], Finding], ...] = (_ledger, _erasure, _closing, _clock)
            for check in checks:
                yield check()
    yield _worker(config.data)


def folder_findings(data: Path) -> Iterator[Finding]:
    """Who may read the folder and the secret."""
    secret = data / "secret"
    if not secret.is_file():
        yield Finding("data.secret", WRONG, f"There is no secret in {data}.", "Name the data folder with --data.")
        return
    for place, wanted, name in ((data, 0o700, "data.folder"), (secret, 0o600, "data.secret")):
        mode = stat.S_IMODE(place.stat().st_mode)
        if mode & 0o077:
            yield Finding(
                name, WRONG, f"{place} can be read by other users of this machine.", f"chmod {wanted:o} {place}"
            )
        else:
            yield Finding(name, OK, f"{place} is open to its own user only.")


def _space(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    if free < LEAST_SPACE:
        return Finding(
            "data.space",
            WRONG,
            f"Only {free // 1024**2} MiB are free where the data lie.",
            "Free one GiB or more: rewriting the database after an end needs as much room as the database has.",
        )
    return Finding("data.space", OK, f"{free // 1024**3} GiB are free where the data lie.")


def _origin(config: Config) -> Finding:
    if config.local:
        return Finding(
            "settings.origin",
            NOTE,
            f"The site is reached at {config.origin}, from this machine only.",
            "Set DETENTE_ORIGIN to a public https address (docs: how-to/serve-in-public).",
        )
    if not config.trusted_proxies:
        return Finding(
            "settings.proxies",
            WRONG,
            "No proxy is trusted, so everybody seems to come from one address and joining becomes slow for all.",
            "Set DETENTE_TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1.",
        )
    return Finding("settings.origin", OK, f"The site is reached at {config.origin}.")


def _database() -> Finding:
    try:
        connection.ensure_connection()
    except OperationalError:
        return Finding(
            "database.reachable",
            WRONG,
            "The database does not answer.",
            "Check DETENTE_DATABASE_URL and that the database server runs.",
        )
    return Finding("database.reachable", OK, f"The database answers ({connection.display_name}).")


def _tables() -> Finding:
    if newer := schema.unknown():
        return Finding(
            "database.version",
            WRONG,
            f"The database is newer than this program (detente {detente.__version__} does not know {newer[0]}).",
            "Install the version that wrote it.",
        )
    if missing := schema.pending():
        return Finding(
            "database.version",
            WRONG,
            f"The tables are older than this program ({missing[0]} is missing).",
            "Start `detente up`: it copies the database and brings it up to date.",
        )
    return Finding("database.version", OK, "The tables are those of this program.")


def _ledger() -> Finding:
    from detente.web.ledger.queries import verdict

    found = verdict()
    if found.fault is not None:
        return Finding(
            "ledger.chain",
            WRONG,
            f"The ledger does not hold together: {found.fault.message}",
            "Somebody changed the database by hand. Compare with a backup, and tell those who rely on the ledger.",
        )
    return Finding("ledger.chain", OK, f"The ledger holds together: {found.entries} entries.")


def _erasure() -> Finding:
    from detente.web.consultations.models import Consultation, Phase

    due = Consultation.objects.exclude(phase__in=(Phase.DRAFT, Phase.ERASED)).filter(erases_on__lte=today()).count()
    if due:
        return Finding(
            "erasure.overdue",
            WRONG,
            f"The rows of {due} consultation(s) should be destroyed by now.",
            "Start `detente up`: its worker destroys them within seconds.",
        )
    return Finding("erasure.overdue", OK, "Nothing that was promised to be destroyed is still there.")


def _closing() -> Finding:
    from detente.web.consultations.models import Consultation, Phase

    late = Consultation.objects.filter(phase__in=(Phase.CLOSED, Phase.ERASED), settled=False).count()
    if late:
        return Finding(
            "erasure.rewritten",
            NOTE,
            f"The tables are not yet rewritten after the end of {late} consultation(s).",
            "The worker does it with its next tick; look at the log if this stays.",
        )
    return Finding("erasure.rewritten", OK, "After every end the tables were rewritten.")


def _clock() -> Finding:
    from detente.web.ledger.models import Entry

    newest = Entry.objects.order_by("-sequence").values_list("at", flat=True).first()
    built = datetime.fromtimestamp(Path(detente.__file__).stat().st_mtime, UTC)
    limit = max(built, newest) if newest else built
    if now() < limit - timedelta(hours=1):
        return Finding(
            "clock.forward",
            WRONG,
            f"The clock says {now():%Y-%m-%d}, which is before what has already happened here ({limit:%Y-%m-%d}).",
            "Set the clock; consultations would close and be erased on wrong days.",
        )
    return Finding("clock.forward", OK, "The clock is not behind what has already happened here.")


def _worker(data: Path) -> Finding:
    if not _locked(data / "up.lock"):
        return Finding("worker.alive", NOTE, "The site is not running on this data folder.", "Start `detente up`.")
    try:
        age = time.time() - (data / ITS_TICK).stat().st_mtime
    except OSError:
        age = float("inf")
    if age > EVERY * TICKS_MISSED:
        return Finding(
            "worker.alive",
            WRONG,
            "The worker has not finished a tick for a minute: nothing opens, closes or is erased.",
            "Look at the log, and start the site again.",
        )
    return Finding("worker.alive", OK, "The worker ticks.")


def _locked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
