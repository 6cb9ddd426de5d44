"""Texts about an encounter: how they come in, how they are corrected, withdrawn and taken down.

A draft is one editor's scratch paper and has no ledger line; what is entered has one. The ledger is public and for
good, so it gets digests and never a text, a title or a reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.db.models import Max

from detente.web.core.clock import now, today
from detente.web.core.errors import NotFound
from detente.web.dialogues.texts import tidy
from detente.web.encounters import errors
from detente.web.encounters.digests import unpublished
from detente.web.encounters.editions import redact
from detente.web.encounters.models import Draft, Encounter, Part, Source, Version
from detente.web.encounters.models.texts import ONE_OF_EACH
from detente.web.encounters.queries.texts import body_of, digest_of, newest_of, same_words, versions_of
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.wording.brief import MOST_WORDS
from detente.wording.checks import checked
from detente.wording.errors import WordingError
from detente.wording.intake import intake
from detente.wording.results import Text

__all__ = [
    "Given",
    "enter",
    "given_of",
    "put_back",
    "stage",
    "stand_again",
    "take_down",
    "throw_away",
    "withdraw",
]

LONGEST_DECLARED = 500
"""Characters of a title, publisher or address that a page declares."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Given:
    """What an editor says about a text. What is left empty is taken from what the page declares of itself.

    `whose` is ``"editor"`` where a new version puts an own slip right; else its publisher changed the text.
    """

    part: str
    publisher: str = ""
    address: str = ""
    licence: str = ""
    language: str = ""
    title: str = ""
    published_on: dt.date | None = None
    note: str = ""
    whose: str = ""


def stage(
    *, actor: User, encounter: Encounter, given: Given, raw: bytes | str, name: str, source: Source | None = None
) -> Draft:
    """Read a text that was pasted or uploaded, and keep it until its editor has seen what was left out of it.

    Nothing is fetched by its address: what is not in `raw` is not read.

    Parameters
    ----------
    actor : User
    encounter : Encounter
    given : Given
        Its part counts for a new text; a new version has that of its source.
    raw : bytes or str
        As it came.
    name : str
        What to call it: the name of the file. Its ending is the first hint at its kind.
    source : Source, optional
        The text of which this is a new version.

    Raises
    ------
    BadText, PartTaken, SameTwice, WasTakenDown
    """
    if source is None and given.part not in Part.values:
        raise NotFound
    part = source.part if source is not None else given.part
    try:
        taken = intake(raw, name=name)
        body = taken.text.body.strip()
        checked(Text(body))
    except WordingError as refused:
        raise errors.BadText(refused.code) from refused
    if part == Part.REPORT and len(body.split()) > MOST_WORDS:
        raise errors.BadText("wording.text_too_long")
    found = {
        # What a page declares of itself may be anything; the words of the text itself the engine has made safe.
        key: [" ".join(tidy(said.value).split())[:LONGEST_DECLARED], said.origin]
        for key in ("title", "publisher", "date", "author", "address")
        if (said := getattr(taken, key)) is not None
    }
    known = _filled(replace(given, part=part), found, taken.text.language or "", source)
    with transaction.atomic():
        _must_be_new(encounter, source, part, known.title, body)
        return Draft.objects.create(
            encounter=encounter,
            source=source,
            fields=_plain(known)
            | {
                "name": name,
                "found": found,
                "notes": [[note.code, note.count, note.detail] for note in taken.notes],
            },
            whole=taken.whole,
            cuts=[
                {"start": cut.span.start, "end": cut.span.end, "reason": cut.reason, "kept": False}
                for cut in taken.cuts
            ],
            entered_by=actor,
            entered_at=now(),
        )


def put_back(*, draft: Draft, pieces: Collection[int], kept: bool) -> None:
    """Put pieces that were left out back into the text, or leave them out again.

    Raises
    ------
    UnknownPiece
    """
    with transaction.atomic():
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        if not pieces or not set(pieces) <= set(range(len(held.cuts))):
            raise errors.UnknownPiece
        for piece in pieces:
            held.cuts[piece]["kept"] = kept
        held.save(update_fields=["cuts"])


def throw_away(*, draft: Draft) -> None:
    """Forget a draft."""
    draft.delete()


def given_of(draft: Draft) -> Given:
    """What is known about a draft, as given and as found in it."""
    kept = {key: draft.fields.get(key, "") for key in Given.__dataclass_fields__}
    day = kept["published_on"]
    return Given(**kept | {"published_on": dt.date.fromisoformat(day) if day else None})


def enter(*, actor: User, draft: Draft, given: Given | None = None) -> Version:
    """Make a draft the next version of its text. From now on these words never change.

    Parameters
    ----------
    actor : User
    draft : Draft
    given : Given, optional
        What the editor says of it now; what was known when it was staged stands otherwise.

    Raises
    ------
    NotFound
        Somebody entered the draft or threw it away meanwhile.
    BadText, PartTaken, SameTwice, Unwritten, WasTakenDown
    """
    known = given or given_of(draft)
    with transaction.atomic():
        encounter = Encounter.objects.select_for_update(no_key=True).get(pk=draft.encounter_id)
        held = Draft.objects.select_related("source").filter(pk=draft.pk).first()
        if held is None:
            raise NotFound
        source, body, part = held.source, body_of(held), str(held.fields["part"])
        if not known.publisher or not _TAG.fullmatch(known.language) or (source is not None and not known.note):
            raise errors.Unwritten
        if not re.search(r"\w", body):
            raise errors.BadText("wording.empty_text")
        _must_be_new(encounter, source, part, known.title, body)
        if source is None:
            source = Source(encounter=encounter, part=part)
        source.publisher, source.address = known.publisher, known.address
        source.licence, source.language = known.licence, known.language
        source.save()
        made = Version.objects.create(
            source=source,
            number=(source.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
            title=known.title,
            body=body,
            published_on=known.published_on,
            note=known.note if held.source_id else "",
            by_publisher=not (held.source_id and known.whose == "editor"),
            words=len(body.split()),
            digest=digest_of(known.title, body),
            entered_by=actor,
            entered_at=now(),
        )
        held.delete()
        _line("encounter.text_entered", actor, source, part=part, number=made.number, digest=unpublished(made.digest))
    return made


def withdraw(*, actor: User, source: Source, on: dt.date, why: str) -> None:
    """Record that its publisher took a text back. It stays readable, marked so.

    Raises
    ------
    AlreadyWithdrawn
    """
    with transaction.atomic():
        held = Source.objects.select_for_update(of=("self",)).select_related("encounter").get(pk=source.pk)
        if held.withdrawn_on is not None:
            raise errors.AlreadyWithdrawn
        held.withdrawn_on, held.withdrawn_why = on, why
        held.save(update_fields=["withdrawn_on", "withdrawn_why"])
        _line("encounter.text_withdrawn", actor, held, on=on.isoformat(), why=unpublished(why))


def stand_again(*, actor: User, source: Source) -> None:
    """Take the mark of a withdrawal off: the publisher stands by the text again, or the mark was a mistake.

    Raises
    ------
    NotWithdrawn
    """
    with transaction.atomic():
        held = Source.objects.select_for_update(of=("self",)).select_related("encounter").get(pk=source.pk)
        if held.withdrawn_on is None:
            raise errors.NotWithdrawn
        held.withdrawn_on, held.withdrawn_why = None, ""
        held.save(update_fields=["withdrawn_on", "withdrawn_why"])
        _line("encounter.text_stands_again", actor, held)


def take_down(*, actor: User, source: Source, why: str) -> int:
    """Remove the words of all versions of a text from this site, on request; returns of how many.

    What stays: where passages stood (numbers), digests, lengths, decisions, and that and why the words are gone.
    Backups hold them until they are rotated (docs/how-to/collect-two-readouts.md).

    Raises
    ------
    NoVersion
        They are gone already.
    """
    with transaction.atomic():
        encounter = Encounter.objects.select_for_update(no_key=True).get(pk=source.encounter_id)
        held = Source.objects.select_related("encounter").get(pk=source.pk)
        standing = list(held.versions.filter(taken_down_on=None))
        if not standing:
            raise errors.NoVersion
        for draft in encounter.drafts.all():
            if draft.source_id == held.pk or any(same_words(body_of(draft), one.body) for one in standing):
                draft.delete()
        for version in standing:
            redact(version)
            version.title = version.body = version.note = ""
            version.taken_down_on, version.taken_down_why = today(), why
            version.save(update_fields=["title", "body", "note", "taken_down_on", "taken_down_why"])
        _line(
            "encounter.text_taken_down",
            actor,
            held,
            versions=[unpublished(version.digest) for version in standing],
            why=unpublished(why),
        )
    return len(standing)


def _must_be_new(encounter: Encounter, source: Source | None, part: str, title: str, body: str) -> None:
    """Refuse what is there already, and what was taken down."""
    if source is None and part in ONE_OF_EACH and encounter.sources.filter(part=part).exists():
        raise errors.PartTaken
    gone = Version.objects.filter(source__encounter=encounter, digest=digest_of(title, body))
    if gone.exclude(taken_down_on=None).exists():
        raise errors.WasTakenDown
    newest = newest_of(source) if source is not None else None
    for other in versions_of(encounter):
        if source is not None and other.source_id == source.pk:
            # An earlier version may come back; the newest may not follow itself.
            twice = newest is not None and other.pk == newest.pk and other.title == title
        else:
            twice = True
        if twice and same_words(other.body, body):
            raise errors.SameTwice(other=other.title or other.source.publisher)


def _filled(given: Given, found: dict[str, list[str]], language: str, source: Source | None) -> Given:
    """Where the editor said nothing: the source's own facts for a new version, else what the text declares."""

    def first(said: str, kept: str, key: str, longest: int) -> str:
        return said or kept or found.get(key, [""])[0][:longest]

    date = found.get("date", [""])[0]
    tongue = given.language or (source.language if source else "") or language
    return replace(
        given,
        publisher=first(given.publisher, source.publisher if source else "", "publisher", 120),
        address=first(given.address, source.address if source else "", "address", 500),
        licence=given.licence or (source.licence if source else ""),
        language=tongue if _TAG.fullmatch(tongue) and tongue != "und" else "",
        title=first(given.title, "", "title", 300),
        published_on=given.published_on or (dt.date.fromisoformat(date) if date else None),
    )


def _plain(given: Given) -> dict[str, object]:
    day = given.published_on
    return asdict(given) | {"published_on": day.isoformat() if day else ""}


def _line(action: str, actor: User, source: Source, **details: object) -> None:
    record(
        action,
        actor=actor,
        dialogue=source.encounter.dialogue_id,
        subject=f"encounter:{source.encounter_id}",
        details={"text": str(source.pk)} | details,
    )
