"""``detente demo``: the whole site with an invented dialogue in it, or the report of a simulated conversation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from detente.cli import options

__all__ = ["command"]


@click.command("demo", short_help="Look at the site with an invented dialogue, or at a report.")
@options.data_of_the_demonstration
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; without it 8000, or the next free one. 0 takes any free one.",
)
@click.option("--report", is_flag=True, help="Serve the report of a simulated conversation instead: one page.")
@click.option("--no-serve", is_flag=True, help="With --report: serve nothing, print the map in a few lines of text.")
@options.html("With --report: write the report too.")
@options.language("Language of the report; ru and ar are machine drafts, the statements are English.")
def command(data: Path, port: int | None, report: bool, no_serve: bool, html_file: Path | None, code: str) -> None:
    """Serve the site with an invented dialogue of two towns across a river, on 127.0.0.1.

    Nobody voted in it: a program made the votes, and every page says so. Prints addresses, and a one-time link that
    signs you in for each person of the demonstration. Stop with Ctrl-C; the next start goes on where it stopped, and
    deleting the folder begins anew.

    With --report: the report of a simulated conversation, which needs no site.
    """
    if report:
        _report(port, no_serve, html_file, code)
        return
    if no_serve or html_file is not None:
        raise click.UsageError("--no-serve and --html belong to --report.")
    from detente.cli.serving import serve

    raise SystemExit(serve(data, host="127.0.0.1", port=port, say=click.echo, welcome=_tour, demo=True))


def _tour(origin: str, say: Callable[[str], None]) -> None:
    from detente.web.demo import fill

    filled = fill()
    say("Pages that everybody can read:")
    for page in filled.pages:
        say(f"  {page.what}: {origin}{page.path}")
    if filled.codes:
        say("Codes to take part with (each is one person; they are shown this once):")
        for one in filled.codes:
            say(f"  {one.what}: {one.code} at {origin}{one.path}")
    say("Links that sign you in, once each:")
    for person in filled.sign_in:
        say(f"  {person.what}: {origin}{person.path}")


def _report(port: int | None, no_serve: bool, html_file: Path | None, code: str) -> None:
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
