"""What else the page counts beside the map: days of joining, moderation, codes.

Only the days count participants. They follow the people whom full releases counted, and obey a rule that
docs/algorithms/redraw.md proves: a day's number changes for ten new people in it, all of them add up to the published
total, and nothing between one and nine follows by subtraction from anything that was ever shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from django.db.models import Count

from detente.opinion.disclosure import State
from detente.opinion.results import PublishedMap
from detente.web.consultations.models import Appeal, Code, Consultation, Level, Origin, Reason, Stage
from detente.web.core.clock import today

__all__ = ["Bin", "codes", "days", "moderation", "renewed_days"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bin:
    """Days `first` to `last` (`date.toordinal`), and how many people of each stratum joined in them."""

    first: int
    last: int
    people: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.people)

    def __add__(self, other: Bin) -> Bin:
        both = tuple(a + b for a, b in zip(self.people, other.people, strict=True))
        return Bin(min(self.first, other.first), max(self.last, other.last), both)


def renewed_days(
    before: Sequence[Bin],
    old: State | None,
    new: State,
    participants: IntArray,
    joined_on: IntArray,
    *,
    until: date | None = None,
) -> tuple[Bin, ...]:
    """The days of joining at a full release.

    Parameters
    ----------
    before : sequence of Bin
        As published by the last full release.
    old, new : State or None
        What the last release left, and what this one does.
    participants, joined_on : ndarray
        Keys, ascending, and the day of each.
    until : date, optional
        The last day on which anybody could join; the days end today at the latest.
    """
    floor, n_strata = new.floor, len(new.sizes)
    cells = new.cells
    counted = cells.counted & cells.people_shown()
    keys, stratum = cells.participants[counted], cells.stratum[counted]
    day = joined_on[np.searchsorted(participants, keys)]
    # Nobody is new twice: not who was counted, and not who went away or declared another side and is here again.
    known = np.isin(keys, cells.spent)
    if old is not None:
        known |= np.isin(keys, old.cells.participants[old.cells.counted])
    fresh = np.bincount(stratum[~known], minlength=n_strata)
    # A stratum without newcomers is shown as it was, people who left since included.
    renewed = fresh >= floor
    if not before:
        renewed[:] = True
    bins = [Bin(each.first, each.last, _none(n_strata)) for each in before]
    edge = bins[-1].last if bins else int(day.min()) - 1
    last = max(min(today(), until or today()).toordinal(), int(day.max()))
    bins += [Bin(each, each, _none(n_strata)) for each in range(edge + 1, max(last, edge) + 1)]
    # A day before the first or behind the last, as when a clock is set, belongs to the nearest.
    at = np.clip(np.searchsorted([each.last for each in bins], day), 0, len(bins) - 1)
    now = np.bincount(at * n_strata + stratum, minlength=len(bins) * n_strata).reshape(-1, n_strata)
    came = np.bincount(at[~known] * n_strata + stratum[~known], minlength=len(bins) * n_strata)
    newcomers = came.reshape(-1, n_strata)[:, renewed].sum(axis=1)
    shown = np.zeros((len(bins), n_strata), np.int64)
    shown[: len(before)] = np.array([each.people for each in before], np.int64).reshape(-1, n_strata)
    now = np.where(renewed, now, shown)
    made = [Bin(b.first, b.last, tuple(int(n) for n in row)) for b, row in zip(bins, now, strict=True)]
    same = (now == shown).all(axis=1) & (newcomers == 0)
    if np.any(now.sum(axis=0) != new.sizes):
        # Somebody changed sides or was counted twice: one number, the total that is published anyway.
        return (Bin(made[0].first, max(last, made[0].first), tuple(int(n) for n in new.sizes)),)
    return _joined(made, newcomers.tolist(), same.tolist(), len(before), floor)


def _none(n_strata: int) -> tuple[int, ...]:
    return (0,) * n_strata


def _joined(bins: list[Bin], newcomers: list[int], same: list[bool], n_before: int, floor: int) -> tuple[Bin, ...]:
    """Neighbours put together until each is as it was published, or holds `floor` newcomers."""
    made: list[tuple[Bin, int]] = []
    open_bin: tuple[Bin, int] | None = None
    for index, (each, new) in enumerate(zip(bins, newcomers, strict=True)):
        if open_bin is None and same[index] and index < n_before:
            made.append((each, -1))
            continue
        open_bin = (each, new) if open_bin is None else (open_bin[0] + each, open_bin[1] + new)
        if open_bin[1] >= floor:
            made.append(open_bin)
            open_bin = None
    while open_bin is not None and made:
        last, new = made.pop()
        open_bin = (last + open_bin[0], max(new, 0) + open_bin[1])
        if open_bin[1] >= floor or open_bin[1] == 0 == open_bin[0].total - last.total:
            made.append(open_bin)
            open_bin = None
    return tuple(each for each, _new in made) or ((open_bin[0],) if open_bin else ())


def days(bins: Sequence[Bin]) -> list[dict[str, object]]:
    """As the page shows them."""
    return [
        {
            "first": date.fromordinal(each.first).isoformat(),
            "last": date.fromordinal(each.last).isoformat(),
            "people": each.total,
        }
        for each in bins
    ]


def moderation(consultation: Consultation) -> dict[str, object]:
    """Statements by what moderators did: public on the page of the rules, and about no vote.

    Today's decisions are not among them; they can still be taken back.
    """
    decided = consultation.statements.filter(decided_on__lt=today())
    rows = (
        decided.filter(stage__in=(Stage.REFUSED, Stage.RETIRED))
        .order_by()
        .values_list("stage", "reason")
        .annotate(times=Count("*"))
    )
    counted = {(stage, reason): times for stage, reason, times in rows}
    publics = consultation.statements.filter(origin=Origin.PUBLIC)
    return {
        "reasons": [
            {
                "reason": reason.value,
                "refused": counted.get((Stage.REFUSED, reason.value), 0),
                "retired": counted.get((Stage.RETIRED, reason.value), 0),
            }
            for reason in Reason
        ],
        "shown": publics.filter(stage=Stage.SHOWN).count(),
        "by_clock": publics.filter(by_clock=True).count(),
        "overturned": decided.filter(origin=Origin.PUBLIC, appeal=Appeal.GRANTED).count(),
    }


def codes(consultation: Consultation, published: PublishedMap) -> list[int | None]:
    """Codes made for each side, in the order of the sides; None where few hold one and have not taken part.

    Used codes are not told: they count who began, and who began and did not vote would follow from the people who
    took part.
    """
    sides = published.summary.sides
    if consultation.level != Level.DEALT or not sides:
        return []
    rows = (
        Code.objects.filter(consultation=consultation)
        .order_by()
        .values_list("side__position")
        .annotate(times=Count("*"))
    )
    issued = dict(rows)
    told: list[int | None] = []
    for position, side in enumerate(sides):
        number = issued.get(position, 0)
        silent = number - side.n_people
        told.append(number if number >= published.floor and (silent == 0 or silent >= published.floor) else None)
    return told
