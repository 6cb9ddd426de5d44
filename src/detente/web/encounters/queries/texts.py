"""What the pages of texts show: drafts, versions with what changed between them, and where an encounter stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from detente.web.encounters.models import Draft, Encounter, Part, Source, Version
from detente.wording.carrying import Change, changes

__all__ = [
    "ORDER",
    "Entered",
    "body_of",
    "digest_of",
    "entered",
    "is_link",
    "kept_body",
    "newest_of",
    "same_words",
    "sources_of",
    "versions_of",
]

ORDER = (Part.A, Part.B, Part.JOINT, Part.REPORT)
"""In which order texts stand on a page."""


def kept_body(whole: str, cuts: Iterable[Mapping[str, Any]]) -> str:
    """The text without the pieces that are left out; only white space at its two ends is taken off besides."""
    parts: list[str] = []
    place = 0
    for cut in cuts:
        if not cut["kept"]:
            parts.append(whole[place : cut["start"]])
            place = cut["end"]
    return "".join([*parts, whole[place:]]).strip()


def body_of(draft: Draft) -> str:
    """The text as it will stand."""
    return kept_body(draft.whole, draft.cuts)


def digest_of(title: str, body: str) -> str:
    """SHA-256 of title and body in hex, a line end between them: what is left of a text that was taken down."""
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space."""
    return one.split() == other.split()


def is_link(address: str) -> bool:
    """Whether an address may be put into a link: http or https, with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as an unfinished IPv6 host
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(c.isspace() for c in address)


def sources_of(encounter: Encounter) -> list[Source]:
    """Its texts: A, B, joint statement, reports, with their versions."""
    found = list(encounter.sources.prefetch_related("versions"))
    return sorted(found, key=lambda source: (ORDER.index(Part(source.part)), source.publisher, str(source.pk)))


def newest_of(source: Source) -> Version | None:
    """Its newest version, taken down or not."""
    return max(source.versions.all(), key=lambda version: version.number, default=None)


@dataclass(frozen=True)
class Entered:
    """A version, and what changed in it since the version before (nothing for the first, or after a takedown)."""

    version: Version
    before: int | None
    changed: Sequence[Change]


@lru_cache(maxsize=32)
def _changed(old: str, new: str) -> tuple[Change, ...]:
    return changes(old, new)


def entered(source: Source, versions: Iterable[Version] | None = None) -> list[Entered]:
    """All versions of a text, or those of them that may be shown, the newest first."""
    found: list[Entered] = []
    before: Version | None = None
    for version in sorted(source.versions.all() if versions is None else versions, key=lambda one: one.number):
        both = before is not None and not before.taken_down_on and not version.taken_down_on
        changed = _changed(before.body, version.body) if before is not None and both else ()
        found.append(Entered(version, before.number if before is not None and both else None, changed))
        before = version
    return found[::-1]


def versions_of(encounter: Encounter, part: str | None = None) -> list[Version]:
    """The versions of all its texts whose words are still here."""
    found = Version.objects.select_related("source").filter(source__encounter=encounter, taken_down_on=None)
    return list(found.filter(source__part=part) if part else found)
