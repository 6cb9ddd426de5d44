"""The shape of an answer and of an outcome."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.agenda.forms import ByLanguage
from detente.web.answers.actions import FARTHEST, PROMISES
from detente.web.answers.models import Answer, Kind
from detente.web.core.clock import today
from detente.web.dialogues.forms import TidyField

__all__ = ["AnswerForm", "OutcomeForm"]


def _day() -> forms.DateInput:
    """A browser's own box for a day takes this form only, whatever the language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnswerForm(ByLanguage):
    """What a side answers, as it said it elsewhere."""

    box = "reason"
    words = _("The reason, in the side's words")
    missing = _("Give the side's reason in at least one language of the dialogue.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What the side does"), choices=Kind.choices, widget=forms.RadioSelect
        )
        self.fields["office"] = TidyField(
            language="",
            label=_("The office or person responsible"),
            help_text=_("Needed where the side will do or discuss it. An office is better than a name."),
            max_length=120,
            required=False,
        )
        self.fields["due_on"] = forms.DateField(
            label=_("By when"),
            help_text=_("Where the side names a day. After it the public sees that it has passed."),
            widget=_day(),
            required=False,
        )
        self.fields["source"] = TidyField(
            language="",
            label=_("Where the side said so"),
            help_text=_("A meeting, a letter, an address. Everybody reads it."),
            max_length=280,
        )
        self.fields["given_on"] = forms.DateField(label=_("The day on which it said so"), widget=_day(), initial=today)
        self.order_fields(["kind"])

    def clean(self) -> dict[str, Any]:
        """Days and offices fit the answer; said at the field, so that it is found."""
        given = super().clean()
        promises = given.get("kind") in PROMISES
        if promises and not given.get("office"):
            self.add_error("office", _("Name the office or person on that side who is responsible for it."))
        said, due = given.get("given_on"), given.get("due_on")
        if said and said > today():
            self.add_error("given_on", _("This day is still to come."))
        if due and given.get("kind") and not promises:
            self.add_error("due_on", _("Only who will do or discuss something names a day. Leave it empty."))
        elif due and said and not said <= due <= said + FARTHEST:
            self.add_error("due_on", _("On the day of the answer or later, within twenty years."))
        return given

    @staticmethod
    def initial_of(answer: Answer | None) -> dict[str, object]:
        """A new answer begins with the words of the one before; where and when it was said are asked anew."""
        if answer is None:
            return {}
        return {"kind": answer.kind, "office": answer.office, "due_on": answer.due_on} | {
            f"reason_{code}": text for code, text in answer.reason.items()
        }


class OutcomeForm(forms.Form):
    """What became of an answer."""

    done = forms.TypedChoiceField(
        label=_("What became of it"),
        choices=[("yes", _("done")), ("no", _("not done"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    evidence = TidyField(
        language="",
        rows=3,
        label=_("What shows it"),
        help_text=_("What happened, and where it can be seen. Everybody reads it."),
        max_length=500,
    )
