"""Rules and people built by hand, so that a test depends on no shipped number."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpi.model import (
    Actual,
    Better,
    Curve,
    Entry,
    Grade,
    Knot,
    KpiRule,
    Measure,
    MonthsAdd,
    Person,
    Policies,
    Scale,
    State,
    Unit,
)

Pairs = Sequence[tuple[object, object]]
SOMEBODY = Person(id="007", name="张三", role="SS")
POLICIES = Policies(weights={})


def d(number: object) -> Decimal:
    return Decimal(str(number))


def scale(knots: Pairs, better: str = "higher", curve: str = "line") -> Scale:
    return Scale(curve=Curve(curve), better=Better(better), knots=tuple(Knot(d(x), d(y)) for x, y in knots))


CAPPED = scale([(0, 0), ("1.2", 120)])
LIMIT_5_TO_10 = scale([(10, 0), (5, 100)], better="lower")


def rule(code: str = "SALES-3", **fields: object) -> KpiRule:
    """A rate of 98 % by attainment, unless `fields` say otherwise."""
    usual: dict[str, object] = {
        "code": code,
        "set": code.partition("-")[0],
        "category": {"zh": "业绩类", "en": "Results"},
        "order": 1,
        "name": {"zh": f"指标{code}", "en": f"KPI {code}"},
        "definition": {"zh": "", "en": ""},
        "unit": Unit.RATE,
        "counted": {"zh": "", "en": ""},
        "target": Decimal("0.98"),
        "target_months": 1,
        "pass_line": None,
        "measure": Measure.ATTAINMENT,
        "scale": CAPPED,
        "weight": Decimal(10),
        "entry": Entry.VALUE,
        "parts": (),
        "months_add": MonthsAdd.LAST,
        "event_driven": False,
        "lowest": None,
        "highest": None,
        "personal": False,
        "data_source": {"zh": "", "en": ""},
        "proposed": frozenset(),
        "improvement": {"zh": f"改进{code}", "en": f"Improve {code}"},
        "roles": ("SS",),
        "duty": False,
    }
    return KpiRule(**{**usual, **fields})  # type: ignore[arg-type]


def points_rule(code: str, weight: object, order: int = 1, **fields: object) -> KpiRule:
    """A KPI whose actual is its score, from 0 to 120."""
    straight = scale([(0, 0), (120, 120)])
    return rule(
        code,
        weight=d(weight),
        order=order,
        unit=Unit.POINTS,
        target=None,
        measure=Measure.VALUE,
        scale=straight,
        **fields,
    )


def entered(value: object) -> tuple[Actual, Decimal | None]:
    return Actual(State.ENTERED, d(value)), None


def without(state: State) -> tuple[Actual, Decimal | None]:
    return Actual(state), None


def entries(
    rules: Sequence[KpiRule], scores: Sequence[object]
) -> Mapping[str, tuple[Actual, Decimal | None]]:
    """What each rule in order was given: a number, or a State."""
    return {
        one.code: without(given) if isinstance(given, State) else entered(given)
        for one, given in zip(rules, scores, strict=True)
    }


GRADES = tuple(
    Grade(letter=letter, name={"zh": letter, "en": letter}, limit=None if limit is None else d(limit))
    for letter, limit in (("S", 110), ("A", 100), ("B", 85), ("C", 70), ("D", None))
)
