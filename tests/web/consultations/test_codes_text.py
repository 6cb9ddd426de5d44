"""A code as people type it."""

from __future__ import annotations

import pytest

from detente.web.consultations import code_text
from detente.web.consultations.code_text import ALPHABET, LENGTH, CodeMistyped


@pytest.fixture(scope="module")
def code() -> str:
    return code_text.fresh()


def test_codes_differ_and_read_back() -> None:
    codes = {code_text.fresh() for _ in range(200)}
    assert len(codes) == 200
    assert all(code_text.read(code_text.grouped(code)) == code for code in codes)


def test_every_bit_of_128_occurs_both_ways() -> None:
    numbers = [sum(ALPHABET.index(c) << 5 * (25 - i) for i, c in enumerate(code_text.fresh()[:26])) for _ in range(200)]
    assert all(number >> 128 == 0 for number in numbers)
    assert all({number >> bit & 1 for number in numbers} == {0, 1} for bit in range(128))


def test_it_is_printed_in_seven_groups_of_four(code: str) -> None:
    assert [len(group) for group in code_text.grouped(code).split("-")] == [4] * 7


def test_every_wrong_letter_shows(code: str) -> None:
    for place in range(LENGTH):
        for letter in ALPHABET:
            if letter != code[place]:
                with pytest.raises(CodeMistyped):
                    code_text.read(code[:place] + letter + code[place + 1 :])


def test_every_two_letters_exchanged_show(code: str) -> None:
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            letters = list(code)
            letters[first], letters[second] = letters[second], letters[first]
            if "".join(letters) != code:
                with pytest.raises(CodeMistyped):
                    code_text.read("".join(letters))


@pytest.mark.parametrize(
    "spelt",
    [
        str.lower,
        code_text.grouped,
        lambda code: f"  {code_text.grouped(code).replace('-', ' ')} ",
        lambda code: code_text.grouped(code).replace("-", "–"),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: code.translate(str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ")),
        lambda code: code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda code: code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        lambda code: code.translate(str.maketrans("0123456789AB", "０１２３４５６７８９ＡＢ")),
        lambda code: f"\u200e{code}\u200f",
    ],
    ids=["lower", "groups", "spaces", "dashes", "O l", "o I", "cyrillic", "arabic", "persian", "wide", "marks"],
)
def test_other_spellings_mean_the_same(spelt: object) -> None:
    for _ in range(20):
        code = code_text.fresh()
        assert code_text.read(spelt(code)) == code  # type: ignore[operator] # a function of the list above


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "0",
        "0" * 27,
        "0" * 29,
        "U" * 28,
        "Z" * 28,
        "*" * 28,
        "\0" * 28,
        "Ж" * 28,
        "²" * 28,
        "😀" * 28,
        "0" * 10**6,
    ],
)
def test_what_is_no_code_is_told_so(typed: str) -> None:
    with pytest.raises(CodeMistyped):
        code_text.read(typed)
