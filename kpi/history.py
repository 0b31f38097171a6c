"""The table History as a closing writes it: what a month was judged by and what came of it, a row for each KPI."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kpi import layout
from kpi.appraise import Judged, Outcome
from kpi.catalogue import digest
from kpi.fills.columns import columns, lacking, positions, printed
from kpi.model import Actual, KpiResult, Language, Standing
from kpi.report_notes import has_open_target
from kpi.tables import Fill, Output, Table

Row = tuple[Output, ...]


def history_fill(outcome: Outcome) -> Fill:
    """The table with the month of the workbook at its end, in place of what it held of that month."""
    table = outcome.tables[layout.HISTORY.name]
    month = outcome.settings.period
    rows = [*(row for row in _kept(table) if row[0] != month), *_rows(outcome)]
    absent = lacking(outcome, "History")
    kept = [at for at, column in enumerate(layout.HISTORY.columns) if column.key not in absent]
    return Fill(
        table="History",
        key=printed(outcome, "History", "period", "id", "code"),
        columns=columns(outcome, "History", {}),
        count=len(rows),
        rows=[tuple(row[at] for at in kept) for row in rows],
    )


def _kept(table: Table) -> Iterator[Row]:
    """The rows that are there, in the order of the layout."""
    at = positions(table)
    for row in table.rows:
        if any(cell not in (None, "") for cell in row):
            yield tuple(row[at[column.key]] if column.key in at else None for column in layout.HISTORY.columns)


def _rows(outcome: Outcome) -> Iterator[Row]:
    """The rows of the workbook's month."""
    hashed, language = digest(outcome.book), outcome.settings.language
    for one in outcome.judged:
        for result in one.appraisal.results:
            yield _row(outcome.settings.period, hashed, one, result, language)


def _row(month: str, hashed: str, one: Judged, result: KpiResult, language: Language) -> Row:
    appraisal, rule = one.appraisal, result.rule
    actual, _ = one.entries[rule.code]
    first, second = _parts(actual)
    final = appraisal.total if appraisal.standing is Standing.COMPLETE else None
    state = "open_target" if has_open_target(result) else result.state.value
    cells: Mapping[str, Output] = {
        "period": month,
        "id": appraisal.person.id,
        "name": appraisal.person.name,
        "role": one.sheet.role.name[language],
        "code": rule.code,
        "first": first,
        "second": second,
        "actual": result.actual,
        "target": result.target,
        "score": result.score,
        "state": layout.word("state", state, language),
        "weight": rule.weight,
        "effective": result.effective,
        "points": result.points,
        "total": final,
        "grade": appraisal.grade.letter if appraisal.grade else None,
        "rules": hashed,
    }
    return tuple(cells[column.key] for column in layout.HISTORY.columns)


def _parts(actual: Actual) -> tuple[Decimal | None, Decimal | None]:
    """The raw numbers: both counts, or the number or rate alone."""
    if actual.numerator is not None and actual.denominator is not None:
        return actual.numerator, actual.denominator
    return actual.value, None
