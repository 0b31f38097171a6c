"""What the rows of Scores and Summary hold where a manager has been at the columns and the rules."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kpi.appraise import Outcome, score
from kpi.output import fills
from kpi.tables import Computed, Output, Table
from tests.desk import tables

Row = Mapping[str, Output]  # values by printed header


def scored(book: Mapping[str, Table]) -> Outcome:
    outcome = score(book, "centre.xlsx")
    assert not isinstance(outcome, list), outcome
    return outcome


def rows(outcome: Outcome, name: str) -> list[Row]:
    fill = next(fill for fill in fills(outcome) if fill.table == name)
    values = [[cell.value if isinstance(cell, Computed) else cell for cell in row] for row in fill.rows]
    return [dict(zip([column.header for column in fill.columns], row, strict=True)) for row in values]


def with_cell(table: Table, row: int, header: str, value: float) -> Table:
    at = table.headers.index(header)
    line = table.rows[row]
    return replace(table, rows=[*table.rows[:row], (*line[:at], value, *line[at + 1 :]), *table.rows[row + 1 :]])


def test_a_column_called_like_ours_in_the_other_language_is_the_managers(centre: Path) -> None:
    book = tables(centre)
    summary = book["Summary"]
    book["Summary"] = replace(
        summary, headers=("Total", *summary.headers), rows=[(None, *row) for row in summary.rows]
    )
    first = rows(scored(book), "Summary")[0]
    assert "Total" not in first
    assert isinstance(first["总分"], Decimal)


def test_a_knot_with_endless_decimals_is_reached_by_its_own_value(centre: Path) -> None:
    book = tables(centre)
    third = float(format(1 / 3, ".15g"))
    at = [row[0] for row in book["Rules"].rows].index("SALES-1")
    for header, value in (("x1", 0.0), ("x2", third)):
        book["Rules"] = with_cell(book["Rules"], at, header, value)
    sheet = book["Entry_SS"]
    for start, value in (("SALES-1a", 100.0), ("SALES-1b", 300.0)):
        header = next(header for header in sheet.headers if header.startswith(start))
        book["Entry_SS"] = sheet = with_cell(sheet, 0, header, value)
    mine = next(row for row in rows(scored(book), "Scores") if (row["工号"], row["代码"]) == ("SS00000", "SALES-1"))
    assert mine["已达节点"] == mine["节点数"] == 2
    assert mine["得分"] == 120


def test_a_category_out_of_range_is_a_problem_and_stops_nobody(centre: Path) -> None:
    book = tables(centre)
    at = [row[0] for row in book["Rules"].rows].index("HEAD-1")
    book["Rules"] = with_cell(book["Rules"], at, "类别序号", 7.0)
    outcome = scored(book)
    assert "HEAD-1" in {found.facts.get("kpi") for found in outcome.problems}
    totals = {row["工号"]: row["总分"] for row in rows(outcome, "Summary")}
    assert not isinstance(totals["HEAD00000"], Decimal)
    assert isinstance(totals["SS00000"], Decimal)
    assert len(rows(outcome, "Scores")) == sum(len(one.appraisal.results) for one in outcome.judged)
