"""Two short invented readouts, cut by the engine, and every decision that a page could offer on a state of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from detente.web.encounters.folding import fold
from detente.web.encounters.state import KINDS, Decided, State, key_of, keys_of_row, span_of
from detente.wording.concordance import concord
from detente.wording.joint_check import check_joint
from detente.wording.lexicon import load_lexicon
from detente.wording.results import COMMITMENTS, Party, Piece, Text

__all__ = ["JOINT", "PIECES", "A", "B", "choices", "decisions_of", "now", "state_after"]

NOON = dt.datetime(2031, 3, 2, 12, 0, tzinfo=dt.UTC)
PARTIES = (Party("Norhavn", ("Ilse Brandt",)), Party("Sundby", ("Karl Oster",)))
LEXICON = load_lexicon("municipal")


def _text(body: str, side: str) -> Text:
    return Text(body, language="en", date=dt.date(2031, 3, 1), side=side, parties=PARTIES)


A = _text(
    "The mayors met. Both sides agreed to keep the ferry running until 31 October, and Norhavn will pay 2 million "
    'euros. "We are close," said Ilse Brandt. The next meeting is set for 20 May.',
    "Norhavn",
)
B = _text(
    "Karl Oster met Ilse Brandt. The ferry will run until the end of August. Norhavn offered 3 million euros. Sundby "
    "thanked Norhavn. The date of the next meeting has yet to be decided.",
    "Sundby",
)
JOINT = _text("The towns agreed to keep the ferry running. The mayors will meet again on 20 May.", "")

_found = concord(A, B, lexicon=LEXICON)
PIECES: dict[str, Sequence[Piece]] = {
    "a": [Piece(p.span, p.kind) for p in _found.points_a],
    "b": [Piece(p.span, p.kind) for p in _found.points_b],
    "j": [Piece(s.span, "sentence") for s in check_joint(JOINT, A, B, lexicon=LEXICON).sentences],
}


def state_after(decisions: Sequence[Decided], *, joint: Text | None = JOINT) -> State:
    """The fold of these decisions."""
    return fold(A, B, pieces=PIECES, decisions=decisions, lexicon=LEXICON, joint=joint)


def now(sequence: int, verb: str, by: str = "Edna", /, **told: Any) -> Decided:
    """A decision with this number."""
    return Decided(sequence, verb, told, by, NOON + dt.timedelta(minutes=sequence), editor=by)


def choices(state: State, decisions: Sequence[Decided]) -> list[tuple[str, dict[str, Any]]]:
    """Decisions that the page could offer, of every verb."""
    bodies = {"a": A.body, "b": B.body}
    found: list[tuple[str, dict[str, Any]]] = []
    points = {letter: [k for k, p in state.keys.items() if k[0] == letter and p.kind == "point"] for letter in "ab"}
    every = {letter: [key for key in state.keys if key[0] == letter] for letter in "ab"}
    found += [("pair", {"a": [a], "b": [b]}) for a in points["a"] for b in points["b"]]
    found += [("pair", {"a": points["a"][:1], "b": points["b"][:2]})] if points["a"] and points["b"] else []
    for letter, keys in every.items():
        for key, after in zip(keys, [*keys[1:], ""], strict=True):
            kind = state.keys[key].kind
            found += [("frame" if kind == "point" else "point", {"point": key})]
            found += [("alone", {"point": key})] if kind == "point" else []
            found += [("join", {"point": key, "next": after})] if after else []
            span = span_of(key)[1]
            space = bodies[letter].find(" ", span.start, span.end)
            found += [("split", {"point": key, "at": space})] if space > 0 else []
            found += [("reading", {"point": key, "commitment": COMMITMENTS[span.start % len(COMMITMENTS)]})]
            found += [("reading", {"point": key, "drop": drop}) for drop in ("announcement", "quotation")]
    for row in state.rows:
        found += [("review", {"row": row.key})]
        found += [("difference", {"row": row.key, "of": "", "kind": "scope", "note": "one town only"})]
        for number, one in enumerate(row.differences):
            if one.difference is not None:
                kind = [*KINDS, "none"][number % 9]
                found += [("difference", {"row": row.key, "of": one.key, "kind": kind, "note": ""})]
    for sentence in state.sentences:
        found += [("support", {"sentence": sentence.key, "a": a, "b": ""}) for a in ("", *every["a"])]
        found += [
            ("difference", {"row": row, "of": one.key, "kind": one.kind, "note": ""})
            for row, one in sentence.differences
            if one.difference is not None
        ]
    found += [("undo", {"sequence": one.sequence}) for one in decisions]
    return found


@st.composite
def decisions_of(draw: Callable[[st.SearchStrategy[Any]], Any], most: int = 8) -> list[Decided]:
    """Any sequence of decisions, each of which the page offered when it was made."""
    made: list[Decided] = []
    for sequence in range(1, draw(st.integers(0, most)) + 1):
        offered = choices(state_after(made), made)
        verb, told = offered[draw(st.integers(0, len(offered) - 1))]
        made.append(now(sequence, verb, draw(st.sampled_from(["Edna", "Emil"])), **told))
    return made


def keys_in(state: State) -> list[str]:
    """The pieces of all rows, in any order."""
    return [key for row in state.rows for key in keys_of_row(row.key)]


def key(letter: str, state: State, words: str) -> str:
    """The key of the piece that holds these words."""
    body = A.body if letter == "a" else B.body
    [found] = [k for k, p in state.keys.items() if k[0] == letter and words in p.span.of(body)]
    assert found == key_of(letter, state.keys[found].span)
    return found
