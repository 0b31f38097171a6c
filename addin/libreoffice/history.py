"""One step of the undo list for everything that a macro wrote.

While a step is undone no sheet can be unlocked with its options kept, so the step only says that it is
due, and the contents are put back as soon as Calc reports that it was undone.
"""

from typing import Any

import unohelper
from com.sun.star.document import XUndoAction, XUndoManagerListener

from addin.libreoffice.engine.journal import Journal
from addin.libreoffice.host import log
from addin.libreoffice.unlocked import unlocked

_listening: dict[str, "_Listener"] = {}  # by document


def remember(document: Any, title: str, journal: Journal) -> None:
    """Adds the step to the undo list of the document."""
    history = document.UndoManager
    if history.isLocked():
        return
    name = document.RuntimeUID
    if name not in _listening:
        _listening[name] = _Listener(document, name)
        history.addUndoManagerListener(_listening[name])
    history.addUndoAction(_Action(title, journal, _listening[name]))


class _Listener(unohelper.Base, XUndoManagerListener):
    """Puts contents back once a step of ours was undone. Keeps none: what falls off the list is forgotten."""

    def __init__(self, document: Any, name: str) -> None:
        self.document = document
        self.name = name
        self.due: Journal | None = None

    def actionUndone(self, event: Any) -> None:  # noqa: ARG002, N802 - a name of UNO
        journal, self.due = self.due, None
        if journal is None:
            return
        try:
            with unlocked(self.document, journal) as hold:
                journal.take_back(hold)
            self.document.calculateAll()
        except Exception:  # noqa: BLE001 - an exception in here would end LibreOffice
            log()

    def disposing(self, event: Any) -> None:  # noqa: ARG002 - a name of UNO
        _listening.pop(self.name, None)

    def _nothing(self, event: Any) -> None:
        pass

    undoActionAdded = actionRedone = allActionsCleared = redoActionsCleared = resetAll = _nothing  # noqa: N815
    enteredContext = enteredHiddenContext = leftContext = leftHiddenContext = cancelledContext = _nothing  # noqa: N815


class _Action(unohelper.Base, XUndoAction):
    """What Calc shows in its undo list."""

    def __init__(self, title: str, journal: Journal, listener: _Listener) -> None:
        self.Title = title  # a name of UNO
        self.journal = journal
        self.listener = listener

    def undo(self) -> None:
        self.listener.due = self.journal

    def redo(self) -> None:
        """Never called: what was undone is taken off the redo list, for the button does the same."""
