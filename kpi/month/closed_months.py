"""What the table History says of closed months: totals, raw numbers and scores, by person."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from kpi import layout
from kpi.model import Actual, Appraisal, Entry, Language, Standing, State
from kpi.numbers import exact
from kpi.problems import Place, Problem
from kpi.problems import closing as problem
from kpi.sheets import Sheet, find
from kpi.tables import Tables
from kpi.words import say

NEEDED = {"period", "id", "code", "total"}
NUMBERS = ("first", "second", "actual", "score", "target")
MOST_NAMES = 12  # of the people that a sentence names


class Closed(NamedTuple):
    """One KPI of one person in a closed month."""

    actual: Actual
    score: Decimal | None
    target: Decimal | None


class HasAppraisal(Protocol):
    """Somebody who has been judged."""

    @property
    def appraisal(self) -> Appraisal: ...


def history_of(tables: Tables) -> Sheet | None:
    """The table, where it is there with the columns that identify a row."""
    table = tables.get(layout.HISTORY.name)
    sheet = find(table, layout.HISTORY)[0] if table else None
    return sheet if sheet and sheet.at.keys() >= NEEDED else None


def months_in(tables: Tables) -> list[str]:
    """The months that are closed, in order."""
    sheet = history_of(tables)
    return sorted({sheet.text(row, "period") for row in sheet.filled()} - {""}) if sheet else []


def totals_of(tables: Tables, months: Iterable[str]) -> Mapping[str, Mapping[str, Decimal]]:
    """The totals of closed months by person and month; whoever had none is left out."""
    sheet, wanted = history_of(tables), frozenset(months)
    totals: dict[str, dict[str, Decimal]] = {}
    if sheet is None:
        return totals
    for row in sheet.filled():
        month, total = sheet.text(row, "period"), sheet.cell(row, "total")
        if month in wanted and isinstance(total, float):
            totals.setdefault(sheet.text(row, "id"), {})[month] = exact(total)
    return totals


def scores_of(tables: Tables, month: str) -> Mapping[str, Mapping[str, Decimal]]:
    """The scores of a closed month by person and KPI."""
    sheet = history_of(tables)
    scores: dict[str, dict[str, Decimal]] = {}
    for row in sheet.filled() if sheet else ():
        if sheet and sheet.text(row, "period") == month and isinstance(cell := sheet.cell(row, "score"), float):
            scores.setdefault(sheet.text(row, "id"), {})[sheet.text(row, "code").upper()] = exact(cell)
    return scores


def closed_in(tables: Tables, month: str, entries: Mapping[str, Entry]) -> Mapping[str, Mapping[str, Closed]]:
    """What a closed month holds by person and KPI; `entries` says how each KPI is entered."""
    sheet = history_of(tables)
    found: dict[str, dict[str, Closed]] = {}
    if sheet is None:
        return found
    for row in sheet.filled():
        code = sheet.text(row, "code").upper()
        if code in entries and sheet.text(row, "period") == month:
            found.setdefault(sheet.text(row, "id"), {})[code] = _closed(sheet, row, entries[code])
    return found


def _closed(sheet: Sheet, row: int, entry: Entry) -> Closed:
    first, second, actual, score, target = (_number(sheet, row, key) for key in NUMBERS)
    if actual is None:
        state = layout.code_of("state", sheet.text(row, "state"))
        away = state in (State.NOT_APPLICABLE.value, "open_target")
        return Closed(Actual(State.NOT_APPLICABLE if away else State.NOT_FILLED_IN), score, target)
    counted = entry is not Entry.VALUE and first is not None and second is not None
    return Closed(Actual(State.ENTERED, actual, *((first, second) if counted else (None, None))), score, target)


def _number(sheet: Sheet, row: int, key: str) -> Decimal | None:
    cell = sheet.cell(row, key)
    return exact(cell) if isinstance(cell, float) else None


def changed_since(
    tables: Tables, month: str, judged: Sequence[HasAppraisal], language: Language
) -> list[Problem]:
    """A note where a closed month has other totals now than when it was closed."""
    sheet = history_of(tables)
    if sheet is None or month not in months_in(tables):
        return []
    then = {person: own[month] for person, own in totals_of(tables, [month]).items()}
    final = [one.appraisal for one in judged if one.appraisal.standing is Standing.COMPLETE]
    now = {appraisal.person.id: appraisal.total for appraisal in final}
    others = sorted(person for person in then.keys() | now.keys() if then.get(person) != now.get(person))
    place = Place(sheet.table.book, sheet.table.sheet)
    return [problem.changed_since_closing(place, month, some_of(others, language))] if others else []


def some_of(people: Sequence[str], language: Language) -> str:
    """People as a sentence names them, the first few of many."""
    return say("list_comma", language).join(people[:MOST_NAMES]) + "…" * (len(people) > MOST_NAMES)
