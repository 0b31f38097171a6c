"""Conditional formats: lights, grades, blank rows, failed numbers, numbers in their unit.

They look at cells, never at KPI functions, and cover exactly the body of their table.
"""

from kpi.layout import CHOICES
from kpi.model import Unit
from kpi.template.draft import Block, Draft
from kpi.template.styles import AMBER, FAINT, GREEN, GREY, INVISIBLE, LIGHTS, RED, UNIT_FORMATS, Look

GRADE_LOOKS: tuple[Look, ...] = (
    {"font_color": "#17692B", "bg_color": "#D3ECD8", "bold": True},
    {"font_color": "#17692B", "bg_color": "#EAF6EC"},
    {"font_color": "#4A5B6E", "bg_color": "#EEF2F6"},
    {"font_color": "#7A4B00", "bg_color": "#FFF1CF"},
    {"font_color": "#9C1C1C", "bg_color": "#FBE7E5"},
)


def mark(draft: Draft, block: Block, keys: tuple[str, str], formula: str, look: Look) -> None:
    """A look for the cells of a run of columns where the formula of the first body row holds."""
    block.sheet.conditional_format(
        *block.span(*keys), {"type": "formula", "criteria": f"={formula}", "format": draft.styles[look]}
    )


def hide_blank_rows(draft: Draft, block: Block, keys: tuple[str, str]) -> None:
    """White text while the id is blank; no later mark applies to such a row."""
    block.sheet.conditional_format(
        *block.span(*keys),
        {
            "type": "formula",
            "criteria": f'={block.cell("id")}=""',
            "format": draft.styles[INVISIBLE],
            "stop_if_true": True,
        },
    )


def fade_errors(draft: Draft, block: Block, keys: tuple[str, str]) -> None:
    """#N/A in grey: the sentence stands in the state column."""
    block.sheet.conditional_format(*block.span(*keys), {"type": "errors", "format": draft.styles[FAINT]})


def flag_reshown(draft: Draft, block: Block, keys: tuple[str, str]) -> None:
    """Amber while a row shows somebody else than it was scored for: a sheet was sorted since."""
    shown, scored = block.cell("id"), block.cell("scored")
    mark(draft, block, keys, f'AND({scored}<>"",{scored}<>TRIM({shown}))', AMBER)


def light_lights(draft: Draft, block: Block, key: str) -> None:
    """Green, amber and red by the icon, so that the words may change."""
    for light, words in CHOICES["light"].items():
        icon = words["zh"][0]
        mark(draft, block, (key, key), f'LEFT({block.cell(key)},1)="{icon}"', LIGHTS[light])


def tint_grades(draft: Draft, block: Block, key: str) -> None:
    """Grades by their place in the table Grades."""
    for place, look in enumerate(GRADE_LOOKS[: len(draft.book.grades)], start=1):
        cell = block.cell(key)
        mark(draft, block, (key, key), f'AND({cell}<>"",{cell}=INDEX(Grade_letter,{place}))', look)


def tint_changes(draft: Draft, block: Block, key: str) -> None:
    """Better than last month green, worse red; the sign says it too."""
    cell = block.cell(key)
    mark(draft, block, (key, key), f"AND(ISNUMBER({cell}),{cell}>0)", {"font_color": GREEN["font_color"]})
    mark(draft, block, (key, key), f"AND(ISNUMBER({cell}),{cell}<0)", {"font_color": RED["font_color"]})


def show_units(draft: Draft, block: Block, keys: tuple[str, str], unit: str) -> None:
    """Rates in per cent, whole numbers without decimals; `unit` gives the KPI's unit."""
    words = {Unit.RATE.value, *CHOICES["unit"][Unit.RATE.value].values()}
    rate = ",".join(f'{unit}="{word}"' for word in sorted(words))
    mark(draft, block, keys, f"OR({rate})", {"num_format": UNIT_FORMATS[Unit.RATE]})
    first = block.cell(keys[0]).removeprefix("$")
    mark(draft, block, keys, f"AND(ISNUMBER({first}),{first}=INT({first}))", {"num_format": "#,##0"})


def grey_out(draft: Draft, block: Block, keys: tuple[str, str], formula: str) -> None:
    """Grey italics where the formula holds."""
    mark(draft, block, keys, formula, {"font_color": GREY, "italic": True})
