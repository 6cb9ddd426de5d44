"""What stands on the first page of conveners and moderators about consultations."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from detente.web.consultations.models import Consultation, Phase
from detente.web.consultations.queries.running import backlog
from detente.web.dialogues.texts import said_in
from detente.web.people import desk
from detente.web.people.models import User

__all__ = ["consultations", "to_moderate"]


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


def to_moderate(user: User) -> list[desk.Item]:
    """Those that are open and that this person decides in, with the number of statements that wait."""
    found = Consultation.objects.filter(phase=Phase.OPEN, moderators__user=user)
    items = []
    for consultation in sorted(found, key=lambda each: str(each.pk)):
        title, language = said_in(consultation.question)
        left = backlog(consultation)
        count = left.moderators + left.appeals + left.reported
        items.append(
            desk.Item(
                title=title,
                url=reverse("moderate", args=(consultation.pk,)),
                note=ngettext("%(count)s statement to decide about", "%(count)s statements to decide about", count)
                % {"count": count},
                group=_("Statements to decide"),
                language=language,
            )
        )
    return items
