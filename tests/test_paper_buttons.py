"""生成月报 and 个人考核表: the files of `kpi report`, beside the workbook, of what is open, in Calc from outside and inside."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin.names import PROGRAM_NOTE
from addin.office.session import note_program
from kpi.headless import check_file
from kpi.paper import job
from tests.live import cell, contents, press
from tests.office import Office, properties


@pytest.fixture
def document(office: Office, ten: Path) -> Iterator[Any]:
    opened = office.open(ten, recalculate=False)  # calculating it hard counts as a change
    with office.deadline():
        yield opened
        opened.close(True)


def files(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def reported(path: Path, target: Path, *parts: job.Part) -> dict[str, bytes]:
    """What `kpi report` makes of a file."""
    checked = check_file(path)
    assert checked.outcome is not None
    made = job.write(checked.outcome, checked.problems, target, "zh", parts=parts or job.MONTHLY)
    assert made.problems == ()
    return files(target)


def test_the_report_of_the_button_is_that_of_the_command_byte_for_byte(
    office: Office, ten: Path, document: Any, tmp_path: Path
) -> None:
    said = press(office, document, "report")
    folder = ten.with_name("十月-report")
    made = files(folder)
    assert said == f"十月.xlsx：已为 10 人生成月报，没有问题；{len(made)} 个文件在 {folder}。"
    assert made == reported(ten, tmp_path / "filed")
    assert len(made) > 20
    assert document.CurrentController.ActiveSheet.Name == "月报"
    assert document.UndoManager.getAllUndoActionTitles() == ("生成月报",)


def test_the_forms_are_made_alone_and_only_the_sheet_problems_changes(office: Office, ten: Path, document: Any) -> None:
    cell(document, "Entry_SS", 0, "SALES-6 有效客户触达量").setString("很多")
    before = {place: text for place, text in contents(document).items() if place[0] != "问题"}
    said = press(office, document, "forms")
    assert "已为 10 人生成个人考核表，11 个文件在" in said
    assert "有 1 个问题要处理，见“问题”表；第一个在 '[十月.xlsx]销售专员'!" in said
    assert said.endswith("文件按现在打开的内容生成，其中有尚未保存的改动。")
    assert {name.rpartition(".")[2] for name in files(ten.with_name("十月-report"))} == {"pdf"}
    assert {place: text for place, text in contents(document).items() if place[0] != "问题"} == before
    assert document.CurrentController.ActiveSheet.Name == "问题"


def test_what_is_not_saved_yet_is_in_the_report(office: Office, ten: Path, document: Any) -> None:
    cell(document, "Entry_SS", 0, "SALES-6 有效客户触达量").setValue(8)
    data = ten.read_bytes()
    assert "尚未保存" in press(office, document, "report")
    people = json.loads((ten.with_name("十月-report") / "report.json").read_bytes())["people"]
    assert 8.0 in {one["actual"] for person in people for one in person["results"] if one["kpi"] == "SALES-6"}
    assert ten.read_bytes() == data


def test_a_workbook_that_was_never_saved_has_no_place_for_files(office: Office, ten: Path) -> None:
    document = office.open(ten, recalculate=False, AsTemplate=True)
    before = contents(document)
    for button in ("report", "forms"):
        assert "从未保存" in press(office, document, button)
    assert contents(document) == before
    assert not document.isModified()
    document.close(True)


def test_a_folder_that_cannot_be_written_is_told_with_what_was_done(office: Office, ten: Path, document: Any) -> None:
    ten.with_name("十月-report").write_text("a file of that name", encoding="utf-8")
    said = press(office, document, "forms")
    assert said.startswith("十月.xlsx：已检查 10 人的填写，没有问题。有 11 处没有做成：")


def test_somebody_elses_workbook_gets_no_folder(office: Office, tmp_path: Path) -> None:
    document = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    office.save(document, tmp_path / "other.xlsx")
    document.close(True)
    document = office.open(tmp_path / "other.xlsx")
    for button in ("report", "forms"):
        assert "不是绩效考核工作簿" in press(office, document, button)
    document.close(True)
    assert [one.name for one in tmp_path.iterdir()] == ["other.xlsx"]


def test_every_person_is_told_in_the_status_bar(office: Office, document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from addin import quiet
    from addin.libreoffice.engine.app import App

    said: list[object] = []
    bar: Any = App.status_bar
    monkeypatch.setattr(App, "status_bar", property(bar.fget, lambda app, text: (said.append(text), bar.fset(app, text))))
    monkeypatch.setattr(quiet, "PATIENCE", -1.0)
    press(office, document, "forms")
    assert [one for one in said if "生成文件" in str(one)] == [f"正在生成文件：已完成 {n} 人" for n in range(1, 11)]
    assert said[-1] is False


# Inside LibreOffice, which asks the installed program ------------------------------


def test_inside_calc_the_installed_program_makes_the_same_files(calc: Office, ten: Path, tmp_path: Path) -> None:
    note_program(calc.profile)
    document = calc.open(ten)
    with calc.deadline():
        calc.dispatch(document, "org.kpiscorecards:forms")
    made = files(ten.with_name("十月-report"))
    document.close(True)
    assert made == reported(ten, tmp_path / "filed", job.Part.PERSONAL)


def test_inside_calc_without_the_program_nothing_is_made_and_nothing_breaks(calc: Office, ten: Path) -> None:
    (calc.profile / "user" / PROGRAM_NOTE).unlink(missing_ok=True)
    document = calc.open(ten)
    with calc.deadline():
        calc.dispatch(document, "org.kpiscorecards:forms")
        assert calc.alive
    document.close(True)
    assert not ten.with_name("十月-report").exists()
