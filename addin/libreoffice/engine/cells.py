"""The cells of a block, read and written at once: numbers, dates, truth values, texts, errors, formulas.

Calc keeps dates and truth values as numbers that look like one, and hands out no errors with a block.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from addin.libreoffice.engine.grammar import for_calc
from kpi.references import ROWS, downwards, shifted

ERRORS = {503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
OTHER_ERROR = "#VALUE!"
ERROR_RESULTS = 4  # com.sun.star.sheet.FormulaResult
FORMULAS = 16  # com.sun.star.sheet.CellFlags
CONTENTS = 1 | 2 | 4 | 16  # values, dates, texts, formulas
DAY, TRUTH = 2 | 4, 1024  # com.sun.star.util.NumberFormat: date and time, logical
DATE, MOMENT = 2, 6
AT_ONCE = 128  # rows of formulas; Calc joins equal neighbours one by one, in time that grows with the square
OOXML = 3  # com.sun.star.sheet.FormulaConvention


class ErrorValue(str):
    """An error in a cell."""

    __slots__ = ()


def read(document: Any, block: Any) -> list[list[Any]]:
    """The values of a block, row by row."""
    rows = [list(row) for row in block.getDataArray()]
    address = block.RangeAddress
    for column, row, cell in _errors(block):
        error = ErrorValue(ERRORS.get(cell.getError(), OTHER_ERROR))
        rows[row - address.StartRow][column - address.StartColumn] = error
    for area, is_day in _looks(document, block):
        convert = _moment(document) if is_day else bool
        for cells in rows[area.StartRow - address.StartRow : area.EndRow - address.StartRow + 1]:
            for at in range(area.StartColumn - address.StartColumn, area.EndColumn - address.StartColumn + 1):
                if isinstance(cells[at], float):
                    cells[at] = convert(cells[at])
    return rows


def _errors(block: Any) -> Iterator[tuple[int, int, Any]]:
    sheet = block.Spreadsheet
    for area in block.queryFormulaCells(ERROR_RESULTS).RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield column, row, sheet.getCellByPosition(column, row)


def _looks(document: Any, block: Any) -> Iterator[tuple[Any, bool]]:
    """The areas whose numbers look like a date (True) or a truth value (False)."""
    formats, kinds = document.NumberFormats, {}
    alike = block.getUniqueCellFormatRanges()
    for number in range(alike.Count):
        ranges = alike.getByIndex(number)
        key = ranges.NumberFormat
        if key not in kinds:
            kinds[key] = formats.getByKey(key).Type
        kind = kinds[key]
        if kind & (DAY | TRUTH):
            yield from ((area, not kind & TRUTH) for area in ranges.RangeAddresses)


def first_day(document: Any) -> datetime:
    """The day from which a document counts."""
    first = document.NullDate
    return datetime(first.Year, first.Month, first.Day)  # noqa: DTZ001 - a sheet knows no time zones


def _moment(document: Any) -> Any:
    start = first_day(document)

    def moment(serial: float) -> datetime | float:
        try:
            return start + timedelta(days=serial)
        except OverflowError:
            return serial

    return moment


def formulas(document: Any, block: Any) -> list[list[str]]:
    """The formulas of a block as Excel writes them; of other cells, what they hold."""
    rows = [list(row) for row in block.getFormulaArray()]
    address, sheet, parser = block.RangeAddress, block.Spreadsheet, None
    for area in block.queryContentCells(FORMULAS).RangeAddresses:
        parser = parser or _parser(document)
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                cell = sheet.getCellByPosition(column, row)
                text = parser.printFormula(cell.getTokens(), cell.CellAddress)
                rows[row - address.StartRow][column - address.StartColumn] = f"={text}"
    return rows


def _parser(document: Any) -> Any:
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish, parser.FormulaConvention = True, OOXML
    return parser


# Writing -----------------------------------------------------------------------


class Pen:
    """Writes into a document; before every change it says so."""

    def __init__(self, document: Any, hold: Callable[[], None]) -> None:
        self.document = document
        self.hold = hold

    def values(self, block: Any, rows: Sequence[Sequence[Any]]) -> None:
        """Writes a block; a text that begins with "=" is a formula, one behind an apostrophe is text."""
        if any(isinstance(cell, str) and cell.startswith("=") for row in rows for cell in row):
            self.formulas(block, rows)
        else:
            self.hold()
            block.setDataArray(tuple(tuple(self._plain(cell) for cell in row) for row in rows))
        self._show(block, rows)

    def _plain(self, cell: Any) -> float | str:
        """What setDataArray takes: a number or a text; nothing is a blank."""
        if isinstance(cell, str):
            return cell.removeprefix("'")
        if isinstance(cell, datetime):
            return self._serial(cell)
        return "" if cell is None else float(cell)

    def _serial(self, cell: datetime) -> float:
        return (cell - first_day(self.document)) / timedelta(days=1)

    def _show(self, block: Any, rows: Sequence[Sequence[Any]]) -> None:
        """Gives dates and truth values the looks that make them one, where nobody has chosen any."""
        formats, locale = self.document.NumberFormats, None
        for row, column, value in _marked(rows):
            locale = locale or self.document.CharLocale
            wanted = TRUTH if isinstance(value, bool) else MOMENT if value.time() != time() else DATE
            cell = block.getCellByPosition(column, row)
            if not formats.getByKey(cell.NumberFormat).Type & (TRUTH if wanted == TRUTH else DAY):
                self.hold()
                cell.NumberFormat = formats.getStandardFormat(wanted, locale)

    def formulas(self, block: Any, rows: Sequence[Sequence[Any]]) -> None:
        """Writes formulas, and among them what else stands in the block."""
        texts = [[self._typed(cell) for cell in row] for row in rows]
        self._type(block, tuple(tuple(text if text is not None else "" for text in row) for row in texts))
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                if text is None:
                    self._parsed(block.getCellByPosition(column, row), rows[row][column])

    def _type(self, block: Any, texts: Sequence[tuple[str, ...]]) -> None:
        """Types texts into a block, from below, so that few equal neighbours are joined at a time."""
        width = len(texts[0]) - 1
        for start in reversed(range(0, len(texts), AT_ONCE)):
            part = texts[start : start + AT_ONCE]
            self.hold()
            block.getCellRangeByPosition(0, start, width, start + len(part) - 1).setFormulaArray(tuple(part))

    def _typed(self, cell: Any) -> str | None:
        """What a person would type; None for a formula that needs the parser."""
        if isinstance(cell, str):
            if cell.startswith("="):
                return for_calc(cell)
            return f"'{cell.removeprefix(chr(39))}" if cell else ""
        if isinstance(cell, bool):
            return "TRUE" if cell else "FALSE"
        if isinstance(cell, datetime):
            return repr(self._serial(cell))
        return "" if cell is None else repr(float(cell))

    def _parsed(self, cell: Any, formula: str) -> None:
        self.hold()
        cell.setTokens(_parser(self.document).parseFormula(formula[1:], cell.CellAddress))

    def fill(self, block: Any, formula: str) -> None:
        """One formula in all cells of a block; its relative references follow."""
        address = block.RangeAddress
        down, across = address.EndRow - address.StartRow, address.EndColumn - address.StartColumn
        if down and not across:
            self._fill_down(block, formula)
        else:
            rows = [[shifted(formula, row, column) for column in range(across + 1)] for row in range(down + 1)]
            self.formulas(block, rows)

    def _fill_down(self, column: Any, formula: str) -> None:
        """The formula in every cell of a column: Calc fills it where it can, and fast."""
        address = column.RangeAddress
        count = address.EndRow - address.StartRow + 1
        if _is_even(column):
            self.formulas(column.getCellRangeByPosition(0, 0, 0, 0), [[formula]])
            self.hold()
            column.fillAuto(_downwards(), 1)
        elif (texts := _down(formula, count)) is not None:
            self.hold()
            column.clearContents(CONTENTS)  # to write over formulas that belong together takes twice as long
            self._type(column, texts)
        else:
            self.formulas(column, [[shifted(formula, row)] for row in range(count)])


def _down(formula: str, count: int) -> list[tuple[str]] | None:
    """A formula as it stands in every row of a column, put together from one translation."""
    opened, rows = downwards(formula)
    text = for_calc(opened)
    if text is None or max(rows, default=0) + count > ROWS:
        return None
    pieces = text.replace("{", "{{").replace("}", "}}").replace("\0", "{}")
    return [(pieces.format(*(row + down for row in rows)),) for down in range(count)]


def _marked(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int, Any]]:
    """The dates and truth values of a block with their places."""
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, (bool, datetime)):
                yield row, column, value


def _is_even(column: Any) -> bool:
    """True when filling down does what it says: it copies looks, and leaves out whatever is hidden."""
    shown = column.queryVisibleCells().RangeAddresses
    address = column.RangeAddress
    whole = len(shown) == 1 and (shown[0].StartRow, shown[0].EndRow) == (address.StartRow, address.EndRow)
    return whole and column.getUniqueCellFormatRanges().Count == 1


def _downwards() -> Any:
    import uno  # noqa: PLC0415 - exists only where LibreOffice is

    return uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")
