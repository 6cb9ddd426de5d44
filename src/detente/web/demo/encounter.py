"""The encounter of the demonstration: two editors enter its texts, confirm, review, publish and follow.

Everything goes through the actions of the site, each on its day; `encounter.toml` has the words and what is decided.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from detente.web.agenda import actions as agenda
from detente.web.agenda.models import Item
from detente.web.answers import actions as answers
from detente.web.core.clock import today
from detente.web.demo.content import HERE
from detente.web.demo.loop import Act
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.actions import following, publishing
from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.encounters import About, change_words, create
from detente.web.encounters.actions.texts import Given, enter, stage
from detente.web.encounters.models import Announced, Comparison, Encounter, Source, Verb
from detente.web.encounters.queries.following import announced_of_encounter
from detente.web.encounters.queries.reading import newest_comparison, state_of
from detente.web.encounters.state import CONFIRMED, PROPOSED, DifferenceState, State, key_of, keys_of_row, row_key
from detente.web.people.models import User
from detente.wording.results import Party

__all__ = ["Desk", "encounter_told", "readout_of"]

_DAY = re.compile(r"\{([+-]\d+)\}")

# The texts are English, whatever language the machine speaks.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@cache
def encounter_told() -> Mapping[str, Any]:
    """Read the file."""
    return tomllib.loads((HERE / "encounter.toml").read_text(encoding="utf-8"))


def readout_of(part: str) -> str:
    """The words of one of its texts, as of today."""
    return _dated(next(text["body"] for text in encounter_told()["text"] if text["part"] == part))


def _dated(text: str) -> str:
    return _DAY.sub(lambda found: _words_of(_day(int(found[1]))), text).strip()


def _day(offset: int) -> date:
    return today() + timedelta(days=offset)


def _words_of(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


class Desk:
    """Two editors, their encounter, and the convener who takes it up; `acts` says who does what on which day."""

    def __init__(self, dialogue: Dialogue, convener: User, editors: Sequence[User]) -> None:
        self.dialogue, self.convener = dialogue, convener
        self.first, self.second = editors
        self.told = encounter_told()
        # Now, because the clock is set back for the acts themselves.
        self.bodies = {text["part"]: _dated(text["body"]) for text in self.told["text"]}
        self.days = {number: _day(number) for number in range(-60, 61)}

    @property
    def acts(self) -> list[Act]:
        """Everything that happens, with the day (from today) on which it does."""
        told = self.told["encounter"]
        return [
            (told["entered"], self.collect),
            (told["first_edition"], lambda: self.publish("")),
            (self.told["correction"]["entered"], self.correct),
            (told["second_edition"], lambda: self.publish(told["note"])),
            (self.told["happened"]["recorded"], self.follow),
            (self.told["reply"]["recorded"], self.reply),
            (self.told["pinned"]["day"], self.pin),
            (self.told["pinned"]["answer"]["said"], self.answer),
        ]

    @property
    def encounter(self) -> Encounter:
        """As it is kept now."""
        return Encounter.objects.get(dialogue=self.dialogue, title=self.told["encounter"]["title"])

    def announced(self, words: str) -> Announced:
        """What these words announce."""
        found = announced_of_encounter(self.encounter)
        return next(one.announced for one in found if any(words in told.words for told in one.told))

    @property
    def taken_up(self) -> Announced:
        """What the convener puts on the agenda, and opens a consultation on."""
        return self.announced(self.told["pinned"]["words"])

    def collect(self) -> None:
        """Enter who met, and every text."""
        told = self.told["encounter"]
        parties = [Party(one["name"], tuple(one["aliases"])) for one in self.told["party"]]
        encounter = create(
            actor=self.first,
            about=About(told["title"], "en", told["kind"], self.days[told["held"]], told["contact"]),
            parties=parties,
            packs=told["packs"],
            dialogue=self.dialogue,
        )
        change_words(
            actor=self.first, encounter=encounter, parties=parties, packs=told["packs"], own_words=told["own_words"]
        )
        for text in self.told["text"]:
            self._enter(encounter, text, self.bodies[text["part"]])

    def correct(self) -> None:
        """Enter the version that its publisher corrected."""
        told, encounter = self.told["correction"], self.encounter
        source = encounter.sources.get(part=told["part"])
        before = self.bodies[told["part"]]
        assert told["old"] in before
        self._enter(encounter, told, before.replace(told["old"], told["new"]), source)

    def publish(self, note: str) -> None:
        """Lay side by side, confirm what waits, let the other editor look at it, publish."""
        encounter = self.encounter
        work = _Work(compare(actor=self.first, encounter=encounter), self.told)
        work.confirm(self.first)
        work.review(self.second)
        publishing.publish(actor=self.first, encounter=encounter, note=note)

    def follow(self) -> None:
        """Record what became of something whose day has passed."""
        told = self.told["happened"]
        following.record_happened(
            actor=self.second,
            announced=self.announced(told["words"]),
            what=told["what"],
            note=told["note"],
            source=told["source"],
            on=self.days[told["on"]],
        )

    def reply(self) -> None:
        """Put a side's answer beside a row."""
        told, encounter = self.told["reply"], self.encounter
        comparison = newest_comparison(encounter)
        edition = encounter.editions.order_by("-number").first()
        assert comparison is not None
        assert edition is not None
        state = state_of(comparison)
        row = state.row_of(_found(state, *told["row"]))
        assert row is not None
        following.record_reply(
            actor=self.first,
            edition=edition,
            row=row.key,
            side=told["side"],
            text=told["text"],
            language="en",
            source=told["source"],
            received_on=self.days[told["recorded"]],
        )

    def pin(self) -> None:
        """Put something announced on the agenda of the dialogue."""
        agenda.pin_announced(
            actor=self.convener, dialogue=self.dialogue, announced=self.taken_up, why=self.told["pinned"]["why"]
        )

    def answer(self) -> None:
        """Record what one side answers to it; the other has not answered yet."""
        told = self.told["pinned"]["answer"]
        answers.record_answer(
            actor=self.convener,
            item=Item.objects.get(announced=self.taken_up),
            side=self.dialogue.sides.get(position=told["side"]),
            kind=told["kind"],
            reason=told["reason"],
            office=told["office"],
            due_on=self.days[told["due"]],
            source=told["source"],
            given_on=self.days[told["said"]],
        )

    def _enter(self, encounter: Encounter, told: Mapping[str, Any], body: str, source: Source | None = None) -> None:
        given = Given(
            part=told["part"],
            publisher=told.get("publisher", ""),
            address=told.get("address", ""),
            licence=told.get("licence", ""),
            language="en",
            title=told.get("title", source.versions.latest("number").title if source else ""),
            published_on=self.days[told["published"]],
            note=told.get("note", ""),
        )
        draft = stage(actor=self.first, encounter=encounter, given=given, raw=body, name="pasted", source=source)
        enter(actor=self.first, draft=draft)


class _Work:
    """One comparison, brought to where the file says; what an earlier one decided and still stands is left as it is."""

    def __init__(self, comparison: Comparison, told: Mapping[str, Any]) -> None:
        self.comparison, self.told = comparison, told
        self._read: State | None = None
        self._seen = comparison.decisions.count()

    @property
    def state(self) -> State:
        """As it stands now; read again only where something was decided, because reading is what takes time."""
        if self._read is None:
            self._read = state_of(self.comparison)
        return self._read

    def confirm(self, editor: User) -> None:
        """Decide on everything that waits."""
        for join in self.told["join"]:
            first, second = (_found(self.state, join["of"], join[name]) for name in ("first", "second"))
            if first != second:
                self._decide(editor, Verb.JOIN, point=first, next=second)
        for frame in self.told["frame"]:
            key = _found(self.state, frame["of"], frame["words"])
            if key not in self.state.frames:
                self._decide(editor, Verb.FRAME, point=key)
        for drop in self.told["drop"]:
            key = _found(self.state, drop["of"], drop["words"])
            if self.state.keys[key].announcements:
                self._decide(editor, Verb.READING, point=key, drop=drop["reading"])
        for row in self.told["row"]:
            self._pair(editor, row)
        for one in self.state.rows:
            if one.status != CONFIRMED:
                for key in keys_of_row(one.key):
                    self._decide(editor, Verb.ALONE, point=key)
        for support in self.told["support"]:
            self._support(editor, support)

    def review(self, editor: User) -> None:
        """Look at what another has confirmed."""
        unseen = [row.key for row in self.state.rows if row.reviewed is None]
        unseen += [sentence.key for sentence in self.state.sentences if sentence.reviewed is None]
        for key in unseen:
            self._decide(editor, Verb.REVIEW, row=key)

    def _pair(self, editor: User, told: Mapping[str, Any]) -> None:
        state = self.state
        a, b = _found(state, "a", told["a"]), _found(state, "b", told["b"])
        key = row_key([a], [b])
        there = state.row(key)
        if there is None or there.status != CONFIRMED:
            self._decide(editor, Verb.PAIR, a=[a], b=[b])
        row = self.state.row(key)
        assert row is not None
        self._differences(editor, [(key, one) for one in row.differences], told.get("differs", {}), key)

    def _support(self, editor: User, told: Mapping[str, Any]) -> None:
        key = next(one.key for one in self.state.sentences if told["words"] in one.sentence.text)
        sentence = self.state.sentence(key)
        assert sentence is not None
        if sentence.decided is None:
            carried = {letter: _found(self.state, letter, told[letter]) if told[letter] else "" for letter in "ab"}
            self._decide(editor, Verb.SUPPORT, sentence=key, **carried)
        sentence = self.state.sentence(key)
        assert sentence is not None
        self._differences(editor, sentence.differences, told.get("differs", {}))

    def _differences(
        self,
        editor: User,
        found: Sequence[tuple[str, DifferenceState]],
        differs: Mapping[str, str],
        row: str = "",
    ) -> None:
        """Confirm the kinds that the editors see, say of the others that they are none, add what nobody found."""
        for place, one in found:
            if one.status == PROPOSED:
                kind = one.kind if one.kind in differs else "none"
                note = differs.get(one.kind, "")
                self._decide(editor, Verb.DIFFERENCE, row=place, of=one.key, kind=kind, note=note)
        for kind in set(differs) - {one.kind for _, one in found}:
            self._decide(editor, Verb.DIFFERENCE, row=row, of="", kind=kind, note=differs[kind])

    def _decide(self, editor: User, verb: str, **told: object) -> None:
        made = decide(actor=editor, comparison=self.comparison, verb=verb, told=told, seen=self._seen)
        self._seen, self._read = made.sequence, None


def _found(state: State, letter: str, words: str) -> str:
    """The key of the piece in which these words stand."""
    points = state.found.points_a if letter == "a" else state.found.points_b
    return next(key_of(letter, point.span) for point in points if words in point.text)
