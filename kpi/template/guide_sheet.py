"""The sheet 说明: five steps, what colours and words mean, how a score comes about, the self-check."""

from collections.abc import Iterator
from typing import NamedTuple

from kpi import layout
from kpi.formulas import quoted
from kpi.layout import CHOICES, SHEETS
from kpi.model import EDITIONS
from kpi.template import codes
from kpi.template.draft import EMPTY, Draft, block_of
from kpi.template.fit import lines
from kpi.template.marks import light_lights
from kpi.template.pages import Page, finish
from kpi.template.styles import (
    BAND,
    BODY,
    HINT,
    INPUT_FILL,
    LIGHTS,
    LINK,
    OPEN_TARGET,
    PALE,
    SLATE,
    SUBTITLE,
    TITLE,
    WHITE,
    WRAP,
    Look,
)
from kpi.template.styles import (
    LEFT as LEFT_ALIGNED,
)
from kpi.template.tables import draw_blank_row, draw_table
from kpi.template.try_card import draw_card

MARGIN, LEFT = 0, 1  # an empty column, then item and text
WIDTHS = {"item": 38.0, "result": 88.0}
STEPS = (("people", "guide_step_1"), ("", "guide_step_2"), ("scores", "guide_step_3"),
         ("feedback", "guide_step_4"), ("report", "guide_step_5"))  # fmt: skip
SWATCH: Look = BODY | LEFT_ALIGNED
LINK_LOOK: Look = SWATCH | LINK | {"bold": True}
KEY: Look = SWATCH | {"bg_color": BAND, "bold": True, "text_wrap": True}
TEXT: Look = SWATCH | WRAP


class Line(NamedTuple):
    """A key and what it means, or a heading where the text is empty."""

    key: str
    text: str
    look: Look = KEY
    sheet: str = ""  # title of a sheet the key leads to
    formula: str = ""  # of which the text is the value


def draw_guide(draft: Draft) -> None:
    """The whole sheet; the table of self-checks stands at its foot."""
    sheet = draft.sheet("guide")
    sheet.set_column(MARGIN, MARGIN, 2)
    sheet.set_column(LEFT, LEFT, WIDTHS["item"])
    sheet.set_column(LEFT + 1, LEFT + 1, WIDTHS["result"])
    sheet.set_row(0, 32)
    sheet.write_string(0, LEFT, draft.say("guide_title"), draft.styles[TITLE])
    sheet.write_string(1, LEFT, draft.say("guide_hint"), draft.styles[HINT])
    row = 2
    for line in _lines(draft):
        row = _line(draft, row, line)
    if draft.edition == "python":
        row = draw_card(draft, row, LEFT, WIDTHS["result"])
    row = _line(draft, row, Line(draft.say("guide_checks"), ""))
    block = block_of(draft, layout.CHECKS, row, LEFT)
    draw_table(draft, block, WIDTHS)
    draw_blank_row(draft, block, draft.height(1), {})
    light_lights(draft, block, "result")
    sheet.hide_gridlines(2)
    last = (block.last, block.right)
    finish(draft, sheet, Page(header=0, frozen=0, last=last, tab="guide", landscape=False))


def _line(draft: Draft, row: int, line: Line) -> int:
    """One heading or one key with its text; gives the next free row."""
    sheet = draft.sheet("guide")
    if not line.text:
        sheet.set_row(row + 1, draft.height(1) + 4)
        sheet.write_string(row + 1, LEFT, line.key, draft.styles[SUBTITLE])
        return row + 2
    most = max(lines(line.text, WIDTHS["result"]), lines(line.key, WIDTHS["item"]))
    sheet.set_row(row, draft.height(most) + 2)
    look = draft.styles[line.look]
    if line.sheet:
        sheet.write_url(row, LEFT, f"internal:'{line.sheet}'!A1", look, line.key)
    else:
        sheet.write_string(row, LEFT, line.key, look)
    if line.formula:
        sheet.write_formula(row, LEFT + 1, line.formula, draft.styles[TEXT], line.text)
    else:
        sheet.write_string(row, LEFT + 1, line.text, draft.styles[TEXT])
    return row + 1


def _lines(draft: Draft) -> Iterator[Line]:
    yield Line(draft.say("guide_steps"), "")
    yield from _steps(draft)
    yield Line(draft.say("guide_colours"), "")
    yield from _colours(draft)
    yield Line(draft.say("guide_states"), "")
    yield from _states(draft)
    yield Line(draft.say("guide_sum"), "")
    for n in range(1, 6):
        yield Line(draft.say(f"guide_sum_{n}"), draft.say(f"guide_sum_{n}_text"))
    if draft.book.process:
        yield Line(draft.say("guide_process"), "")
        for rule in draft.book.process:
            yield Line(f"{rule.code} {rule.name[draft.language]}", rule.text[draft.language])
    yield Line(draft.say("guide_about"), "")
    yield from _about(draft)


def _steps(draft: Draft) -> Iterator[Line]:
    first = layout.role_title(draft.book.roles[0], draft.language)
    for sheet, key in STEPS:
        title = SHEETS[sheet][draft.language] if sheet else first
        yield Line(draft.say(key), draft.say(f"{key}_text"), LINK_LOOK, title)


def _colours(draft: Draft) -> Iterator[Line]:
    swatches: tuple[tuple[str, Look], ...] = (
        ("input", {"bg_color": INPUT_FILL}),
        ("locked", {"bg_color": WHITE}),
        ("calculated", {"bg_color": SLATE, "font_color": WHITE, "bold": True}),
        ("helper", {"bg_color": PALE, "font_color": WHITE, "bold": True}),
        ("open", OPEN_TARGET),
    )
    for key, look in swatches:
        yield Line(draft.say(f"guide_{key}"), draft.say(f"guide_{key}_text"), SWATCH | look)
    for light, words in CHOICES["light"].items():
        yield Line(words[draft.language], draft.say(f"guide_{light}_text"), SWATCH | LIGHTS[light])


def _states(draft: Draft) -> Iterator[Line]:
    for choice in ("state", "standing"):
        for code, words in CHOICES[choice].items():
            yield Line(words[draft.language], draft.say(f"guide_{choice}_{code}"))


def _edition(draft: Draft) -> str:
    """What the workbook is, by the setting of the moment."""
    portable, python = (quoted(draft.say(f"guide_edition_{edition}")) for edition in EDITIONS)
    return f"IF(Set_edition={codes.EDITION['python']},{python},{portable})"


def _about(draft: Draft) -> Iterator[Line]:
    yield Line(draft.say("guide_edition"), draft.say(f"guide_edition_{draft.edition}"), formula=_edition(draft))
    version, digest = draft.book.version, draft.digest or EMPTY
    yield Line(draft.say("guide_version"), version, formula="Set_rule_version")
    yield Line(draft.say("guide_hash"), digest, formula="Set_rule_hash")
    yield Line(draft.say("guide_basis"), draft.say("guide_basis_text"))
    yield Line(draft.say("guide_protection"), draft.say("guide_protection_text"))
