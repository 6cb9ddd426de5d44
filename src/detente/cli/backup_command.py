"""``detente backup`` and ``detente restore``: the database in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli import options
from detente.cli.console import Refusal

__all__ = ["command", "restore"]


@click.command("backup", short_help="Copy the database into one file, while the site runs.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.data
def command(file: Path, data: Path | None) -> None:
    """Write the whole database into FILE (a .tar.gz), while the site runs.

    The secret of the installation (DATA/secret) is not in it. Keep a copy of the secret somewhere else, once: without
    it a restored site knows all counts and statements, but nobody's cookie, code or receipt.
    """
    from detente.cli import site

    if file.exists():
        raise Refusal(f"{file} exists already, and a backup is never overwritten. Name another file.")
    config = site.enter(data, make=False)
    from detente.web.operation import schema
    from detente.web.operation.backup import write_backup

    with site.database_faults():
        site.refuse_newer()
        if not schema.applied():
            raise Refusal(f"There is no database in {config.data} yet. Name the data folder with --data.")
        try:
            counts = write_backup(file)
        except OSError as fault:
            raise Refusal(f"{file} cannot be written ({fault.strerror or type(fault).__name__}).") from fault
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are in {file}.")
    click.echo(f"The secret is not in it: keep a copy of {config.data / 'secret'} somewhere else.")


@click.command("restore", short_help="Fill an empty data folder from a backup.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@options.data
def restore(file: Path, data: Path | None) -> None:
    """Fill an empty data folder, or the empty database of DETENTE_DATABASE_URL, from FILE.

    Put the secret of the old installation into the folder first (DATA/secret), so that people go on where they were.
    Whatever was to be erased by today is erased before this ends. A backup of SQLite can be restored into PostgreSQL,
    and the other way round.
    """
    from detente.cli import site

    config = site.settings_of(data)
    others = sorted(p.name for p in config.data.iterdir() if p.name != "secret") if config.data.is_dir() else []
    if others:
        raise Refusal(
            f"The data folder {config.data} is not empty (it holds {others[0]}). Name a new one with --data; only the "
            "file `secret` may be in it."
        )
    kept = (config.data / "secret").exists()
    site.enter(data)
    from detente.web.operation.restore import Unusable
    from detente.web.operation.restore import restore as restore_from

    with site.database_faults():
        try:
            counts = restore_from(file)
        except Unusable as fault:
            if not kept:  # else a second try would take the new secret for the old one, and not say what is lost
                (config.data / "secret").unlink(missing_ok=True)
            raise Refusal(f"Nothing was restored: {fault}") from fault
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables were restored. The ledger's chain holds.")
    if not kept:
        click.echo(
            "There was no secret in the folder, so a new one was made: cookies, codes and receipts that people hold "
            "are not recognised any more, and people with log-ins set their second factor anew."
        )
