"""The sheets of a book."""

from collections.abc import Iterator
from typing import Any

from addin.free_xlwings import base_classes
from addin.libreoffice.engine.journal import Presence
from addin.libreoffice.engine.members import covering
from addin.libreoffice.engine.ranges import Range, area_of
from addin.libreoffice.engine.tables import Tables
from kpi.references import COLUMNS, ROWS, Box


@covering(base_classes.Sheet)
class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Any, native: Any) -> None:
        self._book = book
        self.native = native

    @property
    def api(self) -> Any:
        return self.native

    @property
    def book(self) -> Any:
        return self._book

    @property  # type: ignore[misc] # only read
    def name(self) -> str:
        return str(self.native.Name)

    @property
    def index(self) -> int:
        return int(self.native.RangeAddress.Sheet) + 1

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        return Range(self, area_of(arg1, arg2))

    @property
    def cells(self) -> Range:
        return Range(self, Box(1, 1, COLUMNS, ROWS))

    @property
    def used_range(self) -> Range:
        cursor = self.native.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return Range(self, Box(1, 1, end.EndColumn + 1, end.EndRow + 1))

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def visible(self) -> bool:
        return bool(self.native.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.native.IsVisible = value

    def activate(self) -> None:
        controller = self.book.native.CurrentController
        if controller is not None:
            controller.setActiveSheet(self.native)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self.book.journal.hold()
        self.book.native.Sheets.removeByName(self.native.Name)
        self.book.forget_tables()


@covering(base_classes.Sheets)
class Sheets(base_classes.Sheets):
    """All sheets, by name or by number from 1."""

    def __init__(self, book: Any) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.native.Sheets

    @property
    def active(self) -> Sheet:
        controller = self.book.native.CurrentController
        return self(1) if controller is None else Sheet(self.book, controller.ActiveSheet)

    def __call__(self, name_or_index: Any) -> Sheet:
        sheets = self.api
        if isinstance(name_or_index, int):
            return Sheet(self.book, sheets.getByIndex(name_or_index - 1))
        if not sheets.hasByName(name_or_index):
            raise KeyError(name_or_index)
        return Sheet(self.book, sheets.getByName(name_or_index))

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return (self(number) for number in range(1, len(self) + 1))

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        """A new sheet before or after another one, in front of all without."""
        at = before.index - 1 if before else after.index if after else 0
        taken = set(self.api.ElementNames)
        wanted = name or next(f"Sheet{n}" for n in range(1, len(taken) + 2) if f"Sheet{n}" not in taken)
        self.book.journal.before(Presence(self.book.native, wanted))
        self.book.journal.hold()
        self.api.insertNewByName(wanted, at)
        self.book.forget_tables()
        return Sheet(self.book, self.api.getByName(wanted))
