"""The rest of a brief: who is named, tables of outcomes, recommendations, candidate statements, method."""

from __future__ import annotations

from detente.report.brief_head import facts_line, source_sentence, text_badge
from detente.report.brief_terms import ROLE, WHY
from detente.report.brief_words import BriefWords
from detente.report.elements import details, section
from detente.report.excerpts import piece
from detente.report.markup import Html, joined, quoted, tag
from detente.report.terms import LEVEL, LEVEL_MEANING, term
from detente.wording.brief_results import Actor, CandidateStatement, Outcome, Passage, Recommendation
from detente.wording.results import COMMITMENTS

__all__ = ["actors", "candidates", "method", "outcomes", "recommendations"]


# --- who is named ---


def actors(words: BriefWords) -> Html | None:
    """Parties, third parties, unnamed voices and outlets."""
    if not words.brief.actors:
        return None
    say = words.language.say
    parts: list[Html] = []
    for role, heading in ROLE.items():
        found = [actor for actor in words.brief.actors if actor.role == role]
        if found:
            parts.append(tag("h3", words.language.translate(heading)))
            parts.append(tag("ul", *(_actor(words, actor) for actor in found), class_="actors"))
    return section("named", say("Who is named, and whom it affects"), *parts)


def _actor(words: BriefWords, actor: Actor) -> Html:
    language = words.language
    facts = [
        words.kind(actor.kind),
        language.say("for %(side)s", side=quoted(actor.side)) if actor.side and actor.side != actor.name else "",
        language.counted("named %(n)s time", "named %(n)s times", actor.n_mentions),
        language.counted("heard %(n)s time", "heard %(n)s times", actor.n_reports) if actor.n_reports else "",
    ]
    affected: Html | None = None
    if actor.affected:
        summary = language.counted(
            "%(n)s sentence on how it is affected", "%(n)s sentences on how it is affected", len(actor.affected)
        )
        lines = [tag("li", text_badge(words, p.text), " ", words.context(p)) for p in actor.affected]
        affected = details(summary, tag("ul", *lines, class_="plain"))
    return tag("li", tag("b", piece(actor.name)), facts_line(*facts), affected, source_sentence(words, actor.first))


# --- outcomes and recommendations ---


def outcomes(words: BriefWords) -> Html | None:
    """Rows of the texts' own tables, under their own heads."""
    if not words.brief.outcomes:
        return None
    say = words.language.say
    groups: dict[tuple[Passage, ...], list[Outcome]] = {}
    for one in words.brief.outcomes:
        groups.setdefault(one.heads, []).append(one)
    parts: list[Html] = []
    for heads, rows in groups.items():
        lead_in = rows[0].lead_in
        if lead_in is not None:
            parts.append(tag("p", text_badge(words, lead_in.text), " ", words.shown(lead_in), class_="lead"))
        top = tag("tr", *(tag("th", words.shown(head), scope="col") for head in heads))
        body = [
            tag(
                "tr",
                tag("th", words.shown(row.cells[0]), scope="row"),
                *(tag("td", words.shown(cell)) for cell in row.cells[1:]),
            )
            for row in rows
            if row.cells
        ]
        caption = tag("caption", say("As the text has it. Nobody has checked it."))
        table = tag("table", caption, tag("thead", top) if heads else None, tag("tbody", *body), class_="data outcomes")
        parts.append(
            tag(
                "div",
                table,
                class_="scroll",
                tabindex=0,
                role="region",
                aria_label=say("As the text has it. Nobody has checked it."),
            )
        )
        parts += [source_sentence(words, row.cells[0]) for row in rows[:1] if row.cells]
    return section("outcomes", say("Outcomes and their impact"), *parts)


def recommendations(words: BriefWords) -> Html | None:
    """What the texts recommend, under the words that introduce it."""
    if not words.brief.recommendations:
        return None
    groups: dict[Passage | None, list[Recommendation]] = {}
    for one in words.brief.recommendations:
        groups.setdefault(one.lead_in or one.heading, []).append(one)
    parts: list[Html] = []
    for lead_in, found in groups.items():
        if lead_in is not None:
            parts.append(tag("p", text_badge(words, lead_in.text), " ", words.shown(lead_in), class_="lead"))
        parts.append(tag("ol", *(_recommendation(words, one) for one in found), class_="quotes"))
    return section("recommended", words.language.say("What is recommended"), *parts)


def _recommendation(words: BriefWords, one: Recommendation) -> Html:
    by = words.language.listed([quoted(name) for name in one.names])
    return tag(
        "li",
        tag("p", tag("b", words.shown(one.title))) if one.title is not None else None,
        tag("p", words.shown(one.what)),
        tag("p", words.language.say("Attributed to %(names)s.", names=by), class_="name") if by else None,
        source_sentence(words, one.what),
    )


# --- candidate statements ---


def candidates(words: BriefWords) -> Html | None:
    """Sentences that might become statements to vote on, once an editor has rewritten them."""
    if not words.brief.statements:
        return None
    say = words.language.say
    lead = tag(
        "p",
        say(
            "For a consultation. Each is a sentence of a text, shortened and not reworded: an editor has to make it "
            "one clear claim that people can agree or disagree with."
        ),
        class_="lead",
    )
    items = tag("ol", *(_candidate(words, one) for one in words.brief.statements), class_="candidates")
    return section("candidates", say("Candidate statements"), lead, items)


def _candidate(words: BriefWords, one: CandidateStatement) -> Html:
    pieces = [joined(" … " if i else None, words.shown(piece_)) for i, piece_ in enumerate(one.pieces)]
    who = words.language.listed([quoted(name) for name in one.names])
    facts = [
        term(words.language, WHY, one.why),
        words.language.say("reported of %(names)s", names=who) if who else "",
        words.theme(one.theme) if one.theme else "",
    ]
    return tag(
        "li",
        tag("p", words.language.say("to be rewritten by an editor"), class_="stamp"),
        tag("blockquote", *pieces),
        facts_line(*facts),
        source_sentence(words, one.pieces[0], *one.pieces),
    )


# --- method ---


def method(words: BriefWords) -> Html:
    """How it was made and where it fails."""
    say = words.language.say
    lines = [
        say(
            "A program read the texts by rules. It wrote nothing: every line is a slice of a text, and opens the "
            "sentence it was cut from."
        ),
        say("It says who is reported to have said what. It does not say whether they said it, or whether it is true."),
        say(
            "Rules miss things, and take some things for what they are not. Look at the source sentence before you use "
            "a line."
        ),
        say(
            "A grade rests on what the text itself shows: who publishes it, whether it quotes speakers by name, "
            "whether it has a date, and whether its wording looks rewritten. It is no judgement of an outlet."
        ),
        say("A window of time is counted from the date of the text, or from a date that the text names beside it."),
        say("The rules read English; other languages need a reader."),
        say("Nothing left this machine."),
    ]
    ladder = [
        tag(
            "div",
            tag("dt", tag("span", term(words.language, LEVEL, key), class_=f"level {key}")),
            tag("dd", term(words.language, LEVEL_MEANING, key)),
        )
        for key in reversed(COMMITMENTS)
    ]
    return section(
        "method",
        say("Method and limits"),
        tag("ul", *(tag("li", line) for line in lines), class_="plain"),
        tag("h3", say("How firmly something is put")),
        tag(
            "p",
            say("Read from the words, strongest first. A denial is no weak promise and stands apart."),
            class_="lead",
        ),
        tag("dl", *ladder, class_="ladder"),
    )
