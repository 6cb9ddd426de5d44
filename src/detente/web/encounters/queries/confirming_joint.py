"""What the page needs on which the sentences of a joint statement are confirmed, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from detente.report.concordance_words import ConcordanceWords
from detente.report.excerpts import Mark, excerpt, quote_of
from detente.web.encounters.asked import value
from detente.web.encounters.queries.confirming import Button, DifferenceView, Line, difference_view, link
from detente.web.encounters.queries.described import level_name, tongue
from detente.web.encounters.state import PROPOSED, DifferenceState, SentenceState, State, key_of, span_of
from detente.wording.results import JointSentence, Point, Support, Text

__all__ = ["Carrier", "Choice", "SentenceView", "joint_counts", "next_sentence", "sentence_lines", "sentence_view"]


@dataclass(frozen=True)
class Carrier:
    """What carries a sentence in one readout; `words` is empty where nothing does."""

    letter: str
    in_hand: bool
    link: str
    words: SafeString
    level: str


@dataclass(frozen=True)
class Choice:
    """A passage that could carry the sentence in the readout in hand."""

    number: int
    words: SafeString
    here: bool
    value: str


@dataclass(frozen=True)
class SentenceView:
    """One sentence in full; `hand` says what Enter decides: ``"sentence"``, ``"difference"`` or ``"nothing"``."""

    state: SentenceState
    words: SafeString
    level: str
    carriers: list[Carrier]
    differences: list[DifferenceView]
    hand: str
    confirm: Button
    none: Button
    choices: list[Choice]
    others: list[tuple[str, str]]
    adds: list[tuple[str, str]]
    review: Button | None


def joint_counts(state: State) -> tuple[int, int, int]:
    """Sentences there are, those confirmed, and differences that wait in them."""
    confirmed = [one for one in state.sentences if one.decided is not None]
    waiting = sum(one.status == PROPOSED for sentence in state.sentences for _row, one in sentence.differences)
    return len(state.sentences), len(confirmed), waiting


def _reviewable(sentence: SentenceState, me: str) -> bool:
    return (
        sentence.settled
        and sentence.reviewed is None
        and sentence.decided is not None
        and sentence.decided.editor != me
    )


def next_sentence(state: State, me: str, number: int) -> SentenceState | None:
    """The next one that waits, from this number on and then from the top; after all of them those to look at again."""
    unsettled = [one for one in state.sentences if not one.settled]
    waiting = unsettled or [one for one in state.sentences if _reviewable(one, me)]
    return next((one for one in waiting if one.number >= number), waiting[0]) if waiting else None


def sentence_lines(state: State, current: str) -> list[Line]:
    """All sentences in short."""
    return [
        Line(
            number=one.number,
            link=link(row=one.key),
            a="",
            b="",
            whole=quote_of(one.sentence.text, 90),
            mark="done" if one.settled else "differences" if one.decided else "open",
            reviewed=one.reviewed is not None,
            current=one.key == current,
        )
        for one in state.sentences
    ]


def sentence_view(
    state: State, sentence: SentenceState, joint: Text, me: str, *, side: str = "", difference: str = ""
) -> SentenceView:
    """One sentence beside what carries it.

    Parameters
    ----------
    state : State
    sentence : SentenceState
    joint : Text
        The joint statement.
    me : str
        Key of the editor who looks.
    side, difference : str
        What is taken in hand: the readout whose passage is chosen (``"a"`` by default), a difference.
    """
    hand = side if side in ("a", "b") else "a"
    points = {"a": sentence.a, "b": sentence.b}
    keys = {letter: key_of(letter, point.span) if point else "" for letter, point in points.items()}
    texts = {"a": state.found.a, "b": state.found.b}
    wanted = [one for _row, one in sentence.differences if one.key == difference and one.difference]
    waits = wanted[0] if wanted else sentence.waits[1] if sentence.waits else None
    taken = sentence.decided is not None and waits is not None
    marks = _marks((one for _row, one in sentence.differences), waits if taken else None, of_draft=True)
    said = _Said(state, sentence, joint)

    def choose(letter: str, key: str) -> str:
        return value("support", sentence=sentence.key, **(keys | {letter: key}))

    return SentenceView(
        state=sentence,
        words=mark_safe(excerpt(joint, span_of(sentence.key)[1], marks)),
        level=level_name(sentence.sentence.commitment),
        carriers=[
            Carrier(
                letter=letter,
                in_hand=letter == hand,
                link=link(row=sentence.key, point=letter),
                words=mark_safe(
                    excerpt(texts[letter], point.span, _marks(_beside(sentence, keys[letter]), waits, of_draft=False))
                    if point
                    else ""
                ),
                level=level_name(point.commitment) if point else "",
            )
            for letter, point in points.items()
        ],
        differences=[
            difference_view(row, one, said(row, one), in_hand=taken and one is waits, of=sentence.key)
            for row, one in sentence.differences
        ],
        hand="sentence" if sentence.decided is None else "difference" if taken else "nothing",
        confirm=Button("Enter y", _confirm(keys), value("support", sentence=sentence.key, **keys)),
        none=Button(
            "0", _("Nothing in A carries it") if hand == "a" else _("Nothing in B carries it"), choose(hand, "")
        ),
        choices=[
            Choice(
                number=number,
                words=mark_safe(excerpt(texts[hand], span_of(key)[1])),
                here=key == keys[hand],
                value=choose(hand, key),
            )
            for number, key in enumerate(sentence.closest[hand], start=1)
        ],
        others=[(choose(hand, key), quote_of(point.text, 90)) for key, point in state.keys.items() if key[0] == hand],
        adds=[
            (letter.upper(), value("difference", row=f"{sentence.key}/{key}", of=""))
            for letter, key in keys.items()
            if key
        ],
        review=Button("r", _("I have looked at it too"), value("review", row=sentence.key))
        if sentence.decided is not None
        and sentence.decided.editor != me
        and (sentence.reviewed is None or sentence.reviewed.editor != me)
        else None,
    )


def _confirm(keys: dict[str, str]) -> str:
    if keys["a"] and keys["b"]:
        return _("Both carry it, as shown")
    if keys["a"] or keys["b"]:
        return _("Only A carries it") if keys["a"] else _("Only B carries it")
    return _("Neither carries it")


def _beside(sentence: SentenceState, key: str) -> list[DifferenceState]:
    return [one for row, one in sentence.differences if row == f"{sentence.key}/{key}"]


def _marks(differences: Iterable[DifferenceState], hand: DifferenceState | None, *, of_draft: bool) -> list[Mark]:
    found = []
    for one in sorted(differences, key=lambda one: one is not hand):
        if one.difference is not None and one.status != "dismissed":
            spans = one.difference.a_says if of_draft else one.difference.b_says
            found += [Mark(span, "hand" if one is hand else "differs") for span in spans]
    return found


class _Said:
    """Says the differences of a sentence from what carries it now, whatever the machine had thought of."""

    def __init__(self, state: State, sentence: SentenceState, joint: Text) -> None:
        self.words = ConcordanceWords(state.found, tongue(), {})
        self.joint = joint
        self.sentence: JointSentence = replace(sentence.sentence, a=_support(sentence.a), b=_support(sentence.b))

    def __call__(self, row: str, one: DifferenceState) -> str:
        if one.difference is None:
            return quote_of(one.note, 300)
        letter = row.partition("/")[2][:1].upper()
        return self.words.draft_difference(one.difference, (self.joint, self.sentence), letter)


def _support(point: Point | None) -> Support | None:
    return Support(point.id, 1.0, True, point.commitment, False) if point else None
