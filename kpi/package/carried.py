"""The manager's cells in and beside a table of ours: found, matched by key, carried over."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.package.cells import Cell, Reader
from kpi.package.references import Box
from kpi.package.rows import Row
from kpi.package.shared import Masters, moved, numbers_in, written_out
from kpi.package.structure import TablePart
from kpi.package.xml import attribute
from kpi.tables import Computed, Fill, Output, Value, letters

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
    _usual: bytes = b""  # attributes of the first row, reduced for comparison
    _alike: set[bytes] = field(default_factory=set)  # attributes that come to the same

    def is_ours(self, row: bytes, start: int, end: int) -> bool:
        """True when nothing of that row has to be kept; its further attributes stand between those offsets."""
        return row[start:end] in self._alike and not self._foreign.search(row, end)

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

    def _foreign_pattern(self, cell_open: bytes) -> re.Pattern[bytes]:
        """Finds a cell that is not ours, nor blank as we leave it in the manager's columns."""
        ours = [letters(column).encode() + b"[0-9]" for column in sorted(self.ours)]
        for column in range(self.table.box.left, self.table.box.right + 1):
            if column not in self.ours:
                ours.append(letters(column).encode() + b'[0-9]+"' + self._blank(column))
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


@dataclass(slots=True)
class Carrier:
    """Hands each new row what its old row held, and knows what nobody claimed."""

    reader: Reader
    by_key: dict[tuple[Key, int], OldRow]
    by_row: dict[int, OldRow]  # where rows have no key
    pinned: dict[int, list[Cell]]
    columns: tuple[int, ...]  # of the key, in the fill
    seen: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    moved: list[tuple[Key, OldRow]] = field(default_factory=list)  # rows that were claimed elsewhere

    @property
    def idle(self) -> bool:
        """True when there is nothing to hand out."""
        return not (self.by_key or self.by_row or self.pinned)

    def claim(self, number: int, values: Sequence[object]) -> tuple[list[Cell], bytes | None]:
        """The cells for the new row of that number and its attributes, None for the usual ones."""
        old = self._old(number, values)
        pinned = self.pinned.pop(number, [])
        if old is None:
            return pinned, None
        if old.number == number:
            return old.cells + pinned, old.attributes
        self.moved.append((self.key(values), old))
        cells = [moved(cell, old.number, number, self.reader.grammar) for cell in old.cells]
        return cells + pinned, old.attributes

    def key(self, values: Sequence[object]) -> Key:
        """The key of a row of the fill."""
        return tuple(_plain(values[column]) for column in self.columns) if values else ()

    def _old(self, number: int, values: Sequence[object]) -> OldRow | None:
        if not self.columns:
            return self.by_row.pop(number, None)
        if not values:  # the blank row of an empty table
            return None
        key = self.key(values)
        nth = self.seen[key]
        self.seen[key] = nth + 1
        return self.by_key.pop((key, nth), None)

    def unclaimed(self) -> Iterator[tuple[Key, OldRow]]:
        """The rows that are no longer there, with their keys."""
        for (key, _), row in self.by_key.items():
            yield key, row
        for row in self.by_row.values():
            yield (), row


def _plain(value: object) -> object:
    """A value as keys compare it: a number is a number, however it is held."""
    if isinstance(value, Computed):
        value = value.value
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return (type(value).__name__, value) if isinstance(value, bool) else _text_key(value)
    return float(value)


def _text_key(value: object) -> object:
    return None if value == "" else value


def carrier(
    body: OldBody, keys: Iterable[tuple[int, Sequence[Value]]], reader: Reader, pinned: dict[int, list[Cell]]
) -> Carrier:
    """Matches the rows of an old body with the keys it had."""
    rows = {row.number: row for row in body.rows if row.cells or row.watched or row.attributes is not None}
    place = {column.header: index for index, column in enumerate(body.fill.columns)}
    columns = tuple(place[header] for header in body.fill.key)
    if not columns:
        return Carrier(reader, {}, rows, pinned, ())
    by_key = {}
    seen: dict[Key, int] = defaultdict(int)
    for number, values in keys:
        key = tuple(map(_plain, values))
        if number in rows:
            by_key[key, seen[key]] = rows[number]
        seen[key] += 1
    return Carrier(reader, by_key, {}, pinned, columns)


def shared_groups(rows: Iterable[OldRow], reader: Reader) -> set[bytes]:
    """The shared formulas that the manager's cells in the body take part in."""
    return {number for row in rows for number in numbers_in(row.cells, reader.grammar)}


def write_out(rows: Iterable[OldRow], reader: Reader, masters: Masters, groups: set[bytes]) -> None:
    """Gives every cell of those groups a formula of its own."""
    chosen = {number: master for number, master in masters.items() if number in groups}
    for row in rows:
        row.cells = [written_out(cell, row.number, reader.grammar, chosen) for cell in row.cells]


def moves(carrier: Carrier, first_row: int, rows: Sequence[Sequence[Output | Computed]]) -> set[int]:
    """The old rows that will not stay where they are."""
    ahead = Carrier(carrier.reader, dict(carrier.by_key), dict(carrier.by_row), {}, carrier.columns)
    staying = set()
    for number, values in enumerate(rows, first_row):
        old = ahead._old(number, values)  # noqa: SLF001 - a rehearsal of `claim`
        if old is not None and old.number == number:
            staying.add(number)
    everybody = {row.number for row in (*carrier.by_key.values(), *carrier.by_row.values())}
    return everybody - staying
