"""What matters to people, in words: whose numbers, and where there is nothing to say."""

from __future__ import annotations

import dataclasses
import re

import pytest

from detente.opinion.marks import what_matters
from detente.opinion.results import Cell, PublishedMap
from detente.report import render_page, render_text
from detente.report.results_page import Setting, results_parts, statement_parts
from tests.report.making import published, subject
from tests.report.tree import parsed

SIDES = ("Norland", "Südmark")


def marked(public: PublishedMap, *loud: int) -> PublishedMap:
    """The same map with marks: one answer in ten, and on the statements `loud` four in five."""

    def with_marks(cell: Cell, place: int) -> Cell:
        share = 0.8 if place in loud else 0.1
        return cell if cell.withheld else dataclasses.replace(cell, marked=int(cell.n_votes * share))

    rows = []
    for place, row in enumerate(public.summary.statements):
        sides = tuple(with_marks(cell, place) for cell in row.sides)
        rows.append(dataclasses.replace(row, overall=with_marks(row.overall, place), sides=sides))
    names = tuple(side.name for side in public.summary.sides)
    summary = dataclasses.replace(public.summary, statements=tuple(rows), matters=what_matters(rows, names))
    return dataclasses.replace(public, summary=summary)


def words(html: str) -> str:
    return " ".join(re.sub(r"[\u2066-\u2069]", "", re.sub(r"<[^>]+>", " ", html)).split())


def test_each_side_has_its_own_sentence_and_its_own_line() -> None:
    public = marked(published("camps", SIDES), 0, 2)
    assert {entry.statement for entry in public.summary.matters} == {0, 2}
    root = parsed(render_page(public, subject()))
    section = root.by_id("matters")
    place = public.summary.matters[0].statement
    row = public.summary.statements[place]
    text = words(render_page(public, subject()))
    for name, cell in zip(SIDES, row.sides, strict=True):
        assert f"Of the {cell.n_votes} people of side {name} who answered this, {cell.marked} said that it" in text
    assert "That is more than of other statements, on every side." in text
    numbers = [[td.text for td in tr.all("td")] for tr in section.all("tr")]
    for cell in (row.overall, *row.sides):
        assert any(line[:2] == [str(cell.n_votes), str(cell.marked)] for line in numbers)
    assert "Over all statements side Norland said so in" in text
    assert "What matters to them" in render_text(public, subject())


def test_without_sides_it_speaks_of_those_who_answered() -> None:
    public = marked(published("spectrum", ()), 0)
    cell = public.summary.statements[0].overall
    text = words(render_page(public, subject()))
    assert f"Of the {cell.n_votes} people who answered this, {cell.marked} said that it matters to them." in text
    assert (
        "on every side"
        not in words(str(results_parts(public, subject(), Setting(), language="en").findings)).split(
            "What matters to them"
        )[1]
    )


@pytest.mark.parametrize("sides", [(), SIDES])
def test_where_nothing_stands_out_it_says_so(sides: tuple[str, ...]) -> None:
    public = marked(published("camps", sides))
    assert public.summary.matters == ()
    text = words(render_page(public, subject()))
    assert "No statement matters to people more than the others do for certain." in text
    assert "Over all statements" in text


@pytest.mark.parametrize("sides", [(), SIDES])
def test_where_nobody_marked_there_is_no_such_part(sides: tuple[str, ...]) -> None:
    never = published("camps", sides)
    nobody = marked(never)
    rows = tuple(
        dataclasses.replace(
            row,
            overall=dataclasses.replace(row.overall, marked=None if row.overall.withheld else 0),
            sides=tuple(dataclasses.replace(cell, marked=None if cell.withheld else 0) for cell in row.sides),
        )
        for row in nobody.summary.statements
    )
    nobody = dataclasses.replace(never, summary=dataclasses.replace(never.summary, statements=rows))
    for public in (never, nobody):
        parts = results_parts(public, subject(), Setting(), language="en")
        own = statement_parts(public, subject(), Setting(), 0, language="en")
        for html in (render_page(public, subject()), str(parts.findings), str(own)):
            assert "matters" not in words(html)
        assert "This matters to me" not in words(str(parts.method))


def test_a_statement_has_its_numbers_though_it_is_not_listed() -> None:
    public = marked(published("camps", SIDES), 0)
    assert 1 not in {entry.statement for entry in public.summary.matters}
    cell = public.summary.statements[1].sides[0]
    text = words(str(statement_parts(public, subject(), Setting(), 1, language="en")))
    assert f"Of the {cell.n_votes} people of side Norland who answered this, {cell.marked} said" in text
    assert "That is more than" not in text
