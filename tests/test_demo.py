"""`kpi demo`: one command from nothing to a scored month that shows what can go wrong."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpi import demo, package
from kpi.appraise import Outcome
from kpi.catalogue import find_rule
from kpi.cli import app
from kpi.demo import ENTRIES, PEOPLE, WORKBOOK, Demo, sample, write
from kpi.demo.past import ACTIONS, MONTHS
from kpi.model import LANGUAGES, Appraisal, KpiRule, Language, State
from kpi.new import rules_for
from tests.desk import by_id, tables

PROGRAM = app(["demo", "score"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    found = write(tmp_path_factory.mktemp("demo"), "zh")
    assert isinstance(found, Demo)
    return found


def appraisals(outcome: Outcome) -> dict[str, Appraisal]:
    return {one.appraisal.person.id: one.appraisal for one in outcome.judged}


def rows(name: str, language: Language) -> list[list[str]]:
    return list(csv.reader(sample(name, language).decode("utf-8-sig").splitlines()))


def test_every_grade_and_every_reason_for_none_is_shown(made: Demo) -> None:
    found = appraisals(made.outcome).values()
    shown = Counter(one.grade.letter if one.grade else one.standing.value for one in found)
    assert set(shown) == {"S", "A", "B", "C", "D", "missing", "insufficient"}


def test_all_ten_roles_and_about_thirty_people_are_in_it(made: Demo) -> None:
    assert len(made.outcome.role_sheets) == 10
    assert len(made.outcome.judged) == 29
    assert {one.sheet.role.code for one in made.outcome.judged} == set(made.outcome.role_sheets)


def test_what_is_wrong_is_found_in_its_cell(made: Demo) -> None:
    wrong = {(one.code, one.place.sheet, one.place.cell) for one in made.outcome.problems if not one.note}
    assert wrong == {
        ("KPI209", "大客户专员", "I6"),  # half a ratio
        ("KPI201", "售后专员", "G6"),  # blanks
        ("KPI201", "售后专员", "L6"),
        ("KPI213", "客户运营专员", "J7"),  # 104 %
    }
    notes = {one.code for one in made.outcome.problems if one.note}
    assert notes == {"KPI216", "KPI410", "KPI411", "KPI510"}


def test_what_is_odd_but_clear_is_understood(made: Demo) -> None:
    results = {
        (identity, result.rule.code): result
        for identity, one in appraisals(made.outcome).items()
        for result in one.results
    }
    assert results["YS213", "SALES-3"].actual == Decimal("0.98")  # text
    assert results["YS214", "SALES-6"].actual == Decimal(86)  # full-width digits
    assert results["YS322", "SERVICE-3"].actual == Decimal(91)
    assert results["YS122", "EVENT-1"].actual == Decimal("2.8")  # 1:2.8
    assert results["YS217", "SALES-6"].target == Decimal(52)  # joined on the 12th
    assert results["YS001", "HEAD-8"].state is State.NOT_APPLICABLE
    assert results["YS221", "SALES-2"].target is None


def test_ranks_stand_in_the_workbook(made: Demo) -> None:
    book = package.read(made.workbook)
    assert not isinstance(book, list)
    summary = book.tables({"Summary"})[0]["Summary"]
    at = summary.headers.index("岗位排名")
    ranks = {row[0]: row[at] for row in summary.rows}
    assert [ranks[f"YS{n}"] for n in range(211, 218)] == [1, 2, 3, 5, 6, 7, 4]
    assert ranks["YS323"] == ""


def test_both_languages_tell_the_same_month(made: Demo, tmp_path: Path) -> None:
    english = write(tmp_path, "en")
    assert isinstance(english, Demo)
    totals = [
        {identity: (one.total, one.standing) for identity, one in appraisals(outcome).items()}
        for outcome in (made.outcome, english.outcome)
    ]
    assert totals[0] == totals[1]


def test_both_lists_of_entries_hold_the_same_numbers() -> None:
    book = rules_for(demo.PERIOD)
    assert not isinstance(book, list)
    lists = {language: rows("entries", language)[1:] for language in LANGUAGES}
    assert [[*row[:1], *row[2:5], row[6]] for row in lists["zh"]] == [
        [*row[:1], *row[2:5], row[6]] for row in lists["en"]
    ]
    for chinese, english in zip(lists["zh"], lists["en"], strict=True):
        kpis = [find_rule(book, row[1]) for row in (chinese, english)]
        assert isinstance(kpis[0], KpiRule)
        assert kpis[0] == kpis[1]
    assert [row[0] for row in rows("people", "zh")[1:]] == [row[0] for row in rows("people", "en")[1:]]


# The folder --------------------------------------------------------------------


def test_an_earlier_demo_is_replaced_and_gives_the_same_files(tmp_path: Path) -> None:
    assert isinstance(write(tmp_path, "zh"), Demo)
    before = [(tmp_path / name).read_bytes() for name in (WORKBOOK, PEOPLE, ENTRIES)]
    assert isinstance(write(tmp_path, "en"), Demo)
    assert isinstance(write(tmp_path, "zh"), Demo)
    assert [(tmp_path / name).read_bytes() for name in (WORKBOOK, PEOPLE, ENTRIES)] == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (PEOPLE, "工号,姓名,岗位\n00123,王芳,销售专员\n"),
        (ENTRIES, "id,kpi,value\n00123,SALES-6,88\n"),
        (PEOPLE, "some notes"),
        (WORKBOOK, "not a workbook"),
    ],
)
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = write(tmp_path, "zh")
    assert isinstance(found, list)
    assert [one.code for one in found] == ["KPI657"]
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == content


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file", encoding="utf-8")
    found = write(tmp_path / "demo", "zh")
    assert isinstance(found, list)
    assert [one.code for one in found] == ["KPI128"]


# The command -------------------------------------------------------------------


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize(("language", "words"), [("zh", "待处理的问题"), ("en", "Problems to mend")])
def test_the_command_prints_people_problems_files_and_what_to_try_next(
    tmp_path: Path, language: str, words: str
) -> None:
    shown = CliRunner().invoke(PROGRAM, ["demo", "--out", str(tmp_path / "d"), "--lang", language])
    assert shown.exit_code == 0
    assert words in shown.stdout
    assert "YS211" in shown.stdout
    assert "115.83" in shown.stdout
    assert "!J7" in shown.stdout
    for name in (WORKBOOK, PEOPLE, ENTRIES):
        assert str(tmp_path / "d" / name) in shown.stdout
    assert f"kpi score {tmp_path / 'd' / WORKBOOK}" in shown.stdout
    report = tmp_path / "d" / f"{Path(WORKBOOK).stem}-report"
    assert str(report) in shown.stdout
    assert len(list(report.glob("*.pdf"))) == 2
    assert len(list(report.rglob("*.docx"))) == 29


def test_the_next_step_that_the_demo_proposes_works(tmp_path: Path) -> None:
    assert isinstance(write(tmp_path, "zh"), Demo)
    shown = CliRunner().invoke(PROGRAM, ["score", str(tmp_path / WORKBOOK)])
    assert shown.exit_code == 1
    assert "KPI213" in shown.stdout


# Months before -----------------------------------------------------------------


def test_two_months_before_are_closed_and_what_was_agreed_is_carried_over(made: Demo) -> None:
    found = tables(made.workbook)
    months = {row[0] for row in found["History"].rows if row[0]}
    assert months == set(MONTHS)
    carried = {identity: text for identity, text in by_id(found["Feedback"], "上月待办").items() if text}
    assert set(carried) == set(ACTIONS)
    assert ACTIONS["YS216"]["action"]["zh"] in str(carried["YS216"])
    assert [path.name for path in made.workbook.parent.glob("*.xlsx")] == [WORKBOOK]


def test_the_months_before_are_the_same_in_both_languages(made: Demo, tmp_path: Path) -> None:
    english = write(tmp_path, "en")
    assert isinstance(english, Demo)
    scores = [
        [(row[0], row[1], row[4], row[9]) for row in tables(book)["History"].rows if row[0]]
        for book in (made.workbook, english.workbook)
    ]
    assert scores[0] == scores[1]
