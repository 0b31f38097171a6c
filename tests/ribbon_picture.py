"""A drawing of the ribbon tab, made from addin/ribbon.xml: groups, buttons, labels in both languages.

It shows the lay-out for README; the icons in Excel are Office's own, so here they are simple stand-ins.
"""

from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

ADDIN = Path(__file__).parents[1] / "addin"
RIBBON, PICTURE = ADDIN / "ribbon.xml", ADDIN / "ribbon.svg"
NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
FONT = "Segoe UI, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
GREEN, GREY, DARK, LINE = "#107c41", "#616161", "#242424", "#d1d1d1"
TOP, BUTTON, GROUP_LABEL = 34, 92, 22  # heights in pixels: the row of tabs, a button, the name of a group
PADDING, NARROWEST, CHARACTER = 10, 66, 6.6  # of a group; of a button; of a Latin letter on average
NOTE = "示意图，不是截图；图标在 Excel 中由 Office 提供。 A drawing, not a screenshot; in Excel the icons are Office's own."
ICONS = {  # drawn in a square of 32
    "KpiCheckButton": '<rect x="5" y="5" width="22" height="22" rx="2"/><path d="M10 16l5 5 8-10"/>',
    "KpiScoreButton": '<path d="M23 7H9l8 9-8 9h14"/>',
    "KpiFeedbackButton": '<path d="M4 6h24v15H16l-6 6v-6H4z"/><path d="M9 11h14M9 16h9"/>',
    "KpiUndoButton": '<path d="M11 6l-6 6 6 6"/><path d="M5 12h14a7 7 0 0 1 0 14h-5"/>',
    "KpiReportButton": '<path d="M5 5v22h22"/><path d="M11 23v-7M17 23V9M23 23v-10" stroke-width="4"/>',
    "KpiFormsButton": '<path d="M8 4h11l6 6v18H8z"/><path d="M19 4v6h6M12 16h9M12 21h9"/>',
    "KpiSettingsButton": '<path d="M6 9h20M6 16h20M6 23h20"/><circle cx="12" cy="9" r="3" fill="#fff"/>'
    '<circle cx="21" cy="16" r="3" fill="#fff"/><circle cx="10" cy="23" r="3" fill="#fff"/>',
    "KpiLanguageButton": '<path d="M4 8h13M10.500 5v3M14 8c-1 5-5 9-9 11M7 12c2 3 5 5 8 6"/><path d="M16 27l6-14 6 14M18 22h8"/>',
    "KpiSelfTestButton": '<path d="M3 17h6l3-9 6 17 4-12 2 4h5"/>',
    "KpiHelpButton": '<circle cx="16" cy="16" r="12"/><path d="M12 13a4 4 0 1 1 5.500 3.700c-1 .5-1.500 1.200-1.500 2.300"/>'
    '<path d="M16 23v.500" stroke-width="3"/>',
}


class Drawn(NamedTuple):
    """A button and where it stands."""

    id: str
    lines: list[str]  # of its label
    tip: str
    left: float
    width: float


def picture(xml: str) -> str:
    """The drawing, of any height and width that the ribbon needs."""
    tab = next(ET.fromstring(xml).iter(f"{NAMESPACE}tab"))
    groups = list(tab.iter(f"{NAMESPACE}group"))
    parts, left = [], 8.0
    for group in groups:
        drawn, right = _placed(group, left)
        parts += [*map(_button, drawn), _group_name(str(group.get("label")), left, right)]
        parts += [] if group is groups[-1] else [_line(right)]
        left = right
    width, height = round(left + 8), TOP + BUTTON + GROUP_LABEL + 30
    size = f'width="{width}" height="{height}"'
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" font-family="{FONT}" role="img">',
        f"  <title>{escape(str(tab.get('label')))}</title>",
        f'  <rect {size} fill="#f5f5f5"/>',
        f'  <rect x="4" y="{TOP}" width="{width - 8}" height="{BUTTON + GROUP_LABEL + 4}" rx="6" fill="#ffffff" stroke="{LINE}"/>',
        f'  <text x="20" y="22" font-size="14" font-weight="600" fill="{GREEN}">{escape(str(tab.get("label")))}</text>',
        f'  <rect x="18" y="28" width="58" height="3" fill="{GREEN}"/>',
        *parts,
        f'  <text x="12" y="{height - 9}" font-size="11" fill="{GREY}">{escape(NOTE)}</text>',
        "</svg>",
        "",
    ))  # fmt: skip


def _placed(group: ET.Element, left: float) -> tuple[list[Drawn], float]:
    """The buttons of a group from left to right, and where the group ends."""
    at, drawn = left + PADDING, []
    for button in group.iter(f"{NAMESPACE}button"):
        lines = _lines(str(button.get("label")))
        width = max(NARROWEST, max(map(_length, lines)) + 12)
        drawn.append(Drawn(str(button.get("id")), lines, str(button.get("supertip")), at, width))
        at += width
    return drawn, max(at, left + _length(str(group.get("label"))) + PADDING) + PADDING


def _lines(label: str) -> list[str]:
    """A label as Excel breaks it: Chinese above English."""
    chinese, _, english = label.partition(" ")
    return [chinese, english] if english else [chinese]


def _length(text: str) -> float:
    return sum(2 if char >= "\u2e80" else 1 for char in text) * CHARACTER


def _button(one: Drawn) -> str:
    middle = one.left + one.width / 2
    label = "".join(
        f'<text x="{middle:.1f}" y="{TOP + 62 + 17 * number}" font-size="12.5" text-anchor="middle" fill="{DARK}">'
        f"{escape(line)}</text>"
        for number, line in enumerate(one.lines)
    )
    return (
        f"  <g id={quoteattr(one.id)}><title>{escape(one.tip)}</title>"
        f'<g transform="translate({middle - 16:.1f} {TOP + 10})" fill="none" stroke="{GREEN}" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{ICONS[one.id]}</g>{label}</g>'
    )


def _group_name(label: str, left: float, right: float) -> str:
    middle, base = (left + right) / 2, TOP + BUTTON + 15
    return f'  <text x="{middle:.1f}" y="{base}" font-size="11" text-anchor="middle" fill="{GREY}">{escape(label)}</text>'


def _line(at: float) -> str:
    return f'  <path d="M{at:.1f} {TOP + 8}V{TOP + BUTTON + 16}" stroke="{LINE}"/>'


def main() -> None:
    """Writes it beside the ribbon."""
    PICTURE.write_text(picture(RIBBON.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
