"""The setting of a workbook's language, found by its label in either language."""

from dataclasses import replace
from typing import NamedTuple

from kpi import layout
from kpi.tables import Table


class Spot(NamedTuple):
    """A cell of a table's body, counted from 0."""

    row: int
    column: int
    value: object


def language_spot(table: Table | None) -> Spot | None:
    """The cell that says in which language the program writes."""
    if table is None:
        return None
    labels = {layout.folded(label) for label in layout.SETTING_ROWS["language"].values()}
    headers = [layout.folded(header) for header in table.headers]
    spec = layout.SETTINGS.column("value")
    column = next((headers.index(one) for one in map(layout.folded, (spec.zh, spec.en)) if one in headers), None)
    row = next((at for at, row in enumerate(table.rows) if layout.folded(str(row[0])) in labels), None)
    return None if row is None or column is None else Spot(row, column, table.rows[row][column])


def with_word(table: Table, spot: Spot, word: str) -> Table:
    """The table with another word in that cell."""
    rows = [list(row) for row in table.rows]
    rows[spot.row][spot.column] = word
    return replace(table, rows=[tuple(row) for row in rows])
