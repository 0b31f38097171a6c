"""The tables of an open workbook, read once: one block of values for each sheet that has any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from addin.error_numbers import fault_of
from addin.free_xlwings import ListObject, xw
from kpi.layout import ENTRY_PREFIX, PEOPLE
from kpi.output import OURS
from kpi.references import Box
from kpi.sheets import as_text
from kpi.tables import Dated, Fault, Table, Value

ERRORS = frozenset(["#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#DIV/0!"])
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no time zones
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet as it stands."""

    sheet: xw.Sheet
    title: str
    cells: Sequence[Sequence[Value]]  # from the first row and column on
    areas: Mapping[str, Box]  # of its tables, headers included
    totals: frozenset[str]  # tables with a row of totals

    @property
    def right(self) -> int:
        """The last column in use."""
        return len(self.cells[0]) if self.cells else 0

    def row(self, number: int, left: int, right: int) -> tuple[Value, ...]:
        """Some cells of a row; beyond what is in use they are blank."""
        cells = self.cells[number - 1] if number <= len(self.cells) else ()
        return tuple(cells[at - 1] if at <= len(cells) else None for at in range(left, right + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """All tables of a workbook, and the sheets they stand on."""

    book: str
    tables: Mapping[str, Table]
    pages: Mapping[str, Page]  # by table


def read_tables(book: xw.Book) -> Read:
    """Everything that stands in the tables of a workbook."""
    name = book.name
    pages: dict[str, Page] = {}
    for sheet in book.sheets:
        tables = list(sheet.tables)
        if tables:
            page = _page(sheet, tables)
            pages.update(dict.fromkeys(page.areas, page))
    return Read(book=name, tables={one: _table(name, one, page) for one, page in pages.items()}, pages=pages)


def _page(sheet: xw.Sheet, tables: Sequence[ListObject]) -> Page:
    used = sheet.used_range
    last = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    values = sheet.range((1, 1), last).options(ndim=2, err_to_str=True).value
    return Page(
        sheet=sheet,
        title=sheet.name,
        cells=[[value_of(cell) for cell in row] for row in values],
        areas={table.name: area_of(table.range) for table in tables},
        totals=frozenset(table.name for table in tables if table.show_totals),
    )


def area_of(block: xw.Range) -> Box:
    """The cells of a range."""
    rows, columns = block.shape
    return Box(block.column, block.row, block.column + columns - 1, block.row + rows - 1)


def value_of(cell: Any) -> Value:
    """A cell as xlwings hands it over, as tables hold it."""
    if cell is None or isinstance(cell, (bool, float)):
        return cell
    if isinstance(cell, str):
        return Fault(cell) if cell in ERRORS else cell
    if isinstance(cell, datetime):
        return Dated((cell.replace(tzinfo=None) - FIRST_DAY) / A_DAY)
    fault = fault_of(cell)  # xlwings knows seven of them by name
    return float(cell) if fault is None else fault


def _table(book: str, name: str, page: Page) -> Table:
    area = page.areas[name]
    headers = tuple(map(as_text, page.row(area.top, area.left, area.right)))
    last = area.bottom - (name in page.totals)
    if name == PEOPLE.name or name.startswith(ENTRY_PREFIX):
        last = _last_typed(page, area, last)
    rows = [page.row(number, area.left, area.right) for number in range(area.top + 1, last + 1)]
    return Table(
        name=name,
        book=book,
        sheet=page.title,
        headers=headers,
        first_row=area.top + 1,
        first_column=area.left,
        rows=rows,
        formulas=_calling(page, Box(area.left, area.top + 1, area.right, last), OURS[name]) if name in OURS else {},
    )


def _calling(page: Page, body: Box, function: str) -> dict[tuple[int, int], str]:
    """The formulas of a table that call a function, by row and column of its body."""
    if body.bottom < body.top:
        return {}
    found = page.sheet.range((body.top, body.left), (body.bottom, body.right)).formula
    rows = found if isinstance(found, (list, tuple)) else [[found]]
    return {
        (row, column): text
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if isinstance(text, str) and text.startswith("=") and function in text.upper()
    }


def _last_typed(page: Page, area: Box, last: int) -> int:
    """The last row that was typed right below a table; on a protected sheet it does not grow by itself."""
    others = [other for other in page.areas.values() if other != area]
    while page.row(last + 1, area.left, area.left) != (None,):
        below = Box(area.left, last + 1, area.right, last + 1)
        if any(below.meets(other) for other in others):
            break
        last += 1
    return last
