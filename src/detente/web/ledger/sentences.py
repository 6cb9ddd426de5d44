"""How an entry is said to a reader.

Each app says its own acts in its ``logs.py``, which `LedgerConfig` loads::

    from django.utils.translation import gettext_lazy as _

    from detente.web.ledger.models import Entry
    from detente.web.ledger.sentences import register, say

    @register("dialogue.suspended")
    def _suspended(entry: Entry) -> str:
        return say(_("%(actor)s suspended the dialogue %(name)s."), entry, name=entry.details["name"])

One whole sentence for each case: a translator cannot join pieces. A test fails when an action that is recorded
anywhere has no sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from detente.web.ledger.models import Entry

__all__ = ["known", "register", "say", "sentence"]

Says = Callable[[Entry], str]
_says: dict[str, Says] = {}


def register(action: str) -> Callable[[Says], Says]:
    """Let the decorated function say the entries of an action."""

    def keep(function: Says) -> Says:
        _says[action] = function
        return function

    return keep


def known() -> frozenset[str]:
    """The actions that have a sentence."""
    return frozenset(_says)


def say(sentence: str | Promise, entry: Entry, **values: object) -> str:
    """Fill a translated sentence: ``%(actor)s`` and the values given.

    What people wrote (any `str`) is escaped and set apart in direction, so that an Arabic name cannot turn an English
    sentence round. Our own translated words and numbers go in as they are.
    """
    filled = {"actor": entry.actor} | values
    placed = {
        name: format_html('<bdi dir="auto">{}</bdi>', value) if type(value) is str else escape(str(value))
        for name, value in filled.items()
    }
    return mark_safe(escape(str(sentence)) % placed)


def sentence(entry: Entry) -> str:
    """The entry as a sentence in the active language.

    An action that this version does not know, or one whose details an older version wrote otherwise, is named plainly:
    the ledger outlives the program.
    """
    says = _says.get(entry.action)
    if says is not None:
        try:
            return says(entry)
        except KeyError:
            pass
    return say(_("%(actor)s did this: %(action)s."), entry, action=entry.action)
