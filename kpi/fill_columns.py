"""The columns of the tables that are filled: where a manager has moved them, and what they are called."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.tables import Column, Table, letters


class Columns(NamedTuple):
    """Where the columns of a table of ours stand."""

    sheet: str  # its title as it stands before "!"
    first_row: int
    letter: Mapping[str, str]  # by column key


def columns_of(outcome: Outcome, name: str) -> Columns:
    """The columns of a table by key, wherever the manager has moved them."""
    table = outcome.tables[name]
    letter = {key: letters(table.first_column + position) for key, position in positions(table).items()}
    return Columns(formulas.sheet_reference(table.sheet), table.first_row, letter)


def positions(table: Table) -> dict[str, int]:
    """The position of each column of ours that is there, by key; the first where a header stands twice."""
    return dict(_positions(table))


def _positions(table: Table) -> Iterator[tuple[str, int]]:
    at = {layout.folded(header): position for position, header in reversed(list(enumerate(table.headers)))}
    for column in layout.TABLES[table.name].columns:
        position = at.get(layout.folded(column.zh), at.get(layout.folded(column.en)))
        if position is not None:
            yield column.key, position


def printed(outcome: Outcome, name: str, *keys: str) -> tuple[str, ...]:
    """The headers of columns as the workbook has them."""
    table = outcome.tables[name]
    at = positions(table)
    return tuple(table.headers[at[key]] for key in keys)


def columns(
    outcome: Outcome, name: str, patterns: Mapping[str, Sequence[tuple[int, str]]], skip: Sequence[str] = ()
) -> tuple[Column, ...]:
    """The columns of a fill in the order of the layout, `patterns` being their shared formulas."""
    keys = [column.key for column in layout.TABLES[name].columns if column.key not in skip]
    headers = printed(outcome, name, *keys)
    return tuple(
        Column(header=header, formula=patterns.get(key)) for key, header in zip(keys, headers, strict=True)
    )
