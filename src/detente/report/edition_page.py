"""The parts of a published encounter's page: what a page of the site puts between its own header and footer.

The rows, announcements, quotations and themes are drawn as on the page of `detente concord`; here persons stand behind
them, and what nobody has confirmed is a number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from detente.exchange.encounter import Counts
from detente.report.concordance_extras import announcements, quotations, themes
from detente.report.concordance_rows import COLOUR, frames, levels_explained, side_by_side
from detente.report.concordance_words import ConcordanceWords, Row
from detente.report.days import day, days
from detente.report.edition import Confirmed
from detente.report.elements import section
from detente.report.excerpts import quote_of
from detente.report.joint_section import joint_section
from detente.report.language import language as language_of
from detente.report.markup import Html, inline, joined, quoted, tag
from detente.wording.results import Announcement, Difference, Span

__all__ = ["EditionParts", "edition_parts"]

FIRST_DIFFERENCES = 2
SHORT = 90
"""Characters of a point that is named within a sentence."""


@dataclass(frozen=True)
class EditionParts:
    """The page's parts in the order in which they are read.

    Attributes
    ----------
    limits : tuple of Html
        What a reader must know first: words the program could not read.
    status : Html
        Who stands behind the rows.
    answer : Html
        What the page says, in one paragraph.
    counts : Html
        How many both report, only A, only B, and how many are still being looked at.
    plainly : Html
        What the counts do not say; the lengths.
    rows, announced, quotes, method : Html
    joint, themes, frames : Html or None
        None where there is nothing to show.
    """

    limits: tuple[Html, ...]
    status: Html
    answer: Html
    counts: Html
    plainly: Html
    rows: Html
    announced: Html
    quotes: Html
    themes: Html | None
    joint: Html | None
    frames: Html | None
    method: Html


def edition_parts(confirmed: Confirmed, *, language: str) -> EditionParts:
    """The parts of the page of an edition in one language.

    Raises
    ------
    UnknownLanguage
        There is no catalogue for `language`.
    """
    words = ConcordanceWords(confirmed.found, language_of(language), dict(confirmed.content.themes), confirmed)
    return EditionParts(
        limits=tuple(inline(sentence) for sentence in words.limits()),
        status=inline(words.status()),
        answer=_paragraph(words, confirmed),
        counts=_counts(words, confirmed.content.counts),
        plainly=_plainly(words),
        rows=side_by_side(words),
        announced=announcements(words),
        quotes=quotations(words),
        themes=themes(words),
        joint=_joint(words, confirmed),
        frames=frames(words),
        method=_method(words, confirmed),
    )


def _paragraph(words: ConcordanceWords, confirmed: Confirmed) -> Html:
    """Who met when, how much both report, where they differ, what one alone reports, and what is announced."""
    counts, counted = confirmed.content.counts, words.language.counted
    parts: list[str] = [_met(words, confirmed)]
    parts.append(
        counted(
            "Both report %(n)s thing that a person has confirmed.",
            "Both report %(n)s things that a person has confirmed.",
            counts.both,
        )
    )
    parts += _differ(words)
    parts += [_alone(words, "A", counts.only_a), _alone(words, "B", counts.only_b)]
    parts += _announced(words)
    parts += _undecided(words, confirmed)
    waiting = counts.waiting_a + counts.waiting_b
    if waiting:
        parts.append(
            counted("%(n)s point is still being looked at.", "%(n)s points are still being looked at.", waiting)
        )
    return tag("p", *_spaced(part for part in parts if part), class_="answer")


def _undecided(words: ConcordanceWords, confirmed: Confirmed) -> list[str]:
    """What of the confirmed rows and of the joint statement nobody has decided on; silence would read as agreement."""
    counts, counted = confirmed.content.counts, words.language.counted
    differences = counts.waiting_differences + sum(each.waiting for each in confirmed.content.sentences)
    parts: list[str] = []
    if differences:
        said = counted(
            "%(n)s difference in what is confirmed is still being looked at.",
            "%(n)s differences in what is confirmed are still being looked at.",
            differences,
        )
        parts.append(said)
    if counts.waiting_sentences:
        parts.append(
            counted(
                "%(n)s sentence of the joint statement is still being looked at.",
                "%(n)s sentences of the joint statement are still being looked at.",
                counts.waiting_sentences,
            )
        )
    return parts


def _spaced(parts: Iterable[str]) -> list[str]:
    return [piece for part in parts for piece in (part, " ")][:-1]


def _met(words: ConcordanceWords, confirmed: Confirmed) -> str:
    say, content = words.language.say, confirmed.content
    a, b = (say("%(name)s (%(letter)s)", name=words.names[letter], letter=letter) for letter in ("A", "B"))
    given = {"a": a, "b": b, "day": day(words.language, content.held_on)}
    if content.kind == "call":
        return say("%(a)s and %(b)s spoke on the phone on %(day)s, and each published its own account.", **given)
    if content.kind == "meeting":
        return say("%(a)s and %(b)s met on %(day)s, and each published its own account.", **given)
    if content.kind == "talks":
        return say("%(a)s and %(b)s held talks on %(day)s, and each published its own account.", **given)
    return say("%(a)s and %(b)s were in contact on %(day)s, and each published its own account.", **given)


def _differ(words: ConcordanceWords) -> list[str]:
    """In how many shared rows they differ, and the first differences in words: clashing values before others."""
    counted = words.language.counted
    found = [(row, noted) for row in words.rows if (decided := words.decided(row)) for noted in decided.differences]
    if not found:
        return []
    rows = len({row.number for row, _ in found})
    found.sort(key=lambda pair: (pair[1].difference.tier != "values_differ", pair[0].number))
    first: dict[int, str] = {}
    for row, noted in found:
        if len(first) < FIRST_DIFFERENCES and row.number not in first:
            sentence = _sentence(words, noted.difference, noted.note, row)
            link = tag("a", words.language.say("Row %(number)s", number=row.number), href=f"#r{row.number}")
            first[row.number] = joined(sentence, " (", link, ")")
    return [
        counted("They differ in %(n)s of them.", "They differ in %(n)s of them.", rows),
        *first.values(),
    ]


def _sentence(words: ConcordanceWords, difference: Difference, note: str, row: Row) -> str:
    """One difference, in the words of both or in the editor's."""
    if not difference.a_says and not difference.b_says and difference.type not in ("strength", "who_speaks"):
        kind = words.difference(difference, row).rstrip(".")
        return words.language.say("%(kind)s: %(note)s", kind=kind, note=quoted(note))
    return words.difference(difference, row)


def _alone(words: ConcordanceWords, letter: str, n: int) -> str:
    rows = [row for row in words.rows if row.zone == f"only_{letter.lower()}"]
    if not rows:
        return ""
    counted, name = words.language.counted, words.names[letter]
    if words.removed(letter):
        return counted(
            "Only in the readout of %(name)s: %(n)s.", "Only in the readout of %(name)s: %(n)s.", n, name=name
        )
    point = (rows[0].a or rows[0].b)[0]
    return counted(
        "Only in the readout of %(name)s: %(n)s point, “%(words)s”.",
        "Only in the readout of %(name)s: %(n)s points, the first of them “%(words)s”.",
        n,
        name=name,
        words=_quote(words, letter, point.span),
    )


def _quote(words: ConcordanceWords, letter: str, span: Span) -> str:
    """A passage to stand inside a sentence of ours, which has its own full stop."""
    return quote_of(span.of(words.text(letter).body).strip().rstrip("."), SHORT)


def _announced(words: ConcordanceWords) -> list[str]:
    """How many rows announce something, and the one with the first window."""
    dated: list[tuple[dt.date, int, str, Announcement]] = []
    rows = set()
    for row in words.rows:
        for letter, points in (("A", row.a), ("B", row.b)):
            for found in (found for point in points for found in point.announcements):
                rows.add(row.number)
                if found.interval and (first := found.interval.start or found.interval.end):
                    dated.append((first, row.number, letter, found))
    if not rows:
        return []
    parts = [words.language.counted("%(n)s row announces something.", "%(n)s rows announce something.", len(rows))]
    dated = [one for one in dated if not words.removed(one[2])]
    if dated:
        _, _, letter, found = min(dated, key=lambda one: one[:3])
        assert found.interval is not None
        parts.append(
            words.language.say(
                "The first is for %(days)s: “%(words)s”.",
                days=days(words.language, found.interval.start, found.interval.end),
                words=_quote(words, letter, found.span),
            )
        )
    return parts


def _counts(words: ConcordanceWords, counts: Counts) -> Html:
    say, number = words.language.say, words.language.number
    boxes = {
        "both": (say("both report"), counts.both),
        "only-a": (joined(tag("i", class_=f"key {COLOUR['A']}"), say("only A")), counts.only_a),
        "only-b": (joined(tag("i", class_=f"key {COLOUR['B']}"), say("only B")), counts.only_b),
        "waiting": (say("still being looked at"), counts.waiting_a + counts.waiting_b),
    }
    return tag(
        "dl",
        *(tag("div", tag("dt", name), tag("dd", number(n)), class_=look) for look, (name, n) in boxes.items()),
        class_="facts counts",
    )


def _plainly(words: ConcordanceWords) -> Html:
    fixed = tag("ul", *(tag("li", sentence) for sentence in words.fixed()), class_="plain fixed")
    return joined(tag("p", words.lengths()), fixed)


def _joint(words: ConcordanceWords, confirmed: Confirmed) -> Html | None:
    if confirmed.joint is None or not confirmed.joint.sentences:
        return None
    return joint_section(words, confirmed.joint)


def _method(words: ConcordanceWords, confirmed: Confirmed) -> Html:
    say, content = words.language.say, confirmed.content
    lines = [
        say(
            "A program cut both texts into points and proposed pairs by their wording. A person read every row shown "
            "here, put it right where it was wrong, and confirmed it. What nobody has confirmed is not on this page."
        ),
        *_who(words, confirmed),
        say(
            "How firmly something is put, themes, dates and quotations are read by rules; an editor corrects them. "
            "The rules read English; other languages need a reader."
        ),
        say(
            "Sides seldom contradict each other in the same words. More often a limit, a condition or a step of "
            "commitment stands on one side only."
        ),
        say("Every line is a slice of one of the texts. Nothing was written by a program."),
        say("Read with the word lists: %(packs)s.", packs=words.language.listed([quoted(p) for p in content.packs])),
    ]
    if content.own_words:
        lines.append(
            say("This encounter has words of its own as well (SHA-256 %(digest)s…).", digest=content.own_words[:12])
        )
    return section(
        "method",
        say("How this page was made"),
        tag("ul", *(tag("li", line) for line in lines), class_="plain"),
        tag("h3", say("How firmly something is put")),
        tag(
            "p",
            say("Read from the words, strongest first. A denial is no weak promise and stands apart."),
            class_="lead",
        ),
        levels_explained(words),
    )


def _who(words: ConcordanceWords, confirmed: Confirmed) -> list[str]:
    """How much each person confirmed and reviewed."""
    counted, content = words.language.counted, confirmed.content
    by = Counter([*(row.confirmed.by for row in content.rows), *(each.confirmed.by for each in content.sentences)])
    reviewed = Counter(row.reviewed.by for row in content.rows if row.reviewed)
    return [
        *(
            counted("%(name)s confirmed %(n)s row.", "%(name)s confirmed %(n)s rows.", n, name=quoted(name))
            for name, n in by.items()
        ),
        *(
            counted("%(name)s reviewed %(n)s row.", "%(name)s reviewed %(n)s rows.", n, name=quoted(name))
            for name, n in reviewed.items()
        ),
    ]
