"""Pictures as SVG: the opinion map and the bars of one cell. No script, no external file, no inline style.

Coordinates of the map are those of `PublishedMap`; one unit is drawn equally long in both directions. Colours come
from the page's style sheet by class (``s0`` .. for sides, ``g0`` .. for groups), so one drawing serves light, dark and
print. Every drawing has a title and a description.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.results import Cell, Group, Hexagon, People, PublishedMap
from detente.report.markup import Html, joined, tag
from detente.report.wording import Wording

__all__ = ["HALF", "NINE_TENTHS", "bar", "counted_bar", "ellipse_of", "has_curves", "is_flat", "map_drawing"]

HALF = math.sqrt(-2 * math.log(1 - 0.5))
"""Radius, in standard deviations, of the ellipse that holds half of a two-dimensional normal distribution: the
squared distance is chi-square with two degrees of freedom, whose quantile p is -2 ln(1 - p)."""

NINE_TENTHS = math.sqrt(-2 * math.log(1 - 0.9))
"""The same for nine tenths."""

HALF_OF_LINE, NINE_TENTHS_OF_LINE = 0.6745, 1.6449
"""The same on a line: the quantiles .75 and .95 of the normal distribution."""

GOLDEN = (math.sqrt(5) - 1) / 2
"""Multiples of it, without their whole part, spread evenly however many there are (Weyl)."""

REACH, BENDS = 2.8, 28
"""How many standard deviations a curve reaches to either side of its centre, and in how many pieces."""

CROWD = 300
"""People on a private map above which single errors are drawn faintly."""

WIDTH, NARROWEST = 720.0, 320.0
MARGIN = 28.0
STEPS = 5
LARGEST = 44.0
"""From a hexagon's centre to its corner, at most: few people are not drawn larger than many."""


def bar(cell: Cell, title: str, description: str) -> Html:
    """Agree from the start, disagree from the end, pass between, and a whisker over each of the two edges.

    The cell must have its three intervals. 100 units wide; the style sheet mirrors it for right-to-left pages.
    """
    assert cell.agree is not None
    assert cell.disagree is not None
    low, high = round(100 * cell.agree.low, 1), round(100 * cell.agree.high, 1)
    left, right = round(100 - 100 * cell.disagree.high, 1), round(100 - 100 * cell.disagree.low, 1)
    whiskers = f'<path class="w" d="M{low:g} 3.5H{high:g}M{left:g} 6.5H{right:g}"/>'
    return _bar(cell.agree.estimate, cell.disagree.estimate, title, description, whiskers)


def counted_bar(cell: Cell, title: str, description: str) -> Html:
    """The same of the counts alone: nothing is estimated, so there are no whiskers."""
    n = max(cell.n_votes, 1)
    return _bar(cell.agreed / n, cell.disagreed / n, title, description)


def _bar(agreeing: float, disagreeing: float, title: str, description: str, more: str = "") -> Html:
    agree = round(100 * agreeing, 1)
    # The three shares are estimated one by one and need not add up to 1: agree is drawn as it is, the rest fits in.
    disagree = min(round(100 * disagreeing, 1), round(100 - agree, 1))
    start = round(100 - disagree, 1)
    return Html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f"{tag('title', title)}{tag('desc', description)}"
        f'<path class="p" d="M0 0h100v10H0z"/><path class="a" d="M0 0h{agree:g}v10H0z"/>'
        f'<path class="d" d="M{start:g} 0H100v10H{start:g}z"/>{more}</svg>'
    )


def is_flat(published: PublishedMap) -> bool:
    """Whether the map has one axis only: everybody stands on one line."""
    return len(published.summary.axes) < 2


def has_curves(published: PublishedMap) -> bool:
    """Whether the groups are drawn as curves over the columns: camps along one line, of which the sizes are known."""
    return is_flat(published) and bool(_shares(published.summary.groups))


def _shares(groups: tuple[Group, ...]) -> tuple[float, ...]:
    """The shares of camps; one that is withheld is what the others leave, and where more are there is no telling."""
    missing = [group for group in groups if group.share is None]
    if (
        len(groups) < 2
        or len(missing) > 1
        or any(group.kind != "camp" or group.covariance[0][0] <= 0 for group in groups)
    ):
        return ()
    rest = max(1.0 - sum(group.share or 0.0 for group in groups), 0.0)
    return tuple(rest if group.share is None else group.share for group in groups)


def _expected(group: Group, share: float, n_people: int, width: float) -> list[tuple[float, float]]:
    """People of a camp expected in columns of that width, along the line: the normal density of its published centre
    and variance."""
    deviation = math.sqrt(group.covariance[0][0])
    peak = n_people * share * width / (deviation * math.sqrt(2 * math.pi))
    return [
        (group.centre[0] + z * deviation, peak * math.exp(-z * z / 2))
        for z in (k * REACH / BENDS for k in range(-BENDS, BENDS + 1))
    ]


def ellipse_of(covariance: npt.ArrayLike) -> tuple[float, float, float]:
    """Half axes (one standard deviation) and the angle of the longer one, in degrees counter-clockwise.

    >>> ellipse_of([[4.0, 0.0], [0.0, 1.0]])
    (2.0, 1.0, 0.0)
    """
    values, vectors = np.linalg.eigh(np.asarray(covariance, float))
    small, large = np.sqrt(np.maximum(values, 0.0))
    x, y = vectors[:, 1]
    return float(large), float(small), math.degrees(math.atan2(y, x)) % 180.0


@dataclass(frozen=True)
class _Frame:
    """From map coordinates to the drawing's."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def x(self, value: float) -> float:
        return MARGIN + (value - self.left) * self.scale

    def y(self, value: float) -> float:
        return MARGIN + (self.top - value) * self.scale

    def __str__(self) -> str:
        """Where the map's origin lies in the drawing, and how long its unit is: for a script that adds a mark."""
        return f"{self.x(0):.2f} {self.y(0):.2f} {self.scale:.4f}"

    @classmethod
    def around(cls, low: tuple[float, float], high: tuple[float, float], size: float) -> _Frame:
        width, height = max(high[0] - low[0], 1e-9), max(high[1] - low[1], 1e-9)
        # A tall map is drawn narrower, so that it fits on a screen.
        scale = min((WIDTH - 2 * MARGIN) / width, (WIDTH * 0.8 - 2 * MARGIN) / height)
        if size:
            scale = min(scale, LARGEST / size)
        # Few people make a narrow picture, not a wide empty one: on a telephone it is then drawn larger.
        whole = max(width * scale + 2 * MARGIN, NARROWEST)
        spare = (whole - 2 * MARGIN) / scale - width
        return cls(low[0] - spare / 2, high[1], scale, whole, height * scale + 2 * MARGIN)


def _reach(group: Group, radius: float) -> tuple[float, float]:
    """Half width and half height of the group's ellipse."""
    (a, _), (_, d) = group.covariance
    return radius * math.sqrt(max(a, 0.0)), radius * math.sqrt(max(d, 0.0))


def _frame(published: PublishedMap, people: People | None) -> _Frame:
    size = published.hexagon_size
    xs = [h.x + s * size for h in published.hexagons for s in (-1, 1)]
    ys = [h.y + s * size for h in published.hexagons for s in (-1, 1)]
    for group in published.summary.groups:
        across, up = _reach(group, NINE_TENTHS if group.kind == "camp" else HALF)
        xs += [group.centre[0] - across, group.centre[0] + across]
        ys += [group.centre[1] - up, group.centre[1] + up]
    if people is not None:
        placed = people.group > -2
        xs += people.position[placed, 0].tolist()
        ys += people.position[placed, 1].tolist()
    if not xs:
        return _Frame.around((-1.0, -1.0), (1.0, 1.0), 0.0)
    return _Frame.around((min(xs), min(ys)), (max(xs), max(ys)), size)


def _shade(n: int, least: int, most: int) -> int:
    """1 to `STEPS`, evenly from the emptiest hexagon that may be drawn to the fullest."""
    return 1 + STEPS * (n - least) // (most - least + 1)


def _hexagon(frame: _Frame, hexagon: Hexagon, size: float, shade: int, title: str) -> Html:
    # Corners up: centre to corner is `size`. Drawn a little smaller, so that neighbours stay apart.
    corners = [
        f"{frame.x(hexagon.x + 0.96 * size * math.sin(k * math.pi / 3)):.1f},"
        f"{frame.y(hexagon.y + 0.96 * size * math.cos(k * math.pi / 3)):.1f}"
        for k in range(6)
    ]
    return tag("polygon", tag("title", title), class_=f"h h{shade}", points=" ".join(corners))


def _outline(frame: _Frame, group: Group, index: int) -> Html:
    large, small, angle = ellipse_of(group.covariance)
    at = f"translate({frame.x(group.centre[0]):.1f} {frame.y(group.centre[1]):.1f}) rotate({-angle:.1f})"
    return joined(
        *(
            tag(
                "ellipse",
                class_=f"{kind} g{index % 6}",
                rx=f"{max(radius * large * frame.scale, 3):.1f}",
                ry=f"{max(radius * small * frame.scale, 3):.1f}",
                transform=at,
            )
            for kind, radius in (("halo", HALF), ("half", HALF), ("halo", NINE_TENTHS), ("most", NINE_TENTHS))
            # An end is cut out of a spectrum and has no tail of its own, as a camp has.
            if group.kind == "camp" or radius == HALF
        )
    )


def _mark(frame: _Frame, x: float, y: float, text: str, index: int) -> Html:
    radius = 15 if frame.width < 0.7 * WIDTH else 20  # a wide picture shrinks on a telephone
    return joined(
        tag("circle", class_=f"disc g{index % 6}", cx=f"{x:.1f}", cy=f"{y:.1f}", r=radius),
        tag(
            "text",
            text,
            class_="mark",
            x=f"{x:.1f}",
            y=f"{y + 0.4 * radius:.1f}",
            font_size=round(1.15 * radius),
            text_anchor="middle",
        ),
    )


def _dots(frame: _Frame, people: People) -> Html:
    """Each placed person as a dot in an error ellipse of one standard deviation. Private pages only."""
    parts = []
    for i in np.flatnonzero(people.group > -2).tolist():
        x, y = people.position[i]
        large, small, angle = ellipse_of(people.covariance[i])
        at = f"translate({frame.x(x):.1f} {frame.y(y):.1f}) rotate({-angle:.0f})"
        parts.append(
            f'<ellipse class="error" rx="{large * frame.scale:.1f}" ry="{small * frame.scale:.1f}" transform="{at}"/>'
            f'<circle class="{_dot_class(people, i)}" r="2.5" transform="{at}"/>'
        )
    return _layer(parts)


def _layer(parts: list[str]) -> Html:
    """The people as one layer; where they are many, their errors are drawn more faintly."""
    return Html(f'<g class="{"people crowded" if len(parts) > CROWD else "people"}">{"".join(parts)}</g>')


def _dots_on_line(frame: _Frame, people: People, top: float, height: float) -> Html:
    """The same where the map is a line: dots spread over the free height, which means nothing."""
    parts = []
    for nth, i in enumerate(np.flatnonzero(people.group > -2).tolist()):
        x = frame.x(people.position[i, 0])
        y = top + height * (nth * GOLDEN % 1.0)
        reach = math.sqrt(max(float(people.covariance[i, 0, 0]), 0.0)) * frame.scale
        parts.append(
            f'<path class="error" d="M{x - reach:.1f} {y:.1f}h{2 * reach:.1f}"/>'
            f'<circle class="{_dot_class(people, i)}" r="2.5" cx="{x:.1f}" cy="{y:.1f}"/>'
        )
    return _layer(parts)


def _dot_class(people: People, i: int) -> str:
    side = int(people.side[i])
    return f"dot s{side % 6}" if side >= 0 else "dot"


def map_drawing(
    published: PublishedMap, wording: Wording, *, title: str, description: str, people: People | None = None
) -> Html:
    """The map: hexagons of the floor or more, group outlines, marks; with `people`, each person's dot and error.

    Where only one axis carries weight the map is a line, and the hexagons become columns along it.

    Parameters
    ----------
    published : PublishedMap
    wording : Wording
        Names the groups.
    title, description : str
        For those who do not see the picture.
    people : People, optional
        Draws single people, for the analyst's own eyes.
    """
    if is_flat(published):
        return _line(published, wording, title, description, people)
    frame = _frame(published, people)
    most = max((h.n_people for h in published.hexagons), default=0)
    least = min((h.n_people for h in published.hexagons), default=0)
    hexagons = [
        _hexagon(
            frame,
            h,
            published.hexagon_size,
            _shade(h.n_people, least, most),
            wording.language.counted("%(n)s person", "%(n)s people", h.n_people),
        )
        for h in published.hexagons
    ]
    groups = list(enumerate(published.summary.groups))
    shown = [(i, group) for i, group in groups if wording.mark(group)]
    return _svg(
        frame.width,
        frame.height,
        title,
        description,
        "map",
        str(frame),
        *hexagons,
        _dots(frame, people) if people is not None else None,
        *(_outline(frame, group, i) for i, group in shown),
        *(_mark(frame, frame.x(g.centre[0]), frame.y(g.centre[1]), wording.mark(g), i) for i, g in shown),
    )


def _line(published: PublishedMap, wording: Wording, title: str, description: str, people: People | None) -> Html:
    frame = _frame(published, people)
    size, height, floor = published.hexagon_size, 240.0, 196.0
    columns: dict[float, int] = {}
    for hexagon in published.hexagons:  # rows of the grid that share an x stand in one column
        columns[round(hexagon.x, 6)] = columns.get(round(hexagon.x, 6), 0) + hexagon.n_people
    summary = published.summary
    placed = summary.n_participants if summary.n_placed is None else summary.n_placed
    curves = [
        _expected(group, share, placed, math.sqrt(3) * size or 1.0)
        for group, share in zip(summary.groups, _shares(summary.groups), strict=False)
    ]
    most = max([*columns.values(), *(n for curve in curves for _, n in curve)], default=0)
    width = max(math.sqrt(3) * size * frame.scale - 3, 3)
    parts: list[Html] = []
    for x, n in sorted(columns.items()):
        tall = 150 * n / most
        parts.append(
            tag(
                "rect",
                tag("title", wording.language.counted("%(n)s person", "%(n)s people", n)),
                class_="h h4",
                x=f"{frame.x(x) - width / 2:.1f}",
                y=f"{floor - tall:.1f}",
                width=f"{width:.1f}",
                height=f"{tall:.1f}",
            )
        )
    for i, curve in enumerate(curves):
        way = " ".join(
            f"{frame.x(x):.1f},{floor - 150 * n / most:.1f}" for x, n in curve if 0 <= frame.x(x) <= frame.width
        )
        parts += [tag("polyline", class_=f"{kind} g{i % 6}", points=way) for kind in ("halo", "curve")]
    parts.append(tag("path", class_="axis", d=f"M4 {floor:g}H{frame.width - 4:g}"))
    if people is not None:
        parts.append(_dots_on_line(frame, people, floor - 150, 142))
    for i, group in enumerate(published.summary.groups):
        if not wording.mark(group):
            continue
        x, (one, _) = frame.x(group.centre[0]), _reach(group, frame.scale)
        for kind, radius in (("tail", NINE_TENTHS_OF_LINE), ("span", HALF_OF_LINE)):
            if group.kind == "camp" or kind == "span":
                reach = max(radius * one, 3)
                start = f"M{x - reach:.1f} {floor + 22:g}h{2 * reach:.1f}"
                parts.append(tag("path", class_=f"{kind} g{i % 6}", d=start))
        parts.append(_mark(frame, x, floor + 22, wording.mark(group), i))
    return _svg(frame.width, height, title, description, "map line", str(frame), *parts)


def _svg(width: float, height: float, title: str, description: str, kind: str, frame: str, *parts: Html | None) -> Html:
    return tag(
        "svg",
        tag("title", title, id="map-title"),
        tag("desc", description, id="map-desc"),
        *parts,
        class_=kind,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        role="img",
        aria_labelledby="map-title map-desc",
        data_frame=frame,
        direction="ltr",
    )
