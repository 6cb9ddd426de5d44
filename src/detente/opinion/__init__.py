"""The opinion engine: votes in, an honest map out. NumPy and SciPy only."""

from detente.opinion.fitting import PartitionStatistics, fit
from detente.opinion.model import Place, VoteModel
from detente.opinion.opinion_map import OpinionMap, map_opinion
from detente.opinion.votes import AGREE, DISAGREE, PASS, Sides, VoteMatrix

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
