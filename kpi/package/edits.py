"""Single cells of a table set to a value; the table grows where a row is new."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpi.package.cells import Cell
from kpi.package.cellxml import Cells
from kpi.package.ranges import Growth
from kpi.package.rows import Row
from kpi.package.shared import Masters, master_of, moved, shared_number, written_out
from kpi.package.splice import Spliced, part
from kpi.package.stale import without_value
from kpi.package.structure import TablePart
from kpi.package.xml import attribute
from kpi.references import Box
from kpi.tables import Computed, Dated, Edit, Uncalculated, Value, letters

NOT_FOR_NEW = re.compile(rb"""\s(?:r|spans|hidden|collapsed)\s*=\s*(?:"[^"]*"|'[^']*')""")


class _Setting(NamedTuple):
    """New values of one table by sheet row, then sheet column."""

    table: TablePart
    rows: dict[int, dict[int, Value | Computed]]


def growths_of(edits: Sequence[tuple[TablePart, Edit]]) -> list[Growth]:
    """How far the tables reach with the new rows."""
    tables: dict[str, TablePart] = {}
    rows: dict[str, int] = {}
    for table, edit in edits:
        tables.setdefault(table.name, table)
        rows[table.name] = max(rows.get(table.name, 0), edit.row)
    bodies = {name: table.body for name, table in tables.items()}
    return [Growth(tables[name], max(body.bottom, body.top + rows[name])) for name, body in bodies.items()]


def apply(spliced: Spliced, edits: Sequence[tuple[TablePart, Edit]]) -> None:
    """Sets the cells in the rows that are kept."""
    settings = _by_table(edits)
    for setting in settings:
        part(spliced.kept, setting.table.body.top, max(setting.table.body.bottom, *setting.rows), spliced.stream)
    _free_shared(spliced, settings)
    for growth in growths_of(edits):
        for number in range(growth.was + 1, growth.last + 1):
            _new_row(spliced, growth.table, number)
        if growth.last != growth.was:
            spliced.growths.append(growth)
    for setting in settings:
        changed = [_set(spliced, setting.table, number, values) for number, values in sorted(setting.rows.items())]
        spliced.changed += _runs(spot for spots in changed for spot in spots)


def _by_table(edits: Sequence[tuple[TablePart, Edit]]) -> list[_Setting]:
    found: dict[str, _Setting] = {}
    columns: dict[tuple[str, str], int] = {}
    tops: dict[str, int] = {}
    for table, edit in edits:
        if edit.row < 0:
            raise ValueError(f"row {edit.row} of {table.name}")
        if table.name not in found:
            found[table.name] = _Setting(table, defaultdict(dict))
            tops[table.name] = table.body.top
        key = table.name, edit.header
        if key not in columns:
            columns[key] = table.box.left + table.headers.index(edit.header)
        found[table.name].rows[tops[table.name] + edit.row][columns[key]] = edit.value
    return list(found.values())


def _new_row(spliced: Spliced, table: TablePart, number: int) -> None:
    """A row like the one above, with its calculated columns and otherwise blank."""
    above = spliced.kept.get(number - 1)
    grammar = spliced.stream.grammar
    cells = []
    for cell in spliced.reader.cells(above) if above else ():
        if not table.box.left <= cell.column <= table.box.right:
            continue
        if cell.column - table.box.left in table.calculated:
            below = moved(cell, number - 1, number, grammar)
            cells.append(below._replace(raw=without_value(below, number, grammar)))
            spliced.formulas_moved = True
        else:
            cells.append(_blank(spliced, cell, number))
    beside = spliced.kept.get(number)
    cells += [
        cell
        for cell in (spliced.reader.cells(beside) if beside else ())
        if not table.box.left <= cell.column <= table.box.right
    ]
    attributes = NOT_FOR_NEW.sub(b"", above.attributes) if above else b""
    spliced.kept[number] = Row(number, attributes, _joined(cells), b"")


def _blank(spliced: Spliced, cell: Cell, number: int) -> Cell:
    raw = _start(spliced, cell.column, number, attribute(cell.attributes, b"s")) + b"/>"
    return Cell(cell.column, b"", b"", raw)


def _start(spliced: Spliced, column: int, number: int, style: bytes | None) -> bytes:
    start = b'%b r="%b%d"' % (spliced.stream.grammar.cell_open, letters(column).encode(), number)
    return start + b' s="%b"' % style if style else start


def _joined(cells: Iterable[Cell]) -> bytes:
    return b"".join(cell.raw for cell in sorted(cells, key=lambda cell: cell.column))


def _set(spliced: Spliced, table: TablePart, number: int, values: dict[int, Value | Computed]) -> list[tuple[int, int]]:
    """Sets cells of one row; gives the (column, row) of those that hold something new."""
    row = spliced.kept.get(number) or Row(number, b"", b"", b"")
    cells = {cell.column: cell for cell in spliced.reader.cells(row)}
    new = {}
    for column, value in values.items():
        old = cells.get(column)
        if not _holds(spliced, old, number, value):
            new[column] = _cell(spliced, table, column, number, old, value)
    if new:
        spliced.kept[number] = row._replace(cells=_joined((cells | new).values()), tag=b"")
    return [(column, number) for column in new]


def _holds(spliced: Spliced, cell: Cell | None, number: int, value: Value | Computed) -> bool:
    """True when the cell already holds that very value, and no formula."""
    if cell is None:
        return value is None
    if spliced.stream.grammar.formula.search(cell.inner):
        return False
    held = spliced.reader.value(cell, number)
    wanted = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(wanted, Dated) and isinstance(held, float):
        return False
    return type(held) is type(wanted) and held == wanted


def _cell(
    spliced: Spliced, table: TablePart, column: int, number: int, old: Cell | None, value: Value | Computed
) -> Cell:
    style = attribute(old.attributes, b"s") if old else _style_above(spliced, table, column)
    writer = Cells(spliced.stream.grammar.prefix.decode(), spliced.book.context.days)
    raw = _start(spliced, column, number, style) + writer.any(value).encode("utf-8", "replace")
    if old is not None and spliced.stream.grammar.formula.search(old.inner):
        spliced.formulas_moved = True
    if isinstance(value, (Uncalculated, Computed)):
        spliced.formulas_moved = True
    if isinstance(value, Computed):
        spliced.final.add((number, column))
    return Cell(column, b"", b"", raw)


def _style_above(spliced: Spliced, table: TablePart, column: int) -> bytes | None:
    first = spliced.kept.get(table.body.top)
    for cell in spliced.reader.cells(first) if first else ():
        if cell.column == column:
            return attribute(cell.attributes, b"s")
    return None


def _free_shared(spliced: Spliced, settings: Sequence[_Setting]) -> None:
    """Writes out the shared formulas whose first cell is about to be replaced or copied."""
    rows = {number for setting in settings for number in setting.rows}
    bottoms = [(setting.table.body.bottom, max(setting.rows)) for setting in settings]
    rows |= {bottom for bottom, _ in bottoms}
    grammar = spliced.stream.grammar
    groups = set()
    for number in rows:
        row = spliced.kept.get(number)
        last = any(number == bottom < lowest for bottom, lowest in bottoms)
        if row and b"shared" in row.cells and (last or b"ref=" in row.cells):
            columns = {column for setting in settings for column in setting.rows.get(number, ())}
            groups |= {
                shared_number(cell, grammar)
                for cell in spliced.reader.cells(row)
                if last or (cell.column in columns and b"ref=" in cell.inner)
            }
    if groups - {None}:
        _write_out(spliced, {group for group in groups if group is not None})


def _write_out(spliced: Spliced, groups: set[bytes]) -> None:
    grammar = spliced.stream.grammar
    masters: Masters = {}
    sharing = [number for number, row in spliced.kept.items() if b"shared" in row.cells]
    for number in sharing:
        for cell in spliced.reader.cells(spliced.kept[number]):
            master = master_of(cell, number, grammar)
            if master and master[0] in groups:
                masters[master[0]] = master[1]
    for number in sharing:
        row = spliced.kept[number]
        cells = [written_out(cell, number, grammar, masters) for cell in spliced.reader.cells(row)]
        spliced.kept[number] = row._replace(cells=b"".join(cell.raw for cell in cells), tag=b"")


def _runs(spots: Iterable[tuple[int, int]]) -> list[Box]:
    """Cells as boxes, one for each unbroken run down a column."""
    boxes: list[Box] = []
    for column, row in sorted(spots):
        if boxes and boxes[-1].left == column and boxes[-1].bottom == row - 1:
            boxes[-1] = boxes[-1]._replace(bottom=row)
        else:
            boxes.append(Box(column, row, column, row))
    return boxes
