"""Fill a fresh database for the tests of writing and moderating; prints what they need as JSON.

Run with DETENTE_DATA set.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import timedelta

import django

WAITING = 100


def main() -> None:
    """Fill it in one transaction."""
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        told = fill()
    sys.stdout.write(json.dumps(told))


def fill() -> dict[str, object]:
    """Make an open consultation with a hundred statements in its queue, a moderator who is signed in, and writers."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from detente.web.consultations import cookies, sealed
    from detente.web.consultations.actions.writing import write
    from detente.web.consultations.models import (
        Appeal,
        Consultation,
        Level,
        Moderator,
        Origin,
        Participant,
        Phase,
        Reason,
        Report,
        Stage,
        Statement,
        StatementText,
    )
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Colour, Dialogue, Side
    from detente.web.people.models import Role, User

    day = timedelta(days=1)
    dialogue = Dialogue.objects.create(name={"en": "The river", "ar": "النهر"}, languages=["en", "ru", "ar"])
    side = Side.objects.create(dialogue=dialogue, position=0, name={"en": "Up"}, language="en", colour=Colour.BLUE)
    told: dict[str, object] = {}

    def make() -> Consultation:
        return Consultation.objects.create(
            dialogue=dialogue,
            question={"en": "What should the two towns do about the river?", "ar": "ماذا نفعل بشأن النهر؟"},
            languages=["en", "ru", "ar"],
            phase=Phase.OPEN,
            level=Level.OPEN,
            opens_on=today() - day,
            closes_on=today() + 20 * day,
            erases_on=today() + 60 * day,
            expected_per_side=100,
        )

    def add(place: Consultation, text: str, language: str = "en", **fields: object) -> Statement:
        given = {"origin": Origin.PUBLIC, "stage": Stage.WAITING, "submitted_on": today()} | fields
        made = Statement.objects.create(consultation=place, **given)
        StatementText.objects.create(statement=made, language=language, text=text, original=True)
        return made

    def join(place: Consultation) -> tuple[Participant, bytes]:
        cookie = cookies.fresh()
        token = cookies.token_of(place, cookie)
        return Participant.objects.create(consultation=place, side=side, token=token, own=sealed.empty(cookie)), cookie

    def worn(cookie: bytes) -> str:
        return base64.urlsafe_b64encode(cookie).rstrip(b"=").decode()

    full, mixed = make(), make()
    for number in range(WAITING):
        add(full, f"Wish {number}: more {'abcdefghij'[number % 10] * 7} on the {'klmnopqrst'[number // 10] * 6}.")

    shown = {"stage": Stage.SHOWN, "shown_on": today(), "opened": True}
    first = add(mixed, "The bridge must stay open for everybody, day and night.", rank=0, **shown)
    add(mixed, "A joint team should measure the water each week.", rank=1, **(shown | {"origin": Origin.ORGANISERS}))
    add(mixed, "The bridge must stay open for everybody, also at night.")
    translated = add(mixed, "يجب أن يتعلم أطفال كل بلدة لغة البلدة الأخرى.", "ar")
    StatementText.objects.create(statement=translated, language="en", text="Children should learn the other language.")
    add(mixed, "Nobody has read this one in time.", submitted_on=today() - 3 * day)
    asked = {"stage": Stage.REFUSED, "reason": Reason.OFF_TOPIC, "decided_on": today() - day}
    add(mixed, "The mayor sings badly.", appeal=Appeal.ASKED, plea="It is about the river feast.", **asked)
    Report.objects.create(participant=join(mixed)[0], statement=first, reason=Reason.ABUSE)
    author, cookie = join(mixed)
    sent = write(consultation=mixed, participant=author, cookie=cookie, text="Everybody should swim.", language="en")
    Statement.objects.filter(pk=sent.statement.pk).update(author=None, **asked)

    for role, name in ((Role.MODERATOR, "Mo"), (Role.CONVENER, "Clara")):
        user = User(email=f"{name.lower()}@example.org", name=name, role=role)
        user.set_unusable_password()
        user.save()
        for place in (full, mixed):
            Moderator.objects.create(consultation=place, user=user)
        secret = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=secret)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        told[name] = session.session_key
    told |= {"full": str(full.pk), "mixed": str(mixed.pk), "refused": sent.receipt}
    told["cookies"] = [worn(join(mixed)[1]) for _number in range(12)]
    return told


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
