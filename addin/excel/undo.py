"""Taking back what a button wrote.

Excel forgets its own undo list when a macro writes, so the steps are ours. A step is taken back only as
a whole, and only where nobody has changed its cells since. Row heights and formats stay as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from addin.excel.book_state import Box, differing, reach, sheets_of, states, tables_of
from addin.excel.sheet_state import State, same, state, write
from addin.excel.steps import Steps
from addin.free_xlwings import xw
from kpi.problems import Place
from kpi.tables import letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What became of the last step; with `changed` cells nothing was taken back."""

    button: str
    cells: int = 0
    changed: Sequence[Place] = ()


def undo(book: xw.Book, steps: Steps) -> Undone | None:
    """Takes the last step back; None where there is none. What is as it was before, is passed over."""
    while (step := steps.last()) is not None:
        data = step.data
        if not data["done"]:  # the program was ended while it wrote
            cells = restore_all(book, data)
        else:
            due, changed = _compared(book, data)
            if changed:
                return Undone(button=data["button"], changed=changed)
            cells = _restore(book, data, due)
        step.file.unlink(missing_ok=True)
        if cells:
            return Undone(button=data["button"], cells=cells)
    return None


def _compared(book: xw.Book, data: Any) -> tuple[dict[str, State], list[Place]]:
    """What has to be written to take a step back, and what somebody has changed since."""
    due: dict[str, State] = {}
    changed = list(_resized(book, data))
    sheets = sheets_of(book)
    for title, cells in data["cells"].items():
        sheet = sheets.get(title)
        if sheet is None:
            changed += [Place(book.name, title)] if cells and title not in data["added"] else []
            continue
        now = _bounding(sheet, cells)
        other = [one for one in cells if not same(now.get((one[0], one[1])), one[2])]
        due[title] = {(row, column): before for row, column, before, _ in other}
        changed += [
            Place(book.name, title, f"{letters(column)}{row}")
            for row, column, _, after in other
            if not same(now.get((row, column)), after)
        ]
    return due, changed


def _resized(book: xw.Book, data: Any) -> Iterator[Place]:
    """Tables that are neither as they were before nor as they were after."""
    tables = tables_of(book) if data["tables"] else {}
    for name, before in data["tables"].items():
        table = tables.get(name)
        if table is None:
            yield Place(book.name, name)
        elif reach(table) not in (before, data["reached"][name]):
            yield Place(book.name, table.parent.name, f"{letters(before[0])}{before[1]}")


def _restore(book: xw.Book, data: Any, due: Mapping[str, State]) -> int:
    """Brings tables to their size and writes cells; gives how many, at least one where anything was done."""
    others = sum([*_resize(book, data["tables"]), *_removed(book, data["added"])])
    sheets = sheets_of(book)
    for title, cells in due.items():
        if title in sheets:
            write(sheets[title], cells)
    return sum(map(len, due.values())) or others


def _resize(book: xw.Book, tables: Mapping[str, Box]) -> Iterator[bool]:
    there = tables_of(book) if tables else {}
    for name, before in tables.items():
        table = there.get(name)
        if table is not None and reach(table) != before:
            left, top, right, bottom = before
            table.resize(table.parent.range((top, left), (bottom, right)))
            yield True


def _removed(book: xw.Book, titles: Sequence[str]) -> Iterator[bool]:
    sheets = sheets_of(book) if titles else {}
    for title in titles:
        if title in sheets:
            sheets[title].delete()
            yield True


def restore_all(book: xw.Book, data: Any) -> int:
    """Brings back everything that is kept, whatever stands there."""
    now = states(book, data["areas"])
    due: dict[str, State] = {}
    for title, cells in data["cells"].items():
        before = {(row, column): one for row, column, one in cells}
        due[title] = {cell: before.get(cell) for cell in differing(now.get(title, before), before)}
    return _restore(book, data, due)


def _bounding(sheet: xw.Sheet, cells: Sequence[Sequence[Any]]) -> State:
    """What stands in the smallest block around some cells."""
    if not cells:
        return {}
    rows, columns = [one[0] for one in cells], [one[1] for one in cells]
    return state(sheet, min(rows), min(columns), max(rows), max(columns))
