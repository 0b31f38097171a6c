"""A workbook while it is drawn: what its sheets have in common, and where a table stands."""

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kpi.layout import HEADED_NAMES, NAMES, SHEETS, ColumnSpec, TableSpec
from kpi.model import Edition, Language, RuleBook
from kpi.tables import letters
from kpi.template.styles import Styles
from kpi.words import say


class EmptyText(str):
    """A formula's empty text, stored with its type so that nobody takes the formula for uncalculated.

    XlsxWriter leaves the type out when a value equals "".
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = str.__hash__


EMPTY = EmptyText()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new workbook and what goes into it."""

    workbook: Workbook
    styles: Styles
    book: RuleBook
    language: Language
    period: str  # "2026-11"
    company: str
    digest: str  # hash of the rule book
    edition: Edition

    def say(self, key: str, **facts: object) -> str:
        return say(key, self.language, **facts)

    def sheet(self, key: str) -> Worksheet:
        """A sheet of the layout, by its key."""
        return self.workbook.get_worksheet_by_name(SHEETS[key][self.language])

    def height(self, count: int) -> float:
        """The height of a row with this many lines."""
        return count * self.styles.line + 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Where a table stands on its sheet; rows and columns from 0."""

    name: str
    columns: tuple[ColumnSpec, ...]
    sheet: Worksheet
    top: int  # row of the headers
    left: int
    rows: int  # of the body

    @property
    def first(self) -> int:
        return self.top + 1

    @property
    def last(self) -> int:
        return self.top + self.rows

    @property
    def right(self) -> int:
        return self.left + len(self.columns) - 1

    def at(self, key: str) -> int:
        """The sheet column of a table column."""
        return self.left + next(n for n, column in enumerate(self.columns) if column.key == key)

    def cell(self, key: str, row: int = 0) -> str:
        """A body cell as a formula in its own row has it: $K5."""
        return f"${letters(self.at(key) + 1)}{self.first + row + 1}"

    def at_row(self, row: int) -> Callable[[str], str]:
        """The cells of one body row, by column key."""
        return lambda key: self.cell(key, row)

    def span(self, first: str, last: str = "") -> tuple[int, int, int, int]:
        """The body of one column, or of a run of columns."""
        return self.first, self.at(first), self.last, self.at(last or first)

    def area(self, first: str, last: str, top: int | None = None) -> str:
        """The body of a run of columns, seen from anywhere in the workbook; from row `top` on where it is given."""
        title = self.sheet.get_name().replace("'", "''")
        left, right = letters(self.at(first) + 1), letters(self.at(last) + 1)
        start = self.first if top is None else top
        return f"'{title}'!${left}${start + 1}:${right}${self.last + 1}"


def block_of(draft: Draft, spec: TableSpec, top: int, left: int = 0, rows: int = 1) -> Block:
    """A table of the layout, on its own sheet."""
    return Block(
        name=spec.name, columns=spec.columns, sheet=draft.sheet(spec.sheet), top=top, left=left, rows=rows
    )


def define_names(draft: Draft, block: Block) -> None:
    """The defined names that stand for columns of this table."""
    for name, (table, first, last) in NAMES.items():
        if table == block.name:
            draft.workbook.define_name(name, f"={block.area(first, last)}")
    for name, (table, first, last) in HEADED_NAMES.items():
        if table == block.name:
            draft.workbook.define_name(name, f"={block.area(first, last, block.top)}")
