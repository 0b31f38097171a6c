"""From the cells of an entry to points, against the same sum in exact fractions, written from scoring.md alone."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.model import Better, Curve, Entry, KpiRule, Measure, State, Unit
from kpi.problems import Place
from kpi.reading import read_actual
from kpi.scoring import score
from kpi.tables import Value
from tests.factories import d, rule, scale

AWAY = (Measure.DEVIATION, Measure.OVERRUN)
TWELVE = 10**12
steady = settings(max_examples=400, derandomize=True, database=None)
hundredths = st.integers(0, 300).map(lambda n: Fraction(n, 100))
targets = st.sampled_from((Fraction(1, 20), Fraction(98, 100), Fraction(3), Fraction(7, 10), Fraction(80)))


@st.composite
def rules(draw: st.DrawFn) -> KpiRule:
    """Any measure on any scale; jumps and flat parts are as likely as slopes."""
    measure = draw(st.sampled_from(Measure))
    better = Better.LOWER if measure in AWAY else draw(st.sampled_from(Better))
    curve = draw(st.sampled_from(Curve))
    size = draw(st.integers(2, 6))
    xs = sorted(draw(st.lists(st.integers(0, 12), min_size=size, max_size=size)), reverse=better is Better.LOWER)
    ys = sorted(draw(st.lists(st.integers(-2, 12), min_size=size, max_size=size)))
    knots = [(d(x) / 10, y * 10) for x, y in zip(xs, ys, strict=True)]
    entry = draw(st.sampled_from((Entry.VALUE, Entry.RATIO)))
    made = scale(knots, better=better.value, curve=curve.value)
    return rule(measure=measure, scale=made, unit=Unit.RATE, entry=entry, target=None)


def by_fractions(one: KpiRule, actual: Fraction, target: Fraction) -> Fraction:
    """scoring.md, section 3, without our code: measure, twelve decimals, knots reached, straight line."""
    x = {
        Measure.VALUE: actual,
        Measure.ATTAINMENT: actual / target,
        Measure.DEVIATION: abs(actual / target - 1),
        Measure.OVERRUN: actual / target - 1,
    }[one.measure]
    x = Fraction(round(x * TWELVE), TWELVE)
    sign = 1 if one.scale.better is Better.HIGHER else -1
    knots = [(sign * Fraction(knot.x), Fraction(knot.points)) for knot in one.scale.knots]
    reached = [knot for knot in knots if knot[0] <= sign * x]
    ahead = [knot for knot in knots if knot[0] > sign * x]
    if one.scale.curve is Curve.STEPS:
        return reached[-1][1] if reached else Fraction(0)
    if not reached or not ahead:
        return (reached or ahead)[-1 if reached else 0][1]
    (left, low), (right, high) = reached[-1], ahead[0]
    return low + (sign * x - left) * (high - low) / (right - left)


def points(one: KpiRule, first: Value, second: Value, target: Fraction) -> float:
    actual, problems = read_actual(one, first, second, Place(), Place())
    assert actual.state is State.ENTERED, problems
    assert actual.value is not None
    return float(score(one, actual.value, d(target.numerator) / d(target.denominator)))


@steady
@given(rules(), hundredths, targets)
def test_points_of_a_number(one: KpiRule, actual: Fraction, target: Fraction) -> None:
    expected = float(by_fractions(one, actual, target))
    assert points(one, float(actual), None, target) == pytest.approx(expected, abs=1e-9)


@steady
@given(rules(), st.integers(0, 500), st.integers(1, 400), targets)
def test_points_of_two_counts(one: KpiRule, top: int, bottom: int, target: Fraction) -> None:
    divided = rule(measure=one.measure, scale=one.scale, unit=Unit.RATE, entry=Entry.RATIO, target=None)
    expected = float(by_fractions(one, Fraction(top, bottom), target))
    assert points(divided, float(top), float(bottom), target) == pytest.approx(expected, abs=1e-9)


@steady
@given(rules(), st.integers(0, 3000), targets, st.sampled_from(("{}%", " {} %", "{}％", "+{}%")))
def test_points_of_a_rate_written_as_text(one: KpiRule, tenths: int, target: Fraction, form: str) -> None:
    text = form.format(f"{tenths // 10}.{tenths % 10}")
    wide = text.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    expected = float(by_fractions(one, Fraction(tenths, 1000), target))
    for typed in (text, wide):
        assert points(one, typed, None, target) == pytest.approx(expected, abs=1e-9)


@steady
@given(rules(), targets, st.integers(1, 999))
def test_a_limit_is_met_by_whatever_counts_divide_to_it(one: KpiRule, target: Fraction, bottom: int) -> None:
    """0.98 × 7 ÷ 7 in floats is not 0.98; the sheet shows 98 % all the same."""
    divided = rule(measure=one.measure, scale=one.scale, unit=Unit.RATE, entry=Entry.RATIO, target=None)
    for knot in one.scale.knots:
        actual = _reaching(one.measure, Fraction(knot.x), target)
        if actual < 0:
            continue
        top = float(actual) * bottom  # with the noise of a sheet
        best = max(other.points for other in one.scale.knots if other.x == knot.x)
        assert points(divided, top, float(bottom), target) == pytest.approx(float(best), abs=1e-9)


def _reaching(measure: Measure, x: Fraction, target: Fraction) -> Fraction:
    match measure:
        case Measure.VALUE:
            return x
        case Measure.ATTAINMENT:
            return x * target
        case Measure.DEVIATION:
            return (1 - x) * target
        case Measure.OVERRUN:
            return (1 + x) * target


@steady
@given(rules(), hundredths, targets)
def test_a_deviation_counts_on_both_sides_and_an_overrun_on_one(one: KpiRule, x: Fraction, target: Fraction) -> None:
    over, under = (float((1 + sign * x) * target) for sign in (1, -1))
    if one.measure is Measure.DEVIATION and x <= 1:
        assert points(one, over, None, target) == pytest.approx(points(one, under, None, target), abs=1e-9)
    if one.measure is Measure.OVERRUN and x <= 1:
        assert points(one, under, None, target) >= points(one, float(target), None, target) - 1e-9
        assert points(one, float(target), None, target) >= points(one, over, None, target) - 1e-9
