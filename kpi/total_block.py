"""The total of a column of scores beside a column of raw weights (scoring.md, sections 4 and 5)."""

from collections.abc import Sequence
from decimal import Decimal

from kpi import layout
from kpi.arguments import Block, flat, is_blank_block
from kpi.model import NotApplicablePolicy, Policies, Unit, WeightPolicy
from kpi.numbers import settled, shown
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import Unread, is_blank, is_not_applicable, read_number
from kpi.sheets import as_shown, as_text
from kpi.tables import Value
from kpi.weights import HUNDRED, NOTHING, factors

ENOUGH = Policies(weights={}).enough_weight
ONE_CATEGORY = 1
Pair = tuple[Decimal | None, Decimal]  # score, None where the KPI does not apply; raw weight


def read_policy(cell: Value) -> WeightPolicy | Problem:
    """The weight policy, by its word or code; share when it is left out."""
    if is_blank(cell):
        return WeightPolicy.SHARE
    code = layout.code_of("policy", as_text(cell))
    if code is None:
        return problem.unknown_policy(as_shown(cell))
    policy = WeightPolicy(code)
    return problem.policy_needs_categories() if policy is WeightPolicy.BASE_AND_EXTRA else policy


def weighted_total(scores: Block, weights: Block, policy: WeightPolicy) -> Decimal | str | Problem:
    """Σ effective weight × score, not rounded; blank columns have no total."""
    if is_blank_block(scores) and is_blank_block(weights):
        return ""
    first, second = flat(scores), flat(weights)
    if len(first) != len(second):
        return problem.sizes_differ("scores", "weights", (len(first), len(second)))
    pairs = _pairs(first, second)
    return pairs if isinstance(pairs, Problem) else _weighted(pairs, policy)


def _pairs(scores: Sequence[Value], weights: Sequence[Value]) -> list[Pair] | Problem:
    """Scores with their weights; a row where both are blank is not there."""
    pairs = []
    for number, (score, weight) in enumerate(zip(scores, weights, strict=True), 1):
        if is_blank(score) and is_blank(weight):
            continue
        pair = _pair(number, score, weight)
        if isinstance(pair, Problem):
            return pair
        if pair is not None:
            pairs.append(pair)
    return pairs


def _pair(number: int, score: Value, weight: Value) -> Pair | Problem | None:
    """A score and its weight; None for a KPI without weight, whose score may be missing."""
    raw = read_number(weight, Unit.COUNT)
    if raw is Unread.BLANK:
        return problem.weight_missing(number)
    if isinstance(raw, Unread) or raw < 0:
        return problem.not_a_weight(number, as_shown(weight))
    if is_not_applicable(score):
        return None, raw
    points = read_number(score, Unit.POINTS)
    if points is Unread.BLANK:
        return problem.score_missing(number) if raw else None
    return problem.not_a_score(number, as_shown(score)) if isinstance(points, Unread) else (points, raw)


def _weighted(pairs: Sequence[Pair], policy: WeightPolicy) -> Decimal | Problem:
    whole = sum((weight for _, weight in pairs), NOTHING)
    counting = sum((weight for score, weight in pairs if score is not None), NOTHING)
    wrong = _unfit(whole, counting, policy)
    if wrong is not None:
        return wrong
    sums = {ONE_CATEGORY: whole}, {ONE_CATEGORY: counting}
    factor = factors(*sums, policy, NotApplicablePolicy.SHARED)[ONE_CATEGORY]
    brought = sum((weight * score for score, weight in pairs if score is not None), NOTHING)
    return settled(brought * factor)


def _unfit(whole: Decimal, counting: Decimal, policy: WeightPolicy) -> Problem | None:
    """Why these weights make no total."""
    if not whole:
        return problem.nothing_weighs()
    if policy is WeightPolicy.FILL and whole != HUNDRED:
        return problem.fill_not_100(whole)
    if not counting or counting < ENOUGH * whole:
        share, least = (shown(part, Unit.RATE, "en") for part in (counting / whole, ENOUGH))
        return problem.too_little_applies(share, least)
    return None
