"""撤销上次: what a button of the ribbon wrote is brought back, across a restart, and never over what somebody typed since.

The macros run on a live Calc through the host of Excel; `as_excel` stands in for what only Excel knows.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from addin.excel import host, steps
from tests.excel.as_excel import press
from tests.live import cell, contents, reaches
from tests.office import Office

KPI = "SALES-6 有效客户触达量"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the steps, empty."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    return host.undo_folder()


@pytest.fixture
def document(office: Office, ten: Path, kept: Path) -> Iterator[Any]:
    opened = office.open(ten)
    with office.deadline():
        yield opened
        with suppress(Exception):  # closed by the test
            opened.close(True)


@pytest.fixture
def wrong(document: Any) -> Any:
    """The same with something to mend; for most questions the button 检查 is enough, whose sheet is soon read over the bridge."""
    cell(document, "Entry_SS", 0, KPI).setString("很多")
    return document


def pressed_until(office: Office, document: Any, *buttons: str) -> list[Any]:
    """The contents before the first button and after each."""
    seen = [(contents(document), reaches(document))]
    for button in buttons:
        press(office, document, button)
        seen.append((contents(document), reaches(document)))
    return seen


def test_several_steps_come_back_one_after_the_other_to_the_last_cell(office: Office, document: Any) -> None:
    cell(document, "Entry_SS", 0, KPI).setString("很多")
    seen = pressed_until(office, document, "check", "score", "language")
    assert len({str(sorted(one[0].items())) for one in seen}) == 4
    for step, label in ((2, "中文/English"), (1, "计算得分"), (0, "检查")):
        said = press(office, document, "undo")
        assert said.startswith(f"十月.xlsx：已撤销“{label}”，恢复了 ")
        assert said.endswith(f"还可以再撤销 {step} 步。")
        assert (contents(document), reaches(document)) == seen[step]
    assert "没有可以撤销的步骤" in press(office, document, "undo")
    assert (contents(document), reaches(document)) == seen[0]


def test_a_step_survives_saving_closing_and_a_restart(office: Office, ten: Path, wrong: Any) -> None:
    wrong.store()
    wrong.close(True)
    document = office.open(ten)  # as Calc writes formulas
    first, after = pressed_until(office, document, "check")
    document.store()
    document.close(True)
    again = office.open(ten)
    assert contents(again) == after[0] != first[0]
    assert "已撤销“检查”" in press(office, again, "undo")
    assert (contents(again), reaches(again)) == first
    again.close(True)


def test_what_somebody_has_changed_since_is_named_and_nothing_is_taken_back(office: Office, wrong: Any) -> None:
    before, _ = pressed_until(office, wrong, "check")
    spots = [cell(wrong, "Problems", row, "问题") for row in range(4)]
    for spot in spots:
        spot.Spreadsheet.unprotect("")
        spot.setString("我自己的话")
    after = contents(wrong)
    said = press(office, wrong, "undo")
    places = [f"'[十月.xlsx]问题'!{spot.AbsoluteName.rpartition('.')[2].replace('$', '')}" for spot in spots]
    assert said == (
        f"没有改动任何内容：按“检查”之后有 4 个单元格又被改过（{', '.join(places[:3])}）。请先把它们改回去，或直接再按一次该按钮。"
    )
    assert contents(wrong) == after
    for spot in spots:
        spot.setString(before[0].get(("问题", spot.CellAddress.Row, spot.CellAddress.Column), ""))
    assert "已撤销“检查”" in press(office, wrong, "undo")
    assert contents(wrong) == before[0]


def test_what_a_manager_typed_elsewhere_stays_when_a_step_is_taken_back(office: Office, document: Any) -> None:
    press(office, document, "score")
    spot = cell(document, "Feedback", 2, "考核人评语")
    spot.setString("谈过")
    assert "已撤销" in press(office, document, "undo")
    assert spot.getString() == "谈过"


def test_a_table_that_has_another_size_since_is_named(office: Office, wrong: Any) -> None:
    press(office, wrong, "check")
    table = wrong.DatabaseRanges.getByName("Problems")
    area = table.DataArea
    area.EndRow += 3
    table.setDataArea(area)
    after = contents(wrong), reaches(wrong)
    assert "'[十月.xlsx]问题'!" in press(office, wrong, "undo")
    assert (contents(wrong), reaches(wrong)) == after


def test_a_sheet_that_was_deleted_since_is_named(office: Office, wrong: Any) -> None:
    press(office, wrong, "check")
    wrong.Sheets.removeByName("问题")
    said = press(office, wrong, "undo")
    assert "没有改动任何内容" in said
    assert "[十月.xlsx]问题" in said


def test_the_sheet_of_the_self_test_goes_again(office: Office, document: Any) -> None:
    before = contents(document)
    press(office, document, "self_test")
    assert document.Sheets.hasByName("自检")
    assert "已撤销“自检”" in press(office, document, "undo")
    assert contents(document) == before
    assert not document.Sheets.hasByName("自检")


def test_a_press_that_changes_nothing_is_no_step(office: Office, wrong: Any) -> None:
    press(office, wrong, "check")
    press(office, wrong, "check")
    assert "还可以再撤销 0 步" in press(office, wrong, "undo")


def test_text_that_looks_like_something_else_comes_back_as_it_was(office: Office, wrong: Any) -> None:
    texts = ["=1+1", "007", "3-4", "TRUE", "'x", "1e5", "@SUM", "2026-11-05"]
    spots = [cell(wrong, "Problems", row, "问题") for row in range(len(texts))]
    spots[0].Spreadsheet.unprotect("")
    for spot, text in zip(spots, texts, strict=True):
        spot.setString(text)
    numbers = [cell(wrong, "Problems", row, "编号") for row in range(3)]
    for spot, content in zip(numbers, ("0.1", "=1/3", "2026-11-05"), strict=True):
        spot.setFormula(content)
    before = contents(wrong)
    press(office, wrong, "check")
    assert spots[0].getString() != texts[0]
    assert "已撤销" in press(office, wrong, "undo")
    assert contents(wrong) == before
    assert [spot.getString() for spot in spots] == texts
    assert [spot.Type.value for spot in spots] == ["TEXT"] * len(texts)
    assert [spot.Type.value for spot in numbers] == ["VALUE", "FORMULA", "VALUE"]


# When something goes wrong --------------------------------------------------------


def test_a_macro_that_fails_half_way_leaves_everything_as_it_was(
    office: Office, document: Any, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addin import filling

    written: list[Any] = []
    write = filling.write

    def failing(plan: Any) -> None:
        if len(written) == 3:
            raise OSError("the line is dead")
        written.append(plan)
        write(plan)

    before = contents(document), reaches(document)
    monkeypatch.setattr(filling, "write", failing)
    said = press(office, document, "score")
    assert said.startswith("程序出错，已恢复原状，没有改动任何内容。")
    assert len(written) == 3
    assert (contents(document), reaches(document)) == before
    assert all(sheet.isProtected() for sheet in document.Sheets)
    assert list(kept.rglob("*.step")) == []


def test_a_program_that_was_ended_while_it_wrote_is_undone_next_time(
    office: Office, wrong: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addin import filling

    class Ended(BaseException):
        """Nothing of ours runs any more."""

    def ended(plan: Any, write: Callable[[Any], None] = filling.write) -> None:
        write(plan)
        raise Ended

    before = contents(wrong), reaches(wrong)
    with monkeypatch.context() as patch, pytest.raises(Ended):
        patch.setattr(filling, "write", ended)
        press(office, wrong, "check")
    assert contents(wrong) != before[0]
    assert "已撤销“检查”" in press(office, wrong, "undo")
    assert (contents(wrong), reaches(wrong)) == before


def test_without_room_for_a_step_nothing_is_written(office: Office, wrong: Any, kept: Path) -> None:
    kept.parent.mkdir()
    kept.write_text("a file where the folder should be", encoding="utf-8")
    before = contents(wrong)
    for button in ("check", "self_test"):
        assert "没有改动任何内容。请腾出磁盘空间后再试。" in press(office, wrong, button)
        assert contents(wrong) == before
        assert not wrong.Sheets.hasByName("自检")


def test_a_read_only_workbook_and_a_password_are_told_before_anything_is_taken_back(office: Office, wrong: Any) -> None:
    press(office, wrong, "check")
    sheet = wrong.Sheets.getByName("汇总")
    sheet.unprotect("")
    sheet.protect("secret")
    after = contents(wrong)
    assert "“汇总”表设有密码保护" in press(office, wrong, "undo")
    assert contents(wrong) == after


# The files ------------------------------------------------------------------------


def test_only_the_last_steps_of_the_last_workbooks_are_kept(tmp_path: Path) -> None:
    for number in range(steps.WORKBOOKS + 5):
        one = steps.Steps(tmp_path, f"C:\\{number}.xlsm")
        one.add({"done": True, "button": str(number)})
    assert len(list(tmp_path.iterdir())) == steps.WORKBOOKS
    for number in range(steps.STEPS + 5):
        one.add({"done": True, "button": str(number)})
    assert one.count() == steps.STEPS
    last = steps.Steps(tmp_path, f"c:\\{steps.WORKBOOKS + 4}.XLSM").last()  # Windows does not tell capitals apart
    assert last is not None
    assert last.data["button"] == str(steps.STEPS + 4)


def test_a_file_that_nobody_can_read_is_passed_over(tmp_path: Path) -> None:
    one = steps.Steps(tmp_path, "book.xlsm")
    first = one.add({"done": True, "button": "score"})
    second = one.add({"done": True, "button": "check"})
    second.write_bytes(second.read_bytes()[:-9])
    found = one.last()
    assert found is not None
    assert (found.file, found.data["button"], second.exists()) == (first, "score", False)


def test_a_step_is_plain_data_and_the_same_every_time(tmp_path: Path) -> None:
    one = steps.Steps(tmp_path, "book.xlsm")
    data = {"done": True, "cells": {"反馈": [[2, 3, "旧", ["=", "=1+1"]]]}}
    file = one.add(data)
    assert json.loads(gzip.decompress(file.read_bytes())) == data
    again = one.add(data)
    assert file.read_bytes() == again.read_bytes()
