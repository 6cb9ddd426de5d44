"""What a user sees for each kind of bad input: file, line, reason, what to do. The whole message is compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from detente.exchange import errors, read, read_polis, read_sides, read_votes_csv
from detente.exchange.errors import ExchangeError
from tests.exchange.making import conversation, edit, write_a, write_b, write_c

GOOD = "participant,statement,vote\np1,s1,agree\np2,s1,pass\n"


def message(action: Callable[[], object], folder: Path) -> tuple[str, str]:
    """Code and text of the refusal, with the folder of the test left out."""
    with pytest.raises(ExchangeError) as caught:
        action()
    fault = caught.value
    assert str(fault) == fault.sentence()
    assert fault.reason in str(fault)
    assert fault.remedy in str(fault)
    return fault.code, str(fault).replace(str(folder) + "/", "").replace(str(folder), "FOLDER")


def of_votes(text: str | bytes, folder: Path, **options: object) -> tuple[str, str]:
    path = folder / "votes.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return message(lambda: read_votes_csv(path, **options), folder)


VOTES = {
    "unknown vote": (
        GOOD + "p3,s1,maybe\n",
        "exchange.unknown_vote",
        "votes.csv, line 4: 'maybe' is not a vote. Write agree, disagree or pass.",
    ),
    "undeclared numbers": (
        GOOD + "p3,s1,1\n",
        "exchange.undeclared_numbers",
        "votes.csv, line 4: The vote '1' is a number, and the file does not say what numbers mean. Write agree, "
        'disagree and pass; or make "# vote-convention: agree=+1;disagree=-1;pass=0" the first line; or give the '
        "convention with --vote-convention.",
    ),
    "number outside the convention": (
        "# vote-convention: agree=+1;disagree=-1\n" + GOOD + "p3,s1,0\n",
        "exchange.unknown_vote",
        "votes.csv, line 5: '0' is not a vote. Write agree, disagree, pass (agree=+1;disagree=-1).",
    ),
    "unreadable convention": (
        "# vote-convention: yes=1;no=0\n" + GOOD,
        "exchange.bad_convention",
        "votes.csv, line 1: The vote convention ' yes=1;no=0' cannot be used (only agree, disagree and pass have "
        'numbers). Write it as "agree=+1;disagree=-1;pass=0".',
    ),
    "missing column": (
        "participant,stmt,vote\np1,s1,agree\n",
        "exchange.missing_column",
        "votes.csv, line 1: There is no column \"statement\". The columns are: 'participant, stmt, vote'. Add the "
        "column or correct its name; the needed columns are: participant, statement, vote.",
    ),
    "semicolons": (
        "participant;statement;vote\np1;s1;agree\n",
        "exchange.wrong_separator",
        "votes.csv, line 1: The columns are separated by ';', not by \",\". Save the file as CSV with commas.",
    ),
    "column twice": (
        "participant,statement,vote,vote\np1,s1,agree,pass\n",
        "exchange.duplicate_column",
        'votes.csv, line 1: The column "vote" appears twice. Keep one of them.',
    ),
    "ragged row": (
        GOOD + "p3,s1,agree,east\n",
        "exchange.ragged_row",
        "votes.csv, line 4: The row has 4 cells, the header has 3. Look for a missing or extra comma; a text with a "
        'comma needs "..." around it.',
    ),
    "short row inside": (
        GOOD + "p3,s1\np4,s1,agree\n",
        "exchange.ragged_row",
        "votes.csv, line 4: The row has 2 cells, the header has 3. Look for a missing or extra comma; a text with a "
        'comma needs "..." around it.',
    ),
    "cut off in a row": (
        GOOD + "p3,s1",
        "exchange.truncated_file",
        "votes.csv, line 4: The file ends in the middle of this row. It was cut off: download or copy it again.",
    ),
    "cut off in a quotation": (
        GOOD + 'p3,"s1 and\nmore',
        "exchange.unclosed_quotation",
        'votes.csv, line 4: A quotation mark in this row is never closed. Close it, or write a " that belongs to the '
        "text twice. If the file was cut off here, download or copy it again.",
    ),
    "bad quotes": (
        GOOD + 'p3,"s"1,agree\n',
        "exchange.bad_quotes",
        "votes.csv, line 4: The quotation marks do not fit (',' expected after '\"'). Put a text with commas or "
        'quotation marks between "..." and write each inner " twice.',
    ),
    "line counts through quoted line breaks": (
        GOOD + 'p3,"one\ntwo\nthree",agree\np4,s1,perhaps\n',
        "exchange.unknown_vote",
        "votes.csv, line 7: 'perhaps' is not a vote. Write agree, disagree or pass.",
    ),
    "ten megabytes in a cell": (
        GOOD + "p3," + "x" * 10_000_000 + ",agree\n",
        "exchange.cell_too_large",
        "votes.csv, line 4: A cell holds more than 131072 characters. Look for a quotation mark that is never closed, "
        "or shorten the text.",
    ),
    "second vote": (
        GOOD + "p1,s1,disagree\n",
        "exchange.duplicate_vote",
        "votes.csv, line 4: Participant 'p1' already voted on statement 's1' on line 2. Keep the vote that counts and "
        "delete the other row.",
    ),
    "empty id": (
        GOOD + ",s1,agree\n",
        "exchange.bad_cell",
        "votes.csv, line 4: The column \"participant\" must hold an id, not ''. Correct this cell.",
    ),
    "no bytes": ("", "exchange.empty_file", "votes.csv: The file holds no rows. Export it again."),
    "header only": (
        "participant,statement,vote\n",
        "exchange.empty_file",
        "votes.csv: The file holds no rows. Export it again.",
    ),
    "NUL byte": (
        GOOD + "p3,s\0,agree\n",
        "exchange.nul_byte",
        "votes.csv, line 4: There is a NUL byte, which no text holds. The file is damaged or not a CSV file: export "
        "it again.",
    ),
    "Latin-1": (
        (GOOD + "p3,früh,agree\n").encode("latin-1"),
        "exchange.wrong_encoding",
        "votes.csv, line 4: The text is not UTF-8 (it looks like Windows-1252 / ISO-8859-1). Save the file as UTF-8; "
        'in a spreadsheet choose "CSV UTF-8".',
    ),
    "UTF-16": (
        GOOD.encode("utf-16"),
        "exchange.wrong_encoding",
        "votes.csv, line 1: The text is not UTF-8 (it looks like UTF-16). Save the file as UTF-8; in a spreadsheet "
        'choose "CSV UTF-8".',
    ),
    "two sides": (
        "participant,statement,vote,side\np1,s1,agree,east\np1,s2,agree,west\n",
        "exchange.side_conflict",
        "votes.csv, line 3: Participant 'p1' is on side 'west' here and on side 'east' on line 2. Give each "
        "participant one side, or leave it empty.",
    ),
    "a file of an export": (
        "timestamp,datetime,comment-id,voter-id,vote\n1,x,0,0,1\n",
        "exchange.wrong_file",
        "votes.csv: This is one file of a Polis export, which cannot be read by itself. Give the folder of the "
        "unpacked export, or a CSV file with the columns participant,statement,vote.",
    ),
}


@pytest.mark.parametrize("case", VOTES.values(), ids=VOTES)
def test_csv_of_votes(case: tuple[str | bytes, str, str], tmp_path: Path) -> None:
    text, code, expected = case
    assert of_votes(text, tmp_path) == (code, expected)


def test_convention_given_twice(tmp_path: Path) -> None:
    text = "# vote-convention: agree=1;disagree=0\n" + GOOD
    assert of_votes(text, tmp_path, convention="agree=0;disagree=1") == (
        "exchange.convention_conflict",
        'votes.csv, line 1: The convention "agree=+1;disagree=+0" (first line) contradicts "agree=+0;disagree=+1" '
        "(option). Find out which is right and remove the other.",
    )


def test_vote_on_a_statement_that_the_file_of_statements_lacks(tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text("statement,text\ns2,Two.\n", "utf-8")
    assert of_votes(GOOD, tmp_path, statements=tmp_path / "statements.csv") == (
        "exchange.unknown_statement",
        "votes.csv, line 2: There is a vote on statement 's1', which statements.csv does not hold (2 of 2 votes). "
        "Check that both files are whole and of the same conversation.",
    )


def test_statement_twice(tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text("statement,text\ns1,One.\ns1,Two.\n", "utf-8")
    assert of_votes(GOOD, tmp_path, statements=tmp_path / "statements.csv") == (
        "exchange.duplicate_id",
        'statements.csv, line 3: The id s1 in the column "statement" was already given on line 2. Keep one row per id.',
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("participant,side\np1,east\np9,west\n", "line 3: Participant 'p9' is not among the 2 people who voted. "
         "Correct the id, or delete the row."),
        ("participant,side\np1,east\np1,west\n", "line 3: Participant 'p1' is on side 'west' here and on side 'east' "
         "on line 2. Give each participant one side, or leave it empty."),
        ("participant,group\np1,east\n", 'line 1: There is no column "side". The columns are: \'participant, group\'. '
         "Add the column or correct its name; the needed columns are: participant, side."),
    ],
    ids=["unknown participant", "two sides", "missing column"],
)  # fmt: skip
def test_sides(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(GOOD, "utf-8")
    (tmp_path / "sides.csv").write_text(text, "utf-8")
    conv = read_votes_csv(tmp_path / "votes.csv")
    assert message(lambda: read_sides(tmp_path / "sides.csv", conv), tmp_path)[1] == f"sides.csv, {expected}"


# --- exports ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_a(tmp_path / "export", conversation())


def of_export(folder: Path) -> str:
    return message(lambda: read_polis(folder), folder)[1]


def test_a_folder_that_is_not_an_export(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", "utf-8")
    assert of_export(tmp_path) == (
        "FOLDER: This folder is not a Polis export: it has no comments.csv. Give the folder that holds comments.csv "
        "together with votes.csv or participants-votes.csv."
    )


def test_an_export_without_votes_files(export: Path) -> None:
    (export / "votes.csv").unlink()
    (export / "participants-votes.csv").unlink()
    assert "it has no votes.csv, participants-votes.csv." in of_export(export)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.csv"])
def test_a_path_that_does_not_exist(name: str, tmp_path: Path) -> None:
    assert message(lambda: read(tmp_path / name), tmp_path) == (
        "exchange.unreadable",
        f"{name}: It cannot be opened (there is no such file or folder). Check the name and that you may read it.",
    )


def test_a_packed_export(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"PK\x03\x04")
    assert message(lambda: read(tmp_path / "export.zip"), tmp_path)[1] == (
        "export.zip: This is a zip archive, which cannot be read by itself. Give the folder of the unpacked export, or "
        "a CSV file with the columns participant,statement,vote."
    )


def test_a_spreadsheet_named_csv(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_bytes(b"PK\x03\x04\x14\x00")
    assert (
        "it looks like a zip archive or a spreadsheet file"
        in message(lambda: read(tmp_path / "votes.csv"), tmp_path)[1]
    )


EDITS = {
    "comment without a body column": (
        "comments.csv", "comment-body", "comment",
        "comments.csv, line 1: There is no column \"comment-body\". The columns are: 'timestamp, datetime, comment-id, "
        "author-id, agrees, disagrees, moderated, comment'. Add the column or correct its name; the needed columns "
        "are: timestamp, comment-id, author-id, agrees, disagrees, moderated, comment-body.",
    ),
    "comment id twice": (
        "comments.csv", "UTC 2023,5,6,", "UTC 2023,6,6,",
        'comments.csv, line 3: The id 6 in the column "comment-id" was already given on line 2. Keep one row per id.',
    ),
    "comment id not a number": (
        "comments.csv", "UTC 2023,5,6,", "UTC 2023,5_0,6,",
        "comments.csv, line 3: The column \"comment-id\" must hold a whole number, not '5_0'. Correct this cell.",
    ),
    "unknown state": (
        "comments.csv", "6,7,1,0,1,Seven.", "6,7,1,0,2,Seven.",
        'comments.csv, line 2: The column "moderated" must hold -1, 0 or 1, not 2. Correct this cell.',
    ),
    "unknown vote in the log": (
        "votes.csv", "1,6,1\n", "1,6,2\n",
        "votes.csv, line 11: '2' is not a vote. Write 1, 0, -1.",
    ),
    "unknown vote in the table": (
        "participants-votes.csv", "6,,0,1,2,2,0,,1,,,1,", "6,,0,1,2,2,0,,1,,,5,",
        "participants-votes.csv, line 3: '5' is not a vote. Write 1, 0, -1.",
    ),
    "a column that is no statement": (
        "participants-votes.csv", "n-disagree,0,1", "n-disagree,n-pass,1",
        'participants-votes.csv, line 1: The column "n-pass" is neither a known column nor the number of a statement. '
        "Remove the column, or export again.",
    ),
    "participant twice": (
        "participants-votes.csv", "\n6,,", "\n7,,",
        'participants-votes.csv, line 3: The id 7 in the column "participant" was already given on line 2. Keep one '
        "row per id.",
    ),
    "ragged table": (
        "participants-votes.csv", "6,,0,1,2,2,0,,1,,,1,", "6,,0,1,2,2,0,,1,,,1",
        "participants-votes.csv, line 3: The row has 12 cells, the header has 13. Look for a missing or extra comma; "
        'a text with a comma needs "..." around it.',
    ),
    "votes for unknown statements": (
        "comments.csv", ",1,3,3,1,1,", ",91,3,3,1,1,",
        "votes.csv, line 8: There is a vote on statement 1, which comments.csv does not hold (4 of 19 votes). Check "
        "that both files are whole and of the same conversation.",
    ),
    "a description without end": (
        "summary.csv", 'And then?"', "And then?",
        "summary.csv, line 5: The file ends in the middle of this row. It was cut off: download or copy it again.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EDITS.values(), ids=EDITS)
def test_export(case: tuple[str, str, str, str], export: Path) -> None:
    name, old, new, expected = case
    edit(export / name, old, new)
    assert of_export(export) == expected


def test_statements_cut_off_inside_a_quotation(export: Path) -> None:
    path = export / "comments.csv"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("the second one")], "utf-8")
    assert of_export(export) == (
        'comments.csv, line 6: A quotation mark in this row is never closed. Close it, or write a " that belongs to '
        "the text twice. If the file was cut off here, download or copy it again."
    )


def test_a_log_cut_off_between_rows(export: Path) -> None:
    path = export / "votes.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:10]), "utf-8")
    assert of_export(export) == (
        "votes.csv: Of 18 votes, 10 are only in one of this file and participants-votes.csv, and 0 differ. One of the "
        "two is cut off or of another conversation: export again, or remove the wrong one."
    )


def test_raw_statements_cut_off(tmp_path: Path) -> None:
    folder = write_b(tmp_path / "export", conversation())
    path = folder / "comments.csv"
    path.write_text(path.read_text("utf-8")[:-5], "utf-8")
    assert of_export(folder) == (
        "comments.csv, line 9: The file ends in the middle of this row. It was cut off: download or copy it again."
    )


def test_nobody_voted(tmp_path: Path) -> None:
    export = write_a(tmp_path / "export", replace(conversation(), votes=[]), matrix=False)
    assert of_export(export) == (
        "votes.csv: There is no vote on any statement that was not rejected. Come back when people have voted."
    )


def test_no_statements(export: Path) -> None:
    path = export / "comments.csv"
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    assert of_export(export) == "comments.csv: The file holds no rows. Export it again."


def test_ten_megabytes_in_a_statement(export: Path) -> None:
    edit(export / "comments.csv", "Seven.", "x" * 10_000_000)
    assert of_export(export) == (
        "comments.csv, line 2: A cell holds more than 131072 characters. Look for a quotation mark that is never "
        "closed, or shorten the text."
    )


def test_ten_megabytes_in_a_statement_that_is_not_quoted(tmp_path: Path) -> None:
    folder = write_b(tmp_path / "export", conversation())
    edit(folder / "comments.csv", "Seven.", "x" * 10_000_000)
    assert of_export(folder).startswith("comments.csv, line 2: A cell holds more than 131072 characters.")


def test_declaration_against_the_authors(tmp_path: Path) -> None:
    folder = write_c(tmp_path / "export", conversation().flipped())
    assert of_export(folder) == (
        'FOLDER: The declared convention is "agree=+1;disagree=-1;pass=0", but then authors disagree with their own '
        "statements in 5 of 5 cases; people agree with what they write. The declaration or the votes are inverted: "
        "correct the declaration, or export again."
    )


def test_declarations_that_differ(tmp_path: Path) -> None:
    folder = write_c(tmp_path / "export", conversation())
    edit(folder / "summary.csv", "agree=+1;disagree=-1", "agree=-1;disagree=+1")
    assert of_export(folder) == (
        'FOLDER: The convention "agree=-1;disagree=+1;pass=0" (summary.csv) contradicts "agree=+1;disagree=-1;pass=0" '
        "(format.json). Find out which is right and remove the other."
    )


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is not a JSON object"),
        ('{"vote": {"agree": 1, "disagree": 1}}', "two votes have one number"),
        ('{"vote-convention": "agree=+1"}', "agree and disagree must both have a number"),
        ('{"vote-convention": "agree=+1;agree=2;disagree=-1"}', "one name has two numbers"),
        ('{"vote-convention": "agree=one;disagree=-1"}', "a number must be whole"),
        ('{"vote-convention": "agree"}', "each part must be name=number"),
        ('{"vote-convention": "agree=1;disagree=0"}', "a Polis export writes +1, -1 and 0"),
    ],
)
def test_format_json_that_cannot_be_used(text: str, cause: str, tmp_path: Path) -> None:
    folder = write_c(tmp_path / "export", conversation(), declared=None)
    (folder / "format.json").write_text(text, "utf-8")
    assert re.search(rf"The vote convention .* cannot be used \({re.escape(cause)}\)\.", of_export(folder))


@pytest.mark.parametrize("writer", [write_b, lambda folder, data: write_c(folder, data, declared=None)])
def test_exports_that_were_written_with_both_signs_must_say(writer: Callable[..., Path], tmp_path: Path) -> None:
    data = conversation()
    data = replace(data, statements=[(s, 0, moderated) for s, _, moderated in data.statements])
    assert of_export(writer(tmp_path / "export", data)) == (
        "FOLDER: Nothing says whether +1 means agree or disagree here: exports of this kind were written both ways, "
        "there is no declaration, and of the authors' own votes 0 are +1 and 0 are -1, too few or too mixed to tell. "
        'Give the convention with --vote-convention: "agree=+1;disagree=-1;pass=0", or "agree=-1;disagree=+1;pass=0".'
    )


def test_log_and_table_of_opposite_sign(tmp_path: Path) -> None:
    folder = write_a(tmp_path / "export", conversation())
    other = write_a(tmp_path / "other", conversation().flipped())
    (folder / "participants-votes.csv").write_bytes((other / "participants-votes.csv").read_bytes())
    assert of_export(folder).startswith("votes.csv: Of 18 votes, 0 are only in one of this file and")


# --- what is not bad -------------------------------------------------------------------------------------------------


def test_columns_may_be_named_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("PARTICIPANT,Statement,VOTE,Side,vOtE \np1,s1,agree,east,x\n", "utf-8")
    assert 'The column "vote" appears twice.' in message(lambda: read(tmp_path / "votes.csv"), tmp_path)[1]
    (tmp_path / "votes.csv").write_text("PARTICIPANT,Statement,vote,Side,Vote\np1,s1,agree,east,x\n", "utf-8")
    conv = read(tmp_path / "votes.csv")
    assert conv.votes.n_votes == 1
    assert conv.sides is not None
    assert conv.sides.names == ("east",)


def test_marks_line_ends_blank_lines_and_quotes_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes(b'\xef\xbb\xbfparticipant,statement,vote\r\n\r\n"p,1","say ""x""\r\nagain",AGREE\r\n\r\n')
    conv = read_votes_csv(path)
    assert conv.participants == ("p,1",)
    assert conv.statements[0].text == 'say "x"\r\nagain'
    assert conv.votes.vote.tolist() == [1]


@pytest.mark.parametrize("writer", [write_a, write_b, write_c])
def test_exports_with_a_mark_and_windows_line_ends(writer: Callable[..., Path], tmp_path: Path) -> None:
    plain = read_polis(writer(tmp_path / "plain", conversation()))
    folder = writer(tmp_path / "windows", conversation())
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    conv = read_polis(folder)
    assert conv.votes.digest == plain.votes.digest
    assert [leaf.text.replace("\r", "") for leaf in conv.statements] == [leaf.text for leaf in plain.statements]


def test_every_class_has_its_own_code() -> None:
    classes = [getattr(errors, name) for name in errors.__all__]
    assert len({cls.code for cls in classes}) == len(classes)
    assert all(cls.__doc__ and cls.code.startswith("exchange.") for cls in classes)
