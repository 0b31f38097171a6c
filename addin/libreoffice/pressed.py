"""What happens when a button is pressed: the macro runs on the document of its window, as one step."""

from collections.abc import Callable
from typing import Any

from addin import macros
from addin.buttons import BUTTONS
from addin.free_xlwings import xw
from addin.libreoffice.engine import book_of
from addin.libreoffice.engine.books import CALC
from addin.libreoffice.engine.journal import Journal
from addin.libreoffice.history import remember
from addin.libreoffice.unlocked import StillLockedError, unlocked
from addin.start import Start
from kpi.model import Language
from kpi.words import say

Macro = Callable[..., str]  # of the book, a language, and the start where it writes


def press(context: Any, document: Any, name: str, language: Language) -> str:
    """Runs a macro by its name and gives its sentence."""
    if document is None or not document.supportsService(CALC):
        return say("host_no_workbook", language)
    macro: Macro = getattr(macros, name)
    if name in macros.LOOKING:
        return macro(book_of(context, document), language)
    if document.isReadonly():
        return say("host_read_only", language, book=document.Title)
    return _change(context, document, macro, language)


def _change(context: Any, document: Any, macro: Macro, language: Language) -> str:
    """Runs a macro that writes, all or nothing; Ctrl+Z brings back what was there."""
    was_modified = document.isModified()
    book = book_of(context, document)
    journal: Journal = book.impl.journal
    try:
        with unlocked(document, journal) as hold, journal.writing(hold):
            said = _whole(macro, book, language, journal, Start(unsaved=was_modified, anchored=_anchored))
    except StillLockedError as locked:
        journal.entries.clear()
        said = say("host_locked", language, sheet=locked)
    except Exception:
        journal.entries.clear()
        raise
    finally:
        if not journal.entries and not was_modified:
            document.setModified(False)
    if journal.entries:
        remember(document, _title(macro, language), journal)
    return said


def _anchored(sheet: xw.Sheet) -> frozenset[int]:
    """The rows of a sheet on whose cells a comment hangs."""
    return frozenset(one.Position.Row + 1 for one in sheet.impl.native.Annotations)


def _title(macro: Macro, language: Language) -> str:
    """What the undo list calls it: the label of its button."""
    return next(button.label[language] for button in BUTTONS if getattr(macros, button.macro) is macro)


def _whole(macro: Macro, book: xw.Book, language: Language, journal: Journal, start: Start) -> str:
    """Runs a macro; when it fails half way, takes back what it wrote."""
    try:
        return macro(book, language, start)
    except Exception:
        journal.take_back(journal.hold)
        raise
