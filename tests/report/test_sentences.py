"""Every sentence says what the numbers say, and of whom."""

from __future__ import annotations

import dataclasses
import re

import pytest

from detente.opinion.results import Cell, Interval, RankedStatement, SideSummary
from detente.report import Sentences, StatementText, Subject, SubjectMismatch, language, render_text
from detente.report.markup import plain
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
        RankedStatement(0, 0.6, "", "group:A | group:B"),
        RankedStatement(3, 0.2, "", "side:Norland | side:Südmark"),
    )
    summary = dataclasses.replace(public.summary, divisive=ranked)
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
        ("spectrum", "there are no camps: opinions lie on a spectrum"),
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
        "Every share on this page is of the 412 people who took part. They are not a sample of any population."
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
    shares = sorted((cell.agree.estimate for cell in cells if cell.agree), reverse=True)
    numbers = [int(n) for n in re.findall(r"(\d+)\xa0%", found.apart(first))]
    assert numbers == [language("en").whole_percent(share) for share in shares]


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


def test_newer_counts_without_shares_are_given_as_counts() -> None:
    found = sentences()
    assert found.wording.withheld(Cell(40, 31, 20, 6, 5)) == (
        "Votes: agree 20, pass 5, disagree 6. Shares follow with the next map."
    )
    whole = Interval(0.5, 0.4, 0.6)
    assert found.wording.withheld(Cell(40, 31, 20, 6, 5, whole, whole, whole)) == ""


def test_no_common_ground_is_said_and_not_hidden() -> None:
    public = published("camps")
    summary = dataclasses.replace(public.summary, common_ground=())
    text = " ".join(Sentences(dataclasses.replace(public, summary=summary), subject(), language("en")).answer())
    assert "No statement has more than half of every side and group behind it for certain." in text
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
