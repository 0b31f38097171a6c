"""From entry cells to an actual in one of its four states.

Entered, not applicable, not filled in and unreadable are never merged, and a
blank is never 0. A clean cell costs next to nothing: its place is asked for only
when there is something to say about it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from kpi.cells import (
    Unread,
    as_shown,
    is_blank,
    is_not_applicable,
    is_per_cent,
    read_number,
    read_part,
)
from kpi.model import LANGUAGES, Actual, Bilingual, Entry, KpiRule, State, Unit
from kpi.numbers import LARGEST, LARGEST_FLOAT, exact, plain, settled, shown
from kpi.problems import Place, Problem, entries
from kpi.tables import Value

__all__ = [
    "CleanReader",
    "Unread",
    "clean_reader",
    "is_blank",
    "is_not_applicable",
    "read_actual",
    "read_number",
    "read_target",
]

At = Place | Callable[[], Place]
Read = tuple[Actual, tuple[Problem, ...]]
CleanReader = Callable[[Value, Value], Actual | None]
Cells = tuple[Value, Value]
Places = tuple[At, At]

_ENTERED = State.ENTERED
_VALUE = Entry.VALUE
_RATIO = Entry.RATIO
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_NOT_APPLICABLE = Actual(State.NOT_APPLICABLE)
_NOT_FILLED_IN = Actual(State.NOT_FILLED_IN)
_UNREADABLE = Actual(State.UNREADABLE)
_CLEAN: tuple[Problem, ...] = ()


def read_actual(rule: KpiRule, first: Value, second: Value, place_first: At, place_second: At) -> Read:
    """The actual in one or two entry cells, with what has to be mended or known.

    The second cell of a `value` entry is not looked at.
    """
    actual = clean_reader(rule)(first, second)
    if actual is not None:
        return actual, _CLEAN
    if rule.entry is _VALUE:
        return _value(rule, first, place_first)
    return _pair(rule, (first, second), (place_first, place_second))


def clean_reader(rule: KpiRule) -> CleanReader:
    """The actual of cells that hold plain numbers and nothing odd, made ready for many people.

    It gives None when the cells take a closer look.
    """
    lowest, highest = _bounds(rule)
    growth = rule.entry is not _RATIO

    def value(first: Value, _: Value) -> Actual | None:
        if type(first) is not float or not -LARGEST_FLOAT <= first <= LARGEST_FLOAT:
            return None
        number = exact(first)
        return Actual(_ENTERED, number) if lowest <= number <= highest else None

    def pair(first: Value, second: Value) -> Actual | None:
        if type(first) is not float or not -LARGEST_FLOAT <= first <= LARGEST_FLOAT:
            return None
        if type(second) is not float or not 0 < second <= LARGEST_FLOAT:
            return None
        top, bottom = exact(first), exact(second)
        number = top / bottom - _ONE if growth else top / bottom
        return Actual(_ENTERED, number, top, bottom) if lowest <= number <= highest else None

    return value if rule.entry is _VALUE else pair


def _divided(rule: KpiRule, top: Decimal, bottom: Decimal) -> Actual:
    value = top / bottom if rule.entry is _RATIO else top / bottom - _ONE
    return Actual(_ENTERED, value, top, bottom)


def _bounds(rule: KpiRule) -> tuple[Decimal, Decimal]:
    """The least and the largest actual that can be true."""
    lowest = -LARGEST if rule.lowest is None else max(rule.lowest, -LARGEST)
    return lowest, LARGEST if rule.highest is None else min(rule.highest, LARGEST)


def _possible(rule: KpiRule, value: Decimal) -> bool:
    lowest, highest = _bounds(rule)
    return lowest <= value <= highest


def _value(rule: KpiRule, cell: Value, place: At) -> Read:
    if is_not_applicable(cell):
        return _NOT_APPLICABLE, _CLEAN
    if is_blank(cell):
        return _NOT_FILLED_IN, (entries.not_filled_in(_at(place), rule),)
    number = read_number(_without_counted(rule, cell), rule.unit)
    if isinstance(number, Unread):
        return _UNREADABLE, (_unread(number, place, rule, cell),)
    return _within(rule, Actual(_ENTERED, number), place)


def _without_counted(rule: KpiRule, cell: Value) -> Value:
    """The cell without the noun of what is counted: 62 contacts."""
    if not isinstance(cell, str) or rule.unit is not Unit.COUNT:
        return cell
    text = plain(cell)
    for noun in filter(None, map(plain, rule.counted.values())):
        if text.endswith(noun) and text != noun:
            return text.removesuffix(noun)
    return cell


# Two cells ---------------------------------------------------------------------


def _pair(rule: KpiRule, cells: Cells, places: Places) -> Read:
    if any(map(is_not_applicable, cells)):
        return _NOT_APPLICABLE, _beside(rule, cells, places)
    if all(map(is_blank, cells)):
        return _NOT_FILLED_IN, (entries.not_filled_in(_at(places[0]), rule),)
    if rule.entry is _RATIO and is_blank(cells[1]):
        return _rate_alone(rule, cells[0], places[0])
    return _parts(rule, cells, places)


def _beside(rule: KpiRule, cells: Cells, places: Places) -> tuple[Problem, ...]:
    """A note when the other cell holds something all the same."""
    return tuple(
        entries.not_applicable_beside(_at(place), rule, as_shown(cell))
        for cell, place in zip(cells, places, strict=True)
        if not is_blank(cell) and not is_not_applicable(cell)
    )


def _rate_alone(rule: KpiRule, cell: Value, place: At) -> Read:
    """The rate itself in the first cell, the second blank."""
    number = read_number(cell, rule.unit)
    if isinstance(number, Unread):
        return _UNREADABLE, (_unread(number, place, rule, cell),)
    actual, problems = _within(rule, Actual(_ENTERED, number, number), place)
    if problems:
        return actual, problems
    return actual, (entries.only_the_rate(_at(place), rule, _told(rule, number)),)


def _parts(rule: KpiRule, cells: Cells, places: Places) -> Read:
    top, bottom = (read_part(cell, rule.unit) for cell in cells)
    problems = tuple(
        _unread(number, place, rule, cell)
        for number, place, cell in zip((top, bottom), places, cells, strict=True)
        if isinstance(number, Unread) and number is not Unread.BLANK
    )
    if problems:
        return _UNREADABLE, problems
    if isinstance(top, Unread) or isinstance(bottom, Unread):
        blank = places[0] if isinstance(top, Unread) else places[1]
        return _NOT_FILLED_IN, (entries.half_filled(_at(blank), rule),)
    if bottom <= 0:
        problem = entries.no_denominator if rule.entry is _RATIO else entries.no_base
        return _UNREADABLE, (problem(_at(places[1]), rule, as_shown(cells[1])),)
    for own, other in ((0, bottom), (1, top)):
        if is_per_cent(cells[own]) and not is_per_cent(cells[1 - own]) and abs(other) > 1:
            found = as_shown(cells[own])
            return _UNREADABLE, (entries.per_cent_of_a_count(_at(places[own]), rule, found),)
    return _within(rule, _divided(rule, top, bottom), places[0])


# What is wrong -----------------------------------------------------------------


def _within(rule: KpiRule, actual: Actual, place: At) -> Read:
    """The actual, unless it is beyond what can be true; noise beyond 12 decimals is not."""
    value = None if actual.value is None else settled(actual.value)
    if value is None or _possible(rule, value):
        return actual, _CLEAN
    if abs(value) > LARGEST:
        return _UNREADABLE, (entries.too_large(_at(place), rule, format(value, ".4g")),)
    if rule.lowest is not None and value < rule.lowest:
        found, lowest = _told(rule, value), _told(rule, rule.lowest)
        return _UNREADABLE, (entries.too_low(_at(place), rule, found, lowest),)
    return _UNREADABLE, (_too_high(rule, actual, value, _at(place)),)


def _too_high(rule: KpiRule, actual: Actual, value: Decimal, place: Place) -> Problem:
    limit = value if rule.highest is None else rule.highest
    found, highest = _told(rule, value), _told(rule, limit)
    if rule.unit is not Unit.RATE or value / _HUNDRED > limit or actual.denominator is not None:
        return entries.too_high(place, rule, found, highest)
    typed = shown(value, Unit.COUNT, "en")
    if rule.entry is _RATIO:
        return entries.count_or_rate(place, rule, typed, found, highest)
    return entries.per_cent_forgotten(place, rule, typed, found, highest)


def _told(rule: KpiRule, value: Decimal) -> Bilingual:
    return {language: shown(value, rule.unit, language) for language in LANGUAGES}


_SENTENCES: Mapping[Unread, Callable[[Place, KpiRule, str], Problem]] = {
    Unread.TEXT: entries.not_a_number,
    Unread.TICK_BOX: entries.tick_box,
    Unread.DATE: entries.date_or_time,
    Unread.ERROR: entries.error_value,
    Unread.NOT_CALCULATED: entries.not_calculated,
    Unread.TOO_LARGE: entries.too_large,
}


def _unread(why: Unread, place: At, rule: KpiRule, cell: Value) -> Problem:
    return _SENTENCES[why](_at(place), rule, as_shown(cell))


def _at(place: At) -> Place:
    return place if isinstance(place, Place) else place()


# Personal targets --------------------------------------------------------------


def read_target(rule: KpiRule, cell: Value, place: At) -> Decimal | Problem | None:
    """A personal target, None for a blank, or why it cannot be used."""
    if is_blank(cell):
        return None
    if not rule.measure.needs_target:
        return entries.target_not_used(_at(place), rule, as_shown(cell))
    number = read_number(_without_counted(rule, cell), rule.unit)
    if isinstance(number, Unread):
        return entries.target_unreadable(_at(place), rule, as_shown(cell))
    return number if number > 0 else entries.target_not_positive(_at(place), rule, as_shown(cell))
