"""Lines of the table of addresses for encounters, and the world that they need.

There is one encounter, collected by ``editor`` and published, with both readouts (``source`` is side A's), a text that
waits to be entered (``draft``) and something announced (``announced``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from detente.web.encounters.actions import deciding, publishing, texts
from detente.web.encounters.actions.encounters import About, create
from detente.web.encounters.models import Encounter, Kind, Verb
from detente.web.encounters.queries.reading import state_of
from detente.web.people.models import User
from detente.wording.results import Party

__all__ = ["PLACES", "UNKNOWN", "places", "rows"]

_A = "Norhavn and Sundby agreed to open the ferry on 20 May 2025. Norhavn will pay for the ramp."
_B = "The ferry opens on 20 May 2025, Sundby and Norhavn agreed."

_JOINT = "Both towns agreed to open the ferry on 20 May 2025."


def places(editor: User) -> dict[str, object]:
    """What each part of an address of encounters stands for, after making it."""
    encounter = create(
        actor=editor,
        about=About("The ferry talks", "en", Kind.TALKS, dt.date(2025, 5, 5), "desk@example.org"),
        parties=(Party("Norhavn"), Party("Sundby")),
    )
    for part, words in (("a", _A), ("b", _B), ("joint", _JOINT)):
        texts.enter(actor=editor, draft=_draft(editor, encounter, part, words))
    comparison = deciding.compare(actor=editor, encounter=encounter)
    for seen, row in enumerate(state_of(comparison).rows):
        a, b = (half.split("+") if half else [] for half in row.key.split("|"))
        verb, told = (Verb.PAIR, {"a": a, "b": b}) if a and b else (Verb.ALONE, {"point": (a or b)[0]})
        deciding.decide(actor=editor, comparison=comparison, verb=verb, told=told, seen=seen)
    edition = publishing.publish(actor=editor, encounter=encounter, note="")
    return {
        "encounter": encounter.pk,
        "source": encounter.sources.get(part="a").pk,
        "draft": _draft(editor, encounter, "report", "Both mayors were content, said Mayor Ilse Brandt.").pk,
        "number": edition.number,
        "announced": encounter.announced.values_list("pk", flat=True)[0],
    }


def _draft(editor: User, encounter: Encounter, part: str, words: str) -> Any:
    given = texts.Given(part=part, publisher="The town", language="en", published_on=dt.date(2025, 5, 5))
    return texts.stage(actor=editor, encounter=encounter, given=given, raw=words, name="text")


def rows(everybody: Callable[..., list[Any]], row: Callable[..., Any]) -> list[Any]:
    """The lines, made with the table's own ways of making them."""

    def for_editors(
        name: str, *, get: int = 200, post: int | None = None, data: dict[str, str] | None = None
    ) -> list[Any]:
        """A page that exists for editors and conveners only."""
        found = [row(name, "GET", out=302, rest=404, half_signed_in=302, convener=get, editor=get)]
        if post is not None:
            found.append(row(name, "POST", rest=404, convener=post, editor=post, data=data))
        return found

    return [
        *everybody("encounter_text"),
        row("encounter_text", "POST", rest=405),
        *for_editors("encounter_new", post=400),  # an empty form
        *for_editors("encounter_manage", post=409, data={"act": "delete"}),  # it is published
        *for_editors("encounter_edit", post=400),
        *for_editors("text_new", post=400),
        *for_editors("text_draft", post=303, data={"act": "throw_away"}),
        *for_editors("text_manage", post=303, data={"act": "withdraw", "on": "2025-06-03", "why": "The town said so."}),
        *for_editors("encounter_words", post=400),
        # --- confirming ---
        *for_editors("confirm", post=400),  # no decision
        *for_editors("confirm_joint", post=400),
        *for_editors("decisions", post=400),
        # --- reading and publishing ---
        *everybody("encounters", "encounter", "encounter_edition", "encounter_file"),
        *everybody("encounter_any", status=302),
        *(row(name, "POST", rest=405) for name in ("encounters", "encounter", "encounter_edition", "encounter_file")),
        *for_editors("encounter_publish", post=409),  # nothing was decided since
        # --- following ---
        *everybody("encounter_announced"),
        row("encounter_announced", "POST", rest=405),
        *for_editors("announced_manage"),
        row("announced_manage", "POST", rest=405),
        *for_editors("happened_edit", post=400),
        *for_editors("reply_edit", post=404),  # of no row
    ]


PLACES: dict[str, dict[str, object]] = {"encounter_file": {"name": "concordance.json"}}
"""Parts of an address that mean something else there than elsewhere."""

UNKNOWN: dict[str, list[object]] = {"number": [0, 7, 2**63]}
"""Values behind which there is nothing, beside random keys for ``encounter``, ``source``, ``draft``, ``announced``."""
