"""Tables as they will stand once edits and fills are written, so that they can be judged before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kpi.tables import Computed, Edit, Fill, Output, Table, Value

Row = tuple[Value, ...]


def with_edits(tables: Mapping[str, Table], edits: Sequence[Edit]) -> dict[str, Table]:
    """The tables with single cells set."""
    by_table: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_table[edit.table].append(edit)
    return {
        name: _edited(table, by_table[name]) if name in by_table else table for name, table in tables.items()
    }


def _edited(table: Table, edits: Sequence[Edit]) -> Table:
    column = {header: at for at, header in reversed(list(enumerate(table.headers)))}
    rows = [list(row) for row in table.rows]
    for edit in edits:
        while edit.row >= len(rows):
            rows.append([None] * len(table.headers))
        rows[edit.row][column[edit.header]] = _value(edit.value)
    return replace(table, rows=[tuple(row) for row in rows])


def with_fills(tables: Mapping[str, Table], fills: Sequence[Fill]) -> dict[str, Table]:
    """New tables with the bodies of the fills; columns that a fill does not name are blank."""
    return {**tables, **{fill.table: _filled(tables[fill.table], fill) for fill in fills}}


def _filled(table: Table, fill: Fill) -> Table:
    at = [table.headers.index(column.header) for column in fill.columns]
    return replace(table, rows=list(_rows(len(table.headers), at, fill)))


def _rows(width: int, at: Sequence[int], fill: Fill) -> Iterator[Row]:
    for row in fill.rows:
        cells: list[Value] = [None] * width
        for column, item in zip(at, row, strict=True):
            cells[column] = _value(item)
        yield tuple(cells)


def _value(item: Output | Computed) -> Value:
    """What a reader finds in a cell once it is written."""
    if isinstance(item, Computed):
        return _value(item.value)
    if isinstance(item, (int, Decimal)) and not isinstance(item, bool):
        return float(item)
    return item
