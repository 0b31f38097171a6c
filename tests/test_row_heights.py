"""Rows are as high as their text needs, and a scoring leaves no height of an earlier one behind."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kpi.fills.heights import HIGHEST, LINE, height
from kpi.headless import score_file
from tests.desk import tables, type_in


@pytest.mark.parametrize("text", ["客户沟通", "customers and "])
def test_a_longer_text_never_gets_a_lower_row(text: str) -> None:
    heights = [height("Feedback", {"comment": text * n}) for n in range(60)]
    assert heights == sorted(heights)
    assert heights[-1] > heights[0] + 10 * LINE
    assert max(heights) <= HIGHEST


def test_the_tallest_column_decides() -> None:
    assert height("Problems", {"wrong": "x", "remedy": "句子" * 60}) == height("Problems", {"remedy": "句子" * 60})


def feedback_heights(book: Path) -> dict[str, float | None]:
    sheet = openpyxl.load_workbook(book)["反馈"]
    ids = [row[0] for row in tables(book)["Feedback"].rows]
    return {str(one): sheet.row_dimensions[row].height for row, one in enumerate(ids, start=5)}


def test_a_managers_long_remark_makes_its_row_higher_and_no_other(centre: Path) -> None:
    assert score_file(centre).written
    before = feedback_heights(centre)
    someone = next(iter(before))
    type_in(centre, ("Feedback", someone, "改进措施", "每周例会上汇报一次回款进度。" * 12))
    assert score_file(centre).written
    after = feedback_heights(centre)
    assert after[someone] > before[someone]
    assert {one: tall for one, tall in after.items() if one != someone} == {
        one: tall for one, tall in before.items() if one != someone
    }


def test_problems_that_are_gone_leave_no_rows(centre: Path) -> None:
    before = openpyxl.load_workbook(centre)["问题"]
    assert len({before.row_dimensions[row].height for row in range(5, before.max_row + 1)}) > 1
    assert score_file(centre).problems == ()
    with zipfile.ZipFile(centre) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        last = archive.read(max(sheets, key=lambda name: int(name[19:-4]))).decode()
    assert re.findall(r'<row r="(\d+)"', last)[-1] == "5"
    assert '<dimension ref="A1:E5"/>' in last
