"""A draft as its page shows it: the words that will stand, what was left out, what the text says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from detente.report.brief_terms import ORIGIN, reading
from detente.report.language import language as language_of
from detente.report.markup import plain
from detente.report.terms import term
from detente.web.encounters.models import Draft
from detente.web.encounters.queries.texts import body_of
from detente.wording.language import KNOWN

__all__ = ["Declared", "DraftShown", "Left", "Piece", "draft_shown"]

MOST_SHOWN = 40
"""Pieces of one kind that are listed one by one; a Markdown file has a mark on every line."""
LONGEST_SHOWN = 4000
"""Characters of a piece that are shown."""


@dataclass(frozen=True)
class Piece:
    """A piece that was left out, or was and is put back."""

    number: int
    words: str
    more: bool
    kept: bool


@dataclass(frozen=True)
class Left:
    """Everything that was left out for one reason."""

    reason: str
    label: str
    pieces: Sequence[Piece]
    others: int
    words: int
    all_kept: bool
    any_kept: bool


@dataclass(frozen=True)
class Declared:
    """Something that the text or page says of itself, and where it says it."""

    label: str
    value: str
    origin: str


@dataclass(frozen=True)
class DraftShown:
    """A draft, for its page."""

    body: str
    words: int
    left: Sequence[Left]
    declared: Sequence[Declared]
    notes: Sequence[str]


def draft_shown(draft: Draft) -> DraftShown:
    """What its page shows."""
    tongue = language_of((get_language() or "en").split("-")[0])
    body = body_of(draft)
    labels = {
        "title": _("Title"),
        "publisher": _("Publisher"),
        "date": _("Day of publication"),
        "author": _("Author"),
        "address": _("Address"),
    }
    found: dict[str, list[str]] = draft.fields["found"]
    declared = [
        Declared(label, found[key][0], term(tongue, ORIGIN, found[key][1]))
        for key, label in labels.items()
        if key in found
    ]
    left = []
    for reason in dict.fromkeys(str(cut["reason"]) for cut in draft.cuts):
        cuts = [(number, cut) for number, cut in enumerate(draft.cuts) if cut["reason"] == reason]
        pieces = [
            Piece(
                number=number,
                words=draft.whole[cut["start"] : cut["end"]][:LONGEST_SHOWN].strip(),
                more=cut["end"] - cut["start"] > LONGEST_SHOWN,
                kept=cut["kept"],
            )
            for number, cut in cuts[:MOST_SHOWN]
        ]
        kept = [bool(cut["kept"]) for _number, cut in cuts]
        left.append(
            Left(
                reason=reason,
                label=_labels().get(reason, reason),
                pieces=pieces,
                others=len(cuts) - len(pieces),
                words=sum(len(draft.whole[cut["start"] : cut["end"]].split()) for _number, cut in cuts),
                all_kept=all(kept),
                any_kept=any(kept),
            )
        )
    told = [_ours(code) or plain(reading(tongue, code, count, detail)) for code, count, detail in draft.fields["notes"]]
    if str(draft.fields["language"]).split("-")[0] not in KNOWN and not any(
        code == "language_unknown" for code, _count, _detail in draft.fields["notes"]
    ):
        told.append(_ours("language_unknown"))
    return DraftShown(body, len(body.split()), left, declared, [note for note in told if note])


def _labels() -> dict[str, str]:
    """The reasons of `detente.wording.intake_results.Cut`; a report words them otherwise, because it shows the rest."""
    return {
        "link_farm": _("A tail of links and teasers"),
        "outside_article": _("Menus, footers and other parts of the page"),
        "title": _("The title: it stands with what is known about the text"),
        "byline": _("The line with author or date"),
        "header": _("The lines above the text with title, publisher and date"),
        "markup": _("Marks of formatting, and addresses behind links"),
        "invisible": _("Characters that nobody sees"),
    }


def _ours(code: str) -> str:
    """What the report says elsewhere than beside the text."""
    sentences = {
        "language_unknown": _(
            "The rules of this site read English only. For a comparison enter a translation, and say so in the title."
        ),
        "transcript": _(
            "It reads like questions and answers. For a comparison enter only the part that is the side’s own account."
        ),
        "one_sentence": _("It is hardly longer than a sentence."),
    }
    return sentences.get(code, "")
