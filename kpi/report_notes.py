"""What a reader of the report has to know: what is missing, what did not apply, which targets are open."""

from collections.abc import Sequence
from typing import NamedTuple

from kpi.model import KpiResult, KpiRule, State
from kpi.report import Member

MARKS = {"not_applicable": "/", "open_target": "○", "not_filled_in": "?", "unreadable": "!"}  # in the place of a score
LACKING = (State.NOT_FILLED_IN, State.UNREADABLE)


class Missing(NamedTuple):
    """One person's KPIs with weight that have no usable entry yet."""

    member: Member
    results: tuple[KpiResult, ...]


class LeftOut(NamedTuple):
    """A KPI with weight that does not count for some people."""

    rule: KpiRule
    members: tuple[Member, ...]


def missing(members: Sequence[Member]) -> list[Missing]:
    """Whose entries are still to be filled in or mended."""
    found = [Missing(member, tuple(filter(_lacking, member.appraisal.results))) for member in members]
    return [one for one in found if one.results]


def not_applicable(members: Sequence[Member]) -> list[LeftOut]:
    """The KPIs that had nothing to measure, and for whom."""
    return _left_out(members, is_open=False)


def open_targets(members: Sequence[Member]) -> list[LeftOut]:
    """The KPIs whose target nobody has set yet, and for whom."""
    return _left_out(members, is_open=True)


def has_open_target(result: KpiResult) -> bool:
    """True when there is nothing to judge by."""
    return (
        result.state is State.NOT_APPLICABLE and result.target is None and result.rule.measure.needs_target
    )


def _lacking(result: KpiResult) -> bool:
    return bool(result.rule.weight) and result.state in LACKING


def _left_out(members: Sequence[Member], *, is_open: bool) -> list[LeftOut]:
    rules: dict[str, KpiRule] = {}
    people: dict[str, list[Member]] = {}
    for member in members:
        for result in member.appraisal.results:
            out = result.rule.weight and result.state is State.NOT_APPLICABLE
            if out and has_open_target(result) is is_open:
                rules.setdefault(result.rule.code, result.rule)
                people.setdefault(result.rule.code, []).append(member)
    return [LeftOut(rule, tuple(people[code])) for code, rule in rules.items()]
