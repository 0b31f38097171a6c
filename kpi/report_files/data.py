"""The report as plain data for other systems: `report.json`, and the lines of `scores.csv`.

Figures of groups have two decimals as they are shown; numbers of one KPI are kept whole. Missing is null.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpi import layout
from kpi.basis import Basis
from kpi.losses import by_kpi, largest, waterfall
from kpi.model import KpiResult, Language, Standing
from kpi.numbers import rounded, settled
from kpi.report import Member, Quarter, Report, departments, figures, grouped, ranked
from kpi.report_notes import LeftOut, has_open_target, missing, not_applicable, open_targets

Plain = dict[str, object]
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a sheet would take such a text for a formula
COLUMNS = (
    "id", "name", "role", "department", "code", "kpi", "category", "state",
    "actual", "target", "score", "weight", "effective", "points", "lost", "light",
)  # fmt: skip


def report_data(report: Report, bases: Sequence[Basis], language: Language) -> Plain:
    """Everything that the team report tells."""
    members = report.members
    letters = [grade.letter for grade in report.grades]
    return {
        "period": report.period,
        "company": report.company,
        "due": report.due.isoformat(),
        "rules": {"version": report.version, "hash": report.digest},
        "grades": [_grade(grade.letter, grade.name[language], grade.limit) for grade in report.grades],
        "centre": _figures(members, letters),
        "departments": _groups(departments(members), letters),
        "sets": _groups(grouped(members, lambda one: one.role.set), letters),
        "roles": _groups(grouped(members, lambda one: one.role.code), letters),
        "people": [
            _member(member, rank, language)
            for of_role in grouped(members, lambda one: one.role.code).values()
            for rank, member in ranked(of_role)
        ],
        "lost_by_kpi": [
            {"kpi": one.rule.code, "people": one.people, "score": _points(one.score), "lost": _points(one.lost)}
            for one in by_kpi(report.appraisals)
        ],
        "largest_losses": [
            {"id": one.person.id, "name": one.person.name, **_result(one.result)}
            for one in largest(report.appraisals)
        ],
        "waterfall": [
            {
                "step": step.kind.value,
                "kpi": step.rule.code if step.rule else None,
                "start": _points(step.start),
                "end": _points(step.end),
            }
            for step in waterfall(report.appraisals)
        ],
        "missing": [
            {
                "id": one.member.appraisal.person.id,
                "name": one.member.appraisal.person.name,
                "kpis": [result.rule.code for result in one.results],
            }
            for one in missing(members)
        ],
        "not_applicable": [_left_out(one) for one in not_applicable(members)],
        "open_targets": [_left_out(one) for one in open_targets(members)],
        "basis": [
            {"kpi": one.rule.code, **{field: source.value for field, source in one.fields.items()}}
            for one in bases
        ],
    }


def _grade(letter: str, name: str, limit: Decimal | None) -> Plain:
    return {"letter": letter, "name": name, "from": _whole(limit)}


def _groups(groups: dict[str, list[Member]], letters: Sequence[str]) -> list[Plain]:
    return [{"name": name, **_figures(members, letters)} for name, members in groups.items()]


def _figures(members: Sequence[Member], letters: Sequence[str]) -> Plain:
    found = figures(members)
    return {
        "people": found.people,
        "with_total": found.final,
        "mean": _points(found.mean),
        "lowest": _points(found.lowest),
        "highest": _points(found.highest),
        "standard_deviation": _points(found.spread),
        "change": _points(found.change),
        "compared": found.compared,
        "grades": {letter: found.grades.get(letter, 0) for letter in letters},
        "standings": {standing.value: found.standings.get(standing, 0) for standing in Standing},
    }


def _member(member: Member, rank: int | None, language: Language) -> Plain:
    appraisal = member.appraisal
    return {
        "id": appraisal.person.id,
        "name": appraisal.person.name,
        "role": member.role.code,
        "role_name": member.role.name[language],
        "department": member.department,
        "reviewer": appraisal.person.reviewer,
        "total": _points(appraisal.total),
        "grade": appraisal.grade.letter if appraisal.grade else None,
        "standing": appraisal.standing.value,
        "rank": rank,
        "last": _points(member.last),
        "change": _points(member.change),
        "quarter": _quarter(member.quarter),
        "results": [_result(result) for result in appraisal.results],
    }


def _quarter(quarter: Quarter | None) -> Plain | None:
    if quarter is None:
        return None
    return {"months": list(quarter.months), "pooled": _points(quarter.pooled), "mean": _points(quarter.mean)}


def _result(result: KpiResult) -> Plain:
    return {
        "kpi": result.rule.code,
        "state": _state(result),
        "actual": _whole(result.actual),
        "target": _whole(result.target),
        "score": _whole(result.score),
        "effective": _whole(result.effective),
        "points": _whole(result.points),
        "lost": _whole(result.lost),
        "light": result.light.value if result.light else None,
    }


def _left_out(one: LeftOut) -> Plain:
    return {
        "kpi": one.rule.code,
        "weight": _whole(one.rule.weight),
        "people": [member.appraisal.person.id for member in one.members],
    }


def _state(result: KpiResult) -> str:
    return "open_target" if has_open_target(result) else result.state.value


def _points(number: Decimal | None) -> float | None:
    return None if number is None else float(rounded(number))


def _whole(number: Decimal | None) -> float | None:
    return None if number is None else float(settled(number))


# scores.csv --------------------------------------------------------------------


def score_lines(report: Report, language: Language) -> Iterator[tuple[str, ...]]:
    """One line for each person and KPI, in the columns of the sheet Scores, its header first."""
    names = {"department": layout.SUMMARY.column("department").header(language)}
    yield tuple(names.get(key) or layout.SCORES.column(key).header(language) for key in COLUMNS)
    for member in report.members:
        for result in member.appraisal.results:
            yield _line(member, result, language)


def _line(member: Member, result: KpiResult, language: Language) -> tuple[str, ...]:
    person, rule = member.appraisal.person, result.rule
    texts = (person.id, person.name, member.role.name[language], member.department)
    kpi = (rule.code, rule.name[language], rule.category[language], layout.word("state", _state(result), language))
    numbers = (result.actual, result.target, result.score, rule.weight, result.effective, result.points, result.lost)
    light = layout.word("light", result.light.value, language) if result.light else ""
    return (*map(plain_text, (*texts, *kpi)), *map(_number, numbers), light)


def plain_text(text: str) -> str:
    """Text that no sheet takes for a formula.

    >>> plain_text("=1+1"), plain_text("王芳")
    ("'=1+1", '王芳')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _number(number: Decimal | None) -> str:
    """A number with all its digits, without the noise beyond twelve decimals."""
    if number is None:
        return ""
    text = format(settled(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
