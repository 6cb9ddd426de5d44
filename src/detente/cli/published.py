"""``detente map --from-database``: what the site has published of a consultation, in the operator's files."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import click

from detente.cli import site
from detente.cli.console import Refusal
from detente.cli.mapping import Outputs, put
from detente.report import Language, render_page, render_text

__all__ = ["deliver"]


def deliver(consultation: UUID, data: Path | None, outputs: Outputs, *, language: Language) -> None:
    """Write the newest publication; a few lines of text where no output was asked for. Nothing is computed.

    Raises
    ------
    Refusal
        There is no such site or consultation, or nothing of it is published yet.
    """
    folder = data or Path(os.environ.get("DETENTE_DATA") or "detente-data")
    if not (folder / "secret").is_file():  # asking must not make a site where there is none
        raise Refusal(f"There is no site in {folder}. Name its data folder with --data.")
    site.enter(data)
    from detente.exchange import Statement, write_tables
    from detente.web.consultations.models import Consultation, Phase
    from detente.web.results import queries

    with site.database_faults():
        _site_is_here()
        held = (
            Consultation.objects.select_related("dialogue").exclude(phase=Phase.DRAFT).filter(pk=consultation).first()
        )
        if held is None:
            raise Refusal(
                language.say(
                    "There is no consultation %(id)s here. Its address on the site holds its ID, after /c/.",
                    id=str(consultation),
                )
            )
        found = queries.newest(held)
        if found is None:
            raise Refusal(language.say("Nothing of this consultation is published yet. Its page says what opens it."))
        subject = queries.subject(held, found.statements, language.code)
        shown = queries.in_language(found.published, held, language.code)
    texts: dict[Path, str] = {}
    if outputs == Outputs():
        click.echo(render_text(shown, subject, language=language.code), nl=False)
        return
    if outputs.html is not None:
        texts[outputs.html] = render_page(shown, subject, language=language.code)
    if outputs.json is not None:
        texts[outputs.json] = queries.published_json(found.published)
    if outputs.csv is not None:
        rows = [Statement(id=each.id, text=each.text, by_organiser=each.by_organiser) for each in subject.statements]
        write_tables(found.published, rows, outputs.csv)
    for path, text in texts.items():
        put(path, text)


def _site_is_here() -> None:
    from detente.web.operation import schema

    site.refuse_newer()
    if schema.pending():
        raise Refusal(
            "The tables of this data folder are older than this version. Start the site once with detente up, which "
            "brings them up to date."
        )
