"""One file that holds the database: a manifest and one file of JSON lines per table.

It is the same on both databases, so it is also the way from SQLite to PostgreSQL. The secret is not in it: whoever
finds a backup can resume nobody and recognise no code. Sessions are not in it either. Rows are ordered by their keys.

The rows are read through the models as they were at the database's own migrations, so an older database can be copied
by a newer program before it changes the tables.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from detente import __version__
from detente.web.core.clock import today

__all__ = ["FORMAT", "LEFT_OUT", "MANIFEST", "models_at", "write_backup"]

FORMAT = "detente-backup/1"
MANIFEST = "manifest.json"
LEFT_OUT = ("sessions.session",)
"""Whoever was signed in signs in again."""


def write_backup(path: Path) -> dict[str, int]:
    """Write the database into a new file, while the site runs; rows per table.

    The file appears under its name when it is complete: it is written beside it and renamed.

    Raises
    ------
    FileExistsError
        A backup is never overwritten.
    OSError
        The file cannot be written.
    """
    if path.exists():
        raise FileExistsError(path)
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            counts = _write(file)
            file.flush()
            os.fsync(file.fileno())
        os.link(half, path)  # unlike a rename, it never replaces what somebody else has put there
    finally:
        Path(half).unlink()
    return counts


def _write(file: io.BufferedWriter) -> dict[str, int]:
    tables: dict[str, dict[str, Any]] = {}
    with one_moment(), tarfile.open(fileobj=file, mode="w:gz") as archive, tempfile.TemporaryDirectory() as folder:
        loader = MigrationExecutor(connection).loader
        applied = sorted(loader.applied_migrations)
        for model in models_at(loader):
            label = model._meta.label_lower
            if label in LEFT_OUT:
                continue
            rows = Path(folder) / label
            digest, count = _write_rows(model, rows)
            tables[label] = {"rows": count, "sha256": digest}
            _add(archive, f"{label}.jsonl", rows)
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_on": today().isoformat(),
            "migrations": [list(key) for key in applied],
            "tables": tables,
        }
        place = Path(folder) / MANIFEST
        place.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _add(archive, MANIFEST, place)
    return {label: table["rows"] for label, table in tables.items()}


def _add(archive: tarfile.TarFile, name: str, path: Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = path.stat().st_size, 0o600
    with path.open("rb") as content:
        archive.addfile(entry, content)


def _write_rows(model: type[models.Model], path: Path) -> tuple[str, int]:
    names = [field.attname for field in model._meta.local_concrete_fields]
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for values in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):
            # Sorted, because PostgreSQL does not keep the order of keys: the same rows give the same digest everywhere.
            line = json.dumps([plain(value) for value in values], ensure_ascii=False, sort_keys=True).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return digest.hexdigest(), count


def plain(value: object) -> object:
    """A value of a field as JSON: bytes in base64, days, moments and UUIDs as text; JSON of a field inside a list."""
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def models_at(loader: MigrationLoader, applied: list[tuple[str, str]] | None = None) -> list[type[models.Model]]:
    """The models as the applied migrations describe them."""
    nodes = [
        key for key in (applied if applied is not None else loader.applied_migrations) if key in loader.graph.nodes
    ]
    state = loader.project_state(nodes)
    return [model for model in state.apps.get_models(include_auto_created=True) if model._meta.managed]


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it was at one moment, without keeping any writer waiting."""
    begin = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
