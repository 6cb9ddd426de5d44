"""Reporting verbs and how far each commits: the ladder as data."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["LADDER", "REPORTING", "SPEECH", "forms"]


def _list(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


# Base of the ladder: the first reporting predicate of a clause decides its level. "open" verbs say nothing by
# themselves: what they introduce decides ("made clear that the allies will respond").
LADDER: Mapping[str, tuple[str, ...]] = {
    "agreed": _list(
        "agreed, agree, decided, accepted that, reached an agreement, reached agreement, signed, concluded, "
        "settled on, resolved to, reached a deal, struck a deal, agrees, decide to, decides to"
    ),
    "committed": _list(
        "promised, undertook, pledged, committed, tasked, announced, announcing, announce, instructed, guaranteed, "
        "vowed, approved, ordered, assured, allocated, promise to, promises to, undertake, undertakes, pledge to, "
        "pledges to, commit to, commits to, announces"
    ),
    "ready": _list(
        "proposed, offered, called for, called on, supported, intends, intended, plans to, planned to, hopes, "
        "hoped, seeks, sought, suggested, considers, considered, is exploring, are exploring, was exploring, is "
        "prepared, are prepared, was prepared, were prepared, is ready, are ready, stands ready, is willing, are "
        "willing, is eager, are eager, was eager, looked forward, looks forward, expressed hope, expressed "
        "support, expressed readiness, expressed willingness, offers, offer to, proposes, propose, supports, "
        "support the, calls for, calls on, call for, call on, intend to, plan to"
    ),
    "discussed": _list(
        "discussed, discussing, exchanged views, exchange of views, exchanged, reviewed, talked about, touched on, "
        "touched upon, addressed, considered the, debated, topped the agenda, topped, attention was paid, discuss, "
        "discusses"
    ),
    "denied": _list("refused, denied, declined, rejected, ruled out, refuses, refuse to, rejects, denies, declines to"),
    "stated": _list(
        "thanked, thanking, welcomed, welcoming, welcome, praised, commended, appreciate, appreciates, "
        "appreciated, updated, raised, urged, detailed, described, briefed, shared, presented, took note, handed "
        "over, asked, requested, accepted, condemned, criticised, criticized, congratulated, invited, expressed "
        "gratitude, expressed concern, expressed appreciation, expressed confidence, expressed serious concern, "
        "focused on, mentioned, pointed out, reminded, reported, portrayed, presented the, framed, caution, "
        "cautioned, suggests, suggested that, welcomes, thanks, condemns, congratulates, urges, commends, praises"
    ),
    "open": _list(
        "said, says, stated, stating, made clear, made it clear, made plain, was clear, reaffirmed, reiterated, "
        "affirmed, confirmed, confirms, emphasized, emphasised, emphasizing, emphasising, underscored, "
        "underscoring, underlined, underlining, stressed, stressing, conveyed, relayed, explained, repeated, told, "
        "added, noted, noting, insisted, maintained, expressed, expressing, voiced, informed, convinced, "
        "acknowledged, admitted, conceded, claimed, argued, declared, warned, recalled, outlined, wrote, believes, "
        "believe, highlighted, reaffirms, reaffirm, reiterates, reiterate, emphasizes, emphasises, stresses, "
        "underscores, underlines, expresses, acknowledges"
    ),
}

SPEECH = _list(
    "said, says, stated, told, tells, added, adds, stressed, stresses, emphasized, emphasised, emphasizes, "
    "noted, notes, declared, wrote, explained, warned, insisted, replied, remarked, commented, asserted, asserting, "
    "argued, argue, claimed, claims, concluded, announced, promised, asked, urged, called, repeated, recalled, "
    "confirmed, underlined, underscored, reiterated, reaffirmed, made clear, indicated, suggested, suggest, "
    "acknowledged, admitted, pointed out, point out, maintained, continued, highlighted, cautioned, caution, denied, "
    "expressed, voiced, thanked, welcomed, praised, informed, outlined, proposed, offered, agreed, reported, "
    "described, echoed, hinted, conveyed, affirmed, hoped, demanded, criticised, criticized, condemned, rejected, "
    "refused, accepted, discussed, commended, invited, pledged, undertook, committed, vowed, portrayed, framed, "
    "perceives, believes, believe, believed, mentioned, revealed, disclosed, quoted, observed, convinced"
)
"""Verbs that carry somebody's words, verbatim or not."""


def forms(words: tuple[str, ...]) -> str:
    """Return an alternation of verbs, longest first, with any space between their words."""
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(set(words), key=len, reverse=True))


REPORTING = forms(tuple(word for words in LADDER.values() for word in words) + SPEECH)
"""Every reporting verb, as an alternation to be put into a pattern."""
