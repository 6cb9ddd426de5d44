"""Two readouts of one meeting side by side, as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping

from detente.report.concordance_extras import announcements, quotations, themes
from detente.report.concordance_rows import COLOUR, frames, levels_explained, row_link, side_by_side
from detente.report.concordance_words import ConcordanceWords
from detente.report.days import day
from detente.report.elements import section
from detente.report.excerpts import piece
from detente.report.joint_section import joint_section
from detente.report.language import language as language_of
from detente.report.markup import Html, joined, quoted, tag
from detente.report.shell import document, footer, policy
from detente.wording.results import Concordance, JointCheck

__all__ = ["TEXT_SHEETS", "render_concordance", "text_policy"]

TEXT_SHEETS = ("page.css", "texts.css")


def text_policy() -> str:
    """The Content-Security-Policy of the pages that show texts."""
    return policy(*TEXT_SHEETS)


def render_concordance(
    found: Concordance,
    *,
    joint: JointCheck | None = None,
    themes_named: Mapping[str, str] | None = None,
    language: str = "en",
) -> str:
    """The page as one HTML file.

    Parameters
    ----------
    found : Concordance
    joint : JointCheck, optional
        A draft joint statement checked against both readouts.
    themes_named : mapping of str to str, optional
        Labels of the themes, by key, as the lexicon has them.
    language : {"en", "ru", "ar"}
        Language of everything that is not a given text.

    Returns
    -------
    str
        The same arguments give the same text.

    Raises
    ------
    UnknownLanguage
        There is no catalogue for `language`.
    """
    tongue = language_of(language)
    words = ConcordanceWords(found, tongue, themes_named or {})
    parts = [
        _in_short(words),
        joint_section(words, joint) if joint is not None else None,
        side_by_side(words),
        announcements(words),
        quotations(words),
        themes(words),
        frames(words),
        _method(words, joint),
    ]
    return document(
        tongue,
        words.heading(),
        (tongue.say("Skip to the counts"), "in-short"),
        [_header(words), tag("main", *(part for part in parts if part is not None)), footer(tongue, words.status())],
        sheets=TEXT_SHEETS,
    )


def _header(words: ConcordanceWords) -> Html:
    say = words.language.say
    banner = tag(
        "p",
        tag("strong", words.status()),
        " ",
        say(
            "A program paired the points by their wording. It can miss a pair and propose a wrong one: check a row "
            "before you use it."
        ),
        class_="banner",
    )
    limits = [tag("p", sentence, class_="banner") for sentence in words.limits()]
    return tag(
        "header",
        tag("div", banner, *limits, class_="banners"),
        tag("p", say("Two readouts of one meeting, side by side"), class_="kicker"),
        tag("h1", words.heading()),
        tag("ul", *(_given(words, letter) for letter in ("A", "B")), class_="readouts"),
    )


def _given(words: ConcordanceWords, letter: str) -> Html:
    """One of the two readouts: who, title, date, length."""
    text, language = words.text(letter), words.language
    facts: list[str] = [piece(text.publisher)] if text.publisher.strip() else []
    facts.append(day(language, text.date) if text.date else language.say("no date known"))
    facts.append(language.counted("%(n)s word", "%(n)s words", words.n_words(letter)))
    return tag(
        "li",
        tag("p", tag("i", class_=f"key {COLOUR[letter]}"), tag("b", letter), " ", words.names[letter], class_="who"),
        tag("p", piece(text.title), class_="title") if text.title.strip() else None,
        tag("p", *(joined(" · " if i else None, fact) for i, fact in enumerate(facts)), class_="name"),
        class_=COLOUR[letter],
    )


def _in_short(words: ConcordanceWords) -> Html:
    say, number, counts = words.language.say, words.language.number, words.counts
    names = {
        "proposed": say("both report"),
        "only_a": say("only A"),
        "only_b": say("only B"),
        "to_check": say("to check"),
    }
    boxes = [
        tag("div", tag("dt", name), tag("dd", number(counts[zone])), class_=zone.replace("_", "-"))
        for zone, name in names.items()
    ]
    return section(
        "in-short",
        say("In short"),
        tag("dl", *boxes, class_="facts counts"),
        tag("p", _differences_in_short(words)),
        tag("p", words.lengths()),
        tag("ul", *(tag("li", sentence) for sentence in words.fixed()), class_="plain fixed"),
    )


def _differences_in_short(words: ConcordanceWords) -> Html:
    """How many rows differ, and links to them."""
    counted, counts, say = words.language.counted, words.counts, words.language.say
    if not counts["proposed"] + counts["to_check"]:
        return joined(say("No point of one readout was found in the other."))
    clash, close = counts["values_differ"], counts["look_closely"]
    parts: list[str] = []
    if clash:
        links = joined(*(row_link(words, row) for row in words.rows if row.differ))
        parts += [counted("In %(n)s row the values differ.", "In %(n)s rows the values differ.", clash), " ", links]
    else:
        parts.append(say("Nowhere do both give a value that clashes with the other’s."))
    if close:
        sentence = counted("%(n)s more row wants a close look.", "%(n)s more rows want a close look.", close)
        if not clash:
            sentence = counted("%(n)s row wants a close look.", "%(n)s rows want a close look.", close)
        parts += [" ", sentence]
    return joined(*parts)


def _method(words: ConcordanceWords, joint: JointCheck | None) -> Html:
    say, found = words.language.say, words.found
    lines = [
        say(
            "Both texts are cut into points. Names of the sides and verbs of reporting are set aside, and what is left "
            "is compared by its letters, its words and the word lists of the pack “%(pack)s”.",
            pack=found.lexicon,
        ),
        say("It compares wording, not meaning: one thing said in quite other words can stay unpaired."),
        say(
            "Sides seldom contradict each other in the same words. More often a limit, a condition or a step of "
            "commitment stands on one side only. How something is framed, and what its scope is, a reader has to see."
        ),
        say("Every line is a slice of one of the two texts. Nothing was written by a program."),
        say("The rules read English; other languages need a reader."),
    ]
    if found.encoder:
        lines.insert(1, say("An encoder helped to compare: %(name)s.", name=quoted(found.encoder)))
    else:
        lines.append(say("Nothing left this machine."))
    if joint is not None:
        lines.append(say("The draft was compared with each readout in the same way, sentence by sentence."))
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
        levels_explained(words),
    )
