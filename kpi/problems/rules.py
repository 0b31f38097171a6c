"""Contradictions in a rule book (KPI301 to KPI359).

A contradiction is the same whether the rule stands in a TOML file or on the sheet Rules;
only the place differs, so the checks are handed a function that knows it.
"""

from collections.abc import Callable
from decimal import Decimal

from kpi.model import LANGUAGES, Bilingual
from kpi.problems import Place, Problem

PlaceOf = Callable[[str, str], Place]
"""The place of a field: (KPI code, field) or (role set, "policy") or (grade letter, "grade").

Knots are the fields "x1" … "y6"; the target of a role is (role and KPI code, "role_target").
"""


def plain(number: Decimal) -> str:
    """A number without exponent and without zeros at the end.

    >>> plain(Decimal("0.10")), plain(Decimal("1E+2"))
    ('0.1', '100')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# One rule --------------------------------------------------------------------


def nameless(place: Place, kpi: str) -> Problem:
    """A KPI has no code or no name."""
    return Problem(code="KPI301", place=place, facts={"kpi": kpi})


def too_few_knots(place: Place, kpi: str, found: int, needed: int) -> Problem:
    """A line needs two knots, steps need one."""
    return Problem(code="KPI302", place=place, facts={"kpi": kpi, "found": str(found), "needed": str(needed)})


def too_many_knots(place: Place, kpi: str, found: int, most: int) -> Problem:
    """The sheet Rules has room for six knots."""
    return Problem(code="KPI303", place=place, facts={"kpi": kpi, "found": str(found), "most": str(most)})


def knots_out_of_order(place: Place, kpi: str, knot: int, x: Decimal, before: Decimal) -> Problem:
    """A knot lies on the worse side of the one before it."""
    facts = {"kpi": kpi, "knot": str(knot), "x": plain(x), "before": plain(before)}
    return Problem(code="KPI304", place=place, facts=facts)


def points_fall(place: Place, kpi: str, knot: int, points: Decimal, before: Decimal) -> Problem:
    """A better result would score less."""
    facts = {"kpi": kpi, "knot": str(knot), "points": plain(points), "before": plain(before)}
    return Problem(code="KPI305", place=place, facts=facts)


def wrong_direction(place: Place, kpi: str) -> Problem:
    """A deviation or an overrun that is better when it is higher."""
    return Problem(code="KPI306", place=place, facts={"kpi": kpi})


def negative_weight(place: Place, kpi: str, weight: Decimal) -> Problem:
    """A weight below zero."""
    return Problem(code="KPI307", place=place, facts={"kpi": kpi, "found": plain(weight)})


def target_not_positive(place: Place, kpi: str, target: Decimal) -> Problem:
    """The actual is divided by the target, so the target must be above zero."""
    return Problem(code="KPI308", place=place, facts={"kpi": kpi, "found": plain(target)})


def target_out_of_bounds(place: Place, kpi: str, target: Decimal, lowest: str, highest: str) -> Problem:
    """No actual that is allowed can be at the target: 98 typed for 98 %."""
    facts = {"kpi": kpi, "found": plain(target), "lowest": lowest, "highest": highest}
    return Problem(code="KPI309", place=place, facts=facts)


def no_months(place: Place, kpi: str, months: int) -> Problem:
    """A target covers no month."""
    return Problem(code="KPI310", place=place, facts={"kpi": kpi, "found": str(months)})


def pass_line_beyond_target(place: Place, kpi: str, line: Decimal, target: Decimal) -> Problem:
    """A pass line that is stricter than the target."""
    facts = {"kpi": kpi, "found": plain(line), "target": plain(target)}
    return Problem(code="KPI311", place=place, facts=facts)


def pass_line_without_side(place: Place, kpi: str) -> Problem:
    """A deviation counts on both sides of the target, a pass line has one."""
    return Problem(code="KPI312", place=place, facts={"kpi": kpi})


def bounds_crossed(place: Place, kpi: str, lowest: Decimal, highest: Decimal) -> Problem:
    """The lowest allowed actual is above the highest."""
    facts = {"kpi": kpi, "lowest": plain(lowest), "highest": plain(highest)}
    return Problem(code="KPI313", place=place, facts=facts)


def wrong_parts(place: Place, kpi: str, found: int, needed: int) -> Problem:
    """The number of entry cells does not fit the entry form."""
    return Problem(code="KPI314", place=place, facts={"kpi": kpi, "found": str(found), "needed": str(needed)})


def months_do_not_add(place: Place, kpi: str, entry: str, months_add: str) -> Problem:
    """Months cannot be added up this way with this entry form."""
    return Problem(code="KPI315", place=place, facts={"kpi": kpi, "entry": entry, "months_add": months_add})


def target_not_scored(place: Place, kpi: str, target: Bilingual, limit: Bilingual) -> Problem:
    """A KPI is scored by its knots alone, and its target is not where they give 100 points."""
    return Problem(code="KPI316", place=place, facts=_beside(kpi, target, limit), note=True)


def role_target_not_scored(place: Place, kpi: str, role: str, target: Bilingual, limit: Bilingual) -> Problem:
    """The same for the target of one role; the knots hold for all roles."""
    return Problem(code="KPI317", place=place, facts=_beside(kpi, target, limit) | {"role": role}, note=True)


def _beside(kpi: str, target: Bilingual, limit: Bilingual) -> dict[str, str]:
    """Both amounts in either language; the sentence picks its own."""
    amounts = {"target": target, "limit": limit}
    return {"kpi": kpi} | {f"{slot}_{one}": both[one] for slot, both in amounts.items() for one in LANGUAGES}


# Sets, roles, targets ----------------------------------------------------------


def duplicate_code(place: Place, kpi: str) -> Problem:
    """Two KPIs carry one code."""
    return Problem(code="KPI321", place=place, facts={"kpi": kpi})


def no_weight(place: Place, role_set: str) -> Problem:
    """The weights of a set sum to zero."""
    return Problem(code="KPI322", place=place, facts={"set": role_set})


def category_out_of_range(place: Place, kpi: str, order: int, most: int) -> Problem:
    """The number of a category is not 1 to 4."""
    return Problem(code="KPI323", place=place, facts={"kpi": kpi, "found": str(order), "most": str(most)})


def category_inconsistent(place: Place, kpi: str, order: int, category: str, first: str) -> Problem:
    """One category with two numbers, or one number with two categories."""
    facts = {"kpi": kpi, "found": f"{order} {category}", "first": first}
    return Problem(code="KPI324", place=place, facts=facts)


def unknown_set(place: Place, kpi: str, found: str, known: str) -> Problem:
    """A KPI belongs to a set that no role is scored by."""
    return Problem(code="KPI325", place=place, facts={"kpi": kpi, "found": found, "known": known})


def unknown_role(place: Place, kpi: str, found: str, known: str) -> Problem:
    """A KPI, or the target of a role, names a role that is not there."""
    return Problem(code="KPI326", place=place, facts={"kpi": kpi, "found": found, "known": known})


def role_of_other_set(place: Place, kpi: str, role: str, role_set: str) -> Problem:
    """A KPI is held against a role that is scored by another set."""
    return Problem(code="KPI327", place=place, facts={"kpi": kpi, "role": role, "other": role_set})


def role_without_set(place: Place, role: str, found: str) -> Problem:
    """A role is scored by a set that has no KPI."""
    return Problem(code="KPI328", place=place, facts={"role": role, "found": found})


def duplicate_role(place: Place, role: str) -> Problem:
    """Two roles carry one code."""
    return Problem(code="KPI329", place=place, facts={"role": role})


def target_of_unknown_kpi(place: Place, role: str, found: str) -> Problem:
    """The target of a role names a KPI that the role is not held to."""
    return Problem(code="KPI330", place=place, facts={"role": role, "found": found})


def duplicate_role_target(place: Place, kpi: str, role: str) -> Problem:
    """A role has two targets for one KPI."""
    return Problem(code="KPI331", place=place, facts={"kpi": kpi, "role": role})


# Policies and grades -----------------------------------------------------------


def duplicate_name(place: Place, kpi: str, first: str, name: str) -> Problem:
    """Two KPIs carry one name, so the name finds neither."""
    return Problem(code="KPI332", place=place, facts={"kpi": kpi, "first": first, "found": name})


def duplicate_role_name(place: Place, role: str, first: str, name: str) -> Problem:
    """Two roles carry one name, and would share a sheet."""
    return Problem(code="KPI333", place=place, facts={"role": role, "first": first, "found": name})


def set_without_policy(place: Place, role_set: str) -> Problem:
    """A set that roles are scored by has no entry among the weight policies."""
    return Problem(code="KPI346", place=place, facts={"set": role_set})


def policy_of_no_set(place: Place, role_set: str, known: str) -> Problem:
    """Weight policies are given for a set that no role is scored by."""
    return Problem(code="KPI347", place=place, facts={"set": role_set, "known": known})


def base_not_100(place: Place, role_set: str, total: Decimal) -> Problem:
    """The policy base_and_extra, but categories 1 and 2 do not make 100."""
    return Problem(code="KPI341", place=place, facts={"set": role_set, "sum": plain(total)})


def fill_not_100(place: Place, role_set: str, role: str, total: Decimal) -> Problem:
    """The policy fill, but the set has not been completed to 100."""
    return Problem(code="KPI342", place=place, facts={"set": role_set, "role": role, "sum": plain(total)})


def policy_not_allowed(place: Place, role_set: str, policy: str, allowed: str) -> Problem:
    """The default policy of a set is not among those that it allows."""
    return Problem(code="KPI343", place=place, facts={"set": role_set, "found": policy, "allowed": allowed})


def lights_crossed(place: Place, amber: Decimal, green: Decimal) -> Problem:
    """Amber starts above green."""
    return Problem(code="KPI344", place=place, facts={"amber": plain(amber), "green": plain(green)})


def not_a_share(place: Place, found: Decimal) -> Problem:
    """The least applicable weight is not between 0 and 100 %."""
    return Problem(code="KPI345", place=place, facts={"found": plain(found)})


def no_grades(place: Place) -> Problem:
    """There is no grade at all."""
    return Problem(code="KPI351", place=place, facts={})


def duplicate_grade(place: Place, grade: str) -> Problem:
    """Two grades carry one letter."""
    return Problem(code="KPI352", place=place, facts={"grade": grade})


def grades_not_descending(place: Place, grade: str, limit: Decimal, before: Decimal) -> Problem:
    """A grade starts at or above the better grade before it."""
    facts = {"grade": grade, "found": plain(limit), "before": plain(before)}
    return Problem(code="KPI353", place=place, facts=facts)


def last_grade_has_limit(place: Place, grade: str, limit: Decimal) -> Problem:
    """Totals below the last limit would have no grade."""
    return Problem(code="KPI354", place=place, facts={"grade": grade, "found": plain(limit)})


def grade_without_limit(place: Place, grade: str) -> Problem:
    """A grade above the last has no limit."""
    return Problem(code="KPI355", place=place, facts={"grade": grade})


def grade_out_of_reach(place: Place, grade: str, limit: Decimal, best: Decimal) -> Problem:
    """No set can bring a total that high."""
    facts = {"grade": grade, "found": plain(limit), "best": plain(best)}
    return Problem(code="KPI356", place=place, facts=facts)


def grade_out_of_reach_in_set(place: Place, grade: str, role_set: str, best: Decimal) -> Problem:
    """One set cannot bring a total that high; others can."""
    facts = {"grade": grade, "set": role_set, "best": plain(best)}
    return Problem(code="KPI357", place=place, facts=facts, note=True)
