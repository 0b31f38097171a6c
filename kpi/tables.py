"""Tables of a workbook in the abstract: what a host hands in and gets back.

A host (a file on disk, Excel, LibreOffice) reads every table once, calls
`appraise`, and writes every fill once. Rows and columns are sheet numbers from 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kpi.problems import Place


class Fault(NamedTuple):
    """An error value in a cell."""

    text: str  # "#N/A", "#DIV/0!"


class Uncalculated(NamedTuple):
    """A formula whose value nobody has calculated yet; not the same as a blank."""

    formula: str


class Dated(NamedTuple):
    """A number that the cell shows as a date or a time."""

    serial: float  # days since 1899-12-30, whatever date system the workbook uses


Value = str | float | bool | Fault | Uncalculated | Dated | None  # None is a blank cell

NOT_AVAILABLE = Fault("#N/A")


@lru_cache(maxsize=1 << 10)
def letters(column: int) -> str:
    """The letters of a column.

    >>> letters(1), letters(27), letters(702)
    ('A', 'AA', 'ZZ')
    """
    text = ""
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it stands in a workbook. `rows` holds blank rows too."""

    name: str  # the table's own name: "Entry_SS"
    book: str  # file name of the workbook
    sheet: str  # title of its sheet
    headers: tuple[str, ...]  # as printed
    first_row: int  # sheet row of the first body row
    first_column: int
    rows: Sequence[tuple[Value, ...]]
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)  # by row and column; only those asked for

    def place(self, row: int, column: int) -> Place:
        """The cell at `row` and `column` of the body, both from 0; column -1 is the whole row."""
        letter = letters(self.first_column + max(column, 0))
        return Place(self.book, self.sheet, f"{letter}{self.first_row + row}")


Tables = Mapping[str, Table]  # by table name


Output = Value | Decimal | int  # what a fill may put into a cell


class Computed(NamedTuple):
    """A formula of one row and the value it has."""

    formula: str  # without "="
    value: "Output"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a fill.

    `formula` is None (the rows hold plain values, or `Computed` where every row has a formula of its
    own), or a sequence of (index of the first row it holds for, pattern). In a pattern `{r}` stands
    for the sheet row; it names no cell of another sheet except through `$` or a defined name, so that
    a host may store it as one shared formula. The rows then hold the values that it has.
    """

    header: str  # as printed in the table that is filled
    formula: Sequence[tuple[int, str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """New body rows for one table of ours; columns that it does not name are the manager's.

    The manager's cells of a row, in the table and beside it, stay with the row whose `key` columns
    hold the same values, wherever it moves; with `fallback`, the first of them is plain text, because
    a formula shows somebody else as soon as the sheet it looks at is sorted.
    """

    table: str
    key: tuple[str, ...]  # headers that identify a row; empty: rows have no identity
    columns: tuple[Column, ...]
    count: int  # of rows; 0 leaves one blank row, for a table must have one
    rows: Iterable[Sequence[Output | Computed]]  # read once, in order, one item for each column
    fallback: tuple[str, ...] = ()  # headers that identify a row in which the first of `key` is blank
    heights: Sequence[float] | None = None  # of the rows, in points; None keeps the height of the first


class Edit(NamedTuple):
    """One cell that is set outside a fill (an import, a settings cell)."""

    table: str
    row: int  # of the body, from 0; may be the first row after the last
    header: str
    value: "Value | Computed"
