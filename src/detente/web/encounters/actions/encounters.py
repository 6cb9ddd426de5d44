"""An encounter itself: who met and when, the names and words its texts are read with, its end before publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue
from detente.web.encounters import errors
from detente.web.encounters.digests import unpublished
from detente.web.encounters.models import Encounter
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.wording.errors import WordingError
from detente.wording.lexicon import lexicon_names, parse_lexicon
from detente.wording.results import Party

__all__ = ["About", "change_about", "change_words", "checked_words", "create", "delete_unpublished"]

LONGEST_WORDS = 100_000
"""Characters of an encounter's own word list."""


@dataclass(frozen=True)
class About:
    """Who met, when, and how a side reaches the editor."""

    title: str
    language: str
    kind: str
    held_on: dt.date
    contact: str = ""


def create(
    *,
    actor: User,
    about: About,
    parties: Sequence[Party],
    packs: Sequence[str] = ("general",),
    dialogue: Dialogue | None = None,
) -> Encounter:
    """Begin to collect texts about an encounter; nothing of it is public before its first edition.

    Raises
    ------
    BadParties, UnknownPack
    """
    kept, lists = checked_parties(parties), checked_packs(packs)
    with transaction.atomic():
        made = Encounter.objects.create(
            dialogue=dialogue,
            **asdict(about),
            parties=kept,
            packs=lists,
            collected_by=actor,
            created_on=today(),
        )
        _line("encounter.created", actor, made, digest=_digest(made))
    return made


def change_about(*, actor: User, encounter: Encounter, about: About, dialogue: Dialogue | None) -> None:
    """Correct title, day, kind or contact, or tie it to another dialogue. Published editions keep what they said."""
    with transaction.atomic():
        held = Encounter.objects.select_for_update(no_key=True).get(pk=encounter.pk)
        for name, value in asdict(about).items():
            setattr(held, name, value)
        held.dialogue = dialogue
        held.save()
        _line("encounter.changed", actor, held, digest=_digest(held))


def change_words(
    *, actor: User, encounter: Encounter, parties: Sequence[Party], packs: Sequence[str], own_words: str
) -> None:
    """Change the names and word lists that the texts are read with. Decisions stay; proposals are made anew.

    Raises
    ------
    BadParties, UnknownPack, Unread
    """
    kept, lists = checked_parties(parties), checked_packs(packs)
    checked_words(own_words)
    with transaction.atomic():
        held = Encounter.objects.select_for_update(no_key=True).get(pk=encounter.pk)
        held.parties, held.packs, held.own_words = kept, lists, own_words
        held.save(update_fields=["parties", "packs", "own_words"])
        _line("encounter.words_changed", actor, held, packs=lists, digest=unpublished([kept, lists, own_words]))


def delete_unpublished(*, actor: User, encounter: Encounter) -> None:
    """Delete an encounter that was never published, with its texts and every decision. The ledger says so.

    Raises
    ------
    Published
    """
    with transaction.atomic():
        held = Encounter.objects.select_for_update(no_key=True).get(pk=encounter.pk)
        if held.editions.exists():
            raise errors.Published
        key, dialogue = held.pk, held.dialogue_id
        held.comparisons.all().delete()  # first, because versions that lie side by side are protected
        held.announced.all().delete()
        held.replies.all().delete()
        held.delete()
        record("encounter.deleted", actor=actor, dialogue=dialogue, subject=f"encounter:{key}")


def checked_parties(parties: Sequence[Party]) -> list[dict[str, object]]:
    """The parties as they are kept.

    Raises
    ------
    BadParties
    """
    names = [party.name.casefold() for party in parties]
    if len(parties) < 2 or not all(names) or len(set(names)) < len(names):
        raise errors.BadParties
    return [{"name": party.name, "aliases": list(dict.fromkeys(party.aliases))} for party in parties]


def checked_packs(packs: Sequence[str]) -> list[str]:
    """Names of word lists that there are, the one without a field last: of equal words the field's stand.

    Raises
    ------
    UnknownPack
    """
    if not packs or not set(packs) <= set(lexicon_names()):
        raise errors.UnknownPack
    return sorted(set(packs), key=lambda name: (name == "general", name))


def checked_words(own_words: str) -> None:
    """Refuse a word list of one's own that cannot be read, in the engine's words, with place and cause.

    Raises
    ------
    Unread
    """
    if not own_words.strip():
        return
    if len(own_words) > LONGEST_WORDS:
        raise errors.Unread(cause=f"{len(own_words)} > {LONGEST_WORDS}")
    try:
        parse_lexicon(own_words, name="own")
    except WordingError as refused:
        raise errors.Unread(cause=str(refused)) from refused
    except RecursionError as refused:  # TOML nested thousands deep
        raise errors.Unread(cause="[[[[…") from refused


def _digest(encounter: Encounter) -> str:
    told: Mapping[str, object] = {
        "title": encounter.title,
        "language": encounter.language,
        "kind": encounter.kind,
        "held_on": encounter.held_on.isoformat(),
        "contact": encounter.contact,
    }
    return unpublished(dict(told))


def _line(action: str, actor: User, encounter: Encounter, **details: object) -> None:
    record(action, actor=actor, dialogue=encounter.dialogue_id, subject=f"encounter:{encounter.pk}", details=details)
