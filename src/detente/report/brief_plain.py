"""A brief in a few lines of plain text, for a terminal or a pipe."""

from __future__ import annotations

from detente.report.brief_terms import TENSION, TIMING
from detente.report.brief_words import BriefWords
from detente.report.language import language as language_of
from detente.report.lines import indented, numbered, wrapped
from detente.report.markup import plain
from detente.report.terms import CERTAINTY, term
from detente.wording.brief_results import Announced, Brief, Report

__all__ = ["render_brief_text"]

SHOWN = 5


def render_brief_text(brief: Brief, *, language: str = "en") -> str:
    """The grade of each text, then who said what, what is announced and what may contradict.

    Parameters
    ----------
    brief : Brief
    language : {"en", "ru", "ar"}

    Raises
    ------
    UnknownLanguage
        There is no catalogue for `language`.
    """
    words = BriefWords(brief, language_of(language))
    say = words.language.say
    verbatim = [r for _, r in words.speech if r.manner == "verbatim"]
    retold = [r for _, r in words.speech if r.manner == "paraphrase"]
    blocks = [
        _grades(words),
        *(wrapped(sentence) for sentence in words.limits()),
        _reports(words, say("Quoted"), verbatim),
        _reports(words, say("Reported in the text’s own words"), retold),
        _announced(words),
        _tensions(words),
        wrapped(say("As reported by the texts named here, read by a program, checked by nobody.")),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _grades(words: BriefWords) -> str:
    lines = []
    for source in words.brief.sources:
        lines.append(indented(f"{words.title(source)}: {words.grade(source)}.", ""))
        lines += [indented(words.reason(reason), "  ") for reason in source.why]
        lines += [
            indented(words.flag(flag), "  ")
            for flag in source.flags
            if flag.code not in {reason.code for reason in source.why} and flag.code != "broken_term"
        ]
    lines.append(indented(words.overall(), ""))
    return "\n".join(lines)


def _rest(words: BriefWords, n: int) -> str:
    if n <= SHOWN:
        return ""
    return "\n" + indented(words.language.counted("%(n)s more", "%(n)s more", n - SHOWN), "     ")


def _reports(words: BriefWords, heading: str, found: list[Report]) -> str:
    if not found:
        return ""
    items = []
    for report in found[:SHOWN]:
        stands_for = words.speaks_for(report)
        who = words.speaker(report) + (f" ({stands_for})" if stands_for else "")
        level = f" [{words.level(report.commitment)}]" if report.commitment else ""
        items.append((f"{who}: {words.said_in(report.said)}{level}",))
    return numbered(plain(heading), items) + _rest(words, len(found))


def _announced(words: BriefWords) -> str:
    found = words.brief.announced
    if not found:
        return ""
    items = [(_when(words, one), words.said_in(one.what)) for one in found[:SHOWN]]
    return numbered(words.language.say("What is announced"), items) + _rest(words, len(found))


def _when(words: BriefWords, one: Announced) -> str:
    certainty = term(words.language, CERTAINTY, one.certainty)
    if one.when is None:
        return f"{words.language.say('no time given')} · {certainty}"
    note = term(words.language, TIMING, one.timing) if one.timing in TIMING else ""
    facts = [words.when(one), f"“{words.said_in(one.when, 60)}”", note, certainty]
    return " · ".join(fact for fact in facts if fact)


def _tensions(words: BriefWords) -> str:
    found = words.brief.tensions
    if not found:
        return ""
    items = [
        (term(words.language, TENSION, one.kind), words.said_in(one.first, 240), words.said_in(one.second, 240))
        for one in found[:SHOWN]
    ]
    return numbered(words.language.say("What may contradict"), items) + _rest(words, len(found))
