"""The shape of what a convener sends while preparing and running a consultation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import harm, texts
from detente.web.consultations.actions.setup import ERASE_EARLIEST, ERASE_LATEST, FARTHEST, LONGEST_RUN
from detente.web.consultations.models import Level
from detente.web.consultations.opening_csv import LARGEST
from detente.web.core.clock import today
from detente.web.core.errors import Refused
from detente.web.dialogues.forms import TidyField, labelled
from detente.web.people.models import User

__all__ = [
    "ClosingForm",
    "DatesForm",
    "ErasureForm",
    "HarmForm",
    "ImportForm",
    "LevelForm",
    "ModeratorForm",
    "ModeratorsForm",
    "QuestionForm",
    "SidesForm",
    "StatementForm",
    "TurnoutForm",
]


class DayField(forms.DateField):
    """A day, typed as 2027-01-31 where the browser has no calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), input_formats=["%Y-%m-%d"], **options
        )


class QuestionForm(forms.Form):
    """The question and what it is for; one language has to be complete."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code in languages:
            self.fields[f"question_{code}"] = TidyField(
                language=code,
                label=labelled(_("Question"), code, languages),
                help_text=_("One open question that both sides would put so. Not: who is right?"),
                max_length=200,
                required=False,
            )
            self.fields[f"about_{code}"] = TidyField(
                language=code,
                rows=5,
                label=labelled(_("What it is for, and who will answer"), code, languages),
                help_text=_("Who reads the results, who has promised to answer, and by when."),
                max_length=3000,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """At least one complete language."""
        given = super().clean() or {}
        if not self.errors and not any(
            given.get(f"question_{code}") and given.get(f"about_{code}") for code in self.languages
        ):
            raise forms.ValidationError(
                _("Fill in the question and what it is for in at least one language. The others can follow."),
                code="no_language",
            )
        return given

    def by_language(self, kind: str) -> dict[str, str]:
        """``{language: text}``."""
        return {code: self.cleaned_data[f"{kind}_{code}"] for code in self.languages}


class SidesForm(forms.Form):
    """Which sides are asked: all of the dialogue, and how many voters to expect."""

    expected = forms.IntegerField(
        label=_("Voters you expect on each side"),
        help_text=_("Take the side where you expect the fewest. It decides how many statements can be answered."),
        min_value=1,
        max_value=10_000_000,
    )
    confirmed = forms.BooleanField(label=_("These are the sides whose publics are asked."))


class StatementForm(forms.Form):
    """One opening statement, in at least one language."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code in languages:
            self.fields[f"text_{code}"] = forms.CharField(
                label=labelled(_("Statement"), code, languages),
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "lang": code}),
                max_length=4 * texts.LONGEST,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Each text by the rules for statements; the fault is said at its field."""
        given = super().clean() or {}
        for code in self.languages:
            if given.get(f"text_{code}"):
                try:
                    given[f"text_{code}"] = texts.checked(given[f"text_{code}"])
                except Refused as refused:
                    self.add_error(f"text_{code}", refused.message())
        if not self.errors and not any(given.get(f"text_{code}") for code in self.languages):
            self.add_error(f"text_{self.languages[0]}", texts.NoWords().message())
        return given

    def row(self) -> dict[str, str]:
        """``{language: text}`` of what is there."""
        return {code: self.cleaned_data[f"text_{code}"] for code in self.languages if self.cleaned_data[f"text_{code}"]}


class ImportForm(forms.Form):
    """Statements from a table."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The filled-in template, saved as CSV; 1 MB at most."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    pasted = forms.CharField(
        label=_("Or paste the table here"),
        help_text=_("With its first line, which names the columns."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    replace = forms.BooleanField(label=_("Put them in place of all statements above"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("file")) == bool((given.get("pasted") or "").strip()):
            raise forms.ValidationError(_("Choose a file or paste a table: one of the two."), code="one_of_two")
        return given

    def content(self) -> bytes | str:
        """What was sent; one byte above the limit is enough to know."""
        file = self.cleaned_data["file"]
        return bytes(file.read(LARGEST + 1)) if file else str(self.cleaned_data["pasted"])


class DatesForm(forms.Form):
    """The first day, the last day, the day of destruction."""

    opens_on = DayField(label=_("First day"), help_text=_("Today opens it as soon as you press Open."))
    closes_on = DayField(
        label=_("Last day"),
        help_text=_("Votes are taken until the end of this day (UTC). Two to four weeks are usual."),
    )
    erases_on = DayField(
        label=_("Day of destruction"),
        help_text=_(
            "On this day every vote of a single person is destroyed; counts and statements stay. It is announced to "
            "everybody who takes part, so it can only ever come nearer. 14 to 400 days after the last day."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Days in their order, each fault at its field."""
        given = super().clean() or {}
        opens, closes, erases = (given.get(name) for name in ("opens_on", "closes_on", "erases_on"))
        if opens and opens < today():
            self.add_error("opens_on", _("This day has passed. Take today or a later day."))
        if opens and opens > today() + timedelta(days=FARTHEST):
            self.add_error("opens_on", _("This is more than a year ahead. Prepare it nearer to its time."))
        if opens and closes and closes <= opens:
            self.add_error("closes_on", _("The last day comes after the first day."))
        if opens and closes and closes > opens + timedelta(days=LONGEST_RUN):
            self.add_error(
                "closes_on", _("A consultation runs for 180 days at most: people forget what they were asked.")
            )
        if closes and erases and erases < closes + timedelta(days=ERASE_EARLIEST):
            self.add_error("erases_on", _("Leave 14 days at least after the last day, so that results can be checked."))
        if closes and erases and erases > closes + timedelta(days=ERASE_LATEST):
            self.add_error("erases_on", _("Do not keep votes longer than 400 days after the last day."))
        return given


class ModeratorsForm(forms.Form):
    """Who decides about statements, and who of them belongs to no side."""

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(user.pk), user.name) for user in people]
        self.fields["moderator"] = forms.MultipleChoiceField(
            label=_("Who decides about statements"),
            help_text=_("They see neither author nor side. Two or more keep the queue short."),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose one moderator at least.")},
        )
        self.fields["neutral"] = forms.MultipleChoiceField(
            label=_("Who of them belongs to no side"),
            help_text=_(
                "You declare it, and the ledger keeps your declaration: no tie of family, work or party to a side."
            ),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen(self) -> dict[UUID, bool]:
        """``{person: belongs to no side}``."""
        neutral = set(self.cleaned_data["neutral"])
        return {UUID(key): key in neutral for key in self.cleaned_data["moderator"]}


class LevelForm(forms.Form):
    """How people join."""

    level = forms.ChoiceField(
        label=_("Who can take part"),
        choices=[
            (
                Level.DEALT,
                _("Who holds a code. You print cards and deal them out by hand on each side, one to a person."),
            ),
            (
                Level.OPEN,
                _(
                    "Everybody who has the address. They pick their side themselves; the results say that nobody "
                    "checked it."
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )


class TurnoutForm(forms.Form):
    """How much one person answers."""

    votes = forms.IntegerField(
        label=_("Votes you expect from one person"),
        help_text=_("Thirty is usual for one visit on a phone; ten if people are in a hurry."),
        min_value=1,
        max_value=500,
    )


class HarmForm(forms.Form):
    """The eight questions; what is not answered yet can follow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [
            (harm.Answer.NO.value, _("No")),
            (harm.Answer.YES.value, _("Yes")),
            (harm.Answer.UNKNOWN.value, _("I do not know")),
        ]
        for question in harm.QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                label=str(question.question),
                help_text=str(question.why),
                choices=answers,
                required=False,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[str, str]:
        """What is answered."""
        return {key: answer for key, answer in self.cleaned_data.items() if answer}


class ClosingForm(forms.Form):
    """Another last day."""

    closes_on = DayField(label=_("Last day"))


class ErasureForm(forms.Form):
    """A nearer day of destruction."""

    erases_on = DayField(label=_("Day of destruction"))


class ModeratorForm(forms.Form):
    """One more moderator."""

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(
            label=_("Moderator"), choices=[(str(user.pk), user.name) for user in people]
        )
        self.fields["neutral"] = forms.BooleanField(label=_("This person belongs to no side."), required=False)

    def key(self) -> UUID:
        """Whom."""
        return UUID(self.cleaned_data["person"])
