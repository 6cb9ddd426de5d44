"""Every write about dialogues: one verb, one function, one transaction, one ledger line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused
from detente.web.dialogues import queries
from detente.web.dialogues.models import Colour, Dialogue, Side, Standing
from detente.web.dialogues.texts import digest
from detente.web.ledger.actions import record
from detente.web.people.models import User

__all__ = [
    "MOST_SIDES",
    "GivenSide",
    "NameMissing",
    "NoticeMissing",
    "SidesFixed",
    "SidesWrong",
    "StandingDiffers",
    "StillRunning",
    "change_dialogue",
    "close_dialogue",
    "create_dialogue",
    "resume_dialogue",
    "suspend_dialogue",
]

MOST_SIDES = len(Colour.values)
"""Six: as many as there are colours that stay apart for every reader."""


@dataclass(frozen=True)
class GivenSide:
    """A side as it was typed."""

    name: Mapping[str, str]
    language: str
    colour: str


class NameMissing(Refused):
    """A dialogue and its sides have a name in each language of the dialogue."""

    code = "dialogues.name_missing"
    status = 400
    sentence = _("Give the dialogue and every side a name in each of its languages.")


class SidesWrong(Refused):
    """Two to six sides, no two alike."""

    code = "dialogues.sides_wrong"
    status = 400
    sentence = _("A dialogue has two to six sides. No two have the same colour or the same name.")


class SidesFixed(Refused):
    """Participants have chosen one of these sides, or hold a card for one."""

    code = "dialogues.sides_fixed"
    status = 409
    sentence = _(
        "The sides are fixed since the first consultation was opened or codes were made. "
        "For other sides create another dialogue."
    )


class StandingDiffers(Refused):
    """Somebody has changed the standing meanwhile, or the dialogue is closed for good."""

    code = "dialogues.standing_differs"
    status = 409
    sentence = _("The dialogue does not stand as this page supposed. Open it again and look.")


class NoticeMissing(Refused):
    """The public learns why."""

    code = "dialogues.notice_missing"
    status = 400
    sentence = _("Say in at least one language why: the public reads it on the dialogue's page.")


class StillRunning(Refused):
    """A dialogue is closed after its consultations."""

    code = "dialogues.still_running"
    status = 409
    sentence = _("A consultation of this dialogue is open or about to open. Close it first, then the dialogue.")


def create_dialogue(
    *,
    actor: User,
    name: Mapping[str, str],
    about: Mapping[str, str],
    languages: Sequence[str],
    sides: Sequence[GivenSide],
) -> Dialogue:
    """Create a dialogue with its sides; it is active and public at once."""
    _check_names(name, languages)
    _check_sides(sides, languages)
    with transaction.atomic():
        made = Dialogue.objects.create(name=_filled(name), about=_filled(about), languages=list(languages))
        _make_sides(made, sides)
        record(
            "dialogue.created",
            actor=actor,
            dialogue=made.pk,
            subject=f"dialogue:{made.pk}",
            details={"sides": len(sides), "digest": digest([made.name, made.about, _as_json(sides)])},
        )
    return made


def change_dialogue(
    *,
    actor: User,
    dialogue: Dialogue,
    name: Mapping[str, str],
    about: Mapping[str, str],
    languages: Sequence[str] | None = None,
    sides: Sequence[GivenSide] | None = None,
) -> None:
    """Change its name and description and, before anybody has chosen a side or holds a card, languages and sides.

    Languages go with the sides: a side has a name in each of them.
    """
    spoken = dialogue.languages if languages is None else list(languages)
    _check_names(name, spoken)
    if sides is not None:
        _check_sides(sides, spoken)
    with transaction.atomic():
        held = Dialogue.objects.select_for_update(no_key=True).get(pk=dialogue.pk)
        if held.standing == Standing.CLOSED:
            raise StandingDiffers
        if sides is None and spoken != held.languages:
            raise NameMissing
        if sides is not None:
            if queries.sides_fixed(held):
                raise SidesFixed
            held.sides.all().delete()
            _make_sides(held, sides)
            held.consultations.filter(phase="draft").update(languages=spoken)
        held.name, held.about, held.languages = _filled(name), _filled(about), spoken
        held.save(update_fields=("name", "about", "languages"))
        details: dict[str, object] = {"digest": digest([held.name, held.about, _as_json(sides or [])])}
        if sides is not None:
            details["sides"] = len(sides)
        record(
            "dialogue.changed",
            actor=actor,
            dialogue=held.pk,
            subject=f"dialogue:{held.pk}",
            details=details,
        )


def suspend_dialogue(*, actor: User, dialogue: Dialogue, notice: Mapping[str, str]) -> None:
    """Suspend it: no votes and no statements until it is resumed; everything that was published stays up."""
    _stand(actor, dialogue, Standing.SUSPENDED, notice, "dialogue.suspended", Standing.ACTIVE)


def resume_dialogue(*, actor: User, dialogue: Dialogue) -> None:
    """Resume it; the notice goes."""
    _stand(actor, dialogue, Standing.ACTIVE, {}, "dialogue.resumed", Standing.SUSPENDED)


def close_dialogue(*, actor: User, dialogue: Dialogue, notice: Mapping[str, str]) -> None:
    """Close it for good, after its consultations."""
    if queries.still_running(dialogue):
        raise StillRunning
    _stand(actor, dialogue, Standing.CLOSED, notice, "dialogue.closed", Standing.ACTIVE, Standing.SUSPENDED)


def _stand(
    actor: User, dialogue: Dialogue, standing: Standing, notice: Mapping[str, str], action: str, *coming_from: Standing
) -> None:
    said = _filled(notice)
    if standing != Standing.ACTIVE and not said:
        raise NoticeMissing
    with transaction.atomic():
        # Two conveners at once: the second finds another standing and is told.
        changed = Dialogue.objects.filter(pk=dialogue.pk, standing__in=coming_from).update(
            standing=standing, notice=said
        )
        if not changed:
            raise StandingDiffers
        dialogue.standing, dialogue.notice = standing, said
        record(
            action,
            actor=actor,
            dialogue=dialogue.pk,
            subject=f"dialogue:{dialogue.pk}",
            details={"notice": digest(said)} if said else {},
        )


def _check_names(name: Mapping[str, str], languages: Sequence[str]) -> None:
    if not languages or any(not name.get(code) for code in languages):
        raise NameMissing


def _check_sides(sides: Sequence[GivenSide], languages: Sequence[str]) -> None:
    if not 2 <= len(sides) <= MOST_SIDES or len({side.colour for side in sides}) < len(sides):
        raise SidesWrong
    for side in sides:
        _check_names(side.name, languages)
        if side.colour not in Colour.values or side.language not in languages:
            raise SidesWrong
    for code in languages:
        if len({side.name[code].casefold() for side in sides}) < len(sides):
            raise SidesWrong


def _make_sides(dialogue: Dialogue, sides: Sequence[GivenSide]) -> None:
    for position, side in enumerate(sides):
        Side.objects.create(
            dialogue=dialogue,
            position=position,
            name=_filled(side.name),
            language=side.language,
            colour=side.colour,
        )


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in texts.items() if text}


def _as_json(sides: Sequence[GivenSide]) -> list[object]:
    return [{"name": dict(side.name), "language": side.language, "colour": side.colour} for side in sides]
