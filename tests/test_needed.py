"""While a column that counts is missing from the rules, settings or people, nobody is judged and nothing is written."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpi import layout
from kpi.appraise import Outcome, score
from kpi.cli import app
from kpi.close_file import close_file
from kpi.headless import check_file, score_file
from kpi.importing import enter_file
from kpi.needed import NEEDED
from kpi.tables import Tables
from tests.corpus.odd import RULES, put_cell, table_of, text
from tests.corpus.parts import Parts

PROGRAM = app(["report"])
COLUMNS = [(name, column.key) for name in NEEDED for column in layout.TABLES[name].columns]
Given = dict[str, tuple[object, str]]


def given(tables: Tables) -> Given | list[str]:
    """Everybody's total and grade, or the codes of what stops it."""
    found = score(tables, "centre.xlsx")
    if not isinstance(found, Outcome):
        return [one.code for one in found]
    people = [one.appraisal for one in found.judged]
    return {one.person.id: (one.total, one.grade.letter if one.grade else "") for one in people}


@pytest.fixture(scope="module")
def whole(_centre: Path) -> Tables:
    outcome = check_file(_centre).outcome
    assert outcome is not None
    return outcome.tables


@pytest.mark.parametrize(("name", "key"), COLUMNS)
def test_a_column_that_is_missing_moves_no_total_and_no_grade(whole: Tables, name: str, key: str) -> None:
    missing = {layout.TABLES[name].column(key).zh, layout.TABLES[name].column(key).en}
    headers = tuple("改名" if header in missing else header for header in whole[name].headers)
    assert headers != whole[name].headers
    found = given({**whole, name: replace(whole[name], headers=headers)})
    assert found in (["KPI502"], given(whole))


@pytest.fixture
def damaged(centre: Path) -> Path:
    """A scored workbook, the first knots of whose rules were given another header."""
    score_file(centre)
    book = Parts.read(centre.read_bytes())
    book.edit(table_of(book, RULES), 'name="x1"', 'name="起点"')
    put_cell(book, RULES, "P4", text("起点"))
    return book.write(centre)


def test_what_stands_in_the_workbook_stays_and_the_column_is_named(damaged: Path) -> None:
    before = damaged.read_bytes()
    result = score_file(damaged)
    assert [(one.code, one.facts["column"]) for one in result.problems] == [("KPI502", "x1 / x1")]
    assert (result.written, result.outcome) == (False, None)
    assert check_file(damaged).problems == result.problems
    assert damaged.read_bytes() == before


def test_nothing_is_entered_closed_or_reported_meanwhile(damaged: Path, tmp_path: Path) -> None:
    before = damaged.read_bytes()
    entries = tmp_path / "entries.csv"
    entries.write_text("id,kpi,value\nSS00001,SALES-6,70\n", encoding="utf-8")
    found = [enter_file(damaged, entries).entering.problems, close_file(damaged, anyway=True).problems]
    assert [[one.code for one in problems] for problems in found] == [["KPI502"], ["KPI502"]]
    answer = CliRunner().invoke(PROGRAM, ["report", str(damaged), "-o", str(tmp_path / "report")])
    assert answer.exit_code == 1
    assert "KPI502" in answer.output
    assert {one.name for one in tmp_path.iterdir()} == {damaged.name, entries.name}
    assert damaged.read_bytes() == before
