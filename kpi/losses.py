"""Where points are lost: by KPI, the largest single ones, and the way from full points to the mean total."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from kpi.model import Appraisal, KpiResult, KpiRule, Person, Standing
from kpi.scales import MET

NOTHING = Decimal(0)
SEEN = Decimal("0.005")  # what is less is shown as 0.00
MOST_SINGLE = 5
MOST_STEPS = 8  # KPIs that stand by themselves in the waterfall


class Loss(NamedTuple):
    """What one KPI costs the people who are scored by it."""

    rule: KpiRule
    people: int  # who have a score for it
    score: Decimal  # their mean score
    lost: Decimal  # sum of their lost points


class Single(NamedTuple):
    """The lost points of one person on one KPI."""

    person: Person
    result: KpiResult


class Kind(Enum):
    """What a step of the waterfall stands for."""

    FULL = "full"  # every target met
    LOST = "lost"  # one KPI
    OTHER = "other"  # all other KPIs that lose points
    GAINED = "gained"  # points above "target met"
    TOTAL = "total"  # the mean total


class Step(NamedTuple):
    """One bar of the waterfall, from one level to the next."""

    kind: Kind
    rule: KpiRule | None
    start: Decimal
    end: Decimal

    @property
    def size(self) -> Decimal:
        return self.end - self.start


def by_kpi(appraisals: Sequence[Appraisal]) -> list[Loss]:
    """The KPIs that lose points, most first; equal ones in the order of the rules."""
    rules: dict[str, KpiRule] = {}
    scores: dict[str, list[Decimal]] = {}
    lost: dict[str, Decimal] = {}
    for result in (result for one in appraisals for result in one.results):
        if result.score is not None and result.effective:
            code = result.rule.code
            rules.setdefault(code, result.rule)
            scores.setdefault(code, []).append(result.score)
            lost[code] = lost.get(code, NOTHING) + result.lost
    found = [
        Loss(rule, len(scores[code]), sum(scores[code], NOTHING) / len(scores[code]), lost[code])
        for code, rule in rules.items()
        if lost[code] >= SEEN
    ]
    return sorted(found, key=lambda loss: loss.lost, reverse=True)


def largest(appraisals: Sequence[Appraisal], most: int = MOST_SINGLE) -> list[Single]:
    """The results that lose most points, most first."""
    found = [
        Single(one.person, result) for one in appraisals for result in one.results if result.lost >= SEEN
    ]
    return sorted(found, key=lambda single: single.result.lost, reverse=True)[:most]


def waterfall(appraisals: Sequence[Appraisal], most: int = MOST_STEPS) -> list[Step]:
    """From full points down to the mean total of those who have a final one; empty while nobody has.

    The full points are 100 unless weights make points or add some on top.
    """
    final = [one for one in appraisals if one.standing is Standing.COMPLETE]
    if not final:
        return []
    level = _mean_of([result.effective * MET for one in final for result in one.results], final)
    steps = [Step(Kind.FULL, None, NOTHING, level)]
    for kind, rule, size in _falls_and_rises(final, most):
        if kind is Kind.LOST or abs(size) >= SEEN:
            steps.append(Step(kind, rule, level, level + size))
        level += size
    return [*steps, Step(Kind.TOTAL, None, NOTHING, level)]


def _falls_and_rises(
    final: Sequence[Appraisal], most: int
) -> Iterator[tuple[Kind, KpiRule | None, Decimal]]:
    results = [result for one in final for result in one.results]
    rest = _mean_of([result.lost for result in results], final)
    for loss in by_kpi(final)[:most]:
        size = loss.lost / len(final)
        rest -= size
        yield Kind.LOST, loss.rule, -size
    yield Kind.OTHER, None, -rest
    yield Kind.GAINED, None, _mean_of([_above_met(result) for result in results], final)


def _above_met(result: KpiResult) -> Decimal:
    """The points that a score above 100 brings beyond a target that is just met."""
    return NOTHING if result.points is None else result.points - result.effective * MET + result.lost


def _mean_of(numbers: Sequence[Decimal], people: Sequence[Appraisal]) -> Decimal:
    return sum(numbers, NOTHING) / len(people)
