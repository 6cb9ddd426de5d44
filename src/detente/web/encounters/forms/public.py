"""What an editor says when publishing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.dialogues.forms import TidyField
from detente.web.encounters.errors import NoWordOfChange

__all__ = ["PublishForm"]


class PublishForm(forms.Form):
    """What changed since the edition before; the first edition has nothing to say of that."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not first:
            self.fields["note"] = TidyField(
                language="",
                rows=3,
                max_length=600,
                label=_("What changed since the last edition?"),
                help_text=_("Readers of the page see this. One or two sentences."),
                error_messages={"required": NoWordOfChange.sentence},
            )

    def clean(self) -> dict[str, Any]:
        """An empty note for the first edition."""
        return {"note": ""} | (super().clean() or {})
