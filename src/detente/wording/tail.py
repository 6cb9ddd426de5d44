"""Where an article ends and a link farm begins.

The rule (measured in docs/algorithms/intake.md): from the first line that is junk and opens four lines of which three
are junk, if two in three of all lines from there on are junk. Junk is an address, a pointer, "Commercial", or a teaser
that breaks off in an ellipsis.
"""

from __future__ import annotations

import re

__all__ = ["find_tail"]

ADDRESS = re.compile(r"^[\W\d_]*(?:https?://|www\.)?(?:[\w-]+\.)+[a-z]{2,12}(?:/\S*)?\W*$", re.I)
POINTER = re.compile(r"^\s*[\U0001F446-\U0001F449\U0001F517\u27a1\u2192\u25b6\u25ba\u2b07\u2193\u00bb\u261e\u261b]")
ADVERT = re.compile(
    r"^\W*(?:commercial|advertise?ments?|advertising|sponsored(?: content)?|promoted|paid content"
    r"|(?:follow|comply with) (?:us|more)|read (?:more|also|next)|related (?:posts?|articles?|stories)"
    r"|you may (?:also )?like|share this)\b(?!.{60})",
    re.I,
)
TEASER = re.compile(r"(?:\u2026|\.\.\.)\s*(?:\[?(?:read|continue).{0,20})?$", re.I)

WINDOW, ENOUGH = 4, 3


def is_junk(line: str) -> bool:
    """Return whether a line is an address, a pointer, an advertisement or a teaser that breaks off."""
    return any(pattern.search(line) for pattern in (ADDRESS, POINTER, ADVERT, TEASER))


def find_tail(text: str) -> int | None:
    """Return where a tail of links and teasers begins, or None.

    Examples
    --------
    >>> text = "The talks go on.\\nfree-phones.example\\nwww.cheap.example\\nRead more\\nA cat which…"
    >>> text[find_tail(text) :].split()[0]
    'free-phones.example'
    """
    lines: list[tuple[int, bool]] = []
    place = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append((place, is_junk(line.strip())))
        place += len(line)
    for index, (start, junk) in enumerate(lines):
        window = [flag for _, flag in lines[index : index + WINDOW]]
        if not junk or sum(window) < ENOUGH:
            continue
        rest = [flag for _, flag in lines[index:]]
        if sum(rest) * 3 >= len(rest) * 2:
            return start
    return None
