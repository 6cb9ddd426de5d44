"""The opinion engine: votes in, an honest map out. NumPy and SciPy only."""

from detente.opinion.fitting import fit
from detente.opinion.model import Place, VoteModel
from detente.opinion.votes import AGREE, DISAGREE, PASS, VoteMatrix

__all__ = ["AGREE", "DISAGREE", "PASS", "Place", "VoteMatrix", "VoteModel", "fit"]
