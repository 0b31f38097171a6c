"""From raw weights to effective ones, and whether they make a total (scoring.md, sections 4 and 5).

Every policy has one form, which the native formulas of a workbook follow cell by cell: the
effective weight of a KPI is its raw weight, if it counts, times the factor of its category. A
factor depends on two sums per category: all weight, and the weight that counts.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi.model import Bilingual, KpiRule, NotApplicablePolicy, Policies, Standing, WeightPolicy

NOTHING = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
EXTRA_FROM = 3  # under base_and_extra, categories from this one on are added on top
Sums = Mapping[int, Decimal]  # by category order

# How one KPI of one person stands towards the total.
SCORED = "scored"
EXCUSED = "excused"  # 不适用
OPEN = "open"  # no target to judge by: not applicable, and never a full mark
LACKING = "lacking"  # not filled in or unreadable
ABSENT = "absent"  # no weight and no entry: not shown


class Subtotal(NamedTuple):
    """A category and the results that it adds up."""

    order: int
    name: Bilingual
    at: tuple[int, ...]  # among the results shown; none where one that counts is lacking
    share: Decimal  # sum of their effective weights


class Weighed(NamedTuple):
    """What follows from how the KPIs stand, whatever their scores are."""

    effective: tuple[Decimal, ...]
    subtotals: tuple[Subtotal, ...]
    standing: Standing
    missing: tuple[str, ...]


def weigh(
    rules: Sequence[KpiRule], kinds: Sequence[str], policies: Policies, policy: WeightPolicy
) -> Weighed:
    """The weights of a scorecard whose KPIs stand as `kinds` says."""
    counts = [_counts(kind, policies) for kind in kinds]
    weights = effective(rules, counts, policy, policies.not_applicable)
    return Weighed(
        weights,
        _subtotals(rules, kinds, weights),
        _standing(rules, kinds, weights, policies),
        tuple(rule.code for rule in _of(rules, kinds, LACKING)),
    )


def effective(
    rules: Sequence[KpiRule],
    counts: Sequence[bool],
    policy: WeightPolicy,
    not_applicable: NotApplicablePolicy,
) -> tuple[Decimal, ...]:
    """The effective weight of each KPI, a fraction; 0 for one that does not count."""
    whole = _by_category(rules, [True] * len(rules))
    factor = factors(whole, _by_category(rules, counts), policy, not_applicable)
    return tuple(
        rule.weight * factor[rule.order] if one else NOTHING for rule, one in zip(rules, counts, strict=True)
    )


def _by_category(rules: Sequence[KpiRule], counts: Sequence[bool]) -> dict[int, Decimal]:
    """The weight of the KPIs that count; every category has an entry."""
    sums = dict.fromkeys((rule.order for rule in rules), NOTHING)
    for rule, one in zip(rules, counts, strict=True):
        if one:
            sums[rule.order] += rule.weight
    return sums


# Factors -----------------------------------------------------------------------


def factors(
    whole: Sums, counting: Sums, policy: WeightPolicy, not_applicable: NotApplicablePolicy
) -> dict[int, Decimal]:
    """The factor of each category."""
    found: dict[int, Decimal] = {}
    for part in _parts(tuple(whole), policy):
        size = _size([whole[order] for order in part], policy)
        if not_applicable is NotApplicablePolicy.WITHIN_CATEGORY:
            found |= _within(part, whole, counting, size)
        else:
            weight = sum((counting[order] for order in part), NOTHING)
            found |= dict.fromkeys(part, size / weight if weight else NOTHING)
    return found


def _parts(orders: tuple[int, ...], policy: WeightPolicy) -> list[tuple[int, ...]]:
    """The categories that share weight among themselves."""
    if policy is not WeightPolicy.BASE_AND_EXTRA:
        return [orders]
    base = tuple(order for order in orders if order < EXTRA_FROM)
    return [base, tuple(order for order in orders if order >= EXTRA_FROM)]


def _size(weights: list[Decimal], policy: WeightPolicy) -> Decimal:
    """What the effective weights of a part add up to."""
    if policy in (WeightPolicy.SHARE, WeightPolicy.FILL):
        return ONE
    return sum(weights, NOTHING) / HUNDRED


def _within(part: tuple[int, ...], whole: Sums, counting: Sums, size: Decimal) -> dict[int, Decimal]:
    """A category keeps its weight while any KPI in it counts."""
    alive = sum((whole[order] for order in part if counting[order]), NOTHING)
    return {
        order: size * whole[order] / (alive * counting[order]) if counting[order] else NOTHING
        for order in part
    }


# How the KPIs stand ------------------------------------------------------------


def _counts(kind: str, policies: Policies) -> bool:
    if kind == LACKING:
        return not policies.provisional
    return kind == SCORED or (kind == EXCUSED and full_mark(policies))


def full_mark(policies: Policies) -> bool:
    """True when a KPI that does not apply counts as met."""
    return policies.not_applicable is NotApplicablePolicy.FULL_MARK


def _of(rules: Sequence[KpiRule], kinds: Sequence[str], *wanted: str) -> list[KpiRule]:
    """The rules with weight that stand in one of these ways."""
    return [rule for rule, kind in zip(rules, kinds, strict=True) if rule.weight and kind in wanted]


def _standing(
    rules: Sequence[KpiRule], kinds: Sequence[str], weights: Sequence[Decimal], policies: Policies
) -> Standing:
    """Whether there is a total: too little that applies comes before too little typed."""
    whole = sum((rule.weight for rule in rules), NOTHING)
    applicable = sum((rule.weight for rule in _of(rules, kinds, SCORED, LACKING)), NOTHING)
    if not applicable or applicable < policies.enough_weight * whole:
        return Standing.INSUFFICIENT
    if not _of(rules, kinds, LACKING):
        return Standing.COMPLETE
    return Standing.PROVISIONAL if policies.provisional and any(weights) else Standing.MISSING


def _subtotals(
    rules: Sequence[KpiRule], kinds: Sequence[str], weights: Sequence[Decimal]
) -> tuple[Subtotal, ...]:
    """The categories that have weight."""
    triples = zip(rules, kinds, weights, strict=True)
    shown = [(rule.order, kind, weight) for rule, kind, weight in triples if kind != ABSENT]
    names = {rule.order: rule.category for rule in reversed(rules) if rule.weight}
    subtotals = []
    for order in sorted(names):
        at = [n for n, (own, _, weight) in enumerate(shown) if own == order and weight]
        if any(shown[n][1] == LACKING for n in at):
            at = []
        share = sum((shown[n][2] for n in at), NOTHING)
        subtotals.append(Subtotal(order, names[order], tuple(at), share))
    return tuple(subtotals)
