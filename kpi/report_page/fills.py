"""The sheet 月报: all its tables, each as long as it was drawn, but for the last."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kpi.appraise import Outcome
from kpi.fills.blocks import Block
from kpi.report_page.facts import Facts, Row, facts_of, fixed
from kpi.report_page.groups import department_rows, set_rows
from kpi.report_page.headline import grade_rows, headline_rows
from kpi.report_page.lost import kpi_rows, single_rows
from kpi.report_page.missing import missing_fill
from kpi.report_page.role import ranking_rows, role_rows
from kpi.tables import Fill

ROWS: Mapping[str, Callable[[Facts], Iterable[Row]]] = {
    "Report": headline_rows,
    "ReportGrades": grade_rows,
    "ReportDepartments": department_rows,
    "ReportSets": set_rows,
    "ReportLosses": kpi_rows,
    "ReportSingles": single_rows,
    "ReportRole": role_rows,
    "ReportRanking": ranking_rows,
}


def has_page(outcome: Outcome) -> bool:
    """Whether the workbook has the whole page; older ones have the headline numbers alone."""
    return "ReportGrades" in outcome.writable


def report_fills(outcome: Outcome, shown: Sequence[Block]) -> Iterator[Fill]:
    """The fills of the sheet, from its top down."""
    facts = facts_of(outcome, shown)
    for name, rows in ROWS.items():
        if name in outcome.writable:
            yield fixed(facts, name, rows(facts))
    if "ReportMissing" in outcome.writable:
        yield missing_fill(facts)
