"""The opinion engine: votes in, an honest map out. NumPy and SciPy only.

What a name needs is imported when the name is asked for: a web process that only chooses the next statement
(`detente.opinion.routing`) never loads SciPy, which takes most of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.opinion.fitting import PartitionStatistics as PartitionStatistics
    from detente.opinion.fitting import fit as fit
    from detente.opinion.model import Place as Place
    from detente.opinion.model import VoteModel as VoteModel
    from detente.opinion.opinion_map import OpinionMap as OpinionMap
    from detente.opinion.opinion_map import map_opinion as map_opinion
    from detente.opinion.votes import AGREE as AGREE
    from detente.opinion.votes import DISAGREE as DISAGREE
    from detente.opinion.votes import PASS as PASS
    from detente.opinion.votes import Sides as Sides
    from detente.opinion.votes import VoteMatrix as VoteMatrix

_HOMES = {
    "AGREE": "votes",
    "DISAGREE": "votes",
    "PASS": "votes",
    "OpinionMap": "opinion_map",
    "PartitionStatistics": "fitting",
    "Place": "model",
    "Sides": "votes",
    "VoteMatrix": "votes",
    "VoteModel": "model",
    "fit": "fitting",
    "map_opinion": "opinion_map",
}

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "OpinionMap",
    "PartitionStatistics",
    "Place",
    "Sides",
    "VoteMatrix",
    "VoteModel",
    "fit",
    "map_opinion",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
