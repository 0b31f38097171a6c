"""The xlwings engine over UNO: cells keep their kind in both directions, and what it does not have says so by name."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.live import book_of
from tests.office import Office, properties

DAY = datetime(2026, 11, 25)  # noqa: DTZ001 - a sheet knows no time zones


@pytest.fixture
def book(office: Office) -> Iterator[Any]:
    document = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    yield book_of(office, document)
    document.close(True)


@pytest.mark.parametrize(
    "value",
    [1.5, -3.0, 0.0, True, False, "text", "=no formula"[1:], "多行\n文字", DAY, DAY.replace(hour=9, minute=30), None],
    ids=repr,
)
def test_a_value_comes_back_as_what_it_was(value: object, book: Any) -> None:
    cell = book.sheets[0]["B2"]
    cell.value = value
    back = cell.options(ndim=2).value[0][0]
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "00123", "1-2", "TRUE", "'quoted"])
def test_a_text_behind_an_apostrophe_stays_a_text(text: str, book: Any) -> None:
    block = book.sheets[0]["A1:B1"]
    block.value = [[f"'{text}", 1.0]]
    assert block.value == [text, 1.0]
    block.value = [[f"'{text}", "=1+1"]]  # another way into the sheet: beside a formula
    assert block.value == [text, 2.0]
    assert book.sheets[0]["A1"].impl.native.getCellByPosition(0, 0).Type.value == "TEXT"


def test_the_kinds_of_errors_are_told_apart(book: Any) -> None:
    errors = ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!"]
    formulas = ["=NA()", "=1/0", '="a"+1', "=INDEX(A1:A2,9)", "=NOSUCH(1)", "=10^999"]
    block = book.sheets[0]["C1:C6"]
    block.formula = [[one] for one in formulas]
    assert block.options(err_to_str=True).value == errors
    assert block.value == [None] * 6


def test_a_formula_is_written_and_read_as_excel_writes_it(book: Any) -> None:
    book.sheets.add("May '26", after=book.sheets[0])
    formulas = [
        "=SUM('May ''26'!A1:B2,1)",
        '=IF(A1="a,b;c",{1,2;3,4},TRUE)',
        "=INDEX('May ''26'!$A$1:$A$9,MATCH(1,$B$1:$B$9,0))",
        "=IFERROR(1/0,\"'Sheet'!A1\")",
    ]
    block = book.sheets[0]["D5:D8"]
    block.formula = [[one] for one in formulas]
    assert [row[0].replace("TRUE()", "TRUE") for row in block.formula] == formulas
    assert block.options(err_to_str=True).value[3] == "'Sheet'!A1"


def test_one_formula_for_a_block_follows_its_cells(book: Any) -> None:
    sheet = book.sheets[0]
    sheet["A1:B3"].value = [[1, 10], [2, 20], [3, 30]]
    sheet["C1:C3"].formula = "=A1+$B$1"
    assert sheet["C1:C3"].value == [11.0, 12.0, 13.0]
    sheet["D1:E2"].formula = "=A1*2"
    assert sheet["D1:E2"].value == [[2.0, 20.0], [4.0, 40.0]]


def test_filling_down_reaches_hidden_rows_and_keeps_looks(book: Any) -> None:
    sheet = book.sheets[0]
    sheet["A1:A4"].value = [[1], [2], [3], [4]]
    native = sheet.impl.native
    native.Rows.getByIndex(2).IsVisible = False
    native.getCellByPosition(1, 3).CellBackColor = 0xFFFF00
    sheet["B1:B4"].formula = "=A1*2"
    assert sheet["B1:B4"].value == [2.0, 4.0, 6.0, 8.0]
    assert native.getCellByPosition(1, 3).CellBackColor == 0xFFFF00


def test_filling_down_a_hidden_column_leaves_no_row_out(office: Office, centre: Any) -> None:
    document = office.open(centre)
    sheet = book_of(office, document).sheets["汇总"]
    native = sheet.impl.native
    native.unprotect("")
    native.Columns.getByIndex(45).IsVisible = False
    block = sheet.range((5, 46), (60, 46))
    for formula in ("=A5", "=B5"):
        block.formula = formula
        assert [row[0] for row in block.formula] == [f"{formula[:2]}{row}" for row in range(5, 61)]
    document.close(True)


def test_a_formula_that_needs_calcs_own_parser_is_written_too(book: Any) -> None:
    cell = book.sheets[0]["A1"]
    cell.formula = [["=_xlfn.IFNA(NA(),7)"]]
    assert cell.value == 7.0


def test_a_thousand_equal_formulas_take_no_time_that_grows_with_the_square(book: Any) -> None:
    sheet = book.sheets[0]
    rows = 1_200
    sheet.range((1, 1), (rows, 1)).value = [[float(n)] for n in range(rows)]
    block = sheet.range((1, 2), (rows, 2))
    block.formula = [[f"=A{n}+1"] for n in range(1, rows + 1)]
    assert block.value[-1] == rows


def test_formats_go_down_and_contents_stay(book: Any) -> None:
    sheet = book.sheets[0]
    native = sheet.impl.native
    native.getCellByPosition(0, 0).CellBackColor = 0xFFFF00
    sheet["A1:B4"].value = [["first", 1], [None, None], ["kept", "=1+2"], [None, None]]
    sheet["A1:B1"].autofill(sheet["A1:B4"], "fill_formats")
    assert [native.getCellByPosition(0, row).CellBackColor for row in range(5)] == [0xFFFF00] * 4 + [-1]
    assert sheet["A1:B4"].value == [["first", 1.0], [None, None], ["kept", 3.0], [None, None]]


def test_a_table_is_found_by_name_and_resized(office: Office, centre: Any) -> None:
    document = office.open(centre)
    sheet = book_of(office, document).sheets["反馈"]
    table = sheet.tables["Feedback"]
    area = table.range
    assert [one.name for one in sheet.tables] == ["Feedback"]
    assert table.data_body_range.row == area.row + 1
    table.resize(area.resize(row_size=area.shape[0] + 3))
    assert sheet.tables["Feedback"].range.shape[0] == area.shape[0] + 3
    with pytest.raises(ValueError, match="first cell"):
        table.resize(sheet["Z99:AA100"])
    document.close(True)


def test_a_member_that_is_not_covered_names_itself(book: Any) -> None:
    sheet = book.sheets[0]
    for use, name in (
        (lambda: sheet["A1"].hyperlink, "Range.hyperlink"),
        (lambda: sheet["A1:B2"].font, "Range.font"),
        (lambda: sheet.charts, "Sheet.charts"),
        (book.app.quit, "App.quit"),
        (lambda: book.impl.to_pdf("a", "standard"), "Book.to_pdf"),
    ):
        with pytest.raises(NotImplementedError, match=re.escape(name)):
            use()


def test_a_book_that_is_not_open_is_a_key_error(book: Any) -> None:
    with pytest.raises(KeyError):
        book.app.books["no such book.xlsx"]


def test_nothing_of_the_paid_part_is_loaded(book: Any) -> None:
    import sys

    import xlwings

    assert not xlwings.__pro__
    assert [name for name, module in sys.modules.items() if name.startswith("xlwings.pro") and module] == []
