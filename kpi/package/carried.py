"""The manager's cells in and beside a table of ours: found, matched by key, carried over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kpi.package.cells import Cell, Reader
from kpi.package.rows import Row
from kpi.package.structure import TablePart
from kpi.package.xml import attribute
from kpi.references import Box
from kpi.tables import Fill, letters

Key = tuple[object, ...]
OWN_HEIGHT = re.compile(rb"""\s(?:r|spans|ht|customHeight)\s*=\s*(?:"[^"]*"|'[^']*')""")
PLACE_ONLY = re.compile(rb"""\s(?:r|spans)\s*=\s*(?:"[^"]*"|'[^']*')""")
NOT_FOR_NEW = re.compile(rb"""\s(?:r|spans|hidden|collapsed)\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(slots=True)
class OldRow:
    """What a body row holds that is not ours."""

    number: int
    cells: list[Cell]
    attributes: bytes | None  # of the row, where they are not those of the first
    watched: bool = False  # a comment or a link hangs on one of its cells


@dataclass(slots=True)
class OldBody:
    """The old body of a table, reduced to what has to be kept."""

    fill: Fill
    table: TablePart
    ours: frozenset[int]  # sheet columns that the fill writes
    pins: list[Box]  # cells inside stay on their sheet row
    attributes: bytes = b""  # of new rows
    styles: dict[int, bytes] = field(default_factory=dict)  # by sheet column, of new rows
    rows: list[OldRow] = field(default_factory=list)
    first_seen: bool = False
    _foreign: re.Pattern[bytes] = re.compile(b"")  # finds a cell to keep
    _start: bytes = b""  # of a cell
    _last: bytes = b""  # start of the last cell, where every column of the table is ours and none stands left of it
    _usual: bytes = b""  # attributes of the first row, reduced for comparison
    _alike: set[bytes] = field(default_factory=set)  # attributes that come to the same

    @property
    def lets_go_of_blanks(self) -> bool:
        """True when rows that hold nothing have nobody to follow, and it is known what new rows look like."""
        return bool(self.fill.key) and self.first_seen

    def is_ours(self, row: bytes, start: int, end: int) -> bool:
        """True when nothing of that row has to be kept; its further attributes stand between those offsets."""
        if row[start:end] not in self._alike:
            return False
        if self._last and row.count(self._start, end) == len(self.ours):
            at = row.rfind(self._start) + len(self._last)
            if row.startswith(self._last, at - len(self._last)) and row[at : at + 1].isdigit():
                return True  # as many cells as columns, in order, up to the last column: they are the columns
        return not self._foreign.search(row, end)

    def take(self, row: Row, reader: Reader) -> None:
        """Keeps what is the manager's in one row of the body."""
        if not self.first_seen:
            self._learn(row, reader)
        usual = self._reduced(row.attributes) == self._usual
        if usual:
            self._alike.add(row.attributes)
            if not self._foreign.search(row.cells):
                return
        cells = [cell for cell in reader.cells(row) if self._is_kept(cell)]
        if cells or not usual:
            self.rows.append(OldRow(row.number, cells, None if usual else PLACE_ONLY.sub(b"", row.attributes)))

    def _reduced(self, attributes: bytes) -> bytes:
        """The attributes that count when rows are compared; their height does not where the fill sets it."""
        if not attributes:
            return attributes
        return (OWN_HEIGHT if self.fill.heights is not None else PLACE_ONLY).sub(b"", attributes)

    def _learn(self, row: Row, reader: Reader) -> None:
        """The looks of new rows, from the first row; what a cell of the manager's must look like."""
        self.first_seen = True
        self._usual = self._reduced(row.attributes)
        self.attributes = NOT_FOR_NEW.sub(b"", row.attributes)
        box = self.table.box
        for cell in reader.cells(row):
            if box.left <= cell.column <= box.right:
                self.styles[cell.column] = attribute(cell.attributes, b"s") or b""
        self._foreign = self._foreign_pattern(reader.grammar.cell_open)
        self._start = reader.grammar.cell_open + b' r="'
        if box.left == 1 and self.ours == frozenset(range(1, box.right + 1)):
            self._last = self._start + letters(box.right).encode()

    def _foreign_pattern(self, cell_open: bytes) -> re.Pattern[bytes]:
        """Finds a cell that is not ours, nor blank as we leave it in the manager's columns."""
        ours = [letters(column).encode() + b"[0-9]" for column in sorted(self.ours)]
        others = [at for at in range(self.table.box.left, self.table.box.right + 1) if at not in self.ours]
        ours += [letters(column).encode() + b'[0-9]+"' + self._blank(column) for column in others]
        return re.compile(cell_open + b'(?! r="(?:' + b"|".join(ours) + b"))")

    def _blank(self, column: int) -> bytes:
        style = self.styles.get(column)
        return b' s="' + re.escape(style) + b'"/>' if style else b"/>"

    def _is_kept(self, cell: Cell) -> bool:
        if cell.column in self.ours:
            return False
        inside = self.table.box.left <= cell.column <= self.table.box.right
        return not (inside and cell.raw.endswith(b'"' + self._blank(cell.column)))

    def watch(self, numbers: Iterable[int]) -> None:
        """Follows the rows on whose cells something hangs that we do not move."""
        known = {row.number: row for row in self.rows}
        for number in numbers:
            if self.table.body.top <= number <= self.table.body.bottom:
                row = known.get(number) or OldRow(number, [], None)
                row.watched = True
                if number not in known:
                    known[number] = row
                    self.rows.append(row)

    def split_pinned(self) -> dict[int, list[Cell]]:
        """Takes out the cells that stay on their row, whatever happens to the people."""
        pinned: dict[int, list[Cell]] = {}
        for row in self.rows:
            stay = [cell for cell in row.cells if self._is_pinned(row.number, cell)]
            if stay:
                pinned[row.number] = stay
                row.cells = [cell for cell in row.cells if cell not in stay]
        return pinned

    def _is_pinned(self, row: int, cell: Cell) -> bool:
        spot = Box(cell.column, row, cell.column, row)
        return any(pin.meets(spot) for pin in self.pins)
