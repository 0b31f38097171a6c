"""What Excel on a Mac is asked by the words of its AppleScript dictionary, for which xlwings has none.

Where a comment or a link hangs is not asked: the dictionary gives no quick way, so no note tells of one left behind.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from addin.excel.native import Native
from addin.excel.unlocked import NO_PASSWORD, StillLockedError
from addin.free_xlwings import xw
from addin.start import nothing_hangs

ALLOWED = (
    "allow_formatting_cells",
    "allow_formatting_columns",
    "allow_formatting_rows",
    "allow_inserting_columns",
    "allow_inserting_rows",
    "allow_inserting_hyperlinks",
    "allow_deleting_columns",
    "allow_deleting_rows",
    "allow_sorting",
    "allow_filtering",
    "allow_using_pivot_table",
)


@contextmanager
def undisturbed(book: xw.Book) -> Iterator[None]:
    """No code of others runs while a button writes; for what Excel adds to a table there is no word."""
    before = book.app.enable_events
    book.app.enable_events = False
    try:
        yield
    finally:
        book.app.enable_events = before


def unfiltered(book: xw.Book) -> None:
    """Shows every row of every sheet."""
    for sheet in book.sheets:
        if sheet.api.filter_mode.get():
            sheet.api.show_all_data()


@contextmanager
def unlocked(book: xw.Book) -> Iterator[None]:
    """Every sheet open for writing, each afterwards as locked as it was."""
    locks = [(sheet.api, _lock(sheet.api)) for sheet in book.sheets if sheet.api.protect_contents.get()]
    opened = []
    try:
        for sheet, lock in locks:
            with suppress(Exception):  # AppleScript raises what it likes; whether the sheet is open is asked below
                sheet.unprotect(password=NO_PASSWORD)
            if sheet.protect_contents.get():
                raise StillLockedError(sheet.name.get())
            opened.append((sheet, lock))
        yield
    finally:
        for sheet, lock in opened:
            sheet.protect_worksheet(**lock)


def _lock(sheet: Any) -> Mapping[str, object]:
    """The arguments of `protect worksheet` that make the sheet what it is now."""
    allowed = {name: bool(getattr(sheet.protection_object, name).get()) for name in ALLOWED}
    return {
        "password": NO_PASSWORD,
        "drawing_objects": bool(sheet.protect_drawing_objects.get()),
        "worksheet_contents": True,
        "scenarios": bool(sheet.protect_scenarios.get()),
        "user_interface_only": False,
        **allowed,
    }


MAC = Native(
    read_only=lambda book: bool(book.api.read_only.get()),
    saved=lambda book: bool(book.api.saved.get()),
    address=lambda book: str(book.api.full_name.get()),
    undisturbed=undisturbed,
    unlocked=unlocked,
    unfiltered=unfiltered,
    anchored=nothing_hangs,
    functions=False,
)
