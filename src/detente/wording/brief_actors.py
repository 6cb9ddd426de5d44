"""Parties and third parties: who is named, who is heard, who is said to be affected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from detente.wording.actors import Mention
from detente.wording.article import Article
from detente.wording.brief_results import Actor, Passage, Report
from detente.wording.results import Span
from detente.wording.sources import TOLD_OUTLET

__all__ = ["actors_of", "parties_of"]

AFFECTED = re.compile(
    r"\b(?:affect\w*|impact\w*|implication\w*|concern\w*|apprehension\w*|undermin\w*|threat\w*|pressure|sanction\w*|harm\w*|"
    r"endanger\w*|expos\w*|suffer\w*|burden\w*|consequence\w*|repercussion\w*|scrutiny|guarantee\w*|protect\w*|wary|cautious)\b",
    re.I,
)
KINDS = ("state", "seat", "body", "institution", "party", "person", "group")


def parties_of(articles: Sequence[Article]) -> tuple[str, ...]:
    """The sides over all texts: the two that most texts take for sides, in the order of first mention."""
    counts = Counter(side for article in articles for side in article.cast.sides)
    given = any(article.intake.text.parties for article in articles)
    chosen = [side for side, _ in counts.most_common(None if given else 2)]
    order = [m.side or m.name for article in articles for m in article.cast.mentions]
    return tuple(sorted(chosen, key=lambda side: order.index(side) if side in order else len(order)))


def actors_of(articles: Sequence[Article], reports: Sequence[Report], parties: tuple[str, ...]) -> tuple[Actor, ...]:
    """Everybody named, parties first, then by how often they are named."""
    named: dict[str, list[tuple[Article, Mention]]] = {}
    for article in articles:
        for mention in article.cast.mentions:
            if mention.kind in KINDS:
                named.setdefault(_key(mention), []).append((article, mention))
    heard = Counter(name for report in reports for name in {*report.names, *report.sides})
    found = []
    for name, places in named.items():
        article, first = places[0]
        kinds = Counter(mention.kind for _, mention in places)
        kind = "party" if name in parties else kinds.most_common(1)[0][0]
        side = next((m.side for _, m in places if m.side), "")
        role = "party" if name in parties else "voice" if kind == "group" else "third_party"
        role = "for_a_party" if role == "third_party" and side in parties else role
        if kind == "institution" and role == "third_party" and name == name.lower() and len(parties) > 1:
            continue  # "the management": where states speak, it belongs to one of them, and nobody says which
        found.append(
            Actor(
                name=name,
                role=role,
                side=side if side != name else "",
                kind="state" if kind == "seat" else kind,
                n_mentions=len(places),
                n_reports=heard[name],
                first=article.passage(first.span),
                affected=_affected(places) if role == "third_party" else (),
            )
        )
    found += _outlets(articles, set(named))
    roles = {"party": 0, "for_a_party": 1, "third_party": 2, "voice": 3, "source": 4}
    return tuple(sorted(found, key=lambda actor: (roles[actor.role], -actor.n_mentions, actor.name)))


def _key(mention: Mention) -> str:
    """People stand for themselves; everything else for the state or body it belongs to."""
    return mention.name if mention.kind in {"person", "group", "body"} else mention.side or mention.name


def _affected(places: Sequence[tuple[Article, Mention]]) -> tuple[Passage, ...]:
    found: dict[tuple[int, Span], Passage] = {}
    for article, mention in places:
        sentence = article.around(mention.span)
        if AFFECTED.search(article.body, sentence.start, sentence.end):
            found.setdefault((article.number, sentence), article.passage(sentence, sentence))
    return tuple(list(found.values())[:3])


def _outlets(articles: Sequence[Article], known: set[str]) -> list[Actor]:
    found = {}
    for article in articles:
        for match in TOLD_OUTLET.finditer(article.body):
            span = Span(*match.span("outlet"))
            name = match["outlet"]
            inside = [m for m in article.cast.within(span) if m.side or m.kind == "person"]
            if name not in known and name not in found and not inside and match["outlet"][0].isupper():
                found[name] = Actor(name, "source", "", "body", 1, 0, article.passage(span), ())
    return list(found.values())
