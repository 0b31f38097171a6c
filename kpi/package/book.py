"""An opened workbook: its tables by name, and everything around them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kpi.layout import folded
from kpi.package.archive import Archive, open_archive
from kpi.package.cells import EPOCH_1904, Context, Plan, Reader
from kpi.package.foreign import stranger
from kpi.package.numfmt import date_styles
from kpi.package.refused import Refused
from kpi.package.rows import Row, SheetStream
from kpi.package.strings import SharedStrings
from kpi.package.structure import SheetPart, Structure, TablePart, needed, structure_of
from kpi.package.xml import utf8
from kpi.problems import Problem
from kpi.problems.package import damaged, header_differs, not_found, not_readable
from kpi.tables import Table, Value, letters

Tables = dict[str, Table]
NO_TEXTS: Mapping[str, str] = {}
NO_COLUMNS: Mapping[str, Collection[str]] = {}
MOST_OF_STYLES = 64 << 20  # bytes; 65,000 cell formats take a quarter


@dataclass
class Book:
    """A workbook in memory; nothing is unpacked before it is asked for."""

    name: str  # file name
    path: Path | None  # where it was read from
    archive: Archive
    structure: Structure

    @property
    def table_names(self) -> tuple[str, ...]:
        """The names of all tables, in the order of the sheets."""
        return tuple(table.name for sheet in self.structure.sheets for table in sheet.tables)

    @property
    def sheet_titles(self) -> tuple[str, ...]:
        """The titles of all sheets, in order."""
        return self.structure.titles

    @cached_property
    def strings(self) -> SharedStrings | None:
        """The shared strings, where the workbook has any."""
        part = self.structure.related("sharedStrings")
        if not part:
            return None
        member = needed(self.archive, part)
        return SharedStrings(self.name, member.name, self.archive.read(member))

    @cached_property
    def context(self) -> Context:
        """What reading a cell needs to know of the workbook."""
        part = self.structure.related("styles")
        dates: frozenset[bytes] = frozenset()
        if part:
            member = needed(self.archive, part)
            styles = utf8(self.name, member.name, self.archive.read(member, MOST_OF_STYLES))
            dates = date_styles(self.name, member.name, styles)
        days = EPOCH_1904 if self.structure.from_1904 else 0
        return Context(self.name, dates, days, self.strings, {})

    def stream(self, sheet: SheetPart) -> SheetStream:
        """A sheet from its beginning."""
        member = needed(self.archive, sheet.part)
        return SheetStream(self.name, sheet.part, self.archive.chunks(member))

    def reader(self, sheet: SheetPart, stream: SheetStream) -> Reader:
        """Reads the cells of that sheet."""
        return Reader(sheet.part, stream.grammar, self.context)

    def find(self, table: str) -> tuple[SheetPart, TablePart] | None:
        """The table of that name and its sheet."""
        for sheet in self.structure.sheets:
            for part in sheet.tables:
                if part.name == table:
                    return sheet, part
        return None

    def tables(
        self,
        names: Collection[str] | None = None,
        shells: Collection[str] = (),
        open_ended: Collection[str] = (),
        holding: Mapping[str, str] = NO_TEXTS,
        mentioning: Mapping[str, str] = NO_TEXTS,
        partly: Mapping[str, Collection[str]] = NO_COLUMNS,
    ) -> tuple[Tables, list[Problem]]:
        """The tables of those names (all when None), and what could not be read.

        Of the `shells` only the headers are read; their rows are left out. Rows typed right below an
        `open_ended` table belong to it, down to the first whose first cell is blank: on a protected
        sheet a table does not grow by itself. Of a table in `holding` only the rows that hold that word, of
        letters and digits, are read; the others come as blank ones. Of a table in `mentioning` the formulas
        with that word are handed over beside their values. Of a table in `partly` only the columns of these
        folded headers are read.
        """
        found: Tables = {}
        problems: list[Problem] = []
        for sheet in self.structure.sheets:
            wanted = [table for table in sheet.tables if names is None or table.name in names]
            if not wanted:
                continue
            try:
                bodies = [
                    _Body(table, shell=table.name in shells, only=partly.get(table.name)) for table in wanted
                ]
                read, differing = _read_sheet(self, sheet, bodies, open_ended, holding, mentioning)
            except Refused as refused:
                problems.append(refused.problem)
                continue
            except UnicodeDecodeError:
                problems.append(damaged(self.name, sheet.part))
                continue
            found.update(read)
            problems += differing
        return found, problems


def _read_sheet(
    book: Book,
    sheet: SheetPart,
    bodies: Sequence["_Body"],
    open_ended: Collection[str],
    holding: Mapping[str, str],
    mentioning: Mapping[str, str],
) -> tuple[Tables, list[Problem]]:
    stream = book.stream(sheet)
    reader = book.reader(sheet, stream)
    first, last = min(body.top for body in bodies), max(body.bottom for body in bodies)
    heads_only = all(body.shell for body in bodies)
    word = _word(book, [body.table.name for body in bodies], holding)

    def is_elsewhere(number: int, row: bytes, _start: int, _end: int) -> bool:
        if number < first or (number > last + 1 and not heads_only):
            return True
        return number > bodies[0].top and word not in row

    for row in stream.rows(is_elsewhere):
        if row.number > last and heads_only and all(body.rows for body in bodies):
            break
        for body in bodies:
            if body.top <= row.number <= body.bottom:
                if row.number in body.rows:
                    raise Refused(damaged(book.name, sheet.part))
                body.rows[row.number] = body.read(reader, row)
                if body.table.name in mentioning:
                    body.keep_formulas(reader.formulas(row, mentioning[body.table.name]), row.number)
            elif row.number == body.bottom + 1 and body.table.name in open_ended:
                body.take_if_typed(row.number, body.read(reader, row))
                last = max(last, body.bottom)
    tables = {body.table.name: body.as_table(book.name) for body in bodies}
    return tables, [problem for body in bodies for problem in body.differing_headers(book.name)]


def _word(book: Book, tables: Sequence[str], holding: Mapping[str, str]) -> bytes:
    """What a row of the sheet must hold to be read; b"" when it cannot be told from its bytes alone."""
    word = holding.get(tables[0], "") if len(tables) == 1 else ""
    in_strings = word and book.strings is not None and book.strings.mention(word)
    return b"" if in_strings else word.encode()


class _Body:
    """The rows of one table while its sheet is read."""

    def __init__(self, table: TablePart, *, shell: bool, only: Collection[str] | None) -> None:
        self.table = table
        self.shell = shell
        self.left = table.box.left
        self.top = table.box.top
        self.bottom = table.body.top - 1 if shell else table.body.bottom
        self.headers = [letters(self.left + at).encode() for at in range(len(table.headers))]
        self.columns = [
            name if only is None or folded(header) in only else b""
            for name, header in zip(self.headers, table.headers, strict=True)
        ]
        self.plans: list[Plan] = []
        self.rows: dict[int, tuple[Value, ...]] = {}
        self.formulas: dict[tuple[int, int], str] = {}

    def read(self, reader: Reader, row: Row) -> tuple[Value, ...]:
        """The values of a row, None in columns that nobody asks for; headers are all compared."""
        if row.number == self.top:
            return reader.values(row, self.headers, [])
        return reader.values(row, self.columns, self.plans)

    def keep_formulas(self, found: Iterable[tuple[int, str]], row: int) -> None:
        """Formulas of a row, with their columns."""
        for at, formula in found:
            self.formulas[row - self.table.body.top, at - self.left] = formula

    def take_if_typed(self, number: int, values: tuple[Value, ...]) -> None:
        """The row right below the last one, when somebody began to type there."""
        if values[0] not in (None, ""):
            self.rows[number] = values
            self.bottom = number

    def as_table(self, book: str) -> Table:
        nothing = (None,) * len(self.columns)
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

    def differing_headers(self, book: str) -> Iterator[Problem]:
        if not self.table.header_rows:
            return
        cells = self.rows.get(self.table.body.top - 1, (None,) * len(self.columns))
        heading = self.as_table(book)
        for at, (header, cell) in enumerate(zip(self.table.headers, cells, strict=True)):
            if _words(cell) != _words(header):
                yield header_differs(heading.place(-1, at), header, _words(cell))


def _words(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def open_book(path: Path) -> Book | list[Problem]:
    """The workbook at that path, or what is wrong with it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [not_found(path.name)]
    except OSError as error:
        return [not_readable(path.name, error.strerror or str(error))]
    return open_bytes(data, path.name, path)


def open_bytes(data: bytes, name: str, path: Path | None = None) -> Book | list[Problem]:
    """The workbook in those bytes, or what is wrong with it."""
    strange = stranger(name, data)
    if strange:
        return [strange]
    archive = open_archive(name, data)
    if isinstance(archive, Problem):
        return [archive]
    try:
        return Book(name, path, archive, structure_of(archive))
    except Refused as refused:
        return [refused.problem]
