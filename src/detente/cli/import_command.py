"""``detente import``: a consultation that was held elsewhere becomes one of this site."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import click

from detente.cli import options

__all__ = ["command"]


@click.group("import", short_help="Import a consultation that was held elsewhere.")
def command() -> None:
    """Import a consultation that was held elsewhere into a dialogue of this site."""


@command.command("polis", short_help="Import an export of Polis as a closed consultation.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--dialogue", type=click.UUID, required=True, metavar="ID", help="The dialogue: the id in its address.")
@options.data
@click.option("--question", default="", metavar="TEXT", help="What was asked; without it the export's topic.")
@click.option(
    "--language",
    metavar="CODE",
    help="Language of the export (en, de, zh, ...); without it the first one of the dialogue.",
)
@click.option(
    "--source",
    default="",
    metavar="TEXT",
    help="Where it was held and the licence of the export, for its page: 120 characters at most.",
)
@click.option(
    "--vote-convention",
    "convention",
    metavar="TEXT",
    help='What numbers mean where the export does not say: "agree=+1;disagree=-1;pass=0".',
)
@options.counts_anyway
@options.json('Write what was imported as JSON; "-" for standard output.')
def polis(
    folder: Path,
    dialogue: UUID,
    data: Path | None,
    question: str,
    language: str | None,
    source: str,
    convention: str | None,
    anyway: bool,
    json_file: Path | None,
) -> None:
    """Import an export of Polis as a closed consultation, marked imported, and publish its results.

    FOLDER is an unpacked export, of any of the three generations. It becomes one public without sides. Of the people
    only votes are taken, under fresh random keys: times and authors serve to check the sign of the votes and are
    dropped. The files themselves are not kept, and 30 days later the rows are destroyed; counts and statements stay.

    A file that does not fit is refused with its line, and nothing is written; so is an export whose votes are far from
    the counts it holds, because a file was cut off. An import cannot be taken back.

    \b
    Exit codes: 0 imported, 1 refused, 2 wrong use.
    """
    from detente.cli.importing import import_folder

    if len(source) > 120:
        raise click.BadParameter(f"120 characters at most, and these are {len(source)}.", param_hint="--source")
    if language is not None and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?", language):
        raise click.BadParameter("a code such as en, de or zh.", param_hint="--language")
    import_folder(
        folder,
        dialogue=dialogue,
        data=data,
        question=question,
        language=language,
        source=source.strip(),
        convention=convention,
        anyway=anyway,
        json_file=json_file,
    )
