"""`kpi doctor --excel`, in a Calc that stands in for Excel: every function, error values, two buttons, and what may be missing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from addin.excel import trial
from kpi import __version__
from kpi.cli import main
from kpi.functions import FUNCTIONS
from tests.excel.as_excel import excels_names
from tests.live import book_of
from tests.office import Office


class InCalc:
    """What a trial asks of Excel, answered by Calc; the extension is what kpi.xlam is in Excel."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.startup_path = office, str(folder)
        self.opened: list[str] = []

    def open(self, path: Path) -> Any:
        self.opened.append(path.name)
        return None if path.suffix == ".xlam" else book_of(self.office, self.office.open(path))

    def close(self, book: Any) -> None:
        book.impl.native.close(True)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The start-up folder with an add-in in it, on a machine that speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    (tmp_path / "local").mkdir()
    (tmp_path / "kpi.xlam").touch()
    return tmp_path


def machine(office: Office, folder: Path) -> trial.Machine:
    def running() -> Iterator[Any]:
        with excels_names():
            yield InCalc(office, folder)

    return trial.Machine("win32", running)


def told(capsys: pytest.CaptureFixture[str], one: trial.Machine) -> tuple[int, str, str]:
    code = 0
    try:
        trial.doctor(one)
    except typer.Exit as ended:
        code = ended.exit_code
    return code, *capsys.readouterr()


def test_every_function_answers_in_a_cell_and_two_buttons_leave_no_trace(calc: Office, folder: Path, capsys) -> None:
    code, out, err = told(capsys, machine(calc, folder))
    assert (code, err) == (0, ""), out
    checked = len(FUNCTIONS) + 4 + 1 + 2 + 1  # error values, the tables, rules as a range and as text, the buttons
    assert f"{checked} checks are right, 0 are not." in out
    for name in FUNCTIONS:
        assert f"{name}(" in out
    assert "Worked out by the program" not in out
    assert "Rules[#All]" in out
    assert __version__ in out


def test_wrong_answers_are_shown_and_end_with_code_one(office: Office, folder: Path, capsys) -> None:
    """A Calc without the extension runs the VBA of the workbook, which finds no kpi.xlam."""
    code, out, err = told(capsys, machine(office, folder))
    assert code == 1
    assert out.count("wrong") >= len(FUNCTIONS) + 2  # with the rules handed over as a range and as text
    assert "[KPI829]" in err


def test_without_the_addin_the_remedy_is_to_install_it(office: Office, folder: Path, capsys) -> None:
    (folder / "kpi.xlam").unlink()
    code, out, err = told(capsys, machine(office, folder))
    assert (code, out, "[KPI830]" in err) == (1, "", True)


def test_an_excel_that_does_not_start_is_one_sentence_and_a_line_in_the_log(folder: Path, capsys) -> None:

    def dead() -> Iterator[Any]:
        raise OSError("class not registered")
        yield

    code, out, err = told(capsys, trial.Machine("win32", dead))
    assert (code, out, "[KPI828]" in err) == (1, "", True)
    assert "class not registered" in err
    assert "Traceback" not in err
    assert "class not registered" in (folder / "local" / "kpi-excel.log").read_text(encoding="utf-8")


def test_elsewhere_than_on_windows_one_sentence_says_that_it_needs_excel(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "HERE", trial.HERE._replace(system="linux"))
    with pytest.raises(SystemExit) as ended:
        main(["addin", "doctor", "--excel"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    assert err.count("\n") == 1
    assert "Windows machine with Excel" in err
