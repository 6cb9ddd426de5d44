"""``detente brief``: articles or statements in, who is reported to have said what out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]


@click.command("brief", short_help="Say what articles or statements report that each side said.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--party",
    multiple=True,
    metavar="NAME=ALIAS,...",
    help="A side and its other names, such as 'Norway=Oslo,Anna Lie'; without it the two that are named most.",
)
@options.pack
@options.date
@options.html('Write the brief as a page: one file, no script; "-" for standard output.')
@options.json('Write it as JSON; "-" for standard output.')
@options.language("Language of the page; ru and ar are machine drafts. The texts themselves are to be English.")
@options.anyway
def command(
    files: tuple[Path, ...],
    party: tuple[str, ...],
    pack: str,
    date: datetime | None,
    html_file: Path | None,
    json_file: Path | None,
    code: str,
    anyway: bool,
) -> None:
    """Say what articles or statements report that each side said, announced and wants.

    FILE is a text, a Markdown file or a saved page. The grade of each text stands on top: a brief does not make a
    retold article a side's own account. Every line is a slice of a text and shows its source sentence. Without an
    output option a summary is printed.

    The rules read English. Nothing leaves this machine.
    """
    from detente.cli import console, texts
    from detente.cli.mapping import Outputs
    from detente.report import language as language_of

    tongue = language_of(code)
    outputs = Outputs(html=html_file, json=json_file)
    parties = texts.parties_of(party)
    inputs = list(files)
    outputs.check(inputs, tongue)
    with console.refusals(tongue), console.stage(tongue.say("Reading the texts …")):
        from detente.cli import briefing

        lexicon = texts.lexicon_of(pack)
        taken = texts.read_texts(inputs, tongue, date=date.date() if date else None, parties=parties)
        texts.twins_refused(inputs, taken, tongue)
        made = briefing.read(taken, lexicon, parties)
        briefing.must_be_useful(made, tongue, anyway=anyway)
        for sentence in briefing.warnings(made, tongue):
            console.warn(sentence)
        briefing.deliver(made, lexicon, outputs, language=tongue)
