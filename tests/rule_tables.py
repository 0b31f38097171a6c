"""The table Rules as a host hands it over: headers, then one row for each KPI."""

from collections.abc import Mapping

from kpi import layout
from kpi.model import KpiRule, RuleBook

Cells = tuple[tuple[object, ...], ...]


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
