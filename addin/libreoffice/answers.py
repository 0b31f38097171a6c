"""A call of a cell function in Calc: its arguments as cells, its answer as Calc shows it."""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from addin.libreoffice.packed_rules import packed_book
from kpi.model import Language
from kpi.sheet_function import NOT_A_VALUE, SheetFunction
from kpi.tables import Fault, Output

Shown = float | str
Block = tuple[tuple[Shown, ...], ...]
CODES = {  # the number by which Calc knows an error value
    "#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503, "#N/A": 32767,
}  # fmt: skip
QUIET_NAN = 0x7FF8000000000000


def answered(
    function: SheetFunction, arguments: Sequence[object], language: Language, log: Callable[[], None]
) -> Block:
    """What the cells of a call show; an error of ours is logged and shown as #VALUE!."""
    try:
        value = function.answer(arguments, packed_book(_today()), language).value
    except Exception:  # noqa: BLE001 - an exception would end as an error without a word
        log()
        value = NOT_A_VALUE
    rows = value if _is_block(value) else ((value,),)
    return tuple(tuple(map(shown, row)) for row in rows)  # type: ignore[union-attr,arg-type]


def _is_block(value: object) -> bool:
    return isinstance(value, tuple) and not isinstance(value, Fault)


def _today() -> object:
    return datetime.now(tz=UTC).astimezone().date()


def shown(value: Output) -> Shown:
    """One value; an error value is a number that is none, with Calc's code in it."""
    match value:
        case Fault():
            return error(value.text)
        case bool() | int() | Decimal():
            return float(value)
        case float() | str():
            return value
        case _:
            return ""


def error(text: str) -> float:
    """The number that Calc shows as this error value."""
    (number,) = struct.unpack("<d", struct.pack("<Q", QUIET_NAN | CODES.get(text, CODES["#VALUE!"])))
    return float(number)
