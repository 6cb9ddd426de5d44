"""The same question asked again: a later round, and what moved between two rounds.

Statements of two rounds are the same where their words are: the keys differ. A difference is told where its 90 %
interval leaves out zero. A published interval is about the people who took part, and a small room that answered
everything has almost none; other people came the next time, so that each share first gets the chance of who came
(`as_drawn`). Then the two are put together by square-and-add (`change`), which takes the rounds for independent: where
many people took part in both, the true interval is narrower. Who chooses to come is in no interval; the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.opinion.marks import wilson
from detente.opinion.results import Cell, Interval
from detente.report.subject import StatementText as Words
from detente.web.consultations.actions.setup import MOST_STATEMENTS, DialogueNotActive
from detente.web.consultations.models import (
    Consultation,
    Origin,
    Phase,
    Stage,
    Statement,
    StatementText,
)
from detente.web.core.clock import today
from detente.web.core.errors import Refused
from detente.web.dialogues.models import Dialogue, Side, Standing
from detente.web.dialogues.texts import digest
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.web.results.models import Round
from detente.web.results.queries import newest, subject
from detente.web.results.released import released

__all__ = [
    "BeingPrepared",
    "Compared",
    "Comparison",
    "NotOver",
    "Pair",
    "as_drawn",
    "ask_again",
    "change",
    "compare",
    "later_rounds",
    "preparing",
    "round_before",
    "same_words",
]

Z = 1.6448536269514722
"""The quantile .95 of the normal distribution: 90 % between it and its opposite."""


class NotOver(Refused):
    """A question is asked again when its answers are in."""

    code = "results.not_over"
    status = 409
    sentence = _("This consultation is not over yet. The same question can be asked again once it is closed.")


class BeingPrepared(Refused):
    """One later round at a time."""

    code = "results.round_being_prepared"
    status = 409
    sentence = _("A new round of this question is in preparation already. Finish or discard it first.")


def ask_again(*, actor: User, consultation: Consultation) -> Consultation:
    """Prepare a new round: same question, languages and way of joining, on the same thing announced in an encounter
    where there is one, and with every statement that is still shown.

    Days, moderators and the answers on harm are given anew, because they speak of a time and of people.
    """
    with transaction.atomic():
        held = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
        if held.phase not in (Phase.CLOSED, Phase.ERASED):
            raise NotOver
        if Dialogue.objects.get(pk=held.dialogue_id).standing != Standing.ACTIVE:
            raise DialogueNotActive
        if preparing(held) is not None:
            raise BeingPrepared
        made = Consultation.objects.create(
            dialogue_id=held.dialogue_id,
            question=held.question,
            about=held.about,
            languages=held.languages,
            level=held.level,
            expected_per_side=held.expected_per_side,
            votes_a_visit=held.votes_a_visit,
            announced=held.announced,
        )
        Round.objects.create(consultation=made, follows=held)
        count = _copy(held, made)
        record(
            "round.prepared",
            actor=actor,
            dialogue=held.dialogue_id,
            subject=f"consultation:{made.pk}",
            details={"follows": str(held.pk), "statements": count},
        )
    return made


def _copy(old: Consultation, new: Consultation) -> int:
    """Copy the statements that are still shown, as opening statements; at most as many as a draft holds."""
    shown = old.statements.filter(stage=Stage.SHOWN).order_by("rank", "pk").prefetch_related("texts")
    texts, count = [], 0
    for place, one in enumerate(shown[:MOST_STATEMENTS], start=1):
        again = Statement.objects.create(
            consultation=new, origin=Origin.ORGANISERS, stage=Stage.ACCEPTED, submitted_on=today(), rank=place
        )
        texts += [
            StatementText(statement=again, language=text.language, text=text.text, original=text.original)
            for text in one.texts.all()
        ]
        count = place
    StatementText.objects.bulk_create(texts)
    return count


def preparing(consultation: Consultation) -> Consultation | None:
    """The later round that is being prepared; the convener's eyes only."""
    found = Round.objects.filter(follows=consultation, consultation__phase=Phase.DRAFT).select_related("consultation")
    return next((row.consultation for row in found), None)


def round_before(consultation: Consultation) -> Consultation | None:
    """The round that this one follows."""
    row = Round.objects.filter(consultation=consultation).select_related("follows__dialogue").first()
    return row.follows if row else None


def later_rounds(consultation: Consultation) -> list[Consultation]:
    """The rounds that follow this one and that the public may see."""
    rows = Round.objects.filter(follows=consultation).exclude(consultation__phase=Phase.DRAFT)
    return sorted(
        (row.consultation for row in rows.select_related("consultation__dialogue")),
        key=lambda c: (str(c.opens_on or ""), str(c.pk)),
    )


@dataclass(frozen=True)
class Pair:
    """One side, or everybody, in both rounds.

    Attributes
    ----------
    side : Side or None
        None for everybody, where the public has no sides.
    then, now : Cell
    moved : Interval
        Now minus then, as shares.
    """

    side: Side | None
    then: Cell
    now: Cell
    moved: Interval

    @property
    def way(self) -> str:
        """``"more"``, ``"less"``, or ``""`` where the numbers carry no difference."""
        return "more" if self.moved.low > 0 else "less" if self.moved.high < 0 else ""


@dataclass(frozen=True)
class Compared:
    """A statement that both rounds have."""

    then: int
    now: int
    text: Words
    pairs: list[Pair]

    @property
    def surest(self) -> float:
        """The largest difference that is certain, over its pairs; 0 where none is."""
        return max((min(abs(p.moved.low), abs(p.moved.high)) for p in self.pairs if p.way), default=0.0)


@dataclass(frozen=True)
class Comparison:
    """What moved between two rounds.

    Attributes
    ----------
    moved, still : list of Compared
        Those of which some pair moved, the surest first; and the others.
    unpublished : int
        Statements of both rounds of which one has no share published.
    only_then, only_now : int
        Published statements that the other round does not have.
    """

    moved: list[Compared]
    still: list[Compared]
    unpublished: int
    only_then: int
    only_now: int


def as_drawn(share: Interval, n_people: int) -> Interval:
    """A share with the chance of who came added: as if the people had been drawn from all who might have come.

    Wilson's 90 % interval for `n_people` (Wilson 1927, Journal of the American Statistical Association 22), added to
    the published one by squares: the two have nothing to do with each other.

    Examples
    --------
    >>> wide = as_drawn(Interval(0.9, 0.88, 0.92), 25)
    >>> round(wide.low, 3), round(wide.high, 3)
    (0.758, 0.966)
    """
    p = share.estimate
    low, high = wilson(p, n_people, Z)
    return Interval(p, p - hypot(p - share.low, p - low), p + hypot(share.high - p, high - p))


def change(then: Interval, now: Interval) -> Interval:
    """Now minus then, with the square-and-add interval (Newcombe 1998, Statistics in Medicine 17, method 10).

    Zou and Donner 2008 (Statistics in Medicine 27) show it for any two independent estimates with intervals.

    Examples
    --------
    >>> moved = change(Interval(0.3, 0.2, 0.4), Interval(0.8, 0.7, 0.88))
    >>> round(moved.estimate, 2), round(moved.low, 3), round(moved.high, 3)
    (0.5, 0.359, 0.628)
    """
    difference = now.estimate - then.estimate
    return Interval(
        difference,
        difference - hypot(now.estimate - now.low, then.high - then.estimate),
        difference + hypot(now.high - now.estimate, then.estimate - then.low),
    )


def same_words(then: Consultation, now: Consultation) -> dict[int, int]:
    """Statements of both rounds: ``{key then: key now}``.

    Two are the same where they share a language and have the same words in every language they share, so that a
    corrected translation or another sentence with one equal translation is not taken for the same question.
    """
    before, after = _spoken(then), _spoken(now)
    by_words: dict[tuple[str, str], int] = {}
    for key, words in after.items():
        for language, text in words.items():
            by_words.setdefault((language, text), key)
    found: dict[int, int] = {}
    for key, words in before.items():
        other = next((by_words[pair] for pair in words.items() if pair in by_words), None)
        if other is None or other in found.values():
            continue
        if all(after[other].get(language, text) == text for language, text in words.items()):
            found[key] = other
    return found


def _spoken(consultation: Consultation) -> dict[int, dict[str, str]]:
    """Digests of the words of each statement, by language."""
    found: dict[int, dict[str, str]] = {}
    texts = StatementText.objects.filter(statement__consultation=consultation).order_by("statement", "language")
    for text in texts:
        found.setdefault(text.statement_id, {})[text.language] = digest(text.text)
    return found


def compare(then: Consultation, now: Consultation, language: str) -> Comparison | None:
    """What moved between the newest publications of two rounds; None where one has none yet."""
    before, after = newest(then), newest(now)
    if before is None or after is None:
        return None
    there, here = released(before), released(after)
    same = same_words(then, now)
    rows_then = dict(zip(before.statements, before.published.summary.statements, strict=True))
    rows_now = dict(zip(after.statements, after.published.summary.statements, strict=True))
    sides = list(now.dialogue.sides.all())
    compared: list[Compared] = []
    both = [key for key in before.statements if key in there and same.get(key) in here]
    words = dict(zip(both, subject(then, both, language).statements, strict=True))
    for key in both:
        one, other = rows_then[key], rows_now[same[key]]
        whole = [(None, one.overall, other.overall)] if not one.sides or not other.sides else []
        by_side = list(zip(sides, one.sides, other.sides, strict=False))
        pairs = [
            Pair(side, a, b, change(as_drawn(a.agree, a.n_people), as_drawn(b.agree, b.n_people)))
            for side, a, b in (*whole, *by_side)
            if a.agree is not None and b.agree is not None and not a.withheld and not b.withheld
        ]
        if pairs:
            compared.append(Compared(key, same[key], words[key], pairs))
    matched = set(same.values())
    return Comparison(
        moved=sorted((c for c in compared if c.surest), key=lambda c: -c.surest),
        still=[c for c in compared if not c.surest],
        unpublished=sum(key in rows_then and same[key] in rows_now for key in same) - len(compared),
        only_then=sum(key not in same for key in there),
        only_now=sum(key not in matched for key in here),
    )
