"""The sheet 月报: the printed page. Its headline table stands on top, the rest of the page stays free."""

from kpi import layout
from kpi.formulas import quoted
from kpi.template.draft import Draft, block_of
from kpi.template.pages import Page, finish
from kpi.template.styles import HINT, SUBTITLE, TITLE
from kpi.template.tables import draw_blank_row, draw_table, set_widths

TOP = 5
WIDTHS = {"item": 30.0, "value": 18.0, "note": 60.0}


def draw_report(draft: Draft) -> None:
    """Title, period and the headline table with one blank row."""
    block = block_of(draft, layout.REPORT, TOP)
    sheet = block.sheet
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, draft.say("report_title"), draft.styles[TITLE])
    sheet.set_row(1, draft.height(1))
    sheet.write_formula(1, 0, *_line(draft))
    sheet.set_row(2, draft.height(1))
    sheet.write_string(2, 0, draft.say("report_hint"), draft.styles[HINT])
    sheet.write_string(TOP - 1, 0, draft.say("report_table"), draft.styles[SUBTITLE])
    draw_table(draft, block, WIDTHS)
    draw_blank_row(draft, block, draft.height(1), {"value": {"num_format": "General"}})
    set_widths(block, WIDTHS, ())
    sheet.hide_gridlines(2)
    last = (block.last, block.right)
    finish(draft, sheet, Page(header=TOP, frozen=0, last=last, tab="results", landscape=False, signed=True))


def _line(draft: Draft) -> tuple[str, object, str]:
    """Company and period, as the settings have them."""
    company, period = draft.say("report_head_company"), draft.say("report_head_period")
    formula = f"{quoted(company)}&Set_company&{quoted('    ' + period)}&Set_period"
    return formula, draft.styles[SUBTITLE], f"{company}{draft.company}    {period}{draft.period}"
