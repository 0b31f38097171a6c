"""Excel as it has to be while a button writes: it adds nothing of its own, and no code of others runs in between."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from addin.free_xlwings import xw

# They make a table larger when something is written beside or below it, and fill a column with a formula that is
# written into one cell, also when a program writes.
HELPFUL = ("AutoExpandListRange", "AutoFillFormulasInLists")


@contextmanager
def undisturbed(book: xw.Book) -> Iterator[None]:
    """Both are the user's own settings, and as before afterwards."""
    excel: Any = book.app.api
    aids = excel.AutoCorrect
    before = {name: bool(getattr(aids, name)) for name in HELPFUL}
    events = bool(excel.EnableEvents)
    try:
        excel.EnableEvents = False
        for name in HELPFUL:
            setattr(aids, name, False)
        yield
    finally:
        for name, value in before.items():
            setattr(aids, name, value)
        excel.EnableEvents = events


def unfiltered(book: xw.Book) -> None:
    """Shows every row: what is written where rows are filtered out may end up in those that are seen.

    Filters are taken off, not their arrows; called when the sheets can be written.
    """
    for sheet in book.sheets:
        native = sheet.api
        for table in native.ListObjects:
            filters = table.AutoFilter  # nothing where the arrows are switched off
            if filters is not None and filters.FilterMode:
                filters.ShowAllData()
        if native.FilterMode:
            with suppress(Exception):  # a table's, off by now; COM raises what it likes
                native.ShowAllData()
