"""Drawing a table: headers, one formatted body row, column widths, outline groups."""

from collections.abc import Collection, Mapping

from xlsxwriter.format import Format

from kpi.layout import REPORT_TABLES, ColumnSpec, Kind
from kpi.template.draft import Block, Draft
from kpi.template.fit import lines
from kpi.template.styles import UNLOCKED, Look, header_look, look_of

WIDTHS: Mapping[Kind, float] = {
    Kind.ID: 11,
    Kind.TEXT: 14,
    Kind.WRAPPED: 34,
    Kind.NUMBER: 11,
    Kind.PERCENT: 11,
    Kind.POINTS: 10,
    Kind.COUNT: 9,
    Kind.DATE: 12,
    Kind.CHOICE: 14,
    Kind.LIGHT: 16,
    Kind.HELPER: 11,
}
UNFILTERED = {
    "Checks", "Settings", "Grades", "Roles", "RoleTargets", "Holidays", "Due", "Report", *REPORT_TABLES,
}  # fmt: skip
FILTER_BUTTON = 2.0  # digits of a header that the button hides
OWN_COLUMNS = 20  # to the right of an open table, for a manager's notes

Widths = Mapping[str, float]  # by column key, where the kind's width does not fit


def width(column: ColumnSpec, widths: Widths) -> float:
    return widths.get(column.key, WIDTHS[column.kind])


def draw_table(draft: Draft, block: Block, widths: Widths) -> None:
    """The table and its header row; the body is written by the caller."""
    autofilter = block.name not in UNFILTERED
    headers = [
        {"header": column.header(draft.language), "header_format": draft.styles[header_look(column)]}
        for column in block.columns
    ]
    block.sheet.add_table(
        block.top,
        block.left,
        block.last,
        block.right,
        {
            "name": block.name,
            "style": None,
            "banded_rows": False,
            "autofilter": autofilter,
            "columns": headers,
        },
    )
    button = FILTER_BUTTON if autofilter else 0
    most = max(
        lines(column.header(draft.language), width(column, widths) - button) for column in block.columns
    )
    block.sheet.set_row(block.top, draft.height(max(most, 2 if autofilter else 1)))


def draw_blank_row(draft: Draft, block: Block, height: float, looks: Mapping[str, Look]) -> None:
    """The one body row that gives every later row its formats; `looks` adds to a column's own."""
    block.sheet.set_row(block.first, height)
    for column in block.columns:
        look = look_of(column) | looks.get(column.key, {})
        block.sheet.write_blank(block.first, block.at(column.key), None, draft.styles[look])


def set_widths(block: Block, widths: Widths, grouped: Collection[str]) -> None:
    """Column widths; `grouped` columns go into collapsed outline groups."""
    _columns(block, widths, grouped, None)


def set_open_widths(draft: Draft, block: Block, widths: Widths, grouped: Collection[str]) -> None:
    """The same on a sheet where people may also type below the table and to the right of it."""
    unlocked = draft.styles[UNLOCKED]
    block.sheet.set_column(block.right + 1, block.right + OWN_COLUMNS, None, unlocked)
    _columns(block, widths, grouped, unlocked)


def _columns(block: Block, widths: Widths, grouped: Collection[str], cell_format: Format | None) -> None:
    folded = False
    for column in block.columns:
        at = block.at(column.key)
        hidden = column.key in grouped
        options = {"level": 1, "hidden": True} if hidden else {"collapsed": folded}
        block.sheet.set_column(at, at, width(column, widths), cell_format, options)
        folded = hidden
    if folded:
        block.sheet.set_column(block.right + 1, block.right + 1, None, cell_format, {"collapsed": True})


def helpers(columns: tuple[ColumnSpec, ...]) -> frozenset[str]:
    """The keys of the columns that only a formula needs."""
    return frozenset(column.key for column in columns if column.kind is Kind.HELPER)
