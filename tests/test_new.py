"""`kpi new`: a workbook with its people, room to type, and nothing that waits for a calculation."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpi import package
from kpi.appraise import Outcome, score
from kpi.catalogue import digest
from kpi.cli import app
from kpi.headless import score_file
from kpi.importing import enter_file
from kpi.model import LANGUAGES, Language, Person
from kpi.new import make, month_of, rules_for, workbook
from kpi.sheets import to_date
from kpi.tables import Dated, Table, Uncalculated

ROLES = ("HEAD", "MR", "BP", "EO", "SM", "SS", "KA", "CS", "AS", "CO")
PEOPLE = (
    Person(
        id="00123", name="王芳", role="SS", department="华东销售部", reviewer="宋佳琪", start=date(2026, 11, 12)
    ),
    Person(id="S1", name="宋佳琪", role="SM", end=date(2026, 11, 30)),
    Person(id="00124", name='=HYPERLINK("http://x")', role="SS"),
)
LIST = "工号,姓名,岗位\n00123,王芳,销售专员\nS1,宋佳琪,SM\n"
PROGRAM = app(["new"])


def tables(data: bytes) -> dict[str, Table]:
    book = package.read_bytes(data, "a.xlsx")
    assert not isinstance(book, list)
    found, problems = book.tables()
    assert problems == []
    return found


def built(
    language: Language = "zh", people: Sequence[Person] = (), roles: Sequence[str] | None = None
) -> dict[str, Table]:
    data = workbook(language=language, period="2026-11", people=people, roles=roles)
    assert isinstance(data, bytes)
    return tables(data)


def call(*words: object) -> tuple[int, str]:
    shown = CliRunner().invoke(PROGRAM, ["new", *map(str, words)])
    return shown.exit_code, shown.output


# What is in it -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_people_there_is_room_to_type(language: Language) -> None:
    found = built(language)
    assert len(found["People"].rows) == 40
    assert [len(found[f"Entry_{role}"].rows) for role in ROLES] == [12] * 10
    assert len(found["Summary"].rows) == 120
    assert all(cell is None for row in found["People"].rows for cell in row)


@pytest.mark.parametrize("people", [(), PEOPLE], ids=["nobody", "people"])
def test_no_formula_waits_for_its_first_calculation(people: Sequence[Person]) -> None:
    waiting = [
        table.place(at, column)
        for table in built(people=people).values()
        for at, row in enumerate(table.rows)
        for column, cell in enumerate(row)
        if isinstance(cell, Uncalculated)
    ]
    assert waiting == []


def test_people_stand_in_people_and_on_the_sheets_of_their_roles() -> None:
    found = built(people=PEOPLE)
    rows = found["People"].rows
    assert len(rows) == 3 + 10
    assert rows[0][:5] == ("00123", "王芳", "销售专员", "华东销售部", "宋佳琪")
    assert rows[1][3] == "销售部"  # of the role, where the list has none
    start, end = rows[0][5], rows[1][6]
    assert isinstance(start, Dated)
    assert isinstance(end, Dated)
    assert (to_date(start.serial), to_date(end.serial)) == (date(2026, 11, 12), date(2026, 11, 30))
    assert [row[:2] for row in found["Entry_SS"].rows[:3]] == [
        ("00123", "王芳"),
        ("00124", '=HYPERLINK("http://x")'),
        (None, ""),
    ]
    assert len(found["Entry_SS"].rows) == 2 + 5
    assert len(found["Entry_CO"].rows) == 5


def test_only_the_chosen_roles_get_a_sheet() -> None:
    found = built(roles=["KA", "SM"])
    assert [name for name in found if name.startswith("Entry_")] == ["Entry_SM", "Entry_KA"]


def test_the_workbook_says_which_rules_it_was_made_from() -> None:
    data = workbook(language="zh", period="2026-11")
    book = rules_for("2026-11")
    assert isinstance(data, bytes)
    assert not isinstance(book, list)
    outcome = score(tables(data), "a.xlsx")
    assert isinstance(outcome, Outcome)
    assert outcome.settings.rule_version == book.version
    assert outcome.settings.rule_hash == digest(book) == digest(outcome.book)
    assert outcome.settings.period == "2026-11"


@pytest.mark.parametrize("people", [(), PEOPLE], ids=["nobody", "people"])
def test_scoring_a_new_workbook_changes_no_byte(tmp_path: Path, people: Sequence[Person]) -> None:
    path = tmp_path / "十一月.xlsx"
    assert make(path, language="zh", period="2026-11", people=people) == []
    before = path.read_bytes()
    score_file(path)
    assert path.read_bytes() == before


def test_the_same_order_gives_the_same_bytes() -> None:
    first, second = (workbook(language="en", period="2026-11", people=PEOPLE) for _ in range(2))
    assert first == second


def test_5000_people_in_one_role_are_made_entered_and_scored(tmp_path: Path) -> None:
    people = [Person(id=f"{n:05}", name=f"员工{n}", role="CO") for n in range(5_000)]
    path, list_ = tmp_path / "big.xlsx", tmp_path / "big.csv"
    assert make(path, language="zh", period="2026-11", people=people, roles=["CO"]) == []
    lines = "".join(f"{n:05},SERVICE-3,{50 + n % 50}\n" for n in range(5_000))
    list_.write_text(f"id,kpi,value\n{lines}", encoding="utf-8")
    imported = enter_file(path, list_)
    assert len(imported.entering.changes) == 5_000
    book = package.read(path)
    assert not isinstance(book, list)
    found, _ = book.tables({"Scores", "Summary"})
    assert len(found["Summary"].rows) == 5_000
    scored = [row for row in found["Scores"].rows if row[3] == "SERVICE-3"]
    assert [row[6] for row in scored] == [50.0 + n % 50 for n in range(5_000)]


def test_a_period_before_the_first_revision_is_refused() -> None:
    found = workbook(language="zh", period="2019-01")
    assert isinstance(found, list)
    assert {one.code for one in found} == {"KPI364"}


# The command -------------------------------------------------------------------


def test_the_command_makes_a_workbook_of_a_list(tmp_path: Path) -> None:
    list_, path = tmp_path / "people.csv", tmp_path / "十一月.xlsx"
    list_.write_bytes(LIST.encode("gb18030"))
    code, said = call(
        path, "--period", "2026年11月", "--people", list_, "--lang", "zh", "--company", "云杉家居"
    )
    assert (code, f"{path}：2 人，10 个岗位，考核期间 2026-11。" in said) == (0, True)
    outcome = score(tables(path.read_bytes()), path.name)
    assert isinstance(outcome, Outcome)
    assert [one.appraisal.person.id for one in outcome.judged] == ["S1", "00123"]
    assert outcome.settings.company == "云杉家居"


def test_a_list_with_a_mistake_makes_no_workbook(tmp_path: Path) -> None:
    list_, path = tmp_path / "people.csv", tmp_path / "a.xlsx"
    list_.write_text(LIST + "2,李雷,厨师\n,韩梅梅,SS\n", encoding="utf-8")
    code, said = call(path, "--period", "2026-11", "--people", list_, "--lang", "zh")
    assert code == 1
    assert not path.exists()
    assert "'[people.csv]people'!C4" in said
    assert "[KPI611]" in said


def test_people_outside_the_chosen_roles_are_not_left_out_silently(tmp_path: Path) -> None:
    list_, path = tmp_path / "people.csv", tmp_path / "a.xlsx"
    list_.write_text(LIST, encoding="utf-8")
    code, said = call(path, "--period", "2026-11", "--people", list_, "--roles", "SM")
    assert (code, path.exists(), "[KPI615]" in said) == (1, False, True)


def test_a_file_that_is_there_is_replaced_only_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("mine", encoding="utf-8")
    code, said = call(path, "--period", "2026-11")
    assert (code, "--force" in said, path.read_text(encoding="utf-8")) == (2, True, "mine")
    assert call(path, "--period", "2026-11", "--force")[0] == 0
    assert tables(path.read_bytes())


@pytest.mark.parametrize(
    ("out", "words", "code"),
    [
        ("a.xlsx", ["--period", "2026-13"], "KPI651"),
        ("a.xlsx", ["--period", "十一月"], "KPI651"),
        ("a.xls", ["--period", "2026-11"], "KPI652"),
        ("nowhere/a.xlsx", ["--period", "2026-11"], "KPI653"),
        ("a.xlsx", ["--period", "2026-11", "--edition", "online"], "KPI655"),
        ("a.xlsx", ["--period", "2026-11", "--roles", "SS,厨师"], "KPI656"),
        ("a.xlsx", ["--period", "2019-01"], "KPI364"),
    ],
)
def test_a_command_that_cannot_be_done_is_answered_with_a_sentence(
    tmp_path: Path, out: str, words: list[str], code: str
) -> None:
    for language in LANGUAGES:
        status, said = call(tmp_path / out, *words, "--lang", language)
        assert (status, f"[{code}]" in said) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-11", "2026-11"),
        ("２０２６/9", "2026-09"),
        ("2026年9月", "2026-09"),
        ("2026-00", None),
        ("26-1", None),
    ],
)
def test_a_month_is_read_in_its_usual_spellings(text: str, month: str | None) -> None:
    assert month_of(text) == month
