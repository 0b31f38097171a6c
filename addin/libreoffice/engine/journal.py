"""What stood where the engine writes, so that one step back brings the document back."""

import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from addin.libreoffice.engine.cells import AT_ONCE, FORMULAS

Step = Callable[[], None]


class Thing(Protocol):
    """Something that is written."""

    def now(self, hold: Step) -> Step:
        """Brings it back to what it is now; calls `hold` before every change."""


class Journal:
    """How to take back what was written, the last first. Keeps nothing unless it is open.

    `hold` is called before every change of the document: the undo list forgets that it is locked.
    """

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self.back: list[Step] = []
        self.is_open = False
        self.hold: Step = _nothing

    @contextmanager
    def writing(self, hold: Step) -> Iterator[None]:
        """Remembers while a macro writes."""
        self.things, self.back, self.is_open, self.hold = [], [], True, hold
        try:
            yield
        finally:
            self.is_open, self.hold = False, _nothing

    def before(self, thing: Thing) -> None:
        """Remembers something that is about to be written."""
        if self.is_open:
            self.back.append(thing.now(self.hold))
            self.things.append(thing)

    def take_back(self) -> None:
        """Undoes everything, the last first."""
        for step in reversed(self.back):
            step()
        self.back.clear()

    def as_it_is(self, hold: Step) -> list[Step]:
        """Brings back what has been written, once more."""
        return [thing.now(hold) for thing in self.things]


def _nothing() -> None:
    pass


class Contents:
    """The contents of a block: numbers stay exact, formulas stay formulas."""

    def __init__(self, block: Any) -> None:
        self.sheet = block.Spreadsheet
        address = block.RangeAddress
        self.place = address.StartColumn, address.StartRow, address.EndColumn, address.EndRow

    def now(self, hold: Step) -> Step:
        area = self.sheet.getCellRangeByPosition(*self.place)
        data = tuple(tuple("" if cell is None else cell for cell in row) for row in area.getDataArray())
        kept = zlib.compress(pickle.dumps((data, _formulas(area))), 1)  # a step may stay on the list for days

        def restore() -> None:
            data, formulas = pickle.loads(zlib.decompress(kept))  # noqa: S301 - our own, from this very process
            hold()
            self.sheet.getCellRangeByPosition(*self.place).setDataArray(data)
            for place, texts in reversed(formulas):
                hold()
                self.sheet.getCellRangeByPosition(*place).setFormulaArray(texts)

        return restore


def _formulas(block: Any) -> list[tuple[tuple[int, int, int, int], Any]]:
    """The formulas of a block, piece by piece; pieces are low, for Calc is slow to join many equal ones."""
    sheet, found = block.Spreadsheet, []
    for area in block.queryContentCells(FORMULAS).RangeAddresses:
        for top in range(area.StartRow, area.EndRow + 1, AT_ONCE):
            place = area.StartColumn, top, area.EndColumn, min(top + AT_ONCE - 1, area.EndRow)
            found.append((place, sheet.getCellRangeByPosition(*place).getFormulaArray()))
    return found


class Heights:
    """The heights of some rows."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def now(self, hold: Step) -> Step:
        heights = [self.rows.getByIndex(at).Height for at in range(self.rows.Count)]

        def restore() -> None:
            for at, height in enumerate(heights):
                hold()
                self.rows.getByIndex(at).Height = height

        return restore


class Reach:
    """How far a table reaches."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def now(self, hold: Step) -> Step:
        area = self.table.DataArea

        def restore() -> None:
            hold()
            self.table.setDataArea(area)

        return restore


class Presence:
    """Whether there is a sheet of that name, and where."""

    def __init__(self, sheets: Any, name: str) -> None:
        self.sheets = sheets
        self.name = name

    def now(self, hold: Step) -> Step:
        at = self.sheets.getByName(self.name).RangeAddress.Sheet if self.sheets.hasByName(self.name) else None

        def restore() -> None:
            hold()
            there = self.sheets.hasByName(self.name)
            if there and at is None:
                self.sheets.removeByName(self.name)
            elif at is not None and not there:
                self.sheets.insertNewByName(self.name, at)

        return restore


class Named:
    """The name of a sheet."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    def now(self, hold: Step) -> Step:
        name = self.sheet.Name

        def restore() -> None:
            hold()
            self.sheet.setName(name)

        return restore
