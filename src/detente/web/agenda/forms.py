"""The shape of what a convener sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.agenda.models import Basis
from detente.web.dialogues.forms import TidyField, labelled

__all__ = ["ByLanguage", "PinForm", "SearchForm", "WhyForm", "WithdrawForm"]

LONGEST = 600


class ByLanguage(forms.Form):
    """A form with one box for each language of the dialogue, of which at least one is filled in."""

    box: str
    words: str | Promise
    missing: str | Promise

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code in self.languages:
            self.fields[f"{self.box}_{code}"] = TidyField(
                language=code, rows=3, label=labelled(self.words, code, languages), max_length=LONGEST, required=False
            )

    def clean(self) -> dict[str, Any]:
        """At least one language."""
        given = super().clean() or {}
        boxes = [f"{self.box}_{code}" for code in self.languages]
        if not any(given.get(box) for box in boxes) and not any(box in self.errors for box in boxes):
            self.add_error(boxes[0], str(self.missing))
        return given

    def by_language(self) -> dict[str, str]:
        """``{language: text}`` of what was filled in."""
        return {code: text for code in self.languages if (text := self.cleaned_data[f"{self.box}_{code}"])}


class WhyForm(ByLanguage):
    """Why something is put on the agenda."""

    box = "why"
    words = _("Why it is on the agenda, for everybody to read")
    missing = _("Say in at least one language why: the public reads it beside the item.")


class PinForm(WhyForm):
    """As what and why a statement is put on the agenda."""

    def __init__(self, *args: Any, bases: Sequence[Basis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"] = forms.ChoiceField(
            label=_("It is put there as"),
            choices=[(basis.value, basis.label) for basis in bases],
            initial=bases[0].value if bases else None,
            widget=forms.RadioSelect,
        )
        self.order_fields(["basis"])


class WithdrawForm(ByLanguage):
    """Why an item is taken off."""

    box = "why"
    words = _("Why it is taken off, for everybody to read")
    missing = _("Say in at least one language why: the public reads it in place of the answers that were expected.")


class SearchForm(forms.Form):
    """Look for statements."""

    q = forms.CharField(label=_("Words in the statement"), max_length=120, required=False)
