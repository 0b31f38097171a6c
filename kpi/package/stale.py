"""Cached values that no longer hold, taken out: better no number than last month's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

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
        return row in self.cells or self.in_block(row)

    def in_block(self, row: int) -> bool:
        """True when one of the areas reaches into the row."""
        return any(area.top <= row <= area.bottom for area in (*self.groups, *self.arrays))

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
    clearing = _Clearing(reader, stale)
    block: list[bytes] = []
    for row in stream.rows(None, as_one):
        touched = row.cells and stale.touches(row.number)
        block.append(clearing.row(row) if touched else raw(row, stream.grammar))
        if len(block) == 1_000:
            yield b"".join(block)
            block.clear()
    yield b"".join(block)
    yield stream.tail


class _Clearing:
    """Takes values out of the rows of one sheet."""

    def __init__(self, reader: Reader, stale: Stale) -> None:
        self.reader = reader
        self.stale = stale
        self.formula = reader.formula_open
        self.usual = _valued(reader.grammar.prefix)
        self.start, self.close = reader.start, reader.close
        self.attributes: dict[bytes, bytes] = {}  # without the type

    def row(self, row: Row) -> bytes:
        """The row as it goes into the file."""
        new = self._at_once(row) or self._cell_by_cell(row)
        return raw(row if new == row.cells else row._replace(cells=new, tag=b""), self.reader.grammar)

    def _at_once(self, row: Row) -> bytes:
        """The cells, when every formula of the row looks as usual and no block of cells is touched; else b""."""
        if self.stale.in_block(row.number):
            return b""
        number = b"%d" % row.number
        places = {(letters(column).encode(), number) for column in self.stale.cells[row.number]}
        new, count = self.usual.subn(lambda match: self._cleared(match, places), row.cells)
        return new if count == row.cells.count(self.formula) and not places else b""

    def _cleared(self, match: re.Match[bytes], places: set[tuple[bytes, bytes]]) -> bytes:
        column, number, attributes, formula = match.groups()
        if (column, number) not in places:
            return match[0]
        places.remove((column, number))
        plain = self.attributes.get(attributes)
        if plain is None:
            plain = self.attributes[attributes] = KIND.sub(b"", attributes)
        return self.start + column + number + b'"' + plain + b">" + formula + self.close

    def _cell_by_cell(self, row: Row) -> bytes:
        cells = (
            without_value(cell, row.number, self.reader.grammar)
            if self.stale.holds(row.number, cell, self.formula)
            else cell.raw
            for cell in self.reader.cells(row)
        )
        return b"".join(cells)


@lru_cache(maxsize=16)
def _valued(prefix: bytes) -> re.Pattern[bytes]:
    """Finds cells with a formula, most of which have a value: letters, row, attributes, formula."""
    p = re.escape(prefix)
    formula = rb"(<%bf(?:\s[^>]*)?(?:/>|(?<!/)>[^<]*</%bf>))" % (p, p)
    return re.compile(
        rb'<%bc r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>' % p + formula + rb"(?:<%bv>[^<]*</%bv>)?</%bc>" % (p, p, p)
    )
