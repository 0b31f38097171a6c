"""The grid of the sheet 月报: one wide column, some for figures, some for KPIs, and the tables that stand on it."""

from collections.abc import Mapping
from typing import NamedTuple

from kpi.layout import ROLE_KPIS, ColumnSpec, Kind, TableSpec
from kpi.template.draft import Block, Draft
from kpi.template.marks import mark
from kpi.template.report_charts import Spot
from kpi.template.styles import CENTRE, EDGE, INPUT, LEFT, RIGHT, SHRINK, SUBTITLE, WHITE, Look
from kpi.template.tables import WIDTHS as USUAL
from kpi.template.tables import draw_table

FIGURES = 4
RIGHT_EDGE = FIGURES + ROLE_KPIS  # the last column that is printed
HELPERS = 4  # columns behind it, folded away
WIDTHS = {"zh": (25.0, 9.0, 8.5), "en": (27.0, 9.5, 9.5)}  # of text, figures, KPIs
PIXELS, PADDING = 7, 5  # of a digit and of a column
GAP = 6.0  # points between two tables that belong together


class Section(NamedTuple):
    """A table with its heading."""

    title: str  # key of a phrase; "" where the table belongs to the one above
    spec: TableSpec
    rows: int
    looks: Mapping[str, Look] = {}  # by column, added to the kind's own


def draw_columns(draft: Draft) -> None:
    """The widths of the grid; helpers in a collapsed outline group."""
    text, narrow, thin = WIDTHS[draft.language]
    sheet = draft.sheet("report")
    sheet.set_column(0, 0, text)
    sheet.set_column(1, FIGURES, narrow)
    sheet.set_column(FIGURES + 1, RIGHT_EDGE, thin)
    sheet.set_column(RIGHT_EDGE + 1, RIGHT_EDGE + HELPERS, USUAL[Kind.HELPER], None, {"level": 1, "hidden": True})
    sheet.set_column(RIGHT_EDGE + HELPERS + 1, RIGHT_EDGE + HELPERS + 1, None, None, {"collapsed": True})


def draw_section(draft: Draft, section: Section, row: int) -> Block:
    """Heading, headers and blank rows; the line under a row shows only where the row says something."""
    sheet = draft.sheet("report")
    if section.title:
        sheet.set_row(row, draft.height(1) + 4)
        sheet.write_string(row, 0, draft.say(section.title), draft.styles[SUBTITLE])
    else:
        sheet.set_row(row, GAP)
    spec = section.spec
    block = Block(name=spec.name, columns=spec.columns, sheet=sheet, top=row + 1, left=0, rows=section.rows)
    draw_table(draft, block, _widths(draft, block))
    for at in range(block.first, block.last + 1):
        sheet.set_row(at, draft.height(1))
        for column in block.columns:
            look = _look(column) | section.looks.get(column.key, {})
            sheet.write_blank(at, block.at(column.key), None, draft.styles[look])
    seen = [column.key for column in block.columns if column.kind is not Kind.HELPER]
    mark(draft, block, (seen[0], seen[-1]), f'{block.cell(seen[0])}=""', {"bottom": 1, "bottom_color": WHITE})
    return block


def _widths(draft: Draft, block: Block) -> dict[str, float]:
    text, narrow, thin = WIDTHS[draft.language]
    grid = [text] + [narrow] * FIGURES + [thin] * ROLE_KPIS + [USUAL[Kind.HELPER]] * HELPERS
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
    typed = INPUT if column.typed else {}
    return {"valign": "vcenter", "bottom": 1, "bottom_color": EDGE} | looks.get(column.kind, CENTRE) | typed


def spot(draft: Draft, row: int, column: int) -> Spot:
    """A place for a chart from a column to the right edge of the page."""
    _, narrow, thin = WIDTHS[draft.language]
    text = WIDTHS[draft.language][0]
    grid = [text] + [narrow] * FIGURES + [thin] * ROLE_KPIS
    return Spot(row, column, sum(int(width * PIXELS + PADDING) for width in grid[column:]) - 2)
