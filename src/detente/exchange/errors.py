"""What the exchange refuses, one class per rule.

Every refusal knows the file, the line (where there is one), a stable ``code``, the reason and the remedy, and reads
as "FILE, line N: reason. What to do." `ExchangeError.sentence` gives the same in another language.
"""

from __future__ import annotations

from os import PathLike, fspath
from typing import ClassVar

from detente.exchange.messages import N_, Translate, fill, untranslated

__all__ = [
    "BadCell",
    "BadConvention",
    "BadQuotes",
    "CannotWrite",
    "CellTooLarge",
    "ConventionConflict",
    "DuplicateColumn",
    "DuplicateId",
    "DuplicateVote",
    "EmptyFile",
    "ExchangeError",
    "FilesDisagree",
    "MissingColumn",
    "NoVotes",
    "NotAPublishedMap",
    "NotAnExport",
    "NulByte",
    "RaggedRow",
    "SideConflict",
    "SignContradiction",
    "StatementsDoNotFit",
    "TruncatedFile",
    "UnclosedQuotation",
    "UndeclaredNumbers",
    "UndeclaredSign",
    "UnknownColumn",
    "UnknownParticipant",
    "UnknownStatement",
    "UnknownVote",
    "Unreadable",
    "VotesMissing",
    "WrongEncoding",
    "WrongFile",
    "WrongSeparator",
]


class ExchangeError(ValueError):
    """Base of everything that `detente.exchange` refuses.

    Attributes
    ----------
    file : str
        The file or folder, as it was given.
    line : int or None
        Line of the file, from 1; None where the fault has no line.
    values : dict
        The fields of the sentence (column, value, ...), as data.
    code : str
        Stable name of the rule.
    reason, remedy : str
        What is wrong and what to do, in English.
    """

    code: ClassVar[str] = "exchange.refused"
    reason_id: ClassVar[str] = N_("This cannot be read.")
    remedy_id: ClassVar[str] = N_("Give another file.")

    def __init__(self, file: str | PathLike[str], line: int | None = None, **values: object) -> None:
        self.file = fspath(file)
        self.line = line
        self.values = values
        self.reason = fill(self.reason_id, values, untranslated)
        self.remedy = fill(self.remedy_id, values, untranslated)
        super().__init__(self.sentence())

    def sentence(self, translate: Translate = untranslated) -> str:
        """The whole message in the language of `translate`."""
        pattern = N_("{file}: {reason} {remedy}") if self.line is None else N_("{file}, line {line}: {reason} {remedy}")
        parts = {
            "file": self.file,
            "line": self.line,
            "reason": fill(self.reason_id, self.values, translate),
            "remedy": fill(self.remedy_id, self.values, translate),
        }
        return fill(pattern, parts, translate)


# --- the file as a whole ---------------------------------------------------------------------------------------------


class Unreadable(ExchangeError):
    """There is no such file or folder, or it may not be read."""

    code = "exchange.unreadable"
    reason_id = N_("It cannot be opened ({cause}).")
    remedy_id = N_("Check the name and that you may read it.")


class NotAnExport(ExchangeError):
    """A folder that does not hold the files of a Polis export."""

    code = "exchange.not_an_export"
    reason_id = N_("This folder is not a Polis export: it has no {missing}.")
    remedy_id = N_("Give the folder that holds comments.csv together with votes.csv or participants-votes.csv.")


class WrongFile(ExchangeError):
    """A file of a kind that is not read by itself."""

    code = "exchange.wrong_file"
    reason_id = N_("This is {kind}, which cannot be read by itself.")
    remedy_id = N_("Give the folder of the unpacked export, or a CSV file with the columns participant,statement,vote.")


class EmptyFile(ExchangeError):
    """Nothing in the file, or only its header."""

    code = "exchange.empty_file"
    reason_id = N_("The file holds no rows.")
    remedy_id = N_("Export it again.")


class NoVotes(ExchangeError):
    """No vote is left to make a map of."""

    code = "exchange.no_votes"
    reason_id = N_("There is no vote on any statement that was not rejected.")
    remedy_id = N_("Come back when people have voted.")


class WrongEncoding(ExchangeError):
    """Not UTF-8."""

    code = "exchange.wrong_encoding"
    reason_id = N_("The text is not UTF-8 (it looks like {guess}).")
    remedy_id = N_('Save the file as UTF-8; in a spreadsheet choose "CSV UTF-8".')


class NulByte(ExchangeError):
    """A NUL byte: not a text file, or a damaged one."""

    code = "exchange.nul_byte"
    reason_id = N_("There is a NUL byte, which no text holds.")
    remedy_id = N_("The file is damaged or not a CSV file: export it again.")


class TruncatedFile(ExchangeError):
    """The file ends in the middle of a row."""

    code = "exchange.truncated_file"
    reason_id = N_("The file ends in the middle of this row.")
    remedy_id = N_("It was cut off: download or copy it again.")


class UnclosedQuotation(ExchangeError):
    """A quotation mark that is never closed: a slip in one cell, or the file ends inside a text."""

    code = "exchange.unclosed_quotation"
    reason_id = N_("A quotation mark in this row is never closed.")
    remedy_id = N_(
        'Close it, or write a " that belongs to the text twice. If the file was cut off here, download or copy it '
        "again."
    )


# --- rows and columns ------------------------------------------------------------------------------------------------


class CellTooLarge(ExchangeError):
    """One cell is larger than any statement is."""

    code = "exchange.cell_too_large"
    reason_id = N_("A cell holds more than {limit} characters.")
    remedy_id = N_("Look for a quotation mark that is never closed, or shorten the text.")


class BadQuotes(ExchangeError):
    """Quotation marks that do not follow RFC 4180."""

    code = "exchange.bad_quotes"
    reason_id = N_("The quotation marks do not fit ({cause}).")
    remedy_id = N_('Put a text with commas or quotation marks between "..." and write each inner " twice.')


class RaggedRow(ExchangeError):
    """A row with more or fewer cells than the header."""

    code = "exchange.ragged_row"
    reason_id = N_("The row has {got} cells, the header has {expected}.")
    remedy_id = N_('Look for a missing or extra comma; a text with a comma needs "..." around it.')


class MissingColumn(ExchangeError):
    """A column that is needed is not in the header."""

    code = "exchange.missing_column"
    reason_id = N_('There is no column "{column}". The columns are: {columns}.')
    remedy_id = N_("Add the column or correct its name; the needed columns are: {needed}.")


class WrongSeparator(ExchangeError):
    """Columns separated by something else than commas."""

    code = "exchange.wrong_separator"
    reason_id = N_('The columns are separated by {separator}, not by ",".')
    remedy_id = N_("Save the file as CSV with commas.")


class UnknownColumn(ExchangeError):
    """A column of the table of participants that is neither known nor a statement."""

    code = "exchange.unknown_column"
    reason_id = N_('The column "{column}" is neither a known column nor the number of a statement.')
    remedy_id = N_("Remove the column, or export again.")


class DuplicateColumn(ExchangeError):
    """Two columns of one name."""

    code = "exchange.duplicate_column"
    reason_id = N_('The column "{column}" appears twice.')
    remedy_id = N_("Keep one of them.")


class BadCell(ExchangeError):
    """A cell that does not hold what its column is for."""

    code = "exchange.bad_cell"
    reason_id = N_('The column "{column}" must hold {expected}, not {value}.')
    remedy_id = N_("Correct this cell.")


class DuplicateId(ExchangeError):
    """One id on two rows."""

    code = "exchange.duplicate_id"
    reason_id = N_('The id {value} in the column "{column}" was already given on line {first}.')
    remedy_id = N_("Keep one row per id.")


# --- votes -----------------------------------------------------------------------------------------------------------


class UnknownVote(ExchangeError):
    """A vote that is none of agree, disagree, pass."""

    code = "exchange.unknown_vote"
    reason_id = N_("{value} is not a vote.")
    remedy_id = N_("Write {expected}.")


class UndeclaredNumbers(ExchangeError):
    """Numbers for votes, and nobody said which number means agree."""

    code = "exchange.undeclared_numbers"
    reason_id = N_("The vote {value} is a number, and the file does not say what numbers mean.")
    remedy_id = N_(
        'Write agree, disagree and pass; or make "# vote-convention: agree=+1;disagree=-1;pass=0" the first line; '
        "or give the convention with --vote-convention."
    )


class UndeclaredSign(ExchangeError):
    """An export whose generation was written with either sign, and no declaration and too few authors' votes."""

    code = "exchange.undeclared_sign"
    reason_id = N_(
        "Nothing says whether +1 means agree or disagree here: exports of this kind were written both ways, there is "
        "no declaration, and of the authors' own votes {plus} are +1 and {minus} are -1, too few or too mixed to tell."
    )
    remedy_id = N_(
        'Give the convention with --vote-convention: "agree=+1;disagree=-1;pass=0", or "agree=-1;disagree=+1;pass=0".'
    )


class BadConvention(ExchangeError):
    """A declaration of signs that cannot be read."""

    code = "exchange.bad_convention"
    reason_id = N_("The vote convention {value} cannot be used ({cause}).")
    remedy_id = N_('Write it as "agree=+1;disagree=-1;pass=0".')


class ConventionConflict(ExchangeError):
    """Two declarations that differ."""

    code = "exchange.convention_conflict"
    reason_id = N_('The convention "{one}" ({source}) contradicts "{other}" ({other_source}).')
    remedy_id = N_("Find out which is right and remove the other.")


class SignContradiction(ExchangeError):
    """The declared sign makes authors disagree with what they wrote."""

    code = "exchange.sign_contradiction"
    reason_id = N_(
        'The declared convention is "{convention}", but then authors disagree with their own statements in '
        "{against} of {total} cases; people agree with what they write."
    )
    remedy_id = N_("The declaration or the votes are inverted: correct the declaration, or export again.")


class UnknownStatement(ExchangeError):
    """Votes on statements that the file of statements does not hold."""

    code = "exchange.unknown_statement"
    reason_id = N_("There is a vote on statement {value}, which {where} does not hold ({count} of {total} votes).")
    remedy_id = N_("Check that both files are whole and of the same conversation.")


class DuplicateVote(ExchangeError):
    """A second vote of one participant on one statement, in a file without times."""

    code = "exchange.duplicate_vote"
    reason_id = N_("Participant {participant} already voted on statement {statement} on line {first}.")
    remedy_id = N_("Keep the vote that counts and delete the other row.")


class FilesDisagree(ExchangeError):
    """The votes log and the table of participants tell different votes."""

    code = "exchange.files_disagree"
    reason_id = N_("Of {total} votes, {missing} are only in one of this file and {other}, and {differ} differ.")
    remedy_id = N_("One of the two is cut off or of another conversation: export again, or remove the wrong one.")


class VotesMissing(ExchangeError):
    """The votes are far from the counts that the same export holds: one of the two files is not whole."""

    code = "exchange.votes_missing"
    reason_id = N_(
        "comments.csv counts {said} agrees and disagrees, and {found} are here: {missing} of those counted are "
        "missing, and {surplus} of those here are not counted."
    )
    remedy_id = N_(
        "One of the two files was cut off, or is of another moment: download or export both again. To go on with what "
        "is here, add --anyway; every page that is made of it says so."
    )


# --- sides -----------------------------------------------------------------------------------------------------------


class UnknownParticipant(ExchangeError):
    """A side for somebody who is not in the votes."""

    code = "exchange.unknown_participant"
    reason_id = N_("Participant {value} is not among the {count} people who voted.")
    remedy_id = N_("Correct the id, or delete the row.")


class SideConflict(ExchangeError):
    """One participant with two sides."""

    code = "exchange.side_conflict"
    reason_id = N_("Participant {participant} is on side {side} here and on side {other} on line {first}.")
    remedy_id = N_("Give each participant one side, or leave it empty.")


# --- writing ---------------------------------------------------------------------------------------------------------


class NotAPublishedMap(ExchangeError):
    """A file that is not the JSON of a published map, or is one of another version."""

    code = "exchange.not_a_published_map"
    reason_id = N_("This is not a published map of this version. {cause}")
    remedy_id = N_("Make the map again with this version.")


class StatementsDoNotFit(ExchangeError):
    """Statements of another conversation, or not all of them."""

    code = "exchange.statements_do_not_fit"
    reason_id = N_("The map has {expected} statements and {got} were given.")
    remedy_id = N_("Give the statements of the conversation that the map was made of.")


class CannotWrite(ExchangeError):
    """The result could not be written; nothing was left behind."""

    code = "exchange.cannot_write"
    reason_id = N_("It cannot be written ({cause}); nothing was changed.")
    remedy_id = N_("Check the folder, your rights and the free space, or give another name.")
