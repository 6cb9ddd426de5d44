"""Who speaks or acts in a clause, with pronouns followed back to a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detente.wording.parties import Roster
from detente.wording.results import Span
from detente.wording.verbs import REPORTING

__all__ = ["Subject", "find_subject", "resolve"]

_LEAD = re.compile(
    r"""(?:\s|[,;:–—"“«(]
      | (?:and|but|also|however|moreover|furthermore|meanwhile|additionally|similarly|simultaneously|nonetheless|
          in\s+(?:addition|turn|response|particular|return)|at\s+the\s+same\s+time|in\s+this\s+(?:context|regard|connection)|
          for\s+(?:his|her|its|their)\s+part|on\s+the\s+other\s+hand|as\s+well\s+as|then|overall|while|whereas|
          though|although|as|because|since|that)\b
      | (?:during|in|on|at|after|following|before|from|under|amid|with|to|as\s+part\s+of|according\s+to|talking|
          speaking|asked|given)\s[^,.;]{1,90},
      | [a-z]+ly(?:\s+[a-z]+)?,
      )+""",
    re.X | re.I,
)
_VERB = re.compile(
    rf"\b(?:{REPORTING}|will|would|shall|should|can|could|may|might|must|is|are|was|were|has|have|had|do|does|did|met|"
    r"spoke|held|continues?|drafted|visited|heard|took|gave|paid|put|set|sets|led|exchanged|proceed\w*|facilitated|drew|"
    r"showed)\b"
)
# A past tense that is in no list; after an article it is an adjective.
_ANY_PAST = re.compile(r"(?<!\bthe\s)(?<!\ba\s)(?<!\ban\s)(?<!\bits\s)(?<!\bof\s)\b[a-z]{3,}ed\b")
_PRONOUN = re.compile(r"(?:he|she|it|they|we|i|who)$", re.I)
_ALL = re.compile(
    r"\b(?:both\s+(?:sides|parties|leaders|presidents|ministers|countries|delegations|teams|governments|of\s+them)|"
    r"(?:the\s+)?(?:two\s+)?(?:sides|parties|leaders|presidents|ministers|heads\s+of\s+state|interlocutors|participants|"
    r"countries|delegations|governments)|both)$",
    re.I,
)
_MANY = re.compile(
    r"\b(?:and|both|members|officials|representatives|officers|councillors|traders|workers|delegation|team|side|party|"
    r"union|company|council|committee|management|government|ministry|authorities)\b|s$",
    re.I,
)
_OWN_HEAD = re.compile(
    r"(?:the|our)\s+(?:president|head\s+of\s+(?:state|government)|prime\s+minister|minister|chancellor|chair\w*|"
    r"spokes\w+|delegation|management|leadership)$",
    re.I,
)


@dataclass(frozen=True)
class Subject:
    """Who speaks: the words, where they stand (None where followed back), and the parties they mean."""

    words: str
    span: Span | None
    sides: tuple[str, ...]


def find_subject(body: str, clause: Span) -> Span | None:
    """Return the words before the first finite verb of a clause, without what leads in; None where there are none."""
    lead = _LEAD.match(body, clause.start, clause.end)
    start = lead.end() if lead else clause.start
    verb = _VERB.search(body, start, clause.end) or _ANY_PAST.search(body, start, clause.end)
    if verb is None or verb.start() == start:
        return None
    words = body[start : verb.start()]
    words = re.split(r",|\s[-–—]\s|\swho\s|\swhich\s|[\"“«]", words, maxsplit=1)[0]
    words = re.sub(r"\s+(?:also|further|again|both|jointly|then|have|has|once|clearly|repeatedly)*\s*$", "", words)
    if not 0 < len(words.split()) <= 14:
        return None
    return Span(start, start + len(words.rstrip()))


def resolve(
    body: str,
    clause: Span,
    roster: Roster,
    *,
    sides: tuple[str, ...],
    own_side: str = "",
    previous: Subject | None = None,
) -> Subject | None:
    """Return who speaks in a clause.

    Parameters
    ----------
    body : str
        The text.
    clause : Span
        The clause.
    roster : Roster
        Parties that can be recognised.
    sides : tuple of str
        The sides of the encounter: "both leaders" means all of them.
    own_side : str
        Whose own readout the text is: "we" means them.
    previous : Subject, optional
        Who spoke last: "he", "she", "it" and "they" mean them.

    Returns
    -------
    Subject or None
        None where the clause names nobody; it then goes on with the one before.
    """
    span = find_subject(body, clause)
    if span is None:
        return None
    words = span.of(body)
    lowered = words.lower()
    if _PRONOUN.fullmatch(words):
        if lowered in {"we", "i"}:
            return Subject(own_side or words, span, (own_side,) if own_side else ())
        if lowered == "they" and (previous is None or (len(previous.sides) <= 1 and not _MANY.search(previous.words))):
            # After one person "they" means those who meet.
            return Subject(words, span, sides)
        return Subject(previous.words, None, previous.sides) if previous else Subject(words, span, ())
    if _ALL.search(words) and not roster.mentions(words):
        return Subject(words, span, sides)
    named = roster.named_in(words)
    if not named and own_side and _OWN_HEAD.fullmatch(words):
        # In a side's own text "the President" is its own.
        named = (own_side,)
    return Subject(words, span, named)
