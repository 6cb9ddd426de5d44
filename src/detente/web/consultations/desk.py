"""What stands on the convener's first page about consultations."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Consultation, Phase
from detente.web.dialogues.texts import said_in
from detente.web.people import desk
from detente.web.people.models import User

__all__ = ["consultations"]


def consultations(user: User) -> list[desk.Item]:
    """Those in preparation, those that wait for their day, and those that are open; conveners only."""
    if not user.is_convener:
        return []
    groups = {Phase.DRAFT: _("In preparation"), Phase.READY: _("Open soon"), Phase.OPEN: _("Open now")}
    items: list[desk.Item] = []
    found = Consultation.objects.select_related("dialogue").filter(phase__in=groups)
    for phase, group in groups.items():
        for consultation in sorted((c for c in found if c.phase == phase), key=lambda c: str(c.pk)):
            title, language = said_in(consultation.question)
            dialogue, _language = said_in(consultation.dialogue.name)
            draft = phase == Phase.DRAFT
            items.append(
                desk.Item(
                    title=title or _("A consultation without a question yet"),
                    url=reverse("setup", args=(consultation.pk, "review"))
                    if draft
                    else reverse("consultation_manage", args=(consultation.pk,)),
                    note=dialogue,
                    group=group,
                    language=language if title else "",
                )
            )
    return items
