"""What stands on the convener's first page about dialogues."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from detente.web.dialogues.models import Dialogue
from detente.web.dialogues.texts import said_in
from detente.web.people import desk
from detente.web.people.models import User

__all__ = ["dialogues"]


def dialogues(user: User) -> list[desk.Item]:
    """Every dialogue, and the way to a new one; conveners only."""
    if not user.is_convener:
        return []
    items = []
    for dialogue in Dialogue.objects.all():
        name, language = said_in(dialogue.name)
        items.append(
            desk.Item(
                title=name,
                url=reverse("dialogue_manage", args=(dialogue.pk,)),
                note=dialogue.get_standing_display(),
                group=_("Dialogues"),
                language=language,
            )
        )
    items.sort(key=lambda item: str(item.title))
    items.append(desk.Item(title=_("Begin a dialogue"), url=reverse("dialogue_new"), group=_("Dialogues")))
    return items
