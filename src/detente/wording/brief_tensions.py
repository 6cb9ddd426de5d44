"""Sentences that may contradict each other, within one text or between texts. Both are offered, nothing is judged.

Two kinds of sign. *Framing*: one party is said to have framed a matter in opposite ways (the list
``words/stances.toml``), above all where a second sentence swaps what the first gave to each of two parties. *Values*:
two sentences about one matter (most of their words in common) of which one denies what the other asserts, or which give
a different number or day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from detente.wording.article import Article
from detente.wording.brief_results import Passage, Report, Tension
from detente.wording.near_copies import words_of
from detente.wording.quantities import numbers
from detente.wording.results import Span
from detente.wording.segmentation import clauses
from detente.wording.wordlists import alternatives, word_list

__all__ = ["MOST", "tensions_in"]

MOST = 12
"""Pairs offered; an editor reads them all."""

ALIKE = 0.5
"""Two sentences are about one matter if they share at least so much of the content words of the shorter one."""

NEARLY = 0.4
"""... and so much of those of the longer one; a denial needs `ALIKE` of them."""

FEWEST = 4
"""Content words; shorter sentences are alike by chance."""

FRAMES = re.compile(
    r"\b(?:fram|portray|present|describ|characteri|depict|emphasi|stress|underscor|underlin|highlight|account|hint|view|"
    r"perceiv|insist|claim|assert)\w*",
    re.I,
)
NEGATION = re.compile(r"\b(?:not|no|never|nobody|none|neither|nor|without|cannot)\b|n['’]t\b", re.I)
STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of in on at to for from by with as that this these those it its his her their they he "
        "she we you i is are was were be been being has have had will would shall should can could may might must "
        "do does did not no never also both all more most such than then there which who whom whose what when "
        "where while into over about after before between during within up out so if s t said says",
    )
)


@cache
def _stances() -> dict[str, tuple[re.Pattern[str], str]]:
    return {
        name: (re.compile(alternatives(entry["words"]), re.I), entry["against"])
        for name, entry in word_list("stances").items()
    }


def tensions_in(articles: Sequence[Article], reports: Sequence[Report]) -> tuple[Tension, ...]:
    """The pairs worth an editor's look, the most telling first, at most `MOST`.

    Parameters
    ----------
    articles : sequence of Article
    reports : sequence of Report
        Of all of them.
    """
    framed = list(_framing(articles, reports))
    values = list(_values(articles))
    order = {"roles_swapped": 0, "number": 1, "date": 1, "negation": 2, "framing": 3}
    unique: dict[tuple[int, Span, int, Span], Tension] = {}
    for tension in sorted([*framed, *values], key=lambda t: order[t.kind]):
        unique.setdefault((tension.first.text, tension.first.span, tension.second.text, tension.second.span), tension)
    return tuple(list(unique.values())[:MOST])


# --- framing ---


@dataclass(frozen=True)
class _Flip:
    """One side, shown with a stance in one report and with the opposite one in another."""

    one: Report
    other: Report
    side: str
    stance: str
    words: tuple[Passage, ...]
    against: tuple[Passage, ...]


def _signs(article: Article, span: Span) -> dict[str, tuple[Passage, ...]]:
    """The stances that some words show, with the words that show them."""
    found = {}
    for name, (pattern, _) in _stances().items():
        words = [
            article.passage(Span(m.start(), m.end()))
            for m in pattern.finditer(article.body, span.start, span.end)
            if not re.search(
                r"\b(?:rather than|instead of|not|no|without|against|avoid\w*)\s+(?:\w+\s+)?$",
                article.body[span.start : m.start()],
            )
        ]
        if words:
            found[name] = tuple(words)
    return found


def _framing(articles: Sequence[Article], reports: Sequence[Report]) -> Iterator[Tension]:
    by_number = {article.number: article for article in articles}
    shown: list[tuple[Report, str, dict[str, tuple[Passage, ...]]]] = []
    for report in reports:
        if len(report.sides) != 1 or report.how == "list" or report.manner == "marked":
            continue
        signs = _signs(by_number[report.said.text], report.said.span)
        opposed = {name for name in signs if _stances()[name][1] in signs}
        signs = {name: words for name, words in signs.items() if name not in opposed}
        if signs:
            shown.append((report, report.sides[0], signs))
    flips: list[_Flip] = []
    for (one, side, signs), (other, other_side, other_signs) in combinations(shown, 2):
        if side != other_side or _place(one) == _place(other):
            continue
        for stance, words in signs.items():
            against = other_signs.get(_stances()[stance][1])
            if against:
                flips.append(_Flip(one, other, side, stance, words, against))
                break
    where: dict[tuple[object, object], list[_Flip]] = {}
    for flip in flips:
        where.setdefault((_place(flip.one), _place(flip.other)), []).append(flip)
    offered: set[str] = set()
    for flip in sorted(flips, key=lambda flip: -len(flip.words) - len(flip.against)):
        here = where[_place(flip.one), _place(flip.other)]
        back = [f for f in here if f.side != flip.side and f.stance == _stances()[flip.stance][1]]
        first, second = _sentence(by_number, flip.one), _sentence(by_number, flip.other)
        if back:
            more = back[0]
            words, against = flip.words + more.words, flip.against + more.against
            yield Tension("roles_swapped", first, second, (flip.side, more.side), words, against)
        elif (
            flip.side not in offered
            and flip.one.said.text == flip.other.said.text
            and _is_framing(flip.one)
            and _is_framing(flip.other)
        ):
            offered.add(flip.side)  # one pair for each party: an article has many shades, and an editor reads them all
            yield Tension("framing", first, second, (flip.side,), flip.words, flip.against)


def _is_framing(report: Report) -> bool:
    return report.verb is not None and FRAMES.match(report.verb.words) is not None


def _place(report: Report) -> tuple[int, Span]:
    return report.said.text, report.said.sentence


def _sentence(articles: dict[int, Article], report: Report) -> Passage:
    return articles[report.said.text].passage(report.said.sentence, report.said.sentence)


# --- values ---


def _stem(word: str) -> str:
    return re.sub(r"(?:'s|ing|ed|es|s|ly)$", "", word) if len(word) > 4 else word


def _content(article: Article, span: Span) -> frozenset[str]:
    """Stems of the words that carry the matter: no names, no verbs of speech, no little words."""
    body = article.body
    known = [m.span for m in article.cast.within(span)] + [
        s.verb for s in article.sayings_at(span) if s.verb is not None and span.contains(s.verb)
    ]
    words = ((word, Span(at.start + span.start, at.end + span.start)) for word, at in words_of(span.of(body)))
    return frozenset(_stem(word) for word, at in words if word not in STOP and not any(at.overlaps(k) for k in known))


def _values(articles: Sequence[Article]) -> Iterator[Tension]:
    """Pairs of sentences on one matter that clash in a value or a negation."""
    sentences = [
        (article, clause.span, content)
        for article in articles
        for clause in clauses(article.body, tuple(s for s in article.sentences if s.kind in {"sentence", "item"}))
        if len(content := _content(article, clause.span)) >= FEWEST
    ]
    where: dict[str, list[int]] = {}
    for index, (_, _, content) in enumerate(sentences):
        for word in content:
            where.setdefault(word, []).append(index)
    common: dict[tuple[int, int], int] = {}
    for places in where.values():
        if len(places) <= max(8, len(sentences) // 8):  # a word of every sentence makes no pair
            for pair in combinations(places, 2):
                common[pair] = common.get(pair, 0) + 1
    for (i, j), shared in sorted(common.items()):
        one, first, words = sentences[i]
        other, second, more = sentences[j]
        smaller = min(len(words), len(more))
        if shared < 3 or len(words & more) < ALIKE * smaller or max(len(words), len(more)) > 3 * smaller:
            continue
        yield from _clash(one, first, other, second)


def _clash(one: Article, first: Span, other: Article, second: Span) -> Iterator[Tension]:
    if first.of(one.body) == second.of(other.body) or (one is other and one.around(first) == one.around(second)):
        return
    mine, theirs = _content(one, first), _content(other, second)
    if len(mine & theirs) < NEARLY * max(len(mine), len(theirs)):
        return
    around = one.around(first), other.around(second)
    a, b = one.passage(around[0], around[0]), other.passage(around[1], around[1])
    counted = [(n, m) for n in numbers(one.body, within=first) for m in numbers(other.body, within=second)]
    same_unit = [(n, m) for n, m in counted if n.unit == m.unit and n.unit]
    if same_unit and all(n.high < m.low or m.high < n.low for n, m in same_unit):
        n, m = same_unit[0]
        yield Tension("number", a, b, (), (one.passage(n.span),), (other.passage(m.span),))
        return
    timed = [
        (s, t)
        for s in one.dates_in(first, one.intake.text.date)
        for t in other.dates_in(second, other.intake.text.date)
    ]
    known = [(s, t) for s, t in timed if s.start and t.start and s.end and t.end]
    if known and all(s.end < t.start or t.end < s.start for s, t in known if s.start and s.end and t.start and t.end):
        s, t = known[0]
        yield Tension("date", a, b, (), (one.passage(s.span),), (other.passage(t.span),))
        return
    if len(mine & theirs) < ALIKE * max(len(mine), len(theirs)):
        return  # a denial of something else in a longer clause
    denied = [NEGATION.search(article.body, span.start, span.end) for article, span in ((one, first), (other, second))]
    if bool(NEGATION.search(a.words)) == bool(NEGATION.search(b.words)) or bool(denied[0]) == bool(denied[1]):
        return
    signs = [
        (article.passage(Span(match.start(), match.end())),) if match else ()
        for article, match in zip((one, other), denied, strict=True)
    ]
    yield Tension("negation", a, b, (), signs[0], signs[1])
