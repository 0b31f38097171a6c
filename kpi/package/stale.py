"""Cached values that no longer hold, taken out: better no number than last month's."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kpi.package.cells import Cell, Reader
from kpi.package.grammar import Grammar
from kpi.package.rows import Row, SheetStream, as_one, raw
from kpi.references import Box
from kpi.tables import letters

KIND = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(slots=True)
class Stale:
    """The cells of one sheet whose values no longer hold."""

    cells: dict[int, set[int]] = field(default_factory=dict)  # columns by row
    groups: list[Box] = field(default_factory=list)  # all formulas inside
    arrays: list[Box] = field(default_factory=list)  # all values inside

    def __bool__(self) -> bool:
        return bool(self.cells or self.groups or self.arrays)

    def add(self, row: int, column: int) -> None:
        """Marks one cell."""
        self.cells.setdefault(row, set()).add(column)

    def touches(self, row: int) -> bool:
        """True when the row may hold such a cell."""
        return row in self.cells or any(area.top <= row <= area.bottom for area in (*self.groups, *self.arrays))

    def holds(self, row: int, cell: Cell, formula: bytes) -> bool:
        """True when that cell is one."""
        spot = Box(cell.column, row, cell.column, row)
        if cell.column in self.cells.get(row, ()) or any(area.meets(spot) for area in self.arrays):
            return True
        return formula in cell.inner and any(area.meets(spot) for area in self.groups)


def without_value(cell: Cell, row: int, grammar: Grammar) -> bytes:
    """The cell as if never calculated."""
    inner = grammar.value.sub(b"", cell.inner, count=1)
    start = b'%b r="%b%d"%b' % (grammar.cell_open, letters(cell.column).encode(), row, KIND.sub(b"", cell.attributes))
    return start + (b">%b</%bc>" % (inner, grammar.prefix) if inner else b"/>")


def without_stale(stream: SheetStream, reader: Reader, stale: Stale) -> Iterator[bytes]:
    """The content of a sheet without the values that no longer hold."""
    yield stream.head
    grammar = stream.grammar
    formula = b"<" + grammar.prefix + b"f"
    block: list[bytes] = []
    for row in stream.rows(None, as_one):
        touched = row.cells and stale.touches(row.number)
        block.append(_row(row, reader, stale, formula) if touched else raw(row, grammar))
        if len(block) == 1_000:
            yield b"".join(block)
            block.clear()
    yield b"".join(block)
    yield stream.tail


def _row(row: Row, reader: Reader, stale: Stale, formula: bytes) -> bytes:
    cells: Iterable[bytes] = [
        without_value(cell, row.number, reader.grammar) if stale.holds(row.number, cell, formula) else cell.raw
        for cell in reader.cells(row)
    ]
    new = b"".join(cells)
    return raw(row if new == row.cells else row._replace(cells=new, tag=b""), reader.grammar)
