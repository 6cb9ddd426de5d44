"""What a vote has to read: who votes, what was served to them, what they answered. One statement of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from detente.web.consultations import sealed
from detente.web.consultations.access import NotJoined, NotOpen
from detente.web.consultations.cookies import token_of
from detente.web.consultations.models import Consultation, Participant, Phase, Serve, Vote
from detente.web.consultations.serving import Memory, memory_of
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Dialogue, Standing

__all__ = ["Person", "Place", "person", "place", "place_of", "voter", "waiting_for"]


@dataclass(frozen=True)
class Person:
    """A participant, as far as voting goes.

    Attributes
    ----------
    key : int
    side : int or None
    own : bytes
        Sealed list of their own statements (`consultations.sealed`).
    phase, standing : str
        Of the consultation and of its dialogue, at this moment.
    served : dict of int to bool
        Every statement that was offered to them; True where they answered.
    """

    key: int
    side: int | None
    own: bytes
    phase: str
    standing: str
    served: dict[int, bool]

    @property
    def answered(self) -> int:
        """How many they answered."""
        return sum(self.served.values())


@dataclass(frozen=True)
class Place:
    """Where somebody is in a consultation.

    Attributes
    ----------
    statement : int or None
        The one that waits for their answer.
    answered : int
        How many they answered.
    open : int
        How many they answered or can answer: "7 of 40".
    """

    statement: int | None
    answered: int
    open: int

    @property
    def more(self) -> bool:
        """Whether something can be served though nothing waits."""
        return self.statement is None and self.answered < self.open


def _names() -> dict[str, str]:
    models = {"p": Participant, "c": Consultation, "d": Dialogue, "s": Serve, "v": Vote}
    return {letter: model._meta.db_table for letter, model in models.items()}


# Raw, because the same through the ORM took several times as long as the database did. The sealed list comes once,
# not with every serve.
_PERSON = """
SELECT 0, p.id, p.side_id, p.own, c.phase, d.standing
  FROM {p} p JOIN {c} c ON c.id = p.consultation_id JOIN {d} d ON d.id = c.dialogue_id
 WHERE p.token = %s
UNION ALL
SELECT CASE WHEN v.statement_id IS NULL THEN 1 ELSE 2 END, s.statement_id, NULL, NULL, NULL, NULL
  FROM {p} p JOIN {s} s ON s.participant_id = p.id
  LEFT JOIN {v} v ON v.participant_id = s.participant_id AND v.statement_id = s.statement_id
 WHERE p.token = %s
""".format(**_names())


def person(token: bytes) -> Person | None:
    """The participant with this token, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSON, [token, token])
        rows = cursor.fetchall()
    served: dict[int, bool] = {}
    head = None
    for row in rows:
        if row[0] == 0:
            head = row
        else:
            served[row[1]] = row[0] == 2
    if head is None:
        return None
    return Person(head[1], head[2], bytes(head[3]), head[4], head[5], served)


def place_of(*, consultation: UUID, cookie: bytes) -> tuple[Place, Memory]:
    """Where somebody is, without writing anything.

    Raises
    ------
    NotJoined, NotFound, NotOpen
    """
    who = voter(consultation, cookie)
    memory = memory_of(consultation)
    return place(who, memory, sealed.opened(who.own, cookie), waiting_for(who, memory)), memory


def voter(consultation: UUID, cookie: bytes) -> Person:
    """Who votes, where voting is open."""
    who = person(token_of(Consultation(pk=consultation), cookie))
    if who is None:
        raise NotJoined
    if who.phase == Phase.DRAFT:
        raise NotFound
    if who.phase != Phase.OPEN or who.standing != Standing.ACTIVE:
        raise NotOpen
    return who


def waiting_for(who: Person, memory: Memory) -> int | None:
    """The statement that was served and not answered; one that was retired since waits for nobody."""
    return min((s for s, answered in who.served.items() if not answered and s in memory), default=None)


def place(who: Person, memory: Memory, own: list[int], waiting: int | None) -> Place:
    """Where they are, from what was read."""
    done = [statement for statement, answered in who.served.items() if answered]
    return Place(waiting, len(done), len(done) + memory.left([*done, *own]))
