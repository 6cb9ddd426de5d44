"""Every write about an agenda: one verb, one function, one transaction, one ledger line.

An agenda outlives its consultations: it is kept while the dialogue is active or suspended, and is fixed once the
dialogue is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from detente.web.agenda.models import Basis, Item
from detente.web.consultations.models import Consultation, Statement
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.dialogues.texts import digest
from detente.web.encounters.models import Announced
from detente.web.encounters.queries.following import stands_still
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.web.results.models import MapSnapshot
from detente.web.results.queries import Newest, newest
from detente.web.results.released import ranked, released

__all__ = [
    "AgendaClosed",
    "AlreadyThere",
    "AnnouncedNoMore",
    "ItemWithdrawn",
    "NotPublished",
    "WhyMissing",
    "WrongBasis",
    "announced_pinnable",
    "bases_of",
    "held_dialogue",
    "move",
    "pin",
    "pin_announced",
    "pinnable",
    "withdraw",
]


class AgendaClosed(Refused):
    """The dialogue was closed for good, and its agenda with it."""

    code = "agenda.closed"
    status = 409
    sentence = _(
        "This dialogue is closed, so its agenda is fixed. What became of earlier answers can still be recorded."
    )


class NotPublished(Refused):
    """Nothing unpublished leads to an agenda: whoever reads the item must be able to read the numbers behind it."""

    code = "agenda.not_published"
    status = 409
    sentence = _(
        "No number of this statement is published yet, so it cannot stand on the agenda. "
        "Its page of results says what opens it."
    )


class AlreadyThere(Refused):
    """A statement, or something announced, stands on an agenda once."""

    code = "agenda.already_there"
    status = 409
    sentence = _("This is on the agenda already, or was taken off it. Its page there tells what became of it.")


class WhyMissing(Refused):
    """The public reads why something is put on the agenda or taken off it."""

    code = "agenda.why_missing"
    status = 400
    sentence = _("Say in at least one language of the dialogue why: the public reads it beside the item.")


class WrongBasis(Refused):
    """Common ground and divides are what the published numbers list as such."""

    code = "agenda.wrong_basis"
    status = 400
    sentence = _("The newest published numbers do not list this statement so. Choose what the page offers.")


class AnnouncedNoMore(Refused):
    """Only what a reader finds in the newest edition is put to the sides."""

    code = "agenda.announced_no_more"
    status = 409
    sentence = _(
        "No row of the newest edition announces this any more, so it cannot be put on the agenda. Look what the "
        "corrected texts announce instead."
    )


class ItemWithdrawn(Refused):
    """What was taken off stays readable and changes no more."""

    code = "agenda.withdrawn"
    status = 409
    sentence = _("This was taken off the agenda. It stays readable with the reason, and changes no more.")


def bases_of(found: Newest, statement: int) -> list[Basis]:
    """As what a statement may be put on the agenda; empty where none of its numbers is published."""
    if statement not in released(found):
        return []
    # In a small room nearly every statement divides a little; what all agree on is still no divide.
    if statement in ranked(found, "common_ground"):
        return [Basis.COMMON_GROUND, Basis.STATEMENT]
    if statement in ranked(found, "divisive"):
        return [Basis.DIVIDE, Basis.STATEMENT]
    return [Basis.STATEMENT]


def pinnable(consultation: Consultation, statement: Statement) -> tuple[MapSnapshot, list[Basis]]:
    """The newest numbers of a statement that may be put on the agenda, and as what it may be.

    Raises
    ------
    AgendaClosed, AlreadyThere, NotPublished
    """
    if consultation.dialogue.standing == Standing.CLOSED:
        raise AgendaClosed
    if consultation.dialogue.agenda.filter(statement=statement).exists():
        raise AlreadyThere
    found = newest(consultation)
    bases = bases_of(found, statement.pk) if found else []
    if found is None or not bases:
        raise NotPublished
    return found.snapshot, bases


def pin(*, actor: User, consultation: Consultation, statement: Statement, basis: str, why: Mapping[str, str]) -> Item:
    """Put a published statement at the end of the agenda, with why and with the numbers of this moment."""
    if statement.consultation_id != consultation.pk:
        raise NotFound
    with transaction.atomic():
        dialogue = held_dialogue(consultation.dialogue_id)
        snapshot, bases = pinnable(consultation, statement)
        if basis not in bases:
            raise WrongBasis
        given = _given(why, dialogue)
        made = Item.objects.create(
            dialogue=dialogue,
            statement=statement,
            snapshot=snapshot,
            basis=basis,
            why=given,
            position=_last(dialogue) + 1,
            pinned_on=today(),
        )
        _line(
            "agenda.pinned",
            actor,
            made,
            consultation=str(consultation.pk),
            statement=str(statement.pk),
            snapshot=snapshot.number,
            basis=basis,
            why=digest(given),
        )
    return made


def announced_pinnable(dialogue: Dialogue, announced: Announced) -> None:
    """Refuse what may not be put on this agenda.

    Raises
    ------
    AgendaClosed, AlreadyThere, AnnouncedNoMore, NotFound
        It was announced in an encounter of another dialogue.
    """
    if announced.encounter.dialogue_id not in (None, dialogue.pk):
        raise NotFound
    if dialogue.standing == Standing.CLOSED:
        raise AgendaClosed
    if dialogue.agenda.filter(announced=announced).exists():
        raise AlreadyThere
    if not stands_still(announced):
        raise AnnouncedNoMore


def pin_announced(*, actor: User, dialogue: Dialogue, announced: Announced, why: Mapping[str, str]) -> Item:
    """Put something that was announced in an encounter at the end of the agenda, with why."""
    with transaction.atomic():
        held = held_dialogue(dialogue.pk)
        announced_pinnable(held, announced)
        given = _given(why, held)
        made = Item.objects.create(
            dialogue=held,
            announced=announced,
            basis=Basis.ANNOUNCED,
            why=given,
            position=_last(held) + 1,
            pinned_on=today(),
        )
        _line(
            "agenda.pinned",
            actor,
            made,
            encounter=str(announced.encounter_id),
            announced=str(announced.pk),
            basis=Basis.ANNOUNCED.value,
            why=digest(given),
        )
    return made


def _last(dialogue: Dialogue) -> int:
    found: int | None = dialogue.agenda.aggregate(last=Max("position"))["last"]
    return found or 0


def move(*, actor: User, item: Item, up: bool) -> bool:
    """Change places with the item above or below; False where there is none and nothing changed."""
    with transaction.atomic():
        dialogue = held_dialogue(item.dialogue_id)
        held = dialogue.agenda.get(pk=item.pk)
        if held.withdrawn:
            raise ItemWithdrawn
        others = dialogue.agenda.filter(withdrawn=False)
        other = (
            others.filter(position__lt=held.position).order_by("-position").first()
            if up
            else others.filter(position__gt=held.position).order_by("position").first()
        )
        if other is None:
            return False
        held.position, other.position = other.position, held.position
        held.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _line("agenda.moved", actor, held, up=up)
    return True


def withdraw(*, actor: User, item: Item, why: Mapping[str, str]) -> None:
    """Take an item off the agenda. It, its answers and the reason stay readable."""
    with transaction.atomic():
        dialogue = held_dialogue(item.dialogue_id)
        held = dialogue.agenda.get(pk=item.pk)
        if held.withdrawn:
            raise ItemWithdrawn
        held.withdrawn, held.withdrawn_on, held.withdrawn_why = True, today(), _given(why, dialogue)
        held.save(update_fields=["withdrawn", "withdrawn_on", "withdrawn_why"])
        _line("agenda.withdrawn", actor, held, why=digest(held.withdrawn_why))


def held_dialogue(key: UUID) -> Dialogue:
    """The dialogue, locked: two conveners who keep its agenda at once follow one another.

    Raises
    ------
    AgendaClosed
    """
    found = Dialogue.objects.select_for_update(no_key=True).get(pk=key)
    if found.standing == Standing.CLOSED:
        raise AgendaClosed
    return found


def _given(why: Mapping[str, str], dialogue: Dialogue) -> dict[str, str]:
    given = {code: why[code] for code in dialogue.languages if why.get(code)}
    if not given:
        raise WhyMissing
    return given


def _line(action: str, actor: User, item: Item, **details: object) -> None:
    record(action, actor=actor, dialogue=item.dialogue_id, subject=f"item:{item.pk}", details=details)
