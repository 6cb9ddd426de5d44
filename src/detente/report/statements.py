"""The parts of a page that show statements: common ground, what divides, what is unsure, and all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detente.opinion.results import RankedStatement
from detente.report.blocks import bars, details, legend, section, statement_link, words
from detente.report.markup import Html, cleaned, joined, quoted, tag
from detente.report.sentences import Sentences
from detente.report.wording import Crowd

__all__ = ["all_statements", "common_ground", "divisive", "unsure"]

SHOWN, MOST = 3, 12
OPEN_UP_TO = 12
"""A list of all statements that is no longer than this stands open."""


def _cards(
    sentences: Sentences,
    ranking: Sequence[RankedStatement],
    claim: Callable[[RankedStatement], str],
    note: Callable[[RankedStatement], str] | None = None,
    *,
    everybody: bool = False,
) -> Html | None:
    """The first few of a ranking as cards, a few more behind a summary; `everybody` where the claim is about all."""
    if not ranking:
        return None
    crowds, say = sentences.wording.crowds, sentences.language.say
    shown = crowds if everybody or len(crowds) <= 2 else crowds[1:]

    def card(ranked: RankedStatement) -> Html:
        return tag(
            "li",
            tag("p", say("Rejected:"), class_="rejected") if ranked.vote == "disagree" else None,
            tag("blockquote", words(sentences, ranked.statement)),
            tag(
                "p",
                tag("strong", claim(ranked)),
                joined(" ", note(ranked)) if note and note(ranked) else None,
                joined(" ", sentences.is_older(ranked.statement)) if sentences.is_older(ranked.statement) else None,
                class_="claim",
            ),
            bars(sentences, ranked.statement, [c for c in shown if not _idle(sentences, ranked.statement, c)]),
            statement_link(sentences, ranked.statement),
        )

    first = tag("ol", *(card(r) for r in ranking[:SHOWN]), class_="cards")
    rest = ranking[SHOWN:MOST]
    if not rest:
        return first
    more = sentences.language.counted("%(n)s more", "%(n)s more", len(rest))
    return joined(first, details(more, tag("ol", *(card(r) for r in rest), class_="cards", start=SHOWN + 1)))


def _idle(sentences: Sentences, statement: int, crowd: Crowd) -> bool:
    """Whether the row would only say that the middle of a spectrum is withheld, as it often is."""
    wording = sentences.wording
    return wording.kind(crowd) == "middle" and bool(wording.cell(statement, crowd).withheld)


def _without_middle(sentences: Sentences) -> Html | None:
    """Said once, before the first cards: that their rows for the middle may be missing, and why."""
    listed = (*sentences.common_ground(), *sentences.divisive(), *sentences.unsure())
    if not any(_idle(sentences, r.statement, crowd) for r in listed for crowd in sentences.wording.groups):
        return None
    why = sentences.language.say("Where the middle is not listed, its numbers are withheld, to give nobody away.")
    return tag("p", why, class_="lead")


def common_ground(sentences: Sentences) -> Html:
    """What every side and every group agrees on, by its weakest one."""
    say = sentences.language.say
    summary = sentences.summary
    lead = (
        say(
            "What most people agree on in each part separately. Statements are ranked by the side or group that likes "
            "them least, allowing for the number of answers: more people on one side cannot lift them."
        )
        if len(summary.sides) > 1
        else say(
            "What most people agree on in each part separately. Statements are ranked by the part that likes them "
            "least, allowing for the number of answers: a larger part cannot lift them."
        )
        if len(summary.groups) > 1
        else say("What most of those who took part agree on, allowing for the number of answers.")
    )
    found = sentences.common_ground()
    body: Html | None
    if found:
        cards = _cards(sentences, found, sentences.everywhere, sentences.least)
        body = joined(_without_middle(sentences), legend(sentences), cards)
    elif sentences.enough_votes():
        body = tag("p", sentences.no_common_ground())
    else:
        body = tag("p", say("There are not enough votes yet to say what is common ground."))
    return section("common-ground", say("Common ground"), tag("p", lead, class_="lead"), body)


def divisive(sentences: Sentences) -> Html:
    """Where two sides or two groups certainly differ."""
    say = sentences.language.say
    summary = sentences.summary
    if sentences.divisive():
        body: Html | None = joined(
            tag("p", say("Ranked by the part of the difference that is certain."), class_="lead"),
            None if sentences.common_ground() else _without_middle(sentences),
            *_divisions(sentences),
            _of_degree(sentences),
        )
    elif len(summary.sides) > 1 or len(summary.groups) > 1:
        camps = summary.verdict.kind == "camps"
        nothing = (
            say("No statement sets two sides or groups against each other for certain.")
            if len(summary.sides) > 1
            else say("No statement sets two of the groups shown against each other for certain.")
            if camps
            else say("No statement sets the ends against each other for certain.")
        )
        body = joined(tag("p", nothing), _of_degree(sentences))
    else:
        body = tag("p", say("There are no sides here, and no groups large enough to compare."))
    return section("divides", say("What divides"), body)


def _divisions(sentences: Sentences) -> list[Html | None]:
    """What divides the sides, then what divides the groups, each under a heading where there could be both."""
    say, summary = sentences.language.say, sentences.summary
    of_sides, of_groups = (
        _cards(sentences, found, sentences.apart, sentences.points_apart)
        for found in (sentences.divides_sides(), sentences.divides_groups())
    )
    if len(summary.sides) < 2 or len(summary.groups) < 2:
        return [of_sides, of_groups]
    camps = summary.verdict.kind == "camps"
    return [
        tag("h3", say("Between the sides")),
        of_sides or tag("p", say("No statement sets two sides against each other for certain.")),
        tag("h3", say("Between the groups") if camps else say("Between the ends")) if of_groups else None,
        of_groups,
    ]


def _of_degree(sentences: Sentences) -> Html | None:
    """Where two certainly differ and most of both give the same answer: a difference, and no divide."""
    found = sentences.of_degree()
    if not found:
        return None
    heading = sentences.language.counted(
        "%(n)s statement on which most of both answer alike, but more of one than of the other",
        "%(n)s statements on which most of both answer alike, but more of one than of the other",
        len(found),
    )
    return details(heading, _cards(sentences, found[:MOST], sentences.apart, sentences.points_apart))


def unsure(sentences: Sentences) -> Html:
    """What many pass on."""
    say = sentences.language.say
    found = sentences.unsure()
    if found:
        body: Html | None = joined(
            tag(
                "p",
                say("Many people pass on these. They may want to know more, or find them unclear or beside the point."),
                class_="lead",
            ),
            None if sentences.common_ground() or sentences.divisive() else _without_middle(sentences),
            _cards(sentences, found, sentences.at_least, everybody=True),
        )
    else:
        body = tag("p", say("There is no statement that certainly more than a fifth of those who took part pass on."))
    return section("unsure", say("What people are unsure of"), body)


def all_statements(sentences: Sentences) -> Html:
    """Every statement with its bars, in the order of the file."""
    say = sentences.language.say
    crowds = sentences.wording.crowds
    items = []
    for i, statement in enumerate(sentences.subject.statements):
        name = say("Statement %(id)s", id=quoted(statement.id))
        if statement.by_organiser:
            name = say("Statement %(id)s, by the organisers", id=quoted(statement.id))
        items.append(
            tag(
                "li",
                tag("p", name, class_="name"),
                tag("p", cleaned(statement.text) or say("(no text)"), dir="auto", class_="text"),
                bars(sentences, i, crowds),
                id=f"s{i}",
            )
        )
    body = tag("ol", *items, class_="statements")
    heading = sentences.language.counted("All %(n)s statements", "All %(n)s statements", len(items))
    if not items:
        content: Html = tag("p", say("There are no statements."))
    else:
        content = joined(legend(sentences), details(heading, body, open_=len(items) <= OPEN_UP_TO))
    return section("statements", say("Every statement"), content)
