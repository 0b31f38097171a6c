"""The object that Excel asks: that of xlwings, with a short way to our functions.

xlwings goes through a list of questions with every argument of every call. A cell of ours hands over values
only, so its call can be answered at once; everything else takes the way of xlwings.
"""

from decimal import Decimal
from importlib import import_module
from typing import Any

FUNCTIONS = "addin.udfs"
LEFT_OUT = -2147352572  # an argument, as COM says it
PLAIN = frozenset([float, str, bool, int, tuple, Decimal, type(None)])


def install() -> None:
    """Makes it what xlwings serves from now on."""
    import_module(FUNCTIONS)  # first, for it keeps the paid part of xlwings out
    served: Any = import_module("xlwings.com_server")  # exists on Windows only
    if served.XLPython.__name__ != "Quick":
        served.XLPython = quick(served.XLPython)


def quick(stock: type[Any]) -> type[Any]:
    """The object of xlwings with the short way."""
    ours = import_module(FUNCTIONS)

    class Quick(stock):  # type: ignore[misc]
        def CallUDF(  # noqa: N802 - its name in xlwings
            self, script: str, fname: str, args: Any, this_workbook: Any = None, caller: Any = None
        ) -> Any:
            function = ours.FUNCTIONS.get(fname) if script == FUNCTIONS else None
            if function is None or not PLAIN.issuperset(map(type, args)):
                return super().CallUDF(script, fname, args, this_workbook, caller)
            given = tuple(None if one == LEFT_OUT else one for one in args)
            return handed_back(ours.answered(function, given))

    return Quick


def handed_back(grid: list[list[Any]]) -> Any:
    """An answer as xlwings hands it back: a cell, a row, or rows."""
    if len(grid) > 1:
        return grid
    return grid[0][0] if len(grid[0]) == 1 else grid[0]
