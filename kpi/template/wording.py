"""Targets and units in words, for the band above the entries and for the input messages."""

from decimal import Decimal

from kpi.layout import word
from kpi.model import Better, KpiRule, Language, Measure, MonthsAdd, RoleTarget, Unit
from kpi.numbers import shown
from kpi.words import say

FULL = Decimal(100)
NAMED_SPANS = {1: "per_month", 3: "per_quarter", 12: "per_year"}


def target_words(rule: KpiRule, own: RoleTarget | None, language: Language) -> str:
    """The target of a role as a person says it: 目标 ≥ 98%."""
    target, months = (own.target, own.months) if own else (rule.target, rule.target_months)
    if target is None:
        return say("target_open" if rule.measure.needs_target else "target_none", language)
    if rule.measure in {Measure.DEVIATION, Measure.OVERRUN}:
        facts = {"target": amount(target, rule, language), "limit": _limit(rule, language)}
        return say("target_within", language, **facts)
    sign = "≥" if rule.scale.better is Better.HIGHER else "≤"
    span = _span(months, language) if rule.months_add is MonthsAdd.SUM else ""
    return say("target_limit", language, sign=sign, target=amount(target, rule, language), span=span)


def amount(number: Decimal, rule: KpiRule, language: Language) -> str:
    """A number with what it counts."""
    text = shown(number, rule.unit, language)
    noun = rule.counted[language]
    if rule.unit is Unit.POINTS:
        noun = word("unit", rule.unit.value, language)
    return f"{text} {noun}".strip()


def unit_words(rule: KpiRule, language: Language) -> str:
    """The unit of a rule: what it counts, or the unit's own name."""
    return rule.counted[language] or word("unit", rule.unit.value, language)


def _limit(rule: KpiRule, language: Language) -> str:
    """The best deviation that still gives full points."""
    knots = rule.scale.knots
    full = next((knot.x for knot in knots if knot.points >= FULL), knots[-1].x)
    return shown(full, Unit.RATE, language)


def _span(months: int, language: Language) -> str:
    if months in NAMED_SPANS:
        return say(NAMED_SPANS[months], language)
    return say("per_months", language, months=months)
