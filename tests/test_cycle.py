"""Months add up from raw numbers, as each rule says; a hole stays a hole."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from kpi.cycle import added_up, months_before, moved, quarter_to, year_to
from kpi.model import Actual, Entry, MonthsAdd, State, WeightPolicy
from kpi.numbers import rounded
from kpi.scoring import Judge
from tests.factories import POLICIES, SOMEBODY, d, rule, scale

NOT_APPLICABLE, BLANK = Actual(State.NOT_APPLICABLE), Actual(State.NOT_FILLED_IN)


def counted(top: object, bottom: object) -> Actual:
    return Actual(State.ENTERED, d(top) / d(bottom), d(top), d(bottom))


def alone(value: object) -> Actual:
    return Actual(State.ENTERED, d(value))


CONVERSION = rule(
    "SALES-7", target=d("0.2"), entry=Entry.RATIO, months_add=MonthsAdd.RATIO_OF_SUMS, scale=scale([(0, 0), (1, 100)]), weight=d(100)
)
MONTHS = [counted(2, 10), counted(5, 100), counted(30, 100)]


def total(actual: Actual) -> Decimal:
    judge = Judge((CONVERSION,), POLICIES, WeightPolicy.SHARE, ())
    found = judge.appraise(SOMEBODY, {"SALES-7": (actual, CONVERSION.target)}).total
    assert found is not None
    return found


def test_a_quarter_is_scored_from_its_counts_and_not_from_its_scores() -> None:
    pooled = added_up(CONVERSION, MONTHS)
    assert pooled is not None
    assert total(pooled) == Decimal("88.10")
    assert rounded(sum(map(total, MONTHS), Decimal(0)) / 3) == Decimal("75.00")


@pytest.mark.parametrize(
    ("months_add", "months", "value"),
    [
        (MonthsAdd.SUM, [alone(5), alone(7)], 12),
        (MonthsAdd.MEAN, [alone(80), NOT_APPLICABLE, alone(90)], 85),
        (MonthsAdd.LAST, [alone(80), alone(90), NOT_APPLICABLE], 90),
        (MonthsAdd.ROLLING_12, [counted(3, 60), counted(4, 50)], "0.08"),
        (MonthsAdd.RATIO_OF_SUMS, [counted(1, 4), NOT_APPLICABLE, counted(2, 4)], "0.375"),
        (MonthsAdd.RATIO_OF_SUMS, [NOT_APPLICABLE, alone("0.97")], "0.97"),  # nothing to pool it with
    ],
)
def test_months_add_up_as_the_rule_says(months_add: MonthsAdd, months: Sequence[Actual], value: object) -> None:
    found = added_up(rule(entry=Entry.RATIO, months_add=months_add), months)
    assert found is not None
    assert (found.state, found.value) == (State.ENTERED, d(value))


@pytest.mark.parametrize("months_add", MonthsAdd)
def test_a_month_that_was_not_filled_in_leaves_the_cycle_open(months_add: MonthsAdd) -> None:
    for hole in (BLANK, Actual(State.UNREADABLE)):
        found = added_up(rule(entry=Entry.RATIO, months_add=months_add), [counted(1, 2), hole])
        assert found == BLANK


@pytest.mark.parametrize("months_add", MonthsAdd)
def test_what_never_applied_does_not_apply_to_the_cycle(months_add: MonthsAdd) -> None:
    assert added_up(rule(months_add=months_add), [NOT_APPLICABLE] * 3) == NOT_APPLICABLE


def test_a_rate_without_its_counts_is_not_pooled_with_others() -> None:
    assert added_up(CONVERSION, [counted(1, 5), alone("0.3")]) is None


def test_growth_is_pooled_from_now_and_base() -> None:
    growing = rule(entry=Entry.GROWTH, months_add=MonthsAdd.RATIO_OF_SUMS)
    months = [Actual(State.ENTERED, d("0.5"), d(15), d(10)), Actual(State.ENTERED, d(0), d(30), d(30))]
    assert added_up(growing, months) == Actual(State.ENTERED, d("0.125"), d(45), d(40))


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert (moved("2026-12", 1), moved("2026-01", -13)) == ("2027-01", "2024-12")
    assert months_before("2026-02", 3) == ["2025-11", "2025-12", "2026-01"]
    assert quarter_to("2026-12") == ["2026-10", "2026-11", "2026-12"]
    assert (quarter_to("2026-04"), year_to("2026-02")) == (["2026-04"], ["2026-01", "2026-02"])
