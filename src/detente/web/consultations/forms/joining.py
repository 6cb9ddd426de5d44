"""What people send to join, and what a convener sends to make cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.actions.codes import MOST_AT_ONCE
from detente.web.consultations.models import Consultation
from detente.web.core.languages import in_language
from detente.web.dialogues.models import Side

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

__all__ = ["CardsForm", "CodeForm", "SideForm"]

NEITHER = "neither"


class CodeForm(forms.Form):
    """A dealt code, in whatever spelling."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=100,
        help_text=_("28 letters and digits from your card. Capitals, hyphens and spaces do not matter."),
        error_messages={"required": _("Type the code from your card.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "dir": "ltr",
                "data-code": "",
            }
        ),
    )


class _OfSidesForm(forms.Form):
    """A form that asks for one of a dialogue's sides; `sides` is by the value that stands for each."""

    def __init__(self, consultation: Consultation, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.sides = {str(side.position): side for side in consultation.dialogue.sides.all()}
        cast("forms.ChoiceField", self.fields["side"]).choices = [
            *((key, in_language(side.name)) for key, side in self.sides.items()),
            *self.besides(),
        ]

    @staticmethod
    def besides() -> list[tuple[str, StrPromise]]:
        """What can be chosen instead of a side."""
        return []


class SideForm(_OfSidesForm):
    """The side somebody belongs to, and the proof that joining cost something."""

    side = forms.ChoiceField(
        label=_("Which side do you belong to?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a side, or the last line."),
            "invalid_choice": _("Choose one of these lines."),
        },
    )
    proof = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    ticket = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    @staticmethod
    def besides() -> list[tuple[str, StrPromise]]:
        """Nobody has to say."""
        return [(NEITHER, _("Neither, or I would rather not say"))]

    @staticmethod
    def value_of(side: Side | None) -> str:
        """The choice that stands for a side."""
        return str(side.position) if side else NEITHER

    def chosen(self) -> Side | None:
        """The side; None for neither."""
        return self.sides.get(self.cleaned_data["side"])


class CardsForm(_OfSidesForm):
    """A batch of cards for one side."""

    side = forms.ChoiceField(label=_("For which side"))
    count = forms.IntegerField(
        label=_("How many cards"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=40,
        help_text=_("Eight fit on one sheet of A4."),
    )

    def chosen(self) -> Side:
        """The side."""
        return self.sides[self.cleaned_data["side"]]
