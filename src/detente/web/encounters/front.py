"""What the first page says of encounters: two readouts in three numbers, and where they meet the people's voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.exchange.encounter import Content, KeptPoint, Passage, Withdrawn
from detente.web.dialogues.beside import Link, Panel
from detente.web.dialogues.models import Dialogue
from detente.web.encounters import beside
from detente.web.encounters.editions import thaw
from detente.web.encounters.models import Edition, Encounter
from detente.web.encounters.queries.following import Listed, announced_of_edition
from detente.web.encounters.queries.public import withdrawn_of

__all__ = ["Example", "Readouts", "Said", "Thread", "panels"]

TELLING = ("number", "date")
"""Kinds of differences that two short passages tell without anything around them."""


LONGEST = 160
"""Characters of a passage that is told as an example."""


@dataclass(frozen=True)
class Said:
    """What one side tells of a matter: `value` is what differs, with the words around it."""

    before: str
    value: str
    after: str


@dataclass(frozen=True)
class Example:
    """One difference, in either side's own words."""

    a: Said
    b: Said


@dataclass(frozen=True)
class Readouts:
    """The newest edition of one encounter."""

    encounter: Encounter
    edition: Edition
    content: Content
    example: Example | None
    withdrawn: Sequence[tuple[str, Withdrawn]]

    @property
    def languages(self) -> dict[str, str]:
        """The language of each text by its letter."""
        return {text.letter: text.language for text in self.content.texts}


@dataclass(frozen=True)
class Thread:
    """Something announced, and what the other parts of the site made of it."""

    encounter: Encounter
    one: Listed
    links: Sequence[Link]


def panels(dialogue: Dialogue | None, language: str) -> list[Panel]:
    """The latest encounter that is published, and the announced thing of it that was taken up most."""
    there = Encounter.objects.filter(editions__isnull=False)
    if dialogue is not None:
        there = there.filter(dialogue=dialogue)
    encounter = there.order_by("-held_on", "pk").first()
    if encounter is None:
        return []
    edition = encounter.editions.select_related("comparison", "published_by").latest("number")
    shown = thaw(edition)
    content = shown.content
    found = [
        Panel(
            "readouts",
            "encounters/_front.html",
            {"readouts": Readouts(encounter, edition, content, _example(content), withdrawn_of(shown))},
        )
    ]
    thread = _thread(encounter, edition, language)
    if thread is not None:
        found.append(Panel("thread", "encounters/_thread.html", {"thread": thread}))
    return found


def _example(content: Content) -> Example | None:
    """A value that both give and give differently; numbers before dates, each in its first row that is short enough."""
    for kind in TELLING:
        for row in content.rows:
            for one in row.differences:
                if one.kind == kind and len(one.a) == len(one.b) == 1:
                    a, b = _said(row.a, one.a[0]), _said(row.b, one.b[0])
                    if a is not None and b is not None:
                        return Example(a, b)
    return None


def _said(points: Sequence[KeptPoint], value: Passage) -> Said | None:
    whole = next((one.passage for one in points if one.passage.start <= value.start < one.passage.end), None)
    if whole is None or not value.words or not whole.words or len(whole.words) > LONGEST:
        return None
    start, end = value.start - whole.start, value.end - whole.start
    return Said(whole.words[:start], value.words, whole.words[end:])


def _thread(encounter: Encounter, edition: Edition, language: str) -> Thread | None:
    listed = [one for one in announced_of_edition(edition) if one.first.words]
    links = beside.links_of(beside.everybody, [one.announced for one in listed], language)
    taken_up = [one for one in listed if links.get(one.announced.pk)]
    if not taken_up:
        return None
    best = max(taken_up, key=lambda one: len(links[one.announced.pk]))
    return Thread(encounter, best, links[best.announced.pk])
