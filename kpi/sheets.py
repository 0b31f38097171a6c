"""A table's columns by key, and its cells as text, choice, number or date.

Headers are found in either language; what cannot be read becomes a Problem with its cell.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpi.layout import CHOICES, TableSpec, code_of, folded
from kpi.model import Unit
from kpi.problems import Place, Problem
from kpi.problems import workbook as problem
from kpi.reading import Unread, read_number
from kpi.tables import Dated, Fault, Table, Uncalculated, Value

EPOCH = date(1899, 12, 30)
EXACT_INTEGER = 1e15  # a sheet keeps 15 digits
MIDNIGHT = r"(?:[ T]0{1,2}:00(?::00(?:\.0*)?)?)?"
DAY = re.compile(r"(\d{4}) *[-/.年] *(\d{1,2}) *[-/.月] *(\d{1,2}) *日?" + MIDNIGHT + r"|(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of ours with its columns found."""

    table: Table
    at: Mapping[str, int]  # column index by key, only those that are there
    content: Sequence[int]  # the columns that are no formulas of the template

    def place(self, row: int, key: str) -> Place:
        return self.table.place(row, self.at.get(key, 0))

    def cell(self, row: int, key: str) -> Value:
        """The cell, or None where the column is missing."""
        column = self.at.get(key)
        return None if column is None else self.table.rows[row][column]

    def text(self, row: int, key: str) -> str:
        return as_text(self.cell(row, key))

    def rows_by(self, key: str) -> dict[str, int]:
        """The first row of each text in a column, in capitals, as MATCH finds it."""
        return {self.text(row, key).upper(): row for row in reversed(range(len(self.table.rows)))}

    def filled(self) -> Iterator[int]:
        """The rows that hold anything in a column of ours; one that was cleared keeps only its formulas."""
        for number, row in enumerate(self.table.rows):
            for column in self.content:
                if not is_empty(row[column]):
                    yield number
                    break


def is_empty(value: Value) -> bool:
    """A blank cell, or text that shows nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def find(table: Table, spec: TableSpec, optional: Iterable[str] = ()) -> tuple[Sheet, list[Problem]]:
    """The columns of a table, and a Problem for each that is missing."""
    seen, problems = index(table)
    at: dict[str, int] = {}
    for column in spec.columns:
        position = seen.get(folded(column.zh), seen.get(folded(column.en)))
        if position is not None:
            at[column.key] = position
        elif column.key not in optional:
            header = Place(table.book, table.sheet)
            problems.append(problem.no_column(header, table.name, f"{column.zh} / {column.en}"))
    content = tuple(at[column.key] for column in spec.columns if column.content and column.key in at)
    return Sheet(table, at, content), problems


def index(table: Table) -> tuple[dict[str, int], list[Problem]]:
    """Column index by folded header; a Problem for a header that stands twice."""
    seen: dict[str, int] = {}
    problems = []
    for position, header in enumerate(table.headers):
        if folded(header) in seen:
            problems.append(problem.column_twice(table.place(-1, position), header))
        else:
            seen[folded(header)] = position
    return seen, problems


def as_text(value: Value) -> str:
    """What a cell says; a whole number without its decimal point."""
    if isinstance(value, str):
        return value.strip()
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return ""


def as_shown(value: Value) -> str:
    """What a cell shows, for a sentence that quotes it."""
    match value:
        case Fault():
            return value.text
        case Uncalculated():
            return f"={value.formula}"
        case Dated():
            return to_date(value.serial).isoformat()
        case _:
            return as_text(value)


def read_id(value: Value, place: Place) -> str | Problem:
    """An id as text: 00123 stays, 123 typed as a number is 123."""
    text = id_text(value)
    return problem.unreadable_id(place, as_shown(value)) if text is None else text


def id_text(value: Value) -> str | None:
    """The same without a word on what cannot be an id."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and abs(value) < EXACT_INTEGER and value.is_integer():
        return str(int(value))
    return None


def read_choice(sheet: Sheet, row: int, key: str, choice: str) -> str | Problem:
    """The code behind the word in a cell."""
    text = sheet.text(row, key)
    code = code_of(choice, text)
    if code is not None:
        return code
    words = "、".join(dict.fromkeys(word for both in CHOICES[choice].values() for word in both.values()))
    return problem.not_a_choice(sheet.place(row, key), as_shown(sheet.cell(row, key)), words)


def read_decimal(sheet: Sheet, row: int, key: str, item: str, unit: Unit) -> Decimal | Problem | None:
    """The number in a cell; None for a blank."""
    value = sheet.cell(row, key)
    if is_empty(value):
        return None
    number = read_number(value, unit)
    if isinstance(number, Unread):
        return problem.not_a_setting_number(sheet.place(row, key), item, as_shown(value))
    return number


def read_date(value: Value, place: Place) -> date | Problem | None:
    """A date, typed as one or as text such as 2026-11-12; None for a blank."""
    match value:
        case Dated():
            return to_date(value.serial)
        case str() if value.strip():
            return _written_date(value) or problem.not_a_date(place, value.strip())
        case None | str():
            return None
        case _:
            return problem.not_a_date(place, as_shown(value))


def _written_date(text: str) -> date | None:
    """A date in text: 2026-11-02, 2026/11/2, 2026年11月2日; midnight may stand behind it.

    >>> _written_date("２０２６/1/5"), _written_date("5/1/2026")
    (datetime.date(2026, 1, 5), None)
    """
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def to_date(serial: float) -> date:
    """The date of a sheet's serial number; far-off ones are clipped to what a date can be."""
    return EPOCH + timedelta(days=min(max(int(serial), 0), 2_958_465))
