"""What the rules of a book may not say together: codes, sets, roles, policies and grades.

Like `rule_checks`, one contradiction each; a Problem names the KPI, the set or the grade.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from kpi.model import LANGUAGES, KpiRule, Language, RoleTarget, RuleBook, Scorecard, WeightPolicy
from kpi.problems import Place, Problem
from kpi.problems import rules as problem
from kpi.problems.rules import PlaceOf
from kpi.rule_checks import usable_target
from kpi.weights import EXTRA_FROM, HUNDRED, NOTHING

T = TypeVar("T", bound=Hashable)


def every_rule(book: RuleBook) -> Iterator[KpiRule]:
    """All KPIs and duties, set by set."""
    return (rule for card in book.cards for rule in card.rules)


# Codes, sets and roles ---------------------------------------------------------


def codes_are_unique(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A code means one KPI."""
    for code in _repeated(rule.code for rule in every_rule(book)):
        yield problem.duplicate_code(place(code, "code"), code)


def roles_are_unique(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A role code means one role."""
    for code in _repeated(role.code for role in book.roles):
        yield problem.duplicate_role(place(code, "role"), code)


def sets_are_known(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Every KPI belongs to a set that some role is scored by."""
    sets = dict.fromkeys(role.set for role in book.roles)
    for rule in every_rule(book):
        if rule.set not in sets:
            yield problem.unknown_set(place(rule.code, "set"), rule.code, rule.set, " / ".join(sets))


def roles_have_a_set(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Every role is scored by a set that has KPIs."""
    sets = {card.code for card in book.cards}
    for role in book.roles:
        if role.set not in sets:
            yield problem.role_without_set(place(role.code, "role"), role.code, role.set)


def held_roles_are_known(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A KPI is held against roles that exist and are scored by its set."""
    sets = {role.code: role.set for role in book.roles}
    for rule in every_rule(book):
        where = place(rule.code, "roles")
        for role in rule.roles:
            if role not in sets:
                yield problem.unknown_role(where, rule.code, role, " / ".join(sets))
            elif sets[role] != rule.set:
                yield problem.role_of_other_set(where, rule.code, role, sets[role])


def role_targets_belong(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """The target of a role is for a KPI that the role is held to."""
    rules = {rule.code: rule for rule in every_rule(book)}
    for target in book.role_targets:
        where = place(f"{target.role} {target.kpi}", "role_target")
        rule = rules.get(target.kpi)
        if target.role not in {role.code for role in book.roles}:
            known = " / ".join(role.code for role in book.roles)
            yield problem.unknown_role(where, target.kpi, target.role, known)
        elif rule is None or target.role not in rule.roles:
            yield problem.target_of_unknown_kpi(where, target.role, target.kpi)
        else:
            yield from _usable(rule, target, where)


def _usable(rule: KpiRule, target: RoleTarget, where: Place) -> Iterator[Problem]:
    if target.months < 1:
        yield problem.no_months(where, target.kpi, target.months)
    yield from usable_target(rule, target.target, where)


def role_targets_are_unique(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """A role has one target for a KPI."""
    for kpi, role in _repeated((target.kpi, target.role) for target in book.role_targets):
        yield problem.duplicate_role_target(place(f"{role} {kpi}", "role_target"), kpi, role)


# Categories, weights and policies ----------------------------------------------


def categories_agree(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Within a set a category has one number and one name."""
    for card in book.cards:
        told: dict[str, Problem] = {}
        for language in LANGUAGES:
            for found in _category_clashes(card, language, place):
                told.setdefault(found.facts["kpi"], found)
        yield from told.values()


def _category_clashes(card: Scorecard, language: Language, place: PlaceOf) -> Iterator[Problem]:
    by_order: dict[int, str] = {}
    by_name: dict[str, int] = {}
    for rule in card.rules:
        name = rule.category[language]
        first = (by_name.setdefault(name, rule.order), by_order.setdefault(rule.order, name))
        if first != (rule.order, name):
            earlier = f"{rule.order} {first[1]}" if first[1] != name else f"{first[0]} {name}"
            where = place(rule.code, "category")
            yield problem.category_inconsistent(where, rule.code, rule.order, name, earlier)


def sets_have_weight(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Weights are shares of their sum, so the sum is not zero."""
    for card in book.cards:
        if sum((rule.weight for rule in card.rules), NOTHING) == NOTHING:
            yield problem.no_weight(place(card.code, "weight"), card.code)


def base_makes_a_hundred(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Under base_and_extra, categories 1 and 2 are the base of 100."""
    for card in _with_policy(book, WeightPolicy.BASE_AND_EXTRA):
        total = sum((rule.weight for rule in card.rules if rule.order < EXTRA_FROM), NOTHING)
        if total != HUNDRED:
            yield problem.base_not_100(place(card.code, "policy"), card.code, total)


def filled_sets_make_a_hundred(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Under fill, every role of the set has 100, duties included."""
    for card in _with_policy(book, WeightPolicy.FILL):
        for role in (role.code for role in book.roles if role.set == card.code):
            total = sum((rule.weight for rule in card.rules if role in rule.roles), NOTHING)
            if total != HUNDRED:
                yield problem.fill_not_100(place(card.code, "policy"), card.code, role, total)


def _with_policy(book: RuleBook, policy: WeightPolicy) -> Iterator[Scorecard]:
    weights = book.policies.weights
    return (card for card in book.cards if weights.get(card.code, WeightPolicy.SHARE) is policy)


def lights_are_in_order(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """Amber comes before green."""
    policies = book.policies
    if policies.amber_from > policies.green_from:
        yield problem.lights_crossed(place("", "amber_from"), policies.amber_from, policies.green_from)


def enough_weight_is_a_share(book: RuleBook, place: PlaceOf) -> Iterator[Problem]:
    """The least applicable weight is a part of the whole."""
    if not NOTHING <= book.policies.enough_weight <= 1:
        yield problem.not_a_share(place("", "enough_weight"), book.policies.enough_weight)


def _repeated(items: Iterable[T]) -> list[T]:
    return [item for item, count in Counter(items).items() if count > 1]


BOOK_CHECKS = (
    codes_are_unique,
    roles_are_unique,
    sets_are_known,
    roles_have_a_set,
    held_roles_are_known,
    role_targets_belong,
    role_targets_are_unique,
    categories_agree,
    sets_have_weight,
    base_makes_a_hundred,
    filled_sets_make_a_hundred,
    lights_are_in_order,
    enough_weight_is_a_share,
)
