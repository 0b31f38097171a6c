"""The packaged rule book under every weight policy, every policy for what does not apply, in both languages."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from kpi import new
from kpi.book_checks import every_rule
from kpi.layout import POLICY_PREFIX
from kpi.model import KpiRule, NotApplicablePolicy, RuleBook, WeightPolicy
from kpi.weights import EXTRA_FROM
from tests.parity.books import PERIOD, Case

Weights = dict[tuple[str, str], float]
ROLE_TARGETS = (
    ("SS", "SALES-6", 100.0, 1.0),
    ("KA", "SALES-6", None, 1.0),  # open for this role
    ("SM", "SALES-6", 200.0, 3.0),  # of a quarter, a third of it in a month
    ("CO", "SERVICE-3", 95.0, 1.0),
    ("BP", "BRAND-1", 0.05, 1.0),  # the KPI's own is open
)


def packaged() -> RuleBook:
    book = new.rules_for(PERIOD)
    assert not isinstance(book, list)
    return book


def policies(book: RuleBook, policy: WeightPolicy) -> dict[str, str]:
    """The same policy for every set."""
    return {f"{POLICY_PREFIX}{card.code}": policy.value for card in book.cards}


def weights(book: RuleBook, policy: WeightPolicy, orders: Mapping[str, int]) -> Weights:
    """Raw weights under which the policy holds in every set; `orders` has the category of each rule."""
    found: Weights = {}
    for card in book.cards:
        kpis = [rule for rule in card.rules if not rule.duty]
        duties = [rule for rule in card.rules if rule.duty]
        if policy is WeightPolicy.BASE_AND_EXTRA:
            base = [rule for rule in card.rules if orders[rule.code] < EXTRA_FROM and rule.weight]
            found |= _shared(base or kpis[:1], 100)
        elif policy is WeightPolicy.FILL:
            found |= _shared(kpis, 90) | {
                (duty.code, "weight"): 10.0 if duty is _first(duties, duty.roles[0]) else 0.0 for duty in duties
            }
        else:
            found |= {(duty.code, "weight"): 5.0 for duty in duties}
    return found


def _first(duties: Iterable[KpiRule], role: str) -> KpiRule:
    return next(duty for duty in duties if role in duty.roles)


def _shared(rules: list[KpiRule], whole: int) -> Weights:
    """Whole numbers near the raw weights that add up to `whole`."""
    total = sum(rule.weight for rule in rules)
    parts = [int(rule.weight * whole / total) if total else 0 for rule in rules]
    parts[0] += whole - sum(parts)
    return {(rule.code, "weight"): float(part) for rule, part in zip(rules, parts, strict=True)}


def _shipped() -> Iterator[Case]:
    book = packaged()
    orders = {rule.code: rule.order for rule in every_rule(book)}
    for number, (policy, kept) in enumerate(product(WeightPolicy, NotApplicablePolicy)):
        yield Case(
            name=f"{policy.value}, {kept.value}",
            language="zh" if number % 2 == number // 3 % 2 else "en",
            settings={
                **policies(book, policy),
                "not_applicable": kept.value,
                "provisional": "yes" if number % 3 == number // 3 % 3 else "no",
            },
            rules=weights(book, policy, orders),
            role_targets=ROLE_TARGETS if number % 2 else (),
            number=number,
        )
    yield Case(
        name="as shipped, words changed to English",
        settings={"language": "en", "green_from": 95.0, "amber_from": 70.0, "enough_weight": 0.3},
        number=12,
    )
    yield Case(name="as shipped", language="en", number=13)


SHIPPED = tuple(_shipped())
