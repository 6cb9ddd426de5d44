"""What the pages of results are made of: parts by snapshot and language, kept in memory, and whole answers by state.

A snapshot never changes, so what was made of it may be kept. The whole page of results is kept for a few seconds only,
under the state that one short query reads: a reader costs that query and no template.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.functional import Promise

from detente.opinion.results import PublishedMap
from detente.report.results_page import ResultsParts, Setting, results_parts
from detente.report.subject import Subject
from detente.web.consultations.models import Consultation, Level, Phase, Reason
from detente.web.core.errors import NotFound
from detente.web.results import queries
from detente.web.results.queries import Newest

__all__ = [
    "KEPT_SECONDS",
    "Kept",
    "Linked",
    "Page",
    "Registry",
    "beside_statement",
    "digest",
    "forget",
    "page",
    "parts",
    "stamp",
    "words",
]

KEPT_SECONDS = 10.0
"""How long a whole page may be older than a name or a notice that the convener changed."""

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """What was made, by what it was made of: at most `most` of them, the least used leave first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What was kept, else what `make` makes. One makes at a time: readers who come at once wait for the first."""
        found = self._found(key)
        if found is not None:
            return found
        with self._making:
            found = self._found(key)
            if found is not None:
                return found
            made = make()
            with self._lock:
                self._values[key] = made
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
            return made

    def _found(self, key: Hashable) -> Value | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._values.clear()


@dataclass(frozen=True)
class Linked:
    """Where else a statement stands: the words of a link, its address, and what stands beside it."""

    words: str | Promise
    address: str
    note: str | Promise = ""


class Registry:
    """Apps above this one say here what belongs beside a statement: this app may not know them."""

    def __init__(self) -> None:
        self._asked: list[Callable[[Consultation, int, str], list[Linked]]] = []

    def register(self, asked: Callable[[Consultation, int, str], list[Linked]]) -> None:
        """Ask this function, with the consultation, the statement and the language, whenever a statement is shown."""
        if asked not in self._asked:
            self._asked.append(asked)

    def unregister(self, asked: Callable[[Consultation, int, str], list[Linked]]) -> None:
        """Ask it no more."""
        self._asked.remove(asked)

    def of(self, consultation: Consultation, statement: int, language: str) -> list[Linked]:
        """What all of them say, in the order of their registration."""
        return [link for asked in self._asked for link in asked(consultation, statement, language)]


beside_statement = Registry()
"""Links beside a statement: `beside_statement.register(function)` in an app's ``ready()``."""

# --- parts of a page, by snapshot ---


@dataclass(frozen=True, eq=False)
class Page:
    """A snapshot in the words of one language.

    Attributes
    ----------
    newest : Newest
    published : PublishedMap
        Its sides named in this language.
    subject : Subject
        Each statement with its own address.
    setting : Setting
    parts : ResultsParts
    """

    newest: Newest
    published: PublishedMap
    subject: Subject
    setting: Setting
    parts: ResultsParts


_parts: Kept[Page] = Kept(24)
_answers: Kept[tuple[bytes, str]] = Kept(48)


def parts(consultation: Consultation, newest: Newest, language: str) -> Page:
    """The page's parts, made once for a snapshot and a language."""
    key = (newest.snapshot.pk, language, consultation.level)
    return _parts.get(key, lambda: _page(consultation, newest, language))


def _page(consultation: Consultation, newest: Newest, language: str) -> Page:
    published = queries.in_language(newest.published, consultation, language)
    words = queries.subject(consultation, newest.statements, language)
    texts = tuple(
        replace(text, address=reverse("result_statement", args=[consultation.pk, language, key]))
        for key, text in zip(newest.statements, words.statements, strict=True)
    )
    words = replace(words, statements=texts)
    declared = {Level.OPEN: "said", Level.DEALT: "dealt"}.get(Level(consultation.level), "")
    setting = Setting(sides=declared if published.summary.sides else "", source=words.source)
    made = results_parts(published, words, setting, language=language)
    return Page(newest, published, words, setting, made)


# --- whole answers, by state ---


def stamp(consultation: UUID) -> tuple[Hashable, ...]:
    """What decides, beside the language, how the page of results looks now. One query.

    Raises
    ------
    NotFound
        There is none that the public may see.
    """
    row = (
        Consultation.objects.filter(pk=consultation)
        .exclude(phase=Phase.DRAFT)
        .values_list("pk", "phase", "dialogue__standing")
        .annotate(number=Max("snapshots__number"))
        .first()
    )
    if row is None:
        raise NotFound
    return tuple(row)


def page(key: tuple[Hashable, ...], make: Callable[[], bytes]) -> tuple[bytes, str]:
    """The bytes of an answer and their digest, kept for some seconds under a key that names everything it shows."""

    def fresh() -> tuple[bytes, str]:
        body = make()
        return body, digest(body)

    return _answers.get((key, int(time.monotonic() / KEPT_SECONDS)), fresh)


def digest(body: bytes) -> str:
    """What the ETag of an answer is made of."""
    return hashlib.sha256(body).hexdigest()


def forget() -> None:
    """Drop everything that is kept (tests change what never changes)."""
    _parts.clear()
    _answers.clear()


# --- words for what is counted beside the map ---


def words(newest: Newest) -> dict[str, Any]:
    """`about` as the template wants it: days as dates, reasons as sentences, sides with their codes."""
    about = newest.about
    days = [
        {"first": date.fromisoformat(each["first"]), "last": date.fromisoformat(each["last"]), "people": each["people"]}
        for each in about.get("days", [])
    ]
    moderation = about.get("moderation", {})
    reasons = [each | {"words": Reason(each["reason"]).label} for each in moderation.get("reasons", [])]
    most = max((each["people"] for each in days), default=0)
    return {
        "days": [each | {"width": round(100 * each["people"] / most) if most else 0} for each in days],
        "moderation": moderation | {"reasons": [each for each in reasons if each["refused"] or each["retired"]]},
        "refused": sum(each["refused"] for each in reasons),
        "retired": sum(each["retired"] for each in reasons),
    }
