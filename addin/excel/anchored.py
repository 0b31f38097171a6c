"""On which rows of a sheet a comment, a note or a link hangs: they stay where they are when rows move."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from addin.free_xlwings import xw


def anchored_rows(sheet: xw.Sheet) -> frozenset[int]:
    """The rows; what Excel calls a comment is asked of Excel, for xlwings would ask cell by cell."""
    return frozenset(_rows(sheet.api))


def _rows(native: Any) -> Iterator[int]:
    for collection, cell in (("Comments", "Parent"), ("CommentsThreaded", "Parent"), ("Hyperlinks", "Range")):
        for one in _all(native, collection):
            with suppress(Exception):  # a link of a picture hangs on no cell; COM raises what it likes
                yield int(getattr(one, cell).Row)


def _all(native: Any, collection: str) -> Iterable[Any]:
    """A collection of Excel; Excel 2016 and 2019 know no threads, which COM tells by an error of its own."""
    try:
        found: Iterable[Any] = getattr(native, collection)
    except Exception:  # noqa: BLE001 - COM raises what it likes
        return ()
    return found
