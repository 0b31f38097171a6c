"""What KPI_RULES gives stands for the table Rules: the same answers, and no others."""

import pytest

from kpi.problems import Problem
from kpi.rule_text import LONGEST, MARK, table_of, told
from kpi.tables import Dated, Fault, Uncalculated
from tests.calls import BOOK, RULES, actuals, give, reason, rules_table

ODD = {
    "SALES_3": {"target": 0.9, "x1": 0.5, "x2": 0.9},
    "SALES_5": {"target": Fault("#N/A")},
    "HEAD_1": {"weight": "much"},
    "EVENT_1": {"x1": Dated(45000.0)},
    "SERVICE_1": {"target": Uncalculated("A1*2")},
    "SALES_6": {"event": True},
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("changes", [{}, ODD], ids=["as packaged", "odd cells"])
def test_every_function_answers_by_the_text_as_by_the_table(language: str, changes) -> None:
    table = rules_table(BOOK, language, **changes)
    text = give("KPI_RULES", table)
    assert isinstance(text, str)
    for rule in RULES:
        for name in ("KPI_TARGET", "KPI_WEIGHT"):
            assert give(name, rule.code, text) == give(name, rule.code, table)
            assert reason(name, rule.code, text) == reason(name, rule.code, table)
        actual = float(actuals(rule)[0])
        for name in ("KPI_SCORE", "KPI_STATUS", "KPI_EXPLAIN", "KPI_FEEDBACK"):
            assert give(name, rule.code, actual, None, text) == give(name, rule.code, actual, None, table)
            assert reason(name, rule.code, actual, None, text) == reason(name, rule.code, actual, None, table)


def test_a_change_of_one_cell_changes_the_text() -> None:
    assert give("KPI_RULES", rules_table(BOOK, "zh")) != give("KPI_RULES", rules_table(BOOK, "zh", SALES_3={"x1": 0.91}))


def test_a_table_that_does_not_fit_into_a_cell_is_refused() -> None:
    table = rules_table(BOOK, "en")
    assert isinstance(told(table), str)
    long = told((*table, *table[1:]))
    assert isinstance(long, Problem)
    assert long.code == "KPI707"
    assert len(str(told(table))) < LONGEST < int(long.facts["found"])


@pytest.mark.parametrize("text", [MARK, f"{MARK}[[1,", f'{MARK}[[{{"Odd":1}}]]', "SALES-3"])
def test_a_text_that_is_no_table_is_no_table(text: str) -> None:
    assert table_of(text) == text
    assert reason("KPI_SCORE", "SALES-3", 0.97, None, text) == "KPI711"


def test_a_blank_table_means_the_packaged_rules() -> None:
    assert give("KPI_SCORE", "SALES-3", 0.97, None, give("KPI_RULES", ((None,),))) == give("KPI_SCORE", "SALES-3", 0.97)
