"""Calls of sheet functions as a host makes them, with the packaged rules or a workbook's table."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from kpi import layout
from kpi.functions import call, why
from kpi.model import KpiRule, Measure, RuleBook
from kpi.rule_files import packaged_book
from kpi.scoring import target_in_cycle
from kpi.tables import Fault
from tests.factories import d

BOOK = packaged_book(date(2026, 11, 30))
RULES = [rule for card in BOOK.cards for rule in card.rules]
NA, VALUE = Fault("#N/A"), Fault("#VALUE!")
Cells = tuple[tuple[object, ...], ...]


def give(name: str, *arguments: object, language: str = "zh") -> object:
    return call(name, arguments, BOOK, language)


def reason(name: str, *arguments: object) -> str:
    """The code of what is wrong, or nothing."""
    found = why(name, arguments, BOOK)
    return found.code if found else ""


def actuals(rule: KpiRule) -> list[Decimal]:
    """Actuals on every stretch of the curve that the bounds allow, some with no end in their quotient."""
    target = target_in_cycle(rule, "", (), None) or d(7)
    xs = [knot.x for knot in rule.scale.knots]
    between = [(a * 2 + b) / 3 for a, b in pairwise(xs)]
    spread = [min(xs), max(xs), *between, max(xs) * d("1.07")]
    if rule.measure is Measure.ATTAINMENT:
        spread = [x * target for x in spread]
    elif rule.measure is not Measure.VALUE:
        spread = [(1 + x) * target for x in spread] + [(1 - x) * target for x in spread]
    typed = {Decimal(format(float(one), ".15g")) for one in [*spread, d("0.7"), d("0.333333333333333")]}
    low, high = rule.lowest, rule.highest
    return [one for one in sorted(typed) if (low is None or one >= low) and (high is None or one <= high)]


# The table Rules --------------------------------------------------------------


def rules_table(book: RuleBook, language: str, **changes: Mapping[str, object]) -> Cells:
    """All rules in one language; `changes` replaces cells by KPI code (with _ for -) and column key."""
    changed = {code.replace("_", "-"): cells for code, cells in changes.items()}
    rows = [
        tuple({**cells_of(rule, language), **changed.get(rule.code, {})}.get(key) for key in KEYS)
        for card in book.cards
        for rule in card.rules
    ]
    return (layout.RULES.headers(language), *rows)


KEYS = tuple(column.key for column in layout.RULES.columns)


def cells_of(rule: KpiRule, language: str) -> dict[str, object]:
    knots = {
        f"{axis}{n}": float(value)
        for n, knot in enumerate(rule.scale.knots, 1)
        for axis, value in zip("xy", knot, strict=True)
    }
    chosen = {
        "unit": ("unit", rule.unit.value),
        "better": ("better", rule.scale.better.value),
        "measure": ("measure", rule.measure.value),
        "curve": ("curve", rule.scale.curve.value),
        "entry": ("entry", rule.entry.value),
        "months_add": ("months_add", rule.months_add.value),
        "event": ("yes_no", "yes" if rule.event_driven else "no"),
    }
    numbers = {
        "order": rule.order,
        "months": rule.target_months,
        "weight": rule.weight,
        "target": rule.target,
        "pass_line": rule.pass_line,
        "lowest": rule.lowest,
        "highest": rule.highest,
    }
    return {
        "code": rule.code,
        "set": rule.set,
        "category": rule.category[language],
        "zh": rule.name["zh"],
        "en": rule.name["en"],
        "counted": rule.counted[language],
        "roles": ", ".join(rule.roles),
        "improvement_zh": rule.improvement["zh"],
        "improvement_en": rule.improvement["en"],
        **{key: layout.word(choice, code, language) for key, (choice, code) in chosen.items()},
        **{key: None if number is None else float(number) for key, number in numbers.items()},
        **knots,
    }
