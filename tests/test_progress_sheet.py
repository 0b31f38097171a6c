"""The board 进度: due date, ticks that follow the person, counts; the same in every engine."""

from datetime import date
from pathlib import Path

import pytest

from kpi import new, package
from kpi.appraise import score
from kpi.headless import score_file
from kpi.layout import ADDED_TABLES, DUE, PROGRESS, SETTINGS
from kpi.model import Language, Person
from kpi.output import fills
from kpi.sheets import EPOCH
from kpi.tables import Dated, Value
from tests.desk import by_id, tables, type_in
from tests.judges import differences

ACTUALS = {"SALES-1a": 100, "SALES-1b": 90, "SALES-2": 5, "SALES-3a": 80, "SALES-3b": 90, "SALES-4a": 9, "SALES-4b": 30,
           "SALES-5a": 1, "SALES-5b": 50, "SALES-6": 88, "SALES-7a": 5, "SALES-7b": 20}  # fmt: skip


def day(text: str) -> Dated:
    return Dated(float((date.fromisoformat(text) - EPOCH).days))


def header(key: str, language: str = "zh") -> str:
    return PROGRESS.column(key).header(language)


def sellers(folder: Path, count: int = 3, language: Language = "zh") -> Path:
    """A workbook in which the first seller has every entry and the others one too few."""
    people = [Person(id=f"{number:03}", name=f"员工{number}", role="SS") for number in range(1, count + 1)]
    book = folder / "sellers.xlsx"
    made = new.make(book, language=language, period="2026-11", people=people, roles=["SS"])
    assert made == []
    for person in people:
        left_out = "SALES-2" if person.id != "001" else ""
        type_in(book, *(("Entry_SS", person.id, key, float(value)) for key, value in ACTUALS.items() if key != left_out))
    assert score_file(book).written
    return book


def due(book: Path, language: str = "zh") -> dict[str, Value]:
    return dict(zip([column.key for column in DUE.columns], tables(book)["Due"].rows[0], strict=True))


def test_whoever_has_every_entry_is_scored_and_the_others_see_how_many_are_missing(tmp_path: Path) -> None:
    board = tables(sellers(tmp_path))["Progress"]
    assert by_id(board, header("scored")) == {"001": "√ 已计分", "002": "○ 缺项", "003": "○ 缺项"}
    assert by_id(board, header("missing")) == {"001": 0.0, "002": 1.0, "003": 1.0}
    assert by_id(board, header("done"))["001"] == "○ 还差 3 步"


def test_ticks_follow_their_person_when_rows_move(tmp_path: Path) -> None:
    book = sellers(tmp_path)
    type_in(book, *(("Progress", "003", header(key), "√") for key in ("printed", "talked", "signed")))
    type_in(book, ("Entry_SS", 0, "工号", "003"), ("Entry_SS", 2, "工号", "001"))  # the rows of two people swapped
    assert score_file(book).written
    board = tables(book)["Progress"]
    assert [row[0] for row in board.rows] == ["003", "002", "001"]
    assert by_id(board, header("signed")) == {"003": "√", "002": None, "001": None}
    assert by_id(board, header("done"))["003"] == "● 完成"  # who has the entries of the first row now


def test_the_counts_say_how_many_of_how_many(tmp_path: Path) -> None:
    book = sellers(tmp_path)
    ticks = [("Progress", "001", header(key), "√") for key in ("printed", "talked", "signed")]
    type_in(book, *ticks, ("Progress", "002", header("printed"), "yes"), ("Progress", "003", header("printed"), "否"))
    assert score_file(book).written
    shown = due(book)
    counts = [shown[key] for key in ("scored", "printed", "talked", "signed", "done", "missing")]
    assert counts == ["1/3 人", "2/3 人", "1/3 人", "1/3 人", "1/3 人", 2.0]


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (day("2026-12-01"), "还有 6 天"),
        (day("2026-12-07"), "今天截止"),
        (day("2026-12-09"), "已逾期 2 天"),
        (None, "请填写“今天”"),
    ],
)
def test_the_days_left_are_counted_from_the_day_that_the_manager_types(
    today: Value, left: str, tmp_path: Path
) -> None:
    book = sellers(tmp_path, 1)
    type_in(book, ("Settings", "截止日遇休息日", SETTINGS.column("value").zh, "next"), ("Due", 0, DUE.column("today").zh, today))
    assert score_file(book).written
    assert (due(book)["due"], due(book)["today"], due(book)["left"]) == (day("2026-12-07"), today, left)


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [("Progress", header("signed"), "也许", "KPI524"), ("Due", DUE.column("today").zh, "2026-12-01", "KPI525")],
)
def test_what_is_neither_a_tick_nor_a_date_is_told(
    table: str, column: str, value: str, code: str, tmp_path: Path
) -> None:
    book = sellers(tmp_path, 1)
    type_in(book, (table, 0, column, value))
    assert [one.code for one in score_file(book).problems] == [code]
    assert by_id(tables(book)["Progress"], header("done")) == {"001": "○ 还差 3 步"}


def test_a_workbook_without_the_board_is_scored_as_before(tmp_path: Path) -> None:
    book = package.read(sellers(tmp_path))
    assert not isinstance(book, list)
    old = {name: table for name, table in book.tables()[0].items() if name not in ADDED_TABLES}
    outcome = score(old, "old.xlsx")
    assert not isinstance(outcome, list)
    assert not [one for one in outcome.problems if one.code.startswith("KPI50")]
    assert {fill.table for fill in fills(outcome)} >= {"Scores", "Summary", "Feedback"}


@pytest.mark.parametrize(("language", "shift"), [("zh", "none"), ("en", "previous"), ("zh", "next")])
def test_libreoffice_calculates_the_board_as_the_program_does(language: Language, shift: str, tmp_path: Path) -> None:
    book = sellers(tmp_path, 3, language)
    names = {key: column.header(language) for key, column in ((c.key, c) for c in PROGRESS.columns)}
    label = {"zh": "截止日遇休息日", "en": "When the due date is a day off"}[language]
    dates = {"zh": ("从", "到（一天可不填）", "休息/上班"), "en": ("From", "To (blank: one day)", "Off or worked")}[language]
    type_in(
        book,
        ("Settings", label, SETTINGS.column("value").header(language), shift),
        ("Holidays", 0, dates[0], day("2026-12-07")),
        ("Holidays", 0, dates[1], day("2026-12-18")),
        ("Holidays", 0, dates[2], "off"),
        ("Holidays", 1, dates[0], day("2026-12-19")),
        ("Holidays", 1, dates[2], "上班"),
        ("Holidays", 2, dates[0], "2026-12-19"),  # text is no date for a formula, nor for the program
        ("Holidays", 2, dates[2], "off"),
        ("Due", 0, DUE.column("today").header(language), day("2026-12-10")),
        ("Progress", "001", names["printed"], "√"),
        ("Progress", "001", names["talked"], "Yes"),
        ("Progress", "001", names["signed"], True),
        ("Progress", "002", names["signed"], "-"),
    )
    result = score_file(book)
    assert [one.code for one in result.problems if not one.note and one.code.startswith("KPI52")] == ["KPI525"]
    _, wrong = differences(book.read_bytes(), tmp_path)
    settings = {"zh": "设置", "en": "Settings"}[language]  # typed into by us: Excel would have calculated there
    assert {cell: both for cell, both in wrong.items() if cell[0] != settings} == {}
    expected = {"none": "2026-12-05", "previous": "2026-12-04", "next": "2026-12-19"}[shift]
    assert due(book)["due"] == day(expected)
