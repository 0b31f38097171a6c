"""The day a month's report is due, and the holidays that move it."""

from datetime import date

import pytest

from kpi.deadline import Days, Shift, due_date, is_worked, steps
from kpi.layout import HOLIDAYS
from kpi.month.holidays import read_holidays
from kpi.sheets import EPOCH
from kpi.tables import Dated, Table, Value

NATIONAL = Days(date(2026, 10, 1), date(2026, 10, 7), worked=False)
MADE_UP = Days(date(2026, 10, 10), date(2026, 10, 10), worked=True)  # a Saturday


@pytest.mark.parametrize(
    ("period", "shift", "calendar", "due"),
    [
        ("2026-10", Shift.NONE, [], "2026-11-05"),
        ("2026-12", Shift.NONE, [], "2027-01-05"),
        ("2026-11", Shift.NONE, [], "2026-12-05"),  # a Saturday
        ("2026-11", Shift.PREVIOUS, [], "2026-12-04"),
        ("2026-11", Shift.NEXT, [], "2026-12-07"),
        ("2026-10", Shift.NEXT, [], "2026-11-05"),  # a Thursday stays
        ("2026-09", Shift.NEXT, [NATIONAL], "2026-10-08"),
        ("2026-09", Shift.PREVIOUS, [NATIONAL], "2026-09-30"),
        ("2026-09", Shift.NEXT, [NATIONAL._replace(last=date(2026, 10, 9)), MADE_UP], "2026-10-10"),
        ("2026-09", Shift.NEXT, [Days(date(2026, 8, 25), date(2026, 12, 31), worked=False)], "2026-10-05"),
    ],
)
def test_the_report_is_due_on_the_5th_or_on_the_working_day_that_is_set(
    period: str, shift: Shift, calendar: list[Days], due: str
) -> None:
    assert due_date(period, shift, calendar).isoformat() == due


def test_where_no_working_day_is_near_it_is_said() -> None:
    assert steps("2026-09", Shift.NEXT, [Days(date(2026, 8, 25), date(2026, 12, 31), worked=False)]) is None


def test_a_day_that_is_named_as_worked_is_worked_inside_a_holiday_too() -> None:
    holiday = Days(date(2026, 10, 1), date(2026, 10, 12), worked=False)
    assert is_worked(MADE_UP.first, [holiday, MADE_UP])
    assert not is_worked(date(2026, 10, 9), [holiday, MADE_UP])


# The table ------------------------------------------------------------------------


def day(text: str) -> Dated:
    return Dated(float((date.fromisoformat(text) - EPOCH).days))


def holidays(*rows: tuple[Value, Value, Value]) -> Table:
    return Table(
        name="Holidays",
        book="b.xlsx",
        sheet="设置",
        headers=HOLIDAYS.headers("zh"),
        first_row=5,
        first_column=1,
        rows=[(first, last, None, kind, "", "", "") for first, last, kind in rows],
    )


def test_holidays_are_read_in_either_language_and_blank_rows_are_skipped() -> None:
    table = holidays(
        (day("2026-10-01"), day("2026-10-07"), "休息"), (None, None, None), (day("2026-10-10"), None, "worked")
    )
    assert read_holidays(table) == ((NATIONAL, MADE_UP), [])


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ((day("2026-10-07"), day("2026-10-01"), "休息"), "KPI521", "B5"),
        ((day("2026-10-01"), day("2027-10-07"), "休息"), "KPI521", "B5"),
        (("2026-10-01", None, "休息"), "KPI525", "A5"),
        ((None, day("2026-10-01"), "休息"), "KPI408", "A5"),
        ((20261001.5, None, "休息"), "KPI408", "A5"),
        ((day("2026-10-01"), None, "假"), "KPI505", "D5"),
        ((day("2026-10-01"), None, None), "KPI505", "D5"),
    ],
)
def test_a_holiday_that_makes_no_sense_is_told_with_its_cell_and_not_used(
    row: tuple[Value, Value, Value], code: str, cell: str
) -> None:
    calendar, problems = read_holidays(holidays(row))
    assert (calendar, [(one.code, one.place.cell) for one in problems]) == ((), [(code, cell)])


def test_a_day_off_that_is_also_worked_is_told() -> None:
    table = holidays((day("2026-10-01"), day("2026-10-07"), "休息"), (day("2026-10-04"), None, "上班"))
    assert [(one.code, one.place.cell, one.facts) for one in read_holidays(table)[1]] == [
        ("KPI522", "A6", {"day": "2026-10-04"})
    ]
