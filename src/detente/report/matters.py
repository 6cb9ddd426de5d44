"""What matters to people: the part of a page about the mark "this matters to me"."""

from __future__ import annotations

from detente.opinion.marks import ordinary, standing_out
from detente.opinion.results import Cell
from detente.report.blocks import data_table, details, section, statement_link, words
from detente.report.markup import Html, joined, tag
from detente.report.sentences import Sentences
from detente.report.wording import Crowd

__all__ = ["any_marks", "matters", "matters_claims", "matters_of"]


def any_marks(sentences: Sentences) -> bool:
    """Whether a single mark is published: without one a page is silent about them."""
    results = sentences.summary.statements
    return any(cell.marked for result in results for cell in (result.overall, *result.sides))


def matters(sentences: Sentences) -> Html | None:
    """What matters to people more than other statements do; None where nobody's marks are published."""
    if not any_marks(sentences):
        return None
    say, found = sentences.language.say, sentences.summary.matters
    lead = say(
        "Whoever answers can add “This matters to me”. Listed is what people said so of more often than of other "
        "statements, and more often than chance explains."
    )
    if sentences.summary.sides:
        lead = say(
            "Whoever answers can add “This matters to me”. Listed is what a side said so of more often than of other "
            "statements, and more often than chance explains. Statements are ranked by the side that said so least."
        )
    if not found:
        nothing = say("No statement matters to people more than the others do for certain.")
        return section(
            "matters", _heading(sentences), tag("p", lead, class_="lead"), tag("p", nothing, " ", *_usual(sentences))
        )
    outstanding = standing_out(sentences.summary.statements)

    def card(statement: int) -> Html:
        return tag(
            "li",
            tag("blockquote", words(sentences, statement)),
            *_claims(sentences, statement, outstanding.get(statement, ())),
            details(say("In numbers"), _table(sentences, statement)),
            statement_link(sentences, statement),
        )

    return section(
        "matters",
        _heading(sentences),
        tag("p", lead, class_="lead"),
        tag("ol", *(card(entry.statement) for entry in found), class_="cards"),
        tag("p", *_usual(sentences)),
    )


def matters_claims(sentences: Sentences, statement: int) -> list[str]:
    """One sentence for each side, or one for everybody where there are no sides; none where nothing is published."""
    parts = _marked(sentences, statement)
    if sentences.summary.sides:
        parts = [(crowd, cell) for crowd, cell in parts if crowd.kind == "side"]
    return [_claim(sentences, crowd, cell) for crowd, cell in parts]


def matters_of(sentences: Sentences, statement: int) -> Html | None:
    """For a statement's own page: to how many it matters, in words and in a table."""
    if not any_marks(sentences) or not _marked(sentences, statement):
        return None
    return joined(
        tag("h3", _heading(sentences)),
        *_claims(sentences, statement, standing_out(sentences.summary.statements).get(statement, ())),
        tag("p", *_usual(sentences), class_="lead"),
        _table(sentences, statement),
    )


def _heading(sentences: Sentences) -> str:
    return sentences.language.say("What matters to them")


def _claims(sentences: Sentences, statement: int, outstanding: tuple[int, ...]) -> list[Html]:
    where = _where(sentences, outstanding)
    found = [tag("p", tag("strong", claim), class_="claim") for claim in matters_claims(sentences, statement)]
    return [*found, tag("p", where, class_="claim")] if where else found


def _where(sentences: Sentences, places: tuple[int, ...]) -> str:
    """On which sides it matters more than other statements do; ``""`` where there are no sides."""
    say, sides = sentences.language.say, sentences.wording.sides
    if not sides or not places:
        return ""
    if len(places) == len(sides):
        return say("That is more than of other statements, on every side.")
    return say(
        "That is more than of other statements on %(sides)s.",
        sides=sentences.wording.listed([sides[k] for k in places]),
    )


def _usual(sentences: Sentences) -> list[str]:
    """How often each side says so of any statement: what a single number is to be read against."""
    found = []
    language, wording = sentences.language, sentences.wording
    for crowd in wording.sides or (wording.everybody,):
        share = ordinary([wording.cell(place, crowd) for place in range(sentences.summary.n_statements)])
        if share is None:
            continue
        percent = language.percent(share)
        found.append(
            language.say(
                "Over all statements %(side)s said so in %(share)s of its answers.", side=crowd.inside, share=percent
            )
            if crowd.kind == "side"
            else language.say("Over all statements people said so in %(share)s of their answers.", share=percent)
        )
    return [" ".join(found)]


def _marked(sentences: Sentences, statement: int) -> list[tuple[Crowd, Cell]]:
    """Everybody, then each side, where the number is published."""
    crowds = (sentences.wording.everybody, *sentences.wording.sides)
    found = [(crowd, sentences.wording.cell(statement, crowd)) for crowd in crowds]
    return [(crowd, cell) for crowd, cell in found if cell.marked is not None]


def _table(sentences: Sentences, statement: int) -> Html:
    say, number, percent = sentences.language.say, sentences.language.number, sentences.language.percent
    return data_table(
        say("To how many this matters: “%(statement)s”", statement=sentences.named(statement)),
        [say("Who"), say("Answered"), say("Said that it matters"), say("Of those who answered")],
        [
            [crowd.label, number(cell.n_votes), number(cell.marked or 0), percent((cell.marked or 0) / cell.n_votes)]
            for crowd, cell in _marked(sentences, statement)
        ],
    )


def _claim(sentences: Sentences, crowd: Crowd, cell: Cell) -> str:
    counted, marked = sentences.language.counted, sentences.language.number(cell.marked or 0)
    if crowd.kind != "side":
        if not cell.marked:
            return counted(
                "Of the %(n)s person who answered this, nobody said that it matters to them.",
                "Of the %(n)s people who answered this, nobody said that it matters to them.",
                cell.n_votes,
            )
        return counted(
            "Of the %(n)s person who answered this, %(m)s said that it matters to them.",
            "Of the %(n)s people who answered this, %(m)s said that it matters to them.",
            cell.n_votes,
            m=marked,
        )
    if not cell.marked:
        return counted(
            "Of the %(n)s person of %(side)s who answered this, nobody said that it matters to them.",
            "Of the %(n)s people of %(side)s who answered this, nobody said that it matters to them.",
            cell.n_votes,
            side=crowd.inside,
        )
    return counted(
        "Of the %(n)s person of %(side)s who answered this, %(m)s said that it matters to them.",
        "Of the %(n)s people of %(side)s who answered this, %(m)s said that it matters to them.",
        cell.n_votes,
        m=marked,
        side=crowd.inside,
    )
