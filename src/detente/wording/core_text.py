"""The matter of a clause: what is left without the names of the sides, reporting verbs and set phrases.

In one call every sentence is about the same actors, so names and verbs make all sentences look alike.
"""

from __future__ import annotations

import re

from detente.wording.parties import Roster
from detente.wording.verbs import REPORTING

__all__ = ["core_text"]

_ACTOR = (
    r"(?:(?:the\s+)?(?:two\s+|both\s+)?(?:leaders|presidents|parties|sides|heads\s+of\s+state|interlocutors|participants|"
    r"ministers|delegations|councillors|officers|members|management|the\s+company|the\s+union|the\s+council)|he|she|they|i|we|it|"
    r"the\s+head\s+of\s+(?:state|the\s+office(?:\s+of\s+the\s+president)?)|the\s+(?:\w+\s+)?(?:president|side|party|delegation|"
    r"advis[eo]r|representatives?)(?:\s+of\s+(?:the\s+)?[A-Z][\w ]{2,30}?)?)"
)
_REPORT = re.compile(
    rf"(?:\b{_ACTOR}\s+)?(?:\b(?:also|further|again|jointly|then|and|it\s+was|was|were|have|has)\s+){{0,4}}\b(?:{REPORTING})\b"
    r"(?:\s+(?:that|to|on|for|about|his|her|their|its|my|our)\b){0,4}",
    re.I,
)
_SET = re.compile(
    r"\b(?:special|deep|serious|sincere)?\s*(?:gratitude|confidence|willingness|readiness|concerns?|appreciation|hope)\s+(?:to|for|"
    r"that|about|of|in)\b|\bexchange\s+of\s+views\s+on\b|\bthe\s+importance\s+of\b|\bimportance\s+of\b|\bthe\s+issues?\s+of\b|"
    r"\bin\s+(?:this\s+(?:context|regard)|particular|turn|response|the\s+context\s+of|the\s+framework\s+of|the\s+field\s+of)\b|"
    r"\bduring\s+the\s+(?:talks|conversation|meeting|call)\b|\bas\s+well\s+as\b|\bthe\s+(?:key|main)\s+(?:topic|condition)\s+of\s+the\s+"
    r"talks\b|\band\s+its\s+allies(?:\s+and\s+partners)?\b|\b(?:together\s+)?with\s+(?:its\s+|our\s+|their\s+)?allies(?:\s+and\s+partners)?\b|"
    r"\bour\s+(?:european\s+)?allies\b|\ballies\s+and\s+partners\b|\bour\s+(?:state|country)\b|\bthe\s+(?:two|both)\s+countries\b|"
    r"\bcontinu(?:e|ed|ing)\b|\bfurther\b|\badditional\b|\banother\b|\bthe\s+talks\s+(?:is|was)\b",
    re.I,
)


def core_text(words: str, sides: Roster) -> str:
    """Return a clause without names of the sides, who reports, reporting verbs and set phrases.

    Two words at least are left; a clause that would lose more is returned as it is.

    Examples
    --------
    >>> from detente.wording.results import Party
    >>> sides = Roster([Party("Ukraine", ("Kyiv",)), Party("United States", ("Joseph Biden",))])
    >>> core_text("The President of Ukraine thanked Joseph Biden for the security assistance.", sides)
    'the security assistance'
    """
    unnamed = left = sides.without(words)
    left = _REPORT.sub(" ", left)
    left = _SET.sub(" ", left)
    for candidate in (left, unnamed):
        tidy = re.sub(r"\s+", " ", re.sub(r"[\"“”«»„]", " ", candidate))
        tidy = re.sub(r"^(?:[\s,.;:–—-]|(?:and|but|for|that|to|of|by|who|which|with)\b)+", "", tidy, flags=re.I)
        tidy = tidy.strip(" ,.;:–—-")
        if len(tidy.split()) >= 2:
            return tidy
    return words
