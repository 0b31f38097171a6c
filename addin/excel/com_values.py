"""What crosses the border between Excel and Python, cleaned once in each direction.

Excel hands over `.Value2`: numbers as floats, blanks as None, an error value as a whole number. It takes
back numbers and text, but no error value; that goes as its number behind an escape character, which
KpiServer.bas turns into a real one.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from operator import call, itemgetter
from typing import Any, NamedTuple

from addin.error_numbers import NUMBERS, fault_of
from kpi.rule_block import Handed
from kpi.sheet_function import NOT_A_VALUE, Cells, Kind
from kpi.tables import Fault, Output

ESCAPE = "\x1b"  # cannot be typed into a cell
TABLES_KEPT = 4  # workbooks that calculate by turns
Grid = list[list[float | str | bool]]


def incoming(kind: Kind, raw: object) -> object:
    """An argument as sheet functions want it; a table of rules is known again when it comes with the next cell."""
    if kind is not Kind.RULES or not isinstance(raw, tuple):
        return cleaned(raw)
    return _table(raw)


class _Known(NamedTuple):
    """A table that was handed over."""

    raw: tuple[Any, ...]
    doubtful: Sequence["itemgetter[Any]"]  # of each row, the cells whose type counts: TRUE and 1 are equal to Python
    types: tuple[type, ...]
    handed: Handed

    def is_it(self, raw: tuple[Any, ...]) -> bool:
        """The same cells, of the same types; a comparison is quicker than anything that makes a key of them."""
        return bool(self.raw == raw) and _types(self.doubtful, raw) == self.types


_known: list[_Known] = []  # the last used first


def _table(raw: tuple[Any, ...]) -> object:
    """A table as the function wants it; of the last few it is known again what they are."""
    for number, one in enumerate(_known):
        if one.is_it(raw):
            if number:
                _known.insert(0, _known.pop(number))
            return one.handed
    if not all(isinstance(row, tuple) and row for row in raw):
        return cleaned(raw)  # from an unusual caller
    doubtful = [_doubtful(row) for row in raw]
    known = _Known(raw, doubtful, _types(doubtful, raw), Handed(cleaned(raw)))
    _known.insert(0, known)
    del _known[TABLES_KEPT:]
    return known.handed


def _doubtful(row: tuple[Any, ...]) -> "itemgetter[Any]":
    """Takes the cells of a row that something of another type could be equal to; always several."""
    found = [at for at, cell in enumerate(row) if isinstance(cell, int) or cell in (0, 1)]
    return itemgetter(0, 0, *found)


def _types(doubtful: Sequence["itemgetter[Any]"], raw: tuple[Any, ...]) -> tuple[type, ...]:
    return tuple(map(type, chain.from_iterable(map(call, doubtful, raw))))


def cleaned(raw: object) -> object:
    """A cell, or rows of cells."""
    if isinstance(raw, tuple | list):
        return tuple(map(cleaned, raw))
    if isinstance(raw, Decimal):  # currency, from a caller that is not ours
        return float(raw)
    fault = fault_of(raw) if isinstance(raw, int) else None
    return raw if fault is None else fault


def outgoing(value: Output | Cells) -> Grid:
    """An answer as rows of cells, which is what xlwings wants."""
    rows: Any = value if isinstance(value, tuple) and not isinstance(value, Fault) else ((value,),)
    return [[_shown(one) for one in row] for row in rows]


def _shown(value: Any) -> float | str | bool:
    match value:
        case Fault():
            return f"{ESCAPE}{NUMBERS.get(value.text, NUMBERS[NOT_A_VALUE.text])}"
        case None:
            return ""
        case Decimal() | int() if not isinstance(value, bool):
            return float(value)
        case bool() | float() | str():
            return value
    raise TypeError(type(value).__name__)
