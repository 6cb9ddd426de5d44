"""Who is named in a text, and for whom they speak: states, seats of government, people, institutions, groups.

Names come from the text's own parties, from the lexicon, and from ``words/actors.toml``; people are found by their
title, or as a name of several words beside a verb of speech. Nobody is looked up anywhere else, so a person speaks for
a side only where the text says so ("Kremlin spokesperson Dmitry Peskov").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from detente.wording.results import Party, Span
from detente.wording.wordlists import alternatives, reporting_verbs, word_list

__all__ = ["Cast", "Mention", "find_cast"]

TITLE = (
    r"(?:President|Prime Minister|Premier|Chancellor|Minister|Secretary(?: of \w+)?|Ambassador|Advis[eo]r|[Ss]pokes\w+|"
    r"[Ee]nvoy|Governor|Mayor|Senator|[Cc]hair(?:man|woman|person)?|[Dd]irector|[Ll]eader|[Nn]egotiator|General|King|Queen|"
    r"Pope|Professor|Commissioner|[Cc]ouncillor|[Cc]hief(?: \w+)?|Mr\.?|Mrs\.?|Ms\.?|Dr\.?)(?:-elect|-designate)?"
)
PART = r"(?:(?:[A-Z]['’])?[A-Z][\w-]*\w|[A-Z]\.)"
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
SPEAKS = re.compile(rf"(?:, [^,.;\n]{{3,90}},)?(?: (?:has|have|had|also|then|\w+ly)){{0,3}} {_VERBS}")
SPOKEN = re.compile(rf"{_VERBS} $")
TOGETHER = re.compile(
    r"\b(?:both|the\s+two)\s+(?:world\s+)?(?:leaders|sides|parties|presidents|nations|countries|governments|delegations|"
    r"ministers|teams)\b|\bthe\s+(?:leaders|sides|parties|presidents)\b|\beach\s+side\b",
    re.I,
)
PRONOUN = re.compile(r"\b(?:they|he|she|their|his|her)\b", re.I)
UNNAMED = re.compile(
    r"\b(?:(?:the|some|many|several|senior|government|other)\s+){0,2}(?:officials?|administration|ministry|government|"
    r"management|spokes(?:man|woman|person)|leadership|delegation)\b",
    re.I,
)
MODIFIER = (
    r"(?:(?:many|some|several|various|most|other|independent|local|senior|leading|political|foreign|both|[A-Za-z]+(?:ic|al|ary|an|ish))"
    r"\s+){0,2}"
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

    def within(self, span: Span) -> tuple[Mention, ...]:
        """The mentions that lie in a part of the text."""
        return tuple(m for m in self.mentions if span.start <= m.span.start and m.span.end <= span.end)


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


def _known_names(parties: Iterable[Party]) -> tuple[dict[str, tuple[str, str]], dict[str, str], dict[str, str]]:
    """What a name stands for as (kind, side), what an adjective does, and which state is which given party."""
    names, seats, adjectives = _states()
    own: dict[str, str] = {}
    known: dict[str, tuple[str, str]] = {}
    for party in parties:
        for alias in (party.name, *party.aliases):
            state = names.get(alias) or seats.get(alias) or adjectives.get(alias)
            if state is not None:
                own.setdefault(state, party.name)
    known |= {word: ("seat", own.get(state, state)) for word, state in seats.items()}
    known |= {word: ("state", own.get(state, state)) for word, state in names.items()}
    for body, aliases in word_list("actors")["bodies"].items():
        known |= dict.fromkeys((body, *aliases), ("body", ""))
    for party in parties:
        for alias in (party.name, *party.aliases):
            if names.get(alias) is None and seats.get(alias) is None and len(alias) > 1:
                known[alias] = ("party", party.name)
                words = alias.split()
                if (
                    len(words) in {2, 3}
                    and all(word[:1].isupper() for word in words)
                    and not re.search(BODY_NOUNS, alias)
                ):
                    known.setdefault(words[-1], ("party", party.name))
    return known, {word: own.get(state, state) for word, state in adjectives.items()}, own


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
    known, adjectives, _ = _known_names((*parties, *others))
    found: list[tuple[int, Mention]] = []  # rank: of two that overlap, the lower rank and then the longer stands
    people = _people(body, known, adjectives)
    found += [(1, mention) for mention in people]
    sides = {mention.name.split()[-1]: mention.side for mention in reversed(people) if mention.side}
    full = {mention.name.split()[-1]: mention.name for mention in reversed(people)}
    found += [(0, mention) for mention in _institutions(body, known, adjectives, sides, full)]
    found += _plain(body, known, full, sides)
    chosen: list[Mention] = []
    for _, mention in sorted(found, key=lambda pair: (pair[0], -len(pair[1].span), pair[1].span)):
        if not any(mention.span.overlaps(other.span) for other in chosen):
            chosen.append(mention)
    chosen.sort(key=lambda mention: mention.span)
    chosen = _paired(body, chosen)
    return Cast(tuple(chosen), _sides(chosen, parties))


def _people(body: str, known: dict[str, tuple[str, str]], adjectives: dict[str, str]) -> list[Mention]:
    """People with a title, and names of several words that are nothing else."""
    places = alternatives([*adjectives, *known])
    titled = re.compile(
        rf"(?:(?:[Ii]ncoming|[Ff]ormer|[Oo]utgoing|[Dd]eputy|[Aa]cting|[Vv]ice)\s+)*(?P<of>(?:{places})(?:['’]s)?\s+)?"
        r"(?:(?:[A-Z][\w-]*|press|chief|deputy|foreign|national|nationwide|security|safety)\s+){0,3}?"
        rf"{TITLE} (?P<name>{NAME})"
    )
    found: list[Mention] = []
    for match in titled.finditer(body):
        place = (match["of"] or "").strip().removesuffix("'s").removesuffix("’s")
        side = adjectives.get(place) or known.get(place, ("", ""))[1]
        if NOT_A_NAME.match(match["name"].split()[0]) or match["name"] in known:
            continue
        found.append(Mention(Span(match.start(), match.end()), match["name"], "person", side))
    for match in FULL_NAME.finditer(body):
        words = match[0].split()
        span = Span(match.start(), match.end())
        if match[0] in known or NOT_A_NAME.match(words[0]) or any(span.overlaps(other.span) for other in found):
            continue
        if any(word in known or word in adjectives for word in words):
            continue
        if re.search(rf"\b(?:{BODY_NOUNS})$", match[0]):
            found.append(Mention(span, match[0], "body"))
        elif SPEAKS.match(body, match.end()) or SPOKEN.search(body, max(0, match.start() - 30), match.start()):
            found.append(Mention(span, match[0], "person"))
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


def _institutions(
    body: str,
    known: dict[str, tuple[str, str]],
    adjectives: dict[str, str],
    sides: dict[str, str],
    full: dict[str, str],
) -> list[Mention]:
    """Find institutions and groups: Russian officials, the Trump administration, NATO allies in Europe."""
    roles = alternatives(word_list("actors")["roles"]["names"])
    owners = alternatives([*adjectives, *known, *full])
    spoken = re.compile(
        r"(?:[Tt]he )?(?:(?:incoming|outgoing|new|brand new|current|previous) )*"
        rf"(?P<of>{owners}|[A-Z][a-z]+(?= administration))"
        rf"(?:['’]s?)? (?i:(?:(?:top|senior|chief|foreign|defen[cs]e|interior) )?(?P<role>{roles}))(?!-| [A-Z][a-z])"
    )
    found: list[Mention] = []
    for match in spoken.finditer(body):
        owner = match["of"]
        side = adjectives.get(owner) or known.get(owner, ("", ""))[1] or sides.get(owner, "")
        name = side or f"{owner} {match['role']}"
        found.append(Mention(Span(match.start(), match.end()), name, "institution", side))
    groups = alternatives(word_list("actors")["groups"]["names"])
    grouped = re.compile(rf"(?:(?P<of>{owners}) )?(?i:{MODIFIER}(?P<group>{groups}))(?! of\b)(?: in [A-Z]\w+)?")
    for match in grouped.finditer(body):
        owner = match["of"] or ""
        if ABOUT_OTHERS.match(match["group"]) and not owner:
            continue
        found.append(Mention(Span(match.start(), match.end()), " ".join(match[0].lower().split()), "group"))
    return found


def _plain(
    body: str, known: dict[str, tuple[str, str]], full: dict[str, str], sides: dict[str, str]
) -> list[tuple[int, Mention]]:
    """Names that stand alone, and the words that stand for somebody named before."""
    found: list[tuple[int, Mention]] = []
    bodies = {word: name for name, more in word_list("actors")["bodies"].items() for word in (name, *more)}
    # Case counts: "us" and "turkey" are words; a seat may have lost a capital ("White house").
    for match in re.finditer(alternatives(known), body):
        kind, side = known[" ".join(match[0].replace("’", "'").split())]
        found.append((2, Mention(Span(match.start(), match.end()), side or bodies.get(match[0], match[0]), kind, side)))
    for match in re.finditer(r"\bWhite house\b|\bwhite House\b", body):
        found.append(
            (2, Mention(Span(match.start(), match.end()), known["White House"][1], "seat", known["White House"][1]))
        )
    if full:
        for match in re.finditer(alternatives(full), body):
            found.append(
                (3, Mention(Span(match.start(), match.end()), full[match[0]], "person", sides.get(match[0], "")))
            )
    for match in re.finditer(
        r"\b[Tt]he\s+(?P<name>" + alternatives(word_list("actors")["institutions"]["names"]) + ")", body
    ):
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
