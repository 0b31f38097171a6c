"""What happens when a button of the ribbon is pressed: the macro of that name runs on its workbook.

kpi.xlam asks for `press` with the name of the workbook and the window of its Excel; what is in front, or
open in another Excel, is not touched. The sentence goes back and is shown by VBA: a message box of this
process would keep Excel waiting for it.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

from addin import macros
from addin.excel import host
from addin.excel.native import WINDOWS, Native
from addin.excel.recording import NotKeptError, Recording
from addin.excel.ribbon import UNDO, ribbon_buttons
from addin.excel.steps import Steps
from addin.excel.undo import undo
from addin.excel.unlocked import StillLockedError
from addin.free_xlwings import xw
from addin.quiet import quiet
from addin.start import Area, Start
from kpi.model import Language
from kpi.words import say

KNOWN = frozenset(button.macro for button in ribbon_buttons())
MOST_PLACES = 3  # of cells changed since, in a sentence


@xw.func
@xw.arg("button", "raw")
@xw.arg("name", "raw")
@xw.arg("window", "raw")
@xw.ret("raw")
def press(button, name, window):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - xlwings takes hints for converters
    """Runs a macro and gives its sentence, as one cell."""
    return [[sentence(button, name, lambda: book_of(name, int(window)), host.language())]]


def sentence(button: str, name: str, find: Callable[[], xw.Book], tongue: Language, native: Native = WINDOWS) -> str:
    """Finds a workbook, runs a macro on it and gives its sentence, whatever happens."""
    try:
        book = find()
    except OtherInFrontError as other:
        return say("excel_other_in_front", tongue, book=name, front=other)
    except KeyError:  # in Protected View it belongs to no list of open workbooks
        return say("excel_not_open", tongue, book=name)
    except Exception:  # noqa: BLE001 - it would end in Excel as an error without a word
        host.log()
        return say("excel_not_reached", tongue, book=name, log=host.log_file())
    try:
        return pressed(button, book, tongue, native)
    except Exception:  # noqa: BLE001 - it would end in Excel as an error without a word
        host.log()
        return say("excel_button_failed", tongue, log=host.log_file())


class OtherInFrontError(Exception):
    """Another workbook is in front than the one whose button was run; the argument is its name."""


def book_of(name: str, window: int) -> xw.Book:
    """An open workbook of the Excel with this window.

    Its tab is seen while it is in front. Two workbooks of ours name their procedures alike, and should Excel run those
    of the wrong one, nobody's workbook is to be written.
    """
    windows = import_module("xlwings._xlwindows")  # exists on Windows only
    books = xw.App(impl=windows.App(xl=window)).books
    book, front = books[name], books.active.name
    if front != book.name:
        raise OtherInFrontError(front)
    return book


def pressed(button: str, book: xw.Book, tongue: Language, native: Native = WINDOWS) -> str:
    """Runs a macro, all sheets open for it, and gives its sentence."""
    if button not in KNOWN:  # any workbook can ask for anything
        return say("excel_button_missing", tongue)
    if button in macros.LOOKING:
        looking: Callable[..., str] = getattr(macros, button)
        return looking(book, tongue)
    if native.read_only(book):
        return say("host_read_only", tongue, book=book.name)
    unsaved = not native.saved(book)  # unlocking a sheet counts as a change
    try:
        with native.undisturbed(book), native.unlocked(book):
            if button == UNDO.macro:
                return undone(book, tongue, native)
            return _recorded(button, book, tongue, native, unsaved=unsaved)
    except StillLockedError as locked:
        return say("host_locked", tongue, sheet=locked)


def _recorded(button: str, book: xw.Book, tongue: Language, native: Native, *, unsaved: bool) -> str:
    """Runs a macro that writes, all or nothing, and keeps the step."""
    macro: Callable[..., str] = getattr(macros, button)
    recording = Recording(book, button, steps_of(book, native))

    def keep(areas: Sequence[Area]) -> None:
        recording.keep(areas)
        native.unfiltered(book)

    start = Start(unsaved=unsaved, keep=keep, functions=native.functions, anchored=native.anchored)
    try:
        said = macro(book, tongue, start)
    except NotKeptError as reason:
        recording.take_back()
        return say("undo_not_kept", tongue, book=book.name, folder=host.undo_folder(), reason=reason)
    except Exception:  # noqa: BLE001 - whatever it is, the workbook must not be left half written
        recording.take_back()
        host.log()
        return say("excel_button_undone", tongue, log=host.log_file())
    recording.finish()
    return said


def undone(book: xw.Book, tongue: Language, native: Native = WINDOWS) -> str:
    """Takes back what the last button wrote; names what has been changed since, and then leaves everything alone."""
    steps = steps_of(book, native)
    with quiet(book, tongue):
        native.unfiltered(book)
        found = undo(book, steps)
    if found is None:
        return say("undo_nothing", tongue, book=book.name)
    label = next((button.label[tongue] for button in ribbon_buttons() if button.macro == found.button), found.button)
    if found.changed:
        places = ", ".join(map(str, found.changed[:MOST_PLACES]))
        return say("undo_changed", tongue, button=label, count=len(found.changed), places=places)
    return say("undo_done", tongue, book=book.name, button=label, cells=found.cells, left=steps.count())


def steps_of(book: xw.Book, native: Native = WINDOWS) -> Steps:
    """The steps of a workbook, known by its path; in a cloud by its address."""
    return Steps(host.undo_folder(), native.address(book))
