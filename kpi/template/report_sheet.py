"""The sheet 月报: the printed page. Tables one below the other, charts beside them.

A table is drawn with all the rows it will ever have. A chart thus looks at the same cells for ever.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kpi import layout
from kpi.formulas import quoted
from kpi.layout import ColumnSpec, Kind, TableSpec
from kpi.losses import MOST_SINGLE
from kpi.template.draft import Block, Draft
from kpi.template.marks import mark, show_units, tint_changes
from kpi.template.pages import Page, finish
from kpi.template.report_charts import Spot, draw_grades_chart, draw_losses_chart
from kpi.template.styles import CENTRE, EDGE, HINT, LEFT, RIGHT, SHRINK, SUBTITLE, TITLE, WHITE, Look
from kpi.template.tables import draw_table

NARROWS, THINS = 4, 10  # columns of figures; columns of KPIs
WIDTHS = {"zh": (25.0, 9.0, 8.5), "en": (27.0, 9.5, 9.0)}  # of text, figures, KPIs
DEPARTMENTS = 8
HEADLINES = 14
LOSSES = 10
PIXELS, PADDING = 7, 5  # of a digit and of a column
CHART_LEFT = 8  # column; the notes of the headline numbers end before it
NUMBER: Look = RIGHT | {"num_format": "General"}
CHANGE: Look = {"num_format": "+0.00;-0.00;0.00"}


class Section(NamedTuple):
    """A table with its heading."""

    title: str  # key of a phrase
    spec: TableSpec
    rows: int
    looks: Mapping[str, Look] = {}  # by column, added to the kind's own


def draw_report(draft: Draft) -> None:
    """Title and period, then section by section."""
    sheet = draft.sheet("report")
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, draft.say("report_title"), draft.styles[TITLE])
    sheet.set_row(1, draft.height(1))
    sheet.write_formula(1, 0, *_line(draft))
    sheet.set_row(2, draft.height(1))
    sheet.write_string(2, 0, draft.say("report_hint"), draft.styles[HINT])
    _columns(draft)
    row, blocks = 3, {}
    for section in _sections(draft):
        blocks[section.spec.name] = _section(draft, section, row)
        row = blocks[section.spec.name].last + 2
    for name in ("ReportDepartments", "ReportSets"):
        tint_changes(draft, blocks[name], "change")
    singles = blocks["ReportSingles"]
    show_units(draft, singles, ("actual", "target"), singles.cell("unit"))
    _charts(draft, blocks)
    sheet.hide_gridlines(2)
    last = list(blocks.values())[-1].last, NARROWS + THINS
    finish(draft, sheet, Page(header=1, frozen=0, last=last, tab="results", landscape=False, signed=True))


def _charts(draft: Draft, blocks: Mapping[str, Block]) -> None:
    _, _, thin = WIDTHS[draft.language]

    def spot(row: int, column: int) -> Spot:
        return Spot(row, column, int((NARROWS + THINS + 1 - column) * (thin * PIXELS + PADDING)) - 2)

    draw_grades_chart(draft, blocks["ReportGrades"], spot(blocks["Report"].top, CHART_LEFT))
    losses = blocks["ReportLosses"]
    draw_losses_chart(draft, losses, spot(losses.top, losses.right + 1))


def _line(draft: Draft) -> tuple[str, object, str]:
    """Company and period, as the settings have them."""
    company, period = draft.say("report_head_company"), draft.say("report_head_period")
    formula = f"{quoted(company)}&Set_company&{quoted('    ' + period)}&Set_period"
    return formula, draft.styles[SUBTITLE], f"{company}{draft.company}    {period}{draft.period}"


def _columns(draft: Draft) -> None:
    text, narrow, thin = WIDTHS[draft.language]
    sheet = draft.sheet("report")
    sheet.set_column(0, 0, text)
    sheet.set_column(1, NARROWS, narrow)
    sheet.set_column(NARROWS + 1, NARROWS + THINS, thin)


def _sections(draft: Draft) -> Iterator[Section]:
    yield Section("report_table", layout.REPORT, HEADLINES, {"value": NUMBER, "note": HINT | LEFT})
    yield Section("report_grades_title", layout.REPORT_GRADES, len(draft.book.grades), {"share": {"num_format": "0%"}})
    change = {"change": CHANGE}
    yield Section("report_departments_title", layout.REPORT_DEPARTMENTS, DEPARTMENTS, change)
    sets = {role.set for role in draft.book.roles}
    yield Section("report_sets_title", layout.REPORT_SETS, len(sets), change)
    yield Section("report_losses_title", layout.REPORT_LOSSES, LOSSES)
    yield Section("report_singles_title", layout.REPORT_SINGLES, MOST_SINGLE, {"kpi": {"shrink": False}})


def _section(draft: Draft, section: Section, row: int) -> Block:
    """Heading, headers and blank rows; the line under a row shows only where the row says something."""
    sheet = draft.sheet("report")
    sheet.set_row(row, draft.height(1) + 4)
    sheet.write_string(row, 0, draft.say(section.title), draft.styles[SUBTITLE])
    spec = section.spec
    block = Block(name=spec.name, columns=spec.columns, sheet=sheet, top=row + 1, left=0, rows=section.rows)
    draw_table(draft, block, _widths(draft, block))
    for at in range(block.first, block.last + 1):
        sheet.set_row(at, draft.height(1))
        for column in block.columns:
            look = _look(column) | section.looks.get(column.key, {})
            sheet.write_blank(at, block.at(column.key), None, draft.styles[look])
    ends = (block.columns[0].key, block.columns[-1].key)
    mark(draft, block, ends, f'{block.cell(ends[0])}=""', {"bottom": 1, "bottom_color": WHITE})
    return block


def _widths(draft: Draft, block: Block) -> dict[str, float]:
    text, narrow, thin = WIDTHS[draft.language]
    grid = [text] + [narrow] * NARROWS + [thin] * THINS
    return {column.key: grid[block.at(column.key)] for column in block.columns}


def _look(column: ColumnSpec) -> Look:
    """A thin line below, none between columns: a note may run on to the right of its table."""
    looks: Mapping[Kind, Look] = {
        Kind.TEXT: LEFT | SHRINK,
        Kind.ID: LEFT | SHRINK | {"num_format": "@"},
        Kind.CHOICE: LEFT | SHRINK,
        Kind.NUMBER: RIGHT | {"num_format": "#,##0.00"},
        Kind.COUNT: RIGHT | {"num_format": "0"},
        Kind.POINTS: RIGHT | {"num_format": "0.00"},
        Kind.PERCENT: RIGHT | {"num_format": "0.00%"},
    }
    return {"valign": "vcenter", "bottom": 1, "bottom_color": EDGE} | looks.get(column.kind, CENTRE)
