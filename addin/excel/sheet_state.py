"""What stands in some cells of a sheet, in a form that JSON has, and writing it back.

A blank is None, a number and a text are themselves; everything else is a pair of a letter and a text
or number: a formula, a date, a truth value, an error value.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from addin.book_tables import value_of
from addin.cell_content import Content, content
from addin.free_xlwings import xw
from kpi.tables import Dated, Fault, Value

FORMULA, DATE, TRUTH, ERROR = "=", "d", "b", "e"
Cell = tuple[int, int]  # row and column, from 1
State = Mapping[Cell, Any]  # without blanks


def state(sheet: xw.Sheet, top: int, left: int, bottom: int, right: int) -> State:
    """What stands in a block."""
    block = sheet.range((top, left), (bottom, right))
    values = block.options(ndim=2, err_to_str=True).value
    texts = block.formula
    rows = texts if isinstance(texts, (list, tuple)) else [[texts]]
    found = {
        (row, column): _coded(value_of(value), text)
        for row, (line, told) in enumerate(zip(values, rows, strict=True), top)
        for column, (value, text) in enumerate(zip(line, told, strict=True), left)
    }
    return {cell: one for cell, one in found.items() if one is not None}


def _coded(value: Value, text: object) -> Any:
    if isinstance(text, str) and text.startswith("=") and text != value:
        return [FORMULA, text]
    match value:
        case None | "":
            return None
        case bool():
            return [TRUTH, int(value)]
        case Dated():
            return [DATE, value.serial]
        case Fault():
            return [ERROR, value.text]
        case _:
            return value


def same(one: Any, other: Any) -> bool:
    """True for what a person would call the same; a saved file may lack the last bit of a number."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-14)
    return type(one) is type(other) and bool(one == other)


def write(sheet: xw.Sheet, cells: State) -> None:
    """Writes cells, in as few blocks as they make; None blanks a cell."""
    for top, left, bottom, right in _blocks(cells):
        rows = [[_content(cells[row, column]) for column in range(left, right + 1)] for row in range(top, bottom + 1)]
        sheet.range((top, left), (bottom, right)).value = rows


def _content(coded: Any) -> Content:
    match coded:
        case [kind, text] if kind == FORMULA:
            return str(text)
        case [kind, text] if kind == ERROR:
            return content(Fault(text))
        case [kind, serial] if kind == DATE:
            return content(Dated(serial))
        case [_, truth]:
            return bool(truth)
        case _:
            return content(coded)


def _blocks(cells: Iterable[Cell]) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles that hold all cells and no other: stretches of a column, joined with equal ones beside them."""
    stretches: dict[tuple[int, int], list[int]] = {}
    for column, of_column in groupby(sorted(cells, key=lambda cell: cell[::-1]), key=lambda cell: cell[1]):
        rows = (row for row, _ in of_column)
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            stretch = [row for _, row in run]
            stretches.setdefault((stretch[0], stretch[-1]), []).append(column)
    for (top, bottom), columns in stretches.items():
        for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
            beside = [column for _, column in run]
            yield top, beside[0], bottom, beside[-1]
