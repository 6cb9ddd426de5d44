"""A draft joint statement, sentence by sentence, beside its best support in each readout."""

from __future__ import annotations

from detente.report.concordance_rows import COLOUR, decided_by, kind_of, level, note_of, source, tier, waiting, who
from detente.report.concordance_words import ConcordanceWords
from detente.report.edition import Decided
from detente.report.elements import section
from detente.report.excerpts import Mark, excerpt, piece
from detente.report.markup import Html, joined, tag
from detente.report.terms import LEVEL, limit, term
from detente.wording.results import Difference, JointCheck, JointSentence, Support

__all__ = ["carried", "joint_section"]


def carried(words: ConcordanceWords, sentence: JointSentence) -> str:
    """Which readout carries the matter of a draft sentence."""
    say = words.language.say
    return {
        "both": say("Carried by both"),
        "only_a": say("Only A carries it"),
        "only_b": say("Only B carries it"),
        "neither": say("Neither carries it"),
    }[sentence.carried_by]


def joint_section(words: ConcordanceWords, joint: JointCheck) -> Html:
    """All sentences of the draft, and how many of them both readouts carry."""
    say = words.language.say
    counts = {key: sum(s.carried_by == key for s in joint.sentences) for key in ("both", "only_a", "only_b", "neither")}
    names = {"both": say("both"), "only_a": say("only A"), "only_b": say("only B"), "neither": say("neither")}
    boxes = [
        tag("div", tag("dt", name), tag("dd", words.language.number(counts[key])), class_=key.replace("_", "-"))
        for key, name in names.items()
    ]
    heading, lead = _heading(words)
    limits = [
        tag("p", limit(words.language, code, {"draft": say("the draft")}), class_="banner")
        for code in joint.limits
        if code not in words.found.limits
    ]
    return section(
        "joint",
        heading,
        *limits,
        tag("p", piece(joint.draft.title), class_="title") if joint.draft.title.strip() else None,
        tag("p", lead, class_="lead"),
        tag("dl", *boxes, class_="facts counts"),
        tag("ol", *(_sentence(words, joint, s, i) for i, s in enumerate(joint.sentences, start=1)), class_="joint"),
    )


def _heading(words: ConcordanceWords) -> tuple[str, str]:
    """What the section is called, and what it shows."""
    say = words.language.say
    if words.confirmed is not None:
        return say("The joint statement"), say(
            "Each confirmed sentence beside the words of each readout that carry it. What the statement says more "
            "firmly than a readout does is named."
        )
    return say("The draft joint statement"), say(
        "Each sentence of the draft beside the words of each readout that come nearest. What the draft says more "
        "firmly than a readout does is named. A machine proposed it and nobody has confirmed it."
    )


def _sentence(words: ConcordanceWords, joint: JointCheck, sentence: JointSentence, number: int) -> Html:
    say = words.language.say
    own: list[Mark] = []
    for support in (sentence.a, sentence.b):
        if support is not None and support.present:
            own += [Mark(s, _look(d.tier)) for d in _shown(support) for s in d.a_says]
    own.sort(key=lambda mark: mark.look != "differ")
    weaker = None
    if sentence.weaker:
        weaker = say("Weaker of the two: %(level)s", level=term(words.language, LEVEL, sentence.weaker))
        if sentence.carried_by != "both":
            weaker = say("There: %(level)s", level=term(words.language, LEVEL, sentence.weaker))
    decided = words.confirmed.sentences[sentence.span] if words.confirmed else None
    gone = words.removed("J")
    said = tag("em", gone, class_="removed") if gone else excerpt(joint.draft, sentence.span, own)
    name = say("The draft:") if decided is None else say("The statement:")
    return tag(
        "li",
        tag("blockquote", said),
        tag(
            "p",
            tag("strong", carried(words, sentence), class_="verdict-line"),
            " ",
            tag("span", name, " ", level(words, sentence.commitment)),
            joined(" ", tag("span", weaker)) if weaker else None,
            class_="levels",
        ),
        tag(
            "div",
            _support(words, joint, sentence, "A"),
            _support(words, joint, sentence, "B"),
            class_="pair",
        ),
        waiting(words, decided),
        tag("p", decided_by(words, decided), class_="decided") if decided else None,
        id=f"j{number}",
        class_=f"carried {sentence.carried_by}",
    )


def _shown(support: Support) -> list[Difference]:
    """Differences whose words are marked; who speaks is told by name below."""
    return [d for d in support.differences if d.type != "who_speaks"]


def _look(name: str) -> str:
    return "differ" if name == "values_differ" else "look"


def _support(words: ConcordanceWords, joint: JointCheck, sentence: JointSentence, letter: str) -> Html:
    say = words.language.say
    support = sentence.a if letter == "A" else sentence.b
    heading = tag("p", who(words, letter), class_="who")
    decided = words.confirmed.sentences[sentence.span] if words.confirmed else None
    if support is None:
        return tag("div", heading, tag("p", say("nothing found"), class_="hole"), class_=f"cell empty {COLOUR[letter]}")
    point = words.points[f"{letter}:{support.point}"]
    if not support.present:
        return tag(
            "div",
            heading,
            tag("p", say("nothing found"), class_="hole"),
            tag(
                "div",
                tag("p", say("Nearest words:"), class_="name"),
                tag("blockquote", words.excerpt(letter, point.span)),
                class_="far",
            ),
            source(words, point, letter),
            class_=f"cell empty {COLOUR[letter]}",
        )
    marks = [Mark(s, _look(d.tier)) for d in _shown(support) for s in d.b_says]
    marks.sort(key=lambda mark: mark.look != "differ")
    return tag(
        "div",
        heading,
        tag("blockquote", words.excerpt(letter, point.span, marks)),
        tag("p", level(words, support.commitment), class_="levels"),
        tag("p", _firmer(words), class_="firmer") if support.stronger else None,
        *(
            [_noted(words, joint, sentence, letter, decided)]
            if decided
            else [_differences(words, joint, sentence, letter, name) for name in ("values_differ", "look_closely")]
        ),
        source(words, point, letter),
        class_=f"cell {COLOUR[letter]}",
    )


def _differences(
    words: ConcordanceWords, joint: JointCheck, sentence: JointSentence, letter: str, name: str
) -> Html | None:
    support = sentence.a if letter == "A" else sentence.b
    if support is None:
        return None
    # A draft that is firmer is told by a line of its own.
    found = [d for d in support.differences if d.tier == name and not (d.type == "strength" and support.stronger)]
    if not found:
        return None
    lines = [tag("li", words.draft_difference(d, (joint.draft, sentence), letter)) for d in found]
    return tag("div", tag("p", tier(words, name)), tag("ul", *lines), class_=f"differences {name.replace('_', '-')}")


def _firmer(words: ConcordanceWords) -> str:
    say = words.language.say
    if words.confirmed is not None:
        return say("The statement is firmer than this readout.")
    return say("The draft is firmer than this readout.")


def _noted(
    words: ConcordanceWords, joint: JointCheck, sentence: JointSentence, letter: str, decided: Decided
) -> Html | None:
    """The differences from one readout that an editor confirmed."""
    found = [noted for noted in decided.differences if noted.side == letter.lower()]
    lines = [
        tag(
            "li",
            tag("p", kind_of(words, noted)),
            tag("p", words.joint_parted(noted.difference, joint.draft, letter)),
            note_of(words, noted),
            class_=noted.difference.tier.replace("_", "-") or "seen",
        )
        for noted in found
    ]
    return tag("ul", *lines, class_="differences noted") if lines else None
