"""The part of a page that says how the numbers came about and what they cannot say."""

from __future__ import annotations

from detente.opinion.axes import FLAT, chance_strength
from detente.opinion.grouping import BIC_FEW, BIC_MANY, FEW, LEAST_WEIGHT, SEPARATION, VALLEY
from detente.report.blocks import data_table, details, section
from detente.report.markup import Html, quoted, tag
from detente.report.matters import any_marks
from detente.report.sentences import Sentences

__all__ = ["decisions", "limits", "method"]


def method(sentences: Sentences) -> Html:
    """How to read the numbers, what they cannot say, and what made them."""
    say = sentences.language.say
    return section(
        "method",
        say("Method and limits"),
        tag("ul", *(tag("li", sentence) for sentence in limits(sentences)), class_="plain"),
        _evidence(sentences),
        _provenance(sentences),
    )


def limits(sentences: Sentences) -> list[str]:
    """What a reader must know before quoting a number, one statement each."""
    language, summary, published = sentences.language, sentences.summary, sentences.published
    say, counted = language.say, language.counted
    cells = summary.n_participants * summary.n_statements
    found = [
        sentences.scope(),
        say("The people who took part chose to do so. Others may think differently, and this page cannot know it."),
    ]
    if cells:
        found.append(
            say(
                "Of all votes that could have been cast, %(share)s were: nobody has to answer everything. The shares "
                "estimate how everybody who took part would have voted.",
                share=language.percent(summary.n_votes / cells),
            )
        )
    found += [
        say(
            "The range after a share, such as %(range)s, is its %(level)s interval: where the share would lie if "
            "everybody who took part had voted on the statement. About one interval in ten misses. "
            "“At least” is the lower end of such a range.",
            range=language.percent_range(0.55, 0.69),
            level=language.percent(0.9),
        ),
        say(
            "Where people skip exactly those statements that they dislike, no method can tell, and the true share "
            "lies outside the range more often."
        ),
        counted(
            "To protect those who took part, nothing is shown that rests on fewer than %(n)s of them, and where one "
            "part of a total is withheld, another is withheld too.",
            "To protect those who took part, nothing is shown that rests on fewer than %(n)s of them, and where one "
            "part of a total is withheld, another is withheld too.",
            published.floor,
        ),
    ]
    found.append(_who_is_counted(sentences))
    if sentences.wording.renewed:
        found.append(sentences.renewed())
    if summary.groups:
        found.append(say("Groups are found by a program from votes alone. It knows nothing else about anybody."))
        found.append(
            say(
                "Groups and ends are found from the same votes that then show how they differ, which makes them look "
                "further apart than they are. The estimates take out a part of this. Sides are free of it."
            )
            if summary.sides
            else say(
                "Groups and ends are found from the same votes that then show how they differ, which makes them look "
                "further apart than they are. The estimates take out a part of this."
            )
        )
    if any_marks(sentences):
        found.append(
            say(
                "“This matters to me” is counted among those who answered a statement, however they answered it. "
                "Whoever did not say so may care all the same."
            )
        )
    if summary.n_placed is not None and summary.n_placed < summary.n_participants:
        found.append(
            counted(
                "%(n)s person cast too few votes to have a place on the map; their votes count all the same.",
                "%(n)s people cast too few votes to have a place on the map; their votes count all the same.",
                summary.n_participants - summary.n_placed,
            )
        )
    return found


def _who_is_counted(sentences: Sentences) -> str:
    """Whom "took part" leaves out; no number, because it may be small."""
    say = sentences.language.say
    if sentences.summary.sides:
        return sentences.language.counted(
            "“Took part” counts those who voted on a statement whose votes are shown for their side. It leaves out "
            "organisers, people who voted only on statements that were rejected or have too few votes, and people "
            "without a side while there are fewer than %(n)s of them.",
            "“Took part” counts those who voted on a statement whose votes are shown for their side. It leaves out "
            "organisers, people who voted only on statements that were rejected or have too few votes, and people "
            "without a side while there are fewer than %(n)s of them.",
            sentences.published.floor,
        )
    return say(
        "“Took part” counts those who voted on a statement whose votes are shown. It leaves out organisers and people "
        "who voted only on statements that were rejected or have too few votes."
    )


def _evidence(sentences: Sentences) -> Html | None:
    """What the verdict rests on, rule by rule."""
    language, verdict = sentences.language, sentences.summary.verdict
    say, number = language.say, language.number
    if verdict.kind == "too_few":
        return None

    # Where there is a first axis several groups were tried; what is absent then rests on too few people.
    absent = "–" if verdict.kind == "no_structure" else say("withheld: too few people")

    def row(name: str, value: float | None, needed: str, decimals: int = 2) -> tuple[str, str, str]:
        return name, absent if value is None else number(value, decimals), needed

    rows = [
        row(
            say("Strength of the first axis"),
            verdict.strength,
            _least_strength(sentences),
        ),
        row(
            say("Gain of several groups over one (fall of BIC)"),
            verdict.bic_drop,
            say(
                "more than %(many)s; %(few)s where fewer than %(people)s people are placed or two axes are used",
                many=number(BIC_MANY),
                few=number(BIC_FEW),
                people=number(FEW),
            ),
            1,
        ),
        row(
            say("Distance of the two nearest groups, in standard deviations"),
            verdict.separation,
            say("%(n)s or more", n=number(SEPARATION)),
        ),
        row(
            say("Size of the smallest group, as a share"),
            verdict.least_weight,
            say("%(n)s or more", n=number(LEAST_WEIGHT, 2)),
        ),
        row(
            say("Depth of the valley between groups, relative to the lower peak"),
            verdict.valley,
            say("%(n)s or less", n=number(VALLEY, 2)),
        ),
    ]
    return details(
        say("What the verdict rests on"),
        tag("p", say("A division needs the first line. Camps need all of them; otherwise it is a spectrum.")),
        data_table(
            say("Evidence for the verdict"), [say("Measure"), say("Found"), say("Needed")], rows, numbers_from=9
        ),
    )


def _least_strength(sentences: Sentences) -> str:
    """What the first axis needs; where fewer people than the floor have no place, how many is not public, so both
    bounds."""
    say, number, placed = sentences.language.say, sentences.language.number, sentences.summary.n_placed
    least = number(FLAT + chance_strength(sentences.n_placed), 2)
    if placed is not None:
        return say("%(n)s or more", n=least)
    fewest = max(sentences.n_placed - sentences.published.floor + 1, 1)
    return say(
        "%(n)s or more (%(m)s if %(floor)s people have no place)",
        n=least,
        m=number(FLAT + chance_strength(fewest), 2),
        floor=number(sentences.published.floor - 1),
    )


def _provenance(sentences: Sentences) -> Html:
    language, published = sentences.language, sentences.published
    say, engine = language.say, sentences.published.engine
    rows = [
        (say("Software"), f"Detente {engine.version}"),
        (say("Dimensions of the model"), language.number(engine.dimensions)),
        (say("Seed"), str(engine.seed)),
        (say("Least number behind a published number"), language.number(published.floor)),
        (say("Format of the result"), published.format),
    ]
    if sentences.subject.source:
        name = say("Held at") if sentences.subject.held_elsewhere else say("File")
        rows.insert(0, (name, quoted(sentences.subject.source)))
    return details(
        say("What made this page"),
        tag("p", say("The same votes with the same version and seed give the same page.")),
        data_table(say("What made this page"), [say("What"), say("Value")], rows, numbers_from=9),
    )


def decisions(sentences: Sentences) -> Html | None:
    """What was decided while the file was read."""
    if not sentences.subject.decisions:
        return None
    say = sentences.language.say
    return section(
        "reading",
        say("What was decided while reading the file"),
        tag(
            "ul",
            *(tag("li", quoted(note)) for note in sentences.subject.decisions),
            class_="plain",
        ),
    )
