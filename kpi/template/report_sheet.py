"""The sheet 月报: the printed page. Tables one below the other, charts beside them.

A table is drawn with all the rows it will ever have. A chart thus looks at the same cells for ever.
"""

from kpi import layout
from kpi.formulas import quoted
from kpi.losses import MOST_SINGLE
from kpi.report_page.head import report_head
from kpi.template.draft import Block, Draft
from kpi.template.marks import mark, show_units, tint_changes
from kpi.template.pages import Page, finish
from kpi.template.report_charts import draw_grades_chart, draw_losses_chart
from kpi.template.report_grid import RIGHT_EDGE, Section, draw_columns, draw_section, spot
from kpi.template.report_role_view import draw_role_view
from kpi.template.styles import HINT, LEFT, LINK, RIGHT, SUBTITLE, TITLE, Look

HEADLINES, DEPARTMENTS, LOSSES = 14, 8, 10  # rows
NOTES_END = 8  # column; the notes of the headline numbers run on to the one before
NUMBER: Look = RIGHT | {"num_format": "General"}
TOTAL: Look = {"num_format": "0.00"}
CHANGE: Look = {"num_format": "+0.00;-0.00;0.00"}
POINTS, CHANGES = ("report_mean", "report_spread", "report_highest", "report_lowest"), ("report_change",)
SHARE: dict[str, Look] = {"share": {"num_format": "0%"}}


def draw_report(draft: Draft) -> None:
    """Title and period, then table by table."""
    sheet = draft.sheet("report")
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, draft.say("report_title"), draft.styles[TITLE])
    sheet.set_row(1, draft.height(1))
    sheet.write_formula(1, 0, *_line(draft))
    sheet.set_row(2, draft.height(1))
    sheet.write_string(2, 0, draft.say("report_hint"), draft.styles[HINT])
    draw_columns(draft)
    row = _lost(draft, _groups(draft, _headline(draft, 3)))
    sheet.set_h_pagebreaks([row])
    look = {"place": LINK | {"shrink": False}}
    row = draw_role_view(draft, row)
    missing = draw_section(draft, Section("report_missing_title", layout.REPORT_MISSING, 1, look), row)
    sheet.hide_gridlines(2)
    page = Page(header=1, frozen=0, last=(missing.last, RIGHT_EDGE), tab="results", landscape=False, signed=True)
    finish(draft, sheet, page)


def _line(draft: Draft) -> tuple[str, object, str]:
    """Company and period, as the settings have them."""
    head = report_head(draft.language, draft.company, draft.period)
    return head.formula, draft.styles[SUBTITLE], str(head.value)


def _headline(draft: Draft, row: int) -> int:
    """Headline numbers, grades and their chart; gives the next free row, as all of these do."""
    looks: dict[str, Look] = {"value": NUMBER, "note": HINT | LEFT}
    report = draw_section(draft, Section("report_table", layout.REPORT, HEADLINES, looks), row)
    _show_points(draft, report)
    rows, share = len(draft.book.grades), SHARE
    grades = draw_section(draft, Section("report_grades_title", layout.REPORT_GRADES, rows, share), report.last + 2)
    draw_grades_chart(draft, grades, spot(draft, report.top, NOTES_END))
    return grades.last + 2


def _show_points(draft: Draft, report: Block) -> None:
    """Points keep their two decimals and a change its sign; a column has one format, so the item decides."""
    item = report.cell("item")
    for items, look in ((POINTS, TOTAL), (CHANGES, CHANGE)):
        named = ",".join(f"{item}={quoted(draft.say(one))}" for one in items)
        mark(draft, report, ("value", "value"), f"OR({named})", look)


def _groups(draft: Draft, row: int) -> int:
    sets = len({role.set for role in draft.book.roles})
    for title, spec, rows in (
        ("report_departments_title", layout.REPORT_DEPARTMENTS, DEPARTMENTS),
        ("report_sets_title", layout.REPORT_SETS, sets),
    ):
        block = draw_section(draft, Section(title, spec, rows, {"change": CHANGE}), row)
        tint_changes(draft, block, "change")
        row = block.last + 2
    return row


def _lost(draft: Draft, row: int) -> int:
    losses = draw_section(draft, Section("report_losses_title", layout.REPORT_LOSSES, LOSSES), row)
    draw_losses_chart(draft, losses, spot(draft, losses.top, losses.right + 1))
    section = Section("report_singles_title", layout.REPORT_SINGLES, MOST_SINGLE, {"kpi": {"shrink": False}})
    singles: Block = draw_section(draft, section, losses.last + 2)
    show_units(draft, singles, ("actual", "target"), singles.cell("unit"))
    return singles.last + 2
