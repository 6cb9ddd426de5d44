"""The facts of a consultation.

Three kinds of rows: what is public or an act of office (`setting`, `statements`), and what belongs to a participant
(`participation`), where nothing is finer than a day and every key is random.
"""

from detente.web.consultations.models.participation import (
    AGREE,
    DISAGREE,
    PASS,
    VALUES,
    Code,
    Participant,
    Report,
    Serve,
    UsedSolution,
    Vote,
)
from detente.web.consultations.models.setting import Consultation, Level, Moderator, Phase
from detente.web.consultations.models.statements import Appeal, Origin, Reason, Stage, Statement, StatementText

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "VALUES",
    "Appeal",
    "Code",
    "Consultation",
    "Level",
    "Moderator",
    "Origin",
    "Participant",
    "Phase",
    "Reason",
    "Report",
    "Serve",
    "Stage",
    "Statement",
    "StatementText",
    "UsedSolution",
    "Vote",
]
