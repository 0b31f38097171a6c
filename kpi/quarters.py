"""The calendar quarter so far of each person: scored from the months' raw numbers, beside the mean of the months."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi.appraise import Judged, Outcome, rules_of
from kpi.book_checks import every_rule
from kpi.cycle import added_up, quarter_to
from kpi.model import Actual, KpiRule, MonthsAdd, Standing, State, WeightPolicy
from kpi.month.closed_months import Closed, closed_in, totals_of
from kpi.numbers import rounded
from kpi.report import Quarter
from kpi.scoring import Entries, Judge

Months = Sequence[Mapping[str, Closed]]  # of one person, oldest first
HOLE = Closed(Actual(State.NOT_FILLED_IN), None, None)


class _Read(NamedTuple):
    """What is known of the closed months of the quarter, by month and person."""

    months: Sequence[str]
    closed: Sequence[Mapping[str, Mapping[str, Closed]]]
    totals: Mapping[str, Mapping[str, Decimal]]


def quarters(outcome: Outcome) -> Mapping[str, Quarter]:
    """The quarter of everybody who has a total in each of its months, by id; nothing in its first month."""
    months = quarter_to(outcome.settings.period)
    before = months[:-1]
    if not before:
        return {}
    entries = {rule.code: rule.entry for rule in every_rule(outcome.book)}
    closed = [closed_in(outcome.tables, month, entries) for month in before]
    read = _Read(months, closed, totals_of(outcome.tables, before))
    return dict(_quarters(outcome, read))


def _quarters(outcome: Outcome, read: _Read) -> Iterator[tuple[str, Quarter]]:
    judges: dict[str, Judge] = {}
    book = outcome.book
    for one in outcome.judged:
        person, role = one.appraisal.person, one.sheet.role
        of_months = read.totals.get(person.id, {})
        if one.appraisal.standing is not Standing.COMPLETE or len(of_months) < len(read.closed):
            continue
        entries = _entries(one, [month.get(person.id, {}) for month in read.closed])
        if entries is None:
            continue
        if role.code not in judges:
            policy = book.policies.weights.get(role.set, WeightPolicy.SHARE)
            judges[role.code] = Judge(rules_of(book, role), book.policies, policy, book.grades)
        pooled = judges[role.code].appraise(person, entries)
        totals = [*of_months.values(), one.appraisal.total or Decimal(0)]
        if pooled.standing is Standing.COMPLETE and pooled.total is not None:
            mean = rounded(sum(totals, Decimal(0)) / len(totals))
            yield person.id, Quarter(tuple(read.months), pooled.total, mean)


def _entries(one: Judged, before: Months) -> Entries | None:
    """The entries of the quarter; None where a KPI with weight cannot be added up."""
    entries: dict[str, tuple[Actual, Decimal | None]] = {}
    for result in one.appraisal.results:
        rule = result.rule
        closed = [month.get(rule.code, HOLE) for month in before]
        actual, target = one.entries[rule.code]
        whole = added_up(rule, [*(month.actual for month in closed), actual])
        if whole is not None and whole.state is not State.NOT_FILLED_IN:
            entries[rule.code] = whole, _target(rule, [*(month.target for month in closed), target])
        elif rule.weight:
            return None
    return entries


def _target(rule: KpiRule, targets: Sequence[Decimal | None]) -> Decimal | None:
    """The target of the quarter: that of its months together where they add up to a sum, else the latest."""
    known = [target for target in targets if target is not None]
    if rule.months_add is MonthsAdd.SUM and known:
        return sum(known, Decimal(0)) * len(targets) / len(known)
    return known[-1] if known else None
