"""Who is who: names and aliases of parties, found in a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from detente.wording.results import Party, Span, Text

__all__ = ["Mention", "Roster", "guess_sides", "merge_parties"]

_TITLE = (
    r"(?:former\s+|acting\s+|vice[\s-]|deputy\s+)?(?:president|prime\s+minister|chancellor|secretary(?:\s+of\s+\w+)?|minister"
    r"(?:\s+(?:for|of)\s+[A-Z]\w+(?:\s+[A-Z]\w+)*)?|foreign\s+minister|(?:special\s+)?envoy|ambassador|senator|governor|"
    r"chief\s+executive|(?:committee\s+|board\s+)?chair(?:man|woman)?|national\s+security\s+advis[eo]r|mayor|councillor|king|"
    r"crown\s+prince|prince|general|mr\.?|mrs\.?|ms\.?|dr\.?|professor|spokes(?:man|woman|person))"
)
_ROLE = (
    r"(?:\s+(?:side|sides|party|delegation|team|government|administration|authorities|president|leader|leadership|officials?|"
    r"representatives?|representative|negotiators?|management|people|head\s+of\s+state|advis[eo]r|foreign\s+ministry|"
    r"ministry))?"
)
# The last word of a name with one of these is no surname.
_INSTITUTION = frozenset(re.findall(r"\w+", (
    "union unions council councils association company companies ltd inc group committee commission government states "
    "house office kingdom republic nations party workers terminals ministry department federation alliance board bank "
    "agency institute university court parliament senate assembly congress organization organisation league traders "
    "society street city town county district region front movement army forces side management authority services "
    "network forum trust foundation centre center arabia korea zealand africa lanka islands")))  # fmt: skip
_PERSON = re.compile(r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+(?:[A-Z][\w’'-]+|[A-Z]\.|van|von|de|al|bin)){1,3}")


@dataclass(frozen=True)
class Mention:
    """A place where a party is named."""

    span: Span
    party: str


def _surname(alias: str) -> str:
    """The last word of a person's full name, ``""`` for other names."""
    words = [word.strip(",") for word in alias.split() if word.strip(",.").lower() not in {"jr", "sr"}]
    if not 2 <= len(words) <= 4 or not _PERSON.fullmatch(" ".join(words)) or alias.lower().startswith("the "):
        return ""
    return "" if any(word.lower() in _INSTITUTION for word in words) else words[-1]


def _alias_pattern(alias: str) -> str:
    words = alias.removeprefix("the ").removeprefix("The ").split()
    surname = _surname(alias)
    if surname:
        first = re.escape(words[0])
        middle = r"(?:\s+[A-Z]\.?)?"
        rest = r"\s+".join(re.escape(word) for word in words[1:])
        full = rf"{first}{middle}\s+{rest}(?:,?\s+[JS]r\.)?"
        return rf"{full}|(?:[A-Z][\w’'-]+\s+(?:[A-Z]\.\s+)?)?{re.escape(surname)}(?:,?\s+[JS]r\.)?"
    return r"[\s-]+".join(re.escape(word) for word in words)


class Roster:
    """Finds parties in texts by their names and aliases.

    A name counts only as written with capitals ("US" is not "us"); an alias in lower case ("the company") in any case.
    A person's full name also finds the surname alone, with initials or "Jr.".

    Examples
    --------
    >>> roster = Roster([Party("United States", ("US", "Joseph Biden")), Party("Ukraine", ("Ukrainian",))])
    >>> [m.party for m in roster.mentions("President Joseph R. Biden, Jr. told us that the Ukrainian side agreed.")]
    ['United States', 'Ukraine']
    """

    def __init__(self, parties: Iterable[Party]) -> None:
        self.parties = tuple(parties)
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        for party in self.parties:
            names = sorted({party.name, *party.aliases} - {""}, key=len, reverse=True)
            exact = [_alias_pattern(name) for name in names if any(letter.isupper() for letter in name)]
            loose = [_alias_pattern(name) for name in names if not any(letter.isupper() for letter in name)]
            parts = [*exact, *(f"(?i:{pattern})" for pattern in loose)]
            if parts:
                self._patterns.append((party.name, re.compile(rf"(?<![\w]){_join(parts)}(?![\w])")))
        every = [pattern.pattern for _, pattern in self._patterns]
        self._strip = re.compile(
            rf"(?:(?i:\b(?:the\s+)?{_TITLE}\s+(?:of\s+(?:the\s+)?)?))*(?:\b[Tt]he\s+)?{_join(every)}(?:['’]s?)?(?i:{_ROLE})(?!\w)"
            if every
            else r"(?!)"
        )

    def mentions(self, words: str) -> list[Mention]:
        """Return where which party is named, in order; of overlapping names the longer counts."""
        found = [
            Mention(Span(match.start(), match.end()), name)
            for name, pattern in self._patterns
            for match in pattern.finditer(words)
        ]
        found.sort(key=lambda mention: (mention.span.start, -len(mention.span)))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.span.start >= kept[-1].span.end:
                kept.append(mention)
        return kept

    def named_in(self, words: str) -> tuple[str, ...]:
        """Return the names of the parties mentioned, in order of first mention."""
        return tuple(dict.fromkeys(mention.party for mention in self.mentions(words)))

    def without(self, words: str) -> str:
        """Return the words without the parties' names, their titles and the roles that follow."""
        return self._strip.sub(" ", words)


def _join(parts: list[str]) -> str:
    return "(?:" + "|".join(parts) + ")"


def merge_parties(*groups: Iterable[Party]) -> tuple[Party, ...]:
    """Put parties of one name together, with the aliases of all; the order of first appearance stays."""
    aliases: dict[str, dict[str, None]] = {}
    for group in groups:
        for party in group:
            aliases.setdefault(party.name, {}).update(dict.fromkeys(party.aliases))
    return tuple(Party(name, tuple(found)) for name, found in aliases.items())


_PERSON_OF = re.compile(
    rf"(?i:\b{_TITLE})\s+(?:(?i:of)\s+(?:the\s+)?(?P<of>[A-Z][\w.]*(?:\s+(?:of\s+)?[A-Z][\w.]*){{0,4}}?)\s+)?"
    rf"(?P<name>(?:[A-Z][\w’'-]+\s+)(?:[A-Z]\.?\s+)?[A-Z][\w’'-]+)(?:,?\s+Jr\.)?(?:\s+of\s+(?:the\s+)?(?P<land>[A-Z][\w.]+))?"
)


def guess_sides(texts: Iterable[Text], known: Iterable[Party]) -> tuple[Party, ...]:
    """Guess the two sides of an encounter from titles and opening sentences.

    The two known parties named most often there, with the people that the texts give to them ("President Volodymyr
    Zelenskyy of Ukraine"). Fewer than two where not enough are named: then nobody is a side.
    """
    texts = tuple(texts)
    openings = [f"{text.title}. {text.publisher}. {text.body[:600]}" for text in texts]
    known = tuple(known)
    roster = Roster(known)
    counts = Counter(name for opening in openings for name in {m.party for m in roster.mentions(opening)})
    total = Counter(m.party for opening in openings for m in roster.mentions(opening))
    ranked = sorted(counts, key=lambda name: (-counts[name], -total[name], name))
    if len(ranked) < 2:
        return ()
    chosen = ranked[:2]
    people: dict[str, dict[str, None]] = {name: {} for name in chosen}
    for opening in openings:
        for match in _PERSON_OF.finditer(opening):
            near = opening[max(0, match.start() - 12) : match.end() + 4]
            belongs = [name for name in roster.named_in(match["land"] or match["of"] or near) if name in people]
            if len(belongs) == 1:
                name = " ".join(match["name"].split())
                people[belongs[0]][name] = None
                # Where the family name stands first: "President Xi Jinping" is "President Xi" later on.
                first = re.compile(rf"(?i:\b{_TITLE})\s+{re.escape(name.split()[0])}\b(?!\s+[A-Z])")
                if any(first.search(text.body[:20_000]) for text in texts):
                    people[belongs[0]][name.split()[0]] = None
    return tuple(
        Party(party.name, (*party.aliases, *people[party.name]))
        for name in chosen
        for party in known
        if party.name == name
    )
