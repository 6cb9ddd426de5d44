"""What a text announces, tabulates and recommends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from detente.wording.announcing import announcement, conditions
from detente.wording.article import Article
from detente.wording.brief_results import Announced, Outcome, Passage, Recommendation, Report
from detente.wording.commitments import commitment
from detente.wording.results import Announcement, DateInterval, Sentence, Span
from detente.wording.segmentation import clauses

__all__ = ["announced_in", "outcomes_in", "recommendations_in"]

# Beside `dates`: wordings of "no date" that name plans or frameworks instead, and what a spinner makes of "yet to be".
UNDECIDED = re.compile(
    r"\b(?:ha(?:s|ve)\s+but\s+to\s+be\s+\w+|"
    r"no\s+(?:\w+\s+)?(?:timeline|timetable|date|dates|schedule|plans?|framework|agenda|venue|format)s?\s+(?:has|have|had|was|were)"
    r"\s+(?:yet\s+)?been\s+\w+|"
    r"(?:has|have|had)\s+(?:now\s+|yet\s+)?(?:not|n['’]t)\s+(?:yet\s+)?(?:set|fixed|agreed|settled)\s+(?:on\s+)?(?:an?|any|the)\s+"
    r"(?:\w+\s+)?(?:timeline|timetable|date|schedule|framework|agenda|venue|format)|"
    r"(?:neither|nobody|none)\s+(?:\w+\s+){0,4}?(?:would|could|did)\s+(?:name|give|say)\s+(?:a\s+|the\s+)?(?:day|date|time|when)|"
    r"(?:did|would|could)(?:\s+not|n['’]t)\s+(?:name|give|set)\s+(?:an?|any|the)\s+(?:day|date|time|timetable)|"
    r"(?:remains?|stays?)\s+(?:\w+\s+)?(?:unsettled|undecided|open|unclear|to\s+be\s+(?:decided|seen)))\b",
    re.I,
)
TOLD_ON = re.compile(
    r"\b(?:talking|speaking|told|said|interview(?:ed)?|statement|announced|wrote|remarks|briefing)\b[^.;]{0,60}?\bon\s+$",
    re.I,
)
EXPECTS = re.compile(
    r"\b(?:expect(?:s|ed)?|anticipat(?:e|es|ed)|await(?:s|ed)?|likely|due|upcoming|forthcoming|prepar(?:e|es|ing|ations)|resumes?|"
    r"begins?|starts?|follows?|takes? place|(?:is|are) to \w+)\b",
    re.I,
)
HISTORY = re.compile(r"\b(?:campaign|election|annexation|invasion|crisis|war)\b", re.I)
RECOMMENDS = re.compile(
    r"\brecommend|\badvice\b|\bwhat (?:should|could|can) be done\b|\bway forward\b|\bnext steps\b", re.I
)
OUGHT = re.compile(
    r"\b(?:it\s+is\s+(?:\w+\s+)?(?:essential|critical|crucial|vital|important|necessary|imperative)\s+(?:for\s+[^,.]{1,60}?\s+)?to|"
    r"recommends?\s+(?:that|to|\w+ing)|(?:is|are)\s+advised\s+to|ought\s+to|should\b(?!\s+(?:not\s+)?have)|must\b|needs?\s+to)\b",
    re.I,
)
LABEL = re.compile(r"(?P<title>[^:.\n]{2,70}):\s+(?=\S)")


# --- announcements ---


def announced_in(article: Article, reports: Sequence[Report]) -> tuple[Announced, ...]:
    """What a text says is to happen and when, or that there is no date.

    A clause counts if it names a time ahead, if it says that there is none, or if a party agrees, plans or proposes
    something in it. Relative words hang on the day that the same speaker is said to have spoken ("talking to ABC on
    January 12"), else on the date of the text; without either they are shown without days.
    """
    told_on = _days_of_speech(article)
    by_sentence: dict[int, list[Report]] = {}
    for report in reports:
        if report.said.text == article.number:
            for sentence in article.touched(report.said.sentence):
                by_sentence.setdefault(sentence.span.start, []).append(report)
    found: list[Announced] = []
    for sentence in article.sentences:
        if sentence.kind in {"heading", "row"} or (sentence.kind == "lead_in"):
            continue
        hook, anchor = _anchor(article, sentence, by_sentence, told_on)
        before: Announcement | None = None
        seen: list[Span] = []
        for clause in clauses(article.body, (sentence,)):
            here = _in_clause(article, clause.span, hook, anchor, before)
            if here is not None:
                one, before = here
                if one.when is None or not any(one.when.span.overlaps(span) for span in seen):
                    found.append(one)
                    seen += [one.when.span] if one.when else []
    return tuple(found)


def _in_clause(
    article: Article, span: Span, hook: Passage | None, anchor: dt.date | None, before: Announcement | None
) -> tuple[Announced, Announcement | None] | None:
    body = article.body
    open_words = UNDECIDED.search(body, span.start, span.end)
    times = article.dates_in(span, anchor)
    if open_words is not None and not any(t.certainty == "undecided" for t in times):
        words = article.passage(Span(open_words.start(), open_words.end()))
        return Announced(article.passage(span), words, "", "", "undecided", None, "undecided", words), before
    ahead = tuple(t for t in times if _is_ahead(article, t, anchor, span))
    level, _ = commitment(body, within=span)
    found = announcement(body, span, level, ahead, anchor, conditions(body, span), before)
    if not found and ahead and level != "denied" and (sign := EXPECTS.search(body, span.start, span.end)) is not None:
        found = (Announcement(span, ahead[0], "expected", Span(sign.start(), sign.end())),)
    one = next(iter(found), None)
    if one is None:
        return None
    when = one.interval
    if when is None and (
        one.certainty not in {"agreed", "planned", "proposed", "confirmed"} or not _by_a_party(article, span)
    ):
        return None
    relative = when is not None and (when.anchor is not None or when.certainty == "unanchored")
    return (
        Announced(
            what=article.passage(one.span),
            when=article.passage(_tight(body, when.span)) if when else None,
            start=when.start.isoformat() if when and when.start else "",
            end=when.end.isoformat() if when and when.end else "",
            timing=when.certainty if when else "none",
            hangs_on=hook if relative and hook is not None and when is not None and hook.span != when.span else None,
            certainty=one.certainty,
            sign=article.passage(one.sign),
        ),
        one,
    )


def _tight(body: str, span: Span) -> Span:
    words = span.of(body)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _is_ahead(article: Article, time: DateInterval, anchor: dt.date | None, clause: Span) -> bool:
    """Whether words about time can lie ahead: not the day somebody spoke, not a year or day gone by."""
    if time.certainty == "undecided":
        return True
    if TOLD_ON.search(article.body, clause.start, time.span.start):
        return False
    if HISTORY.search(article.body, time.span.end, min(len(article.body), time.span.end + 30)):
        return False
    if re.match(r"(?:earlier|last|past|recent|previous|since|yesterday|ago)\b|.*\bago$", time.words, re.I):
        return False
    if re.search(r"\b(?:earlier|later|late|early)\s+$", article.body[: time.span.start][-12:], re.I):
        return False
    return anchor is None or time.end is None or time.end > anchor


def _by_a_party(article: Article, span: Span) -> bool:
    return any(m.side or m.kind == "together" for m in article.cast.within(article.around(span)))


def _days_of_speech(article: Article) -> dict[str, tuple[Passage, dt.date | None]]:
    """For each speaker the words that say on which day they spoke, and that day where its year is known."""
    found: dict[str, tuple[Passage, dt.date | None]] = {}
    text = article.intake.text
    for sentence in article.sentences:
        if not re.search(r"\bon\b", sentence.span.of(article.body)):
            continue
        for time in article.dates_in(sentence.span, text.date):
            lead = Span(sentence.span.start, time.span.start)
            # The span of words about time may take in "on".
            if not TOLD_ON.search(
                lead.of(article.body) + ("" if lead.of(article.body).rstrip().endswith("on") else "on ")
            ):
                continue
            if time.certainty not in {"day", "unanchored"}:
                continue
            names = [n for s in article.sayings if article.sentences[s.sentence] is sentence for n in s.speaker.names]
            for name in names or [m.name for m in article.cast.within(sentence.span) if m.kind == "person"]:
                found.setdefault(name, (article.passage(time.span), time.start))
    return found


def _anchor(
    article: Article,
    sentence: Sentence,
    by_sentence: Mapping[int, Sequence[Report]],
    told_on: dict[str, tuple[Passage, dt.date | None]],
) -> tuple[Passage | None, dt.date | None]:
    """What relative time in a sentence hangs on: words that name a day, and the day."""
    for report in by_sentence.get(sentence.span.start, ()):
        for name in report.names:
            if name in told_on:
                words, day = told_on[name]
                return words, day or article.intake.text.date
    return None, article.intake.text.date


# --- tables ---


def outcomes_in(article: Article) -> tuple[Outcome, ...]:
    """The rows of tables, the first row of each as heads."""
    found: list[Outcome] = []
    heads: tuple[Passage, ...] = ()
    lead_in: Passage | None = None
    previous: Sentence | None = None
    for sentence in article.sentences:
        if sentence.kind == "lead_in":
            lead_in = article.passage(sentence.span)
        if sentence.kind != "row":
            if sentence.kind != "lead_in":
                lead_in = None
            previous = sentence
            continue
        cells = tuple(article.passage(span, sentence.span) for span in _cells(article.body, sentence.span))
        if previous is None or previous.kind != "row":
            heads = cells
        elif cells:
            found.append(Outcome(cells, heads, lead_in))
        previous = sentence
    return tuple(found)


def _cells(body: str, row: Span) -> Iterator[Span]:
    for match in re.finditer(r"[^|]+", row.of(body)):
        words = match[0]
        start = row.start + match.start() + len(words) - len(words.lstrip())
        if words.strip():
            yield Span(start, start + len(words.strip()))


# --- recommendations ---


def recommendations_in(article: Article) -> tuple[Recommendation, ...]:
    """Items under a lead-in or heading that recommends, and sentences there that say what ought to be done."""
    found: list[Recommendation] = []
    owners = {s.sentence: s.speaker.names for s in article.sayings if s.how == "list"}
    done: set[int] = set()
    for number, (sentence, over) in enumerate(zip(article.sentences, article.sections, strict=True)):
        heading = article.passage(over.heading.span) if over.heading else None
        under = over.heading is not None and RECOMMENDS.search(over.heading.span.of(article.body)) is not None
        lead = over.lead_in.span.of(article.body) if over.lead_in else ""
        if sentence.kind == "item" and (RECOMMENDS.search(lead) or under):
            if sentence.paragraph in done:
                continue
            done.add(sentence.paragraph)
            parts = [s for s in article.sentences if s.paragraph == sentence.paragraph and s.kind == "item"]
            whole = Span(parts[0].span.start, parts[-1].span.end)
            label = LABEL.match(article.body, whole.start, whole.end)
            title = article.passage(Span(*label.span("title")), whole) if label else None
            what = article.passage(Span(label.end(), whole.end) if label else whole, whole)
            lead_in = article.passage(over.lead_in.span) if over.lead_in else None
            names = next((owners[n] for n in owners if article.sentences[n].paragraph == sentence.paragraph), ())
            found.append(Recommendation(what, title, lead_in, heading, names))
        elif sentence.kind == "sentence" and (
            (under and OUGHT.search(article.body, sentence.span.start, sentence.span.end))
            or re.search(r"\brecommend(?:s|ed)?\s+(?:that|to)\b", sentence.span.of(article.body), re.I)
        ):
            names = next((s.speaker.names for s in article.sayings if s.sentence == number), ())
            found.append(Recommendation(article.passage(sentence.span), None, None, heading, names))
    return tuple(found)
