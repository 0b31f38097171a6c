"""What stands in several places of a workbook, and how far its tables reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from addin.book_tables import area_of
from addin.excel.sheet_state import Cell, State, same, state
from addin.free_xlwings import ListObject, xw

Box = list[int]  # left, top, right, bottom of a table
AreaData = Sequence[Any]  # title, top, left, bottom, right


def states(book: xw.Book, areas: Sequence[AreaData]) -> Mapping[str, State]:
    """What stands in areas, by sheet."""
    found: dict[str, dict[Cell, Any]] = {}
    for title, *place in areas:
        sheet = sheet_of(book, title)
        if sheet is not None:
            found.setdefault(title, {}).update(state(sheet, *place))
    return found


def differing(one: State, other: State) -> list[Cell]:
    return sorted(cell for cell in {*one, *other} if not same(one.get(cell), other.get(cell)))


def sheet_of(book: xw.Book, title: str) -> xw.Sheet | None:
    return next((sheet for sheet in book.sheets if sheet.name == title), None)


def table_of(book: xw.Book, name: str) -> ListObject | None:
    return next((table for sheet in book.sheets for table in sheet.tables if table.name == name), None)


def reach(table: ListObject) -> Box:
    box = area_of(table.range)
    return [box.left, box.top, box.right, box.bottom]
