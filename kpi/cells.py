"""What one cell holds: a number, a blank, 不适用, or the reason why there is no number."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum

from kpi.model import Unit
from kpi.numbers import LARGEST, LARGEST_FLOAT, exact, from_part, from_text, plain
from kpi.tables import Dated, Fault, Uncalculated, Value

NOT_APPLICABLE_WORDS = frozenset({"不适用", "不適用", "n/a", "na", "notapplicable"})
TextReader = Callable[[str, Unit], Decimal | None]


class Unread(Enum):
    """Why a cell gives no number."""

    BLANK = "blank"
    TEXT = "text"
    TICK_BOX = "tick_box"
    DATE = "date"
    ERROR = "error"
    NOT_CALCULATED = "not_calculated"
    TOO_LARGE = "too_large"


def is_blank(cell: Value) -> bool:
    """True for an empty cell and for text that shows nothing."""
    return cell is None or (isinstance(cell, str) and not plain(cell))


def is_not_applicable(cell: Value) -> bool:
    """True when the cell says 不适用 in one of its spellings."""
    return isinstance(cell, str) and plain(cell).replace(" ", "") in NOT_APPLICABLE_WORDS


def is_per_cent(cell: Value) -> bool:
    """True when the cell is text with a percent sign."""
    return isinstance(cell, str) and "%" in plain(cell)


def read_number(cell: Value, unit: Unit) -> Decimal | Unread:
    """The number in a cell, or why there is none."""
    return _read(cell, unit, from_text)


def read_part(cell: Value, unit: Unit) -> Decimal | Unread:
    """The number in one of two cells whose quotient has `unit`."""
    return _read(cell, unit, from_part)


def _read(cell: Value, unit: Unit, text_reader: TextReader) -> Decimal | Unread:
    if isinstance(cell, bool):  # a tick box; Python would count it as 1
        return Unread.TICK_BOX
    if isinstance(cell, int | float):
        return exact(cell) if -LARGEST_FLOAT <= cell <= LARGEST_FLOAT else Unread.TOO_LARGE
    if isinstance(cell, str):
        return _text(cell, unit, text_reader)
    return Unread.BLANK if cell is None else _WHY[type(cell)]


_WHY: dict[type, Unread] = {
    Fault: Unread.ERROR,
    Uncalculated: Unread.NOT_CALCULATED,
    Dated: Unread.DATE,
}


def _text(cell: str, unit: Unit, text_reader: TextReader) -> Decimal | Unread:
    number = text_reader(cell, unit)
    if number is None:
        return Unread.TEXT if plain(cell) else Unread.BLANK
    return number if abs(number) <= LARGEST else Unread.TOO_LARGE


def as_shown(cell: Value) -> str:
    """What the cell holds, for a sentence that quotes it."""
    match cell:
        case Fault():
            return cell.text
        case Uncalculated():
            return f"={cell.formula}"
        case bool():
            return "TRUE" if cell else "FALSE"
        case Dated():
            return format(cell.serial, ".15g")
        case float():
            return format(cell, ".15g")
        case _:
            return str(cell).strip()
