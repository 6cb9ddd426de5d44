"""What the votes were about: the words that stand around the numbers of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.exchange.conversation import Conversation
from detente.exchange.messages import Translate, untranslated
from detente.opinion.results import PublishedMap

__all__ = ["StatementText", "Subject", "SubjectMismatch"]


class SubjectMismatch(ValueError):
    """The texts do not belong to the map."""

    code: ClassVar[str] = "report.subject_mismatch"


@dataclass(frozen=True)
class StatementText:
    """One statement as its author wrote it.

    Attributes
    ----------
    id : str
        Its name in the file, as readers know it.
    text : str
    by_organiser : bool
    language : str
        Code of the language that the text is in; empty where nobody knows.
    address : str
        Where the statement has a page of its own; empty: its place in the list on this page.
    """

    id: str
    text: str
    by_organiser: bool = False
    language: str = ""
    address: str = ""


@dataclass(frozen=True)
class Subject:
    """The words of a report.

    Attributes
    ----------
    topic, description : str
        As the organisers wrote them; either may be empty.
    statements : tuple of StatementText
        In the order of the map's statement indices.
    decisions : tuple of str
        What was decided while the votes were read, one sentence each.
    simulated : bool
        Whether a program made the votes. The page then says so at its head.
    source : str
        Name of the file or folder that was read, without its path; may be empty.
    held_elsewhere : bool
        `source` is no file: it says where the conversation was held, and under which licence it was given.
    """

    topic: str
    description: str
    statements: tuple[StatementText, ...]
    decisions: tuple[str, ...] = ()
    simulated: bool = False
    source: str = ""
    held_elsewhere: bool = False

    @classmethod
    def of(
        cls,
        conversation: Conversation,
        *,
        translate: Translate = untranslated,
        source: str = "",
        simulated: bool = False,
    ) -> Subject:
        """The words of a conversation that was read from files; `translate` turns the reader's notes."""
        return cls(
            topic=conversation.topic,
            description=conversation.description,
            statements=tuple(StatementText(s.id, s.text, s.by_organiser) for s in conversation.statements),
            decisions=conversation.report.sentences(translate),
            simulated=simulated,
            source=source,
        )

    def must_fit(self, published: PublishedMap) -> None:
        """Refuse texts that are not those of the map's statements.

        Raises
        ------
        SubjectMismatch
            There are more or fewer texts than statements.
        """
        if len(self.statements) != published.summary.n_statements:
            raise SubjectMismatch(
                f"The map has {published.summary.n_statements} statements and {len(self.statements)} texts were given. "
                "Give one text per statement, in the order of the map."
            )
