"""Every sentence says what the numbers say, and of whom."""

from __future__ import annotations

import dataclasses
import re

import pytest

from detente.opinion.results import Cell, Interval, RankedStatement, SideSummary
from detente.report import Sentences, StatementText, Subject, SubjectMismatch, language, render_text
from detente.report.markup import plain
from detente.report.results_sentences import ResultsSentences, Setting
from tests.report.making import published, subject

VERDICTS = ("too_few", "no_structure", "spectrum", "camps")
SIDES = ((), ("Norland", "Südmark"), ("Norland", "Südmark", "Ilê"))


def sentences(verdict: str = "camps", sides: tuple[str, ...] = SIDES[1], code: str = "en") -> Sentences:
    return Sentences(published(verdict, sides), subject(), language(code))


def answer(verdict: str, sides: tuple[str, ...], code: str = "en") -> str:
    return plain(" ".join(sentences(verdict, sides, code).answer())).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("verdict", "sides", "claim"),
    [
        ("camps", SIDES[1], "At least 81 % of those who took part agree, on every side and in every group."),
        ("camps", SIDES[0], "At least 81 % of those who took part agree, in every group."),
        (
            "spectrum",
            SIDES[1],
            "At least 81 % of those who took part agree, on every side, at both ends and in the middle.",
        ),
        ("spectrum", SIDES[0], "At least 81 % of those who took part agree, at both ends and in the middle."),
        ("no_structure", SIDES[1], "At least 81 % of those who took part agree, on every side."),
        ("no_structure", SIDES[0], "At least 81 % of those who took part agree."),
    ],
)
def test_common_ground_names_whom_it_covers(verdict: str, sides: tuple[str, ...], claim: str) -> None:
    assert claim in answer(verdict, sides)


@pytest.mark.parametrize(
    ("sides", "scope"), [(SIDES[1], "on every side and in every part shown"), ((), "in every part shown")]
)
def test_both_ends_are_claimed_only_where_both_are_shown(sides: tuple[str, ...], scope: str) -> None:
    public = published("spectrum", sides)
    groups = public.summary.groups[1:]  # one end had too few people
    rows = tuple(dataclasses.replace(row, groups=row.groups[1:]) for row in public.summary.statements)
    summary = dataclasses.replace(public.summary, groups=groups, statements=rows)
    found = Sentences(dataclasses.replace(public, summary=summary), subject(), language("en"))
    claim = found.everywhere(RankedStatement(0, 0.7, "agree"))
    assert claim == f"At least 70\xa0% of those who took part agree, {scope}."


@pytest.mark.parametrize(("sides", "scope"), [(SIDES[1], "on every side and at both ends"), ((), "at both ends")])
def test_the_middle_is_claimed_only_where_its_share_counts(sides: tuple[str, ...], scope: str) -> None:
    public = published("spectrum", sides)
    row = public.summary.statements[0]
    for middle in (Cell(40, 0, 0, 0, 0, withheld="hidden"), dataclasses.replace(row.groups[1], redraw=-1)):
        first = dataclasses.replace(row, groups=(row.groups[0], middle, row.groups[2]))
        summary = dataclasses.replace(public.summary, statements=(first, *public.summary.statements[1:]))
        found = Sentences(dataclasses.replace(public, summary=summary), subject(), language("en"))
        assert found.everywhere(RankedStatement(0, 0.7, "agree")) == (
            f"At least 70\xa0% of those who took part agree, {scope}."
        )


def test_people_who_hardly_differ_are_said_to_hardly_differ() -> None:
    public = published("no_structure", ())
    high, low = Interval(0.9, 0.8, 1.0), Interval(0.05, 0.0, 0.1)
    cells = [Cell(412, 300, 270, 15, 15, high, low, low)] * 9 + [Cell(412, 300, 15, 270, 15, low, high, low)]
    cells += [Cell(412, 300, 100, 100, 100, *[Interval(0.34, 0.3, 0.4)] * 3), Cell(412, 4, 2, 1, 1, withheld="hidden")]
    for split, words in ((0, "hardly differ. On 10 of 11 statements at least four in five"), (2, "says little about")):
        rows = tuple(
            dataclasses.replace(row, overall=cells[10] if row.statement < split else cells[row.statement])
            for row in public.summary.statements
        )
        summary = dataclasses.replace(public.summary, statements=rows)
        found = Sentences(dataclasses.replace(public, summary=summary), subject(), language("en"))
        assert words in found.verdict()


def test_what_divides_the_sides_comes_before_what_divides_the_groups() -> None:
    public = published("camps")
    ranked = (
        RankedStatement(1, 0.6, "", "group:A | group:B"),
        RankedStatement(4, 0.2, "", "side:Norland | side:Südmark"),
    )
    summary = dataclasses.replace(public.summary, divisive=ranked, common_ground=())
    found = Sentences(dataclasses.replace(public, summary=summary), subject(), language("en"))
    assert found.divisive() == (ranked[1], ranked[0])


def test_who_took_part() -> None:
    assert answer("camps", SIDES[0]).startswith("412 people took part.")
    assert answer("camps", SIDES[1]).startswith(
        "412 people took part: 206 on side Norland, 137 on side Südmark and 69 without a side."
    )


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("camps", "They form 3 camps"),
        ("spectrum", "no camps were found: opinions lie on a spectrum"),
        ("no_structure", "No division was found"),
        ("too_few", "Too few of them have answered"),
    ],
)
def test_the_verdict_is_in_the_answer(verdict: str, words: str) -> None:
    text = answer(verdict, SIDES[1])
    assert words in text
    assert ("camps that vote differently" in text) == (verdict == "camps")


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("sides", SIDES)
def test_every_answer_says_that_it_is_no_sample(verdict: str, sides: tuple[str, ...]) -> None:
    text = answer(verdict, sides)
    assert text.endswith(
        "A share is of all 412 people who took part, unless it names a part of them: a side, a group, those who "
        "answered. They are not a sample of any population."
    )
    # A whole country, "most people", "the public": nobody but those who took part is ever spoken of.
    assert not re.search(r"\b(most people|the public|citizens|the country|voters|majority)\b", text, re.I)


@pytest.mark.parametrize("code", ["ru", "ar"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_answer_is_translated_whole(code: str, verdict: str) -> None:
    text = answer(verdict, (), code)
    texts = "".join(s.text for s in subject().statements)
    left = "".join(word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in texts)
    assert not left


def test_a_rejected_statement_is_called_rejected() -> None:
    found = sentences()
    assert found.everywhere(RankedStatement(0, 0.7, "disagree")).startswith(
        "At least 70\xa0% of those who took part disagree"
    )


def test_the_divisive_claim_puts_the_side_that_agrees_more_first() -> None:
    found = sentences("no_structure")
    first = found.divisive()[0]
    cells = [found.wording.cell(first.statement, side) for side in found.wording.sides]
    cells.sort(key=lambda cell: -cell.agree.estimate if cell.agree else 0)
    whole = language("en").whole_percent
    numbers = [
        [int(n) for n in found]
        for found in re.findall(r"(\d+)\xa0% \((\d+)–(\d+)\xa0%, from (\d+) votes\)", found.apart(first))
    ]
    assert numbers == [
        [whole(cell.agree.estimate), whole(cell.agree.low), whole(cell.agree.high), cell.n_votes]
        for cell in cells
        if cell.agree
    ]


def test_a_withheld_share_falls_back_to_the_certain_difference() -> None:
    public = published("no_structure")
    first = public.summary.divisive[0]
    hidden = dataclasses.replace(
        public.summary.statements[first.statement], sides=(Cell(10, 0, 0, 0, 0, withheld="hidden"),) * 2
    )
    rows = tuple(hidden if s.statement == first.statement else s for s in public.summary.statements)
    found = Sentences(
        dataclasses.replace(public, summary=dataclasses.replace(public.summary, statements=rows)),
        subject(),
        language("en"),
    )
    assert found.apart(first) == "At least 60 percentage points apart."


def test_a_side_whose_name_holds_the_separator_is_found() -> None:
    found = sentences("no_structure", ("A | side:B", "B"))
    named = found.wording.named("side:A | side:B | side:B")
    assert [crowd.index for crowd in named] == [0, 1]


def test_a_side_is_not_called_side_twice() -> None:
    assert "side Side" not in answer("no_structure", ("Side A", "Side B"))


def test_a_side_that_may_not_be_shown_has_no_number() -> None:
    public = published("no_structure")
    sides = (SideSummary("Norland", 206, 900, ()), SideSummary("Südmark", 0, None, ()))
    summary = dataclasses.replace(public.summary, sides=sides, n_participants=206)
    text = plain(Sentences(dataclasses.replace(public, summary=summary), subject(), language("en")).took_part())
    assert text == "206 people took part: 206 on side Norland and too few on side Südmark to be shown."


def test_counts_that_are_newer_than_the_shares_are_said_to_be() -> None:
    found = sentences()
    whole = Interval(0.5, 0.4, 0.6)
    for cell, newer in (
        (Cell(40, 31, 20, 6, 5), True),
        (Cell(40, 31, 20, 6, 5, whole, whole, whole, newer=True), True),
        (Cell(40, 31, 20, 6, 5, whole, whole, whole), False),
        (Cell(40, 0, 0, 0, 0, withheld="hidden"), False),
    ):
        assert found.wording.only_counted(cell) == newer
        assert bool(found.wording.withheld(cell)) == bool(cell.withheld)
    assert found.wording.measured(Cell(40, 31, 20, 6, 5, whole, whole, whole)) == (
        "50\xa0% (40–60\xa0%, from 31 votes)"
    )
    assert found.wording.measured(Cell(40, 31, 20, 6, 5, whole, whole, whole, newer=True)) == (
        "50\xa0% (40–60\xa0%, before the newest votes)"
    )


def test_people_are_divided_only_where_most_do_not_answer_alike() -> None:
    public = published("no_structure")
    low, high = Interval(0.76, 0.7, 0.82), Interval(0.95, 0.92, 0.98)
    little = Interval(0.03, 0.0, 0.06)
    first = public.summary.divisive[0]
    row = public.summary.statements[first.statement]
    cells = (Cell(206, 150, 140, 5, 5, high, little, little), Cell(137, 90, 70, 10, 10, low, little, little))
    rows = [*public.summary.statements]
    rows[first.statement] = dataclasses.replace(row, sides=cells)
    summary = dataclasses.replace(public.summary, statements=tuple(rows))
    found = Sentences(dataclasses.replace(public, summary=summary), subject(), language("en"))
    assert first not in found.divisive()
    assert first in found.of_degree()
    assert len(found.divisive()) + len(found.of_degree()) == len(summary.divisive)
    shared = dataclasses.replace(public.summary, common_ground=(RankedStatement(first.statement, 0.6, "agree"),))
    found = Sentences(dataclasses.replace(public, summary=shared), subject(), language("en"))
    assert first in found.of_degree()


def with_verdict(kind: str, n_placed: int | None = None, evidence: dict[str, float] | None = None) -> Sentences:
    public = published(kind, ())
    verdict = dataclasses.replace(public.summary.verdict, **(evidence or {}))
    summary = dataclasses.replace(public.summary, verdict=verdict, n_placed=n_placed)
    return Sentences(dataclasses.replace(public, summary=summary), subject(), language("en"))


@pytest.mark.parametrize(
    ("evidence", "barely"),
    [({}, False), ({"bic_drop": -1.0}, True), ({"bic_drop": 6.0}, False), ({"valley": 0.62}, True)],
)
def test_camps_that_are_only_just_clear_are_said_to_be(evidence: dict[str, float], barely: bool) -> None:
    found = with_verdict("camps", evidence=evidence)
    words = "3 camps, only just clear enough to be called so"
    assert (words in found.in_short()) == barely
    assert (words in found.verdict()) == barely
    assert ("with a gap between" in found.verdict()) != barely
    assert found.verdict_title() == ("3 camps, only just" if barely else "3 camps")


def test_where_few_are_placed_small_camps_cannot_be_told() -> None:
    for placed, few in ((26, True), (74, True), (75, False), (None, False)):
        found = with_verdict("spectrum", placed)
        assert ("small camps cannot be told at this size" in found.in_short()) == few
        assert ("small camps cannot be told at this size" in found.verdict()) == few
        assert found.verdict_title() == ("No camps found" if few else "A spectrum, not camps")


def test_no_division_is_said_of_those_who_are_placed() -> None:
    assert "No division was found among the 46 people who answered enough" in with_verdict("no_structure", 46).verdict()
    assert "Among so few people only a large" in with_verdict("no_structure", 46).verdict()
    assert "Among so few" not in with_verdict("no_structure", 300).verdict()
    assert "among those who answered enough" in with_verdict("no_structure").verdict()


def test_it_is_said_how_many_stand_in_the_middle_and_nowhere() -> None:
    assert "185 at end 1, 123 in the middle, 49 at end 2 and 17 nowhere (too few votes)" in answer("spectrum", ())
    assert "185 in group A, 123 in group B, 49 in group C and 55 (13 %) in none" in answer("camps", ())
    assert "nowhere" not in with_verdict("spectrum", 405).standing()  # a number under the floor
    assert with_verdict("no_structure").standing() == ""
    public = published("camps", ())
    groups = (dataclasses.replace(public.summary.groups[0], n_people=None), *public.summary.groups[1:])
    hidden = dataclasses.replace(public, summary=dataclasses.replace(public.summary, groups=groups))
    standing = Sentences(hidden, subject(), language("en")).standing()
    assert standing == "Their votes place a withheld number in group A, 123 in group B and 49 in group C."


def test_the_ends_of_a_spectrum_are_never_everybody() -> None:
    found = sentences("spectrum", ())
    pair = RankedStatement(4, 0.5, "", "group:low end | group:high end")
    hidden = dataclasses.replace(found.summary.groups[0], n_people=None)
    unknown = dataclasses.replace(found.summary, groups=(hidden, *found.summary.groups[1:]))
    said = Sentences(dataclasses.replace(found.published, summary=unknown), subject(), language("en"))
    assert re.match(r"Of those at end \d, ", said.apart(pair))
    cell = found.summary.statements[4].groups[0]
    for public, shown in ((found.published, True), (said.published, False)):
        room = ResultsSentences(public, subject(), language("en"), Setting())
        assert bool(room.how_many(room.wording.groups[0], cell)) == shown, "votes are not the size of an end"
    text = found.apart(pair)
    assert "Of the 185 people at end 1" in text or "of the 185 at end 1" in text
    assert "Of the 49 people at end 2" in text or "of the 49 at end 2" in text
    assert "Of those who took part" not in text


def test_a_rejection_is_called_one_before_the_statement() -> None:
    public = published("no_structure")
    ground = (dataclasses.replace(public.summary.common_ground[0], vote="disagree"),)
    public = dataclasses.replace(public, summary=dataclasses.replace(public.summary, common_ground=ground))
    text = " ".join(Sentences(public, subject(), language("en")).answer())
    assert "Strongest common ground, a rejection: “" in text
    for sides, words in ((SIDES[0], "They reject:"), (SIDES[1], "Both sides reject:"), (SIDES[2], "All sides reject:")):
        said = ResultsSentences(published("no_structure", sides), subject(), language("en"), Setting())
        assert said.common(ground[0]) == words
        assert "agree most with:" in said.common(dataclasses.replace(ground[0], vote="agree"))


def test_no_common_ground_is_said_and_not_hidden() -> None:
    for kind, sides, of in (
        ("camps", SIDES[1], "every side and group"),
        ("camps", (), "every group"),
        ("spectrum", SIDES[1], "every side and of both ends"),
        ("spectrum", (), "both ends"),
        ("no_structure", SIDES[1], "every side"),
        ("no_structure", (), "those who took part"),
    ):
        public = published(kind, sides)
        summary = dataclasses.replace(public.summary, common_ground=())
        text = " ".join(Sentences(dataclasses.replace(public, summary=summary), subject(), language("en")).answer())
        assert f"No statement has more than half of {of} behind it for certain." in text
        assert "Strongest common ground" not in text


def test_texts_must_be_those_of_the_map() -> None:
    words = Subject("t", "", (StatementText("1", "one"),))
    with pytest.raises(SubjectMismatch, match="12 statements and 1 texts"):
        Sentences(published(), words, language("en"))


def test_the_text_for_a_terminal_is_short_and_bare() -> None:
    text = render_text(published("camps"), subject(simulated=True))
    assert "Simulated: nobody voted here." in text
    assert "Common ground\n  1. " in text
    assert "What divides\n  1. " in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert len(text.splitlines()) < 50
