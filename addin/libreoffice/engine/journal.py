"""What stood where the engine writes, so that one step back brings the document back.

A step may stay on the undo list for days: what it remembers is packed, and names cells instead of
holding on to them.
"""

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from addin.libreoffice.engine.cells import AT_ONCE, FORMULAS

Step = Callable[[], None]
Place = tuple[int, int, int, int]  # first column and row, last column and row, from 0


class Thing(Protocol):
    """Something that is written."""

    def now(self) -> Any:
        """How it is now."""

    def bring(self, state: Any, hold: Step) -> None:
        """Makes it as it was; calls `hold` before every change."""


class Entry(NamedTuple):
    """Something that was written, and how it was before."""

    thing: Thing
    state: Any


def bring(entries: Sequence[Entry], hold: Step) -> None:
    """Brings things to a state, in that order."""
    for thing, state in entries:
        thing.bring(state, hold)


class Journal:
    """How to take back what was written. Keeps nothing unless it is open.

    `hold` is called before every change of the document: the undo list forgets that it is locked.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.is_open = False
        self.hold: Step = _nothing

    @contextmanager
    def writing(self, hold: Step) -> Iterator[None]:
        """Remembers while a macro writes."""
        self.entries, self.is_open, self.hold = [], True, hold
        try:
            yield
        finally:
            self.is_open, self.hold = False, _nothing

    def before(self, thing: Thing) -> None:
        """Remembers something that is about to be written."""
        if self.is_open:
            self.entries.append(Entry(thing, thing.now()))

    def take_back(self, hold: Step) -> None:
        """Undoes everything, the last first."""
        bring(self.entries[::-1], hold)

    def as_it_is(self) -> list[Entry]:
        """What has been written, as it is now."""
        return [Entry(entry.thing, entry.thing.now()) for entry in self.entries]


def _nothing() -> None:
    pass


class Contents:
    """The contents of a block: numbers stay exact, formulas stay formulas."""

    def __init__(self, document: Any, block: Any) -> None:
        address = block.RangeAddress
        self.document = document
        self.sheet = block.Spreadsheet.Name
        self.place: Place = (address.StartColumn, address.StartRow, address.EndColumn, address.EndRow)

    def _area(self, place: Place) -> Any:
        return self.document.Sheets.getByName(self.sheet).getCellRangeByPosition(*place)

    def now(self) -> bytes | None:
        if not self.document.Sheets.hasByName(self.sheet):
            return None
        area = self._area(self.place)
        data = tuple(tuple("" if cell is None else cell for cell in row) for row in area.getDataArray())
        return zlib.compress(pickle.dumps((data, self._formulas(area))), 1)

    def _formulas(self, area: Any) -> list[tuple[Place, Any]]:
        """The formulas, piece by piece; pieces are low, for Calc is slow to join many equal ones."""
        found = []
        for part in area.queryContentCells(FORMULAS).RangeAddresses:
            for top in range(part.StartRow, part.EndRow + 1, AT_ONCE):
                place = part.StartColumn, top, part.EndColumn, min(top + AT_ONCE - 1, part.EndRow)
                found.append((place, self._area(place).getFormulaArray()))
        return found

    def bring(self, state: bytes | None, hold: Step) -> None:
        if state is None or not self.document.Sheets.hasByName(self.sheet):
            return
        data, formulas = pickle.loads(zlib.decompress(state))  # noqa: S301 - our own, from this very process
        hold()
        self._area(self.place).setDataArray(data)
        for place, texts in reversed(formulas):
            hold()
            self._area(place).setFormulaArray(texts)


class Heights:
    """The heights of some rows."""

    def __init__(self, document: Any, sheet: str, rows: range) -> None:
        self.document = document
        self.sheet = sheet
        self.rows = rows  # from 0

    def now(self) -> list[int]:
        rows = self.document.Sheets.getByName(self.sheet).Rows
        return [rows.getByIndex(at).Height for at in self.rows]

    def bring(self, state: list[int], hold: Step) -> None:
        rows = self.document.Sheets.getByName(self.sheet).Rows
        for at, height in zip(self.rows, state, strict=True):
            hold()
            rows.getByIndex(at).Height = height


class Reach:
    """How far a table reaches."""

    def __init__(self, document: Any, table: str) -> None:
        self.document = document
        self.table = table

    def now(self) -> Any:
        return self.document.DatabaseRanges.getByName(self.table).DataArea

    def bring(self, state: Any, hold: Step) -> None:
        hold()
        self.document.DatabaseRanges.getByName(self.table).setDataArea(state)


class Presence:
    """Whether there is a sheet of that name, and where."""

    def __init__(self, document: Any, sheet: str) -> None:
        self.document = document
        self.sheet = sheet

    def now(self) -> int | None:
        sheets = self.document.Sheets
        return sheets.getByName(self.sheet).RangeAddress.Sheet if sheets.hasByName(self.sheet) else None

    def bring(self, state: int | None, hold: Step) -> None:
        sheets = self.document.Sheets
        there = sheets.hasByName(self.sheet)
        hold()
        if there and state is None:
            sheets.removeByName(self.sheet)
        elif state is not None and not there:
            sheets.insertNewByName(self.sheet, state)
