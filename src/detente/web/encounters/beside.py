"""Links that apps above this one put beside what was announced in an encounter, because arrows run one way.

An app above registers in its ``AppConfig.ready``::

    from detente.web.encounters import beside

    beside.everybody.register(of_announced)  # (things announced, language) -> {key: [Link, ...]}
    beside.convener.register(acts)  # the same, for the page on which a convener sees what can be made of it
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from detente.web.dialogues.beside import Link, Registry
from detente.web.encounters.models import Announced

__all__ = ["Link", "OfAnnounced", "convener", "everybody", "links_of"]

OfAnnounced = Callable[[Sequence[Announced], str], dict[UUID, list[Link]]]

everybody: Registry[OfAnnounced] = Registry()
convener: Registry[OfAnnounced] = Registry()


def links_of(registry: Registry[OfAnnounced], announced: Sequence[Announced], language: str) -> dict[UUID, list[Link]]:
    """What every app above says of these, by what was announced."""
    found: dict[UUID, list[Link]] = {}
    if announced:
        for source in registry.sources:
            for key, links in source(announced, language).items():
                found.setdefault(key, []).extend(links)
    return found
