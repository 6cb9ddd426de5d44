"""The shape of what a writer sends. What a statement may be made of is `consultations.texts`' matter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Consultation
from detente.web.consultations.texts import LONGEST
from detente.web.dialogues.templatetags.words import language_name

__all__ = ["AskForm", "PleaForm", "WriteForm"]


class _Raw(forms.CharField):
    """A text as it was sent, NUL and all: `texts.normalised` takes away what nobody can see."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.validators = []


class WriteForm(forms.Form):
    """A statement, the language it is in, and the receipt that the page has drawn for it."""

    text = _Raw(
        label=_("Your statement"),
        help_text=_("One sentence, one claim, 280 characters at most. No links, mail addresses or phone numbers."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-longest": LONGEST, "autocomplete": "off"}),
    )
    in_language = forms.ChoiceField(label=_("It is written in"))
    receipt = _Raw(required=False, widget=forms.HiddenInput)

    def __init__(self, consultation: Consultation, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["in_language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, language_name(code)) for code in consultation.languages]
        field.initial = language if language in consultation.languages else consultation.languages[0]


class AskForm(forms.Form):
    """Receipts, one on a line."""

    receipts = _Raw(
        label=_("Your receipts"),
        help_text=_("Twelve letters each, such as ABCD-EFGH-JKMN; one on a line."),
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "dir": "ltr",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class PleaForm(forms.Form):
    """An appeal: which statement, and why it should be shown. `receipts` are those that the page asked about."""

    receipt = _Raw(widget=forms.HiddenInput)
    receipts = _Raw(required=False, widget=forms.HiddenInput)
    plea = _Raw(
        label=_("Why should it be shown?"),
        help_text=_("Up to 280 characters. Only the moderators read them, and they are deleted at the decision."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
