"""Opening statements from a table: what is taken, and every fault by its line."""

from __future__ import annotations

import pytest

from detente.web.consultations import opening_csv
from detente.web.consultations.opening_csv import read

LANGUAGES = ["en", "ru", "ar"]


def test_the_template_reads_back_as_nothing_to_take() -> None:
    made = opening_csv.template(LANGUAGES)
    assert made == "\ufefftext_en,text_ru,text_ar\r\n".encode()
    assert read(made, LANGUAGES).errors == ("There is no statement below the first line.",)


@pytest.mark.parametrize(
    "content",
    [
        "text_en,text_ru\nThe ferry stays.,Паром останется.\n",
        "\ufefftext_en,text_ru\r\nThe ferry stays.,Паром останется.\r\n\r\n",
        "text_en;text_ru\nThe ferry stays.;Паром останется.",
        "text_en\ttext_ru\nThe ferry stays.\tПаром останется.",
        " TEXT_RU , text_en\n Паром  останется. ,The ferry stays.\n,\n",
        '\n\ntext_en,text_ru\n"The ferry\nstays.","Паром останется."',
    ],
)
@pytest.mark.parametrize("encoding", ["text", "utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_write_is_read(content: str, encoding: str) -> None:
    given = content if encoding == "text" else content.removeprefix("\ufeff").encode(encoding)
    found = read(given, LANGUAGES)
    assert found.errors == ()
    assert found.rows == ({"en": "The ferry stays.", "ru": "Паром останется."},)


def test_a_comma_between_quotation_marks_and_a_missing_translation() -> None:
    found = read('text_en,text_ar\n"Boats, not bridges.",\n,الجسر أولا\n', LANGUAGES)
    assert found.rows == ({"en": "Boats, not bridges."}, {"ar": "الجسر أولا"})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "nothing in it yet"),
        ("The ferry stays.\nThe bridge goes.\n", "Line 1: the first line must name the columns"),
        ("text_en,text_de\nA,B\n", "text_en, text_ru, text_ar"),
        ("text_en,text_en\nA,B\n", "Line 1: the first line must name the columns"),
        ("text_en\nA ferry.\nA bridge, or two.\n", "Line 3: it has more cells"),
        ("text_en,text_ru\nA ferry.,\n=1+1,\n", "Line 3, text_en: it begins with a sign that a spreadsheet"),
        ("text_en,text_ru\nA ferry.,@SUM(A1)\n", "Line 2, text_ru: it begins with a sign"),
        ("text_en\n+44 boats\n", "Line 2, text_en: it begins with a sign"),
        ("text_en\n  -2+3\n", "Line 2, text_en: it begins with a sign"),
        ("text_en\n|cmd\n", "Line 2, text_en: it begins with a sign"),
        ("text_en\nA ferry.\n\nA ferry.\n", "Line 4, text_en: the same text as in line 2."),
        ("text_en\na FERRY.\nA ferry.\n", "Line 3, text_en: the same text as in line 2."),
        ("text_en\n" + "x" * 281 + "\n", "Line 2, text_en: It has 281 characters"),
        ("text_en\nSee https://example.org\n", "Line 2, text_en: It holds what looks like a link"),
        ("text_en\nWrite to a@b.example\n", "Line 2, text_en: It holds what looks like a mail address"),
        ("text_en\n...\n", "Line 2, text_en: There are no words"),
        ("text_en\nA\x07B\n", "Line 2, text_en: it holds a control character"),
        ("text_en\nA\0B\n", "Line 2, text_en: it holds a control character"),
        ('text_en\n"A ferry.\nA bridge.\n', "the table cannot be read from here on"),
        ('text_en\n"A" ferry\n', "Line 2: the table cannot be read from here on"),
        ("text_en\n" + "x" * 200_000 + "\n", "Line 2: the table cannot be read from here on"),
    ],
)
def test_every_fault_is_named_and_nothing_is_taken(content: str, fault: str) -> None:
    found = read(content, LANGUAGES)
    assert found.rows == ()
    assert any(fault in error for error in found.errors), found.errors


def test_all_faults_come_at_once_with_the_line_where_a_cell_begins() -> None:
    found = read('text_en\n"one\nsentence"\n=two\n\nthree https://x.example.org\n', LANGUAGES)
    assert [error.split(",")[0] for error in found.errors] == ["Line 4", "Line 6"]


def test_a_fault_in_a_cell_of_several_lines_is_named_where_the_cell_begins() -> None:
    assert read('text_en\n"=one\ntwo\nthree"\n', LANGUAGES).errors[0].startswith("Line 2, text_en")


def test_faults_end_somewhere() -> None:
    found = read("text_en\n" + "=1\n" * 100, LANGUAGES)
    assert len(found.errors) == opening_csv.MOST_ERRORS


def test_too_many_statements_are_refused() -> None:
    many = "".join(f"Claim number {n}.\n" for n in range(opening_csv.MOST_ROWS + 1))
    assert "more than 300 statements" in read("text_en\n" + many, LANGUAGES).errors[0]
    assert len(read("text_en\n" + many.rsplit("\n", 2)[0], LANGUAGES).rows) == opening_csv.MOST_ROWS


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"text_en\n" + b"\xff\xfe\xfa", "not UTF-8"),
        ("text_ru\nПаром\n".encode("cp1251"), "not UTF-8"),
        (b"\xff\xfea", "not UTF-8"),
        (b"PK\x03\x04" + bytes(range(128, 256)), "not UTF-8"),
        (b"text_en\n" + b"a" * opening_csv.LARGEST, "larger than 1 MB"),
    ],
)
def test_a_file_of_another_kind_is_refused(content: bytes, fault: str) -> None:
    found = read(content, LANGUAGES)
    assert found.rows == ()
    assert fault in found.errors[0]
