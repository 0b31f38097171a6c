"""kpi close: history on, next workbook ready, nothing lost, nothing half done."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpi import package
from kpi.cli import app
from kpi.close_file import close_file, next_name
from kpi.headless import score_file
from kpi.layout import FEEDBACK, PROGRESS
from kpi.model import Language
from kpi.sheets import as_text
from kpi.tables import Uncalculated, Value
from tests.desk import by_id, column, tables, type_in
from tests.test_progress_sheet import ACTUALS, day, sellers

FORMULA = re.compile(rb"<c [^>]*>(<f(?:(?!</c>).)*)</c>")
MISSING = ("002", "003")


@pytest.fixture(scope="module")
def _full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = sellers(tmp_path_factory.mktemp("close"), 3)
    type_in(book, *(("Entry_SS", person, "SALES-2", 5.0) for person in MISSING))
    assert score_file(book).written
    return book


@pytest.fixture
def book(_full: Path, tmp_path: Path) -> Path:
    """November with three sellers and every entry."""
    return Path(shutil.copy(_full, tmp_path / "KPI-2026-11.xlsx"))


def header(key: str, language: str = "zh") -> str:
    return FEEDBACK.column(key).header(language)


def history(path: Path) -> set[tuple[Value, Value, Value]]:
    rows = tables(path)["History"].rows
    return {(row[0], row[1], row[4]) for row in rows}


def test_scores_raw_numbers_and_rules_go_into_the_history_of_both_workbooks(book: Path) -> None:
    closing = close_file(book)
    assert (closing.written, closing.target.name) == (True, "KPI-2026-12.xlsx")
    for path in (book, closing.target):
        table = tables(path)["History"]
        rows = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
        found = {row["代码"]: row for row in rows if row["工号"] == "001"}
        assert {"SALES-1", "SALES-2", "SALES-7"} <= found.keys()
        first = found["SALES-1"]
        raw = [first[key] for key in ("考核期间", "录入一", "录入二", "完成值", "状态")]
        assert raw == ["2026-11", 100.0, 90.0, pytest.approx(100 / 90), "已填"]
        assert first["标准指纹"] == tables(path)["Settings"].rows[-1][1]
        assert {row["总分"] for row in rows} == {by_id(tables(book)["Summary"], "总分")["001"]}


def test_the_next_workbook_has_people_and_history_and_blank_entries(book: Path) -> None:
    type_in(book, ("Due", 0, "今天（手填）", day("2026-12-01")), ("Progress", "001", PROGRESS.column("signed").zh, "√"))
    type_in(book, ("Entry_SS", "001", "备注", "休假三天"), ("Entry_SS", "002", "SALES-2t", 7.0))
    target = close_file(book).target
    after = tables(target)
    assert as_text(after["Settings"].rows[0][1]) == "2026-12"
    assert column(after["People"], "工号")[:3] == ["001", "002", "003"]
    entries = by_id(after["Entry_SS"], "备注")
    assert [entries[person] for person in ("001", "002", "003")] == [None] * 3
    role = after["Entry_SS"]
    for key in ACTUALS:
        at = next(n for n, text in enumerate(role.headers) if text.startswith(f"{key} "))
        assert {row[at] for row in role.rows} == {None}, key
    assert "个人目标" in next(text for text in role.headers if text.startswith("SALES-2t"))
    assert by_id(role, next(text for text in role.headers if text.startswith("SALES-2t")))["002"] == 7.0
    assert (after["Due"].rows[0][1], by_id(after["Progress"], "签字")["001"]) == (None, None)
    assert by_id(after["Summary"], "上月总分")["001"] == by_id(tables(book)["Summary"], "总分")["001"]


def test_the_closed_workbook_keeps_what_was_typed(book: Path) -> None:
    before = tables(book)
    close_file(book)
    after = tables(book)
    assert {name: table for name, table in after.items() if name != "History"} == {
        name: table for name, table in before.items() if name != "History"
    }


def test_a_formula_that_a_manager_typed_as_an_entry_goes_on_bringing_entries(book: Path) -> None:
    type_in(book, ("Entry_SS", "001", "SALES-2", Uncalculated("2+3")))
    target = close_file(book, anyway=True).target
    found = package.read(target)
    assert not isinstance(found, list)
    role = found.tables(mentioning={"Entry_SS": "2+3"})[0]["Entry_SS"]
    assert list(role.formulas.values()) == ["2+3"]


def test_every_formula_of_the_next_workbook_has_its_value(book: Path) -> None:
    target = close_file(book).target
    with zipfile.ZipFile(target) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
    cells = FORMULA.findall(sheets)
    assert len(cells) > 500
    assert [cell for cell in cells if b"<v>" not in cell] == []


# Refusals ---------------------------------------------------------------------------


def test_a_month_with_missing_entries_is_not_closed_and_every_cell_is_named(tmp_path: Path) -> None:
    book = sellers(tmp_path)
    before = book.read_bytes()
    closing = close_file(book)
    assert not closing.written
    assert [one.code for one in closing.problems] == ["KPI531", "KPI201", "KPI201"]
    assert {one.place.cell for one in closing.problems[1:]} == {"E6", "E7"}
    assert closing.problems[0].facts["people"] == "002 员工2、003 员工3"
    assert (book.read_bytes(), [path.name for path in tmp_path.iterdir()]) == (before, [book.name])


def test_anyway_closes_it_and_whoever_lacks_entries_has_no_total_in_the_history(tmp_path: Path) -> None:
    closing = close_file(sellers(tmp_path), anyway=True)
    table = tables(closing.target)["History"]
    totals = {row[1]: row[table.headers.index("总分")] for row in table.rows}
    assert (totals["001"] is None, totals["002"], totals["003"]) == (False, None, None)


def test_a_month_is_closed_once_and_again_only_on_demand(book: Path, tmp_path: Path) -> None:
    type_in(book, *(("History", 0, key, text) for key, text in (("考核期间", "2026-10"), ("工号", "001"), ("代码", "SALES-1"))))
    close_file(book)
    once = history(book)
    assert ("2026-10", "001", "SALES-1") in once
    closing = close_file(book, tmp_path / "other.xlsx")
    assert (closing.written, [one.code for one in closing.problems]) == (False, ["KPI532"])
    type_in(book, ("Entry_SS", "001", "SALES-2", 1.0))
    assert "KPI536" in [one.code for one in score_file(book).problems]
    closing = close_file(book, tmp_path / "other.xlsx", again=True)
    assert (closing.written, history(book), history(closing.target)) == (True, once, once)
    assert len(tables(book)["History"].rows) == len(once)
    assert "KPI536" not in [one.code for one in score_file(book).problems]


def test_a_file_that_is_there_is_never_written_over(book: Path) -> None:
    there = book.with_name("KPI-2026-12.xlsx")
    there.write_bytes(b"mine")
    before = book.read_bytes()
    closing = close_file(book)
    assert (closing.written, [one.code for one in closing.problems]) == (False, ["KPI533"])
    assert (there.read_bytes(), book.read_bytes()) == (b"mine", before)


def test_the_next_workbook_ends_as_this_one(book: Path) -> None:
    closing = close_file(book, book.with_suffix(".xlsm"))
    assert [one.code for one in closing.problems] == ["KPI534"]


def test_when_the_old_workbook_cannot_be_written_there_is_no_new_one(book: Path) -> None:
    before = book.read_bytes()
    lock = book.with_name(f"~${book.name}")  # Excel leaves it while the workbook is open
    lock.write_bytes(b"")
    closing = close_file(book)
    assert not closing.written
    assert not closing.target.exists()
    assert book.read_bytes() == before


def test_the_same_workbook_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shutil.copy(book, tmp_path / name / book.name)
    made = [close_file(tmp_path / name / book.name).target.read_bytes() for name in ("a", "b")]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("KPI-2026-11.xlsx", "KPI-2026-12.xlsx"),
        ("202611 绩效.xlsx", "202612 绩效.xlsx"),
        ("绩效2026年11月.xlsm", "绩效2026年12月.xlsm"),
        ("绩效.xlsx", "绩效-2026-12.xlsx"),
        ("2026-115.xlsx", "2026-115-2026-12.xlsx"),
    ],
)
def test_the_month_in_the_name_moves_on(name: str, following: str) -> None:
    assert next_name(Path(name), "2026-11").name == following


# Actions ------------------------------------------------------------------------------


def test_what_is_still_to_be_done_goes_into_the_next_month(book: Path) -> None:
    type_in(book, ("Feedback", "001", header("action"), "优化话术\n每日回访"), ("Feedback", "001", header("owner"), "王芳"))
    type_in(book, ("Feedback", "001", header("deadline"), day("2026-12-15")), ("Feedback", "001", header("comment"), "好"))
    second = close_file(book).target
    lines = ["2026-11：优化话术（期限 2026-12-15、责任人 王芳）", "2026-11：每日回访（期限 2026-12-15、责任人 王芳）"]
    feedback = tables(second)["Feedback"]
    assert by_id(feedback, header("carried"))["001"] == "\n".join(lines)
    assert [by_id(feedback, header(key))["001"] for key in ("action", "owner", "deadline", "comment", "status")] == [None] * 5
    type_in(second, ("Feedback", "001", header("status"), "已完成\npartly"), ("Feedback", "001", header("action"), "新措施"))
    third = close_file(second, anyway=True).target
    assert by_id(tables(third)["Feedback"], header("carried"))["001"] == f"{lines[1]}\n2026-12：新措施"


@pytest.mark.parametrize(("status", "codes"), [("已完成", []), ("done\nnot", []), ("差不多", ["KPI535"])])
def test_a_status_is_one_of_four_words(status: str, codes: list[str], book: Path) -> None:
    type_in(book, ("Feedback", "001", header("carried"), "a\nb"), ("Feedback", "001", header("status"), status))
    assert [one.code for one in score_file(book).problems] == codes


# The command ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_says_what_was_closed_and_what_comes_next(language: Language, tmp_path: Path) -> None:
    path = sellers(tmp_path, 1, language)
    answer = CliRunner().invoke(app(["close", "check"]), ["close", str(path)])
    assert answer.exit_code == 0, answer.output
    assert "2026-11" in answer.output
    assert "sellers-2026-12.xlsx" in answer.output.replace("\n", "")
    again = CliRunner().invoke(app(["close", "check"]), ["close", str(path), "-o", str(tmp_path / "x.xlsx")])
    assert (again.exit_code, "KPI532" in again.output) == (1, True)
