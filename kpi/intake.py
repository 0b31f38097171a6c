"""A file of rows, taken in as it stands: CSV, or the sheets of a workbook that are not hidden.

In a CSV file everything stays text, so that 00123 keeps its zeros and NA is two letters. A
workbook is read as strictly as our own: an error, a date, a tick and a formula that nobody has
calculated stay what they are.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

from kpi import package
from kpi.listing import Line, Listing
from kpi.package.foreign import ZIP, stranger
from kpi.package.refused import Refused
from kpi.package.structure import SheetPart
from kpi.problems import Place, Problem
from kpi.problems import imports as problem
from kpi.problems import package as files
from kpi.sheets import is_empty
from kpi.tables import Value

MOST_LINES = 1_000_000
MOST_BYTES = 256 << 20
MOST_COLUMNS = 256
DELIMITERS = ",;\t"
TEXT = ("CSV / TXT", "?")  # kinds that a broken text looks like
NOT_A_WORKBOOK = "KPI105"  # said of a file that has to be a workbook; a list may be text as well
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CHINESE = re.compile(rb"[\xa1-\xfe]{2}")  # a common character in GB18030
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how ="00123" keeps its zeros in a CSV file


def read_listing(path: Path) -> Listing | list[Problem]:
    """The rows of the file at that path that hold anything, or why there are none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return [problem.too_much(path.name, f"{MOST_BYTES >> 20} MB")]
        data = path.read_bytes()
    except FileNotFoundError:
        return [files.not_found(path.name)]
    except OSError as error:
        return [files.not_readable(path.name, error.strerror or str(error))]
    return listing_of(data, path.name)


def listing_of(data: bytes, name: str) -> Listing | list[Problem]:
    """The rows in those bytes; what they are decides, not the ending of the name."""
    found = _of_workbook(data, name) if data.startswith(ZIP) else _of_text(data, name)
    if isinstance(found, Listing) and not found.lines:
        return [problem.nothing_in_it(name)]
    return found


# Text --------------------------------------------------------------------------


def _of_text(data: bytes, name: str) -> Listing | list[Problem]:
    if not data.strip():
        return [problem.nothing_in_it(name)]
    text = decoded(data)
    if text is None or "\0" in text or text.lstrip().startswith("<"):
        return [_why_no_text(data, name)]
    sheet = Path(name).stem[:31]  # as Excel calls it
    lines: list[Line] = []
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if any(map(str.strip, row)):
                lines.append(Line(number, [_plain(cell) for cell in row]))
            if len(lines) > MOST_LINES:
                return [problem.too_much(name, f"{MOST_LINES:,}")]
    except csv.Error:
        return [problem.broken_quotes(Place(name, sheet, f"A{number + 1}"))]
    return Listing(file=name, sheet=sheet, lines=lines)


def decoded(data: bytes) -> str | None:
    """The text of a list: UTF-8, UTF-16, or GB18030 as Chinese Excel saves it."""
    encodings = [encoding for mark, encoding in MARKS if data.startswith(mark)]
    if not encodings:
        encodings = ["utf-8", *(["gb18030"] if CHINESE.search(data) else [])]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _why_no_text(data: bytes, name: str) -> Problem:
    found = stranger(name, data)
    if found is None or found.code != NOT_A_WORKBOOK:
        return found or problem.unknown_encoding(name)
    kind = found.facts["found"]
    return problem.unknown_encoding(name) if kind in TEXT else problem.wrong_kind(name, kind)


def delimiter(text: str) -> str:
    """The delimiter that the first line with any has most of; a comma when there is none.

    >>> delimiter('"id, no";name;role')
    ';'
    """
    for line in text.splitlines():
        outside = re.sub(r'"[^"]*"', "", line)
        counts = {mark: outside.count(mark) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def _plain(cell: str) -> Value:
    kept = KEPT_AS_TEXT.fullmatch(cell.strip())
    return (kept[1] if kept else cell) or None


# Workbooks ---------------------------------------------------------------------


def _of_workbook(data: bytes, name: str) -> Listing | list[Problem]:
    book = package.read_bytes(data, name)
    if isinstance(book, list):
        return [_as_list(found) for found in book]
    found: list[Listing] = []
    count = 0
    try:
        for sheet in _sheets_of_lists(book):
            lines = list(_lines(book, sheet))
            count += len(lines)
            if count > MOST_LINES:
                return [problem.too_much(name, f"{MOST_LINES:,}")]
            if lines:
                found.append(Listing(file=name, sheet=sheet.title, lines=lines))
    except Refused as refused:
        return [refused.problem]
    return replace(found[0], others=found[1:]) if found else Listing(file=name, sheet="", lines=[])


def _sheets_of_lists(book: package.Book) -> Sequence[SheetPart]:
    """The sheets that may hold a list; of a workbook of ours, which shows the same people on many, only 人员."""
    people = [sheet for sheet in book.structure.sheets if any(table.name == "People" for table in sheet.tables)]
    return people or [sheet for sheet in book.structure.sheets if not sheet.hidden]


def _as_list(found: Problem) -> Problem:
    if found.code != NOT_A_WORKBOOK:
        return found
    return problem.wrong_kind(found.place.book, found.facts["found"])


def _lines(book: package.Book, sheet: SheetPart) -> Iterator[Line]:
    """The rows that hold anything; a million formatted blanks cost time but no memory."""
    stream = book.stream(sheet)
    reader = book.reader(sheet, stream)
    kept = 0
    for row in stream.rows():
        found = {cell.column: reader.value(cell, row.number) for cell in reader.cells(row)}
        filled = [column for column, value in found.items() if not is_empty(value) and column <= MOST_COLUMNS]
        if not filled:
            continue
        yield Line(row.number, [found.get(column) for column in range(1, max(filled) + 1)])
        kept += 1
        if kept > MOST_LINES:
            return
