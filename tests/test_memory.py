"""What one workbook taught about its parts is used for the next only where the parts are the same to the byte."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kpi import appraise, new, package
from kpi.headless import score_file
from kpi.memory import Memory
from kpi.tables import Edit, Tables


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memory") / "blank.xlsx"
    assert new.make(path, language="zh", period="2026-10") == []
    return path


def opened(path: Path) -> package.Book:
    book = package.read(path)
    assert not isinstance(book, list)
    return book


def judged(tables: Tables) -> appraise.Outcome:
    outcome = appraise.score(tables, "blank.xlsx")
    assert not isinstance(outcome, list)
    return outcome


def test_the_answer_used_longest_ago_is_forgotten() -> None:
    asked: list[str] = []
    memory = Memory[str](2)
    for word in ("a", "b", "a", "c", "a", "b"):
        assert memory.get(word, lambda word=word: asked.append(word) or word.upper()) == word.upper()
    assert asked == ["a", "b", "c", "b"]


def test_an_exception_is_no_answer() -> None:
    memory = Memory[int](2)
    with pytest.raises(ZeroDivisionError):
        memory.get("x", lambda: 1 // 0)
    assert memory.get("x", lambda: 2) == 2


def test_tables_of_a_copy_name_the_copy(blank: Path, tmp_path: Path) -> None:
    first, _ = opened(blank).tables()
    second, _ = opened(Path(shutil.copy(blank, tmp_path / "copy.xlsx"))).tables()
    assert second["Rules"].rows is first["Rules"].rows  # not read again
    assert (first["Rules"].book, second["Rules"].book) == ("blank.xlsx", "copy.xlsx")
    assert second["Rules"].place(0, 0).book == "copy.xlsx"


def test_one_changed_cell_is_seen(blank: Path, tmp_path: Path) -> None:
    before, _ = opened(blank).tables()
    header = before["Rules"].headers[0]
    changed = package.change(opened(blank), [], [Edit("Rules", 0, header, "OTHER-1")])
    assert not isinstance(changed, list)
    assert package.save(changed, tmp_path / "changed.xlsx") == []
    after, _ = opened(tmp_path / "changed.xlsx").tables()
    assert after["Rules"].rows[0][0] == "OTHER-1" != before["Rules"].rows[0][0]
    codes = [[row[0] for row in read["Rules"].rows[1:]] for read in (before, after)]
    assert codes[0] == codes[1]


def test_what_is_asked_for_is_part_of_the_question(blank: Path) -> None:
    whole, _ = opened(blank).tables()
    heads, _ = opened(blank).tables(shells=("Rules",))
    assert not heads["Rules"].rows
    assert whole["Rules"].rows
    few, _ = opened(blank).tables(partly={"Rules": ()})
    assert {cell for row in few["Rules"].rows for cell in row} == {None}


def test_a_tick_is_not_taken_for_the_1_of_the_workbook_before(blank: Path) -> None:
    tables, _ = opened(blank).tables()
    rules = tables["Rules"]
    knots = [at for at, header in enumerate(rules.headers) if header.startswith("x")]
    row, column = next((n, at) for n, cells in enumerate(rules.rows) for at in knots if cells[at] == 1)
    cells = list(rules.rows[row])
    cells[column] = True
    ticked = replace(rules, rows=[*rules.rows[:row], tuple(cells), *rules.rows[row + 1 :]])
    before, after = judged(tables), judged({**tables, "Rules": ticked})
    places = {str(one.place) for one in after.problems} - {str(one.place) for one in before.problems}
    assert str(rules.place(row, column)) in places


def test_a_workbook_is_scored_alike_whatever_was_scored_before(blank: Path, tmp_path: Path) -> None:
    written = []
    for folder in ("first", "second"):  # by now the one is known, sheet by sheet, from the other
        path = tmp_path / folder / blank.name
        path.parent.mkdir()
        shutil.copy(blank, path)
        for _ in range(2):
            assert score_file(path).written
        written.append(path.read_bytes())
    assert written[0] == written[1]
