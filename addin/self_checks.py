"""What the self-test finds out: every sheet function answers its example in a cell, error values are real ones.

It is the one part that reads back what it wrote: whether cells calculate is what it is there to find out.
"""

import platform
import re
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import NamedTuple

from addin.book_tables import read_tables
from addin.free_xlwings import xw
from kpi import __version__
from kpi.appraise import OUTPUTS
from kpi.functions import FUNCTIONS
from kpi.model import Language, RuleBook
from kpi.needed import NEEDED, missing_tables
from kpi.sheet_function import SheetFunction
from kpi.sheets import as_shown
from kpi.tables import Dated, Fault
from kpi.words import say

NO_FUNCTION = "#NAME?"
MANY = re.compile(r"[0-9.]+(?:,[0-9.]+)+")  # an example that fills several cells
CELLS = 6  # the column where the formulas stand for a moment
ERRORS = (  # what goes wrong is a real error value, and a blank stays a blank
    'IF(ISNA(KPI_SCORE("?",0.5)),"#N/A","?")',
    'IF(ISERR(KPI_SCORE("SALES-3","?")),"#VALUE!","?")',
    'IF(ISERROR(SUM(1,KPI_SCORE("?",0.5))),"#N/A","?")',
    'IF(KPI_SCORE("SALES-3","")="","","?")',
)
RULES = ("Rules[#All]", "KPI_RULES(Rules[#All])")
KNOWN = ("#N/A", "#VALUE!", "#N/A", "")


class Check(NamedTuple):
    """One line of the table."""

    what: str
    wanted: str
    found: str
    right: bool


def checks(book: xw.Book, sheet: xw.Sheet, tongue: Language, *, functions: bool | None) -> list[Check]:
    """Everything that is checked; `sheet` is written to and blank again afterwards.

    `functions` tells whether cells of this host know ours; None lets a cell tell.
    """
    answered = _worked_out_all(tongue) if functions is False else _functions(book, sheet, tongue, functions=functions)
    return [*answered, *_tables(book, tongue)]


def versions(book: xw.Book, tongue: Language) -> list[tuple[str, str]]:
    """What is at work here: name and version."""
    bits = 64 if sys.maxsize > 1 << 32 else 32
    found = {
        "program": __version__,
        "python": f"{platform.python_version()} ({bits} bit)",
        "xlwings": xw.__version__,
        "app": str(book.app.version),
        "system": platform.platform(),
    }
    return [(say(f"self_test_{key}", tongue), text) for key, text in found.items()]


def _functions(book: xw.Book, sheet: xw.Sheet, tongue: Language, *, functions: bool | None) -> list[Check]:
    """Every function with its example, in a cell; by the program itself where cells need not know it and do not."""
    formulas = [_call(function) for function in FUNCTIONS.values()]
    answers = _answers(book, sheet, [*formulas, *(f"={one}" for one in ERRORS)])
    if functions is None and NO_FUNCTION in answers[: len(formulas)]:
        return _worked_out_all(tongue)
    found = [_check("self_test_cell", *one, tongue) for one in zip(FUNCTIONS.values(), answers, strict=False)]
    return [*found, *_errors(answers[len(formulas) :], tongue)]


def rules_checks(book: xw.Book, sheet: xw.Sheet, tongue: Language) -> list[Check]:
    """The most that a function is handed: the whole table of rules, and its text; in a workbook as it is made."""
    score = FUNCTIONS["KPI_SCORE"]
    formulas = [f"{_call(score)[:-1]},,{rules})" for rules in RULES]
    answers = _answers(book, sheet, formulas)
    what = [say("self_test_cell", tongue, formula=formula) for formula in formulas]
    known = score.example.en
    return [Check(one, known, got, got == known) for one, got in zip(what, answers, strict=True)]


def _answers(book: xw.Book, sheet: xw.Sheet, formulas: Sequence[str]) -> list[str]:
    """What cells show for formulas; they are blank again afterwards."""
    cells = sheet.range((1, CELLS), (len(formulas), CELLS))
    cells.formula = [[formula] for formula in formulas]
    book.app.calculate()
    answers = [_text(row[0]) for row in cells.options(ndim=2, err_to_str=True).value]
    cells.clear_contents()
    return answers


def _worked_out_all(tongue: Language) -> list[Check]:
    """Every function with its example, without a cell."""
    return [
        _check("self_test_worked_out", function, _worked_out(function, tongue), tongue)
        for function in FUNCTIONS.values()
    ]


def _errors(answers: Sequence[str], tongue: Language) -> list[Check]:
    """What cells show that cannot be scored."""
    what = [say("self_test_cell", tongue, formula=f"={one}") for one in ERRORS]
    return [Check(one, known, got, got == known) for one, known, got in zip(what, KNOWN, answers, strict=True)]


def _check(what: str, function: SheetFunction, found: str, tongue: Language) -> Check:
    example = function.example
    right = found in {example.zh, example.en}  # a host answers in its own language
    wanted = example.en if found == example.en else example.zh
    return Check(say(what, tongue, formula=_call(function)), wanted, found, right)


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
