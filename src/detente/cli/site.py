"""What every command of the site does first: take the settings, look at the data folder, set Django up."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.console import Refusal

if TYPE_CHECKING:
    from detente.web.config import Config

__all__ = ["database_faults", "enter", "make_ready", "refuse_newer", "settings_of"]


def settings_of(data: Path | None, given: Mapping[str, str] | None = None) -> Config:
    """Put the settings into the environment, which is the only way they travel, and read them.

    Parameters
    ----------
    data : Path, optional
        The data folder; without it DETENTE_DATA, else ``./detente-data``.
    given : mapping, optional
        Further variables (``DETENTE_DEMO``).

    Raises
    ------
    Refusal
        A setting cannot be used.
    """
    from detente.web.config import BadSetting, load

    os.umask(0o077)  # what the site writes is for its own user
    if data is not None:
        os.environ["DETENTE_DATA"] = str(data.absolute())
    os.environ.update(given or {})
    try:
        return load()
    except BadSetting as fault:
        raise Refusal(str(fault)) from fault


def enter(data: Path | None, given: Mapping[str, str] | None = None, *, make: bool = True) -> Config:
    """Read the settings, look at the data folder, and set Django up.

    Parameters
    ----------
    data, given
        As `settings_of`.
    make : bool
        Make the folder and its secret where they are missing.

    Raises
    ------
    Refusal
        A setting cannot be used, or the folder is missing or cannot be written.
    """
    config = settings_of(data, given)
    if not make and not (config.data / "secret").exists():
        raise Refusal(f"{config.data} is no data folder of a site. Name it with --data.")
    _writable(config.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    import django

    django.setup()
    return config


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        cause = fault.strerror or type(fault).__name__
        raise Refusal(
            f"The data folder {folder} cannot be written ({cause}). Name another with --data, or give this one to the "
            "user that runs detente."
        ) from fault


@contextmanager
def database_faults() -> Iterator[None]:
    """A database that does not answer becomes one sentence. The fault's own words may hold the password: unsaid."""
    from django.db import OperationalError

    try:
        yield
    except OperationalError as fault:
        raise Refusal(
            "The database does not answer, or refuses the name and password it was given. Check DETENTE_DATABASE_URL "
            "and that the database server runs; without the variable the site uses SQLite in its data folder."
        ) from fault


def refuse_newer() -> None:
    """Refuse a database that a newer version has written: this one would not know its columns."""
    from detente import __version__
    from detente.web.operation import schema

    found = schema.unknown()
    if found:
        raise Refusal(
            f"The database is newer than this program (detente {__version__} does not know {found[0]}). Install the "
            "version that wrote it, or restore the copy that was made before the upgrade (DATA/backups)."
        )


def make_ready() -> Path | None:
    """Bring the tables up to date, after a copy where there is something to lose. Returns the copy."""
    from detente.web.operation import schema

    with database_faults():
        refuse_newer()
        if not schema.pending():
            return None
        copy = schema.copy_before_upgrade()
        schema.migrate()
    return copy
