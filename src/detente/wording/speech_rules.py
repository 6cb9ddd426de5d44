"""The patterns by which reported speech is found; `speech` uses them, docs/algorithms/brief.md explains them."""

from __future__ import annotations

import re
from functools import cache

from detente.wording.wordlists import alternatives, reporting_verbs, word_list

LIGHT = re.compile(
    r"(?:,[^,;:()\n]{0,90},|\s*\([^()]{0,60}\))?[\s,]*(?:(?:has|have|had|is|are|was|were|will|would|could|can|may|might|should|"
    r"did|does|do|be|been|having|also|additionally|not|never|too|long|ago|recently|again|then|now|later|further|already|once|"
    r"always|often|since|earlier|today|yesterday|both|all|on\s+\w+day|in\s+turn|for\s+(?:its|his|her|their)\s+part|\w+ly)[\s,]+)"
    r"{0,6}"
)
NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|a|an|its|his|her|their|our|this|that|these|those|of|for|no|any|in|to|with|by|from|on|at|as|"
    r"towards?|some|new|own|more|key|recent|latest|public|strong)|['’]s|-)\s*$",
    re.I,
)
BE_BEFORE = re.compile(r"\b(?:was|were|is|are|be|been|being)\s+(?:\w+ly\s+)?$", re.I)
PART_BEFORE = re.compile(r"(?:,|;|–|—|\band|\bwhile|\bbut)\s*(?:\w+ly\s+|also\s+|then\s+)?$")
AND_BEFORE = re.compile(r"(?:\band|\bbut|,)\s+(?:\w+ly\s+|also\s+|then\s+|has\s+|have\s+)?$")
RELATIVE = re.compile(
    r",\s+(?:which|who|whose|where|whom)\b[^,;.]*(?=[,;.])|"
    r"(?<=\w),\s+(?:nonetheless|nevertheless|however|though|too|meanwhile)(?=,)",
)
PREPOSITION = re.compile(
    r"\b(?:between|with|of|for|about|against|among|(?<!corresponding )to|by|on|at|over|under|towards?)\s+"
    r"(?:the\s+)?(?:\w+\s+)?$",
    re.I,
)
NEITHER = re.compile(r"\b(?:neither|none\s+of|nobody\s+(?:from|in)|no)\s+(?:the\s+)?$", re.I)
SUPPOSED = re.compile(r"\b(?:if|unless|should)\s+(?:the\s+)?$", re.I)
NEGATED = re.compile(r"\b(?:not|never)\b|n['’]t\b")
MODAL = re.compile(
    r"\b(?:may|might|will|would|can|could|should|must|is|are|was|were|has|have|had|remains?|continues?)\b"
)
CONCEDING = re.compile(r"\s*(?:while|whereas|although|though|even though)\b", re.I)
TOLD_WHOM = re.compile(
    r"\s+(?:(?:the\s+)?[A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*){0,3}|reporters|journalists|lawmakers|parliament|him|her|them|us|it)\b"
)
OWNER = re.compile(r",?\s*(?:\b(?:its|their|his|her|the)\s+)?$", re.I)
TIED = re.compile(
    r"\s+(?:at|of|from|in|for|on)\s+(?:the\s+)?(?:[\w'’-]+\s+){0,3}[\w'’-]+(?=,|\s+(?:has|have|had|also|then|\w+ly)\b|\s*$)"
)
ASIDE = re.compile(r"\([^()\n]{0,200}\)")
QUOTED = re.compile(r"[“\"«][^“”\"«»\n]{0,1500}[”\"»]")
LINK = re.compile(r"(?:,?\s+(?:and|or|as well as)\s+(?:the\s+)?|,\s+(?:the\s+)?|\s+(?:like|each)\s+)$")
JOINED = re.compile(r"\s*(?:,|,?\s+(?:and|or|nor|as\s+well\s+as)|,\s*and)\s+(?:the\s+)?")
CONTRAST = re.compile(r"[,;]?\s*\b(?:while|whereas|but|although|though|and|as)?\s*(?:the\s+)?$|,\s*\w+ly\s*$", re.I)
EMPTY = re.compile(
    r"^\s*(?:their|its|his|her)\s+(?:own\s+)?(?:interpretations?|perspectives?|views?|versions?|accounts?|statements?)\b",
    re.I,
)
SAME = frozenset({
    "say", "add", "state", "note", "tell", "mention", "explain", "write", "remark", "observe", "stress", "warn",
    "announce", "argue", "claim", "insist", "reveal", "declare", "comment", "reply", "report",
})  # fmt: skip
"""Verbs that may follow what was said: "..., Petrov said\"."""


def unquoted(body: str) -> str:
    """The text with quoted words blanked; every character keeps its place."""
    return QUOTED.sub(lambda match: " " * len(match[0]), body)


def masked(body: str) -> str:
    """The text with quoted words, asides and relative clauses blanked; every character keeps its place."""
    for pattern in (QUOTED, ASIDE, RELATIVE):
        body = pattern.sub(lambda match: " " * len(match[0]), body)
    return body


class Rules:
    """The patterns made of the lists of words."""

    def __init__(self) -> None:
        lists = word_list("reporting")
        self.bases = reporting_verbs()
        verbs = alternatives(self.bases)
        nouns = alternatives(lists["nouns"]["names"])
        self.verb = re.compile(verbs, re.I)
        # "the Kremlin's account hints at": somebody's noun of speech, and a verb after it.
        self.possessive = re.compile(
            rf"['’]s?\s+(?:[\w-]+\s+){{0,2}}?(?P<noun>(?i:{nouns}))(?:"
            rf"\s+(?=(?:has|have|had|is|was|remains?|[a-z]+s)\b(?!\s+(?:of|and|to|from)\b)|{verbs})|"
            rf"\s+(?:to|of)\s+[^,.;]{{0,60}}?\s+(?=(?:has|have|had|is|was|remains?)\b|{verbs}))",
        )
        self.noun_that = re.compile(rf"['’]s?\s+(?:[\w-]+\s+){{0,2}}?(?P<noun>{nouns})\s+that\s+", re.I)
        self.thing = re.compile(
            r"(?<!of )\b(?:a|an|the|this|one)\s+(?:(?:recent|new|latest|official|joint|separate)\s+)?"
            rf"(?P<noun>{nouns})\s+(?={verbs})",
            re.I,
        )
        # "White House perspective", "the Kremlin's response"; "according to a recent analysis"
        self.view = re.compile(rf"(?:['’]s?)?\s+(?:\w+\s+)?(?:{nouns}|demands|priorities|aims|goals|plans)", re.I)
        self.source = re.compile(
            rf"(?:{alternatives(lists['according']['words'])})\s+(?P<what>(?:a|an|the)\s+[\w -]{{3,40}}?)(?=,|:)", re.I
        )
        feelings = alternatives(lists["from_whom"]["names"])
        self.from_whom = re.compile(rf"(?P<noun>{feelings})\s+(?:from|by)\s+(?:each\s+|both\s+)?(?:the\s+)?$", re.I)
        self.according = re.compile(rf"(?P<words>{alternatives(lists['according']['words'])})\s+(?:the\s+)?", re.I)


@cache
def rules() -> Rules:
    """The patterns, made once."""
    return Rules()
