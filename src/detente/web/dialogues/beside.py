"""Links that apps above this one put on the pages of a dialogue, because arrows run one way.

An app above registers in its ``AppConfig.ready``::

    from detente.web.dialogues import beside

    beside.everybody.register(links)  # links(dialogue, language) -> list[beside.Link]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.functional import Promise

from detente.web.dialogues.models import Dialogue

__all__ = ["Link", "Registry", "everybody", "staff"]

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
