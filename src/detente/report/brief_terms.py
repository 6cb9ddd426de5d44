"""What the keys of a brief are called: grades, reasons, flags, what was cut, kinds of speaker and of tension."""

from __future__ import annotations

from collections.abc import Mapping

from detente.exchange.messages import N_
from detente.report.language import Language

__all__ = [
    "ACTOR_KIND", "CUT", "GRADE", "GRADE_MEANING", "HOW", "MANNER", "ORIGIN", "REASON", "ROLE", "TENSION", "TIMING",
    "WHY", "reading",
]  # fmt: skip

GRADE: Mapping[str, str] = {
    "primary": N_("Primary account"),
    "report": N_("Report with quotations"),
    "derivative": N_("Derivative"),
}

GRADE_MEANING: Mapping[str, str] = {
    "primary": N_("A side’s own account. It is one side’s, and no more than that."),
    "report": N_("Somebody else’s report that quotes speakers by name. It is no side’s own account."),
    "derivative": N_(
        "Retold at second hand. What it says that the sides said is not to be used before it has been checked against "
        "their own accounts."
    ),
}

REASON: Mapping[str, str] = {
    "a_side_publishes": N_("A side publishes it."),
    "reads_as_a_readout": N_("It reads like a readout: who spoke to whom, and about what."),
    "joint_text": N_("It speaks for the sides together."),
    "quotes_named_speakers": N_("It quotes speakers by name."),
    "no_quotation": N_("Nobody’s speech is quoted in it."),
    "no_named_source": N_("It names nobody as a source."),
    "no_date": N_("It has no date."),
    "spun_wording": N_("Its wording looks as if a machine had rewritten it."),
    "copy_of_another": N_("Much of its wording stands in another given text."),
    "altered_quotation": N_("Another given text prints one of its quotations in other words."),
}

CUT: Mapping[str, str] = {
    "link_farm": N_("a tail of links and teasers"),
    "outside_article": N_("menus, footers and other parts of the page"),
    "title": N_("the title, shown above"),
    "byline": N_("the line with author or date"),
    "header": N_("the lines above the text, shown as title, publisher and date"),
    "markup": N_("marks of formatting, and addresses behind links"),
    "invisible": N_("characters that nobody sees"),
}

ORIGIN: Mapping[str, str] = {
    "given": N_("as given with the file"),
    "page": N_("as the page declares"),
    "header": N_("as the lines above the text say"),
    "text": N_("as a line of the text says"),
}

MANNER: Mapping[str, str] = {
    "verbatim": N_("quoted"),
    "paraphrase": N_("as the text puts it"),
    "marked": N_("words at arm’s length"),
    "principle": N_("a principle or name"),
}

HOW: Mapping[str, str] = {
    "quotation": N_("in quotation marks"),
    "reported": N_("reported speech"),
    "according": N_("“according to”"),
    "noun": N_("by a noun such as “statement” or “call for”"),
    "list": N_("an item of a list under words that name them"),
}

ACTOR_KIND: Mapping[str, str] = {
    "person": N_("person"),
    "institution": N_("institution"),
    "seat": N_("seat of government"),
    "state": N_("state"),
    "party": N_("party"),
    "body": N_("international body"),
    "group": N_("group"),
    "together": N_("the sides together"),
    "unnamed": N_("unnamed"),
}

ROLE: Mapping[str, str] = {
    "party": N_("The parties"),
    "third_party": N_("Third parties"),
    "voice": N_("Voices without a name"),
    "source": N_("Outlets named as sources"),
}

TENSION: Mapping[str, str] = {
    "roles_swapped": N_(
        "The roles are swapped: what one sentence gives to one party, the other gives to the other party."
    ),
    "framing": N_("One party is framed in opposite ways."),
    "negation": N_("One asserts what the other denies."),
    "number": N_("The numbers differ."),
    "date": N_("The dates differ."),
    "opposite": N_("Words that cannot both be so."),
}

TIMING: Mapping[str, str] = {
    "window": N_("a window, not a date"),
    "vague": N_("a vague window: its ends are a convention of this program"),
    "undecided": N_("an announcement that there is no date"),
    "unanchored": N_("cannot be turned into days: the date of the text is not known"),
}

WHY: Mapping[str, str] = {
    "recommendation": N_("a recommendation"),
    "ought": N_("says what ought to be"),
    "claim": N_("somebody’s opinion"),
}


def reading(language: Language, code: str, count: int, detail: str) -> str:
    """What a reader should know about how a text was read; ``""`` for what is said elsewhere."""
    say, counted = language.say, language.counted
    if code == "encoding_guessed":
        return say("Its encoding is not declared; it was read as %(name)s.", name=detail)
    if code == "encodings_mixed":
        return say("It mixes encodings: some bytes were read as windows-1252.")
    if code == "undecodable":
        return counted(
            "%(n)s character could not be read and shows as �.",
            "%(n)s characters could not be read and show as �.",
            count,
        )
    if code == "mojibake":
        return say("Some characters look wrongly converted, such as â€™ for an apostrophe. They were left as they are.")
    if code == "reordering":
        return counted(
            "%(n)s character that makes words show in another order than they stand was replaced by ◊.",
            "%(n)s characters that make words show in another order than they stand were replaced by ◊.",
            count,
        )
    if code == "control_characters":
        return counted(
            "%(n)s control character was replaced by a visible mark.",
            "%(n)s control characters were replaced by visible marks.",
            count,
        )
    if code == "hidden":
        return counted(
            "%(n)s word that the page hides from its readers was left out.",
            "%(n)s words that the page hides from its readers were left out.",
            count,
        )
    if code == "fallback":
        return say("The article could not be told from the rest of the page with certainty: look at what was cut.")
    if code == "invisible":
        return counted(
            "%(n)s character that nobody sees was left out.", "%(n)s characters that nobody sees were left out.", count
        )
    if code == "right_to_left":
        return say("It is written from right to left.")
    return ""
