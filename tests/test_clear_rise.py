"""A clear improvement on last month is told among the strengths, below 100 points too; the same in both editions."""

from decimal import Decimal
from pathlib import Path

import pytest

from kpi.close_file import close_file
from kpi.feedback import Writer
from kpi.headless import score_file
from kpi.model import Actual, Edition, KpiRule, Person, State, WeightPolicy
from kpi.new import make
from kpi.scoring import appraise
from kpi.tables import Value
from tests.calls import give
from tests.desk import by_id, tables, type_in
from tests.factories import GRADES, POLICIES, SOMEBODY, d, points_rule
from tests.office import Office
from tests.test_progress_sheet import ACTUALS


def strengths(scores: dict[str, object], last: dict[str, object], clear: object = 5) -> list[str]:
    """The KPIs that are told, each with how it is told."""
    rules: list[KpiRule] = [points_rule(code, 10) for code in scores]
    entries = {code: (Actual(State.ENTERED, d(score)), None) for code, score in scores.items()}
    appraisal = appraise(SOMEBODY, rules, entries, POLICIES, WeightPolicy.SHARE, GRADES)
    before = {code: d(score) for code, score in last.items()}
    said = Writer("zh", d(clear)).feedback(appraisal, before).strengths
    return [f"{line.partition('：')[0].removeprefix('指标')}{' 比上月' if '比上月' in line else ''}" for line in said.split("\n")]


NONE_MET = ["暂无得分达到 100 分的指标"]


@pytest.mark.parametrize(
    ("scores", "last", "told"),
    [
        ({"A-1": 80}, {"A-1": 75}, ["A-1 比上月"]),  # at the limit
        ({"A-1": 80}, {"A-1": "75.01"}, NONE_MET),
        ({"A-1": "80.004"}, {"A-1": "75.004"}, ["A-1 比上月"]),  # as shown
        ({"A-1": 80}, {}, NONE_MET),
        ({"A-1": 80}, {"A-1": 95}, NONE_MET),
        ({"A-1": 105}, {"A-1": 60}, ["A-1"]),  # met: told once, as a strength
        ({"A-1": 105, "A-2": 60}, {"A-1": 60, "A-2": 0}, ["A-1", "A-2 比上月"]),
        ({"A-1": 50, "A-2": 60, "A-3": 70, "A-4": 90}, dict.fromkeys(("A-1", "A-2", "A-3", "A-4"), 40),
         ["A-4 比上月", "A-3 比上月", "A-2 比上月"]),
    ],
)  # fmt: skip
def test_what_is_clearly_better_than_last_month_is_a_strength(
    scores: dict[str, object], last: dict[str, object], told: list[str]
) -> None:
    assert strengths(scores, last) == told


def test_the_setting_says_what_is_clear_and_nothing_that_fell_ever_is() -> None:
    assert strengths({"A-1": 80}, {"A-1": 70}, 11) == NONE_MET
    assert strengths({"A-1": 80}, {"A-1": 80}, 0) == NONE_MET
    assert strengths({"A-1": 80}, {"A-1": 79}, 0) == ["A-1 比上月"]


def test_the_sentence_holds_numbers_that_add_up() -> None:
    rules = [points_rule("A-1", 10)]
    appraisal = appraise(SOMEBODY, rules, {"A-1": (Actual(State.ENTERED, d("72.345")), None)}, POLICIES, WeightPolicy.SHARE, GRADES)
    last = {"A-1": Decimal("60.114")}
    assert Writer("zh").feedback(appraisal, last).strengths == "指标A-1：72.35 分，得 72.35 分，比上月 60.11 分高 12.24 分"
    assert Writer("en").feedback(appraisal, last).strengths.endswith("scores 72.35, 12.24 more than 60.11 last month")


# In the workbook ----------------------------------------------------------------------


@pytest.fixture(params=["portable", "python"])
def second(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The second month of a seller who made many more contacts than in the first."""
    edition: Edition = request.param
    book = tmp_path / "KPI-2026-11.xlsx"
    people = [Person(id="001", name="员工1", role="SS")]
    assert make(book, language="zh", period="2026-11", edition=edition, people=people, roles=["SS"]) == []
    typed = {key: float(value) for key, value in ACTUALS.items()}
    type_in(book, *(("Entry_SS", "001", key, value) for key, value in {**typed, "SALES-6": 40.0}.items()))
    closing = close_file(book)
    assert closing.written
    type_in(closing.target, *(("Entry_SS", "001", key, value) for key, value in {**typed, "SALES-6": 70.0}.items()))
    assert score_file(closing.target).written
    return closing.target


def told(book: Path) -> str:
    return str(by_id(tables(book)["Feedback"], "优势")["001"])


def test_both_editions_tell_the_improvement(second: Path) -> None:
    assert told(second).endswith("\n有效客户触达量：70 次触达，得 87.50 分，比上月 50.00 分高 37.50 分")
    scores = tables(second)["Scores"]
    last = {row[3]: row[scores.headers.index("上月得分")] for row in scores.rows}
    assert last["SALES-6"] == 50.0


def test_the_function_says_the_same_from_the_cells_of_the_sheet(second: Path) -> None:
    scores = tables(second)["Scores"]

    def cells(header: str) -> list[list[Value]]:
        at = scores.headers.index(header)
        return [[row[at]] for row in scores.rows if row[0] == "001"]

    columns = [cells(header) for header in ("代码", "计算值", "目标", "有效权重", "状态")]
    assert give("KPI_FEEDBACKS", "strengths", *columns, None, "zh", cells("上月得分"), 5) == told(second)


def test_the_limit_is_a_setting_of_the_workbook(second: Path) -> None:
    type_in(second, ("Settings", "明显提高（分）", "值", 40.0))
    assert score_file(second).written
    assert "比上月" not in told(second)


@pytest.mark.parametrize("second", ["python"], indirect=True)
def test_calc_with_the_extension_tells_it_in_the_cell(second: Path, calc: Office, tmp_path: Path) -> None:
    assert calc.calculated(second.read_bytes(), tmp_path)["反馈"]["F5"].value == told(second)
