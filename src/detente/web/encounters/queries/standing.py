"""Where an encounter stands: what is entered, what waits, what is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from detente.web.dialogues.texts import digest
from detente.web.encounters.models import Comparison, Draft, Edition, Encounter, Part, Version
from detente.web.encounters.queries.reading import newest_comparison, newest_version, state_of
from detente.wording.errors import WordingError

__all__ = ["STEPS", "Standing", "standing_of"]

STEPS = ("texts", "confirm", "publish", "follow")


@dataclass(frozen=True)
class Standing:
    """Where an encounter stands.

    Attributes
    ----------
    step : str
        What comes next, of `STEPS`.
    missing : tuple of str
        The readouts that are not there.
    comparison : Comparison or None
        The newest one.
    stale : bool
        A newer version than that of the comparison is entered, or there is no comparison and both readouts are there.
    cause : str
        Why the comparison cannot be worked on: ``""`` · ``"taken_down"`` · a code of the wording engine.
    rows, waiting : int
        Rows and joint sentences there are, and those that wait for a decision.
    edition : Edition or None
        The newest one; with `unpublished` true where decisions were made since.
    """

    step: str
    missing: tuple[str, ...]
    comparison: Comparison | None
    stale: bool
    cause: str
    rows: int
    waiting: int
    edition: Edition | None
    unpublished: bool
    drafts: list[Draft] = field(default_factory=list)

    @property
    def done(self) -> tuple[str, ...]:
        """The steps before the next one."""
        return STEPS[: STEPS.index(self.step)]


def standing_of(encounter: Encounter) -> Standing:
    """Where an encounter stands now. Reading a comparison takes a moment: counts are kept until something changes."""
    newest = [newest_version(encounter, part) for part in (Part.A, Part.B, Part.JOINT)]
    missing = tuple(part.value for part, version in zip((Part.A, Part.B), newest, strict=False) if version is None)
    comparison = newest_comparison(encounter)
    edition = encounter.editions.select_related("comparison").order_by("-number").first()
    stale = not missing and (comparison is None or _other(comparison, newest))
    cause, rows, waiting = "", 0, 0
    if comparison is not None:
        if comparison.a.taken_down_on or comparison.b.taken_down_on:
            cause = "taken_down"
        else:
            sequence = comparison.decisions.count()
            words = digest([encounter.parties, encounter.packs, encounter.own_words])
            gone = comparison.joint is not None and comparison.joint.taken_down_on is not None
            cause, rows, waiting = _counts(comparison, sequence, words, gone)
    if missing or comparison is None or stale or cause:
        step = "texts" if missing else "confirm"
    elif waiting and edition is None:
        step = "confirm"
    else:
        step = "publish" if edition is None or edition.comparison_id != comparison.pk else "follow"
    since = (
        edition is not None
        and comparison is not None
        and (
            edition.comparison_id != comparison.pk or comparison.decisions.filter(at__gt=edition.published_at).exists()
        )
    )
    return Standing(
        step=step,
        missing=missing,
        comparison=comparison,
        stale=stale,
        cause=cause,
        rows=rows,
        waiting=waiting,
        edition=edition,
        unpublished=since,
        drafts=list(encounter.drafts.select_related("source", "entered_by").order_by("entered_at")),
    )


def _other(comparison: Comparison, newest: list[Version | None]) -> bool:
    """Whether a version newer than those of the comparison is there. A joint statement that was taken down is none."""
    joint = comparison.joint if comparison.joint is not None and comparison.joint.taken_down_on is None else None
    return [comparison.a, comparison.b, joint] != newest


@lru_cache(maxsize=256)
def _counts(comparison: Comparison, _decisions: int, _words: str, _joint_gone: bool) -> tuple[str, int, int]:
    """Rows and what waits; the arguments besides the comparison are all that can change them."""
    try:
        state = state_of(comparison)
    except WordingError as refused:
        return refused.code, 0, 0
    each = [*(row.settled for row in state.rows), *(sentence.settled for sentence in state.sentences)]
    return "", len(each), each.count(False)
