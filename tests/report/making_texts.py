"""Concordances and briefs made by hand, for the tests of their pages. The two towns do not exist."""

from __future__ import annotations

import datetime as dt

from detente.wording.results import (
    Announcement,
    Candidate,
    Concordance,
    Condition,
    DateInterval,
    Difference,
    JointCheck,
    JointSentence,
    Link,
    Party,
    Point,
    Quotation,
    Sentence,
    Span,
    Support,
    Text,
    ThemeShare,
)

NASTY = "<script>document.title = 'owned'</script> pay \u202e001\u202c & <b>bold</b>"
"""What a text may hold: markup, and characters that reorder what a reader sees."""

PARTIES = (Party("Alvera", ("Mayor Rell",)), Party("Benholt", ("Mayor Osk",)))

BODY_A = (
    "The mayors of Alvera and Benholt met on Monday. Both towns agreed to open the bridge at night from 1 May. "
    "Mayor Osk promised 40 lamps for the footpath. The dam was not discussed. "
    'Mayor Rell said: "We are closer than last year." A further meeting will take place in the coming weeks. '
    f"Note of the clerk: {NASTY}."
)
BODY_B = (
    "Mayor Osk received Mayor Rell. The two sides discussed opening the bridge at night, once the police have agreed. "
    "Benholt offered 30 lamps for the footpath. Benholt set out its plan for the dam. "
    "The ferry was a subject too. The next meeting is on 12 April. "
    "The clerks will compare their notes."
)

A = Text(
    BODY_A,
    title="Alvera and Benholt open the bridge",
    publisher="Town of Alvera",
    date=dt.date(2031, 3, 10),
    language="en",
    side="Alvera",
    parties=PARTIES,
)
B = Text(
    BODY_B,
    title="Note on the visit of Mayor Rell " + NASTY,
    publisher="Town of Benholt",
    date=None,
    language="en",
    side="Benholt",
    parties=PARTIES,
)


def where(text: Text, words: str) -> Span:
    """Return the place of words that stand in a text once."""
    start = text.body.index(words)
    assert text.body.find(words, start + 1) == -1, words
    return Span(start, start + len(words))


def point(text: Text, ident: str, words: str, level: str = "stated", theme: str = "", **more: object) -> Point:
    span = where(text, words)
    given = {"kind": "point", "speaker": "", "sides": (), "commitment_sign": None, **more}
    return Point(
        id=ident,
        span=span,
        sentence=given.pop("sentence", span),
        text=words,
        core=words,
        commitment=level,
        theme=theme,
        **given,
    )


def concordance(*, limits: tuple[str, ...] = ("no_date:B",)) -> Concordance:
    """Three links (one with a clash, one to check), holes on both sides, frames, announcements, quotations."""
    april = DateInterval(where(B, "on 12 April"), "on 12 April", dt.date(2031, 4, 12), dt.date(2031, 4, 12), "day")
    weeks = DateInterval(
        where(A, "in the coming weeks"),
        "in the coming weeks",
        dt.date(2031, 3, 10),
        dt.date(2031, 4, 21),
        "vague",
        anchor=dt.date(2031, 3, 10),
    )
    meeting_a = where(A, "A further meeting will take place in the coming weeks.")
    meeting_b = where(B, "The next meeting is on 12 April.")
    police = where(B, "once the police have agreed")
    quotation = Quotation(
        where(A, "We are closer than last year."),
        where(A, 'Mayor Rell said: "We are closer than last year."'),
        "Mayor Rell",
        "Alvera",
        "verbatim",
        "speech",
        "said",
        "stated",
    )
    points_a = (
        point(A, "p1", "The mayors of Alvera and Benholt met on Monday.", kind="frame"),
        point(
            A,
            "p2",
            "Both towns agreed to open the bridge at night from 1 May.",
            "agreed",
            "bridge",
            commitment_sign=where(A, "agreed to"),
        ),
        point(A, "p3", "Mayor Osk promised 40 lamps for the footpath.", "committed", "bridge"),
        point(A, "p4", "The dam was not discussed.", "denied", "river"),
        point(A, "p5", 'Mayor Rell said: "We are closer than last year."', quotations=(quotation,)),
        point(
            A,
            "p6",
            "A further meeting will take place in the coming weeks.",
            "committed",
            "meetings",
            announcements=(Announcement(meeting_a, weeks, "planned", where(A, "will take place")),),
        ),
        point(A, "p7", f"Note of the clerk: {NASTY}."),
    )
    points_b = (
        point(B, "p1", "Mayor Osk received Mayor Rell.", kind="frame"),
        point(
            B,
            "p2",
            "The two sides discussed opening the bridge at night",
            "discussed",
            "bridge",
            sentence=where(B, "The two sides discussed opening the bridge at night, once the police have agreed."),
            conditions=(Condition(police, carried=True),),
        ),
        point(B, "p3", "Benholt offered 30 lamps for the footpath.", "ready", "bridge"),
        point(B, "p4", "Benholt set out its plan for the dam.", "stated", "river"),
        point(B, "p5", "The ferry was a subject too.", "discussed", "river"),
        point(
            B,
            "p6",
            "The next meeting is on 12 April.",
            "committed",
            "meetings",
            announcements=(Announcement(meeting_b, april, "confirmed", where(B, "is on")),),
        ),
        point(B, "p7", "The clerks will compare their notes.", "committed"),
    )
    links = (
        Link(
            ("p2",),
            ("p2",),
            0.71,
            "proposed",
            (
                Difference("look_closely", "date", (where(A, "from 1 May"),), ()),
                Difference("look_closely", "condition", (), (police,)),
                Difference("look_closely", "strength", (where(A, "agreed to"),), (where(B, "discussed"),)),
            ),
        ),
        Link(
            ("p3",),
            ("p3",),
            0.8,
            "proposed",
            (Difference("values_differ", "number", (where(A, "40 lamps"),), (where(B, "30 lamps"),)),),
        ),
        Link(("p4",), ("p4", "p5"), 0.31, "to_check"),
        Link(("p6",), ("p6",), 0.6, "proposed"),
    )
    return Concordance(
        a=A,
        b=B,
        points_a=points_a,
        points_b=points_b,
        links=links,
        only_a=("p5", "p7"),
        only_b=("p7",),
        candidates={"A:p5": (Candidate("p7", 0.12), Candidate("p2", 0.01)), "B:p7": (Candidate("p7", 0.3),)},
        themes=(ThemeShare("bridge", 0.4, 0.5), ThemeShare("river", 0.1, 0.3), ThemeShare("", 0.5, 0.2)),
        words_a=70,
        words_b=60,
        quotations_a=(quotation,),
        quotations_b=(),
        limits=limits,
        lexicon="municipal",
    )


def joint() -> JointCheck:
    """A draft of three sentences: both carry one, only A another, neither the third."""
    draft = Text(
        "The bridge opens at night from 1 May. There will be 35 lamps. Both towns thank the clerks. The dam waits.",
        title="Draft",
        language="en",
    )
    number = Difference("values_differ", "number", (where(draft, "35 lamps"),), (where(A, "40 lamps"),))
    number_b = Difference("values_differ", "number", (where(draft, "35 lamps"),), (where(B, "30 lamps"),))
    date = Difference("look_closely", "date", (where(draft, "from 1 May"),), ())

    def sentence(words: str, level: str, a: Support | None, b: Support | None, by: str, weaker: str) -> JointSentence:
        return JointSentence(where(draft, words), words, level, a, b, by, weaker)

    return JointCheck(
        draft,
        (
            sentence(
                "The bridge opens at night from 1 May.",
                "committed",
                Support("p2", 0.8, True, "agreed", False),
                Support("p2", 0.5, True, "discussed", True, (date,)),
                "both",
                "discussed",
            ),
            sentence(
                "There will be 35 lamps.",
                "committed",
                Support("p3", 0.7, True, "committed", False, (number,)),
                Support("p3", 0.2, False, "ready", False, (number_b,)),
                "only_a",
                "committed",
            ),
            sentence(
                "Both towns thank the clerks.",
                "stated",
                Support("p7", 0.1, False, "stated", False),
                None,
                "neither",
                "",
            ),
            sentence(
                "The dam waits.",
                "stated",
                Support("p4", 0.1, False, "denied", False),
                Support("p4", 0.6, True, "stated", False),
                "only_b",
                "stated",
            ),
        ),
        ("no_date:draft",),
    )


THEMES = {"bridge": "The bridge", "river": "The river", "meetings": "Meetings"}


def sentence_at(text: Text, words: str) -> Sentence:
    return Sentence(where(text, words), 0)
