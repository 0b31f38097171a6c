"""When a month's report is due: the 5th of the next month, moved off a day on which nobody works where that is set.

Saturdays and Sundays are off and other days are worked, unless the calendar says otherwise; China moves
working days onto weekends around its holidays (调休), so a calendar holds both kinds of exception.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

DEADLINE = 5  # day of the following month by which the report is due
FARTHEST = 30  # days that the due date may move; more holidays than that are a mistake
SATURDAY = 5


class Shift(Enum):
    """Where the due date goes when it is a day off."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"


DIRECTION = {Shift.NONE: 0, Shift.PREVIOUS: -1, Shift.NEXT: 1}


class Days(NamedTuple):
    """A run of days that are off, or worked, against the rule; both ends included."""

    first: date
    last: date
    worked: bool

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def is_worked(day: date, calendar: Sequence[Days]) -> bool:
    """True for a day on which people work; a day that stands as both is worked, for it was named on purpose.

    >>> is_worked(date(2026, 10, 10), [])  # a Saturday
    False
    >>> is_worked(date(2026, 10, 10), [Days(date(2026, 10, 10), date(2026, 10, 10), worked=True)])
    True
    """
    kinds = {days.worked for days in calendar if days.holds(day)}
    return True in kinds or (day.weekday() < SATURDAY and False not in kinds)


def fifth(period: str) -> date:
    """The 5th of the month after a month.

    >>> fifth("2026-12")
    datetime.date(2027, 1, 5)
    """
    year, month = (int(part) for part in period.split("-"))
    return date(year + month // 12, month % 12 + 1, DEADLINE)


def steps(period: str, shift: Shift, calendar: Sequence[Days]) -> int | None:
    """How many days the due date moves; None where no working day is near enough."""
    start, direction = fifth(period), DIRECTION[shift]
    if not direction:
        return 0
    days = (start + timedelta(days=direction * step) for step in range(FARTHEST + 1))
    return next((step for step, day in enumerate(days) if is_worked(day, calendar)), None)


def due_date(period: str, shift: Shift, calendar: Sequence[Days]) -> date:
    """The day by whose end the report of a month is handed in; where no working day is near, the 5th stands.

    >>> due_date("2026-11", Shift.NEXT, []), due_date("2026-11", Shift.PREVIOUS, [])  # the 5th is a Saturday
    (datetime.date(2026, 12, 7), datetime.date(2026, 12, 4))
    """
    return fifth(period) + timedelta(days=DIRECTION[shift] * (steps(period, shift, calendar) or 0))
