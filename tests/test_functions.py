"""The sheet functions: what a cell shows for good and for odd arguments, and that examples are true."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from factories import d
from hypothesis import given
from hypothesis import strategies as st
from rule_tables import rules_table

from kpi.cli.functions import printed
from kpi.functions import FUNCTIONS, call, why
from kpi.model import Better, KpiRule, Measure
from kpi.rule_files import packaged_book
from kpi.scoring import score, target_in_cycle
from kpi.sheet_function import LONGEST_HELP, Example, declared
from kpi.tables import Dated, Fault, Uncalculated

BOOK = packaged_book(date(2026, 11, 30))
RULES = [rule for card in BOOK.cards for rule in card.rules]
NA, VALUE = Fault("#N/A"), Fault("#VALUE!")


def give(name: str, *arguments: object, language: str = "zh") -> object:
    return call(name, arguments, BOOK, language)


def reason(name: str, *arguments: object) -> str:
    found = why(name, arguments, BOOK)
    return found.code if found else ""


# Declared once -----------------------------------------------------------------


def test_all_functions_of_the_design_are_declared() -> None:
    kpi = ("KPI_SCORE", "KPI_STATUS", "KPI_EXPLAIN", "KPI_FEEDBACK", "KPI_TARGET", "KPI_WEIGHT")
    assert tuple(FUNCTIONS) == (*kpi, "KPI_TOTAL", "KPI_GRADE", "KPI_SCORES")


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


# The sum in words --------------------------------------------------------------

NUMBER = r"−?\d[\d,]*(?:\.\d+)?%?"
EQUATION = re.compile(rf"([\d(|−][\d.,%−+×÷()| ]*÷[\d.,%−+×÷()| ]*?) [=≈] ({NUMBER})")


def worth(sum_in_words: str) -> Fraction:
    """An expression as a person would type it into a calculator."""
    plain = sum_in_words.replace(",", "").replace("−", "-").replace("×", "*").replace("÷", "/")
    plain = re.sub(r"\|([^|]*)\|", r"abs(\1)", plain)
    plain = re.sub(r"(\d+(?:\.\d+)?)(%?)", lambda n: f'(F("{n[1]}"){"/100" if n[2] else ""})', plain)
    return eval(plain, {"F": Fraction, "abs": abs})


def told_score(text: str) -> tuple[list[str], Fraction]:
    """All numbers of the sentence on the score, and the score itself."""
    sentence = re.split(r"。|\.(?= |$)", re.split(r"(?:(?<!加权)得分|score) = ", text)[1])[0]
    numbers = re.findall(NUMBER, sentence)
    return numbers, worth(numbers[-1])


def actuals(rule: KpiRule) -> list[Decimal]:
    """Actuals on every stretch of the curve that the bounds allow, some with no end in their quotient."""
    target = target_in_cycle(rule, "", (), None) or d(7)
    xs = [knot.x for knot in rule.scale.knots]
    spread = [min(xs), max(xs), *((a * 2 + b) / 3 for a, b in zip(xs, xs[1:], strict=False)), max(xs) * d("1.07")]
    if rule.measure is Measure.ATTAINMENT:
        spread = [x * target for x in spread]
    elif rule.measure is not Measure.VALUE:
        spread = [(1 + x) * target for x in spread] + [(1 - x) * target for x in spread]
    typed = {Decimal(format(float(one), ".15g")) for one in [*spread, d("0.7"), d("0.333333333333333")]}
    low, high = rule.lowest, rule.highest
    return [one for one in sorted(typed) if (low is None or one >= low) and (high is None or one <= high)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_numbers_in_the_words_recompute_the_score(rule: KpiRule, language: str) -> None:
    target = target_in_cycle(rule, "", (), None)
    own = 7.0 if target is None and rule.measure.needs_target else None
    total = sum(one.weight for one in RULES if one.set == rule.set)
    tried = actuals(rule)
    assert len(tried) >= 3
    for actual in tried:
        text = give("KPI_EXPLAIN", rule.code, float(actual), own, None, language)
        expected = score(rule, actual, d(own) if own else target)
        numbers, told = told_score(text)
        assert abs(told - Fraction(expected)) < 1e-9, text
        found = EQUATION.findall(text)
        assert all(abs(worth(left) - worth(right)) < 1e-9 for left, right in found), text
        if " × (" not in text:  # flat: the score is that of a knot that is named
            assert told in {Fraction(knot.points) for knot in rule.scale.knots} | {0}
        if rule.measure is not Measure.VALUE:
            x = worth(numbers[0])
            assert any(worth(right) == x for _, right in found), text
        if rule.weight:
            assert abs(worth(found[-1][1]) - told * Fraction(rule.weight) / Fraction(total)) < 1e-9, text


def test_the_words_name_gap_limit_and_knots_of_a_rate() -> None:
    text = give("KPI_EXPLAIN", "HEAD-3", "108%", None, None, "zh")
    assert "完成值 108%，目标 100%（偏差不超过 5% 得 100 分），超出 3 个百分点。" in text
    assert "8% 介于 15%（0 分）与 5%（100 分）之间" in text


def test_a_target_of_a_quarter_is_spread_over_its_months_in_words() -> None:
    text = give("KPI_EXPLAIN", "D-SM1", 2, language="zh")
    assert "目标覆盖 3 个月，折合每月 10 ÷ 3 ≈ 3.333333333333。" in text
    assert give("KPI_SCORE", "D-SM1", 2) == d("60")


def test_the_words_say_why_there_is_no_score() -> None:
    assert "待定目标" in give("KPI_EXPLAIN", "HEAD-2", 1)
    assert "98%" in give("KPI_EXPLAIN", "SALES-3", 98)
    assert reason("KPI_EXPLAIN", "HEAD-2", 1) == "KPI712"
    assert give("KPI_EXPLAIN", "SALES-3", Fault("#REF!")) == Fault("#REF!")


def test_a_pass_line_is_told_and_seen_in_the_state() -> None:
    assert "达标线 95%" in give("KPI_EXPLAIN", "HEAD-1", "96%")
    assert give("KPI_STATUS", "HEAD-1", "96%") == "达标"
    assert give("KPI_STATUS", "HEAD-1", "94%") == "预警"


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


@pytest.mark.parametrize("odd", [True, date(2026, 11, 2), datetime(2026, 11, 2, 1, 3), Dated(1.5), "很好", "1.2.3"])
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


# The workbook's own rules ------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_table_of_a_workbook_gives_what_the_packaged_rules_give(rule: KpiRule, language: str) -> None:
    table = rules_table(BOOK, language)
    for actual in actuals(rule)[:3]:
        plain = give("KPI_SCORE", rule.code, float(actual))
        assert give("KPI_SCORE", rule.code, float(actual), None, table) == plain
    assert give("KPI_TARGET", rule.code, table) == give("KPI_TARGET", rule.code)
    assert give("KPI_WEIGHT", rule.code, table) == give("KPI_WEIGHT", rule.code)


def test_a_changed_threshold_changes_the_score() -> None:
    table = rules_table(BOOK, "zh", SALES_3={"x1": 0.94})
    assert give("KPI_SCORE", "SALES-3", "97%", None, table) == d(75)
    assert give("KPI_SCORE", "SALES-3", "97%") == d("87.5")


def test_a_changed_weight_changes_the_whole_set() -> None:
    table = rules_table(BOOK, "zh", SALES_3={"weight": 35})
    assert give("KPI_WEIGHT", "SALES-3", table) == d("0.25")
    assert "本组权重合计 140" in give("KPI_EXPLAIN", "SALES-1", "97%", None, table)


def test_the_language_of_the_table_is_that_of_the_words() -> None:
    table = rules_table(BOOK, "en")
    assert give("KPI_STATUS", "SALES-3", "97%", None, table) == "warning"
    assert give("KPI_EXPLAIN", "SALES-3", "97%", None, table).startswith("On-time collection rate")
    assert give("KPI_EXPLAIN", "SALES-3", "97%", None, table, "中文").startswith("回款及时率")


def test_weights_counted_in_hundredths_are_taken_from_the_table() -> None:
    hundredths = {
        rule.code.replace("-", "_"): {"effective": float(rule.weight) / 100} for rule in RULES if rule.set == "SALES"
    }
    table = rules_table(BOOK, "zh", **hundredths)
    assert give("KPI_WEIGHT", "SALES-3", table) == d("0.15")
    assert "按百分之一计入，有效权重 = 15 ÷ 100 = 15%" in give("KPI_EXPLAIN", "SALES-3", "97%", None, table)
    assert give("KPI_WEIGHT", "SERVICE-1", table) == d(20) / d(120)


def test_a_tick_box_in_the_table_is_not_taken_for_the_one_that_stood_there_before() -> None:
    one, tick = (rules_table(BOOK, "zh", SALES_3={"y1": cell}) for cell in (1.0, True))
    assert give("KPI_SCORE", "SALES-3", "90%", None, one) == d(1)
    assert give("KPI_SCORE", "SALES-3", "90%", None, tick) == NA


def test_a_broken_rule_stops_only_its_own_kpi() -> None:
    table = rules_table(BOOK, "zh", SALES_3={"x1": "九成"}, SALES_4={"weight": "多"})
    assert reason("KPI_SCORE", "SALES-3", "97%", None, table) == "KPI506"
    assert give("KPI_SCORE", "SALES-1", "97%", None, table) == d(97)
    assert reason("KPI_WEIGHT", "SALES-1", table) == "KPI506"  # the sum of the set is not known
    assert give("KPI_WEIGHT", "SERVICE-1", table) == d(20) / d(120)
    assert give("KPI_STATUS", "SALES-3", "97%", None, table) == NA


@pytest.mark.parametrize("table", ["Rules", 5, ((1, 2), (3, 4)), (("代码", "指标"), ("SALES-3", "x")), [["代码"]]])
def test_something_else_than_the_table_of_rules_is_refused(table: object) -> None:
    assert give("KPI_SCORE", "SALES-3", "97%", None, table) == VALUE
    assert reason("KPI_SCORE", "SALES-3", "97%", None, table) == "KPI711"


def test_a_table_with_an_error_value_in_it_is_still_read() -> None:
    table = rules_table(BOOK, "zh", SALES_4={"definition": Fault("#REF!")})
    assert give("KPI_SCORE", "SALES-3", "97%", None, table) == d("87.5")


def test_a_table_is_read_once_for_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    from kpi import rule_block

    reads = []
    read = rule_block.read_rules
    monkeypatch.setattr(rule_block, "read_rules", lambda *given: reads.append(1) or read(*given))
    for n in range(20):  # a host makes new cells for every call
        table = rules_table(BOOK, "zh", SALES_5={"weight": 11})
        give("KPI_SCORE", "SALES-3", 0.9 + n / 1000, None, table)
    assert len(reads) == 1


# A whole column ----------------------------------------------------------------

CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5), st.sampled_from(["97%", "不适用"]),
    st.builds(Fault, st.sampled_from(["#N/A", "#DIV/0!"])), st.builds(Dated, st.floats(0, 9e4)), st.dates(),
)  # fmt: skip
CODES = st.one_of(st.sampled_from([rule.code for rule in RULES]), CELLS)


@given(st.lists(st.tuples(CODES, CELLS, CELLS), min_size=1, max_size=6))
def test_a_column_gives_what_its_rows_give(rows: list[tuple[object, object, object]]) -> None:
    kpis, cells, targets = (tuple((cell,) for cell in column) for column in zip(*rows, strict=True))
    assert give("KPI_SCORES", kpis, cells, targets) == tuple((give("KPI_SCORE", *row),) for row in rows)


def test_a_column_keeps_its_shape_and_its_blank_rows() -> None:
    given = give("KPI_SCORES", (("SALES-3", None), ("x", "SERVICE-1")), (("97%", 1), (1, 3)))
    assert given == ((d("87.5"), ""), (NA, d(50)))
    assert give("KPI_SCORES", (("SALES-3",), (None,)), (("97%",),)) == VALUE


# Totals and grades -------------------------------------------------------------

SCORES, WEIGHTS = (90, 100, 95, 80, 100, 110, 70), (40, 20, 15, 15, 10, 10, 10)


def test_a_total_by_share_and_by_points() -> None:
    assert give("KPI_TOTAL", SCORES, WEIGHTS) == d("91.875")
    assert give("KPI_TOTAL", SCORES, WEIGHTS, "按满分") == d("110.25")


def test_what_does_not_apply_shares_its_weight_out() -> None:
    assert give("KPI_TOTAL", (90, "不适用", 80), (60, 20, 20)) == d("87.5")
    assert give("KPI_TOTAL", (90, "N/A", 80), (60, 30, 30), "points") == d(104)  # 7800 ÷ 90 × 120 ÷ 100


def test_a_missing_score_is_never_left_out() -> None:
    assert give("KPI_TOTAL", (90, None, 80), (60, 20, 20)) == NA
    assert reason("KPI_TOTAL", (90, "", 80), (60, 20, 20)) == "KPI722"
    assert give("KPI_TOTAL", (90, None, 80), (60, 0, 40)) == d(86)  # weight 0 is monitored only
    assert give("KPI_TOTAL", (None, None), (None, "")) == ""


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (((1, 2), (1, 2, 3)), "KPI721", VALUE),
        (((90, 80), (60, None)), "KPI723", NA),
        (((90, "好"), (60, 40)), "KPI724", VALUE),
        (((90, True), (60, 40)), "KPI724", VALUE),
        (((90, 80), (60, -1)), "KPI725", VALUE),
        (((90, 80), (0, 0)), "KPI726", NA),
        (((90, "不适用"), (59, 41)), "KPI727", NA),
        (((90, "不适用"), (60, 40)), "", d(90)),
        (((90, 80), (60, 40), "均分"), "KPI728", VALUE),
        (((90, 80), (60, 40), "base_and_extra"), "KPI729", VALUE),
        (((90, 80), (60, 30), "fill"), "KPI730", VALUE),
        (((90, 80), (60, 40), "补足一百"), "", d(86)),
    ],
)
def test_what_makes_no_total_is_told(arguments: tuple[object, ...], code: str, shown: object) -> None:
    assert give("KPI_TOTAL", *arguments) == shown
    assert reason("KPI_TOTAL", *arguments) == code


@pytest.mark.parametrize(
    ("total", "letter"),
    [(121, "S"), (110, "S"), (109.995, "S"), (109.99, "A"), (100, "A"), (99.99, "B"), (84.99, "C"), (70, "C"),
     (69.99, "D"), (-1, "D"), ("", ""), (None, "")],
)  # fmt: skip
def test_a_grade_is_read_off_the_total_as_shown(total: object, letter: str) -> None:
    assert give("KPI_GRADE", total) == letter


TABLES = {
    "pairs": (("优", 90), ("良", 80), ("差", None)),
    "worst first": (("差", None), ("良", 80), ("优", 90)),
    "headed": (("等级", "起点（分）"), ("优", 90), ("良", 80), ("差", "")),
    "own headers": (("档次", "分数线"), ("优", "90"), ("良", "80"), ("差", None)),
    "of the workbook": (("Grade", "Name", "From (points)"), ("优", "甲", 90), ("良", "乙", 80), ("差", "丙", None)),
    "blank rows": (("优", 90), (None, None), ("良", 80), ("差", None)),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_own_grades_count_in_any_order_with_or_without_headers(table: object) -> None:
    assert [give("KPI_GRADE", total, table) for total in (90, 89.994, 80, 0)] == ["优", "良", "良", "差"]


@pytest.mark.parametrize(
    ("table", "code", "shown"),
    [
        ((("A", 90), ("B", "eighty")), "KPI743", VALUE),
        (((None, 90), ("B", 80)), "KPI743", VALUE),
        ((("A", 90), ("B", 90)), "KPI744", VALUE),
        ((("A", 90), ("A", 80)), "KPI352", VALUE),
        ((("A",), ("B",)), "KPI742", VALUE),
        ((("A", 90), ("B", 80)), "KPI745", NA),
    ],
)
def test_grades_that_nobody_can_tell_apart_are_refused(table: object, code: str, shown: object) -> None:
    assert give("KPI_GRADE", 10, table) == shown
    assert reason("KPI_GRADE", 10, table) == code


def test_a_grade_of_text_is_an_error_value() -> None:
    assert give("KPI_GRADE", "数据不足") == VALUE
    assert reason("KPI_GRADE", "数据不足") == "KPI741"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_better_actual_never_gets_a_worse_light(rule: KpiRule) -> None:
    if rule.measure in (Measure.DEVIATION, Measure.OVERRUN):
        pytest.skip("a band has no better side")
    order = ("未达标", "预警", "达标")
    tried = actuals(rule)
    states = [give("KPI_STATUS", rule.code, float(one), 7.0 if rule.target is None else None) for one in tried]
    ranks = [order.index(state) for state in states]
    assert ranks == sorted(ranks, reverse=rule.scale.better is Better.LOWER)
