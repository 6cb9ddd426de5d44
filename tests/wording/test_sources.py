"""Grades and flags of sources: what kind of text it is, and what to know before believing it."""

from __future__ import annotations

import pytest

from detente.wording.brief_results import Flag
from detente.wording.intake import intake
from detente.wording.near_copies import containment, grams, in_order
from detente.wording.spun import broken_terms, likeness
from tests.wording.kit import NORLAND, SUDRIA, article, brief_of, ferry


def codes(flags: tuple[Flag, ...]) -> set[str]:
    return {flag.code for flag in flags}


# --- grades ----------------------------------------------------------------------------------------------------------


def test_a_readout_of_a_ministry_is_a_primary_account() -> None:
    source = brief_of(article("readout.md"), parties=(NORLAND, SUDRIA)).sources[0]
    assert source.grade == "primary"
    assert [reason.code for reason in source.why] == ["a_side_publishes"]
    assert codes(source.flags) == set()


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Readout of the call between the ministers", "reads_as_a_readout"),
        ("Joint statement on the ferry", "joint_text"),
        ("Press release on the talks of the ports", "reads_as_a_readout"),
    ],
)
def test_a_title_makes_a_readout(title: str, code: str) -> None:
    text = intake(
        "The ministers spoke by phone today. They agreed to meet in April. The boats wait.", name="x", title=title
    )
    source = brief_of(text).sources[0]
    assert (source.grade, [reason.code for reason in source.why]) == ("primary", [code])


def test_a_title_makes_no_readout_of_what_others_tell() -> None:
    text = intake(
        "Analysts say that the ministers spoke. According to Norland, they may meet.", name="x", title="Readout"
    )
    assert brief_of(text).sources[0].grade == "derivative"


def test_a_report_quotes_a_named_speaker() -> None:
    source = ferry("report").sources[0]
    assert source.grade == "report"
    assert source.why[0].code == "quotes_named_speakers"
    assert "Nobody should expect" in " ".join(passage.words for passage in source.why[0].passages)
    assert codes(source.flags) == set()


def test_no_date_no_quotation_no_named_source() -> None:
    source = brief_of("Norland stressed speed in recent remarks. Sudria is said to prefer safety.").sources[0]
    assert source.grade == "derivative"
    assert codes(source.flags) == {"no_date", "no_named_source", "no_quotation"}


def test_the_weakest_grade_stands_on_top() -> None:
    found = ferry("report", "spun")
    assert [source.grade for source in found.sources] == ["report", "derivative"]
    assert found.grade == "derivative"


# --- broken terms ----------------------------------------------------------------------------------------------------


def test_broken_terms_are_named() -> None:
    source = ferry("spun").sources[0]
    assert {(flag.passages[0].words, flag.term) for flag in source.flags if flag.code == "broken_term"} == {
        ("Nationwide Safety Adviser", "National Security Adviser"),
        ("ABC Information", "ABC News"),
    }
    assert "spun_wording" in codes(source.flags)
    assert source.why[0].code == "spun_wording"


@pytest.mark.parametrize(
    "text",
    [
        "The National Security Adviser told ABC News about foreign policy.",
        "We named a telephone operator for national information.",
        "They painted the pale home white and took the phone call.",
        "The community group met a neighbor in the market.",
    ],
)
def test_terms_as_they_are_written_and_other_words_are_not_flagged(text: str) -> None:
    assert broken_terms(text) == ()


def test_titles_of_a_lexicon_count_too() -> None:
    assert [one.term for one in broken_terms("The Nationwide Council met.", titles=["National Council"])] == [
        "National Council"
    ]


# --- altered quotations ----------------------------------------------------------------------------------------------


def test_a_quotation_that_others_print_otherwise_is_flagged_with_its_words() -> None:
    found = ferry("report", "spun")
    flag = next(flag for flag in found.sources[1].flags if flag.code == "altered_quotation")
    assert flag.other == 0
    assert "name" in [passage.words for passage in flag.passages]
    assert "call" in [passage.words for passage in flag.beside]
    assert flag.share is not None
    assert 0.5 <= flag.share < 0.85
    assert [report.names for report in found.reports if report.altered] == [("Ada Berg",), ("Ada Berg",)]


def test_two_printings_that_differ_in_a_comma_are_one() -> None:
    found = ferry("report", "second")
    assert not any("altered_quotation" in codes(source.flags) for source in found.sources)


def test_only_the_spun_printing_is_graded_down() -> None:
    found = ferry("report", "second", "spun")
    assert [source.grade for source in found.sources] == ["report", "report", "derivative"]
    assert "altered_quotation" in {reason.code for reason in found.sources[2].why}


def test_likeness_is_that_of_words() -> None:
    # 2 M / T with 4 of 5 words each (difflib's definition)
    assert likeness("We will meet in May", "we will meet, in June") == pytest.approx(0.8)


# --- copies ----------------------------------------------------------------------------------------------------------

COPY = (
    "The transport minister Ada Berg opened the talks in Hemm with a warning about the old boats. She had brought "
    "three inspectors and a report of 40 pages. The Sudrian side listened for an hour and asked for a pause. "
)


def test_a_near_copy_by_another_publisher_is_flagged() -> None:
    one = intake(COPY + "Then they ate.", name="a", publisher="The Quay")
    two = intake("As was reported: " + COPY, name="b", publisher="Harbour Gazette")
    for source in brief_of(one, two).sources:
        flag = next(flag for flag in source.flags if flag.code == "near_copy")
        assert flag.share is not None
        assert flag.share > 0.8
        assert "opened the talks in Hemm" in " ".join(passage.words for passage in flag.passages)
        assert flag.beside


def test_one_house_may_repeat_itself() -> None:
    one = intake(COPY, name="a", publisher="The Quay")
    two = intake(COPY + "Then they ate.", name="b", publisher="The Quay")
    assert not any("near_copy" in codes(source.flags) for source in brief_of(one, two).sources)


def test_the_same_quotation_makes_no_copy() -> None:
    quote = "“We have not set a date for it yet, but we are working on that, and I expect a call in the coming weeks.”"
    one = intake(f"{quote} Ada Berg said so in Hemm.", name="a", publisher="The Quay")
    two = intake(f"Nobody knew more. But Ada Berg said: {quote}", name="b", publisher="Harbour Gazette")
    assert not any("near_copy" in codes(source.flags) for source in brief_of(one, two).sources)


def test_the_same_text_twice_is_told_and_counts_once() -> None:
    found = ferry("report", "report")
    assert {flag.code for flag in found.sources[1].flags} == {"same_text"}
    assert "same_text:0:1" in found.limits
    assert {one.text for tension in found.tensions for one in (tension.first, tension.second)} == {0}
    assert len(found.announced) == len(ferry("report").announced)


def test_containment_and_order_by_hand() -> None:
    # a b c d: abc, bcd; of them bcd stands in x b c d
    assert containment(grams("a b c d"), grams("x b c d")) == pytest.approx(0.5)
    assert containment(grams("a b"), grams("a b")) == 0.0
    names = [str(n) for n in range(20)]
    assert in_order(names, [*names[:10], "x", *names[15:]]) == pytest.approx(15 / 16)
    assert in_order(names[:5], names) is None


def test_a_heavily_spun_copy_keeps_the_order_of_names() -> None:
    people = [
        ("Ada Berg", 12),
        ("Ivo Lenz", 40),
        ("Olin Tarn", 7),
        ("Dana Ilves", 33),
        ("Jon Marsh", 21),
        ("Mara Quill", 5),
    ]
    one = " ".join(f"Minister {name} counted {count} boats in the harbour yesterday." for name, count in people)
    two = " ".join(f"For Minister {name} vessels lay moored, {count} of them." for name, count in people)
    found = brief_of(intake(one, name="a", publisher="The Quay"), intake(two, name="b", publisher="Gazette"))
    assert "same_order" in codes(found.sources[1].flags)
    assert "near_copy" not in codes(found.sources[1].flags)
