"""One line of a list of entries: whose, for which KPI, and what it gives.

The same words and numbers are understood as in a cell of the workbook. A line that is not
understood in full gives nothing but Problems; the others are not held up by it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from kpi.layout import code_of
from kpi.listing import Arranged, Heading, Line
from kpi.model import Actual, Entry, KpiRule, State
from kpi.problems import Place, Problem
from kpi.problems import imports as problem
from kpi.reading import is_blank, is_not_applicable, read_actual, read_target
from kpi.roster import EntryCells
from kpi.staff import ID_NAMES
from kpi.tables import Value

HEADINGS = (
    Heading("id", ID_NAMES, needed=True),
    Heading(
        "kpi", ("指标代码", "KPI", "指标", "指标名称", "考核指标", "KPI code", "code", "代码"), needed=True
    ),
    Heading("value", ("数值", "value", "完成值", "实际值", "实际完成", "值", "actual", "result")),
    Heading("numerator", ("分子", "numerator", "录入一", "entry 1", "本期值", "本期", "current")),
    Heading("denominator", ("分母", "denominator", "录入二", "entry 2", "基期值", "基期", "base")),
    Heading("state", ("状态", "state", "status")),
    Heading("target", ("个人目标", "target", "目标", "目标值", "personal target")),
)
PARTS = ("numerator", "denominator")
GIVEN = ("value", *PARTS, "target")
ONE = 1.0

Cells = tuple[Value, Value]  # the two entry cells; the second is None for a value
NOT_APPLICABLE = Actual(State.NOT_APPLICABLE)


class Given(NamedTuple):
    """What a line gives; None leaves what the workbook holds."""

    actual: Actual | None
    target: float | None


def given(found: Arranged, line: Line, cells: EntryCells, there: Cells) -> Given | list[Problem]:
    """What a line gives for a KPI; `there` is what its entry cells hold now."""
    rule = cells.rule
    formulas = [
        problem.formula(found.place(line, key), rule.code, text) for key, text in _formulas(found, line)
    ]
    if formulas:
        return formulas
    actual = _actual(found, line, rule, there)
    target = _target(found, line, cells)
    problems = [one for one in (actual, target) if isinstance(one, Problem)]
    problems += actual if isinstance(actual, list) else []
    if problems:
        return problems
    return Given(
        actual if isinstance(actual, Actual) else None, target if isinstance(target, float) else None
    )


def _formulas(found: Arranged, line: Line) -> Sequence[tuple[str, str]]:
    cells = ((key, found.cell(line, key)) for key in (*GIVEN, "state"))
    return [(key, cell) for key, cell in cells if isinstance(cell, str) and cell.lstrip().startswith("=")]


def _target(found: Arranged, line: Line, cells: EntryCells) -> float | Problem | None:
    cell, place = found.cell(line, "target"), found.place(line, "target")
    if is_blank(cell):
        return None
    target = read_target(cells.rule, cell, place)
    if isinstance(target, Problem) or target is None:
        return target
    return problem.no_target_column(place, cells.rule.code) if cells.target is None else float(target)


def _actual(
    found: Arranged, line: Line, rule: KpiRule, there: Cells
) -> Actual | Problem | list[Problem] | None:
    """The entry as understood, None where the line gives none."""
    entered = [key for key in ("value", *PARTS) if not is_blank(found.cell(line, key))]
    state = _state(found, line, rule)
    if isinstance(state, Problem):
        return state
    if state is State.NOT_APPLICABLE:
        said = all(is_not_applicable(found.cell(line, key)) for key in entered)
        return NOT_APPLICABLE if said else problem.state_beside_value(found.place(line, "state"), rule.code)
    if not entered:
        return None
    if "value" in entered:
        if len(entered) > 1:
            return problem.value_and_parts(found.place(line, "value"), rule.code)
        return _of_value(found, line, rule)
    return _of_parts(found, line, rule, there)


def _state(found: Arranged, line: Line, rule: KpiRule) -> State | Problem:
    """What the column state says; whatever is not 不适用 leaves the word to the numbers."""
    text = found.text(line, "state")
    code = code_of("state", text)
    if code == "not_applicable" or is_not_applicable(text):
        return State.NOT_APPLICABLE
    if is_blank(text) or code in {"entered", "not_filled_in"}:
        return State.ENTERED
    return problem.unknown_state(found.place(line, "state"), rule.code, text)


def _of_value(found: Arranged, line: Line, rule: KpiRule) -> Actual | list[Problem]:
    cell, place = found.cell(line, "value"), found.place(line, "value")
    if rule.entry is Entry.GROWTH:
        return _growth(rule, cell, place)
    return _checked(rule, (cell, None), (place, place))


def _growth(rule: KpiRule, cell: Value, place: Place) -> Actual | list[Problem]:
    """A growth that is known as a rate: from 1 to 1 + rate."""
    rate = _checked(replace(rule, entry=Entry.VALUE), (cell, None), (place, place))
    if isinstance(rate, list) or rate.value is None:
        return rate
    return _checked(rule, (float(1 + rate.value), ONE), (place, place))


def _of_parts(found: Arranged, line: Line, rule: KpiRule, there: Cells) -> Actual | Problem | list[Problem]:
    places = (found.place(line, "numerator"), found.place(line, "denominator"))
    own = (found.cell(line, "numerator"), found.cell(line, "denominator"))
    if rule.entry is Entry.VALUE:
        return problem.only_a_value(places[0], rule.code)
    both = tuple(old if is_blank(new) else new for new, old in zip(own, there, strict=True))
    spoken = [is_blank(new) and is_not_applicable(old) for new, old in zip(own, there, strict=True)]
    if any(map(is_blank, both)) or any(spoken):
        return problem.half_given(places[0] if is_blank(own[0]) else places[1], rule.code)
    return _checked(rule, (both[0], both[1]), places)


def _checked(rule: KpiRule, cells: Cells, places: tuple[Place, Place]) -> Actual | list[Problem]:
    """The actual, unless the workbook would find it unreadable."""
    actual, problems = read_actual(rule, *cells, *places)
    wrong = [one for one in problems if not one.note]
    return wrong or actual
