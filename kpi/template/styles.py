"""Colours, fonts and number formats of a workbook; every cell is formatted by hand.

Table styles are not drawn everywhere, so none is used. A look is a set of properties; looks
are added with `|`, the right one winning.
"""

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from kpi.layout import ColumnSpec, Kind
from kpi.model import Language, Unit

Look = dict[str, object]

FONTS: Mapping[str, Look] = {
    "zh": {"font_name": "Microsoft YaHei", "font_size": 10},
    "en": {"font_name": "Calibri", "font_size": 11},
}
LINE = {"zh": 16.5, "en": 15.0}  # height of one line, in points

INK, SOFT, GREY = "#1F2D3D", "#5B6B7B", "#8A94A0"
NAVY, SLATE, PALE = "#1F3F66", "#4A5B6E", "#9AA7B5"
EDGE, WHITE, BAND = "#D3D9E0", "#FFFFFF", "#F4F7FA"
INPUT_FILL, INPUT_BAND, ZONE = "#FFFBE3", "#FFF6CC", "#E6EDF5"

TITLE: Look = {"bold": True, "font_size": 16, "font_color": NAVY, "valign": "vcenter"}
SUBTITLE: Look = {"bold": True, "font_size": 12, "font_color": NAVY, "valign": "vcenter"}
HINT: Look = {"font_color": SOFT, "valign": "vcenter"}
BODY: Look = {"valign": "vcenter", "border": 1, "border_color": EDGE}
INPUT: Look = {"bg_color": INPUT_FILL, "locked": False}
SHRINK: Look = {"shrink": True}  # long names in narrow columns
UNLOCKED: Look = {"locked": False}
WRAP: Look = {"text_wrap": True}
LEFT: Look = {"align": "left", "indent": 1}
CENTRE: Look = {"align": "center"}
RIGHT: Look = {"align": "right"}
HEADER: Look = {
    "bold": True,
    "font_color": WHITE,
    "text_wrap": True,
    "valign": "vcenter",
    "align": "left",
    "indent": 1,
    "border": 1,
    "border_color": WHITE,
}
LINK: Look = {"font_color": "#0B5CAD", "underline": 1}

GREEN: Look = {"font_color": "#17692B", "bg_color": "#E0F2E3"}
AMBER: Look = {"font_color": "#7A4B00", "bg_color": "#FFE4A3"}
RED: Look = {"font_color": "#9C1C1C", "bg_color": "#FADBD8"}
LIGHTS: Mapping[str, Look] = {"green": GREEN, "amber": AMBER, "red": RED}
INVISIBLE: Look = {"font_color": WHITE}
FAINT: Look = {"font_color": "#A5ADB6"}
OPEN_TARGET: Look = {"bg_color": "#FBD9B5"}

KIND_LOOKS: Mapping[Kind, Look] = {
    Kind.ID: LEFT | {"num_format": "@"},
    Kind.TEXT: LEFT,
    Kind.WRAPPED: LEFT | WRAP,
    Kind.NUMBER: RIGHT,
    Kind.PERCENT: RIGHT | {"num_format": "0.00%"},
    Kind.POINTS: RIGHT | {"num_format": "0.00"},
    Kind.COUNT: RIGHT | {"num_format": "0"},
    Kind.DATE: CENTRE | {"num_format": "yyyy-mm-dd"},
    Kind.CHOICE: LEFT,
    Kind.LIGHT: LEFT,
    Kind.HELPER: LEFT | {"font_color": SOFT},
}
UNIT_FORMATS: Mapping[Unit, str] = {
    Unit.RATE: "0.0%",
    Unit.PERCENTAGE_POINTS: "0.00",
    Unit.POINTS: "0.0",
    Unit.HOURS: "0.0",
    Unit.DAYS: "0.0",
    Unit.COUNT: "#,##0",
    Unit.MULTIPLE: "0.00",
    Unit.DONE: "0",
}


def look_of(column: ColumnSpec) -> Look:
    """The look of a column's body cells."""
    look = {**BODY, **KIND_LOOKS[column.kind]}
    return look | INPUT if column.typed else look


def header_look(column: ColumnSpec) -> Look:
    """Typed columns navy, calculated ones slate, helpers pale."""
    if column.kind is Kind.HELPER:
        return HEADER | {"bg_color": PALE}
    return HEADER | {"bg_color": NAVY if column.typed else SLATE}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        self.line = LINE[language]
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __getitem__(self, look: Look) -> Format:
        """The format of a look."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(look))
        return self._made[key]
