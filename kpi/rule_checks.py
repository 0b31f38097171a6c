"""What a single KPI rule may not say: each contradiction has its own check and its own code.

Checks look at one rule and at nothing else; what rules say together is in `book_checks`.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kpi.model import Better, Curve, Entry, KpiRule, Measure, MonthsAdd
from kpi.problems import Place, Problem
from kpi.problems import rules as problem
from kpi.problems.rules import PlaceOf, plain

MOST_KNOTS = 6  # columns x1 to x6 of the sheet Rules
MOST_CATEGORIES = 4  # three of the document and the duties
LEAST_KNOTS = {Curve.LINE: 2, Curve.STEPS: 1}
ENTRY_CELLS = {Entry.VALUE: 1, Entry.RATIO: 2, Entry.GROWTH: 2}
ADDS_ONLY = {MonthsAdd.RATIO_OF_SUMS: Entry.RATIO, MonthsAdd.SUM: Entry.VALUE}


def is_named(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """A rule is found by its code and shown by its name."""
    if not rule.code.strip() or not all(name.strip() for name in rule.name.values()):
        yield problem.nameless(place(rule.code, "name"), rule.code)


def has_enough_knots(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """A line runs between two knots; steps need one to reach."""
    found, needed = len(rule.scale.knots), LEAST_KNOTS[rule.scale.curve]
    if found < needed:
        yield problem.too_few_knots(place(rule.code, f"x{found + 1}"), rule.code, found, needed)
    if found > MOST_KNOTS:
        yield problem.too_many_knots(place(rule.code, "scale"), rule.code, found, MOST_KNOTS)


def runs_from_worst_to_best(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """Every knot is at least as good as the one before; two may share an x, which is a jump."""
    for number, (before, knot) in enumerate(pairwise(rule.scale.knots), start=2):
        if not rule.scale.better.reaches(knot.x, before.x):
            where = place(rule.code, f"x{number}")
            yield problem.knots_out_of_order(where, rule.code, number, knot.x, before.x)


def pays_more_for_better(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """Points never fall from one knot to the next."""
    for number, (before, knot) in enumerate(pairwise(rule.scale.knots), start=2):
        if knot.points < before.points:
            where = place(rule.code, f"y{number}")
            yield problem.points_fall(where, rule.code, number, knot.points, before.points)


def points_the_right_way(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """Nobody is asked to deviate more, or to overspend."""
    away = rule.measure in {Measure.DEVIATION, Measure.OVERRUN}
    if away and rule.scale.better is Better.HIGHER:
        yield problem.wrong_direction(place(rule.code, "better"), rule.code)


def weighs_nothing_or_more(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """A weight is a share of a sum."""
    if rule.weight < 0:
        yield problem.negative_weight(place(rule.code, "weight"), rule.code, rule.weight)


def has_a_usable_target(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """The target, if there is one, can be divided by and can be met."""
    yield from usable_target(rule, rule.target, place(rule.code, "target"))


def usable_target(rule: KpiRule, target: Decimal | None, where: Place) -> Iterator[Problem]:
    """The same for any target of the rule, a role's own included."""
    if target is None:
        return
    if rule.measure.needs_target and target <= 0:
        yield problem.target_not_positive(where, rule.code, target)
    elif not _within_bounds(rule, target):
        bounds = (_bound(rule.lowest), _bound(rule.highest))
        yield problem.target_out_of_bounds(where, rule.code, target, *bounds)


def _within_bounds(rule: KpiRule, target: Decimal) -> bool:
    above = rule.lowest is None or target >= rule.lowest
    return above and (rule.highest is None or target <= rule.highest)


def _bound(limit: Decimal | None) -> str:
    return "…" if limit is None else plain(limit)


def covers_a_month(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """A target is for one month or more."""
    if rule.target_months < 1:
        yield problem.no_months(place(rule.code, "target_months"), rule.code, rule.target_months)


def passes_before_the_target(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """A pass line is green although short of the target, so it lies on the easier side."""
    if rule.pass_line is None:
        return
    where = place(rule.code, "pass_line")
    if rule.measure is Measure.DEVIATION:
        yield problem.pass_line_without_side(where, rule.code)
    elif rule.target is not None and not rule.scale.better.reaches(rule.target, rule.pass_line):
        yield problem.pass_line_beyond_target(where, rule.code, rule.pass_line, rule.target)


def leaves_room_between_bounds(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """Some actual must be allowed."""
    if rule.lowest is not None and rule.highest is not None and rule.lowest > rule.highest:
        yield problem.bounds_crossed(place(rule.code, "lowest"), rule.code, rule.lowest, rule.highest)


def labels_its_cells(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """One label per entry cell; a single cell may go by the name of the KPI."""
    found, needed = len(rule.parts), ENTRY_CELLS[rule.entry]
    unlabelled = rule.entry is Entry.VALUE and not rule.parts
    if found != needed and not unlabelled:
        yield problem.wrong_parts(place(rule.code, "entry"), rule.code, found, needed)


def adds_up_over_months(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """Only ratios can be pooled and only plain values summed."""
    if ADDS_ONLY.get(rule.months_add, rule.entry) is not rule.entry:
        where = place(rule.code, "months_add")
        yield problem.months_do_not_add(where, rule.code, rule.entry.value, rule.months_add.value)


def has_a_category(rule: KpiRule, place: PlaceOf) -> Iterator[Problem]:
    """Categories are numbered from 1; the summary has columns for four."""
    if not 1 <= rule.order <= MOST_CATEGORIES:
        where = place(rule.code, "order")
        yield problem.category_out_of_range(where, rule.code, rule.order, MOST_CATEGORIES)


RULE_CHECKS = (
    is_named,
    has_enough_knots,
    runs_from_worst_to_best,
    pays_more_for_better,
    points_the_right_way,
    weighs_nothing_or_more,
    has_a_usable_target,
    covers_a_month,
    passes_before_the_target,
    leaves_room_between_bounds,
    labels_its_cells,
    adds_up_over_months,
    has_a_category,
)
