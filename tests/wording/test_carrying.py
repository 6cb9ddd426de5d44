"""Two versions of one text: what is carried from one to the other, and what a reader sees as changed."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from detente.wording.carrying import Change, carried, changes
from detente.wording.results import Span
from detente.wording.segmentation import segment
from tests.wording.two_towns import NORHAVN, SUNDBY

WORDS = st.lists(st.sampled_from(["a", "the ramp", "2.4", "no", "."]), max_size=9)
BODIES = st.one_of(
    st.lists(st.sampled_from(["ferry", "toll", "2.4", ".", ",", " ", "  ", "\n\n", "渡", "é", "“"]), max_size=14).map(
        "".join
    ),
    st.text(max_size=30),
)


def laid(passages: list[str], between: str = " ") -> tuple[str, list[Span]]:
    """A text of these passages and where each stands."""
    spans: list[Span] = []
    body = ""
    for words in passages:
        spans.append(Span(len(body), len(body) + len(words)))
        body += words + between
    return body, spans


def longest(one: list[str], other: list[str]) -> int:
    """Length of the longest common subsequence, by the table of Wagner and Fischer."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, x in enumerate(one):
        for j, y in enumerate(other):
            rows[i + 1][j + 1] = rows[i][j] + 1 if x == y else max(rows[i][j + 1], rows[i + 1][j])
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_what_is_carried_is_a_longest_run_of_equal_passages_in_order(one: list[str], other: list[str]) -> None:
    (old, old_spans), (new, new_spans) = laid(one), laid([words.replace(" ", "\n ") for words in other], "\n")
    found = carried(old, old_spans, new, new_spans)
    assert len(found) == longest(one, other)
    assert set(found) <= set(old_spans)
    assert set(found.values()) <= set(new_spans)
    for before, after in found.items():
        assert before.of(old).split() == after.of(new).split()
    for (before, after), (next_before, next_after) in pairwise(found.items()):
        assert before.end <= next_before.start
        assert after.end <= next_after.start


def test_a_correction_carries_all_but_what_it_corrects() -> None:
    new = NORHAVN.replace("2.4 million", "2.5 million").replace("mayors discussed", "mayors  discussed")
    old_spans, new_spans = ([clause.span for clause in segment(body)[1]] for body in (NORHAVN, new))
    found = carried(NORHAVN, old_spans, new, new_spans)
    lost = [span.of(NORHAVN) for span in old_spans if span not in found]
    assert len(lost) == 1
    assert "2.4 million" in lost[0]
    assert carried(NORHAVN, old_spans, NORHAVN, old_spans) == {span: span for span in old_spans}


def test_what_was_moved_is_not_carried_past_what_stayed() -> None:
    (old, old_spans), (new, new_spans) = laid(["one", "two", "three", "two"]), laid(["three", "two", "one"])
    found = carried(old, old_spans, new, new_spans)
    assert found == {old_spans[2]: new_spans[0], old_spans[3]: new_spans[1]}


def test_blank_passages_are_no_match() -> None:
    assert carried("a  b", [Span(1, 3)], "c  d", [Span(1, 3)]) == {}


@given(BODIES, BODIES)
def test_changes_put_together_are_both_versions(old: str, new: str) -> None:
    found = changes(old, new)
    assert "".join(change.words for change in found if change.kind != "added") == old
    assert "".join(change.words for change in found if change.kind != "removed") == new
    assert all(change.words for change in found)
    kinds = [change.kind for change in found]
    assert all(
        pair not in {("same", "same"), ("removed", "removed"), ("added", "added"), ("added", "removed")}
        for pair in pairwise(kinds)
    )
    if old == new:
        assert set(kinds) <= {"same"}


def test_a_changed_figure_is_told_and_nothing_beside_it() -> None:
    assert changes("They pay 2.4 million, in June.", "They pay 2.5 million in June.\n\nNo toll.") == (
        Change("same", "They pay "),
        Change("removed", "2.4 "),
        Change("added", "2.5 "),
        Change("same", "million"),
        Change("removed", ", "),
        Change("added", " "),
        Change("same", "in June."),
        Change("added", "\n\nNo toll."),
    )


def test_a_script_without_spaces_is_told_sign_by_sign() -> None:
    assert changes("双方同意会面。", "双方同意再会面。") == (
        Change("same", "双方同意"),
        Change("added", "再"),
        Change("same", "会面。"),
    )


def test_a_new_paragraph_is_told_without_its_neighbours() -> None:
    paragraphs = SUNDBY.split(". ")
    new = ". ".join([*paragraphs[:2], "Fish was served", *paragraphs[2:]])
    assert [(change.kind, change.words) for change in changes(SUNDBY, new) if change.kind != "same"] == [
        ("added", "Fish was served. ")
    ]


def test_ten_thousand_words_and_endless_repetition_are_compared_within_seconds() -> None:
    sentences = [f"The {place} council of ward {place * 7 % 61} will pay for the ramp." for place in range(900)]
    old = " ".join(sentences)
    assert len(old.split()) > 9_500
    new = " ".join(words.replace("will", "may") if number % 9 == 0 else words for number, words in enumerate(sentences))
    for one, other in (
        (old, new),
        (old.replace(".", ""), new.replace(".", "")),
        ("a b " * 1400, "b " + "a a b " * 933),
        ("a b c d " * 5000, "b " + "a d a b c " * 4000),
    ):
        began = time.process_time()
        found = changes(one, other)
        assert time.process_time() - began < 10
        assert "".join(change.words for change in found if change.kind != "removed") == other
    edited = changes(old, new)
    assert {change.words for change in edited if change.kind != "same"} == {"will ", "may "}


def test_a_passage_that_stands_everywhere_is_not_looked_for() -> None:
    body, spans = laid(["[Applause.]"] * 20_000)
    began = time.process_time()
    assert carried(body, spans, body, spans) == {}
    assert time.process_time() - began < 5
