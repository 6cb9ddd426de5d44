"""Laying versions side by side, and every decision of an editor on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from detente import __version__
from detente.report.markup import cleaned as plain
from detente.web.core.clock import now
from detente.web.encounters.actions.carrying import carry
from detente.web.encounters.digests import unpublished
from detente.web.encounters.errors import (
    BadDecision,
    CannotCut,
    Meanwhile,
    NotAPair,
    NotComparable,
    NoteTooLong,
    NothingToUndo,
    NotThere,
    OwnWork,
    Superseded,
    TakenDown,
    TooManyPoints,
    UnsaidDifference,
)
from detente.web.encounters.models import Comparison, Decision, Encounter, Part, Verb, Version
from detente.web.encounters.queries.reading import (
    decided,
    lexicon_of,
    newest_comparison,
    newest_version,
    state_of,
    text_of,
)
from detente.web.encounters.state import (
    KINDS,
    NO_DIFFERENCE,
    Decided,
    RowState,
    SentenceState,
    State,
    effective,
    holding_undos,
    keys_of_row,
    span_of,
    speaks_of,
    touched,
)
from detente.web.ledger.actions import record
from detente.web.people.models import User
from detente.wording.concordance import concord
from detente.wording.errors import WordingError
from detente.wording.joint_check import check_joint
from detente.wording.results import COMMITMENTS

__all__ = ["LONGEST_NOTE", "MOST_POINTS", "cleaned", "compare", "decide", "undo"]

LONGEST_NOTE = 300
"""Characters of an editor's note on a difference."""

LONGEST_KEY = 2000
"""Characters of the key of a row or a difference; what the engine finds stays far below."""

MOST_POINTS = 300
"""Points of one text that are still confirmed row by row; docs/how-to/confirm-a-concordance.md has the measurement."""


def compare(*, actor: User, encounter: Encounter) -> Comparison:
    """Lay the newest versions side by side; the comparison there is where nothing newer was entered.

    Decisions on words that stand unchanged are taken over, with the names of those who made them.

    Raises
    ------
    NotAPair
        One of the readouts is missing, or was taken down.
    TooManyPoints
        Nobody confirms so many rows.
    NotComparable
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
        if last is not None:
            # A decision that is being stored has to be there to be taken over.
            Comparison.objects.select_for_update(no_key=True).get(pk=last.pk)
        made = Comparison(
            encounter=encounter,
            number=(last.number if last else 0) + 1,
            a=a,
            b=b,
            joint=joint,
            pieces=_cut(encounter, a, b, joint),
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
                "a": unpublished(a.digest),
                "b": unpublished(b.digest),
                "joint": unpublished(joint.digest) if joint else "",
                "carried": len(taken_over),
            },
        )
    return made


def _cut(encounter: Encounter, a: Version, b: Version, joint: Version | None) -> dict[str, list[list[Any]]]:
    """The pieces of all texts as the engine cuts them."""
    try:
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
    except WordingError as error:
        raise NotComparable(error.code) from None
    longest = max(map(len, pieces.values()))
    if longest > MOST_POINTS:
        raise TooManyPoints(n=longest, most=MOST_POINTS)
    return pieces


def decide(*, actor: User, comparison: Comparison, verb: str, told: Mapping[str, Any], seen: int) -> Decision:
    """Record one decision; the one there is where somebody else decided the very same meanwhile, and it holds.

    Parameters
    ----------
    actor : User
    comparison : Comparison
        The newest one of its encounter.
    verb, told : str, mapping
        See `state`.
    seen : int
        Number of the newest decision that the editor's page knew. Somebody who was shown what another decided on the
        same point, and decides all the same, has seen that too.

    Raises
    ------
    BadDecision, CannotCut, Meanwhile, NotThere, OwnWork, Superseded, TakenDown
    """
    if verb not in Verb.values:
        raise BadDecision
    clean = cleaned(verb, told)
    with transaction.atomic():
        held = Comparison.objects.select_for_update(no_key=True).get(pk=comparison.pk)
        if held.number != held.encounter.comparisons.aggregate(last=Max("number"))["last"]:
            raise Superseded
        if held.a.taken_down_on or held.b.taken_down_on:
            raise TakenDown
        so_far = {one.sequence: one for one in decided(held.decisions.select_related("editor"))}
        new = Decided(max(so_far, default=0) + 1, verb, clean, actor.name, now(), editor=str(actor.pk))
        here = touched(new, so_far)
        theirs = [
            one
            for number, one in so_far.items()
            if number > seen and one.editor != new.editor and touched(one, so_far) & here
        ]
        same = _said_already(held, new, theirs, so_far)
        if same is not None:
            return held.decisions.get(sequence=same.sequence)
        if theirs:
            raise Meanwhile(theirs)
        try:
            _must_hold(held, list(so_far.values()), new)
        except WordingError as error:
            raise NotComparable(error.code) from None
        made = Decision(comparison=held, sequence=new.sequence, verb=verb, told=clean, editor=actor, at=new.at)
        made.save()
        record(
            "encounter.decided",
            actor=actor,
            dialogue=held.encounter.dialogue_id,
            subject=f"encounter:{held.encounter_id}",
            details={"comparison": held.number, "sequence": made.sequence, "verb": verb, "told": unpublished(clean)},
        )
    return made


def _said_already(
    held: Comparison, new: Decided, theirs: list[Decided], so_far: Mapping[int, Decided]
) -> Decided | None:
    """What another editor decided word for word as this one: two who agree do not clash, and the first name stays."""
    alike = [one for one in theirs if one.verb == new.verb and one.told == new.told]
    if not alike:
        return None
    standing, undone = state_of(held).standing, holding_undos(list(so_far.values()))
    return next((one for one in alike if standing[one.sequence] == "holds" or one.sequence in undone), None)


def undo(*, actor: User, comparison: Comparison, seen: int, sequence: int | None = None) -> Decision:
    """Take a decision back, or its taking-back: the given one, else the newest of one's own that holds.

    Raises
    ------
    NothingToUndo
        Nothing of one's own holds. Further as `decide`.
    """
    if sequence is None:
        so_far = decided(comparison.decisions.select_related("editor"))
        mine = [one.sequence for one in effective(so_far) if one.editor == str(actor.pk) and not one.carried]
        if not mine:
            raise NothingToUndo
        sequence = mine[-1]
    return decide(actor=actor, comparison=comparison, verb=Verb.UNDO, told={"sequence": sequence}, seen=seen)


def _must_hold(held: Comparison, so_far: list[Decided], new: Decided) -> None:
    """Refuse a decision that speaks of nothing that is there."""
    if new.verb == Verb.UNDO:
        if new.told["sequence"] not in {one.sequence for one in effective(so_far)} | holding_undos(so_far):
            raise NotThere
        return
    if new.verb in (Verb.REVIEW, Verb.DIFFERENCE):
        _row_must_hold(state_of(held), new)
    after = state_of(held, more=(new,))
    if any(lapsed.sequence == new.sequence for lapsed in after.lapsed):
        cut = new.verb in (Verb.SPLIT, Verb.JOIN) and all(key in after.keys for key in speaks_of(new))
        raise CannotCut if cut else NotThere


def _row_must_hold(before: State, new: Decided) -> None:
    name = str(new.told["row"])
    row: RowState | SentenceState | None = before.row(name) or before.sentence(name.partition("/")[0])
    if row is None:
        raise NotThere
    if new.verb == Verb.REVIEW:
        if row.key != name or row.decided is None:
            raise NotThere
        if row.decided.editor == new.editor:
            raise OwnWork
        return
    known = {(row.key, one.key) for one in row.differences} if isinstance(row, RowState) else set()
    if isinstance(row, SentenceState):
        known = {(place, one.key) for place, one in row.differences}
    if new.told["of"] and (name, new.told["of"]) not in known:
        raise NotThere


def cleaned(verb: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision tells, in its one form.

    Raises
    ------
    BadDecision
    """
    try:
        if verb == Verb.PAIR:
            return {side: _keys(told[side], side) for side in ("a", "b")}
        if verb in (Verb.ALONE, Verb.FRAME, Verb.POINT):
            return {"point": _key(told["point"])}
        if verb == Verb.JOIN:
            return {"point": _key(told["point"]), "next": _key(told["next"], str(told["point"])[0])}
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
    except (KeyError, OverflowError, TypeError, ValueError):
        raise BadDecision from None
    raise BadDecision


def _difference(told: Mapping[str, Any]) -> dict[str, Any]:
    kind, of, note = str(told["kind"]), str(told.get("of", "")), plain(str(told.get("note", "")))
    if kind not in (*KINDS, NO_DIFFERENCE) or len(of) > LONGEST_KEY:
        raise BadDecision
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(n=len(note), most=LONGEST_NOTE)
    if not of and kind == NO_DIFFERENCE:
        raise BadDecision
    if not of and not note:
        raise UnsaidDifference
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
    if not keys_of_row(row) or len(row) > LONGEST_KEY:
        raise ValueError(value)
    for key in keys_of_row(row):
        _key(key, "abj")
    return row
