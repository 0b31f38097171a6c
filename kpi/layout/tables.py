"""Every table by its name, and what older workbooks may lack of them."""

from collections.abc import Mapping

from kpi.layout.choices import folded
from kpi.layout.columns import TableSpec
from kpi.layout.given_tables import GRADES, HOLIDAYS, PEOPLE, REVISIONS, ROLE_TARGETS, ROLES, RULES, SETTINGS
from kpi.layout.judged_tables import CHECKS, DUE, FEEDBACK, HISTORY, PROBLEMS, PROGRESS, SCORES, SUMMARY
from kpi.layout.report_tables import (
    REPORT,
    REPORT_DEPARTMENTS,
    REPORT_GRADES,
    REPORT_LOSSES,
    REPORT_MISSING,
    REPORT_RANKING,
    REPORT_ROLE,
    REPORT_SETS,
    REPORT_SINGLES,
    REPORT_TABLES,
)

TABLES: Mapping[str, TableSpec] = {
    table.name: table
    for table in (
        CHECKS, SETTINGS, GRADES, ROLES, ROLE_TARGETS, HOLIDAYS, RULES, PEOPLE,
        SCORES, SUMMARY, FEEDBACK, DUE, PROGRESS, REPORT, REPORT_GRADES, REPORT_DEPARTMENTS, REPORT_SETS,
        REPORT_LOSSES, REPORT_SINGLES, REPORT_ROLE, REPORT_RANKING, REPORT_MISSING,
        HISTORY, REVISIONS, PROBLEMS,
    )
}

# Columns that workbooks made before they existed lack; such workbooks are scored without them.
ADDED: Mapping[str, tuple[str, ...]] = {
    "Scores": ("scored", "last"),
    "Summary": ("scored", "last_scored", "n_person"),
    "Feedback": ("status",),
    "History": ("state",),
    "Grades": ("n_doubt",),
    "Roles": ("weight",),
    "RoleTargets": ("n_doubt",),
    "Rules": ("n_doubt",),
}

# Tables that workbooks made before they existed lack; such workbooks are scored without them.
ADDED_TABLES = frozenset({"Holidays", "Due", "Progress", *REPORT_TABLES})


def typed_headers(spec: TableSpec) -> frozenset[str]:
    """The folded headers, in both languages, of the ids and of the columns that somebody types into."""
    wanted = [column for column in spec.columns if column.typed or column.key == "id"]
    return frozenset(folded(header) for column in wanted for header in (column.zh, column.en))
