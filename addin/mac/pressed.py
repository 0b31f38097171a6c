"""Runs when a button is pressed in Excel on a Mac: the macro of that name, on the workbook of that name.

The AppleScript that Excel calls starts this program and does not wait: while Excel waits for a script, it answers
nobody. So the sentence is told from here, in Excel's status bar and in a box over Excel.
"""

import sys
from importlib import import_module

from addin.excel import host
from addin.excel.pressed import sentence
from addin.free_xlwings import xw
from addin.mac.native import MAC
from addin.mac.script import BETWEEN, READY
from kpi.model import LANGUAGES, Language


def press(asked: str, tongue: Language) -> str:
    """Runs a macro, asked for as its name and that of the workbook, tells its sentence and gives it."""
    button, _, name = asked.partition(BETWEEN)
    told = sentence(button, name, lambda: xw.books[name], tongue, MAC)
    try:
        _tell(told)
    except Exception:  # noqa: BLE001 - there is nobody to tell but the log
        host.log()
    return told


def _tell(told: str) -> None:
    """Shows a sentence until it is read."""
    app = xw.apps.active
    if app is None:
        raise LookupError(told)  # Excel has been quit in the meantime
    app.status_bar = told
    try:
        app.alert(told, "KPI")
    finally:
        app.status_bar = False


def ready() -> str:
    """A word, once everything that a button needs has been loaded."""
    import_module("xlwings._xlmac")  # by name, for it exists on a Mac only
    return READY


def main(words: list[str]) -> None:
    """`LANGUAGE ASKED` presses a button, `ready` tells whether that can be done."""
    match words:
        case [word] if word == READY:
            sys.stdout.write(f"{ready()}\n")
        case [language, asked] if language in LANGUAGES:
            press(asked, language)
        case _:
            sys.exit(f"not a button: {words}")


if __name__ == "__main__":
    main(sys.argv[1:])
