"""The shape of what people send from the pages around voting."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Reason

__all__ = ["ReportForm"]


class ReportForm(forms.Form):
    """Why a statement should be looked at again: one of the published reasons."""

    reason = forms.TypedChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason.choices,
        coerce=Reason,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the reasons."),
            "invalid_choice": _("Choose one of the reasons."),
        },
    )
