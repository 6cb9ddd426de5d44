"""Fill a fresh database for the tests of taking part; prints what they need as JSON. Run with DETENTE_DATA set."""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import timedelta

import django

TEXTS = (
    ("A joint team should measure the river's water every week and publish what it finds.", "organisers", {}),
    (
        "The two towns should meet twice a year on fixed days, whatever else happens between them.",
        "organisers",
        {"ar": "ينبغي أن تجتمع البلدتان مرتين في السنة في أيام محددة، مهما حدث بينهما."},
    ),
    ("Farmers need the water first, gardens and pools come after them.", "public", {}),
    ("ينبغي أن يتعلم أطفال كل بلدة لغة البلدة الأخرى.", "public", {}),
    ("Tolls < 5 & <b>no</b> more: that is fair.", "public", {}),
    ("What one town says about the other should be said to the other first.", "public", {}),
    ("Each town may close its half of the bridge when it wishes.", "organisers", {}),
    (
        "If the dam upstream is raised, the town downstream must be asked before the first stone is laid, must see "
        "every drawing, must be able to send people of its own choice to look, and must be paid for each field that "
        "falls dry in any of the ten summers that follow the day of opening.",
        "public",
        {},
    ),
)


def main() -> None:
    """Make a dialogue of two sides with an open consultation, a dealt one and one in each other state."""
    django.setup()
    from detente.web.consultations import cookies, sealed
    from detente.web.consultations.actions.voting import serve_next
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

    dialogue = Dialogue.objects.create(
        name={"en": "The river between us", "ru": "Река между нами", "ar": "النهر بيننا"}, languages=["en", "ru", "ar"]
    )
    names = (
        (Colour.BLUE, {"en": "Upstream", "ru": "Верхний город", "ar": "المدينة العليا"}),
        (Colour.ORANGE, {"en": "Downstream", "ru": "Нижний город", "ar": "المدينة السفلى"}),
    )
    sides = [
        Side.objects.create(dialogue=dialogue, position=place, name=name, language="en", colour=colour)
        for place, (colour, name) in enumerate(names)
    ]

    def make(phase: str, level: str, **fields: object) -> Consultation:
        opens = today() + timedelta(days=3 if phase == Phase.READY else -3)
        made = Consultation.objects.create(
            dialogue=dialogue,
            question={
                "en": "What should the two towns do about the river?",
                "ru": "Что двум городам делать с рекой?",
                "ar": "ماذا ينبغي أن تفعل البلدتان بشأن النهر؟",
            },
            about={
                "en": "The two councils meet in spring. They have promised to answer, in public, the five statements "
                "that both towns agree on most."
            },
            languages=["en", "ru", "ar"],
            phase=phase,
            level=level,
            opens_on=opens,
            closes_on=opens + timedelta(days=20),
            erases_on=opens + timedelta(days=60),
            expected_per_side=100,
            **fields,
        )
        for rank, (text, origin, translations) in enumerate(TEXTS):
            statement = Statement.objects.create(
                consultation=made,
                origin=Origin(origin),
                stage=Stage.SHOWN,
                submitted_on=today(),
                shown_on=today(),
                rank=rank,
                opened=True,
            )
            own = "en" if text[0].isascii() else "ar"
            StatementText.objects.create(statement=statement, language=own, text=text, original=True)
            for language, translated in translations.items():
                StatementText.objects.create(statement=statement, language=language, text=translated)
        return made

    def join(consultation: Consultation) -> str:
        cookie = cookies.fresh()
        person = Participant.objects.create(
            consultation=consultation,
            side=sides[0],
            token=cookies.token_of(consultation, cookie),
            own=sealed.empty(cookie),
        )
        serve_next(person, cookie)
        return base64.urlsafe_b64encode(cookie).rstrip(b"=").decode()

    opened = make(Phase.OPEN, Level.OPEN)
    risky = make(Phase.OPEN, Level.DEALT, harm={"device": "yes", "small": "unknown"})
    told = {
        "open": str(opened.pk),
        "dealt": str(risky.pk),
        "ready": str(make(Phase.READY, Level.OPEN).pk),
        "closed": str(make(Phase.CLOSED, Level.OPEN).pk),
        "erased": str(make(Phase.ERASED, Level.DEALT).pk),
        "cookies": [join(opened) for _ in range(40)],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
