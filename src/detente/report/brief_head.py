"""The top of a brief: how far each text can be trusted, why, what is flagged, and what was cut."""

from __future__ import annotations

from detente.report.brief_terms import CUT, GRADE, ORIGIN, reading
from detente.report.brief_words import BriefWords
from detente.report.elements import details, section
from detente.report.excerpts import piece, quote_of
from detente.report.markup import Html, inline, joined, paragraphs, tag
from detente.report.terms import term
from detente.wording.brief_results import CutPiece, Flag, Known, Passage, Source

__all__ = ["facts_line", "header", "source_sentence", "sources", "text_badge"]

SHOWN_CUT = 4000
"""Characters of one cut piece that the page shows; the JSON has all of them."""


def text_badge(words: BriefWords, text: int) -> Html | None:
    """Which text a line is from, where there is more than one."""
    if not words.several:
        return None
    return tag("a", words.number(text), href=f"#t{text + 1}", class_="badge")


def source_sentence(words: BriefWords, passage: Passage, *marks: Passage) -> Html:
    """The whole sentence behind a line, one click away."""
    say = words.language.say
    place = say("Characters %(start)s to %(end)s.", start=passage.span.start, end=passage.span.end)
    return details(
        say("Source sentence"),
        tag("blockquote", words.context(passage, *marks)),
        tag("p", place, class_="facts-line"),
    )


def header(words: BriefWords) -> Html:
    """What it is, and the weakest grade, before anything else."""
    say, brief = words.language.say, words.brief
    banners = [
        tag(
            "p",
            tag("strong", term_of_grade(words)),
            " ",
            words.overall(),
            class_=f"banner grade {brief.grade}",
        ),
        *(tag("p", sentence, class_="banner") for sentence in words.limits()),
    ]
    return tag(
        "header",
        tag("p", say("Brief: who is reported to have said what"), class_="kicker"),
        tag("h1", words.heading()),
        tag("div", *banners, class_="banners after"),
    )


def term_of_grade(words: BriefWords) -> str:
    """The weakest grade as a short sentence."""
    return words.language.say("%(grade)s.", grade=term(words.language, GRADE, words.brief.grade))


def sources(words: BriefWords) -> Html:
    """Each text: grade, why, flags, what is known about it, what was cut."""
    heading = words.language.say("The texts") if words.several else words.language.say("The text")
    cards = [_source(words, source, i) for i, source in enumerate(words.brief.sources)]
    return section("texts", heading, tag("ol", *cards, class_="cards sources"))


def _source(words: BriefWords, source: Source, i: int) -> Html:
    say = words.language.say
    return tag(
        "li",
        tag("p", words.number(i), class_="name") if words.several else None,
        tag("h3", words.title(source)),
        tag("p", tag("strong", words.grade(source), class_=f"grade-label {source.grade}"), class_="levels"),
        tag("p", words.grade_meaning(source.grade)) if source.grade != words.brief.grade else None,
        tag("ul", *(tag("li", words.reason(reason)) for reason in source.why), class_="plain why"),
        _flags(words, source),
        _facts(words, source),
        _cuts(words, source.cuts),
        _notes(words, source),
        tag("p", say("File: %(name)s", name=quote_of(source.name)), class_="name") if source.title else None,
        id=f"t{i + 1}",
    )


def _flags(words: BriefWords, source: Source) -> Html | None:
    # What the reasons say already is not said twice, unless two printings are to be seen beside each other.
    said = {reason.code for reason in source.why}
    shown = [flag for flag in source.flags if flag.code not in said or flag.beside]
    if not shown:
        return None
    terms = [flag for flag in shown if flag.code == "broken_term"]
    other = [flag for flag in shown if flag.code != "broken_term"]
    lines = [_flag(words, flag) for flag in other]
    if terms:
        found = [tag("li", words.flag(flag)) for flag in terms]
        counted = words.language.counted(
            "%(n)s title or fixed term in other words, as a machine rewrites it",
            "%(n)s titles or fixed terms in other words, as a machine rewrites them",
            len(terms),
        )
        lines.append(tag("li", details(counted, tag("ul", *found, class_="plain"), open_=len(terms) <= 6)))
    return tag("div", tag("h4", words.language.say("Flags")), tag("ul", *lines, class_="flags"), class_="flagged")


def _flag(words: BriefWords, flag: Flag) -> Html:
    pairs, beside = (
        [tag("blockquote", words.shown(passage, *inner)) for passage, inner in words.nested(some)[:3]]
        for some in (flag.passages, flag.beside)
    )
    both: Html | None = None
    if beside:
        other = words.number(flag.other) if flag.other is not None else words.language.say("another text")
        both = tag(
            "div",
            tag("div", tag("p", words.language.say("Here:"), class_="name"), *pairs),
            tag("div", tag("p", words.language.say("%(text)s:", text=other), class_="name"), *beside),
            class_="pair",
        )
    return tag("li", tag("p", words.flag(flag)), both)


def _facts(words: BriefWords, source: Source) -> Html:
    say, language = words.language.say, words.language
    known: list[tuple[str, Known | None]] = [
        (say("Publisher"), source.publisher),
        (say("Date"), source.date),
        (say("Author"), source.author),
        (say("Address"), source.address),
    ]
    rows: list[Html] = []
    for name, fact in known:
        if fact is None:
            shown: Html = tag("dd", say("not known"), class_="none")
        else:
            value = inline(words.day(fact.value)) if name == say("Date") else piece(fact.value)
            shown = tag("dd", value, tag("small", term(language, ORIGIN, fact.origin)))
        rows.append(tag("div", tag("dt", name), shown))
    length = language.counted("%(n)s word", "%(n)s words", source.n_words)
    rows.append(tag("div", tag("dt", say("Length")), tag("dd", length)))
    return tag("dl", *rows, class_="known")


def _cuts(words: BriefWords, cuts: tuple[CutPiece, ...]) -> Html:
    language = words.language
    if not cuts:
        return tag("p", language.say("Nothing was cut."), class_="name")
    size = sum(len(cut.words.split()) for cut in cuts)
    summary = language.counted("What was cut: %(n)s word", "What was cut: %(n)s words", size)
    parts = []
    for reason in dict.fromkeys(cut.reason for cut in cuts):
        lines = [line for cut in cuts if cut.reason == reason for line in paragraphs(cut.words[:SHOWN_CUT])]
        parts += [tag("p", term(language, CUT, reason), class_="name"), *(tag("p", piece(line)) for line in lines)]
    return details(summary, tag("div", *parts, class_="cut"))


def _notes(words: BriefWords, source: Source) -> Html | None:
    found = [reading(words.language, note.code, note.count, note.detail) for note in source.notes]
    lines = [tag("li", sentence) for sentence in found if sentence]
    return tag("ul", *lines, class_="plain notes") if lines else None


def facts_line(*facts: str) -> Html:
    """Short facts in a row."""
    shown = [fact for fact in facts if fact]
    return tag("p", *(joined(" · " if i else None, fact) for i, fact in enumerate(shown)), class_="name")
