"""What the machine tells the server: its language, the day, where to write what went wrong."""

import os
import sys
import tempfile
import traceback
from datetime import date
from functools import lru_cache
from locale import getlocale
from pathlib import Path

from kpi.model import Language, RuleBook
from kpi.rule_files import packaged_book

CHINESE = 0x04  # the primary language of a Windows language id
PRIMARY = 0x3FF


def language() -> Language:
    """The language of Windows, by which Excel comes; the locale elsewhere."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - has no windll elsewhere

        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & PRIMARY == CHINESE else "en"
    return "zh" if (getlocale()[0] or "").lower().startswith("zh") else "en"


def today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the manager's desk; asked for with every cell


@lru_cache(maxsize=2)
def rules_of(day: date) -> RuleBook:
    """The packaged rule book of a day."""
    book = packaged_book(day)
    if isinstance(book, list):
        raise LookupError(f"no rule book is in force on {day}")  # noqa: TRY004 - a fact, no type
    return book


def undo_folder() -> Path:
    """Where the steps are kept that 撤销上次 takes back."""
    folder = os.environ.get("LOCALAPPDATA")
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/kpi-undo"
    return Path(folder) / "kpi-undo" if folder else Path.home() / ".kpi-undo"


def log_file() -> Path:
    """Where exceptions are written; messages name the path."""
    if sys.platform == "darwin":
        return Path.home() / "Library/Logs/kpi-excel.log"  # the script of the buttons is stamped with it
    folder = os.environ.get("LOCALAPPDATA") or tempfile.gettempdir()
    return Path(folder) / "kpi-excel.log"


def log() -> None:
    """Writes the exception at hand down."""
    with log_file().open("a", encoding="utf-8") as file:
        traceback.print_exc(file=file)
