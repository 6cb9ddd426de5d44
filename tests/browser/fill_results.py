"""Fill a fresh database with publications to look at; prints their keys as JSON. Run with DETENTE_DATA set."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django


def main() -> None:
    """Fill it in one transaction."""
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        told = fill()
    sys.stdout.write(json.dumps(told))


def fill() -> dict[str, object]:
    """Make one consultation with results, one with camps, one with nothing published yet."""
    from detente.web.consultations.models import Consultation, Level, Phase
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Colour, Dialogue, Side
    from tests.report.making import published
    from tests.web.results.showing import publish

    dialogue = Dialogue.objects.create(
        name={"en": "The Sarn talks", "ar": "محادثات نهر سارن"}, languages=["en", "ru", "ar"]
    )
    for position, (name, arabic, colour) in enumerate(
        [("Alvera", "ألفيرا", Colour.BLUE), ("Benholt", "بنهولت", Colour.ORANGE)]
    ):
        names = {"en": name, "ar": arabic}
        Side.objects.create(dialogue=dialogue, position=position, name=names, language="en", colour=colour)

    def make(**fields: object) -> Consultation:
        given = {
            "dialogue": dialogue,
            "question": {
                "en": "One river, two towns: what should Alvera and Benholt settle together?",
                "ar": "نهر واحد وبلدتان: ما الذي ينبغي أن تتفق عليه ألفيرا وبنهولت؟",
            },
            "about": {"en": "The councils meet in spring and put what people share on their table."},
            "languages": ["en", "ru", "ar"],
            "phase": Phase.OPEN,
            "level": Level.OPEN,
            "opens_on": today() - timedelta(days=9),
            "closes_on": today() + timedelta(days=20),
            "erases_on": today() + timedelta(days=60),
            "expected_per_side": 300,
        }
        return Consultation.objects.create(**(given | fields))

    shown, empty, camps = make(), make(), make(phase=Phase.CLOSED, level=Level.DEALT)
    snapshot = publish(shown)
    publish(camps, published("camps", ("Alvera", "Benholt")))
    return {
        "shown": str(shown.pk),
        "empty": str(empty.pk),
        "camps": str(camps.pk),
        "statement": snapshot.statements[0],
        "statements": snapshot.statements,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
