"""Opening a consultation: every rule on harm is enforced here, whatever a page showed before."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import harm
from detente.web.consultations.actions.drafts import NotInPreparation, held_draft, line, question_digest
from detente.web.consultations.actions.open_set import open_more
from detente.web.consultations.models import Consultation, Level, Origin, Phase, Stage
from detente.web.consultations.queries.setup import missing
from detente.web.core.clock import today
from detente.web.core.errors import Refused
from detente.web.dialogues.models import Standing
from detente.web.people.models import User

__all__ = [
    "PERSECUTION",
    "ConsequencesNotAccepted",
    "DoNotRun",
    "Incomplete",
    "NeutralModeratorsOnly",
    "NoOpenMode",
    "SideTooSmall",
    "open_consultation",
    "open_due",
    "to_accept",
    "withdraw",
]

PERSECUTION = "persecution"
"""What every convener accepts until an outside review was made: not for people at risk of persecution."""


class Incomplete(Refused):
    """Something is missing; the review page names it."""

    code = "consultations.incomplete"
    status = 409
    sentence = _("It cannot open yet: %(what)s")


class DoNotRun(Refused):
    """An answer on the do-no-harm page forbids it."""

    code = "consultations.do_not_run"
    status = 409
    sentence = _("Your answers on harm say: do not run this consultation. That page says what would have to change.")


class NoOpenMode(Refused):
    """An answer on the do-no-harm page asks for dealt codes."""

    code = "consultations.no_open_mode"
    status = 409
    sentence = _("Your answers on harm ask for dealt codes. Change how people join.")


class NeutralModeratorsOnly(Refused):
    """An answer on the do-no-harm page asks for moderators who belong to no side."""

    code = "consultations.neutral_moderators_only"
    status = 409
    sentence = _("Your answers on harm ask for neutral moderators only. Choose people who belong to no side.")


class SideTooSmall(Refused):
    """Too few people to hide in."""

    code = "consultations.side_too_small"
    status = 409
    sentence = _("You expect fewer than twenty voters on a side: too few to hide in. Merge sides or ask more people.")


class ConsequencesNotAccepted(Refused):
    """Each consequence is accepted by name."""

    code = "consultations.consequences_not_accepted"
    status = 400
    sentence = _("Accept each consequence of your answers, one by one, before you open the consultation.")


def to_accept(consultation: Consultation) -> set[str]:
    """What has to be accepted: each question with a risky answer, and that no outside review was made yet."""
    return {finding.question.key for finding in harm.consequences(consultation).findings} | {PERSECUTION}


def open_consultation(*, actor: User, consultation: Consultation, accepted: Collection[str] = ()) -> Consultation:
    """Open a consultation today, or let it wait for its first day; its words are fixed from here on.

    Parameters
    ----------
    accepted : collection of str
        Keys of `to_accept` that the convener has accepted by name.

    Raises
    ------
    SideTooSmall, DoNotRun, NoOpenMode, NeutralModeratorsOnly, Incomplete, ConsequencesNotAccepted
        The first rule that it breaks.
    """
    with transaction.atomic():
        held = held_draft(consultation.pk)
        _check_harm(held)
        lacking = missing(held)
        if lacking:
            raise Incomplete(what=lacking[0].sentence)
        if not to_accept(held) <= set(accepted):
            raise ConsequencesNotAccepted
        held.warned = True
        held.phase = Phase.READY
        held.save(update_fields=("warned", "phase"))
        details = {
            "digest": question_digest(held),
            "statements": held.statements.count(),
            "opens_on": f"{held.opens_on}",
            "closes_on": f"{held.closes_on}",
            "erases_on": f"{held.erases_on}",
            "level": held.level,
            "accepted": sorted(to_accept(held)),
            # The wizard says that the ledger keeps who was declared to belong to no side.
            "moderators": [
                {"name": moderator.user.name, "neutral": moderator.neutral}
                for moderator in held.moderators.select_related("user").order_by("user__name", "pk")
            ],
        }
        if held.opens_on and held.opens_on > today():
            line("consultation.readied", actor, held, **details)
        else:
            line("consultation.opened", actor, held, **details)
            _begin(held)
    consultation.phase, consultation.warned = held.phase, held.warned
    return held


def withdraw(*, actor: User, consultation: Consultation) -> None:
    """Take a consultation that waits for its first day back into preparation; nobody has taken part yet."""
    with transaction.atomic():
        if not Consultation.objects.filter(pk=consultation.pk, phase=Phase.READY).update(
            phase=Phase.DRAFT, warned=False
        ):
            raise NotInPreparation
        consultation.phase, consultation.warned = Phase.DRAFT, False
        line("consultation.withdrawn", actor, consultation)


def open_due() -> None:
    """Open every consultation whose first day has come; one in a suspended dialogue waits until that is resumed."""
    due = Consultation.objects.filter(phase=Phase.READY, opens_on__lte=today(), dialogue__standing=Standing.ACTIVE)
    for key in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            held = Consultation.objects.select_for_update(no_key=True).filter(pk=key, phase=Phase.READY).first()
            # One whose last day has passed meanwhile is closed by the next task, unopened.
            if held is None or (held.closes_on and held.closes_on < today()):
                continue
            line("consultation.opened", None, held, digest=question_digest(held))
            _begin(held)


def _begin(held: Consultation) -> None:
    """Open the doors: statements are shown from now on, and the first of them offered."""
    held.phase = Phase.OPEN
    held.save(update_fields=("phase",))
    held.statements.filter(origin=Origin.ORGANISERS, stage=Stage.ACCEPTED).update(
        stage=Stage.SHOWN, shown_on=today(), rank=None
    )
    open_more(consultation=held)


def _check_harm(held: Consultation) -> None:
    found = harm.consequences(held)
    if found.do_not_run:
        raise DoNotRun
    if held.expected_per_side and held.expected_per_side < harm.SMALLEST_SIDE:
        raise SideTooSmall
    if found.no_open_mode and held.level == Level.OPEN:
        raise NoOpenMode
    if found.neutral_moderators_only and held.moderators.filter(neutral=False).exists():
        raise NeutralModeratorsOnly
