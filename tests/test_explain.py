"""A score as a sum in words: a calculator that knows nothing of us gets the same from its numbers."""

import re
from fractions import Fraction

import pytest

from kpi.model import KpiRule, Measure
from kpi.scoring import score, target_in_cycle
from kpi.tables import Fault
from tests.calls import RULES, actuals, give, reason
from tests.factories import d

NUMBER = r"−?\d[\d,]*(?:\.\d+)?%?"
EQUATION = re.compile(rf"([\d(|−][\d.,%−+×÷()| ]*÷[\d.,%−+×÷()| ]*?) [=≈] ({NUMBER})")


def worth(sum_in_words: str) -> Fraction:
    """An expression as a person would type it into a calculator."""
    plain = sum_in_words.replace(",", "").replace("−", "-").replace("×", "*").replace("÷", "/")
    plain = re.sub(r"\|([^|]*)\|", r"abs(\1)", plain)
    plain = re.sub(r"(\d+(?:\.\d+)?)(%?)", lambda n: f'(F("{n[1]}"){"/100" if n[2] else ""})', plain)
    return eval(plain, {"F": Fraction, "abs": abs})


def told_score(text: str) -> Fraction:
    """The last number of the sentence on the score."""
    sentence = re.split(r"。|\.(?= |$)", re.split(r"(?:(?<!加权)得分|score) = ", text)[1])[0]
    return worth(re.findall(NUMBER, sentence)[-1])


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
        told = told_score(text)
        assert abs(told - Fraction(expected)) < 1e-9, text
        found = EQUATION.findall(text)
        assert all(abs(worth(left) - worth(right)) < 1e-9 for left, right in found), text
        if " × (" not in text:  # flat: the score is that of a knot that is named
            assert told in {Fraction(knot.points) for knot in rule.scale.knots} | {0}
        if rule.measure is not Measure.VALUE:
            assert any(text.count(right) > 1 for _, right in found), text  # what is measured goes on
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
