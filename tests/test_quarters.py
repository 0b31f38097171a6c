"""The quarter of a person from the closed months in History: raw numbers together, holes respected."""

from decimal import Decimal
from pathlib import Path

import pytest

from kpi.close_file import close_file
from kpi.headless import check_file
from kpi.quarters import quarters
from kpi.report_files.data import report_data
from kpi.report_files.team_notes import notes_page
from kpi.reported import reported
from kpi.tables import Value
from tests.desk import type_in
from tests.test_progress_sheet import ACTUALS, sellers

FUNNEL = [(2.0, 10.0), (5.0, 100.0), (30.0, 100.0)]  # deals of prospects, month by month


def month(book: Path, deals: Value, prospects: Value, **others: Value) -> Path:
    """A month typed and the workbook of the next one."""
    cells = {**{key: float(value) for key, value in ACTUALS.items()}, "SALES-7a": deals, "SALES-7b": prospects, **others}
    type_in(book, *(("Entry_SS", "001", key, value) for key, value in cells.items()))
    return book


@pytest.fixture
def december(tmp_path: Path) -> Path:
    """October and November closed, December typed."""
    book = sellers(tmp_path, 1)
    type_in(book, ("Settings", "考核期间", "值", "2026-10"))
    for deals, prospects in FUNNEL[:-1]:
        closing = close_file(month(book, deals, prospects))
        assert closing.written, closing.problems
        book = closing.target
    return month(book, *FUNNEL[-1])


def test_a_quarter_is_scored_from_the_raw_numbers_of_its_months(december: Path) -> None:
    outcome = check_file(december).outcome
    assert outcome is not None
    found = quarters(outcome)["001"]
    assert found.months == ("2026-10", "2026-11", "2026-12")
    # only the funnel differs: pooled 37/210 of 20 % gives 88.10; alone the months give 100, 25 and 120
    scores = {result.rule.code: result for result in outcome.judged[0].appraisal.results}
    weight = scores["SALES-7"].effective
    others = outcome.judged[0].appraisal.total - weight * 120  # type: ignore[operator]
    assert abs(found.pooled - (others + weight * Decimal("88.0952"))) < Decimal("0.011")
    assert abs(found.mean - (others + weight * Decimal("81.6667"))) < Decimal("0.011")


def test_in_the_first_month_of_a_quarter_there_is_none(tmp_path: Path) -> None:
    book = sellers(tmp_path, 1)
    type_in(book, ("Settings", "考核期间", "值", "2026-10"))
    outcome = check_file(book).outcome
    assert outcome is not None
    assert quarters(outcome) == {}


def test_a_month_without_a_total_leaves_the_quarter_open(december: Path) -> None:
    type_in(december, *(("History", row, "总分", None) for row in range(7)))
    outcome = check_file(december).outcome
    assert outcome is not None
    assert quarters(outcome) == {}


def test_the_report_says_where_quarter_and_mean_are_more_than_two_points_apart(december: Path) -> None:
    type_in(december, ("Entry_SS", "001", "SALES-7a", 2000.0), ("Entry_SS", "001", "SALES-7b", 1000000.0))
    outcome = check_file(december).outcome
    assert outcome is not None
    report = reported(outcome)
    page = notes_page(report, [], outcome.book.policies.not_applicable, "zh")
    told = next(one["lines"] for one in page["sections"] if "季度" in one["lines"][0])  # type: ignore[attr-defined]
    quarter = report.members[0].quarter
    assert quarter is not None
    assert quarter.apart > 2
    assert told[1:] == [f"员工1 001：按原始数据合并 {quarter.pooled} 分，各月总分平均 {quarter.mean} 分，相差 {quarter.apart} 分"]
    data = report_data(report, [], "zh")["people"][0]["quarter"]  # type: ignore[index]
    assert data == {
        "months": ["2026-10", "2026-11", "2026-12"], "pooled": float(quarter.pooled), "mean": float(quarter.mean)
    }
