"""The totals of a few months as a picture: how high each stands between the lowest and the highest, 100 among them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi.scales import MET

LEAST = Decimal(10)  # points from the bottom of the picture to its top; less would make a drama of a tenth


class Month(NamedTuple):
    """One month; it keeps its place where there is no total."""

    period: str  # "2026-09"
    total: Decimal | None
    height: float | None  # from the bottom, 0 to 1


class Trend(NamedTuple):
    """The months, oldest first, and the height of 100 points."""

    months: tuple[Month, ...]
    met: float


def trend(months: Sequence[str], totals: Mapping[str, Decimal]) -> Trend:
    """The picture of the totals of these months, of which at least one has one.

    >>> trend(["2026-09", "2026-10"], {"2026-10": Decimal(80)}).months[1].height
    0.0
    """
    known = [totals[month] for month in months if month in totals]
    low, high = min(MET, *known), max(MET, *known)
    short = max(LEAST - (high - low), Decimal(0)) / 2
    low, high = low - short, high + short

    def height(total: Decimal) -> float:
        return round(float((total - low) / (high - low)), 4)

    drawn = tuple(
        Month(month, totals.get(month), height(totals[month]) if month in totals else None) for month in months
    )
    return Trend(drawn, height(MET))
