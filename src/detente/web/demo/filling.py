"""Puts the demonstration into an empty database, and hands out the ways into it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import code_text
from detente.web.consultations.models import Consultation, Level, Phase
from detente.web.core.clock import earlier
from detente.web.demo import acts
from detente.web.demo.content import content
from detente.web.demo.encounter import Desk
from detente.web.demo.loop import close_the_loop, in_order
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.models import Edition
from detente.web.people.actions import sign_in_link
from detente.web.people.models import Role, User

__all__ = ["Address", "Filled", "fill"]


@dataclass(frozen=True)
class Address:
    """One way in: what it is, where it leads (a path), and the code to type there, if any."""

    what: str | Promise
    path: str
    code: str = ""


@dataclass(frozen=True)
class Filled:
    """What `fill` made, or found: everything that a visitor of the demonstration needs.

    Attributes
    ----------
    dialogue : UUID
    made : bool
        False where a dialogue was there already and nothing was changed.
    pages : tuple of Address
        Public pages.
    codes : tuple of Address
        Dealt codes to try; empty where nothing was made, because codes are shown once.
    sign_in : tuple of Address
        One-time links, fresh at every call, one for each person of the demonstration.
    """

    dialogue: UUID
    made: bool
    pages: tuple[Address, ...]
    codes: tuple[Address, ...]
    sign_in: tuple[Address, ...]


def fill(*, seed: int = 7) -> Filled:
    """Fill an empty database; where there is a dialogue, change nothing but make new one-time links.

    Parameters
    ----------
    seed : int
        Decides who answers what. Keys and codes are random all the same: a guessable key would be a hole even here.
    """
    found = Dialogue.objects.first()
    if found is not None:
        return _filled(found, made=False, codes=())
    with transaction.atomic():
        with earlier(1 - content().settings["closed"].opened):
            everybody = acts.invite_people()
            people = [user for user in everybody if user.role != Role.EDITOR]
            editors = [user for user in everybody if user.role == Role.EDITOR]
            dialogue = acts.create_dialogue(people[0])
        # In the order of their days: the ledger only ever goes on.
        closed = acts.run_closed_consultation(dialogue, people, seed=seed)
        desk = Desk(dialogue, people[0], editors)
        in_order([*close_the_loop(closed, people[0]), *desk.acts])
        dealt, codes = acts.run_dealt_consultation(dialogue, people, seed=seed + 1, announced=desk.taken_up)
        acts.run_open_consultation(dialogue, people, seed=seed + 2)
        acts.draft_consultation(dialogue, people)
    join = reverse("join", args=[dealt.pk, content().languages[0]])
    return _filled(
        dialogue,
        made=True,
        codes=tuple(Address(side.name["en"], join, code_text.grouped(code)) for side, code in codes),
    )


_PLACES = {
    (Phase.OPEN, Level.OPEN): _("A consultation that is open to everybody"),
    (Phase.OPEN, Level.DEALT): _("A consultation that is joined with a code"),
    (Phase.CLOSED, Level.OPEN): _("A consultation that is closed"),
}


def _filled(dialogue: Dialogue, *, made: bool, codes: tuple[Address, ...]) -> Filled:
    language = content().languages[0]
    pages = [Address(_("The dialogue"), reverse("dialogue", args=[dialogue.pk, language]))]
    for setting in content().settings.values():
        consultation = Consultation.objects.filter(dialogue=dialogue, question=dict(setting.question)).first()
        if consultation is None:
            continue
        what = _PLACES.get((Phase(consultation.phase), Level(consultation.level)))
        if what is not None:
            pages.append(Address(what, reverse("consultation", args=[consultation.pk, language])))
        if consultation.phase == Phase.CLOSED:
            pages.append(Address(_("Its results"), reverse("results", args=[consultation.pk, language])))
            pages.append(Address(_("What became of it"), reverse("agenda", args=[dialogue.pk, language])))
    for edition in Edition.objects.filter(number=1).select_related("encounter"):
        address = reverse("encounter", args=[edition.encounter_id, language])
        pages.append(Address(_("Two readouts of one call, side by side"), address))
    emails = [person["email"] for person in content().people]
    users = sorted(User.objects.filter(email__in=emails, is_active=True), key=lambda user: emails.index(user.email))
    return Filled(
        dialogue=dialogue.pk,
        made=made,
        pages=tuple(pages),
        codes=codes,
        sign_in=tuple(
            Address(f"{user.name}, {user.get_role_display()}", reverse("sign_in_link", args=[sign_in_link(user)]))
            for user in users
        ),
    )
