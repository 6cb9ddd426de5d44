"""What given texts report that each party said, as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping

from detente.report import brief_more, brief_sections
from detente.report.brief_head import header, sources
from detente.report.brief_words import BriefWords
from detente.report.concordance_page import TEXT_SHEETS
from detente.report.elements import section
from detente.report.language import language as language_of
from detente.report.markup import Html, tag
from detente.report.shell import document, footer
from detente.wording.brief_results import Brief

__all__ = ["render_brief"]


def render_brief(brief: Brief, *, themes_named: Mapping[str, str] | None = None, language: str = "en") -> str:
    """The page as one HTML file.

    Parameters
    ----------
    brief : Brief
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
    words = BriefWords(brief, tongue, themes_named)
    parts = [
        sources(words),
        _in_short(words),
        brief_sections.tensions(words),
        brief_sections.announced(words),
        brief_sections.side_by_side(words),
        brief_sections.reports(words),
        brief_more.actors(words),
        brief_more.outcomes(words),
        brief_more.recommendations(words),
        brief_more.candidates(words),
        brief_more.method(words),
    ]
    last = tongue.say("As reported by the texts named here, read by a program, checked by nobody.")
    return document(
        tongue,
        words.heading(),
        (tongue.say("Skip to the counts"), "in-short"),
        [header(words), tag("main", *(part for part in parts if part is not None)), footer(tongue, last)],
        sheets=TEXT_SHEETS,
    )


def _in_short(words: BriefWords) -> Html:
    """What there is, as numbers that lead to it."""
    say, number, brief = words.language.say, words.language.number, words.brief
    verbatim = sum(r.manner == "verbatim" for _, r in words.speech)
    boxes = [
        ("said", say("quoted"), verbatim),
        ("said", say("retold"), len(words.speech) - verbatim),
        ("announced", say("announced"), len(brief.announced)),
        ("tensions", say("may contradict"), len(brief.tensions)),
        ("recommended", say("recommended"), len(brief.recommendations)),
        ("candidates", say("candidate statements"), len(brief.statements)),
    ]
    shown = [
        tag("div", tag("dt", tag("a", name, href=f"#{target}") if n else name), tag("dd", number(n)))
        for target, name, n in boxes
    ]
    return section("in-short", say("In short"), tag("dl", *shown, class_="facts counts six"))
