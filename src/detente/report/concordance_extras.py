"""What stands below the rows: what is announced, who is quoted, and what each readout gives its words to."""

from __future__ import annotations

import datetime as dt

from detente.report.concordance_rows import COLOUR, row_link, who
from detente.report.concordance_words import ConcordanceWords, Row
from detente.report.days import days
from detente.report.elements import details, section, strip
from detente.report.excerpts import Mark, piece, quote_of
from detente.report.markup import Html, joined, plain, tag
from detente.report.terms import LEVEL, REPORTED, certain, term
from detente.wording.results import Announcement, DateInterval, Point, Quotation

__all__ = ["announcements", "paired_bar", "quotation", "quotations", "themes", "when"]

LETTERS = ("A", "B")


def when(words: ConcordanceWords, letter: str, interval: DateInterval | None) -> Html | None:
    """When something is announced for, in the readout with this letter: days where there are any, and the words."""
    if interval is None:
        return None
    shown = days(words.language, interval.start, interval.end)
    note = certain(words.language, interval)
    return tag(
        "p",
        tag("b", shown) if shown else None,
        " " if shown else None,
        None
        if words.removed(letter)
        else tag("span", words.excerpt(letter, interval.span, quoted=True), class_="words"),
        tag("span", note, class_="name") if note else None,
        class_="when",
    )


def announcements(words: ConcordanceWords) -> Html:
    """Everything that is to happen, in the order of its first day; what has no day comes last."""
    say = words.language.say
    found: list[tuple[tuple[dt.date, int, str], str, Point, Announcement]] = []
    for letter, points in zip(LETTERS, (words.found.points_a, words.found.points_b), strict=True):
        for point in points:
            for announced in point.announcements:
                interval = announced.interval
                first = (interval.start or interval.end or dt.date.max) if interval else dt.date.max
                found.append(((first, announced.span.start, letter), letter, point, announced))
    found.sort(key=lambda entry: entry[0])
    rows = {
        f"{letter}:{p.id}": row for row in words.rows for letter in LETTERS for p in (row.a if letter == "A" else row.b)
    }
    shown = [
        (_announced(words, letter, a, rows.get(f"{letter}:{p.id}"), p), a.interval is not None)
        for _, letter, p, a in found
    ]
    if not shown:
        body: Html = tag("p", say("Neither readout announces anything."))
    else:
        body = strip(words.language, shown)
    return section("announced", say("What is announced"), body)


def _announced(words: ConcordanceWords, letter: str, found: Announcement, row: Row | None, point: Point) -> Html:
    language = words.language
    marks = [Mark(found.interval.span, "part")] if found.interval is not None else []
    return tag(
        "li",
        when(words, letter, found.interval),
        tag(
            "p",
            _readout(words, letter),
            " ",
            tag("span", term(language, REPORTED, found.certainty), class_="level"),
            class_="who-line",
        ),
        tag("p", words.excerpt(letter, found.span, marks)),
        details(
            language.say("Source sentence"),
            tag("blockquote", words.excerpt(letter, point.sentence, [Mark(found.sign, "part")])),
        )
        if words.opens(letter, found.span, point.sentence)
        else None,
        tag("a", language.say("Row %(number)s", number=row.number), href=f"#r{row.number}", class_="more")
        if row
        else None,
        class_=COLOUR[letter],
    )


def _readout(words: ConcordanceWords, letter: str) -> Html:
    """Whose account it is: its text is not a side that acts."""
    key = tag("i", class_=f"key {COLOUR[letter]}")
    return joined(key, tag("span", words.language.say("In %(readout)s:", readout=words.readout(letter))))


def quotation(words: ConcordanceWords, letter: str, found: Quotation) -> Html:
    """Who says what in readout A or B, in which manner, how firmly, and the sentence behind it."""
    language = words.language
    say = language.say
    manner = say("in these words") if found.manner == "verbatim" else say("as the text puts it")
    if found.kind != "speech":
        manner = (
            say("words in quotation marks, nobody’s speech") if found.kind == "scare" else say("a principle or name")
        )
    name = tag("b", piece(found.speaker) if found.speaker.strip() else say("nobody named"))
    of_side = found.side and plain(found.side).casefold() != found.speaker.casefold()
    speaker = tag("span", name, joined(" (", piece(found.side), ")") if of_side else None)
    facts = [manner]
    if found.verb and found.kind == "speech":
        facts.append(quote_of(found.verb))
    if found.kind == "speech":
        facts.append(term(language, LEVEL, found.commitment))
    return tag(
        "li",
        tag("p", speaker, class_="speaker") if found.kind == "speech" or found.speaker else None,
        tag("blockquote", words.excerpt(letter, found.span, quoted=found.manner == "verbatim")),
        tag("p", " · ".join(facts), class_="name"),
        details(
            say("Source sentence"),
            tag("blockquote", words.excerpt(letter, found.sentence, [Mark(found.span, "part")])),
        )
        if words.opens(letter, found.span, found.sentence)
        else None,
    )


def quotations(words: ConcordanceWords) -> Html:
    """What stands in quotation marks; reported speech is in the rows already."""
    say = words.language.say
    parts: list[Html] = []
    for letter, found in zip(LETTERS, (words.found.quotations_a, words.found.quotations_b), strict=True):
        speech = [q for q in found if q.kind == "speech" and q.manner == "verbatim"]
        other = [q for q in found if q.kind != "speech"]
        parts.append(
            tag(
                "div",
                tag("h3", who(words, letter)),
                tag("ul", *(quotation(words, letter, q) for q in speech), class_="quotes")
                if speech
                else tag("p", say("No speech in quotation marks."), class_="name"),
                details(
                    words.language.counted(
                        "%(n)s passage in quotation marks that is nobody’s speech",
                        "%(n)s passages in quotation marks that are nobody’s speech",
                        len(other),
                    ),
                    tag("ul", *(quotation(words, letter, q) for q in other), class_="quotes"),
                )
                if other
                else None,
                class_=COLOUR[letter],
            )
        )
    return section("quotes", say("Quoted"), tag("div", *parts, class_="pair"))


def paired_bar(a: float, b: float, largest: float, title: str, description: str) -> Html:
    """Two bars, A above B, each a share (0 to 1) drawn against the largest one; the style sheet mirrors it."""
    scale = 100 / largest if largest > 0 else 0.0
    return Html(
        '<svg class="paired" viewBox="0 0 100 20" preserveAspectRatio="none" role="img">'
        f"{tag('title', title)}{tag('desc', description)}"
        f'<path class="s0" d="M0 1h{a * scale:.4g}v8H0z"/><path class="s1" d="M0 11h{b * scale:.4g}v8H0z"/></svg>'
    )


def themes(words: ConcordanceWords) -> Html | None:
    """Share of words under each theme, as paired bars and the same numbers beside them."""
    shares = [s for s in words.found.themes if s.a or s.b]
    if not shares:
        return None
    language = words.language
    say, percent = language.say, language.percent
    largest = max(max(s.a, s.b) for s in shares)
    rows = []
    for share in shares:
        label = piece(words.theme(share.theme), lang="en" if share.theme else None)
        title = say("A %(a)s, B %(b)s", a=percent(share.a), b=percent(share.b))
        behind = [row for row in words.rows if any(p.theme == share.theme for p in (*row.a, *row.b))]
        rows.append(
            tag(
                "tr",
                tag("th", label, _links(words, behind), scope="row"),
                tag("td", paired_bar(share.a, share.b, largest, plain(words.theme(share.theme)), plain(title))),
                tag("td", percent(share.a), class_="n s0"),
                tag("td", percent(share.b), class_="n s1"),
            )
        )
    head = tag(
        "tr",
        tag("th", say("Theme"), scope="col"),
        Html("<td></td>"),
        *(tag("th", tag("i", class_=f"key {COLOUR[x]}"), x, scope="col", class_="n") for x in LETTERS),
    )
    caption = tag("caption", say("Share of the words in each readout’s points"))
    lead = say("Share of the words in each readout’s points. Themes come from a word list that an editor can change.")
    if words.confirmed is not None:
        lead = say("Share of the words in each readout’s confirmed points. A word list sorts them, no person.")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="themes")
    return section("themes", say("What the words go to"), tag("p", lead, class_="lead"), table)


def _links(words: ConcordanceWords, rows: list[Row]) -> Html | None:
    if not rows:
        return None
    links = [joined(" ", row_link(words, row)) for row in rows]
    return tag("small", words.language.say("Rows:"), *links)
