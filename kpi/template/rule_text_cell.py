"""The cell of the python edition that tells the table Rules as text, for every formula to hand on."""

from collections.abc import Mapping, Sequence

from kpi import layout
from kpi.functions import call
from kpi.python_formulas import RULES
from kpi.template.draft import Block, Draft
from kpi.template.rule_cells import Cell
from kpi.template.styles import HINT, Look

TABLE = "Rule_table"
UNSEEN: Look = {"num_format": ";;;"}  # twenty thousand characters that nobody wants to read


def draw_rule_text(draft: Draft, block: Block, rows: Sequence[Mapping[str, Cell]]) -> None:
    """The cell above the headers, and its name."""
    _, first, last = layout.HEADED_NAMES[TABLE]
    keys = [column.key for column in block.columns]
    keys = keys[keys.index(first) : keys.index(last) + 1]
    headers = [layout.RULES.column(key).header(draft.language) for key in keys]
    table = [headers, *([row[key].value for key in keys] for row in rows)]
    row = block.top - 1
    value = call("KPI_RULES", [table], draft.book, draft.language)
    block.sheet.write_formula(row, block.left, f"KPI_RULES({TABLE})", draft.styles[UNSEEN], value)
    block.sheet.write_string(row, block.left + 1, draft.say("rules_text"), draft.styles[HINT])
    title = block.area(first, first).partition("!")[0]
    draft.workbook.define_name(RULES, f"={title}!$A${row + 1}")
