"""The total of a column of scores beside a column of raw weights (scoring.md, sections 4 and 5)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi import layout
from kpi.arguments import Block, flat, is_blank_block
from kpi.model import NotApplicablePolicy, Policies, State, Unit, WeightPolicy
from kpi.numbers import settled, shown
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import Unread, is_blank, is_not_applicable, read_number
from kpi.scales import MET
from kpi.sheets import as_shown, as_text
from kpi.tables import Value
from kpi.weights import HUNDRED, NOTHING, factors

ENOUGH = Policies(weights={}).enough_weight
ONE_CATEGORY = 1.0
ENTERED = State.ENTERED.value
NOT_APPLICABLE = State.NOT_APPLICABLE.value
WITHOUT = (NOT_APPLICABLE, "open_target")  # states in which a KPI does not apply


class Terms(NamedTuple):
    """What is to be done with the weights."""

    policy: WeightPolicy
    not_applicable: NotApplicablePolicy
    enough: Decimal


class Columns(NamedTuple):
    """The cells of a call, column by column."""

    scores: Block
    weights: Block
    categories: Block
    states: Block


class Item(NamedTuple):
    """One KPI of the total."""

    score: Decimal | None  # None where it brings nothing and its weight is shared out
    weight: Decimal  # raw
    category: int
    applies: bool


def read_terms(policy: Value, excused: Value, enough: Value) -> Terms | Problem:
    """The policies of a total, each by its word or code; their defaults where they are left out."""
    weighing = "share" if is_blank(policy) else coded("policy", policy)
    if weighing is None:
        return problem.unknown_policy(as_shown(policy))
    sharing = "shared" if is_blank(excused) else coded("not_applicable", excused)
    if sharing is None:
        return problem.unknown_not_applicable(as_shown(excused))
    least = ENOUGH if is_blank(enough) else read_number(enough, Unit.RATE)
    if isinstance(least, Unread):
        return problem.not_a_limit("enough", as_shown(enough))
    return Terms(WeightPolicy(weighing), NotApplicablePolicy(sharing), least)


def coded(choice: str, cell: Value) -> str | None:
    """The code behind a word, or behind the number that the sheet Settings has for it."""
    text, codes = as_text(cell), tuple(layout.CHOICES[choice])
    if text in {str(number) for number in range(1, len(codes) + 1)}:
        return codes[int(text) - 1]
    return layout.code_of(choice, text)


def weighted_total(given: Columns, terms: Terms) -> Decimal | str | Problem:
    """Σ effective weight × score, not rounded; blank columns have no total."""
    if is_blank_block(given.scores) and is_blank_block(given.weights):
        return ""
    items = _items(given, terms)
    if isinstance(items, Problem):
        return items
    if _needs_categories(terms) and is_blank_block(given.categories):
        return problem.policy_needs_categories()
    return _unfit(items, terms) or _weighted(items, terms)


def _needs_categories(terms: Terms) -> bool:
    return (
        terms.policy is WeightPolicy.BASE_AND_EXTRA
        or terms.not_applicable is NotApplicablePolicy.WITHIN_CATEGORY
    )


# Reading -----------------------------------------------------------------------


def _items(given: Columns, terms: Terms) -> list[Item] | Problem:
    """Scores with their weights; a row where both are blank is not there."""
    scores = flat(given.scores)
    categories = _or_all(given.categories, ONE_CATEGORY, len(scores))
    states = _or_all(given.states, ENTERED, len(scores))
    beside = {"weights": flat(given.weights), "categories": categories, "states": states}
    for name, cells in beside.items():
        if len(cells) != len(scores):
            return problem.sizes_differ("scores", name, (len(scores), len(cells)))
    items = []
    for number, row in enumerate(zip(scores, *beside.values(), strict=True), 1):
        if is_blank(row[0]) and is_blank(row[1]):
            continue
        item = _item(number, row, terms)
        if isinstance(item, Problem):
            return item
        if item is not None:
            items.append(item)
    return items


def _or_all(block: Block, usual: Value, count: int) -> Sequence[Value]:
    """The cells of a column, or the usual one in every row where it was left out."""
    return (usual,) * count if is_blank_block(block) else flat(block)


def _item(number: int, row: Sequence[Value], terms: Terms) -> Item | Problem | None:
    """One KPI; None for one without weight, whose score may be missing."""
    score, weight, category, state = row
    raw = read_number(weight, Unit.COUNT)
    if raw is Unread.BLANK:
        return problem.weight_missing(number)
    if isinstance(raw, Unread) or raw < 0:
        return problem.not_a_weight(number, as_shown(weight))
    place = read_number(category, Unit.COUNT)
    if isinstance(place, Unread) or place < 1 or place % 1:
        return problem.not_a_category(number, as_shown(category))
    stands = NOT_APPLICABLE if is_not_applicable(score) else coded("state", state)
    if stands is None:
        return problem.not_a_state(number, as_shown(state))
    points = _points(number, score, stands, terms)
    if isinstance(points, Problem):
        return points if raw or points.code != problem.SCORE_MISSING else None
    return Item(points, raw, int(place), stands not in WITHOUT)


def _points(number: int, score: Value, stands: str, terms: Terms) -> Decimal | Problem | None:
    """The score; for a KPI that does not apply none, or a full mark."""
    if stands == NOT_APPLICABLE and terms.not_applicable is NotApplicablePolicy.FULL_MARK:
        return MET
    if stands in WITHOUT:
        return None
    points = read_number(score, Unit.POINTS)
    if points is Unread.BLANK:
        return problem.score_missing(number)
    return problem.not_a_score(number, as_shown(score)) if isinstance(points, Unread) else points


# Weighing ----------------------------------------------------------------------


def _unfit(items: Sequence[Item], terms: Terms) -> Problem | None:
    """Why these weights make no total."""
    whole = _sum(item.weight for item in items)
    if not whole:
        return problem.nothing_weighs()
    if terms.policy is WeightPolicy.FILL and whole != HUNDRED:
        return problem.fill_not_100(whole)
    applicable = _sum(item.weight for item in items if item.applies)
    if not applicable or applicable < terms.enough * whole:
        share, least = (shown(part, Unit.RATE, "en") for part in (applicable / whole, terms.enough))
        return problem.too_little_applies(share, least)
    return None


def _weighted(items: Sequence[Item], terms: Terms) -> Decimal:
    orders = dict.fromkeys(item.category for item in items)
    counting = [item for item in items if item.score is not None]
    whole, counted = (
        {order: _sum(item.weight for item in some if item.category == order) for order in orders}
        for some in (items, counting)
    )
    factor = factors(whole, counted, terms.policy, terms.not_applicable)
    return settled(_sum(item.weight * factor[item.category] * (item.score or NOTHING) for item in counting))


def _sum(numbers: Iterator[Decimal]) -> Decimal:
    return sum(numbers, NOTHING)
