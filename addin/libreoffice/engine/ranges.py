"""A block of cells of one sheet."""

from typing import Any

from addin.free_xlwings import base_classes
from addin.libreoffice.engine import cells
from addin.libreoffice.engine.journal import Contents, Heights
from addin.libreoffice.engine.members import covering
from kpi.references import Box, box
from kpi.tables import letters

MILLIMETRES = 35.277_777_8  # hundredths of one in a point
PIXEL, LETTER, PADDING = 26.458_333, 7, 5  # hundredths of a millimetre; pixels of a digit and beside it
ALL_CONTENTS = 1 | 2 | 4 | 8 | 16  # com.sun.star.sheet.CellFlags: values, dates, texts, notes, formulas
NOTES = 8
ONE_CELL = 2  # a place is a row and a column


@covering(base_classes.Range)
class Range(base_classes.Range):
    """Cells from `top`, `left` to `bottom`, `right`, counted from 1."""

    def __init__(self, sheet: Any, area: Box) -> None:
        self.sheet = sheet
        self.area = area
        self.options: dict[str, Any] = {}  # xlwings leaves its converter's options here
        self.arg1_input = str(area)

    @property
    def native(self) -> Any:
        """The block as UNO has it."""
        area = self.area
        return self.sheet.native.getCellRangeByPosition(area.left - 1, area.top - 1, area.right - 1, area.bottom - 1)

    @property
    def api(self) -> Any:
        """The UNO object; no macro of ours touches it."""
        return self.native

    # Where it is -----------------------------------------------------------------

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    @property
    def address(self) -> str:
        return self.get_address(row_absolute=True, col_absolute=True, external=False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:  # noqa: FBT001
        row, column = "$" if row_absolute else "", "$" if col_absolute else ""
        corners = [(self.area.left, self.area.top), (self.area.right, self.area.bottom)]
        names = [f"{column}{letters(across)}{row}{down}" for across, down in dict.fromkeys(corners)]
        sheet = f"[{self.sheet.book.name}]{self.sheet.name}!" if external else ""
        return sheet + ":".join(names)

    def __call__(self, arg1: Any, arg2: Any = None) -> "Range":
        """The cell at a row and a column of the block, or the n-th one."""
        if arg2 is None:
            down, right = divmod(arg1 - 1, self.shape[1])
            arg1, arg2 = down + 1, right + 1
        top, left = self.area.top + arg1 - 1, self.area.left + arg2 - 1
        return Range(self.sheet, Box(left, top, left, top))

    # What it holds ---------------------------------------------------------------

    @property
    def raw_value(self) -> list[list[Any]]:
        return cells.read(self.sheet.book.native, self.native)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        block, pen = self.native, self.sheet.book.pen
        self.sheet.book.journal.before(Contents(self.sheet.book.native, block))
        if isinstance(value, (list, tuple)):
            pen.values(block, value)
        elif isinstance(value, str) and value.startswith("="):
            pen.fill(block, value)
        else:
            rows, columns = self.shape
            pen.values(block, [[value] * columns] * rows)

    @property
    def formula(self) -> Any:
        found = cells.formulas(self.sheet.book.native, self.native)
        return found[0][0] if len(self) == 1 else tuple(map(tuple, found))

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def has_array(self) -> bool:
        return bool(self.native.getArrayFormula())

    @property
    def merge_cells(self) -> bool:
        return bool(self.native.getIsMerged())

    def clear_contents(self) -> None:
        block = self.native
        self.sheet.book.journal.before(Contents(self.sheet.book.native, block))
        self.sheet.book.journal.hold()
        block.clearContents(ALL_CONTENTS & ~NOTES)

    # What it looks like ----------------------------------------------------------

    @property
    def row_height(self) -> float:
        return float(round(self.native.Rows.getByIndex(0).Height / MILLIMETRES, 2))

    @row_height.setter
    def row_height(self, value: float) -> None:
        rows = self.native.Rows
        journal = self.sheet.book.journal
        journal.before(Heights(self.sheet.book.native, self.sheet.name, range(self.area.top - 1, self.area.bottom)))
        journal.hold()
        rows.OptimalHeight = False
        journal.hold()
        rows.Height = round(value * MILLIMETRES)

    @property
    def column_width(self) -> float:
        return float(round((self.native.Columns.getByIndex(0).Width / PIXEL - PADDING) / LETTER, 2))

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet.book.journal.hold()
        self.native.Columns.Width = round((value * LETTER + PADDING) * PIXEL)

    def autofill(self, destination: Any, type_: str) -> None:
        """Only "fill_formats": the looks of the first row, downwards; contents stay."""
        if type_ != "fill_formats" or self.shape[0] != 1:
            raise NotImplementedError("xlwings in LibreOffice fills formats only, from one row downwards.")
        area = destination.impl.area
        if area.bottom > area.top:
            _repeat(self.sheet, self.native.RangeAddress, area._replace(top=area.top + 1))

    def select(self) -> None:
        controller = self.sheet.book.native.CurrentController
        if controller is not None:
            controller.select(self.native)


def _repeat(sheet: Any, row: Any, area: Box) -> None:
    """Gives the rows of an area the looks of the row above it, twice as many each time."""
    target = Range(sheet, area).native
    hold = sheet.book.journal.hold
    contents = Contents(sheet.book.native, target)
    sheet.book.journal.before(contents)
    there = contents.now()
    done, wanted = 1, area.bottom - area.top + 2
    while done < wanted:
        row.EndRow = row.StartRow + min(done, wanted - done) - 1
        corner = sheet.native.getCellByPosition(area.left - 1, area.top - 2 + done)
        hold()
        sheet.native.copyRange(corner.CellAddress, row)
        done += row.EndRow - row.StartRow + 1
    hold()
    target.clearContents(ALL_CONTENTS)
    contents.bring(there, hold)


def area_of(arg1: Any, arg2: Any = None) -> Box:
    """The area that xlwings means by one or two arguments: addresses, places or ranges."""
    corners = [_area(one) for one in (arg1, arg2) if one is not None]
    return Box(
        min(one.left for one in corners), min(one.top for one in corners),
        max(one.right for one in corners), max(one.bottom for one in corners),
    )  # fmt: skip


def _area(arg: Any) -> Box:
    if isinstance(arg, Range):
        return arg.area
    if isinstance(arg, tuple) and len(arg) == ONE_CELL:
        return Box(arg[1], arg[0], arg[1], arg[0])
    found = box(arg) if isinstance(arg, str) else None
    if found is None:
        raise ValueError(f"xlwings in LibreOffice takes A1 addresses and (row, column), not {arg!r}.")
    return found
