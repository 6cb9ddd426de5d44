"""What was decided in reading a Polis export: the checks, and the sentences that tell of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detente.exchange.conversation import ReadNote, ReadReport
from detente.exchange.errors import FilesDisagree
from detente.exchange.messages import N_, Message
from detente.exchange.polis_files import Comments, Log, Matrix
from detente.exchange.signs import OwnVotes, VoteConvention
from detente.opinion.votes import VoteMatrix

__all__ = ["Facts", "FirstParticipant", "LastVotes", "report_of"]

IntArray = npt.NDArray[np.int64]

MAY_BE_MISSING = 0.01
MAY_DIFFER = 0.1
"""Shares of votes beyond which two files are not of one conversation, or one is cut off. Generation B takes any vote of
a changed pair into its table, and up to 4 % of votes are changed; a table of the other sign differs in most."""

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

    def tallies(self) -> tuple[int, bool]:
        """Statements whose counts in comments.csv differ from the votes, and whether its two columns are swapped."""
        if self.log is not None:
            pairs = zip(self.log.statements, self.log.numbers, strict=True)
        else:
            pairs = zip(self.votes.statement.tolist(), self.votes.number.tolist(), strict=True)
        count = Counter(pairs)
        straight = swapped = 0
        for ident, agrees, disagrees in zip(
            self.comments.ids, self.comments.agrees, self.comments.disagrees, strict=True
        ):
            agree, disagree = count[ident, self.sign], count[ident, -self.sign]
            straight += int((agrees, disagrees) != (agree, disagree))
            swapped += int((disagrees, agrees) != (agree, disagree))
        return (swapped, True) if swapped < straight else (straight, False)


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
SWAPPED = N_("The columns agrees and disagrees of comments.csv are swapped.")
TALLIES = N_("Statements whose counts in comments.csv differ from the votes: {count}.")
TALLIES_NO_LOG = N_(
    "Statements whose counts in comments.csv differ from the votes: {count}. comments.csv counts changed votes as well."
)

NOT_PUBLIC = ("changed", "unknown_statements", "rejected", "organiser", "not_organiser", "matrix")
"""Notes that count votes, few of them perhaps, or that tell of one person. "Votes read" less the votes of a published
map is what its withheld cells hold: on brexit-consensus nine votes of one statement."""


def report_of(
    facts: Facts, matrix: VoteMatrix, first: FirstParticipant, *, rejected_votes: int, differing: int
) -> ReadReport:
    """The report of a reading; `matrix` holds the votes that were kept, `differing` is `Facts.check_matrix`."""
    votes, own, n_tallies, swapped = facts.votes, facts.own, *facts.tallies()
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
    if swapped:
        warn("tallies_swapped", SWAPPED)
    if n_tallies and facts.log is None:
        tell("tallies", TALLIES_NO_LOG, count=n_tallies)
    elif n_tallies:
        warn("tallies", TALLIES, count=n_tallies)
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
        n_tallies_differ=n_tallies,
        n_matrix_differ=differing,
        notes=tuple(notes),
    )
