"""The tables of one sheet, read in one pass."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpi.package.cells import Plan, Reader
from kpi.package.refused import Refused
from kpi.package.rows import Row, SheetStream, as_one
from kpi.package.structure import TablePart
from kpi.problems.package import damaged
from kpi.tables import Table, Value, letters


class Asked(NamedTuple):
    """A table, and what is wanted of it; see `Book.tables`."""

    table: TablePart
    columns: tuple[bytes, ...]  # letters; b"" for a column that nobody asks for
    shell: bool
    open_ended: bool
    mentioned: str | None  # formulas with this word are handed over, all with ""; None for none


class Found(NamedTuple):
    """A table as it was read."""

    table: Table
    header: Sequence[Value]  # the cells above its body


def read_bodies(stream: SheetStream, reader: Reader, asked: Sequence[Asked], word: bytes) -> tuple[Found, ...]:
    """The tables of a sheet; below the first header only rows that hold `word` are read."""
    bodies = [_Body(one) for one in asked]
    first, last = min(body.top for body in bodies), max(body.bottom for body in bodies)
    heads_only = all(body.asked.shell for body in bodies)

    def is_elsewhere(number: int, row: bytes, _start: int, _end: int) -> bool:
        if number < first or (number > last + 1 and not heads_only):
            return True
        return number > bodies[0].top and word not in row

    for row in stream.rows(is_elsewhere, as_one):
        if row.number > last and heads_only and all(body.rows for body in bodies):
            break
        for body in bodies:
            if row.last:
                body.pass_over(row, stream)
            elif body.top <= row.number <= body.bottom:
                body.take(reader, row, stream)
            elif row.number == body.bottom + 1 and body.asked.open_ended and not body.begins_blank(reader, row):
                body.take_if_typed(row.number, body.read(reader, row))
                last = max(last, body.bottom)
    return tuple(Found(body.as_table(stream.book), body.header()) for body in bodies)


class _Body:
    """The rows of one table while its sheet is read."""

    def __init__(self, asked: Asked) -> None:
        table = asked.table
        self.asked = asked
        self.table = table
        self.left = table.box.left
        self.top = table.box.top
        self.bottom = table.body.top - 1 if asked.shell else table.body.bottom
        self.headers = [letters(self.left + at).encode() for at in range(len(table.headers))]
        self.plans: list[Plan] = []
        self.rows: dict[int, tuple[Value, ...]] = {}
        self.formulas: dict[tuple[int, int], str] = {}

    def read(self, reader: Reader, row: Row) -> tuple[Value, ...]:
        """The values of a row, None in columns that nobody asks for; headers are all compared."""
        if row.number == self.top:
            return reader.values(row, self.headers, [])
        return reader.values(row, self.asked.columns, self.plans)

    def take(self, reader: Reader, row: Row, stream: SheetStream) -> None:
        """One row of the table."""
        if row.number in self.rows:
            raise Refused(damaged(stream.book, stream.part))
        self.rows[row.number] = self.read(reader, row)
        if self.asked.mentioned is not None:
            self.keep_formulas(reader.formulas(row, self.asked.mentioned), row.number)

    def pass_over(self, many: Row, stream: SheetStream) -> None:
        """Rows that hold nothing; none of them may stand there twice."""
        inside = range(max(many.number, self.top), min(many.last, self.bottom) + 1)
        if not self.rows.keys().isdisjoint(inside):
            raise Refused(damaged(stream.book, stream.part))
        nothing = (None,) * len(self.headers)
        self.rows.update(dict.fromkeys(inside, nothing))

    def keep_formulas(self, found: Iterable[tuple[int, str]], row: int) -> None:
        """Formulas of a row, with their columns."""
        for at, formula in found:
            self.formulas[row - self.table.body.top, at - self.left] = formula

    def begins_blank(self, reader: Reader, row: Row) -> bool:
        """True when the first cell is there and closes itself, as it does in most rows below a table."""
        at = row.cells.find(b'%b%b%d"' % (reader.start, self.headers[0], row.number))
        return at >= 0 and row.cells.startswith(b"/>", row.cells.find(b">", at) - 1)

    def take_if_typed(self, number: int, values: tuple[Value, ...]) -> None:
        """The row right below the last one, when somebody began to type there."""
        if values[0] not in (None, ""):
            self.rows[number] = values
            self.bottom = number

    def header(self) -> Sequence[Value]:
        """The cells above the body; the headers themselves where the table shows none."""
        if not self.table.header_rows:
            return self.table.headers
        return self.rows.get(self.table.body.top - 1, (None,) * len(self.headers))

    def as_table(self, book: str) -> Table:
        """The table with all its rows, blank ones too."""
        nothing = (None,) * len(self.headers)
        rows = self.rows
        span = range(self.table.body.top, self.bottom + 1)
        return Table(
            name=self.table.name,
            book=book,
            sheet=self.table.sheet,
            headers=self.table.headers,
            first_row=self.table.body.top,
            first_column=self.left,
            rows=[rows.get(at, nothing) for at in span],
            formulas=self.formulas,
        )
