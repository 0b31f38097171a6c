"""The columns of the tables that are filled: where a manager has moved them, and what they are called."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kpi import formulas, layout
from kpi.appraise import Outcome
from kpi.tables import Column, Computed, Output, Table, letters

Item = Output | Computed


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
    return dict(_positions(table.name, table.headers))


@lru_cache(maxsize=64)  # asked for again and again, and the same in most workbooks
def _positions(name: str, headers: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(_found(name, headers))


def _found(name: str, headers: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    at = {layout.folded(header): position for position, header in reversed(list(enumerate(headers)))}
    for column in layout.TABLES[name].columns:
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
    absent = (*skip, *lacking(outcome, name))
    keys = [column.key for column in layout.TABLES[name].columns if column.key not in absent]
    headers = printed(outcome, name, *keys)
    return tuple(
        Column(header=header, formula=patterns.get(key)) for key, header in zip(keys, headers, strict=True)
    )


def lacking(outcome: Outcome, name: str) -> frozenset[str]:
    """The columns that were added to the layout after the workbook was made."""
    return frozenset(layout.ADDED.get(name, ())) - positions(outcome.tables[name]).keys()


def as_made(outcome: Outcome, name: str, rows: Iterable[Sequence[Item]]) -> Iterable[Sequence[Item]]:
    """Rows in the order of the layout, without the columns that the workbook lacks."""
    absent = lacking(outcome, name)
    if not absent:
        return rows
    kept = [at for at, column in enumerate(layout.TABLES[name].columns) if column.key not in absent]
    return ([row[at] for at in kept] for row in rows)


def keys_of(outcome: Outcome, name: str, *others: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headers that identify a row of somebody's: as scored, and as shown where it has not been scored."""
    shown = printed(outcome, name, "id", *others)
    if "scored" in lacking(outcome, name):
        return shown, ()
    return printed(outcome, name, "scored", *others), shown


def shared(texts: Mapping[str, str], at: Columns, apart: Collection[str]) -> dict[str, Sequence[tuple[int, str]]]:
    """The formulas that a whole column shares, by column; those that stand `apart` are left out."""
    return {key: ((0, formulas.pattern(text, at.letter)),) for key, text in texts.items() if key not in apart}


def written_out(
    name: str, rows: Iterable[Sequence[Item]], texts: Mapping[str, str], at: Columns, apart: Collection[str]
) -> Iterable[Sequence[Item]]:
    """Rows, in the order of the layout, whose columns `apart` have their formula in every cell."""
    places = [
        (place, formulas.pattern(texts[column.key], at.letter))
        for place, column in enumerate(layout.TABLES[name].columns)
        if column.key in apart and column.key in texts
    ]
    return _written_out(rows, places, at.first_row) if places else rows


def _written_out(
    rows: Iterable[Sequence[Item]], places: Sequence[tuple[int, str]], first: int
) -> Iterator[Sequence[Item]]:
    for number, row in enumerate(rows, first):
        cells: list[Item] = list(row)
        for place, pattern in places:
            cells[place] = Computed(pattern.replace("{r}", str(number)), _value_of(row[place]))
        yield cells


def _value_of(item: Item) -> Output:
    return item.value if isinstance(item, Computed) else item
