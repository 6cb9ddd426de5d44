"""The shape of what an editor records of something announced, and of a side's answer to a row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.core.clock import today
from detente.web.dialogues.forms import TidyField
from detente.web.encounters.actions.following import LONGEST_REPLY
from detente.web.encounters.models import Encounter, What

__all__ = ["HappenedForm", "ReplyForm", "ReplyWithdrawForm"]

MOST = 600


def _day() -> forms.DateInput:
    """A browser's own box for a day takes this form only, whatever the language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HappenedForm(forms.Form):
    """What became of something announced."""

    what = forms.ChoiceField(label=_("What became of it"), choices=What.choices, widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("On which day"),
        help_text=_("Only where it happened, as announced or otherwise."),
        widget=_day(),
        input_formats=["%Y-%m-%d"],
        required=False,
    )
    note = TidyField(
        language="",
        rows=3,
        label=_("In your words"),
        help_text=_("One or two sentences. Everybody reads them."),
        max_length=MOST,
    )
    source = TidyField(
        language="",
        label=_("Where a reader can check it"),
        help_text=_("An address, a paper, an office. Only that nothing is known can be said without one."),
        max_length=500,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Source and day fit what became of it; said at the field, so that it is found."""
        given = super().clean() or {}
        what, on = given.get("what"), given.get("on")
        if what and what != What.UNKNOWN and "source" in given and not given["source"]:
            self.add_error("source", _("Say where a reader can check it."))
        if on and what in (What.NOT, What.UNKNOWN):
            self.add_error("on", _("Only what happened has a day. Leave it empty."))
        elif on and on > today():
            self.add_error("on", _("This day is still to come."))
        return given


class ReplyForm(forms.Form):
    """A side's answer to a row, as it came."""

    def __init__(self, *args: Any, encounter: Encounter, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = forms.ChoiceField(
            label=_("Who answers"),
            choices=[(letter, party["name"]) for letter, party in zip("ab", encounter.parties, strict=False)],
            widget=forms.RadioSelect,
        )
        self.fields["text"] = TidyField(
            language="",
            rows=6,
            label=_("The answer, in the side's own words"),
            help_text=_("As it came, nothing added: 1,500 characters at most."),
            max_length=LONGEST_REPLY,
        )
        self.fields["language"] = forms.ChoiceField(label=_("Its language"), choices=languages)
        self.fields["source"] = TidyField(
            language="",
            label=_("How it came, and who speaks for the side"),
            help_text=_("A letter, a statement, an office with a name. Everybody reads it."),
            max_length=500,
        )
        self.fields["received_on"] = forms.DateField(
            label=_("The day on which it came"), widget=_day(), input_formats=["%Y-%m-%d"], initial=today
        )

    def clean_received_on(self) -> Any:
        """No answer comes tomorrow."""
        day = self.cleaned_data["received_on"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class ReplyWithdrawForm(forms.Form):
    """Why an answer is taken back."""

    why = TidyField(
        language="",
        rows=2,
        label=_("Why it is taken back"),
        help_text=_("Its words go from the page; your reason stays in their place."),
        max_length=MOST,
    )
