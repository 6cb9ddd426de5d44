"""How links of other parts of the site are found for something announced."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import template

from detente.web.encounters.beside import Link
from detente.web.encounters.queries.following import Listed

__all__ = ["of_announced"]

register = template.Library()


@register.filter
def of_announced(links: Mapping[UUID, list[Link]], one: Listed) -> list[Link]:
    """The links of one thing announced."""
    return links.get(one.announced.pk, [])
