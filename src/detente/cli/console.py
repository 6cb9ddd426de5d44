"""What a person at a terminal sees: progress, warnings, refusals. Everything here goes to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from detente.exchange.errors import ExchangeError
from detente.opinion.errors import OpinionError
from detente.report.language import Language
from detente.report.markup import cleaned
from detente.wording.errors import WordingError

__all__ = ["Refusal", "refusals", "stage", "warn"]


class Refusal(click.ClickException):
    """One sentence that says what cannot be done and what to do; exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the sentence, free of control characters: parts of it come from files."""
        click.echo(f"detente: {cleaned(self.message)}", err=True)


@contextmanager
def refusals(language: Language) -> Iterator[None]:
    """Turn what the engines and the reader of files refuse into a `Refusal` in the user's language."""
    try:
        yield
    except ExchangeError as fault:
        raise Refusal(fault.sentence(language.translate)) from fault
    except (OpinionError, WordingError) as fault:
        raise Refusal(str(fault)) from fault
    except MemoryError as fault:
        raise Refusal(language.say("There is not enough memory for this much.")) from fault


Progress = Callable[[str, int, int], None]


@contextmanager
def stage(sentence: str) -> Iterator[Progress | None]:
    """Show that something is being done while it is done: a moving line on a terminal, nothing in a pipe.

    Yields what an engine may call with (stage, done, in all), or None where nobody would see it.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status(sentence, spinner="line") as line:

        def report(_stage: str, done: int, whole: int) -> None:
            line.update(f"{sentence} {done}/{whole}")

        yield report


def warn(sentence: str) -> None:
    """Print what the user should know although the work goes on."""
    click.echo(f"detente: {cleaned(sentence)}", err=True)
