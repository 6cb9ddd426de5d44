"""What editors are refused: one class per rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused
from detente.web.encounters.state import Decided

__all__ = [
    "AlreadyWithdrawn",
    "BadDecision",
    "BadParties",
    "BadText",
    "CannotCut",
    "ChangedMeanwhile",
    "DayWrong",
    "Meanwhile",
    "NoContact",
    "NoVersion",
    "NoWordOfChange",
    "NotAPair",
    "NotComparable",
    "NotPublishedYet",
    "NotThere",
    "NotWithdrawn",
    "NoteTooLong",
    "NothingChanged",
    "NothingConfirmed",
    "NothingToUndo",
    "OwnWork",
    "PartTaken",
    "Published",
    "ReplyGone",
    "ReplyTooLong",
    "SameTwice",
    "SourceMissing",
    "Superseded",
    "TakenDown",
    "TooManyPoints",
    "UnknownPack",
    "UnknownPiece",
    "Unread",
    "UnsaidDifference",
    "Unwritten",
    "WasTakenDown",
    "WordsGone",
    "WordsMissing",
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


class BadText(Refused):
    """What was pasted or uploaded is no text that can be read; the wording engine names the rule."""

    code = "encounters.bad_text"
    status = 400
    sentence = _("This could not be read as a text. Copy the words themselves and paste them.")

    sentences: ClassVar[Mapping[str, str | Promise]] = {
        "wording.empty_text": _(
            "There is no text in it that could be entered: it is empty, or holds nothing but links, or shows its words "
            "only when its scripts run. Give the words themselves."
        ),
        "wording.file_too_large": _("This is larger than 2 MB. Give the article or statement alone."),
        "wording.text_too_long": _(
            "This is longer than any readout (400,000 characters, or 50,000 words for a report). Give the part that is "
            "about this encounter."
        ),
        "wording.not_plain_text": _(
            "This is not a text: it is a PDF, an office document, an image or another file that a program has to open. "
            "Copy the words out of it, or save it as text or HTML."
        ),
        "wording.hidden_direction": _(
            "This holds invisible characters that show words in another order than they stand. Take them out first."
        ),
    }

    def __init__(self, rule: str) -> None:
        super().__init__()
        self.rule = rule

    def message(self) -> str:
        """The sentence of the rule."""
        return str(self.sentences.get(self.rule, self.sentence))


class SameTwice(Refused):
    """One text twice is no comparison, and a version that changes nothing is none."""

    code = "encounters.same_twice"
    status = 409
    sentence = _(
        "These are word for word the words of “%(other)s”, which is entered already. Enter each text once; a "
        "correction is a new version of the text that it corrects."
    )


class WasTakenDown(Refused):
    """What was taken down on request does not come back by accident."""

    code = "encounters.was_taken_down"
    status = 409
    sentence = _("Exactly these words were taken down from this encounter. They cannot be entered again.")


class PartTaken(Refused):
    """One readout of each side, and one joint statement."""

    code = "encounters.part_taken"
    status = 409
    sentence = _(
        "This encounter has such a text already. If yours is a correction of it, enter it as a new version of that "
        "text."
    )


class Unwritten(Refused):
    """Readers must see who published a text, in which language, and what a new version corrects."""

    code = "encounters.unwritten"
    status = 400
    sentence = _("Say who published the text, in which language it is, and, for a new version, what it corrects.")


class UnknownPiece(Refused):
    """A piece that was not left out."""

    code = "encounters.unknown_piece"
    status = 400
    sentence = _("This piece is not among those that were left out. Open the page again and repeat it there.")


class NoVersion(Refused):
    """Nothing to withdraw or take down."""

    code = "encounters.no_version"
    status = 409
    sentence = _("The words of this text have been taken down already.")


class AlreadyWithdrawn(Refused):
    """Somebody else was quicker."""

    code = "encounters.already_withdrawn"
    status = 409
    sentence = _("This text is marked as withdrawn already.")


class NotWithdrawn(Refused):
    """The mark is taken off once."""

    code = "encounters.not_withdrawn"
    status = 409
    sentence = _("This text is not marked as withdrawn.")


class BadParties(Refused):
    """Two sides with different names."""

    code = "encounters.bad_parties"
    status = 400
    sentence = _("Both sides need a name, and no two parties may have the same name.")


class UnknownPack(Refused):
    """Packs come with the program."""

    code = "encounters.unknown_pack"
    status = 400
    sentence = _("There is no such word list. Choose from those on the page.")


class Unread(Refused):
    """Own words that do not follow the format; the engine's own sentence names place and cause."""

    code = "encounters.bad_words"
    status = 400
    sentence = _("Your own words could not be read: %(cause)s")


class Published(Refused):
    """What was published once is not deleted in silence."""

    code = "encounters.published"
    status = 409
    sentence = _(
        "This encounter has been published, so it stays. A text whose publisher asks for it can be taken down on its "
        "own page."
    )


class TakenDown(Refused):
    """A comparison whose words are gone cannot be worked on; what was decided stays."""

    code = "encounters.taken_down"
    status = 409
    sentence = _(
        "A readout of this comparison was taken down, so it can no longer be worked on. What was decided and published "
        "stays, without its words. Once another version is entered, both can be laid side by side again."
    )


class WordsMissing(Refused):
    """A record or a reason is words that a reader can read."""

    code = "encounters.words_missing"
    status = 400
    sentence = _("Say it in your own words: everybody reads them.")


class SourceMissing(Refused):
    """What an editor records can be checked."""

    code = "encounters.source_missing"
    status = 400
    sentence = _("Say where a reader can check it: an address, a paper, an office. Everybody can read it.")


class DayWrong(Refused):
    """What is recorded has happened on a day that has come; what did not happen has no day."""

    code = "encounters.day_wrong"
    status = 400
    sentence = _("The day does not fit: it is today or earlier, and only what happened has one.")


class ReplyTooLong(Refused):
    """An answer stands beside its row, so it cannot fill a page."""

    code = "encounters.reply_too_long"
    status = 400
    sentence = _(
        "An answer to a row has %(most)d characters at most. Ask the side to shorten it, or what to leave out."
    )


class ReplyGone(Refused):
    """An answer is taken back once."""

    code = "encounters.reply_gone"
    status = 409
    sentence = _("This answer was taken back already.")


class NotPublishedYet(Refused):
    """What follows a publication needs one."""

    code = "encounters.not_published_yet"
    status = 409
    sentence = _("This encounter is not published yet. Publish it first: nobody can answer a row that nobody can read.")


class CannotCut(Refused):
    """Both parts of a point hold words, and no point is longer than some pages."""

    code = "encounters.cannot_cut"
    status = 409
    sentence = _(
        "It cannot be cut or joined like that: both parts need words, only neighbours can be joined, and a point has "
        "at most 20,000 characters."
    )


class NotComparable(Refused):
    """What the engine does not lay side by side."""

    code = "encounters.not_comparable"
    status = 409
    sentence = _("These two texts cannot be read side by side. Look at both, and at your own words for the encounter.")

    sentences: ClassVar[Mapping[str, str | Promise]] = {
        "wording.same_text": _(
            "Both readouts hold the same words, so there is nothing to lay side by side. Enter each side’s own text."
        ),
        "wording.text_too_long": _(
            "One of the texts is too long to be laid beside another. Enter the part that is the readout, as a new "
            "version."
        ),
    }

    def __init__(self, rule: str) -> None:
        super().__init__()
        self.rule = rule

    def message(self) -> str:
        """The sentence of the rule."""
        return str(self.sentences.get(self.rule, self.sentence))


class TooManyPoints(Refused):
    """Nobody confirms so many rows one by one."""

    code = "encounters.too_many_points"
    status = 409
    sentence = _(
        "One of the texts has %(n)d points; at most %(most)d can be confirmed by hand. A readout has ten to eighty: "
        "enter the part that is the readout, as a new version."
    )


class NothingToUndo(Refused):
    """Only what one decided oneself is taken back by the key."""

    code = "encounters.nothing_to_undo"
    status = 409
    sentence = _("Nothing that you decided here holds any more. Decisions of others are taken back in the history.")


class UnsaidDifference(Refused):
    """What the machine did not find has to be said."""

    code = "encounters.unsaid_difference"
    status = 400
    sentence = _("Say in a few words what differs: the machine did not find it, so a reader has only your words.")


class NoteTooLong(Refused):
    """A note is a line."""

    code = "encounters.note_too_long"
    status = 400
    sentence = _("A note on a difference has at most %(most)d characters. Shorten it.")


class NothingConfirmed(Refused):
    """Only what a person confirmed is public."""

    code = "encounters.nothing_confirmed"
    status = 409
    sentence = _("No row is confirmed yet, so there is nothing to publish. Confirm at least one row first.")


class NothingChanged(Refused):
    """An edition is not published twice."""

    code = "encounters.nothing_changed"
    status = 409
    sentence = _("Nothing was decided since the last edition, so a new one would say the same. Decide first.")


class NoContact(Refused):
    """A side has to be able to answer, and to ask for a takedown."""

    code = "encounters.no_contact"
    status = 409
    sentence = _(
        "Nobody could reach you: say first how a side can answer a row or ask that a text be taken down (about this "
        "encounter)."
    )


class NoWordOfChange(Refused):
    """Readers of the edition before must learn what is new."""

    code = "encounters.no_word_of_change"
    status = 400
    sentence = _("Say in a sentence what changed since the last edition: its readers see it.")


class WordsGone(Refused):
    """A text was taken down, and its words are nobody's to publish."""

    code = "encounters.words_gone"
    status = 409
    sentence = _(
        "The words of one of the readouts were taken down, so nothing new can be published on them. Editions that are "
        "out stay, without those words."
    )


class ChangedMeanwhile(Refused):
    """Who publishes has seen what becomes public."""

    code = "encounters.changed_meanwhile"
    status = 409
    sentence = _("Somebody decided something while you were looking. Open the page again and read what it says now.")
