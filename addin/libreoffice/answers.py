"""A call of a cell function in Calc: its arguments as cells, its answer as Calc shows it."""

import struct
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal

from addin.libreoffice.given import Arguments
from addin.libreoffice.packed_rules import packed_book
from kpi.model import Language
from kpi.sheet_function import NOT_A_VALUE, SheetFunction
from kpi.tables import Dated, Fault, Output, Uncalculated

Shown = float | str
Block = tuple[tuple[Shown, ...], ...]
CODES = {  # the number by which Calc knows an error value
    "#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503, "#N/A": 32767,
}  # fmt: skip
QUIET_NAN = 0x7FF8000000000000


class Answers:
    """Answers every call, in the language of the host, by the packaged rules unless a table is given."""

    def __init__(self, language: Language, decimal_mark: str, log: Callable[[], None]) -> None:
        self._language: Language = language
        self._arguments = Arguments(decimal_mark)
        self._log = log

    def cells(self, function: SheetFunction, raw: Sequence[object]) -> Block:
        """What the cells of a call show; an error of ours is logged and shown as #VALUE!."""
        try:
            given = self._arguments.read(function.parameters, raw)
            value = function.answer(given, packed_book(_today()), self._language).value
        except Exception:  # noqa: BLE001 - Calc would show it as an error without a word
            self._log()
            value = NOT_A_VALUE
        if isinstance(value, tuple) and not isinstance(value, Fault | Uncalculated | Dated):
            return tuple(tuple(map(shown, row)) for row in value)
        return ((shown(value),),)


def _today() -> date:
    return datetime.now(tz=timezone.utc).astimezone().date()  # noqa: UP017 - UTC is not there before Python 3.11


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
