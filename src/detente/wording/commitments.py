"""The ladder of commitment: how far a clause binds whoever speaks in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from detente.wording.results import Span
from detente.wording.verbs import LADDER, forms

__all__ = ["commitment", "left_open", "rank"]

_RANK = {"denied": 0, "stated": 1, "discussed": 2, "ready": 3, "committed": 4, "agreed": 5}

# Longer forms first, whatever their level: "expressed hope" before "expressed".
_LEVEL = {word: level for level, words in LADDER.items() for word in words}
_HEAD = re.compile(rf"\b(?:{forms(tuple(_LEVEL))})\b", re.I)
_DENIAL = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|would|will|could)(?:\s+not|n['’]t)\s+(?:\w+\s+)?(?:agree\w*|accept\w*|discuss\w*|"
    r"decide\w*|rais\w*|propos\w*|commit\w*|promis\w*|confirm\w*|consider\w*|support\w*|acknowledge\w*|intend\w*|"
    r"plan\w*|reach\w*\s+(?:an?\s+)?(?:agreement|deal)|sign\w*|offer\w*|mention\w*)|"
    r"(?:was|were|is|are|been)\s+(?:not|never)\s+(?:\w+\s+)?(?:agreed|accepted|discussed|decided|raised|proposed|considered|"
    r"mentioned|offered|confirmed|the\s+focus)|"
    r"(?:has|have|had)\s+never\s+(?:been\s+)?\w+|never\s+(?:agreed|promised|proposed|discussed)|no\s+intention|refused\s+to|"
    r"(?:did|does|do|has|have|had)(?:\s+not|n['’]t)\s+(?:\w+\s+)?(?:undert\w+|pledge\w*|vow\w*|guarante\w*)|"
    r"(?:dismiss|reject|den)(?:ed|es|ied|ies)\s+(?:\S+\s+){0,5}?(?:claims?|reports?|allegations?|assertions?|suggestions?)|"
    r"no\s+one\s+(?:could|would)|nobody\s+(?:could|would)|(?:has|have|had)\s+received\s+no|there\s+(?:was|were|is)\s+no\s+"
    r"(?:discussion|agreement|talk|decision|deal|promise)s?|no\s+(?:agreement|deal|decision)s?\s+(?:was|were|has|have))\b",
    re.I,
)
# Before the predicate, with at most three words between: "never offered", "no date has been", "have yet to agree".
_NEGATED = re.compile(
    r"(?:\b(?:not|never|nobody|none|neither|nor|without|yet\s+to|fail\w*\s+to|stopped\s+short\s+of)\b|n['’]t\b)"
    r"(?:\s+[\w’'-]+){0,3}\s*$|\bno\s+\w+\s+(?:has|have|had|was|were)\s+(?:yet\s+)?(?:been\s+)?$",
    re.I,
)
# Neither a yes nor a no: "did not rule out closing" is no denial of it, nor is "has yet to be decided".
_OPEN = re.compile(
    r"\b(?:(?:not|never|cannot)\s+(?:\w+\s+){0,2}?|\w+n['’]t\s+(?:\w+\s+){0,2}?)(?:rul(?:e|ed|es|ing)\s+out|exclud\w+|deny|"
    r"denied|off\s+the\s+table)\b"
    r"|\b(?:has|have|had|is|are|was|were)\s+(?:still\s+)?yet\s+to\b|\bstill\s+to\s+be\b|\bremain(?:s|ed)?\s+to\s+be\b"
    r"|(?:\bnot|n['’]t)\s+yet\b|\bno\s+\w+\s+(?:has|have|had|was|were)\s+(?:yet\s+been|been\s+\w+\s+yet)\b",
    re.I,
)
_OPEN_REACH = 40
"""How many characters after such words the act may stand of which they speak."""
_IMPERSONAL = re.compile(
    r"\b(?:it\s+was|both\s+(?:sides|parties|leaders|presidents)|the\s+(?:two\s+)?(?:sides|parties|leaders|presidents|"
    r"interlocutors)|was|were)\s+(?:also\s+|jointly\s+)?$",
    re.I,
)
_WILL = re.compile(
    r"\b(?:will|shall|would\s+respond|commitments?|committed|is\s+providing|are\s+providing|is\s+set\s+for|are\s+set\s+for|"
    r"is\s+scheduled|are\s+scheduled|(?:is|are)\s+(?:also\s+)?to\s+be|begins?\s+on|starts?\s+on|stays?\b|(?:is|are)\s+due|"
    r"(?:resumes?|reopens?|restarts?|begins?|starts?|meet\s+again)\s+(?:next|on|in|this)\b|takes\s+effect|take\s+effect|must\s+fully|no\s+compulsory)\b",
    re.I,
)
_READY = re.compile(
    r"\b(?:readiness|ready|prepared\s+to|support\s+for|(?:his|her|their|its|my|our)\s+support|willing(?:ness)?|intentions?|"
    r"intends?|plans?\s+to|hopes?|hope\s+that|hoping|desire|eager|proposals?|expected\s+to|seeks?\s+to|stands?\s+for|"
    r"exploring|consider\w*|starting|stands\s+(?:exclusively\s+)?for)\b",
    re.I,
)
_TOPIC = re.compile(
    r"\b(?:topics?\s+of|key\s+topic|agenda|exchange\s+of\s+views|conversation\s+(?:also\s+)?(?:focused|turned)|talks\s+focused|"
    r"focus(?:ed)?\s+(?:of|on)|dialogue\s+on|discussions?\s+(?:of|on|about)|attention\s+was\s+paid|"
    r"meeting\s+(?:also\s+)?included)\b",
    re.I,
)
_CONTINUES = re.compile(
    r"(?:[,\s]*(?:as\s+well\s+as|(?:and\s+)?(?:for|at|in|on|with|through|to|then)\b|including|starting|beginning|a\s|an\s|and\s+"
    r"(?:active|its|their|the\s+\w+\s*$)))",
    re.I,
)
# "hope that the talks will be constructive, and will bring about ...": still a hope
_GOES_ON = re.compile(r"[,\s]*and\s+(?:will|would|shall)\b", re.I)


def rank(level: str) -> int:
    """Return the step of a level: denied 0, stated 1, discussed 2, ready 3, committed 4, agreed 5."""
    return _RANK[level]


def left_open(body: str, within: Span) -> Span | None:
    """Return the words by which a clause leaves a matter open: not ruled out, not yet, still to be decided.

    Examples
    --------
    >>> body = "The date has yet to be decided."
    >>> left_open(body, Span(0, len(body))).of(body)
    'has yet to'
    """
    match = _OPEN.search(body, within.start, within.end)
    return Span(match.start(), match.end()) if match else None


def commitment(
    body: str,
    *,
    within: Span | None = None,
    inherited: str = "",
    more: Mapping[str, re.Pattern[str]] | None = None,
) -> tuple[str, Span | None]:
    """Read how far a clause commits, and from which words.

    A denial of the act itself comes first ("did not accept that"). What is only left open ("did not rule out", "has yet
    to be decided") is neither denied nor promised: it is stated. Else the first reporting predicate decides: one
    that agrees, commits, offers or discusses stands for itself; one that only reports ("made clear", "reaffirmed")
    takes the level of what follows within its next words; thanks and praise state, whatever they are for. "Confirmed"
    said of both sides or of nobody is an agreement. A clause without a predicate of its own goes on at the level before
    it.

    Parameters
    ----------
    body : str
        The text.
    within : Span, optional
        The clause.
    inherited : str
        Level of the clause before it in the same sentence, if any.
    more : mapping of str to pattern, optional
        Words of a lexicon pack for single levels; they come before everything else but denials.

    Returns
    -------
    level : str
        One of `results.COMMITMENTS`.
    sign : Span or None
        The words that decided; None where nothing did.

    Examples
    --------
    >>> commitment("Both sides agreed to meet in May.")
    ('agreed', Span(start=11, end=17))
    >>> commitment("He thanked them for what they will do.")[0], commitment("The mayor did not agree to it.")[0]
    ('stated', 'denied')
    """
    area = within or Span(0, len(body))
    denial = _DENIAL.search(body, area.start, area.end)
    unsettled = left_open(body, area)
    if denial and not (unsettled and unsettled.overlaps(Span(denial.start(), denial.end()))):
        return "denied", Span(denial.start(), denial.end())
    for level, pattern in (more or {}).items():
        match = pattern.search(body, area.start, area.end)
        if match:
            return level, Span(match.start(), match.end())
    head = _HEAD.search(body, area.start, area.end)
    if inherited and _CONTINUES.match(body, area.start, area.end) and (head is None or head.start() > area.start + 40):
        return inherited, None
    if inherited == "ready" and _GOES_ON.match(body, area.start, area.end):
        return inherited, None
    if unsettled is not None and _speaks_of(body, unsettled, head):
        return "stated", unsettled
    if head is None:
        return _without_head(body, area, inherited)
    level, sign = _LEVEL[" ".join(head.group().lower().split())], Span(head.start(), head.end())
    negation = _NEGATED.search(body, area.start, head.start())
    if negation and level in {"agreed", "committed", "ready", "discussed"}:
        return "denied", Span(negation.start(), head.end())
    if level == "open":
        return _opened(body, area, sign)
    topic = _TOPIC.search(body, area.start, area.end)
    if level == "stated" and topic:
        return "discussed", Span(topic.start(), topic.end())
    return level, sign


def _speaks_of(body: str, unsettled: Span, head: re.Match[str] | None) -> bool:
    """Whether the words that leave open are about the predicate, or about what one that only reports brings."""
    if head is None or _LEVEL[" ".join(head.group().lower().split())] in {"open", "stated"}:
        return True
    between = body[unsettled.end : head.start()]
    return unsettled.start <= head.start() and len(between) <= _OPEN_REACH and not re.search(r"[,;:]", between)


def _opened(body: str, area: Span, verb: Span) -> tuple[str, Span]:
    words = verb.of(body).lower()
    before = body[area.start : verb.start]
    if words == "confirmed":
        return ("agreed" if _IMPERSONAL.search(before) else "committed"), verb
    end = min(area.end, verb.end + 110)
    if words in {"reaffirmed", "reiterated"} and re.search(r"\bunity\s+of\s+positions?\b", body[verb.end : end]):
        return "agreed", verb
    for level, pattern, reach in (("committed", _WILL, 110), ("ready", _READY, 80)):
        match = pattern.search(body, verb.end, min(area.end, verb.end + reach))
        if match and not (level == "ready" and words in {"warned", "outlined", "noted", "noting", "acknowledged"}):
            return level, Span(match.start(), match.end())
    return "stated", verb


def _without_head(body: str, area: Span, inherited: str) -> tuple[str, Span | None]:
    will = _WILL.search(body, area.start, area.end)
    if will:
        return "committed", Span(will.start(), will.end())
    ready = _READY.search(body, area.start, area.end)
    if ready:
        return "ready", Span(ready.start(), ready.end())
    topic = _TOPIC.search(body, area.start, area.end)
    if topic:
        return "discussed", Span(topic.start(), topic.end())
    return inherited or "stated", None
