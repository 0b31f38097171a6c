"""From an actual to points: measure, then scale (scoring.md, section 3).

`score = scale(measure(actual, target))`; nothing is rounded here but noise beyond 12 decimals.
"""

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal

from kpi.model import Better, Curve, KpiRule, Measure, Scale
from kpi.numbers import settled

NOTHING = Decimal(0)
ONE = Decimal(1)
MET = Decimal(100)  # points of a target that is met
Measuring = Callable[[Decimal, Decimal | None], Decimal]
Curved = Callable[[Decimal], Decimal]


def measured(rule: KpiRule, actual: Decimal, target: Decimal | None) -> Decimal:
    """What is put on the scale."""
    return measure(rule)(actual, target)


def measure(rule: KpiRule) -> Measuring:
    """A rule's measure made ready for many actuals; one that needs a target has to get one."""
    if not rule.measure.needs_target:
        return lambda actual, _: settled(actual)
    compare = _COMPARED[rule.measure]

    def against_target(actual: Decimal, target: Decimal | None) -> Decimal:
        if target is None:
            raise ValueError(f"{rule.code} has no target")
        return settled(compare(actual, target))

    return against_target


_COMPARED: Mapping[Measure, Callable[[Decimal, Decimal], Decimal]] = {
    Measure.ATTAINMENT: operator.truediv,
    Measure.DEVIATION: lambda actual, target: abs(actual / target - ONE),
    Measure.OVERRUN: lambda actual, target: actual / target - ONE,
}


def on_scale(scale: Scale, x: Decimal) -> Decimal:
    """The points for a measure; where two knots share an x, the better one counts."""
    known = _ready.get(id(scale))
    if known is None or known[0] is not scale:
        if len(_ready) >= CURVES_KEPT:
            _ready.clear()
        known = _ready[id(scale)] = scale, curve(scale)
    return known[1](x)


_ready: dict[int, tuple[Scale, Curved]] = {}  # cells ask for one scale after the other, over and over
CURVES_KEPT = 1_000


def curve(scale: Scale) -> Curved:
    """A scale made ready for many measures.

    `reached` counts the knots at or below x, and knots at one x count together.
    """
    rising = scale.better is Better.HIGHER
    xs = rungs(scale)
    points = [knot.points for knot in scale.knots]

    def steps(x: Decimal) -> Decimal:
        reached = bisect_right(xs, x if rising else -x)
        return points[reached - 1] if reached else NOTHING

    def line(x: Decimal) -> Decimal:
        x = x if rising else -x
        reached = bisect_right(xs, x)
        if reached == 0:
            return points[0]
        if reached == len(xs):
            return points[-1]
        left, low = xs[reached - 1], points[reached - 1]
        return low + (x - left) * (points[reached] - low) / (xs[reached] - left)

    return steps if scale.curve is Curve.STEPS else line


def rungs(scale: Scale) -> list[Decimal]:
    """Where the knots stand; lower-is-better is turned round, so that both run upwards."""
    rising = scale.better is Better.HIGHER
    return [settled(knot.x if rising else -knot.x) for knot in scale.knots]


def score(rule: KpiRule, actual: Decimal, target: Decimal | None) -> Decimal:
    """Points for an actual, not rounded."""
    return on_scale(rule.scale, measured(rule, actual, target))


def met_at(scale: Scale) -> Decimal | None:
    """The measure from which a scale gives 100 points; None when it never does."""
    before = None
    for knot in scale.knots:
        if knot.points >= MET:
            break
        before = knot
    else:
        return None
    if before is None or scale.curve is Curve.STEPS:
        return knot.x
    share = (MET - before.points) / (knot.points - before.points)
    return settled(before.x + (knot.x - before.x) * share)
