"""What stands on a person's first page. Apps above this one put their own items there, because arrows run one way.

An app above registers in its ``AppConfig.ready``::

    from detente.web.people import desk

    @desk.register
    def consultations_to_moderate(user: User) -> list[desk.Item]:
        return [desk.Item(title=..., url=reverse("moderate", args=[key]), note=...)]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from detente.web.people.models import User

__all__ = ["Item", "Source", "items_for", "register", "register_last"]


@dataclass(frozen=True)
class Item:
    """One link on the desk.

    Attributes
    ----------
    title : str
        What the link says; a whole phrase.
    url : str
        Where it leads.
    note : str
        One soft line below it, such as "3 statements wait".
    group : str
        Heading it stands under; items without one come first.
    language : str
        Code of the language the title is in, where people wrote it; empty for our own words.
    """

    title: str | Promise
    url: str
    note: str | Promise = ""
    group: str | Promise = ""
    language: str = ""


Source = Callable[[User], list[Item]]
_sources: list[Source] = []
_last: list[Source] = []


def register(source: Source) -> Source:
    """Add a function that lists items for a person; it is asked in the order of registration."""
    if source not in _sources:
        _sources.append(source)
    return source


def register_last(source: Source) -> Source:
    """Add a function whose items stand below all others: housekeeping, which nobody comes for."""
    if source not in _last:
        _last.append(source)
    return source


def items_for(user: User) -> list[tuple[str, list[Item]]]:
    """Every item for this person, under their headings, in the order in which they were registered."""
    groups: dict[str, list[Item]] = {}
    for source in (*_sources, *_last):
        for item in source(user):
            groups.setdefault(str(item.group), []).append(item)
    return list(groups.items())
