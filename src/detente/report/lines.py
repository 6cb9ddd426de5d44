"""Sentences as lines of plain text, for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from detente.report.markup import plain

__all__ = ["WIDTH", "indented", "numbered", "wrapped"]

WIDTH = 88


def wrapped(text: str) -> str:
    """A paragraph; words longer than a line stay whole.

    >>> wrapped("One \\u2068sentence\\u2069.")
    'One sentence.'
    """
    return textwrap.fill(plain(text), WIDTH, break_long_words=False)


def indented(text: str, first: str) -> str:
    """A paragraph behind `first`, its other lines as far in."""
    return textwrap.fill(
        plain(text), WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_long_words=False
    )


def numbered(heading: str, items: Sequence[tuple[str, ...]]) -> str:
    """A heading and numbered items, each of one or more lines.

    >>> print(numbered("Found", [("A lamp.", "It is broken.")]))
    Found
      1. A lamp.
         It is broken.
    """
    lines = [plain(heading)]
    for i, (first, *rest) in enumerate(items, start=1):
        start = f"  {i}. "
        lines.append(indented(first, start))
        lines += [indented(line, " " * len(start)) for line in rest]
    return "\n".join(lines)
