"""``detente up``: the whole site from one data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]


@click.command("up", short_help="Serve the site from one data folder.")
@options.data
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; without it 8000. 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen on.")
def command(data: Path | None, port: int | None, host: str) -> None:
    """Serve the site: consultations, dialogues, and the people who run them.

    Makes the data folder and its secret, brings the database up to date (after a copy, where it holds something),
    starts the web server and the worker, and prints a one-time address at which the first convener makes a log-in.
    Stop with Ctrl-C or SIGTERM.

    Settings come from the environment (docs: reference/settings). For an address that phones can reach see
    how-to/serve-in-public.
    """
    from detente.cli.serving import serve

    code = serve(data, host=host, port=port, say=click.echo, welcome=_first_convener)
    raise SystemExit(code)


def _first_convener(origin: str, say: Callable[[str], None]) -> None:
    from django.urls import reverse

    from detente.web.people.actions import ConvenerExists, setup_link

    try:
        address = origin + reverse("invitation", kwargs={"token": setup_link()})
    except ConvenerExists:
        return
    say(f"There is no convener yet. Whoever opens this address first becomes one: {address}")
