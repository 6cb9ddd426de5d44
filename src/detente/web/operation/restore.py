"""From a backup back to a database: an empty one, checked first, complete or not at all."""

from __future__ import annotations

import hashlib
import json
import tarfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from detente.web.consultations.actions.ending import erase_due, settle_ended
from detente.web.ledger.queries import verdict
from detente.web.operation.backup import FORMAT, MANIFEST, models_at

__all__ = ["Unusable", "checked", "restore"]

A_BATCH = 1000
MOST_MANIFEST = 4 * 1024 * 1024


class Unusable(ValueError):
    """The file or the database cannot be used; the message says why and what to do."""

    code: ClassVar[str] = "restore.unusable"


def restore(path: Path) -> dict[str, int]:
    """Fill an empty database from a backup; rows per table.

    Every digest is checked before anything is written. Then the tables are made as they were, filled in one
    transaction, and brought up to this program's. What was to be erased by now is erased before this returns.

    Raises
    ------
    Unusable
        The file is no backup, was altered, or is of a newer version; the database holds something; the ledger's chain
        is broken. Then the database is as empty as before.
    """
    manifest = checked(path)
    known = _migrations(manifest)
    if connection.introspection.table_names():
        raise Unusable("the database is not empty. Restore into a new data folder, or into an empty database.")
    executor = MigrationExecutor(connection)
    with _all_or_nothing():
        executor.migrate(_last_of_each(executor, known))
        with transaction.atomic():
            if connection.vendor == "postgresql":
                # A migration that adds a foreign key leaves it immediate for its transaction, which is ours as well.
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            counts = _fill(path, manifest, models_at(MigrationExecutor(connection).loader, known))
            connection.check_constraints()
        call_command("migrate", interactive=False, verbosity=0)
        found = verdict()
        if found.fault is not None:
            raise Unusable(f"the ledger in it does not hold together: {found.fault.message} Take an earlier copy.")
        # Before anybody can open a page: what was promised to be gone by today is gone.
        erase_due()
    settle_ended()
    return counts


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """PostgreSQL takes new tables back with their rows. SQLite does not change tables inside a transaction that
    checks keys, so there a file that was not finished is deleted, which is the same for one that did not exist before.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    finished = False
    try:
        yield
        finished = True
    finally:
        if not finished:
            connection.close()
            name = Path(str(connection.settings_dict["NAME"]))
            for part in ("", "-wal", "-shm"):
                name.with_name(name.name + part).unlink(missing_ok=True)


def _last_of_each(executor: MigrationExecutor, applied: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The newest applied migration of each app: those that no other applied one of the app stands on."""
    done = set(applied)
    return [
        key
        for key in applied
        if not any(
            child.key in done and child.key[0] == key[0] for child in executor.loader.graph.node_map[key].children
        )
    ]


def checked(path: Path) -> dict[str, Any]:
    """The manifest of a backup, after every table's digest was compared. No database is asked.

    Raises
    ------
    Unusable
        The file is no backup, was altered, or is of a newer version.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            found = archive.extractfile(MANIFEST)
            if found is None:
                raise Unusable("the file is no backup of Detente: it has no manifest.")
            manifest = json.loads(found.read(MOST_MANIFEST))
            if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
                raise Unusable(f"the file is no backup that this program can read ({FORMAT}).")
            for label, table in manifest["tables"].items():
                _check_table(archive, str(label), table)
            _migrations(manifest)
    except (OSError, EOFError, tarfile.TarError, zlib.error) as fault:
        raise Unusable(f"the file cannot be read as a backup ({type(fault).__name__}). Take another copy.") from fault
    except (KeyError, TypeError, ValueError) as fault:
        if isinstance(fault, Unusable):
            raise
        raise Unusable("the backup is not complete or was altered. Take another copy.") from fault
    return manifest


def _migrations(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """The migrations that the backup's tables went through; those of apps that are no longer here are left out.

    Raises
    ------
    Unusable
        This program does not know one of them: the backup is of a newer version.
    """
    ours = set(MigrationLoader(None).graph.nodes)
    apps = {app for app, _name in ours}
    applied = [(str(app), str(name)) for app, name in manifest["migrations"]]
    newer = sorted(f"{app}.{name}" for app, name in applied if app in apps and (app, name) not in ours)
    if newer:
        raise Unusable(
            f"the backup is of a newer version ({manifest['version']}; this program does not know {newer[0]}). Install "
            "that version and restore with it."
        )
    return [key for key in applied if key in ours]


def _check_table(archive: tarfile.TarFile, label: str, table: dict[str, Any]) -> None:
    content = archive.extractfile(f"{label}.jsonl")
    digest, lines = hashlib.sha256(), 0
    for line in content or ():
        digest.update(line)
        lines += 1
    if digest.hexdigest() != table["sha256"] or lines != table["rows"]:
        raise Unusable(f"the rows of {label} are not those that were written. Take another copy.")


def _fill(path: Path, manifest: dict[str, Any], found: list[type[models.Model]]) -> dict[str, int]:
    by_label = {model._meta.label_lower: model for model in found}
    counts: dict[str, int] = {}
    with tarfile.open(path, "r:gz") as archive:
        for label in manifest["tables"]:  # only what was checked
            content = archive.extractfile(f"{label}.jsonl")
            if label not in by_label or content is None:
                raise Unusable(f"the backup holds a table that its version does not have ({label}).")
            model = by_label[label]
            if model._base_manager.exists():  # what the migrations themselves wrote
                model._base_manager.all().delete()
            rows = (_row(model, line) for line in content)
            counts[label] = sum(_insert(model, batch) for batch in _batches(rows))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)
    return counts


def _batches(rows: Iterator[models.Model]) -> Iterator[list[models.Model]]:
    while batch := list(islice(rows, A_BATCH)):
        yield batch


def _insert(model: type[models.Model], batch: list[models.Model]) -> int:
    model._base_manager.bulk_create(batch)
    return len(batch)


def _row(model: type[models.Model], line: bytes) -> models.Model:
    fields = model._meta.local_concrete_fields
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(fields):
        raise Unusable(f"a row of {model._meta.label_lower} does not have the columns of its table.")
    return model(**{field.attname: _value(field, value) for field, value in zip(fields, values, strict=True)})


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BinaryField) and value is not None:
        return b64decode(value)
    return value if isinstance(target, models.JSONField) else target.to_python(value)
