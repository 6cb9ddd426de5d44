"""What editors are refused: one class per rule."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused
from detente.web.encounters.state import Decided

__all__ = [
    "BadDecision",
    "Meanwhile",
    "NotAPair",
    "NotThere",
    "OwnWork",
    "Superseded",
]


class NotAPair(Refused):
    """Two readouts make a comparison."""

    code = "encounters.not_a_pair"
    status = 409
    sentence = _("Both readouts are needed before they can be laid side by side. Enter the other one first.")


class BadDecision(Refused):
    """A decision that no button of ours sends."""

    code = "encounters.bad_decision"
    status = 400
    sentence = _("This decision could not be read. Open the page again and repeat it there.")


class NotThere(Refused):
    """The decision speaks of pieces that are cut otherwise now."""

    code = "encounters.not_there"
    status = 409
    sentence = _(
        "What this decision speaks of is cut otherwise now, so it was not taken. The page shows it as it stands; "
        "decide again there."
    )


class Superseded(Refused):
    """A newer version of a text has made a newer comparison."""

    code = "encounters.superseded"
    status = 409
    sentence = _(
        "A newer version of one of the texts was entered meanwhile. What stands unchanged in it was taken over; go on "
        "in the newest comparison."
    )


class OwnWork(Refused):
    """A review is a second pair of eyes."""

    code = "encounters.own_work"
    status = 409
    sentence = _("You confirmed this row yourself. A review is somebody else’s: ask a second editor.")


class Meanwhile(Refused):
    """Somebody else decided on the same point. Nothing of either is lost: the page shows both and asks."""

    code = "encounters.meanwhile"
    status = 409
    sentence = _("%(name)s decided on the same point meanwhile. Yours is kept on the page: look at both, then choose.")

    def __init__(self, theirs: Sequence[Decided]) -> None:
        super().__init__(name=theirs[-1].by)
        self.theirs = tuple(theirs)
