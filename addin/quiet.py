"""While a macro works: nothing is drawn, nothing is calculated twice, and the status bar says what takes long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from addin.free_xlwings import xw
from kpi.model import Language
from kpi.words import say

PATIENCE = 1.0  # seconds without a word


class Told:
    """What the status bar says while it takes long."""

    def __init__(self, book: xw.Book, tongue: Language) -> None:
        self.app = book.app
        self.tongue = tongue
        self.started = time.monotonic()
        self.spoke = False

    def judged(self, people: int) -> None:
        """So many people have been judged."""
        self._tell("macro_judging", people=people)

    def writing(self, sheet: str) -> None:
        """That sheet is about to be written."""
        self._tell("macro_writing", sheet=sheet)

    def printed(self, people: int) -> None:
        """The files of so many people are made."""
        self._tell("macro_printing", people=people)

    def _tell(self, key: str, **facts: object) -> None:
        if time.monotonic() - self.started > PATIENCE:
            self.app.status_bar = say(key, self.tongue, **facts)
            self.spoke = True


@contextmanager
def telling(book: xw.Book, tongue: Language) -> Iterator[Told]:
    """With a word in the status bar now and then, taken off again at the end."""
    told = Told(book, tongue)
    try:
        yield told
    finally:
        if told.spoke:
            told.app.status_bar = False


@contextmanager
def quiet(book: xw.Book, tongue: Language) -> Iterator[Told]:
    """Without drawing and calculating after every block; both are as before at the end, and up to date."""
    with telling(book, tongue) as told:
        with book.app.properties(calculation="manual", screen_updating=False):
            yield told
        book.app.calculate()
