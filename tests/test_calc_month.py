"""What a LibreOffice user does every month: types, saves with Calc, scores, remarks, saves with Calc, scores again.

What such a save drops is counted here; the README tells the same ("LibreOffice users must know").
"""

import re
import shutil
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from kpi import demo, new
from kpi.cli import app
from kpi.cli.console import PROBLEMS
from kpi.headless import Result, score_file
from tests.desk import by_id, tables, type_in
from tests.judges import differences, sdk_errors, soffice
from tests.office import Office

SELLERS = ("A1", "007")
ACTUALS = {"SALES-1a": 100, "SALES-1b": 90, "SALES-2": 5, "SALES-3a": 80, "SALES-3b": 90, "SALES-4a": 9, "SALES-4b": 30,
           "SALES-5a": 1, "SALES-5b": 50, "SALES-6": 88, "SALES-7a": 5, "SALES-7b": 20}  # fmt: skip


def put(document: Any, sheet: str, cell: str, value: str | float) -> None:
    """Types into a cell as a person does: text as it is, numbers as numbers."""
    found = document.Sheets.getByName(sheet).getCellRangeByName(cell)
    if isinstance(value, str):
        found.String = value
    else:
        found.Value = value


def saved(document: Any) -> None:
    """Ctrl+S, keeping the format, and closed."""
    document.store()
    document.close(True)


def letter(table: str, header: str, book: Path) -> str:
    headers = tables(book)[table].headers
    at = next(n for n, text in enumerate(headers) if text == header or text.startswith(f"{header} "))
    return openpyxl.utils.get_column_letter(at + 1)


def typed_in_calc(book: Path, office: Office) -> None:
    columns = {key: letter("Entry_SS", key, book) for key in ACTUALS}
    document = office.open(book)
    for row, person in enumerate(SELLERS, start=5):
        for column, value in zip("ABC", (person, f"员工{person}", "销售专员"), strict=True):
            put(document, "人员", f"{column}{row}", value)
        put(document, "销售专员", f"A{row}", person)
        for key, value in ACTUALS.items():
            put(document, "销售专员", f"{columns[key]}{row}", float(value + row))
    saved(document)


def totals(result: Result) -> Mapping[str, object]:
    assert result.outcome is not None
    return {one.appraisal.person.id: one.appraisal.total for one in result.outcome.judged}


def empty(book: Path) -> Path:
    assert new.make(book, language="zh", period="2026-11", roles=["SS"]) == []
    return book


@pytest.fixture(scope="session")
def _month(tmp_path_factory: pytest.TempPathFactory, _offices: list[Office]) -> Path:
    book = empty(tmp_path_factory.mktemp("month") / "month.xlsx")
    typed_in_calc(book, _offices[-1])
    result = score_file(book)
    assert (result.written, list(result.problems)) == (True, [])
    return book


@pytest.fixture
def month(_month: Path, tmp_path: Path) -> Path:
    """An empty template, filled in Calc and scored."""
    return Path(shutil.copy(_month, tmp_path / "month.xlsx"))


def test_what_was_typed_and_saved_in_calc_scores_as_if_typed_elsewhere(month: Path, tmp_path: Path) -> None:
    other = empty(tmp_path / "other.xlsx")
    people = [("People", n, header, value) for n, one in enumerate(SELLERS)
              for header, value in (("工号", one), ("姓名", f"员工{one}"), ("岗位", "销售专员"))]  # fmt: skip
    entries = [("Entry_SS", n, key, float(value + n + 5)) for n in range(2) for key, value in ACTUALS.items()]
    type_in(other, *people, *(("Entry_SS", n, "工号", one) for n, one in enumerate(SELLERS)), *entries)
    assert totals(score_file(month)) == totals(score_file(other))
    assert by_id(tables(month)["Summary"], "姓名") == {"A1": "员工A1", "007": "员工007"}


def test_remarks_written_in_calc_stay_with_their_person(month: Path, office: Office) -> None:
    comment, gaps = (letter("Feedback", header, month) for header in ("考核人评语", "不足"))
    document = office.open(month)
    put(document, "反馈", f"{comment}6", "007 的评语")
    put(document, "反馈", f"{gaps}6", "007 的不足，我来写")
    put(document, "销售专员", "A5", "007")  # the two change places
    put(document, "销售专员", "A6", "A1")
    put(document, "销售专员", "C5", 45.0)
    saved(document)
    result = score_file(month)
    assert (result.written, list(result.problems)) == (True, [])
    feedback = tables(month)["Feedback"]
    assert by_id(feedback, "考核人评语") == {"A1": None, "007": "007 的评语"}
    assert by_id(feedback, "不足")["007"] == "007 的不足，我来写"
    assert "销售额完成率" not in str(by_id(feedback, "不足")["A1"])
    assert totals(result)["007"] != totals(result)["A1"]


def test_a_row_inserted_in_calc_belongs_to_the_table_and_what_stands_beside_moves(month: Path, office: Office) -> None:
    free = openpyxl.utils.get_column_letter(len(tables(month)["Summary"].headers) + 2)
    document = office.open(month)
    put(document, "汇总", f"{free}6", "007 表旁的备注")
    for sheet in ("人员", "销售专员"):
        document.Sheets.getByName(sheet).Rows.insertByIndex(5, 1)
        put(document, sheet, "A6", "X9")
    put(document, "人员", "B6", "新同事")
    put(document, "人员", "C6", "销售专员")
    saved(document)
    result = score_file(month)
    assert result.written
    assert list(totals(result)) == ["A1", "X9", "007"]
    assert {problem.code for problem in result.problems} == {"KPI201"}
    assert {problem.place.cell[-1] for problem in result.problems if problem.place.cell} == {"6"}
    summary = openpyxl.load_workbook(month, data_only=True)["汇总"]
    beside = {summary.cell(row, 1).value: summary[f"{free}{row}"].value for row in (5, 6, 7)}
    assert beside == {"A1": None, "X9": None, "007": "007 表旁的备注"}


def test_formulas_still_calculate_after_calc_has_saved_and_we_have_scored(month: Path, tmp_path: Path) -> None:
    compared, different = differences(month.read_bytes(), tmp_path)
    assert compared > 1000
    assert different == {}
    assert sdk_errors(month) == []


def test_a_workbook_saved_by_calc_gives_the_same_results_and_problems(tmp_path: Path, office: Office) -> None:
    assert not isinstance(demo.write(tmp_path, "zh"), list)
    book = tmp_path / "KPI-demo-2026-10.xlsx"
    before = score_file(book)
    saved(office.open(book))
    after = score_file(book)
    assert after.written
    assert totals(after) == totals(before)
    assert after.problems == before.problems


def test_a_workbook_that_is_open_in_calc_is_refused_with_a_sentence(month: Path, office: Office) -> None:
    type_in(month, ("Entry_SS", 0, "SALES-6", 99.0))
    content = month.read_bytes()
    document = office.open(month)
    result = score_file(month)
    document.close(True)
    assert not result.written
    assert [problem.code for problem in result.problems] == ["KPI122"]
    assert month.read_bytes() == content
    assert score_file(month).written


# What a save from Calc drops -----------------------------------------------------------------

KEPT_OF_OURS = {
    "formulas": rb"<f[ >/]", "messages": rb"<dataValidation ", "marks": rb"<cfRule ", "merged": rb"<mergeCell ",
    "protected": rb"<sheetProtection ", "frozen": rb"<pane ", "folded": rb"<col [^>]*outlineLevel=\"[1-9]",
    "links": rb"<hyperlink ", "one page wide": rb"fitToPage=\"(?:1|true)", "footers": rb"<oddFooter",
    "tables": rb"<tablePart ",
}  # fmt: skip
LOST_OF_OURS = {
    "tab colours": rb"<tabColor ", "quiet green corners": rb"<ignoredError ", "stop if true": rb"stopIfTrue=\"(?:1|true)",
}  # fmt: skip


def count(book: Path, patterns: Mapping[str, bytes]) -> dict[str, int]:
    with zipfile.ZipFile(book) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return {what: sum(len(re.findall(pattern, sheet)) for sheet in sheets) for what, pattern in patterns.items()}


def names(book: Path) -> set[str]:
    return set(openpyxl.load_workbook(book).defined_names)


def printed(book: Path) -> list[tuple[str | None, ...]]:
    """What is printed of each sheet, and what on each of its pages."""
    return [(sheet.title, sheet.print_area, sheet.print_title_rows) for sheet in openpyxl.load_workbook(book)]


def test_a_save_from_calc_keeps_what_scoring_needs_and_drops_only_comfort(centre: Path, office: Office) -> None:
    score_file(centre)
    before, lost = count(centre, KEPT_OF_OURS), count(centre, LOST_OF_OURS)
    known, paper = names(centre), printed(centre)
    saved(office.open(centre))
    assert min(before.values()) > 0
    assert count(centre, KEPT_OF_OURS) == before
    assert names(centre) == known
    assert printed(centre) == paper
    assert min(lost.values()) > 0
    assert set(count(centre, LOST_OF_OURS).values()) == {0}


OWN = {
    "table style": (True, "xl/tables/", rb"<tableStyleInfo "),
    "calculated column": (True, "xl/tables/", rb"<calculatedColumnFormula"),
    "spilling formula": (True, "xl/worksheets/", rb"<c [^>]*cm=\""),
    "check box": (True, "xl/featurePropertyBag/", rb"<bag "),
    "macro of a button": (True, "xl/drawings/", rb"<x:FmlaMacro>|macro=\"\[0\]"),
    "button": (False, "xl/drawings/", rb"ObjectType=\"Button\""),
    "sparkline": (False, "xl/worksheets/", rb"<x14:sparkline>"),
    "data bar": (False, "xl/worksheets/", rb"<x14:cfRule type=\"dataBar\""),
    "icons": (False, "xl/worksheets/", rb"<iconSet "),
    "chart": (False, "xl/charts/", rb"<c:barChart>"),
    "comment": (False, "xl/comments", rb"<comment "),
    "link": (False, "xl/worksheets/", rb"<hyperlink "),
}  # what a manager may have added: dropped by a save from Calc?, where it stands, how to know it


def managers_own(book: Path) -> Path:
    with xlsxwriter.Workbook(book) as made:
        sheet = made.add_worksheet("A")
        columns = [{"header": "a"}, {"header": "b", "formula": "=Own[[#This Row],[a]]*2"}]
        style = {"name": "Own", "style": "Table Style Medium 2", "columns": columns, "data": [[1], [2], [3]]}
        sheet.add_table("A1:B4", style)
        sheet.write_dynamic_array_formula("D1", "=_xlfn._xlws.SORT(A2:A4)")
        sheet.insert_checkbox("F1", True)
        sheet.insert_button("H1", {"macro": "kpi_score", "caption": "KPI"})
        sheet.add_sparkline("F2", {"range": "A!A2:A4"})
        sheet.conditional_format("A2:A4", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("B2:B4", {"type": "icon_set", "icon_style": "3_arrows"})
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=A!$A$2:$A$4"})
        sheet.insert_chart("J5", chart)
        sheet.write_comment("A2", "a note")
        sheet.write_url("F3", "https://example.com")
    return book


def found(book: Path) -> dict[str, int]:
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return {
        what: sum(len(re.findall(pattern, part)) for name, part in parts.items() if name.startswith(folder))
        for what, (_, folder, pattern) in OWN.items()
    }


def test_what_calc_drops_of_a_managers_own_additions_is_what_the_readme_says(tmp_path: Path, office: Office) -> None:
    book = managers_own(tmp_path / "own.xlsx")
    before = found(book)
    saved(office.open(book))
    after = found(book)
    assert min(before.values()) > 0
    assert {what for what, number in after.items() if not number} == {what for what, one in OWN.items() if one[0]}
    with warnings.catch_warnings(action="ignore"):  # openpyxl tells what it does not know of
        sheet = openpyxl.load_workbook(book)["A"]
    assert sheet["F1"].value == "=TRUE()"  # of the check box
    assert str(sheet["B2"].value).startswith("=")  # of the calculated column
    assert sheet["D1"].value.ref in {"D1", "D1:D1"}  # of the spilling formula, now a fixed array


# Other formats of Calc ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ods", "fods"])
def test_another_format_of_calc_is_refused_with_a_sentence_that_says_how_to_save(
    centre: Path, tmp_path: Path, kind: str
) -> None:
    soffice("--convert-to", kind, "--outdir", str(tmp_path), str(centre), profile=tmp_path / "profile")
    other = tmp_path / f"centre.{kind}"
    content = other.read_bytes()
    told = CliRunner().invoke(app(["score", "check"]), ["score", str(other)])
    assert told.exit_code == PROBLEMS
    assert "KPI105" in told.stdout
    assert "LibreOffice" in told.stdout
    assert other.read_bytes() == content


def test_an_ods_saved_back_as_xlsx_is_scored(centre: Path, tmp_path: Path) -> None:
    before = totals(score_file(centre))
    copy = Path(shutil.copy(centre, tmp_path / "way.xlsx"))
    soffice("--convert-to", "ods", "--outdir", str(tmp_path), str(copy), profile=tmp_path / "profile")
    back = tmp_path / "back"
    ods = str(tmp_path / "way.ods")
    kind = "xlsx:Calc MS Excel 2007 XML"
    soffice("--convert-to", kind, "--outdir", str(back), ods, profile=tmp_path / "profile")
    result = score_file(back / "way.xlsx")
    assert result.written
    assert totals(result) == before
