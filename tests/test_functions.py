"""The sheet functions: examples are true, and a cell shows the right thing for odd arguments too."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpi.cli.functions import printed
from kpi.functions import FUNCTIONS
from kpi.model import Better, KpiRule, Measure
from kpi.sheet_function import LONGEST_HELP, Example, declared
from kpi.tables import Dated, Fault, Uncalculated
from tests.calls import BOOK, NA, RULES, VALUE, actuals, give, reason
from tests.factories import d

# Declared once -----------------------------------------------------------------


def test_all_functions_of_the_design_are_declared() -> None:
    kpi = ("KPI_SCORE", "KPI_STATUS", "KPI_EXPLAIN", "KPI_FEEDBACK", "KPI_TARGET", "KPI_WEIGHT")
    assert tuple(FUNCTIONS) == (*kpi, "KPI_TOTAL", "KPI_GRADE", "KPI_SCORES", "KPI_RULES", "KPI_FEEDBACKS")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_example_gives_what_it_says(name: str, language: str) -> None:
    example = FUNCTIONS[name].example
    assert printed(give(name, *example.arguments, language=language)) == getattr(example, language)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda one: one.name)
def test_excel_shows_every_help_in_full(function: object) -> None:
    for both in (function.help, *(parameter.help for parameter in function.parameters)):
        assert all(0 < len(both[language]) <= 255 for language in ("zh", "en"))


def test_a_help_that_excel_would_cut_is_refused_where_it_is_declared() -> None:
    def kpi_long() -> str:
        """Short."""
        return ""

    example = Example((), "", "")
    assert declared(kpi_long, "字" * LONGEST_HELP, example).name == "KPI_LONG"
    with pytest.raises(ValueError, match="kpi_long in zh"):
        declared(kpi_long, "字" * (LONGEST_HELP + 1), example)


# One KPI -----------------------------------------------------------------------


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.duty], ids=lambda rule: rule.code)
def test_a_kpi_is_found_by_code_and_by_either_name(rule: KpiRule) -> None:
    weights = {give("KPI_WEIGHT", text) for text in (rule.code, rule.code.lower(), *rule.name.values())}
    assert len(weights) == 1
    assert isinstance(weights.pop(), Decimal)


@pytest.mark.parametrize(
    ("kpi", "typed", "expected"),
    [
        ("SALES-3", "９７％", "87.5"),
        ("SALES-3", 0.97, "87.5"),
        ("EVENT-1", "1:3", "100"),
        ("SERVICE-1", "2小时", "100"),
        ("SERVICE-1", "120分钟", "100"),
        ("BRAND-3", "5,000", "100"),
        ("D-AS1", True, None),
    ],
)
def test_an_actual_is_read_as_people_type_it(kpi: str, typed: object, expected: str | None) -> None:
    assert give("KPI_SCORE", kpi, typed) == (VALUE if expected is None else d(expected))


DAY = date(2026, 11, 2)
MOMENT = datetime(2026, 11, 2, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("odd", [True, DAY, MOMENT, Dated(1.5), "很好", "1.2.3"])
def test_a_tick_a_date_or_free_text_is_no_actual(odd: object) -> None:
    assert give("KPI_SCORE", "SALES-3", odd) == VALUE
    assert give("KPI_STATUS", "SALES-3", odd) == "无法识别"
    assert reason("KPI_SCORE", "SALES-3", odd) in {"KPI202", "KPI204", "KPI205"}


@pytest.mark.parametrize("beyond", [98, 1.04, "104%", -0.1])
def test_an_actual_beyond_its_bounds_is_not_scored(beyond: object) -> None:
    assert give("KPI_SCORE", "SALES-3", beyond) == NA
    assert reason("KPI_SCORE", "SALES-3", beyond) in {"KPI212", "KPI213", "KPI214"}


@pytest.mark.parametrize("huge", [float("nan"), float("inf"), 10**400, Decimal("1e300")])
def test_a_number_that_no_sheet_keeps_is_refused(huge: object) -> None:
    assert give("KPI_SCORE", "SERVICE-3", huge) == VALUE


def test_an_open_target_is_an_error_until_one_is_given() -> None:
    assert give("KPI_SCORE", "HEAD-2", 1) == NA
    assert give("KPI_TARGET", "HEAD-2") == NA
    assert reason("KPI_TARGET", "HEAD-2") == "KPI712"
    assert give("KPI_STATUS", "HEAD-2", 1) == "待定目标"
    assert give("KPI_SCORE", "HEAD-2", 1, 2) == d(50)


def test_a_personal_target_replaces_the_rules_target() -> None:
    assert give("KPI_SCORE", "SALES-6", 60) == d(75)
    assert give("KPI_SCORE", "SALES-6", 60, 60) == d(100)
    assert reason("KPI_SCORE", "SALES-6", 60, 0) == "KPI219"
    assert reason("KPI_SCORE", "SALES-6", 60, "许多") == "KPI220"


def test_a_target_for_a_kpi_that_uses_none_must_be_its_own() -> None:
    assert give("KPI_SCORE", "SALES-3", "97%", "98%") == d("87.5")
    assert give("KPI_SCORE", "SALES-3", "97%", "97%") == VALUE
    assert reason("KPI_SCORE", "SALES-3", "97%", "97%") == "KPI221"


@pytest.mark.parametrize("name", ["KPI_SCORE", "KPI_STATUS", "KPI_EXPLAIN", "KPI_FEEDBACK"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_blank_in_is_blank_out(name: str, blank: object) -> None:
    assert give(name, "SALES-3", blank) == ""
    assert give(name, blank, "97%") == ""
    assert reason(name, blank, "97%") == ""


def test_not_applicable_is_blank_for_numbers_and_said_in_words() -> None:
    assert give("KPI_SCORE", "HEAD-2", "不适用") == ""
    assert give("KPI_FEEDBACK", "HEAD-8", "N/A") == ""
    assert give("KPI_STATUS", "HEAD-8", "不适用") == "不适用"
    assert "不适用" in give("KPI_EXPLAIN", "HEAD-8", "不适用")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_error_value_goes_through_as_it_is(name: str) -> None:
    arguments = [*FUNCTIONS[name].example.arguments]
    for number in range(len(arguments)):
        error = Fault("#DIV/0!")
        given = give(name, *arguments[:number], error, *arguments[number + 1 :])
        if name == "KPI_SCORES":
            assert given == VALUE  # one cell beside two
        else:
            assert given == error
            assert reason(name, *arguments[:number], error, *arguments[number + 1 :]) == "KPI701"


def test_a_formula_without_value_is_not_a_blank() -> None:
    assert give("KPI_SCORE", "SALES-3", Uncalculated("A1/B1")) == NA
    assert reason("KPI_SCORE", "SALES-3", Uncalculated("A1/B1")) == "KPI703"


def test_several_cells_where_one_is_asked_for_are_refused() -> None:
    assert give("KPI_SCORE", "SALES-3", (("97%", "98%"),)) == VALUE
    assert give("KPI_SCORE", (("SALES-3",),), (("97%",),)) == d("87.5")


@pytest.mark.parametrize("arguments", [(), ("SALES-3",), ("SALES-3", 1, 1, None, 1)])
def test_a_wrong_number_of_arguments_is_an_error_value(arguments: tuple[object, ...]) -> None:
    assert give("KPI_SCORE", *arguments) == VALUE
    assert reason("KPI_SCORE", *arguments) == "KPI704"


def test_an_unknown_kpi_is_never_the_nearest_one() -> None:
    assert give("KPI_SCORE", "SALES-33", "97%") == NA
    assert reason("KPI_SCORE", "SALES-33", "97%") == "KPI362"
    assert give("KPI_STATUS", "SALES-33", "97%") == NA


def test_feedback_tells_what_is_missing_or_that_nothing_is() -> None:
    assert "低 1 个百分点，失 1.56 分。改进方向：" in give("KPI_FEEDBACK", "SALES-3", "97%")
    assert "已达到目标" in give("KPI_FEEDBACK", "SALES-3", "98%")
    assert "on target" in give("KPI_FEEDBACK", "SALES-3", "98%", None, None, "en")
    assert "仅监测" in give("KPI_FEEDBACK", "D-SM1", 1)
    assert give("KPI_FEEDBACK", "SALES-3", "97%", None, None, "fr") == VALUE


def test_effective_weights_of_a_set_sum_to_one() -> None:
    for card in BOOK.cards:
        assert abs(sum(give("KPI_WEIGHT", rule.code) for rule in card.rules) - 1) < d("1e-20")


ONE_SIDED = [rule for rule in RULES if rule.measure not in (Measure.DEVIATION, Measure.OVERRUN)]


@pytest.mark.parametrize("rule", ONE_SIDED, ids=lambda rule: rule.code)
def test_a_better_actual_never_gets_a_worse_light(rule: KpiRule) -> None:
    order = ("未达标", "预警", "达标")
    own = 7.0 if rule.target is None else None
    ranks = [order.index(give("KPI_STATUS", rule.code, float(one), own)) for one in actuals(rule)]
    assert ranks == sorted(ranks, reverse=rule.scale.better is Better.LOWER)
