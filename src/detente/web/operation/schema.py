"""The database's tables and the program's: what is missing, what is too new, and bringing them together."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from detente import __version__
from detente.web.core.clock import today

__all__ = ["applied", "copy_before_upgrade", "migrate", "pending", "unknown"]


def applied() -> set[tuple[str, str]]:
    """The migrations that the database has seen, as (app, name)."""
    return set(MigrationExecutor(connection).loader.applied_migrations)


def unknown() -> list[str]:
    """Migrations in the database that this program does not know: a newer version made them."""
    loader = MigrationExecutor(connection).loader
    ours = loader.disk_migrations
    assert ours is not None  # the loader has read them
    apps = {app for app, _ in ours}
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if app in apps and (app, name) not in ours)


def pending() -> list[str]:
    """Migrations of this program that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> None:
    """Bring the database to this program's tables."""
    call_command("migrate", interactive=False, verbosity=0)


def copy_before_upgrade() -> Path | None:
    """Copy a database that holds something into ``backups/``, before its tables change; None where it is new."""
    if not applied():
        return None
    folder = settings.CONFIG.data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"before-{__version__}-{today().isoformat()}"
    if connection.vendor == "sqlite":
        path = _free(folder, name, ".sqlite3")
        half = path.with_suffix(".half")
        with (
            closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))) as source,
            closing(sqlite3.connect(half)) as target,
        ):
            source.backup(target)
        half.rename(path)
        return path
    from detente.web.operation.backup import write_backup

    path = _free(folder, name, ".tar.gz")
    write_backup(path)
    return path


def _free(folder: Path, name: str, suffix: str) -> Path:
    """A name that is not taken; two upgrades on one day keep both copies."""
    path, number = folder / f"{name}{suffix}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{suffix}", number + 1
    return path
