"""Briefs made by hand, for the tests of their pages. Towns and newspapers do not exist."""

from __future__ import annotations

from detente.wording.brief_results import (
    BRIEF_FORMAT,
    Actor,
    Announced,
    Brief,
    CandidateStatement,
    Cell,
    CutPiece,
    Flag,
    Known,
    Outcome,
    Passage,
    Reading,
    Reason,
    Recommendation,
    Report,
    SideBySide,
    Source,
    Tension,
    ThemeRow,
)
from detente.wording.results import Span
from tests.report.making_texts import NASTY

ARTICLE = (
    'Town Adviser Ida Moll told the Courier on March 3: "I do expect a name within the coming days." '
    "Alvera called the talks a step to calm, while Benholt stressed what is owed. "
    "Alvera has stressed what is owed, while Benholt spoke of a step to calm. "
    'The so-called "lamp war" went on. Benholt said that it would open the bridge. '
    "A meeting has yet to be set. Fishers in Sarnmouth fear for the dam. "
    "Outcome | Impact\nMore talks | Fewer quarrels\n"
    "Regular meetings: set a schedule for the two councils. "
    f"One reader wrote {NASTY}."
)
OTHER = 'Ida Moll said: "I do expect a call in the coming days." Benholt will open the bridge on 1 April.'


def source(text: int) -> str:
    return (ARTICLE, OTHER)[text]


def passage(words: str, context: str = "", text: int = 0) -> Passage:
    """Return words that stand in a text, within a sentence that stands there too."""
    body = source(text)
    around = body.index(context or words)
    start = body.index(words, around)
    whole = context or words
    return Passage(text, Span(start, start + len(words)), words, Span(around, around + len(whole)), whole)


QUOTE = 'Town Adviser Ida Moll told the Courier on March 3: "I do expect a name within the coming days."'
FRAMED = "Alvera called the talks a step to calm, while Benholt stressed what is owed."
SWAPPED = "Alvera has stressed what is owed, while Benholt spoke of a step to calm."
OPENS = "Benholt said that it would open the bridge."


def report(said: Passage, speaker: Passage | None, names: tuple[str, ...], **more: object) -> Report:
    given = {
        "sides": (),
        "kind": "person",
        "followed_to": None,
        "manner": "paraphrase",
        "how": "reported",
        "verb": None,
        "commitment": "stated",
        "theme": "",
        **more,
    }
    return Report(said, speaker, names, **given)


def brief(*, several: bool = True) -> Brief:
    """A spun article beside another printing of its quotation, or the article alone."""
    reports = (
        report(
            passage("I do expect a name within the coming days.", QUOTE),
            passage("Ida Moll", QUOTE),
            ("Ida Moll",),
            sides=("Alvera",),
            manner="verbatim",
            how="quotation",
            verb=passage("told", QUOTE),
            commitment="ready",
            altered=several,
        ),
        report(
            passage("called the talks a step to calm", FRAMED),
            passage("Alvera", FRAMED),
            ("Alvera",),
            sides=("Alvera",),
            kind="party",
            how="noun",
            theme="talks",
        ),
        report(
            passage("it would open the bridge", OPENS),
            passage("it", "it would open the bridge"),
            ("Benholt",),
            sides=("Benholt",),
            kind="party",
            followed_to=passage("Benholt", OPENS),
            verb=passage("said", OPENS),
            commitment="committed",
            theme="talks",
        ),
        report(
            passage("lamp war", 'The so-called "lamp war" went on.'),
            None,
            (),
            kind="",
            manner="marked",
            how="quotation",
            commitment="",
        ),
        report(passage("fear for the dam", "Fishers in Sarnmouth fear for the dam."), None, (), kind="unnamed"),
    )
    first = Source(
        grade="derivative",
        why=(Reason("spun_wording", (passage("Town Adviser"),)), Reason("no_date")),
        flags=(
            Flag("no_date"),
            Flag("broken_term", (passage("Town Adviser"),), term="Town Clerk"),
            *(
                (
                    Flag(
                        "altered_quotation",
                        (passage("I do expect a name within the coming days.", QUOTE),),
                        (passage("I do expect a call in the coming days.", text=1),),
                        other=1,
                        share=0.7,
                    ),
                    Flag("near_copy", other=1, share=0.625),
                )
                if several
                else ()
            ),
        ),
        name="article.html",
        title=Known("A call is coming " + NASTY, "page"),
        publisher=None,
        date=None,
        author=Known("B. Writer", "text"),
        address=None,
        language="en",
        n_words=90,
        cuts=(CutPiece("link_farm", len(ARTICLE), "👉 lamps.example\n👉 more.example"), CutPiece("byline", 0, "By B.")),
        notes=(Reading("reordering", 2, ""), Reading("language_unknown", 1, "")),
        sides=("Alvera", "Benholt"),
        body=ARTICLE,
        sha256="0" * 64,
    )
    second = Source(
        grade="report",
        why=(Reason("quotes_named_speakers", (passage("Ida Moll", text=1),)),),
        flags=(),
        name="second.txt",
        title=None,
        publisher=Known("The Courier", "given"),
        date=Known("2031-03-03", "header"),
        author=None,
        address=None,
        language="en",
        n_words=20,
        cuts=(),
        notes=(),
        sides=("Benholt",),
        body=OTHER,
        sha256="1" * 64,
    )
    when = passage("within the coming days", QUOTE)
    announced = (
        Announced(
            passage("I do expect a name within the coming days.", QUOTE),
            when,
            "2031-03-03",
            "2031-03-17",
            "vague",
            passage("on March 3", QUOTE),
            "expected",
            passage("expect", QUOTE),
        ),
        Announced(
            passage("A meeting has yet to be set."),
            passage("yet to be set", "A meeting has yet to be set."),
            "",
            "",
            "undecided",
            None,
            "undecided",
            passage("has yet", "A meeting has yet to be set."),
        ),
        *(
            (
                Announced(
                    passage("Benholt will open the bridge on 1 April.", text=1),
                    passage("on 1 April", text=1),
                    "2031-04-01",
                    "2031-04-01",
                    "day",
                    None,
                    "planned",
                    passage("will", text=1),
                ),
            )
            if several
            else ()
        ),
    )
    heads = (passage("Outcome", "Outcome | Impact"), passage("Impact", "Outcome | Impact"))
    row = "More talks | Fewer quarrels"
    advice = "Regular meetings: set a schedule for the two councils."
    recommendation = Recommendation(
        passage("set a schedule for the two councils", advice),
        passage("Regular meetings", advice),
        None,
        None,
        ("Experts",),
    )
    return Brief(
        grade="derivative",
        format=BRIEF_FORMAT,
        lexicon="general",
        sources=(first, second) if several else (first,),
        parties=("Alvera", "Benholt"),
        limits=("transcript:1",) if several else ("one_sentence:0",),
        reports=reports,
        side_by_side=(
            SideBySide(
                0,
                ("Alvera", "Benholt"),
                (
                    ThemeRow("talks", "Talks", (Cell("Alvera", (1,)), Cell("Benholt", (2,)))),
                    ThemeRow("", "", (Cell("Alvera", (0,)),)),
                ),
            ),
        ),
        tensions=(
            Tension(
                "roles_swapped",
                passage(FRAMED),
                passage(SWAPPED),
                ("Alvera", "Benholt"),
                (passage("a step to calm", FRAMED),),
                (passage("a step to calm", SWAPPED),),
            ),
        ),
        announced=announced,
        actors=(
            Actor("Alvera", "party", "", "party", 3, 2, passage("Alvera", FRAMED), ()),
            Actor("Benholt", "party", "", "party", 4, 1, passage("Benholt", FRAMED), ()),
            Actor(
                "Sarnmouth",
                "third_party",
                "",
                "group",
                1,
                0,
                passage("Sarnmouth", "Fishers in Sarnmouth fear for the dam."),
                (passage("fear for the dam", "Fishers in Sarnmouth fear for the dam."),),
            ),
        ),
        outcomes=(Outcome((passage("More talks", row), passage("Fewer quarrels", row)), heads, None),),
        recommendations=(recommendation,),
        statements=(
            CandidateStatement(
                (passage("set a schedule", advice), passage("two councils", advice)),
                "recommendation",
                ("Experts",),
                (),
                "",
            ),
            CandidateStatement((passage(f"One reader wrote {NASTY}."),), "claim", (), (), ""),
        ),
    )
