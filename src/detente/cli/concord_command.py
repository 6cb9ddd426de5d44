"""``detente concord``: two readouts of one meeting in, the side-by-side page out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]

READ = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("concord", short_help="Lay two readouts of one meeting side by side.")
@click.argument("a", type=READ)
@click.argument("b", type=READ)
@click.option("--joint", type=READ, metavar="FILE", help="Check this draft joint statement against both.")
@click.option(
    "--party",
    multiple=True,
    metavar="NAME=ALIAS,...",
    help="A side and its other names, such as 'Norway=Oslo,Anna Lie'. The first is the side of A, the second that of "
    "B, more are named by both.",
)
@options.pack
@options.date
@options.html('Write the side-by-side page: one file, no script; "-" for standard output.')
@options.json('Write it as JSON; "-" for standard output.')
@options.language("Language of the page; ru and ar are machine drafts. The texts themselves are to be English.")
@options.anyway
def command(
    a: Path,
    b: Path,
    joint: Path | None,
    party: tuple[str, ...],
    pack: str,
    date: datetime | None,
    html_file: Path | None,
    json_file: Path | None,
    code: str,
    anyway: bool,
) -> None:
    """Lay two readouts of one meeting side by side: what both report, and what only A or only B does.

    A and B are each side's own account, as text, Markdown or a saved page. Without an output option a summary is
    printed. Everything is a proposal by a machine; every line shows its source sentence; there is no score.

    The rules read English. Nothing leaves this machine, unless DETENTE_ENCODER names an encoder elsewhere.
    """
    from detente.cli import console, texts
    from detente.cli.mapping import Outputs
    from detente.report import language as language_of

    tongue = language_of(code)
    outputs = Outputs(html=html_file, json=json_file)
    parties = texts.parties_of(party)
    inputs = [a, b] if joint is None else [a, b, joint]
    outputs.check(inputs, tongue)
    with console.refusals(tongue), console.stage(tongue.say("Laying the texts side by side …")):
        from detente.cli import concording, encoder

        lexicon = texts.lexicon_of(pack)
        sides = tuple(one.name for one in parties[:2])
        taken = texts.read_texts(inputs, tongue, date=date.date() if date else None, parties=parties, sides=sides)
        texts.twins_refused(inputs, taken, tongue)
        helper = encoder.encoder_set()
        if isinstance(helper, encoder.Endpoint) and helper.elsewhere:
            console.warn(
                tongue.say("The points of the texts are sent to %(host)s, as DETENTE_ENCODER says.", host=helper.host)
            )
        made = concording.lay_side_by_side([one.text for one in taken], lexicon, helper)
        concording.must_be_useful(made, tongue, anyway=anyway)
        for sentence in concording.warnings(made, tongue):
            console.warn(sentence)
        concording.deliver(made, lexicon, outputs, language=tongue)
