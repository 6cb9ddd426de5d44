"""Publishing what is confirmed, as a numbered edition that never changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from detente import codec
from detente.exchange.encounter import Content, KeptRow, KeptText, content_digest
from detente.web.core.clock import now
from detente.web.dialogues.texts import digest
from detente.web.encounters.actions.following import gather
from detente.web.encounters.errors import (
    ChangedMeanwhile,
    NoContact,
    NothingChanged,
    NothingConfirmed,
    NoWordOfChange,
    Superseded,
    WordsGone,
)
from detente.web.encounters.freezing import freeze
from detente.web.encounters.models import Comparison, Edition, Encounter, Part, Version
from detente.web.encounters.queries.public import new_with
from detente.web.encounters.queries.reading import newest_comparison, newest_version, state_of
from detente.web.encounters.state import State
from detente.web.ledger.actions import record
from detente.web.people.models import User

__all__ = ["Changes", "Ready", "changes", "publish", "ready"]


@dataclass(frozen=True)
class Changes:
    """What an edition has that the one before had not: rows by what they hold, and whether texts were exchanged."""

    new: int
    gone: int
    decided_anew: int
    texts: tuple[KeptText, ...]


@dataclass(frozen=True)
class Ready:
    """What would be published now, what it would be the next edition of, and the texts that become public with it."""

    comparison: Comparison
    state: State
    content: Content
    last: Edition | None
    texts: tuple[Version, ...]

    @property
    def digest(self) -> str:
        """By which it is known: that of its content."""
        return content_digest(self.content)

    @property
    def seen(self) -> str:
        """By which is known what an editor was shown: the content, and the texts that become public with it."""
        return digest([self.digest, [str(version.pk) for version in self.texts]])

    @property
    def changed(self) -> bool:
        """Whether there is anything that the edition before has not."""
        return self.last is None or self.last.digest != self.digest or bool(self.texts)

    @property
    def number(self) -> int:
        """The number that it would get."""
        return self.last.number + 1 if self.last else 1


def ready(encounter: Encounter) -> Ready:
    """What would be published now.

    Raises
    ------
    NothingConfirmed, WordsGone, Superseded
        Nothing can be; the message says why.
    """
    comparison = newest_comparison(encounter)
    if comparison is None:
        raise NothingConfirmed
    if comparison.a.taken_down_on or comparison.b.taken_down_on:
        raise WordsGone
    newest = [newest_version(encounter, part) for part in (Part.A, Part.B)]
    if [version.pk if version else None for version in newest] != [comparison.a_id, comparison.b_id]:
        raise Superseded
    state = state_of(comparison)
    content = freeze(state, comparison)
    if not content.rows:
        raise NothingConfirmed
    return Ready(
        comparison, state, content, encounter.editions.order_by("-number").first(), tuple(new_with(comparison))
    )


def changes(content: Content, last: Content | None) -> Changes | None:
    """What changed since the last edition; None for the first."""
    if last is None:
        return None
    before, after = _known(last.rows), _known(content.rows)
    texts = {text.version for text in last.texts}
    fresh, gone = after - before, before - after
    places = Counter(key for key, _ in fresh.elements())
    again = sum((places & Counter(key for key, _ in gone.elements())).values())
    return Changes(
        new=fresh.total() - again,
        gone=gone.total() - again,
        decided_anew=again,
        texts=tuple(text for text in content.texts if text.version not in texts),
    )


def _known(rows: tuple[KeptRow, ...]) -> Counter[tuple[str, str]]:
    """Rows by their words, and by everything that was decided on them."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        words = digest([[point.passage.words for point in points] for points in (row.a, row.b)])
        decided = [[one.kind, one.note] for one in row.differences]
        found[words, digest([decided, row.confirmed.by, row.reviewed.by if row.reviewed else ""])] += 1
    return found


def publish(*, actor: User, encounter: Encounter, note: str, seen: str = "") -> Edition:
    """Publish what is confirmed, under the name of whoever does it.

    Parameters
    ----------
    actor : User
    encounter : Encounter
    note : str
        What changed since the edition before; the first needs none.
    seen : str
        `Ready.seen` of what the editor was shown, if any: nobody publishes what they have not seen.

    Raises
    ------
    ChangedMeanwhile, NoContact, NothingConfirmed, NothingChanged, NoWordOfChange, Superseded, WordsGone
    """
    with transaction.atomic():
        held = Encounter.objects.select_for_update(no_key=True).get(pk=encounter.pk)
        if not held.contact.strip():
            raise NoContact
        found = ready(held)
        made_of = found.digest
        if not found.changed:
            raise NothingChanged
        if seen and seen != found.seen:
            raise ChangedMeanwhile
        if found.last is not None and not note.strip():
            raise NoWordOfChange
        edition = Edition.objects.create(
            encounter=held,
            number=found.number,
            comparison=found.comparison,
            content=codec.to_plain(found.content),
            digest=made_of,
            note=note.strip() if found.last else "",
            published_by=actor,
            published_at=now(),
        )
        Version.objects.filter(pk__in=[version.pk for version in found.texts]).update(first_edition=edition)
        gather(edition, found.state)
        counts = found.content.counts
        record(
            "encounter.published",
            actor=actor,
            dialogue=held.dialogue_id,
            subject=f"encounter:{held.pk}",
            details={
                "edition": edition.number,
                "digest": made_of,
                "both": counts.both,
                "only_a": counts.only_a,
                "only_b": counts.only_b,
                "waiting": counts.waiting_a + counts.waiting_b,
            },
        )
    return edition
