"""An opened workbook: its tables by name, and everything around them."""

import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kpi.layout import folded
from kpi.memory import Memory
from kpi.package.archive import Archive, Fingerprint, open_archive
from kpi.package.bodies import Asked, Found, read_bodies
from kpi.package.cells import EPOCH_1904, Context, Reader
from kpi.package.foreign import stranger
from kpi.package.numfmt import WANTED, date_styles
from kpi.package.refused import Refused
from kpi.package.rows import SheetStream
from kpi.package.strings import SharedStrings
from kpi.package.structure import SheetPart, Structure, TablePart, needed, parsed, structure_of
from kpi.problems import Problem
from kpi.problems.package import damaged, file_too_large, header_differs, not_found, not_readable
from kpi.tables import Table, Value, letters

Tables = dict[str, Table]
NO_TEXTS: Mapping[str, str] = {}
NO_COLUMNS: Mapping[str, Collection[str]] = {}
READ: Memory[tuple[Found, ...]] = Memory(24)  # the sheets of a workbook
MOST_READ = 1 << 20  # bytes of such a sheet
MOST_OF_A_FILE = 512 << 20  # bytes; a workbook of 50,000 people takes a quarter
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
        dates = date_styles(parsed(self.archive, part, WANTED, MOST_OF_STYLES)) if part else frozenset()
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
            asked = tuple(_asked(table, shells, open_ended, mentioning, partly) for table in wanted)
            try:
                read = self._read(sheet, asked, self._word(wanted, holding))
            except Refused as refused:
                problems.append(refused.problem)
                continue
            except UnicodeDecodeError:
                problems.append(damaged(self.name, sheet.part))
                continue
            found.update((one.table.name, one.table) for one in read)
            problems += [problem for one in read for problem in _differing_headers(one)]
        return found, problems

    def _read(self, sheet: SheetPart, asked: tuple[Asked, ...], word: bytes) -> Sequence[Found]:
        """The tables of a sheet, which another workbook may have had before."""

        def read() -> tuple[Found, ...]:
            stream = self.stream(sheet)
            return read_bodies(stream, self.reader(sheet, stream), asked, word)

        content, texts = self.archive.fingerprint(needed(self.archive, sheet.part), MOST_READ), self._texts_content
        if content is None or texts is None:
            return read()
        known = READ.get((content, texts, self.context.dates, self.context.days, asked, word), read)
        return [one._replace(table=replace(one.table, book=self.name)) for one in known]

    @cached_property
    def _texts_content(self) -> Fingerprint | None:
        """What tells the shared strings from those of another workbook."""
        part = self.structure.related("sharedStrings")
        return self.archive.fingerprint(needed(self.archive, part)) if part else ()

    def _word(self, tables: Sequence[TablePart], holding: Mapping[str, str]) -> bytes:
        """What a row of the sheet must hold to be read; b"" when it cannot be told from its bytes alone."""
        word = holding.get(tables[0].name, "") if len(tables) == 1 else ""
        in_strings = word and self.strings is not None and self.strings.mention(word)
        return b"" if in_strings else word.encode()


def _asked(
    table: TablePart,
    shells: Collection[str],
    open_ended: Collection[str],
    mentioning: Mapping[str, str],
    partly: Mapping[str, Collection[str]],
) -> Asked:
    only = partly.get(table.name)
    return Asked(
        table,
        columns=tuple(
            letters(at).encode() if only is None or folded(header) in only else b""
            for at, header in enumerate(table.headers, table.box.left)
        ),
        shell=table.name in shells,
        open_ended=table.name in open_ended,
        mentioned=mentioning.get(table.name),
    )


def _differing_headers(found: Found) -> Iterator[Problem]:
    table = found.table
    if tuple(found.header) == table.headers:
        return
    for at, (header, cell) in enumerate(zip(table.headers, found.header, strict=True)):
        if _words(cell) != _words(header):
            yield header_differs(table.place(-1, at), header, _words(cell))


def _words(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def open_book(path: Path) -> Book | list[Problem]:
    """The workbook at that path, or what is wrong with it."""
    try:
        data = _content(path)
    except FileNotFoundError:
        return [not_found(path.name)]
    except OSError as error:
        return [not_readable(path.name, error.strerror or str(error))]
    if len(data) > MOST_OF_A_FILE:
        return [file_too_large(path.name, f"{MOST_OF_A_FILE >> 20} MB")]
    return open_bytes(data, path.name, path)


def _content(path: Path) -> bytes:
    """What is in a file, or a little more than is allowed of it."""
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        most = min(about.st_size, MOST_OF_A_FILE) if stat.S_ISREG(about.st_mode) else MOST_OF_A_FILE
        return file.read(most + 1)


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
