"""What every page is built of: sections with a heading, parts that open on demand, tables with captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.report.language import Language
from detente.report.markup import Html, joined, plain, tag

__all__ = ["data_table", "details", "section", "strip"]


def section(identifier: str, heading: str, *content: Html | None) -> Html:
    """A section with its heading; `identifier` is what links point to."""
    return tag(
        "section",
        tag("h2", heading, id=f"{identifier}-h"),
        *content,
        id=identifier,
        aria_labelledby=f"{identifier}-h",
    )


def details(summary: str, *content: Html | None, open_: bool = False) -> Html:
    """A long part that opens on demand."""
    return tag("details", tag("summary", summary), tag("div", *content, class_="inside"), open=open_)


def data_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers_from: int = 1) -> Html:
    """A plain table: the first cell of each row is its header, columns from `numbers_from` are set as numbers.

    It scrolls sideways within itself where a narrow screen cannot hold it, and can be reached with the keyboard.
    """
    top = tag(
        "tr", *(tag("th", cell, scope="col", class_="n" if i >= numbers_from else None) for i, cell in enumerate(head))
    )
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(tag("td", cell, class_="n" if i >= numbers_from else None) for i, cell in enumerate(row[1:], start=1)),
        )
        for row in rows
    ]
    table = tag("table", tag("caption", caption), tag("thead", top), tag("tbody", *body), class_="data")
    return tag("div", table, class_="scroll", tabindex=0, role="region", aria_label=plain(caption))


def strip(language: Language, items: list[tuple[Html, bool]]) -> Html:
    """Announcements as cards; those without any words about time as a list below."""
    dated = [item for item, has_time in items if has_time]
    open_ = [item for item, has_time in items if not has_time]
    return joined(
        tag("ol", *dated, class_="strip") if dated else None,
        tag("h3", language.say("Announced without a time")) if open_ else None,
        tag("ul", *open_, class_="untimed") if open_ else None,
    )
