"""A document whose sheets a macro may write, in one step that Ctrl+Z takes back.

Sheets are protected without a password. Calc has no word for the options of a protection, so they are
not set again but brought back: unlocking is a step of the document's undo list, and undone afterwards.
Nothing else may get onto that list meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from addin.libreoffice.engine.journal import Journal, Step, bring

UNLOCKING = "KPI: unlock"  # never seen by anybody
TRIES = 20


class StillLockedError(Exception):
    """A sheet is protected with a password that we do not know."""


@contextmanager
def unlocked(document: Any, journal: Journal) -> Iterator[Step]:
    """Every sheet open for writing, and afterwards as locked as it was.

    Calc forgets with every change of cells that its undo list is locked, so what is given has to be
    called before each. `journal` knows what has been written.
    """
    sheets = [sheet for sheet in document.Sheets if sheet.isProtected()]
    history = document.UndoManager
    recorded = bool(sheets) and not history.isLocked()
    _unlock(history, sheets, recorded=recorded)
    history.lock()
    try:
        yield lambda: _hold(history)
    finally:
        history.unlock()
        if recorded:
            _without_strays(history, journal)
            _undo_unlocking(history)
        for sheet in sheets:
            if not sheet.isProtected():  # the list was too short to hold our step
                sheet.protect("")


def _hold(history: Any) -> None:
    if not history.isLocked():
        history.unlock()
        history.lock()


def _unlock(history: Any, sheets: list[Any], *, recorded: bool) -> None:
    if recorded:
        history.enterUndoContext(UNLOCKING)
    for sheet in sheets:
        with suppress(Exception):  # UNO raises what it likes; whether the sheet is open is asked below
            sheet.unprotect("")
    if recorded:
        history.leaveUndoContext()
    locked = [sheet.Name for sheet in sheets if sheet.isProtected()]
    if locked:
        if recorded:
            _undo_unlocking(history)
        raise StillLockedError(locked[0])


def _undo_unlocking(history: Any) -> None:
    if UNLOCKING in history.getAllUndoActionTitles()[:1]:
        history.undo()
        history.clearRedo()


def _without_strays(history: Any, journal: Journal) -> None:
    """Takes off what got onto the list after all, between a lock and a change, without losing what it wrote."""
    for _ in range(TRIES):
        titles = history.getAllUndoActionTitles()
        strays = titles.index(UNLOCKING) if UNLOCKING in titles else 0
        if not strays:
            return
        written = journal.as_it_is()
        for _ in range(strays):
            history.undo()
        history.lock()
        bring(written, lambda: _hold(history))
        history.unlock()
