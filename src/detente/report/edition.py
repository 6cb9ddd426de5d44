"""A published edition laid out again as the concordance that it was made of, and what persons decided on each row.

Only confirmed words are kept, so the bodies of the texts are filled in where something was confirmed and blank
elsewhere: every span still holds, and whoever reads outside them reads nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass

from detente.exchange.encounter import (
    Act,
    Content,
    KeptAnnouncement,
    KeptPoint,
    KeptQuotation,
    KeptSentence,
    Passage,
    Removed,
)
from detente.report.markup import Html
from detente.wording.commitments import rank
from detente.wording.results import (
    Announcement,
    Concordance,
    Condition,
    DateInterval,
    Difference,
    JointCheck,
    JointSentence,
    Link,
    Point,
    Quotation,
    Span,
    Support,
    Text,
    ThemeShare,
)

__all__ = ["CONFIRMED", "Confirmed", "Decided", "Noted", "lay", "passages"]

CONFIRMED = "confirmed"
"""The zone of a link that persons confirmed."""

LETTERS = {"a": "A", "b": "B", "j": "J"}

Ids = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Noted:
    """A difference that an editor confirmed: its kind, the editor's note, the words, and who.

    `difference` names no words where an editor saw what the program had not. `side` is the readout that a joint
    sentence differs from, ``""`` in a row.
    """

    kind: str
    note: str
    difference: Difference
    confirmed: Act
    side: str = ""


@dataclass(frozen=True)
class Decided:
    """What persons decided on a row or a joint sentence; `waiting` differences of it nobody has decided on."""

    key: str
    confirmed: Act
    reviewed: Act | None = None
    differences: tuple[Noted, ...] = ()
    waiting: int = 0


@dataclass(frozen=True)
class Confirmed:
    """An edition laid out.

    Attributes
    ----------
    content : Content
    found : Concordance
    joint : JointCheck or None
    rows : mapping
        What was decided, by the ids of the row's points.
    sentences : mapping of Span to Decided
    removed : mapping of str to Removed
        Texts whose words were removed, by ``"A"``, ``"B"``, ``"J"``.
    beside : mapping of str to Html
        What the site puts below a row, by the row's key: answers of the sides.
    """

    content: Content
    found: Concordance
    joint: JointCheck | None
    rows: Mapping[Ids, Decided]
    sentences: Mapping[Span, Decided]
    removed: Mapping[str, Removed]
    beside: Mapping[str, Html] = field(default_factory=dict)


def passages(part: object) -> Iterator[Passage]:
    """Every passage in a content or a part of it."""
    if isinstance(part, Passage):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from passages(one)
    elif is_dataclass(part):
        for each in fields(part):
            yield from passages(getattr(part, each.name))


def lay(content: Content, beside: Mapping[str, Html] | None = None) -> Confirmed:
    """Lay a content out again.

    Parameters
    ----------
    content : Content
    beside : mapping of str to Html, optional
        What stands below a row, by its key.
    """
    texts = {letter: _text(content, letter) for letter in ("a", "b", "j")}
    points = _Points(content)
    rows: dict[Ids, Decided] = {}
    links, only = [], {"a": [], "b": []}  # type: tuple[list[Link], dict[str, list[str]]]
    for row in content.rows:
        ids = points.ids("a", row.a), points.ids("b", row.b)
        noted = tuple(
            Noted(d.kind, d.note, Difference(d.tier, d.kind, _spans(d.a), _spans(d.b)), d.confirmed)
            for d in row.differences
        )
        rows[ids] = Decided(row.key, row.confirmed, row.reviewed, noted, row.waiting)
        if row.a and row.b:
            links.append(Link(*ids, 1.0, CONFIRMED, tuple(n.difference for n in noted)))
        else:
            only["a"] += ids[0]
            only["b"] += ids[1]
    sentences = {
        _span(s.passage): Decided(
            s.key,
            s.confirmed,
            s.reviewed,
            tuple(
                Noted(
                    d.kind, d.note, Difference(d.tier, d.kind, _spans(d.joint), _spans(d.readout)), d.confirmed, d.side
                )
                for d in s.differences
            ),
            s.waiting,
        )
        for s in content.sentences
    }
    found = Concordance(
        a=texts["a"],
        b=texts["b"],
        points_a=points.of("a"),
        points_b=points.of("b"),
        links=tuple(links),
        only_a=tuple(only["a"]),
        only_b=tuple(only["b"]),
        candidates={},
        themes=_themes(content),
        words_a=_length(content, "a"),
        words_b=_length(content, "b"),
        quotations_a=_quotations(row.a for row in content.rows),
        quotations_b=_quotations(row.b for row in content.rows),
        limits=content.limits,
        lexicon=", ".join(content.packs),
    )
    joint = JointCheck(texts["j"], tuple(points.sentence(s) for s in content.sentences)) if content.text("j") else None
    removed = {LETTERS[text.letter]: text.removed for text in content.texts if text.removed is not None}
    return Confirmed(content, found, joint, rows, sentences, removed, beside or {})


class _Points:
    """The points of an edition with ids in the order of their texts; a support that is in no row gets one as well."""

    def __init__(self, content: Content) -> None:
        self._in_rows: dict[str, set[Span]] = {"a": set(), "b": set()}
        kept: dict[str, dict[Span, KeptPoint]] = {"a": {}, "b": {}}
        for sentence in content.sentences:
            for letter, point in (("a", sentence.a), ("b", sentence.b)):
                if point is not None:
                    kept[letter][_span(point.passage)] = point
        for row in content.rows:
            for letter, points in (("a", row.a), ("b", row.b)):
                for point in points:
                    kept[letter][_span(point.passage)] = point
        self._frames = [passage for passage in content.frames if _span(passage) not in kept.get(passage.of, {})]
        self._kept = kept
        order = {
            letter: sorted({*kept[letter], *(_span(f) for f in self._frames if f.of == letter)}) for letter in kept
        }
        self._names = {
            letter: {span: f"p{i}" for i, span in enumerate(spans, start=1)} for letter, spans in order.items()
        }

    def ids(self, letter: str, points: Sequence[KeptPoint]) -> tuple[str, ...]:
        return tuple(self._names[letter][_span(point.passage)] for point in points)

    def of(self, letter: str) -> tuple[Point, ...]:
        names = self._names[letter]
        found = [(span, _point(names[span], point)) for span, point in self._kept[letter].items()]
        found += [(_span(f), _frame(names[_span(f)], f)) for f in self._frames if f.of == letter]
        return tuple(point for _, point in sorted(found, key=lambda pair: pair[0]))

    def sentence(self, kept: KeptSentence) -> JointSentence:
        support = {letter: self._support(letter, point, kept) for letter, point in (("a", kept.a), ("b", kept.b))}
        carrying = [point for point in (kept.a, kept.b) if point is not None]
        names = "".join(letter for letter in ("a", "b") if support[letter] is not None)
        return JointSentence(
            span=_span(kept.passage),
            text=kept.passage.words,
            commitment=kept.level,
            a=support["a"],
            b=support["b"],
            carried_by={"ab": "both", "a": "only_a", "b": "only_b", "": "neither"}[names],
            weaker=min((point.level for point in carrying), key=rank, default=""),
        )

    def _support(self, letter: str, point: KeptPoint | None, sentence: KeptSentence) -> Support | None:
        if point is None:
            return None
        found = tuple(
            Difference(d.tier, d.kind, _spans(d.joint), _spans(d.readout))
            for d in sentence.differences
            if d.side == letter
        )
        firmer = rank(sentence.level) > rank(point.level)
        return Support(self.ids(letter, [point])[0], 1.0, True, point.level, firmer, found)


def _text(content: Content, letter: str) -> Text:
    kept = content.text(letter)
    if kept is None:
        return Text("")
    here = [p for p in passages((content.rows, content.sentences, content.frames)) if p.of == letter and p.words]
    body = [" "] * max((p.end for p in here), default=0)
    for passage in here:
        body[passage.start : passage.end] = passage.words
    return Text(
        body="".join(body),
        title=kept.title,
        publisher=kept.publisher,
        date=kept.published_on,
        language=kept.language,
        side=kept.party,
        parties=content.parties,
    )


def _span(passage: Passage) -> Span:
    return Span(passage.start, passage.end)


def _spans(found: Iterable[Passage]) -> tuple[Span, ...]:
    return tuple(map(_span, found))


def _point(name: str, kept: KeptPoint) -> Point:
    span = _span(kept.passage)
    return Point(
        id=name,
        span=span,
        sentence=span,
        text=kept.passage.words,
        core="",
        kind="point",
        commitment=kept.level,
        commitment_sign=_span(kept.sign) if kept.sign else None,
        theme=kept.theme,
        speaker=kept.speaker,
        sides=kept.sides,
        quotations=tuple(_quotation(q) for q in kept.quotations),
        announcements=tuple(_announcement(a) for a in kept.announcements),
        conditions=tuple(Condition(_span(c), carried=True) for c in kept.conditions),
    )


def _frame(name: str, kept: Passage) -> Point:
    return Point(name, _span(kept), _span(kept), kept.words, "", "frame", "stated", None, "", "", ())


def _quotation(kept: KeptQuotation) -> Quotation:
    span = _span(kept.passage)
    return Quotation(span, span, kept.speaker, kept.side, kept.manner, kept.kind, kept.verb, kept.level)


def _quotations(rows: Iterable[Sequence[KeptPoint]]) -> tuple[Quotation, ...]:
    found = {_span(q.passage): _quotation(q) for points in rows for point in points for q in point.quotations}
    return tuple(found[span] for span in sorted(found))


def _announcement(kept: KeptAnnouncement) -> Announcement:
    interval = None
    if kept.when is not None:
        interval = DateInterval(_span(kept.when), kept.when.words, kept.first, kept.last, kept.how, kept.relation)
    return Announcement(_span(kept.passage), interval, kept.certainty, _span(kept.sign))


def _length(content: Content, letter: str) -> int:
    kept = content.text(letter)
    return kept.n_words if kept else 0


def _themes(content: Content) -> tuple[ThemeShare, ...]:
    """Share of words under each theme, of the words in the confirmed points of each text; largest first."""
    counts: dict[str, Counter[str]] = {"a": Counter(), "b": Counter()}
    for row in content.rows:
        for letter, points in (("a", row.a), ("b", row.b)):
            for point in points:
                counts[letter][point.theme] += point.passage.n_words
    total = {letter: max(found.total(), 1) for letter, found in counts.items()}
    order = {key: place for place, (key, _) in enumerate(content.themes)}
    shares = [
        ThemeShare(theme, counts["a"][theme] / total["a"], counts["b"][theme] / total["b"])
        for theme in sorted({*counts["a"], *counts["b"]})
    ]
    return tuple(sorted(shares, key=lambda share: (-(share.a + share.b), order.get(share.theme, len(order)))))
