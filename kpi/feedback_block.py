"""The feedback on one person from the columns of their KPIs, as the sheet Feedback shows it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kpi import layout
from kpi.arguments import Block, flat, is_blank_block
from kpi.feedback import CLEAR_RISE, Feedback, Writer
from kpi.judging import Judged, judge, month_target
from kpi.model import KpiResult, KpiRule, Language, State, Unit
from kpi.numbers import exact, settled
from kpi.problems import Place, Problem
from kpi.problems import functions as problem
from kpi.reading import Unread, is_blank, read_number, read_target
from kpi.rule_block import Rules
from kpi.sheets import as_shown, as_text
from kpi.tables import Value
from kpi.weights import NOTHING

NOWHERE = Place()
ENTERED, NOT_APPLICABLE, NOT_FILLED_IN, UNREADABLE = (state.value for state in State)
OPEN = "open_target"


class Columns(NamedTuple):
    """The cells of a call, column by column; a column that was left out is blank."""

    kpis: Block
    actuals: Block
    targets: Block
    weights: Block
    states: Block
    last: Block = ()  # the scores of the month before


class Line(NamedTuple):
    """One KPI of the person."""

    kpi: Value
    actual: Value
    target: Value
    weight: Value
    state: Value
    last: Value


def read_part(cell: Value) -> str | Problem:
    """Which part of the feedback is asked for: the field of Feedback, or the header of its column."""
    wanted = layout.folded(as_text(cell))
    for part in Feedback._fields:
        column = layout.FEEDBACK.column(part)
        if wanted in {part, layout.folded(column.zh), layout.folded(column.en)}:
            return part
    return problem.unknown_part(as_shown(cell))


def told_of(
    part: str, given: Columns, rules: Rules, language: Language, clear_rise: Decimal = CLEAR_RISE
) -> str | Problem:
    """That part of the feedback, one sentence a line."""
    last: dict[str, Decimal] = {}
    results = _results(given, rules, last)
    if isinstance(results, Problem):
        return results
    said: str = getattr(_writer(language, clear_rise).told(results, last), part)
    return said


@lru_cache(maxsize=8)
def _writer(language: Language, clear_rise: Decimal) -> Writer:
    """One for all calls: it knows how each KPI is spoken of, and thousands of cells ask."""
    return Writer(language, clear_rise)


def _results(given: Columns, rules: Rules, last: dict[str, Decimal]) -> list[KpiResult] | Problem:
    """The result of each KPI; the scores of the month before are put into `last`."""
    count = len(flat(given.kpis))
    columns = [_or_blank(block, count) for block in given]
    for name, column in zip(Columns._fields, columns, strict=True):
        if len(column) != count:
            return problem.sizes_differ("kpis", name, (count, len(column)))
    left_out = is_blank_block(given.targets)
    results = []
    for number, line in enumerate(map(Line._make, zip(*columns, strict=True)), 1):
        if is_blank(line.kpi):
            continue
        result = _result(rules, number, line, own_targets=left_out)
        if isinstance(result, Problem):
            return result
        results.append(result)
        if isinstance(line.last, float):
            last[result.rule.code] = exact(line.last)
    return results


def _or_blank(block: Block, count: int) -> Sequence[Value]:
    return (None,) * count if is_blank_block(block) else flat(block)


def _result(rules: Rules, number: int, line: Line, *, own_targets: bool) -> KpiResult | Problem:
    rule = rules.find(as_shown(line.kpi))
    if isinstance(rule, Problem):
        return rule
    weight = _weight(rules, rule, number, line.weight)
    if isinstance(weight, Problem):
        return weight
    target = _target(rule, line.target, own=own_targets)
    stands = _stands(rule, line, target) if is_blank(line.state) else layout.code_of("state", as_text(line.state))
    if stands is None:
        return problem.not_a_state(number, as_shown(line.state))
    if stands != ENTERED:
        return _unscored(rule, stands, target, weight)
    judged = judge(rules, rule, line.actual, line.target if rule.measure.needs_target else None)
    if isinstance(judged, Judged):
        return _settled(judged.result(weight))
    return _unscored(rule, UNREADABLE if isinstance(judged, Problem) else judged.value, target, weight)


def _stands(rule: KpiRule, line: Line, target: Decimal | Problem | None) -> str:
    """The state of a KPI as far as its cells say so before it is judged."""
    if isinstance(target, Problem):
        return UNREADABLE
    if target is None and rule.measure.needs_target:
        return OPEN
    return NOT_FILLED_IN if is_blank(line.actual) else ENTERED


def _settled(result: KpiResult) -> KpiResult:
    """Without the noise of cells that hold 15 digits, which would put equal losses out of order."""
    points = None if result.points is None else settled(result.points)
    return result._replace(points=points, lost=settled(result.lost))


def _unscored(rule: KpiRule, stands: str, target: Decimal | Problem | None, weight: Decimal) -> KpiResult:
    """A KPI without a score."""
    state = State.NOT_APPLICABLE if stands == OPEN else State(stands)
    aim = None if stands == OPEN or isinstance(target, Problem) else target
    return KpiResult(rule, state, None, aim, None, None, weight, None, NOTHING, None)


def _weight(rules: Rules, rule: KpiRule, number: int, cell: Value) -> Decimal | Problem:
    """The effective weight; that of the rules where it was left out."""
    if is_blank(cell):
        return rules.effective(rule)
    weight = read_number(cell, Unit.RATE)
    return problem.not_a_weight(number, as_shown(cell)) if isinstance(weight, Unread) else weight


def _target(rule: KpiRule, cell: Value, *, own: bool) -> Decimal | Problem | None:
    """The target that counts; None where it is open, or where the scale asks for none."""
    if not rule.measure.needs_target:
        return None
    if own:
        target = month_target(rule)
        return None if isinstance(target, Problem) else target
    return read_target(rule, cell, NOWHERE)
