"""From entries to an appraisal: scores, lights, subtotals, total and grade (scoring.md, section 5).

Compare first, round once, at the end. Measures and scales are in `scales`, weights in `weights`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi.model import (
    Actual,
    Appraisal,
    CategoryTotal,
    Grade,
    KpiResult,
    KpiRule,
    Light,
    MonthsAdd,
    Person,
    Policies,
    RoleTarget,
    Standing,
    State,
    WeightPolicy,
)
from kpi.numbers import rounded, settled
from kpi.scales import MET, Curved, Measuring, curve, measure, measured, met_at, on_scale, score
from kpi.weights import (
    ABSENT,
    EXCUSED,
    EXTRA_FROM,
    HUNDRED,
    LACKING,
    NOTHING,
    ONE,
    OPEN,
    SCORED,
    Subtotal,
    Weighed,
    full_mark,
    weigh,
)

__all__ = [
    "Judge",
    "appraise",
    "grade",
    "light",
    "measured",
    "met_at",
    "on_scale",
    "passes",
    "score",
    "target_in_cycle",
]

Entered = tuple[Actual, Decimal | None]  # an actual, and the target in the cycle
Entries = Mapping[str, Entered]  # by KPI code


# Targets -----------------------------------------------------------------------


def target_in_cycle(
    rule: KpiRule,
    role: str,
    role_targets: Sequence[RoleTarget],
    personal: Decimal | None,
    months: int = 1,
) -> Decimal | None:
    """The target that counts for one person in a cycle of `months`; None while it is open.

    A personal target is meant for the cycle as typed. The role's, else the KPI's own, is pro-rated
    where months add up to a sum.
    """
    if personal is not None:
        return personal
    target, covered = rule.target, rule.target_months
    for own in role_targets:
        if own.role == role and own.kpi == rule.code:
            target, covered = own.target, own.months
    if target is None or rule.months_add is not MonthsAdd.SUM:
        return target
    return target * months / covered


# Lights and grades -------------------------------------------------------------


def light(rule: KpiRule, actual: Decimal, points: Decimal, policies: Policies) -> Light:
    """The light of a score as it is shown, or of an actual at the pass line."""
    green = policies.green_from
    if points >= green or (rule.pass_line is not None and passes(rule, actual)):
        return _GREEN
    seen = rounded(points)
    if seen >= green:
        return _GREEN
    return _AMBER if seen >= policies.amber_from else _RED


def passes(rule: KpiRule, actual: Decimal) -> bool:
    """True when the actual is at the KPI's pass line; false where it has none."""
    line = rule.pass_line
    return line is not None and rule.scale.better.reaches(settled(actual), line)


def grade(total: Decimal, grades: Sequence[Grade], scale: Decimal = ONE) -> Grade | None:
    """The grade of a total as it is shown; `scale` stretches the limits where weights make points.

    None only when there is no grade without a limit to catch the rest.
    """
    seen = rounded(total)
    for one in grades:
        if one.limit is None or seen >= one.limit * scale:
            return one
    return None


# Appraisals --------------------------------------------------------------------

_COMPLETE = Standing.COMPLETE
_WITH_TOTAL = (_COMPLETE, Standing.PROVISIONAL)
_ENTERED = State.ENTERED
_NOT_APPLICABLE = State.NOT_APPLICABLE
_UNREADABLE = State.UNREADABLE
_GREEN, _AMBER, _RED = Light.GREEN, Light.AMBER, Light.RED


class _Ready(NamedTuple):
    """A rule made ready for many people."""

    rule: KpiRule
    code: str
    needs_target: bool
    measure: Measuring
    curve: Curved


class _Pattern(NamedTuple):
    """What everybody shares whose KPIs stand alike."""

    weighed: Weighed
    shown: tuple[tuple[_Ready, str, Decimal], ...]  # how each KPI that is shown stands, and its weight


class Judge:
    """One scorecard, ready to appraise many people by it.

    Weights follow from how each KPI stands, so every pattern is weighed once.
    """

    def __init__(
        self,
        rules: Sequence[KpiRule],
        policies: Policies,
        policy: WeightPolicy,
        grades: Sequence[Grade],
    ) -> None:
        self._ready = [
            _Ready(rule, rule.code, rule.measure.needs_target, measure(rule), curve(rule.scale))
            for rule in rules
        ]
        self._rules = tuple(rules)
        self._policies = policies
        self._policy = policy
        self._grades = tuple(grades)
        self._excused_score = MET if full_mark(policies) else None
        self._known: dict[tuple[str, ...], _Pattern] = {}

    def appraise(self, person: Person, entries: Entries) -> Appraisal:
        """The appraisal of one person.

        A KPI without weight may have no entry and is then left out; any other has one.
        """
        return self.weighed(person, entries)[0]

    def weighed(self, person: Person, entries: Entries) -> tuple[Appraisal, Weighed]:
        """The appraisal, with the weights that everybody shares whose KPIs stand alike."""
        weighed, shown = self._pattern(tuple([_kind(ready, entries) for ready in self._ready]))
        results = tuple(
            [self._result(ready, kind, weight, entries[ready.code]) for ready, kind, weight in shown]
        )
        categories = tuple([_subtotal(one, results) for one in weighed.subtotals])
        total, extra = self._total(weighed.standing, categories)
        graded = total if weighed.standing is _COMPLETE else None
        appraisal = Appraisal(
            person=person,
            results=results,
            categories=categories,
            standing=weighed.standing,
            total=total,
            extra=extra,
            grade=None if graded is None else self._grade(graded),
            missing=weighed.missing,
        )
        return appraisal, weighed

    def _pattern(self, kinds: tuple[str, ...]) -> _Pattern:
        if kinds not in self._known:
            weighed = weigh(self._rules, kinds, self._policies, self._policy)
            triples = zip(self._ready, kinds, weighed.effective, strict=True)
            self._known[kinds] = _Pattern(weighed, tuple(one for one in triples if one[1] != ABSENT))
        return self._known[kinds]

    def _result(self, ready: _Ready, kind: str, weight: Decimal, entry: Entered) -> KpiResult:
        (state, value, _, _), target = entry
        rule, _, _, on_measure, on_curve = ready
        if kind != SCORED or value is None:
            return self._unscored(rule, kind, weight, entry)
        x = on_measure(value, target)
        points = on_curve(x)
        lost = weight * (MET - points) if points < MET else NOTHING
        shade = light(rule, value, points, self._policies)
        return KpiResult(rule, state, value, target, x, points, weight, weight * points, lost, shade)

    def _unscored(self, rule: KpiRule, kind: str, weight: Decimal, entry: Entered) -> KpiResult:
        """A KPI without a score, or with a full mark because it does not apply."""
        actual, target = entry
        given = self._excused_score if kind == EXCUSED else None
        state = _NOT_APPLICABLE if kind == OPEN else actual.state
        points = None if given is None else weight * given
        return KpiResult(rule, state, actual.value, target, None, given, weight, points, NOTHING, None)

    def _total(
        self, standing: Standing, categories: Sequence[CategoryTotal]
    ) -> tuple[Decimal | None, Decimal | None]:
        """The total and the extra inside it, as shown."""
        if standing not in _WITH_TOTAL:
            return None, None
        if self._policy is not WeightPolicy.BASE_AND_EXTRA:
            return rounded(_points(categories, 0)), None
        return rounded(_points(categories, 0)), rounded(_points(categories, EXTRA_FROM))

    def _grade(self, total: Decimal) -> Grade | None:
        if self._policy is not WeightPolicy.POINTS:
            return grade(total, self._grades)
        whole = sum((rule.weight for rule in self._rules), NOTHING)
        return grade(total, self._grades, whole / HUNDRED)


def _kind(ready: _Ready, entries: Entries) -> str:
    """How a KPI stands towards the total.

    Without a target there is nothing to judge by; an entry handed in as unreadable all the same
    is one whose personal target cannot be read.
    """
    entry = entries.get(ready.code)
    if entry is None:
        if ready.rule.weight:
            raise KeyError(ready.code)
        return ABSENT
    state = entry[0].state
    is_open = entry[1] is None and ready.needs_target
    if state is _ENTERED and not is_open:
        return SCORED
    if state is _UNREADABLE:
        return LACKING
    if is_open:
        return OPEN
    return EXCUSED if state is _NOT_APPLICABLE else LACKING


def _subtotal(one: Subtotal, results: Sequence[KpiResult]) -> CategoryTotal:
    order, name, at, share = one
    if not at:
        return CategoryTotal(order, name, None, None)
    points = sum([results[n].points or NOTHING for n in at], NOTHING)
    return CategoryTotal(order, name, settled(points / share), points)


def _points(categories: Sequence[CategoryTotal], since: int) -> Decimal:
    """What the categories from this order on bring to the total."""
    brought = [one.points for one in categories if one.points is not None and one.order >= since]
    return sum(brought, NOTHING)


def appraise(
    person: Person,
    rules: Sequence[KpiRule],
    entries: Entries,
    policies: Policies,
    policy: WeightPolicy,
    grades: Sequence[Grade],
) -> Appraisal:
    """The appraisal of one person; for many, keep a Judge."""
    return Judge(rules, policies, policy, grades).appraise(person, entries)
