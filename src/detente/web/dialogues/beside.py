"""Links that apps above this one put on the pages of a dialogue, because arrows run one way.

An app above registers in its ``AppConfig.ready``::

    from detente.web.dialogues import beside

    beside.everybody.register(links)  # links(dialogue, language) -> list[beside.Link]
    beside.front.register(panels)  # panels(dialogue or None for the first page, language) -> list[beside.Panel]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.functional import Promise

from detente.web.dialogues.models import Dialogue

__all__ = ["Link", "Panel", "Registry", "everybody", "front", "panels", "staff"]

Source = TypeVar("Source", bound=Callable[..., object])


@dataclass(frozen=True)
class Link:
    """One link, in whole words.

    Attributes
    ----------
    url : str
        Where it leads.
    label : str
        What the link says.
    note : str
        One soft line beside it.
    """

    url: str
    label: str | Promise
    note: str | Promise = ""


@dataclass(frozen=True)
class Panel:
    """A part of the first page and of a dialogue's, drawn by the app that has it to tell.

    Attributes
    ----------
    place : str
        ``"voices"`` (what the people say), ``"readouts"`` (what the sides tell), ``"thread"`` (how the two meet).
    template : str
        Draws it, without the frame around it; its heading has the place as its id.
    told : mapping
        What the template finds as ``told``.
    """

    place: str
    template: str
    told: Mapping[str, object]


class Registry(Generic[Source]):
    """Functions that are asked in the order in which they were registered, each once."""

    def __init__(self) -> None:
        self.sources: list[Source] = []

    def register(self, source: Source) -> Source:
        """Add a function; it may stand as a decorator."""
        if source not in self.sources:
            self.sources.append(source)
        return source


OfDialogue = Callable[[Dialogue, str], list[Link]]

everybody: Registry[OfDialogue] = Registry()
"""For the public page of a dialogue."""

staff: Registry[OfDialogue] = Registry()
"""For the page on which a convener leads it."""

OfFront = Callable[[Dialogue | None, str], list[Panel]]

front: Registry[OfFront] = Registry()
"""For the first page, and for that of a dialogue."""


def panels(dialogue: Dialogue | None, language: str) -> dict[str, Panel]:
    """What the apps above have to tell of one dialogue, or of the whole site, by place. The first of a place stands."""
    found: dict[str, Panel] = {}
    for source in front.sources:
        for panel in source(dialogue, language):
            found.setdefault(panel.place, panel)
    return found
