"""Sentences and clauses: what English punctuation means, and what it does not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.wording.segmentation import segment, sentences


def cut(body: str) -> list[str]:
    return [sentence.span.of(body) for sentence in sentences(body)]


def claims(body: str) -> list[str]:
    return [clause.span.of(body) for clause in segment(body)[1]]


@pytest.mark.parametrize(
    "body",
    [
        "President Joseph R. Biden, Jr. met the U.S. team at 4 p.m. on Monday.",
        "Mr. Lee, Dr. Okafor and Gen. Ruiz signed Art. 5 and No. 12 of the treaty.",
        "The wage rises by 3.8 percent, i.e. about £40 a month.",
        "J. K. Olsen spoke with A.B. Marsh about the U.S.-Norhavn ferry.",
        '"Is it so?" asked the mayor.',
        '"It is so!" the mayor of Sundby said.',
    ],
)
def test_one_sentence_stays_whole(body: str) -> None:
    assert cut(body) == [body]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It ended at 4 p.m. The mayor left.", ["It ended at 4 p.m.", "The mayor left."]),
        ("They left for the U.S. She stayed.", ["They left for the U.S.", "She stayed."]),
        ("Trade and technology sectors.This aligns well.", ["Trade and technology sectors.", "This aligns well."]),
        ("Was it raised? No. It was not.", ["Was it raised?", "No.", "It was not."]),
        (
            '"We feel it. And we hope it helps," said Dana Ilves. She left.',
            ['"We feel it.', 'And we hope it helps," said Dana Ilves.', "She left."],
        ),
        ("会谈结束。双方同意。", ["会谈结束。", "双方同意。"]),
        ("انتهت المحادثات. هل اتفق الطرفان؟ نعم.", ["انتهت المحادثات.", "هل اتفق الطرفان؟", "نعم."]),
    ],
)
def test_sentences_are_cut(body: str, expected: list[str]) -> None:
    assert cut(body) == expected


def test_list_items_know_what_introduces_them() -> None:
    body = "Outcome\n\nBoth sides agreed on:\n- a new ramp;\n- a timetable.\n\nThey meet in May."
    found = sentences(body)
    assert [(s.kind, s.span.of(body)) for s in found] == [
        ("heading", "Outcome"),
        ("lead_in", "Both sides agreed on:"),
        ("item", "a new ramp;"),
        ("item", "a timetable."),
        ("sentence", "They meet in May."),
    ]
    assert [s.lead_in.of(body) if s.lead_in else None for s in found] == [
        None, None, "Both sides agreed on:", "Both sides agreed on:", None,
    ]  # fmt: skip


def test_numbered_items_lose_their_marks() -> None:
    assert cut("1. The ramp is built.\n2) The ferry runs.\n(c) The toll falls.") == [
        "The ramp is built.", "The ferry runs.", "The toll falls.",
    ]  # fmt: skip


def test_lines_broken_at_a_margin_are_one_paragraph() -> None:
    body = (
        "The two mayors met on Monday in the harbour office to talk about\n"
        "the ferry, which has been out of service since the storm of last\n"
        "November. They agreed to meet again."
    )
    found = sentences(body)
    assert len(found) == 2
    assert {s.paragraph for s in found} == {0}


def test_rows_of_a_table_stay_rows() -> None:
    body = "Outcome | Impact |\n---|---|\nMore talks | Less tension |"
    assert [(s.kind, s.span.of(body)) for s in sentences(body)] == [
        ("row", "Outcome | Impact |"),
        ("row", "More talks | Less tension |"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "She voiced concern about the toll and made clear that Norhavn will respond.",
            ["She voiced concern about the toll", "and made clear that Norhavn will respond."],
        ),
        (
            "He thanked her for the ramp, as well as for the timetable of the ferry.",
            ["He thanked her for the ramp", "as well as for the timetable of the ferry."],
        ),
        (
            "Both mayors backed talks, starting next week in Sundby, at the port with the board, and at the union.",
            [
                "Both mayors backed talks",
                "starting next week in Sundby",
                "at the port with the board",
                "and at the union.",
            ],
        ),
        ("The talks were calm, focused, and respectful.", ["The talks were calm, focused, and respectful."]),
        ("They agreed on fish, bread, and wine.", ["They agreed on fish, bread, and wine."]),
    ],
)
def test_clauses_make_one_claim_each(body: str, expected: list[str]) -> None:
    assert claims(body) == expected


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "The mayor agreed, and the union said no. ",
                "- an item;\n",
                "Heading\n\n",
                "U.S. ",
                '"',
                "“Yes.” ",
                "a|b\n",
            ]
        ),
        st.text(alphabet='aB .,:;!?\n\t-–"“”1|ç界ع', max_size=12),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)


@given(TEXTS)
@example("")
@example("1. ")
def test_parts_lie_in_order_and_miss_no_letter(body: str) -> None:
    found, pieces = segment(body)
    ends = 0
    for sentence in found:
        assert ends <= sentence.span.start < sentence.span.end <= len(body)
        ends = sentence.span.end
        assert sentence.span.of(body) == sentence.span.of(body).strip()
        assert sentence.lead_in is None or sentence.lead_in.end <= sentence.span.start
    ends = 0
    for piece in pieces:
        assert ends <= piece.span.start < piece.span.end
        ends = piece.span.end
        assert found[piece.sentence].span.contains(piece.span)
    covered = {place for sentence in found for place in range(sentence.span.start, sentence.span.end)}
    in_clauses = {place for piece in pieces for place in range(piece.span.start, piece.span.end)}
    for place, letter in enumerate(body):
        if letter.isalpha() and place in covered:
            assert place in in_clauses
    # Only marks of list items and lines without any word are left out.
    left = "".join(letter for place, letter in enumerate(body) if letter.isalpha() and place not in covered)
    assert len(left) <= 4 * (body.count("\n") + 1)
