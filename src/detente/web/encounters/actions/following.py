"""What comes after publication: announced things, what became of them, and what the sides answer to rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from detente.web.core.clock import now, today
from detente.web.core.errors import NotFound
from detente.web.core.keys import keyed_digest
from detente.web.dialogues.texts import digest
from detente.web.encounters.errors import DayWrong, ReplyGone, ReplyTooLong, SourceMissing, WordsMissing
from detente.web.encounters.models import Announced, Edition, Encounter, Happened, Reply, Version, What
from detente.web.encounters.queries.following import digest_of, points_of, rows_of
from detente.web.encounters.state import CONFIRMED, RowState, State, key_of
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.wording.results import Announcement, DateInterval, Point

__all__ = ["LONGEST_REPLY", "gather", "record_happened", "record_reply", "withdraw_reply"]

LONGEST_REPLY = 1500
"""Characters of a side's answer to a row: as long as three or four paragraphs, so that the row stays in sight."""

Told = dict[str, Any]


# --- announced things ---


@dataclass(frozen=True)
class _Found:
    """What one row announces: a telling for each passage, A's first, and the digest of all of them."""

    key: str
    told: list[Told]
    starts: date | None
    ends: date | None

    @property
    def parts(self) -> set[tuple[str, str]]:
        return _parts(self.told)


def gather(edition: Edition, state: State) -> None:
    """Keep what the confirmed rows of an edition announce, one entry for each row.

    The same words are the same entry from edition to edition, wherever they stand, so that what links to it goes on
    leading to it; so is a row in which one side's announcing words are unchanged. Entries that no row announces any
    more stay as they are, and are known by their older edition. Called within the transaction that publishes.
    """
    found = list(_found(edition, state))
    there = list(edition.encounter.announced.select_for_update())
    by_key = {entry.key: entry for entry in there}
    kept: dict[str, Announced] = {one.key: by_key[one.key] for one in found if one.key in by_key}
    taken = {entry.pk for entry in kept.values()}
    for one in found:
        if one.key in kept:
            continue
        free = [entry for entry in there if entry.pk not in taken]
        best = max(free, key=lambda entry: len(_parts(entry.told) & one.parts), default=None)
        if best is not None and _parts(best.told) & one.parts:
            kept[one.key] = best
            taken.add(best.pk)
    for one in found:
        entry = kept.get(one.key) or Announced(encounter=edition.encounter)
        entry.edition, entry.key, entry.told = edition, one.key, one.told
        entry.starts, entry.ends = one.starts, one.ends
        entry.save()


def _found(edition: Edition, state: State) -> Iterator[_Found]:
    comparison, seen = edition.comparison, dict[bytes, int]()
    for row in state.rows:
        told = [*_told_by("a", comparison.a, row, state), *_told_by("b", comparison.b, row, state)]
        if row.status != CONFIRMED or not told:
            continue
        parts = sorted(_parts(told))
        words = keyed_digest("announced", edition.encounter_id.bytes, *(each for part in parts for each in part))
        # A text may say the same twice: the second row is another entry.
        seen[words] = seen.get(words, 0) + 1
        key = keyed_digest("announced-row", words, str(seen[words])).hex()
        starts = [date.fromisoformat(one["start"]) for one in told if one["start"]]
        ends = [date.fromisoformat(one["end"]) for one in told if one["end"]]
        # "By May" opens the window at once, "from May on" never closes it.
        dated = [one for one in told if one["start"] or one["end"]]
        yield _Found(
            key=key,
            told=told,
            starts=min(starts) if starts and all(one["start"] for one in dated) else None,
            ends=max(ends) if ends and all(one["end"] for one in dated) else None,
        )


def _told_by(letter: str, version: Version, row: RowState, state: State) -> Iterator[Told]:
    points: tuple[Point, ...] = getattr(row, letter)
    for point in points:
        for announcement in point.announcements:
            yield _telling(letter, version, point, announcement)


def _telling(letter: str, version: Version, point: Point, found: Announcement) -> Told:
    words, interval = found.span.of(version.body), found.interval
    start, end = _window(interval)
    return {
        "letter": letter,
        "version": str(version.pk),
        "point": key_of(letter, point.span),
        "span": [found.span.start, found.span.end],
        "digest": digest_of(version.source.encounter_id, words),
        "words": words,
        "language": version.source.language,
        "when": interval.words if interval else "",
        "how": interval.certainty if interval else "",
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "certainty": found.certainty,
    }


def _window(interval: DateInterval | None) -> tuple[date | None, date | None]:
    """The days on which it may happen: "by 1 May" is any day until then, "from 1 May" any day after."""
    if interval is None:
        return None, None
    if interval.relation in ("by", "until"):
        return None, interval.end
    if interval.relation == "from" and interval.start == interval.end:
        return interval.start, None
    return interval.start, interval.end


def _parts(told: list[Told]) -> set[tuple[str, str]]:
    """Who says it in which words: what makes two entries the same."""
    return {(one["letter"], one["digest"]) for one in told}


# --- what became of them ---


def record_happened(
    *, actor: User, announced: Announced, what: str, note: str, source: str, on: date | None
) -> Happened:
    """Record what became of something announced. A later record stands before the earlier one; the same again is one.

    Raises
    ------
    WordsMissing
        No note.
    SourceMissing
        Only that nothing is known can be said without a source.
    DayWrong
        The day is still to come, or there is a day although nothing happened.
    """
    chosen = What(what)
    if not note:
        raise WordsMissing
    if not source and chosen != What.UNKNOWN:
        raise SourceMissing
    if on is not None and (on > today() or chosen not in (What.HAPPENED, What.OTHERWISE)):
        raise DayWrong
    with transaction.atomic():
        held = (
            Announced.objects.select_for_update(of=("self",), no_key=True)
            .select_related("encounter")
            .get(pk=announced.pk)
        )
        before = held.happened.first()
        said = {"what": chosen.value, "note": note, "source": source, "on": on}
        if before is not None and all(getattr(before, name) == value for name, value in said.items()):
            return before
        made = Happened.objects.create(
            announced=held,
            revision=before.revision + 1 if before else 1,
            recorded_by=actor,
            recorded_at=now(),
            **said,
        )
        _line(
            "encounter.happened",
            actor,
            held.encounter,
            announced=str(held.pk),
            what=made.what,
            text=digest([note, source, str(on or "")]),
        )
    return made


# --- what sides answer to rows ---


def record_reply(
    *,
    actor: User,
    edition: Edition,
    row: str,
    side: str,
    text: str,
    language: str,
    source: str,
    received_on: date,
) -> Reply:
    """Put a side's answer beside a row of the newest edition. It is kept by where the row's points stand in the texts.

    Parameters
    ----------
    row : str
        Key of a row of this edition.
    side : str
        ``"a"`` or ``"b"``.
    source : str
        How it came, and who speaks for the side.

    Raises
    ------
    NotFound
        No such row or side.
    DayWrong, ReplyTooLong, SourceMissing, WordsMissing
    """
    if side not in ("a", "b") or row not in rows_of(edition):
        raise NotFound
    if not text:
        raise WordsMissing
    if not source:
        raise SourceMissing
    if len(text) > LONGEST_REPLY:
        raise ReplyTooLong(most=LONGEST_REPLY)
    if received_on > today():
        raise DayWrong
    with transaction.atomic():
        encounter = Encounter.objects.select_for_update(no_key=True).get(pk=edition.encounter_id)
        said = {
            "side": side,
            "points": points_of(edition.comparison, row),
            "text": text,
            "language": language,
            "source": source,
            "received_on": received_on,
        }
        before = encounter.replies.filter(
            side=side, text=text, source=source, received_on=received_on, withdrawn_on=None
        )
        for other in before:
            if other.points == said["points"]:
                return other
        made = Reply.objects.create(encounter=encounter, recorded_by=actor, recorded_at=now(), **said)
        _line(
            "encounter.replied",
            actor,
            encounter,
            reply=str(made.pk),
            side=side,
            name=str(encounter.parties["ab".index(side)]["name"]),
            text=digest([text, source, str(received_on)]),
        )
    return made


def withdraw_reply(*, actor: User, reply: Reply, why: str) -> None:
    """Take an answer back that was not the side's, or that the side took back: its words go, the reason stays.

    Raises
    ------
    WordsMissing
        No reason was given.
    ReplyGone
    """
    if not why:
        raise WordsMissing
    with transaction.atomic():
        held = Reply.objects.select_for_update(of=("self",), no_key=True).select_related("encounter").get(pk=reply.pk)
        if held.withdrawn_on is not None:
            raise ReplyGone
        held.text, held.withdrawn_on, held.withdrawn_why = "", today(), why
        held.save(update_fields=["text", "withdrawn_on", "withdrawn_why"])
        _line(
            "encounter.reply_withdrawn",
            actor,
            held.encounter,
            reply=str(held.pk),
            name=str(held.encounter.parties["ab".index(held.side)]["name"]),
            why=digest(why),
        )


def _line(action: str, actor: User, encounter: Encounter, **details: object) -> None:
    record(action, actor=actor, dialogue=encounter.dialogue_id, subject=f"encounter:{encounter.pk}", details=details)
