"""Every read about agendas.

Answers stand above this app, so they are reached by the relation's name and their kinds by value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from detente.report.subject import StatementText as Words
from detente.web.agenda.actions import bases_of
from detente.web.agenda.models import Basis, Item
from detente.web.consultations.models import Consultation, StatementText
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue, Side
from detente.web.encounters.models import Announced
from detente.web.encounters.queries.following import Listed, announced_for, listed
from detente.web.results.queries import newest, subject
from detente.web.results.released import Numbers, numbers_of, ranked, released

if TYPE_CHECKING:
    from detente.web.answers.models import Answer, Outcome

__all__ = [
    "Candidate",
    "Entry",
    "Given",
    "SideAnswer",
    "agenda_of",
    "announced_candidates",
    "candidates",
    "consultations_with_results",
    "entry_of",
    "pin_bases",
    "to_answer",
    "words_of",
    "words_of_announced",
]

MOST_CANDIDATES = 50
"""Statements on one page of candidates; the search narrows them."""

PROMISES = ("will_do", "will_discuss")
"""Answers that something can become of."""


@dataclass(frozen=True)
class Given:
    """An answer with what became of it.

    Attributes
    ----------
    answer : Answer
    outcomes : list of Outcome
        The one that holds first.
    overdue : bool
        Its day has passed and nobody has recorded what became of it.
    """

    answer: Answer
    outcomes: list[Outcome]
    overdue: bool

    @property
    def promises(self) -> bool:
        """Whether something can become of it."""
        return self.answer.kind in PROMISES


@dataclass(frozen=True)
class SideAnswer:
    """What one side says to one item.

    Attributes
    ----------
    side : Side
    current : Given or None
        The answer in force.
    earlier : list of Given
        Those before it, the later first.
    days : int
        Days since the item was put on the agenda, where there is no answer.
    """

    side: Side
    current: Given | None
    earlier: list[Given]
    days: int


@dataclass(frozen=True)
class Entry:
    """An item as a page shows it: a statement with its numbers, or something announced with what became of it."""

    item: Item
    text: Words
    numbers: Numbers | None
    sides: list[SideAnswer]
    announced: Listed | None = None

    @property
    def consultation(self) -> Consultation | None:
        """Where the statement was voted on; None for something announced."""
        return self.item.statement.consultation if self.item.statement else None


@dataclass(frozen=True)
class Candidate:
    """A statement that may be put on the agenda."""

    statement: int
    text: Words
    bases: list[Basis]
    item: Item | None


def agenda_of(dialogue: Dialogue, language: str) -> tuple[list[Entry], list[Entry]]:
    """What stands on the agenda in its order, and what was taken off it."""
    entries = _entries(dialogue, _items(dialogue), language)
    return [e for e in entries if not e.item.withdrawn], [e for e in entries if e.item.withdrawn]


def entry_of(item: Item, language: str) -> Entry:
    """One item with everything behind it."""
    found = _items(item.dialogue).filter(pk=item.pk)
    return _entries(item.dialogue, found, language)[0]


def _items(dialogue: Dialogue) -> QuerySet[Item]:
    return (
        Item.objects.filter(dialogue=dialogue)
        .select_related("statement__consultation__dialogue", "snapshot")
        .defer("snapshot__published", "snapshot__statements", "snapshot__about")
        .prefetch_related("answers__outcomes")
    )


def _entries(dialogue: Dialogue, items: Iterable[Item], language: str) -> list[Entry]:
    found = list(items)
    sides = list(dialogue.sides.all())
    texts: dict[int, Words] = {}
    statements = [item.statement for item in found if item.statement is not None]
    for place in {statement.consultation_id: statement.consultation for statement in statements}.values():
        texts |= words_of(place, [one.pk for one in statements if one.consultation_id == place.pk], language)
    behind = {
        item.pk: (item.snapshot_id, item.statement_id) for item in found if item.snapshot_id and item.statement_id
    }
    numbers = numbers_of(behind.values(), sides)
    keys = [item.announced_id for item in found if item.announced_id]
    announced = {one.announced.pk: one for one in listed(Announced.objects.filter(pk__in=keys))} if keys else {}
    entries = []
    for item in found:
        one = announced[item.announced_id] if item.announced_id else None
        entries.append(
            Entry(
                item=item,
                text=words_of_announced(one) if one else texts[behind[item.pk][1]],
                numbers=None if one else numbers.get(behind[item.pk]),
                sides=[_side_answer(item, side) for side in sides],
                announced=one,
            )
        )
    return entries


def words_of_announced(one: Listed) -> Words:
    """What something announced is called: the first words that announce it, as far as they are still there."""
    if not one.first.words:
        language = (get_language() or "en").split("-")[0]
        return Words(str(one.announced.pk), _("Something announced; its words were removed"), language=language)
    return Words(str(one.announced.pk), one.first.words, language=one.first.language)


def _side_answer(item: Item, side: Side) -> SideAnswer:
    answers: list[Answer] = [answer for answer in item.answers.all() if answer.side_id == side.pk]
    given = [_given(answer, in_force=place == 0) for place, answer in enumerate(answers)]
    return SideAnswer(
        side=side,
        current=given[0] if given else None,
        earlier=given[1:],
        days=(today() - item.pinned_on).days,
    )


def _given(answer: Answer, *, in_force: bool) -> Given:
    outcomes = list(answer.outcomes.all())
    late = answer.due_on is not None and answer.due_on < today()
    return Given(answer, outcomes, overdue=in_force and late and not outcomes)


def to_answer(dialogue: Dialogue) -> tuple[int, int]:
    """How many answers are missing on the agenda, and how many promises are overdue."""
    entries, _withdrawn = agenda_of(dialogue, dialogue.languages[0])
    answers = [answer for entry in entries for answer in entry.sides]
    missing = sum(answer.current is None for answer in answers)
    return missing, sum(answer.current is not None and answer.current.overdue for answer in answers)


def consultations_with_results(dialogue: Dialogue) -> list[Consultation]:
    """Those with at least one publication, the latest first."""
    found = dialogue.consultations.exclude(phase="draft").filter(snapshots__isnull=False).distinct()
    return sorted(found, key=lambda c: (str(c.opens_on or ""), str(c.pk)), reverse=True)


def candidates(consultation: Consultation, *, language: str, search: str = "") -> tuple[list[Candidate], int]:
    """What may be put on the agenda: divides and common ground first; and how many more the search leaves out."""
    found = newest(consultation)
    if found is None:
        return [], 0
    there = released(found)
    grounds, divides = ranked(found, "common_ground"), ranked(found, "divisive")
    order = dict.fromkeys([*grounds, *divides, *found.statements])
    keys = [key for key in order if key in there]
    if search:
        wanted = search.casefold()
        spoken = StatementText.objects.filter(statement__consultation=consultation)
        hits = {text.statement_id for text in spoken if wanted in text.text.casefold()}
        keys = [key for key in keys if key in hits]
    texts = words_of(consultation, keys[:MOST_CANDIDATES], language)
    pinned = {
        item.statement_id: item
        for item in Item.objects.filter(statement__consultation=consultation)
        if item.statement_id
    }
    listed = [
        Candidate(
            statement=key,
            text=texts[key],
            bases=[
                basis
                for basis, there in (
                    (Basis.COMMON_GROUND, key in grounds),
                    (Basis.DIVIDE, key in divides and key not in grounds),
                )
                if there
            ],
            item=pinned.get(key),
        )
        for key in keys[:MOST_CANDIDATES]
    ]
    return listed, max(0, len(keys) - MOST_CANDIDATES)


def announced_candidates(dialogue: Dialogue) -> tuple[list[Listed], int]:
    """What was announced in encounters and may be put on this agenda, the next window first; and how many more."""
    there = Item.objects.filter(dialogue=dialogue, announced=OuterRef("pk"))
    found = [one for one in listed(announced_for(dialogue).filter(~Exists(there))) if one.current]
    return found[:MOST_CANDIDATES], max(0, len(found) - MOST_CANDIDATES)


def pin_bases(consultation: Consultation, statement: int) -> list[Basis]:
    """As what a statement may be put on the agenda now."""
    found = newest(consultation)
    return bases_of(found, statement) if found else []


def words_of(consultation: Consultation, statements: list[int], language: str) -> dict[int, Words]:
    """The words of statements as the results show them: one that was taken back for what it says is not repeated."""
    return dict(zip(statements, subject(consultation, statements, language).statements, strict=True))
