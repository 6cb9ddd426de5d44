"""What the wording engine's keys are called: levels of commitment, certainties, kinds of difference, limits."""

from __future__ import annotations

from collections.abc import Mapping

from detente.exchange.messages import N_
from detente.report.language import Language
from detente.wording.results import DateInterval

__all__ = ["CERTAINTY", "DIFFERENCE", "LEVEL", "LEVEL_MEANING", "REPORTED", "certain", "limit", "term"]

LEVEL: Mapping[str, str] = {
    "agreed": N_("agreed"),
    "committed": N_("committed"),
    "ready": N_("ready"),
    "discussed": N_("discussed"),
    "stated": N_("stated"),
    "denied": N_("put as a denial"),
}

LEVEL_MEANING: Mapping[str, str] = {
    "agreed": N_("put as settled by the sides together"),
    "committed": N_("put as promised, decided or confirmed, whoever acts"),
    "ready": N_("put as wanted, offered or possible"),
    "discussed": N_("put as talked about"),
    "stated": N_("said or left open, binding nobody"),
    "denied": N_("put as refused or as not so, rightly or wrongly"),
}

CERTAINTY: Mapping[str, str] = {
    "agreed": N_("agreed by the sides"),
    "confirmed": N_("confirmed"),
    "committed": N_("promised"),
    "planned": N_("planned"),
    "expected": N_("expected"),
    "proposed": N_("proposed"),
    "possible": N_("possible"),
    "conditional": N_("on a condition"),
    "undecided": N_("not decided"),
}

REPORTED: Mapping[str, str] = {
    "agreed": N_("reported as agreed by the sides"),
    "confirmed": N_("reported as confirmed"),
    "committed": N_("reported as promised"),
    "planned": N_("reported as planned"),
    "expected": N_("reported as expected"),
    "proposed": N_("reported as proposed"),
    "possible": N_("reported as possible"),
    "conditional": N_("reported as hanging on a condition"),
    "undecided": N_("reported as not decided"),
}
"""How sure a readout puts what is to come: the words of the readout, and no act of the side that published it."""

DIFFERENCE: Mapping[str, str] = {
    "number": N_("Number"),
    "date": N_("Date"),
    "negation": N_("Yes or no"),
    "strength": N_("How firmly"),
    "condition": N_("Condition"),
    "scope": N_("Scope"),
    "framing": N_("Framing"),
    "who_speaks": N_("Who speaks"),
}


def term(language: Language, terms: Mapping[str, str], key: str) -> str:
    """What a key is called; a key that is not known stands as it is."""
    return language.translate(terms[key]) if key in terms else key.replace("_", " ")


def certain(language: Language, interval: DateInterval) -> str:
    """What kind of time the words give; ``""`` for a plain day."""
    say = language.say
    if interval.certainty == "window":
        return say("a window, not a date")
    if interval.certainty == "vague":
        return say("a vague window: its ends are a convention of this program")
    if interval.certainty == "undecided":
        return say("said to be open")
    if interval.certainty == "unanchored":
        return say("cannot be turned into days: the date of the text is not known")
    return ""


def limit(language: Language, code: str, names: Mapping[str, str]) -> str:
    """One thing that the run could not do, as a sentence.

    Parameters
    ----------
    code : str
        As in `Concordance.limits`: a rule, and after a colon the text or language that it concerns.
    names : mapping
        What to call the texts: "A", "B", "draft".
    """
    say = language.say
    rule, _, about = code.partition(":")
    name = names.get(about, about)
    if rule == "language":
        return say(
            "The rules read English only. In a text in another language (%(code)s) they see sentences, figures and "
            "quotation marks: no levels of commitment, no words about time, no conditions.",
            code=about or say("unknown"),
        )
    if rule == "languages_differ":
        return say(
            "The two texts are in different languages. Without an encoder that knows both, their points cannot be laid "
            "side by side."
        )
    if rule == "no_party_found":
        return say(
            "No side is recognised in %(name)s, so the names in it could not be set aside, and make unlike points look "
            "alike.",
            name=name,
        )
    if rule == "transcript":
        return say(
            "%(name)s reads like a transcript of questions and answers. Answers about other matters swamp a readout.",
            name=name,
        )
    if rule == "no_date":
        return say(
            "The date of %(name)s is not known, so “next week” and the like stay without days.",
            name=name,
        )
    if rule == "one_sentence":
        return say("%(name)s is a single sentence. There is little to lay side by side.", name=name)
    if rule == "no_point":
        return say("No point was found in %(name)s: it only says who met and how.", name=name)
    return code
