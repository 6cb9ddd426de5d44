"""Building blocks of the map's page: links to statements, and the bars of one statement."""

from __future__ import annotations

from collections.abc import Sequence

from detente.opinion.results import Cell, Interval
from detente.report.drawing import bar, counted_bar
from detente.report.elements import data_table, details, section
from detente.report.markup import Html, inline, joined, plain, quoted, tag
from detente.report.sentences import Sentences
from detente.report.wording import Crowd

__all__ = ["bars", "data_table", "details", "key", "legend", "section", "statement_link", "words"]


def key(crowd: Crowd) -> Html | None:
    """The coloured sign of a side (square) or a group (circle); the name beside it says the same."""
    return tag("i", class_=f"key {crowd.colour}") if crowd.colour else None


def legend(sentences: Sentences) -> Html:
    """How to read a bar."""
    say = sentences.language.say
    return tag(
        "p",
        tag("span", tag("i", class_="key a"), say("agree")),
        tag("span", tag("i", class_="key p"), say("pass")),
        tag("span", tag("i", class_="key d"), say("disagree")),
        tag("span", tag("i", class_="key w"), say("%(share)s interval", share=sentences.language.percent(0.9))),
        class_="legend",
    )


def statement_link(sentences: Sentences, statement: int, label: str | None = None) -> Html:
    """A link to the statement's own page, or to its place in the list of all statements."""
    given = sentences.subject.statements[statement]
    if given.address:
        name = label or sentences.language.say("All numbers of this statement")
        return tag(
            "a", name, href=given.address, class_="more", aria_label=plain(f"{name}: {sentences.text(statement)}")
        )
    name = label or sentences.language.say("All numbers of statement %(id)s", id=quoted(given.id))
    return tag("a", name, href=f"#s{statement}", class_="more")


def words(sentences: Sentences, statement: int, **attributes: str) -> Html:
    """The statement's text as a paragraph, in its own language and direction."""
    language = sentences.subject.statements[statement].language or None
    return tag("p", sentences.text(statement), dir="auto", lang=language, **attributes)


def bars(sentences: Sentences, statement: int, crowds: Sequence[Crowd]) -> Html:
    """A table with one row per crowd: a bar and the numbers it shows."""
    say = sentences.language.say
    given = sentences.subject.statements[statement]
    caption = (
        say("Votes on “%(statement)s”", statement=sentences.named(statement))
        if given.address
        else say("Votes on statement %(id)s", id=quoted(given.id))
    )
    head = joined(
        Html("<thead><tr>"),
        tag("th", say("Who"), scope="col"),
        Html("<td></td>"),
        *(tag("th", name, scope="col") for name in (say("Agree"), say("Pass"), say("Disagree"), say("Votes"))),
        Html("</tr></thead>"),
    )
    rows = [_row(sentences, crowd, sentences.wording.cell(statement, crowd)) for crowd in crowds]
    return joined(
        Html(f'<table class="bars"><caption>{inline(caption)}</caption>'),
        head,
        Html("<tbody>"),
        *rows,
        Html("</tbody></table>"),
    )


def _row(sentences: Sentences, crowd: Crowd, cell: Cell) -> Html:
    language = sentences.language
    who = Html(f'<tr><th scope="row">{joined(key(crowd), crowd.label, sentences.how_many(crowd, cell))}</th>')
    reason = sentences.wording.withheld(cell)
    if reason:
        return Html(f'{who}<td class="none" colspan="5">{inline(reason)}</td></tr>')
    votes = tag("td", language.number(cell.n_votes), data_label=language.say("Votes"))  # seen on telephones
    if cell.newer or cell.agree is None or cell.pass_ is None or cell.disagree is None:
        return Html(f"{who}{_counted(sentences, cell)}{votes}</tr>")
    title = language.say(
        "%(agree)s agree, %(pass)s pass, %(disagree)s disagree",
        agree=language.percent(cell.agree.estimate),
        disagree=language.percent(cell.disagree.estimate),
        **{"pass": language.percent(cell.pass_.estimate)},
    )
    description = language.say(
        "Agree %(agree)s, disagree %(disagree)s",
        agree=language.percent_range(cell.agree.low, cell.agree.high),
        disagree=language.percent_range(cell.disagree.low, cell.disagree.high),
    )
    return Html(
        f"{who}<td>{bar(cell, title, description)}</td>"
        f"{_share(sentences, cell.agree)}{_share(sentences, cell.pass_)}{_share(sentences, cell.disagree)}"
        f"{votes}</tr>"
    )


def _counted(sentences: Sentences, cell: Cell) -> Html:
    """The bar and the three plain shares of counts that are newer than the last estimates."""
    language, wording = sentences.language, sentences.wording
    kinds = (cell.agreed, cell.passed, cell.disagreed)
    shares = [language.percent(n / max(cell.n_votes, 1)) for n in kinds]
    names = dict(zip(("agree", "pass", "disagree"), shares, strict=True))
    title = language.say("%(agree)s agree, %(pass)s pass, %(disagree)s disagree", **names)
    drawn = counted_bar(cell, title, language.say("Counted, without an interval: newer than the map."))
    return joined(
        tag("td", drawn),
        *(
            tag("td", share, " ", tag("small", wording.counted(n, cell), class_="counted"))
            for n, share in zip(kinds, shares, strict=True)
        ),
    )


def _share(sentences: Sentences, interval: Interval) -> Html:
    language = sentences.language
    return Html(
        f"<td>{language.percent(interval.estimate)} <small>{_bare(language.percent_range(interval.low, interval.high))}"
        "</small></td>"
    )


def _bare(text: str) -> str:
    """The interval without its sign, which the share before it already has."""
    return text.rstrip("%\u066a\u00a0")
