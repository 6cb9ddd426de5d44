"""What moderators read, and what everybody reads about moderation.

A moderator sees neither author nor side nor the order of arrival: the queue is drawn by lot at every view, and nothing
in it carries a day or a key that grows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from detente.web.consultations.models import (
    Appeal,
    Consultation,
    Origin,
    Phase,
    Reason,
    Report,
    Stage,
    Statement,
    StatementText,
)
from detente.web.consultations.similar import alike, key_of
from detente.web.core.clock import today
from detente.web.core.errors import NotFound
from detente.web.ledger.models import Entry
from detente.web.people.models import User

__all__ = [
    "CONVENER_AFTER",
    "FOR_LATE",
    "PAGE",
    "SHOWN_AFTER",
    "Item",
    "Queue",
    "Refusals",
    "is_late",
    "last_act",
    "queue",
    "refusals",
    "refused_by",
    "shown_statement",
    "shown_statements",
]

CONVENER_AFTER = 2
"""Whole days after the day of sending in which the moderators decide; then it is the convener's."""

SHOWN_AFTER = 4
"""Whole days after the day of sending in which anybody decides; then it is shown."""

FOR_LATE = (Reason.UNLAWFUL, Reason.PRIVATE_PERSON)
"""What keeps a late statement from being shown."""

PAGE = 100
"""Statements on one page of the queue."""

_lot = secrets.SystemRandom()


def is_late(statement: Statement) -> bool:
    """Whether the moderators' two days are over."""
    return statement.submitted_on < today() - timedelta(days=CONVENER_AFTER)


def last_act(statement: Statement, action: str = "") -> Entry | None:
    """The newest ledger line about a statement (of one kind)."""
    entries = Entry.objects.filter(
        dialogue=statement.consultation.dialogue_id, subject=f"statement:{statement.pk}", actor_key__isnull=False
    )
    return (entries.filter(action=action) if action else entries).order_by("-sequence").first()


@dataclass
class Item:
    """One statement in the queue, with everything that a decision needs and nothing else."""

    key: str
    kind: str
    texts: list[StatementText]
    organisers: bool
    reasons: list[tuple[str, str]]
    similar: list[StatementText] = field(default_factory=list)
    refused_for: str = ""
    plea: str = ""
    reports: list[tuple[str, int]] = field(default_factory=list)
    mine: bool = False


@dataclass
class Queue:
    """What one person has to decide, and what they can still take back."""

    appeals: list[Item]
    reported: list[Item]
    late: list[Item]
    waiting: list[Item]
    more: int
    decided: list[tuple[str, str, StatementText]]

    @property
    def total(self) -> int:
        """How many decisions this person can take now."""
        return len(self.appeals) + len(self.reported) + len(self.late) + len(self.waiting) + self.more


def queue(consultation: Consultation, user: User) -> Queue:
    """The queue of one person: moderators decide in time, conveners decide what is late, both decide appeals.

    After the last day nothing new is shown, so that only reports of what is shown are left.
    """
    neutral = consultation.moderators.filter(user=user).exists()
    statements = consultation.statements.prefetch_related("texts")
    if consultation.phase != Phase.OPEN:
        statements = statements.filter(stage=Stage.SHOWN)
    bar = today() - timedelta(days=CONVENER_AFTER)
    waiting = list(statements.filter(stage=Stage.WAITING, submitted_on__gte=bar)) if neutral else []
    late = list(statements.filter(stage=Stage.WAITING, submitted_on__lt=bar)) if user.is_convener else []
    appeals = [each for each in statements.filter(appeal=Appeal.ASKED) if not refused_by(each, user)]
    reported = list(statements.filter(stage=Stage.SHOWN, reports__isnull=False).distinct())
    for drawn in (waiting, late, appeals, reported):
        _lot.shuffle(drawn)
    beside = _Beside(consultation)
    counts = _reports(reported)
    return Queue(
        appeals=[
            _item(each, "appeal", beside, plea=each.plea, refused_for=each.get_reason_display()) for each in appeals
        ],
        reported=[_item(each, "reported", beside, reports=counts[each.pk]) for each in reported],
        late=[_item(each, "late", beside) for each in late],
        waiting=[_item(each, "waiting", beside) for each in waiting[:PAGE]],
        more=max(0, len(waiting) - PAGE),
        decided=_decided(consultation, user),
    )


def _item(statement: Statement, kind: str, beside: _Beside | None, **fields: object) -> Item:
    texts = sorted(statement.texts.all(), key=lambda text: (not text.original, text.language))
    reasons = FOR_LATE if kind == "late" else tuple(Reason)
    made = Item(
        key=str(statement.pk),
        kind=kind,
        texts=texts,
        organisers=statement.origin == Origin.ORGANISERS,
        reasons=[(reason.value, str(reason.label)) for reason in reasons],
    )
    for name, value in fields.items():
        setattr(made, name, value)
    if beside is not None:
        made.similar = beside.of(texts[0])
    return made


def refused_by(statement: Statement, user: User) -> bool:
    """Whether an appeal has to be decided by somebody other than this person.

    A convener who is alone decides twice rather than leaving the writer without an answer.
    """
    act = last_act(statement, "statement.refused")
    if act is None or act.actor_key != user.pk:
        return False
    return not user.is_convener or statement.consultation.moderators.exclude(user=user).exists()


def _reports(statements: Sequence[Statement]) -> dict[int, list[tuple[str, int]]]:
    """How many people gave which reason, by statement."""
    found: dict[int, list[tuple[str, int]]] = {statement.pk: [] for statement in statements}
    rows = (
        Report.objects.filter(statement__in=list(found)).values("statement", "reason").annotate(people=Count("reason"))
    )
    for row in rows.order_by("statement", "-people", "reason"):
        reason = row["reason"]
        label = Reason(reason).label if reason in Reason.values else reason
        found[row["statement"]].append((str(label), row["people"]))
    return found


class _Beside:
    """Finds the statements most like another, among those that are shown, accepted or waiting in its language."""

    def __init__(self, consultation: Consultation) -> None:
        self.texts: dict[str, dict[int, StatementText]] = {}
        self.keys: dict[str, dict[int, str]] = {}
        stages = (Stage.SHOWN, Stage.ACCEPTED, Stage.WAITING)
        for text in StatementText.objects.filter(statement__consultation=consultation, statement__stage__in=stages):
            self.texts.setdefault(text.language, {})[text.statement_id] = text
            self.keys.setdefault(text.language, {})[text.statement_id] = key_of(text.text)

    def of(self, text: StatementText) -> list[StatementText]:
        """At most two, the most alike first."""
        keys = self.keys.get(text.language, {})
        found = alike(text.text, keys, most=3)
        return [self.texts[text.language][key] for key, _score in found if key != text.statement_id][:2]


def _decided(consultation: Consultation, user: User) -> list[tuple[str, str, StatementText]]:
    """What this person decided today and can take back: key, the reason of a refusal, text; the newest first."""
    lines = Entry.objects.filter(
        dialogue=consultation.dialogue_id,
        actor_key=user.pk,
        action__in=("statement.accepted", "statement.refused"),
        at__date=today(),
    ).order_by("-sequence")
    keys = list(dict.fromkeys(int(line.subject.partition(":")[2]) for line in lines))
    fresh = {
        statement.pk: statement
        for statement in consultation.statements.filter(
            pk__in=keys,
            stage__in=(Stage.ACCEPTED, Stage.REFUSED),
            decided_on=today(),
            appeal=Appeal.NONE,
            origin=Origin.PUBLIC,
        ).prefetch_related("texts")
    }
    return [
        (str(key), str(fresh[key].get_reason_display()), _written(fresh[key].texts.all()))
        for key in keys
        if key in fresh
    ]


def _written(texts: Iterable[StatementText]) -> StatementText:
    return next(text for text in texts if text.original)


@dataclass(frozen=True)
class Refusals:
    """The public log: how many statements, by reason, without texts."""

    rows: list[tuple[str, int, int]]
    shown: int
    by_clock: int
    overturned: int


def refusals(consultation: Consultation) -> Refusals:
    """Counts for everybody. Today's decisions are not among them: they can still be taken back."""
    told = Q(decided_on__lt=today())
    publics = consultation.statements.filter(origin=Origin.PUBLIC)
    counted = {
        (row["stage"], row["reason"]): row["number"]
        for row in consultation.statements.filter(told, stage__in=(Stage.REFUSED, Stage.RETIRED))
        .values("stage", "reason")
        .annotate(number=Count("id"))
    }
    rows = [
        (str(reason.label), counted.get((Stage.REFUSED, reason), 0), counted.get((Stage.RETIRED, reason), 0))
        for reason in Reason
    ]
    return Refusals(
        rows=rows,
        shown=publics.filter(stage=Stage.SHOWN).count(),
        by_clock=publics.filter(by_clock=True).count(),
        overturned=publics.filter(told, appeal=Appeal.GRANTED).count(),
    )


def shown_statements(consultation: Consultation) -> list[Item]:
    """Every shown statement, in the order of its words: neither arrival nor votes."""
    shown = consultation.statements.filter(stage=Stage.SHOWN).prefetch_related("texts")
    items = [_item(each, "shown", None) for each in shown]
    return sorted(items, key=lambda item: item.texts[0].text.casefold())


def shown_statement(consultation: Consultation, user: User, key: int) -> Statement:
    """An organisers' shown statement, for a convener who wants to correct it; others do not exist here."""
    found = consultation.statements.filter(pk=key, stage=Stage.SHOWN, origin=Origin.ORGANISERS).first()
    if found is None or not user.is_convener:
        raise NotFound
    return found
