"""Each table says how long its rows are kept, and each field what it is for; the page of them is made from both."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tools.fields_page import ours, page

MODELS = ours(apps.get_models())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_says_how_long_it_is_kept(model: type[models.Model]) -> None:
    assert model.__dict__.get("RETENTION"), "say it in the class itself: an inherited promise is nobody's"
    assert model.__doc__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_says_what_it_is_for(model: type[models.Model]) -> None:
    silent = [
        field.name
        for field in model._meta.local_fields
        if not field.help_text and field.name not in ("password", "last_login") and field.concrete
    ]
    assert silent == []


def test_the_page_is_what_the_models_say(repository: Path) -> None:
    written = (repository / "docs/reference/fields.md").read_text(encoding="utf-8")
    assert written == page(), "run: python tools/fields_page.py"
