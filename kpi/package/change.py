"""The new content of a workbook: fills and edits applied, in memory, nothing written yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kpi.package import edits as editing
from kpi.package.archive import STEP
from kpi.package.book import Book
from kpi.package.content import chunks
from kpi.package.deflating import inflate
from kpi.package.dependents import stale_cells
from kpi.package.heights import height_refused, refusals
from kpi.package.notes import anchored_rows, notes
from kpi.package.packing import Packed, file_pieces, pack, same
from kpi.package.parts import NewParts, drop_calculation_chain, put_tables, put_workbook
from kpi.package.receipt import ReceiptLine, receipt
from kpi.package.refused import Refused
from kpi.package.rows import SheetStream
from kpi.package.splice import Spliced, open_sheet, prepare
from kpi.package.stale import Stale, without_stale
from kpi.package.structure import SheetPart, TablePart, needed
from kpi.problems import Place, Problem
from kpi.problems.package import damaged, no_such_column, no_such_table
from kpi.tables import Edit, Fill


@dataclass
class Changed:
    """A workbook ready to be saved."""

    book: Book
    notes: Sequence[Problem] = ()  # worth knowing, nothing to mend
    new: dict[str, Packed] = field(default_factory=dict)  # by part name
    removed: frozenset[str] = frozenset()
    why: dict[str, str] = field(default_factory=dict)  # by part name

    @cached_property
    def receipt(self) -> tuple[ReceiptLine, ...]:
        """Every part, its hashes and why it was changed; made when it is asked for."""
        return receipt(self)

    @property
    def unchanged(self) -> bool:
        """True when the new file is the old one."""
        return not (self.new or self.removed)

    def pieces(self) -> Iterable[bytes | memoryview]:
        """The bytes of the new file."""
        if self.unchanged:
            return [self.book.archive.data]
        return file_pieces(self.book.archive, self.new, self.removed)

    def data(self) -> bytes:
        """The new file."""
        return b"".join(self.pieces())


class _Work(NamedTuple):
    """What is to be done on one sheet."""

    sheet: SheetPart
    fills: list[tuple[Fill, TablePart]]
    edits: list[tuple[TablePart, Edit]]


def change(book: Book, fills: Sequence[Fill], edits: Sequence[Edit] = ()) -> Changed | list[Problem]:
    """The workbook with those tables filled and those cells set, or why it cannot be."""
    problems = _unknown(book, fills, edits)
    if problems:
        return problems
    try:
        opened = [_open(book, work) for work in _by_sheet(book, fills, edits)]
        problems = [problem for spliced, work in opened for problem in _refused(spliced, work)]
        return problems or _changed(book, opened)
    except Refused as refused:
        return [refused.problem]
    except UnicodeDecodeError:
        return [damaged(book.name, "UTF-8")]


def _unknown(book: Book, fills: Sequence[Fill], edits: Sequence[Edit]) -> list[Problem]:
    wanted: dict[str, dict[str, None]] = {}  # headers by table, in order
    for fill in fills:
        wanted.setdefault(fill.table, {}).update((column.header, None) for column in fill.columns)
    for edit in edits:
        wanted.setdefault(edit.table, {})[edit.header] = None
    problems = []
    for name, headers in wanted.items():
        found = book.find(name)
        if found is None:
            problems.append(no_such_table(book.name, name))
            continue
        place = Place(book.name, found[0].title)
        problems += [no_such_column(place, name, one) for one in headers if one not in found[1].headers]
    return problems


def _by_sheet(book: Book, fills: Sequence[Fill], edits: Sequence[Edit]) -> list[_Work]:
    found: dict[str, _Work] = {}
    tables = {table.name: (sheet, table) for sheet in book.structure.sheets for table in sheet.tables}
    filled = [fill.table for fill in fills]
    if len(set(filled)) < len(filled) or any(edit.table in filled for edit in edits):
        raise ValueError("a table is filled or edited, once")
    for fill in fills:
        sheet, table = tables[fill.table]
        found.setdefault(sheet.part, _Work(sheet, [], [])).fills.append((fill, table))
    for edit in edits:
        sheet, table = tables[edit.table]
        found.setdefault(sheet.part, _Work(sheet, [], [])).edits.append((table, edit))
    return list(found.values())


def _open(book: Book, work: _Work) -> tuple[Spliced, _Work]:
    return open_sheet(book, work.sheet, work.fills), work


def _refused(spliced: Spliced, work: _Work) -> Iterator[Problem]:
    yield from refusals(spliced)
    for growth in editing.growths_of(work.edits):
        yield from height_refused(spliced, growth)


def _changed(book: Book, opened: Sequence[tuple[Spliced, _Work]]) -> Changed:
    changed = Changed(book)
    for spliced, work in opened:
        if work.fills:
            prepare(spliced, anchored_rows(book, spliced.sheet, spliced.stream.tail))
        if work.edits:
            editing.apply(spliced, work.edits)
        packed = pack(chunks(spliced))
        if same(book.archive, needed(book.archive, spliced.sheet.part), packed):
            spliced.changed.clear()
            continue
        changed.new[spliced.sheet.part] = packed
        tables = {table.name for _, table in work.fills} | {table.name for table, _ in work.edits}
        changed.why[spliced.sheet.part] = ", ".join(sorted(tables))
    if changed.new:
        touched = [spliced for spliced, _ in opened]
        _drop_stale(changed, touched)
        _put_parts(changed, touched)
        changed.notes = notes(book, touched)
    return changed


def _drop_stale(changed: Changed, touched: Sequence[Spliced]) -> None:
    book = changed.book
    boxes = {spliced.sheet.title: spliced.changed for spliced in touched}
    for part, stale in stale_cells(book, boxes, touched).items():
        sheet = next(one for one in book.structure.sheets if one.part == part)
        packed = pack(_without(changed, sheet, stale))
        if not same(book.archive, needed(book.archive, part), packed):
            changed.new[part] = packed
            changed.why[part] = ", ".join(filter(None, [changed.why.get(part), "formulas that depend on them"]))


def _without(changed: Changed, sheet: SheetPart, stale: Stale) -> Iterator[bytes]:
    book, packed = changed.book, changed.new.get(sheet.part)
    if packed is None:
        stream = book.stream(sheet)
    else:
        content = inflate(memoryview(b"".join(packed.pieces)), STEP)
        stream = SheetStream(book.name, sheet.part, content)
    return without_stale(stream, book.reader(sheet, stream), stale)


def _put_parts(changed: Changed, touched: Sequence[Spliced]) -> None:
    parts = NewParts()
    growths = {s.sheet.title: [one for one in s.growths if one.last != one.was] for s in touched}
    put_tables(changed.book, [growth for grown in growths.values() for growth in grown], parts)
    put_workbook(changed.book, growths, parts)
    if any(spliced.targets or spliced.formulas_moved for spliced in touched):
        drop_calculation_chain(changed.book, parts)
    changed.new.update((part, pack([content])) for part, content in parts.content.items())
    changed.removed = frozenset(parts.removed)
    changed.why.update(parts.why)
