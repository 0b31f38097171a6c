"""The python edition: our functions in the cells, and otherwise the portable one."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from kpi import new, package
from kpi.appraise import score
from kpi.functions import FUNCTIONS
from kpi.headless import check_file, score_file
from kpi.model import EDITIONS, LANGUAGES, Edition, Language
from kpi.output import OURS
from kpi.tables import Edit, Value
from tests import formula_engine, live
from tests.calls import BOOK
from tests.desk import by_id, column, tables, type_in
from tests.judges import formula_values, same, sdk_errors, soffice
from tests.office import Office
from tests.parity.test_workbooks import FILLED, SETTINGS, mess_up
from tests.rebuild_templates import template_file

# What formualizer 0.13 cannot do, by cell: ROUND over an array inside SUMPRODUCT, in the helper column 已达节点, which no
# cell of this edition looks at; SUMIF over cells one of which is an error gives a number where Excel and Calc give the error;
# tests over whole columns inside SUMPRODUCT, on the sheet 月报, which is the same in both editions and judged by Calc.
ARRAY_ROUND = ("得分", re.compile(r"AA\d+"))
CALL = r"[\w.!\]]*KPI_\w+(?=\()"  # with whatever prefix stands before it
SUMIF_OVER_ERRORS = ("汇总", re.compile(r"(?:[KMNPQSTVW])\d+"))


def cannot(place: tuple[str, str], ours: object) -> bool:
    sheet, cell = place
    if sheet == "月报":
        return True
    if sheet == ARRAY_ROUND[0] and ARRAY_ROUND[1].fullmatch(cell):
        return True
    return ours == "#N/A" and sheet == SUMIF_OVER_ERRORS[0] and bool(SUMIF_OVER_ERRORS[1].fullmatch(cell))


def differences(book: Path) -> tuple[int, formula_engine.Calls, dict[tuple[str, str], tuple[object, object]]]:
    """Where formualizer gets something else than a scored workbook shows, on the sheets that a scoring fills."""
    count, calls, found = formula_engine.differences(book.read_bytes(), BOOK)
    known = {place: pair for place, pair in found.items() if place[0] in FILLED and not cannot(place, pair[0])}
    dropped = {place for place, pair in known.items() if place[0] == "说明" and pair[0] is None}
    return count, calls, {place: pair for place, pair in known.items() if place not in dropped}


def formulas(data: bytes) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"}


def set_edition(book: Path, word: str) -> None:
    type_in(book, ("Settings", "版本", "值", word))


# The same as the portable edition ------------------------------------------------


@pytest.mark.parametrize("name", SETTINGS)
def test_both_editions_show_the_same_in_every_cell(live_centre: Path, tmp_path: Path, name: str) -> None:
    type_in(live_centre, *(("Settings", label, "值", value) for label, value in SETTINGS[name].items()))
    mess_up(live_centre, seed=7, share=0.15)
    plain = tmp_path / "both.xlsx"
    plain.write_bytes(live_centre.read_bytes())
    set_edition(plain, "便携版")
    assert score_file(plain).written
    assert score_file(live_centre).written
    portable, python = tables(plain), tables(live_centre)
    for table in ("Scores", "Summary", "Feedback", "Report", "Checks"):
        assert python[table].headers == portable[table].headers
        assert python[table].rows == portable[table].rows


@pytest.mark.parametrize("name", SETTINGS)
def test_a_formula_engine_that_asks_our_functions_gets_what_the_workbook_shows(live_centre: Path, name: str) -> None:
    type_in(live_centre, *(("Settings", label, "值", value) for label, value in SETTINGS[name].items()))
    mess_up(live_centre, seed=sum(map(ord, name)), share=0.15)
    score_file(live_centre)
    count, calls, different = differences(live_centre)
    assert different == {}
    assert count > 6000
    assert min(calls[name] for name in ("KPI_SCORE", "KPI_STATUS", "KPI_FEEDBACKS")) > 60
    assert {"KPI_TOTAL", "KPI_GRADE"} <= calls.keys()


def test_scores_totals_grades_and_feedback_follow_while_the_manager_types(live_centre: Path) -> None:
    score_file(live_centre)
    before = tables(live_centre)
    type_in(
        live_centre,
        ("Entry_SS", "SS00001", "SALES-6", 11.0), ("Entry_SM", "SM00000", "SALES-4a", "不适用"),
        ("RoleTargets", 3, "岗位", "客户服务主管"), ("RoleTargets", 3, "指标代码", "SERVICE-1"), ("RoleTargets", 3, "岗位目标", 3.0),
        ("Rules", "SALES-3", "x1", 0.2), ("Grades", "A", "起点（分）", 99.0), ("Settings", "权重方式 SALES 销售", "值", "按满分"),
        *(("Grades", "B", header, None) for header in ("名称", "起点（分）", "等级")),  # a blank row between others
    )  # fmt: skip
    followed, _ = formula_engine.calculated(live_centre.read_bytes(), BOOK)
    score_file(live_centre)
    scored = formula_values(live_centre.read_bytes())
    compared = {at: value for at, value in scored.items() if at[0] in FILLED - {"问题", "说明"} and not cannot(at, value)}
    wrong = {at: (value, followed[at]) for at, value in compared.items() if not same(value, followed[at])}
    assert wrong == {}
    after = tables(live_centre)
    for table, header in (("Summary", "总分"), ("Summary", "等级"), ("Feedback", "不足"), ("Feedback", "改进方向")):
        assert by_id(after[table], header) != by_id(before[table], header)


def test_an_empty_template_scores_as_soon_as_it_is_typed_into(tmp_path: Path) -> None:
    book = tmp_path / "empty.xlsx"
    assert new.make(book, language="zh", period="2026-11", edition="python") == []
    type_in(
        book,
        *(("People", 0, header, value) for header, value in (("工号", "A1"), ("姓名", "王芳"), ("岗位", "市场调研专员"))),
        ("Entry_MR", 0, "工号", "A1"),
        *(("Entry_MR", 0, f"RESEARCH-{n}{part}", value) for n in (1, 2, 3) for part, value in (("a", 9.0), ("b", 10.0))),
    )
    followed, _ = formula_engine.calculated(book.read_bytes(), BOOK)
    row = next(int(cell[1:]) for (sheet, cell), value in followed.items() if sheet == "汇总" and re.fullmatch(r"A\d+", cell) and value == "A1")
    appraisal = score_file(book).outcome.judged[0].appraisal
    assert followed["汇总", f"E{row}"] == pytest.approx(float(appraisal.total))
    assert followed["汇总", f"F{row}"] == appraisal.grade.letter


# What stands in the cells --------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cells_call_our_functions_by_their_bare_names(language: Language) -> None:
    found = formulas(template_file("python", language).read_bytes()).values()
    called = {name for text in found for name in re.findall(CALL, text)}
    assert called == FUNCTIONS.keys() - {"KPI_SCORES", "KPI_FEEDBACKS"}
    assert sum("KPI_RULES(" in text for text in found) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_as_text_are_those_of_the_table(language: Language) -> None:
    """One cell reads the table; what the others get from it is the workbook's own rules."""
    data = template_file("python", language).read_bytes()
    (at,) = [at for at, text in formulas(data).items() if "KPI_RULES(" in text]
    followed, _ = formula_engine.calculated(data, BOOK, language)
    assert str(followed[at]).startswith("KPI_RULES[[")
    assert followed[at] == formula_values(data)[at]


def test_feedback_calls_our_function_once_somebody_is_scored(live_centre: Path) -> None:
    score_file(live_centre)
    found = formulas(live_centre.read_bytes())
    assert all("KPI_FEEDBACKS(" in found["反馈", f"{column}5"] for column in "FGH")
    assert "得分!$A$5=A5" in found["反馈", "G5"].replace("'", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_formats_and_validations_look_at_cells_and_never_at_our_functions(language: Language) -> None:
    with zipfile.ZipFile(template_file("python", language)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                rest = re.sub(rb"<f[ >].*?</f>", b"", archive.read(name))
                assert b"KPI_" not in rest.partition(b"</sheetData>")[2]


def test_the_portable_edition_knows_no_function_of_ours(centre: Path) -> None:
    score_file(centre)
    for data in (centre.read_bytes(), *(template_file("portable", language).read_bytes() for language in LANGUAGES)):
        assert not any(re.search(CALL, text) for text in formulas(data).values())


def test_the_columns_that_call_our_functions_share_no_formula(live_centre: Path) -> None:
    """LibreOffice shows #NAME? instead of the saved value of a shared formula with a function that it does not know."""
    score_file(live_centre)
    with zipfile.ZipFile(live_centre) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb'<f t="shared"[^>]*>[^<]*KPI_', archive.read(name))


def test_libreoffice_without_our_functions_shows_what_was_saved(live_centre: Path, tmp_path: Path) -> None:
    mess_up(live_centre, seed=3, share=0.1)
    score_file(live_centre)
    arguments = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "opened"), str(live_centre))
    soffice(*arguments, profile=tmp_path / "trusting", recalculate=False)
    opened = openpyxl.load_workbook(tmp_path / "opened" / "live.xlsx", data_only=True)
    shown = formula_values(live_centre.read_bytes())
    wrong = {at: (value, opened[at[0]][at[1]].value) for at, value in shown.items() if not same(value, opened[at[0]][at[1]].value)}
    assert {at: pair for at, pair in wrong.items() if at[0] in FILLED} == {}


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_microsofts_sdk_finds_no_error_in_a_scored_workbook(live_centre: Path, share: float) -> None:
    mess_up(live_centre, seed=7, share=share)
    score_file(live_centre)
    assert sdk_errors(live_centre) == []


def test_scoring_twice_gives_the_same_bytes(live_centre: Path) -> None:
    score_file(live_centre)
    once = live_centre.read_bytes()
    score_file(live_centre)
    assert live_centre.read_bytes() == once


# What a manager rewrites ---------------------------------------------------------


def rewrite(book: Path, row: int, header: str, text: Value) -> None:
    found = package.read(book)
    changed = package.change(found, [], [Edit("Feedback", row, header, text)])
    assert package.save(changed, book) == []


def show_instead(book: Path, sheet: str, cell: str, text: str) -> None:
    """What a live host shows once a formula has been calculated anew."""
    structure = package.read(book).structure
    part = next(one.part for one in structure.sheets if one.title == sheet)
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    pattern = re.compile(rb'(<c r="%b"[^>]*>(?:<f>[^<]*</f>)<v>)[^<]*(</v>)' % cell.encode())
    parts[part], count = pattern.subn(lambda match: match[1] + text.encode() + match[2], parts[part])
    assert count == 1
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_words_typed_over_a_formula_of_ours_stay(live_centre: Path) -> None:
    score_file(live_centre)
    rewrite(live_centre, 3, "改进方向", "我们谈过了：先跟老客户。")
    score_file(live_centre)
    score_file(live_centre)
    assert column(tables(live_centre)["Feedback"], "改进方向")[3] == "我们谈过了：先跟老客户。"
    found = formulas(live_centre.read_bytes())
    assert ("反馈", "H8") not in found
    assert ("反馈", "G8") in found


def test_what_a_formula_of_ours_shows_by_now_is_not_taken_for_a_managers_words(live_centre: Path) -> None:
    score_file(live_centre)
    proposed = column(tables(live_centre)["Feedback"], "不足")[3]
    show_instead(live_centre, "反馈", "G8", "无法识别：活动ROI")
    assert column(tables(live_centre)["Feedback"], "不足")[3] == "无法识别：活动ROI"
    score_file(live_centre)
    assert column(tables(live_centre)["Feedback"], "不足")[3] == proposed
    assert ("反馈", "G8") in formulas(live_centre.read_bytes())


def test_words_cleared_by_the_manager_come_back_as_a_formula(live_centre: Path) -> None:
    score_file(live_centre)
    rewrite(live_centre, 3, "不足", None)
    score_file(live_centre)
    assert "KPI_FEEDBACKS(" in formulas(live_centre.read_bytes())["反馈", "G8"]


def test_formulas_that_mention_a_word_are_handed_over_beside_their_values(live_centre: Path) -> None:
    score_file(live_centre)
    read, _ = package.read(live_centre).tables(mentioning=OURS)
    at = [read["Feedback"].headers.index(header) for header in ("优势", "不足", "改进方向")]
    assert read["Feedback"].formulas.keys() == {(row, place) for row in range(30) for place in at}
    assert not read["Scores"].formulas


# Which edition a workbook is -----------------------------------------------------


def test_a_workbook_changes_its_edition_with_the_setting(live_centre: Path) -> None:
    score_file(live_centre)
    before = tables(live_centre)
    rewrite(live_centre, 3, "改进方向", "自己的话")
    set_edition(live_centre, "便携版")
    assert score_file(live_centre).problems == ()
    plain = tables(live_centre)
    left = {at for at, text in formulas(live_centre.read_bytes()).items() if re.search(CALL, text)}
    assert {sheet for sheet, _ in left} == {"说明", "考核标准"}  # the place to try, and the rules as text
    assert plain["Summary"].rows == before["Summary"].rows
    assert column(plain["Feedback"], "不足") == column(before["Feedback"], "不足")
    assert column(plain["Feedback"], "改进方向")[3] == "自己的话"
    set_edition(live_centre, "python")
    score_file(live_centre)
    assert "KPI_SCORE(" in formulas(live_centre.read_bytes())["得分", "I5"]


def test_a_workbook_without_the_setting_is_portable_and_nothing_is_said(live_centre: Path) -> None:
    read = tables(live_centre)
    rows = [row for row in read["Settings"].rows if row[0] != "版本"]
    from dataclasses import replace

    old = {**read, "Settings": replace(read["Settings"], rows=rows)}
    outcome = score(old, "old.xlsx")
    assert outcome.settings.edition == "portable"
    assert [one for one in outcome.problems if "版本" in str(one.facts)] == []


def test_a_workbook_made_as_portable_stays_portable_and_says_so(centre: Path) -> None:
    set_edition(centre, "函数版")
    result = score_file(centre)
    assert [one.code for one in result.problems if not one.note] == ["KPI514"]
    assert not any(re.search(CALL, text) for text in formulas(centre.read_bytes()).values())


def test_an_edition_that_nobody_knows_is_told_and_portable(live_centre: Path) -> None:
    set_edition(live_centre, "云端版")
    result = check_file(live_centre)
    assert result.outcome.settings.edition == "portable"
    assert [one.code for one in result.problems if not one.note] == ["KPI505"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_settings_and_the_guide_say_which_edition_it_is(edition: Edition, language: Language) -> None:
    data = template_file(edition, language).read_bytes()
    said = [value for (sheet, _), value in formula_values(data).items() if sheet in {"说明", "Guide"}]
    words = {"portable": ("便携版", "Portable edition"), "python": ("函数版", "Python edition")}[edition]
    assert sum(str(value).startswith(words) for value in said) == 1
    book = package.read_bytes(data, "a.xlsx")
    read, _ = book.tables()
    shown = {row[0]: row[1] for row in read["Settings"].rows}
    assert shown.get("版本", shown.get("Edition")) in {"便携版", "portable", "函数版", "python"}


def test_the_command_line_makes_either_edition(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from kpi.cli import app

    for edition in EDITIONS:
        out = tmp_path / f"{edition}.xlsx"
        words = ["new", str(out), "--period", "2026-11", "--lang", "zh", "--edition", edition]
        assert CliRunner().invoke(app(["new"]), words).exit_code == 0
        assert any("KPI_SCORE(" in text for text in formulas(out.read_bytes()).values()) is (edition == "python")


# In a live Calc ------------------------------------------------------------------


LIVE = {
    **{name: SETTINGS[name] for name in ("share", "base and extra, within category", "in English")},
    "no limits": {"黄灯起点（分）": 0.0, "最低适用权重": 0.0, "不适用指标的权重": "按满分计"},  # 0 is no argument left out
}


@pytest.mark.parametrize("name", LIVE)
def test_calc_with_the_extension_gets_what_the_workbook_shows(live_centre: Path, calc: Office, tmp_path: Path, name: str) -> None:
    type_in(live_centre, *(("Settings", label, "值", value) for label, value in LIVE[name].items()))
    mess_up(live_centre, seed=sum(map(ord, name)), share=0.15)
    score_file(live_centre)
    shown = formula_values(live_centre.read_bytes())
    opened = calc.calculated(live_centre.read_bytes(), tmp_path)
    compared = {at: value for at, value in shown.items() if at[0] in FILLED and (at[0] != "说明" or value is not None)}
    wrong = {at: (value, opened[at[0]][at[1]].value) for at, value in compared.items() if not same(value, opened[at[0]][at[1]].value)}
    assert wrong == {}
    assert len(compared) > 5000


def test_the_button_fills_an_open_workbook_as_kpi_score_fills_the_file(live_centre: Path, calc: Office, tmp_path: Path) -> None:
    twin = tmp_path / "filed" / live_centre.name
    twin.parent.mkdir()
    twin.write_bytes(live_centre.read_bytes())
    filed = live.scored_tables(twin)
    document = calc.open(live_centre)
    try:
        live.press(calc, document, "score")
        assert live.differences(live.tables_of(calc, document), filed)[1] == {}
        header = next(text for text in filed["Entry_SS"].headers if text.startswith("SALES-1a "))
        live.cell(document, "Entry_SS", 1, header).setValue(0.0)
        row = [line[0] for line in filed["Feedback"].rows].index("SS00001")
        shown = live.cell(document, "Feedback", row, "不足")
        assert shown.String.startswith("销售额完成率：0%")  # by now, and not what was proposed
        live.cell(document, "Feedback", row, "改进方向").setString("我们谈过了。")
        handed_over = live.tables_of(calc, document)["Feedback"].formulas
        assert len(handed_over) == 30 * 3 - 1
        assert all("KPI_FEEDBACKS(" in text for text in handed_over.values())
        live.press(calc, document, "score")
        assert live.cell(document, "Feedback", row, "不足").Formula.startswith("=")
        assert live.cell(document, "Feedback", row, "改进方向").Formula == "我们谈过了。"
    finally:
        document.close(True)

