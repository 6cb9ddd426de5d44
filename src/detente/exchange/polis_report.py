"""What was decided in reading a Polis export: the checks, and the sentences that tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detente.exchange.conversation import ReadNote, ReadReport
from detente.exchange.errors import FilesDisagree, VotesMissing
from detente.exchange.messages import N_, Message
from detente.exchange.polis_files import Comments, Log, Matrix
from detente.exchange.signs import OwnVotes, VoteConvention
from detente.opinion.votes import VoteMatrix

__all__ = ["Checks", "Facts", "FirstParticipant", "LastVotes", "report_of"]

IntArray = npt.NDArray[np.int64]

MAY_BE_MISSING = 0.01
MAY_DIFFER = 0.1
"""Shares of votes beyond which two files are not of one conversation, or one is cut off. Generation B takes any vote of
a changed pair into its table, and up to 4 % of votes are changed; a table of the other sign differs in most."""

MAY_HAVE_CHANGED = 0.05
MAY_BE_FEW = 5
"""How far votes may be from the counts in comments.csv, beside `MAY_BE_MISSING`. The counts are those of all votes ever
cast: of the nine folders of openData that are tested the log fits them exactly in all eight that have one, and the
table, which has last votes only, lacks 0.2 % to 2.4 % of them. Up to so few votes it is no file that was cut off."""

ORGANISER_OWN = 3
ORGANISER_PASSED = 0.9
"""Participant 0 is taken for the organiser after passes on this share of own statements, and this many of them. In
openData one other author in 4,454 does anything but agree with the own statement."""


@dataclass(frozen=True)
class LastVotes:
    """Last votes, parallel arrays of ids as in the file, sorted by participant and statement."""

    path: str
    person: IntArray
    statement: IntArray
    number: IntArray
    n_rows: int
    unknown: int = 0
    unknown_line: int = 0
    unknown_id: int = 0


@dataclass(frozen=True)
class Facts:
    """What was read and decided, before it is put together."""

    generation: str
    comments: Comments
    log: Log | None
    matrix: Matrix | None
    votes: LastVotes
    own: OwnVotes
    sign: int
    basis: str
    declared: VoteConvention | None
    anyway: bool = False

    def check(self) -> Checks:
        """Hold the files against each other.

        Raises
        ------
        FilesDisagree, VotesMissing
            They are not of one conversation, or one is not whole.
        """
        differing = self.check_matrix()
        tallies = self.tallies()
        return Checks(differing, tallies, self.check_counts(tallies))

    def check_matrix(self) -> int:
        """Votes that differ between the log and the table, or are in one only.

        Raises
        ------
        FilesDisagree
            More than a changed vote here and there.
        """
        if self.log is None or self.matrix is None:
            return 0
        known = set(self.comments.ids)
        rows = zip(self.matrix.voters, self.matrix.statements, self.matrix.numbers, strict=True)
        table: dict[tuple[int, int], int] = {
            (person, statement): number for person, statement, number in rows if statement in known
        }
        last: dict[tuple[int, int], int] = dict(
            zip(
                zip(self.votes.person.tolist(), self.votes.statement.tolist(), strict=True),
                self.votes.number.tolist(),
                strict=True,
            )
        )
        missing = len(last.keys() ^ table.keys())
        differ = sum(table.get(pair, number) != number for pair, number in last.items())
        total = max(len(last), len(table))
        if missing > MAY_BE_MISSING * total or differ > MAY_DIFFER * total:
            other = Path(self.matrix.path).name
            raise FilesDisagree(self.log.path, total=total, missing=missing, differ=differ, other=other)
        return missing + differ

    def tallies(self) -> Tallies:
        """The counts of comments.csv against those of the votes; its two columns are swapped where that fits better."""
        if self.log is not None:
            pairs = zip(self.log.statements, self.log.numbers, strict=True)
        else:
            pairs = zip(self.votes.statement.tolist(), self.votes.number.tolist(), strict=True)
        count = Counter(pairs)
        found = [(count[ident, self.sign], count[ident, -self.sign]) for ident in self.comments.ids]
        said = list(zip(self.comments.agrees, self.comments.disagrees, strict=True))
        straight = Tallies.of(said, found, swapped=False)
        turned = Tallies.of([(disagrees, agrees) for agrees, disagrees in said], found, swapped=True)
        return turned if turned.differing < straight.differing else straight

    def check_counts(self, tallies: Tallies) -> bool:
        """Whether the votes fit the counts of comments.csv, as far as these can be explained.

        Raises
        ------
        VotesMissing
            They do not, and nobody said that they need not.
        """
        may = MAY_BE_MISSING if self.log is not None else MAY_HAVE_CHANGED
        fits = max(tallies.missing, tallies.surplus) <= max(may * max(tallies.said, tallies.found), MAY_BE_FEW)
        if fits or self.anyway:
            return fits
        raise VotesMissing(
            self.votes.path,
            said=tallies.said,
            found=tallies.found,
            missing=tallies.missing,
            surplus=tallies.surplus,
        )


@dataclass(frozen=True)
class Tallies:
    """The agrees and disagrees that comments.csv counts, and those among the votes.

    Attributes
    ----------
    differing : int
        Statements of which they are not the same.
    swapped : bool
        The two columns of comments.csv are swapped.
    said, found : int
        How many comments.csv counts, and how many the votes hold.
    missing, surplus : int
        How many are counted and not found, and found and not counted, statement by statement and answer by answer.
    """

    differing: int
    swapped: bool
    said: int
    found: int
    missing: int
    surplus: int

    @classmethod
    def of(cls, said: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]], *, swapped: bool) -> Tallies:
        """Compare (agrees, disagrees) of each statement."""
        gaps = [a - b for one, other in zip(said, found, strict=True) for a, b in zip(one, other, strict=True)]
        return cls(
            differing=sum(one != other for one, other in zip(said, found, strict=True)),
            swapped=swapped,
            said=sum(map(sum, said)),
            found=sum(map(sum, found)),
            missing=sum(max(gap, 0) for gap in gaps),
            surplus=sum(max(-gap, 0) for gap in gaps),
        )


@dataclass(frozen=True)
class Checks:
    """What comes of `Facts.check`: votes that differ between log and table, the counts, and whether these fit."""

    differing: int
    tallies: Tallies
    fits: bool


@dataclass(frozen=True)
class FirstParticipant:
    """Participant 0 and the statements that they wrote."""

    written: int
    voted: bool
    own: int
    passed: int
    agreed: frozenset[int]

    @classmethod
    def of(cls, comments: Comments, votes: LastVotes, sign: int) -> FirstParticipant:
        """Look for them among the votes, whose sign has been decided."""
        wrote = {ident for ident, author in zip(comments.ids, comments.authors, strict=True) if author == 0}
        mine = votes.person == 0
        cast = dict(zip(votes.statement[mine].tolist(), (votes.number[mine] * sign).tolist(), strict=True))
        own = {ident: vote for ident, vote in cast.items() if ident in wrote}
        agreed = frozenset(ident for ident, vote in own.items() if vote == 1)
        return cls(len(wrote), bool(cast), len(own), sum(vote == 0 for vote in own.values()), agreed)

    @property
    def is_organiser(self) -> bool:
        """Whether they passed on nearly all that they wrote."""
        return self.own >= ORGANISER_OWN and self.passed >= ORGANISER_PASSED * self.own


GENERATIONS = {
    "A": N_("This is a Polis export of the first kind (A: zip files, as in openData)."),
    "B": N_("This is a Polis export of the second kind (B: 2024, statements not quoted, votes with the stored sign)."),
    "C": N_("This is a Polis export of the present kind (C)."),
}
SIGNS = {
    "declared": N_('Sign of votes: declared as "{convention}".'),
    "authors": N_(
        "Sign of votes: nothing declares it. People agree with what they write, and of {total} votes of authors on "
        "their own statements {agree} agree if agree is {sign}; so agree is {sign}."
    ),
    "assumed": N_(
        "Sign of votes: nothing declares it, and authors cast too few votes on their own statements to tell ({total}, "
        "of which {agree} agree if agree is {sign}). Agree is taken to be {sign}, as in every export of this kind."
    ),
}
AUTHORS_CHECK = N_("Check of the sign: of {total} votes of authors on their own statements {agree} agree.")
TURNED = N_("Agree is -1 in these files: every vote was turned.")
NO_LOG = N_("There is no votes.csv: the last votes are read from {file}.")
CHANGED = N_("Votes read: {rows}. Changed later by the same person: {changed}; the last one counts.")
UNKNOWN = N_(
    "Votes on statements that comments.csv does not hold: {count}, the first on line {line} of {file} (statement "
    "{statement}). They are left out; if this surprises you, export again."
)
REJECTED = N_("Statements that the moderators rejected: {count}, with {votes} votes. They are left out.")
WITHOUT_VOTES = N_("Statements without any vote: {count}.")
ORGANISER = N_(
    "Participant 0 wrote {written} statements and passed on {passed} of the {own} they voted on: this is the "
    "organiser, whose votes are not counted."
)
ORGANISER_ABSENT = N_("Participant 0 wrote {written} statements and cast no vote: the organiser.")
NOT_ORGANISER = N_(
    "Participant 0 wrote {written} statements and passed on {passed} of the {own} they voted on: counted like "
    "everybody."
)
MATRIX = N_("votes.csv and {file} differ in {count} votes; votes.csv counts.")
INCOMPLETE = N_(
    "The votes do not fit the counts of the export. Of the agrees and disagrees that comments.csv counts, {missing} % "
    "are not in {file}; of those in {file}, {surplus} % are not counted. They were read all the same, as was asked for."
)
SWAPPED = N_("The columns agrees and disagrees of comments.csv are swapped.")
TALLIES = N_("Statements whose counts in comments.csv differ from the votes: {count}.")
TALLIES_NO_LOG = N_(
    "Statements whose counts in comments.csv differ from the votes: {count}. comments.csv counts changed votes as well."
)

NOT_PUBLIC = ("changed", "unknown_statements", "rejected", "organiser", "not_organiser", "matrix")
"""Notes that count votes, few of them perhaps, or that tell of one person. "Votes read" less the votes of a published
map is what its withheld cells hold: on brexit-consensus nine votes of one statement."""


def report_of(
    facts: Facts, matrix: VoteMatrix, first: FirstParticipant, *, rejected_votes: int, checks: Checks
) -> ReadReport:
    """The report of a reading; `matrix` holds the votes that were kept, `checks` is `Facts.check`."""
    votes, own, tallies, differing = facts.votes, facts.own, checks.tallies, checks.differing
    agree = own.plus if facts.sign == 1 else own.minus
    n_rejected = sum(state == -1 for state in facts.comments.moderated)
    n_changed = votes.n_rows - votes.unknown - len(votes.person)
    without = int((matrix.votes_per_statement == 0).sum())
    sign = f"{facts.sign:+d}"
    name = Path(votes.path).name
    notes: list[ReadNote] = []

    def tell(code: str, message: Message, **values: object) -> None:
        notes.append(ReadNote(code, message, tuple(values.items()), public=code not in NOT_PUBLIC))

    def warn(code: str, message: Message, **values: object) -> None:
        notes.append(ReadNote(code, message, tuple(values.items()), attention=True, public=code not in NOT_PUBLIC))

    tell("generation", GENERATIONS[facts.generation])
    tell("sign", SIGNS[facts.basis], convention=facts.declared, total=own.total, agree=agree, sign=sign)
    if facts.basis == "declared" and own.total:
        tell("authors", AUTHORS_CHECK, total=own.total, agree=agree)
    if facts.sign == -1:
        warn("turned", TURNED)
    if facts.log is None:
        tell("no_log", NO_LOG, file=name)
    else:
        tell("changed", CHANGED, rows=votes.n_rows, changed=n_changed)
    if votes.unknown:
        place = {"line": votes.unknown_line, "file": name, "statement": votes.unknown_id}
        warn("unknown_statements", UNKNOWN, count=votes.unknown, **place)
    if n_rejected:
        tell("rejected", REJECTED, count=n_rejected, votes=rejected_votes)
    if without:
        tell("without_votes", WITHOUT_VOTES, count=without)
    if first.is_organiser:
        warn("organiser", ORGANISER, written=first.written, passed=first.passed, own=first.own)
    elif first.written and first.voted:
        tell("not_organiser", NOT_ORGANISER, written=first.written, passed=first.passed, own=first.own)
    elif first.written:
        tell("organiser_absent", ORGANISER_ABSENT, written=first.written)
    if differing and facts.matrix is not None:
        warn("matrix", MATRIX, file=Path(facts.matrix.path).name, count=differing)
    if tallies.swapped:
        warn("tallies_swapped", SWAPPED)
    if not checks.fits:
        # In whole percents: the page of an import shows it, and no count of few votes.
        lost = round(100 * tallies.missing / max(tallies.said, 1))
        warn(
            "incomplete",
            INCOMPLETE,
            missing=lost,
            surplus=round(100 * tallies.surplus / max(tallies.found, 1)),
            file=name,
        )
    if tallies.differing and facts.log is None:
        tell("tallies", TALLIES_NO_LOG, count=tallies.differing)
    elif tallies.differing:
        warn("tallies", TALLIES, count=tallies.differing)
    return ReadReport(
        generation=facts.generation,
        sign=facts.sign,
        sign_basis=facts.basis,
        authors_agree=agree,
        authors_voted=own.total,
        n_rows=votes.n_rows,
        n_changed=n_changed,
        n_rejected=n_rejected,
        n_rejected_votes=rejected_votes,
        n_without_votes=without,
        n_unknown_votes=votes.unknown,
        organiser="0" if first.is_organiser else None,
        organiser_passed=first.passed,
        organiser_own=first.own,
        n_tallies_differ=tallies.differing,
        n_matrix_differ=differing,
        notes=tuple(notes),
    )
