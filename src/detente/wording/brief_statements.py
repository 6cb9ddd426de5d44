"""Candidate statements for a consultation: source sentences, trimmed and never rewritten.

An editor must rewrite them: a sentence of an article speaks for somebody, and a statement to vote on may not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from detente.wording.article import Article
from detente.wording.brief_matters import OUGHT
from detente.wording.brief_results import CandidateStatement, Passage, Recommendation, Report
from detente.wording.near_copies import words_of
from detente.wording.results import Span

__all__ = ["MOST", "statements_in"]

MOST = 12
LONGEST = 34
"""Words; nobody votes on a paragraph."""
SHORTEST = 5
ENOUGH = 8
"""Words; what trails behind a sentence of at least so many is left out."""
PER_THEME = 3
PER_VOICE = 3
RECOMMENDED = 7

LEAD = re.compile(
    r"(?:(?:moreover|furthermore|however|though|nonetheless|nevertheless|in addition|for one|meanwhile|simultaneously|"
    r"also|therefore|thus|finally|overall|still|yet|and|but|that)\b,?\s+)+",
    re.I,
)
ASIDE = re.compile(
    r",\s+(?:such as|including|corresponding to|especially|particularly|notably|significantly)\b[^,;.]*(?=,|\.|;|$)",
    re.I,
)
STRONG = re.compile(rf"{OUGHT.pattern}|\b(?:important|essential|could|may)\b", re.I)
TRAILING = re.compile(r",\s+(?:which|who|\w+ing)\b[^,;]*$")
HANGING = re.compile(
    r"^(?:it|they|he|she|this|these|those|its|his|her|their|such|we|i|our|who|which|as|whether|if|for|to)\b", re.I
)
HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|ought|needs?\s+to|do|does|did|represents|"
    r"remains|serves|helps|gives|brings|means|shows|makes|takes|costs|feels|keeps)\b"
)
FRAMED = re.compile(r"^(?:fram|portray|present|describ|depict|characteri|perceiv|view|see)", re.I)
IMPERATIVE = re.compile(
    r"^(?:establish|create|enhance|promote|develop|foster|commit|ensure|set|build|open|publish|give|allow|keep|hold|invite|"
    r"include|protect|support|provide|maintain|start|stop|end|extend|introduce|reduce|increase|improve|strengthen)\b",
    re.I,
)


def statements_in(
    articles: Sequence[Article], reports: Sequence[Report], recommendations: Sequence[Recommendation]
) -> tuple[CandidateStatement, ...]:
    """Up to `MOST` candidates: what is recommended, what ought to be, what somebody claims.

    At most three under one theme, three by one voice and seven recommendations are taken as long as others wait. No
    sentence that hangs on another ("They would ...") and none that another candidate holds already.
    """
    by_number = {article.number: article for article in articles}
    offered = [*_recommended(by_number, recommendations), *_ought(articles), *_claimed(by_number, reports)]
    chosen: list[CandidateStatement] = []
    themes: Counter[str] = Counter()
    voices: Counter[tuple[str, ...]] = Counter()
    for strict in (True, False):
        for one in offered:
            if len(chosen) == MOST:
                break
            if one in chosen or any(_same(one, other) for other in chosen):
                continue
            recommended = one.why == "recommendation"
            if strict and (themes[one.theme] >= PER_THEME or (not recommended and voices[one.names] >= PER_VOICE)):
                continue
            if recommended and sum(other.why == "recommendation" for other in chosen) >= RECOMMENDED:
                continue
            chosen.append(one)
            themes[one.theme] += 1
            voices[one.names] += 1
    order = {id(one): place for place, one in enumerate(offered)}
    return tuple(sorted(chosen, key=lambda one: order[id(one)]))


def _recommended(articles: dict[int, Article], found: Sequence[Recommendation]) -> Iterator[CandidateStatement]:
    for one in found:
        article = articles[one.what.text]
        pieces = _trimmed(article, one.what, verbless=True)
        if pieces:
            yield CandidateStatement(pieces, "recommendation", one.names, (), article.theme(one.what.span))


def _ought(articles: Sequence[Article]) -> Iterator[CandidateStatement]:
    for article in articles:
        spoken = {article.sentences[s.sentence].span for s in article.sayings}
        for sentence in article.sentences:
            if (
                sentence.kind == "sentence"
                and sentence.span not in spoken
                and OUGHT.search(sentence.span.of(article.body))
            ):
                pieces = _trimmed(article, article.passage(sentence.span))
                if pieces:
                    yield CandidateStatement(pieces, "ought", (), (), article.theme(sentence.span))


def _claimed(articles: dict[int, Article], reports: Sequence[Report]) -> Iterator[CandidateStatement]:
    for strong in (True, False):
        for report in reports:
            if report.manner != "paraphrase" or report.how not in {"reported", "according", "list"}:
                continue
            if report.verb is not None and FRAMED.match(report.verb.words):
                continue
            if strong != (STRONG.search(report.said.words) is not None):
                continue
            article = articles[report.said.text]
            pieces = _trimmed(article, report.said)
            if pieces:
                yield CandidateStatement(pieces, "claim", report.names, report.sides, report.theme)


def _trimmed(article: Article, passage: Passage, *, verbless: bool = False) -> tuple[Passage, ...]:
    """The words without what leads in and without examples; nothing where what is left cannot stand alone."""
    body, span = article.body, passage.span
    label = re.compile(r"[^:.\n]{2,70}:\s+(?=\S)").match(body, span.start, span.end)
    start = label.end() if label else span.start
    lead = LEAD.match(body, start, span.end)
    start = lead.end() if lead else start
    end = start + len(body[start : span.end].rstrip(" .;,"))
    trailing = TRAILING.search(body, start, end)
    if trailing is not None and len(body[start : trailing.start()].split()) >= ENOUGH:
        end = trailing.start()
    words = body[start:end]
    if not verbless and not HAS_VERB.search(words) and not IMPERATIVE.match(words):
        return ()
    if HANGING.match(words) or "“" in words or '"' in words or re.search(r"\b(?:I|we|our|my)\b", words):
        return ()
    places = [start]
    for aside in ASIDE.finditer(body, start, end):
        if aside.start() - start > 15:
            places += [aside.start(), aside.end()]
    places.append(end)
    pieces = [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=True) if body[a:b].strip(" ,.;")]
    length = sum(len(piece.of(body).split()) for piece in pieces)
    if not SHORTEST <= length <= LONGEST:
        return ()
    return tuple(article.passage(piece, passage.sentence) for piece in pieces)


def _same(one: CandidateStatement, other: CandidateStatement) -> bool:
    mine = {word for piece in one.pieces for word, _ in words_of(piece.words) if len(word) > 3}
    theirs = {word for piece in other.pieces for word, _ in words_of(piece.words) if len(word) > 3}
    return len(mine & theirs) > 0.6 * min(len(mine), len(theirs))
