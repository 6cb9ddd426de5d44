"""Who is named in a text, and for whom they speak: states, seats of government, people, institutions, groups.

Names come from the text's own parties, from the lexicon, and from ``words/actors.toml``; people are found by their
title, or as a name of several words beside a verb of speech. Nobody is looked up anywhere else, so a person speaks for
a side only where the text says so ("Kremlin spokesperson Dmitry Peskov").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from detente.wording.results import Party, Span
from detente.wording.wordlists import alternatives, reporting_verbs, word_list

__all__ = ["SPEAKS", "Cast", "Mention", "find_cast"]

TITLE = (
    r"(?:[Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Mm]inister|[Ss]ecretary(?: of \w+)?|[Aa]mbassador|"
    r"[Aa]dvis[eo]r|[Ss]pokes\w+|[Ee]nvoy|[Gg]overnor|[Mm]ayor|[Ss]enator|[Cc]hair(?:man|woman|person)?|[Dd]irector|"
    r"[Ll]eader|[Nn]egotiator|General|King|Queen|Pope|[Pp]rofessor|[Cc]ommissioner|[Cc]ouncillor|[Cc]hief(?: \w+)?|"
    r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?)(?:-elect|-designate)?"
)
BEFORE = r"(?:(?:[A-Z][\w-]*|press|chief|deputy|foreign|national|nationwide|security|safety)\s+){0,3}?"
BETWEEN = r"(?:(?!(?:and|or|the|of|with|by|to|in|on|for|from|that|said|told)\b)[A-Za-z][\w-]*\s+){0,3}?"
PART = r"(?:(?:[A-Z]['’])?[A-Z][\w-]*\w(?:['’](?= [A-Z]))?|[A-Z]\.)"
NAME = rf"{PART}(?: (?:(?:de|van|von|al|bin|der|la) )?{PART}){{0,3}}"
FULL_NAME = re.compile(rf"(?<![\w.]){PART}(?: (?:(?:of|de|van|von|al|bin|der|la) )?{PART}){{1,3}}")
BODY_NOUNS = (
    "Union|Association|Council|Committee|Ministry|Company|Group|Agency|Terminals|Federation|Commission|Party|Authority|Board|"
    "Bank|University|Institute|Court|Senate|Congress|Parliament|Office|Department|Forum|Chamber|Alliance|Workers|Traders"
)
NOT_A_NAME = re.compile(
    r"(?:Whereas|Regardless|Although|Though|Despite|Since|However|Moreover|Meanwhile|Yet|So|With|From|By|To|Of|"
    r"The|A|An|In|On|At|For|But|And|While|As|Both|This|That|These|Those|It|He|She|They|We|I|If|When|After|Before|Final|"
    r"Key|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday)$"
)
_VERBS = alternatives(reporting_verbs())
SPEAKS = re.compile(rf"(?:, [^,.;\n]{{3,90}})?,?(?: (?:has|have|had|also|then|\w+ly)){{0,3}} {_VERBS}")
SPOKEN = re.compile(
    r"\b(?:(?:says|said|added|adds|wrote|explained|warned|argued|noted|stressed|insisted) |"
    r"[Aa]ccording to (?:(?:its|the|their|a) (?:[a-z]+ ){0,2}[a-z]+,? )?)$"
)
TOGETHER = re.compile(
    r"\b(?:both|the\s+two(?:\s+\w+)?)\s+(?:world\s+)?(?:leaders|sides|parties|presidents|nations|countries|governments|delegations|"
    r"ministers|teams)\b|\bthe\s+(?:leaders|sides|parties|presidents|ministers)\b|\beach\s+side\b",
    re.I,
)
PRONOUN = re.compile(r"\b(?:they|he|she|their|his|her)\b", re.I)
UNNAMED = re.compile(
    r"\b(?:(?:the|some|many|several|senior|government|other)\s+){0,2}(?:officials?|administration|ministry|government|"
    r"management|spokes(?:man|woman|person)|leadership|delegation)\b",
    re.I,
)
MODIFIER = (
    r"(?:\b(?:many|some|several|various|most|other|independent|local|senior|leading|political|foreign|both|"
    r"[A-Za-z]{1,20}(?:ic|al|ary|an|ish))\s+){0,2}"
)
ABOUT_OTHERS = re.compile(r"^(?:allies|members|partners|neighbours|neighbors)$", re.I)


@dataclass(frozen=True)
class Mention:
    """Somebody named in a text.

    Attributes
    ----------
    span : Span
    name : str
        What all mentions of the same somebody share: the name of the state, the person's fullest name.
    kind : str
        ``"state"`` · ``"seat"`` · ``"body"`` · ``"person"`` · ``"institution"`` · ``"group"`` · ``"unnamed"``
        (officials, the ministry) · ``"together"`` (both sides) · ``"pronoun"``.
    side : str
        The party or state they speak for, ``""`` for nobody's or not known.
    """

    span: Span
    name: str
    kind: str
    side: str = ""


@dataclass(frozen=True)
class Cast:
    """All mentions in order, without overlap, and the sides most is said of, in the order of their number."""

    mentions: tuple[Mention, ...]
    sides: tuple[str, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.span.start for mention in self.mentions]

    def within(self, span: Span) -> tuple[Mention, ...]:
        """The mentions that lie in a part of the text."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return tuple(m for m in self.mentions[first:last] if m.span.end <= span.end)


@cache
def _states() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Names, seats and adjectives of states, each to its state."""
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for state, (adjective, other, seat) in word_list("actors")["states"].items():
        names |= dict.fromkeys((state, *other), state)
        seats |= dict.fromkeys(seat, state)
        adjectives |= dict.fromkeys(adjective, state)
    return names, seats, adjectives


def _plainly(words: str) -> str:
    return re.sub(r"^[Tt]he ", "", " ".join(words.replace("’", "'").split()))


class _Names:
    """What names stand for, with the patterns that find them; made once for the same parties."""

    def __init__(self, parties: tuple[Party, ...], others: tuple[Party, ...]) -> None:
        lists = word_list("actors")
        names, seats, adjectives = _states()
        aliases = [
            (party, _plainly(alias), party in parties)
            for party in (*parties, *others)
            for alias in (party.name, *party.aliases)
            if len(alias.strip()) > 1
        ]
        own: dict[str, str] = {}
        for party, alias, _ in aliases:
            state = names.get(alias) or seats.get(alias) or adjectives.get(alias)
            if state is not None:
                own.setdefault(state, party.name)
        self.known: dict[str, tuple[str, str, str]] = {}  # words: (name, kind, side)
        for table, kind in ((seats, "seat"), (names, "state")):
            self.known |= {word: (own.get(state, state), kind, own.get(state, state)) for word, state in table.items()}
        for body, more in lists["bodies"].items():
            self.known |= dict.fromkeys((body, *more), (body, "body", ""))
        self.adjectives = {word: own.get(state, state) for word, state in adjectives.items()}
        for party, alias, is_side in aliases:
            if alias in names or alias in seats or alias in adjectives:
                continue
            entry = (party.name, "party", party.name) if is_side else (party.name, "body", "")
            if not is_side and party.name in own.values():
                entry = (party.name, "seat", party.name)  # one more name of a state
            words = alias.split()
            is_person = len(words) in {2, 3} and all(w[:1].isupper() for w in words) and alias != party.name
            if is_person and not re.search(BODY_NOUNS, alias):
                entry = (alias, "person", entry[2])
                self.known.setdefault(words[-1], entry)
            self.known[alias] = entry
        self.places = alternatives([*self.adjectives, *self.known])
        # Case counts: "us" and "turkey" are words. An alias in lower case ("the company") may open a sentence.
        exact = [word for word in self.known if word != word.lower()]
        loose = [word for word in self.known if word == word.lower()]
        parts = [alternatives(exact), *([rf"(?i:(?:the\s+)?{alternatives(loose)})"] if loose else [])]
        self.plain = re.compile("|".join(parts))
        # Any words may stand between a place and a title ("Norland's transport minister"), without a place only some.
        self.titled = re.compile(
            r"(?:(?:[Ii]ncoming|[Ff]ormer|[Oo]utgoing|[Dd]eputy|[Aa]cting|[Vv]ice)\s+)*"
            rf"(?:(?P<of>{self.places})(?:['’]s)?\s+{BETWEEN}|{BEFORE})"
            rf"{TITLE},? (?P<name>{NAME})(?: of (?:the )?(?P<from>{self.places}))?"
        )
        roles = alternatives(lists["roles"]["names"])
        # Whoever stands before the role is looked up afterwards: a state, a seat, or a person of this text.
        self.spoken = re.compile(
            r"(?:[Tt]he )?(?:(?:incoming|outgoing|new|brand new|current|previous) )*"
            rf"(?P<of>{self.places}|[A-Z][\w-]+)(?:['’]s?)? "
            rf"(?i:(?:(?:top|senior|chief|foreign|defen[cs]e|interior) )?(?P<role>{roles}))(?!-| [A-Z][a-z])"
        )
        groups = alternatives(lists["groups"]["names"])
        self.grouped = re.compile(
            rf"(?:(?P<of>{self.places}) )?(?i:{MODIFIER}(?P<group>{groups}))(?! of\b|['’]\s)(?: in [A-Z]\w+)?"
        )
        self.institution = re.compile(rf"\b[Tt]he\s+(?P<name>{alternatives(lists['institutions']['names'])})")

    def entry(self, words: str) -> tuple[str, str, str] | None:
        """Name, kind and side of somebody named by these words."""
        plain = _plainly(words)
        return self.known.get(plain) or self.known.get(plain.lower())

    def side(self, words: str) -> str:
        """The side that an adjective or a name stands for."""
        entry = self.entry(words)
        return self.adjectives.get(_plainly(words)) or (entry[2] if entry else "")


@lru_cache(maxsize=32)
def _names(parties: tuple[Party, ...], others: tuple[Party, ...]) -> _Names:
    return _Names(parties, others)


def find_cast(body: str, *, parties: tuple[Party, ...] = (), others: tuple[Party, ...] = ()) -> Cast:
    """Find everybody a text names.

    Parameters
    ----------
    body : str
    parties : tuple of Party
        The sides, where the caller knows them; then nobody else becomes one.
    others : tuple of Party
        More names worth knowing, such as those of a lexicon.

    Examples
    --------
    >>> cast = find_cast("Kremlin spokesman Ivan Petrov met U.S. officials. Petrov said Moscow waits.")
    >>> [(m.name, m.side) for m in cast.mentions if m.side]
    [('Ivan Petrov', 'Russia'), ('United States', 'United States'), ('Ivan Petrov', 'Russia'), ('Russia', 'Russia')]
    """
    names = _names(parties, others)
    people = _people(body, names)
    sides = {mention.name.split()[-1]: mention.side for mention in reversed(people) if mention.side}
    full = {mention.name.split()[-1]: mention.name for mention in reversed(people) if mention.kind == "person"}
    # Of two that overlap, the one of the lower rank stands, then the longer one.
    found = [
        *((0, mention) for mention in _institutions(body, names, sides)),
        *((0, mention) for mention in people),
        *_plain(body, names, full, sides),
    ]
    taken = bytearray(len(body))
    chosen: list[Mention] = []
    for _, mention in sorted(found, key=lambda pair: (pair[0], -len(pair[1].span), pair[1].span)):
        start, end = mention.span.start, mention.span.end
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append(mention)
    chosen.sort(key=lambda mention: mention.span)
    chosen = _paired(body, chosen)
    return Cast(tuple(chosen), _sides(chosen, parties))


def _people(body: str, names: _Names) -> list[Mention]:
    """People with a title, and names of several words that are nothing else."""
    found: list[Mention] = []
    taken = bytearray(len(body))
    for match in names.titled.finditer(body):
        place = (match["of"] or "").strip().removesuffix("'s").removesuffix("’s")
        if NOT_A_NAME.match(match["name"].split()[0]):
            continue
        entry = names.entry(match["name"])
        if entry is not None:  # a person whom a party was given with
            found.append(Mention(Span(match.start(), match.end()), *entry))
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            continue
        side = names.side(place) or names.side(match["from"] or "")
        found.append(Mention(Span(match.start(), match.end()), match["name"], "person", side))
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in FULL_NAME.finditer(body):
        words = match[0].split()
        start = match.start() + (len(words[0]) + 1 if NOT_A_NAME.match(words[0]) else 0)
        words = body[start : match.end()].split()
        if len(words) < 2 or " ".join(words) in names.known or any(taken[start : match.end()]):
            continue
        if any(word in names.known or word in names.adjectives for word in words):
            continue
        span, name = Span(start, match.end()), " ".join(words)
        if re.search(rf"\b(?:{BODY_NOUNS})$", name):
            found.append(Mention(span, name, "body"))
        elif SPEAKS.match(body, match.end()) or SPOKEN.search(body, max(0, start - 60), start):
            found.append(Mention(span, name, "person"))
    fullest: dict[str, str] = {}
    sides: dict[str, str] = {}
    for mention in found:
        if mention.kind == "person":
            last = mention.name.split()[-1]
            fullest[last] = max(fullest.get(last, ""), mention.name, key=len)
            sides[last] = sides.get(last) or mention.side
    return [
        replace(m, name=fullest[m.name.split()[-1]], side=sides[m.name.split()[-1]]) if m.kind == "person" else m
        for m in found
    ]


def _institutions(body: str, names: _Names, sides: dict[str, str]) -> list[Mention]:
    """Find institutions and groups: Russian officials, the Trump administration, NATO allies in Europe."""
    found: list[Mention] = []
    for match in names.spoken.finditer(body):
        owner, role = match["of"], " ".join(match["role"].lower().split())
        side = names.side(owner) or sides.get(owner, "")
        if side or role == "administration":
            found.append(Mention(Span(match.start(), match.end()), side or f"{owner} {role}", "institution", side))
    for match in names.grouped.finditer(body):
        if ABOUT_OTHERS.match(match["group"]) and not match["of"]:
            continue
        words = " ".join(match[0].split())
        if not names.side(words.split()[0]) and not words[:2].isupper():
            words = words[0].lower() + words[1:]  # "Analysts" and "analysts" are one voice
        found.append(Mention(Span(match.start(), match.end()), words, "group"))
    return found


def _plain(body: str, names: _Names, full: dict[str, str], sides: dict[str, str]) -> list[tuple[int, Mention]]:
    """Names that stand alone, and the words that stand for somebody named before."""
    found: list[tuple[int, Mention]] = []
    for match in names.plain.finditer(body):
        entry = names.entry(match[0])
        if entry is not None:
            found.append((2, Mention(Span(match.start(), match.end()), *entry)))
    # A seat may have lost a capital.
    for match in re.finditer(r"\bWhite house\b|\bwhite House\b", body):
        found.append((2, Mention(Span(match.start(), match.end()), *names.known["White House"])))
    if full:
        for match in re.finditer(alternatives(full), body):
            name, side = full[match[0]], sides.get(match[0], "")
            found.append((3, Mention(Span(match.start(), match.end()), name, "person", side)))
    for match in names.institution.finditer(body):
        found.append((4, Mention(Span(match.start(), match.end()), match["name"].lower(), "institution")))
    for pattern, kind in ((TOGETHER, "together"), (UNNAMED, "unnamed"), (PRONOUN, "pronoun")):
        for match in pattern.finditer(body):
            found.append((5, Mention(Span(match.start(), match.end()), " ".join(match[0].lower().split()), kind)))
    return found


def _paired(body: str, mentions: list[Mention]) -> list[Mention]:
    """Give a side to the second of two leaders named together, where the first has one and the second none.

    Only where the text has two states far ahead of all others, and only for people whom nothing else places.
    """
    counts = Counter(m.side for m in mentions if m.side and m.kind in {"state", "seat", "institution"})
    top = [side for side, _ in counts.most_common(3)]
    if len(top) < 2 or (len(top) > 2 and counts[top[2]] * 2 > counts[top[1]]):
        return mentions
    learned: dict[str, str] = {}
    for first, second in pairwise(mentions):
        between = body[first.span.end : second.span.start]
        if (
            first.kind == second.kind == "person"
            and re.fullmatch(r"\s+and\s+|-", between)
            and first.name != second.name
        ):
            for one, other in ((first, second), (second, first)):
                if one.side in top[:2] and not other.side:
                    learned.setdefault(other.name, top[1 - top.index(one.side)])
    owners = {name.split()[-1]: side for name, side in learned.items()}
    out = []
    for m in mentions:
        side = learned.get(m.name) if m.kind == "person" else None
        if m.kind == "institution" and not m.side:
            side = owners.get(m.name.split()[0])
        out.append(replace(m, side=side, name=m.name if m.kind == "person" else side) if side and not m.side else m)
    return out


def _sides(mentions: list[Mention], parties: tuple[Party, ...]) -> tuple[str, ...]:
    """The given parties; else the two states named most, else the two bodies or institutions named most."""
    if parties:
        return tuple(party.name for party in parties)
    counts = Counter(m.side for m in mentions if m.side)
    if len(counts) < 2 or counts.most_common(2)[1][1] < 2:
        counts += Counter(m.name for m in mentions if not m.side and m.kind in {"body", "institution"})
    return tuple(name for name, count in counts.most_common(2) if count > 1 or len(counts) <= 2)
