"""A table Rules as the text of one cell, to be handed on in place of the table.

A table has some three thousand cells, and a host hands over each of them for every formula that refers
to it. The text says the same, so that what depends on it is calculated again when the rules change.
"""

import json
from collections.abc import Sequence
from typing import Any

from kpi import layout
from kpi.arguments import Block
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import is_blank
from kpi.rulesheet import HELPERS
from kpi.sheets import as_text
from kpi.tables import Dated, Fault, Uncalculated, Value

MARK = "KPI_RULES"  # what the text begins with
LONGEST = 32_767  # characters that a cell of Excel holds
UNUSED = ("definition", "data_source", "basis", "sum", *HELPERS)  # by every function


def told(block: Block) -> str | Problem:
    """The table as text, without the columns that no function looks at."""
    kept = _kept(block[0] if block else ())
    rows = [[_plain(row[n]) for n in kept] for row in block]
    text = MARK + json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= LONGEST else problem.table_too_long(len(text), LONGEST)


def _kept(headers: Sequence[Value]) -> list[int]:
    columns = [layout.RULES.column(key) for key in UNUSED]
    names = {layout.folded(name) for column in columns for name in (column.zh, column.en)}
    return [n for n, header in enumerate(headers) if layout.folded(as_text(header)) not in names]


def _plain(cell: Value) -> object:
    """A cell as JSON has it; blanks are "", whole numbers lose their point, other kinds are named."""
    match cell:
        case Fault() | Uncalculated() | Dated():
            return {type(cell).__name__: cell[0]}
        case float() if cell.is_integer():
            return int(cell)
        case _:
            return "" if is_blank(cell) else cell


def table_of(raw: object) -> object:
    """The table that a text tells; anything else, also a text that was tampered with, as it is."""
    if not isinstance(raw, str) or not raw.startswith(MARK):
        return raw
    try:
        return json.loads(raw.removeprefix(MARK), object_hook=_cell)
    except (ValueError, KeyError):
        return raw


KINDS = {kind.__name__: kind for kind in (Fault, Uncalculated, Dated)}


def _cell(named: dict[str, Any]) -> Any:
    ((kind, content),) = named.items()
    return KINDS[kind](content)
