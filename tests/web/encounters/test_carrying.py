"""Decisions taken over to a later version: what stands unchanged keeps its decisions, names and days."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.web.core.clock import now
from detente.web.encounters.actions.carrying import moved
from detente.web.encounters.actions.deciding import compare, decide, undo
from detente.web.encounters.models import Comparison, Encounter, Part, Version
from detente.web.encounters.queries.history import not_carried
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.state import CONFIRMED, State, key_of, span_of
from detente.web.people.models import User
from detente.wording.results import Span
from tests.web.encounters import two_towns

Enter = Callable[..., Version]


def key(state: State, words: str, letter: str = "a") -> str:
    [found] = [k for k, p in state.keys.items() if k[0] == letter and words in p.text]
    return found


class Editor:
    """Decides on the newest comparison, one after the other."""

    def __init__(self, actor: User, comparison: Comparison) -> None:
        self.actor, self.comparison = actor, comparison

    @property
    def state(self) -> State:
        return state_of(self.comparison)

    def __call__(self, verb: str, /, **told: Any) -> None:
        decide(actor=self.actor, comparison=self.comparison, verb=verb, told=told, seen=self.state.sequence)

    def everything(self) -> None:
        """Confirm every row as it stands, and every difference."""
        for row in self.state.rows:
            a, b = ([key_of(side, p.span) for p in getattr(row, side)] for side in ("a", "b"))
            if a and b:
                self("pair", a=a, b=b)
            else:
                self("alone", point=(a or b)[0])
            for one in row.differences:
                self("difference", row=row.key, of=one.key, kind=one.kind)


@pytest.fixture
def edna(editor: User, encounter: Encounter) -> Editor:
    return Editor(editor, compare(actor=editor, encounter=encounter))


def corrected(encounter: Encounter, enter: Enter, part: str, body: str) -> None:
    enter(encounter, part, body, source=encounter.sources.get(part=part))


def shown(state: State, body_a: str, body_b: str) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Rows by their words: status, who, when, differences, who looked again."""
    bodies = {"a": body_a, "b": body_b}

    def words(letter: str, spans: Any) -> tuple[str, ...]:
        return tuple(" ".join(span.of(bodies[letter]).split()) for span in spans)

    return {
        (*words("a", [p.span for p in row.a]), "|", *words("b", [p.span for p in row.b])): (
            row.status,
            (row.decided.by, row.decided.at) if row.decided else None,
            sorted((d.kind, d.status, d.note, d.decided.at if d.decided else None) for d in row.differences),
            row.reviewed.at if row.reviewed else None,
        )
        for row in state.rows
    }


@pytest.mark.django_db
def test_one_changed_sentence_keeps_all_other_decisions(
    edna: Editor, second_editor: User, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    edna.everything()
    row = edna.state.rows[0]
    edna("difference", row=row.key, of="", kind="framing", note="A speaks of hope")
    decide(
        actor=second_editor, comparison=edna.comparison, verb="review", told={"row": row.key}, seen=edna.state.sequence
    )
    before = shown(edna.state, two_towns.NORHAVN, two_towns.SUNDBY)
    assert {how[0] for how in before.values()} == {CONFIRMED}
    body = two_towns.NORHAVN.replace("rejected a toll on lorries", "rejects any toll on lorries and buses")
    corrected(encounter, enter_text, Part.A, "Corrected version.\n\n" + body)
    made = compare(actor=editor, encounter=encounter)
    assert made.number == 2
    assert all(one.carried for one in made.decisions.all())
    after = shown(state_of(made), made.a.body, made.b.body)
    gone = {words for words in before if "rejected a toll on lorries" in " ".join(words)}
    assert len(gone) == 1
    assert {words: how for words, how in after.items() if words in before} == {
        words: how for words, how in before.items() if words not in gone
    }
    assert [how[0] for words, how in after.items() if "rejects any toll" in " ".join(words)] != [CONFIRMED]
    lost = not_carried(made, edna.comparison, edna.state)
    [how] = [before[words] for words in gone]
    assert len(lost) == 1 + len(how[2])
    assert "rejected a toll on lorries" in lost[0].said
    assert compare(actor=editor, encounter=encounter) == made


@pytest.mark.django_db
def test_lines_that_break_elsewhere_change_nothing(
    edna: Editor, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    edna.everything()
    before = shown(edna.state, two_towns.NORHAVN, two_towns.SUNDBY)
    corrected(encounter, enter_text, Part.B, "A word before.\n\n" + textwrap.fill(two_towns.SUNDBY, 60))
    made = compare(actor=editor, encounter=encounter)
    after = shown(state_of(made), made.a.body, made.b.body)
    assert {words: how for words, how in after.items() if words in before} == before


@pytest.mark.django_db
def test_cuts_frames_and_readings_are_taken_over_twice(
    edna: Editor, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    pay = key(edna.state, "Norhavn will pay")
    edna("split", point=pay, at=span_of(pay)[1].start + len("Norhavn will pay 2.4 million euros"))
    ferry = key(edna.state, "keep the ferry")
    half = key(edna.state, "Norhavn will pay")
    edna("join", point=ferry, next=half)
    edna("frame", point=key(edna.state, "We are close"))
    edna("reading", point=key(edna.state, "towards a new ramp"), commitment="discussed")
    joined = key(edna.state, "keep the ferry")
    edna("alone", point=joined)
    undo(actor=editor, comparison=edna.comparison, seen=edna.state.sequence)
    edna("pair", a=[joined], b=[key(edna.state, "until the end of August", "b")])
    kept = [(one.verb, one.at) for one in edna.comparison.decisions.all()][:4]
    for number, words in enumerate(
        ["The next meeting is set for 20 May", "The next meeting is set for 21 May"], start=2
    ):
        new = {2: "The next meeting is set for 21 May", 3: "The next meeting is set for 22 May"}[number]
        body = encounter.sources.get(part=Part.A).versions.last().body.replace(words, new)  # type: ignore[union-attr] # it has versions
        corrected(encounter, enter_text, Part.A, body)
        made = compare(actor=editor, encounter=encounter)
        assert made.number == number
        carried = [(one.verb, one.at) for one in made.decisions.all()]
        assert [one for one in carried if one[0] != "pair"] == [one for one in kept if one[0] != "pair"]
        state = state_of(made)
        row = state.row_of(key(state, "keep the ferry"))
        assert row is not None
        assert row.status == CONFIRMED
        assert state.keys[key(state, "towards a new ramp")].commitment == "discussed"
        assert key(state, "We are close") in state.frames
        assert not state.lapsed


@pytest.mark.django_db
def test_what_was_replaced_does_not_come_back(
    edna: Editor, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    point = key(edna.state, "The next meeting")
    edna("pair", a=[point], b=[key(edna.state, "20 May", "b")])
    edna("pair", a=[point], b=[key(edna.state, "ambulances", "b")])
    corrected(encounter, enter_text, Part.B, two_towns.SUNDBY.replace("ambulances", "fire engines"))
    state = state_of(compare(actor=editor, encounter=encounter))
    row = state.row_of(key(state, "The next meeting"))
    assert row is not None
    assert row.decided is None


@pytest.mark.django_db
def test_a_joint_statement_and_its_decisions(
    edna: Editor, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    enter_text(encounter, Part.JOINT, two_towns.JOINT)
    edna.comparison = compare(actor=editor, encounter=encounter)
    for sentence in edna.state.sentences:
        keys = {side: key_of(side, p.span) if (p := getattr(sentence, side)) else "" for side in ("a", "b")}
        edna("support", sentence=sentence.key, **keys)
    for sentence in edna.state.sentences:
        for row, one in sentence.differences:
            edna("difference", row=row, of=one.key, kind=one.kind)
    assert all(one.settled for one in edna.state.sentences)
    corrected(encounter, enter_text, Part.JOINT, "Adopted today.\n\n" + two_towns.JOINT.replace("20 May", "21 May"))
    made = compare(actor=editor, encounter=encounter)
    settled = {one.sentence.text: one.settled for one in state_of(made).sentences}
    assert settled["The two towns agreed to keep the ferry running."]
    assert settled["Norhavn will contribute to the ramp."]
    assert not settled["The mayors will meet again on 21 May."]


@pytest.mark.django_db
def test_days_stay(edna: Editor, editor: User, encounter: Encounter, enter_text: Enter) -> None:
    edna("alone", point=key(edna.state, "The next meeting"))
    edna.comparison.decisions.update(at=now() - timedelta(days=9))
    corrected(encounter, enter_text, Part.A, two_towns.NORHAVN.replace("31 October", "30 October"))
    made = compare(actor=editor, encounter=encounter)
    assert [one.at for one in made.decisions.all()] == [one.at for one in edna.comparison.decisions.all()]


WORDS = st.sampled_from(["It rained.", "They met again.", "Both agreed, and the ferry ran.", "No toll.", "No toll."])


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6), st.sampled_from([" ", "\n\n"]))
def test_what_is_moved_has_the_same_words(old: list[str], new: list[str], space: str) -> None:
    before, after = " ".join(old), space.join(new)
    way = moved(before, after)
    found = []
    for start in range(len(before)):
        for end in range(start + 1, min(start + 40, len(before)) + 1):
            there = way.span(Span(start, end))
            if there is not None:
                assert there.of(after).split() == before[start:end].split()
                found.append((Span(start, end), there))
    for one, there in found[:40]:
        for other, elsewhere in found[-40:]:
            assert one.overlaps(other) == there.overlaps(elsewhere) or not one.of(before).strip()
    if old == new:
        assert all(way.span(Span(at, at + 1)) for at, letter in enumerate(before) if not letter.isspace())
