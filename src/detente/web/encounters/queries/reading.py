"""From rows of the database to what the wording engine reads, and to the state of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from detente.web.encounters.folding import fold
from detente.web.encounters.models import Comparison, Decision, Encounter, Part, Version
from detente.web.encounters.state import Decided, State
from detente.wording.lexicon import Lexicon, combine, load_lexicon, parse_lexicon
from detente.wording.results import Party, Piece, Span, Text

__all__ = [
    "decided",
    "lexicon_of",
    "newest_comparison",
    "newest_version",
    "parties_of",
    "pieces_of",
    "state_of",
    "text_of",
]


def parties_of(encounter: Encounter) -> tuple[Party, ...]:
    """Side A, side B, then others, with the names they go by in the texts."""
    return tuple(Party(one["name"], tuple(one.get("aliases", ()))) for one in encounter.parties)


def lexicon_of(encounter: Encounter) -> Lexicon:
    """The encounter's own words first, then its packs: of equal keys the earlier stands.

    The same words give the same object, by which `folding` knows a reading that it remembers.
    """
    return _lexicon(encounter.own_words, tuple(encounter.packs))


@lru_cache(32)
def _lexicon(own_words: str, packs: tuple[str, ...]) -> Lexicon:
    own = [parse_lexicon(own_words, name="own")] if own_words.strip() else []
    return combine(*own, *(load_lexicon(name) for name in packs))


def text_of(encounter: Encounter, version: Version) -> Text:
    """A version as the engine reads it. A readout is its side's own; reports and joint statements are nobody's."""
    source = version.source
    side = ""
    if source.part in (Part.A, Part.B):
        side = encounter.parties[0 if source.part == Part.A else 1]["name"]
    return Text(
        body=version.body,
        title=version.title,
        publisher=source.publisher,
        date=version.published_on,
        language=source.language,
        side=side,
        parties=parties_of(encounter),
    )


def newest_version(encounter: Encounter, part: str) -> Version | None:
    """The newest version of the readout of A or B, or of the joint statement; None where there is none to read."""
    return (
        Version.objects.select_related("source")
        .filter(source__encounter=encounter, source__part=part, taken_down_on=None)
        .order_by("-number")
        .first()
    )


def newest_comparison(encounter: Encounter) -> Comparison | None:
    """The comparison that is worked on."""
    return encounter.comparisons.select_related("a__source", "b__source", "joint__source").order_by("-number").first()


def pieces_of(comparison: Comparison) -> dict[str, list[Piece]]:
    """The pieces as they were first cut."""
    kept: dict[str, list[list[Any]]] = comparison.pieces
    return {letter: [Piece(Span(start, end), kind) for start, end, kind in pieces] for letter, pieces in kept.items()}


def decided(decisions: Iterable[Decision]) -> list[Decided]:
    """Decisions as the fold takes them; the editors have to be read with them."""
    return [
        Decided(
            sequence=one.sequence,
            verb=one.verb,
            told=one.told,
            by=one.editor.name,
            at=one.at,
            carried=one.carried,
            editor=str(one.editor_id),
        )
        for one in decisions
    ]


def state_of(comparison: Comparison, *, more: tuple[Decided, ...] = ()) -> State:
    """What a comparison says now, or would say after `more` decisions.

    Raises
    ------
    WordingError
        What the engine refuses: one of the texts was taken down, or a word list does not fit.
    """
    encounter = comparison.encounter
    joint = comparison.joint
    return fold(
        text_of(encounter, comparison.a),
        text_of(encounter, comparison.b),
        pieces=pieces_of(comparison),
        decisions=[*decided(comparison.decisions.select_related("editor")), *more],
        lexicon=lexicon_of(encounter),
        joint=text_of(encounter, joint) if joint is not None and joint.taken_down_on is None else None,
    )
