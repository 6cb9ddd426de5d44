"""``detente map``: the files of a conversation in, an opinion map out."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click

from detente.cli import options

__all__ = ["command"]


@click.command("map", short_help="Make an opinion map of the votes in PATH.")
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
@click.option(
    "--from-database",
    "consultation",
    type=click.UUID,
    metavar="ID",
    help="Nothing is computed: the newest publication of this consultation of the site, exactly as its page shows it.",
)
@options.data
@click.option(
    "--sides",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Declared sides: a CSV with the columns participant,side.",
)
@click.option(
    "--statements",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Texts for a CSV of votes: a CSV with the columns statement,text.",
)
@options.html('Write the report: one page, no script; "-" for standard output.')
@options.json('Write the published map as JSON; "-" for standard output.')
@click.option(
    "--csv",
    "csv_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the published map as CSV tables into this folder.",
)
@click.option(
    "--private",
    is_flag=True,
    help="Add every person's place to the page and the JSON. For your own eyes: never publish it.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="The same votes and seed give the same map.",
)
@click.option(
    "--dimensions",
    type=click.IntRange(1, 16),
    default=8,
    show_default=True,
    help="Dimensions of the model; the map shows one or two.",
)
@options.language("Language of the report; ru and ar are machine drafts.")
@click.option(
    "--vote-convention",
    "convention",
    metavar="TEXT",
    help='What numbers mean where the file does not say: "agree=+1;disagree=-1;pass=0".',
)
@options.counts_anyway
@click.pass_context
def command(
    context: click.Context,
    path: Path | None,
    consultation: UUID | None,
    data: Path | None,
    sides: Path | None,
    statements: Path | None,
    html_file: Path | None,
    json_file: Path | None,
    csv_folder: Path | None,
    private: bool,
    seed: int,
    dimensions: int,
    code: str,
    convention: str | None,
    anyway: bool,
) -> None:
    """Make an opinion map of the votes in PATH.

    PATH is the folder of an unpacked Polis export, or a CSV file with the columns participant,statement,vote and, if
    you like, side. Without an output option the map is printed in a few lines of text.

    What is written holds no number that rests on fewer than ten people, and no person. Publish one report of a
    conversation, when it has ended: whoever has two, made a vote apart or with other sides, can subtract them.

    With --from-database the votes of a running site are left alone, and what was published of them is written.
    """
    from detente.cli import console, mapping
    from detente.exchange import read
    from detente.report import Subject
    from detente.report import language as language_of

    tongue = language_of(code)
    outputs = mapping.Outputs(html=html_file, json=json_file, csv=csv_folder)
    if consultation is not None:
        _only_published(context)
        outputs.check([], tongue)
        from detente.cli import published

        with console.refusals(tongue):
            published.deliver(consultation, data, outputs, language=tongue)
        return
    if path is None:
        raise click.UsageError("Give the PATH of the votes, or --from-database with the ID of a consultation.")
    if data is not None:
        raise click.UsageError("--data belongs to --from-database.")
    outputs.check([given for given in (path, sides, statements) if given is not None], tongue)
    if private:
        console.warn(
            tongue.say("The result will show single people. Never publish it, and delete it when you are done.")
        )
    with console.refusals(tongue):
        with console.stage(tongue.say("Reading the votes …")):
            conversation = read(path, convention=convention, statements=statements, sides=sides, anyway=anyway)
        for note in conversation.report.notes:
            if note.attention or (not note.public and sys.stderr.isatty()):
                console.warn(note.sentence(tongue.translate))
        with console.stage(tongue.say("Fitting the map …")) as progress:
            made = mapping.fit(
                conversation, seed=seed, dimensions=dimensions, private=private, language=tongue, progress=progress
            )
        with console.stage(tongue.say("Drawing …")):
            subject = Subject.of(conversation, translate=tongue.translate, source=mapping.source_name(path))
            mapping.deliver(made, conversation, subject, outputs, language=tongue)


def _only_published(context: click.Context) -> None:
    """Refuse, beside ``--from-database``, whatever would compute: a second map of the same votes can be subtracted."""
    outputs = {"consultation", "data", "html_file", "json_file", "csv_folder", "code"}
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "")
        if option.name not in outputs and given == click.core.ParameterSource.COMMANDLINE:
            name = option.opts[0] if isinstance(option, click.Option) else "PATH"
            raise click.UsageError(f"{name} cannot be given with --from-database, which computes nothing.")
