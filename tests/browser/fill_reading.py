"""Fill a fresh database with two published encounters, one of which lost the words of a text; prints addresses as JSON.

Run with DETENTE_DATA set.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def main() -> None:
    """Fill it in one transaction."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        told = fill()
    sys.stdout.write(json.dumps(told))


def fill() -> dict[str, str]:
    """Differences, reviews, a joint statement, a report, two editions; and a takedown of another one."""
    from detente.web.people.models import Role, User

    edna, emil = (
        User.objects.create(email=f"{name.lower()}@example.org", name=name, role=Role.EDITOR)
        for name in ("Edna", "Emil")
    )
    whole, gone = publish_pair(edna, emil), publish_pair(edna, emil)
    from detente.web.encounters.actions.texts import take_down, withdraw

    withdraw(actor=edna, source=gone.sources.get(part="a"), on=gone.held_on, why="A figure was wrong.")
    take_down(actor=edna, source=gone.sources.get(part="b"), why="The council asked for it.")
    return {
        "list": "/LANGUAGE/encounters/",
        "newest": f"/e/{whole.pk}/LANGUAGE/",
        "older": f"/e/{whole.pk}/LANGUAGE/1/",
        "gone": f"/e/{gone.pk}/LANGUAGE/",
    }


def publish_pair(edna: Any, emil: Any) -> Any:
    """An encounter confirmed by one editor, reviewed by another, published twice."""
    from detente.web.encounters.actions import texts
    from detente.web.encounters.actions.deciding import compare, decide
    from detente.web.encounters.actions.encounters import About, create
    from detente.web.encounters.actions.publishing import publish
    from detente.web.encounters.models import Kind
    from detente.web.encounters.queries.reading import state_of
    from detente.web.encounters.state import key_of
    from tests.web.encounters import two_towns
    from tests.web.encounters.issuing import confirm

    made = create(
        actor=edna,
        about=About("The mayors on the ferry", "en", Kind.MEETING, two_towns.DAY, "desk@example.org"),
        parties=two_towns.PARTIES,
        packs=["municipal", "general"],
    )
    for part in ("a", "b", "joint", "report"):
        words = {"a": two_towns.NORHAVN, "b": two_towns.SUNDBY, "joint": two_towns.JOINT}.get(part, two_towns.REPORT)
        given = texts.Given(part, f"Publisher {part}", f"https://{part}.example.org", "", "en", "On the ferry")
        texts.enter(
            actor=edna, draft=texts.stage(actor=edna, encounter=made, given=given, raw=words, name="pasted text")
        )
    comparison = compare(actor=edna, encounter=made)

    def act(actor: Any, verb: str, **told: object) -> None:
        decide(actor=actor, comparison=comparison, verb=verb, told=told, seen=comparison.decisions.count())

    confirm(
        edna,
        comparison,
        pairs=(
            ("keep the ferry running", "ferry will run"),
            ("2.4 million", "2 million"),
            ("rejected", "did not reject"),
        ),
    )
    publish(actor=edna, encounter=made, note="")
    for row in state_of(comparison).rows:
        for number, one in enumerate(row.differences):
            act(
                edna,
                "difference",
                row=row.key,
                of=one.key,
                kind=one.kind,
                note="" if number else "It stood so on Monday.",
            )
        if row.a and row.b:
            act(emil, "review", row=row.key)
    for sentence in state_of(comparison).sentences[:2]:
        carried = {letter: key_of(letter, point.span) for letter, point in (("a", sentence.a),) if point}
        act(edna, "support", sentence=sentence.key, a=carried.get("a", ""), b="")
    publish(actor=emil, encounter=made, note="Differences and two joint sentences were confirmed.")
    return made


if __name__ == "__main__":
    main()
