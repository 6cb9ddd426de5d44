"""A map in a few lines of plain text, for a terminal or a pipe."""

from __future__ import annotations

from detente.opinion.results import PublishedMap
from detente.report.language import language as language_of
from detente.report.lines import numbered, wrapped
from detente.report.markup import plain
from detente.report.matters import matters_claims
from detente.report.sentences import Sentences
from detente.report.subject import Subject

__all__ = ["render_text"]

SHOWN = 3


def render_text(published: PublishedMap, subject: Subject, *, language: str = "en") -> str:
    """Who took part, the verdict, the best common ground, what divides most and what matters to people.

    Parameters
    ----------
    published : PublishedMap
    subject : Subject
    language : {"en", "ru", "ar"}

    Raises
    ------
    SubjectMismatch
        The texts are not those of the map's statements.
    UnknownLanguage
        There is no catalogue for `language`.
    """
    sentences = Sentences(published, subject, language_of(language))
    say = sentences.language.say
    blocks = [plain(sentences.topic())]
    if subject.simulated:
        blocks.append(say("Simulated: nobody voted here."))
    blocks.append(wrapped(sentences.took_part()))
    blocks.append(wrapped(f"{sentences.verdict_title()}. {sentences.verdict()}"))
    common = sentences.common_ground()
    if common:
        items = [(sentences.text(r.statement), sentences.everywhere(r)) for r in common[:SHOWN]]
        blocks.append(numbered(say("Common ground"), items))
    elif sentences.enough_votes():
        blocks.append(wrapped(sentences.no_common_ground()))
    divisive = sentences.divisive()
    if divisive:
        items = [(sentences.text(r.statement), sentences.apart(r)) for r in divisive[:SHOWN]]
        blocks.append(numbered(say("What divides"), items))
    marked = published.summary.matters
    if marked:
        items = [
            (sentences.text(r.statement), " ".join(matters_claims(sentences, r.statement))) for r in marked[:SHOWN]
        ]
        blocks.append(numbered(say("What matters to them"), items))
    blocks.append(wrapped(sentences.scope()))
    return "\n\n".join(blocks) + "\n"
