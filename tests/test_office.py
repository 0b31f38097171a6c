"""The live LibreOffice that other tests rely on: it really calculates, and a hung one does not hang us."""

import time
from pathlib import Path

import openpyxl
import pytest

from tests.office import Office

CANARY = 654321


def book(folder: Path) -> Path:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["A2"] = 20, "=A1*2.1"
    made.save(folder / "canary.xlsx")
    return folder / "canary.xlsx"


def test_a_formula_is_calculated_and_follows_its_cell(office: Office, tmp_path: Path) -> None:
    document = office.open(book(tmp_path))
    sheet = document.Sheets.getByIndex(0)
    assert sheet.getCellRangeByName("A2").Value == pytest.approx(42)
    sheet.getCellRangeByName("A1").Value = CANARY
    assert sheet.getCellRangeByName("A2").Value == pytest.approx(CANARY * 2.1)
    document.close(True)


def test_an_office_that_hangs_is_killed_by_its_own_process_id_and_starts_again(tmp_path: Path) -> None:
    office = Office(tmp_path / "profile").start()
    process = office.process
    assert process is not None
    with pytest.raises(Exception) as caught, office.deadline(0.5):
        document = office.open(book(tmp_path))
        started = time.monotonic()
        while time.monotonic() - started < 120:
            document.calculateAll()
    assert "Disposed" in type(caught.value).__name__ or "disposed" in str(caught.value)
    assert process.wait(120) is not None  # the thread that kills it may not have heard of its end yet
    assert not office.alive
    again = Office(tmp_path / "profile").start()
    assert again.alive
    again.stop()
