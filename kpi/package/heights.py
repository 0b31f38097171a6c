"""Whether tables can have their new height, and why not."""

import re

from kpi.package.cells import Cell
from kpi.package.ranges import Growth
from kpi.package.splice import Spliced, merged
from kpi.problems import Place, Problem
from kpi.problems.package import content_below, sheet_is_full, tables_share_rows, totals_row_in_the_way
from kpi.references import ROWS, Box
from kpi.tables import letters


def refusals(spliced: Spliced) -> list[Problem]:
    """Why the tables cannot have their new height."""
    problems = []
    for number, target in enumerate(spliced.targets):
        for other in spliced.targets[:number]:
            if _rows_meet(target.growth, other.growth):
                place = _place(spliced, target.table.box)
                problems.append(tables_share_rows(place, target.table.name, other.table.name))
        problems += height_refused(spliced, target.growth)
    return problems


def height_refused(spliced: Spliced, growth: Growth) -> list[Problem]:
    """Why one table cannot have its new height."""
    table = growth.table
    if growth.last == growth.was:
        return []
    if table.totals_rows:
        return [totals_row_in_the_way(_place(spliced, table.box), table.name)]
    if growth.last > ROWS:
        return [sheet_is_full(_place(spliced, table.box), table.name)]
    found = _first_below(spliced, growth)
    if found is None:
        return []
    return [content_below(_place(spliced, found), table.name, growth.last - table.body.top + 1)]


def _rows_meet(one: Growth, other: Growth) -> bool:
    top, bottom = one.table.box.top, max(one.was, one.last)
    return top <= max(other.was, other.last) and other.table.box.top <= bottom


def _place(spliced: Spliced, area: Box) -> Place:
    return Place(spliced.book.name, spliced.sheet.title, f"{letters(area.left)}{area.top}")


def _first_below(spliced: Spliced, growth: Growth) -> Box | None:
    """The first thing in the rows that a table is about to take."""
    zone = Box(1, growth.was + 1, 16_384, growth.last)
    areas = [table.box for table in spliced.sheet.tables if table is not growth.table]
    found = [area for area in (*areas, *merged(spliced.stream.tail)) if area.meets(zone)]
    for number in sorted(row for row in spliced.kept if zone.top <= row <= zone.bottom):
        for cell in spliced.reader.cells(spliced.kept[number]):
            if _holds_something(cell):
                return min([*found, Box(cell.column, number, cell.column, number)], key=lambda area: area.top)
    return min(found, key=lambda area: area.top, default=None)


def _holds_something(cell: Cell) -> bool:
    return bool(re.search(rb"<(?:\w+:)?(?:v|f|is)[\s>]", cell.inner))
