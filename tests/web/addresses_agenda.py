"""Lines of the table of addresses for agenda, answers and rounds.

They need an item of the agenda as ``item`` (of `dialogue`, on the statement ``statement``, with an answer *will do* of
the side at place 0) and ``side`` = 0. The consultation is open, so that asking it again is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["UNKNOWN", "rows"]


def rows(everybody: Callable[..., list[Any]], for_the_convener: Callable[..., list[Any]]) -> list[Any]:
    """The lines, made with the table's own two ways of making them."""
    return [
        *everybody("agenda", "agenda_item", "compare_rounds"),
        *for_the_convener("agenda_manage", post=404),  # no act
        *for_the_convener("pin", post=409),  # it is on the agenda already
        *for_the_convener("pin_announced", post=400),  # an empty form
        *for_the_convener("answer_edit", post=400),  # an empty form
        *for_the_convener("outcome_edit", post=400),
        *for_the_convener("ask_again", get=409, post=409),  # it is not over
    ]


UNKNOWN: dict[str, list[object]] = {"side": [7, 2**63]}
"""Values behind which there is nothing, beside random keys for ``item``."""
