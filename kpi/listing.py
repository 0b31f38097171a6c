"""A list as a file has it: rows of raw values below a line of headers.

People and entries come in as lists. Columns are found by header, in either language and any
order; what cannot be found becomes a Problem with its cell, for line 3 of `people.csv` stands in
'[people.csv]people'!A3 when Excel opens it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kpi.layout import folded
from kpi.problems import Place, Problem
from kpi.problems import imports as problem
from kpi.sheets import as_shown, as_text, is_empty
from kpi.tables import Value, letters

SEARCHED = 20  # lines; a title or a note may stand above the headers
MARKS = "*＊:："  # of a column that must be filled in


class Line(NamedTuple):
    """One row of a list."""

    number: int  # as a spreadsheet counts, from 1
    cells: Sequence[Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All rows of a list that hold anything, headers included."""

    file: str
    sheet: str  # what Excel calls the sheet, also of a CSV file
    lines: Sequence[Line]
    others: Sequence["Listing"] = ()  # the other sheets of the same workbook that hold anything

    def place(self, line: int, column: int = -1) -> Place:
        """A cell, or with column -1 a line as a whole."""
        return Place(self.file, self.sheet, f"{letters(max(column, 0) + 1)}{line}")


class Heading(NamedTuple):
    """A column of a list and the names it goes by, the best first."""

    key: str
    names: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """A list with its columns found."""

    listing: Listing
    at: Mapping[str, int]  # column by key, only those that are there
    lines: Sequence[Line]  # below the headers
    notes: Sequence[Problem]
    one_of_many: bool = False  # sheets of the same list

    def cell(self, line: Line, key: str) -> Value:
        """The cell, or None where the column is missing or the line too short."""
        at = self.at.get(key)
        return None if at is None or at >= len(line.cells) else line.cells[at]

    def text(self, line: Line, key: str) -> str:
        return as_text(self.cell(line, key))

    def blank(self, line: Line) -> bool:
        """True when nothing stands in a column that was found."""
        return all(is_empty(self.cell(line, key)) for key in self.at)

    def number(self, line: Line) -> str:
        """The number of a line, with its sheet where the list has several."""
        return f"{self.listing.sheet}!{line.number}" if self.one_of_many else str(line.number)

    def place(self, line: Line, key: str) -> Place:
        return self.listing.place(line.number, self.at.get(key, -1))


def arranged_sheets(
    listing: Listing, headings: Sequence[Heading]
) -> tuple[list[Arranged], list[Problem]]:
    """Every sheet of a list that has the columns that are needed, with one note on the sheets that have not.

    Where none has, the Problems are those of the first sheet.
    """
    sheets = (listing, *listing.others)
    lists = [sheet for sheet in sheets if not _missing(_columns(sheet, headings), headings)]
    found = [arranged(sheet, headings) for sheet in lists or sheets[:1]]
    problems = [one for sheet in found for one in (sheet if isinstance(sheet, list) else sheet.notes)]
    others = [sheet.sheet for sheet in sheets if sheet not in lists] if lists else []
    if others:
        problems.append(problem.sheets_ignored(Place(listing.file), others))
    several = len(lists) > 1
    return [replace(sheet, one_of_many=several) for sheet in found if isinstance(sheet, Arranged)], problems


def arranged(listing: Listing, headings: Sequence[Heading]) -> Arranged | list[Problem]:
    """The list by its columns; Problems when a needed column is missing or stands twice."""
    first = _header_line(listing, headings)
    header = listing.lines[first]
    at = _positions(header, headings)
    problems = list(_twice(listing, header, headings))
    missing = _missing(at, headings)
    if missing:
        names = ", ".join(" / ".join(heading.names[:2]) for heading in missing)
        problems.append(problem.no_such_columns(listing.place(header.number), names, _shown(header)))
    if problems:
        return problems
    lines = listing.lines[first + 1 :]
    return Arranged(listing=listing, at=at, lines=lines, notes=list(_ignored(listing, header, at)))


def _columns(listing: Listing, headings: Sequence[Heading]) -> Mapping[str, int]:
    return _positions(listing.lines[_header_line(listing, headings)], headings)


def _missing(at: Mapping[str, int], headings: Sequence[Heading]) -> list[Heading]:
    return [heading for heading in headings if heading.needed and heading.key not in at]


def _header_line(listing: Listing, headings: Sequence[Heading]) -> int:
    """The line with the most names of columns, the first of them on a tie."""
    counts = [len(_positions(line, headings)) for line in listing.lines[:SEARCHED]]
    return counts.index(max(counts))


def _positions(header: Line, headings: Sequence[Heading]) -> dict[str, int]:
    seen = {name: at for at, name in reversed(list(enumerate(map(_name, header.cells)))) if name}
    found = {}
    for heading in headings:
        at = next((seen[name] for name in map(folded, heading.names) if name in seen), None)
        if at is not None:
            found[heading.key] = at
    return found


def _name(cell: Value) -> str:
    return folded(as_text(cell)).strip(MARKS)


def _shown(header: Line) -> str:
    return ", ".join(as_shown(cell) for cell in header.cells if not is_empty(cell))[:200]


def _twice(listing: Listing, header: Line, headings: Sequence[Heading]) -> Iterator[Problem]:
    """A column of ours that stands twice under the same name: nobody knows which one is meant."""
    ours = {folded(name) for heading in headings for name in heading.names}
    seen: set[str] = set()
    for at, cell in enumerate(header.cells):
        name = _name(cell)
        if name in seen:
            yield problem.header_twice(listing.place(header.number, at), as_text(cell))
        elif name in ours:
            seen.add(name)


def _ignored(listing: Listing, header: Line, at: Mapping[str, int]) -> Iterator[Problem]:
    """One note for all columns that nobody asked for."""
    used = set(at.values())
    others = [n for n, cell in enumerate(header.cells) if n not in used and not is_empty(cell)]
    if others:
        names = ", ".join(as_shown(header.cells[n]) for n in others)
        yield problem.columns_ignored(listing.place(header.number, others[0]), names[:200])
