"""``detente verify``: check a record without the site that it came from."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]


@click.group("verify", short_help="Check a record that a site published, without the site.")
def command() -> None:
    """Check a record that a site published. Nothing is asked of the site, and no database is needed."""


@command.command("ledger", short_help="Check that nothing in a ledger was changed, taken out or put in.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--head",
    metavar="FINGERPRINT",
    help="A fingerprint (64 hexadecimal digits) that you kept earlier: the ledger must still hold it.",
)
@options.json('Write the verdict as JSON; "-" for standard output.')
def ledger(file: Path, head: str | None, json_file: Path | None) -> None:
    """Check that nothing in a ledger was changed, taken out or put in.

    FILE is ledger.json, as the ledger page of a site gives it out. The first entry that does not hold is named.

    A chain by itself does not show whether entries were cut off at its end, or all of it was written anew: give a
    fingerprint that you kept earlier with --head.

    \b
    Exit codes: 0 the ledger holds, 1 it does not or the file cannot be read, 2 wrong use.
    """
    from detente.cli.console import Refusal
    from detente.cli.mapping import put
    from detente.cli.output import check_outputs
    from detente.exchange.errors import ExchangeError
    from detente.exchange.ledger import read_ledger, verdict_json
    from detente.protocol import verify
    from detente.report import language as language_of

    kept = head.strip().lower() if head is not None else None
    if kept is not None and (len(kept) != 64 or set(kept) - set("0123456789abcdef")):
        raise click.BadParameter("a fingerprint is 64 hexadecimal digits.", param_hint="--head")
    if json_file is not None and str(json_file) != "-":
        check_outputs([json_file], [file], language_of("en"))
    try:
        verdict = verify(read_ledger(file), head=kept)
        if json_file is not None:
            put(json_file, verdict_json(verdict))
    except ExchangeError as fault:
        raise Refusal(str(fault)) from fault
    if verdict.fault is not None:
        raise Refusal(f"{file}: {verdict.fault.message} Entries before it that hold: {verdict.entries}.")
    if json_file is None:
        click.echo(f"The ledger holds. Entries: {verdict.entries}. Fingerprint of the newest: {verdict.head}")
