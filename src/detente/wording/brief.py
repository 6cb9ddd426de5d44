"""The brief: what given texts report that each party said, with every source sentence.

Offline and without a language model. Nothing is generated: a brief holds slices of the texts and fixed codes. How each
cue works, where it fails and what was measured: docs/algorithms/brief.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.wording.article import Article, read_article
from detente.wording.brief_actors import actors_of, parties_of
from detente.wording.brief_matters import announced_in, outcomes_in, recommendations_in
from detente.wording.brief_reports import reports_of, side_by_side
from detente.wording.brief_results import BRIEF_FORMAT, Brief, CutPiece, Flag, Known, Reading, Report, Source
from detente.wording.brief_statements import statements_in
from detente.wording.brief_tensions import tensions_in
from detente.wording.errors import BadParameter, TextTooLong
from detente.wording.intake_results import Found, Intake
from detente.wording.lexicon import Lexicon
from detente.wording.results import Party
from detente.wording.sources import GRADES, flags_of, grade

__all__ = ["brief"]

MOST_TEXTS = 50
"""Texts in one brief: every pair of them is compared."""

MOST_WORDS = 50_000
"""Words of one text: a book is no article, and every pair of its sentences is compared."""


def brief(texts: Sequence[Intake], *, lexicon: Lexicon, parties: tuple[Party, ...] = ()) -> Brief:
    """Read texts and lay out what they report.

    Parameters
    ----------
    texts : sequence of Intake
        One to fifty, as `detente.wording.intake.intake` hands them over.
    lexicon : Lexicon
        Themes to sort by, titles and names to know; see `detente.wording.lexicon.load_lexicon`.
    parties : tuple of Party
        The sides, where the caller knows them; otherwise the two states (or bodies) named most.

    Returns
    -------
    Brief

    Raises
    ------
    BadParameter
        No text, or too many.
    TextTooLong
        One of more than fifty thousand words.

    Examples
    --------
    >>> from detente.wording.intake import intake
    >>> from detente.wording.lexicon import load_lexicon
    >>> text = intake("The Kremlin said the call was a step. Washington said no date has been set.", name="note.txt")
    >>> found = brief([text], lexicon=load_lexicon("diplomacy"))
    >>> found.grade, found.parties, [(r.names, r.said.words) for r in found.reports]
    ('derivative', ('Russia', 'United States'), [(('Russia',), 'the call was a step'), ...])
    """
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise BadParameter("texts", "brief", f"1 to {MOST_TEXTS} texts", len(texts))
    for text in texts:
        if (length := len(text.text.body.split())) > MOST_WORDS:
            raise TextTooLong(
                f"{text.name}: {length:,} words are more than the {MOST_WORDS:,} of the longest text that is briefed. "
                "Cut it into its articles."
            )
    articles = [read_article(text, number=n, lexicon=lexicon, parties=parties) for n, text in enumerate(texts)]
    reports = [report for article in articles for report in reports_of(article)]
    flags = [flags_of(articles, reports, n) for n in range(len(articles))]
    reports = _mark_altered(reports, [flag for some in flags for flag in some])
    sources = tuple(_source(article, articles, flags, reports) for article in articles)
    sides = tuple(party.name for party in parties) or parties_of(articles)
    # A text given twice counts once, or it would contradict and confirm itself.
    once = [a for n, a in enumerate(articles) if not any(a.body == b.body for b in articles[:n])]
    own = {article.number for article in once}
    heard = [report for report in reports if report.said.text in own]
    recommended = [one for article in once for one in recommendations_in(article)]
    return Brief(
        grade=max((source.grade for source in sources), key=GRADES.index),
        format=BRIEF_FORMAT,
        lexicon=lexicon.name,
        sources=sources,
        parties=sides,
        limits=tuple(_limits(articles, reports, sides)),
        reports=tuple(reports),
        side_by_side=tuple(side_by_side(article, reports, sides) for article in once if sides),
        tensions=tensions_in(once, heard),
        announced=tuple(one for article in once for one in announced_in(article, heard)),
        actors=actors_of(once, heard, sides),
        outcomes=tuple(one for article in once for one in outcomes_in(article)),
        recommendations=tuple(recommended),
        statements=statements_in(once, heard, recommended),
    )


def _mark_altered(reports: list[Report], flags: list[Flag]) -> list[Report]:
    altered = {(p.text, p.span) for flag in flags if flag.code == "altered_quotation" for p in flag.passages[:1]}
    return [replace(r, altered=True) if (r.said.text, r.said.span) in altered else r for r in reports]


def _source(
    article: Article, articles: Sequence[Article], flags: Sequence[tuple[Flag, ...]], reports: Sequence[Report]
) -> Source:
    taken = article.intake
    level, why = grade(article, articles, flags, reports)
    return Source(
        grade=level,
        why=why,
        flags=flags[article.number],
        name=taken.name,
        title=_known(taken.title),
        publisher=_known(taken.publisher),
        date=_known(taken.date),
        author=_known(taken.author),
        address=_known(taken.address),
        language=taken.text.language or "",
        n_words=len(article.body.split()),
        cuts=tuple(CutPiece(cut.reason, cut.at, cut.words) for cut in taken.cuts),
        notes=tuple(Reading(note.code, note.count, note.detail) for note in taken.notes),
        sides=article.cast.sides,
        body=article.body,
        sha256=taken.sha256,
    )


def _known(found: Found | None) -> Known | None:
    return Known(found.value, found.origin) if found is not None else None


def _limits(articles: Sequence[Article], reports: Sequence[Report], sides: tuple[str, ...]) -> list[str]:
    found = []
    for article in articles:
        for code, name in (
            ("language_unknown", "language"),
            ("transcript", "transcript"),
            ("one_sentence", "one_sentence"),
        ):
            note = article.intake.note(code)
            if note is not None:
                found.append(f"{name}:{article.number}" + (f":{note.detail}" if note.detail else ""))
        twin = next((other.number for other in articles[: article.number] if other.body == article.body), None)
        if twin is not None:
            found.append(f"same_text:{twin}:{article.number}")
    if not sides:
        found.append("no_party_found")
    elif len(sides) == 1:
        found.append("one_party_found")
    if not any(report.manner in {"verbatim", "paraphrase"} for report in reports):
        found.append("nobody_reported")
    return found
