"""What a manager should know after a change: cells without a row, ranges left behind."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from kpi.package.archive import MOST_AT_ONCE
from kpi.package.book import Book
from kpi.package.cells import Cell
from kpi.package.cellxml import number
from kpi.package.ranges import Growth
from kpi.package.refused import Refused
from kpi.package.rows import SheetStream
from kpi.package.splice import Spliced
from kpi.package.structure import MOST_OF_STRUCTURE, SheetPart
from kpi.package.xml import attribute, elements, escaped, utf8
from kpi.problems import Place, Problem
from kpi.problems.package import (
    cells_without_row,
    comment_stays,
    range_left_behind,
    signature_broken,
    words_followed,
)
from kpi.references import box
from kpi.tables import Dated, Fault, Uncalculated, Value, letters

LONGEST_TEXTS = 2_000  # characters of a manager's cells that a note repeats
ANCHORED = frozenset(["comment", "threadedComment"])
HYPERLINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
LOOKING = ("xl/charts/", "xl/chartsheets/", "xl/drawings/", "xl/pivotcache/")  # at ranges of sheets


def anchored_rows(book: Book, sheet: SheetPart, tail: bytes) -> set[int]:
    """The rows on whose cells a comment or a link hangs."""
    areas = [attribute(tag, b"ref") or b"" for tag in HYPERLINK.findall(tail)]
    found = [box(area.decode()) for area in areas]
    for relation in sheet.relations:
        member = book.archive.find(relation.target) if relation.kind in {"comments", "threadedComment"} else None
        if member is not None:
            data = utf8(book.name, member.name, book.archive.read(member, MOST_OF_STRUCTURE))
            found += [box(one.attributes.get("ref", "")) for one in elements(book.name, member.name, data, ANCHORED)]
    return {area.top for area in found if area}


def notes(book: Book, opened: Sequence[Spliced]) -> list[Problem]:
    """Everything worth knowing about one change."""
    found = [problem for spliced in opened for problem in (*_lost(spliced), *_stray(spliced), *_reshown(spliced))]
    grown = [(s, growth) for s in opened for growth in s.growths if growth.last != growth.was]
    if grown:
        found += _left_behind(book, opened, grown)
    if any(member.name.casefold().startswith("_xmlsignatures/") for member in book.archive.members):
        found.append(signature_broken(book.name))
    return found


def _lost(spliced: Spliced) -> Iterator[Problem]:
    for key, row, cells in spliced.lost:
        texts = [text for text in (_shown(spliced, row, cell) for cell in cells) if text]
        if texts:
            place = Place(spliced.book.name, spliced.sheet.title, f"{letters(cells[0].column)}{row}")
            yield cells_without_row(place, _said(key), " | ".join(texts)[:LONGEST_TEXTS])


def _shown(spliced: Spliced, row: int, cell: Cell) -> str:
    """What a manager typed into a cell; "" for a formula."""
    if spliced.stream.grammar.formula.search(cell.inner):
        return ""
    return _text(spliced.reader.value(cell, row))


def _said(key: Iterable[object]) -> str:
    return " · ".join(_key_text(part) for part in key if part is not None)


def _key_text(part: object) -> str:
    if isinstance(part, Uncalculated):
        return f"={part.formula}"
    return number(part) if isinstance(part, float) else str(part)


def _text(value: Value) -> str:
    match value:
        case bool():
            return str(value).upper()
        case float():
            return number(value)
        case Dated():
            return _day(value.serial)
        case Fault():
            return value.text
        case str():
            return value.strip()
        case _:
            return ""


def _day(serial: float) -> str:
    whole = serial.is_integer() and 0 <= serial < 2_958_466  # the year 9999
    return (date(1899, 12, 30) + timedelta(days=int(serial))).isoformat() if whole else number(serial)


def _stray(spliced: Spliced) -> Iterator[Problem]:
    for row, key in spliced.stray:
        place = Place(spliced.book.name, spliced.sheet.title, f"{letters(spliced.sheet.tables[0].box.left)}{row}")
        yield comment_stays(place, _said(key))


def _reshown(spliced: Spliced) -> Iterator[Problem]:
    """One note for a sheet; sorting moves many rows at once."""
    if spliced.reshown:
        first = spliced.reshown[0]
        place = Place(spliced.book.name, spliced.sheet.title, f"{letters(spliced.sheet.tables[0].box.left)}{first.row}")
        yield words_followed(place, first.scored, first.shown, len(spliced.reshown))


def _left_behind(book: Book, opened: Sequence[Spliced], grown: Sequence[tuple[Spliced, Growth]]) -> Iterator[Problem]:
    """Ranges that end where a table used to end."""
    touched = {spliced.sheet.part for spliced in opened}
    patterns = [
        (growth, spliced, _words(spliced.sheet.title, growth), _reference(spliced.sheet.title, growth))
        for spliced, growth in grown
    ]
    for part, title, chunks in _looking_parts(book, touched):
        seen = set()
        for chunk in chunks:
            for growth, spliced, words, pattern in patterns:
                match = pattern.search(chunk) if all(word in chunk for word in words) else None
                if match and growth.table.name not in seen:
                    seen.add(growth.table.name)
                    place = Place(book.name, title or spliced.sheet.title)
                    found = (match["range"] or match["pivot"]).decode("utf-8", "replace")
                    yield range_left_behind(place, part, found, growth.table.name)
    for spliced in opened:
        yield from _own_formulas(spliced, grown)


def _words(title: str, growth: Growth) -> tuple[bytes, bytes]:
    """What stands in every range that `_reference` finds."""
    return escaped(title).encode(), str(growth.was).encode()


def _reference(title: str, growth: Growth) -> re.Pattern[bytes]:
    """Finds a range of the sheet that ends with the old body, or the source of a pivot."""
    plain, quoted = escaped(title), "'" + escaped(title.replace("'", "''")) + "'"
    names = "|".join(re.escape(name) for name in (plain, quoted, quoted.replace("'", "&apos;")))
    area = _area(growth)
    pivot = rf'ref="(?P<pivot>{area})"[^>]*sheet="{re.escape(plain)}"'
    return re.compile(rf"(?P<range>(?:{names})!{area})|{pivot}".encode())


def _area(growth: Growth) -> str:
    """A range that ends with the old body and is not its last row alone."""
    last_row = "" if growth.table.body.top == growth.was else rf"(?!\$?[A-Z]{{1,3}}\$?{growth.was}:)"
    return rf"{last_row}\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}:\$?[A-Z]{{1,3}}\$?{growth.was}(?![0-9])"


def _looking_parts(book: Book, touched: set[str]) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    for sheet in book.structure.sheets:
        if sheet.part not in touched:
            stream = book.stream(sheet)
            yield sheet.title, sheet.title, _with_tail(stream)
    for member in book.archive.members:
        name = member.name.casefold()
        if name.startswith(LOOKING) and name.endswith(".xml") and member.length <= MOST_AT_ONCE:
            try:
                yield member.name, "", [utf8(book.name, member.name, book.archive.read(member))]
            except Refused:  # not a part that we need
                continue


def _with_tail(stream: SheetStream) -> Iterator[bytes]:
    yield from stream.blocks()
    yield stream.tail


def _own_formulas(spliced: Spliced, grown: Sequence[tuple[Spliced, Growth]]) -> Iterator[Problem]:
    """Formulas of the manager's on a sheet of ours."""
    title = spliced.sheet.title
    for owner, growth in grown:
        reference = _reference(owner.sheet.title, growth)
        here = re.compile(rf"(?<![A-Za-z0-9_.!$])(?P<range>{_area(growth)})".encode())
        for at, cell in _formula_cells(spliced):
            match = reference.search(cell.inner) or (owner is spliced and here.search(cell.inner))
            if match:
                place = Place(spliced.book.name, title, f"{letters(cell.column)}{at}")
                yield range_left_behind(place, title, match["range"].decode(), growth.table.name)
                break


def _formula_cells(spliced: Spliced) -> Iterator[tuple[int, Cell]]:
    opening = b"<" + spliced.stream.grammar.prefix + b"f"
    for at, row in sorted(spliced.kept.items()):
        if opening in row.cells:
            yield from ((at, cell) for cell in spliced.reader.cells(row) if opening in cell.inner)
    yield from spliced.placed
