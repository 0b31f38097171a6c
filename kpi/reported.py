"""A judged workbook as the facts of its monthly report."""

from collections.abc import Mapping
from decimal import Decimal

from kpi import layout
from kpi.appraise import Outcome
from kpi.catalogue import digest
from kpi.numbers import exact
from kpi.report import Member, Past, Report
from kpi.summary_rows import last_totals

MONTHS = 3  # of a trend, the period included


def reported(outcome: Outcome) -> Report:
    """The report of the workbook's own period and rules, in the workbook's language."""
    settings, language = outcome.settings, outcome.settings.language
    last, past = last_totals(outcome), past_totals(outcome)
    roles = {role.code: role for role in outcome.book.roles}
    members = []
    for one in outcome.judged:
        person = one.appraisal.person
        role, before = roles[person.role], last.get(person.id)
        members.append(
            Member(
                appraisal=one.appraisal,
                role=role,
                department=person.department or role.department[language],
                past=past.get(person.id, ()),
                last=None if before is None else exact(before),
            )
        )
    return Report(
        period=settings.period,
        company=settings.company,
        version=settings.rule_version,
        digest=digest(outcome.book),
        grades=outcome.book.grades,
        members=tuple(members),
        sets={card.code: card.name[language] for card in outcome.book.cards},
        due=outcome.due,
    )


def past_totals(outcome: Outcome) -> Mapping[str, tuple[Past, ...]]:
    """The totals of the closed months just before the period by person, from the table History."""
    table = outcome.tables.get("History")
    if table is None:
        return {}
    at = {layout.folded(header): position for position, header in enumerate(table.headers)}
    specs = [layout.HISTORY.column(key) for key in ("period", "id", "total")]
    found = [at.get(layout.folded(spec.zh), at.get(layout.folded(spec.en))) for spec in specs]
    period, identity, total = found
    if period is None or identity is None or total is None:
        return {}
    months = _months_before(outcome.settings.period)
    totals: dict[str, dict[str, Decimal]] = {}
    for row in table.rows:
        value, month = row[total], row[period]
        if month in months and isinstance(value, float):
            totals.setdefault(str(row[identity]), {})[str(month)] = exact(value)
    return {
        person: tuple(Past(month, own[month]) for month in months if month in own)
        for person, own in totals.items()
    }


def _months_before(period: str) -> list[str]:
    """The closed months of a trend, oldest first.

    >>> _months_before("2026-01")
    ['2025-11', '2025-12']
    """
    year, month = (int(part) for part in period.split("-"))
    counted = [12 * year + month - 1 - back for back in range(MONTHS - 1, 0, -1)]
    return [f"{number // 12}-{number % 12 + 1:02}" for number in counted]
