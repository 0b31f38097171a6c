"""Tables: what Excel calls one is a database range in Calc, under the same name."""

from collections.abc import Iterator
from typing import Any

from addin.free_xlwings import base_classes
from addin.libreoffice.engine.journal import Reach
from addin.libreoffice.engine.members import covering
from addin.libreoffice.engine.ranges import Range
from kpi.references import Box


@covering(base_classes.Table)
class Table(base_classes.Table):
    """One table with its headers."""

    def __init__(self, sheet: Any, name: str) -> None:
        self.sheet = sheet
        self._name = name

    @property
    def native(self) -> Any:
        """The database range."""
        return self.sheet.book.native.DatabaseRanges.getByName(self._name)

    @property
    def api(self) -> Any:
        return self.native

    @property  # type: ignore[misc] # only read
    def name(self) -> str:
        return self._name

    @property
    def parent(self) -> Any:
        return self.sheet

    @property
    def area(self) -> Box:
        """The cells, headers and totals included."""
        area = self.native.DataArea
        return Box(area.StartColumn + 1, area.StartRow + 1, area.EndColumn + 1, area.EndRow + 1)

    @property
    def range(self) -> Range:
        return Range(self.sheet, self.area)

    @property
    def header_row_range(self) -> Range | None:
        area = self.area
        return Range(self.sheet, area._replace(bottom=area.top)) if self.native.ContainsHeader else None

    @property  # type: ignore[misc] # only read
    def show_totals(self) -> bool:
        return bool(self.native.TotalsRow)

    @property
    def data_body_range(self) -> Range | None:
        area, native = self.area, self.native
        body = area._replace(top=area.top + native.ContainsHeader, bottom=area.bottom - native.TotalsRow)
        return Range(self.sheet, body) if body.top <= body.bottom else None

    def resize(self, range: Any) -> None:  # noqa: A002 - the name that xlwings gives it
        native, area = self.native, range.impl.area
        old = native.DataArea
        new = range.impl.native.RangeAddress
        journal = self.sheet.book.journal
        if (area.top, area.left) != (old.StartRow + 1, old.StartColumn + 1):
            raise ValueError("A table keeps its first cell.")
        journal.before(Reach(self.sheet.book.native, self._name))
        journal.hold()
        native.setDataArea(new)


@covering(base_classes.Tables)
class Tables(base_classes.Tables):
    """The tables of a sheet, as they stand on it from the top left."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return self.sheet.book.native.DatabaseRanges

    @property
    def parent(self) -> Any:
        return self.sheet

    def _names(self) -> list[str]:
        return list(self.sheet.book.table_names().get(self.sheet.index - 1, []))

    def __call__(self, key: Any) -> Table:
        names = self._names()
        if isinstance(key, int):
            return Table(self.sheet, names[key - 1])
        if key not in names:
            raise KeyError(key)
        return Table(self.sheet, key)

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, name) for name in self._names())

    def __contains__(self, key: object) -> bool:
        return key in self._names()
