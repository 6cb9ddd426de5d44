"""The shape of what a convener sends. The fields follow from the languages and the number of sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from detente.web.dialogues.actions import MOST_SIDES, GivenSide
from detente.web.dialogues.models import Colour, Dialogue
from detente.web.dialogues.templatetags.words import language_name
from detente.web.dialogues.texts import tidy

__all__ = ["DialogueForm", "FrameForm", "NoticeForm", "TidyField", "labelled"]


def labelled(what: object, code: str, languages: Sequence[str]) -> str:
    """A field's label, with the language behind it where there are several."""
    return f"{what} · {language_name(code)}" if len(languages) > 1 else str(what)


class TidyField(forms.CharField):
    """A text without control and direction characters, in NFC. Its box has the direction of what is typed."""

    def __init__(self, *, language: str, rows: int = 0, **options: Any) -> None:
        attributes: dict[str, Any] = {"dir": "auto", "lang": language}
        widget: forms.Widget = (
            forms.Textarea(attrs=attributes | {"rows": rows}) if rows else forms.TextInput(attrs=attributes)
        )
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Tidied; one line where the box has one."""
        text = tidy(super().to_python(value) or "")
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())


class FrameForm(forms.Form):
    """What decides which fields the next page has."""

    language = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("Every page of the dialogue exists in these. The dialogue and its sides need a name in each."),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    sides = forms.TypedChoiceField(
        label=_("Number of sides"),
        coerce=int,
        choices=[(number, number) for number in range(2, MOST_SIDES + 1)],
    )


class DialogueForm(forms.Form):
    """A dialogue with its sides, or without them where they are fixed."""

    def __init__(self, *args: Any, languages: Sequence[str], sides: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages, self.sides = list(languages), sides
        for code in languages:
            self.fields[f"name_{code}"] = TidyField(
                language=code, label=labelled(_("Name of the dialogue"), code, languages), max_length=120
            )
        for code in languages:
            self.fields[f"about_{code}"] = TidyField(
                language=code,
                rows=4,
                label=labelled(_("What it is about"), code, languages),
                help_text=_("One paragraph for the public: who talks, about what, who hosts."),
                max_length=1500,
                required=False,
            )
        for number in range(sides):
            for code in languages:
                self.fields[f"side{number}_name_{code}"] = TidyField(
                    language=code, label=labelled(_("Name"), code, languages), max_length=60
                )
            self.fields[f"side{number}_language"] = forms.ChoiceField(
                label=_("Its public mostly speaks"),
                choices=[(code, language_name(code)) for code in languages],
                initial=languages[number % len(languages)],
            )
            self.fields[f"side{number}_colour"] = forms.ChoiceField(
                label=_("Colour"), choices=Colour.choices, initial=Colour.values[number]
            )

    def clean(self) -> dict[str, Any]:
        """No two sides with the same colour or name: said at the field, so that it is found."""
        given = super().clean() or {}
        for kind, message in [("colour", _("Another side has this colour already. Choose another one."))] + [
            (f"name_{code}", _("Another side has this name already.")) for code in self.languages
        ]:
            seen: set[str] = set()
            for number in range(self.sides):
                value = str(given.get(f"side{number}_{kind}", "")).casefold()
                if value and value in seen:
                    self.add_error(f"side{number}_{kind}", message)
                seen.add(value)
        return given

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of the dialogue itself."""
        return [self[f"{kind}_{code}"] for kind in ("name", "about") for code in self.languages]

    @property
    def groups(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each side, with its number as people count."""
        return [
            (number + 1, [self[name] for name in self.fields if name.startswith(f"side{number}_")])
            for number in range(self.sides)
        ]

    def by_language(self, kind: str) -> dict[str, str]:
        """``{language: text}`` of what was typed into ``kind_<language>``."""
        return {code: self.cleaned_data[f"{kind}_{code}"] for code in self.languages}

    def given_sides(self) -> list[GivenSide]:
        """The sides as typed."""
        return [
            GivenSide(
                name=self.by_language(f"side{number}_name"),
                language=self.cleaned_data[f"side{number}_language"],
                colour=self.cleaned_data[f"side{number}_colour"],
            )
            for number in range(self.sides)
        ]

    @staticmethod
    def initial_of(dialogue: Dialogue) -> dict[str, str]:
        """What the fields hold before anybody has typed."""
        initial: dict[str, str] = {}
        for code in settings.LANGUAGES:
            initial[f"name_{code[0]}"] = dialogue.name.get(code[0], "")
            initial[f"about_{code[0]}"] = dialogue.about.get(code[0], "")
        for number, side in enumerate(dialogue.sides.all()):
            initial |= {f"side{number}_name_{code}": text for code, text in side.name.items()}
            initial |= {f"side{number}_language": side.language, f"side{number}_colour": side.colour}
        return initial


class NoticeForm(forms.Form):
    """Why a dialogue is suspended or closed."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code in languages:
            self.fields[f"notice_{code}"] = TidyField(
                language=code,
                rows=3,
                label=labelled(_("Why, in your words, for everybody to read"), code, languages),
                max_length=600,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """At least one language."""
        given = super().clean() or {}
        if not any(given.values()) and not self.errors:
            self.add_error(
                f"notice_{self.languages[0]}", _("Say in at least one language why: the public reads it here.")
            )
        return given

    def notice(self) -> dict[str, str]:
        """``{language: text}``."""
        return {code: self.cleaned_data[f"notice_{code}"] for code in self.languages}
