"""``detente rescue``: a way back in for a convener who has lost phone and recovery codes."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]


@click.command("rescue", short_help="Let somebody with a log-in in again.")
@options.data
@click.argument("email")
def command(data: Path | None, email: str) -> None:
    """Reset the log-in of the person with this mail address.

    What opened it before opens nothing any more: password, second factor and sessions end. Prints an address, good for
    seven days and once, at which the person sets new ones. The public ledger says that it was done on the server.

    A convener can do the same on the site for everybody else (How-to: people). This command is for the convener whom
    nobody else can let in.
    """
    from detente.cli import site
    from detente.cli.console import Refusal

    config = site.enter(data, make=False)
    from django.urls import reverse

    from detente.web.core.errors import NotFound
    from detente.web.people.actions import rescue

    with site.database_faults():
        site.refuse_newer()
        try:
            token = rescue(email)
        except NotFound as fault:
            raise Refusal(f"Nobody with a log-in has the mail address {email}. Check the spelling.") from fault
    click.echo(f"Open this address once, within seven days: {config.origin}{reverse('invitation', args=[token])}")
