"""What the page needs on which a row is confirmed: one row in full, all rows in short, and a button for every key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from detente.report.concordance_words import ConcordanceWords, Row
from detente.report.days import days
from detente.report.excerpts import Mark, excerpt, quote_of
from detente.web.encounters.asked import value
from detente.web.encounters.queries.described import kind_name, level_name, tongue
from detente.web.encounters.state import (
    CONFIRMED,
    KINDS,
    NO_DIFFERENCE,
    PROPOSED,
    DifferenceState,
    RowState,
    State,
    key_of,
    keys_of_row,
    span_of,
)
from detente.wording.results import COMMITMENTS, Point, Span, Text

__all__ = [
    "KIND_KEYS",
    "Button",
    "Candidate",
    "DifferenceView",
    "Line",
    "PointView",
    "Progress",
    "RowView",
    "difference_view",
    "kinds",
    "landing",
    "lines",
    "link",
    "next_row",
    "point_view",
    "progress",
    "row_view",
    "set_aside",
    "undone_rows",
]

KIND_KEYS = dict(zip(KINDS, "ndetcomw", strict=True))
"""Letters for the kinds of difference; none of them is the key of another act."""

CUTS = 9
AROUND = 240
"""Characters of a text shown before and after a point."""

_BREAK = re.compile(r"(?<=[.;:!?,])\s+|\s+(?=(?:and|but|while|which|who|provided|subject)\b)")


@dataclass(frozen=True)
class Button:
    """One decision that can be made, and the keys for it."""

    keys: str
    label: str
    value: str

    @property
    def key(self) -> str:
        """The key that is shown: the first, without what opens its box."""
        return self.keys.split()[0].removeprefix("s") or "s"


@dataclass(frozen=True)
class PointView:
    """A point of the row with what was read from it."""

    key: str
    letter: Literal["a", "b"]
    words: SafeString
    around: SafeString
    in_hand: bool
    link: str
    level: str
    levels: list[tuple[str, str]]
    announced: list[tuple[SafeString, str]]
    quoted: list[SafeString]
    conditions: list[SafeString]
    reading: str
    drop_announcement: str
    drop_quotation: str


@dataclass(frozen=True)
class DifferenceView:
    """A difference of the row; `choices` are offered for the one in hand."""

    state: DifferenceState
    kind: str
    said: str
    clash: bool
    in_hand: bool
    link: str
    choices: list[Button]
    others: list[Button]


@dataclass(frozen=True)
class Candidate:
    """A likely counterpart of the point in hand that does not stand in its row.

    `also` brings the two rows together: the point joins this row, or, where this row has one side only (`joins`), the
    point in hand joins the decided row in which the counterpart stands. It is empty where there is no such row.
    """

    number: int
    words: SafeString
    row: int
    status: str
    instead: str
    also: str
    joins: bool


@dataclass(frozen=True)
class RowView:
    """One row in full. `hand` says what Enter decides: ``"row"``, ``"difference"`` or ``"nothing"``."""

    state: RowState
    a: list[PointView]
    b: list[PointView]
    differences: list[DifferenceView]
    hand: str
    point: PointView
    next_point: str
    confirm: Button
    none: Button | None
    candidates: list[Candidate]
    others: list[tuple[str, str]]
    instead: str
    also: str
    split: str
    cuts: list[Button]
    barred: str
    join: Button | None
    frame: Button
    add: str
    review: Button | None
    after: Point | None


@dataclass(frozen=True)
class Line:
    """A row, or a sentence (`whole`), in short, to jump to. `mark` is ``"done"``, ``"differences"`` or ``"open"``."""

    number: int
    link: str
    a: str
    b: str
    mark: str
    reviewed: bool
    current: bool
    whole: str = ""


@dataclass(frozen=True)
class Progress:
    """How far it is. `reviewable` are rows that this editor can look at again."""

    rows: int
    confirmed: int
    differences: int
    waiting: int
    reviewable: int


def _safe(html: str) -> SafeString:
    """What `detente.report.excerpts` made: every word of a text in it is escaped there."""
    return mark_safe(html)


def link(**place: str) -> str:
    """The address of a row, point or difference on the same page."""
    return "?" + urlencode({name: given for name, given in place.items() if given})


def progress(state: State, me: str) -> Progress:
    """How far the confirming is."""
    confirmed = [row for row in state.rows if row.status == CONFIRMED]
    return Progress(
        rows=len(state.rows),
        confirmed=len(confirmed),
        differences=sum(one.status == PROPOSED for row in state.rows for one in row.differences),
        waiting=sum(not row.settled for row in state.rows),
        reviewable=sum(_reviewable(row, me) for row in state.rows),
    )


def _reviewable(row: RowState, me: str) -> bool:
    return row.settled and row.reviewed is None and row.decided is not None and row.decided.editor != me


def next_row(state: State, me: str, number: int) -> RowState | None:
    """The next row that waits, from this number on and then from the top; after all of them those to look at again."""
    unsettled = [row for row in state.rows if not row.settled]
    waiting = unsettled or [row for row in state.rows if _reviewable(row, me)]
    return next((row for row in waiting if row.number >= number), waiting[0]) if waiting else None


def landing(state: State, me: str, keys: Iterable[str], number: int, *, stay: bool) -> RowState | None:
    """Where to go after a decision on these pieces: on their row while something in it waits, else to the next."""
    for key in keys:
        letter, span = span_of(key)
        for row in state.rows:
            of_row = (span_of(one) for one in keys_of_row(row.key))
            if any(mine == letter and theirs.overlaps(span) for mine, theirs in of_row):
                return row if stay or not row.settled else next_row(state, me, row.number)
    return next_row(state, me, number)


def lines(state: State, current: str) -> list[Line]:
    """All rows in short."""
    return [
        Line(
            number=row.number,
            link=link(row=row.key),
            a=_short(row.a),
            b=_short(row.b),
            mark="done" if row.settled else "differences" if row.status == CONFIRMED else "open",
            reviewed=row.reviewed is not None,
            current=row.key == current,
        )
        for row in state.rows
    ]


def _short(points: Sequence[Point]) -> str:
    return quote_of(" + ".join(point.text for point in points), 70) if points else ""


def kinds() -> list[tuple[str, str]]:
    """Every kind of difference with its name."""
    return [(kind, kind_name(kind)) for kind in KINDS]


def set_aside(state: State) -> list[tuple[SafeString, str]]:
    """The passages that are no points, and what makes one a point again."""
    texts = {"a": state.found.a, "b": state.found.b}
    return [(_safe(excerpt(texts[key[0]], span_of(key)[1])), value("point", point=key)) for key in state.frames]


def row_view(state: State, row: RowState, me: str, *, point: str = "", difference: str = "") -> RowView:
    """One row in full.

    Parameters
    ----------
    state : State
    row : RowState
    me : str
        Key of the editor who looks.
    point, difference : str
        What is taken in hand; by default the point of the side that has one, and the first difference that waits.
    """
    keys = _keys(row)
    every = [*keys["a"], *keys["b"]]
    hand = point if point in every else (keys["b"] if len(keys["a"]) != 1 and len(keys["b"]) == 1 else every)[0]
    waits = next((one for one in row.differences if one.key == difference and one.difference), row.waits)
    taken = row.status == CONFIRMED and waits is not None
    letter, other = ("a", "b") if hand[0] == "a" else ("b", "a")
    views = {
        side: [
            point_view(state, row, one, row_points=every, hand=hand, marks=_marks(row, side, waits if taken else None))
            for one in keys[side]
        ]
        for side in ("a", "b")
    }
    words = ConcordanceWords(state.found, tongue(), {})
    both = bool(keys["a"] and keys["b"])
    after = _after(state, hand)
    return RowView(
        state=row,
        a=views["a"],
        b=views["b"],
        differences=[
            difference_view(row.key, one, _said(words, row, one), in_hand=taken and one is waits, of=row.key)
            for one in row.differences
        ],
        hand="row" if row.status != CONFIRMED else "difference" if taken else "nothing",
        point=next(view for side in ("a", "b") for view in views[side] if view.key == hand),
        next_point=link(row=row.key, point=every[(every.index(hand) + 1) % len(every)]) if len(every) > 1 else "",
        confirm=_confirm(keys["a"], keys["b"]),
        none=Button("0", _only(letter), value("alone", point=hand)) if both else None,
        candidates=_candidates(state, keys, hand),
        others=_others(state, keys, other),
        instead=value("pair", **{letter: [hand], other: []}),
        also=value("pair", **keys) if both else "",
        split=value("split", point=hand),
        cuts=_cuts(state.keys[hand].text, hand),
        barred=" ".join(state.keys[hand].text.split()),
        join=Button("j", _("Join with the next"), value("join", point=hand, next=after)) if after else None,
        frame=Button("f", _("Not a point"), value("frame", point=hand)),
        add=value("difference", row=row.key, of=""),
        review=Button("r", _("I have looked at it too"), value("review", row=row.key))
        if row.decided is not None and row.decided.editor != me and (row.reviewed is None or row.reviewed.editor != me)
        else None,
        after=state.keys[after] if after else None,
    )


def _only(letter: str) -> str:
    return _("None of them: only A reports it") if letter == "a" else _("None of them: only B reports it")


def _confirm(a: list[str], b: list[str]) -> Button:
    if a and b:
        return Button("Enter y", _("Both report this"), value("pair", a=a, b=b))
    label = _("Only A reports this") if a else _("Only B reports this")
    return Button("Enter y", label, value("alone", point=(a or b)[0]))


def _after(state: State, key: str) -> str:
    mine = [one for one in state.keys if one[0] == key[0]]
    return next(iter(mine[mine.index(key) + 1 :]), "")


def _marks(row: RowState, letter: str, hand: DifferenceState | None) -> list[Mark]:
    """The words that differ, those of the difference in hand before all others."""
    found = []
    for one in sorted(row.differences, key=lambda one: one is not hand):
        if one.difference is not None and one.status != "dismissed":
            spans = one.difference.a_says if letter == "a" else one.difference.b_says
            found += [Mark(span, "hand" if one is hand else "differs") for span in spans]
    return found


def point_view(
    state: State, row: RowState, key: str, *, row_points: list[str], hand: str, marks: list[Mark]
) -> PointView:
    """A point in full, with the words around it."""
    letter: Literal["a", "b"] = "a" if key[0] == "a" else "b"
    text: Text = state.found.a if letter == "a" else state.found.b
    point = state.keys[key]
    announced = [
        (
            _safe(excerpt(text, one.interval.span)) if one.interval else _safe(""),
            days(tongue(), one.interval.start, one.interval.end) if one.interval else "",
        )
        for one in point.announcements
    ]
    # Reported speech is the row itself; what stands in quotation marks is shown.
    quoted = [said for said in point.quotations if said.manner == "verbatim" or said.kind != "speech"]
    return PointView(
        key=key,
        letter=letter,
        words=_safe(excerpt(text, point.span, marks)),
        around=_safe(excerpt(text, _around(text.body, point), [Mark(point.span, "part")])),
        in_hand=key == hand and len(row_points) > 1,
        link=link(row=row.key, point=key),
        level=point.commitment,
        levels=[(level, level_name(level)) for level in reversed(COMMITMENTS)],
        announced=announced,
        quoted=[_safe(excerpt(text, said.span, quoted=said.manner == "verbatim")) for said in quoted],
        conditions=[_safe(excerpt(text, one.span)) for one in point.conditions if one.carried],
        reading=value("reading", point=key),
        drop_announcement=value("reading", point=key, drop="announcement") if announced else "",
        drop_quotation=value("reading", point=key, drop="quotation") if quoted else "",
    )


def _around(body: str, point: Point) -> Span:
    """The sentence of a point and a little before and after it, cut between words."""
    start, end = max(point.sentence.start - AROUND, 0), min(point.sentence.end + AROUND, len(body))
    while start and not body[start - 1].isspace() and start < point.sentence.start:
        start += 1
    while end < len(body) and not body[end].isspace() and end > point.sentence.end:
        end -= 1
    return Span(start, end)


def _said(words: ConcordanceWords, row: RowState, one: DifferenceState) -> str:
    if one.difference is None:
        return quote_of(one.note, 300)
    return words.difference(one.difference, Row(row.number, row.a, row.b))


def difference_view(row: str, one: DifferenceState, said: str, *, in_hand: bool, of: str) -> DifferenceView:
    """A difference, with its buttons where it is in hand; `of` is the row or sentence whose page shows it."""

    def button(keys: str, label: str, kind: str) -> Button:
        return Button(keys, label, value("difference", row=row, of=one.key, kind=kind))

    proposed = one.difference.type if one.difference else one.kind
    yes = button("Enter y", _("Yes: %(kind)s") % {"kind": kind_name(proposed)}, proposed)
    return DifferenceView(
        state=one,
        kind=kind_name(one.kind),
        said=said,
        clash=one.difference is not None and one.difference.tier == "values_differ",
        in_hand=in_hand,
        link=link(row=of, difference=one.key) if one.difference is not None else "",
        choices=[yes, button("x", _("Not a difference"), NO_DIFFERENCE)] if in_hand else [],
        others=[button(KIND_KEYS[kind], kind_name(kind), kind) for kind in KINDS if kind != proposed]
        if in_hand
        else [],
    )


def _keys(row: RowState) -> dict[str, list[str]]:
    return {"a": [key_of("a", p.span) for p in row.a], "b": [key_of("b", p.span) for p in row.b]}


def undone_rows(before: State, after: State) -> list[str]:
    """What a decision made of rows that were decided before it, as sentences."""
    said = []
    for row in before.rows:
        if row.decided is None or after.row(row.key) is not None:
            continue
        there = {found.key: found for key in keys_of_row(row.key) if (found := after.row_of(key)) is not None}
        number = min((found.number for found in there.values()), default=row.number)
        told = {"n": number, "words": quote_of((row.a or row.b)[0].text, 60)}
        if not any(found.decided is not None and found.decided == row.decided for found in there.values()):
            if len(there) == 1 and all(found.decided is not None for found in there.values()):
                said.append(_("Row %(n)d (%(words)s) was decided, and is put together otherwise now.") % told)
            else:
                said.append(_("Row %(n)d (%(words)s) was decided, and is taken apart now: what is left waits.") % told)
        else:
            said.append(_("Row %(n)d (%(words)s) was decided, and has lost a passage.") % told)
    return said


def _candidates(state: State, keys: dict[str, list[str]], hand: str) -> list[Candidate]:
    letter, other = ("a", "b") if hand[0] == "a" else ("b", "a")
    text = state.found.b if letter == "a" else state.found.a
    found = []
    for number, key in enumerate((key for key in state.closest(hand) if key not in keys[other]), start=1):
        there = state.row_of(key)
        joins = not keys[other] and there is not None and there.status == CONFIRMED and bool(there.a and there.b)
        row_of_both = _keys(there) if joins and there is not None else keys
        new = {letter: hand} if joins else {other: key}
        together = {side: [*some, *([new[side]] if side in new else [])] for side, some in row_of_both.items()}
        found.append(
            Candidate(
                number=number,
                words=_safe(excerpt(text, span_of(key)[1])),
                row=there.number if there else 0,
                status=there.status if there else "",
                instead=value("pair", **{letter: [hand], other: [key]}),
                also=value("pair", **together) if joins or keys[other] else "",
                joins=joins,
            )
        )
    return found


def _others(state: State, keys: dict[str, list[str]], other: str) -> list[tuple[str, str]]:
    """All points of the other side in their order, for a counterpart that the machine did not think of."""
    return [
        (key, quote_of(point.text, 90))
        for key, point in state.keys.items()
        if key[0] == other and point.kind == "point" and key not in keys[other]
    ]


def _cuts(words: str, key: str) -> list[Button]:
    """Places where a point may well fall apart: before the words that a button shows."""
    start = span_of(key)[1].start
    places = [match.end() for match in _BREAK.finditer(words) if 0 < match.end() < len(words)][:CUTS]
    return [
        Button(f"s{number}", quote_of(f"… | {words[place:]}", 60), value("split", point=key, at=start + place))
        for number, place in enumerate(places, start=1)
    ]
