"""The error values of a cell as Excel hands them to programs: whole numbers, where every number is a float."""

from collections.abc import Mapping

from kpi.sheet_function import NOT_A_VALUE
from kpi.tables import Fault

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
END = FACILITY + (1 << 16)


def fault_of(raw: object) -> Fault | None:
    """The error value behind a whole number, known or not; None for anything else.

    >>> fault_of(-2146826246), fault_of(5), fault_of(-2146826246.0)
    (Fault(text='#N/A'), None, None)
    """
    if isinstance(raw, int) and FACILITY <= raw < END:
        return Fault(ERRORS.get(raw - FACILITY, NOT_A_VALUE.text))
    return None
