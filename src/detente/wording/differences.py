"""Where two wordings of one matter part, in two tiers that must look different.

*Values differ*: both sides give a value and both cannot be so, or one asserts what the other denies. *Look closely*: a
value or a condition stands on one side only, one side goes a step further, or another mouth speaks. Whether it matters
is for an editor.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from detente.wording.commitments import rank
from detente.wording.lexicon import Lexicon
from detente.wording.results import DateInterval, Difference, Number, Point, Span
from detente.wording.similarity import stem

__all__ = ["differences"]

_NEGATIVE = re.compile(
    r"\b(?:not(?!\s+(?:only|just|merely|later|less|more|fewer))|no(?!\s+(?:later|less|more|fewer|doubt)\b)(?!\.)|never|nobody|none|"
    r"neither|nor|without|cannot|unable|nothing(?!\s+about)|refus(?:e|ed|es|al)|reject(?:ed|s|ion)?|den(?:y|ied|ies)|declin(?:e|ed|es)\s+to|"
    r"fail(?:ed|s|ure)?\s+to|rul(?:ed|e|es|ing)\s+out|objected|objects?\s+to|oppos(?:e|ed|es)|avoid\w*|unchanged|"
    r"unlawful|lack\s+of|absence\s+of|disput(?:e[ds]?))\b|n['’]t\b",
    re.I,
)
# Set phrases whose negation is no denial of the matter.
_NO_DENIAL = re.compile(
    r"[\"“][^\"”]*[\"”]|\bcannot\s+be\s+\w+\s+(?:unless|without)\b|\bno\s+\w+\s+without\b|\bcan\s+be\s+no\s+.{1,60}?\bwithout\b|"
    r"\bnothing\s+about\b.{1,40}?\bwithout\s+\w+|\bnot\s+a\s+member\b|\bwill\s+not\s+waver\b|\bunlawful\b",
    re.I,
)
_THANKS = re.compile(
    r"\b(?:thank\w*|gratitude|grateful|appreciat\w*|welcom\w*|prais\w*|commend\w*|congratulat\w*)\b", re.I
)
_MAYBE = re.compile(r"\b(?:may|might|could)\b")
_TODAY = re.compile(r"to(?:day|night)\b|this\s+(?:morning|afternoon|evening)", re.I)


def differences(a: Sequence[Point], b: Sequence[Point], *, lexicon: Lexicon) -> tuple[Difference, ...]:
    """Compare linked points of two texts.

    Parameters
    ----------
    a, b : sequence of Point
        One point or several of each text that report one matter.
    lexicon : Lexicon
        Its pairs of opposites.

    Returns
    -------
    tuple of Difference
        *Values differ* first. Spans of `a_says` count in text A, those of `b_says` in text B.

    Examples
    --------
    >>> from detente.wording.lexicon import load_lexicon
    >>> from detente.wording.points import points
    >>> from detente.wording.results import Text
    >>> pack = load_lexicon("labour")
    >>> a, b = (points(Text(body), lexicon=pack) for body in ("The ban lasts 30 days.", "The ban lasts ninety days."))
    >>> [(found.tier, found.type) for found in differences(a, b, lexicon=pack)]
    [('values_differ', 'number')]
    """
    found = [
        *_numbers([n for p in a for n in p.numbers], [n for p in b for n in p.numbers], lexicon),
        *_dates([d for p in a for d in p.dates], [d for p in b for d in p.dates]),
        *_negation(a, b, lexicon),
    ]
    found.extend(_strength(a, b, denied=any(one.type == "negation" for one in found)))
    found.extend(_conditions(a, b))
    found.extend(_who_speaks(a, b))
    return tuple(sorted(found, key=lambda one: one.tier != "values_differ"))


def _kind(number: Number) -> str:
    """What a number can be compared with: one money, shares, percentage points, durations, counts."""
    return number.unit if number.unit.isupper() or number.unit in {"day", "%", "points"} else "count"


def _reach(number: Number) -> tuple[float, float]:
    return (
        -math.inf if number.bound in {"at_most", "less_than"} else number.low,
        math.inf if number.bound in {"at_least", "more_than"} else number.high,
    )


def _compatible(one: Number, other: Number) -> bool:
    """Whether both can be so: "up to 40" and "35" can. "About" widens nothing: 3.5 and 3.8 percent differ."""
    (low, high), (least, most) = _reach(one), _reach(other)
    slack = 1e-6 * max(abs(one.high), abs(other.high), 1.0)
    return low <= most + slack and least <= high + slack


def _same_thing(one: Number, other: Number, lexicon: Lexicon) -> bool:
    """Whether two counts can be of one thing: "operators" and "drivers" can where the lexicon says so."""
    if not one.unit or not other.unit or stem(one.unit) == stem(other.unit):
        return True
    return bool(lexicon.concepts_in(one.unit) & lexicon.concepts_in(other.unit))


def _numbers(a: list[Number], b: list[Number], lexicon: Lexicon) -> list[Difference]:
    found: list[Difference] = []
    alone_a: list[Span] = []
    alone_b: list[Span] = []
    for kind in sorted({_kind(number) for number in (*a, *b)}):
        mine, theirs = [n for n in a if _kind(n) == kind], [n for n in b if _kind(n) == kind]
        pairs = [
            (x, y) for x in mine for y in theirs if kind != "count" or _same_thing(x, y, lexicon) or x.low == y.low
        ]
        fitting = [(x, y) for x, y in pairs if _compatible(x, y)]
        if pairs and not fitting:
            spans_a, spans_b = dict.fromkeys(x.span for x, _ in pairs), dict.fromkeys(y.span for _, y in pairs)
            found.append(Difference("values_differ", "number", tuple(spans_a), tuple(spans_b)))
            continue
        exact = [(x, y) for x, y in fitting if (x.low, x.high, x.bound) == (y.low, y.high, y.bound)]
        alone_a += [x.span for x in mine if all(x is not one for one, _ in exact)]
        alone_b += [y.span for y in theirs if all(y is not other for _, other in exact)]
    if alone_a or alone_b:
        found.append(Difference("look_closely", "number", tuple(sorted(alone_a)), tuple(sorted(alone_b))))
    return found


def _difference(tier: str, kind: str, a: Span, b: Span) -> Difference:
    return Difference(tier, kind, (a,), (b,))


def _days(interval: DateInterval) -> tuple[dt.date, dt.date]:
    """First and last day that the words allow."""
    start, end = interval.start or dt.date.min, interval.end or dt.date.max
    return start, end


def _same_days(one: DateInterval, other: DateInterval) -> bool:
    """Whether both can be so: the days overlap, or a deadline is no earlier than a day that keeps it."""
    (first, last), (start, end) = _days(one), _days(other)
    if first <= end and start <= last:
        return True
    if one.relation == "by" and other.relation == "on":
        return end <= last
    if other.relation == "by" and one.relation == "on":
        return last <= end
    if "from" in {one.relation, other.relation} and one.relation != other.relation:
        early, late = (one, other) if one.relation == "from" else (other, one)
        return _days(early)[0] <= _days(late)[1]
    return False


def _dates(a: list[DateInterval], b: list[DateInterval]) -> list[Difference]:
    mine = [d for d in a if not _TODAY.match(d.words) and d.certainty != "undecided"]
    theirs = [d for d in b if not _TODAY.match(d.words) and d.certainty != "undecided"]
    known_a, known_b = [d for d in mine if d.start], [d for d in theirs if d.start]
    if known_a and known_b:
        agreeing = [(one, other) for one in known_a for other in known_b if _same_days(one, other)]
        if not agreeing:
            return [_difference("values_differ", "date", known_a[0].span, known_b[0].span)]
        if any(_days(one) == _days(other) or one.words.lower() == other.words.lower() for one, other in agreeing):
            return []
        one, other = agreeing[0]
        if one.anchor and other.anchor and {one.relation, other.relation} == {"by"}:
            return []
        return [_difference("look_closely", "date", one.span, other.span)]
    if bool(mine) != bool(theirs):
        return [Difference("look_closely", "date", tuple(d.span for d in mine), tuple(d.span for d in theirs))]
    return []


def _negatives(points: Sequence[Point]) -> list[Span]:
    found: list[Span] = []
    for point in points:
        words = _NO_DENIAL.sub(lambda match: " " * len(match.group()), point.text)
        found += [Span(point.span.start + m.start(), point.span.start + m.end()) for m in _NEGATIVE.finditer(words)]
    return found


def _negation(a: Sequence[Point], b: Sequence[Point], lexicon: Lexicon) -> list[Difference]:
    """A clash where one side negates an odd number of times and the other an even one, unless words of opposite meaning
    make up for it ("did not withdraw the offer", "the offer still stands")."""
    mine, theirs = _negatives(a), _negatives(b)
    odd = (len(mine) + len(theirs)) % 2 == 1
    words_a, words_b = " ".join(p.text for p in a), " ".join(p.text for p in b)
    opposite: tuple[Span, Span] | None = None
    for first, second in lexicon.opposites:
        for left, right in ((first, second), (second, first)):
            match_a, match_b = _in(a, left), _in(b, right)
            if match_a and match_b and not left.search(words_b) and not right.search(words_a):
                opposite = (match_a, match_b)
    if odd and opposite is None:
        return [Difference("values_differ", "negation", tuple(mine), tuple(theirs))]
    if not odd and opposite is not None:
        return [_difference("values_differ", "negation", *opposite)]
    return []


def _in(points: Sequence[Point], pattern: re.Pattern[str]) -> Span | None:
    for point in points:
        match = pattern.search(point.text)
        if match:
            return Span(point.span.start + match.start(), point.span.start + match.end())
    return None


def _highest(points: Sequence[Point]) -> tuple[str, tuple[Span, ...]]:
    """The highest level among points, "may" and "might" taking a commitment down to readiness."""
    level = "denied"
    sign: tuple[Span, ...] = ()
    best = -1
    for point in points:
        own = point.commitment
        if own == "committed" and _MAYBE.search(point.text) and not re.search(r"\bwill\b", point.text):
            own = "ready"
        if rank(own) > best:
            best, level = rank(own), own
            sign = (point.commitment_sign,) if point.commitment_sign else ()
    return level, sign


def _strength(a: Sequence[Point], b: Sequence[Point], *, denied: bool) -> list[Difference]:
    (level_a, sign_a), (level_b, sign_b) = _highest(a), _highest(b)
    thanks = any(_THANKS.search(p.text) for p in (*a, *b))
    if level_a == level_b or denied or thanks or "denied" in {level_a, level_b}:
        return []
    return [Difference("look_closely", "strength", sign_a, sign_b)]


def _conditions(a: Sequence[Point], b: Sequence[Point]) -> list[Difference]:
    mine = tuple(c.span for p in a for c in p.conditions)
    theirs = tuple(c.span for p in b for c in p.conditions)
    return [Difference("look_closely", "condition", mine, theirs)] if bool(mine) != bool(theirs) else []


def _who_speaks(a: Sequence[Point], b: Sequence[Point]) -> list[Difference]:
    """One side thanks for what the other says of itself, or one text names another speaker than the other."""
    thanks_a, thanks_b = _thanking(a), _thanking(b)
    if bool(thanks_a) != bool(thanks_b):
        return [Difference("look_closely", "who_speaks", thanks_a, thanks_b)]
    sides_a = {side for point in a for side in point.sides}
    sides_b = {side for point in b for side in point.sides}
    if sides_a and sides_b and sides_a != sides_b:
        return [Difference("look_closely", "who_speaks", _speaker(a), _speaker(b))]
    return []


def _speaker(points: Sequence[Point]) -> tuple[Span, ...]:
    point = next(point for point in points if point.sides)
    at = point.text.find(point.speaker) if point.speaker else -1
    start = point.span.start + max(at, 0)
    return (Span(start, start + len(point.speaker)) if at >= 0 else point.span,)


def _thanking(points: Sequence[Point]) -> tuple[Span, ...]:
    return tuple(
        Span(point.span.start + match.start(), point.span.start + match.end())
        for point in points
        for match in [_THANKS.search(point.text)]
        if match
    )
