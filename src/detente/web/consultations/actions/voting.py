"""Voting. The fast path of the site: three statements of SQL and one commit, and no row that voters share.

A vote has no ledger line: order and time in the ledger would tell who voted when.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import sealed
from detente.web.consultations.access import NotJoined
from detente.web.consultations.models import VALUES, Participant, Serve, Vote
from detente.web.consultations.queries.voting import Person, Place, person, place, place_of, voter, waiting_for
from detente.web.consultations.serving import Memory, Offered, memory_of
from detente.web.core.errors import NotFound, Refused
from detente.web.core.writer import commit

__all__ = ["BadValue", "cast_vote", "serve_next"]


class BadValue(Refused):
    """An answer is one of three words."""

    code = "consultations.bad_value"
    status = 400
    sentence = _("This answer could not be read. Choose agree, disagree or pass.")


# Nothing is inserted for somebody who had everything forgotten since this request looked.
_UPSERT = f"""
INSERT INTO {Vote._meta.db_table} (participant_id, statement_id, value, matters)
SELECT id, CAST(%s AS bigint), %s, %s FROM {Participant._meta.db_table} WHERE id = %s
ON CONFLICT (participant_id, statement_id) DO UPDATE SET value = excluded.value, matters = excluded.matters
"""

# Nothing is inserted where another request of the same person was served since this one looked: the upsert above has
# made this one wait for it.
_SERVE = f"""
INSERT INTO {Serve._meta.db_table} (participant_id, statement_id, slot, chance)
SELECT CAST(%s AS bigint), CAST(%s AS bigint), %s, %s
 WHERE (SELECT COUNT(*) FROM {Serve._meta.db_table} WHERE participant_id = %s) = %s
"""


def cast_vote(*, consultation: UUID, cookie: bytes, statement: int, value: str, matters: bool) -> tuple[Place, Memory]:
    """Keep an answer and serve the next statement.

    An answer can be given again, with the same or another value: the last one counts. A statement that was served and
    not answered is offered again before any other, so a request that is repeated gets the answer it got before.

    Parameters
    ----------
    consultation : UUID
    cookie : bytes
        It finds the participant and opens the list of their own statements.
    statement : int
        One that was served to this participant.
    value : {"agree", "disagree", "pass"}
    matters : bool

    Returns
    -------
    place, memory
        Where they are now, and what the process knows of the consultation.

    Raises
    ------
    BadValue, NotJoined, NotFound, NotOpen, Overloaded
    """
    if value not in VALUES:
        raise BadValue
    who = voter(consultation, cookie)
    if statement not in who.served:
        raise NotFound
    who.served[statement] = True
    memory = memory_of(consultation)
    own = sealed.opened(who.own, cookie)
    waiting = waiting_for(who, memory)
    offer = None if waiting is not None else memory.offer(who.side, {*who.served, *own})

    def write() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [statement, value, matters, who.key])
            if not cursor.rowcount:
                raise NotJoined
        return offer is None or _insert(who, offer)

    if not commit(write):
        return place_of(consultation=consultation, cookie=cookie)
    if offer is not None:
        who.served[offer.statement] = False
        waiting = offer.statement
    return place(who, memory, own, waiting), memory


def serve_next(participant: Participant, cookie: bytes) -> int | None:
    """Serve a statement to somebody who has none waiting: at joining, and when new ones were opened.

    Returns
    -------
    int or None
        The statement that waits for them; None when there is none.
    """

    def write() -> int | None:
        # The participant's own row, so that two requests of one person come one after the other.
        locked = Participant.objects.select_for_update().filter(pk=participant.pk).first()
        who = person(bytes(participant.token)) if locked else None
        if who is None:
            return None
        memory = memory_of(participant.consultation_id)
        waiting = waiting_for(who, memory)
        if waiting is not None:
            return waiting
        offer = memory.offer(who.side, {*who.served, *sealed.opened(who.own, cookie)})
        if offer is None:
            return None
        _insert(who, offer)
        return offer.statement

    return commit(write)


def _insert(who: Person, offer: Offered) -> bool:
    """Whether nobody else had served this person since `who` was read."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVE, [who.key, offer.statement, offer.slot, offer.chance, who.key, len(who.served)])
        return bool(cursor.rowcount)
