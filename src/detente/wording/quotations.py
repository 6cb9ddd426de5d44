"""Who is quoted or reported as saying what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.wording.commitments import commitment
from detente.wording.parties import Roster
from detente.wording.results import Party, Quotation, Sentence, Span
from detente.wording.segmentation import clauses, sentences
from detente.wording.subjects import Subject, find_subject, resolve
from detente.wording.verbs import SPEECH, forms

__all__ = ["marked", "quotations"]

_OPEN = {"“": "”", "«": "»", "„": "“", "‘": "’"}
_VERB = rf"(?P<verb>{forms(SPEECH)})\b"
_NAME = r"[A-Z][\w’'-]*\.?"
_WHO = (
    rf"(?P<who>(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)\s+(?:[\w’'-]+\s+){{0,6}}?[\w’'-]+|"
    rf"(?:[a-z]+\s+){{0,4}}{_NAME}(?:,?\s+(?:{_NAME}|of|for|the|and|to|van|de|al)){{0,9}}|[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e)"
)
_AFTER = (
    re.compile(rf"[,.!?…\s]*{_WHO}\s+(?:also\s+|then\s+|later\s+|has\s+|had\s+)?{_VERB}"),
    re.compile(rf"[,.!?…\s]*(?:{_VERB})\s+{_WHO}"),
)
_BEFORE = re.compile(rf"(?:^|(?<=[\s,]))(?:{_VERB})(?P<rest>[^\"“«„]{{0,60}})$")
_PRINCIPLE = re.compile(
    r"(?:principles?|phrase|slogan|maxim|motto|formula|idea|concept|doctrine|term|wording|title[sd]?|entitled|headlined|named|"
    r"known\s+as)\s*(?:of|:|that)?\s*$",
    re.I,
)
_ARMS_LENGTH = re.compile(
    r"(?:so-called|described\s+as|what\s+(?:it|he|she|they)\s+calls?(?:ed)?|dubbed|alleged|imposing|of)\s*$", re.I
)
_ACCORDING = re.compile(r"\bAccording\s+to\s+(?P<who>[^,]{3,80}),\s*", re.I)
_THAT = re.compile(rf"\b(?:{_VERB})(?:\s+that\b)?\s*,?\s*(?!\s*by\b)")
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|been)\s+(?:also\s+)?(?:{_VERB})\s+by\s+{_WHO.replace('(?P<who>', '(?P<who>(?=[A-Z]|the )')}"
    r"\s*(?:as|that|to)?\s*"
)
_SPEECH_WORDS = 4
"""From this many words on, what stands in marks with a capital is taken for speech even without a verb of saying."""


@dataclass(frozen=True)
class _Said:
    """An attribution: who, where, and by which verb."""

    words: str
    span: Span | None
    verb: str
    verb_span: Span | None


def marked(body: str) -> Iterator[Span]:
    """Yield what stands between quotation marks, without the marks; an unclosed one ends with its paragraph."""
    for line in re.finditer(r"[^\n]+", body):
        text, offset, at = line.group(), line.start(), 0
        while at < len(text):
            sign = text[at]
            # A closing ’ is an apostrophe far more often, so that single marks count only where a word begins.
            if sign == '"' or (sign in _OPEN and (sign != "‘" or at == 0 or not text[at - 1].isalnum())):
                close = _closing(text, at, '"' if sign == '"' else _OPEN[sign])
                inner = text[at + 1 : close]
                lead = len(inner) - len(inner.lstrip())
                if inner.strip():
                    yield Span(offset + at + 1 + lead, offset + at + 1 + len(inner.rstrip()))
                at = close + 1
            else:
                at += 1


def _closing(text: str, start: int, sign: str) -> int:
    if sign == "’":
        match = re.compile(r"’(?!\w)").search(text, start + 1)
        return match.start() if match else start
    found = text.find(sign, start + 1)
    if found < 0 and sign == "”":
        found = text.find('"', start + 1)
    return found if found >= 0 else len(text)


def quotations(
    body: str,
    parties: Iterable[Party] | Roster = (),
    *,
    sides: tuple[str, ...] = (),
    own_side: str = "",
    of: tuple[Sentence, ...] | None = None,
) -> tuple[Quotation, ...]:
    """Find what a text says others said, verbatim and in its own words.

    Marks around one to three words without a verb of saying are scare quotes, marks after "principle of" and the like a
    principle; everything else in marks is speech. A quotation may run over several sentences. The speaker is looked for
    after it, before it, and where both fail and it follows directly, in the quotation before it.

    Parameters
    ----------
    body : str
        The text.
    parties : iterable of Party, or Roster
        Who can be recognised; fills `Quotation.side`.
    sides : tuple of str
        Names of the sides of the encounter, which "both leaders" means.
    own_side : str
        Name of the side whose readout this is, which "we" means.
    of : tuple of Sentence, optional
        The sentences of `body`, where the caller has them.

    Returns
    -------
    tuple of Quotation
        In order; those in marks do not overlap each other.

    Examples
    --------
    >>> found = quotations('"We will meet again," said Dana Ilves. Management stressed that nothing was decided.')
    >>> [(q.manner, q.speaker, q.verb) for q in found]
    [('verbatim', 'Dana Ilves', 'said'), ('paraphrase', 'Management', 'stressed')]
    """
    roster = parties if isinstance(parties, Roster) else Roster(parties)
    cut = sentences(body) if of is None else of
    verbatim = _verbatim(body, cut, roster, sides, own_side)
    reported = _reported(body, cut, roster, sides, own_side, verbatim)
    return tuple(sorted([*verbatim, *reported], key=lambda quotation: quotation.span))


def _carrying(cut: tuple[Sentence, ...], span: Span, near: int) -> tuple[Span, int]:
    """The sentences that carry a passage, and the index of the first."""
    first = near
    while first < len(cut) and cut[first].span.end <= span.start:
        first += 1
    last = first
    while last + 1 < len(cut) and cut[last + 1].span.start < span.end:
        last += 1
    if first >= len(cut):
        return span, max(len(cut) - 1, 0)
    return Span(min(cut[first].span.start, span.start), max(cut[last].span.end, span.end)), first


def _attribution(body: str, inner: Span, whole: Span) -> _Said | None:
    tail = body[inner.end + 1 : whole.end]
    for pattern in _AFTER:
        match = pattern.match(tail)
        if match and len(tail[: match.start("who")].strip()) <= 14:
            at = inner.end + 1
            who = _trimmed(match["who"])
            start = at + match.start("who")
            return _Said(
                who,
                Span(start, start + len(who)),
                match["verb"],
                Span(at + match.start("verb"), at + match.end("verb")),
            )
    head = body[whole.start : inner.start - 1]
    before = _BEFORE.search(head.rstrip(" :,"))
    if before or head.rstrip().endswith(":"):
        clause = Span(whole.start, inner.start - 1)
        who_span = find_subject(body, clause)
        who = who_span.of(body) if who_span else ""
        if before:
            verb = Span(whole.start + before.start("verb"), whole.start + before.end("verb"))
            return _Said(who, who_span, before["verb"], verb)
        return _Said(who, who_span, "", None) if who else None
    return None


def _trimmed(who: str) -> str:
    """A speaker's words without what cannot end a name."""
    return re.sub(r"(?:[,\s]+(?:of|for|the|and|to|van|de|al))+$", "", who).rstrip(" ,.") or who


def _verbatim(
    body: str, cut: tuple[Sentence, ...], roster: Roster, sides: tuple[str, ...], own_side: str
) -> list[Quotation]:
    found: list[Quotation] = []
    near = 0
    last: Subject | None = None
    for inner in marked(body):
        whole, near = _carrying(cut, inner, near)
        said = _attribution(body, inner, whole)
        words = len(inner.of(body).split())
        lead = body[max(whole.start, inner.start - 60) : inner.start - 1]
        if _PRINCIPLE.search(lead):
            kind = "principle"
        elif (words <= 3 and (said is None or said.verb == "" or _ARMS_LENGTH.search(lead))) or (
            said is None and (words < _SPEECH_WORDS or inner.of(body)[0].islower())
        ):
            kind = "scare"
        else:
            kind = "speech"
        speaker, where, side = "", None, ""
        verb, verb_span = "", None
        if kind == "speech" and said is not None:
            verb, verb_span = said.verb, said.verb_span
            subject = _who(body, said, roster, sides, own_side, last or _named_before(body, cut, near, roster, sides))
            speaker, where = subject.words, said.span if subject.span else None
            side = subject.sides[0] if len(subject.sides) == 1 else ""
            last = subject
        elif kind == "speech" and found and found[-1].kind == "speech" and found[-1].speaker:
            between = body[found[-1].span.end : inner.start]
            if "\n\n" not in between and len(between) < 160:
                speaker, where, side = found[-1].speaker, None, found[-1].side
        level, _ = commitment(body, within=inner)
        found.append(
            Quotation(
                inner, whole, speaker, side, "verbatim", kind, verb, level, speaker_span=where, verb_span=verb_span
            )
        )
    return found


def _who(
    body: str, said: _Said, roster: Roster, sides: tuple[str, ...], own_side: str, last: Subject | None
) -> Subject:
    lowered = said.words.lower()
    if lowered in {"he", "she", "they", "it"}:
        return Subject(last.words, None, last.sides) if last else Subject(said.words, said.span, ())
    if lowered in {"we", "i"}:
        return Subject(own_side or said.words, said.span, (own_side,) if own_side else ())
    return Subject(said.words, said.span, roster.named_in(said.words))


def _named_before(
    body: str, cut: tuple[Sentence, ...], index: int, roster: Roster, sides: tuple[str, ...]
) -> Subject | None:
    """Who acted in the sentences just before: for a pronoun at a first quotation."""
    for sentence in reversed(cut[max(0, index - 2) : index]):
        subject = resolve(body, sentence.span, roster, sides=sides)
        if subject and subject.words.lower() not in {"he", "she", "they", "it"}:
            return subject
    return None


def _reported(
    body: str,
    cut: tuple[Sentence, ...],
    roster: Roster,
    sides: tuple[str, ...],
    own_side: str,
    verbatim: list[Quotation],
) -> list[Quotation]:
    found: list[Quotation] = []
    spoken = [quotation for quotation in verbatim if quotation.kind == "speech"]
    last: Subject | None = None
    for sentence in cut:
        whole = sentence.span
        if sentence.kind in {"heading", "row"}:
            continue
        according = _ACCORDING.match(body, whole.start, whole.end)
        if according and whole.end > according.end() and not any(q.span.overlaps(whole) for q in spoken):
            who = Span(according.start("who"), according.end("who"))
            verb = Span(according.start(), according.start() + len("according to"))
            subject = Subject(who.of(body), who, roster.named_in(who.of(body)))
            found.append(_paraphrase(body, Span(according.end(), whole.end), whole, subject, verb))
            continue
        here: Subject | None = None
        for clause in clauses(body, (sentence,)):
            span = clause.span
            own = resolve(body, span, roster, sides=sides, own_side=own_side, previous=last)
            here = own or here
            if any(q.span.overlaps(span) for q in spoken):
                continue
            passive = _PASSIVE.search(body, span.start, span.end)
            if passive:
                found.append(_by(body, passive, span, whole, roster))
                continue
            if here is None:
                continue
            start = own.span.end if own and own.span else span.start
            match = _THAT.search(body, start, span.end)
            if match is None or match.start() - start > 60:
                continue
            said = Span(match.end(), span.end)
            if len(said.of(body).split()) >= 2 and not said.of(body).endswith(":"):
                found.append(_paraphrase(body, said, whole, here, Span(match.start("verb"), match.end("verb"))))
        last = here or last
    return found


def _by(body: str, match: re.Match[str], clause: Span, whole: Span, roster: Roster) -> Quotation:
    """A passive report: "the call was framed by the Kremlin as a sign of cooperation"."""
    who = Span(match.start("who"), match.start("who") + len(_trimmed(match["who"])))
    subject = Subject(who.of(body), who, roster.named_in(who.of(body)))
    said = Span(match.end(), clause.end) if len(body[match.end() : clause.end].split()) >= 2 else clause
    return _paraphrase(body, said, whole, subject, Span(match.start("verb"), match.end("verb")))


def _paraphrase(body: str, said: Span, whole: Span, subject: Subject, verb: Span) -> Quotation:
    level, _ = commitment(body, within=Span(verb.start, whole.end))
    side = subject.sides[0] if len(subject.sides) == 1 else ""
    return Quotation(
        said, whole, subject.words, side, "paraphrase", "speech", verb.of(body), level,
        speaker_span=subject.span, verb_span=verb,
    )  # fmt: skip
