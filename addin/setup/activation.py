"""Runs in the installed Python: reaches a server the way Excel does, through the library of xlwings, and asks it.

Prints the answer, or why there is none. Everything between Excel's VBA and our functions is in between:
the library, the start of Python, COM.
"""

import ctypes
import sys
from importlib import import_module
from typing import Any

FUNCTIONS = "addin.udfs"
DISPATCH, TEXT = 9, 8  # VT_DISPATCH, VT_BSTR
START = 1  # if it does not run yet
QUESTION = ("KPI_SCORE", ("SALES-3", "97%"))


class Variant(ctypes.Structure):
    """A value of COM, as VBA hands it over."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("content", ctypes.c_void_p),
        ("more", ctypes.c_void_p),
    )


def main(library: str, command: str) -> None:
    """Asks by `command`, which is what kpi.xlam hands to the library."""
    server = reached(library, command)
    function, arguments = QUESTION
    sys.stdout.write(f"{server.CallUDF(FUNCTIONS, function, arguments)}\n")


def reached(library: str, command: str) -> Any:
    """The server behind the library; ends with its own words where it has none."""
    com = import_module("pythoncom")  # by name, for it exists on Windows only; it makes this thread one of COM
    answer = Variant()
    code = ctypes.CDLL(library).XLPyDLLActivateAuto(ctypes.byref(answer), command.encode("ascii"), START)
    if code != 0 or answer.kind != DISPATCH:
        told = answer.kind == TEXT and answer.content
        sys.exit(ctypes.wstring_at(told) if told else f"{code:#x}")
    found = com.ObjectFromAddress(answer.content, com.IID_IDispatch)
    return import_module("win32com.client").Dispatch(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
