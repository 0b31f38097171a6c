"""From an actual to points, lights and grades: the vectors of scoring.md, and what must always hold."""

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model import (
    Better,
    Curve,
    Knot,
    KpiRule,
    Light,
    Measure,
    MonthsAdd,
    RoleTarget,
    RuleBook,
    Scale,
)
from kpi.numbers import rounded
from kpi.schema import rule_book
from kpi.scoring import (
    grade,
    light,
    measured,
    met_at,
    on_scale,
    score,
    target_in_cycle,
)
from tests.factories import CAPPED, GRADES, LIMIT_5_TO_10, POLICIES, d, rule, scale

VECTORS = tomllib.loads((Path(__file__).parent / "vectors" / "scoring.toml").read_text(encoding="utf-8"))
STEP = Decimal("0.000001")


def shipped() -> list[KpiRule]:
    book = rule_book(date(2026, 11, 30))
    assert isinstance(book, RuleBook)
    return [one for card in book.cards for one in card.rules]


SHIPPED = shipped()
CODES = [one.code for one in SHIPPED]


# Vectors -----------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["scale"], ids=lambda vector: vector["name"])
def test_every_method_gives_the_points_of_the_paper(vector: dict[str, object]) -> None:
    one = rule(
        measure=Measure(vector["measure"]),
        scale=scale(vector["knots"], vector["better"], vector.get("curve", "line")),  # type: ignore[arg-type]
    )
    target = Decimal(str(vector["target"])) if "target" in vector else None
    pairs: Sequence[tuple[str, str]] = vector["points"]  # type: ignore[assignment]
    for actual, points in pairs:
        found = score(one, Decimal(actual), target)
        places = -Decimal(points).as_tuple().exponent  # type: ignore[operator]
        assert round(found, places) == Decimal(points), actual


@pytest.mark.parametrize(("total", "letter"), VECTORS["grade"][0]["letters"])
def test_a_grade_is_read_off_the_total_as_shown(total: str, letter: str) -> None:
    found = grade(Decimal(total), GRADES)
    assert found is not None
    assert found.letter == letter


# Scales ------------------------------------------------------------------------


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """A valid scale: worst first, points never falling, jumps allowed on a line."""
    curve = draw(st.sampled_from(Curve))
    better = draw(st.sampled_from(Better))
    least = 1 if curve is Curve.STEPS else 2
    decimals = st.integers(-2000, 2000).map(lambda n: Decimal(n) / 100)
    xs = sorted(draw(st.lists(decimals, min_size=least, max_size=6)), reverse=better is Better.LOWER)
    ys = sorted(draw(st.lists(st.integers(0, 120), min_size=len(xs), max_size=len(xs))))
    return Scale(curve=curve, better=better, knots=tuple(map(Knot, xs, map(Decimal, ys))))


MEASURES = st.decimals(-25, 25, places=4)


@given(scales(), MEASURES, MEASURES)
def test_a_better_actual_never_scores_less(one: Scale, x: Decimal, y: Decimal) -> None:
    better, worse = (x, y) if one.better.reaches(x, y) else (y, x)
    assert on_scale(one, better) >= on_scale(one, worse)


@given(scales())
def test_a_limit_that_is_reached_is_met(one: Scale) -> None:
    for knot in one.knots:
        assert on_scale(one, knot.x) == max(other.points for other in one.knots if other.x == knot.x)


@given(scales(), MEASURES)
def test_a_scale_is_flat_beyond_its_knots(one: Scale, x: Decimal) -> None:
    first, last = one.knots[0], one.knots[-1]
    points = on_scale(one, x)
    if one.better.reaches(x, last.x):
        assert points == last.points
    elif one.better.reaches(first.x, x) and x != first.x:
        assert points == (0 if one.curve is Curve.STEPS else first.points)


@given(scales(), MEASURES)
def test_a_scale_runs_as_its_native_formula_does(one: Scale, x: Decimal) -> None:
    """scoring.md, section 9, written out with floats."""
    b = 1 if one.better is Better.HIGHER else -1
    v = round(b * float(x), 12)
    xs, ys = [float(knot.x) for knot in one.knots], [float(knot.points) for knot in one.knots]
    p = sum(round(b * knot, 12) <= v for knot in xs)
    if one.curve is Curve.STEPS:
        points = ys[p - 1] if p else 0.0
    elif p in (0, len(xs)):
        points = ys[0] if p == 0 else ys[-1]
    else:
        points = ys[p - 1] + (v - b * xs[p - 1]) * (ys[p] - ys[p - 1]) / (b * xs[p] - b * xs[p - 1])
    assert abs(float(on_scale(one, x)) - points) < 1e-9


@given(scales())
def test_met_at_is_where_a_hundred_points_begin(one: Scale) -> None:
    limit = met_at(one)
    if limit is None:
        assert all(knot.points < 100 for knot in one.knots)
        return
    assert rounded(on_scale(one, limit)) >= 100
    if limit != one.knots[0].x:
        worse = limit - STEP if one.better is Better.HIGHER else limit + STEP
        assert on_scale(one, worse) < 100


def test_noise_of_a_sheet_does_not_fall_below_a_limit() -> None:
    one = rule(measure=Measure.DEVIATION, scale=scale([("0.15", 0), ("0.05", 100)], "lower"))
    thirds = rule(measure=Measure.ATTAINMENT, scale=scale([(1, 100)], curve="steps"))
    assert score(one, Decimal("1.05"), Decimal(1)) == 100
    assert score(thirds, Decimal(1) / 3 * 3, Decimal(1)) == 100


def test_a_knot_of_fifteen_digits_is_reached_by_its_own_number() -> None:
    third = Decimal("0.333333333333333")
    assert on_scale(scale([(0, 0), (third, 100)]), measured(rule(measure=Measure.VALUE), third, None)) == 100


def test_a_measure_that_needs_a_target_never_invents_one() -> None:
    with pytest.raises(ValueError, match="SALES-3 has no target"):
        score(rule(), Decimal(1), None)


# The shipped rule book ---------------------------------------------------------


def _actuals(one: KpiRule, x: Decimal) -> list[Decimal]:
    """The actuals that a measure of `x` comes from, against a target of 1."""
    if one.measure is Measure.DEVIATION:
        return [1 + x, 1 - x]
    return [1 + x] if one.measure is Measure.OVERRUN else [x]


@pytest.mark.parametrize("one", SHIPPED, ids=CODES)
def test_every_shipped_limit_pays_at_the_limit_and_less_one_step_before(one: KpiRule) -> None:
    best = max(knot.points for knot in one.scale.knots)
    worse = -STEP if one.scale.better is Better.HIGHER else STEP
    for knot in one.scale.knots:
        for actual in _actuals(one, knot.x):
            assert score(one, actual, Decimal(1)) == knot.points
        for actual in _actuals(one, knot.x + worse):
            before = score(one, actual, Decimal(1))
            assert before < knot.points or knot.points == 0
        for actual in _actuals(one, knot.x - worse):
            beyond = score(one, actual, Decimal(1))
            assert beyond > knot.points or knot.points == best


@pytest.mark.parametrize("one", SHIPPED, ids=CODES)
def test_a_better_result_under_a_shipped_rule_never_scores_less(one: KpiRule) -> None:
    steps = [Decimal(n) / 50 for n in range(6000)]
    worst_to_best = steps if one.scale.better is Better.HIGHER else steps[::-1]
    points = [on_scale(one.scale, x) for x in worst_to_best]
    assert points == sorted(points)


@pytest.mark.parametrize("one", [one for one in SHIPPED if not one.duty and one.target is not None], ids=str)
def test_meeting_the_shipped_target_is_a_hundred_points(one: KpiRule) -> None:
    assert one.target is not None
    assert score(one, one.target, one.target) == 100


# Targets -----------------------------------------------------------------------

MONTHLY = rule("SALES-6", target=d(80), months_add=MonthsAdd.SUM)
QUARTERLY = (RoleTarget(role="SM", kpi="SALES-6", target=d(30), months=3),)


def test_a_personal_target_is_taken_as_typed() -> None:
    assert target_in_cycle(MONTHLY, "SM", QUARTERLY, d(50), months=3) == 50


def test_the_target_of_a_role_comes_before_the_target_of_the_kpi() -> None:
    assert target_in_cycle(MONTHLY, "SM", QUARTERLY, None) == 10
    assert target_in_cycle(MONTHLY, "SS", QUARTERLY, None) == 80


def test_a_target_that_is_open_for_a_role_stays_open() -> None:
    still_open = (RoleTarget(role="KA", kpi="SALES-6", target=None, months=1),)
    assert target_in_cycle(MONTHLY, "KA", still_open, None) is None
    assert target_in_cycle(MONTHLY, "KA", still_open, d(3)) == 3


def test_only_targets_that_add_up_are_pro_rated() -> None:
    assert target_in_cycle(MONTHLY, "SS", (), None, months=3) == 240
    assert target_in_cycle(rule(target=d("0.9")), "SS", (), None, months=3) == d("0.9")


# Lights and grades -------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "seen"),
    [
        ("120", Light.GREEN),
        ("100", Light.GREEN),
        ("99.995", Light.GREEN),
        ("99.9949", Light.AMBER),
        ("80", Light.AMBER),
        ("79.99", Light.RED),
        ("0", Light.RED),
    ],
)
def test_a_light_goes_by_the_score_as_shown(points: str, seen: Light) -> None:
    assert light(rule(), Decimal(0), Decimal(points), POLICIES) is seen


def test_the_pass_line_is_green_below_a_hundred_points() -> None:
    sales = rule("HEAD-1", pass_line=d("0.95"))
    assert light(sales, d("0.95"), d(95), POLICIES) is Light.GREEN
    assert light(sales, d("0.9499"), d("94.99"), POLICIES) is Light.AMBER


def test_the_pass_line_of_a_limit_lies_below_it() -> None:
    complaints = rule(measure=Measure.VALUE, scale=LIMIT_5_TO_10, pass_line=d(6))
    assert light(complaints, d(6), d(80), POLICIES) is Light.GREEN
    assert light(complaints, d("6.1"), d(78), POLICIES) is Light.RED


def test_grade_limits_stretch_with_the_sum_of_weights() -> None:
    def letter(total: str) -> str | None:
        found = grade(Decimal(total), GRADES, Decimal("1.2"))
        return None if found is None else found.letter

    assert [letter("132"), letter("131.99"), letter("120"), letter("101.99")] == ["S", "A", "A", "C"]


def test_without_a_lowest_grade_there_may_be_none() -> None:
    assert grade(Decimal(10), GRADES[:-1]) is None


def test_a_scale_capped_at_120_pays_no_more() -> None:
    assert score(rule(scale=CAPPED), Decimal(5), Decimal(1)) == 120
