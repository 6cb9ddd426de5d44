"""A concordance in a few lines of plain text, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Mapping

from detente.report.concordance_words import ConcordanceWords, Row
from detente.report.days import day
from detente.report.excerpts import quote_of
from detente.report.joint_section import carried
from detente.report.language import language as language_of
from detente.report.lines import indented, numbered, wrapped
from detente.report.markup import plain
from detente.report.terms import LEVEL, term
from detente.wording.results import Concordance, JointCheck

__all__ = ["render_concordance_text"]

SHOWN = 5


def render_concordance_text(
    found: Concordance,
    *,
    joint: JointCheck | None = None,
    themes_named: Mapping[str, str] | None = None,
    language: str = "en",
) -> str:
    """The counts, where values differ, what to look at, and what only one reports.

    Parameters
    ----------
    found : Concordance
    joint : JointCheck, optional
    themes_named : mapping of str to str, optional
    language : {"en", "ru", "ar"}

    Raises
    ------
    UnknownLanguage
        There is no catalogue for `language`.
    """
    words = ConcordanceWords(found, language_of(language), themes_named or {})
    say = words.language.say
    blocks = ["\n".join(_given(words, letter) for letter in ("A", "B")), wrapped(words.status())]
    blocks.append("\n".join(indented(sentence, "  ") for sentence in words.in_short()))
    if joint is not None:
        items = [(quote_of(s.text), carried(words, s) + ".") for s in joint.sentences]
        blocks.append(numbered(say("The draft joint statement"), items))
    shared = [row for row in words.rows if row.link is not None]
    blocks += [
        _rows(words, say("Values differ"), [row for row in shared if row.differ]),
        _rows(words, say("Look closely"), [row for row in shared if row.look and not row.differ]),
        _alone(words, "A"),
        _alone(words, "B"),
        wrapped(" ".join([words.lengths(), *words.fixed()])),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _given(words: ConcordanceWords, letter: str) -> str:
    text, language = words.text(letter), words.language
    date = day(language, text.date) if text.date else language.say("no date known")
    length = language.counted("%(n)s word", "%(n)s words", words.n_words(letter))
    title = f"{quote_of(text.title)} · " if text.title.strip() else ""
    return indented(f"{words.names[letter]}: {title}{date} · {length}", f"{letter}  ")


def _rows(words: ConcordanceWords, heading: str, rows: list[Row]) -> str:
    if not rows:
        return ""
    items = []
    for row in rows[:SHOWN]:
        a, b = (" … ".join(words.short(p, x) for p in points) for x, points in (("A", row.a), ("B", row.b)))
        items.append((f"A: {a}", f"B: {b}", *(words.difference(d, row) for d in (*row.differ, *row.look))))
    return numbered(heading, items) + _rest(words, len(rows))


def _alone(words: ConcordanceWords, letter: str) -> str:
    zone = "only_a" if letter == "A" else "only_b"
    rows = [row for row in words.rows if row.zone == zone]
    if not rows:
        return ""
    heading = words.language.say("Only %(name)s", name=words.label(letter))
    items = []
    for row in rows[:SHOWN]:
        point = (row.a or row.b)[0]
        items.append((f"{words.short(point, letter)} [{term(words.language, LEVEL, point.commitment)}]",))
    return numbered(plain(heading), items) + _rest(words, len(rows))


def _rest(words: ConcordanceWords, n: int) -> str:
    if n <= SHOWN:
        return ""
    return "\n" + indented(words.language.counted("%(n)s more", "%(n)s more", n - SHOWN), "     ")
