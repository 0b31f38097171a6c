"""One sheet with the bodies of its tables replaced, everything else as it was."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kpi.memory import Memory
from kpi.package.archive import MOST_AT_ONCE
from kpi.package.book import Book
from kpi.package.carried import OldBody
from kpi.package.carrier import Carrier, Key, carrier, is_blank, moves, shared_groups, write_out
from kpi.package.cells import Cell, Reader
from kpi.package.grammar import cells_in
from kpi.package.ranges import Growth
from kpi.package.refused import Refused
from kpi.package.rows import Row, SheetStream, as_one
from kpi.package.shared import Masters, master_of, written_out
from kpi.package.structure import SheetPart, TablePart, needed
from kpi.package.xml import attribute
from kpi.problems.package import damaged
from kpi.references import ROWS, Box, box
from kpi.tables import Fill, Value

MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*>")
NUMBER = re.compile(rb'\ssi="([0-9]{1,9})"')


@dataclass(slots=True)
class Target:
    """A table that is filled."""

    fill: Fill
    table: TablePart
    body: OldBody
    carrier: Carrier | None = None

    @property
    def growth(self) -> Growth:
        return Growth(self.table, self.table.body.top + max(self.fill.count, 1) - 1)


class Lost(NamedTuple):
    """Cells of the manager's whose row is no longer there."""

    key: Key
    row: int  # where they stood
    cells: list[Cell]


class Reshown(NamedTuple):
    """A row that shows somebody else than it was scored for, with cells of the manager's."""

    row: int
    scored: str
    shown: str


@dataclass(slots=True)
class Spliced:
    """A sheet on its way to its new content."""

    book: Book
    sheet: SheetPart
    stream: SheetStream
    reader: Reader
    targets: list[Target]
    kept: dict[int, Row] = field(default_factory=dict)
    growths: list[Growth] = field(default_factory=list)
    changed: list[Box] = field(default_factory=list)  # cells that hold something new
    final: set[tuple[int, int]] = field(default_factory=set)  # (row, column) of formulas that came with their value
    next_shared: int = 0  # the first number that no shared formula has
    lost: list[Lost] = field(default_factory=list)
    reshown: list[Reshown] = field(default_factory=list)
    formulas_moved: bool = False  # some formula has come, gone or moved
    placed: list[tuple[int, Cell]] = field(default_factory=list)  # the manager's formulas, in their new rows
    stray: list[tuple[int, Key]] = field(default_factory=list)  # rows that moved away from what hangs on them


class _Opened(NamedTuple):
    """A sheet as it was read, for fills that write the same columns of the same tables."""

    stream: SheetStream
    bodies: tuple[OldBody, ...]
    kept: dict[int, Row]

    def is_ours_alone(self) -> bool:
        """True when no row of our tables holds anything of the manager's."""
        return bool(self.bodies) and not any(body.rows for body in self.bodies)


OPENED = Memory(8, _Opened.is_ours_alone)  # the sheets that a scoring writes to


def open_sheet(book: Book, sheet: SheetPart, fills: Sequence[tuple[Fill, TablePart]]) -> Spliced:
    """Reads the sheet once, keeping everything but our own cells."""
    content = book.archive.fingerprint(needed(book.archive, sheet.part), MOST_AT_ONCE)
    written = tuple(
        (table, tuple(column.header for column in fill.columns), fill.heights is None) for fill, table in fills
    )

    def read() -> _Opened:
        return _read(book, sheet, tuple(_old_body(replace(fill, rows=()), table) for fill, table in fills))

    opened = OPENED.get((content, written), read) if content else read()
    targets = [
        Target(fill, table, replace(body, fill=fill, pins=[], rows=body.rows.copy()))
        for (fill, table), body in zip(fills, opened.bodies, strict=True)
    ]
    return Spliced(book, sheet, opened.stream, book.reader(sheet, opened.stream), targets, opened.kept.copy())


def _read(book: Book, sheet: SheetPart, bodies: tuple[OldBody, ...]) -> _Opened:
    stream = book.stream(sheet)
    reader = book.reader(sheet, stream)
    places = [(body.table.body.top, body.table.body.bottom, body) for body in bodies]
    kept = _Kept(stream)

    def is_ours(number: int, row: bytes, start: int, end: int) -> bool:
        for top, bottom, body in places:
            if top <= number <= bottom:
                return body.is_ours(row, start, end)
        return False

    def is_apart(first: int, last: int) -> bool:
        return first > kept.highest and all(
            last < top or first > bottom or (top <= first and last <= bottom and body.lets_go_of_blanks)
            for top, bottom, body in places
        )

    for row in stream.rows(is_ours if places else None, is_apart):
        if not kept.is_new(row):
            raise Refused(damaged(book.name, sheet.part))
        for top, bottom, body in places:
            if top <= row.number <= bottom:
                if not row.last:
                    body.take(row, reader)
                break
        else:
            kept.rows[row.number] = row
    return _Opened(stream, bodies, kept.rows)


class _Kept:
    """The rows of a sheet that stay. Many that hold nothing are kept as one, where rows stand in order."""

    def __init__(self, stream: SheetStream) -> None:
        self.rows: dict[int, Row] = {}
        self.highest = 0  # number seen so far
        self._stream = stream
        self._seen: set[int] = set()
        self._many = False  # some are kept as one

    def is_new(self, row: Row) -> bool:
        """False where a row of that number has been seen before."""
        if self._many and row.number <= self.highest:  # out of order: it may stand among them
            part(self.rows, 1, ROWS, self._stream)
            self._many = False
        if row.number in self._seen or row.number in self.rows:
            return False
        self.highest = max(self.highest, row.number, row.last)
        self._many = self._many or row.last > 0
        self._seen.add(row.number)
        return True


def part(kept: dict[int, Row], first: int, last: int, stream: SheetStream) -> None:
    """Rows from `first` to `last` that are kept together become rows of their own."""
    for many in [row for row in kept.values() if row.number <= last and first <= row.last]:
        del kept[many.number]
        kept.update((row.number, row) for row in stream.parted(many, first, last))


def _old_body(fill: Fill, table: TablePart) -> OldBody:
    place = {header: table.box.left + at for at, header in reversed(list(enumerate(table.headers)))}
    return OldBody(fill, table, frozenset(place[column.header] for column in fill.columns), [])


def merged(tail: bytes) -> list[Box]:
    """The merged areas of a sheet."""
    areas = (box((attribute(tag, b"ref") or b"").decode()) for tag in MERGE.findall(tail))
    return [area for area in areas if area]


def prepare(spliced: Spliced, watched: Collection[int]) -> None:
    """Matches what is the manager's with its new rows; `watched` are rows with a comment or a link."""
    areas = merged(spliced.stream.tail)
    for target in spliced.targets:
        body = target.body
        others = [table.box for table in spliced.sheet.tables if table is not target.table]
        body.pins = [area for area in (*others, *areas) if area.meets(target.table.body._replace(left=1, right=16_384))]
        body.watch(watched)
        pinned = body.split_pinned()
        _pin_rows_below(spliced, target, pinned)
        keys = _keys(spliced, target) if body.rows and body.fill.key else ()
        target.carrier = carrier(body, keys, spliced.reader, pinned)
        _settle_shared(spliced, target)
        spliced.growths.append(target.growth)
        spliced.changed += _written(target)
    spliced.next_shared = _free_number(spliced)


def _written(target: Target) -> list[Box]:
    """The cells that a fill writes or empties."""
    top, bottom = target.table.body.top, max(target.growth.last, target.growth.was)
    return [Box(column, top, column, bottom) for column in sorted(target.body.ours)]


def _pin_rows_below(spliced: Spliced, target: Target, pinned: dict[int, list[Cell]]) -> None:
    """What a growing table meets is blank; formats beside it stay."""
    box_ = target.table.box
    was, last = target.growth.was, target.growth.last
    part(spliced.kept, was + 1, last, spliced.stream)
    for number in [number for number in spliced.kept if was < number <= last]:
        row = spliced.kept.pop(number)
        beside = [cell for cell in spliced.reader.cells(row) if not box_.left <= cell.column <= box_.right]
        if beside:
            pinned[number] = beside


def _keys(spliced: Spliced, target: Target) -> list[tuple[int, list[Value]]]:
    """The key of every row of the old body, read again."""
    table, fill = target.table, target.fill
    place = {header: table.box.left + at for at, header in reversed(list(enumerate(table.headers)))}
    columns = [place[header] for header in (*fill.key, *fill.fallback)]
    stream = spliced.book.stream(spliced.sheet)
    reader = spliced.book.reader(spliced.sheet, stream)
    pattern = cells_in(stream.grammar.prefix, tuple(columns))
    body = table.body
    found = (
        (row.number, reader.chosen_values(row, columns, pattern))
        for row in stream.rows(None, as_one)
        if body.top <= row.number <= body.bottom
    )
    pairs = sorted(found, key=lambda pair: pair[0])
    if not fill.fallback:
        return pairs
    size = len(fill.key)
    spliced.reshown += _reshown(target, [(number, values[0], values[size]) for number, values in pairs])
    return [(number, values[size:] if is_blank(values[0]) else values[:size]) for number, values in pairs]


def _reshown(target: Target, rows: Iterable[tuple[int, Value, Value]]) -> Iterator[Reshown]:
    """The rows in which a manager may have written about either of two people."""
    written = {row.number for row in target.body.rows if row.cells}
    for number, scored, shown in rows:
        named = isinstance(scored, str) and isinstance(shown, str) and scored and shown
        if number in written and named and str(scored).strip() != str(shown).strip():
            yield Reshown(number, str(scored), str(shown))


def _settle_shared(spliced: Spliced, target: Target) -> None:
    """Writes out the manager's shared formulas that would be torn apart."""
    assert target.carrier is not None
    rows = target.body.rows
    groups = shared_groups(rows, spliced.reader)
    if not groups:
        return
    target.fill = _with_listed_rows(target.fill)
    gone = moves(target.carrier, target.table.body.top, target.fill.rows)  # type: ignore[arg-type]
    broken = shared_groups([row for row in rows if row.number in gone], spliced.reader)
    masters = _masters(spliced, groups)
    at_home = {row.number for row in rows}
    broken |= {
        number
        for number in groups
        if number not in masters
        or masters[number].spot.column in target.body.ours
        or masters[number].spot.row not in at_home
    }
    write_out(rows, spliced.reader, masters, broken)
    chosen = {number: master for number, master in masters.items() if number in broken}
    for number, cells in target.carrier.pinned.items():
        cells[:] = [written_out(cell, number, spliced.stream.grammar, chosen) for cell in cells]
    _write_out_kept(spliced, chosen)


def _write_out_kept(spliced: Spliced, masters: Masters) -> None:
    home = [target.table.body for target in spliced.targets]
    inside = {n: m for n, m in masters.items() if any(body.top <= m.spot.row <= body.bottom for body in home)}
    for number, row in spliced.kept.items() if inside else ():
        if b"shared" in row.cells:
            cells = (written_out(cell, number, spliced.stream.grammar, inside) for cell in spliced.reader.cells(row))
            spliced.kept[number] = row._replace(cells=b"".join(cell.raw for cell in cells), tag=b"")


def _with_listed_rows(fill: Fill) -> Fill:
    return Fill(
        table=fill.table,
        key=fill.key,
        columns=fill.columns,
        count=fill.count,
        rows=list(fill.rows),
        fallback=fill.fallback,
        heights=fill.heights,
    )


def _masters(spliced: Spliced, groups: set[bytes]) -> Masters:
    """Where the shared formulas of those numbers are written."""
    found: Masters = {}
    stream = spliced.book.stream(spliced.sheet)
    for row in stream.rows(None, as_one):
        if b"shared" not in row.cells:
            continue
        for cell in spliced.reader.cells(row):
            master = master_of(cell, row.number, stream.grammar)
            if master and master[0] in groups:
                found[master[0]] = master[1]
    return found


def _free_number(spliced: Spliced) -> int:
    """A number that no shared formula of the manager's has."""
    raws = [row.cells for row in spliced.kept.values() if b' si="' in row.cells]
    for target in spliced.targets:
        raws += [cell.raw for row in target.body.rows for cell in row.cells if b' si="' in cell.raw]
        if target.carrier:
            raws += [cell.raw for cells in target.carrier.pinned.values() for cell in cells]
    return max((int(number) for text in raws for number in NUMBER.findall(text)), default=-1) + 1
