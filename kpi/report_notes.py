"""What a reader of the report has to know: what is missing, what did not apply, which targets are open."""

from collections.abc import Sequence
from typing import NamedTuple

from kpi.model import KpiResult, KpiRule, Role, State
from kpi.report import Member, grouped

MARKS = {"not_applicable": "/", "open_target": "○", "not_filled_in": "?", "unreadable": "!"}  # in the place of a score
LACKING = (State.NOT_FILLED_IN, State.UNREADABLE)
Entries = list[tuple[Member, KpiResult]]


class Missing(NamedTuple):
    """One person's KPIs with weight that have no usable entry yet."""

    member: Member
    results: tuple[KpiResult, ...]


class Gap(NamedTuple):
    """KPIs of one role that the same people have no usable entry for."""

    role: Role
    rules: tuple[KpiRule, ...]
    members: tuple[Member, ...]
    unreadable: int  # of these entries; the others are blank

    @property
    def entries(self) -> int:
        """How many entries these are."""
        return len(self.rules) * len(self.members)


class LeftOut(NamedTuple):
    """A KPI with weight that does not count for some people."""

    rule: KpiRule
    members: tuple[Member, ...]


def missing(members: Sequence[Member]) -> list[Missing]:
    """Whose entries are still to be filled in or mended."""
    found = [Missing(member, tuple(filter(_lacking, member.appraisal.results))) for member in members]
    return [one for one in found if one.results]


def gaps(members: Sequence[Member]) -> list[Gap]:
    """What is missing by role and KPI, in the order of the sheets; KPIs that the same people lack stand together."""
    alike: dict[tuple[str, ...], list[Entries]] = {}
    for role, own in grouped(members, lambda one: one.role.code).items():
        for entries in _lacking_by_kpi(own):
            alike.setdefault((role, *(member.appraisal.person.id for member, _ in entries)), []).append(entries)
    return [_gap(by_kpi) for by_kpi in alike.values()]


def _lacking_by_kpi(members: Sequence[Member]) -> list[Entries]:
    """The missing entries of one role, KPI by KPI in the order of its rules."""
    found: dict[str, Entries] = {}
    for member in members:
        for result in member.appraisal.results:
            entries = found.setdefault(result.rule.code, [])
            if _lacking(result):
                entries.append((member, result))
    return [entries for entries in found.values() if entries]


def _gap(by_kpi: Sequence[Entries]) -> Gap:
    members = tuple(member for member, _ in by_kpi[0])
    rules = tuple(entries[0][1].rule for entries in by_kpi)
    unreadable = sum(result.state is State.UNREADABLE for entries in by_kpi for _, result in entries)
    return Gap(members[0].role, rules, members, unreadable)


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
