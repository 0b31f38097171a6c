"""The button 自检: what was checked and what came out, on a sheet of its own, with all versions."""

from collections.abc import Sequence

from addin.book_tables import area_of
from addin.free_xlwings import xw
from addin.self_checks import CELLS, Check, checks, versions
from addin.start import PLAINLY, Area, Start
from kpi.model import Language
from kpi.words import say

WIDTHS = (60, 40, 40, 10)
ROWS = 40  # more than the table will have


def self_test(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Checks the functions, the workbook and the versions; the details are on a sheet of their own."""
    sheet = _sheet(book, say("self_test_sheet", tongue), start)
    if sheet is None:
        return say("self_test_no_sheet", tongue, book=book.name)
    done = checks(book, sheet, tongue, functions=start.functions)
    known = versions(book, tongue)
    if start.functions is False:
        known.append((say("self_test_cells", tongue), say("self_test_no_cells", tongue)))
    _write(sheet, table(done, known, tongue))
    failed = sum(not one.right for one in done)
    facts = {"passed": len(done) - failed, "failed": failed, "sheet": sheet.name}
    return say("self_test_failed" if failed else "self_test_passed", tongue, **facts)


def _sheet(book: xw.Book, title: str, start: Start) -> xw.Sheet | None:
    """The sheet for the table, blank, behind all others; None where somebody has forbidden new ones."""
    there = next((sheet for sheet in book.sheets if sheet.name == title), None)
    try:
        sheet = there or book.sheets.add(title, after=book.sheets[-1])
    except Exception:  # noqa: BLE001 - hosts raise what they like
        return None
    used = area_of(sheet.used_range)
    start.keep([Area(sheet, 1, 1, max(used.bottom, ROWS), max(used.right, CELLS), added=there is None)])
    sheet.used_range.clear_contents()
    return sheet


def table(done: Sequence[Check], known: Sequence[tuple[str, str]], tongue: Language) -> list[tuple[str, ...]]:
    """Checks and versions as rows of text, the headers first."""
    marks = {True: say("self_test_right", tongue), False: say("self_test_wrong", tongue)}
    return [
        tuple(say("self_test_head", tongue).split("|")),
        *((one.what, one.wanted, one.found, marks[one.right]) for one in done),
        *((name, "", version, "") for name, version in known),
    ]


def _write(sheet: xw.Sheet, rows: Sequence[tuple[str, ...]]) -> None:
    cells = [[f"'{text}" if text else None for text in row] for row in rows]
    sheet.range((1, 1), (len(rows), len(rows[0]))).value = cells
    for number, width in enumerate(WIDTHS, 1):
        sheet.range((1, number)).column_width = width
    sheet.activate()
