"""The table Holidays: days off and days worked against the rule of the week."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

from kpi import layout
from kpi.deadline import Days, Shift, due_date, fifth, steps
from kpi.problems import Problem
from kpi.problems import calendar as problem
from kpi.problems.workbook import not_a_date
from kpi.settings import Settings
from kpi.sheets import Sheet, as_shown, find, is_empty, read_choice, to_date
from kpi.tables import Dated, Table

LONGEST = 31  # days; what is longer has a mistyped year or month
Found = dict[int, Days]  # by row


def due_of(settings: Settings, tables: Mapping[str, Table]) -> tuple[date, list[Problem]]:
    """The day the report is due by the workbook's settings and holidays; one without them has the 5th."""
    table = tables.get(layout.HOLIDAYS.name)
    if table is None:
        return due_date(settings.period, settings.deadline, ()), []
    calendar, problems = read_holidays(table)
    if settings.deadline is not Shift.NONE and steps(settings.period, settings.deadline, calendar) is None:
        problems.append(problem.no_working_day(table.place(0, 0), fifth(settings.period).isoformat()))
    return due_date(settings.period, settings.deadline, calendar), problems


def calendar_of(tables: Mapping[str, Table]) -> Sequence[Days]:
    """The holidays of a workbook; nothing where it has no table for them."""
    table = tables.get(layout.HOLIDAYS.name)
    return () if table is None else read_holidays(table)[0]


def read_holidays(table: Table) -> tuple[Sequence[Days], list[Problem]]:
    """The exceptions to the rule that Saturdays and Sundays are off."""
    sheet, problems = find(table, layout.HOLIDAYS, ("name", "first", "last", "n_kind"))
    if problems:
        return (), problems
    found: Found = {}
    for row in sheet.filled():
        days = _days(sheet, row)
        if isinstance(days, Days):
            found[row] = days
        else:
            problems += days
    return tuple(found.values()), [*problems, *_twofold(sheet, found)]


def _days(sheet: Sheet, row: int) -> Days | list[Problem]:
    first = _date(sheet, row, "from")
    last = first if is_empty(sheet.cell(row, "to")) else _date(sheet, row, "to")
    kind = read_choice(sheet, row, "kind", "day_kind")
    own = (first, kind) if last is first else (first, last, kind)
    problems = [one for one in own if isinstance(one, Problem)]
    if problems or not (isinstance(first, date) and isinstance(last, date)):
        return problems
    if not 0 <= (last - first).days < LONGEST:
        return [problem.wrong_span(sheet.place(row, "to"), first.isoformat(), last.isoformat())]
    return Days(first, last, worked=kind == "work")


def _date(sheet: Sheet, row: int, key: str) -> date | Problem:
    """A date that formulas take for one, too."""
    value, place = sheet.cell(row, key), sheet.place(row, key)
    match value:
        case Dated():
            return to_date(value.serial)
        case str() if value.strip():
            return problem.date_as_text(place, value.strip())
        case _:
            return not_a_date(place, as_shown(value))


def _twofold(sheet: Sheet, found: Found) -> Iterable[Problem]:
    """Days that are off and worked at once; the later row has to be mended."""
    for (_, one), (row, other) in combinations(found.items(), 2):
        first, last = max(one.first, other.first), min(one.last, other.last)
        if one.worked is not other.worked and first <= last:
            yield problem.off_and_worked(sheet.place(row, "from"), first.isoformat())
