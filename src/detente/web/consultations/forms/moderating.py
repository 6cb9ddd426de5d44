"""The shape of what a moderator sends."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Statement
from detente.web.core.errors import Refused

__all__ = ["Decision", "UnknownDecision", "decision", "wording"]

_WITH_REASON = ("refuse", "retire")
_PLAIN = ("accept", "undo", "keep", "grant", "deny")


class UnknownDecision(Refused):
    """A decision is one of a few words."""

    code = "consultations.unknown_decision"
    sentence = _("This decision could not be read. Open the queue again and repeat it.")


@dataclass(frozen=True)
class Decision:
    """One word, and the reason where it needs one."""

    verb: str
    reason: str = ""


def decision(sent: QueryDict) -> Decision:
    """``decision`` is ``accept``, ``undo``, ``keep``, ``grant``, ``deny``, ``refuse:REASON`` or ``retire:REASON``."""
    verb, _colon, reason = sent.get("decision", "").partition(":")
    if verb in _WITH_REASON:
        return Decision(verb, reason)
    if verb not in _PLAIN or reason:
        raise UnknownDecision
    return Decision(verb)


def wording(sent: QueryDict, statement: Statement) -> dict[str, str]:
    """The corrected text in each language that the statement has: fields ``text-en``, ``text-ar``, ..."""
    return {text.language: sent.get(f"text-{text.language}", "") for text in statement.texts.all()}
