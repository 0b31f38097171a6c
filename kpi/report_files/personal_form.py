"""The appraisal form of one person as texts and curves, ready to be set on one page."""

from collections.abc import Sequence
from decimal import Decimal

from kpi import layout
from kpi.curves import drawing
from kpi.cycle import months_before
from kpi.explain import figure
from kpi.model import Appraisal, CategoryTotal, KpiResult, Language, Standing, State
from kpi.report import Member, Report
from kpi.reported import MONTHS
from kpi.rule_words import NONE, actual_text, change_text, points_text, scale_text, target_text, weight_text
from kpi.trend import trend
from kpi.words import say

Plain = dict[str, object]
COLUMNS = (
    "category", "kpi", "weight", "target", "scale", "curve", "data_source", "actual", "score", "points",
)  # fmt: skip


def personal_form(report: Report, member: Member, comment: str, language: Language) -> Plain:
    """Everything that stands on one person's form, and nothing of anybody else."""
    return {
        "title": say("form_title", language),
        "company": report.company,
        "head": _head(report, member, language),
        "columns": [say(f"form_{key}", language) for key in COLUMNS],
        "groups": [_group(member.appraisal, order, language) for order in _orders(member.appraisal)],
        "nothing": say("form_nothing", language),
        "result": _result(member, language),
        "trend": _trend(report, member, language),
        "comment": [say("form_comment", language), comment],
        "legend": say("form_legend", language),
        "basis": say("paper_basis", language, version=report.version, digest=report.digest),
        "signs": [say(f"sign_{who}", language) for who in ("appraisee", "reviewer", "approver")],
        "date": say("sign_date", language),
    }


def _head(report: Report, member: Member, language: Language) -> list[list[str]]:
    """Six labels and what belongs to them."""
    person = member.appraisal.person
    role = layout.role_title(member.role, language)
    facts = {
        "name": person.name, "id": person.id, "role": role,
        "department": member.department, "period": report.period, "reviewer": person.reviewer,
    }  # fmt: skip
    return [[say(f"form_{key}", language), text] for key, text in facts.items()]


def _orders(appraisal: Appraisal) -> list[int]:
    return sorted({result.rule.order for result in appraisal.results})


def _group(appraisal: Appraisal, order: int, language: Language) -> Plain:
    """A category: its KPIs and, where it has weight, its subtotal."""
    results = [result for result in appraisal.results if result.rule.order == order]
    subtotal = next((one for one in appraisal.categories if one.order == order), None)
    name = subtotal.name if subtotal else results[0].rule.category
    return {
        "category": name[language],
        "rows": [_row(result, language) for result in results],
        "subtotal": _subtotal(subtotal, results, language) if subtotal else None,
    }


def _row(result: KpiResult, language: Language) -> Plain:
    rule = result.rule
    curve = drawing(rule.scale, result.measure, result.score) if rule.scale.knots else None
    return {
        "kpi": rule.name[language],
        "weight": weight_text(result),
        "raw": say("form_raw", language, weight=figure(rule.weight)),
        "target": target_text(rule, result.target, language),
        "scale": scale_text(rule, language),
        "curve": curve._asdict() if curve else None,
        "data_source": rule.data_source[language] or NONE,
        "actual": actual_text(result, language),
        "entered": result.state is State.ENTERED and result.score is not None,
        "score": points_text(result.score),
        "sign": layout.word("light", result.light.value, language)[:1] if result.light else "",
        "points": points_text(result.points),
    }


def _subtotal(one: CategoryTotal, results: Sequence[KpiResult], language: Language) -> list[str]:
    """The label of a subtotal, its weight, its score and its points."""
    weight = points_text(sum((result.effective for result in results), start=Decimal(0)) * 100)
    label = say("form_subtotal", language, category=one.name[language])
    return [label, f"{weight}%", points_text(one.score), points_text(one.points)]


def _result(member: Member, language: Language) -> Plain:
    """Total, grade, and why there is none."""
    appraisal = member.appraisal
    grade = appraisal.grade
    return {
        "total": [say("form_total", language), points_text(appraisal.total)],
        "grade": [say("form_grade", language), f"{grade.letter} {grade.name[language]}" if grade else NONE],
        "standing": [say("form_standing", language), standing_text(appraisal, language)],
        "extra": say("form_extra", language, extra=points_text(appraisal.extra)) if appraisal.extra else "",
    }


def standing_text(appraisal: Appraisal, language: Language) -> str:
    """Complete, provisional, or what is missing."""
    word = layout.word("standing", appraisal.standing.value, language)
    if appraisal.standing not in (Standing.MISSING, Standing.PROVISIONAL):
        return word
    names = {result.rule.code: result.rule.name[language] for result in appraisal.results}
    lacking = say("list_comma", language).join(names[code] for code in appraisal.missing)
    return say("form_missing", language, standing=word, kpis=lacking)


def _trend(report: Report, member: Member, language: Language) -> Plain | None:
    """The totals of three months, each at its place; None while there is no closed month."""
    if not member.past:
        return None
    totals = dict(member.past)
    if member.final is not None:
        totals[report.period] = member.final
    picture = trend([*months_before(report.period, MONTHS - 1), report.period], totals)
    return {
        "label": say("form_trend", language),
        "change": [say("team_change", language), change_text(member.change)],
        "met": picture.met,
        "months": [month._asdict() | {"total": points_text(month.total)} for month in picture.months],
    }
