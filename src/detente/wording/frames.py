"""Frames: who spoke to whom, greetings, tone, headings, questions. Folded away from points, never dropped."""

from __future__ import annotations

import re

from detente.wording.results import Sentence, Span

__all__ = ["is_frame"]

_CALL = r"(?:call|conversation|meeting|talks|telephone\s+conversation|video\s*conference|visit|negotiations|session)"
_MEETING = re.compile(
    rf"""^.{{0,240}}?\b(?:
        (?:spoke|talked|negotiated|conferred)\s+(?:(?:today|yesterday|again|by\s+(?:tele)?phone|on\s+\w+)\s+)*with
      | spoke\s+(?:on|by)\s+the\s+(?:tele)?phone
      | (?:had|held|hosted|conducted)\s+(?:\w+\s+){{0,6}}?(?:{_CALL})s?\b
      | had\s+the\s+\w+\s+.{{0,40}}?\b{_CALL}
      | met\s+(?:(?:today|yesterday|again|on\s+\w+|in\s+\w+)\s+)*(?:with\s+)?(?=(?:the|its|their|a)\s+
            (?!demands?|targets?|deadlines?|requirements?|conditions?|standards?)\w|[A-Z]|management|traders|residents|
            representatives|members|officials)
      | met\s+in\s+[A-Z]\w+\s+(?:for|to)\b
      | {_CALL}\s+(?:took\s+place|was\s+held)\s+between
      | (?:came|went)\s+to\s+the\s+(?:meeting|talks|session)
      | facilitated\s+.{{0,40}}\btalks
    )""",
    re.X,
)
_FRAME = re.compile(
    rf"""^(?:and\s+|overall,?\s+)?(?:
        (?:the|this)\s+(?:\w+\s+){{0,2}}{_CALL}s?\s+(?:took\s+place|was\s+held|were\s+held|was|were|lasted|ended)\b
            (?!\s+(?:not\s+)?(?:agreed|discussed|raised|decided))
      | (?:it|which|that)\s+lasted\b
      | good\s+(?:morning|afternoon|evening)|thank\s+you\b|ladies\s+and\s+gentlemen
      | following\s+(?:those|these|the)\s+(?:discussions|talks)\s*:?$
      | (?:main\s+|key\s+)?outcomes?\s+of\b
      | (?:readout|statement|press\s+release)\s+(?:of|by|on)\b
      | between\s+(?:secretary|president|minister)
      | (?:the\s+)?(?:presidents|leaders|parties|sides|ministers)\s+(?:also\s+)?exchanged\s+.{{0,40}}(?:greetings|
            wishes|pleasantries|congratulations)
      | (?:the\s+)?atmosphere\b
    )""",
    re.X | re.I,
)
_TONE = re.compile(
    r"\b(?:in\s+(?:a|an)\s+(?:[\w-]+(?:,?\s+(?:and\s+)?)){1,4}(?:atmosphere|spirit|manner|tone)|business-?like|"
    r"greetings\s+and\s+best)\b",
    re.I,
)
_MATTER = re.compile(
    r"\b(?:agreed|decided|confirmed|will|discussed|promised|undertook|rejected|refused|percent|thanked|stressed)\b",
    re.I,
)
_LONGEST = 48
"""Words: a longer sentence says more than who met whom."""


def is_frame(body: str, span: Span, sentence: Sentence) -> bool:
    """Return whether a clause only frames: it tells of the meeting and not of what was said there.

    Headings, rows of tables and questions are frames; so are openings ("spoke today with"), remarks on tone and length,
    greetings, and lead-ins that bind nothing. A clause over 48 words never is.

    Examples
    --------
    >>> body = "President Lee spoke today with Prime Minister Rao. They agreed to meet."
    >>> is_frame(body, Span(0, 50), Sentence(Span(0, 50), 0)), is_frame(body, Span(51, 71), Sentence(Span(51, 71), 0))
    (True, False)
    """
    words = span.of(body).strip()
    if sentence.kind in {"heading", "row"} or words.endswith(("?", "؟", "？")):
        return True
    if len(words.split()) > _LONGEST:
        return False
    if _FRAME.search(words):
        return True
    if _TONE.search(words) and not _MATTER.search(words):
        return True
    return bool(_MEETING.search(words)) and not re.match(r"(?:he|she|they)\s+(?:also\s+)?(?:agreed|said)", words, re.I)
