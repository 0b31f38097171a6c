"""What a host hands to a sheet function, as cells and blocks of cells; nothing is judged here."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import is_blank
from kpi.sheets import EPOCH
from kpi.tables import Dated, Fault, Uncalculated, Value

Block = tuple[tuple[Value, ...], ...]  # rows of cells, all of one length


class Column(NamedTuple):
    """A block whose cells are judged one by one."""

    block: Block


CELLS = (Fault, Uncalculated, Dated)  # cells that Python takes for tuples


PLAIN = (float, str)


def is_block(raw: object) -> bool:
    """True for rows of cells, as one value of a host."""
    return isinstance(raw, list | tuple) and not isinstance(raw, CELLS)


def as_block(raw: object) -> Block:
    """Rows of cells; a single cell is a block of one."""
    if not isinstance(raw, list | tuple) or isinstance(raw, CELLS):
        return ((as_cell(raw),),)
    rows = [row if isinstance(row, list | tuple) and not isinstance(row, CELLS) else (row,) for row in raw]
    width = max(map(len, rows), default=0)
    return tuple(tuple(map(as_cell, _padded(row, width))) for row in rows)


def _padded(row: Sequence[object], width: int) -> Iterable[object]:
    return chain(row, (None,) * (width - len(row)))


def as_cell(raw: object) -> Value:
    """One cell; numbers of every kind become floats, as sheets know no other."""
    if raw is None or type(raw) in PLAIN:
        return raw  # type: ignore[return-value]
    match raw:
        case None | bool() | float() | Fault() | Uncalculated() | Dated():
            return raw
        case int() | Decimal():
            return _as_float(raw)
        case date():
            return Dated(float(date(raw.year, raw.month, raw.day).toordinal() - EPOCH.toordinal()))
        case _:
            return str(raw)


def _as_float(number: int | Decimal) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def one_cell(raw: object, parameter: str) -> Value | Problem:
    """The single cell of an argument; an error in it is the answer to the whole call."""
    if raw is None or type(raw) in PLAIN:  # as nearly every argument is
        return raw  # type: ignore[return-value]
    block = as_block(raw)
    if not block:
        return None
    if len(block) > 1 or len(block[0]) > 1:
        return problem.not_one_cell(parameter)
    cell = block[0][0] if block[0] else None
    return first_error([cell], parameter) or cell


def first_error(cells: Iterable[Value], parameter: str) -> Problem | None:
    """The first error value among cells, or formula without a value."""
    for cell in cells:
        if isinstance(cell, Fault):
            return problem.error_in_argument(parameter, cell.text)
        if isinstance(cell, Uncalculated):
            return problem.no_value_yet(parameter, cell.formula)
    return None


def flat(block: Block) -> tuple[Value, ...]:
    """The cells of a block, row by row."""
    return tuple(chain.from_iterable(block))


def is_blank_block(block: Block) -> bool:
    """True when an argument was left out, or holds nothing."""
    return all(map(is_blank, chain.from_iterable(block)))
