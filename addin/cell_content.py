"""A value of ours as xlwings takes it; text that comes from data can never become a formula."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from addin.book_tables import A_DAY, FIRST_DAY
from kpi.tables import Computed, Dated, Fault, Uncalculated

HARMLESS = re.compile(r"[^\W\d_][^\d=]*|[^\W\d_].{40,}", re.DOTALL)  # never taken for a number, date or formula
TRUTH = frozenset(["true", "false"])
Content = str | float | bool | datetime | None  # as it is handed to xlwings


def content(value: Any) -> Content:
    """A value as xlwings takes it: a formula begins with "=", any other text can never become one."""
    match value:
        case Computed() | Uncalculated():
            return f"={value.formula}"
        case Fault():
            return f"={value.text}"
        case Dated():
            return _moment(value.serial)
        case str():
            return _guarded(value) or None
        case bool() | None:
            return value
        case int() | float() | Decimal():
            return float(value)
        case _:
            raise TypeError(f"{value!r} has no place in a cell")


def _guarded(text: str) -> str:
    """A text that stays one: behind an apostrophe, as a person would type it, unless it can be nothing else."""
    return text if not text or (HARMLESS.fullmatch(text) and text.casefold() not in TRUTH) else f"'{text}"


def _moment(serial: float) -> datetime | float:
    try:
        return FIRST_DAY + serial * A_DAY
    except OverflowError:
        return serial


