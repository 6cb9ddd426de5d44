"""What was announced in an encounter, for the consultation that is opened on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from detente.web.consultations.models import Consultation
from detente.web.encounters.models import Announced
from detente.web.encounters.queries.following import Listed, Telling, one_announced

__all__ = ["announcing", "opened_on"]

LONGEST = 600
"""Characters of a side's words that are put into a text; more stand where they were announced."""


def announcing(announced: Announced, languages: Iterable[str]) -> dict[str, str]:
    """Who announced it, in which words, as the beginning of a text in each language."""
    one = one_announced(announced)
    by_side: dict[str, Telling] = {}
    for told in one.told:
        if told.words:
            by_side.setdefault(told.letter, told)
    made = {}
    for code in languages:
        with translation.override(code):
            lines = [
                _("%(side)s announced: “%(words)s”") % {"side": told.side, "words": _cut(told.words)}
                for told in by_side.values()
            ]
        if lines:
            made[code] = "\n".join(lines)
    return made


def opened_on(consultation: Consultation) -> Listed | None:
    """What was announced and is asked about here, with what became of it."""
    return one_announced(consultation.announced) if consultation.announced else None


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
