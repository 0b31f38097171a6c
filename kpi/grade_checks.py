"""Whether every grade can be told from the next, and whether anybody can get it."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kpi.model import Better, Grade, KpiRule, Measure, RuleBook, Scorecard, WeightPolicy
from kpi.numbers import rounded
from kpi.problems import Problem
from kpi.problems import rules as problem
from kpi.problems.rules import PlaceOf
from kpi.scales import score
from kpi.weights import HUNDRED, NOTHING


def there_are_grades(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A total needs a letter."""
    if not book.grades:
        yield problem.no_grades(place("", "grade"))


def letters_are_unique(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A letter means one grade."""
    for letter, count in Counter(grade.letter for grade in book.grades).items():
        if count > 1:
            yield problem.duplicate_grade(place(letter, "grade"), letter)


def limits_descend(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """The best grade first; each starts below the one before."""
    for (_, before), (grade, limit) in pairwise(_limited(book)):
        if limit >= before:
            where = place(grade.letter, "grade")
            yield problem.grades_not_descending(where, grade.letter, limit, before)


def only_the_last_is_open(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """The last grade takes every total that is left; no other may."""
    for grade in book.grades[:-1]:
        if grade.limit is None:
            yield problem.grade_without_limit(place(grade.letter, "grade"), grade.letter)
    for grade in book.grades[-1:]:
        if grade.limit is not None:
            where = place(grade.letter, "grade")
            yield problem.last_grade_has_limit(where, grade.letter, grade.limit)


def somebody_can_get_it(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A limit lies within the best total of at least one set; asked of sound rules only."""
    best = max((best_total(book, card) for card in book.cards), default=NOTHING)
    for grade, limit in _limited(book):
        if limit > best:
            yield problem.grade_out_of_reach(place(grade.letter, "grade"), grade.letter, limit, best)


def out_of_reach(book: RuleBook, place: PlaceOf) -> list[Problem]:
    """Notes: grades that one set cannot bring although another can."""
    totals = {card.code: best_total(book, card) for card in book.cards}
    return [
        problem.grade_out_of_reach_in_set(place(grade.letter, "grade"), grade.letter, code, best)
        for grade, limit in _limited(book)
        for code, best in totals.items()
        if best < limit <= max(totals.values())
    ]


def best_total(book: RuleBook, card: Scorecard) -> Decimal:
    """The total when every KPI of the set pays all that its scale can, as it compares with the limits."""
    whole = sum((rule.weight for rule in card.rules), NOTHING)
    if book.policies.weights.get(card.code) is WeightPolicy.BASE_AND_EXTRA:
        whole = HUNDRED
    points = sum((rule.weight * best_points(rule) for rule in card.rules), NOTHING)
    return rounded(points / whole) if whole else NOTHING


def best_points(rule: KpiRule) -> Decimal:
    """What the scale pays for the best actual that is allowed.

    That can be less than its last knot: 100 % of tickets solved is 105 % of a target of 95 %.
    """
    if rule.target is None and rule.measure.needs_target:
        return rule.scale.knots[-1].points
    best = _best_actual(rule)
    return rule.scale.knots[-1].points if best is None else score(rule, best, rule.target)


def _best_actual(rule: KpiRule) -> Decimal | None:
    """None where the allowed actuals have no end on the better side."""
    if rule.measure is Measure.DEVIATION:
        return rule.target
    return rule.highest if rule.scale.better is Better.HIGHER else rule.lowest


def _limited(book: RuleBook) -> list[tuple[Grade, Decimal]]:
    return [(grade, grade.limit) for grade in book.grades if grade.limit is not None]


GRADE_CHECKS = (
    there_are_grades,
    letters_are_unique,
    limits_descend,
    only_the_last_is_open,
)
