"""What became of the closed consultation of the demonstration: results, an agenda, answers, and their ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from detente.web.agenda import actions as agenda
from detente.web.agenda.models import Item
from detente.web.answers import actions as answers
from detente.web.consultations.models import Consultation, StatementText
from detente.web.core.clock import earlier, today
from detente.web.demo.content import content
from detente.web.people.models import User
from detente.web.results.actions import redraw

__all__ = ["Act", "close_the_loop", "in_order"]

Act = tuple[int, Callable[[], object]]
"""Something that is done, with its day (from today)."""


def close_the_loop(consultation: Consultation, convener: User) -> list[Act]:
    """Publish; what is to be done then: put statements to the sides, and record their answers."""
    with earlier(-content().settings["closed"].closes):
        redraw(consultation)
    return [act for row in content().agenda for act in _acts(consultation, convener, row)]


def in_order(acts: Iterable[Act]) -> None:
    """Do everything on its day, in the order of the days: the ledger only ever goes on."""
    for day, act in sorted(acts, key=lambda each: each[0]):
        with earlier(-day):
            act()


def _acts(consultation: Consultation, convener: User, row: Mapping[str, Any]) -> list[Act]:
    """Everything that happens to one item, with the day (from today) on which it does."""
    sides = list(consultation.dialogue.sides.all())
    text = StatementText.objects.select_related("statement").get(
        statement__consultation=consultation, language=content().languages[0], text=row["statement"]
    )
    statement = text.statement

    def pin() -> None:
        _snapshot, bases = agenda.pinnable(consultation, statement)
        agenda.pin(actor=convener, consultation=consultation, statement=statement, basis=bases[0], why=row["why"])

    def answer(given: Mapping[str, Any], said_on: date, due_on: date | None) -> None:
        answers.record_answer(
            actor=convener,
            item=Item.objects.get(statement=statement),
            side=sides[given["side"]],
            kind=given["kind"],
            reason=given["reason"],
            office=given.get("office", ""),
            due_on=due_on,
            source=given["source"],
            given_on=said_on,
        )

    def become(given: Mapping[str, Any]) -> None:
        held = Item.objects.get(statement=statement).answers.get(side=sides[given["side"]])
        outcome = given["outcome"]
        answers.record_outcome(actor=convener, answer=held, done=outcome["done"], evidence=outcome["evidence"])

    found: list[Act] = [(row["pinned"], pin)]
    for given in row["answer"]:
        said_on = today() + timedelta(days=given["said"])
        due_on = today() + timedelta(days=given["due"]) if "due" in given else None
        found.append((given["said"], partial(answer, given, said_on, due_on)))
        if "outcome" in given:
            found.append((given["outcome"]["seen"], partial(become, given)))
    return found
