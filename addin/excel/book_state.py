"""What stands in several places of a workbook, and how far its tables reach.

Every word with Excel takes time, so sheets and tables are listed once and not looked for one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from addin.book_tables import area_of
from addin.excel.sheet_state import Cell, State, same, state
from addin.free_xlwings import ListObject, xw

Box = list[int]  # left, top, right, bottom of a table
AreaData = Sequence[Any]  # title, top, left, bottom, right


def states(book: xw.Book, areas: Sequence[AreaData]) -> Mapping[str, State]:
    """What stands in areas, by sheet."""
    found: dict[str, dict[Cell, Any]] = {}
    sheets = sheets_of(book)
    for title, *place in areas:
        if title in sheets:
            found.setdefault(title, {}).update(state(sheets[title], *place))
    return found


def differing(one: State, other: State) -> list[Cell]:
    return sorted(cell for cell in {*one, *other} if not same(one.get(cell), other.get(cell)))


def sheets_of(book: xw.Book) -> Mapping[str, xw.Sheet]:
    return {sheet.name: sheet for sheet in book.sheets}


def tables_of(book: xw.Book) -> Mapping[str, ListObject]:
    return {table.name: table for sheet in book.sheets for table in sheet.tables}


def reach(table: ListObject) -> Box:
    box = area_of(table.range)
    return [box.left, box.top, box.right, box.bottom]


def reaches(book: xw.Book, names: Iterable[str]) -> dict[str, Box]:
    """How far tables reach; raises KeyError for one that is not there."""
    wanted = list(names)
    tables = tables_of(book) if wanted else {}
    return {name: reach(tables[name]) for name in wanted}
