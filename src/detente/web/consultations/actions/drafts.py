"""What preparing and opening share: the draft, locked; the digest of its words; its line in the ledger."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Consultation, Origin, Phase, Statement
from detente.web.consultations.queries.setup import texts_of
from detente.web.core.errors import NotFound, Refused
from detente.web.dialogues.texts import digest
from detente.web.ledger.actions import record
from detente.web.people.models import User

__all__ = ["NotInPreparation", "held_draft", "line", "question_digest"]


class NotInPreparation(Refused):
    """What was opened is fixed."""

    code = "consultations.not_in_preparation"
    status = 409
    sentence = _(
        "This consultation is no longer in preparation: its words are fixed. Open its page to see what you can do."
    )


def held_draft(key: UUID) -> Consultation:
    """The draft, locked until the transaction ends; two conveners who save at once follow one another."""
    found = Consultation.objects.select_for_update(no_key=True).filter(pk=key).first()
    if found is None:
        raise NotFound
    if found.phase != Phase.DRAFT:
        raise NotInPreparation
    return found


def question_digest(consultation: Consultation) -> str:
    """Digest of the question, its description and all opening statements, as opened: they are fixed from then on."""
    statements = Statement.objects.filter(consultation=consultation, origin=Origin.ORGANISERS).prefetch_related("texts")
    spoken = sorted(sorted(texts_of(statement).items()) for statement in statements)
    return digest([consultation.question, consultation.about, spoken])


def line(action: str, actor: User | None, consultation: Consultation, **details: object) -> None:
    """One line in the ledger about a consultation, inside the caller's transaction."""
    record(
        action,
        actor=actor,
        dialogue=consultation.dialogue_id,
        subject=f"consultation:{consultation.pk}",
        details=details,
    )
