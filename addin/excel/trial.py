"""`kpi doctor --excel`: the real Excel of this machine, started without a window, runs every function and two buttons.

An Excel that a program starts leaves its add-ins out, so ours is opened like a workbook. Nothing is saved.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol

import typer

from addin.book_tables import area_of
from addin.excel import host, pressed
from addin.excel.book_state import differing, states
from addin.excel.build import with_macros
from addin.excel.ribbon import BY_ID
from addin.free_xlwings import xw
from addin.self_checks import Check, checks, rules_checks, versions
from addin.self_test import table
from kpi.cli import console
from kpi.model import Language, Person
from kpi.new import make
from kpi.problems import Problem
from kpi.problems import excel as problem
from kpi.words import say

ADDIN = "kpi.xlam"


class Excel(Protocol):
    """A running Excel, as far as a trial needs one."""

    startup_path: str

    def open(self, path: Path) -> xw.Book:
        """Opens a workbook or an add-in."""

    def close(self, book: xw.Book) -> None:
        """Closes a workbook and saves nothing."""


class Machine(NamedTuple):
    """The machine that this program runs on."""

    system: str
    excel: Callable[[], "Iterator[Excel]"]  # one that ends with the trial


def doctor(machine: Machine) -> None:
    """Prints what was checked and the versions; ends with code 1 where something is wrong."""
    tongue = console.language()
    if machine.system != "win32":
        _end(problem.needs_excel(), tongue)
    try:
        with contextmanager(machine.excel)() as excel:
            addin = Path(excel.startup_path) / ADDIN
            found = tried(excel, addin, tongue) if addin.is_file() else problem.no_addin(str(addin))
    except Exception as error:  # noqa: BLE001 - COM raises what it likes
        host.log()
        found = problem.excel_failed(f"{type(error).__name__} {error}".strip())
    if isinstance(found, Problem):
        _end(found, tongue)
    done, known = found
    console.table(table(done, known, tongue))
    failed = sum(not one.right for one in done)
    version = dict(known)[say("self_test_app", tongue)]
    console.say(say("trial_done", tongue, version=version, passed=len(done) - failed, failed=failed))
    if failed:
        _end(problem.wrong_inside(failed), tongue)


def _end(found: Problem, tongue: Language) -> NoReturn:
    console.reasons([found], tongue)
    raise typer.Exit(console.PROBLEMS)


# Inside Excel ------------------------------------------------------------------


def tried(excel: Excel, addin: Path, tongue: Language) -> tuple[list[Check], list[tuple[str, str]]]:
    """What is checked in a new workbook, and the versions."""
    with tempfile.TemporaryDirectory(prefix="kpi-", ignore_cleanup_errors=True) as folder:
        excel.open(addin)
        book = excel.open(_workbook(Path(folder), tongue))
        try:
            known = versions(book, tongue)
            buttons = _buttons(book, tongue)
            sheet = book.sheets.add()
            inside = [*checks(book, sheet, tongue, functions=True), *rules_checks(book, sheet, tongue)]
            return [*inside, buttons], known
        finally:
            excel.close(book)


def _workbook(folder: Path, tongue: Language) -> Path:
    path = folder / "kpi-doctor.xlsm"
    month, somebody = f"{host.today():%Y-%m}", [Person(id="1", name="A", role="SS")]
    wrong = make(path, language=tongue, period=month, edition="python", people=somebody, finish=with_macros)
    if wrong:
        raise OSError(wrong[0].code)
    return path


def _buttons(book: xw.Book, tongue: Language) -> Check:
    """Scores and takes it back, and counts what is not as it was."""
    areas = [_used(sheet) for sheet in book.sheets]
    before = states(book, areas)
    for button in ("score", "undo"):
        pressed.pressed(button, book, tongue)
    after = states(book, areas)
    wrong = sum(len(differing(cells, after[title])) for title, cells in before.items())
    labels = {button: BY_ID[button].label[tongue] for button in ("score", "undo")}
    return Check(say("trial_buttons", tongue, **labels), "0", str(wrong), wrong == 0)


def _used(sheet: xw.Sheet) -> tuple[str, int, int, int, int]:
    used = area_of(sheet.used_range)
    return sheet.name, 1, 1, used.bottom, used.right


# On Windows --------------------------------------------------------------------


class _Running:
    """An Excel of our own."""

    def __init__(self, app: xw.App) -> None:
        self._app = app
        self.startup_path = str(app.startup_path)

    def open(self, path: Path) -> xw.Book:
        return self._app.books.open(str(path))

    @staticmethod
    def close(book: xw.Book) -> None:
        book.close()


def _started() -> Iterator[Excel]:
    app = xw.App(visible=False, add_book=False)
    try:
        app.display_alerts = False
        yield _Running(app)
    finally:
        # by Excel's own word: that of xlwings ends every other Excel without a window, too
        app.impl.xl.Quit()
        app.impl.xl = None  # it goes with the last that refers to it


HERE = Machine(sys.platform, _started)
