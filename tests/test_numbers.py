"""Numbers: 15 digits in, two decimals out, text both ways."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model import LANGUAGES, Language, Unit
from kpi.numbers import LARGEST, as_shown, exact, from_text, rounded, settled, shown

FOUR_DIGITS = st.integers(-9999, 9999).flatmap(
    lambda n: st.integers(0, 4).map(lambda places: Decimal(n).scaleb(-places))
)


def test_a_sheet_and_the_engine_see_the_same_side_of_a_limit() -> None:
    assert 1.05 - 1 > 0.05
    assert exact(1.05 - 1) <= Decimal("0.05")


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_fifteen_digits(value: float) -> None:
    digits = exact(value).normalize().as_tuple().digits
    assert len(digits) <= 15
    assert math.isclose(float(exact(value)), value, rel_tol=1e-14)


@pytest.mark.parametrize(("value", "seen"), [(3, "3"), (10**16 + 7, "10000000000000000"), (-0.0, "0")])
def test_whole_numbers_are_brought_to_fifteen_digits_too(value: float, seen: str) -> None:
    assert exact(value) == Decimal(seen)
    assert str(exact(-0.0)) == "0"


def test_a_growth_that_a_cell_has_worked_out_is_told_as_the_engine_tells_it() -> None:
    growth = exact(827 / 800 - 1)
    assert growth < Decimal("0.03375")
    assert as_shown(growth, Unit.RATE, Decimal("0.01")) == as_shown(Decimal("0.03375"), Unit.RATE, Decimal("0.01"))
    assert shown(growth, Unit.RATE, "en") == "3.375%"


def test_a_third_of_three_is_one_again() -> None:
    assert Decimal(1) / 3 * 3 != 1
    assert settled(Decimal(1) / 3 * 3) == 1


def test_numbers_too_large_for_decimals_settle_as_they_are() -> None:
    huge = Decimal("1e300")
    assert settled(huge) == huge
    assert settled(LARGEST) == LARGEST


@pytest.mark.parametrize(
    ("points", "seen"),
    [
        ("2.675", "2.68"),
        ("-2.675", "-2.68"),
        ("66.66499999999999999999999999", "66.67"),
        ("66.6649", "66.66"),
        ("109.995", "110.00"),
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
    ],
)
def test_points_are_rounded_once_half_away_from_zero(points: str, seen: str) -> None:
    assert str(rounded(Decimal(points))) == seen


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("0.97", Unit.RATE, "97%", "97%"),
        ("0.005", Unit.RATE, "0.5%", "0.5%"),
        ("0.123456789", Unit.RATE, "12.3457%", "12.3457%"),
        ("2", Unit.HOURS, "2 小时", "2 h"),
        ("3.000", Unit.DAYS, "3 天", "3 d"),
        ("3", Unit.MULTIPLE, "3", "3"),
        ("5000", Unit.COUNT, "5,000", "5,000"),
        ("1200.50", Unit.COUNT, "1,200.5", "1,200.5"),
        ("90", Unit.POINTS, "90", "90"),
        ("1.5", Unit.PERCENTAGE_POINTS, "1.5 个百分点", "1.5 pp"),
        ("1", Unit.DONE, "完成", "done"),
        ("0", Unit.DONE, "未完成", "not done"),
        ("-0.000001", Unit.COUNT, "0", "0"),
        ("2.00005", Unit.MULTIPLE, "2.0001", "2.0001"),  # halves go up, as everywhere
        ("0.0000005", Unit.RATE, "0.0001%", "0.0001%"),
    ],
)
def test_numbers_are_shown_as_people_write_them(value: str, unit: Unit, zh: str, en: str) -> None:
    assert shown(Decimal(value), unit, "zh") == zh
    assert shown(Decimal(value), unit, "en") == en


@given(FOUR_DIGITS, st.sampled_from(Unit), st.sampled_from(LANGUAGES))
def test_what_is_shown_reads_back(value: Decimal, unit: Unit, language: Language) -> None:
    assert from_text(shown(value, unit, language), unit) == value


@given(st.decimals(-LARGEST, LARGEST, allow_nan=False), st.sampled_from(Unit))
def test_every_number_can_be_shown(value: Decimal, unit: Unit) -> None:
    assert "E" not in shown(value, unit, "zh")
