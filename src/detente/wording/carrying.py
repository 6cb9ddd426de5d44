"""Two versions of one text: which passages still stand word for word, and which words were taken out or put in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from detente.wording.results import Span

__all__ = ["MOST_OFTEN", "MOST_WORK", "Change", "carried", "changes"]

MOST_WORK = 20_000_000
"""Pairs of equal words that are looked at for one comparison: two texts of ten thousand words take one million, without
a single full stop ten. Only endless repetition takes more."""

MOST_OFTEN = 200
"""Times that a passage may stand in the newer version and still be found again; more often, and it tells nothing."""

# A word with the figures and hyphens in it, a sign of a script without spaces, or a mark.
_TOKEN = re.compile(r"(?:[^\s\u3040-\u30ff\u3400-\u9fff.,:;!?…\"“”«»()\[\]{}،؛؟。！？、—–]++(?:[.,:](?=\w))?)+|\S")
_ENDS = frozenset(".!?…。！？؟;:")


@dataclass(frozen=True)
class Change:
    """Words that stand in both versions or in one.

    `kind` is ``"same"``, ``"removed"`` (in the old version alone) or ``"added"`` (in the new one alone); `words` are
    the characters themselves, with the space after them.
    """

    kind: str
    words: str


def carried(old: str, old_spans: Sequence[Span], new: str, new_spans: Sequence[Span]) -> dict[Span, Span]:
    """Find the passages of an older version that stand word for word, white space apart, in a newer one.

    A longest common subsequence of the passages (J. W. Hunt and T. G. Szymanski, "A fast algorithm for computing
    longest common subsequences", CACM 20, 1977): no two are carried across each other, so that what was moved past its
    neighbours is not carried. Of several such the one that lies earliest.

    Parameters
    ----------
    old, new : str
        The versions.
    old_spans, new_spans : sequence of Span
        Their passages, each in the order of its text.

    Returns
    -------
    dict of Span to Span
        Where each carried passage stood, and where it stands now; in order.

    Examples
    --------
    >>> old, new = "No toll. A ramp. No toll. A boat.", "A ramp.  No\\ntoll. Two boats."
    >>> there = carried(old, [Span(0, 8), Span(9, 16), Span(17, 25), Span(26, 33)], new, [Span(0, 7), Span(9, 17)])
    >>> [(before.start, after.start) for before, after in there.items()]
    [(9, 0), (17, 9)]
    """
    before, after = (
        [" ".join(span.of(body).split()) for span in spans] for body, spans in ((old, old_spans), (new, new_spans))
    )
    places: dict[str, list[int]] = defaultdict(list)
    for j, words in enumerate(after):
        if words:
            places[words].append(j)
    # ends[k]: the earliest passage of `new` at which a common run of k + 1 passages can end; chains[k]: that run.
    ends: list[int] = []
    chains: list[_Chain] = []
    for i, words in enumerate(before):
        here = places.get(words, [])
        for j in reversed(here) if len(here) <= MOST_OFTEN else ():
            k = bisect_left(ends, j)
            if k < len(ends) and ends[k] == j:
                continue
            chain = _Chain(i, j, chains[k - 1] if k else None)
            ends[k : k + 1], chains[k : k + 1] = [j], [chain]
    found: dict[Span, Span] = {}
    last = chains[-1] if chains else None
    while last is not None:
        found[old_spans[last.i]] = new_spans[last.j]
        last = last.before
    return dict(reversed(found.items()))


@dataclass(frozen=True, slots=True)
class _Chain:
    """The end of a common run, and what comes before it."""

    i: int
    j: int
    before: _Chain | None


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Compare two versions word by word, for showing them side by side.

    Sentences that stayed are found first, then words between them, each time the longest run (`difflib`). Where there
    is nothing but repetition to go by, and `MOST_WORK` is used up, a stretch counts as replaced.

    Returns
    -------
    tuple of Change
        Same and removed words put together are `old`, same and added ones `new`, to the character. Neighbours differ in
        kind, and what was removed comes before what was added in its place.

    Examples
    --------
    >>> for change in changes("A ramp for 2 million euros.", "A new ramp for 2.4 million euros."):
    ...     print(change.kind, repr(change.words))
    same 'A '
    added 'new '
    same 'ramp for '
    removed '2 '
    added '2.4 '
    same 'million euros.'
    """
    before, after = _tokens(old), _tokens(new)
    told = _Telling()
    at_old = at_new = 0
    for i, j in (*_whole_sentences(before, after, _pairs(before, after)), (len(before), len(after))):
        told.add("removed", "".join(word + space for word, space in before[at_old:i]))
        told.add("added", "".join(word + space for word, space in after[at_new:j]))
        at_old, at_new = i + 1, j + 1
        if i < len(before):
            (word, space), (_, other) = before[i], after[j]
            told.add("same", word + space if space == other else word)
            if space != other:
                told.add("removed", space)
                told.add("added", other)
    return told.done()


class _Telling:
    """Collects changes so that neighbours of one kind are one."""

    def __init__(self) -> None:
        self.found: list[Change] = []
        self.same: list[str] = []
        self.removed: list[str] = []
        self.added: list[str] = []

    def add(self, kind: str, words: str) -> None:
        if not words:
            return
        if kind == "same":
            self._close()
            self.same.append(words)
        else:
            (self.removed if kind == "removed" else self.added).append(words)

    def _close(self) -> None:
        """End a change, once words that stayed follow it."""
        if self.removed or self.added:
            self._tell()

    def _tell(self) -> None:
        for kind, words in (("same", self.same), ("removed", self.removed), ("added", self.added)):
            if words:
                self.found.append(Change(kind, "".join(words)))
                words.clear()

    def done(self) -> tuple[Change, ...]:
        self._tell()
        return tuple(self.found)


def _tokens(body: str) -> list[tuple[str, str]]:
    """Words and marks, each with the space after it; space before the first word stands after an empty one."""
    starts = [match.start() for match in _TOKEN.finditer(body)]
    lead = body[: starts[0]] if starts else body
    found = [("", lead)] if lead else []
    for start, end in pairwise([*starts, len(body)]):
        whole = body[start:end]
        word = whole.rstrip()
        found.append((word, whole[len(word) :]))
    return found


def _pairs(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Places of the words that stayed, in both."""
    stretches_a, stretches_b = _stretches(before), _stretches(after)
    edges_a, edges_b = ([0, *accumulate(map(len, stretches))] for stretches in (stretches_a, stretches_b))
    at_a = at_b = 0
    work = _Work()
    for i, j, size in work.runs(stretches_a, stretches_b):
        words_a = [word for word, _ in before[edges_a[at_a] : edges_a[i]]]
        words_b = [word for word, _ in after[edges_b[at_b] : edges_b[j]]]
        for x, y, run in work.runs(words_a, words_b):
            yield from ((edges_a[at_a] + x + step, edges_b[at_b] + y + step) for step in range(run))
        yield from zip(range(edges_a[i], edges_a[i + size]), range(edges_b[j], edges_b[j + size]), strict=True)
        at_a, at_b = i + size, j + size


def _whole_sentences(
    before: list[tuple[str, str]], after: list[tuple[str, str]], pairs: Iterator[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Let what was put in after a sentence begin behind its stop, not with it: ". No toll" becomes "No toll."."""
    last = (-1, -1)
    for i, j in pairs:
        first_i, first_j = last[0] + 1, last[1] + 1
        word = before[i][0]
        last = (i, j)
        if word in _ENDS and (i == first_i) != (j == first_j) and before[first_i][0] == after[first_j][0] == word:
            last = (first_i, first_j)
        yield last


def _stretches(tokens: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Words up to the next stop or end of a line."""
    found: list[tuple[str, ...]] = []
    open_words: list[str] = []
    for word, space in tokens:
        open_words.append(word)
        if word in _ENDS or "\n" in space:
            found.append(tuple(open_words))
            open_words = []
    return [*found, tuple(open_words)] if open_words else found


class _Work:
    """Finds common runs of two sequences until the work is used up."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def runs(self, a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
        """Places of common runs and their length, in order, and an empty one at the ends of both."""
        shorter = min(len(a), len(b))
        head = next((at for at in range(shorter) if a[at] != b[at]), shorter)
        tail = next((at for at in range(shorter - head) if a[-1 - at] != b[-1 - at]), shorter - head)
        yield 0, 0, head
        for i, j, size in self._inner(a[head : len(a) - tail], b[head : len(b) - tail]):
            yield i + head, j + head, size
        yield len(a) - tail, len(b) - tail, tail
        yield len(a), len(b), 0

    def _inner(self, a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int, int]]:
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        often = Counter(b)
        # What a search costs: for each member of its stretch of `a`, its places anywhere in `b`.
        costs = [0, *accumulate(often[one] for one in a)]
        found: list[tuple[int, int, int]] = []
        # Wide stretches first, so that what is given up is narrow.
        waiting = deque([(0, len(a), 0, len(b))])
        while waiting:
            low_a, high_a, low_b, high_b = waiting.popleft()
            cost = costs[high_a] - costs[low_a]
            if not cost or low_b == high_b or cost > self.left:
                continue
            self.left -= cost
            i, j, size = matcher.find_longest_match(low_a, high_a, low_b, high_b)
            if size:
                found.append((i, j, size))
                waiting += ((low_a, i, low_b, j), (i + size, high_a, j + size, high_b))
        return sorted(found)
