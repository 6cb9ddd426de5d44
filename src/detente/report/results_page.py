"""The parts of a consultation's results page: what a page of the site puts between its own header and footer.

Everything here is `Html`, made from a published map and the words around it. What the file's page has as well is taken
from there; what stands here is what a page has that people come to from a telephone, and quote from.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.opinion.results import PublishedMap
from detente.report import map_section, statements
from detente.report.blocks import bars, details, key, legend, section
from detente.report.language import language as language_of
from detente.report.markup import Html, inline, joined, plain, tag
from detente.report.matters import matters, matters_of
from detente.report.method import method
from detente.report.results_sentences import ResultsSentences, Setting
from detente.report.subject import Subject

__all__ = ["ResultsParts", "Setting", "results_parts", "statement_parts"]

OPEN_UP_TO = 12
"""A list of all statements that is no longer than this stands open."""


@dataclass(frozen=True)
class ResultsParts:
    """The page's parts in the order in which they are read.

    Attributes
    ----------
    sources : tuple of Html
        What a reader must know first: simulated, held elsewhere.
    answer : Html
        The answer in one paragraph.
    turnout : Html
        How many took part, on each side.
    verdict, findings, camps, statements, method : Html
        The sections. `camps` is the map and the groups; `findings` is common ground, what divides, what is unsure, and
        what matters.
    groups : tuple of str
        The names of the groups as a sentence has them, in the order of the map.
    """

    sources: tuple[Html, ...]
    turnout: Html
    answer: Html
    verdict: Html
    findings: Html
    camps: Html
    statements: Html
    method: Html
    groups: tuple[str, ...]


def results_parts(published: PublishedMap, subject: Subject, setting: Setting, *, language: str) -> ResultsParts:
    """The parts of the results page in one language.

    Raises
    ------
    SubjectMismatch
        The texts are not those of the map's statements.
    UnknownLanguage
        There is no catalogue for `language`.
    """
    said = ResultsSentences(published, subject, language_of(language), setting)
    return ResultsParts(
        sources=tuple(inline(sentence) for sentence in said.sources()),
        turnout=_turnout(said),
        answer=_answer(said),
        verdict=_verdict(said),
        findings=joined(
            statements.common_ground(said), statements.divisive(said), statements.unsure(said), matters(said)
        ),
        camps=joined(map_section.opinion_map(said, None), map_section.groups(said), map_section.sides_by_groups(said)),
        statements=_every_statement(said),
        method=method(said),
        groups=tuple(plain(crowd.inside) for crowd in said.wording.groups),
    )


def _turnout(said: ResultsSentences) -> Html:
    """How many took part on each side, as large numbers."""
    say, number, summary = said.language.say, said.language.number, said.summary
    few = say("under %(n)s", n=number(said.published.floor))
    cells: list[tuple[str, str]] = [
        (joined(key(crowd), crowd.label), number(side.n_people) if side.n_people else few)
        for crowd, side in zip(said.wording.sides, summary.sides, strict=True)
    ]
    undeclared = summary.n_participants - sum(side.n_people for side in summary.sides)
    if not cells:
        cells.append((say("People"), number(summary.n_participants)))
    elif undeclared > 0:
        cells.append((say("Without a side"), number(undeclared)))
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in cells), class_="turnout")


def _answer(said: ResultsSentences) -> Html:
    """One paragraph: who took part, camps or not, best common ground, sharpest difference, of whom it speaks."""
    parts: list[str] = [said.took_part(), tag("strong", said.in_short()), *filter(None, [said.standing()])]
    common, divisive = said.common_ground(), said.divisive()
    if said.summary.n_votes:
        if common:
            parts += [said.common(common[0]), _quote(said, common[0].statement), said.everywhere(common[0])]
        elif said.enough_votes():
            parts.append(said.no_common_ground())
        if divisive:
            parts += [said.furthest(divisive[0]), _quote(said, divisive[0].statement), said.apart(divisive[0])]
    parts.append(said.scope())
    spaced = [piece for part in parts for piece in (part, " ")][:-1]
    renewed = said.renewed()
    return joined(tag("p", *spaced, class_="answer"), tag("p", renewed, class_="renewed") if renewed else None)


def _quote(said: ResultsSentences, statement: int) -> Html:
    """A statement as a link to its numbers, between quotation marks of the language."""
    given = said.subject.statements[statement]
    text = said.language.say("“%(statement)s”", statement=said.named(statement))
    link = tag("a", text, href=given.address or f"#s{statement}", lang=given.language or None)
    return joined(link, ".")


def _verdict(said: ResultsSentences) -> Html:
    """Whether there are camps."""
    kind = said.summary.verdict.kind
    title = tag("p", said.verdict_title(), class_=f"verdict {kind}")
    standing = said.standing()
    text = f"{said.verdict()} {standing}" if standing else said.verdict()
    return section("verdict", said.language.say("Are there camps?"), title, tag("p", text))


def _every_statement(said: ResultsSentences) -> Html:
    """Every statement with the share that agrees; the rest of its numbers stand on its own page."""
    say, summary = said.language.say, said.summary

    def liked(statement: int) -> tuple[bool, float]:
        agree = summary.statements[statement].overall.agree
        return agree is None, 0.0 if agree is None else -agree.estimate

    def line(statement: int) -> Html:
        given = said.subject.statements[statement]
        shares = [
            tag("span", name, " ", tag("strong", share) if share[:1].isdigit() else share)
            for name, share in said.agreeing(statement)
        ]
        text = tag("a", said.text(statement), href=given.address or None, dir="auto", lang=given.language or None)
        return tag(
            "li", tag("p", text, class_="text", dir="auto"), tag("p", *shares, class_="shares"), id=f"s{statement}"
        )

    order = sorted(range(summary.n_statements), key=liked)
    lead = say(
        "The share that agrees, with its %(level)s interval. Open a statement for all its numbers.",
        level=said.language.percent(0.9),
    )
    body = tag("ol", *(line(statement) for statement in order), class_="statements")
    heading = said.language.counted("All %(n)s statements", "All %(n)s statements", len(order))
    return section(
        "statements",
        say("Every statement"),
        tag("p", lead, class_="lead"),
        details(heading, body, open_=len(order) <= OPEN_UP_TO),
    )


def statement_parts(
    published: PublishedMap, subject: Subject, setting: Setting, statement: int, *, language: str
) -> Html:
    """One statement's numbers: a bar for each side and group, and how to read it.

    Raises
    ------
    SubjectMismatch, UnknownLanguage
    """
    said = ResultsSentences(published, subject, language_of(language), setting)
    claims = [said.everywhere(found) for found in said.common_ground() if found.statement == statement]
    apart = (*said.divisive(), *said.of_degree())
    claims += [said.apart(found) for found in apart if found.statement == statement]
    claims += [said.at_least(found) for found in said.unsure() if found.statement == statement]
    if claims and said.is_older(statement):
        claims.append(said.is_older(statement))
    return joined(
        *(tag("p", claim, class_="claim") for claim in claims),
        legend(said),
        bars(said, statement, said.wording.crowds),
        tag("p", said.scope(), class_="lead"),
        matters_of(said, statement),
    )
