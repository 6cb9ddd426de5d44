"""Who is reported as saying what: subject, verb of speech, and the words after it, sentence by sentence.

The rules are those of English news prose. They read forms of words, never meaning: docs/algorithms/brief.md lists each
with what it misses. Everything found is a span; a pronoun is followed to the last speaker, and says where that one is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from detente.wording.actors import Cast, Mention
from detente.wording.results import Sentence, Span
from detente.wording.speech_rules import (
    AND_BEFORE,
    BE_BEFORE,
    CONCEDING,
    CONTRAST,
    EMPTY,
    JOINED,
    LIGHT,
    MODAL,
    NEGATED,
    NEITHER,
    NOUN_BEFORE,
    OWNER,
    PART_BEFORE,
    PREPOSITION,
    SAME,
    SUPPOSED,
    TIED,
    TOLD_WHOM,
    masked,
    rules,
)

__all__ = ["NOBODY", "Saying", "Speaker", "reported_speech"]


@dataclass(frozen=True)
class Speaker:
    """Who speaks: words as written, the names behind them, their sides, and where a pronoun or list was followed to."""

    span: Span | None
    names: tuple[str, ...]
    sides: tuple[str, ...]
    kind: str
    named_at: Span | None = None


NOBODY = Speaker(None, (), (), "")


@dataclass(frozen=True)
class Saying:
    """Something that a text reports somebody to have said.

    `how`: ``"reported"`` (a verb of speech), ``"according"`` ("according to"), ``"noun"`` ("criticism from"),
    ``"list"`` (an item under a lead-in), ``"empty"`` ("presented its view": heard, and nothing told; never handed out).
    """

    span: Span
    sentence: int
    speaker: Speaker
    verb: Span | None
    how: str
    nested: bool = False


class Reader:
    """Reads one text; remembers who spoke last."""

    def __init__(self, body: str, sentences: Sequence[Sentence], cast: Cast) -> None:
        self.body, self.sentences, self.cast = body, sentences, cast
        self.plain = masked(body)
        self.rules = rules()
        self.found: list[Saying] = []
        self.heading: Speaker | None = None

    # --- who ---

    def group_before(self, place: int, low: int) -> tuple[Mention, ...]:
        """The mention that ends just before a place, with those joined to it by commas and "and"."""
        inside = [m for m in self.cast.within(Span(low, place)) if self._seen(m)]
        if not inside:
            return ()
        group = [inside.pop()]
        while inside and JOINED.fullmatch(self.plain[inside[-1].span.end : group[0].span.start]):
            group.insert(0, inside.pop())
        return tuple(group)

    def group_after(self, place: int, high: int, reach: int = 3) -> tuple[Mention, ...]:
        """The mention that begins just after a place, with those joined to it."""
        inside = self.cast.within(Span(place, high))
        if not inside or inside[0].span.start > place + reach:
            return ()
        group = [inside[0]]
        for m in inside[1:]:
            if JOINED.fullmatch(self.plain[group[-1].span.end : m.span.start]):
                group.append(m)
        return tuple(group)

    def _seen(self, mention: Mention) -> bool:
        return bool(self.plain[mention.span.start : mention.span.end].strip())

    def speaker(self, group: tuple[Mention, ...], number: int, sentence: Sentence) -> Speaker:
        """The speaker behind some mentions; words that stand for somebody are followed back."""
        span = Span(group[0].span.start, group[-1].span.end)
        kinds = {m.kind for m in group}
        if kinds == {"together"}:
            return Speaker(span, self.cast.sides, self.cast.sides, "together")
        if kinds <= {"pronoun"} or (kinds <= {"unnamed", "institution"} and not any(m.side for m in group)):
            back = self._back(group[-1], number, sentence)
            if back is not None:
                return replace(back, span=span, named_at=back.named_at or back.span)
        sides = tuple(dict.fromkeys(m.side for m in group if m.side))
        people = [m for m in group if m.kind == "person"]
        # "the mayor of Alder, Rita Holm": one person, not a person and a town.
        names = tuple(dict.fromkeys(m.name for m in (people if people and len(sides) < 2 else group)))
        kind = next(
            (k for k in ("person", "institution", "seat", "state", "party", "body", "group") if k in kinds), "unnamed"
        )
        return Speaker(span, names, sides, kind)

    def _back(self, mention: Mention, number: int, sentence: Sentence) -> Speaker | None:
        """Whom "they", "he" or "officials" stand for: somebody earlier in the sentence, else the last speaker near."""
        if mention.kind != "pronoun":
            before = self.cast.within(Span(sentence.span.start, mention.span.start))
            earlier = [m for m in before if m.side]
            owned = re.search(r"\b(?:its|their|his|her)\s+$", self.body[sentence.span.start : mention.span.start])
            if earlier and owned:
                m = earlier[-1]
                return Speaker(m.span, (m.name,), (m.side,), "unnamed", m.span)
            if earlier and re.search(
                r"\b(?:from|in)\s+(?:the\s+)?$", self.body[sentence.span.start : earlier[-1].span.start], re.I
            ):
                m = earlier[-1]
                return Speaker(m.span, (m.name,), (m.side,), "unnamed", m.span)
        # A ministry belongs to a place with a name, not to "the town" or "the company" of the sentence before.
        sovereign = re.search(r"\b(?:ministry|government|parliament|administration)\b", mention.name) is not None
        wants_person = mention.name in {"he", "she", "his", "her"}
        for saying in reversed(self.found):
            # A lead-in may be a paragraph of its own.
            paragraphs = sentence.paragraph - self.sentences[saying.sentence].paragraph
            near = number - saying.sentence <= 3 and paragraphs <= (sentence.kind == "lead_in")
            if not near and not (wants_person and number - saying.sentence <= 3):
                break
            fits = (
                saying.speaker.kind == "person"
                if wants_person
                else (saying.speaker.kind != "together" and not saying.nested)
            )
            if mention.kind != "pronoun":
                fits = fits and bool(saying.speaker.sides) and not (sovereign and self._is_common(saying.speaker.span))
            if fits:
                return replace(saying.speaker, kind=saying.speaker.kind if mention.kind == "pronoun" else "unnamed")
        if mention.kind != "pronoun":
            first = next((s for s in self.sentences if s.paragraph == sentence.paragraph), sentence)
            named = [m for m in self.cast.within(Span(first.span.start, mention.span.start)) if m.side]
            named = [m for m in named if not (sovereign and self._is_common(m.span))]
            if named and len({m.side for m in named}) == 1:
                return Speaker(named[-1].span, (named[-1].name,), (named[-1].side,), "unnamed", named[-1].span)
        if mention.kind != "pronoun" and self.heading is not None and sentence.kind != "heading":
            return replace(self.heading, kind="unnamed")
        return None

    def _named_in_heading(self, heading: Sentence) -> Speaker | None:
        """The party that a heading names: the only one in it, or the one whose view it announces."""
        named = [m for m in self.cast.within(heading.span) if m.side]
        if not named:
            return None
        first = named[0]
        view = self.rules.view.match(self.body, first.span.end, heading.span.end)
        if len({m.side for m in named}) > 1 and view is None:
            return None
        return Speaker(first.span, (first.name,), (first.side,), "heading", first.span)

    def _governing(self, number: int, sentence: Sentence) -> Speaker:
        """Whose list a lead-in opens: whom it names, else who spoke last before it, else whom the heading names."""
        low, high = sentence.span.start, sentence.span.end
        named = [m for m in self.cast.within(sentence.span) if m.kind not in {"pronoun", "together", "unnamed"}]
        by = [m for m in named if re.search(r"\b(?:by|from|of|to)\s+(?:the\s+)?$", self.body[low : m.span.start])]
        own = [m for m in named if re.match(r"['’]s?\b", self.body[m.span.end : high])]
        chosen = by[-1:] or own[:1] or [m for m in named if m.side or m.kind == "group"][:1]
        if not chosen and (thing := self.rules.source.search(self.body, low, high)) is not None:
            return Speaker(Span(*thing.span("what")), (thing["what"].lower(),), (), "unnamed")
        if not chosen and re.search(r"\b(?:this|these|it|such)\b", self.body[low:high], re.I):
            return NOBODY
        head = self.heading
        if not chosen and head is not None and head.span is not None:
            since = [s for s in self.found if s.span.start > head.span.start and s.speaker.names]
            if not since:
                return replace(head, span=None, kind="unnamed")
        own_words = re.search(r"\b(?:their|its|his|her)\b", self.body[low:high], re.I)
        kind = ("they", "pronoun") if own_words else ("officials", "unnamed")
        stand_in = chosen[0] if chosen else Mention(Span(low, low + 1), *kind)
        speaker = self.speaker((stand_in,), number, sentence)
        return speaker if chosen else replace(speaker, span=None) if speaker.named_at else NOBODY

    def _is_common(self, span: Span | None) -> bool:
        """Whether somebody is named by a common noun ("the town")."""
        words = re.sub(r"^[Tt]he\s+", "", span.of(self.body)) if span else ""
        return words[:1].islower()

    # --- what ---

    def read(self) -> tuple[Saying, ...]:
        """Read all sentences in order."""
        lead_in: Speaker | None = None
        items: dict[int, Saying] = {}
        for number, sentence in enumerate(self.sentences):
            if sentence.kind == "heading":
                self.heading = self._named_in_heading(sentence)
            elif sentence.kind == "lead_in":
                lead_in = self._governing(number, sentence)
            elif sentence.kind != "row":
                here = sorted(self._in_sentence(number, sentence), key=lambda s: (s.verb or s.span).start)
                here = list(self._bounded(here, sentence))
                if sentence.kind == "item":
                    whole = items.get(sentence.paragraph)
                    start = whole.span.start if whole else sentence.span.start
                    speaker = lead_in if sentence.lead_in is not None and lead_in else NOBODY
                    items[sentence.paragraph] = Saying(Span(start, sentence.span.end), number, speaker, None, "list")
                    if whole:
                        self.found.remove(whole)
                    self.found.append(items[sentence.paragraph])
                self.found += here
        return tuple(saying for saying in self.found if saying.how != "empty")

    def _in_sentence(self, number: int, sentence: Sentence) -> list[Saying]:
        low, high = sentence.span.start, sentence.span.end
        here: list[Saying] = [*self._according(number, sentence), *self._nouns(number, sentence)]
        for match in self.rules.verb.finditer(self.plain, low, high):
            saying = self._verb(match, number, sentence, here)
            if saying is not None and not any(
                s.verb and saying.verb and s.verb.overlaps(saying.verb) for s in here[-20:]
            ):
                here.append(saying)
        return here

    def _verb(self, match: re.Match[str], number: int, sentence: Sentence, here: list[Saying]) -> Saying | None:
        low, high = sentence.span.start, sentence.span.end
        verb = Span(match.start(), match.end())
        base = self.rules.bases[" ".join(match[0].lower().split())]
        before = self.plain[max(low, verb.start - 80) : verb.start]
        by = re.compile(r"\s+by\s+(?:the\s+)?(?:various\s+)?").match(self.plain, verb.end, high)
        if by is not None:
            group = self.group_after(by.end() - 4, high, 5)
            return (
                Saying(Span(low, high), number, self.speaker(group, number, sentence), verb, "reported")
                if group
                else None
            )
        if NOUN_BEFORE.search(before) or BE_BEFORE.search(before):
            return None
        spoken = sorted(
            (s for s in here[-20:] if s.verb is not None and s.verb.end <= verb.start and s.how != "according"),
            key=lambda s: s.verb.start if s.verb else 0,
        )
        group = self._head(self.group_before(verb.start, low), low)
        gap = self._gap(group, verb.start)
        is_participle = match[0].split()[0].endswith("ing")
        subject = bool(group) and LIGHT.fullmatch(gap) is not None and not (is_participle and "," in gap)
        if subject and (is_participle or PREPOSITION.search(self.plain[low : group[0].span.start]) is None):
            nested = (
                bool(spoken) and re.search(r"\bthat\s+(?:the\s+)?$", self.plain[low : group[0].span.start]) is not None
            )
            return self._with_content(
                verb, number, sentence, self.speaker(group, number, sentence), base, nested, group
            )
        if is_participle and PART_BEFORE.search(before):
            last = next((s for s in reversed(spoken) if not s.nested), None)
            speaker = last.speaker if last else self._opening(number, sentence, verb.start)
            return self._with_content(verb, number, sentence, speaker, base, False, ()) if speaker else None
        if not spoken and not is_participle and AND_BEFORE.search(before) and verb.start - low > 20:
            opener = self._opening(number, sentence, verb.start)
            return self._with_content(verb, number, sentence, opener, base, False, ()) if opener else None
        if spoken and AND_BEFORE.search(before) and not match[0].split()[0].endswith("ing") and len(before.strip()) > 0:
            return self._with_content(verb, number, sentence, spoken[-1].speaker, base, spoken[-1].nested, ())
        if base in SAME and re.search(r"[,”\"]\s*$", self.body[low : verb.start]):
            after = self.group_after(verb.end, high, 6)
            ends = re.compile(r"[^,.;]{0,60}[,.;”\"]").match(self.body, after[-1].span.end if after else high, high)
            if after and ends is not None and verb.start - low > 12:
                return Saying(Span(low, verb.start), number, self.speaker(after, number, sentence), verb, "reported")
        return None

    def _head(self, group: tuple[Mention, ...], low: int) -> tuple[Mention, ...]:
        """In "experts at the Forum say" the experts speak: the mention before the one that a preposition ties to it."""
        if not group:
            return ()
        before = self.group_before(group[0].span.start, low)
        between = self.plain[before[-1].span.end : group[0].span.start] if before else ""
        return before if re.fullmatch(r"\s+(?:at|of|from|in|with|for)\s+(?:the\s+)?", between) else group

    def _gap(self, group: tuple[Mention, ...], verb: int) -> str:
        """What stands between a subject and its verb, without a place or body tied to the subject."""
        if not group:
            return ""
        gap = self.plain[group[-1].span.end : verb]
        tied = TIED.match(gap)
        return gap[tied.end() :] if tied else gap

    def _opening(self, number: int, sentence: Sentence, place: int) -> Speaker | None:
        kinds = {"group", "body", "person"}
        first = [m for m in self.cast.within(Span(sentence.span.start, place)) if m.side or m.kind in kinds]
        if not first or first[0].span.start > sentence.span.start + 25 or first[0].kind == "pronoun":
            return None
        return self.speaker((first[0],), number, sentence)

    def _with_content(
        self,
        verb: Span,
        number: int,
        sentence: Sentence,
        speaker: Speaker,
        base: str,
        nested: bool,
        group: tuple[Mention, ...],
    ) -> Saying | None:
        low, high = sentence.span.start, sentence.span.end
        told = TOLD_WHOM.match(self.body, verb.end, high) if base == "tell" else None
        begin = told.end() if told else verb.end
        after = self.body[begin:high]
        rest = re.sub(r"[\s.,;:”\"]+", " ", self.plain[begin:high]).split()
        tail = re.fullmatch(r"\s*(?:(?:in|on|at|to|during)\s[^,;]{0,60})?[.”\"\s]*", after)
        front = OWNER.sub("", self.body[low : group[0].span.start]) if group else ""
        behind = group and self.body[low : group[0].span.start].rstrip().endswith(
            (",", "”", '"', "its", "their", "the")
        )
        if (
            behind
            and base in SAME
            and tail is not None
            and len(rest) <= 8
            and len(front) > 12
            and not CONCEDING.match(front)
        ):
            if not OWNER.sub("", self.plain[low : group[0].span.start]).strip(' ,."“”'):
                return None  # the words are a quotation: it has a line of its own
            return Saying(Span(low, low + len(front)), number, speaker, verb, "reported", nested)
        if (
            behind
            and base in SAME
            and len(front) > 12
            and re.match(r"\s*,\s+(?!that\b)", after)
            and not CONCEDING.match(front)
        ):
            return Saying(Span(low, low + len(front)), number, speaker, verb, "reported", nested)
        denied = NEGATED.search(self.plain, group[-1].span.end, verb.start) if group else None
        if denied is not None:
            begin = denied.start()  # "has not replied": the words begin with the denial
        neither = NEITHER.search(self.plain, low, group[0].span.start) if group else None
        if neither is not None:
            return Saying(Span(neither.start(), high), number, speaker, verb, "reported", nested)
        if group and SUPPOSED.search(self.plain, low, group[0].span.start):
            return None  # "If Norland said it was ready, ...": supposed, not reported
        if not rest or (len(rest) == 1 and len(rest[0]) < 4):
            return None
        if re.match(r"\s*(?:(?:and|or|but|nor)\b|[.;:])", after):
            return None  # "a request that they rejected and others support": what was rejected stands before
        if EMPTY.match(after):
            return Saying(Span(begin, high), number, speaker, verb, "empty", nested)
        return Saying(Span(begin, high), number, speaker, verb, "reported", nested)

    def _according(self, number: int, sentence: Sentence) -> Iterator[Saying]:
        low, high = sentence.span.start, sentence.span.end
        for match in self.rules.according.finditer(self.plain, low, high):
            group = self.group_after(match.start("words") + len(match["words"]), high, 25)
            if group:
                speaker, end = self.speaker(group, number, sentence), group[-1].span.end
            else:
                thing = re.compile(r"(?:a|an|the)\s+[\w -]{3,40}?(?=,)").match(self.plain, match.end("words") + 1, high)
                if thing is None:
                    continue
                speaker, end = Speaker(Span(thing.start(), thing.end()), (thing[0],), (), "unnamed"), thing.end()
            verb = Span(match.start("words"), match.end("words"))
            if match.start() - low < 25:
                comma = self.plain.find(",", end, high)
                if 0 <= comma < end + 60:
                    yield Saying(Span(comma + 1, high), number, speaker, verb, "according")
            else:
                yield Saying(Span(low, match.start()), number, speaker, verb, "according")

    def _nouns(self, number: int, sentence: Sentence) -> Iterator[Saying]:
        low, high = sentence.span.start, sentence.span.end
        for m in self.cast.within(sentence.span):
            if m.kind in {"pronoun", "together"} or not self._seen(m):
                continue
            that = self.rules.noun_that.match(self.plain, m.span.end, high)
            has = self.rules.possessive.match(self.plain, m.span.end, high)
            who = (m,)
            if that is not None:
                yield Saying(
                    Span(that.end(), high),
                    number,
                    self.speaker(who, number, sentence),
                    Span(*that.span("noun")),
                    "noun",
                )
            elif has is not None and PREPOSITION.search(self.plain[low : m.span.start]) is None:
                noun = Span(*has.span("noun"))
                yield Saying(Span(has.end(), high), number, self.speaker(who, number, sentence), noun, "noun")
            said = self.rules.from_whom.search(self.plain, low, m.span.start)
            if said is not None and said.end() == m.span.start:
                group = self.group_after(m.span.start, high, 0)
                yield Saying(
                    Span(low, high), number, self.speaker(group, number, sentence), Span(*said.span("noun")), "noun"
                )
        for match in self.rules.thing.finditer(self.plain, low, high):
            verb = self.rules.verb.match(self.plain, match.end(), high)
            if verb is not None:
                stand_in = Mention(Span(match.start(), match.end("noun")), match.group().strip().lower(), "unnamed")
                yield Saying(
                    Span(verb.end(), high),
                    number,
                    self.speaker((stand_in,), number, sentence),
                    Span(*verb.span()),
                    "reported",
                )

    def _bounded(self, here: list[Saying], sentence: Sentence) -> Iterator[Saying]:
        """End each saying where the next begins, and leave out conjunctions and stops at its ends."""
        for index, saying in enumerate(here):
            start, end = saying.span.start, saying.span.end
            for other in here[index + 1 : index + 6]:
                edge = other.verb.start if other.verb else other.span.start
                if (
                    other.speaker.span is not None
                    and saying.span.start < other.speaker.span.start < edge
                    and other.how in {"reported", "noun"}
                ):
                    edge = other.speaker.span.start
                if other.how == "according" or not start < edge < end:
                    continue
                near = max(start, edge - 40)
                trimmed = CONTRAST.sub("", self.body[near:edge])
                if self.body[start : near + len(trimmed)].strip() and not re.search(r"\bthat\s*$", trimmed):
                    end = near + len(trimmed)
                    break
            if start == sentence.span.start and saying.how == "reported" and saying.verb is not None:
                # A passive takes its whole clause, which begins after the saying before it.
                earlier = [s.verb.end for s in here[:index] if s.verb is not None and s.verb.end <= saying.verb.start]
                comma = self.body.rfind(",", earlier[-1], saying.verb.start) if earlier else -1
                start = comma + 1 if comma > 0 else start
            if saying.how == "reported" and saying.verb and saying.verb.end == saying.span.start:
                end = self._conceded(saying.verb, start, end, sentence)
            end = self._own_half(saying, start, end)
            opening = re.compile(r"[\s,;:]*(?:that\b\s*)?(?:(?:while|whereas|but|and)\s+)?").match(
                self.body, start, end
            )
            start = opening.end() if opening else start
            text = self.body[start:end].rstrip(" \t\n,;:.–—-")
            if text:
                yield replace(saying, span=Span(start, start + len(text)))

    def _own_half(self, saying: Saying, start: int, end: int) -> int:
        """End at a semicolon behind which another side speaks: "Norland said 40; Sudria put it at 14"."""
        for match in re.finditer(";", self.plain[start:end]):
            place = start + match.start()
            others = {m.side for m in self.cast.within(Span(place, end)) if m.side}
            if others - set(saying.speaker.sides):
                return place
        return end

    def _conceded(self, verb: Span, start: int, end: int, sentence: Sentence) -> int:
        """Return where the words of a conceding clause end: at the comma before the main clause."""
        opening = self.plain[sentence.span.start : verb.start]
        if CONCEDING.match(opening) is None or "," in opening:
            return end
        commas = [start + m.start() for m in re.finditer(",", self.plain[start:end])]
        for comma, after in pairwise([*commas, end]):
            piece = self.plain[comma + 1 : after]
            if MODAL.search(piece) and not re.match(r"\s*(?:which|who|and|or|\w+ly)\b", piece):
                return comma
        return end


def reported_speech(body: str, sentences: Sequence[Sentence], cast: Cast) -> tuple[Saying, ...]:
    """Find everything a text reports somebody to have said, quotations in marks left aside.

    Returns
    -------
    tuple of Saying
        In the order of the sentences.

    Examples
    --------
    >>> from detente.wording.actors import find_cast
    >>> from detente.wording.segmentation import sentences
    >>> body = "The Kremlin said that it waits, stressing its patience. They urged U.S. officials to call."
    >>> for s in reported_speech(body, sentences(body), find_cast(body)):
    ...     print(s.speaker.sides, "|", s.verb.of(body), "|", s.span.of(body))
    ('Russia',) | said | it waits
    ('Russia',) | stressing | its patience
    ('Russia',) | urged | U.S. officials to call
    """
    return Reader(body, sentences, cast).read()
