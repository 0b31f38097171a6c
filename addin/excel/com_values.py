"""What crosses the border between Excel and Python, cleaned once in each direction.

Excel hands over `.Value2`: numbers as floats, blanks as None, an error value as a whole number. It takes
back numbers and text, but no error value; that goes as its number behind an escape character, which
KpiServer.bas turns into a real one.
"""

import marshal
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kpi.rule_block import Handed
from kpi.sheet_function import NOT_A_VALUE, Cells, Kind
from kpi.tables import Fault, Output

ERRORS: Mapping[int, str] = {  # XlCVError, and what newer versions added to it
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
    2051: "#BUSY!",
}
NUMBERS = {text: number for number, text in ERRORS.items()}
FACILITY = -0x7FF60000  # 0x800A0000 as COM counts: the number of an error is added to it
ESCAPE = "\x1b"  # cannot be typed into a cell
TABLES_KEPT = 4  # workbooks that calculate by turns
Grid = list[list[float | str | bool]]


def incoming(kind: Kind, raw: object) -> object:
    """An argument as sheet functions want it; a table of rules is known again when it comes with the next cell."""
    if kind is not Kind.RULES or not isinstance(raw, tuple):
        return cleaned(raw)
    try:
        return _table(marshal.dumps(raw, 2))
    except ValueError:  # holds what only an unusual caller hands over
        return cleaned(raw)


@lru_cache(maxsize=TABLES_KEPT)
def _table(content: bytes) -> Handed:
    return Handed(cleaned(marshal.loads(content)))  # noqa: S302 - made by ourselves a moment ago


def cleaned(raw: object) -> object:
    """A cell, or rows of cells; a whole number of that size is an error value, known or not."""
    if isinstance(raw, tuple | list):
        return tuple(map(cleaned, raw))
    if isinstance(raw, int) and not isinstance(raw, bool) and raw < FACILITY + (1 << 16):
        return Fault(ERRORS.get(raw - FACILITY, NOT_A_VALUE.text))
    return float(raw) if isinstance(raw, Decimal) else raw  # currency, from a caller that is not ours


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
