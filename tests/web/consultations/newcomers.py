"""A program: people who come in the same instant, on the database that the settings name."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any


def together(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread of its own; all begin at once. Connections are closed as at the end of a request."""
    from django.db import connections

    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def typed(consultation: object, code: str) -> Callable[[], tuple[int, str]]:
    """Somebody types a code: the status, and the cookie they get."""
    from django.test import Client

    from detente.web.consultations.cookies import NAME

    def job() -> tuple[int, str]:
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"}, SERVER_NAME="localhost")
        answer = browser.post(f"/c/{consultation}/en/join/", {"code": code})
        return answer.status_code, answer.cookies[NAME].value if NAME in answer.cookies else ""

    return job


def burst(consultation: Any, codes: Sequence[str], repeated: str) -> dict[str, Any]:
    """Fifty codes in one instant, then one code fifty times in one instant."""
    from detente.web.consultations.models import Code, Participant, Serve

    together([Participant.objects.count for _ in codes])  # connections, threads and pages are warm
    different = together([typed(consultation.pk, code) for code in codes])
    after = Participant.objects.count()
    same = together([typed(consultation.pk, repeated) for _ in codes])
    return {
        "different": different,
        "in": after,
        "same": same,
        "all": Participant.objects.count(),
        "used": Code.objects.filter(used=True).count(),
        "served": Serve.objects.count(),
    }


def main() -> None:
    """Make a place, let fifty people in, print what happened."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from detente.web.consultations.actions import codes
    from detente.web.consultations.models import Consultation, Level, Origin, Phase, Stage, Statement, StatementText
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Colour, Dialogue, Side
    from detente.web.people.models import Role, User

    dialogue = Dialogue.objects.create(name={"en": "The river"}, languages=["en"])
    side = Side.objects.create(dialogue=dialogue, position=0, name={"en": "A"}, language="en", colour=Colour.BLUE)
    place = Consultation.objects.create(
        dialogue=dialogue,
        question={"en": "What now?"},
        languages=["en"],
        phase=Phase.OPEN,
        level=Level.DEALT,
        opens_on=today(),
        closes_on=today() + timedelta(days=9),
        erases_on=today() + timedelta(days=30),
    )
    for rank in range(8):
        statement = Statement.objects.create(
            consultation=place,
            origin=Origin.ORGANISERS,
            stage=Stage.SHOWN,
            submitted_on=today(),
            shown_on=today(),
            rank=rank,
            opened=True,
        )
        StatementText.objects.create(statement=statement, language="en", text=f"Number {rank}.", original=True)
    convener = User.objects.create(email="c@example.org", name="C", role=Role.CONVENER)
    made = codes.issue(actor=convener, consultation=place, side=side, count=51)
    sys.stdout.write(json.dumps(burst(place, made[:50], made[50])))


if __name__ == "__main__":
    main()
