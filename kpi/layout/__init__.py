"""The one map of a workbook: its sheets, tables and columns, in both languages.

Cells are found by table name and header, never by row number. Table names are the
same in both languages, titles and headers are not; a header is found in either.
"""

from kpi.layout.choices import CHOICES, NOT_APPLICABLE_WORDS, code_of, folded, word
from kpi.layout.columns import ColumnSpec, Kind, TableSpec
from kpi.layout.entry_tables import (
    ENTRY_PREFIX,
    ID_HEADER,
    NAME_HEADER,
    REMARK_HEADER,
    SHORT_TITLES,
    TARGET_LABEL,
    EntryColumn,
    entry_columns,
    entry_table,
    role_title,
)
from kpi.layout.given_tables import GRADES, HOLIDAYS, KNOTS, PEOPLE, REVISIONS, ROLE_TARGETS, ROLES, RULES, SETTINGS
from kpi.layout.judged_tables import (
    CATEGORIES,
    CHECKS,
    DUE,
    FEEDBACK,
    HISTORY,
    PROBLEMS,
    PROGRESS,
    SCORES,
    STEPS_BY_HAND,
    SUMMARY,
    TEXT_WIDTHS,
)
from kpi.layout.names import HEADED_NAMES, NAMES
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
    ROLE_KPIS,
)
from kpi.layout.setting_rows import POLICY_NAMES, POLICY_PREFIX, SET_NAMES, SETTING_ROWS
from kpi.layout.sheets import AFTER_ROLES, BEFORE_ROLES, SHEETS
from kpi.layout.tables import ADDED, ADDED_TABLES, TABLES, typed_headers

__all__ = [
    "ADDED", "ADDED_TABLES", "AFTER_ROLES", "BEFORE_ROLES", "CATEGORIES", "CHECKS", "CHOICES", "DUE", "ENTRY_PREFIX",
    "FEEDBACK", "GRADES", "HEADED_NAMES", "HISTORY", "HOLIDAYS", "ID_HEADER", "KNOTS", "NAMES", "NAME_HEADER",
    "NOT_APPLICABLE_WORDS", "PEOPLE", "POLICY_NAMES", "POLICY_PREFIX", "PROBLEMS", "PROGRESS", "REMARK_HEADER",
    "REPORT", "REPORT_DEPARTMENTS", "REPORT_GRADES", "REPORT_LOSSES", "REPORT_MISSING", "REPORT_RANKING",
    "REPORT_ROLE", "REPORT_SETS", "REPORT_SINGLES", "REPORT_TABLES", "REVISIONS", "ROLES", "ROLE_KPIS",
    "ROLE_TARGETS", "RULES", "SCORES", "SETTINGS", "SETTING_ROWS", "SET_NAMES", "SHEETS", "SHORT_TITLES",
    "STEPS_BY_HAND", "SUMMARY", "TABLES", "TARGET_LABEL", "TEXT_WIDTHS", "ColumnSpec", "EntryColumn", "Kind",
    "TableSpec", "code_of", "entry_columns", "entry_table", "folded", "role_title", "typed_headers", "word",
]
