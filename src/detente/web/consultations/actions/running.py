"""Running a consultation: its dates, its moderators, its end. Words are fixed, and no promise is made longer."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import harm
from detente.web.consultations.actions.drafts import line
from detente.web.consultations.actions.opening import NeutralModeratorsOnly
from detente.web.consultations.actions.setup import ERASE_EARLIEST, LONGEST_RUN
from detente.web.consultations.models import Consultation, Moderator, Phase
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused
from detente.web.people.models import Role, User

__all__ = [
    "ClosingWrong",
    "ErasureWrong",
    "LastModerator",
    "NotRunning",
    "add_moderator",
    "close_consultation",
    "close_due",
    "move_closing",
    "move_erasure_nearer",
    "remove_moderator",
]


class NotRunning(Refused):
    """It is over, or it has not begun."""

    code = "consultations.not_running"
    status = 409
    sentence = _("This consultation is not running any more. Open its page again to see where it stands.")


class ClosingWrong(Refused):
    """The last day moves within what participants were told about the destruction of their votes."""

    code = "consultations.closing_wrong"
    status = 400
    sentence = _(
        "The last day can be today or later, at most 180 days after the first, and at least 14 days before the votes "
        "are destroyed: that day was promised and never moves away."
    )


class ErasureWrong(Refused):
    """The destruction comes nearer or stays; it never moves away."""

    code = "consultations.erasure_wrong"
    status = 400
    sentence = _(
        "The day of destruction can only come nearer: before the day that was promised, at least 14 days after the "
        "last day of the consultation, and not before tomorrow."
    )


class LastModerator(Refused):
    """Somebody decides about statements as long as people can write them."""

    code = "consultations.last_moderator"
    status = 409
    sentence = _("This is the only moderator. Add another one first.")


def move_closing(*, actor: User, consultation: Consultation, closes_on: date) -> None:
    """Set another last day."""
    with transaction.atomic():
        held = _running(consultation)
        assert held.opens_on is not None  # every opened one has its days
        assert held.erases_on is not None
        if not (
            max(today(), held.opens_on + timedelta(days=1)) <= closes_on <= held.opens_on + timedelta(days=LONGEST_RUN)
            and held.erases_on - closes_on >= timedelta(days=ERASE_EARLIEST)
        ):
            raise ClosingWrong
        before, held.closes_on = held.closes_on, closes_on
        held.save(update_fields=("closes_on",))
        line("consultation.closing_moved", actor, held, before=f"{before}", closes_on=f"{closes_on}")


def move_erasure_nearer(*, actor: User, consultation: Consultation, erases_on: date) -> None:
    """Destroy participants' rows sooner than promised; later is not possible."""
    with transaction.atomic():
        held = _held(consultation)
        if held.phase not in (Phase.READY, Phase.OPEN, Phase.CLOSED):
            raise NotRunning
        assert held.closes_on is not None  # every opened one has its days
        assert held.erases_on is not None
        if not (today() < erases_on < held.erases_on and erases_on - held.closes_on >= timedelta(days=ERASE_EARLIEST)):
            raise ErasureWrong
        before, held.erases_on = held.erases_on, erases_on
        held.save(update_fields=("erases_on",))
        line("consultation.erasure_moved", actor, held, before=f"{before}", erases_on=f"{erases_on}")


def close_consultation(*, actor: User, consultation: Consultation) -> None:
    """Close it now, before its last day has passed."""
    with transaction.atomic():
        held = _running(consultation)
        _close(held, actor)
    consultation.phase, consultation.closes_on = held.phase, held.closes_on


def close_due() -> None:
    """Close every consultation whose last day has passed, also in a suspended dialogue: the days were announced."""
    due = Consultation.objects.filter(phase__in=(Phase.READY, Phase.OPEN), closes_on__lt=today())
    for key in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            held = (
                Consultation.objects.select_for_update(no_key=True)
                .filter(pk=key, phase__in=(Phase.READY, Phase.OPEN), closes_on__lt=today())
                .first()
            )
            if held is not None:
                _close(held, None)


def add_moderator(*, actor: User, consultation: Consultation, user: User, neutral: bool) -> None:
    """Let another person decide about statements."""
    if user.role != Role.MODERATOR or not user.is_active:
        raise NotFound
    with transaction.atomic():
        held = _running(consultation)
        if harm.consequences(held).neutral_moderators_only and not neutral:
            raise NeutralModeratorsOnly
        _row, made = Moderator.objects.get_or_create(consultation=held, user=user, defaults={"neutral": neutral})
        if made:
            line("consultation.moderator_added", actor, held, name=user.name, neutral=neutral)


def remove_moderator(*, actor: User, consultation: Consultation, user: User) -> None:
    """Let a person decide no longer; one always stays."""
    with transaction.atomic():
        held = _running(consultation)
        row = held.moderators.filter(user=user).first()
        if row is None:
            raise NotFound
        if not held.moderators.exclude(pk=row.pk).filter(user__is_active=True).exists():
            raise LastModerator
        row.delete()
        line("consultation.moderator_removed", actor, held, name=user.name)


def _held(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)


def _running(consultation: Consultation) -> Consultation:
    held = _held(consultation)
    if held.phase not in (Phase.READY, Phase.OPEN):
        raise NotRunning
    return held


def _close(held: Consultation, actor: User | None) -> None:
    held.phase = Phase.CLOSED
    # By hand the last day is today at the latest; the day of destruction stays what was promised.
    if held.closes_on and held.closes_on > today():
        held.closes_on = today()
    held.save(update_fields=("phase", "closes_on"))
    line("consultation.closed", actor, held, closes_on=f"{held.closes_on}")
