"""The formulas that depend on cells we changed, wherever they stand and however far removed.

A sheet is looked into only when its formulas mention something that has changed;
then formula by formula, until nothing more is found.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kpi.memory import Memory
from kpi.package.book import Book
from kpi.package.grammar import Grammar
from kpi.package.precedents import EVERYTHING, Area, Surroundings
from kpi.package.rows import Row, as_one
from kpi.package.splice import Spliced
from kpi.package.stale import Stale
from kpi.package.structure import SheetPart, needed
from kpi.package.units import Unit, UnitReader
from kpi.package.xml import unescaped
from kpi.references import Box

TEXTS: Memory[str] = Memory(40)  # the formulas of sheets that were not written to
DIGITS = b"0123456789"
NO_DIGITS = dict.fromkeys(DIGITS)
ROUNDS = 30  # a chain that runs against the order of cells so often is cut by dropping what may depend


@dataclass(slots=True)
class Cells:
    """A set of cells of one sheet."""

    boxes: list[Box] = field(default_factory=list)
    columns: dict[int, list[int]] = field(default_factory=dict)  # single cells: sorted rows

    def add(self, area: Box) -> None:
        """Puts an area in."""
        if area.left == area.right and area.top == area.bottom:
            rows = self.columns.setdefault(area.left, [])
            at = bisect_left(rows, area.top)
            if at == len(rows) or rows[at] != area.top:
                rows.insert(at, area.top)
        else:
            self.boxes.append(area)

    def meets(self, area: Box) -> bool:
        """True when they have a cell in common."""
        if any(one.meets(area) for one in self.boxes):
            return True
        width = area.right - area.left
        columns = range(area.left, area.right + 1) if width < len(self.columns) else self.columns
        return any(self._in_column(column, area) for column in columns)

    def _in_column(self, column: int, area: Box) -> bool:
        rows = self.columns.get(column)
        if not rows or not area.left <= column <= area.right:
            return False
        at = bisect_left(rows, area.top)
        return at < len(rows) and rows[at] <= area.bottom


def stale_cells(book: Book, changed: Mapping[str, Sequence[Box]], touched: Sequence[Spliced]) -> dict[str, Stale]:
    """The cells whose cached values no longer hold, by part of their sheet."""
    if not any(changed.values()):
        return {}
    search = _Search(book, {spliced.sheet.part: spliced for spliced in touched})
    for title, boxes in changed.items():
        for area in boxes:
            search.mark(title.casefold(), area)
    search.run()
    return {part: stale for part, stale in search.stale.items() if stale}


class _Search:
    """Goes from changed cells to the formulas that look at them, and on from those."""

    def __init__(self, book: Book, touched: Mapping[str, Spliced]) -> None:
        self.book = book
        self.touched = touched
        self.around = surroundings(book, touched.values())
        self.changed: dict[str, Cells] = {}
        self.waiting: list[tuple[SheetPart, str]] = []  # sheets not looked into, with their formulas' text
        self.units: dict[str, list[Unit]] = {}  # by part
        self.stale: dict[str, Stale] = {}
        self.titles = {sheet.part: sheet.title.casefold() for sheet in book.structure.sheets}

    def mark(self, title: str, area: Box) -> None:
        """Notes cells that hold something new."""
        self.changed.setdefault(title, Cells()).add(area)

    def run(self) -> None:
        """Finds everything that depends on the marked cells."""
        self.waiting = [(sheet, self._text(sheet)) for sheet in self.book.structure.sheets]
        self.waiting = [(sheet, text) for sheet, text in self.waiting if text]
        for _ in range(ROUNDS):
            self._look_into_more()
            if not self._round():
                return
        for part, units in self.units.items():
            for unit in units:
                if unit.areas is None or any(area.sheet in self.changed for area in unit.areas):
                    self._drop(part, unit)

    def _round(self) -> bool:
        """One pass over all formulas that still hold; True when one was found that does not."""
        found = False
        for part, units in self.units.items():
            left = []
            for unit in units:
                if self._depends(unit):
                    self._drop(part, unit)
                    found = True
                else:
                    left.append(unit)
            units[:] = left
        return found

    def _depends(self, unit: Unit) -> bool:
        if unit.areas is None:
            return True
        return any(area.sheet in self.changed and self.changed[area.sheet].meets(area.box) for area in unit.areas)

    def _drop(self, part: str, unit: Unit) -> None:
        stale = self.stale.setdefault(part, Stale())
        if unit.kind == "cell":
            stale.add(unit.box.top, unit.box.left)
        else:
            (stale.groups if unit.kind == "group" else stale.arrays).append(unit.box)
        self.mark(self.titles[part], unit.box)

    def _look_into_more(self) -> None:
        hot = self._hot_words()
        pattern = re.compile("|".join(map(re.escape, sorted(set(map(without_digits, hot))))))
        still = []
        for sheet, text in self.waiting:
            if sheet.title.casefold() in self.changed or pattern.search(text):
                self.units[sheet.part] = list(self._units(sheet))
            else:
                still.append((sheet, text))
        self.waiting = still

    def _hot_words(self) -> set[str]:
        """What a formula mentions when it depends on something that has changed."""
        words = {f"{word}(" for word in EVERYTHING} | {"):", ":index(", ":choose(", ":if(", ":xlookup("}
        for title in self.changed:
            words |= {f"{title}!", f"{title.replace(chr(39), chr(39) * 2)}'!"}
        if len(self.book.structure.titles) > 2:
            words |= {f":{title.casefold()}!" for title in self.book.structure.titles}
            words |= {f":{title.casefold()}'!" for title in self.book.structure.titles}
        words |= {name for name, area in self.around.tables.items() if self._changed(area)}
        words |= {f":{name}" for name in self.around.names} | {f"{name}:" for name in self.around.names}
        for name in self.around.names:
            areas = self.around.named(name)
            if areas is None or any(self._changed(area) for area in areas):
                words.add(name)
        return words

    def _changed(self, area: Area) -> bool:
        return area.sheet in self.changed and self.changed[area.sheet].meets(area.box)

    def _text(self, sheet: SheetPart) -> str:
        """All formulas of a sheet that are not ours, one after another, in small letters and without digits."""
        spliced = self.touched.get(sheet.part)
        if spliced is not None:
            opening = b"<" + spliced.stream.grammar.prefix + b"f"
            pieces = [cell.inner for _, cell in spliced.placed]
            pieces += [row.cells for row in spliced.kept.values() if opening in row.cells]
            return _formulas_in(b"".join(pieces), spliced.stream.grammar)
        content = self.book.archive.fingerprint(needed(self.book.archive, sheet.part))
        return self._read_text(sheet) if content is None else TEXTS.get(content, lambda: self._read_text(sheet))

    def _read_text(self, sheet: SheetPart) -> str:
        stream = self.book.stream(sheet)
        return "\n".join(filter(None, (_formulas_in(block, stream.grammar) for block in stream.blocks())))

    def _units(self, sheet: SheetPart) -> Iterator[Unit]:
        reader = UnitReader(sheet.title.casefold(), self.around)
        spliced = self.touched.get(sheet.part)
        if spliced is None:
            stream = self.book.stream(sheet)
            rows: Iterable[Row] = stream.rows(None, as_one)
            cells = self.book.reader(sheet, stream)
        else:
            rows = (spliced.kept[number] for number in sorted(spliced.kept))
            cells = spliced.reader
            for number, cell in spliced.placed:
                yield from reader.unit(number, cell, spliced.stream.grammar)
        opening = b"<" + cells.grammar.prefix + b"f"
        final = spliced.final if spliced else ()
        for row in rows:
            if opening in row.cells:
                for cell in cells.cells(row):
                    if opening in cell.inner and (row.number, cell.column) not in final:
                        yield from reader.unit(row.number, cell, cells.grammar)


def surroundings(book: Book, touched: Iterable[Spliced]) -> Surroundings:
    """The tables, at their old and new reach together, and the names of a workbook."""
    structure = book.structure
    reach = {growth.table.name: growth.last for spliced in touched for growth in spliced.growths}
    tables = {}
    for sheet in structure.sheets:
        for table in sheet.tables:
            bottom = max(table.box.bottom, reach.get(table.name, 0))
            tables[table.name.casefold()] = Area(sheet.title.casefold(), table.box._replace(bottom=bottom))
    names: dict[str, list[str]] = {}
    for name in structure.names:
        names.setdefault(name.name.casefold(), []).append(name.formula)
    return Surroundings([title.casefold() for title in structure.titles], tables, names)


def _formulas_in(block: bytes, grammar: Grammar) -> str:
    """The formulas without their digits, by which those of one column differ, and so each only once."""
    opening = b"<" + grammar.prefix + b"f"
    if opening not in block:
        return ""
    texts = re.findall(re.escape(opening) + rb"(?:\s[^>]*)?>([^<]+)", block)
    together = b"\0".join(texts)
    if b"&#" not in together:
        together = b"\0".join(sorted(set(together.translate(None, DIGITS).split(b"\0"))))
    return without_digits(unescaped(together).casefold())


def without_digits(text: str) -> str:
    """What is left of a text when it may stand in any row.

    >>> without_digits("'sheet 2'!a10")
    "'sheet '!a"
    """
    return text.translate(NO_DIGITS)
