"""The formulas that depend on cells we changed, wherever they stand and however far removed.

A sheet is looked into only when its formulas mention something that has changed. Its formulas
are judged in groups of the same text but for row numbers, each time by what has just changed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from kpi.memory import Memory
from kpi.package.alike import Alike
from kpi.package.book import Book
from kpi.package.grammar import Grammar
from kpi.package.lookers import Lookers
from kpi.package.marked import Marked
from kpi.package.precedents import AS_LARGE, EVERYTHING, Area, Surroundings
from kpi.package.rows import Row, as_one
from kpi.package.splice import Spliced
from kpi.package.stale import Stale
from kpi.package.structure import SheetPart, needed
from kpi.package.units import Formulas
from kpi.package.xml import unescaped
from kpi.references import Box

TEXTS: Memory[str] = Memory(40)  # the formulas of sheets that were not written to
DIGITS = b"0123456789"
NO_DIGITS = dict.fromkeys(DIGITS)


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
        self.changed: dict[str, Marked] = {}
        self.news: dict[str, Marked] = {}  # what has changed and was not followed yet
        self.waiting: list[tuple[SheetPart, str]] = []  # sheets not looked into, with their formulas' text
        self.sheets: list[Lookers] = []
        self.stale: dict[str, Stale] = {}

    def mark(self, title: str, area: Box) -> None:
        """Notes cells that hold something new."""
        self.news.setdefault(title, Marked()).add(area)

    def run(self) -> None:
        """Finds everything that depends on the marked cells."""
        self.waiting = [(sheet, self._text(sheet)) for sheet in self.book.structure.sheets]
        self.waiting = [(sheet, text) for sheet, text in self.waiting if text]
        while self.news:
            self._follow()
            self._look_into_more()

    def _follow(self) -> None:
        """From what has changed to what depends on it, until nothing more is found."""
        while self.news:
            news, self.news = self.news, {}
            for title, marked in news.items():
                marked.settle()
                self.changed.setdefault(title, Marked()).take(marked)
                for sheet in self.sheets:
                    self._find(sheet, title, marked)

    def _find(self, sheet: Lookers, title: str, marked: Marked) -> None:
        for group, found in sheet.meeting(title, marked):
            if found:
                self._drop(sheet, group, found)

    def _drop(self, sheet: Lookers, group: Alike, found: Sequence[int]) -> None:
        stale = self.stale.setdefault(sheet.part, Stale())
        news = self.news.setdefault(sheet.title, Marked())
        if group.block is not None:
            (stale.groups if group.shared else stale.arrays).append(group.block)
            news.add(group.block)
            return
        whole = sheet.part in self.touched
        for at in found:
            row, column = group.rows[at], group.columns[at]
            news.columns.setdefault(column, []).append((row, row))
            if whole or group.held[at]:
                stale.add(row, column)

    def _look_into_more(self) -> None:
        exact = self._hot_words(self._changed)
        large = self._hot_words(lambda area: area.sheet in self.changed)
        still = []
        for sheet, text in self.waiting:
            hot = large if AS_LARGE.search(text) else exact  # where an area may be larger than it is written
            if sheet.title.casefold() in self.changed or any(word in text for word in hot):
                self._look_into(sheet)
            else:
                still.append((sheet, text))
        self.waiting = still

    def _look_into(self, part: SheetPart) -> None:
        sheet = Lookers(part.part, part.title.casefold(), self._formulas(part).groups())
        self.sheets.append(sheet)
        for group in sheet.unknown:
            self._drop(sheet, group, group.all())
        for title, marked in self.changed.items():
            self._find(sheet, title, marked)

    def _hot_words(self, counts: Callable[[Area], bool]) -> set[str]:
        """What a formula mentions, without digits, when it depends on a change in an area that `counts`."""
        words = {f"{word}(" for word in EVERYTHING} | {"):", ":index(", ":choose(", ":if(", ":xlookup("}
        for title in self.changed:
            words |= {f"{title}!", f"{title.replace(chr(39), chr(39) * 2)}'!"}
        if len(self.book.structure.titles) > 2:
            words |= {f":{title.casefold()}!" for title in self.book.structure.titles}
            words |= {f":{title.casefold()}'!" for title in self.book.structure.titles}
        words |= {name for name, area in self.around.tables.items() if counts(area)}
        words |= {f":{name}" for name in self.around.names} | {f"{name}:" for name in self.around.names}
        for name in self.around.names:
            areas = self.around.named(name)
            if areas is None or any(counts(area) for area in areas):
                words.add(name)
        return set(map(without_digits, words))

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

    def _formulas(self, sheet: SheetPart) -> Formulas:
        formulas = Formulas(sheet.title.casefold(), self.around)
        spliced = self.touched.get(sheet.part)
        if spliced is None:
            stream = self.book.stream(sheet)
            rows: Iterable[Row] = stream.rows(None, as_one)
            cells = self.book.reader(sheet, stream)
        else:
            rows = (spliced.kept[number] for number in sorted(spliced.kept))
            cells = spliced.reader
            for number, cell in spliced.placed:
                formulas.cell(number, cell, spliced.stream.grammar)
        for row in rows:
            if cells.formula_open in row.cells:
                formulas.row(row, cells, spliced.final if spliced else ())
        return formulas


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
