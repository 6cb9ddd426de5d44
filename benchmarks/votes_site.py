"""What `benchmarks.votes` runs beside itself: ``prepare N`` makes a consultation and N codes; `application` is the bare
upsert, Django's database layer behind plain WSGI without middleware and without routing.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import django
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import JsonResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
django.setup()

STATEMENTS = 60
BARE = "benchmark_bare"


def prepare(codes: int) -> dict[str, object]:
    """Migrate; a dialogue of two sides, an open consultation with dealt codes, sixty statements."""
    from detente.web.consultations.actions.codes import MOST_AT_ONCE, issue
    from detente.web.consultations.models import Consultation, Level, Origin, Phase, Stage, Statement, StatementText
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Dialogue, Side
    from detente.web.people.models import Role, User

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    user = User.objects.create(email="clara@example.org", name="Clara", role=Role.CONVENER)
    dialogue = Dialogue.objects.create(name={"en": "The river"}, languages=["en", "ru", "ar"])
    sides = [
        Side.objects.create(dialogue=dialogue, position=place, name={"en": name}, language="en", colour=colour)
        for place, (name, colour) in enumerate([("Upstream", "blue"), ("Downstream", "orange")])
    ]
    consultation = Consultation.objects.create(
        dialogue=dialogue,
        question={"en": "What should the two towns do about the river?"},
        languages=["en", "ru", "ar"],
        phase=Phase.OPEN,
        level=Level.DEALT,
        opens_on=today(),
        closes_on=today() + timedelta(days=20),
        erases_on=today() + timedelta(days=60),
    )
    for rank in range(STATEMENTS):
        statement = Statement.objects.create(
            consultation=consultation,
            origin=Origin.ORGANISERS,
            stage=Stage.SHOWN,
            submitted_on=today(),
            shown_on=today(),
            rank=rank,
            opened=True,
        )
        for language in ("en", "ru", "ar"):
            StatementText.objects.create(
                statement=statement,
                language=language,
                text=f"Statement {rank}: both towns should measure the water at the same hours and publish it.",
                original=language == "en",
            )
    made: list[str] = []
    while len(made) < codes:
        count = min(MOST_AT_ONCE, codes - len(made))
        made += issue(actor=user, consultation=consultation, side=sides[len(made) // MOST_AT_ONCE % 2], count=count)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {BARE} (participant bigint, statement bigint, value varchar(8), "
            "PRIMARY KEY (participant, statement))"
        )
    return {"where": f"/c/{consultation.pk}/en/", "codes": made}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Keep one value and say so."""
    sent = json.loads(WSGIRequest(environ).body)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {BARE} VALUES (%s, %s, %s) "
            "ON CONFLICT (participant, statement) DO UPDATE SET value = excluded.value",
            [sent["participant"], sent["statement"], sent["value"]],
        )
    answer = JsonResponse({"kept": True})
    start_response(
        "200 OK", [(name, value) for name, value in answer.items()] + [("Content-Length", str(len(answer.content)))]
    )
    return [answer.content]


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[2]))))
