"""What a host tells a macro when it starts it, and what the macro tells the host before it writes."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from addin.free_xlwings import xw


class Area(NamedTuple):
    """Some cells of a sheet that will change, the place of a table among them, or a sheet that is new."""

    sheet: xw.Sheet
    top: int
    left: int
    bottom: int
    right: int
    table: str = ""  # that may become longer or shorter
    added: bool = False  # the sheet was not there before


def nothing_kept(_areas: Sequence[Area]) -> None:
    """For a host that remembers by itself what is written."""


def nothing_hangs(_sheet: xw.Sheet) -> Collection[int]:
    """For a host that does not look."""
    return ()


Anchored = Callable[[xw.Sheet], Collection[int]]


class Start(NamedTuple):
    """How a macro is started."""

    unsaved: bool = False  # the file lacked what was open; afterwards nobody can tell, for unlocking a sheet counts
    keep: Callable[[Sequence[Area]], None] = nothing_kept  # called once, before the first cell is written
    functions: bool | None = None  # whether cells know our functions; None where a cell tells
    anchored: Anchored = nothing_hangs  # the rows of a sheet on whose cells a comment or a link hangs


PLAINLY = Start()
