"""Numbers and lists as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.report import UnknownLanguage, language


@pytest.mark.parametrize(
    ("code", "percent", "number"),
    [("en", "62\xa0%", "12,345.5"), ("ru", "62\xa0%", "12\xa0345,5"), ("ar", "62\u066a", "12,345.5")],
)
def test_numbers(code: str, percent: str, number: str) -> None:
    assert language(code).percent(0.62) == percent
    assert language(code).number(12345.5, 1) == number


def test_an_interval_in_arabic_keeps_its_order() -> None:
    # digits run left to right and the dash is neutral: without marks a right-to-left line shows "69–55"
    assert language("ar").percent_range(0.55, 0.69) == "\u200e55–69\u200e\u066a"


@given(st.floats(0, 1))
def test_at_least_never_promises_more(share: float) -> None:
    whole = language("en").whole_percent_at_least(share)
    assert whole <= share * 100 + 1e-3
    assert whole > share * 100 - 1


@pytest.mark.parametrize(("share", "shown"), [(0.62, 62), (0.6299, 62), (0.29, 29), (0.57, 57), (1.0, 100), (0.0, 0)])
def test_at_least_of_a_published_bound(share: float, shown: int) -> None:
    # published bounds have two decimals; 0.29 * 100 is 28.999999999999996 in binary
    assert language("en").whole_percent_at_least(share) == shown


def test_negative_zero_is_zero() -> None:
    assert language("en").number(-0.001, 2) == "0.00"


def test_lists() -> None:
    english = language("en")
    assert [english.listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert language("ar").listed(["أ", "ب", "ج"]) == "أ، ب وج"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(UnknownLanguage, match="no catalogue for the language 'xx'"):
        language("xx")
