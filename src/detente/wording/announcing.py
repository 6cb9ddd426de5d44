"""What is announced, how sure, and what has to be so first."""

from __future__ import annotations

import datetime as dt
import re

from detente.wording.commitments import left_open
from detente.wording.results import Announcement, Condition, DateInterval, Span

__all__ = ["announcement", "conditions"]

_CONDITION = re.compile(
    r"\b(?:subject\s+to|provided\s+that|on\s+(?:the\s+)?condition|conditional\s+on|unless|in\s+the\s+event\s+(?:of|that)|"
    r"in\s+case\s+of|if\b|takes?\s+effect\s+(?:only\s+)?(?:after|once|when)|only\s+(?:if|after|when|once|in)|"
    r"with\s+the\s+possibility\s+of|once\b(?!\s+(?:again|more))|should\s+(?:the|it|they|any|a|tensions|talks)\b|pending\b|"
    r"as\s+long\s+as|depend(?:s|ing|ent)\s+on|without\s+prejudice\s+to|after\s+the\s+lifting)\b",
    re.I,
)

_SIGNS = {
    "agreed": r"agreed?\s+(?:to|on|that)|it\s+was\s+(?:agreed|decided)|have\s+agreed|decided\s+to",
    "confirmed": r"(?:was|were|has|have|been|it\s+was)?\s*confirmed\s+(?:that|the|for)",
    "planned": r"(?:is|are|was|were)\s+(?:scheduled|planned|set|slated|due)\b|scheduled|plans?\s+to|planned\s+for|"
    r"starting\b|(?:is|are)\s+(?:also\s+)?to\s+(?:be|meet|visit|hold|start|begin|take)|next\s+\w+(?:\s+\w+)?\s+is\s+on|"
    r"(?:resumes?|begins?)\s+on|meets?\s+again",
    "proposed": r"propos(?:ed|es|al|ing)|invited|invitation|offered\s+to|called\s+for\s+a\s+(?:meeting|summit)|"
    r"suggested",
    "expected": r"expected\s+to|expects?\s+to|hopes?\s+(?:that|to)|(?:is|are)\s+likely|anticipate\w*|convinced\s+that|"
    r"look(?:s|ed)?\s+forward",
    "possible": r"\b(?:(?-i:may)|might|could)\b|exploring|consider(?:s|ing)?|look\s+into|possibility\s+of|"
    r"intends?\s+to|intention\s+to|ready\s+to|readiness\s+to|willing(?:ness)?\s+to|underway\s+to",
    "committed": r"will\b|shall\b|promised|undertook|pledged|committed\s+to|tasked|instructed|announc(?:ed|ing|es)|"
    r"guarantees\s+that|guaranteed\s+(?:to|that)|(?:is|are)\s+providing",
}
_SIGN = tuple((name, re.compile(rf"(?:{pattern})", re.I)) for name, pattern in _SIGNS.items())
_AGREED_MATTER = re.compile(r"agreed\s+(?:on\s+the\s+importance|(?:that\s+)?the\s+.{0,40}\b(?:was|were)\b)", re.I)
_NOTHING_AHEAD = re.compile(r"\b(?:if|in\s+the\s+event|should\s+the)\b.*\b(?:escalat|invad|aggress|attack)", re.I)


def conditions(body: str, span: Span) -> tuple[Condition, ...]:
    """Find what has to be so first, or limits what is said; each reaches to the end of its clause.

    Examples
    --------
    >>> body = "which would apply from 15 October subject to board approval."
    >>> [c.span.of(body) for c in conditions(body, Span(0, len(body)))]
    ['subject to board approval']
    """
    match = _CONDITION.search(body, span.start, span.end)
    if match is None:
        return ()
    end = span.end
    while end > match.end() and body[end - 1] in ".,;: \n\t":
        end -= 1
    return (Condition(Span(match.start(), end)),)


def announcement(
    body: str,
    span: Span,
    commitment: str,
    dates: tuple[DateInterval, ...],
    anchor: dt.date | None,
    given: tuple[Condition, ...],
    before: Announcement | None = None,
) -> tuple[Announcement, ...]:
    """Return what a clause announces, at most one thing.

    A clause announces when it says that there is no date yet, or when it looks ahead: it agrees, commits or offers to
    do something, or names a time after the date of the text beside a word such as "will", "scheduled", "expected". What
    is denied, or only not ruled out, is not announced, nor what would follow an attack. A clause that only adds a time
    to what the same sentence announced (`before`) goes on with its certainty.
    """
    words = span.of(body)
    open_date = next((interval for interval in dates if interval.certainty == "undecided"), None)
    if open_date is not None:
        return (Announcement(span, open_date, "undecided", open_date.span),)
    ahead = [
        interval
        for interval in dates
        if interval.end is None or anchor is None or interval.end > anchor or interval.certainty == "vague"
    ]
    if commitment == "denied" or (commitment == "stated" and left_open(body, span) is not None):
        return ()
    found = [(name, match) for name, pattern in _SIGN for match in [pattern.search(words)] if match]
    if not found and before is not None and ahead:
        return (Announcement(span, ahead[0], before.certainty, before.sign),)
    if not found or _AGREED_MATTER.search(words):
        return ()
    name, match = found[0]
    if name in {"possible", "expected"} and not ahead and commitment not in {"ready"}:
        return ()
    if commitment in {"stated", "discussed"} and not ahead:
        return ()
    if _NOTHING_AHEAD.search(words) and not ahead:
        return ()
    if name == "committed" and commitment == "ready":
        name = "expected"
    interval = min(ahead, key=lambda found: found.end or dt.date.max) if ahead else None
    certainty = "conditional" if given and name in {"committed", "planned", "agreed", "possible"} else name
    sign = Span(span.start + match.start(), span.start + match.end())
    return (Announcement(span, interval, certainty, sign),)
