"""The steps of ``detente import polis``: look at the site, read, write in one transaction, publish."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from detente.cli import console, site
from detente.cli.console import Refusal
from detente.cli.mapping import put
from detente.cli.output import check_outputs
from detente.report import language as language_of

if TYPE_CHECKING:
    from detente.exchange import Conversation
    from detente.web.dialogues.models import Dialogue
    from detente.web.results.importing import Imported
    from detente.web.results.models import MapSnapshot

__all__ = ["IMPORT_FORMAT", "import_folder"]

IMPORT_FORMAT = "detente/import/1"


def import_folder(
    folder: Path,
    *,
    dialogue: UUID,
    data: Path | None,
    question: str,
    language: str | None,
    source: str,
    convention: str | None,
    anyway: bool,
    json_file: Path | None,
) -> None:
    """Do it, or refuse in one sentence and leave everything as it was.

    Raises
    ------
    Refusal
        No such site or dialogue; a file that does not fit; a rule of the site.
    """
    if json_file is not None and str(json_file) != "-":
        check_outputs([json_file], [folder], language_of("en"))
    with console.stage("Looking at the site …"):
        origin = _enter(data)
        where = _dialogue(dialogue)
    with console.refusals(language_of("en")), console.stage("Reading the votes …"):
        conversation = _read(folder, convention, anyway)
    with site.database_faults():
        made = _write(where, conversation, question, language or where.languages[0], source)
    address = f"{origin}/c/{made.consultation.pk}/{made.consultation.languages[0]}/results/"
    snapshot = _publish(made, address)
    if json_file is not None:
        with console.refusals(language_of("en")):
            put(json_file, _as_json(made, snapshot, address))
    if json_file is None or str(json_file) != "-":
        click.echo(
            f"Imported: {made.statements} statements, {made.participants} people, {made.votes} votes. "
            f"Their rows are destroyed on {made.consultation.erases_on}."
        )
        if snapshot is None:
            click.echo("Fewer than ten people took part, so no result is published.")
        click.echo(f"The page: {address}" if origin else f"The page: {address} behind the address of your site.")


def _enter(data: Path | None) -> str:
    """Set the site up; its public address, or ``""`` where none is set: which port it runs on is not known here."""
    folder = data or Path(os.environ.get("DETENTE_DATA") or "detente-data")
    if not (folder / "secret").exists():
        raise Refusal(f"{folder} is no data folder of a site. Name it with --data.")
    config = site.enter(data)
    from detente.web.operation import schema

    with site.database_faults():
        site.refuse_newer()
        if schema.pending():
            raise Refusal("The database is older than this program. Start the site once (detente up) and repeat this.")
    return config.origin if os.environ.get("DETENTE_ORIGIN", "").strip() else ""


def _dialogue(key: UUID) -> Dialogue:
    from detente.web.dialogues.models import Dialogue

    with site.database_faults():
        found = Dialogue.objects.filter(pk=key).first()
    if found is None:
        raise Refusal(f"There is no dialogue {key} on this site. Its id stands in the address of its page, after /d/.")
    return found


def _read(folder: Path, convention: str | None, anyway: bool) -> Conversation:
    from detente.exchange import read_polis

    conversation = read_polis(folder, convention=convention, anyway=anyway)
    for note in conversation.report.notes:
        if note.attention or (not note.public and sys.stderr.isatty()):
            console.warn(note.sentence())
    return conversation


def _write(dialogue: Dialogue, conversation: Conversation, question: str, language: str, source: str) -> Imported:
    from detente.web.core.errors import Refused
    from detente.web.results.importing import import_polis

    with console.stage("Writing …"):
        try:
            return import_polis(
                dialogue=dialogue, conversation=conversation, language=language, question=question, source=source
            )
        except Refused as fault:
            raise Refusal(fault.message()) from fault


def _publish(made: Imported, address: str) -> MapSnapshot | None:
    """The first redraw. The site's worker may have been quicker: then its snapshot is the one.

    What was written is not taken back where it fails: the line about it is in the ledger, and the worker tries again.
    """
    from detente.web.results.actions import redraw

    try:
        with console.refusals(language_of("en")), site.database_faults(), console.stage("Fitting the map …"):
            return redraw(made.consultation) or made.consultation.snapshots.order_by("-number").first()
    except Refusal as fault:
        raise Refusal(
            f"{fault.message} The votes are imported and their results are not made. Do not import them again: the "
            f"site tries it by itself when it starts (detente up), and then every hour, and shows them at {address}"
        ) from fault


def _as_json(made: Imported, snapshot: MapSnapshot | None, address: str) -> str:
    whole = {
        "format": IMPORT_FORMAT,
        "consultation": str(made.consultation.pk),
        "dialogue": str(made.consultation.dialogue_id),
        "address": address,
        "statements": made.statements,
        "participants": made.participants,
        "votes": made.votes,
        "erases_on": f"{made.consultation.erases_on}",
        "snapshot": None if snapshot is None else str(snapshot.pk),
        "notes": list(made.notes),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
