"""What a manager sets on the sheet 进度: ticks by person, and the day that counts as today."""

from collections.abc import Iterator, Mapping
from datetime import date

from kpi import layout
from kpi.layout import TableSpec
from kpi.problems import Problem
from kpi.problems import calendar as problem
from kpi.sheets import Sheet, as_shown, as_text, find, is_empty, to_date
from kpi.tables import Dated, Tables, Value

DONE = ("√", "✓", "✔", "yes", "y", "是", "1", "true")  # what the formulas take for a tick, in small letters
NOT_DONE = ("no", "n", "否", "×", "x", "0", "false", "-", "/")


def is_tick(value: Value) -> bool:
    """True for what the formulas of the sheet take for a tick."""
    return value is not None and as_text(value).lower() in DONE


def ticks(tables: Tables) -> Mapping[str, frozenset[str]]:
    """The steps that are ticked, by id."""
    board = _sheet(tables, layout.PROGRESS)
    if board is None:
        return {}
    columns = [(key, board.at[key]) for key in layout.STEPS_BY_HAND if key in board.at]
    rows = board.table.rows
    return {
        board.text(row, "id"): frozenset([key for key, at in columns if is_tick(rows[row][at])])
        for row in board.filled()
    }


def today(tables: Tables) -> date | None:
    """The day that the manager typed as today; None while there is none."""
    line = _sheet(tables, layout.DUE)
    cell = line.cell(0, "today") if line else None
    return to_date(cell.serial) if isinstance(cell, Dated) else None


def tick_problems(tables: Tables) -> list[Problem]:
    """What stands in the cells for ticks and in that for today, and is neither."""
    line, board = _sheet(tables, layout.DUE), _sheet(tables, layout.PROGRESS)
    return [*(_odd_today(line) if line else ()), *(_odd_ticks(board) if board else ())]


def _odd_today(line: Sheet) -> Iterator[Problem]:
    cell = line.cell(0, "today")
    if not isinstance(cell, Dated) and not is_empty(cell):
        yield problem.date_as_text(line.place(0, "today"), as_shown(cell))


def _odd_ticks(board: Sheet) -> Iterator[Problem]:
    for row in board.filled():
        for key in layout.STEPS_BY_HAND:
            cell = board.cell(row, key)
            if not is_empty(cell) and as_text(cell).lower() not in (*DONE, *NOT_DONE):
                yield problem.not_a_tick(board.place(row, key), board.text(row, "id"), as_shown(cell))


def _sheet(tables: Tables, spec: TableSpec) -> Sheet | None:
    """A table of the board with the columns that it has; None where there is none, or nobody to show."""
    table = tables.get(spec.name)
    if table is None or not table.rows:
        return None
    sheet, _ = find(table, spec)
    return sheet if {"today", "id"} & sheet.at.keys() else None
