"""The new content of a sheet, row by row, as it goes into the file."""

import re
from collections.abc import Iterator, Sequence

from kpi.package.carrier import Carrier
from kpi.package.cells import Cell
from kpi.package.emit import Emitter, Layout, Style
from kpi.package.ranges import head_with, tail_with
from kpi.package.refused import Refused
from kpi.package.rows import Row, SheetStream, raw
from kpi.package.splice import Lost, Spliced, Target
from kpi.problems.package import damaged
from kpi.references import COLUMNS, Box

HEIGHT = re.compile(r"""\s(?:ht|customHeight)\s*=\s*(?:"[^"]*"|'[^']*')""")
ROWS_AT_ONCE = 1_000
ROWS_IN_CACHE = 100
NUMBER, TALL, VALUE = "\0", "\1", "\2"  # slots of a row: number, height, a cell from its style on; no XML has them
SLOT = re.compile(f"([{NUMBER}{TALL}{VALUE}])")


def chunks(spliced: Spliced) -> Iterator[bytes]:
    """The new content of the sheet."""
    stream = spliced.stream
    last, right = _extent(spliced)
    yield _opened(head_with(stream.head, right, last), stream)
    rows = sorted(spliced.kept)
    at = 0
    for target in sorted(spliced.targets, key=lambda target: target.table.body.top):
        stop = at
        while stop < len(rows) and rows[stop] < target.table.body.top:
            stop += 1
        yield from _kept(spliced, rows[at:stop])
        at = stop
        yield from _filled(spliced, target)
    yield from _kept(spliced, rows[at:])
    yield _closed(tail_with(stream.tail, spliced.growths), stream)


def _opened(head: bytes, stream: SheetStream) -> bytes:
    return re.sub(rb"\s*/>$", b">", head) if stream.empty else head


def _closed(tail: bytes, stream: SheetStream) -> bytes:
    return stream.grammar.data_close + tail if stream.empty else tail


def _extent(spliced: Spliced) -> tuple[int, int]:
    """The last row and column in use."""
    filled = [target.growth.last for target in spliced.targets]
    carriers = [target.carrier for target in spliced.targets if target.carrier]
    pinned = [row for carried in carriers for row in (*carried.pinned, *carried.by_row)]
    right = max([target.table.box.right for target in spliced.targets], default=1)
    kept = max(spliced.kept.values(), default=None)
    return max([*filled, *pinned, *([kept.number, kept.last] if kept else [])], default=1), right


def _kept(spliced: Spliced, numbers: Sequence[int]) -> Iterator[bytes]:
    grammar = spliced.stream.grammar
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        yield b"".join(raw(spliced.kept[number], grammar) for number in numbers[start : start + ROWS_AT_ONCE])


def _filled(spliced: Spliced, target: Target) -> Iterator[bytes]:
    """The new body of one table, then what stays on the rows it has left."""
    carried = target.carrier
    assert carried is not None
    writer = _BodyWriter(spliced, target, carried)
    for block in writer.emitter.blocks(target.fill.rows if target.fill.count else [()]):
        yield writer.block(block.first, block.rows, block.cells)
    spliced.next_shared = next(writer.emitter.numbers)
    _note_moves(spliced, target, carried)
    yield from _left_behind(spliced, target, carried)


def _note_moves(spliced: Spliced, target: Target, carried: Carrier) -> None:
    """Where the manager's cells are no longer where they were."""
    gone = list(carried.unclaimed())
    moved = carried.moved + [(key, row) for key, row in gone]
    spliced.stray += [(row.number, key) for key, row in moved if row.watched]
    if any(row.cells for _, row in moved):
        bottom = max(target.growth.last, target.growth.was)
        spliced.changed.append(Box(1, target.table.body.top, COLUMNS, bottom))


def _left_behind(spliced: Spliced, target: Target, carried: Carrier) -> Iterator[bytes]:
    box_ = target.table.box
    rows = dict(carried.pinned)
    for key, old in carried.unclaimed():
        beside = [cell for cell in old.cells if not box_.left <= cell.column <= box_.right]
        if not target.fill.key and beside:
            rows[old.number] = sorted(rows.get(old.number, []) + beside, key=lambda cell: cell.column)
            old.cells = [cell for cell in old.cells if cell not in beside]
        if old.cells:
            spliced.lost.append(Lost(key, old.number, old.cells))
    for number in sorted(rows):
        yield raw(Row(number, b"", b"".join(cell.raw for cell in rows[number]), b""), spliced.stream.grammar)


class _BodyWriter:
    """Puts the rows of one body together."""

    def __init__(self, spliced: Spliced, target: Target, carried: Carrier) -> None:
        self.spliced = spliced
        self.target = target
        self.carrier = carried
        self.formula = b"<" + spliced.stream.grammar.prefix + b"f"
        self.heights = target.fill.heights if target.fill.count else None
        self.emitter = _emitter(spliced, target)
        prefix = self.emitter.layout.prefix
        self.opening = f'<{prefix}row r="\0"'
        self.close = f"</{prefix}row>"
        self.cells = self.emitter.template()
        self.usual = self._start(self.emitter.layout.style.row)
        self.parts = SLOT.split(f"{self.usual}{self.emitter.parts()}{self.close}")
        slots = self.parts.count(VALUE), self.parts.count(TALL)
        if slots != (len(self.emitter.ours), int(self.heights is not None)):  # no XML, but a slot of ours
            raise Refused(damaged(spliced.book.name, spliced.sheet.part))

    def _start(self, attributes: str) -> str:
        plain = HEIGHT.sub("", attributes) if self.heights is not None else attributes
        return f"{self.opening}{plain}>" if self.heights is None else f"{self.opening}{plain}{TALL}>"

    def block(self, first: int, rows: Sequence[Sequence[object]], cells: Sequence[Sequence[str]]) -> bytes:
        """Some rows as XML."""
        if self.carrier.idle:
            return self._alike(first, len(rows), cells)
        each = zip(*cells, strict=True) if cells else iter([()] * len(rows))
        lines = [self._line(first + i, values, row) for i, (values, row) in enumerate(zip(rows, each, strict=True))]
        return "".join(lines).encode("utf-8", "replace")

    def _alike(self, first: int, count: int, cells: Sequence[Sequence[str]]) -> bytes:
        """Rows without anything of the manager's: the same parts over and over, with every slot filled at once.

        A few at a time, because texts that stay in the processor's cache are joined and encoded faster.
        """
        slots = [(at, part) for at, part in enumerate(self.parts) if part in {NUMBER, TALL, VALUE}]
        some = range(0, count, ROWS_IN_CACHE)
        return b"".join([self._few(slots, first, range(at, min(at + ROWS_IN_CACHE, count)), cells) for at in some])

    def _few(
        self, slots: Sequence[tuple[int, str]], first: int, rows: range, cells: Sequence[Sequence[str]]
    ) -> bytes:
        text, size = self.parts * len(rows), len(self.parts)
        start = self.target.table.body.top + first
        numbers = list(map(str, range(start + rows.start, start + rows.stop)))
        columns = iter(cells)
        for at, slot in slots:
            if slot == NUMBER:
                text[at::size] = numbers
            elif slot == TALL:
                text[at::size] = [self._height(first + row) for row in rows]
            else:
                text[at::size] = next(columns)[rows.start : rows.stop]
        return "".join(text).encode("utf-8", "replace")

    def _line(self, index: int, values: Sequence[object], row: tuple[str, ...]) -> str:
        number = self.target.table.body.top + index
        kept, attributes = self.carrier.claim(number, values)
        opening = self.usual if attributes is None else self._start(attributes.decode())
        if self.heights is not None:
            opening = opening.replace(TALL, self._height(index))
        self._note_formulas(number, kept)
        if not kept:
            body = self.cells.replace("\0", str(number)) % row
            return opening.replace("\0", str(number)) + body + self.close
        return opening.replace("\0", str(number)) + self._mixed(number, row, kept) + self.close

    def _height(self, index: int) -> str:
        return "" if self.heights is None else f' ht="{self.heights[index]:g}" customHeight="1"'

    def _note_formulas(self, number: int, kept: list[Cell]) -> None:
        self.spliced.placed += [(number, cell) for cell in kept if cell.inner and self.formula in cell.inner]

    def _mixed(self, number: int, row: tuple[str, ...], kept: list[Cell]) -> str:
        """Our cells and the manager's, in the order of their columns."""
        tails = iter(row)
        cells = {
            at: self.emitter.starts[at].replace("\0", str(number)) + ("/>" if index is None else next(tails))
            for at, index in self.emitter.layout.columns
        }
        cells.update((cell.column, cell.raw.decode()) for cell in kept)
        return "".join(cells[at] for at in sorted(cells))


def _emitter(spliced: Spliced, target: Target) -> Emitter:
    fill, table, body = target.fill, target.table, target.body
    place = {header: table.box.left + at for at, header in reversed(list(enumerate(table.headers)))}
    index = {place[column.header]: number for number, column in enumerate(fill.columns)} if fill.count else {}
    layout = Layout(
        prefix=spliced.stream.grammar.prefix.decode(),
        first_row=table.body.top,
        columns=tuple((at, index.get(at)) for at in range(table.box.left, table.box.right + 1)),
        style=Style({at: style.decode() for at, style in body.styles.items()}, body.attributes.decode()),
        shared_from=spliced.next_shared,
        days=spliced.book.context.days,
    )
    formulas = [column.formula for column in fill.columns] if fill.count else []
    return Emitter(layout, formulas, max(fill.count, 1))
