"""The part of the sheet 月报 about one role: choice, names of its KPIs, ranking, heat map, chart of totals."""

from xlsxwriter.utility import xl_rowcol_to_cell

from kpi import layout
from kpi.layout import ROLE_KPIS
from kpi.template import lists
from kpi.template.draft import Block, Draft
from kpi.template.marks import tint_changes, tint_grades
from kpi.template.report_charts import draw_totals_chart
from kpi.template.report_grid import Section, draw_section, spot
from kpi.template.styles import BAND, BODY, CENTRE, HINT, SHRINK, WHITE, WRAP, Look

PEOPLE = 20  # rows of the ranking
NAMES_HEIGHT, NAMES_SIZE = {"zh": 42.0, "en": 62.0}, {"zh": 9, "en": 8.5}  # the names of KPIs, in points
CHART_ROWS, CHART_ROW = 13, 20.25  # rows below the chart, and the height of each: room for 330 pixels
NAME: Look = {**BODY, **CENTRE, **WRAP, "bold": True, "bg_color": BAND, "indent": 0}
SCORE: Look = CENTRE | {"num_format": "0.0"}
DARK, POOR, FULL = "#E8A05C", 40, 100  # the colour at so many points or less; white at so many or more
UNUSED: Look = {"font_color": WHITE, "bg_color": WHITE, "border": 1, "border_color": WHITE}
CHANGE: Look = {"num_format": "+0.00;-0.00;0.00"}


def draw_role_view(draft: Draft, row: int) -> int:
    """The whole part; gives the next free row."""
    name = NAME | {"font_size": NAMES_SIZE[draft.language]}
    names: dict[str, Look] = {f"k{n}": name for n in range(1, ROLE_KPIS + 1)}
    choice = draw_section(draft, Section("report_role_title", layout.REPORT_ROLE, 1, names), row)
    choice.sheet.set_row(choice.first, NAMES_HEIGHT[draft.language])
    _choosing(draft, choice)
    scores: dict[str, Look] = {f"s{n}": SCORE for n in range(1, ROLE_KPIS + 1)}
    looks = scores | {"change": CHANGE, "grade": CENTRE | {"indent": 0}, "total": SHRINK | {"bold": True}}
    ranking = draw_section(draft, Section("", layout.REPORT_RANKING, PEOPLE, looks), choice.last + 1)
    _heat(ranking)
    _fade_unused(draft, choice, ranking)
    tint_grades(draft, ranking, "grade")
    tint_changes(draft, ranking, "change")
    legend = ranking.last + 1
    choice.sheet.set_row(legend, draft.height(1))
    choice.sheet.write_string(legend, 0, draft.say("report_legend"), draft.styles[HINT])
    for at in range(legend + 1, legend + 1 + CHART_ROWS):
        choice.sheet.set_row(at, CHART_ROW)
    draw_totals_chart(draft, ranking, spot(draft, legend + 1, 0))
    return legend + 1 + CHART_ROWS


def _choosing(draft: Draft, choice: Block) -> None:
    said = draft.say("hint_report_from", rows=PEOPLE, next=PEOPLE + 1)
    lists.validate(draft, choice, "role", lists.name_list(f"Role_{draft.language}"), draft.say("hint_report_role"))
    whole = {"validate": "integer", "criteria": ">=", "value": 1}
    lists.validate(draft, choice, "from", whole, said)


def _fade_unused(draft: Draft, choice: Block, ranking: Block) -> None:
    """The columns of KPIs that the chosen role does not have are white on white, heads and lines too."""
    left, right = choice.at("k1"), choice.at(f"k{ROLE_KPIS}")
    rule = {
        "type": "formula",
        "criteria": f'={xl_rowcol_to_cell(choice.first, left, row_abs=True)}=""',
        "format": draft.styles[UNUSED],
    }
    for top, bottom in ((choice.top, choice.first), (ranking.top, ranking.last)):
        choice.sheet.conditional_format(top, left, bottom, right, rule)


def _heat(ranking: Block) -> None:
    """One hue, and the number beside it: the order of the colours can be seen without seeing colours."""
    scale = {
        "type": "2_color_scale", "min_type": "num", "max_type": "num",
        "min_value": POOR, "max_value": FULL, "min_color": DARK, "max_color": "#FFFFFF",
    }  # fmt: skip
    ranking.sheet.conditional_format(*ranking.span("s1", f"s{ROLE_KPIS}"), scale)
