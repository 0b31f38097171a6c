"""The macros on a living workbook give what `kpi score` gives on the file: everywhere, in both languages, as one step."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kpi import demo
from kpi.demo.past import ACTIONS
from kpi.headless import score_file
from kpi.layout import FEEDBACK
from kpi.tables import Uncalculated
from tests.corpus.living import lived_in, word
from tests.desk import by_id, column, tables, type_in
from tests.live import (
    cell,
    contents,
    differences,
    heights,
    press,
    protections,
    reaches,
    scored_tables,
    tables_of,
)
from tests.office import Office, properties
from tests.test_corpus_growth import CHANGES

LANGUAGES = ("zh", "en")
CARRIED = FEEDBACK.column("carried").zh, FEEDBACK.column("carried").en


@pytest.fixture(scope="session")
def _demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {one: demo.write(tmp_path_factory.mktemp(f"demo_{one}"), one) for one in LANGUAGES}
    return {one: done.workbook for one, done in made.items() if isinstance(done, demo.Demo)}


@pytest.fixture(params=LANGUAGES)
def sample(request: pytest.FixtureRequest, _demos: dict[str, Path], tmp_path: Path) -> Path:
    """The demo, awkward on purpose, scored, in one of the two languages."""
    return Path(shutil.copy(_demos[request.param], tmp_path / "demo.xlsx"))


@pytest.fixture
def document(office: Office, centre: Path) -> Iterator[Any]:
    """The centre, open and not scored."""
    opened = office.open(centre)
    with office.deadline():
        yield opened
        opened.close(True)


def twin(path: Path) -> Path:
    """The same file in another folder: its name stands in the places of problems."""
    folder = path.parent / "filed"
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(path, folder / path.name))


def as_calc_has_it(office: Office, document: Any, path: Path) -> Path:
    """The document as a file, for what has to be judged as it stands in Calc."""
    folder = path.parent / "filed"
    folder.mkdir(exist_ok=True)
    return office.save(document, folder / path.name)


# The same as the file -----------------------------------------------------------


def test_an_unscored_workbook_gets_the_tables_that_kpi_score_gives(office: Office, centre: Path, document: Any) -> None:
    filed = scored_tables(twin(centre))
    said = press(office, document, "score")
    compared, found = differences(tables_of(office, document), filed)
    assert found == {}
    assert compared > 12_000
    assert said == "centre.xlsx：已为 30 人计分，没有问题。"


def test_scoring_again_changes_nothing(office: Office, document: Any) -> None:
    press(office, document, "score")
    once = contents(document), reaches(document), heights(document)
    press(office, document, "score")
    assert (contents(document), reaches(document), heights(document)) == once


def test_awkward_entries_give_the_same_tables_and_problems_in_both_languages(office: Office, sample: Path) -> None:
    carried = next(header for header in tables(sample)["Feedback"].headers if header in CARRIED)
    type_in(sample, *(("Feedback", person, carried, None) for person in ACTIONS))  # a manager's, cleared with the rest below
    filed = scored_tables(twin(sample))
    document = office.open(sample)
    for name in ("Scores", "Summary", "Feedback", "Report", "Problems"):  # nothing of the old scoring helps
        area = document.DatabaseRanges.getByName(name).DataArea
        sheet = document.Sheets.getByIndex(area.Sheet)
        sheet.unprotect("")
        place = area.StartColumn, area.StartRow + 1, area.EndColumn, area.EndRow
        sheet.getCellRangeByPosition(*place).clearContents(1 | 2 | 4 | 16)
    press(office, document, "score")
    compared, found = differences(tables_of(office, document), filed)
    document.close(True)
    assert found == {}
    assert compared > 12_000


@pytest.mark.parametrize("change", CHANGES)
def test_after_people_have_come_gone_and_moved_the_tables_and_the_managers_columns_agree(
    change: str, office: Office, centre: Path
) -> None:
    assert score_file(centre).written
    lived_in(centre.read_bytes()).write(centre)
    CHANGES[change][0](centre)
    document = office.open(centre)
    filed = scored_tables(as_calc_has_it(office, document, centre))
    press(office, document, "score")
    live = tables_of(office, document)
    compared, found = differences(live, filed)
    for place, (_, other) in found.items():  # a file has formulas of the manager's that nobody has calculated yet
        assert isinstance(other, Uncalculated), place
        assert cell(document, "Summary", int(place.split()[1]), "折算").Formula == f"={other.formula}"
    document.close(True)
    assert compared > 12_000
    told = by_id(live["Feedback"], "考核人评语")
    assert {one: text for one, text in told.items() if text} == {one: word(one) for one in told if one[:2] != "00"}


def test_a_name_that_looks_like_a_formula_stays_a_name(office: Office, document: Any) -> None:
    names = ["=1+1", "+49", "@SUM", "-5", "'apostrophe", "3-4"]
    for row, name in enumerate(names):
        spot = cell(document, "People", row, "姓名")
        spot.Spreadsheet.unprotect("")
        spot.setString(name)
    press(office, document, "score")
    assert column(tables_of(office, document)["Feedback"], "姓名")[:6] == names


# Remarks that have lost their person ---------------------------------------------


def test_what_was_written_beside_somebody_who_left_is_kept_on_the_sheet_problems(office: Office, document: Any) -> None:
    press(office, document, "score")
    cell(document, "Feedback", 4, "考核人评语").setString("谈过")
    person = cell(document, "Feedback", 4, "工号").String
    for table in ("Entry_MR", "People"):
        spot = cell(document, table, column(tables_of(office, document)[table], "工号").index(person), "工号")
        spot.Spreadsheet.unprotect("")
        spot.setString("")
    press(office, document, "score")
    first = tables_of(office, document)
    assert person not in column(first["Feedback"], "工号")
    lost = [text for text, code in zip(column(first["Problems"], "问题"), column(first["Problems"], "编号"), strict=True) if code == "KPI131"]
    assert len(lost) == 1
    assert "谈过" in str(lost[0])
    press(office, document, "score")
    assert lost[0] in column(tables_of(office, document)["Problems"], "问题")


# One step -----------------------------------------------------------------------


def test_one_undo_brings_everything_back(office: Office, document: Any, tmp_path: Path) -> None:
    before = contents(document), reaches(document), heights(document), protections(office, document, tmp_path)
    press(office, document, "score")
    assert contents(document) != before[0]
    assert document.UndoManager.getAllUndoActionTitles() == ("计算得分",)
    office.dispatch(document, ".uno:Undo")
    assert (contents(document), reaches(document), heights(document), protections(office, document, tmp_path)) == before
    assert document.UndoManager.getAllUndoActionTitles() == ()


def test_sheets_are_protected_afterwards_with_the_options_they_had(office: Office, document: Any, tmp_path: Path) -> None:
    before = protections(office, document, tmp_path)
    assert len({*before.values()}) > 1
    press(office, document, "score")
    assert protections(office, document, tmp_path) == before
    assert all(sheet.isProtected() for sheet in document.Sheets)


def test_a_scoring_can_be_undone_and_done_again_and_again(office: Office, document: Any) -> None:
    press(office, document, "score")
    scored = contents(document)
    for _ in range(3):
        office.dispatch(document, ".uno:Undo")
        press(office, document, "score")
    assert contents(document) == scored
    assert document.UndoManager.getAllUndoActionTitles() == ("计算得分",)


def test_a_macro_that_fails_half_way_leaves_nothing_behind(
    office: Office, document: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addin import filling

    written = []

    def failing(plan: Any, write: Any = filling.write) -> None:
        if written:
            raise OSError("the bridge has gone")
        written.append(plan)
        write(plan)

    monkeypatch.setattr(filling, "write", failing)
    before = contents(document), reaches(document), protections(office, document, tmp_path)
    with pytest.raises(OSError, match="bridge"):
        press(office, document, "score")
    assert len(written) == 1
    assert (contents(document), reaches(document), protections(office, document, tmp_path)) == before


# The other buttons --------------------------------------------------------------


def test_check_fills_problems_and_nothing_else(office: Office, document: Any) -> None:
    cell(document, "Entry_SS", 0, "SALES-6 有效客户触达量").setString("很多")
    before = {place: text for place, text in contents(document).items() if place[0] != "问题"}
    said = press(office, document, "check")
    assert said.startswith("centre.xlsx：已检查 30 人的填写，有 1 个问题要处理，见“问题”表；第一个在 '[centre.xlsx]销售专员'!")
    assert {place: text for place, text in contents(document).items() if place[0] != "问题"} == before
    assert "KPI202" in column(tables_of(office, document)["Problems"], "编号")
    assert document.CurrentController.ActiveSheet.Name == "问题"


def test_feedback_ends_on_its_sheet_with_everything_filled(office: Office, centre: Path, document: Any) -> None:
    filed = scored_tables(twin(centre))
    said = press(office, document, "feedback")
    assert said == "centre.xlsx：已为 30 人写好反馈，没有问题。"
    assert document.CurrentController.ActiveSheet.Name == "反馈"
    assert differences(tables_of(office, document), filed)[1] == {}


def test_the_language_button_gives_what_kpi_score_gives_after_the_setting_is_changed(
    office: Office, centre: Path, document: Any
) -> None:
    press(office, document, "score")
    said = press(office, document, "language")
    assert said == "centre.xlsx: the program's words are in English now, and 30 people were scored again."
    filed = scored_tables(as_calc_has_it(office, document, centre))
    live = tables_of(office, document)
    assert differences(live, filed)[1] == {}
    assert set(column(live["Scores"], "状态")) <= {"entered", "N/A", "target open", "not filled in"}
    press(office, document, "language")
    assert set(column(tables_of(office, document)["Scores"], "状态")) <= {"已填", "不适用", "待定目标", "未填写"}


def test_settings_and_help_go_to_their_sheet_and_leave_the_workbook_unmodified(office: Office, centre: Path) -> None:
    document = office.open(centre, recalculate=False)  # Calc takes a chart that it calculates anew for a change
    for macro, title in (("settings", "设置"), ("help", "说明")):
        assert f"“{title}”表" in press(office, document, macro)
        assert document.CurrentController.ActiveSheet.Name == title
        assert not document.isModified()
    assert document.UndoManager.getAllUndoActionTitles() == ()
    document.close(True)


def test_the_self_test_answers_every_function_and_can_be_undone(office: Office, document: Any) -> None:
    import xlwings

    from kpi import __version__
    from kpi.functions import FUNCTIONS

    before = contents(document)
    said = press(office, document, "self_test")
    table = document.Sheets.getByName("自检").getCellRangeByPosition(0, 0, 5, len(FUNCTIONS) + 6).getDataArray()
    assert table[0][:4] == ("检查项目", "应为", "实际", "结果")
    assert [row[3] for row in table[1 : len(FUNCTIONS) + 2]] == ["正确"] * (len(FUNCTIONS) + 1), table
    assert said == f"自检通过：{len(FUNCTIONS) + 1} 项全部正确，明细见“自检”表。"
    shown = {row[0]: row[2] for row in table[len(FUNCTIONS) + 2 :]}
    assert list(shown) == ["版本：绩效程序", "版本：Python", "版本：xlwings", "版本：表格软件", "操作系统"]
    assert (shown["版本：绩效程序"], shown["版本：xlwings"]) == (__version__, xlwings.__version__)
    assert all(shown.values())
    assert {row[4:] for row in table} == {("", "")}  # the cells of the formulas are blank again
    press(office, document, "self_test")
    assert document.Sheets.ElementNames.count("自检") == 1
    office.dispatch(document, ".uno:Undo")
    office.dispatch(document, ".uno:Undo")
    assert contents(document) == before


def test_what_takes_long_is_told_in_the_status_bar_and_taken_off_again(
    office: Office, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addin import quiet
    from addin.libreoffice.engine.app import App

    said: list[object] = []
    bar: Any = App.status_bar
    monkeypatch.setattr(App, "status_bar", property(bar.fget, lambda app, text: (said.append(text), bar.fset(app, text))))
    press(office, document, "check")
    at_first = list(said)
    monkeypatch.setattr(quiet, "PATIENCE", -1.0)
    press(office, document, "check")
    assert all(one is False or "问题" in str(one) or "已完成" in str(one) for one in at_first)
    assert said[len(at_first) :][0] == "正在计算得分：已完成 3 人"
    assert said[-2:] == ["正在写入“问题”表", False]


# What it cannot work on ----------------------------------------------------------


def test_a_document_without_our_tables_is_told_and_left_alone(office: Office) -> None:
    document = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    document.Sheets.getByIndex(0).getCellByPosition(0, 0).Value = 5
    document.setModified(False)
    for macro in ("check", "score", "feedback", "language", "settings", "help"):
        said = press(office, document, macro)
        assert "不是绩效考核工作簿" in said
        assert list(contents(document).values()) == ["5"]
        assert not document.isModified()
    document.close(True)


def test_a_read_only_document_is_told_and_left_alone(office: Office, centre: Path) -> None:
    document = office.open(centre, ReadOnly=True)
    before = contents(document)
    for macro in ("check", "score", "feedback", "language", "self_test"):
        assert "只读" in press(office, document, macro)
    assert contents(document) == before
    assert "“设置”表" in press(office, document, "settings")
    document.close(True)


def test_a_stale_lock_file_means_read_only_and_a_sentence(office: Office, centre: Path) -> None:
    lock = centre.parent / f".~lock.{centre.name}#"
    lock.write_text(",somebody,elsewhere,25.11.2026 08:00,file:///nowhere;", encoding="utf-8")
    data = centre.read_bytes()
    document = office.open(centre)
    before = contents(document)
    assert "遗留的锁定文件" in press(office, document, "score")
    assert contents(document) == before
    document.close(True)
    assert centre.read_bytes() == data
    assert lock.exists()


def test_a_sheet_with_a_password_is_named_and_nothing_is_changed(office: Office, document: Any, tmp_path: Path) -> None:
    sheet = document.Sheets.getByName("汇总")
    sheet.unprotect("")
    sheet.protect("secret")
    before = contents(document), protections(office, document, tmp_path)
    assert press(office, document, "score") == "“汇总”表设有密码保护，没有改动任何内容。请取消密码后再试。"
    assert (contents(document), protections(office, document, tmp_path)) == before


def test_a_table_that_cannot_grow_leaves_the_whole_workbook_as_it_was(office: Office, document: Any) -> None:
    press(office, document, "score")
    area = document.DatabaseRanges.getByName("Problems").DataArea
    sheet = document.Sheets.getByIndex(area.Sheet)
    sheet.unprotect("")
    sheet.getCellByPosition(2, area.EndRow + 2).setString("合计")
    for row in range(3):
        cell(document, "Entry_SS", row, "SALES-6 有效客户触达量").setString("很多")
    before = contents(document), reaches(document)
    said = press(office, document, "score")
    assert said.startswith(f"没有改动任何内容：'[centre.xlsx]问题'!C{area.EndRow + 3}: ")
    assert (contents(document), reaches(document)) == before


def test_the_macro_works_on_the_document_it_was_called_from(office: Office, centre: Path, document: Any) -> None:
    folder = centre.parent / "second"
    folder.mkdir()
    other = office.open(Path(shutil.copy(centre, folder / "other.xlsx")))
    before = contents(document)
    assert press(office, other, "score").startswith("other.xlsx：")
    assert contents(document) == before
    assert contents(other) != before
    other.close(True)
