"""`kpi report --split`: a workbook for each person, with nobody else in it."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from typer.testing import CliRunner

from kpi import demo
from kpi.cli import app
from kpi.headless import check_file
from kpi.paper.names import names_of
from kpi.report import Report
from kpi.reported import reported
from kpi.template import styles
from tests.desk import type_in
from tests.judges import sdk_errors

NAME = "=1+1"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("demo")
    found = demo.write(folder, "zh")
    assert isinstance(found, demo.Demo)
    type_in(found.workbook, ("People", "YS216", "姓名", NAME))
    CliRunner().invoke(app(["report"]), ["report", str(found.workbook), "-o", str(folder / "out"), "--split"])
    outcome = check_file(found.workbook).outcome
    assert outcome is not None
    return folder / "out" / "个人工作簿", reported(outcome)


def everything(data: bytes) -> str:
    """Every part of a workbook, so that nothing is hidden anywhere."""
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def test_everybody_has_a_workbook_with_own_numbers_only(made: tuple[Path, Report]) -> None:
    folder, report = made
    people = [one.person for one in report.appraisals]
    assert sorted(path.stem for path in folder.iterdir()) == sorted(names_of(people))
    for name, appraisal in zip(names_of(people), report.appraisals, strict=True):
        data = (folder / f"{name}.xlsx").read_bytes()
        shown = everything(data)
        for other in people:
            if other.id != appraisal.person.id:
                assert other.id not in shown
                assert other.name in (appraisal.person.reviewer, NAME) or other.name not in shown
        sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
        cells = [cell.value for row in sheet.iter_rows() for cell in row]
        assert appraisal.total is None or float(appraisal.total) in cells
        scores = [row[6].value for row in sheet.iter_rows() if row[6].value is not None][1:]
        assert [score for score in scores if score] == [
            pytest.approx(float(r.score)) for r in appraisal.results if r.score
        ]


def test_a_handout_is_protected_and_holds_no_formula(made: tuple[Path, Report]) -> None:
    folder, _ = made
    data = (folder / "YS216-=1+1.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert sheet.protection.sheet
    assert "<f>" not in everything(data)
    assert NAME in [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]


def test_every_text_fits_its_cell_also_in_english(made: tuple[Path, Report]) -> None:
    folder = made[0].parents[1]
    (book,) = folder.glob("*.xlsx")
    CliRunner().invoke(app(["report"]), ["report", str(book), "-o", str(folder / "en"), "--lang", "en", "--part", "workbooks"])
    files = sorted((folder / "en").rglob("*.xlsx"))
    assert len(files) == len(made[1].members)
    for path in files:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        merged = {cells.min_row: cells for cells in sheet.merged_cells.ranges}
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str) and cell.value):
            across = range(cell.column, (merged[cell.row].max_col if cell.row in merged and cell.column > 1 else cell.column) + 1)
            width = sum(sheet.column_dimensions[get_column_letter(at)].width for at in across)
            wanted = sum(-(-len(line) * 0.8 // width) or 1 for line in cell.value.split("\n"))
            assert wanted == 1 or cell.alignment.wrap_text, (path.name, cell.value)
            assert sheet.row_dimensions[cell.row].height >= wanted * styles.LINE["en"], (path.name, cell.value)


def test_the_open_xml_sdk_finds_nothing_wrong(made: tuple[Path, Report]) -> None:
    assert sdk_errors(made[0] / "YS216-=1+1.xlsx") == []
    assert sdk_errors(made[0] / "YS123-袁野.xlsx") == []
