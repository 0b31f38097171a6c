"""What a table and a column of ours are."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a column holds; the template derives width, format and protection from it."""

    ID = "id"
    TEXT = "text"
    WRAPPED = "wrapped"
    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "points"  # two decimals
    COUNT = "count"
    DATE = "date"
    CHOICE = "choice"
    LIGHT = "light"
    HELPER = "helper"  # visible in an outline group: the working of a formula


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table of ours."""

    key: str
    zh: str
    en: str
    kind: Kind
    typed: bool = False  # a person types here: input colour, unlocked
    calculated: bool = False  # a formula of the template, in blank rows and cleared ones, too

    @property
    def content(self) -> bool:
        """Whether a cell that shows something makes its row count as filled."""
        return not self.calculated and self.kind is not Kind.HELPER

    def header(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of ours and the sheet it stands on."""

    name: str
    sheet: str  # key in SHEETS
    columns: tuple[ColumnSpec, ...]

    def column(self, key: str) -> ColumnSpec:
        return next(column for column in self.columns if column.key == key)

    def headers(self, language: str) -> tuple[str, ...]:
        return tuple(column.header(language) for column in self.columns)
