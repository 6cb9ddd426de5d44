"""The redraw: votes in, one snapshot out, through `opinion.disclosure.release` and nothing else.

It has no ledger line: the clock asks for it, and no delegation and no convener decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from detente.opinion import codec
from detente.opinion.disclosure import Release, Waiting, release
from detente.opinion.results import PublishedMap
from detente.web.consultations.models import Consultation, Phase
from detente.web.core.clock import today
from detente.web.results import about
from detente.web.results.memory import Remembered, as_json, packed, still_waiting, unpacked
from detente.web.results.models import MapSnapshot, ReleaseMemory
from detente.web.results.queries import published_of
from detente.web.results.votes import VoteInput, vote_input

__all__ = ["DIMENSIONS", "SEED", "forget_memory", "redraw"]

DIMENSIONS = 8
SEED = 0
"""Of every redraw, so that the same votes give the same map."""


@dataclass(frozen=True, eq=False)
class _Before:
    """What was there when a redraw began."""

    memory: ReleaseMemory | None
    snapshot: MapSnapshot | None

    @classmethod
    def of(cls, consultation: Consultation) -> _Before:
        return cls(
            ReleaseMemory.objects.filter(consultation=consultation).first(),
            MapSnapshot.objects.filter(consultation=consultation).order_by("-number").first(),
        )

    def still(self, consultation: Consultation) -> bool:
        """Whether nobody else has redrawn since."""
        now = _Before.of(consultation)
        return (
            (now.snapshot and now.snapshot.pk) == (self.snapshot and self.snapshot.pk)
            and (now.memory is None) == (self.memory is None)
            and (now.memory is None or self.memory is None or bytes(now.memory.state) == bytes(self.memory.state))
        )


def redraw(consultation: Consultation, *, floor: int = 10, seed: int = SEED) -> MapSnapshot | None:
    """Publish what may be published of the votes as they stand.

    Everything is computed outside a transaction, so that no voter waits for mathematics; what was made is thrown away
    where another process has redrawn in the meantime.

    Parameters
    ----------
    consultation : Consultation
    floor : int, default 10
        Least number of people behind any number; the same through a consultation.
    seed : int

    Returns
    -------
    MapSnapshot or None
        The new one; None where the page stays as it is.
    """
    before = _Before.of(consultation)
    remembered = unpacked(before.memory)
    state = remembered.state
    votes = vote_input(consultation, names=None if state is None else state.cells.side_names)
    published = None if before.snapshot is None else published_of(before.snapshot.pk)
    previous = None
    if state is not None and published is not None:
        previous = Release(published, remembered.waiting or Waiting(floor, (), False), state, False)
    made = release(
        previous,
        votes.votes,
        sides=votes.sides,
        participants=votes.participants,
        statements=votes.statements,
        chance=votes.chance,
        matters=votes.matters,
        floor=floor,
        dimensions=DIMENSIONS,
        rng=seed,
    )
    days = remembered.days
    if made.full:
        days = about.renewed_days(
            days, state, made.state, votes.participants, votes.joined_on, until=consultation.closes_on
        )
    memory = Remembered(
        None if made.published is None else made.state,
        days,
        still_waiting(remembered.waiting, made.waiting, full=made.full),
    )
    snapshot = None if made.published is None else _snapshot(consultation, made, made.published, votes, memory, seed)
    with transaction.atomic():
        held = Consultation.objects.select_for_update(no_key=True).filter(pk=consultation.pk).first()
        if held is None or held.phase == Phase.ERASED or not before.still(consultation):
            return None
        _keep(consultation, before.memory, memory)
        if snapshot is None or _says_the_same(before.snapshot, snapshot):
            return None
        snapshot.number = 1 + (before.snapshot.number if before.snapshot else 0)
        snapshot.save(force_insert=True)
    return snapshot


def _snapshot(
    consultation: Consultation, made: Release, published: PublishedMap, votes: VoteInput, memory: Remembered, seed: int
) -> MapSnapshot:
    return MapSnapshot(
        consultation=consultation,
        made_on=today(),
        full=made.full,
        engine=published.engine.version,
        parameters={
            "floor": published.floor,
            "dimensions": DIMENSIONS,
            "seed": seed,
            "sides": None if votes.sides is None else list(votes.sides.names),
            "chance": votes.chance is not None,
        },
        digest=votes.digest,
        published=codec.to_plain(published),
        statements=[str(key) for key in made.state.columns.tolist()],
        about={
            "days": about.days(memory.days),
            "moderation": about.moderation(consultation),
            "codes": about.codes(consultation, published),
        },
    )


def _keep(consultation: Consultation, row: ReleaseMemory | None, memory: Remembered) -> None:
    assert memory.waiting is not None
    state, waiting = packed(memory), as_json(memory.waiting)
    if row is None:
        ReleaseMemory.objects.create(consultation=consultation, state=state, waiting=waiting)
    elif bytes(row.state) != state or row.waiting != waiting:
        ReleaseMemory.objects.filter(consultation=consultation).update(state=state, waiting=waiting)


def _says_the_same(before: MapSnapshot | None, now: MapSnapshot) -> bool:
    """Days, votes that wait and digests do not count: only what the page says."""
    return before is not None and (before.published, before.statements, before.about) == (
        now.published,
        now.statements,
        now.about,
    )


def forget_memory() -> None:
    """Drop what releases remember where participants' rows are destroyed; what was published stays."""
    found = ReleaseMemory.objects.filter(consultation__phase=Phase.ERASED)
    for key in list(found.values_list("pk", flat=True)):
        with transaction.atomic():
            ReleaseMemory.objects.filter(pk=key)._raw_delete(ReleaseMemory.objects.db)
            # Its pages are written anew with those of the votes (`consultations.actions.ending`), once more.
            Consultation.objects.filter(pk=key).update(settled=False)
