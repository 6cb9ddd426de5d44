"""Who is quoted or reported as saying what, and the same laid side by side by party and theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.wording.actors import SPEAKS, Mention
from detente.wording.article import Article
from detente.wording.brief_matters import UNDECIDED
from detente.wording.brief_results import Cell, Passage, Report, SideBySide, ThemeRow
from detente.wording.commitments import commitment
from detente.wording.results import COMMITMENTS, Quotation, Span
from detente.wording.speech import NOBODY, Speaker

__all__ = ["reports_of", "side_by_side"]


def reports_of(article: Article) -> tuple[Report, ...]:
    """Everything a text reports somebody to have said, in the order of the text."""
    found = [*_quoted(article), *_told(article)]
    return tuple(sorted(found, key=lambda report: (report.said.span, report.how)))


def _passage(article: Article, span: Span | None) -> Passage | None:
    return None if span is None else article.passage(span)


def _quoted(article: Article) -> Iterator[Report]:
    told: list[tuple[Span, Speaker]] = [(s.span, s.speaker) for s in article.sayings if s.speaker.span is not None]
    last: Speaker | None = None
    for quotation in article.quotations:
        if quotation.kind != "speech" or len(quotation.span.of(article.body).split()) < 3:
            manner = "principle" if quotation.kind == "principle" else "marked"
            around = [s for s in article.sayings if s.span.contains(quotation.span) and s.how != "list"]
            teller = around[-1].speaker if around else NOBODY
            yield Report(
                said=article.passage(quotation.span),
                speaker=_passage(article, teller.span),
                names=teller.names,
                sides=teller.sides,
                kind=teller.kind,
                followed_to=_passage(article, teller.named_at),
                manner=manner,
                how="quotation",
                verb=None,
                commitment="",
                theme="",
            )
            continue
        mention = _speaker_named(article, quotation)
        speaker = Speaker(quotation.speaker_span, (), (), "")
        around = [
            s for s in article.sayings_at(quotation.span) if s.how == "reported" and s.span.contains(quotation.span)
        ]
        if around and around[-1].speaker.names:
            speaker = around[-1].speaker  # the words are part of a report: "said that it was “too early”"
        elif mention is not None:
            speaker = Speaker(
                quotation.speaker_span, (mention.name,), (mention.side,) if mention.side else (), mention.kind
            )
        elif not quotation.speaker and (beside := _beside(article, quotation)) is not None:
            speaker = beside
        elif quotation.speaker_span is not None:
            speaker = replace(speaker, names=(quotation.speaker,), kind="unnamed")
        elif quotation.verb and (pronoun := _pronoun_beside(article, quotation)) is not None:
            speaker = _followed(article, pronoun, told)
        elif quotation.speaker and last is not None:
            speaker = replace(last, span=None, named_at=last.named_at or last.span)
        if speaker.names:
            last = speaker
            told.append((quotation.span, speaker))
        yield Report(
            said=article.passage(quotation.span, quotation.sentence),
            speaker=_passage(article, speaker.span),
            names=speaker.names,
            sides=speaker.sides,
            kind=speaker.kind,
            followed_to=_passage(article, speaker.named_at),
            manner="verbatim",
            how="quotation",
            verb=_passage(article, quotation.verb_span),
            commitment=quotation.commitment,
            theme=article.theme(quotation.span),
        )


def _beside(article: Article, quotation: Quotation) -> Speaker | None:
    """Who is named with a verb of saying right behind the closing mark."""
    after = Span(quotation.span.end, quotation.sentence.end)
    named = article.cast.within(after)[:1]
    if not named or named[0].kind == "pronoun" or named[0].span.start > quotation.span.end + 8:
        return None
    m = named[0]
    if SPEAKS.match(article.body, m.span.end, after.end) is None:
        return None
    return Speaker(m.span, (m.name,), (m.side,) if m.side else (), m.kind)


def _pronoun_beside(article: Article, quotation: Quotation) -> Mention | None:
    """The pronoun beside the verb of a quotation: he, in "..., he said"."""
    if quotation.verb_span is None:
        return None
    around = Span(quotation.sentence.start, quotation.sentence.end)
    beside = [m for m in article.cast.within(around) if m.kind == "pronoun" and not quotation.span.contains(m.span)]
    near = [
        m
        for m in beside
        if abs(m.span.end - quotation.verb_span.start) < 12 or 0 <= m.span.start - quotation.verb_span.end < 3
    ]
    return near[0] if near else None


def _followed(article: Article, pronoun: Mention, told: list[tuple[Span, Speaker]]) -> Speaker:
    """The person who spoke last before a pronoun, in its paragraph or the one before; nobody rather than a guess."""
    before = [
        (span, speaker)
        for span, speaker in told
        if span.start < pronoun.span.start
        and (speaker.kind == "person" or (pronoun.name == "they" and speaker.kind != "together"))
    ]
    if before:
        span, speaker = max(before, key=lambda pair: pair[0])
        gap = article.body[span.end : pronoun.span.start]
        if gap.count("\n\n") <= 1 and len(gap) < 600:
            return replace(speaker, span=pronoun.span, named_at=speaker.named_at or speaker.span)
    return Speaker(pronoun.span, (), (), "pronoun")


def _speaker_named(article: Article, quotation: Quotation) -> Mention | None:
    if quotation.speaker_span is None:
        return None
    named = [m for m in article.cast.mentions if m.span.overlaps(quotation.speaker_span) and m.kind != "pronoun"]
    return next((m for m in named if m.kind == "person"), named[0] if named else None)


def _told(article: Article) -> Iterator[Report]:
    body = article.body
    for saying in article.sayings:
        span = saying.span
        if saying.how == "list" and not saying.speaker.names:
            continue  # a list of the text's own; recommendations and outcomes have their places
        span = Span(span.start, span.start + len(span.of(body).rstrip(" .")))
        carrying = span  # with the verb, and with a denial that stands before it: "never offered money"
        if saying.verb and saying.verb.start < span.end:
            carrying = Span(min(span.start, saying.verb.start), span.end)
        level, _ = commitment(body, within=carrying)
        if saying.how == "noun" or UNDECIDED.search(span.of(body)):
            level = min(level, "stated", key=COMMITMENTS.index)  # "criticism", "stay unsettled": nobody commits to it
        yield Report(
            said=article.passage(span),
            speaker=_passage(article, saying.speaker.span),
            names=saying.speaker.names,
            sides=saying.speaker.sides,
            kind=saying.speaker.kind,
            followed_to=_passage(article, saying.speaker.named_at),
            manner="paraphrase",
            how=saying.how,
            verb=_passage(article, saying.verb),
            commitment=level,
            theme=article.theme(span),
        )


def side_by_side(article: Article, reports: Sequence[Report], parties: tuple[str, ...]) -> SideBySide:
    """What a text attributes to each party, theme by theme; themes in the order of the lexicon, what fits none last.

    Parameters
    ----------
    article : Article
    reports : sequence of Report
        All reports of the brief: cells hold places in it.
    parties : tuple of str
    """
    themes = [*[theme.key for theme in article.lexicon.themes], ""]
    rows = []
    for theme in themes:
        cells = []
        for party in parties:
            here = [
                place
                for place, report in enumerate(reports)
                if report.said.text == article.number
                and report.theme == theme
                and party in report.sides
                and report.manner in {"verbatim", "paraphrase"}
            ]
            cells.append(Cell(party, tuple(here)))
        if any(cell.reports for cell in cells):
            rows.append(ThemeRow(theme, article.lexicon.label(theme) if theme else "", tuple(cells)))
    return SideBySide(article.number, parties, tuple(rows))
