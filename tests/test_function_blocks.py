"""Sheet functions over blocks of cells: the table Rules, whole columns, totals, grades."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.functions import why
from kpi.model import KpiRule
from kpi.tables import Dated, Fault, Uncalculated
from kpi.words import explain, sentences
from tests.calls import BOOK, NA, RULES, VALUE, actuals, give, reason, rules_table
from tests.factories import d

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
    sales = [rule for rule in RULES if rule.set == "SALES"]
    hundredths = {rule.code.replace("-", "_"): {"effective": float(rule.weight) / 100} for rule in sales}
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


NO_RULES = ["Rules", 5, ((1, 2), (3, 4)), (("代码", "指标"), ("SALES-3", "x")), [["代码"]]]


@pytest.mark.parametrize("table", NO_RULES)
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
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5),
    st.sampled_from(["97%", "不适用"]), st.builds(Fault, st.sampled_from(["#N/A", "#DIV/0!"])),
    st.builds(Dated, st.floats(0, 9e4)), st.dates(),
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
    "of the workbook": (
        ("Grade", "Name", "From (points)"), ("优", "甲", 90), ("良", "乙", 80), ("差", "丙", None),
    ),
    "blank rows": (("优", 90), (None, None), ("良", 80), ("差", None)),
}  # fmt: skip


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


# Reasons -----------------------------------------------------------------------

WRONG = {
    "KPI701": ("KPI_SCORE", "SALES-3", Fault("#N/A")),
    "KPI702": ("KPI_SCORE", "SALES-3", ((1, 2),)),
    "KPI703": ("KPI_SCORE", "SALES-3", Uncalculated("A1")),
    "KPI704": ("KPI_SCORE",),
    "KPI706": ("KPI_EXPLAIN", "SALES-3", "97%", None, None, "fr"),
    "KPI707": ("KPI_RULES", (("KPI", "Weight"), ("A" * 40_000, 1))),
    "KPI711": ("KPI_TARGET", "SALES-3", "Rules"),
    "KPI712": ("KPI_TARGET", "HEAD-2"),
    "KPI721": ("KPI_TOTAL", (1, 2), (1,)),
    "KPI722": ("KPI_TOTAL", (1, None), (1, 1)),
    "KPI723": ("KPI_TOTAL", (1, 1), (1, None)),
    "KPI724": ("KPI_TOTAL", ("x",), (1,)),
    "KPI725": ("KPI_TOTAL", (1,), ("x",)),
    "KPI726": ("KPI_TOTAL", (1,), (0,)),
    "KPI727": ("KPI_TOTAL", ("不适用",), (1,)),
    "KPI728": ("KPI_TOTAL", (1,), (1,), "x"),
    "KPI729": ("KPI_TOTAL", (1,), (1,), "基础加附加"),
    "KPI730": ("KPI_TOTAL", (1,), (1,), "fill"),
    "KPI731": ("KPI_TOTAL", (1,), (1,), None, (1.5,)),
    "KPI732": ("KPI_TOTAL", (1,), (1,), None, None, ("在途",)),
    "KPI733": ("KPI_TOTAL", (1,), (1,), None, None, None, "丢弃"),
    "KPI734": ("KPI_GRADE", 1, None, 0),
    "KPI735": ("KPI_FEEDBACKS", "优点", ("SALES-3",), (1,)),
    "KPI741": ("KPI_GRADE", "x"),
    "KPI742": ("KPI_GRADE", 1, "x"),
    "KPI743": ("KPI_GRADE", 1, (("A", 90), ("B", "x"))),
    "KPI744": ("KPI_GRADE", 1, (("A", 90), ("B", 90))),
    "KPI745": ("KPI_GRADE", 1, (("A", 90), ("B", 80))),
}
OF_COMMANDS = {"KPI705", "KPI751"}


@pytest.mark.parametrize("code", WRONG)
def test_every_reason_says_in_both_languages_what_is_wrong_and_what_to_do(code: str) -> None:
    name, *arguments = WRONG[code]
    found = why(name, arguments, BOOK)
    assert found is not None
    assert found.code == code
    for language in ("zh", "en"):
        assert "{" not in explain(found, language, {})
        assert "|" in sentences()[code][language]


def test_no_reason_is_left_without_a_call_that_gives_it() -> None:
    assert {code for code in sentences() if code.startswith("KPI7")} == WRONG.keys() | OF_COMMANDS
