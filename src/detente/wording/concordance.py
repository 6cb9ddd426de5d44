"""Two readouts laid side by side: what both report, what differs, what only one reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.wording.alignment import SETTINGS, Settings, best, pairs
from detente.wording.checks import checked
from detente.wording.differences import differences
from detente.wording.encoders import Encoder, closeness, encode, match_scale
from detente.wording.errors import SameText, TextTooLong
from detente.wording.language import KNOWN, guess_language, same_language
from detente.wording.lexicon import Lexicon
from detente.wording.points import Setting, read_text, setting_of
from detente.wording.results import Candidate, Concordance, Link, Piece, Point, Text, ThemeShare
from detente.wording.segmentation import sentences
from detente.wording.similarity import WEIGHTS, Weights, similarity

__all__ = ["MOST_POINTS", "Scored", "concord", "limits_of", "score_points"]

MOST_POINTS = 1500
"""Points of one text that are still laid beside another's; a readout has ten to eighty."""

CANDIDATES = 5
"""How many likely counterparts each point keeps."""

_QUESTION = re.compile(r"^\s*(?:Q|A|QUESTION|ANSWER|[A-Z][A-Z .’'-]{2,30}|MR\.\s+[A-Z]+|MS\.\s+[A-Z]+)\s*[:.]\s", re.M)


@dataclass(frozen=True)
class Scored:
    """Points of two texts without their frames, and how close each pair is."""

    a: tuple[Point, ...]
    b: tuple[Point, ...]
    scores: npt.NDArray[np.float64]


def _language(text: Text) -> str:
    return text.language or guess_language(text.body)


def limits_of(text: Text, name: str, found: tuple[Point, ...], setting: Setting) -> tuple[str, ...]:
    """Return what this run could not do for one text; the codes are those of `Concordance.limits`."""
    limits = []
    language = _language(text)
    if language.partition("-")[0].lower() not in KNOWN:
        limits.append(f"language:{language}")
    if not any(setting.strip.mentions(point.text) for point in found):
        limits.append(f"no_party_found:{name}")
    turns = len(_QUESTION.findall(text.body))
    if turns >= 4 and turns * 2 >= sum(line.strip() != "" for line in text.body.splitlines()) / 4:
        limits.append(f"transcript:{name}")
    if text.date is None:
        limits.append(f"no_date:{name}")
    # Not counted from the points: a person may have put several sentences into one.
    if len(sentences(text.body)) == 1:
        limits.append(f"one_sentence:{name}")
    if not any(point.kind == "point" for point in found):
        limits.append(f"no_point:{name}")
    return tuple(limits)


def score_points(
    a: tuple[Point, ...],
    b: tuple[Point, ...],
    *,
    lexicon: Lexicon,
    language: str = "en",
    weights: Weights = WEIGHTS,
    encoder: Encoder | None = None,
    light: bool = True,
) -> npt.NDArray[np.float64]:
    """Return how close each point of A is to each of B, between 0 and 1.

    With an encoder the light score and the encoder's cosine, brought to the scale of the light score, count half each.
    With `light` false (texts in two languages, which share no words) the cosine stands alone.
    """
    if not a or not b:
        return np.zeros((len(a), len(b)))
    scores = similarity(a, b, lexicon=lexicon, language=language, weights=weights)
    if encoder is None:
        return scores if light else np.zeros_like(scores)
    vectors = encode(encoder, [point.core for point in (*a, *b)])
    close = closeness(vectors[: len(a)], vectors[len(a) :])
    return (scores + match_scale(close, scores)) / 2 if light else close


def concord(
    a: Text,
    b: Text,
    *,
    lexicon: Lexicon,
    encoder: Encoder | None = None,
    settings: Settings = SETTINGS,
    weights: Weights = WEIGHTS,
    pieces_a: Sequence[Piece] | None = None,
    pieces_b: Sequence[Piece] | None = None,
) -> Concordance:
    """Lay two readouts of one meeting side by side.

    Nothing is judged: what is proposed is proposed by machine and confirmed by nobody.

    Parameters
    ----------
    a, b : Text
        Two primary accounts. Parties may be given with either; without them the two most named in title and opening
        are taken for the sides, or those who published the texts.
    lexicon : Lexicon
        Concepts, themes, names; see `lexicon.load_lexicon` and `lexicon.combine`.
    encoder : Encoder, optional
        Vectors for sentences, from wherever the caller has them. None: the light score alone.
    settings, weights : Settings, Weights
        Cut-offs and shares of the signals.
    pieces_a, pieces_b : sequence of Piece, optional
        How a person cut A and B into points and frames; see `points.read_text`.

    Returns
    -------
    Concordance
        The same input gives the same result; exchanging A and B exchanges the sides of the result.

    Raises
    ------
    EmptyText, NotPlainText, HiddenDirection, TextTooLong
        See `checks.checked`; also more than `MOST_POINTS` points in one text.
    BadPiece
        See `pieces.checked_pieces`.
    SameText
        A and B are the same words.
    BadEncoder
        The encoder's answer is no set of vectors.

    Examples
    --------
    >>> from detente.wording.lexicon import load_lexicon
    >>> a = Text("The union and the company met on Monday. Both sides agreed to a pay rise of 3.8 percent.")
    >>> b = Text("The company met the union. A pay rise of 3.5 percent was discussed. Shifts were not raised.")
    >>> found = concord(a, b, lexicon=load_lexicon("labour"))
    >>> [(link.a, link.b, [d.type for d in link.differences]) for link in found.links], found.only_b
    ([(('p2',), ('p2',), ['number', 'strength'])], ('p3',))
    """
    checked(a)
    checked(b)
    if " ".join(a.body.split()) == " ".join(b.body.split()):
        raise SameText("Both texts are the same, word for word. Give the readouts of two sides.")
    setting = setting_of(a, b, lexicon=lexicon)
    points_a, said_a = read_text(a, lexicon=lexicon, setting=setting, pieces=pieces_a)
    points_b, said_b = read_text(b, lexicon=lexicon, setting=setting, pieces=pieces_b)
    for name, found in (("A", points_a), ("B", points_b)):
        if len(found) > MOST_POINTS:
            raise TextTooLong(
                f"Text {name} has {len(found)} points, more than {MOST_POINTS}. Give the part that is the readout."
            )
    languages = sorted({_language(a), _language(b)} - {"und"}) or ["und"]
    one_language = same_language(languages[0], languages[-1])
    limits = [*limits_of(a, "A", points_a, setting), *limits_of(b, "B", points_b, setting)]
    if not one_language:
        limits.append("languages_differ")
    scored = _scored(points_a, points_b, lexicon, languages[0], weights, encoder, one_language)
    links = _links(scored, lexicon, settings, certain=one_language)
    linked_a = {point for link in links for point in link.a}
    linked_b = {point for link in links for point in link.b}
    return Concordance(
        a=a,
        b=b,
        points_a=points_a,
        points_b=points_b,
        links=links,
        only_a=tuple(p.id for p in scored.a if p.id not in linked_a),
        only_b=tuple(p.id for p in scored.b if p.id not in linked_b),
        candidates=_candidates(scored),
        themes=_themes(scored, lexicon),
        words_a=len(a.body.split()),
        words_b=len(b.body.split()),
        quotations_a=said_a,
        quotations_b=said_b,
        limits=tuple(dict.fromkeys(limits)),
        lexicon=lexicon.name,
        encoder=encoder.name if encoder else "",
    )


def _scored(
    points_a: tuple[Point, ...],
    points_b: tuple[Point, ...],
    lexicon: Lexicon,
    language: str,
    weights: Weights,
    encoder: Encoder | None,
    one_language: bool,
) -> Scored:
    a, b = (tuple(point for point in found if point.kind == "point") for found in (points_a, points_b))
    scores = score_points(
        a, b, lexicon=lexicon, language=language.partition("-")[0], weights=weights, encoder=encoder, light=one_language
    )
    return Scored(a, b, scores)


def _links(scored: Scored, lexicon: Lexicon, settings: Settings, *, certain: bool) -> tuple[Link, ...]:
    """Put chosen pairs that share a point into one link; a link is as sure as its best pair."""
    chosen = pairs(scored.scores, settings=settings)
    # Every point of the longer text is in one pair, so that pairs gather around points of the shorter one.
    shorter_is_a = len(scored.a) <= len(scored.b)
    groups: dict[int, list[tuple[int, int]]] = {}
    for row, column in chosen:
        groups.setdefault(row if shorter_is_a else column, []).append((row, column))
    links = []
    for group in groups.values():
        rows, columns = sorted({row for row, _ in group}), sorted({column for _, column in group})
        score = max(float(scored.scores[row, column]) for row, column in group)
        a, b = [scored.a[row] for row in rows], [scored.b[column] for column in columns]
        zone = "proposed" if score >= settings.proposed and certain else "to_check"
        found = differences(a, b, lexicon=lexicon)
        links.append(Link(tuple(p.id for p in a), tuple(p.id for p in b), round(score, 6), zone, found))
    place = {point.id: index for index, point in enumerate(scored.a)}
    return tuple(sorted(links, key=lambda link: (place[link.a[0]], link.b)))


def _candidates(scored: Scored) -> dict[str, tuple[Candidate, ...]]:
    found: dict[str, tuple[Candidate, ...]] = {}
    for row, point in enumerate(scored.a):
        order = best(scored.scores[row], CANDIDATES) if scored.b else []
        found[f"A:{point.id}"] = tuple(Candidate(scored.b[i].id, round(float(scored.scores[row, i]), 6)) for i in order)
    for column, point in enumerate(scored.b):
        order = best(scored.scores[:, column], CANDIDATES) if scored.a else []
        found[f"B:{point.id}"] = tuple(
            Candidate(scored.a[i].id, round(float(scored.scores[i, column]), 6)) for i in order
        )
    return found


def _themes(scored: Scored, lexicon: Lexicon) -> tuple[ThemeShare, ...]:
    shares: list[Counter[str]] = []
    for found in (scored.a, scored.b):
        words: Counter[str] = Counter()
        for point in found:
            words[point.theme] += len(point.text.split())
        shares.append(words)
    totals = [max(sum(words.values()), 1) for words in shares]
    order = {theme.key: index for index, theme in enumerate(lexicon.themes)}
    themes = [
        ThemeShare(theme, shares[0][theme] / totals[0], shares[1][theme] / totals[1])
        for theme in {*shares[0], *shares[1]}
    ]
    return tuple(sorted(themes, key=lambda share: (-(share.a + share.b), order.get(share.theme, len(order)))))
