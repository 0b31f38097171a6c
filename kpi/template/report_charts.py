"""The charts of the sheet 月报: native, one hue, every bar named and labelled, so that they read in black and white.

They look at tables whose rows stay where they are. A blank row gives no bar, and a format without a zero no label.
"""

from typing import Any, NamedTuple

from xlsxwriter.chart import Chart

from kpi.template.draft import Block, Draft
from kpi.template.styles import EDGE, FONTS, INK, NAVY

BARS = {"fill": {"color": "#9DB7D5"}, "border": {"color": NAVY, "width": 1}}
WHOLE, POINTS = "0;-0;", "0.0;-0.0;"  # a zero is not written


class Spot(NamedTuple):
    """Where a chart stands."""

    row: int
    column: int
    width: int  # pixels


def draw_grades_chart(draft: Draft, grades: Block, spot: Spot) -> None:
    """How many people got which grade."""
    chart = _bars(draft, "column", "chart_grades", grades, ("grade", "people"), WHOLE)
    chart.set_x_axis(_names(draft))
    chart.set_y_axis(_numbers())
    _place(draft, chart, "chart_grades", spot, 300)


def draw_losses_chart(draft: Draft, losses: Block, spot: Spot) -> None:
    """The KPIs that lose most points, the largest on top."""
    chart = _bars(draft, "bar", "chart_losses", losses, ("kpi", "lost"), POINTS)
    chart.set_y_axis(_names(draft) | {"reverse": True})
    chart.set_x_axis(_numbers())
    _place(draft, chart, "chart_losses", spot, 302)


def draw_totals_chart(draft: Draft, ranking: Block, spot: Spot) -> None:
    """The totals of the people in the ranking; their names come from a folded column."""
    chart = _bars(draft, "column", "chart_totals", ranking, ("label", "total"), POINTS)
    chart.show_hidden_data()
    chart.set_x_axis(_names(draft))
    chart.set_y_axis(_numbers())
    _place(draft, chart, "chart_totals", spot, 330)


def _bars(
    draft: Draft, kind: str, title: str, block: Block, keys: tuple[str, str], label: str
) -> Chart:
    """A chart with one series: the names in one column of a table, the numbers in another."""
    chart: Chart = draft.workbook.add_chart({"type": kind})
    names, numbers = keys
    header = block.columns[[column.key for column in block.columns].index(numbers)]
    chart.add_series(
        {
            "name": header.header(draft.language),
            "categories": f"={block.area(names, names)}",
            "values": f"={block.area(numbers, numbers)}",
            "gap": 60,
            "data_labels": {"value": True, "num_format": label, "font": _font(draft, 9)},
            **BARS,
        }
    )
    chart.set_title({"name": draft.say(title), "name_font": _font(draft, 11, bold=True), "overlay": False})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": EDGE}})
    return chart


def _font(draft: Draft, size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONTS[draft.language]["font_name"], "size": size, "bold": bold, "color": INK}


def _names(draft: Draft) -> dict[str, Any]:
    """The axis with the names: every one of them."""
    return {"num_font": _font(draft, 9), "interval_unit": 1, "line": {"color": INK}, "major_tick_mark": "none"}


def _numbers() -> dict[str, Any]:
    """The axis with the numbers: from zero on, so that lengths compare; not drawn, because every bar tells its own."""
    return {"min": 0, "visible": False, "major_gridlines": {"visible": False}}


def _place(draft: Draft, chart: Chart, title: str, spot: Spot, height: int) -> None:
    """The chart at its spot, `height` in pixels; it moves with its cells and keeps its size."""
    chart.set_size({"width": spot.width, "height": height})
    options = {"object_position": 2, "description": draft.say(title)}
    draft.sheet("report").insert_chart(spot.row, spot.column, chart, options)
