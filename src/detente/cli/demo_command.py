"""``detente demo``: the report of a simulated conversation, served to this machine alone."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]


@click.command("demo", short_help="Look at the report of a simulated conversation.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; without it 8000, or the next free one. 0 takes any free one.",
)
@click.option("--no-serve", is_flag=True, help="Serve nothing: print the map in a few lines of text.")
@options.html("Write the report too.")
@options.language("Language of the report; ru and ar are machine drafts, the statements are English.")
def command(port: int | None, no_serve: bool, html_file: Path | None, code: str) -> None:
    """Make the report of a simulated conversation between two invented towns, and serve it on 127.0.0.1.

    Nobody voted in it: a program made the votes, and the page says so. Stop with Ctrl-C.
    """
    from detente.cli import console, mapping, server
    from detente.exchange.files import write_file
    from detente.report import Subject, content_security_policy, render_page, render_text
    from detente.report import language as language_of
    from detente.report.demo import demo

    tongue = language_of(code)
    mapping.Outputs(html=html_file).check([], tongue)
    with console.refusals(tongue):
        with console.stage(tongue.say("Fitting the map …")) as progress:
            conversation = demo()
            published = mapping.fit(conversation, seed=0, dimensions=8, language=tongue, progress=progress).published
        subject = Subject.of(conversation, translate=tongue.translate, simulated=True)
        page = render_page(published, subject, language=code)
        if html_file is not None:
            write_file(html_file, page)
    if no_serve:
        click.echo(render_text(published, subject, language=code), nl=False)
        return
    one_page = server.page_server(page, content_security_policy(), port, tongue)
    server.serve_until_stopped(
        one_page,
        lambda address: click.echo(tongue.say("The report is at %(address)s (stop with Ctrl-C)", address=address)),
    )
