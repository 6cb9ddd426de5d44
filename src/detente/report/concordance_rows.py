"""The side-by-side list of a concordance: three columns, A, shared and B, with the holes visible."""

from __future__ import annotations

from collections.abc import Iterable

from detente.report.concordance_words import ConcordanceWords, Row
from detente.report.days import day_of
from detente.report.edition import CONFIRMED, Decided, Noted
from detente.report.elements import details, section
from detente.report.excerpts import Mark, quote_of
from detente.report.markup import Html, cleaned, joined, quoted, tag
from detente.report.terms import DIFFERENCE, LEVEL, LEVEL_MEANING, term
from detente.wording.results import COMMITMENTS, Difference, Point

__all__ = [
    "decided_by", "frames", "kind_of", "level", "levels_explained", "note_of", "row_link", "side_by_side", "source",
    "tier", "waiting", "who",
]  # fmt: skip

COLOUR = {"A": "s0", "B": "s1"}
NEAREST = 5
LEAST_NEAR = 0.05
"""A counterpart that is further than this has nothing in common with the point."""


def level(words: ConcordanceWords, key: str) -> Html:
    """A level of commitment as a chip."""
    return tag("span", term(words.language, LEVEL, key), class_=f"level {key}")


def tier(words: ConcordanceWords, name: str) -> Html:
    """The name of a tier of difference, with its sign: the two must never look alike."""
    say = words.language.say
    if name == "values_differ":
        return tag("strong", tag("i", "≠", aria_hidden="true"), " ", say("Values differ"), class_="tier differ")
    return tag("span", tag("i", "?", aria_hidden="true"), " ", say("Look closely"), class_="tier look")


def side_by_side(words: ConcordanceWords) -> Html:
    """All rows, in the order of A."""
    say = words.language.say
    head = tag(
        "div",
        *(
            tag("div", who(words, letter), class_=f"col {look}")
            for letter, look in (("A", "s0"), ("", ""), ("B", "s1"))
        ),
        class_="columns",
        aria_hidden="true",
    )
    rows = tag("ol", *(_row(words, row) for row in words.rows), class_="rows")
    lead = say(
        "In the order of A; what only B has stands where B says it. Every line opens its source sentence. An empty "
        "place is an empty place: it says nothing about why."
    )
    if words.confirmed is not None:
        lead = say(
            "In the order of A; what only B has stands where B says it. An empty place is an empty place: it says "
            "nothing about why."
        )
    steps = tag("p", say("A level says how firmly the readout puts it, whoever acts."), class_="lead")
    body = joined(_legend(words), steps, head, rows) if words.rows else tag("p", say("Neither readout holds a point."))
    return section("rows", say("Side by side"), tag("p", lead, class_="lead"), body)


def who(words: ConcordanceWords, letter: str) -> Html:
    """The sign, letter and name of a readout; the column between them for ``""``."""
    if not letter:
        return joined(words.language.say("Both"))
    return joined(tag("i", class_=f"key {COLOUR[letter]}"), tag("b", letter), " ", words.names[letter])


def _legend(words: ConcordanceWords) -> Html | None:
    if words.confirmed is not None:
        return None  # every difference is named where it stands
    say = words.language.say
    return tag(
        "ul",
        tag("li", tier(words, "values_differ"), " ", say("both give a value, and not both can be so")),
        tag(
            "li",
            tier(words, "look_closely"),
            " ",
            say("a value, a condition or a step of commitment stands on one side only: often nothing, sometimes all"),
        ),
        class_="tiers",
    )


def _row(words: ConcordanceWords, row: Row) -> Html:
    return tag(
        "li",
        tag("a", str(row.number), href=f"#r{row.number}", class_="number", aria_label=_row_name(words, row)),
        _cell(words, row, "A"),
        _middle(words, row),
        _cell(words, row, "B"),
        _beside(words, row),
        id=f"r{row.number}",
        class_=f"row {row.zone}" + (" clash" if row.differ else ""),
    )


def _row_name(words: ConcordanceWords, row: Row) -> str:
    return words.language.say("Row %(number)s", number=row.number)


def row_link(words: ConcordanceWords, row: Row) -> Html:
    """A link to a row by its number."""
    return tag("a", str(row.number), href=f"#r{row.number}", aria_label=_row_name(words, row), class_="to-row")


def _cell(words: ConcordanceWords, row: Row, letter: str) -> Html:
    points = row.a if letter == "A" else row.b
    heading = tag("p", who(words, letter), class_="who")
    if not points:
        return tag(
            "div",
            heading,
            tag("p", _hole(words), class_="hole"),
            class_=f"cell empty {COLOUR[letter]}",
        )
    return tag(
        "div", heading, *(_point(words, row, point, letter) for point in points), class_=f"cell {COLOUR[letter]}"
    )


def _hole(words: ConcordanceWords) -> str:
    say = words.language.say
    return say("nothing found") if words.confirmed is None else say("not in this readout")


def _beside(words: ConcordanceWords, row: Row) -> Html | None:
    """What the site puts below a row: the sides' answers."""
    decided = words.decided(row)
    return words.confirmed.beside.get(decided.key) if words.confirmed and decided else None


def _point(words: ConcordanceWords, row: Row, point: Point, letter: str) -> Html:
    marks = [Mark(s, "differ") for d in row.differ for s in (d.a_says if letter == "A" else d.b_says)]
    # Who speaks is told by name; where nobody is named the whole point would be marked.
    told = [d for d in row.look if d.type != "who_speaks"]
    marks += [Mark(s, "look") for d in told for s in (d.a_says if letter == "A" else d.b_says)]
    outside = [c.span for c in point.conditions if c.carried]
    return tag(
        "div",
        tag("blockquote", words.excerpt(letter, point.span, marks)),
        *(tag("p", _carried(words, letter), words.excerpt(letter, s, marks), class_="carried") for s in outside),
        None if row.link else tag("p", level(words, point.commitment), class_="levels"),
        source(words, point, letter, nearest=row.zone not in ("proposed", CONFIRMED)),
        class_="point",
    )


def _carried(words: ConcordanceWords, letter: str) -> str:
    return words.language.say("Condition elsewhere in %(letter)s:", letter=letter) + " "


def _middle(words: ConcordanceWords, row: Row) -> Html:
    say = words.language.say
    found = {
        "only_a": say("Only A reports"),
        "only_b": say("Only B reports"),
        "to_check": say("The same matter? To check"),
    }.get(row.zone, say("Both report"))
    decided = words.decided(row)
    shared: list[Html | None] = []
    if row.link is not None:
        tiers = [_difference(words, row, name) for name in ("values_differ", "look_closely")]
        shared = [_levels(words, row), *(tiers if decided is None else [_noted(words, row, decided.differences)])]
    return tag(
        "div",
        tag("p", found, class_="verdict-line"),
        *shared,
        waiting(words, decided),
        tag("p", decided_by(words, decided), class_="decided") if decided else None,
        class_="cell middle",
    )


def waiting(words: ConcordanceWords, decided: Decided | None) -> Html | None:
    """How many differences nobody has decided on: a row that shows none would read as agreement."""
    if decided is None or not decided.waiting:
        return None
    said = words.language.counted(
        "%(n)s difference here is still being looked at.",
        "%(n)s differences here are still being looked at.",
        decided.waiting,
    )
    return tag("p", said, class_="undecided")


def decided_by(words: ConcordanceWords, decided: Decided) -> str:
    """Who confirmed it, who reviewed it, and when."""
    say, language = words.language.say, words.language
    act, review = decided.confirmed, decided.reviewed
    names = {"name": quoted(act.by), "day": day_of(language, act.at)}
    if review is None:
        return say("Confirmed by %(name)s on %(day)s", **names)
    return say(
        "Confirmed by %(name)s on %(day)s, reviewed by %(other)s on %(later)s",
        **names,
        other=quoted(review.by),
        later=day_of(language, review.at),
    )


def _noted(words: ConcordanceWords, row: Row, found: Iterable[Noted]) -> Html | None:
    """The differences that an editor confirmed, each with its kind, the words of both, and the editor's note."""
    lines = [
        tag(
            "li",
            tag("p", kind_of(words, noted)),
            tag("p", said) if (said := words.parted(noted.difference, row)) else None,
            note_of(words, noted),
            class_=noted.difference.tier.replace("_", "-") or "seen",
        )
        for noted in found
    ]
    return tag("ul", *lines, class_="differences noted") if lines else None


def kind_of(words: ConcordanceWords, noted: Noted) -> Html:
    """The kind of a confirmed difference with its sign: where both give a value that clashes it looks otherwise."""
    clash = noted.difference.tier == "values_differ"
    kind = term(words.language, DIFFERENCE, noted.kind)
    return tag("strong", tag("i", "≠", aria_hidden="true"), " ", kind, class_="tier differ" if clash else "tier partly")


def note_of(words: ConcordanceWords, noted: Noted) -> Html | None:
    """What the editor says of a difference."""
    if not noted.note:
        return None
    by = tag("span", words.language.say("Note by %(name)s:", name=quoted(noted.confirmed.by)), class_="name")
    return tag("p", by, " ", tag("bdi", cleaned(noted.note), dir="auto"), class_="note")


def _levels(words: ConcordanceWords, row: Row) -> Html:
    """The steps on the ladder as words, once where all points stand on the same one."""
    all_levels = [p.commitment for p in (*row.a, *row.b)]
    if len(set(all_levels)) == 1:
        return tag("p", level(words, all_levels[0]), class_="levels")
    parts: list[Html] = []
    for letter, points in (("A", row.a), ("B", row.b)):
        chips = [level(words, key) for key in dict.fromkeys(p.commitment for p in points)]
        parts.append(tag("span", tag("b", letter), " ", *chips))
    return tag("p", *parts, class_="levels")


def _difference(words: ConcordanceWords, row: Row, name: str) -> Html | None:
    found = row.differ if name == "values_differ" else row.look
    if not found:
        return None
    lines = [tag("li", _told(words, difference, row)) for difference in found]
    return tag("div", tag("p", tier(words, name)), tag("ul", *lines), class_=f"differences {name.replace('_', '-')}")


def _told(words: ConcordanceWords, difference: Difference, row: Row) -> str:
    """One difference; the levels themselves stand right above."""
    if difference.type == "strength":
        return words.language.say("%(kind)s.", kind=term(words.language, DIFFERENCE, difference.type))
    return words.difference(difference, row)


def source(words: ConcordanceWords, point: Point, letter: str, *, nearest: bool = False) -> Html:
    """The whole sentence behind a point, one click away, and what was read from it."""
    say = words.language.say
    text = words.text(letter)
    facts = [
        say(
            "Characters %(start)s to %(end)s of %(name)s.",
            start=point.span.start,
            end=point.span.end,
            name=words.label(letter),
        ),
        say("Theme: %(theme)s.", theme=words.theme(point.theme)),
    ]
    if point.commitment_sign is not None and not words.removed(letter):
        facts.append(
            say(
                "Read as “%(level)s” from “%(words)s”.",
                level=term(words.language, LEVEL, point.commitment),
                words=quote_of(point.commitment_sign.of(text.body)),
            )
        )
    if words.confirmed is not None:
        return details(say("Where it stands"), tag("p", " ".join(facts), class_="facts-line"))
    return details(
        say("Source sentence"),
        tag("blockquote", words.excerpt(letter, point.sentence, [Mark(point.span, "part")])),
        tag("p", " ".join(facts), class_="facts-line"),
        _nearest(words, point, letter) if nearest else None,
    )


def _nearest(words: ConcordanceWords, point: Point, letter: str) -> Html | None:
    """The likeliest counterparts in the other readout, for whoever checks the row."""
    other = "B" if letter == "A" else "A"
    found = words.found.candidates.get(f"{letter}:{point.id}", ())[:NEAREST]
    texts = [words.points[f"{other}:{c.point}"] for c in found if c.score >= LEAST_NEAR]
    if not texts:
        return None
    return tag(
        "div",
        tag("p", words.language.say("Nearest in %(name)s, best first:", name=words.label(other))),
        tag("ol", *(tag("li", words.excerpt(other, p.span)) for p in texts)),
        class_="nearest",
    )


def frames(words: ConcordanceWords) -> Html | None:
    """Who spoke to whom, greetings, tone, headings: folded, never dropped."""
    say = words.language.say
    parts: list[Html] = []
    count = 0
    for letter, points in (("A", words.found.points_a), ("B", words.found.points_b)):
        found = [p for p in points if p.kind == "frame"]
        count += len(found)
        if found:
            lines = [tag("li", words.excerpt(letter, p.span)) for p in found]
            parts += [tag("p", who(words, letter)), tag("ul", *lines, class_="plain")]
    if not parts:
        return None
    summary = words.language.counted(
        "%(n)s line that only sets the scene", "%(n)s lines that only set the scene", count
    )
    lead = tag("p", say("Who spoke to whom, greetings, tone, headings. They are not compared."), class_="lead")
    return section("frames", say("Folded away"), lead, details(summary, *parts))


def levels_explained(words: ConcordanceWords) -> Html:
    """The ladder of commitment, strongest first."""
    order: Iterable[str] = reversed(COMMITMENTS)
    lines = [
        tag("div", tag("dt", level(words, key)), tag("dd", term(words.language, LEVEL_MEANING, key))) for key in order
    ]
    return tag("dl", *lines, class_="ladder")
