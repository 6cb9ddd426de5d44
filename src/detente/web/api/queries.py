"""What the API reads: rows that everybody may see, as plain values in the shapes of `schemas`.

Votes, participants, codes, reports, authors and release memories are not imported here, so no answer can hold one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform

from detente.web.agenda.models import Item
from detente.web.answers.models import Answer, Outcome
from detente.web.consultations.access import consultation_for_everybody
from detente.web.consultations.models import Consultation, Phase, Stage, Statement
from detente.web.core.clock import today
from detente.web.core.errors import NotFound
from detente.web.dialogues.access import dialogue_for_everybody
from detente.web.dialogues.models import Dialogue, Side
from detente.web.encounters.models import Announced
from detente.web.encounters.queries.following import standing_of
from detente.web.results.models import MapSnapshot
from detente.web.results.queries import UNSPOKEN

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

__all__ = [
    "agenda",
    "consultation",
    "consultations",
    "dialogue",
    "dialogues",
    "item",
    "shown",
    "snapshot",
    "snapshots",
    "statements",
    "told",
]

Plain = dict[str, Any]


# --- dialogues and consultations ---


def dialogues() -> QuerySet[Dialogue]:
    """Every dialogue."""
    return Dialogue.objects.prefetch_related("sides").order_by("pk")


def dialogue(found: Dialogue) -> Plain:
    """A dialogue and its sides."""
    return {
        "id": found.pk,
        "name": found.name,
        "about": found.about,
        "languages": found.languages,
        "standing": found.standing,
        "notice": found.notice,
        "sides": _sides(found),
    }


def _side(side: Side) -> Plain:
    return {"id": str(side.pk), "position": side.position, "name": side.name, "language": side.language}


def _sides(found: Dialogue) -> list[Plain]:
    return [_side(side) for side in found.sides.all()]


class Newest(TypedDict):
    """What `_public_consultations` adds to a consultation."""

    newest: UUID | None


def consultations(within: UUID) -> QuerySet[WithAnnotations[Consultation, Newest]]:
    """The consultations of a dialogue that the public may see."""
    return _public_consultations().filter(dialogue=dialogue_for_everybody(within)).order_by("pk")


def shown(key: UUID) -> WithAnnotations[Consultation, Newest]:
    """One of them."""
    found = _public_consultations().filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def _public_consultations() -> QuerySet[WithAnnotations[Consultation, Newest]]:
    newest = MapSnapshot.objects.filter(consultation=OuterRef("pk")).order_by("-number")
    return (
        Consultation.objects.exclude(phase=Phase.DRAFT)
        .select_related("dialogue", "imported", "round", "announced__encounter")
        .prefetch_related("dialogue__sides", "announced__happened")
        .annotate(newest=Subquery(newest.values("pk")[:1]))
    )


def consultation(found: WithAnnotations[Consultation, Newest]) -> Plain:
    """A consultation: its question, its days, and where its numbers are."""
    imported = getattr(found, "imported", None)
    follows = getattr(found, "round", None)
    return {
        "id": found.pk,
        "dialogue": found.dialogue_id,
        "question": found.question,
        "about": found.about,
        "languages": found.languages,
        "phase": found.phase,
        "level": found.level,
        "opens_on": found.opens_on,
        "closes_on": found.closes_on,
        "erases_on": found.erases_on,
        "simulated": found.simulated,
        "imported": imported.source if imported else None,
        "follows": follows.follows_id if follows else None,
        "announced": _announced(found.announced) if found.announced else None,
        "snapshot": found.newest,
        "sides": [] if imported else _sides(found.dialogue),
    }


# --- statements and their tallies ---


def statements(within: UUID) -> QuerySet[Statement]:
    """The statements of a consultation that were shown, in the order of their random keys."""
    found = consultation_for_everybody(within)
    return (
        Statement.objects.filter(consultation=found, stage__in=(Stage.SHOWN, Stage.RETIRED))
        .defer("author", "receipt", "plea")
        .prefetch_related("texts")
        .order_by("pk")
    )


class _Newest:
    """The newest publication of a consultation, by statement."""

    def __init__(self, consultation: Consultation) -> None:
        newest = MapSnapshot.objects.filter(consultation=consultation).order_by("-number")
        self.snapshot = newest.values_list("pk", flat=True).first()
        sides = Side.objects.filter(dialogue=consultation.dialogue_id).order_by("position")
        self.sides = [str(key) for key in sides.values_list("pk", flat=True)]

    def of(self, key: int) -> Plain | None:
        """What it says of a statement."""
        if self.snapshot is None:
            return None
        found = _by_statement(self.snapshot).get(str(key))
        if found is None:
            return None
        everybody, sides, groups = found
        # The map has the dialogue's sides in their order, or none.
        return {
            "snapshot": self.snapshot,
            "everybody": everybody,
            "sides": [{"side": key} | side for key, side in zip(self.sides, sides, strict=False)],
            "groups": groups,
        }


# A publication never changes, so its tallies may be kept; a large one is some megabytes, so few are.
@lru_cache(maxsize=4)
def _by_statement(snapshot: UUID) -> Mapping[str, tuple[Plain, list[Plain], list[Plain]]]:
    """The tallies of each statement: everybody's, each side's, each group's."""
    found = MapSnapshot.objects.get(pk=snapshot)
    summary = found.published["summary"]
    sides, groups = ([one["name"] for one in summary[kind]] for kind in ("sides", "groups"))
    return {
        found.statements[result["statement"]]: (
            _tally(result["overall"]),
            [{"name": name} | _tally(cell) for name, cell in zip(sides, result["sides"], strict=True)],
            [{"group": name} | _tally(cell) for name, cell in zip(groups, result["groups"], strict=True)],
        )
        for result in summary["statements"]
    }


def _tally(cell: Mapping[str, Any]) -> Plain:
    """A cell of the published map in the words of the tables; the counts of a withheld one say nothing there."""
    counts = {"votes": "n_votes", "agrees": "agreed", "disagrees": "disagreed", "passes": "passed"}
    return {
        "people": cell["n_people"],
        **{name: None if cell["withheld"] else cell[field] for name, field in counts.items()},
        **{name: cell[name] for name in ("agree", "disagree", "pass", "withheld", "redraw")},
        "matters": cell.get("marked"),  # written only where it was recorded
        "newer": cell.get("newer", False),  # written only where it is true
    }


def told(found: Iterable[Statement], within: UUID) -> list[Plain]:
    """Statements with what the newest publication says of each."""
    newest = _Newest(consultation_for_everybody(within))
    return [_statement(one, newest) for one in found]


def _statement(found: Statement, newest: _Newest) -> Plain:
    texts = list(found.texts.all())
    taken_down = found.stage == Stage.RETIRED and found.reason in UNSPOKEN
    return {
        "id": str(found.pk),
        "consultation": found.consultation_id,
        "texts": {} if taken_down else {text.language: text.text for text in texts},
        "written_in": next((text.language for text in texts if text.original), None),
        "origin": found.origin,
        "stage": found.stage,
        "reason": found.reason,
        "shown_on": found.shown_on,
        "released": newest.of(found.pk),
    }


# --- publications ---


class Head(TypedDict):
    """What `snapshots` takes out of a published map, so that the map itself need not be read."""

    people: int
    votes: int
    groups: list[Mapping[str, Any]]


def snapshots(within: UUID) -> QuerySet[WithAnnotations[MapSnapshot, Head]]:
    """Every publication of a consultation, the newest first, without its map but with the head of it."""
    summary = KeyTransform("summary", "published")
    return (
        MapSnapshot.objects.filter(consultation=consultation_for_everybody(within))
        .order_by("-number")
        .defer("published", "statements", "about")
        .annotate(
            people=KeyTransform("n_participants", summary),
            votes=KeyTransform("n_votes", summary),
            groups=KeyTransform("groups", summary),
        )
    )


def snapshot(found: WithAnnotations[MapSnapshot, Head], *, whole: bool = False) -> Plain:
    """A publication of `snapshots`, with the published map where it is wanted."""
    made = {
        "id": found.pk,
        "consultation": found.consultation_id,
        "number": found.number,
        "made_on": found.made_on,
        "full": found.full,
        "engine": found.engine,
        "parameters": found.parameters,
        "digest": found.digest,
        "people": found.people,
        "votes": found.votes,
        "groups": [
            {"name": group["name"], "kind": group["kind"], "people": group["n_people"]} for group in found.groups
        ],
    }
    if whole:
        made |= {"statements": found.statements, "published": found.published, "also": found.about}
    return made


# --- agenda and answers ---


def agenda(within: UUID) -> QuerySet[Item]:
    """The agenda of a dialogue, withdrawn items among the others."""
    return _items().filter(dialogue=dialogue_for_everybody(within)).order_by("position", "pk")


def _items() -> QuerySet[Item]:
    answers = Answer.objects.order_by("-revision").prefetch_related(
        Prefetch("outcomes", queryset=Outcome.objects.order_by("-revision"))
    )
    return Item.objects.select_related("dialogue", "statement", "announced__encounter").prefetch_related(
        "dialogue__sides", Prefetch("answers", queryset=answers), "announced__happened"
    )


def item(found: Item) -> Plain:
    """An item, and what each side answered."""
    by_side: dict[int, list[Plain]] = {}
    for one in found.answers.all():
        by_side.setdefault(one.side_id, []).append(_answer(one))
    waited = (today() - found.pinned_on).days
    return {
        "id": found.pk,
        "dialogue": found.dialogue_id,
        "consultation": found.statement.consultation_id if found.statement else None,
        "statement": str(found.statement_id) if found.statement else None,
        "snapshot": found.snapshot_id,
        "announced": _announced(found.announced) if found.announced else None,
        "basis": found.basis,
        "why": found.why,
        "position": found.position,
        "pinned_on": found.pinned_on,
        "withdrawn": found.withdrawn,
        "withdrawn_on": found.withdrawn_on,
        "withdrawn_why": found.withdrawn_why,
        "sides": [
            {
                "side": _side(side),
                "answers": by_side.get(side.pk, []),
                "days_without": None if by_side.get(side.pk) else waited,
            }
            for side in found.dialogue.sides.all()
        ],
    }


def _announced(found: Announced) -> Plain:
    records = list(found.happened.all())
    return {
        "id": found.pk,
        "encounter": found.encounter_id,
        "told": [
            {
                "side": one["letter"],
                "name": found.encounter.parties["ab".index(one["letter"])]["name"],
                "words": one["words"],
                "language": one["language"],
                "when": one["when"],
                "start": one["start"],
                "end": one["end"],
                "certainty": one["certainty"],
            }
            for one in found.told
        ],
        "starts": found.starts,
        "ends": found.ends,
        "standing": standing_of(found, records[0] if records else None).value,
        "records": [
            {
                "what": one.what,
                "on": one.on,
                "note": one.note,
                "source": one.source,
                "recorded_on": one.recorded_at.date(),
            }
            for one in records
        ],
    }


def _answer(found: Answer) -> Plain:
    return {
        "id": str(found.pk),
        "revision": found.revision,
        "kind": found.kind,
        "reason": found.reason,
        "office": found.office,
        "due_on": found.due_on,
        "source": found.source,
        "given_on": found.given_on,
        "recorder": found.recorder,
        "outcomes": [
            {"done": one.done, "evidence": one.evidence, "seen_on": one.seen_on, "recorder": one.recorder}
            for one in found.outcomes.all()
        ],
    }
