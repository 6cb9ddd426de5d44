"""Lexicon packs: which words of a field mean the same matter, its themes, its names. Data that an editor can change.

A pack is a TOML file (``detente/lexicon/1``). Its words are written plainly: ``"sanction*"`` is every word that begins
so, ``"security guarantee*"`` is a phrase. No word of a pack is ever shown as if a text said it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from detente.wording.errors import BadLexicon, UnknownLexicon
from detente.wording.results import COMMITMENTS, Party

__all__ = [
    "FORMAT",
    "Lexicon",
    "Theme",
    "Words",
    "combine",
    "lexicon_names",
    "lexicon_toml",
    "load_lexicon",
    "parse_lexicon",
]

FORMAT = "detente/lexicon/1"

_KEYS = {
    "format",
    "name",
    "language",
    "description",
    "concepts",
    "themes",
    "parties",
    "opposites",
    "titles",
    "commitment",
}


@dataclass(frozen=True)
class Words:
    """Words and phrases of a pack as one pattern, and how each of them begins."""

    pattern: re.Pattern[str]
    openings: frozenset[str]

    def may_be_in(self, openings: frozenset[str]) -> bool:
        """Whether a text whose words begin so can hold one of these at all: a quick look before the pattern."""
        return not self.openings.isdisjoint(openings)


def _openings(words: str) -> frozenset[str]:
    """The first one, two and three letters of each word."""
    found = {word[:3] for word in re.findall(r"[^\W_]+", words.lower())}
    return frozenset(found | {word[:2] for word in found} | {word[:1] for word in found})


@dataclass(frozen=True)
class Theme:
    """A theme that points are sorted under: a key, a label to show, and words that speak for it."""

    key: str
    label: str
    words: Words


@dataclass(frozen=True)
class Lexicon:
    """What a field of talks knows about its words.

    Attributes
    ----------
    name, language, description : str
        Name as in `load_lexicon`; BCP 47 tag of its words; one sentence for a menu.
    concepts : mapping of str to Words
        Words that mean the same matter under each key: two points that share a concept are closer.
    themes : tuple of Theme
        In the order of the file, which breaks ties.
    parties : tuple of Party
        Names and aliases that everybody in the field knows (states, capitals).
    opposites : tuple of (pattern, pattern)
        Pairs that cannot both be so: "withdrawn" and "still stands".
    titles : tuple of str
        Fixed titles and names ("National Security Advisor"): another wording of them is a sign of machine spinning.
    commitment : mapping of str to pattern
        More words for the levels of `COMMITMENTS`.
    """

    name: str
    language: str = "en"
    description: str = ""
    concepts: Mapping[str, Words] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    parties: tuple[Party, ...] = ()
    opposites: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()
    titles: tuple[str, ...] = ()
    commitment: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def concepts_in(self, words: str) -> frozenset[str]:
        """Return the keys of the concepts that these words name."""
        openings = _openings(words)
        return frozenset(
            key for key, entry in self.concepts.items() if entry.may_be_in(openings) and entry.pattern.search(words)
        )

    def theme_of(self, words: str) -> str:
        """Return the key of the theme with most of its words here, the earlier one of equals, or ``""``."""
        best, most = "", 0
        openings = _openings(words)
        for theme in self.themes:
            if not theme.words.may_be_in(openings):
                continue
            count = sum(1 for _ in theme.words.pattern.finditer(words))
            if count > most:
                best, most = theme.key, count
        return best

    def label(self, theme: str) -> str:
        """Return the label of a theme to show a reader, or the key itself."""
        return next((known.label for known in self.themes if known.key == theme), theme)


def _pattern(entries: list[str]) -> re.Pattern[str]:
    parts = []
    for entry in sorted(entries, key=len, reverse=True):
        words = [re.escape(word).replace(r"\*", r"[\w’'-]*").replace(r"\-", "-") for word in entry.split()]
        start = r"(?<![\w])" if entry[0].isalnum() else ""
        end = "" if entry.endswith("*") else r"(?![\w])"
        parts.append(start + r"[\s-]+".join(words) + end)
    return re.compile("|".join(parts), re.I)


def _words(entries: list[str]) -> Words:
    first = (re.search(r"[^\W_]+", entry.lower()) for entry in entries)
    return Words(_pattern(entries), frozenset(match.group()[:3] for match in first if match))


class _Reader:
    """Reads one pack and says which entry is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, key: str, expected: str, got: object) -> BadLexicon:
        return BadLexicon(f"Lexicon {self.name!r}: {key} must be {expected}. Got {got!r} instead.")

    def words(self, key: str, value: object) -> list[str]:
        if not isinstance(value, list) or not value:
            raise self.fail(key, "a list of at least one word or phrase", value)
        for entry in value:
            if not isinstance(entry, str) or not re.search(r"\w", entry) or entry.startswith("*"):
                raise self.fail(key, "made of words such as 'sanction*' or 'border crossing'", entry)
        return [str(entry) for entry in value]

    def text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "a text", value)
        return value.strip()

    def table(self, key: str, value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.fail(key, "a table", value)
        return {str(name): entry for name, entry in value.items()}

    def list(self, key: str, value: object) -> list[object]:
        if not isinstance(value, list):
            raise self.fail(key, "a list", value)
        return list(value)


def parse_lexicon(toml: str, *, name: str = "given") -> Lexicon:
    """Read a lexicon pack.

    Parameters
    ----------
    toml : str
        The file's text.
    name : str
        What to call it in messages; the pack's own ``name`` is what `Lexicon.name` says.

    Raises
    ------
    BadLexicon
        No TOML, another format, an unknown key, or an entry that is no word; the message names it.

    Examples
    --------
    >>> pack = parse_lexicon('''
    ... format = "detente/lexicon/1"
    ... name = "orchard"
    ... [concepts]
    ... water = ["irrigat*", "well", "drought*"]
    ... [themes.water]
    ... label = "Water"
    ... words = ["irrigat*", "well", "drought*"]
    ... ''')
    >>> sorted(pack.concepts_in("The wells? No: irrigation.")), pack.label(pack.theme_of("a drought"))
    (['water'], 'Water')
    """
    read = _Reader(name)
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BadLexicon(f"Lexicon {name!r} is no TOML file: {error}.") from error
    if raw.get("format") != FORMAT:
        raise read.fail("format", repr(FORMAT), raw.get("format"))
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise read.fail("each key", "one of " + ", ".join(sorted(_KEYS)), unknown[0])
    concepts = {
        key: _words(read.words(f"concepts.{key}", value))
        for key, value in read.table("concepts", raw.get("concepts", {})).items()
    }
    themes = []
    for key, value in read.table("themes", raw.get("themes", {})).items():
        entry = read.table(f"themes.{key}", value)
        words = read.words(f"themes.{key}.words", entry.get("words"))
        themes.append(Theme(key, read.text(f"themes.{key}.label", entry.get("label")), _words(words)))
    parties = []
    for number, value in enumerate(read.list("parties", raw.get("parties", [])), start=1):
        entry = read.table(f"parties, entry {number}", value)
        aliases = read.words(f"parties, entry {number}, aliases", entry["aliases"]) if entry.get("aliases") else []
        parties.append(Party(read.text(f"parties, entry {number}, name", entry.get("name")), tuple(aliases)))
    opposites = []
    for number, value in enumerate(read.list("opposites", raw.get("opposites", [])), start=1):
        sides = read.list(f"opposites, entry {number}", value)
        if len(sides) != 2:
            raise read.fail(f"opposites, entry {number}", "a pair of lists of words", value)
        one, other = (read.words(f"opposites, entry {number}", side) for side in sides)
        opposites.append((_pattern(one), _pattern(other)))
    levels = {}
    for key, value in read.table("commitment", raw.get("commitment", {})).items():
        if key not in COMMITMENTS:
            raise read.fail("commitment", "made of the levels " + ", ".join(COMMITMENTS), key)
        levels[key] = _pattern(read.words(f"commitment.{key}", value))
    return Lexicon(
        name=read.text("name", raw.get("name")),
        language=read.text("language", raw.get("language", "en")),
        description=str(raw.get("description", "")),
        concepts=concepts,
        themes=tuple(themes),
        parties=tuple(parties),
        opposites=tuple(opposites),
        titles=tuple(read.words("titles", raw["titles"])) if raw.get("titles") else (),
        commitment=levels,
    )


def lexicon_names() -> tuple[str, ...]:
    """Return the names of the packs that come with the package.

    >>> lexicon_names()
    ('diplomacy', 'general', 'labour', 'municipal')
    """
    folder = resources.files("detente.wording") / "lexicons"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def lexicon_toml(name: str) -> str:
    """Return the text of a pack that comes with the package, to show it or to begin one's own from it.

    Raises
    ------
    UnknownLexicon
        No pack has this name; the message lists those there are.

    Examples
    --------
    >>> parse_lexicon(lexicon_toml("labour")).name
    'labour'
    """
    known = lexicon_names()
    if name not in known:
        raise UnknownLexicon(
            f"There is no lexicon {name!r}. The packs are {', '.join(known)}; or give a file of your own."
        )
    return (resources.files("detente.wording") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")


@cache
def load_lexicon(name: str) -> Lexicon:
    """Return a pack that comes with the package; an unknown name is refused as in `lexicon_toml`.

    Examples
    --------
    >>> load_lexicon("diplomacy").language
    'en'
    """
    return parse_lexicon(lexicon_toml(name), name=name)


def combine(*packs: Lexicon) -> Lexicon:
    """Return one lexicon with what all packs hold; of equal keys the earlier pack's stands.

    Examples
    --------
    >>> combine(load_lexicon("labour"), load_lexicon("municipal")).name
    'labour+municipal'
    """
    if len(packs) == 1:
        return packs[0]
    concepts: dict[str, Words] = {}
    levels: dict[str, re.Pattern[str]] = {}
    themes: dict[str, Theme] = {}
    for pack in packs:
        concepts = {**pack.concepts, **concepts}
        levels = {**pack.commitment, **levels}
        themes = {**themes, **{theme.key: theme for theme in pack.themes if theme.key not in themes}}
    return Lexicon(
        name="+".join(pack.name for pack in packs) or "none",
        language=packs[0].language if packs else "en",
        concepts=concepts,
        themes=tuple(themes.values()),
        parties=tuple(party for pack in packs for party in pack.parties),
        opposites=tuple(pair for pack in packs for pair in pack.opposites),
        titles=tuple(dict.fromkeys(title for pack in packs for title in pack.titles)),
        commitment=levels,
    )
