"""What another lexicon or other names of parties would change in a concordance, before anybody saves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from detente.wording.errors import OtherTexts
from detente.wording.results import Concordance, Link, Point, Span

__all__ = ["LinkChange", "PointChange", "Preview", "what_changes"]


@dataclass(frozen=True)
class PointChange:
    """A point that is read otherwise than before.

    Attributes
    ----------
    side : str
        ``"a"`` or ``"b"``.
    before, after : Point
        The same passage, read twice.
    what : tuple of str
        What differs: ``"kind"`` (it becomes a frame, or a point), ``"theme"``, ``"commitment"``, ``"sides"``,
        ``"speaker"``.
    """

    side: str
    before: Point
    after: Point
    what: tuple[str, ...]


@dataclass(frozen=True)
class LinkChange:
    """A link that is proposed otherwise than before.

    Attributes
    ----------
    before, after : Link or None
        The link of the same passages; None before it comes, and after it went.
    what : tuple of str
        ``"comes"`` · ``"goes"`` · ``"zone"`` · ``"differences"``; the last two may stand together.
    """

    before: Link | None
    after: Link | None
    what: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """Everything that changes.

    Attributes
    ----------
    points : tuple of PointChange
        Of A, then of B, in the order of the texts.
    links : tuple of LinkChange
        In the order of A.
    """

    points: tuple[PointChange, ...]
    links: tuple[LinkChange, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many links come, go, change their ``zone`` or their ``differences``; how many points change their
        ``theme``, ``commitment``, ``sides``, ``speaker``, become a frame (``to_frame``) or a point (``to_point``)."""
        told = Counter(what for change in self.links for what in change.what)
        told.update(what for change in self.points for what in change.what if what != "kind")
        told.update(f"to_{change.after.kind}" for change in self.points if "kind" in change.what)
        names = (
            "comes",
            "goes",
            "zone",
            "differences",
            "theme",
            "commitment",
            "sides",
            "speaker",
            "to_frame",
            "to_point",
        )
        return {name: told[name] for name in names}


def what_changes(before: Concordance, after: Concordance) -> Preview:
    """Compare two concordances of the same two texts, passage by passage.

    Scores are not compared: every word of a lexicon moves all of them a little, and they only order proposals. A
    passage that is cut otherwise in the two is no change of a point; its links go and come.

    Parameters
    ----------
    before, after : Concordance
        Of the same bodies, in the same order.

    Raises
    ------
    OtherTexts
        The bodies are not the same.

    Examples
    --------
    >>> from detente.wording.concordance import concord
    >>> from detente.wording.lexicon import load_lexicon
    >>> from detente.wording.results import Text
    >>> a = Text("The council met the traders. The council promised cheaper parking permits.")
    >>> b = Text("The traders met the council. Stallholders will get parking at lower cost.")
    >>> before, after = (concord(a, b, lexicon=load_lexicon(name)) for name in ("general", "municipal"))
    >>> found = what_changes(before, after)
    >>> [(change.side, change.what, change.after.theme) for change in found.points]
    [('a', ('theme',), 'traffic'), ('b', ('theme',), 'traffic')]
    >>> [change.what for change in found.links]
    [('comes',)]
    """
    for name, one, other in (("A", before.a, after.a), ("B", before.b, after.b)):
        if one.body != other.body:
            raise OtherTexts(f"Text {name} is not the same in both. Compare two concordances of the same two texts.")
    points = (*_points("a", before.points_a, after.points_a), *_points("b", before.points_b, after.points_b))
    old, new = _links(before), _links(after)
    links = []
    for key in sorted({*old, *new}):
        was, is_now = old.get(key), new.get(key)
        what = _how(was, is_now)
        if what:
            links.append(LinkChange(was, is_now, what))
    return Preview(points, tuple(links))


def _points(side: str, before: tuple[Point, ...], after: tuple[Point, ...]) -> Iterator[PointChange]:
    old = {point.span: point for point in before}
    for point in after:
        was = old.get(point.span)
        if was is None:
            continue
        names = ("kind", "theme", "commitment", "sides", "speaker")
        what = tuple(name for name in names if getattr(was, name) != getattr(point, name))
        if what:
            yield PointChange(side, was, point, what)


def _links(found: Concordance) -> dict[tuple[tuple[Span, ...], tuple[Span, ...]], Link]:
    """Links by the passages they join: ids are counted anew in every run."""
    a, b = ({point.id: point.span for point in points} for points in (found.points_a, found.points_b))
    return {(tuple(a[one] for one in link.a), tuple(b[one] for one in link.b)): link for link in found.links}


def _how(was: Link | None, is_now: Link | None) -> tuple[str, ...]:
    if was is None or is_now is None:
        return ("comes",) if was is None else ("goes",)
    zone = ("zone",) if was.zone != is_now.zone else ()
    return (*zone, "differences") if set(was.differences) != set(is_now.differences) else zone
