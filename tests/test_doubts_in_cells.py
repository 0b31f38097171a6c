"""What contradicts itself is judged by nobody: neither by the program nor, while the manager types, by the cells.

LibreOffice calculates every formula anew; it has to doubt the rules that the program doubts, and to show the same
scores, totals and grades.
"""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from kpi import layout
from kpi.appraise import Outcome
from kpi.doubts import doubts
from kpi.headless import score_file
from kpi.tables import Value, letters
from tests.desk import type_in
from tests.judges import differences, recalculated

Cell = tuple[str, str | int, str, Value]
POLICY = {"RESEARCH": "权重方式 RESEARCH 市场调研", "BRAND": "权重方式 BRAND 品牌推广"}


def rule(code: str, /, **cells: Value) -> list[Cell]:
    """Cells of a row of Rules, by column."""
    return [("Rules", code, layout.RULES.column(key).zh, value) for key, value in cells.items()]


def said(choice: str, code: str) -> str:
    return layout.word(choice, code, "zh")


# Contradictions of different KPIs and sets share a workbook.
BOOKS: dict[str, Sequence[Sequence[Cell]]] = {
    "scales": (
        rule("RESEARCH-1", x2=-0.5),  # worse than the knot before
        rule("SALES-3", y1=70.0, y2=30.0),  # less for better
        rule("EVENT-1", x2=None, x3=None),  # one knot is no line
        rule("SERVICE-1", better=said("better", "higher"), measure=said("measure", "deviation")),
    ),
    "numbers": (
        rule("RESEARCH-1", weight=-5.0),
        rule("RESEARCH-2", target=-1.0),
        rule("SALES-3", target=98.0),  # typed for 98 %
        rule("SALES-4", months=-1.0),
        rule("EVENT-2", lowest=9.0, highest=1.0),
        rule("SERVICE-3", pass_line=1.5, highest=2.0),  # stricter than the target
        rule("SERVICE-2", zh=None),
    ),
    "months and categories": (
        rule("SALES-3", months_add=said("months_add", "sum")),  # rates do not add
        rule("SALES-4", order=0.0),
        rule("SERVICE-2", category="另一类"),
        rule("SERVICE-3", order=9.0),
        [("RoleTargets", 0, "岗位目标", -3.0)],
        rule("RESEARCH-2", code="RESEARCH-1"),
    ),
    "policies": (
        [("Settings", POLICY["RESEARCH"], "值", said("policy", "base_and_extra"))],
        [("Settings", POLICY["BRAND"], "值", said("policy", "fill"))],
        rule("EVENT-1", weight="四十"),
    ),
    "weights of nothing": (rule("EVENT-1", weight=0.0), rule("EVENT-2", weight=0.0), rule("EVENT-3", weight=0.0)),
    "filled up to a hundred": (
        rule("D-B1", weight=25.0),
        rule("D-B2", weight=20.0),
        [("Settings", POLICY["BRAND"], "值", said("policy", "fill"))],
    ),
    "as shipped": (),
}
SOUND = {"filled up to a hundred", "as shipped"}
GRADES: dict[str, Cell] = {
    "a limit in words": ("Grades", "A", "起点（分）", "一百"),
    "limits out of order": ("Grades", "A", "起点（分）", 120.0),
    "a letter twice": ("Grades", "A", "等级", "S"),
    "a limit for the last": ("Grades", "D", "起点（分）", 10.0),
    "no limit between others": ("Grades", "B", "起点（分）", None),
    "a limit without a letter": ("Grades", "B", "等级", None),
}


def doubted(outcome: Outcome) -> set[str]:
    found = doubts(outcome.problems, outcome.book, outcome.settings.unread)
    return set(found.kpis).union(*found.of_role.values())


def doubted_by_cells(live: openpyxl.Workbook) -> set[str]:
    sheet = live["考核标准"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    at = {header: number for number, header in enumerate(rows[0])}
    mark = at[layout.RULES.column("n_doubt").zh]
    assert {row[mark] for row in rows[1:] if row[0]} <= {0, 1}
    return {str(row[0]).upper() for row in rows[1:] if row[mark] == 1}


JUDGED = {"得分": ("score", "state", "light"), "汇总": ("total", "grade")}


def judged_differently(book: Path, folder: Path) -> dict[tuple[str, str], tuple[object, object]]:
    """Cells that say how somebody was judged and for which LibreOffice gets something else."""
    compared, found = differences(book.read_bytes(), folder)
    assert compared > 4000
    columns = {
        (sheet, letters(1 + [one.key for one in layout.TABLES[name].columns].index(key)))
        for name, sheet in (("Scores", "得分"), ("Summary", "汇总"))
        for key in JUDGED[sheet]
    }
    return {
        (sheet, cell): pair for (sheet, cell), pair in found.items() if (sheet, cell.rstrip("0123456789")) in columns
    }


@pytest.mark.parametrize("name", BOOKS)
def test_cells_doubt_the_rules_that_the_program_doubts(centre: Path, tmp_path: Path, name: str) -> None:
    type_in(centre, *(cell for cells in BOOKS[name] for cell in cells))
    outcome = score_file(centre).outcome
    assert outcome is not None
    ours = doubted(outcome)
    assert len(ours) >= (0 if name in SOUND else len(BOOKS[name]))
    assert doubted_by_cells(recalculated(centre.read_bytes(), tmp_path)) == ours
    assert judged_differently(centre, tmp_path) == {}


@pytest.mark.parametrize("name", GRADES)
def test_cells_give_no_grade_where_grades_contradict_each_other(centre: Path, tmp_path: Path, name: str) -> None:
    type_in(centre, GRADES[name])
    outcome = score_file(centre).outcome
    assert outcome is not None
    assert {one.appraisal.grade for one in outcome.judged} == {None}
    assert judged_differently(centre, tmp_path) == {}


@pytest.mark.parametrize("rows", [(0,), (1, 2), (3, 4)], ids=["the best", "a gap between others", "the last"])
def test_grades_that_were_cleared_leave_the_others_in_force(centre: Path, tmp_path: Path, rows: tuple[int, ...]) -> None:
    headers = [column.zh for column in layout.GRADES.columns if column.typed]
    cleared = [("Grades", row, header, None) for row in rows for header in headers]
    limits = {0: 97.0, 1: 90.0, **({2: None} if 4 in rows else {})}  # the last one takes every total that is left
    type_in(centre, *(("Grades", row, headers[-1], limit) for row, limit in limits.items()), *cleared)
    outcome = score_file(centre).outcome
    assert outcome is not None
    given = [one.appraisal.grade.letter for one in outcome.judged if one.appraisal.grade]
    assert len(given) == len(outcome.judged)
    assert set(given) == {letter for row, letter in enumerate("SABCD") if row not in rows}
    assert judged_differently(centre, tmp_path) == {}
