"""The `detente` command. Each subcommand is in a module that is imported only when it runs."""

from __future__ import annotations

from importlib import import_module

import click

from detente import __version__

__all__ = ["main"]

COMMANDS = {
    "up": "detente.cli.up_command",
    "doctor": "detente.cli.doctor_command",
    "backup": "detente.cli.backup_command",
    "restore": "detente.cli.backup_command:restore",
    "rescue": "detente.cli.rescue_command",
    "map": "detente.cli.map_command",
    "demo": "detente.cli.demo_command",
    "brief": "detente.cli.brief_command",
    "concord": "detente.cli.concord_command",
    "verify": "detente.cli.verify_command",
    "import": "detente.cli.import_command",
}


class _LateCommands(click.Group):
    """A group that knows the names of its commands and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name or "command")
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_LateCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="detente", message="%(prog)s %(version)s")
def main() -> None:
    """Detente: software for constructive disagreement.

    Hosts consultations between sides that distrust each other, and turns votes into an opinion map: what every
    side agrees on, what divides them, and whether there are camps at all.

    \b
    Begin here:
      detente demo                            look at the site with an invented dialogue
      detente up --data DIR                   serve a site of your own
      detente map FOLDER --html report.html   make a report of a Polis export

    Exit codes: 0 done, 1 refused (the message says what to do), 2 wrong use.
    """
