"""The curve of a KPI as a picture: corners between 0 and 1, and where one person stands on it."""

from decimal import Decimal
from typing import NamedTuple

from kpi.model import Better, Curve, Scale
from kpi.scales import MET, NOTHING

MARGIN = Decimal("0.12")  # of the width, on both sides of the knots
HEIGHT = Decimal(120)  # points at the top of the picture, unless a knot gives more
TINY = Decimal("1e-9")

Corner = tuple[float, float]  # from the left, from the bottom


class Drawing(NamedTuple):
    """A curve in a box that is 1 wide and 1 high."""

    corners: tuple[Corner, ...]
    met: float  # height of 100 points
    person: Corner | None
    beyond: int  # -1 left of the box, 1 right of it, 0 inside


def drawing(scale: Scale, measure: Decimal | None, score: Decimal | None) -> Drawing:
    """A scale with the point of somebody who has a score."""
    left, right = _width(scale, measure)
    low, high = _height(scale)

    def at(x: Decimal, points: Decimal) -> Corner:
        across = (min(max(x, left), right) - left) / (right - left)
        return round(float(across), 4), round(float((points - low) / (high - low)), 4)

    person = None if measure is None or score is None else at(measure, score)
    beyond = 0 if measure is None else (measure > right) - (measure < left)
    corners = tuple(at(x, points) for x, points in _corners(scale, left, right))
    return Drawing(corners, at(left, MET)[1], person, beyond)


def _width(scale: Scale, measure: Decimal | None) -> tuple[Decimal, Decimal]:
    """All knots, and the person's measure where it is not farther off than they are apart."""
    xs = [knot.x for knot in scale.knots]
    span = max(xs) - min(xs)
    if span < TINY:
        span = abs(xs[0]) or Decimal(1)
    if measure is not None and min(xs) - span <= measure <= max(xs) + span:
        xs.append(measure)
    return min(xs) - span * MARGIN, max(xs) + span * MARGIN


def _height(scale: Scale) -> tuple[Decimal, Decimal]:
    points = [knot.points for knot in scale.knots]
    return min(NOTHING, *points), max(HEIGHT, *points)


def _corners(scale: Scale, left: Decimal, right: Decimal) -> list[tuple[Decimal, Decimal]]:
    """The corners from left to right: flat outside the knots, stairs where a scale has steps."""
    rising = scale.better is Better.HIGHER
    first, last = (left, right) if rising else (right, left)
    before = NOTHING if scale.curve is Curve.STEPS else scale.knots[0].points
    found = [(first, before)]
    for knot in scale.knots:
        if scale.curve is Curve.STEPS:
            found.append((knot.x, found[-1][1]))
        found.append((knot.x, knot.points))
    found.append((last, scale.knots[-1].points))
    return found if rising else found[::-1]
