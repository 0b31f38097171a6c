"""Rule books that nobody wrote: every form of measure, scale, target, bound, weight, policy and grade, drawn by hypothesis.

Each is sound (the checks of the catalogue find no contradiction), for a contradictory one is not scored at all.
"""

from decimal import Decimal
from itertools import count

from hypothesis import strategies as st

from kpi.book_checks import every_rule
from kpi.layout import KNOTS, POLICY_PREFIX
from kpi.model import (
    Better,
    Curve,
    Entry,
    KpiRule,
    Measure,
    MonthsAdd,
    NotApplicablePolicy,
    RuleBook,
    Unit,
    WeightPolicy,
)
from kpi.tables import Value
from tests.parity.books import Case
from tests.parity.cases import packaged, weights

Draw = st.DrawFn
Edits = dict[tuple[str, str], Value]
AWAY = (Measure.DEVIATION, Measure.OVERRUN)
ROWS_OF_GRADES = 5  # of the table in a workbook of the packaged rules
numbered = count(1)


@st.composite
def cases(draw: Draw) -> Case:
    """One workbook: a rule book, its policies and grades, a language."""
    book = packaged()
    kpis = [rule for rule in every_rule(book) if not rule.duty]
    rules: Edits = {}
    orders: dict[str, int] = {}
    heads = {card.rules[0].code for card in book.cards}  # a base needs something in category 1 or 2
    for rule in every_rule(book):
        orders[rule.code] = rule.order if rule.duty else draw(st.integers(1, 2 if rule.code in heads else 3))
        rules[rule.code, "order"] = float(orders[rule.code])
        rules[rule.code, "category"] = f"类别 {orders[rule.code]}"
    targets: dict[str, Value] = {}
    for rule in kpis:
        edits = draw(_rules(rule))
        targets[rule.code] = edits["target"]
        rules |= {(rule.code, key): value for key, value in edits.items()}
    policy = {card.code: draw(st.sampled_from(WeightPolicy)) for card in book.cards}
    rules |= draw(_weights(book, policy, orders))
    return Case(
        name=f"random {next(numbered)}",
        language=draw(st.sampled_from(("zh", "en"))),
        settings=draw(_settings(policy)),
        rules=rules,
        grades=draw(_grades()),
        role_targets=draw(_role_targets(book, kpis, targets)),
        number=draw(st.integers(0, 9)),
    )


# One rule ------------------------------------------------------------------------


@st.composite
def _rules(draw: Draw, rule: KpiRule) -> dict[str, Value]:
    """The cells of a rule's row that say how it is scored."""
    measure = draw(st.sampled_from(Measure))
    better = Better.LOWER if measure in AWAY else draw(st.sampled_from(Better))
    curve = draw(st.sampled_from(Curve))
    entry = rule.entry if rule.entry is Entry.VALUE else draw(st.sampled_from((Entry.RATIO, Entry.GROWTH)))
    target = draw(_targets(rule.unit))
    return {
        "measure": measure.value,
        "better": better.value,
        "curve": curve.value,
        "entry": entry.value,
        "months_add": draw(st.sampled_from(_adding(entry))).value,
        "months": float(draw(st.sampled_from((1, 3, 12)))),
        "target": target,
        "lowest": draw(st.sampled_from((None, -1.0))),
        "highest": draw(st.sampled_from((None, 1e5))),
        "pass_line": draw(_pass_lines(measure, better, target)),
        **draw(_knots(measure, rule.unit, better, curve)),
    }


def _adding(entry: Entry) -> tuple[MonthsAdd, ...]:
    match entry:
        case Entry.VALUE:
            return MonthsAdd.SUM, MonthsAdd.LAST
        case Entry.RATIO:
            return MonthsAdd.RATIO_OF_SUMS, MonthsAdd.MEAN
        case Entry.GROWTH:
            return (MonthsAdd.LAST,)


def _targets(unit: Unit) -> st.SearchStrategy[float | None]:
    """Round and less round ones, and open ones."""
    usual = (0.05, 0.98, 1.0, 0.3333, 1.5) if unit is Unit.RATE else (3.0, 48.0, 80.0, 7.5, 5000.0)
    return st.sampled_from((*usual, None))


@st.composite
def _pass_lines(draw: Draw, measure: Measure, better: Better, target: float | None) -> float | None:
    """On the easier side of the target."""
    if measure is Measure.DEVIATION or not draw(st.booleans()):
        return None
    if target is None:
        return 0.9
    return target * (0.95 if better is Better.HIGHER else 1.1)


@st.composite
def _knots(draw: Draw, measure: Measure, unit: Unit, better: Better, curve: Curve) -> dict[str, Value]:
    """Two to six corners, worst first; neighbours may share an x (a jump) or their points (a flat part)."""
    least = 2 if curve is Curve.LINE else 1
    size = draw(st.integers(least, KNOTS))
    step = Decimal("0.05") if measure is not Measure.VALUE or unit is Unit.RATE else Decimal("2.5")
    along = draw(st.lists(st.integers(0, 30), min_size=size, max_size=size))
    points = draw(st.lists(st.integers(-4, 26), min_size=size, max_size=size))
    xs = [step * x for x in sorted(along, reverse=better is Better.LOWER)]
    cells: dict[str, Value] = dict.fromkeys(
        (f"{axis}{n}" for axis in "xy" for n in range(1, KNOTS + 1)), None
    )
    for n, (x, y) in enumerate(zip(xs, sorted(points), strict=True), 1):
        cells |= {f"x{n}": float(x), f"y{n}": y * 5.0}
    return cells


# A book --------------------------------------------------------------------------


@st.composite
def _weights(draw: Draw, book: RuleBook, policy: dict[str, WeightPolicy], orders: dict[str, int]) -> Edits:
    """Any weights where the policy allows any; else weights that add up as it asks."""
    fitting = {one: weights(book, one, orders) for one in set(policy.values())}
    found: Edits = {}
    for card in book.cards:
        chosen = policy[card.code]
        if chosen in (WeightPolicy.SHARE, WeightPolicy.POINTS):
            for at, rule in enumerate(card.rules):
                some = (12.5, 40.0, 7.0, 0.1, 0.0) if at else (20.0, 33.3)
                found[rule.code, "weight"] = draw(st.sampled_from(some))
        else:
            codes = {rule.code for rule in card.rules}
            found |= {place: weight for place, weight in fitting[chosen].items() if place[0] in codes}
    return found


@st.composite
def _settings(draw: Draw, policy: dict[str, WeightPolicy]) -> dict[str, Value]:
    amber = draw(st.integers(0, 100))
    return {
        **{f"{POLICY_PREFIX}{code}": one.value for code, one in policy.items()},
        "not_applicable": draw(st.sampled_from(NotApplicablePolicy)).value,
        "provisional": draw(st.sampled_from(("yes", "no"))),
        "amber_from": float(amber),
        "green_from": float(amber + draw(st.integers(0, 30))),
        "enough_weight": draw(st.sampled_from((0.0, 0.3, 0.6, 1.0))),
        "language": draw(st.sampled_from(("zh", "en"))),
    }


@st.composite
def _grades(draw: Draw) -> tuple[tuple[str | None, float | None], ...]:
    """Two to five grades, the last without a limit; the other rows of the table are blank, wherever they stand."""
    limits = draw(st.lists(st.integers(-40, 480), min_size=1, max_size=4, unique=True))
    graded = [(letter, limit / 4) for letter, limit in zip("PQRS", sorted(limits, reverse=True), strict=False)]
    rows: list[tuple[str | None, float | None]] = [*graded, ("Z", None)]
    while len(rows) < ROWS_OF_GRADES:
        rows.insert(draw(st.integers(0, len(rows))), (None, None))
    return tuple(rows)


@st.composite
def _role_targets(
    draw: Draw, book: RuleBook, kpis: list[KpiRule], targets: dict[str, Value]
) -> tuple[tuple[str, str, float | None, float], ...]:
    """Other targets for some roles, some of them open; SALES-2 has its own already."""
    pairs = [(role.code, rule.code) for rule in kpis for role in book.roles if role.code in rule.roles]
    free = [pair for pair in pairs if pair[1] != "SALES-2"]
    chosen = draw(st.lists(st.sampled_from(free), max_size=6, unique=True))
    values = [(draw(st.sampled_from((None, 0.5, 2.0, 90.0))), draw(st.sampled_from((1.0, 3.0)))) for _ in chosen]
    return tuple((*pair, *value) for pair, value in zip(chosen, values, strict=True))
