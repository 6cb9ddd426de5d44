"""The parts of a page that show who stands where: the map, the groups, and sides against groups."""

from __future__ import annotations

from detente.opinion.results import Axis, AxisStatement, Group, People
from detente.report.blocks import data_table, details, key, section, statement_link, words
from detente.report.drawing import has_curves, is_flat, map_drawing
from detente.report.markup import Html, inline, joined, plain, tag
from detente.report.sentences import Sentences
from detente.report.wording import Crowd

__all__ = ["groups", "opinion_map", "people_table", "sides_by_groups"]

AXIS_STATEMENTS = 4
MARKS = 4


def opinion_map(sentences: Sentences, people: People | None) -> Html:
    """The picture, what its axes mean, and the same numbers as a table."""
    language, published = sentences.language, sentences.published
    say, summary = language.say, sentences.summary
    heading = say("The opinion map")
    if not published.hexagons and people is None:
        return section(
            "map",
            heading,
            tag(
                "p",
                say("No map is drawn: too few people stand near one another to be shown without pointing at somebody."),
            ),
        )
    if len(published.hexagons) == 1 and people is None:
        alone = language.counted(
            "No map is drawn: all who can be shown without pointing at somebody, %(n)s person, stand near one place.",
            "No map is drawn: all who can be shown without pointing at somebody, %(n)s people, stand near one place.",
            published.n_drawn,
        )
        return section("map", heading, tag("p", alone), *_axes(sentences))
    flat = is_flat(published)
    caption = (
        language.counted(
            "Each column shows %(floor)s people or more: the taller, the more people.",
            "Each column shows %(floor)s people or more: the taller, the more people.",
            published.floor,
            floor=language.number(published.floor),
        )
        if flat
        else language.counted(
            "Each hexagon shows a place where %(floor)s people or more stand: "
            "the stronger its colour, the more people.",
            "Each hexagon shows a place where %(floor)s people or more stand: "
            "the stronger its colour, the more people.",
            published.floor,
            floor=language.number(published.floor),
        )
    )
    near = say("People who vote alike stand near one another.")
    drawn = _drawn(sentences)
    outlines = _outlines(sentences, flat) if summary.groups else None
    dots = None
    if people is not None:
        dots = say(
            "Each dot is one person, with an error of one standard deviation around it; its colour is the declared "
            "side."
        )
    title = say("Opinion map: %(verdict)s", verdict=sentences.verdict_title())
    description = " ".join([sentences.verdict(), caption, drawn])
    drawing = map_drawing(
        published, sentences.wording, title=plain(title), description=plain(description), people=people
    )
    figure = tag(
        "figure",
        tag("div", drawing, class_="canvas"),
        _map_key(sentences),
        tag("figcaption", " ".join(part for part in (near, caption, drawn, outlines, dots) if part)),
    )
    rows = [(language.number(h.x, 2), language.number(h.y, 2), language.number(h.n_people)) for h in published.hexagons]
    table = details(
        say("The same as a table"),
        data_table(
            say("The hexagons: place on the map and number of people"),
            [say("Left to right"), say("Bottom to top"), say("People")],
            rows,
        ),
        data_table(
            say("The outlines: centre, spread (one standard deviation) and number of people"),
            [
                say("Group"),
                say("Left to right"),
                say("Bottom to top"),
                say("Spread across"),
                say("Spread upwards"),
                say("People"),
            ],
            [
                (
                    crowd.label,
                    language.number(g.centre[0], 2),
                    language.number(g.centre[1], 2),
                    language.number(max(g.covariance[0][0], 0) ** 0.5, 2),
                    language.number(max(g.covariance[1][1], 0) ** 0.5, 2),
                    "–" if g.n_people is None else language.number(g.n_people),
                )
                for crowd, g in zip(sentences.wording.groups, summary.groups, strict=True)
            ],
        )
        if summary.groups
        else None,
    )
    return section("map", heading, figure, *_axes(sentences), table)


def _drawn(sentences: Sentences) -> str:
    """How many of those who took part the picture shows, and why not the others."""
    language, summary, published = sentences.language, sentences.summary, sentences.published
    drawn = language.number(published.n_drawn)
    if summary.n_placed is None:  # the difference is under the floor
        return language.counted(
            "%(drawn)s of %(n)s person is drawn; the others stand too far apart to be shown without pointing at them, "
            "or have cast too few votes to have a place.",
            "%(drawn)s of %(n)s people are drawn; the others stand too far apart to be shown without pointing at them, "
            "or have cast too few votes to have a place.",
            summary.n_participants,
            drawn=drawn,
        )
    if summary.n_placed == published.n_drawn:
        return language.counted(
            "%(n)s person has cast enough votes to have a place, and is drawn.",
            "%(n)s people have cast enough votes to have a place; all of them are drawn.",
            summary.n_placed,
        )
    return language.counted(
        "%(n)s person has cast enough votes to have a place; %(drawn)s is drawn.",
        "%(n)s people have cast enough votes to have a place; %(drawn)s of them are drawn, the others stand too far "
        "apart to be shown without pointing at them.",
        summary.n_placed,
        drawn=drawn,
    )


def _outlines(sentences: Sentences, flat: bool) -> str:
    say, camps = sentences.language.say, sentences.summary.verdict.kind == "camps"
    if flat and camps and has_curves(sentences.published):
        return say(
            "Curves: each group's spread, its area the group's size, without the uncertainty of single places that "
            "draws columns towards the middle. Below the line: half of a group's people are expected within the thick "
            "bar, nine in ten within the thin one."
        )
    if flat and camps:
        return say(
            "Below the line: half of a group's people are expected within the thick bar, nine in ten within the "
            "thin one."
        )
    if flat:
        return say("Below the line: half of the people at an end are expected within the bar.")
    if camps:
        return say(
            "Outlines: half of a group's people are expected within the full line, nine in ten within the broken one."
        )
    return say("Outlines: half of the people at an end are expected within the line.")


def _map_key(sentences: Sentences) -> Html | None:
    shown = [
        tag("span", key(crowd), crowd.label)
        for crowd, group in zip(sentences.wording.groups, sentences.summary.groups, strict=True)
        if sentences.wording.mark(group)
    ]
    return tag("p", *shown, class_="legend") if shown else None


def _axes(sentences: Sentences) -> list[Html]:
    say = sentences.language.say
    names = [
        (
            say("From left to right"),
            say("← People further left agree more with"),
            say("→ People further right agree more with"),
            say("left end"),
            say("right end"),
        ),
        (
            say("From bottom to top"),
            say("↓ People further down agree more with"),
            say("↑ People further up agree more with"),
            say("lower end"),
            say("upper end"),
        ),
    ]
    blocks = []
    for axis, (heading, low, high, low_end, high_end) in zip(sentences.summary.axes[:2], names, strict=False):
        if not axis.low and not axis.high:
            continue
        blocks.append(
            tag(
                "div",
                tag("h3", heading),
                tag(
                    "div",
                    _pole(sentences, low, axis, axis.low, low_end, high_end),
                    _pole(sentences, high, axis, axis.high, low_end, high_end),
                    class_="poles",
                ),
                class_="axis-block",
            )
        )
    if blocks:
        lead = say(
            "What makes the difference: shares that are expected to agree at each end of the map, passes left out."
        )
        blocks.insert(0, tag("p", lead, class_="lead axes"))
    return blocks


def _pole(
    sentences: Sentences, heading: str, axis: Axis, statements: tuple[AxisStatement, ...], low_end: str, high_end: str
) -> Html:
    language = sentences.language
    if not statements:
        rows = [tag("li", language.say("no statement in particular"))]
    else:
        rows = [
            tag(
                "li",
                words(sentences, s.statement, class_="text"),
                tag(
                    "p",
                    language.say(
                        "%(low_end)s: %(low)s agree; %(high_end)s: %(high)s",
                        low_end=low_end,
                        low=language.percent(s.low_end),
                        high_end=high_end,
                        high=language.percent(s.high_end),
                    ),
                    class_="name",
                ),
            )
            for s in statements[:AXIS_STATEMENTS]
        ]
    return tag("div", tag("h4", heading), tag("ul", *rows))


def groups(sentences: Sentences) -> Html | None:
    """Each group or end: its size and what marks it off from the rest."""
    summary, say = sentences.summary, sentences.language.say
    if not summary.groups:
        return None
    camps = summary.verdict.kind == "camps"
    heading = say("The groups and what marks them") if camps else say("The ends, the middle and what marks them")
    blocks = [
        _group(sentences, crowd, group) for crowd, group in zip(sentences.wording.groups, summary.groups, strict=True)
    ]
    explained = summary.explained
    share = None
    if explained is not None and explained.share is not None:
        percent = sentences.language.percent(explained.share)
        share = tag(
            "p",
            say(
                "Knowing the group of a person tells %(share)s of what can be told in advance about their votes; "
                "the rest is personal.",
                share=percent,
            )
            if camps
            else say(
                "Knowing whether a person stands at an end or in the middle tells %(share)s of what can be told in "
                "advance about their votes; the rest is personal.",
                share=percent,
            ),
        )
    return section("groups", heading, tag("p", sentences.groups_are(), class_="lead"), *blocks, share)


def _group(sentences: Sentences, crowd: Crowd, group: Group) -> Html:
    language = sentences.language
    if group.n_people is None:
        size = language.say("Its size is withheld, to give nobody away.")
    else:
        size = language.counted(
            "%(n)s person, %(share)s of those who took part.",
            "%(n)s people, %(share)s of those who took part.",
            group.n_people,
            share=language.percent(group.n_people / max(sentences.summary.n_participants, 1)),
        )
    marks = []
    for mark in group.representative[:MARKS]:
        said = (
            language.say(
                "%(here)s disagree here, %(rest)s among the others.",
                here=language.percent(mark.group),
                rest=language.percent(mark.rest),
            )
            if mark.vote == "disagree"
            else language.say(
                "%(here)s agree here, %(rest)s among the others.",
                here=language.percent(mark.group),
                rest=language.percent(mark.rest),
            )
        )
        marks.append(
            tag(
                "li",
                words(sentences, mark.statement, class_="text"),
                tag("p", inline(said), " ", statement_link(sentences, mark.statement), class_="name"),
            )
        )
    body = (
        tag("ul", *marks, class_="marks")
        if marks
        else tag("p", language.say("No statement marks it off from the others for certain."))
    )
    return tag("div", tag("h3", key(crowd), crowd.label), tag("p", size), body, class_="group")


def sides_by_groups(sentences: Sentences) -> Html | None:
    """How the declared sides and the groups that were found overlap."""
    summary, language = sentences.summary, sentences.language
    if not summary.sides:
        return None
    say = language.say
    # Not "under ten": a larger number is withheld too where it would let a smaller one be worked out.
    hidden = say("withheld")

    def number(n: int | None) -> str:
        return hidden if n is None else language.number(n)

    head = [say("Side"), say("People"), say("Votes")]
    overlap = bool(summary.groups)
    if overlap:
        head += [crowd.label for crowd in sentences.wording.groups]
        head.append(say("Not placed or between"))
    rows = [
        (
            joined(key(crowd), crowd.label),
            number(side.n_people or None),
            number(side.n_votes),
            *(number(n) for n in side.by_group if overlap),
        )
        for crowd, side in zip(sentences.wording.sides, summary.sides, strict=True)
    ]
    lead = (
        say("Sides are what people declared, groups are what their votes show. The table says how far they match.")
        if overlap
        else say("Sides are what people declared.")
    )
    if sentences.wording.renewed:
        lead = f"{lead} {say('People are those of the last map; votes may be newer.')}"
    heading = say("Sides and groups") if overlap else say("The sides")
    caption = say("People of each side, by group") if overlap else say("People and votes of each side")
    return section("sides", heading, tag("p", lead, class_="lead"), data_table(caption, head, rows))


def people_table(sentences: Sentences, people: People, names: tuple[str, ...]) -> Html:
    """Every participant's place, for the analyst's own eyes."""
    language, say = sentences.language, sentences.language.say
    labels = {i: crowd.label for i, crowd in enumerate(sentences.wording.groups)}
    labels |= {-1: say("between groups"), -2: say("not placed")}
    sides = {i: crowd.label for i, crowd in enumerate(sentences.wording.sides)}
    rows = []
    for i in range(len(people.group)):
        best = float(people.membership[i].max()) if people.membership.shape[1] else None
        rows.append(
            (
                names[i] if i < len(names) else str(i),
                language.number(int(people.n_votes[i])),
                language.number(float(people.position[i, 0]), 2),
                language.number(float(people.position[i, 1]), 2),
                language.number(float(people.covariance[i, 0, 0]) ** 0.5, 2),
                language.number(float(people.covariance[i, 1, 1]) ** 0.5, 2),
                labels[int(people.group[i])],
                "" if best is None else language.percent(best),
                sides.get(int(people.side[i]), ""),
            )
        )
    return section(
        "people",
        say("Each person (private)"),
        details(
            say("The same as a table"),
            data_table(
                say("Every participant's place on the map"),
                [
                    say("Participant"),
                    say("Votes"),
                    say("Left to right"),
                    say("Bottom to top"),
                    say("Error across"),
                    say("Error upwards"),
                    say("Group"),
                    say("Membership"),
                    say("Side"),
                ],
                rows,
            ),
        ),
    )
