"""Alignment against the gold: the engine beside TF-IDF and BM25 on sentences, always leaving out what is scored."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
from wordfreq import word_frequency

from benchmarks.wording_data import INVENTED, PARALLEL, REAL, Event, Pair, event, scorer, tally
from detente.wording.alignment import SETTINGS, best, pairs
from detente.wording.concordance import concord
from detente.wording.results import Point, Span
from detente.wording.segmentation import sentences
from detente.wording.similarity import WEIGHTS, Weights, similarity

Matrix = npt.NDArray[np.float64]
Predict = Callable[[str, float], list[Pair]]

THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(31))
WEIGHT_CHOICES = tuple(
    Weights(c, w, k, t, v)
    for c, w, k, t, v in (
        (0.4, 0.2, 0.2, 0.1, 0.1),
        (0.5, 0.2, 0.2, 0.1, 0.0),
        (0.3, 0.3, 0.2, 0.1, 0.1),
        (0.3, 0.2, 0.3, 0.1, 0.1),
        (0.4, 0.3, 0.3, 0.0, 0.0),
    )
)


@cache
def scored(name: str, weights: Weights = WEIGHTS, pack: str = "") -> tuple[list[Point], list[Point], Matrix]:
    """Points without frames, and how close they are."""
    of = event(name, pack)
    a, b = ([p for p in found if p.kind == "point"] for found in (of.points_a, of.points_b))
    return a, b, similarity(a, b, lexicon=of.lexicon, weights=weights)


def engine(weights: Weights = WEIGHTS, pack: str = "") -> Predict:
    """The engine's links at a threshold."""

    def predict(name: str, threshold: float) -> list[Pair]:
        a, b, scores = scored(name, weights, pack)
        return [(a[i].span, b[j].span) for i, j in pairs(scores, settings=replace(SETTINGS, link=threshold))]

    return predict


@cache
def varied(name: str, what: str) -> tuple[list[Point], list[Point], Matrix]:
    """The same with one part left out: clauses put together again, or whole wordings in place of their core."""
    of = event(name)
    a, b = (_vary([p for p in found if p.kind == "point"], what) for found in (of.points_a, of.points_b))
    return a, b, similarity(a, b, lexicon=of.lexicon)


def _vary(found: list[Point], what: str) -> list[Point]:
    if what == "whole wording":
        return [replace(point, core=point.text) for point in found]
    together: dict[Span, list[Point]] = {}
    for point in found:
        together.setdefault(point.sentence, []).append(point)
    return [
        replace(
            parts[0],
            span=span,
            core=" ".join(p.core for p in parts),
            theme=next((p.theme for p in parts if p.theme), ""),
            numbers=tuple(n for p in parts for n in p.numbers),
            dates=tuple(d for p in parts for d in p.dates),
        )
        for span, parts in together.items()
    ]


def without(what: str) -> Predict:
    """The engine's links with one part left out."""

    def predict(name: str, threshold: float) -> list[Pair]:
        if what == "assignment":
            a, b, scores = scored(name)
            return _mutual([p.span for p in a], [p.span for p in b], scores, scores, threshold)
        a, b, scores = varied(name, what)
        return [(a[i].span, b[j].span) for i, j in pairs(scores, settings=replace(SETTINGS, link=threshold))]

    return predict


def _words(of: Event) -> tuple[list[Span], list[Span], list[list[str]]]:
    a, b = ([s.span for s in sentences(text.body)] for text in (of.a, of.b))
    texts = [span.of(of.a.body) for span in a] + [span.of(of.b.body) for span in b]
    return a, b, [re.findall(r"\w+", text.lower()) for text in texts]


def _mutual(a: list[Span], b: list[Span], forth: Matrix, back: Matrix, threshold: float) -> list[Pair]:
    found = []
    for row, span in enumerate(a):
        column = int(np.argmax(forth[row]))
        if int(np.argmax(back[:, column])) == row and forth[row, column] >= threshold:
            found.append((span, b[column]))
    return found


def tfidf(name: str, threshold: float) -> list[Pair]:
    """Whole sentences, TF-IDF from the pair, cosine, mutual best."""
    return _tfidf(name, threshold, background=False)


def tfidf_background(name: str, threshold: float) -> list[Pair]:
    """The same with the frequencies of the language at large in place of the pair's."""
    return _tfidf(name, threshold, background=True)


def _tfidf(name: str, threshold: float, *, background: bool) -> list[Pair]:
    a, b, words = _words(event(name))
    having = Counter(word for sentence in words for word in set(sentence))
    number = {word: index for index, word in enumerate(having)}
    table = np.zeros((len(words), len(number)))
    for row, sentence in enumerate(words):
        for word, count in Counter(sentence).items():
            rare = word_frequency(word, "en", wordlist="small", minimum=1e-7)
            weight = -math.log(rare) if background else math.log((1 + len(words)) / (1 + having[word])) + 1
            table[row, number[word]] = count * weight
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    close = table[: len(a)] @ table[len(a) :].T
    return _mutual(a, b, close, close, threshold)


def bm25(name: str, threshold: float) -> list[Pair]:
    """Whole sentences, Okapi BM25 (k1 1.5, b 0.75) both ways, mutual best; a score is a share of the best possible."""
    a, b, words = _words(event(name))

    def rank(queries: list[list[str]], documents: list[list[str]]) -> Matrix:
        having = Counter(word for document in documents for word in set(document))
        average = sum(map(len, documents)) / len(documents)
        scores = np.zeros((len(queries), len(documents)))
        for column, document in enumerate(documents):
            counts = Counter(document)
            for row, query in enumerate(queries):
                for word in set(query) & set(document):
                    rare = math.log(1 + (len(documents) - having[word] + 0.5) / (having[word] + 0.5))
                    damp = counts[word] + 1.5 * (0.25 + 0.75 * len(document) / average)
                    scores[row, column] += rare * counts[word] * 2.5 / damp
        return scores

    forth, back = rank(words[: len(a)], words[len(a) :]), rank(words[len(a) :], words[: len(a)]).T
    scale = max(float(forth.max()), 1e-12)
    return _mutual(a, b, forth / scale, back, threshold)


def counts(predict: Predict, name: str, threshold: float) -> npt.NDArray[np.int64]:
    """The scorer's seven counts."""
    return np.array(tally(event(name), predict(name, threshold)))


def left_out(choices: Sequence[Predict], names: Sequence[str] = REAL) -> tuple[npt.NDArray[np.int64], list[float]]:
    """Counts per event (E, 7) with threshold, and way to predict, chosen on the other events; and the thresholds."""
    grid = [(predict, threshold) for predict in choices for threshold in THRESHOLDS]
    table = np.array([[counts(predict, name, threshold) for name in names] for predict, threshold in grid])
    rows, chosen = [], []
    for index in range(len(names)):
        others = np.delete(table, index, axis=1).sum(axis=1)
        at = int(np.argmax([scorer().ratios(row)["f1"] for row in others]))
        rows.append(table[at, index])
        chosen.append(grid[at][1])
    return np.array(rows), chosen


def interval(rows: npt.NDArray[np.int64], key: str, *, rng: np.random.Generator) -> tuple[float, float]:
    """90 % bootstrap interval of a ratio over events."""
    draws = [scorer().ratios(rows[rng.integers(len(rows), size=len(rows))].sum(axis=0))[key] for _ in range(2000)]
    return float(np.quantile(draws, 0.05)), float(np.quantile(draws, 0.95))


def ranks(names: Sequence[str] = REAL) -> dict[str, list[int]]:
    """Rank of the right counterpart of each gold link, from A's points and from B's; 99 where no point covers it."""
    found: dict[str, list[int]] = {"A": [], "B": []}
    for name in names:
        of = event(name)
        a, b, scores = scored(name)
        for link in of.gold["links"]:
            rows = [a.index(p) for p in of.reached("A", link["a"]) if p in a]
            columns = [b.index(p) for p in of.reached("B", link["b"]) if p in b]
            for side, here, there, table in (("A", rows, columns, scores), ("B", columns, rows, scores.T)):
                places = [best(table[i], table.shape[1]).index(j) for i in here for j in there]
                found[side].append(min(places) if places else 99)
    return found


def show(label: str, rows: npt.NDArray[np.int64], note: str = "") -> dict[str, float]:
    """Print one line of the table and return its ratios."""
    r: dict[str, float] = scorer().ratios(rows.sum(axis=0))
    low, high = interval(rows, "f1", rng=np.random.default_rng(0))
    print(
        f"  {label:54} P {r['precision']:.2f}  R {r['recall']:.2f}  F1 {r['f1']:.2f} ({low:.2f}-{high:.2f})"
        f"   one-sided P {r['one_sided_precision']:.2f} R {r['one_sided_recall']:.2f}  {note}"
    )
    return r


def zones(names: Sequence[str]) -> dict[str, npt.NDArray[np.int64]]:
    """The scorer's counts for links proposed and links to check, as shipped."""
    found = {"proposed": np.zeros(7, np.int64), "to_check": np.zeros(7, np.int64)}
    for name in names:
        of = event(name)
        result = concord(of.a, of.b, lexicon=of.lexicon)
        at_a, at_b = ({point.id: point.span for point in side} for side in (result.points_a, result.points_b))
        for zone, total in found.items():
            links = [(at_a[a], at_b[b]) for link in result.links if link.zone == zone for a in link.a for b in link.b]
            total += np.array(tally(of, links))
    return found


def cpu() -> list[float]:
    """CPU seconds of a whole concordance of each pair, the second run of two."""
    found = []
    for name in (*REAL, *PARALLEL, *INVENTED):
        of = event(name)
        concord(of.a, of.b, lexicon=of.lexicon)
        began = time.process_time()
        concord(of.a, of.b, lexicon=of.lexicon)
        found.append(time.process_time() - began)
    return found


def main() -> dict[str, float]:
    """Print the tables; return the figures that are promised."""
    print("\nAlignment, six real pairs, 28 gold links; threshold (and weights where said) from the other five events")
    simple = max(
        show("sentences, TF-IDF of the pair, mutual best", left_out([tfidf])[0])["f1"],
        show("sentences, TF-IDF of the language, mutual best", left_out([tfidf_background])[0])["f1"],
    )
    show("sentences, BM25 both ways, mutual best", left_out([bm25])[0])
    rows, chosen = left_out([engine()])
    light = show("engine, light default, threshold left out", rows, f"thresholds {min(chosen):.2f}-{max(chosen):.2f}")
    show("engine, weights and threshold left out", left_out([engine(w) for w in WEIGHT_CHOICES])[0])
    show("engine without a lexicon of the field", left_out([engine(pack="general")])[0])
    show("engine, sentences as points", left_out([without("clauses")])[0])
    show("engine, mutual best in place of assignment", left_out([without("assignment")])[0])
    show("engine, whole wording in place of the core", left_out([without("whole wording")])[0])
    show(f"engine as shipped (link from {SETTINGS.link}; saw all six)", _at(engine(), REAL, SETTINGS.link))
    print("Invented pairs (threshold as shipped, or from the six real ones for the baselines)")
    show("engine as shipped", _at(engine(), INVENTED, SETTINGS.link))
    for label, predict in (("TF-IDF", tfidf), ("TF-IDF of the language", tfidf_background), ("BM25", bm25)):
        table = [scorer().ratios(_at(predict, REAL, t).sum(axis=0))["f1"] for t in THRESHOLDS]
        show(f"sentences, {label}", _at(predict, INVENTED, THRESHOLDS[int(np.argmax(table))]))
    print("Parallel lists, and a joint statement against a readout (as shipped)")
    for name in PARALLEL:
        show(name, _at(engine(), [name], SETTINGS.link))
    place = ranks()
    print("\nRight counterpart among the first 1 / 3 / 5 suggestions, six real pairs")
    shares = {}
    for side in "AB":
        shares[side] = [sum(p < k for p in place[side]) / len(place[side]) for k in (1, 3, 5)]
        print(f"  from {side}'s points: " + " / ".join(f"{share:.2f}" for share in shares[side]))
    print("\nZones as shipped: links right and wrong")
    for label, names in (("six real", REAL), ("invented", INVENTED)):
        row = ", ".join(f"{zone} {v[0]} and {v[1]}" for zone, v in zones(names).items())
        print(f"  {label} pairs: {row}")
    spent = cpu()
    print(f"\nCPU time a pair: median {np.median(spent):.3f} s, worst {max(spent):.3f} s (eleven pairs)")
    return {
        "top three": shares["A"][1],
        "F1": light["f1"],
        "F1 over TF-IDF": light["f1"] - simple,
        "one-sided P": light["one_sided_precision"],
        "one-sided R": light["one_sided_recall"],
    }


def _at(predict: Predict, names: Sequence[str], threshold: float) -> npt.NDArray[np.int64]:
    return np.array([counts(predict, name, threshold) for name in names])
