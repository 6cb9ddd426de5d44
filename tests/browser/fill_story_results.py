"""Fill a fresh database with an open question, people of two sides who have joined and a convener who is signed in.

Prints what the story needs as JSON. Run with DETENTE_DATA set.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import timedelta

import django

PER_SIDE = 24

STATEMENTS = (
    ("The two towns should measure the river together.", "ينبغي أن تقيس البلدتان النهر معًا."),
    ("The weir of Alvera should open in dry months.", "ينبغي فتح سد ألفيرا في أشهر الجفاف."),
    ("Each town should pay for its own bank.", "ينبغي أن تدفع كل بلدة كلفة ضفتها."),
    ("A flood warning should go to both towns at once.", "ينبغي أن يصل إنذار الفيضان إلى البلدتين معًا."),
    ("Fishing should rest for one season.", "ينبغي أن يتوقف الصيد موسمًا واحدًا."),
    ("School classes should visit the other bank.", "ينبغي أن تزور الصفوف المدرسية الضفة الأخرى."),
    ("The ferry should run until midnight.", "ينبغي أن تعمل العبّارة حتى منتصف الليل."),
    ("Market stalls should be open to sellers of both towns.", "ينبغي أن تُفتح أكشاك السوق لبائعي البلدتين."),
    ("The old bridge should carry no lorries.", "ينبغي ألا تعبر الشاحنات الجسر القديم."),
    ("Reeds should be cut by both towns on the same day.", "ينبغي أن تقطع البلدتان القصب في اليوم نفسه."),
    ("Whoever draws water should say how much.", "على من يسحب الماء أن يقول كم سحب."),
    ("The councils should meet in public.", "ينبغي أن يجتمع المجلسان علنًا."),
)


def main() -> None:
    """Fill it in one transaction."""
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        told = fill()
    sys.stdout.write(json.dumps(told))


def fill() -> dict[str, object]:
    """Make the consultation, its statements, the people and the convener's session."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from detente.web.consultations import cookies, sealed
    from detente.web.consultations.models import (
        Consultation,
        Level,
        Origin,
        Participant,
        Phase,
        Stage,
        Statement,
        StatementText,
    )
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Colour, Dialogue, Side
    from detente.web.people.models import Role, User

    dialogue = Dialogue.objects.create(name={"en": "The Sarn talks", "ar": "محادثات نهر سارن"}, languages=["en", "ar"])
    sides = [
        Side.objects.create(dialogue=dialogue, position=place, name=name, language="en", colour=colour)
        for place, (name, colour) in enumerate(
            (({"en": "Alvera", "ar": "ألفيرا"}, Colour.BLUE), ({"en": "Benholt", "ar": "بنهولت"}, Colour.ORANGE))
        )
    ]
    consultation = Consultation.objects.create(
        dialogue=dialogue,
        question={
            "en": "One river, two towns: what should Alvera and Benholt settle together?",
            "ar": "نهر واحد وبلدتان: ما الذي ينبغي أن تتفق عليه ألفيرا وبنهولت؟",
        },
        languages=["en", "ar"],
        phase=Phase.OPEN,
        level=Level.OPEN,
        opens_on=today() - timedelta(days=3),
        closes_on=today() + timedelta(days=20),
        erases_on=today() + timedelta(days=60),
        expected_per_side=100,
    )
    for rank, (english, arabic) in enumerate(STATEMENTS):
        statement = Statement.objects.create(
            consultation=consultation,
            origin=Origin.ORGANISERS,
            stage=Stage.SHOWN,
            submitted_on=today(),
            shown_on=today(),
            rank=rank,
            opened=True,
        )
        StatementText.objects.create(statement=statement, language="en", text=english, original=True)
        StatementText.objects.create(statement=statement, language="ar", text=arabic)

    def join(side: Side) -> str:
        cookie = cookies.fresh()
        token = cookies.token_of(consultation, cookie)
        Participant.objects.create(consultation=consultation, side=side, token=token, own=sealed.empty(cookie))
        return base64.urlsafe_b64encode(cookie).rstrip(b"=").decode()

    clara = User(email="clara@example.org", name="Clara Weiss", role=Role.CONVENER)
    clara.set_unusable_password()
    clara.save()
    secret = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=clara, type=Authenticator.Type.TOTP, data=secret)
    session = SessionStore()
    session[SESSION_KEY] = str(clara.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = clara.get_session_auth_hash()
    session.save()
    return {
        "dialogue": str(dialogue.pk),
        "consultation": str(consultation.pk),
        "session": session.session_key,
        "cookies": {side.name["en"]: [join(side) for _each in range(PER_SIDE)] for side in sides},
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
