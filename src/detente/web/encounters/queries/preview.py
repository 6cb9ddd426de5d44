"""What other names or word lists would change, before anybody saves them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from detente.report.language import Language
from detente.report.language import language as language_of
from detente.report.terms import LEVEL, term
from detente.web.encounters.models import Encounter, Part
from detente.web.encounters.queries.reading import (
    lexicon_of,
    newest_comparison,
    newest_version,
    pieces_of,
    text_of,
)
from detente.wording.concordance import concord
from detente.wording.errors import WordingError
from detente.wording.lexicon import Lexicon
from detente.wording.preview import LinkChange, PointChange, Preview, what_changes
from detente.wording.results import Concordance

__all__ = ["MOST", "LinkLine", "PointLine", "Shown", "preview_of"]

MOST = 50
"""Changes of each kind that a page lists one by one."""


@dataclass(frozen=True)
class PointLine:
    """A passage that would be read otherwise; each of `what` is a label, the value now, the value then."""

    side: str
    words: str
    language: str
    what: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class LinkLine:
    """Passages whose pairing would be proposed otherwise."""

    a: Sequence[str]
    b: Sequence[str]
    a_language: str
    b_language: str
    what: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """A preview: how many changes of each kind, and the first of them.

    `cause` is the code of the engine's rule where the texts cannot be laid side by side; ``"missing"`` where one of
    them is not there.
    """

    counts: Sequence[str] = ()
    points: Sequence[PointLine] = ()
    links: Sequence[LinkLine] = ()
    others: int = 0
    cause: str = ""


def preview_of(encounter: Encounter, *, parties: list[dict[str, object]], packs: list[str], own_words: str) -> Shown:
    """What would change if these were saved. Nothing is written."""
    other = copy(encounter)
    other.parties, other.packs, other.own_words = parties, packs, own_words
    try:
        before, after = _read(encounter), _read(other)
    except WordingError as refused:
        return Shown(cause=refused.code)
    if before is None or after is None:
        return Shown(cause="missing")
    found = what_changes(before, after)
    tongue = language_of((get_language() or "en").split("-")[0])
    lexica = lexicon_of(encounter), lexicon_of(other)
    names = {"a": str(parties[0]["name"]), "b": str(parties[1]["name"])}
    points = [_point(one, names, lexica, tongue, before) for one in found.points[:MOST]]
    links = [_link(one, before, after) for one in found.links[:MOST]]
    others = len(found.points) - len(points) + len(found.links) - len(links)
    return Shown(_counts(found), points, links, others)


def _read(encounter: Encounter) -> Concordance | None:
    """The two newest readouts, cut as the comparison of them is cut."""
    a, b = newest_version(encounter, Part.A), newest_version(encounter, Part.B)
    if a is None or b is None:
        return None
    comparison = newest_comparison(encounter)
    pieces = pieces_of(comparison) if comparison is not None and (comparison.a, comparison.b) == (a, b) else {}
    return concord(
        text_of(encounter, a),
        text_of(encounter, b),
        lexicon=lexicon_of(encounter),
        pieces_a=pieces.get("a"),
        pieces_b=pieces.get("b"),
    )


def _counts(found: Preview) -> list[str]:
    n = found.counts
    told = [
        (n["comes"], ngettext("%(n)d pair would be proposed anew", "%(n)d pairs would be proposed anew", n["comes"])),
        (n["goes"], ngettext("%(n)d pair would go", "%(n)d pairs would go", n["goes"])),
        (
            n["zone"],
            ngettext("%(n)d pair would be surer or less sure", "%(n)d pairs would be surer or less sure", n["zone"]),
        ),
        (
            n["differences"],
            ngettext(
                "%(n)d pair would have other differences", "%(n)d pairs would have other differences", n["differences"]
            ),
        ),
        (
            n["theme"],
            ngettext("%(n)d point would change its theme", "%(n)d points would change their theme", n["theme"]),
        ),
        (
            n["commitment"],
            ngettext(
                "%(n)d point would be firmer or less firm", "%(n)d points would be firmer or less firm", n["commitment"]
            ),
        ),
        (
            n["sides"],
            ngettext("%(n)d point would be about other sides", "%(n)d points would be about other sides", n["sides"]),
        ),
        (
            n["speaker"],
            ngettext("%(n)d point would have another speaker", "%(n)d points would have another speaker", n["speaker"]),
        ),
        (n["to_frame"], ngettext("%(n)d point would be set aside", "%(n)d points would be set aside", n["to_frame"])),
        (
            n["to_point"],
            ngettext("%(n)d passage would become a point", "%(n)d passages would become points", n["to_point"]),
        ),
    ]
    return [sentence % {"n": number} for number, sentence in told if number]


def _point(
    one: PointChange, names: dict[str, str], lexica: tuple[Lexicon, Lexicon], tongue: Language, before: Concordance
) -> PointLine:
    nothing = _("none")
    kinds = {"point": _("a point"), "frame": _("set aside")}
    was, then = one.before, one.after
    values = {
        "theme": (
            _("theme"),
            lexica[0].label(was.theme) if was.theme else nothing,
            lexica[1].label(then.theme) if then.theme else nothing,
        ),
        "commitment": (_("commitment"), term(tongue, LEVEL, was.commitment), term(tongue, LEVEL, then.commitment)),
        "sides": (_("about"), ", ".join(was.sides) or nothing, ", ".join(then.sides) or nothing),
        "speaker": (_("who speaks"), was.speaker or nothing, then.speaker or nothing),
        "kind": (_("read as"), kinds[was.kind], kinds[then.kind]),
    }
    text = before.a if one.side == "a" else before.b
    return PointLine(names[one.side], one.before.text, text.language or "", [values[what] for what in one.what])


def _link(one: LinkChange, before: Concordance, after: Concordance) -> LinkLine:
    sentences = {
        "comes": _("would be proposed anew"),
        "goes": _("would no longer be proposed"),
        "zone": _("would be surer than now")
        if one.after is not None and one.after.zone == "proposed"
        else _("would be less sure than now"),
        "differences": _("would have other differences"),
    }
    found, link = (after, one.after) if one.after is not None else (before, one.before)
    words: tuple[list[str], list[str]] = ([], [])
    if link is not None:
        words = (
            [point.text for point in found.points_a if point.id in link.a],
            [point.text for point in found.points_b if point.id in link.b],
        )
    return LinkLine(*words, found.a.language or "", found.b.language or "", [sentences[what] for what in one.what])
