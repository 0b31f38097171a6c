"""What stands in one row of the table Rules: values, formulas and the values these have."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from kpi import layout
from kpi.catalogue import contradictions
from kpi.doubts import doubts as doubts_of
from kpi.model import KpiRule, Language, Measure, MonthsAdd, RuleBook, Unit, WeightPolicy
from kpi.problems import Place
from kpi.template import codes, doubts
from kpi.template.draft import Draft
from kpi.template.styles import UNIT_FORMATS

NONE, UNLIMITED = -1e15, 1e15  # stand for a blank limit
BASE = (1, 2)  # categories that make the base of base_and_extra
HUNDRED = Decimal(100)

# Fields of a rule whose column has another key.
COLUMN_OF = {
    "scale": "curve",
    "name": "{language}",
    "parts": "entry",
    "event_driven": "event",
    "target_months": "months",
    "improvement": "improvement_{language}",
}
UNSEEN = {"personal"}  # fields without a column


class Cell(NamedTuple):
    """One cell: a value, or a formula and the value it has."""

    value: str | float | None
    formula: str = ""
    num_format: str = ""


class Weights:
    """Sums of raw weights, what the policy of a set makes of a weight, and which rules contradict something."""

    def __init__(self, book: RuleBook) -> None:
        self._policies = book.policies.weights
        self._rules = {card.code: card.rules for card in book.cards}
        self.doubtful = doubts_of(contradictions(book, lambda _code, _field: Place()), book, ()).kpis

    def total(self, role_set: str) -> Decimal:
        return sum((rule.weight for rule in self._rules[role_set]), Decimal(0))

    def effective(self, rule: KpiRule) -> Decimal:
        match self._policies[rule.set]:
            case WeightPolicy.POINTS:
                whole = HUNDRED
            case WeightPolicy.BASE_AND_EXTRA:
                whole = self._base(rule.set) if rule.order in BASE else HUNDRED
            case _:
                whole = self.total(rule.set)
        return rule.weight / whole if whole else Decimal(0)

    def _base(self, role_set: str) -> Decimal:
        rules = self._rules[role_set]
        return sum((rule.weight for rule in rules if rule.order in BASE), Decimal(0))


def cells_of(draft: Draft, cell: Callable[[str], str], rule: KpiRule, weights: Weights) -> dict[str, Cell]:
    """All cells of a rule's row, by column key; `cell` names a cell of the row."""
    return (
        _texts(draft, rule)
        | _choices(rule, draft.language)
        | _numbers(rule)
        | _knots(rule)
        | _weights(cell, rule, weights)
        | _helpers(cell, rule, doubtful=rule.code in weights.doubtful)
    )


def _texts(draft: Draft, rule: KpiRule) -> dict[str, Cell]:
    language = draft.language
    texts = {
        "code": rule.code,
        "set": rule.set,
        "category": rule.category[language],
        "zh": rule.name["zh"],
        "en": rule.name["en"],
        "definition": rule.definition[language],
        "counted": rule.counted[language],
        "roles": "、".join(rule.roles) if language == "zh" else ", ".join(rule.roles),
        "data_source": rule.data_source[language],
        "basis": basis(draft, rule),
        "improvement_zh": rule.improvement["zh"],
        "improvement_en": rule.improvement["en"],
    }
    return {key: Cell(text or None) for key, text in texts.items()}


def basis(draft: Draft, rule: KpiRule) -> str:
    """Which fields the document states, and which we propose."""
    fields = rule.proposed - UNSEEN
    columns = {COLUMN_OF.get(field, field).format(language=draft.language) for field in fields}
    ours = [column.header(draft.language) for column in layout.RULES.columns if column.key in columns]
    if not ours:
        return draft.say("basis_stated")
    return draft.say("basis_proposed", fields=draft.say("basis_comma").join(ours))


def _choices(rule: KpiRule, language: Language) -> dict[str, Cell]:
    chosen = {
        "unit": ("unit", rule.unit.value),
        "better": ("better", rule.scale.better.value),
        "measure": ("measure", rule.measure.value),
        "curve": ("curve", rule.scale.curve.value),
        "entry": ("entry", rule.entry.value),
        "months_add": ("months_add", rule.months_add.value),
        "event": ("yes_no", "yes" if rule.event_driven else "no"),
    }
    return {key: Cell(layout.word(choice, code, language)) for key, (choice, code) in chosen.items()}


def _numbers(rule: KpiRule) -> dict[str, Cell]:
    in_unit = UNIT_FORMATS[rule.unit]
    return {
        "order": Cell(float(rule.order)),
        "months": Cell(float(rule.target_months)),
        "weight": Cell(float(rule.weight), num_format="General"),
        **{
            key: Cell(None if number is None else float(number), num_format=in_unit)
            for key, number in (
                ("target", rule.target),
                ("pass_line", rule.pass_line),
                ("lowest", rule.lowest),
                ("highest", rule.highest),
            )
        },
    }


def _knots(rule: KpiRule) -> dict[str, Cell]:
    """The corners of the scale; what is not a value is a fraction of the target."""
    along = UNIT_FORMATS[rule.unit if rule.measure is Measure.VALUE else Unit.RATE]
    cells = {}
    for n in range(1, layout.KNOTS + 1):
        knot = rule.scale.knots[n - 1] if n <= len(rule.scale.knots) else None
        cells[f"x{n}"] = Cell(float(knot.x) if knot else None, num_format=along)
        cells[f"y{n}"] = Cell(float(knot.points) if knot else None, num_format="General")
    return cells


# Formulas ----------------------------------------------------------------------


def _weights(cell: Callable[[str], str], rule: KpiRule, weights: Weights) -> dict[str, Cell]:
    role_set, weight, total = cell("set"), cell("weight"), cell("sum")
    policy = f"INDEX(Policy_number,MATCH({role_set},Policy_set,0))"
    base = f'SUMIFS(Rule_weight,Rule_set,{role_set},Rule_order,"<={max(BASE)}")'
    share = f"IF({total}=0,0,{weight}/{total})"
    extra = f"IF({cell('order')}>{max(BASE)},{weight}/100,IF({base}=0,0,{weight}/{base}))"
    effective = f"CHOOSE({policy},{share},{weight}/100,{extra},{share})"
    return {
        "sum": Cell(float(weights.total(rule.set)), f"SUMIF(Rule_set,{role_set},Rule_weight)", "General"),
        "effective": Cell(float(weights.effective(rule)), effective, "0.00%"),
    }


def _helpers(cell: Callable[[str], str], rule: KpiRule, *, doubtful: bool) -> dict[str, Cell]:
    sign = codes.BETTER[rule.scale.better.value]
    adds = rule.months_add is MonthsAdd.SUM
    summed = codes.is_word(cell("months_add"), "months_add", MonthsAdd.SUM.value)
    months = f'IF({summed},IF({cell("months")}="",1,{cell("months")}),0)'
    pass_line = cell("pass_line")
    return {
        **{f"n_{key}": _code(cell, key, code, numbers) for key, code, numbers in _codes(rule)},
        "n_sign": Cell(sign, codes.number_of(cell("better"), "better", codes.BETTER)),
        "n_steps": Cell(
            codes.CURVE[rule.scale.curve.value], codes.number_of(cell("curve"), "curve", codes.CURVE)
        ),
        "n_months": Cell(rule.target_months if adds else 0, months),
        "n_low": _limit(cell("lowest"), rule.lowest, NONE),
        "n_high": _limit(cell("highest"), rule.highest, UNLIMITED),
        "n_pass": Cell(
            UNLIMITED if rule.pass_line is None else float(rule.pass_line * sign),
            f'IF({pass_line}="",{_plain(UNLIMITED)},{pass_line}*{cell("n_sign")})',
        ),
        "n_doubt": Cell(int(doubtful), doubts.rule_formula(cell)),
    }


def _codes(rule: KpiRule) -> tuple[tuple[str, str, Mapping[str, int]], ...]:
    return (("entry", rule.entry.value, codes.ENTRY), ("measure", rule.measure.value, codes.MEASURE))


def _code(cell: Callable[[str], str], key: str, code: str, numbers: codes.Numbers) -> Cell:
    return Cell(numbers[code], codes.number_of(cell(key), key, numbers))


def _limit(cell: str, limit: Decimal | None, blank: float) -> Cell:
    return Cell(blank if limit is None else float(limit), f'IF({cell}="",{_plain(blank)},{cell})')


def _plain(number: float) -> str:
    return format(number, ".0E")
