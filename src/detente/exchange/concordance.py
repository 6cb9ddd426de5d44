"""A concordance as JSON (docs/reference/concordance-1.schema.json)."""

from __future__ import annotations

from dataclasses import dataclass

from detente import __version__, codec
from detente.wording.results import Concordance, JointCheck

__all__ = ["CONCORDANCE_FORMAT", "STATUS", "ConcordanceFile", "Counts", "concordance_json"]

CONCORDANCE_FORMAT = "detente/concordance/1"
STATUS = "proposed by machine, confirmed by nobody"


@dataclass(frozen=True)
class Counts:
    """How many pairs are proposed and to be checked, and how many points one readout has alone. There is no score."""

    both: int
    only_a: int
    only_b: int
    to_check: int


@dataclass(frozen=True)
class ConcordanceFile:
    """Two readouts side by side, with a draft joint statement where one was given. Spans count characters of `body`.

    `status` says who stands behind it; `version` is that of the program.
    """

    format: str
    status: str
    version: str
    counts: Counts
    concordance: Concordance
    joint: JointCheck | None


def concordance_json(found: Concordance, joint: JointCheck | None = None) -> str:
    """The whole file; equal concordances give equal texts, and the status is met before what it speaks of."""
    zones = [link.zone for link in found.links]
    counts = Counts(zones.count("proposed"), len(found.only_a), len(found.only_b), zones.count("to_check"))
    whole = ConcordanceFile(CONCORDANCE_FORMAT, STATUS, __version__, counts, found, joint)
    return codec.dumps(whole, in_order=True) + "\n"
