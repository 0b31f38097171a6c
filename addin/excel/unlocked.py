"""A workbook whose sheets a macro may write, each afterwards as locked as it was, with the same options."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from addin.free_xlwings import xw

NO_PASSWORD = ""
ALLOWED = (  # in the order in which Protect takes them, behind the first five
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


class StillLockedError(Exception):
    """A sheet is protected with a password that we do not know; the argument is its title."""


@contextmanager
def unlocked(book: xw.Book) -> Iterator[None]:
    """Every sheet open for writing; what Excel calls a sheet is asked, for xlwings has no word for protection."""
    locks = [(sheet.api, _lock(sheet.api)) for sheet in book.sheets if sheet.api.ProtectContents]
    opened = []
    try:
        for sheet, lock in locks:
            with suppress(Exception):  # COM raises what it likes; whether the sheet is open is asked below
                sheet.Unprotect(NO_PASSWORD)
            if sheet.ProtectContents:
                raise StillLockedError(sheet.Name)
            opened.append((sheet, lock))
        yield
    finally:
        for sheet, lock in opened:
            sheet.Protect(*lock)


def _lock(sheet: Any) -> tuple[object, ...]:
    """The arguments of Protect that make the sheet what it is now."""
    allowed = (bool(getattr(sheet.Protection, name)) for name in ALLOWED)
    for_macros_too = False  # not to be asked of a sheet, and not kept by a file either
    return (
        NO_PASSWORD,
        bool(sheet.ProtectDrawingObjects),
        True,
        bool(sheet.ProtectScenarios),
        for_macros_too,
        *allowed,
    )
