"""The button 自检: every sheet function answers its example in a cell, and a table says what came out.

It is the one macro that reads back what it wrote: whether cells calculate is what it is there to find out.
"""

import platform
import re
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import NamedTuple

from addin.book_tables import area_of, read_tables
from addin.free_xlwings import xw
from addin.start import PLAINLY, Area, Start
from kpi import __version__
from kpi.appraise import NEEDED, OUTPUTS, missing_tables
from kpi.functions import FUNCTIONS
from kpi.model import Language, RuleBook
from kpi.sheet_function import SheetFunction
from kpi.sheets import as_shown
from kpi.tables import Dated, Fault
from kpi.words import say

NO_FUNCTION = "#NAME?"
MANY = re.compile(r"[0-9.]+(?:,[0-9.]+)+")  # an example that fills several cells
WIDTHS = (60, 40, 40, 10)
ROWS = 40  # more than the table will have
CELLS = 6  # the column where the formulas stand for a moment


class Check(NamedTuple):
    """One line of the table."""

    what: str
    wanted: str
    found: str
    right: bool


def self_test(book: xw.Book, tongue: Language = "zh", start: Start = PLAINLY) -> str:
    """Checks the functions, the workbook and the versions; the details are on a sheet of their own."""
    sheet = _sheet(book, say("self_test_sheet", tongue), start)
    checks = [*_functions(book, sheet, tongue), *_tables(book, tongue)]
    _write(book, sheet, checks, tongue)
    failed = sum(not one.right for one in checks)
    facts = {"passed": len(checks) - failed, "failed": failed, "sheet": sheet.name}
    return say("self_test_failed" if failed else "self_test_passed", tongue, **facts)


def _sheet(book: xw.Book, title: str, start: Start) -> xw.Sheet:
    """The sheet for the table, blank, behind all others."""
    there = next((sheet for sheet in book.sheets if sheet.name == title), None)
    sheet = there or book.sheets.add(title, after=book.sheets[-1])
    used = area_of(sheet.used_range)
    start.keep([Area(sheet, 1, 1, max(used.bottom, ROWS), max(used.right, CELLS), added=there is None)])
    sheet.used_range.clear_contents()
    return sheet


def _functions(book: xw.Book, sheet: xw.Sheet, tongue: Language) -> list[Check]:
    """Every function with its example, in a cell; by the program itself where cells do not know it."""
    formulas = [_call(function) for function in FUNCTIONS.values()]
    cells = sheet.range((1, CELLS), (len(formulas), CELLS))
    cells.formula = [[formula] for formula in formulas]
    book.app.calculate()
    answers = [_text(row[0]) for row in cells.options(ndim=2, err_to_str=True).value]
    cells.clear_contents()
    found = zip(FUNCTIONS.values(), formulas, answers, strict=True)
    return [_check(function, formula, answer, tongue) for function, formula, answer in found]


def _check(function: SheetFunction, formula: str, answer: str, tongue: Language) -> Check:
    example = function.example
    what, found = "self_test_cell", answer
    if answer == NO_FUNCTION:
        what, found = "self_test_python", _worked_out(function, tongue)
    right = found in {example.zh, example.en}  # a host answers in its own language
    wanted = example.en if found == example.en else example.zh
    return Check(say(what, tongue, formula=formula), wanted, found, right)


def _call(function: SheetFunction) -> str:
    """The example as a formula; of several cells it shows all, with commas between.

    >>> _call(FUNCTIONS["KPI_SCORE"]), _call(FUNCTIONS["KPI_GRADE"])
    ('=KPI_SCORE("SALES-3","97%")', '=KPI_GRADE(91.875)')
    """
    call = f"{function.name}({','.join(map(_argument, function.example.arguments))})"
    if not MANY.fullmatch(function.example.zh):
        return f"={call}"
    count = function.example.zh.count(",") + 1
    return "=" + '&","&'.join(f"INDEX({call},1,{n})" for n in range(1, count + 1))


def _argument(value: object) -> str:
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(map(_argument, row)) for row in value) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _text(value: object) -> str:
    return as_shown(value) if isinstance(value, (str, float, bool)) else "" if value is None else str(value)


def _worked_out(function: SheetFunction, tongue: Language) -> str:
    """What the program answers without a cell; it needs the packaged rules, which not every host carries."""
    try:
        packaged = import_module("kpi.rule_files").packaged_book(date.today())  # noqa: DTZ011 - the manager's day
    except ImportError:
        return NO_FUNCTION
    if not isinstance(packaged, RuleBook):
        return NO_FUNCTION
    value = function.answer(list(function.example.arguments), packaged, tongue).value
    if isinstance(value, tuple) and not isinstance(value, (Fault, Dated)):
        return ",".join(_text(_number(cell)) for row in value for cell in row)
    return _text(_number(value))


def _number(cell: object) -> object:
    return cell if isinstance(cell, (str, bool)) else float(str(cell))


def _tables(book: xw.Book, tongue: Language) -> list[Check]:
    """Whether a workbook of ours is complete; of any other there is nothing to say."""
    read = read_tables(book)
    missing = [problem.facts["table"] for problem in missing_tables(read.tables, read.book)]
    if len(missing) == len(NEEDED):
        return []
    missing += [name for name in OUTPUTS if name not in read.tables]
    wanted = str(len(NEEDED) + len(OUTPUTS))
    there = ", ".join(missing) or wanted
    return [Check(say("self_test_tables", tongue), wanted, there, not missing)]


def _write(book: xw.Book, sheet: xw.Sheet, checks: Sequence[Check], tongue: Language) -> None:
    head = say("self_test_head", tongue).split("|")
    marks = {True: say("self_test_right", tongue), False: say("self_test_wrong", tongue)}
    rows = [[_cell(text) for text in (one.what, one.wanted, one.found, marks[one.right])] for one in checks]
    versions = say(
        "self_test_versions",
        tongue,
        program=__version__,
        python=platform.python_version(),
        xlwings=xw.__version__,
        app=book.app.version,
    )
    table = [head, *rows, [versions, None, None, None]]
    sheet.range((1, 1), (len(table), len(head))).value = table
    for number, width in enumerate(WIDTHS, 1):
        sheet.range((1, number)).column_width = width
    sheet.activate()


def _cell(text: str) -> str:
    return f"'{text}"


