"""What happens when a button of the ribbon is pressed: the macro of that name runs on its workbook.

kpi.xlam asks for `press` with the name of the workbook and the window of its Excel; what is in front, or
open in another Excel, does not matter. The sentence goes back and is shown by VBA: a message box of this
process would keep Excel waiting for it.
"""

from collections.abc import Callable
from importlib import import_module

from addin import macros
from addin.excel import host
from addin.excel.ribbon import ribbon_buttons
from addin.excel.unlocked import StillLockedError, unlocked
from addin.free_xlwings import xw
from addin.start import Start
from kpi.model import Language
from kpi.words import say

KNOWN = frozenset(button.macro for button in ribbon_buttons())


@xw.func
@xw.arg("button", "raw")
@xw.arg("name", "raw")
@xw.arg("window", "raw")
@xw.ret("raw")
def press(button, name, window):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - xlwings takes hints for converters
    """Runs a macro and gives its sentence, as one cell."""
    tongue = host.language()
    try:
        return [[pressed(button, book_of(name, int(window)), tongue)]]
    except Exception:  # noqa: BLE001 - it would end in Excel as an error without a word
        host.log()
        return [[say("excel_button_failed", tongue, log=host.log_file())]]


def book_of(name: str, window: int) -> xw.Book:
    """An open workbook of the Excel with this window."""
    windows = import_module("xlwings._xlwindows")  # exists on Windows only
    return xw.App(impl=windows.App(xl=window)).books[name]


def pressed(button: str, book: xw.Book, tongue: Language) -> str:
    """Runs a macro, all sheets open for it, and gives its sentence."""
    macro: Callable[..., str] | None = getattr(macros, button, None)
    if macro is None or button not in KNOWN:  # any workbook can ask for anything
        return say("excel_button_missing", tongue)
    if button in macros.LOOKING:
        return macro(book, tongue)
    if book.api.ReadOnly:
        return say("host_read_only", tongue, book=book.name)
    start = Start(unsaved=not book.api.Saved)
    try:
        with unlocked(book):
            return macro(book, tongue, start)
    except StillLockedError as locked:
        return say("host_locked", tongue, sheet=locked)
