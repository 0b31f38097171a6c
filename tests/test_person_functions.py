"""KPI_TOTAL, KPI_GRADE and KPI_FEEDBACKS over the columns of one person, against the appraisal itself."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.appraise import rules_of
from kpi.feedback import CLEAR_RISE, NO_SCORES, Writer
from kpi.layout import word
from kpi.model import Actual, NotApplicablePolicy, Person, Policies, Standing, State, WeightPolicy
from kpi.numbers import exact
from kpi.scoring import appraise, target_in_cycle
from kpi.tables import NOT_AVAILABLE
from tests.calls import BOOK, NA, actuals, give, reason
from tests.factories import GRADES, d

ROLE = {role.code: role for role in BOOK.roles}
STATES = ("entered", "not_applicable", "not_filled_in", "unreadable")


@st.composite
def appraisals(draw):
    """A person of a real role under any policies, with some KPIs that have no score."""
    role = ROLE[draw(st.sampled_from(sorted(ROLE)))]
    rules = [rule for rule in rules_of(BOOK, role) if rule.weight]
    entries = {}
    for rule in rules:
        state = State(draw(st.sampled_from((*STATES[:1] * 6, *STATES))))
        target = target_in_cycle(rule, role.code, BOOK.role_targets, draw(st.sampled_from([None, None, d("1.7")])))
        target = target if rule.measure.needs_target else rule.target
        value = draw(st.sampled_from(actuals(rule))) if state is State.ENTERED else None
        entries[rule.code] = Actual(state, value), target
    policies = Policies(
        weights={},
        not_applicable=draw(st.sampled_from(list(NotApplicablePolicy))),
        provisional=draw(st.booleans()),
        enough_weight=draw(st.sampled_from([d("0.6"), d("0.2"), d(1)])),
    )
    policy = draw(st.sampled_from([WeightPolicy.SHARE, WeightPolicy.POINTS, WeightPolicy.BASE_AND_EXTRA]))
    somebody = Person(id="1", name="", role=role.code)
    return appraise(somebody, rules, entries, policies, policy, GRADES), policies, policy


def shown(number: Decimal | None) -> float | str:
    """A number as it stands in a cell."""
    return "" if number is None else float(format(number, ".15g"))


def states(appraisal) -> list[str]:
    is_open = [one.state is State.NOT_APPLICABLE and one.target is None and one.rule.measure.needs_target for one in appraisal.results]
    codes = ["open_target" if opened else one.state.value for one, opened in zip(appraisal.results, is_open, strict=True)]
    return [word("state", code, "zh") for code in codes]


def column(values) -> list[list[object]]:
    return [[value] for value in values]


@given(appraisals())
@settings(max_examples=300)
def test_the_total_of_the_columns_is_the_total_of_the_appraisal(made) -> None:
    appraisal, policies, policy = made
    arguments = (
        column(NOT_AVAILABLE if one.state.value in STATES[2:] else shown(one.score) for one in appraisal.results),
        column(float(one.rule.weight) for one in appraisal.results),
        policy.value,
        column(float(one.rule.order) for one in appraisal.results),
        column(states(appraisal)),
        list(NotApplicablePolicy).index(policies.not_applicable) + 1.0,  # as the sheet Settings has it
        float(policies.enough_weight),
    )
    total = give("KPI_TOTAL", *arguments)
    if appraisal.standing is Standing.COMPLETE:
        assert float(total) == pytest.approx(float(sum(one.points or 0 for one in appraisal.categories)), abs=1e-9)
    else:
        assert total == NA


@given(appraisals())
@settings(max_examples=300)
def test_the_feedback_of_the_columns_is_that_of_the_appraisal_word_for_word(made) -> None:
    appraisal, _, _ = made
    results = appraisal.results
    columns = (
        column(one.rule.code for one in results),
        column(shown(one.actual) for one in results),
        column(shown(one.target) for one in results),
        column(shown(one.effective) for one in results),
        column(states(appraisal)),
    )
    last = {one.rule.code: exact(float(one.score) - 6) for one in results if one.score is not None}
    before = column(shown(last.get(one.rule.code)) for one in results)
    for language in ("zh", "en"):
        for compared, more in ((NO_SCORES, ()), (last, (before,)), (last, (before, 6.5))):
            said = Writer(language, Decimal(str(more[1])) if more[1:] else CLEAR_RISE).feedback(appraisal, compared)
            for part, text in said._asdict().items():
                assert give("KPI_FEEDBACKS", part, *columns, None, language, *more) == text


def test_the_states_follow_from_the_cells_where_they_are_left_out() -> None:
    kpis = ("SALES-1", "SALES-3", "SALES-4", "SALES-5", "HEAD-2")
    cells = (1.1, "很好", "不适用", None, 3)
    told = give("KPI_FEEDBACKS", "不足", (kpis,), (cells,))
    assert [line.partition("：")[0] for line in told.split("\n")[1:]] == ["尚未填写", "无法识别", "不适用", "待定目标"]


def test_a_blank_target_is_open_once_targets_are_handed_over() -> None:
    assert give("KPI_FEEDBACKS", "gaps", ("SALES-6",), (40,)).startswith("有效客户触达量：40 次")
    assert give("KPI_FEEDBACKS", "gaps", ("SALES-6", "SALES-1"), (40, 1), (None, 1)).endswith("\n待定目标：有效客户触达量")


def test_policies_have_the_numbers_of_the_settings() -> None:
    scores, weights, categories = ((90, 100, 95, 80, 100, 110, 70),), ((40, 20, 15, 15, 10, 10, 10),), ((1, 1, 1, 1, 2, 3, 3),)
    assert give("KPI_TOTAL", scores, weights, 2.0) == give("KPI_TOTAL", scores, weights, "points") == d("110.25")
    assert give("KPI_TOTAL", scores, weights, 3.0, categories) == d("110.25")  # 92.25 and 18.00 on top
    assert reason("KPI_TOTAL", scores, weights, 3.0) == "KPI729"
    assert reason("KPI_TOTAL", scores, weights, None, None, None, "within_category") == "KPI729"


def test_a_full_mark_counts_and_shares_nothing_out() -> None:
    assert give("KPI_TOTAL", ((90, "不适用"),), ((60, 40),), None, None, None, "full_mark") == d(94)
    assert give("KPI_TOTAL", ((90, ""),), ((60, 40),), None, None, (("已填", "待定目标"),), "full_mark") == d(90)
    assert reason("KPI_TOTAL", ((90, ""),), ((50, 50),), None, None, (("已填", "不适用"),)) == "KPI727"


def test_grades_are_stretched_to_the_full_total_where_weights_make_points() -> None:
    assert [give("KPI_GRADE", 120, None, full) for full in (None, 120, "120", 110)] == ["S", "A", "A", "A"]
    assert give("KPI_GRADE", 119.994, None, 120) == "B"


def test_lights_follow_the_limits_that_are_handed_over() -> None:
    assert give("KPI_STATUS", "SALES-3", "97%") == "预警"
    assert give("KPI_STATUS", "SALES-3", "97%", None, None, "en", 85) == "on target"
    assert give("KPI_STATUS", "SALES-3", "97%", None, None, None, None, 90) == "未达标"
    assert give("KPI_EXPLAIN", "SALES-3", "97%", None, None, None, 85).endswith("状态：达标。")
    assert reason("KPI_STATUS", "SALES-3", "97%", None, None, None, "绿") == "KPI734"

