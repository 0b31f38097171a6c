"""Months, and how they add up to a quarter and a year: raw numbers first, scores last.

A month is written 2026-11. What did not apply in a month says nothing about a longer cycle; what was not
filled in leaves a hole in it, for a blank is never a zero.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from kpi.model import Actual, Entry, KpiRule, MonthsAdd, State

NOTHING = Decimal(0)
QUARTER = 3  # months
NOT_APPLICABLE, NOT_FILLED_IN = Actual(State.NOT_APPLICABLE), Actual(State.NOT_FILLED_IN)


def moved(period: str, months: int) -> str:
    """The month so many months later.

    >>> moved("2026-12", 1), moved("2026-01", -2)
    ('2027-01', '2025-11')
    """
    year, month = (int(part) for part in period.split("-"))
    number = 12 * year + month - 1 + months
    return f"{number // 12}-{number % 12 + 1:02}"


def months_before(period: str, count: int) -> list[str]:
    """So many months before a month, oldest first.

    >>> months_before("2026-01", 2)
    ['2025-11', '2025-12']
    """
    return [moved(period, -back) for back in range(count, 0, -1)]


def quarter_to(period: str) -> list[str]:
    """The months of the calendar quarter, up to and with a month.

    >>> quarter_to("2026-11"), quarter_to("2026-01")
    (['2026-10', '2026-11'], ['2026-01'])
    """
    return _cycle_to(period, QUARTER)


def year_to(period: str) -> list[str]:
    """The months of the calendar year, up to and with a month.

    >>> len(year_to("2026-11"))
    11
    """
    return _cycle_to(period, 12)


def _cycle_to(period: str, length: int) -> list[str]:
    before = (int(period[-2:]) - 1) % length
    return [*months_before(period, before), period]


# How months add up ---------------------------------------------------------------


def added_up(rule: KpiRule, months: Sequence[Actual]) -> Actual | None:
    """What was achieved in several months, oldest first, as the rule adds them up.

    None where the months cannot be added up: a rate was typed without its counts.
    """
    if any(month.state in (State.NOT_FILLED_IN, State.UNREADABLE) for month in months):
        return NOT_FILLED_IN
    entered = [month for month in months if month.state is State.ENTERED]
    return ADDING[rule.months_add](rule, entered) if entered else NOT_APPLICABLE


def _ratio_of_sums(rule: KpiRule, months: Sequence[Actual]) -> Actual | None:
    if rule.entry is Entry.VALUE:
        return _mean(rule, months)
    if len(months) == 1:
        return months[0]
    tops = [month.numerator for month in months if month.numerator is not None]
    bottoms = [month.denominator for month in months if month.denominator is not None]
    if not len(tops) == len(bottoms) == len(months) or not sum(bottoms, NOTHING):
        return None
    top, bottom = sum(tops, NOTHING), sum(bottoms, NOTHING)
    value = top / bottom - (1 if rule.entry is Entry.GROWTH else 0)
    return Actual(State.ENTERED, value, top, bottom)


def _sum(_rule: KpiRule, months: Sequence[Actual]) -> Actual:
    return Actual(State.ENTERED, sum(_values(months), NOTHING))


def _mean(_rule: KpiRule, months: Sequence[Actual]) -> Actual:
    values = _values(months)
    return Actual(State.ENTERED, sum(values, NOTHING) / len(values))


def _last(_rule: KpiRule, months: Sequence[Actual]) -> Actual:
    return months[-1]


def _values(months: Sequence[Actual]) -> list[Decimal]:
    return [month.value for month in months if month.value is not None]


ADDING: Mapping[MonthsAdd, Callable[[KpiRule, Sequence[Actual]], Actual | None]] = {
    MonthsAdd.RATIO_OF_SUMS: _ratio_of_sums,
    MonthsAdd.SUM: _sum,
    MonthsAdd.MEAN: _mean,
    MonthsAdd.LAST: _last,
    MonthsAdd.ROLLING_12: _last,  # every month is entered as the twelve months up to it
}
