"""The workbooks that are open in LibreOffice."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from addin.free_xlwings import base_classes
from addin.libreoffice.engine import cells
from addin.libreoffice.engine.journal import Journal
from addin.libreoffice.engine.members import covering
from addin.libreoffice.engine.sheets import Sheets

CALC = "com.sun.star.sheet.SpreadsheetDocument"


@covering(base_classes.Book)
class Book(base_classes.Book):
    """One workbook. It keeps the journal of what is written through it."""

    def __init__(self, app: Any, native: Any) -> None:
        self._app = app
        self.native = native
        self.journal = Journal()
        self._tables: dict[int, list[str]] | None = None

    @property
    def api(self) -> Any:
        return self.native

    @property
    def app(self) -> Any:
        return self._app

    @property
    def name(self) -> str:
        path = PurePosixPath(unquote(urlsplit(self.native.URL).path))
        return path.name or str(self.native.Title)

    @property
    def fullname(self) -> str:
        """Its path on disk; the address where it lies elsewhere, the title where it was never saved."""
        import uno  # noqa: PLC0415 - exists only where LibreOffice is

        address = str(self.native.URL)
        return uno.fileUrlToSystemPath(address) if address.startswith("file:") else address or self.name

    @property
    def pen(self) -> cells.Pen:
        """What writes into its cells."""
        return cells.Pen(self.native, self.journal.hold)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def table_names(self) -> dict[int, list[str]]:
        """The names of the tables by sheet, from the top left; looked up once."""
        if self._tables is None:
            ranges = self.native.DatabaseRanges
            areas = [(ranges.getByName(name).DataArea, name) for name in ranges.ElementNames]
            places = sorted((area.Sheet, area.StartRow, area.StartColumn, name) for area, name in areas)
            self._tables = {}
            for sheet, _, _, name in places:
                self._tables.setdefault(sheet, []).append(name)
        return self._tables

    def forget_tables(self) -> None:
        """Sheets have come or gone."""
        self._tables = None

    def activate(self) -> None:
        controller = self.native.CurrentController
        if controller is not None:
            controller.Frame.activate()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and other.native.RuntimeUID == self.native.RuntimeUID

    def __hash__(self) -> int:
        return hash(self.native.RuntimeUID)


@covering(base_classes.Books)
class Books(base_classes.Books):
    """All spreadsheets that are open."""

    def __init__(self, app: Any) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.desktop

    @property
    def active(self) -> Book:
        return Book(self.app, self.app.desktop.CurrentComponent)

    def __iter__(self) -> Iterator[Book]:
        components = self.app.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if hasattr(document, "supportsService") and document.supportsService(CALC):
                yield Book(self.app, document)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, name_or_index: Any) -> Book:
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if book.name == name_or_index:
                return book
        raise KeyError(name_or_index)
