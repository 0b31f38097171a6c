"""Whatever is wrong with a workbook, a button says it in one sentence with the remedy, and changes nothing it should not.

Buttons are pressed in a live Calc, by the host of Calc and by that of Excel, for which `as_excel` answers what only Excel
knows. Wrong arguments of functions: tests/excel/test_bad_arguments.py.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.excel import as_excel, pywin32
from tests.live import cell, contents, press, reaches
from tests.office import Office, properties

Press = Callable[..., str]
HOSTS: dict[str, Press] = {"Calc": press, "Excel": as_excel.press}
WRITING = ("check", "score", "feedback", "report", "forms", "language")


@pytest.fixture(params=HOSTS)
def pressing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Press:
    """How a button is pressed in one of the two hosts."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    return HOSTS[request.param]


@pytest.fixture
def document(office: Office, ten: Path) -> Iterator[Any]:
    opened = office.open(ten, recalculate=False)
    with office.deadline():
        yield opened
        opened.close(True)


def unchanged(office: Office, document: Any, pressing: Press, *buttons: str) -> set[str]:
    """What buttons say that change nothing."""
    before = contents(document), reaches(document), document.Sheets.ElementNames
    said = {pressing(office, document, button) for button in buttons}
    assert (contents(document), reaches(document), document.Sheets.ElementNames) == before
    return said


def open_sheet(document: Any, title: str) -> Any:
    sheet = document.Sheets.getByName(title)
    sheet.unprotect("")
    return sheet


def test_a_workbook_that_is_not_ours_is_told_by_every_button(office: Office, pressing: Press, tmp_path: Path) -> None:
    document = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    office.save(document, tmp_path / "other.xlsx")
    document.close(True)
    document = office.open(tmp_path / "other.xlsx")
    for said in unchanged(office, document, pressing, *WRITING, "settings", "help"):
        assert said.startswith("other.xlsx 不是绩效考核工作簿")
        assert said.endswith("请打开用模板新建的工作簿再试。")
    document.close(True)
    assert not (tmp_path / "other-report").exists()


def test_a_sheet_with_a_password_is_named_and_everything_stays_as_it_is(
    office: Office, pressing: Press, document: Any
) -> None:
    open_sheet(document, "汇总").protect("secret")
    said = unchanged(office, document, pressing, *WRITING, "self_test")
    assert said == {"“汇总”表设有密码保护，没有改动任何内容。请取消密码后再试。"}


def test_a_read_only_workbook_is_told(office: Office, pressing: Press, ten: Path) -> None:
    document = office.open(ten, recalculate=False, ReadOnly=True)
    for said in unchanged(office, document, pressing, *WRITING, "self_test"):
        assert "只读" in said
        assert said.endswith("以可编辑方式重新打开后再试。")
    document.close(True)


@pytest.mark.parametrize(("table", "header"), [("Rules", "代码"), ("Grades", "起点（分）")])
def test_a_column_that_counts_and_was_renamed_is_named_by_every_button(
    office: Office, pressing: Press, document: Any, table: str, header: str
) -> None:
    area = document.DatabaseRanges.getByName(table).DataArea
    sheet = open_sheet(document, document.Sheets.getByIndex(area.Sheet).Name)
    heads = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.StartRow)
    sheet.getCellByPosition(area.StartColumn + heads.getDataArray()[0].index(header), area.StartRow).setString("改名")
    (english,) = unchanged(office, document, pressing, "language")
    assert english.endswith("Restore the header.")
    for one in unchanged(office, document, pressing, *(button for button in WRITING if button != "language")):
        assert one.startswith("没有改动任何内容：")
        assert f"表格 {table} 缺少列“{header}" in one
        assert one.endswith("请恢复该列标题。")


def test_a_role_sheet_that_was_renamed_is_still_found_and_named_as_it_is_called_now(
    office: Office, pressing: Press, document: Any
) -> None:
    spot = cell(document, "Entry_SS", 0, "SALES-6 有效客户触达量")
    spot.Spreadsheet.Name = "销售一部"
    spot.setString("很多")
    said = pressing(office, document, "check")
    assert "有 1 个问题要处理，见“问题”表；第一个在 '[十月.xlsx]销售一部'!" in said


def test_a_role_sheet_that_was_deleted_is_told_and_the_others_are_judged(
    office: Office, pressing: Press, document: Any
) -> None:
    document.Sheets.removeByName("销售专员")
    said = pressing(office, document, "check")
    assert "已检查 10 人的填写" in said
    told = cell(document, "Problems", 0, "问题").String
    assert "Entry_SS" in told or "销售专员" in told


def test_an_output_sheet_that_was_deleted_is_told_and_the_others_are_filled(
    office: Office, pressing: Press, document: Any
) -> None:
    document.Sheets.removeByName("反馈")
    said = pressing(office, document, "check")
    assert "问题要处理" in said
    told = {cell(document, "Problems", row, "问题").String for row in range(3)}
    assert any("Feedback" in one for one in told)


def test_a_workbook_whose_structure_is_protected_is_told_by_the_one_button_that_adds_a_sheet(
    office: Office, pressing: Press, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel raises; Calc lets a program add a sheet all the same."""
    from addin.libreoffice.engine.sheets import Sheets

    def forbidden(*_: object, **__: object) -> Any:
        raise pywin32.ComError("Method 'Add' of object 'Sheets' failed")

    monkeypatch.setattr(Sheets, "add", forbidden)
    (said,) = unchanged(office, document, pressing, "self_test")
    assert said.startswith("十月.xlsx 不允许增加工作表，没有改动任何内容。")


@pytest.mark.parametrize("locked", [False, True], ids=["", "structure protected"])
def test_a_sheet_that_is_hidden_is_written_and_shown_where_that_is_allowed(
    office: Office, pressing: Press, document: Any, locked: bool
) -> None:
    cell(document, "Entry_SS", 0, "SALES-6 有效客户触达量").setString("很多")
    for title in ("问题", "反馈", "设置"):
        document.Sheets.getByName(title).IsVisible = False
    if locked:
        document.protect("")
    assert "有 1 个问题要处理，见“问题”表" in pressing(office, document, "check")
    assert cell(document, "Problems", 0, "编号").String == "KPI202"
    assert "已为 10 人写好反馈" in pressing(office, document, "feedback")
    assert pressing(office, document, "settings")
    assert document.Sheets.getByName("设置").IsVisible is not locked


def test_a_formula_error_and_text_in_entries_are_told_with_their_cells(
    office: Office, pressing: Press, document: Any
) -> None:
    spot = cell(document, "Entry_SS", 0, "SALES-6 有效客户触达量")
    spot.setFormula("=1/0")
    said = pressing(office, document, "check")
    place = spot.AbsoluteName.rpartition(".")[2].replace("$", "")
    assert f"第一个在 '[十月.xlsx]销售专员'!{place}" in said
    assert "#DIV/0!" in cell(document, "Problems", 0, "问题").String


def test_of_two_open_workbooks_only_the_one_whose_button_was_pressed_changes(
    office: Office, pressing: Press, document: Any, ten: Path, tmp_path: Path
) -> None:
    (tmp_path / "second").mkdir()
    other = office.open(Path(shutil.copy(ten, tmp_path / "second" / "十一月.xlsx")), recalculate=False)
    cell(other, "Entry_SS", 0, "SALES-6 有效客户触达量").setString("很多")
    before = contents(document)
    assert pressing(office, other, "check").startswith("十一月.xlsx：")
    assert contents(document) == before
    other.close(True)


# Around Excel ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "remedy"), [(KeyError("x"), "Enable Editing"), (pywin32.ComError("busy"), "Finish editing a cell")]
)
def test_a_workbook_in_protected_view_or_an_excel_that_is_busy_is_one_sentence(
    error: Exception, remedy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from addin.excel import pressed

    def nowhere(name: str, window: int) -> Any:
        raise error

    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(pressed.host, "language", lambda: "en")
    monkeypatch.setattr(pressed, "book_of", nowhere)
    ((said,),) = pressed.press("score", "九月.xlsm", 4711.0)
    assert said.startswith("九月.xlsm ")
    assert "nothing was changed" in said
    assert remedy in said


def test_a_workbook_without_the_name_it_had_belongs_to_no_excel() -> None:
    """xlwings says by a KeyError that no open workbook has the name: it is in Protected View, or closed."""
    with pytest.MonkeyPatch.context() as patch:
        running = pywin32.started(patch)
        windows = __import__("xlwings._xlwindows", fromlist=["App"])
        pressed = __import__("addin.excel.pressed", fromlist=["book_of"])

        class NoBooks:
            Count = 0

            def __call__(self, *_: object) -> Any:
                raise pywin32.ComError("subscript out of range")

        books = windows.Books(xl=NoBooks(), app=None)
        patch.setattr(windows, "App", lambda xl: type("App", (), {"books": books, "pid": 1})())
        with pytest.raises(KeyError):
            pressed.book_of("九月.xlsm", 4711)
        pywin32.ended(running)
