"""What `kpi score` prints about rows that moved, a button tells too: comments that stay, words that follow, texts without a place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin.filling import MOVED
from kpi.headless import score_file
from kpi.problems import Problem
from tests.excel import as_excel
from tests.live import cell, press
from tests.office import Office

REMARK = "考核人评语"


@pytest.fixture
def moved(office: Office, centre: Path) -> Iterator[Any]:
    """A scored workbook with a comment and remarks on a person's rows, whose people were then put into another order."""
    document = office.open(centre)
    with office.deadline():
        press(office, document, "score")
        spot = cell(document, "Summary", 3, "总分")
        spot.Spreadsheet.unprotect("")
        spot.Spreadsheet.Annotations.insertNew(spot.CellAddress, "看这里")
        for row in (2, 3, 4):
            cell(document, "Feedback", row, REMARK).setString(f"谈过 {row}")
            cell(document, "Summary", row, "总分").Spreadsheet.getCellByPosition(60, spot.CellAddress.Row + row - 3).setString("备注")
        people = sorted_backwards(document, "People")
        sorted_backwards(document, f"Entry_{people}")
        document.calculateAll()
        yield document
        document.close(True)


def sorted_backwards(document: Any, table: str) -> str:
    """The rows of a table the other way round; gives the role of somebody with a comment."""
    area = document.DatabaseRanges.getByName(table).DataArea
    sheet = document.Sheets.getByIndex(area.Sheet)
    sheet.unprotect("")
    body = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow + 1, area.EndColumn, area.EndRow)
    rows = [row for row in body.getDataArray() if row[0]]
    target = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow + 1, area.EndColumn, area.StartRow + len(rows))
    formulas = target.getFormulaArray()
    target.setFormulaArray(formulas[::-1])
    return str(cell(document, "Summary", 3, "工号").String[:2])


def as_filed(office: Office, document: Any, path: Path) -> list[Problem]:
    """What `kpi score` tells about the document as it stands."""
    folder = path.parent / "filed"
    folder.mkdir()
    return [one for one in score_file(office.save(document, folder / path.name)).problems if one.code in MOVED]


def test_a_button_tells_what_the_command_tells_about_rows_that_moved(office: Office, centre: Path, moved: Any) -> None:
    expected = as_filed(office, moved, centre)
    assert {one.code for one in expected} >= {"KPI134", "KPI135"}
    said = press(office, moved, "score")
    assert f"另有 {len(expected)} 处请核对：" in said
    for one in expected[:3]:
        assert str(one.place) in said
    assert "另有" not in press(office, moved, "score")  # once


def test_the_button_in_excel_tells_it_too(office: Office, moved: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Excel's collections of comments and links are stood in for."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert "批注仍留在原处" in as_excel.press(office, moved, "score")


def test_comments_notes_and_links_are_found_in_excel_and_what_hangs_on_no_cell_is_passed_over() -> None:
    from types import SimpleNamespace as Native

    from addin.excel.anchored import anchored_rows

    class Picture:
        @property
        def Range(self) -> Any:  # noqa: N802 - a name of Excel
            raise OSError("a link of a picture has no range")

    native = Native(
        Comments=[Native(Parent=Native(Row=3))],
        CommentsThreaded=[Native(Parent=Native(Row=9))],
        Hyperlinks=[Picture(), Native(Range=Native(Row=12))],
    )
    assert anchored_rows(Native(api=native)) == {3, 9, 12}
    assert anchored_rows(Native(api=Native())) == frozenset()

