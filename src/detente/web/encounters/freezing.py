"""What an edition holds when it is published: confirmed rows with the words they were confirmed on.

Of what nobody has confirmed it holds a number.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from detente.exchange.encounter import (
    Act,
    Content,
    Counts,
    JointDifference,
    KeptAnnouncement,
    KeptDifference,
    KeptPoint,
    KeptQuotation,
    KeptRow,
    KeptSentence,
    KeptText,
    Passage,
)
from detente.web.encounters.models import Comparison
from detente.web.encounters.queries.reading import lexicon_of, parties_of
from detente.web.encounters.state import CONFIRMED, PROPOSED, Decided, DifferenceState, RowState, SentenceState, State
from detente.wording.results import Announcement, Point, Quotation, Span

__all__ = ["freeze", "moment"]


def freeze(state: State, comparison: Comparison) -> Content:
    """What is confirmed now, in the form in which it is published."""
    return _Freezing(state, comparison).content()


class _Freezing:
    """Takes the confirmed part of a state; words of points that nobody confirmed are left where they are."""

    def __init__(self, state: State, comparison: Comparison) -> None:
        self.state, self.comparison = state, comparison
        self.bodies = {"a": comparison.a.body, "b": comparison.b.body}
        if state.joint is not None:
            self.bodies["j"] = state.joint.draft.body
        self.hidden: dict[str, list[Span]] = {
            letter: [
                point.span
                for row in state.rows
                if row.status != CONFIRMED
                for point in (row.a, row.b)["ab".index(letter)]
            ]
            for letter in "ab"
        }

    def content(self) -> Content:
        encounter, found = self.comparison.encounter, self.state.found
        rows = [row for row in self.state.rows if row.decided is not None]
        sentences = [one for one in self.state.sentences if one.decided is not None]
        waiting = [row for row in self.state.rows if row.decided is None]
        lexicon = lexicon_of(encounter)
        own = encounter.own_words
        return Content(
            title=encounter.title,
            language=encounter.language,
            kind=encounter.kind,
            held_on=encounter.held_on,
            parties=parties_of(encounter),
            collected_by=encounter.collected_by.name,
            texts=tuple(self._texts()),
            counts=Counts(
                both=sum(bool(row.a and row.b) for row in rows),
                only_a=sum(not row.b for row in rows),
                only_b=sum(not row.a for row in rows),
                sentences=len(sentences),
                waiting_a=sum(len(row.a) for row in waiting),
                waiting_b=sum(len(row.b) for row in waiting),
                waiting_differences=sum(_waiting(row.differences) for row in rows),
                waiting_sentences=len(self.state.sentences) - len(sentences),
            ),
            rows=tuple(self._row(number, row) for number, row in enumerate(rows, start=1)),
            sentences=tuple(self._sentence(one) for one in sentences),
            frames=tuple(
                self._passage(letter, point.span)
                for letter, points in (("a", found.points_a), ("b", found.points_b))
                for point in points
                if point.kind == "frame"
            ),
            packs=tuple(encounter.packs),
            own_words=hashlib.sha256(own.encode()).hexdigest() if own.strip() else "",
            themes=tuple((theme.key, theme.label) for theme in lexicon.themes),
            limits=found.limits,
            engine=self.comparison.engine,
        )

    def _texts(self) -> Iterator[KeptText]:
        parties = [party.name for party in parties_of(self.comparison.encounter)]
        versions = {"a": self.comparison.a, "b": self.comparison.b}
        if "j" in self.bodies and self.comparison.joint is not None:
            versions["j"] = self.comparison.joint
        for letter, version in versions.items():
            source = version.source
            yield KeptText(
                letter=letter,
                party=parties["ab".index(letter)] if letter != "j" else "",
                source=str(source.pk),
                version=str(version.pk),
                number=version.number,
                title=version.title,
                publisher=source.publisher,
                address=source.address,
                published_on=version.published_on,
                language=source.language,
                licence=source.licence,
                n_words=version.words,
                digest=version.digest,
                removed=None,
            )

    def _row(self, number: int, row: RowState) -> KeptRow:
        assert row.decided is not None
        return KeptRow(
            number=number,
            key=row.key,
            a=tuple(self._point("a", point) for point in row.a),
            b=tuple(self._point("b", point) for point in row.b),
            differences=tuple(self._difference(one) for one in _confirmed(row.differences)),
            confirmed=_act(row.decided),
            reviewed=_act(row.reviewed) if row.reviewed else None,
            waiting=_waiting(row.differences),
        )

    def _difference(self, state: DifferenceState) -> KeptDifference:
        assert state.decided is not None
        found = state.difference
        return KeptDifference(
            kind=state.kind,
            tier=found.tier if found else "",
            note=state.note,
            a=self._passages("a", found.a_says if found else ()),
            b=self._passages("b", found.b_says if found else ()),
            confirmed=_act(state.decided),
        )

    def _sentence(self, state: SentenceState) -> KeptSentence:
        assert state.decided is not None
        return KeptSentence(
            number=state.number,
            key=state.key,
            passage=self._passage("j", state.sentence.span),
            level=state.sentence.commitment,
            a=self._support("a", state.a) if state.a else None,
            b=self._support("b", state.b) if state.b else None,
            differences=tuple(
                self._joint_difference(row.rpartition("/")[2][:1], one)
                for row, one in state.differences
                if one.status == CONFIRMED
            ),
            confirmed=_act(state.decided),
            reviewed=_act(state.reviewed) if state.reviewed else None,
            waiting=_waiting(one for _row, one in state.differences),
        )

    def _joint_difference(self, side: str, state: DifferenceState) -> JointDifference:
        assert state.decided is not None
        found = state.difference
        return JointDifference(
            side=side,
            kind=state.kind,
            tier=found.tier if found else "",
            note=state.note,
            joint=self._passages("j", found.a_says if found else ()),
            readout=self._passages(side, found.b_says if found else ()),
            confirmed=_act(state.decided),
        )

    def _support(self, letter: str, point: Point) -> KeptPoint:
        """What carries a joint sentence: its words and level are confirmed by that; what else it says is not."""
        return KeptPoint(self._passage(letter, point.span), point.commitment, None, "", "", (), (), (), ())

    def _point(self, letter: str, point: Point) -> KeptPoint:
        return KeptPoint(
            passage=self._passage(letter, point.span),
            level=point.commitment,
            sign=self._shown(letter, point.commitment_sign),
            theme=point.theme,
            speaker=point.speaker,
            sides=point.sides,
            conditions=tuple(
                self._passage(letter, one.span)
                for one in point.conditions
                if one.carried and self._may_show(letter, one.span)
            ),
            announcements=tuple(
                self._announcement(letter, one) for one in point.announcements if self._may_show(letter, one.span)
            ),
            quotations=tuple(
                self._quotation(letter, one) for one in point.quotations if self._may_show(letter, one.span)
            ),
        )

    def _announcement(self, letter: str, found: Announcement) -> KeptAnnouncement:
        interval = found.interval if found.interval and self._may_show(letter, found.interval.span) else None
        return KeptAnnouncement(
            passage=self._passage(letter, found.span),
            when=self._passage(letter, interval.span) if interval else None,
            first=interval.start if interval else None,
            last=interval.end if interval else None,
            how=interval.certainty if interval else "",
            relation=interval.relation if interval else "",
            certainty=found.certainty,
            sign=self._passage(letter, found.sign if self._may_show(letter, found.sign) else found.span),
        )

    def _quotation(self, letter: str, found: Quotation) -> KeptQuotation:
        return KeptQuotation(
            passage=self._passage(letter, found.span),
            speaker=found.speaker,
            side=found.side,
            manner=found.manner,
            kind=found.kind,
            verb=found.verb,
            level=found.commitment,
        )

    def _may_show(self, letter: str, span: Span) -> bool:
        return not any(span.overlaps(hidden) for hidden in self.hidden[letter])

    def _shown(self, letter: str, span: Span | None) -> Passage | None:
        return self._passage(letter, span) if span is not None and self._may_show(letter, span) else None

    def _passages(self, letter: str, spans: Iterable[Span]) -> tuple[Passage, ...]:
        return tuple(self._passage(letter, span) for span in spans)

    def _passage(self, letter: str, span: Span) -> Passage:
        words = span.of(self.bodies[letter])
        return Passage(letter, span.start, span.end, words, len(words.split()))


def _confirmed(differences: Sequence[DifferenceState]) -> list[DifferenceState]:
    return [one for one in differences if one.status == CONFIRMED]


def _waiting(differences: Iterable[DifferenceState]) -> int:
    return sum(one.status == PROPOSED for one in differences)


def _act(decided: Decided) -> Act:
    return Act(decided.by, moment(decided.at))


def moment(at: dt.datetime) -> str:
    """A moment as a file has it: UTC, to the second."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
