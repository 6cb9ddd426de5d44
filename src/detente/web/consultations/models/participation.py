"""Rows of participants: random keys, HMACs, days. Destroyed on the consultation's `erases_on`.

`Serve`, `Vote` and `Report` have the key (participant, statement). On SQLite their tables are WITHOUT ROWID
(migration `voting_tables`), so that they lie in the order of random keys from the first row on; on PostgreSQL they are
rewritten in that order each day and when the consultation closes.

The statement of a `Serve` or a `Vote` has no foreign key in the database: PostgreSQL would lock, and so write to, the
statement's row at each vote, and a vote touches no row that voters share. What may be voted on is what was served, and
only statements of the open set are served. Neither column has an index of its own: the key begins with the
participant, and counts read whole consultations.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from detente.web.consultations.models.setting import Consultation
from detente.web.consultations.models.statements import Statement
from detente.web.core.clock import today
from detente.web.core.keys import RandomKey
from detente.web.dialogues.models import Side

__all__ = ["AGREE", "DISAGREE", "PASS", "VALUES", "Code", "Participant", "Report", "Serve", "UsedSolution", "Vote"]

AGREE, DISAGREE, PASS = "agree", "disagree", "pass"
VALUES = (AGREE, DISAGREE, PASS)


class Code(models.Model):
    """A dealt code, as an HMAC. Nothing in the row leads to the participant that the code became."""

    RETENTION: ClassVar[str] = "until `erases_on` of the consultation"

    digest = models.BinaryField(max_length=32, primary_key=True, help_text="HMAC of consultation and code.")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="codes", help_text="Where.")
    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="+", help_text="The side it was made for.")
    used = models.BooleanField(default=False, help_text="Somebody has begun with it. It never becomes false again.")


class Participant(models.Model):
    """Somebody taking part in one consultation, known by a random key here and nowhere else."""

    RETENTION: ClassVar[str] = "until `erases_on` of the consultation, or until the person forgets everything"

    id = RandomKey(help_text="Key; votes refer to it.")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="participants", help_text="Where."
    )
    side = models.ForeignKey(
        Side, null=True, on_delete=models.CASCADE, related_name="+", help_text="The side; none: neither, or not said."
    )
    token = models.BinaryField(max_length=32, unique=True, help_text="HMAC of consultation and cookie.")
    joined_on = models.DateField(default=today, help_text="The day, for the count of people per day.")
    own = models.BinaryField(
        help_text="Which statements are theirs, and how many are of their last day of writing (five a day), sealed "
        "under a key that only the cookie holds; always the same length."
    )
    waiting = models.PositiveSmallIntegerField(default=0, help_text="Statements of theirs in the queue, at most three.")

    class Meta:
        # The rebuild of shown counts reads it instead of the rows (`serving`).
        indexes = (models.Index(fields=("consultation", "side"), name="participant_side"),)


class Serve(models.Model):
    """A statement was offered to somebody."""

    RETENTION: ClassVar[str] = "as the participant"

    pk = models.CompositePrimaryKey("participant_id", "statement_id")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, db_index=False, related_name="serves", help_text="Whom."
    )
    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        db_index=False,
        db_constraint=False,
        related_name="+",
        help_text="What.",
    )
    slot = models.CharField(
        max_length=8,
        help_text="`balanced` or `uniform` (opinion.routing); `chosen`: picked instead of writing the same.",
    )
    chance = models.SmallIntegerField(
        help_text="The chance of this offer, as the nearest whole k of 2^-k: finer would tell the moment."
    )


class Vote(models.Model):
    """What somebody answered; the last answer counts."""

    RETENTION: ClassVar[str] = "as the participant"

    pk = models.CompositePrimaryKey("participant_id", "statement_id")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, db_index=False, related_name="votes", help_text="Whose."
    )
    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        db_index=False,
        db_constraint=False,
        related_name="+",
        help_text="On what.",
    )
    value = models.CharField(max_length=8, help_text="`agree`, `disagree` or `pass`.")
    matters = models.BooleanField(default=False, help_text="They said that this matters to them.")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(value__in=VALUES), name="vote_value"),)


class Report(models.Model):
    """Somebody asks the moderators to look at a statement again."""

    RETENTION: ClassVar[str] = "as the participant, or until the moderators have looked"

    pk = models.CompositePrimaryKey("participant_id", "statement_id")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+", help_text="Who asks.")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="reports", help_text="Which.")
    reason = models.CharField(max_length=16, help_text="One of the published reasons.")


class UsedSolution(models.Model):
    """A proof of work or a waiting ticket that was spent. It is unique, so a second use fails."""

    RETENTION: ClassVar[str] = "until the day after it would have expired"

    digest = models.BinaryField(max_length=32, primary_key=True, help_text="Digest of the solution or ticket.")
    expires_on = models.DateField(help_text="Afterwards it would be refused anyway.")
