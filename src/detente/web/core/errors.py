"""Refusals: one class per rule, each with a stable code, a status and a sentence that says what to do.

`core.middleware.refusals` renders them, as a page or as JSON ``{"code", "message"}``. Anything else that is raised is
a fault of ours and stays a 500 with a number that the page shows.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = [
    "Malformed",
    "NoLength",
    "NotFound",
    "NotSameOrigin",
    "Refused",
    "StaffTooLarge",
    "TooLarge",
    "WrongHost",
    "WrongMethod",
]


class Refused(Exception):
    """A rule of the site says no. Subclass it: one class per rule.

    Class attributes `code` (``"app.rule"``), `status` (HTTP) and `sentence` (translated lazily, may hold
    ``%(name)s`` places that keyword arguments fill).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str | Promise] = _("This was refused.")

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details

    def message(self) -> str:
        """The sentence in the language that is active."""
        return str(self.sentence) % self.details if self.details else str(self.sentence)


class NotFound(Refused):
    """Nothing here, or nothing that this visitor may see: the two are not told apart."""

    code = "not_found"
    status = 404
    sentence = _("There is nothing at this address, or it is not open to you. Check the link you were given.")


class NotSameOrigin(Refused):
    """An unsafe request that does not come from a page of this site (AC9)."""

    code = "not_same_origin"
    status = 403
    sentence = _("This can only be sent from a page of this site. Open the page again and repeat it there.")


class TooLarge(Refused):
    """More bytes than any form of ours sends."""

    code = "too_large"
    status = 413
    sentence = _("This is longer than can be taken here. Shorten it and send it again.")


class StaffTooLarge(TooLarge):
    """More bytes than any form of an editor, convener or operator sends: a file that is too large."""

    sentence = _(
        "This is more than the 2 MB that can be sent at once. Nothing of it was saved. Go back in your browser: what "
        "you typed is usually still there. Choose a smaller file, or paste only the part that is needed."
    )


class NoLength(Refused):
    """A body that does not say how long it is; no browser sends a form so."""

    code = "no_length"
    status = 411
    sentence = _("This was sent in a way that no form of this site uses. Open the page again and repeat it there.")


class Malformed(Refused):
    """What arrived cannot be read as a form."""

    code = "malformed"
    status = 400
    sentence = _("What arrived could not be read. Open the page again and repeat it there.")


class WrongHost(Refused):
    """The request names another host than the site's."""

    code = "wrong_host"
    status = 421
    sentence = _("This site is reached under another address. Use the link you were given.")


class WrongMethod(Refused):
    """A method that nothing here answers."""

    code = "wrong_method"
    status = 405
    sentence = _("Nothing here can be done in this way. Open the page in a browser.")
