"""Options that several commands have, each written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

__all__ = ["anyway", "counts_anyway", "data", "data_of_the_demonstration", "date", "html", "json", "language", "pack"]

Command = TypeVar("Command", bound=Callable[..., Any])


class Option(Protocol):
    """What makes a command with one option more."""

    def __call__(self, command: Command, /) -> Command:
        """The command, with the option."""


def html(wanted: str) -> Option:
    """``--html FILE``: `wanted` says what is written, as a whole sentence."""
    return click.option(
        "--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=wanted
    )


def json(wanted: str) -> Option:
    """``--json FILE``: `wanted` says what is written, as a whole sentence."""
    return click.option(
        "--json",
        "json_file",
        type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
        metavar="FILE",
        help=wanted,
    )


def language(wanted: str) -> Option:
    """``--language``: `wanted` says of what, as a whole sentence."""
    return click.option(
        "--language", "code", type=click.Choice(["en", "ru", "ar"]), default="en", show_default=True, help=wanted
    )


def pack(command: Command) -> Command:
    """``--pack``: the word list of the field that texts are from."""
    return click.option(
        "--pack",
        default="diplomacy",
        show_default=True,
        metavar="NAME|FILE",
        help="Word list of the field: diplomacy, labour, municipal, general, or a file of your own.",
    )(command)


def date(command: Command) -> Command:
    """``--date``: when a text was published that does not say so."""
    return click.option(
        "--date",
        type=click.DateTime(formats=["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help="Day of publication of a text that does not say its own.",
    )(command)


def anyway(command: Command) -> Command:
    """``--anyway``: go on where little can be found."""
    return click.option(
        "--anyway", is_flag=True, help="Go on with texts that are refused because little can be found in them."
    )(command)


def counts_anyway(command: Command) -> Command:
    """``--anyway``: go on with an export of which votes are missing."""
    return click.option(
        "--anyway",
        is_flag=True,
        help="Go on with an export whose votes are far from the counts it holds; the page says so.",
    )(command)


def data(command: Command) -> Command:
    """``--data``: the data folder of the site."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The data folder; without it DETENTE_DATA, else ./detente-data.",
    )(command)


def data_of_the_demonstration(command: Command) -> Command:
    """``--data``: a data folder apart from any real one."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        default=Path("detente-demo-data"),
        show_default=True,
        help="The data folder of the demonstration.",
    )(command)
