"""Targets that move no score: a KPI measured by its value alone is scored by its knots.

`doubts` is for what cannot be scored; here the score is right by the knots, but not by the target that
somebody may have changed in the belief that it counts. So it is told, as a note.
"""

from collections.abc import Iterator
from decimal import Decimal

from kpi.book_checks import every_rule
from kpi.model import LANGUAGES, Bilingual, KpiRule, RuleBook
from kpi.numbers import settled, shown
from kpi.problems import Problem
from kpi.problems import rules as problem
from kpi.problems.rules import PlaceOf
from kpi.scales import met_at


def idle_targets(book: RuleBook, place: PlaceOf) -> list[Problem]:
    """A note for each target that differs from the actual that its KPI's knots give 100 points for."""
    return [*_of_rules(book, place), *_of_roles(book, place)]


def _of_rules(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    for rule in every_rule(book):
        amounts = _apart(rule, rule.target)
        if amounts:
            yield problem.target_not_scored(place(rule.code, "target"), rule.code, *amounts)


def _of_roles(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    rules = {rule.code: rule for rule in every_rule(book)}
    for one in book.role_targets:
        rule = rules.get(one.kpi)
        amounts = _apart(rule, one.target) if rule and one.role in rule.roles else None
        if amounts:
            where = place(f"{one.role} {one.kpi}", "role_target")
            yield problem.role_target_not_scored(where, one.kpi, one.role, *amounts)


def _apart(rule: KpiRule, target: Decimal | None) -> tuple[Bilingual, Bilingual] | None:
    """The target, and where 100 points begin, if nothing is divided by the target and they differ."""
    limit = None if rule.measure.needs_target else met_at(rule.scale)
    if target is None or limit is None or settled(target) == settled(limit):
        return None
    return _told(rule, target), _told(rule, limit)


def _told(rule: KpiRule, number: Decimal) -> Bilingual:
    return {language: shown(number, rule.unit, language) for language in LANGUAGES}
