"""A judged workbook as the facts of its monthly report."""

from collections.abc import Iterator, Mapping

from kpi.appraise import Judged, Outcome
from kpi.catalogue import digest
from kpi.cycle import months_before
from kpi.entry_cells import missing_cell
from kpi.month.closed_months import totals_of
from kpi.numbers import exact
from kpi.quarters import quarters
from kpi.report import Member, Past, Report
from kpi.report_notes import LACKING
from kpi.scored.summary import last_totals

MONTHS = 3  # of a trend, the period included


def reported(outcome: Outcome) -> Report:
    """The report of the workbook's own period and rules, in the workbook's language."""
    settings, language = outcome.settings, outcome.settings.language
    last, past, of_quarter = last_totals(outcome), past_totals(outcome), quarters(outcome)
    roles = {role.code: role for role in outcome.book.roles}
    members = []
    for one in outcome.judged:
        person = one.appraisal.person
        role, before = roles[person.role], last.get(person.id)
        members.append(
            Member(
                appraisal=one.appraisal,
                role=role,
                department=person.department,
                past=past.get(person.id, ()),
                last=None if before is None else exact(before),
                quarter=of_quarter.get(person.id),
                cells=tuple(_missing_cells(one)),
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


def _missing_cells(one: Judged) -> Iterator[tuple[str, str]]:
    """The code and the cell of each entry that is missing; none where the person stands in no row."""
    for result in one.appraisal.results:
        if one.row is not None and result.rule.weight and result.state in LACKING:
            yield result.rule.code, missing_cell(one.sheet, one.row, result.rule.code)


def past_totals(outcome: Outcome) -> Mapping[str, tuple[Past, ...]]:
    """The totals of the closed months just before the period by person, from the table History."""
    months = months_before(outcome.settings.period, MONTHS - 1)
    return {
        person: tuple(Past(month, own[month]) for month in months if month in own)
        for person, own in totals_of(outcome.tables, months).items()
    }
