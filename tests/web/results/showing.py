"""A consultation with a publication, made from the simulated public that `detente.report.demo` bundles."""

from __future__ import annotations

from functools import cache
from typing import Any

from detente.opinion import codec
from detente.opinion.disclosure import Release, release
from detente.opinion.results import PublishedMap
from detente.report.demo import STATEMENTS, demo
from detente.web.consultations.models import Consultation, Statement
from detente.web.core.clock import today
from detente.web.results.models import MapSnapshot
from tests.web.conftest import add_statement

ABOUT: dict[str, Any] = {
    "days": [
        {"first": "2026-11-02", "last": "2026-11-02", "people": 214},
        {"first": "2026-11-03", "last": "2026-11-08", "people": 386},
    ],
    "moderation": {
        "reasons": [
            {"reason": "off_topic", "refused": 3, "retired": 0},
            {"reason": "abuse", "refused": 2, "retired": 1},
        ],
        "shown": 22,
        "by_clock": 0,
        "overturned": 1,
    },
    "codes": [],
}


@cache
def released() -> Release:
    """What may be published of the simulated votes; made once, because a fit takes seconds."""
    conversation = demo()
    return release(None, conversation.votes, sides=conversation.sides)


def demo_map() -> PublishedMap:
    """The published map of the simulated public."""
    found = released().published
    assert found is not None
    return found


def publish(
    consultation: Consultation, published: PublishedMap | None = None, *, number: int = 1, **fields: Any
) -> MapSnapshot:
    """A publication of this consultation; its statements are made, in the order of the map."""
    made = published or demo_map()
    statements: list[Statement] = [
        add_statement(consultation, STATEMENTS[place % len(STATEMENTS)].text, rank=place)
        for place in range(made.summary.n_statements)
    ]
    return keep(consultation, made, [each.pk for each in statements], number=number, **fields)


def keep(
    consultation: Consultation, published: PublishedMap, keys: list[int], *, number: int = 1, **fields: Any
) -> MapSnapshot:
    """One row of `MapSnapshot`."""
    return MapSnapshot.objects.create(
        consultation=consultation,
        number=number,
        made_on=today(),
        full=True,
        engine=published.engine.version,
        parameters={"floor": published.floor},
        digest="0123456789abcdef" * 4,
        published=codec.to_plain(published),
        statements=[str(key) for key in keys],
        about=fields.pop("about", ABOUT),
    )
