"""The fields of any form: everything that is said about a field is tied to it."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template.loader import render_to_string


class Everything(forms.Form):
    """One of each kind of field that the site uses."""

    text = forms.CharField(help_text="Some help.", max_length=5)
    long = forms.CharField(widget=forms.Textarea)
    day = forms.DateField(help_text="A day.")
    yes = forms.BooleanField(label="I have read this", help_text="All of it.")
    one = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="Choose one.")
    some = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    which = forms.ChoiceField(choices=[("a", "A")])
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        """Refuse the whole as well."""
        raise forms.ValidationError("Nothing of this fits.")


@pytest.mark.parametrize("given", [None, {"text": "too long", "day": "<tomorrow>"}])
def test_labels_help_and_errors_belong_to_their_field(given: dict[str, str] | None) -> None:
    page = render_to_string("core/form.html", {"form": Everything(given)})
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = [one for group in re.findall(r'aria-describedby="([^"]+)"', page) for one in group.split()]
    assert set(named) <= set(ids)
    assert set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    helps = {one for one in ids if one.endswith("_helptext")}
    assert len(helps) == 4
    assert helps <= set(named)
    errors = {one for one in ids if one.endswith("_error")}
    assert len(errors) == (7 if given else 0)
    assert errors <= set(named)
    assert page.count('role="alert"') == (1 if given else 0)
    assert ("Nothing of this fits." in page) is (given is not None)
    assert "<tomorrow>" not in page
