"""Decisions in words: what an editor decided, said with slices of the texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from detente.report.excerpts import quote_of
from detente.report.language import Language
from detente.report.language import language as language_of
from detente.report.terms import DIFFERENCE, LEVEL, term
from detente.web.encounters.cutting import parts
from detente.web.encounters.models import Comparison
from detente.web.encounters.state import NO_DIFFERENCE, Decided, keys_of_row, span_of

__all__ = ["Words", "kind_name", "level_name", "tongue"]

LONGEST = 110
"""Characters of a slice inside a sentence."""


def tongue() -> Language:
    """The language of the page, for what `detente.report` says."""
    return language_of((get_language() or "en").split("-")[0])


def kind_name(kind: str) -> str:
    """What a kind of difference is called."""
    return term(tongue(), DIFFERENCE, kind)


def level_name(level: str) -> str:
    """What a step of commitment is called."""
    return term(tongue(), LEVEL, level)


class Words:
    """Says decisions on one comparison.

    Parameters
    ----------
    comparison : Comparison
        With its versions; the words of one that was taken down are not there any more, and that is said.
    """

    def __init__(self, comparison: Comparison) -> None:
        joint = comparison.joint
        self.bodies = {"a": comparison.a.body, "b": comparison.b.body, "j": joint.body if joint else ""}

    def of(self, key: str, longest: int = LONGEST) -> str:
        """The words of a piece, isolated and on one line."""
        letter, span = span_of(key)
        return self._slices(letter, [(span.start, span.end)], longest)

    def _slices(self, letter: str, places: Iterable[tuple[int, int]], longest: int = LONGEST) -> str:
        words = " … ".join(self.bodies[letter][start:end] for start, end in places)
        return quote_of(words, longest) if words.strip() else _("(words that were taken down)")

    def _all(self, keys: Iterable[str]) -> str:
        found = [self.of(key) for key in keys]
        return " + ".join(f"“{words}”" for words in found)

    def say(self, decided: Decided, all_of_them: Mapping[int, Decided] | None = None) -> str:
        """One decision as a sentence.

        Parameters
        ----------
        decided : Decided
        all_of_them : mapping of int to Decided, optional
            All decisions by number, so that a taking-back can say what it takes back.
        """
        told, verb = decided.told, decided.verb
        if verb == "pair":
            return _("Both report it. A: %(a)s B: %(b)s") % {"a": self._all(told["a"]), "b": self._all(told["b"])}
        if verb == "undo":
            return self._undo(int(told["sequence"]), all_of_them or {})
        if verb == "difference":
            return self._difference(decided)
        if verb == "review":
            return _("Looked at again: %(words)s") % {"words": self._all(keys_of_row(told["row"]))}
        if verb == "support":
            return self._support(told)
        words = {"words": self._all([told["point"]])}
        if verb == "alone":
            return (
                _("Only A reports it: %(words)s") if told["point"][0] == "a" else _("Only B reports it: %(words)s")
            ) % words
        if verb == "frame":
            return _("Not a point: %(words)s") % words
        if verb == "point":
            return _("A point after all: %(words)s") % words
        if verb == "join":
            return _("Joined: %(words)s") % {"words": self._all([told["point"], told["next"]])}
        if verb == "split":
            return self._split(told)
        if "commitment" in told:
            return _("How firmly it is put: %(level)s. %(words)s") % (words | {"level": level_name(told["commitment"])})
        if told["drop"] == "announcement":
            return _("Announces nothing: %(words)s") % words
        return _("Not a quotation: %(words)s") % words

    def _undo(self, sequence: int, all_of_them: Mapping[int, Decided]) -> str:
        target = all_of_them.get(sequence)
        if target is None:
            return _("Took back decision %(number)d.") % {"number": sequence}
        said = self.say(target, all_of_them)
        if target.verb == "undo":
            return _("Let decision %(number)d hold again, which had been taken back.") % {
                "number": target.told["sequence"]
            }
        return _("Took back decision %(number)d: %(what)s") % {"number": sequence, "what": said}

    def _split(self, told: Mapping[str, object]) -> str:
        letter, span = span_of(str(told["point"]))
        cut = parts(self.bodies[letter], span, int(str(told["at"])))
        if cut is None:
            return _("Cut in two: %(words)s") % {"words": self._all([str(told["point"])])}
        first, second = (self._slices(letter, [(part.start, part.end)]) for part in cut)
        return _("Cut in two: “%(first)s” and “%(second)s”") % {"first": first, "second": second}

    def _difference(self, decided: Decided) -> str:
        told = decided.told
        kind, note = str(told["kind"]), str(told.get("note", ""))
        if not told["of"]:
            return _("A difference (%(kind)s), in the editor’s words: “%(note)s”") % {
                "kind": kind_name(kind), "note": quote_of(note, 300)
            }  # fmt: skip
        found, *sides = str(told["of"]).split(":")
        letters = ("j", str(told["row"]).partition("/")[2][:1]) if "/" in str(told["row"]) else ("a", "b")
        said = " · ".join(
            f"“{self._slices(letter, [_ends(part) for part in side.split('+')])}”"
            for letter, side in zip(letters, sides, strict=True)
            if side
        )
        if kind == NO_DIFFERENCE:
            return _("Not a difference (%(kind)s): %(words)s") % {"kind": kind_name(found), "words": said}
        return _("A difference (%(kind)s): %(words)s") % {"kind": kind_name(kind), "words": said}

    def _support(self, told: Mapping[str, str]) -> str:
        said = {side: self._all([told[side]]) if told[side] else _("nothing") for side in ("a", "b")}
        return _("The joint sentence %(words)s is carried in A by %(a)s, in B by %(b)s.") % (
            said | {"words": self._all([told["sentence"]])}
        )


def _ends(part: str) -> tuple[int, int]:
    start, _dash, end = part.partition("-")
    return int(start), int(end)
