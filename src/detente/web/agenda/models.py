"""Items of an agenda. Each links back to what caused it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Statement
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.models import Announced
from detente.web.results.models import MapSnapshot

__all__ = ["Basis", "Item"]


class Basis(models.TextChoices):
    """Why it stands on the agenda."""

    STATEMENT = "statement", _("a statement")
    COMMON_GROUND = "common_ground", _("common ground")
    DIVIDE = "divide", _("an open divide")
    ANNOUNCED = "announced", _("something announced")


OF_STATEMENTS = (Basis.STATEMENT, Basis.COMMON_GROUND, Basis.DIVIDE)
"""Those with votes behind them."""


class Item(models.Model):
    """A published statement, or something announced in an encounter, that was put on an agenda, with why."""

    RETENTION: ClassVar[str] = "as the dialogue"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and address.")
    dialogue = models.ForeignKey(
        Dialogue, on_delete=models.CASCADE, related_name="agenda", help_text="On whose agenda."
    )
    statement = models.ForeignKey(
        Statement, null=True, on_delete=models.PROTECT, related_name="agenda_items", help_text="What was said."
    )
    snapshot = models.ForeignKey(
        MapSnapshot, null=True, on_delete=models.PROTECT, related_name="+", help_text="The numbers it was chosen by."
    )
    announced = models.ForeignKey(
        Announced, null=True, on_delete=models.PROTECT, related_name="agenda_items", help_text="What was announced."
    )
    basis = models.CharField(
        max_length=16, choices=Basis.choices, help_text="Statement, common ground, divide or something announced."
    )
    why = models.JSONField(help_text="The convener's reason, by language.")
    position = models.PositiveIntegerField(help_text="Place on the list.")
    pinned_on = models.DateField(help_text="The day; answers are counted from it.")
    withdrawn = models.BooleanField(default=False, help_text="Taken off again; it stays readable, with the reason.")
    withdrawn_on = models.DateField(null=True, help_text="The day on which it was taken off.")
    withdrawn_why = models.JSONField(default=dict, blank=True, help_text="Why it was taken off, by language.")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "statement"), name="item_once"),
            models.UniqueConstraint(fields=("dialogue", "announced"), name="item_announced_once"),
            models.CheckConstraint(
                condition=models.Q(
                    statement__isnull=False,
                    snapshot__isnull=False,
                    announced__isnull=True,
                    basis__in=[basis.value for basis in OF_STATEMENTS],
                )
                | models.Q(statement=None, snapshot=None, announced__isnull=False, basis="announced"),
                name="item_of_one_thing",
            ),
        )
