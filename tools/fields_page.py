"""Write docs/reference/fields.md: every table and field of the site, what it is for and how long it is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/fields.md"

HEAD = """# What is stored

Every table of the site, each field with its purpose, and how long a row is kept. Made from the program itself
(`python tools/fields_page.py`); a test compares. Beside these there are the tables of Django and allauth for people
with log-ins: sessions (`django_session`, twelve hours), mail addresses (`account_emailaddress`), second factors
(`mfa_authenticator`), and the list of migrations. Participants are in none of them.
"""


def ours(models: Iterable[Any]) -> list[Any]:
    """Return the site's own models, in the order of the apps."""
    return [model for model in models if model.__module__.startswith("detente.")]


def page() -> str:
    """Return the page; Django must be set up."""
    from django.apps import apps

    parts = [HEAD]
    for model in ours(apps.get_models()):
        parts.append(f"\n## {model._meta.label}\n\n{' '.join(model.__doc__.split())}\n\nKept {model.RETENTION}.\n")
        parts.append("\n| field | type | what for |\n|---|---|---|\n")
        parts += [f"| `{name}` | {kind} | {purpose} |\n" for name, kind, purpose in rows(model)]
    return "".join(parts)


def rows(model: Any) -> Iterable[tuple[str, str, str]]:
    """Yield name, type and purpose of each column."""
    inherited = {
        "password": "A salted scrypt digest of the password; never the password.",
        "last_login": "When the person last logged in.",
    }
    for field in model._meta.local_concrete_fields:
        purpose = " ".join(str(field.help_text or inherited[field.name]).split()).replace("|", "\\|")
        kind = field.get_internal_type().removesuffix("Field")
        if field.is_relation:
            kind = f"→ {field.related_model._meta.label}"
        yield field.name, kind, purpose


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
