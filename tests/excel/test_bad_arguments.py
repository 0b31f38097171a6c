"""A wrong argument is an error value in its cell and never a number, and KPI_EXPLAIN says what to do about it.

Asked through the server of xlwings over stand-ins for COM.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from addin.error_numbers import FACILITY
from tests.calls import BOOK, rules_table
from tests.excel import pywin32

NA, VALUE, DIVISION = "\x1b2042", "\x1b2015", "\x1b2007"


@pytest.fixture(scope="module", params=["zh", "en"])
def excel(request: pytest.FixtureRequest) -> Iterator[pywin32.Excel]:
    with pytest.MonkeyPatch.context() as patch:
        running = pywin32.started(patch)
        patch.setattr(running.ours, "LANGUAGE", request.param)
        yield running
        pywin32.ended(running)


def com(rows: Any) -> Any:
    """A table as COM hands it over: numbers are floats."""
    return tuple(tuple(float(one) if type(one) is int else one for one in row) for row in rows)


def without(header: str) -> Any:
    """The table Rules, one of its columns deleted."""
    whole = com(rules_table(BOOK, "en"))
    at = whole[0].index(header)
    return tuple((*row[:at], *row[at + 1 :]) for row in whole)


COLUMN = tuple((0.97,) for _ in range(1_000))
WRONG = {  # arguments of KPI_SCORE, what the cell shows, what KPI_EXPLAIN must name in both languages
    "unknown name": (("SALES-33", 0.97), NA, ("SALES-33", "SALES-3 ", "SALES-7 ")),
    "unknown Chinese name": (("回款", 0.97), NA, ("回款", "SALES-3 ", "回款及时率")),
    "nothing alike": (("x", 0.97), NA, ("x",)),
    "text for a number": (("SALES-3", "many"), VALUE, ("many", "98%")),
    "a tick box": (("SALES-3", True), VALUE, ("TRUE", "98%")),
    "a rate of 9700 %": (("SALES-3", 97.0), NA, ("97%",)),
    "a whole column for the actual": (("SALES-3", COLUMN), VALUE, ("actual", "KPI_SCORES")),
    "a whole column for the name": (((("SALES-3",),) * 50, 0.97), VALUE, ("kpi", "KPI_SCORES")),
    "text for the rules": (("SALES-3", 0.97, None, "Rules"), VALUE, ("rules", "Rules[#All]")),
    "rules without a column": (("SALES-3", 0.97, None, without("x1")), VALUE, ("x1",)),
    "rules without their headers": (("SALES-3", 0.97, None, com(rules_table(BOOK, "en"))[1:]), VALUE, ("Rules",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_an_error_value_and_explained_with_its_remedy(excel: pywin32.Excel, name: str) -> None:
    arguments, shown, named = WRONG[name]
    assert excel.call("KPI_SCORE", *arguments) == shown
    told = str(excel.call("KPI_EXPLAIN", *arguments))
    assert len(re.findall(r"[。.](?:\s|$)|。", told)) >= 2, told  # what is wrong, and what to do
    assert "Traceback" not in told
    assert not told.startswith("\x1b")
    for word in named:
        assert word in told


@pytest.mark.parametrize("function", ["KPI_SCORE", "KPI_STATUS", "KPI_EXPLAIN", "KPI_FEEDBACK"])
def test_a_formula_error_in_an_argument_goes_through_as_it_is(excel: pywin32.Excel, function: str) -> None:
    for arguments in (("SALES-3", FACILITY + 2007), (FACILITY + 2007, 0.97), ("SALES-3", 0.97, FACILITY + 2007)):
        assert excel.call(function, *arguments) == DIVISION


def test_one_wrong_row_of_a_column_concerns_no_other(excel: pywin32.Excel) -> None:
    kpis = (("SALES-3",), ("NOPE",), ("SALES-3",), ("SALES-3",))
    actuals = ((0.97,), (0.97,), (FACILITY + 2007,), ("many",))
    assert excel.call("KPI_SCORES", kpis, actuals) == [[87.5], [NA], [DIVISION], [VALUE]]
