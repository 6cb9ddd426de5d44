"""What the pages below this app say of the agenda: who wrote or voted finds it from there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from detente.web.agenda.models import Item
from detente.web.agenda.queries import consultations_with_results, to_answer
from detente.web.consultations.models import Consultation
from detente.web.dialogues.beside import Link
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.dialogues.texts import said_in
from detente.web.encounters.models import Announced
from detente.web.people import desk
from detente.web.people.models import User
from detente.web.results.pages import Linked

__all__ = [
    "agendas",
    "of_announced",
    "of_consultation",
    "of_consultation_staff",
    "of_dialogue",
    "of_dialogue_staff",
    "of_statement",
    "of_statements",
    "pin_for_the_convener",
]


def of_statements(consultation: Consultation, statements: Sequence[int], language: str) -> dict[int, list[Link]]:
    """For each statement that is or was on the agenda, the way to its page there."""
    found = Item.objects.filter(statement__consultation=consultation, statement__in=statements)
    return {
        item.statement_id: [
            Link(
                reverse("agenda_item", args=(item.dialogue_id, language, item.pk)),
                _("It was on the agenda and was taken off it: read why")
                if item.withdrawn
                else _("It is on the agenda: read what each side answers"),
            )
        ]
        for item in found.only("pk", "dialogue", "statement", "withdrawn")
        if item.statement_id is not None
    }


def of_statement(consultation: Consultation, statement: int, language: str) -> list[Linked]:
    """The same for one statement's page of results."""
    links = of_statements(consultation, [statement], language).get(statement, [])
    return [Linked(link.label, link.url, link.note) for link in links]


def of_announced(announced: Sequence[Announced], language: str) -> dict[UUID, list[Link]]:
    """For each thing announced in an encounter, the way to its item on every agenda on which it is or was."""
    found: dict[UUID, list[Link]] = {}
    for item in Item.objects.select_related("dialogue").filter(announced__in=announced):
        if item.announced_id is not None:
            label = (
                _("It was on the agenda and was taken off it: read why")
                if item.withdrawn
                else _("It is on the agenda: read what each side answers")
            )
            link = Link(reverse("agenda_item", args=(item.dialogue_id, language, item.pk)), label)
            found.setdefault(item.announced_id, []).append(link)
    return found


def pin_for_the_convener(announced: Sequence[Announced], language: str) -> dict[UUID, list[Link]]:
    """For each of them, the way to put it on an agenda: its dialogue's, or any where the encounter belongs to none."""
    there = set(Item.objects.filter(announced__in=announced).values_list("announced_id", "dialogue_id"))
    dialogues = list(Dialogue.objects.exclude(standing=Standing.CLOSED))
    return {
        one.pk: [
            Link(
                reverse("pin_announced", args=(dialogue.pk, one.pk)),
                _("Put it on the agenda"),
                said_in(dialogue.name, language)[0],
            )
            for dialogue in dialogues
            if one.encounter.dialogue_id in (None, dialogue.pk) and (one.pk, dialogue.pk) not in there
        ]
        for one in announced
    }


def of_consultation(consultation: Consultation, language: str) -> list[Link]:
    """The way to the agenda, once a statement of this consultation is on it."""
    there = Item.objects.filter(statement__consultation=consultation, withdrawn=False).count()
    if not there:
        return []
    return [
        Link(
            reverse("agenda", args=(consultation.dialogue_id, language)),
            ngettext(
                "%(n)d statement from here is on the agenda of the sides",
                "%(n)d statements from here are on the agenda of the sides",
                there,
            )
            % {"n": there},
        )
    ]


def of_consultation_staff(consultation: Consultation, language: str) -> list[Link]:
    """The way to this consultation's candidates, once it has results."""
    if not consultation.snapshots.exists() or consultation.dialogue.standing == Standing.CLOSED:
        return []
    address = reverse("agenda_manage", args=(consultation.dialogue_id,))
    return [Link(f"{address}?of={consultation.pk}#candidates", _("Put a statement on the agenda"))]


def of_dialogue(dialogue: Dialogue, language: str) -> list[Link]:
    """The way to the agenda, once there is something on it."""
    there = dialogue.agenda.count()
    if not there:
        return []
    return [
        Link(
            reverse("agenda", args=(dialogue.pk, language)),
            _("Agenda: what the sides answer"),
            ngettext("%(n)d item", "%(n)d items", there) % {"n": there},
        )
    ]


def of_dialogue_staff(dialogue: Dialogue, language: str) -> list[Link]:
    """The way to the page on which the agenda is kept."""
    return [Link(reverse("agenda_manage", args=(dialogue.pk,)), _("Agenda and answers"))]


def agendas(user: User) -> list[desk.Item]:
    """Each dialogue with results or an agenda, and what is missing on it; conveners only."""
    if not user.is_convener:
        return []
    items = []
    for dialogue in Dialogue.objects.exclude(standing=Standing.CLOSED):
        if not dialogue.agenda.exists() and not consultations_with_results(dialogue):
            continue
        name, language = said_in(dialogue.name)
        missing, overdue = to_answer(dialogue)
        note = ""
        if overdue:
            note = ngettext("%(n)d promise is overdue", "%(n)d promises are overdue", overdue) % {"n": overdue}
        elif missing:
            note = ngettext("%(n)d answer is missing", "%(n)d answers are missing", missing) % {"n": missing}
        items.append(
            desk.Item(
                title=name,
                url=reverse("agenda_manage", args=(dialogue.pk,)),
                note=note,
                group=_("Agenda and answers"),
                language=language,
            )
        )
    return sorted(items, key=lambda item: str(item.title))
