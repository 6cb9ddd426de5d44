"""Laying versions side by side, and every decision of an editor on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from detente import __version__
from detente.web.core.clock import now
from detente.web.dialogues.texts import digest
from detente.web.encounters.actions.carrying import carry
from detente.web.encounters.errors import BadDecision, Meanwhile, NotAPair, NotThere, OwnWork, Superseded
from detente.web.encounters.models import Comparison, Decision, Encounter, Part, Verb
from detente.web.encounters.queries.reading import (
    decided,
    lexicon_of,
    newest_comparison,
    newest_version,
    state_of,
    text_of,
)
from detente.web.encounters.state import KINDS, NO_DIFFERENCE, Decided, effective, keys_of_row, span_of, touched
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.wording.concordance import concord
from detente.wording.joint_check import check_joint
from detente.wording.results import COMMITMENTS

__all__ = ["LONGEST_NOTE", "compare", "decide", "undo"]

LONGEST_NOTE = 300
"""Characters of an editor's note on a difference."""


def compare(*, actor: User, encounter: Encounter) -> Comparison:
    """Lay the newest versions side by side; the comparison there is where nothing newer was entered.

    Decisions on words that stand unchanged are taken over, with the names of those who made them.

    Raises
    ------
    NotAPair
        One of the readouts is missing, or was taken down.
    WordingError
        What the engine refuses: two times the same text, texts that cannot be read.
    """
    with transaction.atomic():
        Encounter.objects.select_for_update(no_key=True).get(pk=encounter.pk)
        a, b = newest_version(encounter, Part.A), newest_version(encounter, Part.B)
        joint = newest_version(encounter, Part.JOINT)
        if a is None or b is None:
            raise NotAPair
        last = newest_comparison(encounter)
        if last is not None and (last.a_id, last.b_id, last.joint_id) == (a.pk, b.pk, joint.pk if joint else None):
            return last
        lexicon, text_a, text_b = lexicon_of(encounter), text_of(encounter, a), text_of(encounter, b)
        found = concord(text_a, text_b, lexicon=lexicon)
        pieces: dict[str, list[list[Any]]] = {
            "a": [[p.span.start, p.span.end, p.kind] for p in found.points_a],
            "b": [[p.span.start, p.span.end, p.kind] for p in found.points_b],
            "j": [],
        }
        if joint is not None:
            check = check_joint(text_of(encounter, joint), text_a, text_b, lexicon=lexicon)
            pieces["j"] = [[s.span.start, s.span.end, "sentence"] for s in check.sentences]
        made = Comparison(
            encounter=encounter,
            number=(last.number if last else 0) + 1,
            a=a,
            b=b,
            joint=joint,
            pieces=pieces,
            engine=__version__,
            made_at=now(),
        )
        taken_over = carry(last, made) if last is not None else []
        made.save()
        Decision.objects.bulk_create(taken_over)
        record(
            "encounter.compared",
            actor=actor,
            dialogue=encounter.dialogue_id,
            subject=f"encounter:{encounter.pk}",
            details={
                "number": made.number,
                "a": a.digest,
                "b": b.digest,
                "joint": joint.digest if joint else "",
                "carried": len(taken_over),
            },
        )
    return made


def decide(
    *, actor: User, comparison: Comparison, verb: str, told: Mapping[str, Any], seen: int, anyway: bool = False
) -> Decision:
    """Record one decision.

    Parameters
    ----------
    actor : User
    comparison : Comparison
        The newest one of its encounter.
    verb, told : str, mapping
        See `state`.
    seen : int
        Number of the newest decision that the editor's page knew.
    anyway : bool
        The editor has seen what somebody else decided on the same point since, and decides all the same.

    Raises
    ------
    BadDecision, Meanwhile, NotThere, OwnWork, Superseded
    """
    if verb not in Verb.values:
        raise BadDecision
    clean = _clean(verb, told)
    with transaction.atomic():
        held = Comparison.objects.select_for_update(no_key=True).select_related("encounter").get(pk=comparison.pk)
        if held.number != held.encounter.comparisons.aggregate(last=Max("number"))["last"]:
            raise Superseded
        rows = list(held.decisions.select_related("editor"))
        so_far = {one.sequence: one for one in decided(rows)}
        new = Decided(max(so_far, default=0) + 1, verb, clean, actor.name, now())
        if not anyway:
            others = {one.sequence for one in rows if one.editor_id != actor.pk}
            here = touched(new, so_far)
            theirs = [d for n, d in so_far.items() if n > seen and n in others and touched(d, so_far) & here]
            if theirs:
                raise Meanwhile(theirs)
        made = Decision(comparison=held, sequence=new.sequence, verb=verb, told=clean, editor=actor, at=new.at)
        _must_hold(held, rows, new, actor)
        made.save()
        record(
            "encounter.decided",
            actor=actor,
            dialogue=held.encounter.dialogue_id,
            subject=f"encounter:{held.encounter_id}",
            details={"comparison": held.number, "sequence": made.sequence, "verb": verb, "told": digest(clean)},
        )
    return made


def undo(
    *, actor: User, comparison: Comparison, seen: int, sequence: int | None = None, anyway: bool = False
) -> Decision:
    """Take a decision back: the given one, else the newest of one's own that holds.

    Raises
    ------
    NotThere
        There is none.
    """
    if sequence is None:
        rows = list(comparison.decisions.select_related("editor"))
        own = {one.sequence for one in rows if one.editor_id == actor.pk and not one.carried}
        mine = [one.sequence for one in effective(decided(rows)) if one.sequence in own]
        if not mine:
            raise NotThere
        sequence = mine[-1]
    return decide(
        actor=actor, comparison=comparison, verb=Verb.UNDO, told={"sequence": sequence}, seen=seen, anyway=anyway
    )


def _must_hold(held: Comparison, rows: list[Decision], new: Decided, actor: User) -> None:
    """Refuse a decision that speaks of nothing that is there."""
    if new.verb == Verb.UNDO:
        holding = {one.sequence for one in effective(decided(rows))}
        undone = {one.sequence for one in rows if one.verb == Verb.UNDO}
        if new.told["sequence"] not in holding | undone:
            raise NotThere
        return
    before = state_of(held)
    if new.verb in (Verb.REVIEW, Verb.DIFFERENCE) and "/" not in str(new.told["row"]):
        row = before.row(str(new.told["row"]))
        if row is None:
            raise NotThere
        if new.verb == Verb.REVIEW:
            if row.decided is None:
                raise NotThere
            if {one.sequence: one.editor_id for one in rows}[row.decided.sequence] == actor.pk:
                raise OwnWork
        elif new.told["of"] and new.told["of"] not in {d.key for d in row.differences}:
            raise NotThere
    after = state_of(held, more=(new,))
    if any(lapsed.sequence == new.sequence for lapsed in after.lapsed):
        raise NotThere


def _clean(verb: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision tells, in its one form.

    Raises
    ------
    BadDecision
    """
    try:
        if verb == Verb.PAIR:
            return {side: _keys(told[side], side) for side in ("a", "b")}
        if verb in (Verb.ALONE, Verb.FRAME, Verb.POINT, Verb.JOIN):
            return {"point": _key(told["point"])}
        if verb == Verb.SPLIT:
            return {"point": _key(told["point"]), "at": int(told["at"])}
        if verb == Verb.READING:
            if told.get("commitment") in COMMITMENTS:
                return {"point": _key(told["point"]), "commitment": str(told["commitment"])}
            if told.get("drop") in ("announcement", "quotation"):
                return {"point": _key(told["point"]), "drop": str(told["drop"])}
        if verb == Verb.REVIEW:
            return {"row": _row(told["row"])}
        if verb == Verb.DIFFERENCE:
            return _difference(told)
        if verb == Verb.SUPPORT:
            return {
                "sentence": _key(told["sentence"], "j"),
                "a": _key(told["a"], "a") if told["a"] else "",
                "b": _key(told["b"], "b") if told["b"] else "",
            }
        if verb == Verb.UNDO:
            return {"sequence": int(told["sequence"])}
    except (KeyError, TypeError, ValueError):
        raise BadDecision from None
    raise BadDecision


def _difference(told: Mapping[str, Any]) -> dict[str, Any]:
    kind, of, note = str(told["kind"]), str(told.get("of", "")), " ".join(str(told.get("note", "")).split())
    if kind not in (*KINDS, NO_DIFFERENCE) or len(note) > LONGEST_NOTE or len(of) > LONGEST_NOTE:
        raise BadDecision
    if not of and (kind == NO_DIFFERENCE or not note):
        raise BadDecision  # a difference that the engine did not find has to be said in words
    return {"row": _row(told["row"]), "of": of, "kind": kind, "note": note}


def _key(value: object, letters: str = "ab") -> str:
    letter, _span = span_of(str(value))
    if letter not in letters:
        raise ValueError(value)
    return str(value)


def _keys(values: object, letter: str) -> list[str]:
    if not isinstance(values, (list, tuple)) or not values:
        raise TypeError(values)
    return sorted({_key(value, letter) for value in values}, key=lambda key: span_of(key)[1])


def _row(value: object) -> str:
    row = str(value)
    for key in keys_of_row(row):
        if key not in ("a", "b"):  # the side of a joint sentence's support
            _key(key, "abj")
    return row
