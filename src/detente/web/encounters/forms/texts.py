"""The shape of what an editor sends about an encounter and its texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from detente.web.core.clock import today
from detente.web.dialogues.forms import TidyField
from detente.web.dialogues.models import Dialogue
from detente.web.dialogues.texts import said_in, tidy
from detente.web.encounters.actions.encounters import LONGEST_WORDS, About
from detente.web.encounters.actions.texts import Given
from detente.web.encounters.models import Encounter, Kind
from detente.wording.lexicon import lexicon_names, load_lexicon
from detente.wording.results import Party

__all__ = ["AboutForm", "FactsForm", "NewForm", "TakeDownForm", "TextForm", "WithdrawForm", "WordsForm", "languages"]

MOST_PARTIES = 20
MOST_ALIASES = 40
LONGEST_NAME = 80

SHIPPED = {
    "general": _("Words of any talks, without a field of its own"),
    "diplomacy": _("Calls, meetings and talks between governments"),
    "labour": _("Bargaining between employers and unions"),
    "municipal": _("A council and those who live and trade in its streets"),
}
"""Descriptions of the packs that come with the program, to translate; a pack not named here says its own."""


def languages() -> list[tuple[str, str]]:
    """Languages a text can be in, each by its own name, those that the rules or these pages know first."""
    names = {code: str(about["name_local"]) for code, about in LANG_INFO.items() if "name_local" in about}
    first = ["en", "ru", "ar", "uk"]
    rest = sorted((code for code in names if code not in first), key=lambda code: names[code].casefold())
    return [(code, names[code]) for code in (*first, *rest)]


class DayField(forms.DateField):
    """A day that is not to come; two time zones may be a day apart."""

    def __init__(self, **options: Any) -> None:
        # A browser's own box for a day takes this form only, whatever the language.
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **options
        )

    def validate(self, value: Any) -> None:
        """Neither to come nor before there were calls."""
        super().validate(value)
        if isinstance(value, dt.date) and not dt.date(1800, 1, 1) <= value <= today() + dt.timedelta(days=1):
            raise forms.ValidationError(_("Give a day that is past."), code="day")


class NamesField(forms.CharField):
    """Other names, one on a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            max_length=MOST_ALIASES * (LONGEST_NAME + 2),
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            **options,
        )

    def clean(self, value: Any) -> tuple[str, ...]:
        """Each line is a name."""
        lines = [" ".join(line.split()) for line in tidy(super().clean(value) or "").split("\n")]
        return _checked_names([line for line in lines if line])


def _checked_names(names: Sequence[str]) -> tuple[str, ...]:
    if len(names) > MOST_ALIASES:
        raise forms.ValidationError(_("Give at most %(most)s names."), code="many", params={"most": MOST_ALIASES})
    for name in names:
        if len(name) > LONGEST_NAME:
            raise forms.ValidationError(
                _("“%(name)s…” is longer than %(most)s characters: no name is."),
                code="long",
                params={"name": name[:30], "most": LONGEST_NAME},
            )
    return tuple(names)


class AboutForm(forms.Form):
    """Who met, when, and how a side reaches the editor."""

    def __init__(self, *args: Any, dialogues: Iterable[Dialogue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = TidyField(
            language="",
            label=_("Who met"),
            help_text=_("A heading for the public page, such as “The mayors of Norhavn and Sundby on the ferry”."),
            max_length=160,
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language of this heading"), choices=languages())
        # Nothing is chosen beforehand: a kind that nobody chose would be published as said by the editor.
        self.fields["kind"] = forms.ChoiceField(label=_("What it was"), choices=[("", _("choose")), *Kind.choices])
        self.fields["held_on"] = DayField(label=_("On which day"))
        self.fields["contact"] = TidyField(
            language="",
            label=_("How a side reaches you"),
            help_text=_(
                "A mail address or telephone number, shown to everybody: to answer a row or ask for a takedown."
            ),
            max_length=200,
            required=False,
        )
        self.dialogues = {str(one.pk): one for one in dialogues}
        if self.dialogues:
            self.fields["dialogue"] = forms.ChoiceField(
                label=_("The dialogue that it concerns"),
                choices=[
                    ("", _("none on this site")),
                    *((key, said_in(one.name)[0]) for key, one in self.dialogues.items()),
                ],
                required=False,
            )

    def about(self) -> About:
        """What was typed."""
        given = self.cleaned_data
        return About(
            title=given["title"],
            language=given["language"],
            kind=given["kind"],
            held_on=given["held_on"],
            contact=given["contact"],
        )

    def dialogue(self) -> Dialogue | None:
        """The dialogue that was chosen, if any."""
        return self.dialogues.get(self.cleaned_data.get("dialogue", ""))

    @staticmethod
    def initial_of(encounter: Encounter) -> dict[str, Any]:
        """What the fields hold before anybody has typed."""
        names = ("title", "language", "kind", "held_on", "contact")
        return {name: getattr(encounter, name) for name in names} | {"dialogue": str(encounter.dialogue_id or "")}


class _PartiesForm(forms.Form):
    """The two sides with the names that they go by."""

    def add_sides(self) -> None:
        """The fields of both sides."""
        for letter, label, other in (
            ("a", _("Side A"), _("Other names of side A in the texts, one on a line")),
            ("b", _("Side B"), _("Other names of side B in the texts, one on a line")),
        ):
            self.fields[f"{letter}_name"] = TidyField(language="", label=label, max_length=LONGEST_NAME)
            self.fields[f"{letter}_aliases"] = NamesField(
                label=other, help_text=_("People who speak for it, its capital, “the council”. A full name is enough.")
            )

    def clean(self) -> dict[str, Any]:
        """Two names are two."""
        given = super().clean() or {}
        names = [given[f"{letter}_name"].casefold() for letter in "ab" if given.get(f"{letter}_name")]
        if len(names) == 2 and names[0] == names[1]:
            self.add_error("b_name", _("This is the name of side A. Give the other side’s."))
        return given

    def sides(self) -> list[Party]:
        """A and B."""
        given = self.cleaned_data
        return [Party(given[f"{letter}_name"], given[f"{letter}_aliases"]) for letter in "ab"]


class NewForm(_PartiesForm, AboutForm):
    """A new encounter with its two sides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_sides()
        self.fields["packs"] = _packs()
        self.order_fields(["title", "language", "kind", "held_on", "a_name", "a_aliases", "b_name", "b_aliases"])


def _packs() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Word lists to read the texts with"),
        help_text=_("They tell which words mean the same matter. Several may be chosen."),
        choices=[(name, SHIPPED.get(name) or load_lexicon(name).description) for name in lexicon_names()],
        initial=["general"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from these.")},
    )


class WordsForm(_PartiesForm):
    """Names and words with which the texts are read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_sides()
        self.fields["others"] = forms.CharField(
            label=_("Others whom the texts name, one on a line"),
            help_text=_("A name alone, or a name and its other names: “Ferry Union = Dana Ilves, the crews”."),
            required=False,
            max_length=10_000,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        )
        self.fields["packs"] = _packs()
        self.fields["own_words"] = forms.CharField(
            label=_("Words of this encounter’s own"),
            help_text=_(
                "A word list in the format “detente/lexicon/1” (TOML). What it says comes before the lists above."
            ),
            required=False,
            strip=False,
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 10, "dir": "ltr", "spellcheck": "false", "class": "enc-code"}),
        )

    def clean_own_words(self) -> str:
        """One kind of line end; nothing but white space is nothing."""
        given = str(self.cleaned_data["own_words"]).replace("\r\n", "\n")
        return given if given.strip() else ""

    def clean_others(self) -> list[Party]:
        """Each line is a party."""
        found = []
        for line in tidy(str(self.cleaned_data["others"])).split("\n"):
            name, _equals, rest = line.partition("=")
            if line.strip():
                aliases = [" ".join(alias.split()) for alias in rest.split(",")]
                (name,) = _checked_names([" ".join(name.split())])
                if not name:
                    raise forms.ValidationError(_("A line has no name before the equals sign."), code="name")
                found.append(Party(name, _checked_names([alias for alias in aliases if alias])))
        if len(found) > MOST_PARTIES:
            raise forms.ValidationError(_("Name at most %(most)s others."), code="many", params={"most": MOST_PARTIES})
        return found

    def clean(self) -> dict[str, Any]:
        """No party has the name of another."""
        given = super().clean()
        seen = [str(given.get(f"{letter}_name", "")).casefold() for letter in "ab"]
        for party in given.get("others") or ():
            if party.name.casefold() in seen:
                self.add_error("others", _("“%(name)s” is named twice.") % {"name": party.name})
            seen.append(party.name.casefold())
        return given

    def parties(self) -> list[Party]:
        """Side A, side B, then the others."""
        return [*self.sides(), *self.cleaned_data["others"]]

    @staticmethod
    def initial_of(encounter: Encounter) -> dict[str, Any]:
        """What the fields hold before anybody has typed."""
        found: dict[str, Any] = {"packs": encounter.packs, "own_words": encounter.own_words}
        for letter, party in zip("ab", encounter.parties, strict=False):
            found |= {f"{letter}_name": party["name"], f"{letter}_aliases": "\n".join(party.get("aliases", ()))}
        lines = [" = ".join(filter(None, (p["name"], ", ".join(p.get("aliases", ()))))) for p in encounter.parties[2:]]
        return found | {"others": "\n".join(lines)}


class _Facts(forms.Form):
    """What is known about a text."""

    def add_facts(self, *, required: bool, version: bool) -> None:
        """The fields; on the first form all may stay empty, because many pages say it themselves."""
        also = "" if required else _("Left empty, it is taken from the text or page where that says so.")
        self.fields["publisher"] = TidyField(
            language="", label=_("Publisher"), help_text=also, max_length=120, required=required
        )
        self.fields["title"] = TidyField(language="", label=_("Title, as published"), max_length=300, required=False)
        self.fields["published_on"] = DayField(
            label=_("Day of publication"),
            help_text=_("“Next week” in the text counts from it."),
            required=False,
        )
        self.fields["address"] = TidyField(
            language="",
            label=_("Address"),
            help_text=_("Where it was published. It is shown; this site never opens it."),
            max_length=500,
            required=False,
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the text"),
            choices=[("", _("choose") if required else _("as the text shows")), *languages()],
            required=required,
            error_messages={"required": _("Choose the language of the text.")},
        )
        self.fields["licence"] = TidyField(
            language="",
            label=_("Under what terms it may be shown here"),
            help_text=_("Such as “public record”, a licence, or “with permission of …”."),
            max_length=160,
            required=False,
        )
        if version:
            self.fields["note"] = TidyField(
                language="", rows=2, label=_("What this version corrects"), max_length=600, required=required
            )
            self.fields["whose"] = forms.ChoiceField(
                label=_("Whose correction it is"),
                help_text=_("Readers are told. What you repaired yourself is no correction by the publisher."),
                choices=[
                    ("publisher", _("Its publisher changed the text")),
                    ("editor", _("I put right how it was entered here; the publisher changed nothing")),
                ],
                widget=forms.RadioSelect,
                required=required,
                error_messages={"required": _("Say whose correction it is.")},
            )

    def given(self, part: str) -> Given:
        """What was typed."""
        names = [name for name in Given.__dataclass_fields__ if name in self.cleaned_data and name != "part"]
        return Given(part=part, **{name: self.cleaned_data[name] for name in names})


class TextForm(_Facts):
    """A text on its way in: pasted, or as a file."""

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]] = (), version: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not version:
            self.fields["part"] = forms.ChoiceField(label=_("What it is"), choices=parts)
        self.fields["text"] = forms.CharField(
            label=_("Paste the text"),
            required=False,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        )
        self.fields["file"] = forms.FileField(
            label=_("Or choose a file"),
            help_text=_(
                "A text, a Markdown file or a saved page (.txt, .md, .html, .mhtml), at most 2 MB. "
                "A larger one is refused, and nothing of this form is saved then."
            ),
            required=False,
            allow_empty_file=True,
            widget=forms.FileInput(attrs={"accept": ".txt,.text,.md,.markdown,.html,.htm,.xhtml,.mht,.mhtml"}),
        )
        self.add_facts(required=False, version=version)

    def clean(self) -> dict[str, Any]:
        """One of the two ways in."""
        given = super().clean() or {}
        if "text" not in self.errors and "file" not in self.errors:
            pasted, file = bool(str(given.get("text") or "").strip()), given.get("file") is not None
            if not pasted and not file:
                self.add_error("text", _("Paste the text, or choose a file with it."))
            elif pasted and file:
                self.add_error(
                    "file", _("Either paste the text or choose a file: it is not known which of them counts.")
                )
        return given

    def raw(self) -> tuple[bytes | str, str]:
        """What came, and what to call it."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            return file.read(), " ".join(tidy(file.name or "file").split())[:80]
        return str(self.cleaned_data["text"]), "text"


class FactsForm(_Facts):
    """What is known about a draft, before it is entered."""

    def __init__(self, *args: Any, version: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_facts(required=True, version=version)


class WithdrawForm(forms.Form):
    """A publisher took a text back."""

    on = DayField(label=_("On which day"))
    why = TidyField(
        language="",
        rows=3,
        label=_("What the publisher said, and where"),
        help_text=_("Everybody reads it beside the text, which stays."),
        max_length=600,
    )


class TakeDownForm(forms.Form):
    """Somebody asks that the words go."""

    why = TidyField(
        language="",
        rows=3,
        label=_("Who asked for it, and why"),
        help_text=_("Everybody reads it in place of the text. Repeat nothing of the text, and name no private person."),
        max_length=600,
    )
