"""How far a text can be trusted as a source: a grade with its reasons, and flags with the words they rest on.

A grade says what kind of text this is, never whether it is true. Rules and limits: docs/algorithms/brief.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.wording.actors import find_cast
from detente.wording.article import Article
from detente.wording.brief_results import Flag, Reason, Report
from detente.wording.near_copies import IN_ORDER, containment, in_order, is_copied, shared_runs
from detente.wording.results import Span
from detente.wording.speech_rules import unquoted
from detente.wording.spun import ALTERED, SPUN, broken_terms, differing_words, likeness

__all__ = ["GRADES", "flags_of", "grade"]

GRADES = ("primary", "report", "derivative")
"""Strongest first."""

OFFICIAL = re.compile(
    r"https?://(?:[\w-]+\.)*(?:gov(?:\.[a-z]{2})?|mil|gouv\.fr|bund\.de|europa\.eu|un\.org|kremlin\.ru|gov\.\w+|admin\.ch)"
    r"(?:[:/]|$)",
    re.I,
)
OFFICE = re.compile(
    r"\b(?:Office of the|Ministry|Presidential|Government|Embassy|Chancellery|Council|Commission|Union|Association|"
    r"Delegation|Department of|Secretariat|Federation|Terminals|Company)\b"
)
READOUT = re.compile(
    r"^\W*(?:readout\b|joint (?:statement|communiqu|declaration)|communiqu|(?:press )?statement (?:by|of|on|from)|"
    r"press release|"
    r"telephone conversations? with|phone call with|meeting with|"
    r"note (?:of|on) the meeting|report on the (?:\w+ )?(?:session|meeting)|"
    r"(?:main )?outcomes of the)",
    re.I,
)
JOINT = re.compile(r"\bjoint (?:statement|communiqu|declaration)", re.I)
TOLD_BY_OTHERS = re.compile(
    r"\b(?:according to|in accordance with (?=[A-Z])|in keeping with incoming|reportedly|"
    r"told (?:reporters|journalists|[A-Z]\w+)|"
    r"analysts?|experts?|observers|critics|sources (?:say|said|familiar))\b",
    re.I,
)
TOLD_OUTLET = re.compile(
    r"\b(?:[Tt]old|[Tt]alking to|[Ss]peaking (?:to|with)|[Ii]n an interview with|[Ii]nterviewed by)\s+"
    r"(?P<outlet>(?:the\s+)?[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,3})"
)


def flags_of(articles: Sequence[Article], reports: Sequence[Report], number: int) -> tuple[Flag, ...]:
    """Flags of one text beside all the others, in the order of `Flag.code` there.

    Parameters
    ----------
    articles : sequence of Article
    reports : sequence of Report
        Of all of them.
    number : int
        Which one.
    """
    article = articles[number]
    own = [report for report in reports if report.said.text == number]
    found: list[Flag] = []
    if article.intake.date is None:
        found.append(Flag("no_date"))
    if _primary(article) is None:  # a side's own account is its own source
        if not _named_sources(article, own):
            found.append(Flag("no_named_source"))
        if not any(report.manner == "verbatim" for report in own):
            found.append(Flag("no_quotation"))
    found += _broken(article)
    for other in articles:
        if other.number != number:
            found += _copied(article, other)
    found += [flag for other in articles if other.number != number for flag in _altered(article, other, reports)]
    return tuple(found)


def _named_sources(article: Article, own: Sequence[Report]) -> list[Report]:
    """Quotations with a named speaker, and reports that say to whom or by which spokesperson something was said."""
    named = [r for r in own if r.manner == "verbatim" and r.names and r.kind not in {"unnamed", "group", ""}]
    for report in own:
        words = report.speaker.words if report.speaker else ""
        if report.kind == "person" and (
            report.how == "according"
            or re.search(r"\bspokes|\badvis[eo]r\b", words, re.I)
            or TOLD_OUTLET.search(report.said.context)
        ):
            named.append(report)
    return named


def _broken(article: Article) -> list[Flag]:
    titles = article.lexicon.titles
    found = broken_terms(article.body, titles=titles)
    flags = [Flag("broken_term", (article.passage(one.span),), term=one.term) for one in found]
    if len({one.term for one in found}) >= SPUN:
        flags.append(Flag("spun_wording", tuple(article.passage(one.span) for one in found)))
    return flags


def _copied(article: Article, other: Article) -> list[Flag]:
    if article.body == other.body:
        return [Flag("same_text", other=other.number, share=1.0)]
    mine, theirs = article.intake.text.publisher, other.intake.text.publisher
    if mine and mine == theirs:
        return []  # one house repeats its own sentences
    if is_copied(article.grams, other.grams):
        runs = shared_runs(unquoted(article.body), unquoted(other.body))
        return [
            Flag(
                "near_copy",
                tuple(article.passage(here) for here, _ in runs),
                tuple(other.passage(there) for _, there in runs),
                other.number,
                share=containment(article.grams, other.grams),
            )
        ]
    order = in_order(_sequence(article), _sequence(other))
    if order is not None and order >= IN_ORDER:
        return [Flag("same_order", other=other.number, share=order)]
    return []


def _sequence(article: Article) -> list[str]:
    """Names and numbers in order; names as the cast knows them, so that a new title changes nothing."""
    named = [
        (m.span.start, m.name)
        for m in article.cast.mentions
        if m.kind not in {"pronoun", "together", "unnamed", "group"}
    ]
    counted = [(n.span.start, f"{n.low:g}") for n in article.numbers]
    return [name for _, name in sorted(named + counted)]


def _altered(article: Article, other: Article, reports: Sequence[Report]) -> list[Flag]:
    found = []
    here = [r for r in reports if r.said.text == article.number and r.manner == "verbatim" and r.names]
    there = [r for r in reports if r.said.text == other.number and r.manner == "verbatim" and r.names]
    for mine in here:
        for theirs in there:
            if mine.names[0].split()[-1] != theirs.names[0].split()[-1]:
                continue
            alike = likeness(mine.said.words, theirs.said.words)
            if not ALTERED[0] <= alike < ALTERED[1]:
                continue
            ours, others = differing_words(mine.said.words, theirs.said.words)
            found.append(
                Flag(
                    "altered_quotation",
                    (mine.said, *(article.passage(_moved(s, mine.said.span.start)) for s in ours)),
                    (theirs.said, *(other.passage(_moved(s, theirs.said.span.start)) for s in others)),
                    other.number,
                    share=alike,
                )
            )
    return found


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def grade(
    article: Article, articles: Sequence[Article], flags: Sequence[tuple[Flag, ...]], reports: Sequence[Report]
) -> tuple[str, tuple[Reason, ...]]:
    """Grade one text.

    - ``"primary"``: a side publishes it, or it reads as a readout (title, opening) and tells nothing by others;
    - ``"report"``: it quotes a named speaker verbatim, and no machine has rewritten it;
    - ``"derivative"``: everything else.

    Two texts that resemble each other are both flagged; only the copy is graded down (`_is_copy`).

    Returns
    -------
    grade : str
    why : tuple of Reason
        For the grade first, then against it.
    """
    own = flags[article.number]
    against = []
    for flag in _once(own):
        other = articles[flag.other] if flag.other is not None else None
        if flag.code in {"near_copy", "same_order", "altered_quotation"}:
            worse = [f for f in own if f.code == flag.code and f.other is not None]
            worse = [f for f in worse if _is_copy(article, articles[f.other or 0], flags)]
            if worse:
                code = "altered_quotation" if flag.code == "altered_quotation" else "copy_of_another"
                against.append(Reason(code, worse[0].passages[:3]))
        elif other is None and flag.code in AGAINST:
            against.append(Reason(flag.code, flag.passages[:3]))
    codes = {reason.code for reason in against}
    primary = _primary(article)
    if primary is not None and not codes & {"spun_wording", "copy_of_another"}:
        return "primary", (primary,)
    heard = [r for r in reports if r.said.text == article.number and r.manner == "verbatim"]
    quoted = [r for r in heard if r.names and r.kind not in {"unnamed", "group", ""}]
    for_it = [Reason("quotes_named_speakers", tuple(r.said for r in quoted[:3]))] if quoted else []
    if quoted and not codes & {"spun_wording", "copy_of_another", "altered_quotation"}:
        return "report", (*for_it, *against)
    return "derivative", (*against, *for_it)


def _is_copy(article: Article, other: Article, flags: Sequence[tuple[Flag, ...]]) -> bool:
    """Which of two resembling texts is the copy: the machine-spun one, else the one dated later or not at all."""
    spun = [any(flag.code == "spun_wording" for flag in flags[a.number]) for a in (article, other)]
    if spun[0] != spun[1]:
        return spun[0]
    mine, theirs = article.intake.text.date, other.intake.text.date
    if mine is None or theirs is None:
        return mine is None
    return mine > theirs


AGAINST = frozenset({"spun_wording", "no_quotation", "no_named_source", "no_date"})


def _once(flags: Sequence[Flag]) -> list[Flag]:
    """One flag of each code, the gravest codes first."""
    order = (
        "spun_wording",
        "altered_quotation",
        "near_copy",
        "same_order",
        "no_quotation",
        "no_named_source",
        "no_date",
    )
    first = {flag.code: flag for flag in reversed(flags)}
    return [first[code] for code in order if code in first]


def _primary(article: Article) -> Reason | None:
    text = article.intake.text
    if text.side:
        return Reason("a_side_publishes")
    address = article.intake.address.value if article.intake.address else ""
    publisher = find_cast(text.publisher, parties=text.parties).mentions
    official = any(m.kind in {"seat", "party", "institution"} for m in publisher) or OFFICE.search(text.publisher)
    if OFFICIAL.match(address) or official:
        return Reason("a_side_publishes")
    heads = [s for s in article.sentences[:1] if s.kind == "heading"]
    title = text.title or (heads[0].span.of(article.body) if heads else "")
    if READOUT.match(title) and not TOLD_BY_OTHERS.search(article.body):
        return Reason("joint_text" if JOINT.search(title) else "reads_as_a_readout")
    return None
