"""What Excel is asked by names of its own, for which xlwings has no word; they differ between Windows and the Mac."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from addin.excel.anchored import anchored_rows
from addin.excel.undisturbed import undisturbed, unfiltered
from addin.excel.unlocked import unlocked
from addin.free_xlwings import xw
from addin.start import Anchored


class Native(NamedTuple):
    """The questions that a press of a button asks of Excel itself."""

    read_only: Callable[[xw.Book], bool]
    saved: Callable[[xw.Book], bool]
    address: Callable[[xw.Book], str]  # the path, in a cloud the address
    undisturbed: Callable[[xw.Book], AbstractContextManager[None]]  # nothing of Excel's own is added to what is written
    unlocked: Callable[[xw.Book], AbstractContextManager[None]]
    unfiltered: Callable[[xw.Book], None]  # all rows are shown
    anchored: Anchored
    functions: bool  # whether cells can have them


WINDOWS = Native(
    read_only=lambda book: bool(book.api.ReadOnly),
    saved=lambda book: bool(book.api.Saved),
    address=lambda book: str(book.api.FullName),
    undisturbed=undisturbed,
    unlocked=unlocked,
    unfiltered=unfiltered,
    anchored=anchored_rows,
    functions=True,
)
