"""One KPI, one actual in one cell: judged by the rules at hand, for a sheet function."""

from decimal import Decimal
from typing import NamedTuple

from kpi.model import KpiResult, KpiRule, Light, MonthsAdd, State
from kpi.problems import Place, Problem
from kpi.problems import functions as problem
from kpi.reading import is_blank, read_actual, read_number, read_target
from kpi.rule_block import Rules
from kpi.scales import MET, measured, on_scale
from kpi.scoring import light, target_in_cycle
from kpi.tables import Value
from kpi.weights import NOTHING

NOWHERE = Place()
NO_ROLE = ""  # a cell does not say whose actual it is, so the KPI's own target counts


class Judged(NamedTuple):
    """What an actual is worth."""

    rule: KpiRule
    actual: Decimal
    target: Decimal | None  # for one month; None where the scale asks for none
    months: int  # that the KPI's target was spread over to get there
    x: Decimal  # what was put on the scale
    score: Decimal  # not rounded
    light: Light

    def result(self, effective: Decimal) -> KpiResult:
        """The same as the result of an appraisal, with its weight."""
        lost = effective * (MET - self.score) if self.score < MET else NOTHING
        return KpiResult(
            self.rule, State.ENTERED, self.actual, self.target, self.x, self.score,
            effective, effective * self.score, lost, self.light,
        )  # fmt: skip


def judge(rules: Rules, rule: KpiRule, actual: Value, target: Value) -> Judged | State | Problem:
    """An actual judged; the state NOT_APPLICABLE when it says so."""
    (state, value, _, _), problems = read_actual(rule, actual, None, NOWHERE, NOWHERE)
    if problems and not problems[0].note:
        return problems[0]
    if value is None:
        return state
    own = _own_target(rule, target)
    if isinstance(own, Problem):
        return own
    due = target_in_cycle(rule, NO_ROLE, (), own)
    if due is None and rule.measure.needs_target:
        return problem.open_target(rule.code)
    x = measured(rule, value, due)
    score = on_scale(rule.scale, x)
    months = rule.target_months if own is None and rule.months_add is MonthsAdd.SUM else 1
    return Judged(rule, value, due, months, x, score, light(rule, value, score, rules.book.policies))


def _own_target(rule: KpiRule, cell: Value) -> Decimal | Problem | None:
    """A target that was handed over; the KPI's own, said again, is none."""
    target = None if is_blank(cell) else read_target(rule, cell, NOWHERE)
    if isinstance(target, Problem) and not rule.measure.needs_target:
        return None if _says_again(rule, cell) else target
    return target


def _says_again(rule: KpiRule, cell: Value) -> bool:
    return rule.target is not None and read_number(cell, rule.unit) == rule.target


def month_target(rule: KpiRule) -> Decimal | Problem:
    """The KPI's own target for one month."""
    target = target_in_cycle(rule, NO_ROLE, (), None)
    return problem.open_target(rule.code) if target is None else target
