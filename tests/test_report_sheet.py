"""The sheet 月报 inside the workbook: its figures against the engine's, its charts, and workbooks that lack it."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from kpi.appraise import Outcome
from kpi.headless import score_file
from kpi.losses import by_kpi, largest
from kpi.report import departments, figures
from kpi.reported import reported
from kpi.tables import Value
from tests.desk import tables, type_in
from tests.judges import differences, recalculated, same, sdk_errors

SHEET = "月报"


def scored(book: Path) -> Outcome:
    result = score_file(book)
    assert result.written
    assert result.outcome is not None
    return result.outcome


def rows(book: Path, table: str) -> list[tuple[Value, ...]]:
    """The rows of a table that say anything."""
    return [row for row in tables(book)[table].rows if row[0] not in (None, "")]


def a_mixed_month(book: Path) -> None:
    """Three departments and nobody's, somebody without a total, totals of last month for some."""
    last_month: Sequence[tuple[str, float]] = (("SS00000", 88.5), ("SS00001", 101.25), ("MR00000", 70.0))
    history = [
        cell
        for row, (person, total) in enumerate(last_month)
        for cell in (
            ("History", row, "考核期间", "2026-09"),
            ("History", row, "工号", person),
            ("History", row, "总分", total),
        )
    ]
    type_in(
        book,
        *(("People", f"SS{n:05}", "部门", name) for n, name in enumerate(("Sales", "sales", None))),
        ("People", "MR00000", "部门", "市场*部"),
        ("Entry_SS", "SS00001", "SALES-6", None),
        ("Entry_KA", "KA00002", "SALES-1a", "很多"),
        *history,
    )


def test_libreoffice_calculates_the_page_as_the_engine_does(centre: Path, tmp_path: Path) -> None:
    a_mixed_month(centre)
    scored(centre)
    compared, different = differences(centre.read_bytes(), tmp_path)
    assert compared > 0
    assert {place: pair for place, pair in different.items() if place[0] == SHEET} == {}
    kept = ranges(tmp_path / "recalculated" / "book.xlsx")  # as Calc saves it
    assert kept == ranges(centre)


def ranges(book: Path) -> list[set[str]]:
    """What each chart looks at, in the order of their first cells."""
    with zipfile.ZipFile(book) as file:
        charts = [file.read(name).decode() for name in file.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    found = [{one.replace("'", "").replace("$", "") for one in re.findall(r"<c:f>([^<]+)</c:f>", chart)} for chart in charts]
    return sorted([{one for one in each if ":" in one} for each in found], key=sorted)


def test_every_chart_looks_at_a_table_and_is_left_alone_by_a_scoring(centre: Path) -> None:
    def charts(book: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(book) as file:
            return {name: file.read(name) for name in file.namelist() if "chart" in name or "drawing" in name}

    before = charts(centre)
    scored(centre)
    assert charts(centre) == before
    drawn = [content.decode() for name, content in before.items() if name.startswith("xl/charts/chart")]
    assert len(drawn) == 3
    for chart in drawn:
        assert "<c:title>" in chart
        assert '<c:tickLblSkip val="1"/>' in chart  # every bar has its name
        assert "<c:showVal" in chart
    columns = {"ReportGrades": ("A", "B"), "ReportLosses": ("A", "E"), "ReportRanking": ("S", "C")}
    bodies = {name: (at.first_row, at.first_row + len(at.rows) - 1) for name, at in tables(centre).items() if name in columns}
    expected = [
        {f"{SHEET}!{letter}{top}:{letter}{bottom}" for letter in columns[name]} for name, (top, bottom) in bodies.items()
    ]
    assert ranges(centre) == sorted(expected, key=sorted)
    assert sdk_errors(centre) == []


def drawn(book: Path) -> dict[str, dict[object, object]]:
    """What each chart shows, by its title: the cells that its series names, as openpyxl reads chart and cells."""
    found: dict[str, dict[object, object]] = {}
    sheet = openpyxl.load_workbook(book)[SHEET]
    values = openpyxl.load_workbook(book, data_only=True)[SHEET]
    for chart in sheet._charts:  # openpyxl has no other way to them
        (series,) = chart.series
        reference = series.cat.strRef or series.cat.numRef
        names, numbers = (
            [cell.value for row in values[one.f.partition("!")[2].replace("$", "")] for cell in row]
            for one in (reference, series.val.numRef)
        )
        (run,) = chart.title.tx.rich.p[0].r
        found[run.t] = {name: number for name, number in zip(names, numbers, strict=True) if name not in (None, "")}
    return found


def test_the_charts_show_the_numbers_of_the_report(centre: Path) -> None:
    a_mixed_month(centre)
    report = reported(scored(centre))
    shown = drawn(centre)
    numbers = figures(report.members)
    assert shown["等级分布（人数）"] == {f"{one.letter} {one.name['zh']}": numbers.grades[one.letter] for one in report.grades}
    lost = {one.rule.name["zh"]: pytest.approx(float(one.lost)) for one in by_kpi(report.appraisals)[:10]}
    assert shown["失分最多的指标（全员失分合计）"] == lost
    role = rows(centre, "ReportRole")[0][0]
    people = [member for member in report.members if member.role.name["zh"] == role]
    final = {str(one.appraisal.person.name): pytest.approx(float(one.final)) for one in people if one.final is not None}
    totals = {name: number for name, number in shown["所选岗位各人总分"].items() if isinstance(number, int | float)}
    assert len(totals) > 1
    assert totals == {name: final[name] for name in totals}
    assert list(totals.values()) == sorted(totals.values(), reverse=True)


def test_the_headline_numbers_are_those_of_the_report(centre: Path) -> None:
    a_mixed_month(centre)
    found = figures(reported(scored(centre)).members)
    shown = {row[0]: row[1] for row in rows(centre, "Report")}
    assert shown["考核人数"] == found.people == 30
    assert shown["已有总分"] == found.final == 28
    assert shown["缺少的录入项"] == 2
    for item, number in (("平均总分", found.mean), ("总分标准差", found.spread), ("较上月平均变化", found.change)):
        assert number is not None
        assert shown[item] == pytest.approx(float(number))
    assert found.compared == 2  # SS00001 has no total this month


def test_columns_of_kpis_that_the_role_does_not_have_are_white(centre: Path) -> None:
    sheet = openpyxl.load_workbook(centre)[SHEET]
    role, ranking = tables(centre)["ReportRole"], tables(centre)["ReportRanking"]
    names = role.first_row  # of the KPIs; the heads stand in the row above
    white = {
        str(cells.sqref)
        for cells in sheet.conditional_formatting
        for rule in cells.rules
        if rule.formula == [f'F${names}=""'] and rule.dxf.font.color.rgb == rule.dxf.fill.bgColor.rgb == "FFFFFFFF"
    }
    last = ranking.first_row + len(ranking.rows) - 1
    assert white == {f"F{names - 1}:O{names}", f"F{ranking.first_row - 1}:O{last}"}


def test_points_among_the_headline_numbers_keep_two_decimals_and_a_change_its_sign(centre: Path) -> None:
    sheet = openpyxl.load_workbook(centre)[SHEET]
    formats: dict[str, str] = {}
    for cells in sheet.conditional_formatting:
        for rule in cells.rules if str(cells.sqref).startswith("B") else ():
            items = re.findall(r'\$A\d+="([^"]+)"', rule.formula[0])
            formats |= dict.fromkeys(items, rule.dxf.numFmt.formatCode if rule.dxf.numFmt else "")
    labels = {row[0] for row in rows(centre, "Report")}
    points = ("平均总分", "总分标准差", "最高总分", "最低总分")
    assert formats == {**dict.fromkeys(points, "0.00"), "较上月平均变化": "+0.00;-0.00;0.00"}
    assert set(formats) <= labels


def test_nobody_without_a_total_counts_as_zero_in_a_group(centre: Path) -> None:
    a_mixed_month(centre)
    outcome = scored(centre)
    by_name = {row[0]: row[1:] for row in rows(centre, "ReportDepartments")}
    assert list(by_name) == ["营销中心", "市场*部", "Sales", "（未填部门）"]
    members = {member.appraisal.person.id: member for member in reported(outcome).members}
    total = members["SS00000"].final
    assert total is not None
    assert by_name["Sales"][:6] == (2.0, 1.0, *(pytest.approx(float(total)),) * 3, 0.0)
    assert by_name["Sales"][6] == pytest.approx(float(total) - 88.5)
    assert by_name["（未填部门）"][6] == ""  # no month before: blank, not 0


def test_the_report_files_have_the_departments_of_the_sheet(centre: Path) -> None:
    a_mixed_month(centre)
    found = departments(reported(scored(centre)).members)
    shown = {row[0]: row[1:4] for row in rows(centre, "ReportDepartments")}
    assert list(shown) == [name or "（未填部门）" for name in found]
    for (people, final, average), members in zip(shown.values(), found.values(), strict=True):
        numbers = figures(members)
        assert (people, final) == (numbers.people, numbers.final)
        assert average == ("" if numbers.mean is None else pytest.approx(float(numbers.mean)))


def test_every_set_has_the_figures_of_its_roles(centre: Path) -> None:
    a_mixed_month(centre)
    outcome = scored(centre)
    members = [member for member in reported(outcome).members if member.role.set == "SALES"]
    found = figures(members)
    sales = next(row for row in rows(centre, "ReportSets") if row[0] == "销售")
    numbers = (found.people, found.final, found.mean, found.lowest, found.highest, found.spread, found.change)
    assert sales[1:] == tuple(pytest.approx(float(number)) for number in numbers if number is not None)


def test_more_departments_than_rows_are_told_and_more_grades_add_up(centre: Path) -> None:
    type_in(
        centre,
        *(("People", n, "部门", f"部门{n}") for n in range(12)),
        ("Grades", "S", "起点（分）", 118.0),
    )
    outcome = scored(centre)
    assert str(rows(centre, "ReportDepartments")[-1][0]).startswith("另有 6 个部门")
    given = [row[1] for row in rows(centre, "ReportGrades")]
    assert sum(float(str(one)) for one in given) == sum(one.appraisal.grade is not None for one in outcome.judged)


def test_the_kpis_that_lose_most_stand_on_top_and_those_without_loss_nowhere(centre: Path) -> None:
    for name, table in tables(centre).items():  # everybody of every other role is without entries
        if name.startswith("Entry_") and name != "Entry_MR":
            type_in(centre, *((name, row, header, None) for row in range(3) for header in table.headers[2:-1]))
    met = (("Entry_MR", row, f"RESEARCH-1{part}", 10.0) for row in range(3) for part in "ab")
    half = (("Entry_MR", row, f"RESEARCH-2{part}", at) for row in range(3) for part, at in (("a", 4.0), ("b", 10.0)))
    less = (("Entry_MR", row, f"RESEARCH-3{part}", at) for row in range(3) for part, at in (("a", 9.0), ("b", 10.0)))
    type_in(centre, *met, *half, *less)
    outcome = scored(centre)
    shown = rows(centre, "ReportLosses")
    assert [row[1] for row in shown] == ["RESEARCH-2", "RESEARCH-3"]
    losses = by_kpi([one.appraisal for one in outcome.judged])
    assert [row[2:] for row in shown] == [
        (float(loss.people), pytest.approx(float(loss.score)), pytest.approx(float(loss.lost))) for loss in losses
    ]


def test_the_five_results_that_lose_most_are_named_with_their_row(centre: Path) -> None:
    a_mixed_month(centre)
    found = largest([one.appraisal for one in scored(centre).judged])
    shown = rows(centre, "ReportSingles")
    assert [row[0] for row in shown] == [f"{one.person.name} {one.person.id}" for one in found]
    assert [row[6] for row in shown] == [pytest.approx(float(one.result.lost)) for one in found]
    scores = tables(centre)["Scores"]
    for row, one in zip(shown, found, strict=True):
        assert isinstance(row[1], float)
        line = scores.rows[int(row[1]) - scores.first_row]
        assert (line[0], line[3]) == (one.person.id, one.result.rule.code)


def test_a_spread_of_half_a_cent_is_rounded_as_the_engine_rounds_it(centre: Path, tmp_path: Path) -> None:
    """Two totals 0.07 apart have a standard deviation of 0.035, a little less in floats."""
    type_in(
        centre,
        *(("Rules", f"RESEARCH-{n}", "原始权重", 100.0 if n == 1 else 0.0) for n in (1, 2, 3)),
        *(("Entry_MR", row, "RESEARCH-1b", 10_000.0) for row in (0, 1)),
        *(("Entry_MR", row, "RESEARCH-1a", top) for row, top in ((0, 9_000.0), (1, 9_007.0))),
        ("Entry_MR", 2, "RESEARCH-1a", "不适用"),
        *(("People", f"MR{n:05}", "部门", "市场部") for n in range(3)),
    )
    scored(centre)
    for name in ("ReportSets", "ReportDepartments"):
        assert next(row[6] for row in rows(centre, name) if str(row[0]).startswith("市场")) == pytest.approx(0.04), name
    _, different = differences(centre.read_bytes(), tmp_path)
    assert {place: pair for place, pair in different.items() if place[0] == SHEET} == {}


# One role ------------------------------------------------------------------------


def ties(book: Path) -> None:
    """Sales specialists: two with equal totals, a third without one; the other role has a duty for one person only."""
    sheet = tables(book)["Entry_SS"]
    for header, value in zip(sheet.headers, sheet.rows[0], strict=True):
        if header not in ("工号", "姓名", "备注") and isinstance(value, float):
            type_in(book, ("Entry_SS", 1, header, value))
    type_in(book, ("Entry_SS", 2, "SALES-6", None), ("Entry_MR", 1, "RESEARCH-2a", "不适用"), ("Entry_MR", 0, "D-R1", 1.0))


def test_the_role_with_most_people_is_chosen_until_somebody_chooses(centre: Path) -> None:
    type_in(centre, ("People", "SS00000", "岗位", "市场调研专员"), ("ReportRole", 0, "选择岗位", None))
    scored(centre)
    assert rows(centre, "ReportRole")[0][:3] == ("市场调研专员", 1.0, 4.0)
    type_in(centre, ("ReportRole", 0, "选择岗位", "Sales Specialist"))
    scored(centre)
    assert rows(centre, "ReportRole")[0][:3] == ("销售专员", 1.0, 2.0)


def test_equal_totals_share_a_rank_and_whoever_has_none_comes_last_without_a_number(centre: Path) -> None:
    ties(centre)
    type_in(centre, ("ReportRole", 0, "选择岗位", "销售专员"))
    scored(centre)
    shown = rows(centre, "ReportRanking")
    assert [row[1] for row in shown] == [1.0, 1.0, ""]
    assert [row[2] for row in shown][2] == "缺项"
    names = rows(centre, "ReportRole")[0][5:15]
    assert names[6] == "销售漏斗转化率"
    assert names[7:] == ("", "", "")
    assert shown[2][5 + names.index("有效客户触达量")] == "?"


@pytest.mark.parametrize(("role", "start"), [("销售专员", 1), ("市场调研专员", 2), ("无此岗位", 1), ("销售专员", 9)])
def test_the_page_follows_a_choice_without_a_scoring(centre: Path, tmp_path: Path, role: str, start: int) -> None:
    """LibreOffice alone must show what a scoring would write for the role and the rank in the cells."""
    ties(centre)
    scored(centre)
    type_in(centre, ("ReportRole", 0, "选择岗位", role), ("ReportRole", 0, "从第几名", float(start)))
    live = recalculated(centre.read_bytes(), tmp_path)[SHEET]
    scored(centre)
    for name in ("ReportRole", "ReportRanking"):
        table = tables(centre)[name]
        for number, row in enumerate(table.rows, table.first_row):
            found = [live.cell(number, table.first_column + at).value for at in range(len(row))]
            assert [one for one in zip(row, found, strict=True) if not same(*one)] == []


def test_what_is_typed_on_other_sheets_moves_the_ranking_at_once(centre: Path, tmp_path: Path) -> None:
    type_in(centre, ("ReportRole", 0, "选择岗位", "销售专员"))
    scored(centre)
    last = rows(centre, "ReportRanking")[-1][0]
    person = next(row for row in tables(centre)["Entry_SS"].rows if row[1] == last)
    type_in(centre, ("Entry_SS", str(person[0]), "SALES-6", 500.0), ("Entry_SS", str(person[0]), "SALES-2", 50.0))
    live = recalculated(centre.read_bytes(), tmp_path)[SHEET]
    table = tables(centre)["ReportRanking"]
    shown = [live.cell(table.first_row + at, 3).value for at in range(3)]
    assert shown == sorted(shown, reverse=True)
    outcome = scored(centre)
    totals = [one.appraisal.total for one in outcome.judged if one.appraisal.person.role == "SS"]
    assert shown == [pytest.approx(float(total)) for total in sorted(filter(None, totals), reverse=True)]


# What is missing -----------------------------------------------------------------


def test_every_missing_entry_has_a_link_and_a_state_that_follows(centre: Path, tmp_path: Path) -> None:
    a_mixed_month(centre)
    type_in(centre, ("Entry_SM", 1, "SALES-1b", None))
    scored(centre)
    shown = rows(centre, "ReportMissing")
    assert [row[1:] for row in shown] == [
        ("SALES-1", "无法识别", "销售经理!D6 销售额完成率"),
        ("SALES-6", "未填写", "销售专员!M6 有效客户触达量"),
        ("SALES-1", "无法识别", "大客户专员!C7 销售额完成率"),
    ]
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", 70.0))
    table = tables(centre)["ReportMissing"]
    live = recalculated(centre.read_bytes(), tmp_path)[SHEET]
    assert [live.cell(table.first_row + at, 3).value for at in range(3)] == ["无法识别", "已填", "无法识别"]


def test_the_list_of_missing_entries_grows_and_shrinks_and_ends_with_how_many_more(centre: Path) -> None:
    before = {name: table for name, table in tables(centre).items() if name.startswith("Entry_")}
    blank = [(name, row, at, None) for name, one in before.items() for row in range(3) for at in one.headers[2:-1]]
    type_in(centre, *blank)
    scored(centre)
    shown = rows(centre, "ReportMissing")
    assert len(shown) == 61
    assert str(shown[-1][0]).startswith("另有 ")
    assert next(row[1] for row in rows(centre, "Report") if row[0] == "缺少的录入项") == 60 + int(str(shown[-1][0]).split()[1])
    type_in(
        centre,
        *((name, row, header, line[at]) for name, one in before.items() for row, line in enumerate(one.rows[:3])
          for at, header in enumerate(one.headers) if 2 <= at < len(one.headers) - 1),
    )  # fmt: skip
    scored(centre)
    assert rows(centre, "ReportMissing") == [("没有缺项。", None, None, None)]
    assert len(tables(centre)["ReportMissing"].rows) == 1


def test_a_workbook_without_the_new_tables_gets_its_headline_numbers_as_before(centre: Path) -> None:
    without_page(centre)
    result = score_file(centre)
    assert result.problems == ()
    assert result.written
    shown = [row[0] for row in rows(centre, "Report")]
    assert shown[:2] == ["考核期间", "考核人数"]
    assert "S 卓越" in shown
    with zipfile.ZipFile(centre) as book:  # half a cent is rounded as on the whole page
        assert sum(book.read(name).count(b"ROUND(ROUND(AVERAGE(") for name in book.namelist()) == 1


def without_page(book: Path) -> None:
    """The workbook as versions before made it: on the sheet 月报 stands one table with one blank row."""
    with zipfile.ZipFile(book) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    report = next(name for name, content in parts.items() if b'name="Report"' in content)
    relations = next(name for name, content in parts.items() if _relates(name, content, report))
    sheet = relations.replace("_rels/", "").removesuffix(".rels")
    kept = re.search(rb'Id="(rId\d+)"[^>]*/%b"' % Path(report).name.encode(), parts[relations])
    assert kept is not None
    parts[relations] = re.sub(rb'<Relationship (?![^>]*/%b")[^>]*/>' % Path(report).name.encode(), b"", parts[relations])
    parts[report] = re.sub(rb'ref="A5:C\d+"', b'ref="A5:C6"', parts[report])
    content = re.sub(rb"<tableParts.*</tableParts>", b'<tableParts count="1"><tablePart r:id="%b"/></tableParts>' % kept[1], parts[sheet])
    content = re.sub(rb"<(conditionalFormatting|dataValidations)\b.*</\1>|<drawing [^>]*>", b"", content)
    parts[sheet] = re.sub(rb'<row r="(?:[7-9]|\d\d+)".*?(?:</row>|/>)(?=<row|</sheetData>)', b"", content)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)


def _relates(name: str, content: bytes, table: str) -> bool:
    return name.startswith("xl/worksheets/_rels/") and f'/{Path(table).name}"'.encode() in content
