"""A draft joint statement, sentence by sentence, beside the two accounts it speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from detente.wording.alignment import best
from detente.wording.checks import checked
from detente.wording.commitments import rank
from detente.wording.concordance import limits_of, score_points
from detente.wording.differences import differences
from detente.wording.encoders import Encoder
from detente.wording.language import guess_language, same_language
from detente.wording.lexicon import Lexicon
from detente.wording.points import points, setting_of
from detente.wording.results import Candidate, Difference, JointCheck, JointSentence, Piece, Point, Span, Support, Text
from detente.wording.similarity import WEIGHTS, Weights

__all__ = ["PRESENT", "JointReading", "check_joint", "read_joint"]

PRESENT = 0.15
"""Score from which a text carries the matter of a draft sentence (docs/algorithms/joint-check)."""


@dataclass(frozen=True, eq=False)
class JointReading:
    """A draft beside both accounts, with what a person needs who would choose other words as its support.

    Attributes
    ----------
    check : JointCheck
    sentences : tuple of Point
        The sentences of the draft, whole, in the order of `check`.
    accounts : tuple of (tuple of Point, tuple of Point)
        Points and frames of A and of B.
    scores : ndarray of shape (sentences, points of A and of B)
    lexicon : Lexicon
    """

    check: JointCheck
    sentences: tuple[Point, ...]
    accounts: tuple[tuple[Point, ...], tuple[Point, ...]]
    scores: npt.NDArray[np.float64]
    lexicon: Lexicon

    def closest(self, sentence: int, account: int, count: int = 5) -> tuple[Candidate, ...]:
        """The passages of an account (0: A, 1: B) that come nearest to a sentence, best first."""
        before = len(self.accounts[0]) if account else 0
        found = self.accounts[account]
        scores = self.scores[sentence, before : before + len(found)]
        return tuple(Candidate(found[i].id, round(float(scores[i]), 6)) for i in best(scores, count))

    def differences(self, sentence: int, account: int, point: Point) -> tuple[Difference, ...]:
        """Where a sentence and a passage of an account part; `a_says` are words of the draft."""
        beside = _with_its_sentence(point, self.accounts[account])
        return differences([self.sentences[sentence]], beside, lexicon=self.lexicon)


def check_joint(
    draft: Text,
    a: Text,
    b: Text,
    *,
    lexicon: Lexicon,
    encoder: Encoder | None = None,
    present: float = PRESENT,
    weights: Weights = WEIGHTS,
    pieces_a: Sequence[Piece] | None = None,
    pieces_b: Sequence[Piece] | None = None,
) -> JointCheck:
    """Show for each sentence of a draft which point of each account supports it best, and where the words part.

    Parameters
    ----------
    draft : Text
        The joint statement; its sentences are taken whole.
    a, b : Text
        The two accounts.
    lexicon : Lexicon
        As in `concordance.concord`.
    encoder : Encoder, optional
        As there.
    present : float
        Score from which an account carries the matter at all.
    weights : Weights
        Shares of the signals.
    pieces_a, pieces_b : sequence of Piece, optional
        How a person cut the two accounts; see `points.read_text`.

    Returns
    -------
    JointCheck
        Nothing is judged: a sentence that neither carries may still be what both want to sign.

    Raises
    ------
    EmptyText, NotPlainText, HiddenDirection, TextTooLong
        For each of the three texts; see `checks.checked`.
    BadPiece
        See `pieces.checked_pieces`.

    Examples
    --------
    >>> from detente.wording.lexicon import load_lexicon
    >>> a = Text("The board met the union. Both sides agreed to a pay rise of 3.8 percent.")
    >>> b = Text("The board met the union. A pay rise of 3.5 percent was discussed.")
    >>> draft = Text("The sides agreed to a pay rise of 3.8 percent.")
    >>> line = check_joint(draft, a, b, lexicon=load_lexicon("labour")).sentences[0]
    >>> line.carried_by, line.weaker, line.b.stronger, [d.type for d in line.b.differences]
    ('both', 'discussed', True, ['number', 'strength'])
    """
    return read_joint(
        draft,
        a,
        b,
        lexicon=lexicon,
        encoder=encoder,
        present=present,
        weights=weights,
        pieces_a=pieces_a,
        pieces_b=pieces_b,
    ).check


def read_joint(
    draft: Text,
    a: Text,
    b: Text,
    *,
    lexicon: Lexicon,
    encoder: Encoder | None = None,
    present: float = PRESENT,
    weights: Weights = WEIGHTS,
    pieces_a: Sequence[Piece] | None = None,
    pieces_b: Sequence[Piece] | None = None,
) -> JointReading:
    """Check a draft as `check_joint` does, and keep what other supports there are: for a person who confirms it."""
    for text in (draft, a, b):
        checked(text)
    setting = setting_of(a, b, draft, lexicon=lexicon)
    accounts = [
        points(text, lexicon=lexicon, setting=setting, pieces=pieces) for text, pieces in ((a, pieces_a), (b, pieces_b))
    ]
    sentences = _whole(points(draft, lexicon=lexicon, setting=setting), draft)
    language = draft.language or guess_language(draft.body)
    limits = [*limits_of(a, "A", accounts[0], setting), *limits_of(b, "B", accounts[1], setting)]
    light = all(same_language(language, text.language or guess_language(text.body)) for text in (a, b))
    if not light:
        limits.append("languages_differ")
    # One background for all three, so that scores in A and in B mean the same.
    both = (*accounts[0], *accounts[1])
    scores = score_points(
        sentences,
        both,
        lexicon=lexicon,
        language=language.partition("-")[0],
        weights=weights,
        encoder=encoder,
        light=light,
    )
    cut = len(accounts[0])
    lines = []
    for row, sentence in enumerate(sentences):
        in_a = _support(sentence, accounts[0], scores[row, :cut], present, lexicon)
        in_b = _support(sentence, accounts[1], scores[row, cut:], present, lexicon)
        carrying = [support for support in (in_a, in_b) if support is not None and support.present]
        names = [name for name, support in (("only_a", in_a), ("only_b", in_b)) if support and support.present]
        lines.append(
            JointSentence(
                span=sentence.span,
                text=sentence.text,
                commitment=sentence.commitment,
                a=in_a,
                b=in_b,
                carried_by="both" if len(names) == 2 else names[0] if names else "neither",
                weaker=min((support.commitment for support in carrying), key=rank, default=""),
            )
        )
    check = JointCheck(draft, tuple(lines), tuple(dict.fromkeys(limits)))
    return JointReading(check, sentences, (accounts[0], accounts[1]), scores, lexicon)


def _whole(found: tuple[Point, ...], draft: Text) -> tuple[Point, ...]:
    """Put the clauses of each sentence of a draft together again; headings and rows are left out."""
    by_sentence: dict[Span, list[Point]] = {}
    for point in found:
        by_sentence.setdefault(point.sentence, []).append(point)
    whole = []
    for span, parts in by_sentence.items():
        level = max((part.commitment for part in parts), key=rank)
        first = parts[0]
        whole.append(
            replace(
                first,
                span=span,
                text=span.of(draft.body),
                core=" ".join(part.core for part in parts),
                commitment=level,
                commitment_sign=next((part.commitment_sign for part in parts if part.commitment == level), None),
                theme=next((part.theme for part in parts if part.theme), ""),
                numbers=tuple(value for part in parts for value in part.numbers),
                dates=tuple(interval for part in parts for interval in part.dates),
                quotations=tuple(dict.fromkeys(said for part in parts for said in part.quotations)),
                announcements=tuple(one for part in parts for one in part.announcements),
                conditions=tuple(condition for part in parts for condition in part.conditions),
            )
        )
    return tuple(whole)


def _with_its_sentence(point: Point, account: tuple[Point, ...]) -> list[Point]:
    # A piece that a person made may begin in one sentence and end in another: then sentences overlap.
    return [other for other in account if other.sentence.overlaps(point.sentence)]


def _support(
    sentence: Point,
    account: tuple[Point, ...],
    scores: npt.NDArray[np.float64],
    present: float,
    lexicon: Lexicon,
) -> Support | None:
    if not account:
        return None
    index = int(np.argmax(scores))
    point, score = account[index], float(scores[index])
    there = score >= present
    return Support(
        point=point.id,
        score=round(score, 6),
        present=there,
        commitment=point.commitment,
        stronger=there and rank(sentence.commitment) > rank(point.commitment) and point.kind == "point",
        # What the rest of that sentence says may be the condition or the date: it is compared as well.
        differences=differences([sentence], _with_its_sentence(point, account), lexicon=lexicon) if there else (),
    )
