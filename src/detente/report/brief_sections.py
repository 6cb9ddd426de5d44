"""What a brief says was said: side by side as reported, who said it, what may contradict, what is announced."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.brief_head import facts_line, source_sentence, text_badge
from detente.report.brief_terms import TENSION, TIMING
from detente.report.brief_words import BriefWords
from detente.report.elements import details, section, strip
from detente.report.excerpts import piece
from detente.report.markup import Html, cleaned, joined, quoted, tag
from detente.report.terms import CERTAINTY, term
from detente.wording.brief_results import Announced, Report, SideBySide, Tension

__all__ = ["announced", "reports", "side_by_side", "tensions"]

COLOURS = 6


def _level(words: BriefWords, key: str) -> Html | None:
    return tag("span", words.level(key), class_=f"level {key}") if key else None


def _colour(words: BriefWords, party: str) -> str | None:
    return f"s{words.brief.parties.index(party) % COLOURS}" if party in words.brief.parties else None


# --- as reported, side by side ---


def side_by_side(words: BriefWords) -> Html:
    """What each text attributes to each party, theme by theme. Never a side's own account."""
    say = words.language.say
    lead = tag(
        "p",
        tag("strong", say("As reported by the text, not by the sides themselves.")),
        " ",
        say("An empty place says only that this text attributes nothing there."),
        class_="lead",
    )
    tables = [_table(words, one) for one in words.brief.side_by_side if one.rows]
    if not tables:
        return section(
            "as-reported", say("As reported, side by side"), lead, tag("p", say("Nothing is attributed to a party."))
        )
    return section("as-reported", say("As reported, side by side"), lead, *tables)


def _table(words: BriefWords, one: SideBySide) -> Html:
    say = words.language.say
    heads = [tag("div", tag("i", class_=f"key {_colour(words, party) or ''}"), piece(party)) for party in one.parties]
    rows = []
    for row in one.rows:
        cells = {cell.party: cell.reports for cell in row.cells}
        rows.append(
            tag(
                "li",
                tag(
                    "h4" if words.several else "h3",
                    piece(row.label, lang="en") if row.label else say("Other matters"),
                    class_="theme",
                ),
                tag(
                    "div",
                    *(_cell(words, party, cells.get(party, ())) for party in one.parties),
                    class_=f"across n{min(len(one.parties), 4)}",
                ),
            )
        )
    source = words.brief.sources[one.text]
    label = say("%(text)s: %(title)s", text=words.number(one.text), title=words.title(source))
    return tag(
        "div",
        tag("h3", label) if words.several else None,
        tag("div", *heads, class_=f"across heads n{min(len(one.parties), 4)}", aria_hidden="true"),
        tag("ol", *rows, class_="by-theme"),
        class_="attributed",
    )


def _cell(words: BriefWords, party: str, places: Sequence[int]) -> Html:
    who = tag("p", tag("i", class_=f"key {_colour(words, party) or ''}"), piece(party), class_="who")
    if not places:
        return tag("div", who, tag("p", words.language.say("nothing attributed"), class_="hole"), class_="cell empty")
    lines = [_attributed(words, party, words.brief.reports[place]) for place in places]
    return tag("div", who, tag("ul", *lines), class_=f"cell {_colour(words, party) or ''}")


def _attributed(words: BriefWords, party: str, report: Report) -> Html:
    """One line under a party: who, by which verb, the words, how firmly, and the sentence."""
    speaker = words.speaker(report)
    if report.names == (party,):
        # "The Russian foreign ministry" stands for Russia: the reader sees who it was
        written = report.speaker is not None and cleaned(report.speaker.words).casefold() != party.casefold()
        speaker = words.said_in(report.speaker, 60) if report.speaker is not None and written else ""
    verb = words.language.say("“%(words)s”", words=words.said_in(report.verb, 60)) if report.verb is not None else ""
    return tag(
        "li",
        facts_line(speaker, verb) if speaker or verb else None,
        tag(
            "p",
            words.shown(report.said, quoted=report.manner == "verbatim"),
            " ",
            _level(words, report.commitment),
        ),
        source_sentence(words, report.said),
    )


# --- who says what ---


def reports(words: BriefWords) -> Html:
    """Everybody who is quoted or reported, by the party they speak for; words at arm's length apart."""
    language = words.language
    say = language.say
    quoted_, retold = (
        [(i, r) for i, r in words.speech if (r.manner == "verbatim") == verbatim] for verbatim in (True, False)
    )
    parts: list[Html] = []
    if quoted_:
        parts += [tag("h3", say("Quoted")), _list(words, quoted_)]
    if retold:
        parts.append(tag("h3", say("Reported in the text’s own words")))
        parts += [_by_party(words, name, some) for name, some in _grouped(words, retold)]
    if words.marked:
        summary = language.counted(
            "%(n)s passage in quotation marks that is nobody’s speech",
            "%(n)s passages in quotation marks that are nobody’s speech",
            len(words.marked),
        )
        lead = tag(
            "p", say("Names, maxims, and words that the text holds at arm’s length. They are nobody’s statement.")
        )
        parts += [tag("h3", say("Only in quotation marks")), lead, details(summary, _list(words, words.marked))]
    if not parts:
        parts.append(tag("p", say("Nobody is quoted or reported as saying anything.")))
    return section("said", say("Who is reported as saying what"), *parts)


def _grouped(words: BriefWords, some: list[tuple[int, Report]]) -> list[tuple[str, list[tuple[int, Report]]]]:
    """By party, in the order of the parties; several parties together, and everybody else, come after."""
    parties = words.brief.parties
    keys = [*parties, "", None]
    groups: dict[str | None, list[tuple[int, Report]]] = {key: [] for key in keys}
    for i, report in some:
        own = [side for side in report.sides if side in parties]
        groups[own[0] if len(own) == 1 else "" if own else None].append((i, report))
    names = {"": words.language.say("The sides together"), None: words.language.say("Everybody else")}
    return [(names.get(key) or quoted(str(key)), found) for key, found in groups.items() if found]


def _by_party(words: BriefWords, name: str, some: list[tuple[int, Report]]) -> Html:
    summary = words.language.say("%(name)s: %(n)s", name=name, n=words.language.number(len(some)))
    # What a party is reported to say stands in the side-by-side list already.
    already = any(party in words.brief.parties for _, r in some for party in r.sides) and bool(words.brief.side_by_side)
    return details(summary, _list(words, some), open_=not already)


def _list(words: BriefWords, some: Sequence[tuple[int, Report]]) -> Html:
    return tag("ol", *(_report(words, i, report) for i, report in some), class_="quotes")


def _report(words: BriefWords, i: int, report: Report) -> Html:
    language = words.language
    speech = report.manner in ("verbatim", "paraphrase")
    stands_for = words.speaks_for(report)
    who: Html | None = None
    if speech or report.names or report.speaker:
        who = tag(
            "p",
            tag("span", tag("b", words.speaker(report)), joined(" (", stands_for, ")") if stands_for else None),
            " ",
            text_badge(words, report.said.text),
            class_="speaker",
        )
    facts = [words.manner(report)]
    if report.verb is not None and speech:
        facts.append(language.say("“%(words)s”", words=words.said_in(report.verb, 60)))
    if report.how in ("according", "noun", "list"):
        facts.append(words.how(report))
    marks = [mark for mark in (report.said, report.speaker) if mark is not None]
    return tag(
        "li",
        who,
        tag("blockquote", words.shown(report.said, quoted=report.manner == "verbatim")),
        tag("p", language.say("Another given text prints this in other words."), class_="firmer")
        if report.altered
        else None,
        tag("p", _level(words, report.commitment), facts_of(facts), class_="levels"),
        _followed(words, report),
        source_sentence(words, report.said, *marks),
        id=f"q{i + 1}",
    )


def facts_of(facts: list[str]) -> Html:
    """Short facts in a row, to stand beside a chip."""
    return tag("span", *(joined(" · " if i else None, fact) for i, fact in enumerate(facts)), class_="name")


def _followed(words: BriefWords, report: Report) -> Html | None:
    """Where a pronoun or the head of a list was followed to."""
    if report.followed_to is None or report.speaker is None:
        return None
    if cleaned(report.followed_to.words).casefold() == cleaned(report.speaker.words).casefold():
        return None
    return tag(
        "p",
        words.language.say(
            "“%(words)s” was followed back to “%(name)s”.",
            words=words.said_in(report.speaker, 60),
            name=words.said_in(report.followed_to, 60),
        ),
        class_="name",
    )


# --- tensions ---


def tensions(words: BriefWords) -> Html | None:
    """Sentences that may contradict each other, both shown, never judged."""
    found = words.brief.tensions
    if not found:
        return None
    say = words.language.say
    lead = tag(
        "p",
        say(
            "Both sentences are shown and neither is judged. They may fit together after all: read them in their "
            "places."
        ),
        class_="lead",
    )
    items = tag("ol", *(_tension(words, one) for one in found), class_="joint tensions")
    return section("tensions", say("What may contradict"), lead, items)


def _tension(words: BriefWords, one: Tension) -> Html:
    def half(first: bool) -> Html:
        passage = one.first if first else one.second
        signs = one.signs_first if first else one.signs_second
        return tag(
            "div",
            text_badge(words, passage.text),
            tag("blockquote", words.context(passage, *signs, look="look")),
            tag(
                "p",
                words.language.say("Characters %(start)s to %(end)s.", start=passage.span.start, end=passage.span.end),
                class_="facts-line",
            ),
        )

    return tag(
        "li",
        tag("p", tag("i", "⇄ ", aria_hidden="true"), term(words.language, TENSION, one.kind), class_="verdict-line"),
        facts_line(*(quoted(party) for party in one.parties)) if one.parties else None,
        tag("div", half(True), half(False), class_="pair"),
    )


# --- what is announced ---


def announced(words: BriefWords) -> Html:
    """What is to happen, by its first day; what has no day comes last."""
    say = words.language.say
    found = sorted(words.brief.announced, key=lambda a: (a.start or a.end or "9999", a.what.text, a.what.span.start))
    if not found:
        return section("announced", say("What is announced"), tag("p", say("Nothing is announced.")))
    items = [(_announced(words, one), one.when is not None) for one in found]
    return section("announced", say("What is announced"), strip(words.language, items))


def _announced(words: BriefWords, one: Announced) -> Html:
    say = words.language.say
    shown, note = words.when(one), term(words.language, TIMING, one.timing) if one.timing in TIMING else ""
    when: Html | None = None
    if one.when is not None:
        when = tag(
            "p",
            tag("b", shown) if shown else None,
            " " if shown else None,
            tag("span", words.shown(one.when, quoted=True), class_="words"),
            tag("span", note, class_="name") if note else None,
            class_="when",
        )
    hangs = None
    if one.hangs_on is not None:
        sentence = say("Counted from “%(words)s”.", words=words.said_in(one.hangs_on, 60))
        if not shown:
            sentence = say("It hangs on “%(words)s”, whose year is not known.", words=words.said_in(one.hangs_on, 60))
        hangs = tag("p", sentence, class_="name")
    certainty = tag("span", term(words.language, CERTAINTY, one.certainty), class_=f"level {one.certainty}")
    marks = [mark for mark in (one.when, one.sign) if mark is not None and mark.text == one.what.text]
    return tag(
        "li",
        when,
        hangs,
        tag("p", certainty, " ", text_badge(words, one.what.text), class_="who-line"),
        tag("p", words.shown(one.what)),
        source_sentence(words, one.what, *marks),
    )
