"""All sheets of a scored workbook, links and counts included, against a LibreOffice that converts the file.

Every formula is shown a wrong value first, so that one which nobody calculated would be seen. Scores, totals
and grades cell by cell, by every engine, are in `test_engines`.
"""

import random
from pathlib import Path

import pytest

from kpi import package
from kpi.headless import score_file
from kpi.layout import PEOPLE
from kpi.tables import Edit, Table, Value
from tests.desk import tables, type_in
from tests.judges import differences, sdk_errors

ODD: tuple[Value, ...] = (
    None, "不适用", "N/A", "n/a", " 不適用 ", "98%", "９８％", "abc", "1,000", " ", True, 0.0, -1.0, 1e7, 1e16, 98.0,
    "1:3", "2小时", "=1+1", 0.5, 1.0, 1.2, 100.0, 3.0,
)  # fmt: skip


def mess_up(book: Path, seed: int, share: float) -> None:
    """Type odd things into a share of all entry and personal target cells."""
    dice = random.Random(seed)
    found = package.read(book)
    assert not isinstance(found, list)
    edits = [
        edit
        for name, table in tables(book).items()
        if name.startswith("Entry_")
        for edit in odd_edits(table, dice, share)
    ]
    changed = package.change(found, [], edits)
    assert not isinstance(changed, list)
    assert package.save(changed, book) == []


def odd_edits(table: Table, dice: random.Random, share: float) -> list[Edit]:
    return [
        Edit(table.name, row, header, dice.choice(ODD))
        for row, values in enumerate(table.rows)
        for header in table.headers[2:-1]
        if values[0] and dice.random() < share
    ]


SETTINGS = {
    "share": {},
    "points and full mark": {
        "权重方式 SALES 销售": "按满分", "权重方式 HEAD 营销中心负责人": "按满分", "不适用指标的权重": "按满分计",
    },
    "base and extra, within category": {
        "权重方式 SALES 销售": "基础加附加", "权重方式 HEAD 营销中心负责人": "基础加附加",
        "不适用指标的权重": "同类指标分担", "缺项时给出暂计总分": "是",
    },
    "provisional": {"缺项时给出暂计总分": "是", "最低适用权重": 0.3, "绿灯起点（分）": 95.0},
    "in English": {"语言": "English", "不适用指标的权重": "full mark", "缺项时给出暂计总分": "yes"},
}  # fmt: skip


FILLED = {"说明", "得分", "汇总", "反馈", "月报", "问题"}


def wrong_cells(book: Path, folder: Path) -> tuple[int, dict[tuple[str, str], tuple[object, object]]]:
    """Where LibreOffice differs on the sheets that a scoring fills."""
    compared, different = differences(book.read_bytes(), folder)
    return compared, {place: pair for place, pair in different.items() if place[0] in FILLED}


@pytest.mark.parametrize("name", SETTINGS)
def test_libreoffice_calculates_what_the_workbook_shows(centre: Path, tmp_path: Path, name: str) -> None:
    type_in(centre, *(("Settings", label, "值", value) for label, value in SETTINGS[name].items()))
    mess_up(centre, seed=sum(map(ord, name)), share=0.15)
    score_file(centre)
    compared, different = wrong_cells(centre, tmp_path)
    assert compared > 4000
    assert different == {}


def test_weights_for_duties_reach_the_formulas(centre: Path, tmp_path: Path) -> None:
    type_in(
        centre,
        ("Rules", "D-B1", "原始权重", 25.0),
        ("Rules", "D-B2", "原始权重", 20.0),
        ("Settings", "权重方式 BRAND 品牌推广", "值", "补足一百"),
        *(("Entry_BP", row, "D-B1", 2.0) for row in range(3)),
        *(("Entry_BP", row, f"D-B2{part}", value) for row in range(3) for part, value in (("a", 110.0), ("b", 100.0))),
    )
    result = score_file(centre)
    assert result.problems == ()
    person = next(one for one in result.outcome.judged if one.appraisal.person.role == "BP").appraisal
    assert [one.rule.code for one in person.results][-2:] == ["D-B1", "D-B2"]
    assert wrong_cells(centre, tmp_path)[1] == {}


def test_scores_follow_in_a_spreadsheet_when_an_entry_changes(centre: Path, tmp_path: Path) -> None:
    """The manager types, nobody calls Python: LibreOffice must get the total that `score` will give."""
    from tests.judges import recalculated

    score_file(centre)
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", 11.0), ("Rules", "SALES-3", "x1", 0.2))
    live = recalculated(centre.read_bytes(), tmp_path)["汇总"]
    shown = {row[0].value: row[4].value for row in live.iter_rows(min_row=5)}
    outcome = score_file(centre).outcome
    assert outcome is not None
    for one in outcome.judged:
        assert shown[one.appraisal.person.id] == pytest.approx(float(one.appraisal.total), abs=1e-9)


def test_an_empty_template_scores_as_soon_as_it_is_typed_into(tmp_path: Path) -> None:
    from kpi import new
    from tests.judges import recalculated

    book = tmp_path / "empty.xlsx"
    assert new.make(book, language="zh", period="2026-11") == []
    names = [column.zh for column in PEOPLE.columns][:3]
    type_in(
        book,
        *(("People", 0, header, value) for header, value in zip(names, ("A1", "王芳", "市场调研专员"), strict=True)),
        ("Entry_MR", 0, "工号", "A1"),
        *(("Entry_MR", 0, f"RESEARCH-{n}{part}", value) for n in (1, 2, 3) for part, value in (("a", 9.0), ("b", 10.0))),
    )
    live = recalculated(book.read_bytes(), tmp_path)["汇总"]
    shown = {row[0].value: (row[1].value, row[4].value, row[5].value) for row in live.iter_rows(min_row=5)}
    result = score_file(book)
    appraisal = result.outcome.judged[0].appraisal
    assert shown["A1"] == ("王芳", pytest.approx(float(appraisal.total)), appraisal.grade.letter)


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_microsofts_sdk_finds_no_error_in_a_scored_workbook(centre: Path, share: float) -> None:
    mess_up(centre, seed=7, share=share)
    score_file(centre)
    assert sdk_errors(centre) == []
