"""An editor, and an encounter whose two readouts are entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from detente.web.encounters.actions.encounters import About, create
from detente.web.encounters.actions.texts import Given, enter, stage
from detente.web.encounters.models import Encounter, Kind, Part, Source, Version
from detente.web.people.models import Role, User
from tests.web.conftest import person
from tests.web.encounters import two_towns

Enter = Callable[..., Version]


@pytest.fixture
def editor(db: None) -> User:
    return person(Role.EDITOR, "Edna")


@pytest.fixture
def second_editor(db: None) -> User:
    return person(Role.EDITOR, "Emil")


@pytest.fixture
def bare_encounter(editor: User) -> Encounter:
    """An encounter without texts."""
    return create(
        actor=editor,
        about=About(
            title="The mayors of Norhavn and Sundby on the ferry",
            language="en",
            kind=Kind.MEETING,
            held_on=two_towns.DAY,
            contact="desk@example.org",
        ),
        parties=two_towns.PARTIES,
        packs=["municipal", "general"],
    )


@pytest.fixture
def enter_text(editor: User) -> Enter:
    """Enter a text, or with `source` a new version of one, as an editor does: staged, looked at, entered."""

    def do(encounter: Encounter, part: str, words: str, *, source: Source | None = None, **more: Any) -> Version:
        known = Given(
            part=part,
            publisher={Part.A: "Town of Norhavn", Part.B: "Sundby council"}.get(Part(part), "River Courier"),
            address=f"https://{part}.example.org/ferry",
            licence="public record",
            language="en",
            title={Part.A: "Norhavn on the ferry", Part.B: "Sundby on the ferry"}.get(Part(part), "The ferry talks"),
            published_on=two_towns.DAY,
            note="A figure was corrected." if source else "",
        )
        given = replace(known, **more)
        draft = stage(actor=editor, encounter=encounter, source=source, given=given, raw=words, name="pasted text")
        return enter(actor=editor, draft=draft)

    return do


@pytest.fixture
def encounter(bare_encounter: Encounter, enter_text: Enter) -> Encounter:
    """The invented pair, both readouts entered."""
    enter_text(bare_encounter, Part.A, two_towns.NORHAVN)
    enter_text(bare_encounter, Part.B, two_towns.SUNDBY)
    return bare_encounter
