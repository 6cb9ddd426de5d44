"""A conversation as it was read: votes, statements, sides, and what the reader decided."""

from __future__ import annotations

from dataclasses import dataclass

from detente.exchange.messages import Translate, fill, untranslated
from detente.opinion.votes import Sides, VoteMatrix

__all__ = ["Conversation", "ReadNote", "ReadReport", "Sides", "Statement"]


@dataclass(frozen=True)
class Statement:
    """One statement. Its place in `Conversation.statements` is its column in the votes.

    Attributes
    ----------
    id : str
        As in the file.
    text : str
        As in the file, line breaks included.
    by_organiser : bool
        Marked as a seed, or written by participant 0 who did not agree to it (a person who submits a statement
        agrees to it automatically; an organiser does not).
    state : {"accepted", "undecided", "rejected"}
        Moderation. Rejected statements are dropped from votes, so a reader never returns one.
    is_meta : bool or None
        About the conversation and not its subject; None where the file does not say.
    """

    id: str
    text: str
    by_organiser: bool = False
    state: str = "accepted"
    is_meta: bool | None = None


@dataclass(frozen=True)
class ReadNote:
    """One thing that the reader decided: a stable code, a sentence (message id) and its fields.

    `attention` is true where a reader of the map should know it: something was turned, left out, or does not fit.
    `public` is false where a number in it rests on a single person, or together with a published map would tell how
    many votes a withheld cell holds: such a note is for whoever holds the file.
    """

    code: str
    message: str
    values: tuple[tuple[str, object], ...] = ()
    attention: bool = False
    public: bool = True

    def sentence(self, translate: Translate = untranslated) -> str:
        """The sentence in the language of `translate`."""
        return fill(self.message, dict(self.values), translate)


@dataclass(frozen=True)
class ReadReport:
    """Everything that a reader decided, as data; `sentences` says in words what may stand on a page.

    Attributes
    ----------
    generation : {"A", "B", "C", ""}
        Kind of Polis export (reference: files); empty for a CSV of votes.
    sign : {1, -1}
        What agree is in the file: +1 or -1. Votes in the matrix are always agree +1.
    sign_basis : {"declared", "authors", "assumed", "words"}
        How it was decided: a declaration; the authors' own votes; the generation's known sign; words in the file.
    authors_agree, authors_voted : int
        Votes of authors on their own statements (participant 0 left out, passes left out): how many agree after the
        decision, of how many.
    n_rows : int
        Votes read, changed ones included.
    n_changed : int
        Earlier votes that a later vote of the same person on the same statement replaced.
    n_rejected, n_rejected_votes : int
        Statements that moderation rejected, and votes left out with them.
    n_without_votes : int
        Statements without any vote; they keep their column.
    n_unknown_votes : int
        Votes left out because their statement is not in the file of statements.
    organiser : str or None
        Participant taken for the organiser.
    organiser_passed, organiser_own : int
        Passes of participant 0 on own statements, of how many own statements with a vote.
    n_tallies_differ : int
        Statements whose counts in comments.csv differ from the votes.
    n_matrix_differ : int
        Votes where votes.csv and participants-votes.csv differ, or that only one of them holds.
    notes : tuple of ReadNote
        The same in sentences, in reading order.
    """

    generation: str
    sign: int
    sign_basis: str
    authors_agree: int = 0
    authors_voted: int = 0
    n_rows: int = 0
    n_changed: int = 0
    n_rejected: int = 0
    n_rejected_votes: int = 0
    n_without_votes: int = 0
    n_unknown_votes: int = 0
    organiser: str | None = None
    organiser_passed: int = 0
    organiser_own: int = 0
    n_tallies_differ: int = 0
    n_matrix_differ: int = 0
    notes: tuple[ReadNote, ...] = ()

    def sentences(self, translate: Translate = untranslated) -> tuple[str, ...]:
        """What was decided and may be published, one sentence each, in the language of `translate`.

        `notes` holds the rest too.
        """
        return tuple(note.sentence(translate) for note in self.notes if note.public)


@dataclass(frozen=True, eq=False)
class Conversation:
    """Votes and what they are about.

    Attributes
    ----------
    votes : VoteMatrix
        P participants × S statements, agree +1.
    participants : tuple of str, length P
        Ids as in the file.
    statements : tuple of Statement, length S
        In the order of the columns of `votes`.
    sides : Sides or None
        Declared sides, where there are any.
    organisers : tuple of int
        Indices of participants whose votes are the organiser's and should not be counted.
    topic, description : str
        Empty where the file has none.
    report : ReadReport
        What the reader decided.
    """

    votes: VoteMatrix
    participants: tuple[str, ...]
    statements: tuple[Statement, ...]
    sides: Sides | None
    organisers: tuple[int, ...]
    topic: str
    description: str
    report: ReadReport
