"""A workbook in a live Calc that a host takes for one in Excel: cells are Calc's, and what Excel alone knows is stood in for.

Excel calls the protection of a sheet, the path of a book and whether it is saved by names of its own, which the host of
Excel asks for; here they are answered by Calc. Nobody has run this in Excel.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from addin.excel.undisturbed import HELPFUL
from addin.excel.unlocked import ALLOWED
from tests.live import book_of
from tests.office import Office, pyuno

FORMULAS = 16  # com.sun.star.sheet.CellFlags


class NativeSheet:
    """What Excel knows of a sheet and its protection."""

    ProtectDrawingObjects = ProtectScenarios = FilterMode = False
    ListObjects = ()
    Protection = SimpleNamespace(**dict.fromkeys(ALLOWED, False))

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def Name(self) -> str:  # noqa: N802 - a name of Excel
        return str(self._sheet.Name)

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        return bool(self._sheet.isProtected())

    @property
    def Comments(self) -> list[Any]:  # noqa: N802
        return [SimpleNamespace(Parent=SimpleNamespace(Row=one.Position.Row + 1)) for one in self._sheet.Annotations]

    def Unprotect(self, password: str) -> None:  # noqa: N802
        self._sheet.unprotect(password)

    def Protect(self, password: str, *_: object) -> None:  # noqa: N802
        self._sheet.protect(password)


class NativeBook:
    """What Excel knows of a workbook."""

    def __init__(self, document: Any) -> None:
        self._document = document

    @property
    def ReadOnly(self) -> bool:  # noqa: N802
        return bool(self._document.isReadonly())

    @property
    def Saved(self) -> bool:  # noqa: N802
        return not self._document.isModified()

    @property
    def FullName(self) -> str:  # noqa: N802
        return pyuno().fileUrlToSystemPath(self._document.URL) if self._document.URL else str(self._document.Title)


class NativeApp:
    """What Excel knows of itself."""

    def __init__(self) -> None:
        self.EnableEvents = True
        self.AutoCorrect = SimpleNamespace(**dict.fromkeys(HELPFUL, True))

    @property
    def settings(self) -> set[bool]:
        return {self.EnableEvents, *vars(self.AutoCorrect).values()}


def remembering(formulas: Callable[..., Any]) -> Callable[..., Any]:
    """Calc's formulas as Excel writes them, asked for once: each takes several words over the bridge.

    What Calc writes, `=$Scores.A1`, is always the same for Excel.
    """
    known: dict[str, str] = {}

    def of_block(document: Any, block: Any) -> list[list[str]]:
        texts, address = block.getFormulaArray(), block.RangeAddress
        places = [
            (row - address.StartRow, column - address.StartColumn)
            for area in block.queryContentCells(FORMULAS).RangeAddresses
            for row in range(area.StartRow, area.EndRow + 1)
            for column in range(area.StartColumn, area.EndColumn + 1)
        ]
        if not all(texts[row][column] in known for row, column in places):
            found: list[list[str]] = formulas(document, block)
            known.update({texts[row][column]: found[row][column] for row, column in places})
            return found
        rows = [list(row) for row in texts]
        for row, column in places:
            rows[row][column] = known[texts[row][column]]
        return rows

    return of_block


@cache
def _remembered() -> Callable[..., Any]:
    from addin.libreoffice.engine import cells

    return remembering(cells.formulas)


@contextmanager
def excels_names() -> Iterator[None]:
    """The engine of Calc answers by Excel's names."""
    pyuno()
    from addin.libreoffice.engine import cells
    from addin.libreoffice.engine.app import App
    from addin.libreoffice.engine.books import Book
    from addin.libreoffice.engine.sheets import Sheet

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "api", NativeApp())
        patch.setattr(cells, "formulas", _remembered())
        patch.setattr(Book, "api", property(lambda book: NativeBook(book.native)))
        patch.setattr(Sheet, "api", property(lambda sheet: NativeSheet(sheet.native)))
        yield


def press(office: Office, document: Any, button: str, language: Any = "zh") -> str:
    """What `KpiPress` of the add-in gets from the host of Excel for a button."""
    from addin.excel import pressed

    with excels_names():
        return pressed.pressed(button, book_of(office, document), language)
