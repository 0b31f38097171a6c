"""`kpi score` on whole workbooks: what it fills, what it keeps, what it says."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.headless import check_file, score_file
from kpi.results import as_data
from kpi.tables import NOT_AVAILABLE, Fault
from tests.desk import by_id, column, tables, type_in
from tests.judges import ROOT

TEMPLATES = Path(__file__).parents[1] / "workbook_templates"


def kpi(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kpi", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def test_a_clean_workbook_is_scored_without_a_problem(centre: Path) -> None:
    result = score_file(centre)
    assert result.problems == ()
    assert result.written
    summary = tables(centre)["Summary"]
    assert len(summary.rows) == 30
    assert all(isinstance(total, float) for total in column(summary, "总分"))


def test_scoring_twice_gives_the_same_bytes(centre: Path) -> None:
    score_file(centre)
    once = centre.read_bytes()
    score_file(centre)
    assert centre.read_bytes() == once


def test_the_total_is_the_weighted_sum_of_its_scores(centre: Path) -> None:
    outcome = score_file(centre).outcome
    assert outcome is not None
    data = as_data(outcome, ())
    for person in data["people"]:
        points = sum(result["weight_effective"] * (result["score"] or 0) for result in person["results"])
        assert abs(person["total"] - points) < 0.0051
        assert abs(sum(result["weight_effective"] for result in person["results"]) - 1) < 1e-12


def test_a_blank_takes_the_total_away_and_is_named_with_its_cell(centre: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", None))
    result = score_file(centre)
    assert codes(result.problems) == ["KPI201"]
    assert (result.problems[0].place.sheet, result.problems[0].place.cell) == ("销售专员", "M6")
    summary = tables(centre)["Summary"]
    totals, grades = by_id(summary, "总分"), by_id(summary, "等级")
    assert totals["SS00001"] == NOT_AVAILABLE
    assert not grades["SS00001"]
    assert isinstance(totals["SS00000"], float)  # one person's problem stops nobody else


def test_not_applicable_shares_its_weight(centre: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", "不适用"))
    result = score_file(centre)
    assert result.problems == ()
    person = next(one for one in result.outcome.judged if one.appraisal.person.id == "SS00001").appraisal
    assert sum(one.effective for one in person.results) == pytest.approx(1)
    assert isinstance(by_id(tables(centre)["Summary"], "总分")["SS00001"], float)


def test_a_provisional_total_is_marked_and_never_graded(centre: Path) -> None:
    type_in(centre, ("Settings", "缺项时给出暂计总分", "值", "是"), ("Entry_SS", "SS00001", "SALES-6", None))
    score_file(centre)
    summary = tables(centre)["Summary"]
    assert isinstance(by_id(summary, "总分")["SS00001"], float)
    assert by_id(summary, "状态")["SS00001"] == "暂计"
    assert not by_id(summary, "等级")["SS00001"]


def test_a_changed_weight_in_the_workbook_is_what_is_scored(centre: Path) -> None:
    before = score_file(centre).outcome
    type_in(centre, ("Rules", "SALES-1", "原始权重", 80.0))
    result = check_file(centre)
    differing = [problem for problem in result.problems if problem.code == "KPI509"]
    assert [(one.facts["kpi"], one.facts["here"], one.facts["packaged"]) for one in differing] == [
        ("SALES-1", "80", "40")
    ]
    after = score_file(centre).outcome
    assert before is not None
    assert after is not None
    shares = [
        next(r.effective for r in o.judged[12].appraisal.results if r.rule.code == "SALES-1") for o in (before, after)
    ]
    assert shares == [Decimal(40) / 120, Decimal(80) / 160]


def test_a_changed_knot_target_grade_and_policy_count(centre: Path) -> None:
    type_in(
        centre,
        ("Rules", "SALES-3", "x1", 0.5),
        ("Rules", "SALES-6", "目标", 40.0),
        ("Grades", "A", "起点（分）", 101.0),
        ("Settings", "权重方式 SALES 销售", "值", "按满分"),
    )
    outcome = score_file(centre).outcome
    assert outcome is not None
    rules = {rule.code: rule for card in outcome.book.cards for rule in card.rules}
    assert rules["SALES-3"].scale.knots[0].x == Decimal("0.5")
    person = next(one for one in outcome.judged if one.appraisal.person.role == "SS").appraisal
    assert next(r.target for r in person.results if r.rule.code == "SALES-6") == 40
    assert [grade.limit for grade in outcome.book.grades][:2] == [110, 101]
    assert sum(result.effective for result in person.results) == Decimal("1.2")


def test_changed_limits_of_the_lights_count_and_so_does_a_pass_line(centre: Path) -> None:
    type_in(
        centre,
        ("Entry_SS", "SS00000", "SALES-6", 70.0),  # 87.5 points
        ("Entry_SS", "SS00001", "SALES-6", 69.0),  # 86.25
        ("Entry_SS", "SS00002", "SALES-6", 67.0),  # 83.75
        ("Settings", "绿灯起点（分）", "值", 87.0),
        ("Settings", "黄灯起点（分）", "值", 84.0),
    )
    assert _lights(centre, "SALES-6") == ["green", "amber", "red"]
    type_in(centre, ("Rules", "SALES-6", "达标线", 67.0))
    assert _lights(centre, "SALES-6") == ["green", "green", "green"]


def _lights(book: Path, kpi: str) -> list[str]:
    """The lights of a KPI of the sales specialists."""
    outcome = score_file(book).outcome
    assert outcome is not None
    people = [one.appraisal for one in outcome.judged if one.appraisal.person.role == "SS"]
    lights = [result.light for person in people for result in person.results if result.rule.code == kpi]
    return [light.value if light else "" for light in lights]


def test_a_target_that_moves_no_score_is_told_with_its_cell(centre: Path) -> None:
    """回款及时率 is scored by its knots: whoever lowers only the target has changed nothing, and has to know."""
    before = score_file(centre).outcome
    type_in(
        centre,
        ("Rules", "SALES-3", "目标", 0.95),
        ("RoleTargets", 3, "岗位", "大客户专员"),
        ("RoleTargets", 3, "指标代码", "SERVICE-1"),  # of another set: told as such, and not twice
        ("RoleTargets", 4, "岗位", "销售专员"),
        ("RoleTargets", 4, "指标代码", "SALES-5"),
        ("RoleTargets", 4, "岗位目标", 0.0),
    )
    result = score_file(centre)
    told = {one.code: one for one in result.problems if one.code in {"KPI316", "KPI317"}}
    assert {code: (one.place.sheet, one.place.cell) for code, one in told.items()} == {
        "KPI316": ("考核标准", "K24"),
        "KPI317": ("设置", "I33"),
    }
    assert all(one.note for one in told.values())
    assert told["KPI316"].facts["limit_zh"] == "98%"
    assert told["KPI317"].facts["target_en"] == "0%"
    assert before is not None
    assert result.outcome is not None
    assert [one.appraisal.total for one in result.outcome.judged] == [one.appraisal.total for one in before.judged]
    type_in(centre, ("Rules", "SALES-3", "x2", 0.95), ("RoleTargets", 4, "岗位目标", 0.05))
    assert not {"KPI316", "KPI317"} & {one.code for one in score_file(centre).problems}


def test_a_person_added_by_hand_is_scored_next_time(centre: Path) -> None:
    type_in(
        centre,
        ("People", 30, "工号", "007"),
        ("People", 30, "姓名", "新同事"),
        ("People", 30, "岗位", "市场调研专员"),
        ("Entry_MR", 3, "工号", "007"),
        *(("Entry_MR", 3, f"RESEARCH-{n}{part}", value) for n in (1, 2, 3) for part, value in (("a", 9.0), ("b", 10.0))),
    )
    result = score_file(centre)
    assert result.problems == ()
    summary = tables(centre)["Summary"]
    assert by_id(summary, "姓名")["007"] == "新同事"
    assert isinstance(by_id(summary, "总分")["007"], float)
    assert isinstance(by_id(summary, "总分")["CO00002"], float)


def test_what_a_manager_rewrote_in_the_feedback_wins(centre: Path) -> None:
    score_file(centre)
    type_in(centre, ("Feedback", "SS00001", "改进方向", "每周二一起拜访两位老客户。"))
    type_in(centre, ("Feedback", "SS00001", "考核人评语", "稳。"), ("Entry_SS", "SS00001", "SALES-6", 200.0))
    score_file(centre)
    feedback = tables(centre)["Feedback"]
    assert by_id(feedback, "改进方向")["SS00001"] == "每周二一起拜访两位老客户。"
    assert by_id(feedback, "考核人评语")["SS00001"] == "稳。"
    assert "有效客户触达量" in str(by_id(feedback, "优势")["SS00001"])  # ours follows the new number


def test_a_number_that_a_manager_typed_over_a_text_wins_too(centre: Path) -> None:
    score_file(centre)
    type_in(centre, ("Feedback", "SS00001", "不足", 5.0))
    score_file(centre)
    assert by_id(tables(centre)["Feedback"], "不足")["SS00001"] == "5"


def test_what_was_rewritten_of_somebody_who_is_gone_stays_on_the_sheet_of_problems(centre: Path) -> None:
    score_file(centre)
    type_in(centre, ("Feedback", "SS00001", "不足", "联系太少。"), ("Feedback", "SS00001", "考核人评语", "加油"))
    type_in(centre, ("People", "SS00001", "工号", "SS0001"))  # mistyped
    for _ in range(2):
        score_file(centre)
        lost = [wrong for wrong in column(tables(centre)["Problems"], "问题") if "没有位置" in str(wrong)]
        assert any("联系太少。" in str(wrong) for wrong in lost)
        assert any("加油" in str(wrong) for wrong in lost)
        assert len(lost) == 2


def test_the_other_language_is_written_when_the_setting_says_so(centre: Path) -> None:
    type_in(centre, ("Settings", "语言", "值", "English"), ("Entry_SS", "SS00001", "SALES-6", None))
    score_file(centre)
    read = tables(centre)
    assert by_id(read["Summary"], "状态")["SS00000"] == "complete"
    assert "not filled in" in str(read["Problems"].rows[0])


@pytest.mark.parametrize(("template", "word"), [("zh", "中文"), ("en", "English")])
def test_a_language_that_cannot_be_read_leaves_a_workbook_in_its_own(template: str, word: str, tmp_path: Path) -> None:
    book = Path(shutil.copy(TEMPLATES / f"KPI-scorecard-{template}.xlsx", tmp_path / "book.xlsx"))
    type_in(book, ("Settings", 2, "值" if template == "zh" else "Value", "français"))
    outcome = score_file(book).outcome
    assert outcome is not None
    assert outcome.settings.language == template
    assert "KPI505" in codes(outcome.problems)
    type_in(book, ("Settings", 2, "值" if template == "zh" else "Value", word))
    assert "KPI505" not in codes(score_file(book).problems)


def test_the_json_of_a_workbook_without_a_month_is_in_the_language_of_the_machine(
    centre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(centre, ("Settings", 0, "值", "2026-13"))
    monkeypatch.setenv("LC_ALL", "C")
    (problem,) = json.loads(kpi("score", centre, "--json", "-").stdout)["problems"]
    assert problem["code"] == "KPI508"
    assert problem["text"].startswith("The period '2026-13'")


def test_the_problem_sheet_links_to_the_cell(centre: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00001", "SALES-3a", "很多"))
    score_file(centre)
    problems = tables(centre)["Problems"]
    assert column(problems, "位置")[0] == "'[centre.xlsx]销售专员'!G6"
    assert "很多" in str(column(problems, "问题")[0])
    assert column(problems, "处理办法")[0]


def test_an_error_or_a_formula_without_value_is_never_a_zero(centre: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", Fault("#DIV/0!")))
    result = score_file(centre)
    person = next(one for one in result.outcome.judged if one.appraisal.person.id == "SS00001").appraisal
    assert person.total is None
    assert len(result.problems) == 1


def test_the_json_has_what_other_systems_need(centre: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", None))
    done = kpi("score", centre, "--json", "-")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert list(data) == ["period", "rules", "people", "problems"]
    assert data["period"] == "2026-10"
    person = next(one for one in data["people"] if one["id"] == "SS00001")
    keys = ["id", "name", "role", "total", "grade", "provisional", "standing", "categories", "results", "problems"]
    assert list(person) == keys
    assert (person["total"], person["grade"], person["provisional"]) == (None, None, False)
    assert [problem["cell"] for problem in person["problems"]] == ["M6"]
    missing = next(one for one in person["results"] if one["code"] == "SALES-6")
    keys = ["code", "state", "actual", "target", "score", "weight_raw", "weight_effective", "points", "light"]
    assert list(missing) == keys
    assert (missing["state"], missing["score"], missing["actual"]) == ("not_filled_in", None, None)


def test_the_json_has_every_number_as_a_number(centre: Path) -> None:
    type_in(
        centre,
        ("Settings", "缺项时给出暂计总分", "值", "是"),
        *(("Entry_SS", "SS00001", f"SALES-1{part}", value) for part, value in (("a", 90.0), ("b", 100.0))),
        ("Entry_SS", "SS00001", "SALES-6t", 100.0),
        ("Entry_SS", "SS00001", "SALES-6", 50.0),
        ("Entry_SS", "SS00001", "SALES-2", None),
    )
    people = json.loads(kpi("score", centre, "--json", "-").stdout)["people"]
    person = next(one for one in people if one["id"] == "SS00001")
    assert (person["role"], person["grade"], person["provisional"]) == ("SS", None, True)
    assert isinstance(person["total"], float)
    assert [list(one) for one in person["categories"]] == [["order", "name", "score", "points"]] * 3
    first, contacts = (next(one for one in person["results"] if one["code"] == f"SALES-{n}") for n in (1, 6))
    assert first == {
        "code": "SALES-1", "state": "entered", "actual": 0.9, "target": 1.0, "score": 90.0, "weight_raw": 40.0,
        "weight_effective": 0.4, "points": 36.0, "light": "amber",
    }  # fmt: skip
    assert contacts == {
        "code": "SALES-6", "state": "entered", "actual": 50.0, "target": 100.0, "score": 50.0, "weight_raw": 10.0,
        "weight_effective": 0.1, "points": 5.0, "light": "red",
    }  # fmt: skip
    others = [one for one in people if one["id"] != "SS00001"]
    assert {one["provisional"] for one in others} == {False}
    assert all(isinstance(one["total"], float) and isinstance(one["grade"], str) for one in others)


def test_the_json_has_with_a_person_what_is_wrong_on_any_sheet_of_theirs(centre: Path) -> None:
    type_in(
        centre,
        ("Entry_MR", "MR00000", "工号", "MR0000O"),  # nobody's
        ("People", "SS00001", "到岗日期", "soon"),
        ("Entry_KA", "KA00000", "工号", "SS00002"),
    )
    people = {one["id"]: one["problems"] for one in json.loads(kpi("score", centre, "--json", "-").stdout)["people"]}
    assert {name: [one["code"] for one in found] for name, found in people.items() if found} == {
        "MR00000": ["KPI407"],
        "SS00001": ["KPI408"],
        "SS00002": ["KPI406"],
        "KA00000": ["KPI407"],
    }


@pytest.mark.parametrize("command", [["score", "--json", "-"], ["rules", "--json"]], ids=["score", "rules"])
def test_json_is_in_utf_8_whatever_a_pipe_is_written_in(centre: Path, command: list[str]) -> None:
    words = [command[0], *([str(centre)] if command[0] == "score" else []), *command[1:]]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}  # Windows hands a pipe its code page
    done = subprocess.run([sys.executable, "-m", "kpi", *words], capture_output=True, check=False, env=environment)
    assert ("业绩类" if command[0] == "score" else "销售专员") in done.stdout.decode("utf-8")
    assert json.loads(done.stdout)


def test_check_writes_nothing_and_says_what_is_wrong(centre: Path) -> None:
    type_in(centre, ("Entry_SS", "SS00001", "SALES-6", None))
    before = centre.read_bytes()
    done = kpi("check", centre)
    assert done.returncode == 1
    assert "'[centre.xlsx]销售专员'!M6" in done.stdout
    assert centre.read_bytes() == before


def test_a_copy_leaves_the_original_alone(centre: Path, tmp_path: Path) -> None:
    before = centre.read_bytes()
    done = kpi("score", centre, "-o", tmp_path / "scored.xlsx")
    assert done.returncode == 0
    assert centre.read_bytes() == before
    assert isinstance(by_id(tables(tmp_path / "scored.xlsx")["Summary"], "总分")["SS00001"], float)


def test_many_workbooks_at_once_and_one_bad_file_stops_nobody(centre: Path, tmp_path: Path) -> None:
    books = [Path(shutil.copy(centre, tmp_path / f"b{n}.xlsx")) for n in range(3)]
    (tmp_path / "bad.xlsx").write_bytes(b"not a workbook")
    done = kpi("score", books[0], tmp_path / "bad.xlsx", *books[1:])
    assert done.returncode == 1
    assert "bad.xlsx" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    for book in books:
        assert isinstance(by_id(tables(book)["Summary"], "总分")["SS00001"], float)


def test_a_workbook_without_our_tables_is_told_so(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    result = score_file(tmp_path / "other.xlsx")
    assert not result.written
    assert set(codes(result.problems)) == {"KPI501"}


def test_a_receipt_names_every_part(centre: Path) -> None:
    result = score_file(centre, receipt=True)
    states = {row.state for row in result.receipt}
    assert states == {"unchanged", "changed"}
    theme = next(row for row in result.receipt if row.part == "xl/theme/theme1.xml")
    assert theme.before == theme.after
    assert all(row.why for row in result.receipt if row.state == "changed")


def test_the_receipt_has_one_line_a_part_with_the_hash_of_what_is_in_the_file_now(centre: Path) -> None:
    done = kpi("score", centre, "--receipt")
    with zipfile.ZipFile(centre) as file:
        parts = {name: hashlib.sha256(file.read(name)).hexdigest() for name in file.namelist()}
    lines = done.stdout.splitlines()
    for name, digest in parts.items():
        assert [line.split()[0] for line in lines if f"  {digest}  {name}" in line] in (["未变"], ["改动"]), name


def test_the_receipt_of_a_workbook_that_could_not_be_written_calls_every_part_unchanged(centre: Path) -> None:
    centre.with_name(f"~${centre.name}").touch()
    with zipfile.ZipFile(centre) as file:
        parts = {name: hashlib.sha256(file.read(name)).hexdigest() for name in file.namelist()}
    lines = kpi("score", centre, "--receipt").stdout.splitlines()
    assert [line for line in lines if line.startswith("改动")] == []
    assert {tuple(line.split()[1:3]) for line in lines if line.startswith("未变")} == {(d, n) for n, d in parts.items()}


@pytest.mark.parametrize("option", ["--json", "-o"])
def test_a_folder_that_is_not_there_is_told_before_anything_is_written(centre: Path, option: str) -> None:
    before = centre.read_bytes()
    done = kpi("score", centre, option, centre.parent / "nowhere" / "out")
    assert done.returncode in (1, 2)
    assert "[KPI129]" in done.stdout + done.stderr
    assert centre.read_bytes() == before


def test_a_json_that_cannot_be_written_is_told_in_a_sentence(centre: Path) -> None:
    done = kpi("score", centre, "--json", centre.parent)  # a folder
    assert done.returncode == 2
    assert "[KPI128]" in done.stderr


@pytest.mark.parametrize("option", [[], ["-o", "out.xlsx"]])
def test_a_json_never_takes_the_place_of_a_workbook(centre: Path, option: list[str]) -> None:
    before = centre.read_bytes()
    out = centre.with_name("out.xlsx")
    out.write_bytes(b"another workbook")
    more = [option[0], out] if option else []
    same = (out if option else centre).parent / "." / (out if option else centre).name
    done = kpi("score", centre, *more, "--json", same)
    assert done.returncode == 2
    assert "--json" in done.stderr
    assert (centre.read_bytes(), out.read_bytes()) == (before, b"another workbook")


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files, as Unix can")
def test_a_json_that_cannot_be_written_whole_leaves_the_old_one(centre: Path) -> None:
    old = centre.with_name("old.json")
    old.write_text("{}", encoding="utf-8")
    script = 'ulimit -f 1; exec "$@"'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "kpi", "score", centre, "--json", old]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT)
    assert "[KPI128]" in done.stderr
    assert old.read_text(encoding="utf-8") == "{}"
    assert sorted(one.name for one in centre.parent.iterdir()) == [centre.name, "old.json"]


def test_a_person_typed_below_the_table_is_not_overlooked(centre: Path) -> None:
    """On a protected sheet Excel does not stretch a table; the row below it is typed all the same."""
    people = tables(centre)["People"]
    sheet = "xl/worksheets/sheet4.xml"
    row = people.first_row + len(people.rows)
    cells = "".join(
        f'<c r="{letter}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABC", ("Z9", "周末", "市场调研专员"), strict=True)
    )
    with zipfile.ZipFile(centre) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(centre, "w") as archive:
        for info, content in parts.items():
            if info.filename == sheet:
                content = content.replace(b"</sheetData>", f'<row r="{row}">{cells}</row></sheetData>'.encode())
            archive.writestr(info, content)
    type_in(
        centre,
        ("Entry_MR", 3, "工号", "Z9"),
        *(("Entry_MR", 3, f"RESEARCH-{n}{part}", value) for n in (1, 2, 3) for part, value in (("a", 9.0), ("b", 10.0))),
    )
    result = score_file(centre)
    assert result.problems == ()
    assert by_id(tables(centre)["Summary"], "姓名")["Z9"] == "周末"
