"""Where on a role's sheet an entry is still to be typed or mended."""

from kpi.roster import RoleSheet
from kpi.sheets import is_empty
from kpi.tables import letters


def missing_cell(sheet: RoleSheet, row: int, code: str) -> str:
    """The cell, as A1; of the two cells of a ratio the one that is blank, the first where none is.

    `row` counts the rows of the table from 0.
    """
    table = sheet.table
    values, cells = table.rows[row], next(cells for cells in sheet.cells if cells.rule.code == code)
    column = cells.first
    if cells.second is not None and column is not None and not is_empty(values[column]):
        column = cells.second if is_empty(values[cells.second]) else column
    return f"{letters(table.first_column + (column or 0))}{table.first_row + row}"
